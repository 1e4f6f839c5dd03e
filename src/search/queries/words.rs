//! The articles that hold all of some words, or any of them, walked block by block.
//!
//! All matches are looked at, since counts are exact. For all of them, lists are intersected block by block; for any, they are poured
//! into a window of articles one after the other. Where only some articles are wanted, Tantivy's own scorers do the work.

use std::array;

use tantivy::fieldnorm::FieldNormReader;
use tantivy::postings::BlockSegmentPostings;
use tantivy::query::{Bm25Weight, BoostQuery, EnableScoring, Query, TermQuery, Weight};
use tantivy::schema::IndexRecordOption;
use tantivy::{DocId, Score, SegmentReader, TERMINATED, Term};

use crate::search::postings::intersection::Intersection;
use crate::search::queries::walked::{Walk, Walked};

/// Articles in a window.
const WINDOW: usize = 4096;

/// A word of the index, scored by BM25 times a weight.
#[derive(Debug, Clone)]
pub(crate) struct Word {
    term: Term,
    weight: Score,
}

impl Word {
    pub(crate) fn new(term: Term) -> Self {
        Self { term, weight: 1.0 }
    }

    fn tantivy(&self) -> Box<dyn Query> {
        let query = TermQuery::new(self.term.clone(), IndexRecordOption::WithFreqs);
        weighed_by(Box::new(query), self.weight)
    }
}

/// The query, its scores multiplied.
pub(crate) fn weighed(query: Box<dyn Query>, weight: Score) -> Box<dyn Query> {
    match query.downcast::<Word>() {
        Ok(mut word) => {
            word.weight *= weight;
            word
        }
        Err(query) => weighed_by(query, weight),
    }
}

#[expect(clippy::float_cmp, reason = "one is what a word begins with")]
fn weighed_by(query: Box<dyn Query>, weight: Score) -> Box<dyn Query> {
    if weight == 1.0 {
        query
    } else {
        Box::new(BoostQuery::new(query, weight))
    }
}

impl Query for Word {
    fn weight(&self, scoring: EnableScoring<'_>) -> tantivy::Result<Box<dyn Weight>> {
        self.tantivy().weight(scoring)
    }

    fn query_terms<'a>(&'a self, visitor: &mut dyn FnMut(&'a Term, bool)) {
        visitor(&self.term, false);
    }
}

/// How many of some words an article holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Wanted {
    All,
    Any,
}

/// Articles that hold all of some words, or any of them.
#[derive(Debug)]
struct Words {
    wanted: Wanted,
    of: Vec<Word>,
    /// The same as a query of scorers.
    query: Box<dyn Query>,
}

/// The words that these queries are, if each is one and they are two or more.
pub(crate) fn words_of<'a>(queries: impl Iterator<Item = &'a dyn Query>) -> Option<Vec<Word>> {
    let words: Option<Vec<Word>> = queries
        .map(|query| query.downcast_ref::<Word>().cloned())
        .collect();
    words.filter(|words| words.len() > 1)
}

/// `query`, which finds the articles that hold all or any of these words, walked block by block.
pub(crate) fn walked((wanted, of): (Wanted, Vec<Word>), query: Box<dyn Query>) -> Box<dyn Query> {
    Box::new(Words { wanted, of, query })
}

impl Clone for Words {
    fn clone(&self) -> Self {
        Self {
            wanted: self.wanted,
            of: self.of.clone(),
            query: self.query.box_clone(),
        }
    }
}

impl Query for Words {
    fn weight(&self, scoring: EnableScoring<'_>) -> tantivy::Result<Box<dyn Weight>> {
        let inner = self.query.weight(scoring)?;
        let EnableScoring::Enabled {
            statistics_provider,
            ..
        } = scoring
        else {
            return Ok(inner);
        };
        let words = self.of.iter().map(|word| {
            let field = word.term.field();
            let articles = statistics_provider.total_num_docs()?;
            let bm25 = Bm25Weight::for_one_term_without_explain(
                statistics_provider.doc_freq(&word.term)?,
                articles,
                mean(statistics_provider.total_num_tokens(field)?, articles),
            );
            Ok((word.term.clone(), bm25.boost_by(word.weight)))
        });
        let walk = WordsWalk {
            wanted: self.wanted,
            words: words.collect::<tantivy::Result<_>>()?,
        };
        Ok(Box::new(Walked { walk, inner }))
    }

    fn query_terms<'a>(&'a self, visitor: &mut dyn FnMut(&'a Term, bool)) {
        for word in &self.of {
            word.query_terms(visitor);
        }
    }
}

/// As Tantivy computes it.
#[expect(clippy::cast_precision_loss, reason = "a mean needs no more digits")]
fn mean(total: u64, of: u64) -> Score {
    total as Score / of as Score
}

struct WordsWalk {
    wanted: Wanted,
    words: Vec<(Term, Bm25Weight)>,
}

impl Walk for WordsWalk {
    fn each(
        &self,
        reader: &SegmentReader,
        take: &mut dyn FnMut(DocId, Score),
    ) -> tantivy::Result<()> {
        let mut lists = Vec::with_capacity(self.words.len());
        for (term, bm25) in &self.words {
            lists.extend(List::open(reader, term, bm25)?);
        }
        match self.wanted {
            Wanted::All if lists.len() < self.words.len() => {}
            Wanted::All => each_of_all(lists, take),
            Wanted::Any => each_of_any(&mut lists, take),
        }
        Ok(())
    }
}

/// The articles of a segment that hold a word, a block at a time.
struct List {
    blocks: BlockSegmentPostings,
    /// Place in the block: what stands before it lies behind.
    at: usize,
    scores: Scores,
}

/// What a word scores in the articles of a segment.
struct Scores {
    bm25: Bm25Weight,
    lengths: FieldNormReader,
}

impl Scores {
    fn of(&self, doc: DocId, frequency: u32) -> Score {
        self.bm25.score(self.lengths.fieldnorm_id(doc), frequency)
    }
}

impl List {
    /// At its first block; `None` where the segment does not know the word.
    fn open(
        reader: &SegmentReader,
        term: &Term,
        bm25: &Bm25Weight,
    ) -> tantivy::Result<Option<Self>> {
        let inverted = reader.inverted_index(term.field())?;
        let blocks = inverted.read_block_postings(term, IndexRecordOption::WithFreqs)?;
        let Some(blocks) = blocks else {
            return Ok(None);
        };
        let scores = Scores {
            bm25: bm25.clone(),
            lengths: reader.get_fieldnorms_reader(term.field())?,
        };
        Ok(Some(Self {
            blocks,
            at: 0,
            scores,
        }))
    }

    /// The current article, or `TERMINATED`.
    fn doc(&self) -> DocId {
        let doc = self.blocks.docs().get(self.at);
        doc.copied().unwrap_or(TERMINATED)
    }
}

/// Articles that are in all lists, in order.
fn each_of_all(lists: Vec<List>, take: &mut dyn FnMut(DocId, Score)) {
    let (lists, scores): (Vec<_>, Vec<Scores>) = lists
        .into_iter()
        .map(|list| (list.blocks, list.scores))
        .unzip();
    let mut common = Intersection::new(lists);
    while common.advance() {
        for (at, &doc) in common.docs().iter().enumerate() {
            // In the order of the words, so that it is the same in all segments.
            let scores = scores.iter().enumerate();
            let scores = scores.map(|(list, scores)| scores.of(doc, common.frequency(list, at)));
            take(doc, scores.sum());
        }
    }
}

/// Articles that are in any list, in order.
fn each_of_any(lists: &mut [List], take: &mut dyn FnMut(DocId, Score)) {
    let mut scores = [0.0; WINDOW];
    let mut seen: [u64; WINDOW / 64] = array::from_fn(|_| 0);
    while let Some(start) = lists.iter().map(List::doc).min()
        && start != TERMINATED
    {
        for list in &mut *lists {
            pour(list, start, &mut scores, &mut seen);
        }
        for ((first, scores), seen) in (start..)
            .step_by(64)
            .zip(scores.chunks_mut(64))
            .zip(&mut seen)
        {
            while *seen != 0 {
                let at = seen.trailing_zeros();
                *seen &= *seen - 1;
                let score = std::mem::take(&mut scores[at as usize]);
                take(first + at, score);
            }
        }
    }
}

/// Adds the scores of a list to those of a window.
fn pour(
    list: &mut List,
    start: DocId,
    scores: &mut [Score; WINDOW],
    seen: &mut [u64; WINDOW / 64],
) {
    loop {
        let (docs, frequencies) = (list.blocks.docs(), list.blocks.freqs());
        while let (Some(&doc), Some(&frequency)) = (docs.get(list.at), frequencies.get(list.at)) {
            let at = doc.wrapping_sub(start) as usize;
            let Some(score) = scores.get_mut(at) else {
                return;
            };
            *score += list.scores.of(doc, frequency);
            seen[at / 64] |= 1 << (at % 64);
            list.at += 1;
        }
        if docs.is_empty() {
            return;
        }
        list.blocks.advance();
        list.at = 0;
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use tantivy::query::{BooleanQuery, Occur};

    use super::*;
    use crate::random::Random;
    use crate::search::sample::{Numbered, scattered};

    /// What a weight finds: articles and their scores.
    fn found(index: &Numbered, query: &dyn Query) -> Vec<(DocId, Score)> {
        let scoring = EnableScoring::enabled_from_searcher(&index.searcher);
        let weight = query.weight(scoring).unwrap();
        let mut found = Vec::new();
        for segment in index.searcher.segment_readers() {
            let take = &mut |doc, score| found.push((doc, score));
            weight.for_each(segment, take).unwrap();
        }
        found
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(96))]

        #[test]
        fn they_are_those_that_tantivy_finds(
            number in prop_oneof![1..300_usize, 4_000..9_000_usize],
            rarities in prop::collection::vec(prop_oneof![1..4_usize, 4..300_usize], 5),
            words in prop::collection::btree_set(0..6_u8, 2..5),
            weights in prop::collection::vec(prop_oneof![Just(1.0), 0.1..3.0_f32], 5),
            seed in any::<u64>(),
        ) {
            let index = Numbered::new(&scattered(number, &rarities, &mut Random::new(seed)));
            for (wanted, occur) in [(Wanted::All, Occur::Must), (Wanted::Any, Occur::Should)] {
                let words = words.iter().zip(&weights);
                let words = words.map(|(word, weight)| weighed(Box::new(Word::new(index.term(*word))), *weight));
                let words: Vec<Box<dyn Query>> = words.collect();
                let ours = words_of(words.iter().map(|word| &**word)).unwrap();
                let theirs = BooleanQuery::new(words.into_iter().map(|word| (occur, word)).collect());
                let ours = walked((wanted, ours), Box::new(theirs.clone()));
                let (ours, theirs) = (found(&index, &*ours), found(&index, &theirs));
                prop_assert_eq!(ours.len(), theirs.len());
                for ((doc, score), (same, expected)) in ours.into_iter().zip(theirs) {
                    prop_assert_eq!(doc, same);
                    prop_assert!((score - expected).abs() <= expected * 1e-5, "{} is not {}", score, expected);
                }
            }
        }
    }
}
