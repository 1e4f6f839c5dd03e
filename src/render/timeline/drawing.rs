//! Queries over time as a chart.

use std::fmt::Write;

use super::answer::TimelineAnswer;
use crate::api::{CoarseDates, Group, GroupedCount, Series};
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
        is_uncertain: answer.is_uncertain(group),
    });
    let lines = timeline.series.iter().map(|series| line(answer, series));
    Chart {
        title: title(answer),
        description: description(answer),
        measure: format!(
            "{}, by {}{}",
            answer.measure(),
            timeline.period,
            apart(answer)
        ),
        is_share: !answer.by_counts,
        steps: steps.collect(),
        axis_steps: timeline.period.axis_steps(),
        lines: lines.collect(),
        id: "timeline-".to_owned(),
    }
}

/// What is found and not drawn.
fn apart(answer: &TimelineAnswer<'_>) -> String {
    let sum = |of: fn(&GroupedCount) -> u64| -> u64 {
        let series = answer.timeline.series.iter();
        series.map(|one| of(&one.counts)).sum()
    };
    let coarser = sum(|counts| counts.coarser.count.articles);
    let is_spread = answer.timeline.coarse == CoarseDates::Spread;
    let parts = [
        (
            sum(|counts| counts.without.count.articles),
            "without a date",
        ),
        (if is_spread { 0 } else { coarser }, "dated more coarsely"),
    ];
    let parts = parts.iter().filter(|(articles, _)| *articles > 0);
    let parts: Vec<String> = parts
        .map(|(articles, why)| format!("{} {why}", grouped(*articles)))
        .collect();
    let spread = match coarser {
        1.. if is_spread => format!("; {} {}", grouped(coarser), answer.of_coarse()),
        _ => String::new(),
    };
    if parts.is_empty() {
        return spread;
    }
    format!("{spread}; not drawn: {}", parts.join(", "))
}

fn title(answer: &TimelineAnswer<'_>) -> String {
    let typed: Vec<&str> = answer
        .typed
        .iter()
        .take(NAMED)
        .map(String::as_str)
        .collect();
    let mut title = typed.join(", ");
    if answer.typed.len() > NAMED {
        let _ = write!(title, " and {} more", answer.typed.len() - NAMED);
    }
    if title.trim().is_empty() {
        title = String::from("all articles");
    }
    if let Some((first, last)) = answer.span() {
        let _ = write!(title, ", {first} to {last}");
    }
    title
}

/// In words: for each line its whole and where it is highest.
fn description(answer: &TimelineAnswer<'_>) -> String {
    let mut words = format!(
        "A chart of the {} by {}.",
        answer.measure(),
        answer.timeline.period
    );
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
pub(super) fn peak<'a>(answer: &TimelineAnswer<'a>, series: &Series) -> Option<(&'a str, f64)> {
    let steps = answer.timeline.steps.iter().zip(&series.counts.groups);
    let values = steps.filter_map(|(step, count)| Some((step, answer.value(count)?)));
    let values: Vec<(&Group, f64)> = values.filter(|(_, value)| *value > 0.0).collect();
    // What says little is named where there is nothing else.
    let certain = values
        .iter()
        .copied()
        .filter(|(step, _)| !answer.is_uncertain(step));
    let highest = highest(certain).or_else(|| highest(values.iter().copied()))?;
    Some((&highest.0.label, highest.1))
}

/// The first of the highest.
fn highest<'a>(values: impl Iterator<Item = (&'a Group, f64)>) -> Option<(&'a Group, f64)> {
    values.fold(None, |highest, step| match highest {
        Some(known) if known.1 >= step.1 => Some(known),
        _ => Some(step),
    })
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
            query: step_query(series, group),
            link: None,
        }
    });
    ChartLine {
        name: answer.name(series),
        points: points.collect(),
    }
}

/// The query that finds the articles of a line in a step.
pub(super) fn step_query(series: &Series, step: &Group) -> String {
    step.of(&series.counts.query)
        .map(|query| query.to_string())
        .unwrap_or_default()
}
