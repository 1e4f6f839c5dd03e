//! The documents that hold any of some words.
//!
//! All matches are looked at, since counts are exact, where Tantivy's scorers are made for leaving most of them out: postings are
//! added up window by window. To be deleted with [`union`](crate::search::postings::union).

use tantivy::query::{Bm25Weight, EnableScoring, Explanation, Query, Scorer, Weight};
use tantivy::schema::IndexRecordOption;
use tantivy::{DocId, Score, SegmentReader, Term};

use crate::index::DocsCursor;
use crate::search::postings::union::{Postings, Union};
use crate::search::queries::bm25::{self, SegmentScores};
use crate::search::queries::scored;
use crate::search::queries::union_scorer::UnionScorer;
use crate::search::queries::word::Word;

/// Any of these words, each scored for itself.
#[derive(Debug, Clone)]
pub(crate) struct AnyWord(pub(crate) Vec<Word>);

impl AnyWord {
    /// The weight, as what it is.
    pub(crate) fn any_word_weight(
        &self,
        scoring: EnableScoring<'_>,
    ) -> tantivy::Result<AnyWordWeight> {
        let words = self.0.iter().map(|word| {
            let bm25 = match scoring {
                EnableScoring::Enabled {
                    statistics_provider,
                    ..
                } => {
                    let bm25 = bm25::of_term(statistics_provider, &word.term)?;
                    Some(bm25.boost_by(word.weight))
                }
                EnableScoring::Disabled { .. } => None,
            };
            Ok((word.term.clone(), bm25))
        });
        Ok(AnyWordWeight(words.collect::<tantivy::Result<_>>()?))
    }
}

impl Query for AnyWord {
    fn weight(&self, scoring: EnableScoring<'_>) -> tantivy::Result<Box<dyn Weight>> {
        Ok(Box::new(self.any_word_weight(scoring)?))
    }

    fn query_terms<'a>(&'a self, visitor: &mut dyn FnMut(&'a Term, bool)) {
        for word in &self.0 {
            word.query_terms(visitor);
        }
    }
}

/// The words, each with its weight where it is scored.
pub(crate) struct AnyWordWeight(Vec<(Term, Option<Bm25Weight>)>);

impl AnyWordWeight {
    fn open(
        &self,
        segment: &SegmentReader,
        boost: Score,
    ) -> tantivy::Result<UnionScorer<ScoredPostings>> {
        let mut postings = Vec::with_capacity(self.0.len());
        for (term, bm25) in &self.0 {
            let inverted = segment.inverted_index(term.field())?;
            let blocks = inverted.read_block_postings(term, IndexRecordOption::WithFreqs)?;
            let Some(blocks) = blocks else {
                continue;
            };
            let scores = bm25.as_ref();
            let scores = scores.map(|bm25| SegmentScores::open(bm25, segment, term.field(), boost));
            postings.push(ScoredPostings {
                cursor: DocsCursor::new(blocks),
                scores: scores.transpose()?,
            });
        }
        Ok(UnionScorer(Union::new(postings)))
    }

    /// Gives all matches to `take`, 64 documents at a time: see [`Union::for_each_64`].
    pub(crate) fn for_each_64(
        &self,
        reader: &SegmentReader,
        take: impl FnMut(DocId, u64, &[Score; 64]),
    ) -> tantivy::Result<()> {
        let UnionScorer(union) = self.open(reader, 1.0)?;
        union.for_each_64(take);
        Ok(())
    }
}

impl Weight for AnyWordWeight {
    fn scorer(&self, reader: &SegmentReader, boost: Score) -> tantivy::Result<Box<dyn Scorer>> {
        Ok(Box::new(self.open(reader, boost)?))
    }

    fn explain(&self, reader: &SegmentReader, doc: DocId) -> tantivy::Result<Explanation> {
        scored::explain(self, reader, doc, "sum of the words")
    }

    fn for_each(
        &self,
        reader: &SegmentReader,
        callback: &mut dyn FnMut(DocId, Score),
    ) -> tantivy::Result<()> {
        let UnionScorer(union) = self.open(reader, 1.0)?;
        union.for_each(callback);
        Ok(())
    }
}

/// Documents with the score of a word.
struct ScoredPostings {
    cursor: DocsCursor,
    /// None where nothing is scored.
    scores: Option<SegmentScores>,
}

impl Postings for ScoredPostings {
    type Value = Score;

    fn doc(&self) -> DocId {
        self.cursor.doc()
    }

    fn seek(&mut self, target: DocId) -> DocId {
        self.cursor.seek(target)
    }

    fn drain(&mut self, end: DocId, mut add: impl FnMut(DocId, Score)) {
        let Self { cursor, scores } = self;
        match scores {
            Some(scores) => {
                cursor.drain(end, |doc, frequency| add(doc, scores.score(doc, frequency)));
            }
            None => cursor.drain(end, |doc, _| add(doc, 0.0)),
        }
    }

    fn size(&self) -> u32 {
        self.cursor.size()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use tantivy::query::{BooleanQuery, Occur};

    use super::*;
    use crate::random::Random;
    use crate::search::numbered::{Numbered, scattered};

    /// What a weight finds: documents and their scores.
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
        fn they_are_found_as_tantivy_finds_them(
            number in prop_oneof![1..300_usize, 4_000..9_000_usize],
            rarities in prop::collection::vec(prop_oneof![1..4_usize, 4..300_usize], 5),
            words in prop::collection::btree_set(0..6_u8, 2..5),
            weights in prop::collection::vec(prop_oneof![Just(1.0), 0.1..3.0_f32], 5),
            seed in any::<u64>(),
        ) {
            let index = Numbered::new(&scattered(number, &rarities, &mut Random::new(seed)));
            let words = words.iter().zip(&weights);
            let words: Vec<Word> = words
                .map(|(word, weight)| Word { term: index.term(*word), weight: *weight })
                .collect();
            let theirs = words.iter().map(|word| -> (Occur, Box<dyn Query>) {
                (Occur::Should, Box::new(word.clone()))
            });
            let theirs = BooleanQuery::new(theirs.collect());
            let (ours, theirs) = (found(&index, &AnyWord(words)), found(&index, &theirs));
            prop_assert_eq!(ours.len(), theirs.len());
            for ((doc, score), (same, expected)) in ours.into_iter().zip(theirs) {
                prop_assert_eq!(doc, same);
                prop_assert!((score - expected).abs() <= expected * 1e-5, "{} is not {}", score, expected);
            }
        }
    }
}
