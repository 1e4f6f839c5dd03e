//! The days that a query asks for, where no article is of them.

use tantivy::Searcher;
use tantivy::collector::Count;

use crate::api::{EFFORT, Notice};
use crate::index::ArchiveReader;
use crate::query::{DateRange, Query, QueryKind};
use crate::search::Result;
use crate::search::plan::options::PlanOptions;
use crate::search::plan::planner::plan;

/// That no article is of the days that a query is restricted to, and from when to when there are articles.
pub(crate) fn about_period(
    archive: &ArchiveReader,
    searcher: &Searcher,
    query: &Query,
) -> Result<Option<Notice>> {
    let queries = match &query.kind {
        QueryKind::And(queries) => &**queries,
        _ => std::slice::from_ref(query),
    };
    let dates = queries
        .iter()
        .filter(|query| matches!(query.kind, QueryKind::Date(_)));
    let dates: Vec<Query> = dates.cloned().collect();
    // What could not be read as a date is told with its place.
    let is_unread = |date: &Query| date.kind == QueryKind::Date(DateRange::NEVER);
    if dates.is_empty() || dates.iter().any(is_unread) {
        return Ok(None);
    }
    let never = is_never(&dates);
    let all = Query::all_of(dates);
    let found = plan(archive, searcher, &all, PlanOptions::all(EFFORT))?;
    if searcher.search(&*found.query, &Count)? > 0 {
        return Ok(None);
    }
    let message = if never {
        format!("no day is in `{all}`: the last day is before the first")
    } else {
        format!("no article is dated `{all}`")
    };
    let hint = match archive.period()?.0 {
        Some((first, last)) => format!("the articles here are dated {first} to {last}"),
        None => "no article here has a date".to_owned(),
    };
    Ok(Some(Notice {
        code: "outside_period",
        message,
        hint: Some(hint),
        span: None,
    }))
}

/// Whether ranges have no day in common.
fn is_never(dates: &[Query]) -> bool {
    let ranges = dates.iter().filter_map(|query| match &query.kind {
        QueryKind::Date(range) => Some(range),
        _ => None,
    });
    let first = ranges.clone().filter_map(|range| range.first).max();
    let last = ranges.filter_map(|range| range.last).min();
    first.zip(last).is_some_and(|(first, last)| last < first)
}
