//! A run measured by judgements.

use super::measures::{Judged, Measure, share};
use super::qrels::Qrels;
use super::run::Run;

/// The measures of a run, for each judged topic.
#[derive(Debug, Clone, PartialEq)]
pub struct Evaluation {
    /// What was measured.
    pub measures: Vec<Measure>,
    /// One for each judged topic, in the order of their numbers.
    pub topics: Vec<Measured>,
}

/// The measures of a run for one topic.
#[derive(Debug, Clone, PartialEq)]
pub struct Measured {
    /// The topic's id.
    pub topic: String,
    /// One value for each measure.
    pub values: Vec<f64>,
}

impl Evaluation {
    /// The values of the measure at a place of [`Evaluation::measures`], topic by topic.
    pub fn values(&self, measure: usize) -> Vec<f64> {
        self.topics
            .iter()
            .filter_map(|measured| measured.values.get(measure).copied())
            .collect()
    }

    /// Their mean over all judged topics; 0 where there is none.
    pub fn mean(&self, measure: usize) -> f64 {
        mean(&self.values(measure))
    }
}

/// Measures a run on **all** judged topics: one to which nothing was answered counts as 0, as with `trec_eval -c`. Topics
/// that nobody judged are not counted.
pub fn evaluate(run: &Run, qrels: &Qrels, measures: &[Measure]) -> Evaluation {
    let mut topics: Vec<Measured> = qrels
        .topics()
        .map(|(topic, judgements)| {
            let judged = Judged::new(run.ranking(topic), judgements);
            Measured {
                topic: topic.to_owned(),
                values: measures.iter().map(|measure| measure.of(&judged)).collect(),
            }
        })
        .collect();
    // 9 before 10; names behind all numbers, in the order of the alphabet.
    topics.sort_by_key(|measured| measured.topic.parse().unwrap_or(u64::MAX));
    Evaluation {
        measures: measures.to_vec(),
        topics,
    }
}

pub(super) fn mean(values: &[f64]) -> f64 {
    share(values.iter().sum(), values.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_judged_topic_counts_and_no_other() {
        let qrels = Qrels::parse("q", "10 0 a 1\n9 0 a 1\nx 0 a 1\n").unwrap();
        let run = Run::parse(
            "r",
            "9 Q0 a 1 1 r\n10 Q0 b 1 2 r\n10 Q0 a 2 1 r\n7 Q0 a 1 1 r\n",
        );
        let evaluation = evaluate(
            &run.unwrap(),
            &qrels,
            &[Measure::Mrr, Measure::Precision(1)],
        );
        let topics: Vec<&str> = evaluation
            .topics
            .iter()
            .map(|measured| measured.topic.as_str())
            .collect();
        assert_eq!(topics, ["9", "10", "x"]);
        assert_eq!(format!("{:?}", evaluation.values(0)), "[1.0, 0.5, 0.0]");
        assert!((evaluation.mean(0) - 0.5).abs() < 1e-12);
        assert!((evaluation.mean(1) - 1.0 / 3.0).abs() < 1e-12);
    }
}
