//! All matches of a query, given to a collector.
//!
//! A weight of Tantivy gives them one by one. Unions of words, which match most, give them 64 at a time instead.

use tantivy::query::{EnableScoring, Query, Weight};
use tantivy::{DocId, Score, SegmentReader};

use crate::api::Recency;
use crate::search::queries::any_of::Disjoint;
use crate::search::queries::any_word::{AnyWord, AnyWordWeight};
use crate::search::rank::recency;

/// Takes the matches of a segment.
pub(crate) trait Collector {
    /// Takes one.
    fn collect(&mut self, doc: DocId, score: Score);

    /// Takes those of 64 documents from `start` on that match, which are the bits of `docs`.
    fn collect_64(&mut self, start: DocId, docs: u64, scores: &[Score; 64]);
}

/// All matches of a query, with their scores.
pub(crate) enum ScoredMatches {
    AnyWord(AnyWordWeight),
    /// One after the other.
    Disjoint(Vec<ScoredMatches>),
    Other(Box<dyn Weight>),
    /// Scores depend on the date.
    Recent(Box<dyn Weight>, Recency),
}

impl ScoredMatches {
    pub(crate) fn new(
        query: &dyn Query,
        scoring: EnableScoring<'_>,
        recency: Option<Recency>,
    ) -> tantivy::Result<Self> {
        if let Some(recency) = recency {
            return Ok(Self::Recent(query.weight(scoring)?, recency));
        }
        if let Some(words) = query.downcast_ref::<AnyWord>() {
            return Ok(Self::AnyWord(words.any_word_weight(scoring)?));
        }
        if let Some(disjoint) = query.downcast_ref::<Disjoint>() {
            let parts = disjoint.parts();
            let parts = parts.map(|part| Self::new(part, scoring, None));
            return Ok(Self::Disjoint(parts.collect::<tantivy::Result<_>>()?));
        }
        Ok(Self::Other(query.weight(scoring)?))
    }

    /// Gives those of a segment to a collector.
    pub(crate) fn for_each(
        &self,
        segment: &SegmentReader,
        collector: &mut impl Collector,
    ) -> tantivy::Result<()> {
        match self {
            Self::AnyWord(words) => words.for_each_64(segment, |start, docs, scores| {
                collector.collect_64(start, docs, scores);
            }),
            Self::Disjoint(parts) => {
                let mut parts = parts.iter();
                parts.try_for_each(|part| part.for_each(segment, collector))
            }
            Self::Other(weight) => {
                weight.for_each(segment, &mut |doc, score| collector.collect(doc, score))
            }
            Self::Recent(weight, recency) => {
                let factor = recency::factor(*recency, segment)?;
                weight.for_each(segment, &mut |doc, score| {
                    collector.collect(doc, score * factor(doc));
                })
            }
        }
    }
}
