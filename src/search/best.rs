//! The best articles that match, and how many match.
//!
//! Tantivy's own collector looks for the best of each segment, and each segment starts from nothing. Here a segment starts from what
//! the segments before it have given, so that Tantivy can pass over most of what is not good enough.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use tantivy::query::Weight;
use tantivy::{DocAddress, DocId, Score, Searcher, SegmentReader};

/// The best so many articles by score, best first; of equals the first in the index.
pub(super) fn best(
    searcher: &Searcher,
    weight: &dyn Weight,
    wanted: usize,
) -> tantivy::Result<Vec<(Score, DocAddress)>> {
    let mut best = Best::new(wanted);
    for (segment, reader) in (0..).zip(searcher.segment_readers()) {
        weight.for_each_pruning(best.threshold, reader, &mut |doc, score| {
            if is_alive(reader, doc) {
                best.offer(score, DocAddress::new(segment, doc));
            }
            best.threshold
        })?;
    }
    Ok(best.into_sorted())
}

/// The same, and how many match: in one walk over all of them.
pub(super) fn best_and_count(
    searcher: &Searcher,
    weight: &dyn Weight,
    wanted: usize,
) -> tantivy::Result<(Vec<(Score, DocAddress)>, usize)> {
    let mut best = Best::new(wanted);
    let mut count = 0;
    for (segment, reader) in (0..).zip(searcher.segment_readers()) {
        weight.for_each(reader, &mut |doc, score| {
            if is_alive(reader, doc) {
                count += 1;
                if best.takes(score) {
                    best.offer(score, DocAddress::new(segment, doc));
                }
            }
        })?;
    }
    Ok((best.into_sorted(), count))
}

fn is_alive(reader: &SegmentReader, doc: DocId) -> bool {
    reader
        .alive_bitset()
        .is_none_or(|alive| alive.is_alive(doc))
}

/// The best articles so far, the worst of them on top.
pub(super) struct Best {
    wanted: usize,
    heap: BinaryHeap<Reverse<Scored>>,
    /// What does not score more than this is none of them.
    threshold: Score,
}

impl Best {
    pub(super) fn new(wanted: usize) -> Self {
        Self {
            wanted,
            heap: BinaryHeap::new(),
            threshold: Score::MIN,
        }
    }

    /// Whether an article of this score may be one of them.
    pub(super) fn takes(&self, score: Score) -> bool {
        score > self.threshold
    }

    pub(super) fn offer(&mut self, score: Score, address: DocAddress) {
        let scored = Scored { score, address };
        if self.heap.len() < self.wanted {
            self.heap.push(Reverse(scored));
        } else if let Some(mut worst) = self.heap.peek_mut()
            && scored > worst.0
        {
            *worst = Reverse(scored);
        }
        if self.heap.len() == self.wanted
            && let Some(Reverse(worst)) = self.heap.peek()
        {
            // An equal of the worst may stand before it.
            self.threshold = worst.score.next_down();
        }
    }

    fn into_sorted(self) -> Vec<(Score, DocAddress)> {
        let sorted = self.heap.into_sorted_vec();
        sorted
            .into_iter()
            .map(|Reverse(Scored { score, address })| (score, address))
            .collect()
    }
}

/// An article with its score; better ones are greater.
#[derive(Clone, Copy)]
struct Scored {
    score: Score,
    address: DocAddress,
}

impl Ord for Scored {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        let by_score = self.score.total_cmp(&other.score);
        by_score.then_with(|| other.address.cmp(&self.address))
    }
}

impl PartialOrd for Scored {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Scored {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other).is_eq()
    }
}

impl Eq for Scored {}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use tantivy::collector::{Count, TopDocs};
    use tantivy::query::{BooleanQuery, EnableScoring, Query, TermQuery};
    use tantivy::schema::IndexRecordOption;

    use super::*;
    use crate::search::sample::Numbered;

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]

        #[test]
        fn they_are_those_that_tantivy_finds(
            articles in prop::collection::vec(prop::collection::vec(0..4_u8, 1..7), 1..60),
            words in prop::collection::vec(0..4_u8, 1..3),
            wanted in 1..20_usize,
        ) {
            let index = Numbered::new(&articles);
            let word = |word: &u8| -> Box<dyn Query> {
                Box::new(TermQuery::new(index.term(*word), IndexRecordOption::WithFreqs))
            };
            let query = BooleanQuery::union(words.iter().map(word).collect());
            let searcher = &index.searcher;
            let weight = query.weight(EnableScoring::enabled_from_searcher(searcher)).unwrap();
            let top = TopDocs::with_limit(wanted).order_by_score();
            let (expected, all) = searcher.search(&query, &(top, Count)).unwrap();
            prop_assert_eq!(&best(searcher, &*weight, wanted).unwrap(), &expected);
            prop_assert_eq!(best_and_count(searcher, &*weight, wanted).unwrap(), (expected, all));
        }
    }
}
