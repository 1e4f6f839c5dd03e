//! The report that `export --format html` makes.

use jiff::Timestamp;
use unbury::Archive;
use unbury::api::{
    CoarseDates, CountRequest, FacetRequest, GroupBy, SearchRequest, Timeline, TimelineRequest,
};
use unbury::query::{DateRange, Field, Query};
use unbury::render::{CitationStyle, Report, ReportHead, TimelineAnswer, timeline_chart};

use super::asking::EffortArg;
use super::error::{Error, Result};
use super::pager::Output;

/// Values of each field, at most.
const VALUES: usize = 10;

/// What a report says besides the articles.
pub(super) struct Reporting<'a> {
    /// The query as typed.
    pub(super) typed: &'a str,
    /// What it was read as, without the filters of the command line.
    pub(super) query: Query,
    /// These filters: shares are of the articles that satisfy them.
    pub(super) within: Query,
    /// How articles are cited.
    pub(super) style: CitationStyle,
    pub(super) effort: EffortArg,
}

impl Reporting<'_> {
    /// The share of all articles among all articles says nothing.
    fn by_counts(&self) -> bool {
        self.query.is_all()
    }
}

fn timeline(reporting: &Reporting<'_>, query: &CountRequest) -> TimelineRequest {
    TimelineRequest {
        queries: vec![query.clone()],
        within: reporting.within.clone(),
        period: None,
        coarse: CoarseDates::Apart,
        split: None,
        by_counts: reporting.by_counts(),
        bursts: 0,
    }
}

/// Over the time in which something matches: an archive may be much older.
fn timeline_of_matches(
    archive: &Archive,
    reporting: &Reporting<'_>,
    query: &CountRequest,
) -> Result<Timeline> {
    let mut request = timeline(reporting, query);
    let whole = archive.timeline(&request)?;
    let counts = whole.series.iter().flat_map(|one| &one.counts.groups);
    let steps = whole.steps.iter().zip(counts);
    let mut matching = steps.filter(|(_, count)| count.count.articles > 0);
    let first = matching.next().and_then(|(group, _)| group.step);
    let last = matching.last().and_then(|(group, _)| group.step).or(first);
    let Some((first, last)) = first.zip(last) else {
        return Ok(whole);
    };
    let days = Query::published(DateRange {
        first: Some(first.first_day),
        last: Some(last.last_day),
    });
    request.within = Query::all_of(vec![request.within, days]);
    Ok(archive.timeline(&request)?)
}

fn facets(reporting: &Reporting<'_>, query: CountRequest) -> FacetRequest {
    let fields = [
        Field::Source,
        Field::Section,
        Field::Author,
        Field::Language,
    ];
    FacetRequest {
        within: reporting.within.clone(),
        by: fields.map(GroupBy::Field).to_vec(),
        limit: VALUES,
        ..FacetRequest::new(query)
    }
}

/// Writes a report on what is asked for. The number of articles that match.
pub(super) fn write(
    archive: &Archive,
    request: &SearchRequest,
    reporting: &Reporting<'_>,
    mut out: Output,
) -> Result<u64> {
    let (typed, style) = (reporting.typed, reporting.style);
    let answer = archive.answer(request)?;
    let counting = CountRequest {
        effort: request.effort,
        ..CountRequest::new(reporting.query.clone())
    };
    let counted = archive.count(&CountRequest {
        query: request.query.clone(),
        ..counting.clone()
    })?;
    let timeline = timeline_of_matches(archive, reporting, &counting)?;
    let name = if typed.trim().is_empty() {
        request.query.to_string()
    } else {
        typed.to_owned()
    };
    let chart = timeline_chart(&TimelineAnswer {
        typed: &[name],
        timeline: &timeline,
        notices: &[Vec::new()],
        searched: answer.total.searched,
        all: timeline.all,
        by_counts: reporting.by_counts(),
    });
    let facets = archive.facets(&facets(reporting, counting))?;
    let notices = reporting.effort.complete(&answer.notices);
    let query = request.query.to_string();
    let limit = request.limit.map_or(u64::MAX, |limit| limit as u64);
    let head = ReportHead {
        typed,
        query: &query,
        understood: &answer.understood,
        notices: &notices,
        count: counted.count,
        searched: answer.total.searched,
        shown: answer.total.stories.min(limit),
        // A chart of one step says nothing.
        chart: Some(&chart).filter(|chart| chart.steps.len() > 1),
        facets: Some(&facets),
        now: Timestamp::now(),
        style,
    };
    let mut report = Report::begin(head, &mut out)?;
    let each = answer.each_hit(|hit| -> Result<()> { Ok(report.hit(&hit)?) });
    let unreadable = match each {
        Err(Error::Library(unbury::Error::Search(error))) if error.is_of_one_article() => {
            Some(error)
        }
        each => each.map(|()| None)?,
    };
    report.end()?;
    out.end()?;
    unreadable.map_or(Ok(answer.total.articles), |error| Err(error.into()))
}
