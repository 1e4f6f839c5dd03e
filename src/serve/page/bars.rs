//! An answer over time, as bars that are links. What is drawn can also be read: in a table, where keyboards and screen readers have the links.

use unbury::api::{Facet, FacetValue, GroupBy, TimeStep};

use super::address::Address;
use super::frame::articles;

/// Size of the drawing, in units of its own.
const WIDTH: usize = 960;
const HEIGHT: usize = 96;

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

/// Articles that are found over time; `None` where they are of one step or of none.
pub(super) fn bars(over_time: Option<&Facet>, question: &Address) -> Option<Bars> {
    let Facet {
        by: GroupBy::Period(period),
        values,
        ..
    } = over_time?
    else {
        return None;
    };
    let values = values.iter();
    let steps = values.filter_map(|value| Some((value.group.step?, value)));
    let steps: Vec<(TimeStep, &FacetValue)> = steps.collect();
    let ((first, of_first), (last, of_last)) = (steps.first()?, steps.last()?);
    let all = u64::try_from(last.number - first.number + 1).unwrap_or(1);
    if all < 2 {
        return None;
    }
    let most = steps.iter().map(|(_, value)| value.articles).max();
    let most = most.unwrap_or(1);
    let question = question.clone().without("offset");
    let bars = steps.iter().map(|(step, value)| {
        let at = u64::try_from(step.number - first.number).unwrap_or(0);
        let height = part(HEIGHT, value.articles, most);
        let height = height.max(3.0);
        #[expect(clippy::cast_precision_loss, reason = "the height of a drawing")]
        let y = HEIGHT as f64 - height;
        Bar {
            label: value.group.label.clone(),
            articles: articles(value.articles),
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
    Some(Bars {
        period: period.to_string(),
        first: of_first.group.label.clone(),
        last: of_last.group.label.clone(),
        most: articles(most),
        width: WIDTH,
        height: HEIGHT,
        steps: bars.collect(),
    })
}
