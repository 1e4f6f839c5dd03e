//! Queries over time, as they are written.

use crate::api::{CoarseDates, Group, GroupCount, Notice, Series, Timeline};

/// Queries over time, and what else is told of them.
#[derive(Debug, Clone, Copy)]
pub struct TimelineAnswer<'a> {
    /// The queries as typed.
    pub typed: &'a [String],
    /// Their numbers.
    pub timeline: &'a Timeline,
    /// For each query what the reader should know.
    pub notices: &'a [Vec<Notice>],
    /// Articles in the index.
    pub searched: u64,
    /// Articles looked at: those that satisfy the conditions.
    pub all: u64,
    /// Whether counts are drawn, not shares.
    pub by_counts: bool,
}

impl<'a> TimelineAnswer<'a> {
    /// What a line is called.
    pub(super) fn name(&self, series: &Series) -> String {
        let typed = self.typed.get(series.asked).map_or("", String::as_str);
        let typed = if typed.trim().is_empty() { "*" } else { typed };
        match &series.value {
            Some(value) if self.typed.len() > 1 => format!("{typed} · {value}"),
            Some(value) => value.clone(),
            None => typed.to_owned(),
        }
    }

    /// The number that is drawn of a step; `None` where there is no article.
    #[expect(clippy::cast_precision_loss, reason = "no archive has 2^53 articles")]
    pub(super) fn value(&self, count: &GroupCount) -> Option<f64> {
        let share = count.share()?;
        Some(if self.by_counts {
            count.count.articles as f64
        } else {
            share
        })
    }

    /// Whether the number drawn of a step says little.
    pub(super) fn is_uncertain(&self, group: &Group) -> bool {
        group
            .step
            .is_some_and(|step| step.is_partial || step.is_thin && !self.by_counts)
    }

    /// What the numbers drawn are.
    pub(super) fn measure(&self) -> &'static str {
        let is_split = self.timeline.series.iter().any(|one| one.value.is_some());
        match (self.by_counts, is_split) {
            (true, _) => "articles",
            (false, false) => "share of all articles",
            (false, true) => "share of the articles of each",
        }
    }

    /// What became of articles dated more coarsely than a step.
    pub(super) fn of_coarse(&self) -> &'static str {
        match self.timeline.coarse {
            CoarseDates::Apart => "dated more coarsely than a step",
            CoarseDates::Spread => "dated more coarsely than a step, spread evenly over its steps",
        }
    }

    /// From when to when.
    pub(super) fn span(&self) -> Option<(&'a str, &'a str)> {
        let steps = &self.timeline.steps;
        let (first, last) = steps.first().zip(steps.last())?;
        Some((&first.label, &last.label))
    }
}
