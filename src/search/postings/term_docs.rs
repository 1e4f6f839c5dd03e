//! The documents of a word that is any of many terms.

use tantivy::{DocId, TERMINATED};

use crate::index::DocsCursor;
use crate::search::postings::union::Postings;

/// Ascending documents, each with a frequency. They only move forward.
pub(crate) struct ListedDocs {
    docs: Vec<(DocId, u32)>,
    /// Which of them is the current one.
    at: usize,
}

impl ListedDocs {
    /// The frequencies of a document are added up.
    pub(crate) fn new(mut docs: Vec<(DocId, u32)>) -> Self {
        docs.sort_unstable_by_key(|(doc, _)| *doc);
        docs.dedup_by(|(doc, frequency), (kept, sum)| {
            let is_same = doc == kept;
            if is_same {
                *sum = sum.saturating_add(*frequency);
            }
            is_same
        });
        docs.shrink_to_fit();
        Self { docs, at: 0 }
    }
}

impl Postings for ListedDocs {
    type Value = u32;

    fn doc(&self) -> DocId {
        self.docs.get(self.at).map_or(TERMINATED, |(doc, _)| *doc)
    }

    fn seek(&mut self, target: DocId) -> DocId {
        if self.doc() < target {
            self.at += self.docs[self.at..].partition_point(|(doc, _)| *doc < target);
        }
        self.doc()
    }

    fn drain(&mut self, end: DocId, mut add: impl FnMut(DocId, u32)) {
        while let Some(&(doc, frequency)) = self.docs.get(self.at).filter(|(doc, _)| *doc < end) {
            add(doc, frequency);
            self.at += 1;
        }
    }

    fn size(&self) -> u32 {
        u32::try_from(self.docs.len()).unwrap_or(u32::MAX)
    }
}

/// The documents of a term, or of several rare ones.
#[expect(
    clippy::large_enum_variant,
    reason = "all of a word's are cursors but one"
)]
pub(crate) enum TermDocs {
    Term(DocsCursor),
    Rare(ListedDocs),
}

impl Postings for TermDocs {
    type Value = u32;

    fn doc(&self) -> DocId {
        match self {
            Self::Term(docs) => docs.doc(),
            Self::Rare(docs) => docs.doc(),
        }
    }

    fn seek(&mut self, target: DocId) -> DocId {
        match self {
            Self::Term(docs) => docs.seek(target),
            Self::Rare(docs) => docs.seek(target),
        }
    }

    fn drain(&mut self, end: DocId, add: impl FnMut(DocId, u32)) {
        match self {
            Self::Term(docs) => docs.drain(end, add),
            Self::Rare(docs) => docs.drain(end, add),
        }
    }

    fn size(&self) -> u32 {
        match self {
            Self::Term(docs) => docs.size(),
            Self::Rare(docs) => docs.size(),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn a_list_adds_up_what_it_is_made_of(
            docs in prop::collection::vec((0..60_u32, 1..4_u32), 0..80),
            steps in prop::collection::vec((1..9_u32, any::<bool>()), 1..20),
        ) {
            let mut expected: BTreeMap<DocId, u32> = BTreeMap::new();
            for &(doc, frequency) in &docs {
                *expected.entry(doc).or_default() += frequency;
            }
            let mut list = ListedDocs::new(docs);
            prop_assert_eq!(list.size() as usize, expected.len());
            let mut target = 0;
            for (step, is_drained) in steps {
                target += step;
                if is_drained {
                    let mut drained = Vec::new();
                    list.drain(target, |doc, frequency| drained.push((doc, frequency)));
                    let before = expected.range(..target).map(|(&doc, &sum)| (doc, sum));
                    prop_assert_eq!(drained, before.collect::<Vec<_>>());
                } else {
                    list.seek(target);
                }
                expected.retain(|doc, _| *doc >= target);
                let first = expected.first_key_value().map(|(&doc, _)| doc);
                prop_assert_eq!(list.doc(), first.unwrap_or(TERMINATED));
            }
        }
    }
}
