//! A run: what was answered to each topic, in the form of TREC: `topic Q0 article rank score run`.

use std::cmp::Ordering;
use std::collections::{BTreeMap, HashSet};

use super::error::{EntryKind, Error};
use super::rows::rows;

/// The articles answered to each topic, best first.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Run {
    topics: BTreeMap<String, Vec<String>>,
}

impl Run {
    /// Reads the text of a file, which errors call `file`. As in `trec_eval`, the rank column is not looked at: articles are
    /// ordered by score, and those of equal score by their ids, the last in the alphabet (by bytes) first.
    ///
    /// # Errors
    /// When a line is no result, or an article is answered twice to one topic.
    pub fn parse(file: &str, text: &str) -> Result<Self, Error> {
        let mut scored: BTreeMap<&str, Vec<(f64, &str)>> = BTreeMap::new();
        let mut seen: HashSet<(&str, &str)> = HashSet::new();
        for (line, columns) in rows(text) {
            let malformed = || Error::Malformed {
                file: file.to_owned(),
                line,
                entry: EntryKind::Result,
            };
            let [topic, _, article, _, score, _, ..] = columns[..] else {
                return Err(malformed());
            };
            let score: f64 = score.parse().map_err(|_| malformed())?;
            if score.is_nan() {
                return Err(malformed());
            }
            if !seen.insert((topic, article)) {
                return Err(Error::Twice {
                    file: file.to_owned(),
                    line,
                    what: format!("article `{article}` of topic `{topic}`"),
                });
            }
            scored.entry(topic).or_default().push((score, article));
        }
        let topics = scored
            .into_iter()
            .map(|(topic, results)| (topic.to_owned(), ranked(results)))
            .collect();
        Ok(Self { topics })
    }

    /// The articles answered to a topic, best first; none where it was not asked.
    pub fn ranking(&self, topic: &str) -> &[String] {
        self.topics.get(topic).map_or(&[], Vec::as_slice)
    }

    /// Whether nothing was answered to any topic.
    pub fn is_empty(&self) -> bool {
        self.topics.is_empty()
    }
}

fn ranked(mut results: Vec<(f64, &str)>) -> Vec<String> {
    results.sort_by(|(a, one), (b, other)| {
        // No score is NaN. Not `total_cmp`: -0 and 0 are equal.
        b.partial_cmp(a)
            .unwrap_or(Ordering::Equal)
            .then_with(|| other.cmp(one))
    });
    results
        .into_iter()
        .map(|(_, article)| article.to_owned())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn score_and_id_decide_and_the_rank_does_not() {
        let text = "1 Q0 low 1 0.5 x\n1 Q0 a 2 2.0 x\n1 Q0 b 3 2.00 x and more\n\
            1 Q0 B 4 2e0 x\n1 Q0 zero 5 0.0 x\n1 Q0 minus 6 -0.0 x\n1 Q0 last 7 -3 x\n2 Q0 a 1 1 x\n";
        let run = Run::parse("r", text).unwrap();
        assert_eq!(
            run.ranking("1"),
            ["b", "a", "B", "low", "zero", "minus", "last"]
        );
        assert_eq!(run.ranking("2"), ["a"]);
        assert!(run.ranking("3").is_empty());
        assert!(!run.is_empty() && Run::parse("r", "").unwrap().is_empty());
    }

    #[test]
    fn what_is_wrong_has_its_line() {
        for (text, message) in [
            ("1 Q0 a 1 0.5\n", "line 1 of `r` is no result"),
            ("\n1 Q0 a 1 best x\n", "line 2 of `r` is no result"),
            ("1 Q0 a 1 NaN x\n", "line 1 of `r` is no result"),
            (
                "1 Q0 a 1 3 x\n2 Q0 a 1 3 x\n1 Q0 a 2 2 x\n",
                "line 3 of `r` has article `a` of topic `1` a second time",
            ),
        ] {
            let error = Run::parse("r", text).unwrap_err();
            assert_eq!(error.to_string(), message, "{text}");
        }
    }
}
