//! Topics: what is asked, one question each, as lines of id and query or as a TREC topic file.

use std::collections::HashSet;

use super::error::{EntryKind, Error};
use crate::query::{self, Parsed, Query};

/// One question of an evaluation.
#[derive(Debug, Clone, PartialEq)]
pub struct Topic {
    /// What judgements and runs call it.
    pub id: String,
    /// The question as it stands in the file.
    pub text: String,
    /// What is searched for. The query of a line is read as the query language; the prose of a TREC topic is words, whatever it
    /// looks like.
    pub parsed: Parsed,
}

impl Topic {
    /// The same, asked as words: nothing in the text is an operator.
    #[must_use]
    pub fn as_prose(self) -> Self {
        let parsed = Parsed {
            query: Query::of_words(&self.text),
            problems: Vec::new(),
        };
        Self { parsed, ..self }
    }
}

/// Which field of a TREC topic is searched for. The default is `Title`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum TopicField {
    /// A few words.
    #[default]
    Title,
    /// A sentence or two.
    Description,
}

impl TopicField {
    /// As in the file.
    fn tag(self) -> &'static str {
        match self {
            Self::Title => "title",
            Self::Description => "desc",
        }
    }
}

/// Reads the text of a file of topics, which errors call `file`. It is a TREC topic file when a line begins with `<top>`;
/// else every line that is not empty is an id, a tab and a query. `field` is for TREC topics only.
///
/// # Errors
/// When a line is no topic, two topics have one id, a TREC topic has no such field, or there is nothing.
pub fn read_topics(file: &str, text: &str, field: TopicField) -> Result<Vec<Topic>, Error> {
    let begins = |line: &str| {
        let start = line.trim_start().get(..5);
        start.is_some_and(|start| start.eq_ignore_ascii_case("<top>"))
    };
    let topics = if text.lines().any(begins) {
        trec(file, text, field)?
    } else {
        lines(file, text)?
    };
    if topics.is_empty() {
        return Err(Error::Empty {
            file: file.to_owned(),
            entry: EntryKind::Topic,
        });
    }
    let mut ids = HashSet::new();
    for (line, topic) in &topics {
        if !ids.insert(topic.id.clone()) {
            return Err(Error::Twice {
                file: file.to_owned(),
                line: *line,
                what: format!("topic `{}`", topic.id),
            });
        }
    }
    Ok(topics.into_iter().map(|(_, topic)| topic).collect())
}

/// Topics with the numbers of their lines.
fn lines(file: &str, text: &str) -> Result<Vec<(usize, Topic)>, Error> {
    let mut topics = Vec::new();
    for (line, whole) in (1..).zip(text.lines()) {
        if whole.trim().is_empty() {
            continue;
        }
        let (id, query) = whole.split_once('\t').unwrap_or_default();
        let (id, query) = (id.trim(), query.trim());
        // Neither could stand in a column of a run: the first is parted, the second a comment.
        let unfit = id.contains(char::is_whitespace) || id.starts_with('#');
        if id.is_empty() || unfit || query.is_empty() {
            return Err(Error::Malformed {
                file: file.to_owned(),
                line,
                entry: EntryKind::Topic,
            });
        }
        let topic = Topic {
            id: id.to_owned(),
            text: query.to_owned(),
            parsed: query::parse(query),
        };
        topics.push((line, topic));
    }
    Ok(topics)
}

/// A topic of a TREC topic file as far as it was read: what stands behind its tags, up to the next one.
struct Block<'a> {
    /// The line of its `<top>`.
    line: usize,
    number: &'a str,
    text: &'a str,
}

/// Topics with the numbers of the lines on which they begin. Tags need not be closed.
fn trec(file: &str, text: &str, field: TopicField) -> Result<Vec<(usize, Topic)>, Error> {
    let mut blocks: Vec<Block<'_>> = Vec::new();
    let mut line = 1;
    for piece in text.split('<') {
        let (tag, content) = piece.split_once('>').unwrap_or_default();
        let tag = tag.trim();
        if tag.eq_ignore_ascii_case("top") {
            blocks.push(Block {
                line,
                number: "",
                text: "",
            });
        } else if let Some(block) = blocks.last_mut() {
            if tag.eq_ignore_ascii_case("num") {
                block.number = content;
            } else if tag.eq_ignore_ascii_case(field.tag()) {
                block.text = content;
            }
        }
        line += piece.matches('\n').count();
    }
    blocks
        .iter()
        .map(|block| Ok((block.line, block.topic(file, field)?)))
        .collect()
}

impl Block<'_> {
    fn topic(&self, file: &str, field: TopicField) -> Result<Topic, Error> {
        let number = unlabelled(self.number);
        let Some(id) = number.split(' ').next().filter(|id| !id.is_empty()) else {
            return Err(Error::NoField {
                file: file.to_owned(),
                line: self.line,
                tag: "num",
            });
        };
        // Early topics are `051`, and their judgements are for `51`.
        let id = match id.parse::<u64>() {
            Ok(number) => number.to_string(),
            Err(_) => id.to_owned(),
        };
        let text = unlabelled(self.text);
        if text.is_empty() {
            return Err(Error::NoField {
                file: file.to_owned(),
                line: self.line,
                tag: field.tag(),
            });
        }
        let parsed = query::parse("");
        Ok(Topic { id, text, parsed }.as_prose())
    }
}

/// The words of a field on one line, without the label that TREC puts before them.
fn unlabelled(content: &str) -> String {
    let line = content.split_whitespace().collect::<Vec<_>>().join(" ");
    for label in ["number:", "topic:", "description:"] {
        if let Some((start, rest)) = line.split_at_checked(label.len())
            && start.eq_ignore_ascii_case(label)
        {
            return rest.trim_start().to_owned();
        }
    }
    line
}

#[cfg(test)]
mod tests {
    use super::*;

    const TREC: &str = "\
<top>
<num> Number: 051
<title> Topic: Airbus Subsidies

<desc> Description:
Document will discuss government assistance to Airbus,
or NOT mention -it- (\"at all\") *.

<narr> Narrative:
A relevant document will cite or discuss < 3 things.
</top>

<TOP>
<num>MB02</num>
<title>cease-fire</title>
<desc>why?</desc>
</TOP>
";

    fn all(text: &str, field: TopicField) -> Vec<(String, String)> {
        let topics = read_topics("t", text, field).unwrap();
        topics
            .into_iter()
            .map(|topic| (topic.id, topic.text))
            .collect()
    }

    fn pair(id: &str, text: &str) -> (String, String) {
        (id.to_owned(), text.to_owned())
    }

    #[test]
    fn lines_are_ids_and_queries() {
        let text = "1\tpeace talks\r\n\n q2 \t \"root causes\" -flood \n";
        assert_eq!(
            all(text, TopicField::Title),
            [
                pair("1", "peace talks"),
                pair("q2", "\"root causes\" -flood")
            ]
        );
        let topics = read_topics("t", text, TopicField::Title).unwrap();
        assert_eq!(topics[1].parsed, query::parse("\"root causes\" -flood"));
    }

    #[test]
    fn trec_topics_are_words_whatever_they_look_like() {
        assert_eq!(
            all(TREC, TopicField::Title),
            [pair("51", "Airbus Subsidies"), pair("MB02", "cease-fire")]
        );
        assert_eq!(
            all(TREC, TopicField::Description),
            [
                pair(
                    "51",
                    "Document will discuss government assistance to Airbus, or NOT mention -it- (\"at all\") *."
                ),
                pair("MB02", "why?")
            ]
        );
        let topics = read_topics("t", TREC, TopicField::Description).unwrap();
        assert_eq!(topics[0].parsed.query.children().len(), 13);
    }

    #[test]
    fn what_is_wrong_has_its_line() {
        let title = TopicField::Title;
        for (text, field, message) in [
            ("1 peace talks\n", title, "line 1 of `t` is no topic"),
            ("1\tpeace\n2\t \n", title, "line 2 of `t` is no topic"),
            ("1 a\tpeace\n", title, "line 1 of `t` is no topic"),
            ("#1\tpeace\n", title, "line 1 of `t` is no topic"),
            (
                "1\tpeace\n1\twar\n",
                title,
                "line 2 of `t` has topic `1` a second time",
            ),
            ("\n", title, "`t` holds no topic"),
            (
                "<top>\n<num> 1\n<title> a\n</top>\n<top>\n<num> 2\n</top>\n",
                title,
                "line 5 of `t` begins a topic without `<title>`",
            ),
            (
                "<top>\n<num> 1\n<title> a\n</top>\n",
                TopicField::Description,
                "line 1 of `t` begins a topic without `<desc>`",
            ),
            (
                "<top>\n<title> a\n",
                title,
                "line 1 of `t` begins a topic without `<num>`",
            ),
        ] {
            let error = read_topics("t", text, field).unwrap_err();
            assert_eq!(error.to_string(), message, "{text}");
        }
    }
}
