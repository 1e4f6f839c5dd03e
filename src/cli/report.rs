//! The report that `export --format html` makes.

use jiff::Timestamp;
use unbury::Archive;
use unbury::api::{CountRequest, SearchRequest};
use unbury::render::{CitationStyle, Report, ReportHead};

use super::asking::EffortArg;
use super::error::{Error, Result};
use super::pager::Output;

/// Writes a report on what is asked for, typed as `typed`. The number of articles that match.
pub(super) fn write(
    archive: &Archive,
    request: &SearchRequest,
    (typed, style): (&str, CitationStyle),
    effort: EffortArg,
    mut out: Output,
) -> Result<u64> {
    let answer = archive.answer(request)?;
    let counted = archive.count(&CountRequest {
        effort: request.effort,
        ..CountRequest::new(request.query.clone())
    })?;
    let notices = effort.complete(&answer.notices);
    let query = request.query.to_string();
    let limit = request.limit.map_or(u64::MAX, |limit| limit as u64);
    let head = ReportHead {
        typed,
        query: &query,
        understood: &answer.understood,
        notices: &notices,
        count: counted.count,
        searched: answer.total.searched,
        shown: answer.total.articles.min(limit),
        now: Timestamp::now(),
        style,
    };
    let mut report = Report::begin(head, &mut out)?;
    let each = answer.each_hit(|hit| -> Result<()> { Ok(report.hit(&hit)?) });
    let unreadable = match each {
        Err(Error::Library(unbury::Error::Search(error))) if error.is_of_one_article() => {
            Some(error)
        }
        each => {
            each?;
            None
        }
    };
    report.end()?;
    out.end()?;
    unreadable.map_or(Ok(answer.total.articles), |error| Err(error.into()))
}
