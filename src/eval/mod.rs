//! How good the ranking is: judged topics, as TREC has them, and sentences that must be found again.
//!
//! Nothing here searches: runs come as text, and [`known_items`] is given the search. What is measured is always a *run*
//! as it is written to a file, so `trec_eval` sees exactly what was measured here.
//!
//! | module | what it knows |
//! |---|---|
//! | [`topics`](Topic) | what is asked: lines of id and query, or TREC topic files |
//! | [`qrels`](Qrels) | which articles were judged, and how relevant they are |
//! | [`run`](Run) | which articles were answered, ranked as `trec_eval` ranks them |
//! | [`measures`] | how good one ranking is, by judgements |
//! | [`compare()`] | whether one run is better than another by more than chance |
//! | [`known_items`] | how soon a sentence of the archive is found by some of its words |
//! | [`Report`] | all of it as text or JSON |

mod compare;
mod evaluation;
mod known_item;
pub mod measures;
mod qrels;
mod report;
mod run;
mod topics;

use std::fmt;

pub use compare::{Comparison, compare};
pub use evaluation::{Evaluation, Measured, evaluate};
pub use known_item::{KnownItems, Scheme, SchemeRanks, known_items};
pub use measures::{Gain, Judged, Measure, UnknownMeasure};
pub use qrels::{Judgements, Qrels};
pub use report::{Report, SCHEMA_VERSION};
pub use run::Run;
pub use topics::{Topic, TopicField, read_topics};

/// What can be wrong with the files of an evaluation.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// A file without anything in it.
    #[error("`{file}` holds no {entry}")]
    Empty {
        /// Its name.
        file: String,
        /// What it should hold.
        entry: Entry,
    },
    /// A line that is not what it should be.
    #[error("line {line} of `{file}` is no {entry}")]
    Malformed {
        /// The file's name.
        file: String,
        /// The line, from 1.
        line: usize,
        /// What it should be.
        entry: Entry,
    },
    /// Something that may be there once is there twice.
    #[error("line {line} of `{file}` has {what} a second time")]
    Twice {
        /// The file's name.
        file: String,
        /// The line of the second one, from 1.
        line: usize,
        /// What it is.
        what: String,
    },
    /// A topic of a TREC topic file lacks the field that is asked for.
    #[error("line {line} of `{file}` begins a topic without `<{tag}>`")]
    NoField {
        /// The file's name.
        file: String,
        /// The line on which the topic begins, from 1.
        line: usize,
        /// The field.
        tag: &'static str,
    },
}

impl Error {
    /// What to do about it.
    pub fn hint(&self) -> String {
        match self {
            Self::Empty { entry, .. } | Self::Malformed { entry, .. } => entry.form().into(),
            Self::Twice { .. } => "keep one of the two".into(),
            Self::NoField { .. } => "choose a field that all topics have".into(),
        }
    }
}

/// What the files of an evaluation consist of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Entry {
    /// In a file of topics.
    Topic,
    /// In a file of judgements.
    Judgement,
    /// In a run.
    Result,
}

impl Entry {
    fn form(self) -> &'static str {
        match self {
            Self::Topic => {
                "a topic is a line of id, tab and query, or what stands behind `<top>` in a TREC topic file"
            }
            Self::Judgement => {
                "a judgement has four columns: topic, 0, article, and its grade as a whole number"
            }
            Self::Result => "a result has six columns: topic, Q0, article, rank, score, run",
        }
    }
}

impl fmt::Display for Entry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Topic => "topic",
            Self::Judgement => "judgement",
            Self::Result => "result",
        })
    }
}

/// The lines that hold something, numbered from 1 and cut into columns at white space. As in `trec_eval`, what
/// begins with `#` is a comment.
fn rows(text: &str) -> impl Iterator<Item = (usize, Vec<&str>)> {
    (1..)
        .zip(text.lines())
        .filter(|(_, line)| !line.starts_with('#'))
        .map(|(number, line)| (number, line.split_whitespace().collect::<Vec<_>>()))
        .filter(|(_, columns)| !columns.is_empty())
}
