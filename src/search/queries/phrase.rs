//! Adjacent words.
//!
//! Tantivy's scorer adds up, for each document whose positions it wants, how often the word occurs in all documents of the block
//! before it: half of the time of a phrase of common words. The cursor used here keeps the sum. Gain, on one thread, with the
//! intersection by blocks: 0.7 of the time for phrases of common words. To be deleted when `SegmentPostings` keeps that sum.

use std::sync::Arc;

use tantivy::query::{Bm25StatisticsProvider, Bm25Weight};
use tantivy::{DocId, Score, Term};

use crate::index::PositionsCursor;
use crate::passage::{TermId, Work, WorkBudget};
use crate::search::postings::term_reader::{IndexTerms, TermReader};
use crate::span::Position;

/// What moving to an article costs where looking at a position costs one.
const STEPS_OF_AN_ARTICLE: usize = 4;

/// A phrase, scored by BM25 times a weight.
#[derive(Debug, Clone)]
pub(crate) struct Phrase {
    /// Several; or one with a capital first, of which positions alone tell where it is.
    pub(crate) words: Vec<TermId>,
    pub(crate) terms: Arc<IndexTerms>,
    pub(crate) weight: Score,
    /// What finding it is paid from.
    pub(crate) budget: WorkBudget,
}

impl Phrase {
    pub(crate) fn new(words: Vec<TermId>, terms: Arc<IndexTerms>, budget: WorkBudget) -> Self {
        Self {
            words,
            terms,
            weight: 1.0,
            budget,
        }
    }

    /// Its words as terms, in order.
    pub(crate) fn index_terms(&self) -> impl Iterator<Item = Term> + '_ {
        self.words.iter().map(|&word| self.terms.term(word))
    }

    pub(crate) fn bm25(
        &self,
        statistics: &dyn Bm25StatisticsProvider,
    ) -> tantivy::Result<Bm25Weight> {
        let terms: Vec<Term> = self.index_terms().collect();
        Ok(Bm25Weight::for_terms(statistics, &terms)?.boost_by(self.weight))
    }
}

/// Finds a phrase in documents of a segment that have all of its words. It only moves forward.
pub(crate) struct PhraseMatcher {
    /// The positions of each word, with its offset in the phrase; the rarest first: it leaves the least to compare.
    positions: Vec<(Position, PositionsCursor)>,
    /// Where the phrase starts in the document looked at last.
    starts: Vec<Position>,
    work: Work,
}

impl PhraseMatcher {
    /// `None` where the segment does not know one of the words.
    pub(crate) fn open(phrase: &Phrase, reader: &TermReader<'_>) -> tantivy::Result<Option<Self>> {
        let mut positions = Vec::with_capacity(phrase.words.len());
        for (offset, &word) in (0..).zip(&phrase.words) {
            let Some(of_word) = reader.own_positions(word)? else {
                return Ok(None);
            };
            positions.push((offset, of_word));
        }
        positions.sort_by_key(|(_, positions)| positions.size());
        Ok(Some(Self {
            positions,
            starts: Vec::new(),
            work: phrase.budget.work(),
        }))
    }

    /// Whether it took more steps than there were: what it finds from then on is nothing.
    pub(crate) fn is_spent(&self) -> bool {
        self.work.is_spent()
    }

    /// Finds where the phrase starts in a document that has all of its words; says whether it does.
    pub(crate) fn find(&mut self, doc: DocId) -> bool {
        let starts = &mut self.starts;
        starts.clear();
        let Some(((offset, rarest), others)) = self.positions.split_first_mut() else {
            return false;
        };
        rarest.seek(doc);
        rarest.append_positions(starts);
        let mut steps = STEPS_OF_AN_ARTICLE + starts.len();
        // None starts before the document does.
        starts.retain_mut(|start| {
            let from = start.checked_sub(*offset);
            *start = from.unwrap_or_default();
            from.is_some()
        });
        for (offset, word) in others {
            if starts.is_empty() {
                break;
            }
            word.seek(doc);
            steps += STEPS_OF_AN_ARTICLE + word.keep_followed(starts, *offset);
        }
        self.work.spend(steps);
        !self.starts.is_empty()
    }

    /// How often the phrase occurs in the document looked at last.
    pub(crate) fn frequency(&self) -> u32 {
        u32::try_from(self.starts.len()).unwrap_or(u32::MAX)
    }
}
