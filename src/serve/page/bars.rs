//! An answer over time, as bars that are links. What is drawn can also be read: in a table, where keyboards and screen readers have the links.

use unbury::api::{CoarseDates, SearchRequest, TimelineRequest};
use unbury::query::Query;

use super::address::Address;
use super::asking::counted;
use super::frame::articles;
use super::shelf::Shelf;
use crate::cli::Error;

/// Size of the drawing, in units of its own.
const WIDTH: usize = 960;
const HEIGHT: usize = 96;

/// A bar.
pub(super) struct Bar {
    /// Whether it has an article.
    is_there: bool,
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

/// The articles that a query finds, over time; `None` where they are of one step or of none.
///
/// # Errors
/// When the index cannot be read, or it is more work than it may be.
pub(super) fn bars(
    shelf: &Shelf<'_>,
    request: &SearchRequest,
    question: &Address,
) -> Result<Option<Bars>, Error> {
    let timeline = shelf.archive.timeline(&TimelineRequest {
        queries: vec![counted(request)],
        within: Query::all(),
        period: None,
        split: None,
        by_counts: true,
        bursts: 0,
        coarse: CoarseDates::default(),
    })?;
    let Some(series) = timeline.series.first() else {
        return Ok(None);
    };
    let found = |at: usize| {
        let group = series.counts.groups.get(at);
        group.map_or(0, |group| group.count.articles)
    };
    let steps = timeline.steps.iter().enumerate();
    let mut steps: Vec<_> = steps
        .filter_map(|(at, group)| Some((group.label.clone(), group.step?, found(at))))
        .collect();
    // Only from the first to the last step with an article.
    let last = steps.iter().rposition(|(.., number)| *number > 0);
    steps.truncate(last.map_or(0, |last| last + 1));
    let first = steps.iter().position(|(.., number)| *number > 0);
    steps.drain(..first.unwrap_or(0));
    if steps.len() < 2 {
        return Ok(None);
    }
    let most = steps.iter().map(|(.., number)| *number).max().unwrap_or(1);
    let question = question.clone().without("offset");
    let all = steps.len() as u64;
    let bars = steps.iter().enumerate().map(|(at, (label, step, number))| {
        let height = part(HEIGHT, *number, most);
        let height = if *number > 0 { height.max(3.0) } else { 0.0 };
        #[expect(clippy::cast_precision_loss, reason = "the height of a drawing")]
        let y = HEIGHT as f64 - height;
        Bar {
            is_there: *number > 0,
            label: label.clone(),
            articles: articles(*number),
            address: question
                .clone()
                .set("since", &step.first_day.to_string())
                .set("until", &step.last_day.to_string())
                .to_string(),
            x: format!("{:.2}", part(WIDTH, at as u64, all)),
            width: format!("{:.2}", part(WIDTH, 1, all)),
            y: format!("{y:.1}"),
            height: format!("{height:.1}"),
        }
    });
    let label = |at: Option<&(String, _, u64)>| at.map(|(label, ..)| label.clone());
    Ok(Some(Bars {
        period: timeline.period.to_string(),
        first: label(steps.first()).unwrap_or_default(),
        last: label(steps.last()).unwrap_or_default(),
        most: articles(most),
        width: WIDTH,
        height: HEIGHT,
        steps: bars.filter(|bar| bar.is_there).collect(),
    }))
}
