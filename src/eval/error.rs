//! What can be wrong with the files of an evaluation.

use std::fmt;

/// What can be wrong with the files of an evaluation.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// A file without anything in it.
    #[error("`{file}` holds no {entry}")]
    Empty {
        /// Its name.
        file: String,
        /// What it should hold.
        entry: EntryKind,
    },
    /// A line that is not what it should be.
    #[error("line {line} of `{file}` is no {entry}")]
    Malformed {
        /// The file's name.
        file: String,
        /// The line, from 1.
        line: usize,
        /// What it should be.
        entry: EntryKind,
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
pub enum EntryKind {
    /// In a file of topics.
    Topic,
    /// In a file of judgements.
    Judgement,
    /// In a run.
    Result,
    /// In a list of copies.
    Copies,
}

impl EntryKind {
    fn form(self) -> &'static str {
        match self {
            Self::Topic => {
                "a topic is a line of id, tab and query, or what stands behind `<top>` in a TREC topic file"
            }
            Self::Judgement => {
                "a judgement has four columns: topic, 0, article, and its grade as a whole number"
            }
            Self::Copies => {
                "a line has the ids of articles that are copies of each other, between tabs"
            }
            Self::Result => "a result has six columns: topic, Q0, article, rank, score, run",
        }
    }
}

impl fmt::Display for EntryKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Topic => "topic",
            Self::Judgement => "judgement",
            Self::Result => "result",
            Self::Copies => "list of copies",
        })
    }
}
