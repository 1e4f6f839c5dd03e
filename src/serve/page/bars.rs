//! An answer over time, as bars that are links. What is drawn can also be read: in a table, where keyboards and screen readers have the links.

use jiff::civil::Date;
use unbury::api::{FacetRequest, FacetValue, GroupBy, SearchRequest, TimeStep};
use unbury::article::day_number;
use unbury::dates::Period;
use unbury::query::Query;
use unbury::search;

use super::address::Address;
use super::asking::counted;
use super::frame::articles;
use super::shelf::Shelf;
use crate::cli::Error;

/// Size of the drawing, in units of its own.
const WIDTH: usize = 960;
const HEIGHT: usize = 96;
/// Bars, at most: of periods that fit there are no more.
const MOST: usize = 64;

/// A bar.
pub(super) struct Bar {
    pub(super) label: String,
    pub(super) articles: String,
    pub(super) address: String,
    pub(super) x: String,
    pub(super) width: String,
    pub(super) y: String,
    pub(super) height: String,
}

/// An answer over time.
pub(super) struct Bars {
    pub(super) period: String,
    pub(super) first: String,
    pub(super) last: String,
    pub(super) most: String,
    pub(super) width: usize,
    pub(super) height: usize,
    pub(super) steps: Vec<Bar>,
}

#[expect(
    clippy::cast_precision_loss,
    reason = "units of a drawing, and numbers of articles"
)]
fn part(of: usize, number: u64, most: u64) -> f64 {
    of as f64 * number as f64 / most.max(1) as f64
}

/// A step with its name and its articles.
type Step = (String, TimeStep, u64);

/// The steps of a length in which a query finds articles; so many of them, or all.
fn found(
    shelf: &Shelf<'_>,
    request: &SearchRequest,
    period: Period,
    limit_steps: Option<usize>,
) -> Result<Vec<FacetValue>, Error> {
    let facets = shelf.archive.facets(&FacetRequest {
        query: counted(request),
        within: Query::all(),
        by: vec![GroupBy::Period(period)],
        limit: 0,
        limit_steps,
    })?;
    let values = facets.facets.into_iter().flat_map(|facet| facet.values);
    Ok(values.filter(|value| value.articles > 0).collect())
}

/// The years in which a query finds articles.
///
/// # Errors
/// When the index cannot be read, or it is more work than it may be.
pub(super) fn years(shelf: &Shelf<'_>, request: &SearchRequest) -> Result<Vec<FacetValue>, Error> {
    found(shelf, request, Period::Year, None)
}

/// The steps in which a query finds articles, by the shortest period of which they are few.
fn steps_of(
    shelf: &Shelf<'_>,
    request: &SearchRequest,
    years: &[FacetValue],
) -> Result<Option<(Period, Vec<Step>)>, Error> {
    // Those between, in which nothing is found, may be listed too.
    let years = || years.iter().filter(|year| year.articles > 0);
    let day = |value: &FacetValue, of: fn(&TimeStep) -> Date| {
        value.group.step.as_ref().map(of).map(day_number)
    };
    let first = years()
        .next()
        .and_then(|year| day(year, |step| step.first_day));
    let last = years()
        .next_back()
        .and_then(|year| day(year, |step| step.last_day));
    let (Some(first), Some(last)) = (first, last) else {
        return Ok(None);
    };
    // Days of an archive of centuries may be too many to be counted, even where those of the answer are few.
    let mut periods = Period::ALL
        .into_iter()
        .skip_while(|period| *period != Period::fitting(first, last));
    let (period, values) = loop {
        let Some(period) = periods.next() else {
            return Ok(None);
        };
        match found(shelf, request, period, Some(MOST)) {
            Ok(values) => break (period, values),
            Err(Error::Library(unbury::Error::Search(search::Error::TooManySteps { .. }))) => {}
            Err(error) => return Err(error),
        }
    };
    let mut steps = Vec::with_capacity(values.len());
    for value in values {
        if let Some(step) = value.group.step {
            steps.push((value.group.label, step, value.articles));
        }
    }
    Ok(Some((period, steps)))
}

/// The articles that a query finds, over time, where those of each year are known; `None` where they are of one step or of none.
///
/// # Errors
/// When the index cannot be read, or it is more work than it may be.
pub(super) fn bars(
    shelf: &Shelf<'_>,
    request: &SearchRequest,
    years: &[FacetValue],
    question: &Address,
) -> Result<Option<Bars>, Error> {
    let Some((period, steps)) = steps_of(shelf, request, years)? else {
        return Ok(None);
    };
    let (Some(first), Some(last)) = (steps.first(), steps.last()) else {
        return Ok(None);
    };
    let from = first.1.number;
    let all = u64::try_from(last.1.number - from + 1).unwrap_or(1);
    if all < 2 {
        return Ok(None);
    }
    let most = steps.iter().map(|(.., number)| *number).max().unwrap_or(1);
    let question = question.clone().without("offset");
    let bars = steps.iter().map(|(label, step, number)| {
        let at = u64::try_from(step.number - from).unwrap_or(0);
        let height = part(HEIGHT, *number, most);
        let height = height.max(3.0);
        #[expect(clippy::cast_precision_loss, reason = "the height of a drawing")]
        let y = HEIGHT as f64 - height;
        Bar {
            label: label.clone(),
            articles: articles(*number),
            address: question
                .clone()
                .set("since", &step.first_day.to_string())
                .set("until", &step.last_day.to_string())
                .to_string(),
            x: format!("{:.2}", part(WIDTH, at, all)),
            width: format!("{:.2}", part(WIDTH, 1, all)),
            y: format!("{y:.1}"),
            height: format!("{height:.1}"),
        }
    });
    let label = |at: Option<&(String, _, u64)>| at.map(|(label, ..)| label.clone());
    Ok(Some(Bars {
        period: period.to_string(),
        first: label(steps.first()).unwrap_or_default(),
        last: label(steps.last()).unwrap_or_default(),
        most: articles(most),
        width: WIDTH,
        height: HEIGHT,
        steps: bars.collect(),
    }))
}
