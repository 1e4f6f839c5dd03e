//! Judgements, in the form of TREC: `topic 0 article grade`.

use std::collections::BTreeMap;

use super::error::{EntryKind, Error};
use super::rows::rows;

/// The grades of one topic's articles by their ids. A negative grade is that of an article that was looked for and not judged.
pub type Judgements = BTreeMap<String, i64>;

/// Which articles were judged for which topics.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Qrels {
    topics: BTreeMap<String, Judgements>,
}

impl Qrels {
    /// Reads the text of a file, which errors call `file`. The second column is not looked at.
    ///
    /// # Errors
    /// When a line is no judgement, an article is judged twice for one topic, or there is nothing.
    pub fn parse(file: &str, text: &str) -> Result<Self, Error> {
        let mut topics: BTreeMap<String, Judgements> = BTreeMap::new();
        for (line, columns) in rows(text) {
            let malformed = || Error::Malformed {
                file: file.to_owned(),
                line,
                entry: EntryKind::Judgement,
            };
            let [topic, _, article, grade] = columns[..] else {
                return Err(malformed());
            };
            let grade: i64 = grade.parse().map_err(|_| malformed())?;
            let judgements = topics.entry(topic.to_owned()).or_default();
            if judgements.insert(article.to_owned(), grade).is_some() {
                return Err(Error::Twice {
                    file: file.to_owned(),
                    line,
                    what: format!("article `{article}` of topic `{topic}`"),
                });
            }
        }
        if topics.is_empty() {
            return Err(Error::Empty {
                file: file.to_owned(),
                entry: EntryKind::Judgement,
            });
        }
        Ok(Self { topics })
    }

    /// Each topic with its judgements.
    pub fn topics(&self) -> impl Iterator<Item = (&str, &Judgements)> {
        self.topics
            .iter()
            .map(|(topic, judgements)| (topic.as_str(), judgements))
    }

    /// Whether something was judged for a topic.
    pub fn has(&self, topic: &str) -> bool {
        self.topics.contains_key(topic)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn judgements_are_read_by_topic() {
        let qrels = Qrels::parse("q", "# by hand\n2 0 a 1\n\n1 0 b\t-1\r\n1 0 a 2\n").unwrap();
        let read: Vec<(&str, Vec<(&str, i64)>)> = qrels
            .topics()
            .map(|(topic, judgements)| {
                let grades = judgements.iter();
                (
                    topic,
                    grades
                        .map(|(article, &grade)| (article.as_str(), grade))
                        .collect(),
                )
            })
            .collect();
        assert_eq!(
            read,
            [("1", vec![("a", 2), ("b", -1)]), ("2", vec![("a", 1)])]
        );
        assert!(qrels.has("2") && !qrels.has("3"));
    }

    #[test]
    fn what_is_wrong_has_its_line() {
        for (text, message) in [
            ("1 0 a 1\n1 0 a\n", "line 2 of `q` is no judgement"),
            ("1 0 a high\n", "line 1 of `q` is no judgement"),
            ("1 0 a 1 x\n", "line 1 of `q` is no judgement"),
            (
                "1 0 a 1\n2 0 a 1\n1 0 a 0\n",
                "line 3 of `q` has article `a` of topic `1` a second time",
            ),
            ("# nothing\n", "`q` holds no judgement"),
        ] {
            let error = Qrels::parse("q", text).unwrap_err();
            assert_eq!(error.to_string(), message, "{text}");
            assert!(!error.hint().is_empty());
        }
    }
}
