//! Which state of an index answers.

use std::hash::{BuildHasher, Hash};
use std::path::Path;
use std::time::SystemTime;

use rustc_hash::FxBuildHasher;

use crate::index::directory::META;
use crate::index::stories;

/// When the files were written that say what indexes hold, and their sizes: what another revision answers may be otherwise. The same
/// index elsewhere has another.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) struct Revision(Vec<Option<(SystemTime, u64)>>);

impl Revision {
    /// Of the indexes in these folders, as they are now.
    pub(crate) fn of<'a>(paths: impl Iterator<Item = &'a Path>) -> Self {
        let files = paths.flat_map(|path| [META, stories::FILE].map(|name| path.join(name)));
        let written = files.map(|file| {
            let metadata = file.metadata().ok()?;
            Some((metadata.modified().ok()?, metadata.len()))
        });
        Self(written.collect())
    }

    /// A number for it.
    pub(crate) fn number(&self) -> u64 {
        FxBuildHasher.hash_one(self)
    }
}
