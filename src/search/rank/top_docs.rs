//! The best articles that match, and how many match.
//!
//! Tantivy's own collector looks for the best of each segment, and each segment starts from nothing. Here all segments share what is
//! not good enough any more, so that Tantivy can pass over most of it.

use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::sync::atomic::{AtomicI32, Ordering};

use tantivy::query::Weight;
use tantivy::{DocAddress, DocId, Score, Searcher, SegmentOrdinal, SegmentReader, TantivyError};

use crate::cores::Cores;
use crate::index::Stories;
use crate::passage::WorkBudget;
use crate::search::postings::union::bits;
use crate::search::rank::scored_matches::{Collector, ScoredMatches};
use crate::search::rank::ties::Ties;
use crate::search::stories::{Copied, CopyFinder};
use crate::search::walk::each_block;

/// The `wanted` best articles by score, best first; `ties` orders equals.
pub(crate) fn best(
    searcher: &Searcher,
    weight: &dyn Weight,
    wanted: usize,
    (ties, cores): (Ties<'_>, Cores),
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
    sorted(ties, each, wanted)
}

/// How many articles match, and those of them that have copies.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Matched {
    pub(crate) articles: usize,
    pub(crate) copied: Copied,
}

impl Matched {
    fn of(articles: usize, copied: Vec<Vec<(u32, DocAddress)>>) -> Self {
        Self {
            articles,
            copied: Copied::of(copied),
        }
    }
}

/// The same, and what matches: in one walk over all of it.
pub(crate) fn best_and_count(
    (searcher, stories): (&Searcher, &Stories),
    scored: &ScoredMatches,
    wanted: usize,
    (ties, cores): (Ties<'_>, Cores),
) -> tantivy::Result<(Vec<(Score, DocAddress)>, Matched)> {
    let threshold = Threshold::new();
    let each = cores.map(searcher.segment_readers(), |segment, reader| {
        let mut best = BestAndCount {
            reader,
            best: Best::new(wanted, &threshold),
            count: 0,
            copies: CopyFinder::new(stories, segment, reader),
        };
        scored.for_each(reader, &mut best)?;
        let (count, copies) = (best.count, best.copies.found());
        Ok::<_, TantivyError>((best.best, (count, copies)))
    })?;
    let (each, matched): (Vec<Best<'_>>, Vec<_>) = each.into_iter().unzip();
    let (counts, copies): (Vec<usize>, Vec<_>) = matched.into_iter().unzip();
    Ok((
        sorted(ties, each, wanted)?,
        Matched::of(counts.iter().sum(), copies),
    ))
}

/// What matches in a segment: how many, the best, and those with copies.
struct BestAndCount<'a, 's> {
    reader: &'s SegmentReader,
    best: Best<'a>,
    count: usize,
    copies: CopyFinder<'a>,
}

impl BestAndCount<'_, '_> {
    fn offer(&mut self, doc: DocId, score: Score) {
        if self.best.takes(score) {
            self.best.offer(score, self.copies.address(doc));
        }
    }
}

impl Collector for BestAndCount<'_, '_> {
    fn collect(&mut self, doc: DocId, score: Score) {
        if is_alive(self.reader, doc) {
            self.count += 1;
            self.copies.note(doc);
            self.offer(doc, score);
        }
    }

    /// Counting bits, and comparing all scores at once, is less work than looking at one match after the other.
    fn collect_64(&mut self, start: DocId, mut docs: u64, scores: &[Score; 64]) {
        if self.reader.has_deletes() {
            for bit in bits(docs).filter(|bit| !is_alive(self.reader, start + bit)) {
                docs &= !(1 << bit);
            }
        }
        self.count += docs.count_ones() as usize;
        self.copies.note_64(start, docs);
        let threshold = self.best.threshold();
        let scores_above = scores.iter().filter(|&&score| score > threshold);
        if scores_above.count() > 0 {
            for bit in bits(docs) {
                self.offer(start + bit, scores[bit as usize]);
            }
        }
    }
}

/// The first articles in the order of `ties`, and what matches.
pub(crate) fn first_and_count(
    (searcher, stories): (&Searcher, &Stories),
    matching: (&dyn Weight, &WorkBudget),
    wanted: usize,
    (ties, cores): (Ties<'_>, Cores),
) -> tantivy::Result<(Vec<DocAddress>, Matched)> {
    let each = cores.map(searcher.segment_readers(), |segment, reader| {
        let mut found = Vec::new();
        let mut copies = CopyFinder::new(stories, segment, reader);
        each_block(reader, matching, &mut |docs| {
            for &doc in docs {
                found.push(address(segment, doc));
                copies.note(doc);
            }
        })?;
        Ok::<_, TantivyError>((found, copies.found()))
    })?;
    let (each, copies): (Vec<Vec<DocAddress>>, Vec<_>) = each.into_iter().unzip();
    let all = each.concat();
    let matched = Matched::of(all.len(), copies);
    Ok((ties.first(all, wanted)?, matched))
}

/// The best of all segments, best first.
fn sorted(
    ties: Ties<'_>,
    each: Vec<Best<'_>>,
    wanted: usize,
) -> tantivy::Result<Vec<(Score, DocAddress)>> {
    let mut all: Vec<(Score, DocAddress)> = Vec::new();
    for best in each {
        let score = best.worst().unwrap_or_default();
        let equals = best.equals.into_iter();
        all.extend(equals.map(|address| (score, address)));
        let heap = best.heap.into_iter();
        all.extend(heap.map(|Reverse(Scored { score, address })| (score, address)));
    }
    first_of(ties, all, wanted)
}

/// The best of some articles, best first; `ties` orders equals.
pub(crate) fn first_of(
    ties: Ties<'_>,
    mut scored: Vec<(Score, DocAddress)>,
    wanted: usize,
) -> tantivy::Result<Vec<(Score, DocAddress)>> {
    let by_score = |a: &(Score, DocAddress), b: &(Score, DocAddress)| b.0.total_cmp(&a.0);
    if let Some(last) = wanted.checked_sub(1).filter(|last| *last < scored.len()) {
        let worst = *scored.select_nth_unstable_by(last, by_score).1;
        scored.retain(|scored| by_score(scored, &worst).is_le());
    }
    scored.sort_unstable_by(by_score);
    let mut found = Vec::with_capacity(wanted.min(scored.len()));
    for equals in scored.chunk_by(|a, b| by_score(a, b).is_eq()) {
        let left = wanted - found.len();
        if left == 0 {
            break;
        }
        let score = equals[0].0;
        if let [(_, only)] = equals {
            found.push((score, *only));
            continue;
        }
        let addresses = equals.iter().map(|(_, address)| *address).collect();
        let ordered = ties.first(addresses, left)?;
        found.extend(ordered.into_iter().map(|address| (score, address)));
    }
    Ok(found)
}

/// Where an article of a segment is.
pub(crate) fn address(segment: usize, doc: DocId) -> DocAddress {
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
    /// Those that score as the worst of them does, while there are as many as wanted.
    equals: Vec<DocAddress>,
    threshold: &'a Threshold,
}

impl<'a> Best<'a> {
    pub(crate) fn new(wanted: usize, threshold: &'a Threshold) -> Self {
        Self {
            wanted,
            heap: BinaryHeap::new(),
            equals: Vec::new(),
            threshold,
        }
    }

    /// Whether an article of this score may be one of them.
    pub(crate) fn takes(&self, score: Score) -> bool {
        score > self.threshold()
    }

    /// What is none of them scores not more than this.
    fn threshold(&self) -> Score {
        self.threshold.get()
    }

    fn replace_worst(&mut self, scored: Scored) {
        let left = match self.heap.peek_mut() {
            Some(worst) if scored.score < worst.0.score => return,
            Some(mut worst) if scored.score > worst.0.score => {
                std::mem::replace(&mut *worst, Reverse(scored)).0
            }
            _ => scored,
        };
        if self.worst().is_some_and(|worst| worst > left.score) {
            self.equals.clear();
        } else {
            self.equals.push(left.address);
        }
    }

    /// The score of the worst of them.
    fn worst(&self) -> Option<Score> {
        self.heap.peek().map(|Reverse(worst)| worst.score)
    }

    pub(crate) fn offer(&mut self, score: Score, address: DocAddress) {
        let scored = Scored { score, address };
        if self.heap.len() < self.wanted {
            self.heap.push(Reverse(scored));
        } else {
            self.replace_worst(scored);
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
    use tantivy::Order;
    use tantivy::collector::{Count, TopDocs};
    use tantivy::query::{BooleanQuery, EnableScoring, Query, TermQuery};
    use tantivy::schema::IndexRecordOption;

    use super::*;
    use crate::index::SegmentColumns;
    use crate::random::Random;
    use crate::search::numbered::{Numbered, scattered};
    use crate::search::queries::any_word::AnyWord;
    use crate::search::queries::word::Word;

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
            let columns = SegmentColumns::of(searcher);
            let ties = Ties::new(&columns, Order::Desc);
            for cores in [Cores::One, Cores::All] {
                prop_assert_eq!(&best(searcher, &*weight, wanted, (ties, cores)).unwrap(), &expected);
                let archive = (searcher, &Stories::default());
                let words = words.iter().map(|word| Word::new(index.term(*word)));
                let scoring = EnableScoring::enabled_from_searcher(searcher);
                let scored = ScoredMatches::new(&AnyWord(words.collect()), scoring, None).unwrap();
                let (counted, matched) = best_and_count(archive, &scored, wanted, (ties, cores)).unwrap();
                prop_assert_eq!((&counted, matched.articles), (&expected, all));
            }
        }

        #[test]
        fn matches_at_once_are_those_one_by_one(
            seed in any::<u64>(),
            rarities in prop::collection::vec(1..30_usize, 1..4),
            has_deletes in any::<bool>(),
            copies in prop::collection::btree_map(0..600_u32, 0..9_u32, 0..200),
            wanted in 1..40_usize,
        ) {
            let articles = scattered(600, &rarities, &mut Random::new(seed));
            let index = Numbered::without(&articles, has_deletes.then_some(0));
            let searcher = &index.searcher;
            let segment = searcher.segment_readers().first().map(SegmentReader::segment_id);
            let stories = segment.map(|id| Stories::of_segment(id, copies.into_iter().collect()));
            let stories = stories.unwrap_or_default();
            let scoring = EnableScoring::enabled_from_searcher(searcher);
            let words = (0..).zip(&rarities).map(|(word, _)| Word::new(index.term(word)));
            let query = AnyWord(words.collect());
            let at_once = ScoredMatches::new(&query, scoring, None).unwrap();
            let one_by_one = ScoredMatches::Other(query.weight(scoring).unwrap());
            let columns = SegmentColumns::of(searcher);
            let order = (Ties::new(&columns, Order::Desc), Cores::One);
            let [at_once, one_by_one] = [at_once, one_by_one].map(|walk| {
                best_and_count((searcher, &stories), &walk, wanted, order).unwrap()
            });
            prop_assert_eq!(at_once, one_by_one);
        }
    }
}
