//! The best articles that match, and how many match.
//!
//! Tantivy's own collector looks for the best of each segment, and each segment starts from nothing. Here all segments share what is
//! not good enough any more, so that Tantivy can pass over most of it.

use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::sync::atomic::{AtomicI32, Ordering};

use tantivy::query::Weight;
use tantivy::{DocAddress, DocId, Score, Searcher, SegmentOrdinal, SegmentReader, TantivyError};

use crate::search::cores::Cores;

/// The `wanted` best articles by score, best first; of equals the first in the index.
pub(crate) fn best(
    searcher: &Searcher,
    weight: &dyn Weight,
    wanted: usize,
    cores: Cores,
) -> tantivy::Result<Vec<(Score, DocAddress)>> {
    let threshold = Threshold::new();
    let each = cores.map(searcher.segment_readers(), |segment, reader| {
        let mut best = Best::new(wanted, &threshold);
        weight.for_each_pruning(threshold.get(), reader, &mut |doc, score| {
            if is_alive(reader, doc) {
                best.offer(score, address(segment, doc));
            }
            threshold.get()
        })?;
        Ok::<_, TantivyError>(best)
    })?;
    Ok(sorted(each, wanted))
}

/// The same, and how many match: in one walk over all of them.
pub(crate) fn best_and_count(
    searcher: &Searcher,
    weight: &dyn Weight,
    wanted: usize,
    cores: Cores,
) -> tantivy::Result<(Vec<(Score, DocAddress)>, usize)> {
    let threshold = Threshold::new();
    let each = cores.map(searcher.segment_readers(), |segment, reader| {
        let mut best = Best::new(wanted, &threshold);
        let mut count = 0;
        weight.for_each(reader, &mut |doc, score| {
            if is_alive(reader, doc) {
                count += 1;
                if best.takes(score) {
                    best.offer(score, address(segment, doc));
                }
            }
        })?;
        Ok::<_, TantivyError>((best, count))
    })?;
    let (each, counts): (Vec<Best<'_>>, Vec<usize>) = each.into_iter().unzip();
    Ok((sorted(each, wanted), counts.iter().sum()))
}

/// The best of all segments, best first.
fn sorted(each: Vec<Best<'_>>, wanted: usize) -> Vec<(Score, DocAddress)> {
    let all = each.into_iter().flat_map(|best| best.heap);
    let mut all: Vec<Reverse<Scored>> = all.collect();
    if wanted < all.len() {
        all.select_nth_unstable(wanted);
        all.truncate(wanted);
    }
    all.sort_unstable();
    all.into_iter()
        .map(|Reverse(Scored { score, address })| (score, address))
        .collect()
}

fn address(segment: usize, doc: DocId) -> DocAddress {
    let segment = SegmentOrdinal::try_from(segment).unwrap_or(SegmentOrdinal::MAX);
    DocAddress::new(segment, doc)
}

fn is_alive(reader: &SegmentReader, doc: DocId) -> bool {
    reader
        .alive_bitset()
        .is_none_or(|alive| alive.is_alive(doc))
}

/// What does not score more than this is none of the best, as far as is known: each part of the search raises it for all.
///
/// Kept as the bits of a score: those of scores, which are not negative, are in the order of the scores.
pub(crate) struct Threshold(AtomicI32);

impl Threshold {
    pub(crate) fn new() -> Self {
        Self(AtomicI32::new(Score::MIN.to_bits().cast_signed()))
    }

    fn get(&self) -> Score {
        Score::from_bits(self.0.load(Ordering::Relaxed).cast_unsigned())
    }

    fn raise(&self, score: Score) {
        self.0
            .fetch_max(score.to_bits().cast_signed(), Ordering::Relaxed);
    }
}

/// The best articles of one part of the search so far, the worst of them on top.
pub(crate) struct Best<'a> {
    wanted: usize,
    heap: BinaryHeap<Reverse<Scored>>,
    threshold: &'a Threshold,
}

impl<'a> Best<'a> {
    pub(crate) fn new(wanted: usize, threshold: &'a Threshold) -> Self {
        Self {
            wanted,
            heap: BinaryHeap::new(),
            threshold,
        }
    }

    /// Whether an article of this score may be one of them.
    pub(crate) fn takes(&self, score: Score) -> bool {
        score > self.threshold.get()
    }

    pub(crate) fn offer(&mut self, score: Score, address: DocAddress) {
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
            self.threshold.raise(worst.score.next_down());
        }
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
    use crate::search::numbered::Numbered;

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
            for cores in [Cores::One, Cores::All] {
                prop_assert_eq!(&best(searcher, &*weight, wanted, cores).unwrap(), &expected);
                let counted = best_and_count(searcher, &*weight, wanted, cores).unwrap();
                prop_assert_eq!(counted, (expected.clone(), all));
            }
        }
    }
}
