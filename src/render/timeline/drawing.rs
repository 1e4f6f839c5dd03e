//! Queries over time as a chart.

use std::fmt::Write;

use super::TimelineAnswer;
use crate::api::Series;
use crate::query::{DateRange, Query};
use crate::render::chart::{Chart, ChartLine, ChartPoint, ChartStep, measured};
use crate::render::text::grouped;

/// Names of queries in a title.
const NAMED: usize = 4;

/// The chart of queries over time, each point with the query that finds its articles.
pub fn timeline_chart(answer: &TimelineAnswer<'_>) -> Chart {
    let timeline = answer.timeline;
    let steps = timeline.steps.iter().map(|group| ChartStep {
        label: group.label.clone(),
        number: group.step.map_or(0, |step| step.number),
        is_partial: group.step.is_some_and(|step| step.is_partial),
    });
    let lines = timeline.series.iter().map(|series| line(answer, series));
    Chart {
        title: title(answer),
        description: description(answer),
        measure: format!("{}, by {}", answer.measure(), timeline.period),
        is_share: !answer.by_counts,
        steps: steps.collect(),
        axis_steps: timeline.period.axis_steps(),
        lines: lines.collect(),
        id: "timeline-".to_owned(),
    }
}

fn title(answer: &TimelineAnswer<'_>) -> String {
    let typed: Vec<&str> = answer.typed.iter().take(NAMED).map(String::as_str).collect();
    let mut title = typed.join(", ");
    if answer.typed.len() > NAMED {
        let _ = write!(title, " and {} more", answer.typed.len() - NAMED);
    }
    if title.trim().is_empty() {
        title = "all articles".to_owned();
    }
    if let Some((first, last)) = answer.span() {
        let _ = write!(title, ", {first} to {last}");
    }
    title
}

/// In words: for each line its whole and where it is highest.
fn description(answer: &TimelineAnswer<'_>) -> String {
    let mut words = format!("A chart of the {} by {}.", answer.measure(), answer.timeline.period);
    for series in &answer.timeline.series {
        let whole = &series.counts.whole;
        let _ = write!(
            words,
            " {}: {} of {} articles",
            answer.name(series),
            grouped(whole.count.articles),
            grouped(whole.all)
        );
        if let Some((label, value)) = peak(answer, series) {
            let value = measured(value, !answer.by_counts);
            let _ = write!(words, ", most in {label} with {value}");
        }
        words.push('.');
    }
    words
}

/// Where a line is highest, and how high; `None` where it is nowhere above zero.
pub(super) fn peak<'a>(
    answer: &TimelineAnswer<'a>,
    series: &Series,
) -> Option<(&'a str, f64)> {
    let steps = answer.timeline.steps.iter().zip(&series.counts.groups);
    let values = steps.filter_map(|(step, count)| Some((&*step.label, answer.value(count)?)));
    let highest = values.fold(None, |highest: Option<(&str, f64)>, step| match highest {
        Some(known) if known.1 >= step.1 => Some(known),
        _ => Some(step),
    });
    highest.filter(|(_, value)| *value > 0.0)
}

fn line(answer: &TimelineAnswer<'_>, series: &Series) -> ChartLine {
    let steps = answer.timeline.steps.iter().zip(&series.counts.groups);
    let points = steps.map(|(group, count)| {
        let value = answer.value(count);
        let share = count.share().unwrap_or_default();
        ChartPoint {
            value,
            about: format!(
                "{}: {}, {} of {} articles",
                group.label,
                measured(share, true),
                grouped(count.count.articles),
                grouped(count.all)
            ),
            query: step_query(series, group.query.as_ref()),
            link: None,
        }
    });
    ChartLine {
        name: answer.name(series),
        points: points.collect(),
    }
}

/// The query that finds the articles of a line in a group.
pub(super) fn step_query(series: &Series, of_group: Option<&Query>) -> String {
    let of_group = of_group.cloned();
    let of_group = of_group.unwrap_or_else(|| Query::published(DateRange::NEVER));
    Query::all_of(vec![series.counts.query.clone(), of_group]).to_string()
}
