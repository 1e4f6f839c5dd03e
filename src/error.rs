//! Everything that can go wrong, as one type: each module's own error, wrapped.

use std::io;

use crate::{eval, index, query, search};

/// An error of this library, with what to do about it in [`Error::hint`].
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The index.
    #[error(transparent)]
    Index(#[from] index::Error),
    /// Searching.
    #[error(transparent)]
    Search(#[from] search::Error),
    /// A file of an evaluation.
    #[error(transparent)]
    Eval(#[from] eval::Error),
    /// A date given for `--since` or `--until`.
    #[error(transparent)]
    Date(#[from] query::DateError),
    /// A query with problems where none are allowed: the problems, each with its place.
    #[error("the query has problems, and `--strict` allows none\n\n{0}")]
    Query(String),
    /// No article has the id.
    #[error("no article has the id `{id}`")]
    NoArticle {
        /// The id asked for.
        id: String,
    },
    /// A file named on the command line cannot be read or written.
    #[error("cannot {action} `{path}`: {source}")]
    File {
        /// What was tried: `read` or `write`.
        action: &'static str,
        /// The path as given.
        path: String,
        /// What the system said.
        source: io::Error,
    },
    /// A table of queries has neither of the columns looked for.
    #[error("`{path}` has neither a column `{query}` nor a column `{name}`")]
    NoColumn {
        /// The path as given.
        path: String,
        /// The column of queries looked for.
        query: String,
        /// The column of names looked for.
        name: String,
        /// The columns that it has.
        found: Vec<String>,
    },
    /// A table would overwrite a file.
    #[error("`{path}` is there already")]
    Exists {
        /// The path as given.
        path: String,
    },
    /// A file is not what an earlier run of the same list left.
    #[error("`{path}` is no unfinished table of this list")]
    OtherTable {
        /// The path as given.
        path: String,
    },
    /// The output cannot be written.
    #[error("cannot write the output: {0}")]
    Output(#[from] io::Error),
    /// The worker threads cannot be started.
    #[error("cannot start the worker threads: {0}")]
    Threads(#[from] rayon::ThreadPoolBuildError),
}

impl Error {
    /// What to do about it, where there is something.
    pub fn hint(&self) -> Option<String> {
        match self {
            Self::Index(error) => error.hint(),
            Self::Search(error) => error.hint(),
            Self::Eval(error) => Some(error.hint()),
            Self::Date(error) => Some(error.hint()),
            Self::Query(_) => Some("leave `--strict` out to search for what was understood".into()),
            Self::NoArticle { .. } => {
                Some("ids stand below the title in the answer of `unbury search`".into())
            }
            Self::NoColumn { found, .. } => Some(format!(
                "its columns are `{}`: choose with `--query-column` or `--name-column`",
                found.join("`, `")
            )),
            Self::Exists { .. } => {
                Some("go on where an earlier run was stopped with `--resume`, or name another file".into())
            }
            Self::OtherTable { .. } => Some(
                "name another file with `--output`, or give the list, the format and the fields of the earlier run".into(),
            ),
            Self::File { source, .. } if source.kind() == io::ErrorKind::NotFound => {
                Some("check how it is spelled".into())
            }
            Self::File { .. } | Self::Output(_) | Self::Threads(_) => None,
        }
    }

    /// Whether it only says that the reader of our output has gone away.
    pub fn is_closed_pipe(&self) -> bool {
        let (Self::Output(error) | Self::Search(search::Error::Output(error))) = self else {
            return false;
        };
        error.kind() == io::ErrorKind::BrokenPipe
    }
}

/// Result of this library.
pub type Result<T> = std::result::Result<T, Error>;
