//! Deleting the older articles that have a term, and no newer ones.
//!
//! Tantivy tells an article that was added before a deletion from one added after it by numbers that its own indexing threads
//! give out. A segment that is handed to it whole has none: all of it would count as older, whenever it was made.
//!
//! It could go if Tantivy let a segment that is added carry the number of its last operation.

use std::sync::{Arc, Mutex, PoisonError};

use rustc_hash::FxHashMap;
use tantivy::index::SegmentId;
use tantivy::query::{EmptyScorer, EnableScoring, Explanation, Query, Scorer, TermQuery, Weight};
use tantivy::schema::IndexRecordOption;
use tantivy::{DocId, Score, SegmentReader, Term};

/// When segments were handed over, counted in deletions.
#[derive(Debug, Clone, Default)]
pub(crate) struct Clock(Arc<Mutex<Times>>);

#[derive(Debug, Default)]
struct Times {
    deletions: u64,
    /// For each segment of this commit, how many deletions came before it.
    segments: FxHashMap<SegmentId, u64>,
}

impl Clock {
    /// A segment comes after all deletions so far.
    pub(crate) fn segment(&self, id: SegmentId) {
        let mut times = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let deletions = times.deletions;
        times.segments.insert(id, deletions);
    }

    /// What deletes the articles with this term from all segments so far.
    pub(crate) fn deletion(&self, term: Term) -> Box<dyn Query> {
        let mut times = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        times.deletions += 1;
        Box::new(Deletion {
            term,
            number: times.deletions,
            clock: self.clone(),
        })
    }

    /// All deletions were carried out.
    pub(crate) fn committed(&self) {
        let mut times = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        times.segments.clear();
    }

    fn is_later(&self, segment: SegmentId, deletion: u64) -> bool {
        let times = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        times
            .segments
            .get(&segment)
            .is_some_and(|deletions| *deletions >= deletion)
    }
}

#[derive(Debug, Clone)]
struct Deletion {
    term: Term,
    /// From 1.
    number: u64,
    clock: Clock,
}

impl Query for Deletion {
    fn weight(&self, scoring: EnableScoring<'_>) -> tantivy::Result<Box<dyn Weight>> {
        let having = TermQuery::new(self.term.clone(), IndexRecordOption::Basic);
        Ok(Box::new(DeletionWeight {
            having: having.weight(scoring)?,
            number: self.number,
            clock: self.clock.clone(),
        }))
    }
}

struct DeletionWeight {
    having: Box<dyn Weight>,
    number: u64,
    clock: Clock,
}

impl Weight for DeletionWeight {
    fn scorer(&self, reader: &SegmentReader, boost: Score) -> tantivy::Result<Box<dyn Scorer>> {
        if self.clock.is_later(reader.segment_id(), self.number) {
            return Ok(Box::new(EmptyScorer));
        }
        self.having.scorer(reader, boost)
    }

    fn explain(&self, reader: &SegmentReader, doc: DocId) -> tantivy::Result<Explanation> {
        self.having.explain(reader, doc)
    }
}
