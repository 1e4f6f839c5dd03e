//! Which articles are looked at.

use tantivy::{DocId, Searcher, SegmentReader};

use crate::api::EFFORT;
use crate::cores::Cores;
use crate::index::ArchiveReader;
use crate::query::Query;
use crate::search::Result;
use crate::search::count::weight;
use crate::search::plan::options::PlanOptions;
use crate::search::plan::planner::plan;
use crate::search::walk::each_block;

/// The articles that are looked at, segment by segment, in the order of the index.
pub(crate) struct Members {
    pub(crate) segments: Vec<Vec<DocId>>,
}

impl Members {
    /// Those that satisfy conditions: all where there are none.
    ///
    /// # Errors
    /// When the index cannot be read, or the conditions are too much work.
    pub(crate) fn of(archive: &ArchiveReader, searcher: &Searcher, within: &Query) -> Result<Self> {
        let segments = searcher.segment_readers();
        if within.is_all() {
            let alive = |_, segment: &SegmentReader| Ok(segment.doc_ids_alive().collect());
            let segments = Cores::available().map(segments, alive);
            return segments.map(|segments| Self { segments });
        }
        let plan = plan(archive, searcher, within, PlanOptions::all(EFFORT))?;
        let weight = weight(searcher, &plan)?;
        let found = |_, segment: &SegmentReader| -> Result<Vec<DocId>> {
            let mut found = Vec::new();
            each_block(segment, (&*weight, &plan.budget), &mut |docs| {
                found.extend_from_slice(docs);
            })?;
            Ok(found)
        };
        let segments = plan.cores().map(segments, found)?;
        plan.whole(Self { segments })
    }

    /// How many they are.
    pub(crate) fn len(&self) -> u64 {
        self.segments.iter().map(|docs| docs.len() as u64).sum()
    }
}
