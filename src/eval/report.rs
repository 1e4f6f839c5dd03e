//! What was measured, as text for people and as JSON for programs (`docs/json.md`).

use serde_json::{Map, Value, json};

use super::compare::{Comparison, compare};
use super::evaluation::Evaluation;
use super::known_item::KnownItems;

/// Version of the JSON forms. It changes when a key is removed or changes its meaning; keys may be added within one version.
pub const SCHEMA_VERSION: u32 = 1;

/// A measured run, and another beside it.
#[derive(Debug, Clone)]
pub struct Report {
    evaluation: Evaluation,
    /// The other run, and one comparison for each measure.
    other: Option<(Evaluation, Vec<Comparison>)>,
    by_topic: bool,
}

impl Report {
    /// Of one run; with `by_topic`, topic by topic.
    pub fn new(evaluation: Evaluation, by_topic: bool) -> Self {
        Self {
            evaluation,
            other: None,
            by_topic,
        }
    }

    /// With another run beside it, measured by the same judgements and measures; `seed` is for the randomisation test.
    #[must_use]
    pub fn beside(self, other: Evaluation, seed: u64) -> Self {
        let comparisons = (0..self.evaluation.measures.len())
            .map(|at| compare(&self.evaluation.values(at), &other.values(at), seed))
            .collect();
        Self {
            other: Some((other, comparisons)),
            ..self
        }
    }

    /// One JSON object; `docs/schema/eval.schema.json` defines it.
    pub fn json(&self) -> Value {
        let mut report = json!({
            "schema_version": SCHEMA_VERSION,
            "topics": self.evaluation.topics.len(),
            "measures": self.measures_json(),
        });
        if self.by_topic {
            report["by_topic"] = self.topics_json();
        }
        report
    }

    fn measures_json(&self) -> Vec<Value> {
        let measures = self.evaluation.measures.iter().enumerate();
        measures
            .map(|(at, measure)| {
                let mut form = json!({
                    "measure": measure.to_string(),
                    "gain": measure.gain(),
                    "mean": self.evaluation.mean(at),
                });
                if let Some(compared) = self.comparison(at) {
                    form["compared"] = json!({
                        "mean": compared.mean,
                        "difference": compared.difference,
                        "better": compared.better,
                        "worse": compared.worse,
                        "p_value": compared.p_value,
                    });
                }
                form
            })
            .collect()
    }

    fn topics_json(&self) -> Value {
        let form = |evaluation: &Evaluation, at: usize| -> Value {
            let values = evaluation.topics.get(at).map(|topic| &topic.values);
            let names = evaluation.measures.iter().map(ToString::to_string);
            let pairs = names.zip(values.into_iter().flatten());
            Value::Object(
                pairs
                    .map(|(name, &value)| (name, Value::from(value)))
                    .collect::<Map<_, _>>(),
            )
        };
        let topics = self.evaluation.topics.iter().enumerate();
        topics
            .map(|(at, topic)| {
                let mut line = json!({"topic": topic.topic, "values": form(&self.evaluation, at)});
                if let Some((other, _)) = &self.other {
                    line["compared"] = form(other, at);
                }
                line
            })
            .collect()
    }

    fn comparison(&self, measure: usize) -> Option<&Comparison> {
        self.other.as_ref()?.1.get(measure)
    }

    /// Tables, values to four digits.
    pub fn text(&self) -> String {
        let topics = counted(self.evaluation.topics.len(), "judged topic");
        let mut parts = vec![format!("{topics}\n")];
        if self.by_topic {
            parts.push(table(&self.topic_rows()));
        }
        parts.push(table(&self.measure_rows()));
        parts.join("\n")
    }

    fn topic_rows(&self) -> Vec<Vec<String>> {
        let names = self.evaluation.measures.iter().map(ToString::to_string);
        let mut rows: Vec<Vec<String>> =
            vec![std::iter::once("topic".to_owned()).chain(names).collect()];
        for topic in &self.evaluation.topics {
            let values = topic.values.iter().map(|value| format!("{value:.4}"));
            rows.push(std::iter::once(topic.topic.clone()).chain(values).collect());
        }
        rows
    }

    fn measure_rows(&self) -> Vec<Vec<String>> {
        let mut head = vec!["measure", "gain", "mean"];
        if self.other.is_some() {
            head.extend(["compared", "difference", "better", "worse", "p"]);
        }
        let mut rows: Vec<Vec<String>> = vec![head.into_iter().map(str::to_owned).collect()];
        for (at, measure) in self.evaluation.measures.iter().enumerate() {
            let mut row = vec![
                measure.to_string(),
                measure.gain().name().to_owned(),
                format!("{:.4}", self.evaluation.mean(at)),
            ];
            if let Some(compared) = self.comparison(at) {
                row.extend([
                    format!("{:.4}", compared.mean),
                    format!("{:+.4}", compared.difference),
                    compared.better.to_string(),
                    compared.worse.to_string(),
                    format!("{:.4}", compared.p_value),
                ]);
            }
            rows.push(row);
        }
        rows
    }
}

impl KnownItems {
    /// One JSON object; `docs/schema/known-items.schema.json` defines it.
    pub fn json(&self) -> Value {
        let schemes: Vec<Value> = self
            .schemes
            .iter()
            .map(|scheme| {
                json!({
                    "scheme": scheme.scheme.name(),
                    "mrr": scheme.mrr(),
                    "first": scheme.within(1),
                    "first_ten": scheme.within(10),
                    "found": scheme.within(usize::MAX),
                })
            })
            .collect();
        json!({
            "schema_version": SCHEMA_VERSION,
            "seed": self.seed,
            "sentences": self.sentences,
            "schemes": schemes,
        })
    }

    /// A table, values to four digits.
    pub fn text(&self) -> String {
        let head = ["scheme", "mrr", "first", "first ten", "found"];
        let mut rows = vec![head.map(str::to_owned).to_vec()];
        for scheme in &self.schemes {
            rows.push(vec![
                scheme.scheme.name().to_owned(),
                format!("{:.4}", scheme.mrr()),
                scheme.within(1).to_string(),
                scheme.within(10).to_string(),
                scheme.within(usize::MAX).to_string(),
            ]);
        }
        let sentences = counted(self.sentences, "sentence");
        format!("{sentences}, seed {}\n\n{}", self.seed, table(&rows))
    }
}

fn counted(count: usize, what: &str) -> String {
    format!("{count} {what}{}", if count == 1 { "" } else { "s" })
}

/// Rows in aligned columns: the first to the left, the others to the right.
fn table(rows: &[Vec<String>]) -> String {
    let length = |cell: &String| cell.chars().count();
    let mut widths: Vec<usize> = Vec::new();
    for row in rows {
        widths.resize(widths.len().max(row.len()), 0);
        for (width, cell) in widths.iter_mut().zip(row) {
            *width = length(cell).max(*width);
        }
    }
    let mut text = String::new();
    for row in rows {
        let mut line = String::new();
        for (at, (cell, width)) in row.iter().zip(&widths).enumerate() {
            let padding = " ".repeat(width - length(cell));
            if at == 0 {
                line = format!("{cell}{padding}");
            } else {
                line = format!("{line}  {padding}{cell}");
            }
        }
        text.push_str(line.trim_end());
        text.push('\n');
    }
    text
}

#[cfg(test)]
mod tests {
    use super::super::{Measure, Qrels, Run, Scheme, SchemeRanks, evaluate};
    use super::*;

    fn evaluation(run: &str) -> Evaluation {
        let qrels = Qrels::parse("q", "1 0 a 2\n1 0 b 1\n2 0 a 1\n").unwrap();
        let measures = [Measure::Ndcg(10), Measure::Mrr];
        evaluate(&Run::parse("r", run).unwrap(), &qrels, &measures)
    }

    const OURS: &str = "1 Q0 a 1 2 r\n1 Q0 b 2 1 r\n2 Q0 b 1 2 r\n2 Q0 a 2 1 r\n";
    const THEIRS: &str = "1 Q0 b 1 2 r\n2 Q0 a 1 1 r\n";

    #[test]
    fn text_is_tables() {
        let report = Report::new(evaluation(OURS), false);
        assert_eq!(
            report.text(),
            "2 judged topics\n\n\
             measure    gain    mean\n\
             ndcg@10  graded  0.8155\n\
             mrr      binary  0.7500\n"
        );
        let report = Report::new(evaluation(OURS), true).beside(evaluation(THEIRS), 1);
        assert_eq!(
            report.text(),
            "2 judged topics\n\n\
             topic  ndcg@10     mrr\n\
             1       1.0000  1.0000\n\
             2       0.6309  0.5000\n\n\
             measure    gain    mean  compared  difference  better  worse       p\n\
             ndcg@10  graded  0.8155    0.6900     +0.1254       1      1  1.0000\n\
             mrr      binary  0.7500    1.0000     -0.2500       0      1  1.0000\n"
        );
    }

    #[test]
    fn json_holds_the_same() {
        let json = Report::new(evaluation(OURS), false).json();
        assert_eq!(json["topics"], 2);
        assert_eq!(json["measures"][1]["measure"], "mrr");
        assert_eq!(json["measures"][1]["gain"], "binary");
        assert_eq!(json["measures"][1]["mean"], 0.75);
        assert!(json.get("by_topic").is_none() && json["measures"][1].get("compared").is_none());
        let json = Report::new(evaluation(OURS), true)
            .beside(evaluation(THEIRS), 1)
            .json();
        assert_eq!(json["measures"][1]["compared"]["mean"], 1.0);
        assert_eq!(json["measures"][1]["compared"]["worse"], 1);
        assert_eq!(json["by_topic"][1]["topic"], "2");
        assert_eq!(json["by_topic"][1]["values"]["mrr"], 0.5);
        assert_eq!(json["by_topic"][1]["compared"]["mrr"], 1.0);
    }

    #[test]
    fn known_items_are_counted_by_scheme() {
        let found = KnownItems {
            seed: 7,
            sentences: 4,
            schemes: vec![SchemeRanks {
                scheme: Scheme::Rarest,
                ranks: vec![Some(1), Some(4), None, Some(20)],
            }],
        };
        assert_eq!(
            found.text(),
            "4 sentences, seed 7\n\n\
             scheme     mrr  first  first ten  found\n\
             rarest  0.3250      1          2      3\n"
        );
        assert_eq!(
            found.json(),
            json!({
                "schema_version": 1,
                "seed": 7,
                "sentences": 4,
                "schemes": [{"scheme": "rarest", "mrr": 0.325, "first": 1, "first_ten": 2, "found": 3}],
            })
        );
    }
}
