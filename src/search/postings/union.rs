//! The union of very many lists of articles, as a pattern stands for.
//!
//! A heap over a thousand lists costs for every entry. Here the lists are poured into a window of articles one after the other.

use tantivy::postings::{Postings, SegmentPostings};
use tantivy::{DocId, DocSet, TERMINATED};

/// Articles that are looked at together.
const WINDOW: u32 = 4096;

/// A list of articles. It only moves forward.
pub(crate) trait List {
    /// The current article, or `TERMINATED`.
    fn doc(&self) -> DocId;
    /// Moves to the first article not before `target`.
    fn seek(&mut self, target: DocId) -> DocId;
    /// Moves to the next article.
    fn advance(&mut self) -> DocId;
    /// How often the current article is counted.
    fn times(&self) -> u32;
    /// Upper bound of the number of articles.
    fn size(&self) -> u32;
}

impl List for SegmentPostings {
    fn doc(&self) -> DocId {
        DocSet::doc(self)
    }

    fn seek(&mut self, target: DocId) -> DocId {
        if DocSet::doc(self) < target {
            DocSet::seek(self, target)
        } else {
            DocSet::doc(self)
        }
    }

    fn advance(&mut self) -> DocId {
        DocSet::advance(self)
    }

    fn times(&self) -> u32 {
        self.term_freq()
    }

    fn size(&self) -> u32 {
        self.size_hint()
    }
}

/// The union of lists, with how often each article is in them.
pub(crate) struct Union<L> {
    /// Those that are not at their end, none of which stands in the window.
    lists: Vec<L>,
    /// First article of the window.
    start: DocId,
    /// How often each article of the window holds any of the terms.
    window: Vec<u32>,
    doc: DocId,
    size: u32,
}

impl<L: List> Union<L> {
    pub(crate) fn new(lists: Vec<L>) -> Self {
        let size = lists.iter().map(List::size);
        let mut union = Self {
            size: size.fold(0, u32::saturating_add),
            lists,
            start: 0,
            window: vec![0; WINDOW as usize],
            doc: 0,
        };
        union.pour(0);
        union.doc = union.first_from(0);
        union
    }

    /// The current article, or `TERMINATED`.
    pub(crate) fn doc(&self) -> DocId {
        self.doc
    }

    /// Upper bound of the number of articles.
    pub(crate) fn size(&self) -> u32 {
        self.size
    }

    /// Moves to the first article not before `target`.
    pub(crate) fn seek(&mut self, target: DocId) -> DocId {
        if target > self.doc {
            self.doc = self.first_from(target);
        }
        self.doc
    }

    /// How often the current article is in the lists.
    pub(crate) fn times(&self) -> u32 {
        self.window
            .get((self.doc - self.start) as usize)
            .copied()
            .unwrap_or_default()
    }

    fn first_from(&mut self, target: DocId) -> DocId {
        let mut target = target;
        loop {
            if target == TERMINATED {
                return TERMINATED;
            }
            if target - self.start >= WINDOW {
                self.pour(target);
            }
            let from = target - self.start;
            let found = self.window[from as usize..]
                .iter()
                .position(|&count| count > 0);
            if let Some(Ok(further)) = found.map(u32::try_from) {
                return target + further;
            }
            target = self.lists.iter().map(List::doc).min().unwrap_or(TERMINATED);
        }
    }

    /// Fills the window that starts at an article.
    fn pour(&mut self, start: DocId) {
        self.start = start;
        self.window.fill(0);
        let Self { lists, window, .. } = self;
        lists.retain_mut(|list| {
            let mut doc = list.seek(start);
            while let Some(count) = window.get_mut((doc - start) as usize) {
                *count += list.times();
                doc = list.advance();
            }
            doc != TERMINATED
        });
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use proptest::prelude::*;

    use super::*;

    /// Articles with frequencies, one behind the other.
    struct Listed {
        entries: Vec<(DocId, u32)>,
        at: usize,
    }

    impl List for Listed {
        fn doc(&self) -> DocId {
            self.entries
                .get(self.at)
                .map_or(TERMINATED, |(doc, _)| *doc)
        }

        fn seek(&mut self, target: DocId) -> DocId {
            while self.doc() < target {
                self.at += 1;
            }
            self.doc()
        }

        fn advance(&mut self) -> DocId {
            self.at += 1;
            self.doc()
        }

        fn times(&self) -> u32 {
            self.entries[self.at].1
        }

        fn size(&self) -> u32 {
            u32::try_from(self.entries.len()).expect("few")
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]

        #[test]
        fn a_union_is_what_its_lists_hold(
            lists in prop::collection::vec(prop::collection::btree_map(0..20_000_u32, 1..4_u32, 0..30), 0..6),
            steps in prop::collection::vec(prop_oneof![4 => 1..3_u32, 1 => 3..9_000_u32], 1..60),
        ) {
            let mut expected: BTreeMap<DocId, u32> = BTreeMap::new();
            for (doc, count) in lists.iter().flatten() {
                *expected.entry(*doc).or_default() += count;
            }
            let lists = lists.into_iter().map(|list| Listed { entries: list.into_iter().collect(), at: 0 });
            let mut union = Union::new(lists.collect());
            let mut target = 0;
            for step in steps {
                let next = expected.range(target..).next();
                prop_assert_eq!(union.seek(target), next.map_or(TERMINATED, |(doc, _)| *doc));
                if let Some((doc, count)) = next {
                    prop_assert_eq!(union.times(), *count);
                    target = doc + step;
                }
            }
        }
    }
}
