//! A Tantivy query that finds the articles that hold any of very many terms, as the patterns of a query do.
//!
//! A heap over a thousand lists costs for every entry. Here the lists are poured into a window of articles one after the other.

use std::sync::Arc;

use tantivy::fieldnorm::FieldNormReader;
use tantivy::postings::{Postings, SegmentPostings};
use tantivy::query::{EnableScoring, Explanation, Query, Scorer, Weight};
use tantivy::{DocId, DocSet, Score, SegmentReader, TERMINATED, TantivyError};

use super::interval_query::{Search, to_f32};
use super::lists::Lists;

/// Articles that are looked at together.
const WINDOW: u32 = 4096;

/// Finds articles by terms; what is looked for has no other operators.
#[derive(Debug, Clone)]
pub(super) struct AnyTermQuery(Arc<Search>);

impl AnyTermQuery {
    pub(super) fn new(search: Search) -> Self {
        Self(Arc::new(search))
    }
}

impl Query for AnyTermQuery {
    fn weight(&self, _: EnableScoring<'_>) -> tantivy::Result<Box<dyn Weight>> {
        Ok(Box::new(AnyTermWeight(Arc::clone(&self.0))))
    }
}

struct AnyTermWeight(Arc<Search>);

impl Weight for AnyTermWeight {
    fn scorer(&self, reader: &SegmentReader, boost: Score) -> tantivy::Result<Box<dyn Scorer>> {
        let known = Lists::new(self.0.index_terms()?, reader)?;
        let mut lists = Vec::new();
        for id in self.0.source.terms() {
            lists.extend(known.frequencies(id)?);
        }
        Ok(Box::new(AnyTermScorer {
            union: Union::new(lists),
            lengths: reader.get_fieldnorms_reader(self.0.fields.stem)?,
            search: Arc::clone(&self.0),
            boost,
        }))
    }

    fn explain(&self, reader: &SegmentReader, doc: DocId) -> tantivy::Result<Explanation> {
        let mut scorer = self.scorer(reader, 1.0)?;
        if scorer.doc() > doc || scorer.seek(doc) != doc {
            return Err(TantivyError::InvalidArgument(format!(
                "article {doc} does not match"
            )));
        }
        Ok(Explanation::new(
            "BM25 of all terms together",
            scorer.score(),
        ))
    }
}

struct AnyTermScorer {
    union: Union<SegmentPostings>,
    lengths: FieldNormReader,
    search: Arc<Search>,
    boost: Score,
}

impl DocSet for AnyTermScorer {
    fn advance(&mut self) -> DocId {
        self.union.seek(self.union.doc.saturating_add(1))
    }

    fn seek(&mut self, target: DocId) -> DocId {
        self.union.seek(target)
    }

    fn doc(&self) -> DocId {
        self.union.doc
    }

    fn size_hint(&self) -> u32 {
        self.union.size
    }
}

impl Scorer for AnyTermScorer {
    fn score(&mut self) -> Score {
        let frequency = to_f32(self.union.frequency());
        let length = self.lengths.fieldnorm(self.union.doc);
        self.boost * self.search.bm25(frequency, length)
    }
}

/// The union of lists of articles, with how often each article is in them.
struct Union<P> {
    /// Those that are not at their end, none of which stands in the window.
    lists: Vec<P>,
    /// First article of the window.
    start: DocId,
    /// How often each article of the window holds any of the terms.
    window: Vec<u32>,
    doc: DocId,
    size: u32,
}

impl<P: Postings> Union<P> {
    fn new(lists: Vec<P>) -> Self {
        let size = lists.iter().map(DocSet::size_hint);
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

    /// Moves to the first article not before `target`.
    fn seek(&mut self, target: DocId) -> DocId {
        if target > self.doc {
            self.doc = self.first_from(target);
        }
        self.doc
    }

    fn frequency(&self) -> u32 {
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
            target = self
                .lists
                .iter()
                .map(DocSet::doc)
                .min()
                .unwrap_or(TERMINATED);
        }
    }

    /// Fills the window that starts at an article.
    fn pour(&mut self, start: DocId) {
        self.start = start;
        self.window.fill(0);
        let Self { lists, window, .. } = self;
        lists.retain_mut(|list| {
            let mut doc = if list.doc() < start {
                list.seek(start)
            } else {
                list.doc()
            };
            while let Some(count) = window.get_mut((doc - start) as usize) {
                *count += list.term_freq();
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

    impl DocSet for Listed {
        fn advance(&mut self) -> DocId {
            self.at += 1;
            self.doc()
        }

        fn doc(&self) -> DocId {
            self.entries
                .get(self.at)
                .map_or(TERMINATED, |(doc, _)| *doc)
        }

        fn size_hint(&self) -> u32 {
            u32::try_from(self.entries.len()).expect("few")
        }
    }

    impl Postings for Listed {
        fn term_freq(&self) -> u32 {
            self.entries[self.at].1
        }

        fn append_positions_with_offset(&mut self, _: u32, _: &mut Vec<u32>) {}
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
                    prop_assert_eq!(union.frequency(), *count);
                    target = doc + step;
                }
            }
        }
    }
}
