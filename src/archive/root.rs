//! The folder that the paths of origins are relative to, by which articles without an id are called.
//!
//! It is the folder that holds the index: an archive and its index can be moved together. An index that was moved alone keeps
//! the folder that held it before, and so the names of its articles. Which of the two happened is seen by the files: where at
//! least half of those known are at their place beside the index, they were moved with it.

use std::path::{Path, PathBuf};

use crate::index::journal::Journal;
use crate::ingest::paths::{absolute, file_of, is_gone, shown};

/// The folder for an index, which is noted in its journal.
pub(super) fn settle(index: &Path, journal: &mut Journal) -> PathBuf {
    let holder = holder(index);
    let root = match journal.root().map(|root| file_of(root, Path::new(""))) {
        Some(before) if before != holder && !moved_along(&holder, &before, journal) => before,
        _ => holder,
    };
    journal.set_root(&shown(&root));
    root
}

/// The folder that holds the index.
fn holder(index: &Path) -> PathBuf {
    let absolute = absolute(index);
    absolute.parent().unwrap_or(&absolute).to_owned()
}

/// Whether the files below the folder before are below this one now. Where they are nowhere, the other may come back.
fn moved_along(now: &Path, before: &Path, journal: &Journal) -> bool {
    let below = |path: &&str| *path != "-" && file_of(path, before).starts_with(before);
    let files: Vec<&str> = journal.files().map(|(path, _)| path).collect();
    let relative: Vec<&str> = files.into_iter().filter(below).collect();
    let there = relative.iter().filter(|path| !is_gone(path, now)).count();
    there * 2 >= relative.len()
}
