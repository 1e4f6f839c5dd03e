//! How many were answered, how, and how soon: in the text format of Prometheus.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use axum::http::StatusCode;

/// Upper bounds of the steps, in seconds.
const STEPS: [f64; 12] = [
    0.001, 0.002_5, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0,
];

#[derive(Default)]
struct Answered {
    by_step: [u64; STEPS.len()],
    count: u64,
    seconds: f64,
}

/// What was answered since the start. Routes and statuses are few, whatever is asked.
#[derive(Default)]
pub(crate) struct Metrics(Mutex<BTreeMap<(String, u16), Answered>>);

impl Metrics {
    /// Counts an answer.
    pub(crate) fn answered(&self, route: &str, status: StatusCode, took: Duration) {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let answered = all.entry((route.to_owned(), status.as_u16())).or_default();
        let seconds = took.as_secs_f64();
        answered.count += 1;
        answered.seconds += seconds;
        if let Some(step) = STEPS.iter().position(|step| seconds <= *step) {
            answered.by_step[step] += 1;
        }
    }

    /// These and those numbers of now: each a name, what it is, and its value; and how many answers were given up, by why.
    pub(crate) fn text(&self, now: &[(&str, &str, u64)], given_up: &[(&str, u64)]) -> String {
        const NAME: &str = "unbury_request_seconds";
        const GIVEN_UP: &str = "unbury_given_up_total";
        let mut out = String::new();
        for (name, about, value) in now {
            let _ = writeln!(
                out,
                "# HELP {name} {about}\n# TYPE {name} gauge\n{name} {value}"
            );
        }
        let _ = writeln!(
            out,
            "# HELP {GIVEN_UP} Answers that were given up: whoever asked left, or the time was over.\n# TYPE {GIVEN_UP} counter"
        );
        for (why, number) in given_up {
            let _ = writeln!(out, "{GIVEN_UP}{{why=\"{why}\"}} {number}");
        }
        let all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let _ = writeln!(
            out,
            "# HELP {NAME} Time until an answer began.\n# TYPE {NAME} histogram"
        );
        for ((route, status), answered) in all.iter() {
            let labels = format!("route=\"{route}\",status=\"{status}\"");
            let mut sum = 0;
            for (step, count) in STEPS.iter().zip(answered.by_step) {
                sum += count;
                let _ = writeln!(out, "{NAME}_bucket{{{labels},le=\"{step}\"}} {sum}");
            }
            let Answered { count, seconds, .. } = answered;
            let _ = writeln!(
                out,
                "{NAME}_bucket{{{labels},le=\"+Inf\"}} {count}\n{NAME}_sum{{{labels}}} {seconds}\n{NAME}_count{{{labels}}} {count}"
            );
        }
        out
    }
}
