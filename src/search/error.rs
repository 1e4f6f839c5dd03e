//! What can go wrong while searching.

use std::io;

use crate::dates::Period;
use crate::index;

/// What can go wrong while searching.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The index cannot be read.
    #[error(transparent)]
    Index(#[from] index::Error),
    /// What does not fit into memory cannot be kept in a temporary file.
    #[error("cannot use a temporary file in `{folder}`: {0}", folder = std::env::temp_dir().display())]
    Temporary(io::Error),
    /// The output cannot be written.
    #[error("cannot write the output: {0}")]
    Output(io::Error),
    /// A pattern stands for more words than can be looked up, and what is counted would not be exact.
    #[error(
        "the patterns of the query stand for more words than it may look up; nothing is counted, since it would not be exact"
    )]
    TooManyWords {
        /// How many times as much as usual it was allowed.
        effort: u32,
    },
    /// The query compares too many places.
    #[error(
        "the query has to compare more places in the articles than it may; it was given up, and nothing is answered"
    )]
    TooMuchWork {
        /// How many times as much as usual it was allowed.
        effort: u32,
    },
    /// A timeline of more steps than are counted.
    #[error(
        "the articles are dated over {steps} steps of a {period}, and a timeline has at most {most}"
    )]
    TooManySteps {
        /// How long a step is.
        period: Period,
        /// How many there would be.
        steps: u64,
        /// How many there may be.
        most: u64,
    },
    /// A quotation that is too long to be compared.
    #[error("the quotation has {words} words, and at most {most} are compared")]
    LongQuote {
        /// How many it has.
        words: usize,
        /// How many it may have.
        most: usize,
    },
}

impl From<tantivy::TantivyError> for Error {
    fn from(error: tantivy::TantivyError) -> Self {
        Self::Index(error.into())
    }
}

impl Error {
    /// Whether it is about one article of many: the others of the answer can be read.
    pub fn is_of_one_article(&self) -> bool {
        matches!(self, Self::Index(index::Error::Article { .. }))
    }

    /// Whether the question was given up: see [`Stop`](crate::Stop).
    pub fn is_stopped(&self) -> bool {
        matches!(self, Self::Index(index::Error::Stopped))
    }

    /// Whether the query asks for more than is done: another query can be answered.
    pub fn is_of_query(&self) -> bool {
        matches!(
            self,
            Self::TooManyWords { .. } | Self::TooMuchWork { .. } | Self::TooManySteps { .. }
        )
    }

    /// What to do about it.
    pub fn hint(&self) -> Option<String> {
        match self {
            Self::Index(error) => error.hint(),
            Self::Temporary(_) => {
                Some("free some space there, or let `TMPDIR` name a folder with more of it".into())
            }
            Self::Output(_) => None,
            Self::TooManyWords { .. } => {
                Some("write more letters of the words, or fewer patterns".into())
            }
            Self::TooMuchWork { .. } => {
                Some("write smaller distances, rarer words or fewer patterns".into())
            }
            Self::TooManySteps { .. } => {
                Some("count by a longer period, or look at fewer years".into())
            }
            Self::LongQuote { .. } => Some("ask for it paragraph by paragraph".into()),
        }
    }
}

/// Result of this module.
pub type Result<T> = std::result::Result<T, Error>;
