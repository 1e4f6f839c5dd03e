//! Times of questions: warm, one thread, the sides in turn.

use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Instant;

use crate::Outcome;
use crate::corpus::Workplace;
use crate::sides::{Question, Sides, Way};
use crate::tasks::Drawn;

/// Milliseconds of one question each way: the best of the rounds, since what else the machine does only adds to a time.
#[derive(Clone, Copy)]
pub(crate) struct Times {
    unbury: f64,
    plain: f64,
    plain_counting: f64,
}

impl Times {
    fn of(&self, way: Way) -> f64 {
        match way {
            Way::Unbury => self.unbury,
            Way::Plain => self.plain,
            Way::PlainCounting => self.plain_counting,
        }
    }
}

/// Over questions, one way.
pub(crate) fn percentile_of<'a>(
    times: impl IntoIterator<Item = &'a Times>,
    way: Way,
    percent: usize,
) -> f64 {
    let times: Vec<f64> = times.into_iter().map(|times| times.of(way)).collect();
    percentile(&times, percent)
}

/// Times the questions of each task. Every round goes through all tasks, so that what else the machine does falls on all of them; a
/// round before the first warms up.
pub(crate) fn time(sides: &mut Sides, drawn: &[Drawn], rounds: usize) -> Outcome<Vec<Vec<Times>>> {
    let questions: Vec<&Question> = drawn.iter().flat_map(|drawn| &drawn.questions).collect();
    let mut unbury = vec![Vec::new(); questions.len()];
    let mut plain = unbury.clone();
    let mut counting = unbury.clone();
    for round in 0..=rounds {
        let keep = |times: &mut Vec<f64>, time: f64| {
            if round > 0 {
                times.push(time);
            }
        };
        for (at, question) in questions.iter().enumerate() {
            keep(&mut unbury[at], sides.milliseconds(question, Way::Unbury)?);
            keep(&mut plain[at], sides.milliseconds(question, Way::Plain)?);
        }
        // Apart, or it would find in the caches what its twin read; after unbury too, which leaves its own there.
        for (at, question) in questions.iter().enumerate() {
            sides.milliseconds(question, Way::Unbury)?;
            keep(
                &mut counting[at],
                sides.milliseconds(question, Way::PlainCounting)?,
            );
        }
    }
    let mut times = (0..questions.len()).map(|at| Times {
        unbury: best(&unbury[at]),
        plain: best(&plain[at]),
        plain_counting: best(&counting[at]),
    });
    let by_task = drawn
        .iter()
        .map(|drawn| times.by_ref().take(drawn.questions.len()).collect());
    Ok(by_task.collect())
}

fn best(times: &[f64]) -> f64 {
    times.iter().copied().fold(f64::INFINITY, f64::min)
}

/// The least value that so many percent do not exceed; not a number where there is none.
pub(crate) fn percentile(values: &[f64], percent: usize) -> f64 {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    let rank = (sorted.len() * percent).div_ceil(100);
    sorted
        .get(rank.saturating_sub(1))
        .copied()
        .unwrap_or(f64::NAN)
}

pub(crate) const COLD_ROUNDS: usize = 20;

/// Milliseconds of the whole process for one question, the median of some: unbury (`program`) and plain Tantivy in turn.
pub(crate) fn cold(program: &Path, place: &Workplace, query: &str) -> Outcome<(f64, f64)> {
    let mut ours = Command::new(program);
    ours.args(["search", "--index"])
        .arg(place.index("unbury"))
        .arg(query);
    let mut theirs = Command::new(std::env::current_exe()?);
    theirs
        .arg("plain-query")
        .arg(place.index("plain"))
        .arg(query);
    let mut milliseconds = [Vec::new(), Vec::new()];
    for _ in 0..COLD_ROUNDS {
        for (times, command) in milliseconds.iter_mut().zip([&mut ours, &mut theirs]) {
            let started = Instant::now();
            let output = command.stdin(Stdio::null()).output()?;
            times.push(started.elapsed().as_secs_f64() * 1e3);
            if !output.status.success() {
                return Err(format!("`{query}` failed").into());
            }
        }
    }
    Ok((
        percentile(&milliseconds[0], 50),
        percentile(&milliseconds[1], 50),
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percentiles_are_values() {
        let values: Vec<f64> = (1..=50).rev().map(f64::from).collect();
        for (percent, expected) in [(1, "1"), (50, "25"), (95, "48"), (99, "50")] {
            assert_eq!(percentile(&values, percent).to_string(), expected);
        }
        assert!(percentile(&[], 50).is_nan());
    }
}
