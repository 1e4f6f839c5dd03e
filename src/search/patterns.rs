//! What the patterns of a query stand for, without an answer to it.

use crate::api::{EFFORT, ExpandedPattern};
use crate::index::ArchiveReader;
use crate::query::Query;
use crate::search::Result;
use crate::search::plan::options::PlanOptions;
use crate::search::plan::planner::plan;

/// The words that the patterns of a query stand for.
pub(crate) fn patterns(archive: &ArchiveReader, query: &Query) -> Result<Vec<ExpandedPattern>> {
    let searcher = archive.searcher();
    let mut plan = plan(archive, &searcher, query, PlanOptions::all(EFFORT))?;
    let expanded = std::mem::take(&mut plan.expanded);
    plan.whole(expanded)
}
