//! Everything that can go wrong in a use case, as one type: each module's own error, wrapped.

use std::io;
use std::path::PathBuf;

use crate::{index, search};

/// An error of this library, with what to do about it in [`Error::hint`].
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The index.
    #[error(transparent)]
    Index(#[from] index::Error),
    /// Searching.
    #[error(transparent)]
    Search(#[from] search::Error),
    /// There is neither an index yet nor anything to read.
    #[error("cannot read `{}`: {source}", .path.display())]
    Read {
        /// The first path to read.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// The caller's sink did not take what happened while indexing.
    #[error("what happened cannot be passed on: {0}")]
    Sink(Box<dyn std::error::Error + Send + Sync>),
    /// The worker threads cannot be started.
    #[error("the threads that read files cannot be started, or failed: {0}")]
    Threads(io::Error),
}

impl Error {
    /// Whether the question was given up, since its [`Stop`](crate::Stop) was set.
    pub fn is_stopped(&self) -> bool {
        match self {
            Self::Search(error) => error.is_stopped(),
            error => matches!(error, Self::Index(index::Error::Stopped)),
        }
    }

    /// What to do about it, where there is something.
    pub fn hint(&self) -> Option<String> {
        match self {
            Self::Index(error) => error.hint(),
            Self::Search(error) => error.hint(),
            Self::Read { source, .. } if source.kind() == io::ErrorKind::NotFound => {
                Some("check how it is spelled".into())
            }
            Self::Threads(source) => index::io_hint(source),
            Self::Read { .. } | Self::Sink(_) => None,
        }
    }
}

/// Result of this library.
pub type Result<T> = std::result::Result<T, Error>;
