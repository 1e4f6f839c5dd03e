//! What can go wrong with an index on disk, and what to do about it.

use std::path::{Path, PathBuf};

use tantivy::directory::error::{LockError, OpenReadError, OpenWriteError};

/// What can go wrong with an index on disk.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// There is no index in the folder.
    #[error("there is no index in `{}`", .0.display())]
    NoIndex(PathBuf),
    /// The folder holds an index of another version of the format.
    #[error("the index in `{}` has format {found}, and this program reads format {expected}", .path.display())]
    Version {
        /// The folder.
        path: PathBuf,
        /// The version that it holds.
        found: u32,
        /// The version that this program reads.
        expected: u32,
    },
    /// The folder holds files, but no index.
    #[error("`{}` is not empty and is no index", .0.display())]
    NotAnIndex(PathBuf),
    /// Another process writes to the index.
    #[error("the index in `{}` is being written by {holder}", .path.display())]
    Locked {
        /// The folder.
        path: PathBuf,
        /// The process that holds the lock, as it described itself.
        holder: String,
    },
    /// The folder or a file in it cannot be read or written.
    #[error("cannot {action} `{}`: {source}", .path.display())]
    Io {
        /// What was tried: `read`, `write`, `create`.
        action: &'static str,
        /// Where.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// A file of the index does not hold what it should.
    #[error("the index in `{}` is damaged: {what}", .path.display())]
    Damaged {
        /// The folder.
        path: PathBuf,
        /// What is wrong.
        what: String,
    },
    /// No saved search has this name.
    #[error("no search was saved as `{0}`")]
    NoSearch(String),
    /// A saved search has this name already.
    #[error("a search was saved as `{0}` already")]
    SearchExists(String),
    /// What is to name a search is no name.
    #[error("`{0}` cannot name a search")]
    SearchName(String),
    /// A file of a saved search is not what it should be.
    #[error("the saved search in `{}` cannot be read: {what}", .path.display())]
    SearchFile {
        /// The file.
        path: PathBuf,
        /// What is wrong.
        what: String,
    },
    /// Several indexes cannot be read as one.
    #[error("the indexes {} cannot be read together: {what}", names(.paths))]
    Together {
        /// Their folders.
        paths: Vec<PathBuf>,
        /// What is wrong.
        what: String,
    },
    /// A file is not what was written.
    #[error("the index cannot be read on: {what}")]
    DamagedFile {
        /// Which file, and where.
        what: String,
    },
    /// One stored article cannot be read; the others can.
    #[error("an article of the index in `{}` cannot be read: {what}", .path.display())]
    Article {
        /// The folder.
        path: PathBuf,
        /// What is wrong.
        what: String,
    },
    /// Whoever asked has said that it is to end: see [`Stop`](crate::Stop).
    #[error("the question was given up before it was answered")]
    Stopped,
    /// Tantivy failed.
    #[error("the index engine failed: {0}")]
    Engine(EngineError),
}

/// An error of Tantivy's, whose types change from release to release.
#[derive(Debug, thiserror::Error)]
#[error(transparent)]
pub struct EngineError(tantivy::TantivyError);

impl From<tantivy::TantivyError> for Error {
    fn from(error: tantivy::TantivyError) -> Self {
        match engine_io(&error) {
            // Whoever checks what is read says so in these words.
            Some(io) if io.kind() == std::io::ErrorKind::InvalidData => Self::DamagedFile {
                what: io.to_string(),
            },
            _ => Self::Engine(EngineError(error)),
        }
    }
}

impl Error {
    /// What to do about it.
    pub fn hint(&self) -> Option<String> {
        match self {
            Self::NoIndex(_) => {
                Some("index some articles there first, or name another folder".into())
            }
            Self::Version {
                found, expected, ..
            } if found > expected => {
                Some("the index was made by a newer version of the program: use that".into())
            }
            Self::Version { path, .. } => Some(format!(
                "index the articles again into a new folder, or delete `{}` first",
                path.display()
            )),
            Self::NotAnIndex(_) => {
                Some("name an empty folder or one that does not exist yet".into())
            }
            Self::Together { .. } => Some("name each index once".into()),
            Self::Locked { .. } => Some("wait until it ends; searching works meanwhile".into()),
            Self::Damaged { .. } | Self::DamagedFile { .. } | Self::Article { .. } => {
                Some("index the articles again into a new folder".into())
            }
            Self::NoSearch(_) => Some("check how it is spelled".into()),
            Self::SearchExists(_) => Some("take another name, or remove that one first".into()),
            Self::SearchName(_) => Some("take letters, digits, `-` and `_`, sixty at most".into()),
            Self::SearchFile { .. } => Some("mend it, or save the search again".into()),
            Self::Stopped => None,
            Self::Io { .. } | Self::Engine(_) => io_hint(self.io_error()?),
        }
    }

    /// The input or output error in it, if there is one.
    pub fn io_error(&self) -> Option<&std::io::Error> {
        match self {
            Self::Io { source, .. } => Some(source),
            Self::Engine(error) => engine_io(&error.0),
            _ => None,
        }
    }
}

fn names(paths: &[PathBuf]) -> String {
    let names: Vec<String> = paths
        .iter()
        .map(|path| format!("`{}`", path.display()))
        .collect();
    names.join(", ")
}

/// What to do about an error of the system.
pub(crate) fn io_hint(source: &std::io::Error) -> Option<String> {
    match source.kind() {
        std::io::ErrorKind::StorageFull => Some(
            "free some space and run the same command again; what was committed is safe and can be searched".into(),
        ),
        std::io::ErrorKind::WouldBlock => {
            Some("the system allows no more threads: allow more, or use fewer".into())
        }
        std::io::ErrorKind::PermissionDenied => Some("check who may write there".into()),
        _ => None,
    }
}

/// The input or output error inside one of Tantivy's, if there is one.
fn engine_io(error: &tantivy::TantivyError) -> Option<&std::io::Error> {
    match error {
        tantivy::TantivyError::IoError(source)
        | tantivy::TantivyError::LockFailure(LockError::IoError(source), _) => Some(source),
        tantivy::TantivyError::OpenReadError(OpenReadError::IoError { io_error, .. })
        | tantivy::TantivyError::OpenWriteError(OpenWriteError::IoError { io_error, .. }) => {
            Some(io_error)
        }
        _ => None,
    }
}

/// Result of this module.
pub type Result<T> = std::result::Result<T, Error>;

/// Makes an error of the system one of the index: what was tried, and where.
pub(crate) fn io_error<'a>(
    action: &'static str,
    path: &'a Path,
) -> impl FnOnce(std::io::Error) -> Error + 'a {
    move |source| Error::Io {
        action,
        path: path.to_owned(),
        source,
    }
}

#[cfg(test)]
mod tests {
    use std::io;

    use super::*;

    #[test]
    fn a_full_disk_is_told_wherever_it_is_met() {
        let full = || io::Error::from(io::ErrorKind::StorageFull);
        let opening = OpenWriteError::wrap_io_error(full(), "segment.store".into());
        for error in [
            io_error("write", Path::new("index"))(full()),
            Error::from(tantivy::TantivyError::from(full())),
            Error::from(tantivy::TantivyError::from(opening)),
            Error::from(tantivy::TantivyError::from(LockError::IoError(
                full().into(),
            ))),
        ] {
            let hint = error.hint().unwrap_or_default();
            assert!(hint.starts_with("free some space"), "{error}");
        }
    }
}
