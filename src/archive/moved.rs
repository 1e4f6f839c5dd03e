//! Files that were moved or renamed: where an article is called by its file's path, it is in the index under both.
//!
//! A file that was read before and is gone is taken for moved where a file with its name, its size and the time of its last change was
//! seen. That is told, and nothing is done about it: what is removed lies below a path that was asked for.

use std::hash::Hasher;
use std::path::{Path, PathBuf};

use rustc_hash::{FxHashSet, FxHasher};

use crate::index::journal::{FileState, Journal};
use crate::ingest::event::FileSeen;
use crate::ingest::paths::{file_of, is_gone};

/// How the files of a run looked.
#[derive(Debug, Default)]
pub(super) struct Moved {
    paths: FxHashSet<u64>,
    looks: FxHashSet<u64>,
}

impl Moved {
    /// A file was read, or had not changed.
    pub(super) fn see(&mut self, file: &FileSeen) {
        if file.modified_ns != 0 {
            self.paths.insert(hash(&[file.path.as_bytes()]));
            self.looks
                .insert(look(&file.path, file.size_bytes, file.modified_ns));
        }
    }

    /// The files that were moved: how many, and the folder from where.
    pub(super) fn from(&self, journal: &Journal, base: &Path) -> Option<(u64, PathBuf)> {
        let is_like = |path: &str, state: &FileState| {
            self.looks
                .contains(&look(path, state.size_bytes, state.modified_ns))
                && !self.paths.contains(&hash(&[path.as_bytes()]))
        };
        let files = journal.files().filter(|(path, state)| is_like(path, state));
        let moved = files.filter(|(path, _)| is_gone(path, base));
        let mut folder: Option<PathBuf> = None;
        let mut count = 0;
        for (path, _) in moved {
            let file = file_of(path, base);
            count += 1;
            folder = Some(match folder {
                None => file.parent().unwrap_or(&file).to_owned(),
                Some(folder) => {
                    let around = folder.ancestors().find(|above| file.starts_with(above));
                    around.unwrap_or(&folder).to_owned()
                }
            });
        }
        Some((count, folder?))
    }
}

fn look(path: &str, size_bytes: u64, modified_ns: u64) -> u64 {
    let name = path.rsplit('/').next().unwrap_or(path);
    hash(&[
        &size_bytes.to_le_bytes(),
        &modified_ns.to_le_bytes(),
        name.as_bytes(),
    ])
}

fn hash(parts: &[&[u8]]) -> u64 {
    let mut hasher = FxHasher::default();
    for part in parts {
        hasher.write(part);
    }
    hasher.finish()
}
