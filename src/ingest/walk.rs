//! Paths to files, in a stable order.

use std::collections::VecDeque;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use walkdir::{DirEntry, WalkDir};

use crate::ingest::reason::Reason;

/// A file to read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Found {
    /// Its path, beginning with the path that was given; `-` for standard input.
    pub(crate) path: PathBuf,
    /// Its size in bytes as stored; 0 for standard input and pipes.
    pub(crate) size_bytes: u64,
    /// When it was last changed, where the system knows.
    pub(crate) modified: Option<SystemTime>,
    /// Whether this very path was given, not a folder around it.
    pub(crate) given: bool,
}

/// A path that could not be walked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct NotWalked {
    /// The path.
    pub(crate) path: PathBuf,
    /// Why.
    pub(crate) reason: Reason,
}

/// What was passed over without a word.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct PassedOver {
    /// Files whose name begins with a dot.
    pub hidden_files: u64,
    /// Folders whose name begins with a dot, with all that is in them.
    pub hidden_folders: u64,
    /// Folders that are indexes of this program.
    pub indexes: u64,
    /// Pipes, sockets and devices inside folders.
    pub special_files: u64,
    /// Links that lead back to a folder around them.
    pub loops: u64,
}

/// Files that an index of this program has, and hardly any other folder has both of.
const OF_INDEX: [&str; 2] = ["unbury.json", "meta.json"];

/// All files below the given paths: each folder in the order of its names, depth first.
///
/// Links are followed. A file that was given is always taken, hidden or not.
pub(crate) struct Walk {
    paths: VecDeque<PathBuf>,
    excluded: Vec<PathBuf>,
    folder: Option<walkdir::IntoIter>,
    passed_over: PassedOver,
}

impl Walk {
    /// Walks `paths` in the order given. Files and folders in `excluded` are left out wherever they are met
    /// (the index itself may lie in the archive).
    pub(crate) fn new(paths: &[PathBuf], excluded: &[PathBuf]) -> Self {
        Self {
            paths: paths.iter().cloned().collect(),
            excluded: excluded
                .iter()
                .filter_map(|path| fs::canonicalize(path).ok())
                .collect(),
            folder: None,
            passed_over: PassedOver::default(),
        }
    }

    /// What was passed over so far.
    pub(crate) fn passed_over(&self) -> PassedOver {
        self.passed_over
    }

    /// A path that was given: a file or the start of a folder.
    fn given(&mut self, path: PathBuf) -> Option<Result<Found, NotWalked>> {
        if path.as_os_str() == "-" {
            return Some(Ok(Found {
                path,
                size_bytes: 0,
                modified: None,
                given: true,
            }));
        }
        match fs::metadata(&path) {
            Ok(metadata) if metadata.is_dir() => {
                self.folder = Some(
                    WalkDir::new(path)
                        .follow_links(true)
                        .sort_by_file_name()
                        .into_iter(),
                );
                None
            }
            Ok(metadata) => Some(Ok(found(path, &metadata, true))),
            Err(error) => Some(Err(NotWalked {
                path,
                reason: unreadable(&error),
            })),
        }
    }

    /// What stands next in the folder at hand; `None` at its end.
    fn next_in_folder(&mut self) -> Option<Result<Found, NotWalked>> {
        loop {
            let folder = self.folder.as_mut()?;
            let met = match folder.next()? {
                Ok(met) => met,
                Err(error) if error.loop_ancestor().is_some() => {
                    self.passed_over.loops += 1;
                    continue;
                }
                Err(error) => return Some(Err(not_walked(&error))),
            };
            if self.is_left_out(&met) {
                if met.file_type().is_dir()
                    && let Some(folder) = self.folder.as_mut()
                {
                    folder.skip_current_dir();
                }
            } else if met.file_type().is_file() {
                return Some(match met.metadata() {
                    Ok(metadata) => Ok(found(met.into_path(), &metadata, false)),
                    Err(error) => Err(not_walked(&error)),
                });
            } else if !met.file_type().is_dir() {
                self.passed_over.special_files += 1;
            }
        }
    }

    /// Whether to pass over a file or a folder met in a folder; counts it.
    fn is_left_out(&mut self, met: &DirEntry) -> bool {
        let is_folder = met.file_type().is_dir();
        if met.depth() > 0 && met.file_name().as_encoded_bytes().starts_with(b".") {
            let count = if is_folder {
                &mut self.passed_over.hidden_folders
            } else {
                &mut self.passed_over.hidden_files
            };
            *count += 1;
            return true;
        }
        // Links may call a folder as they like; for a file, asking the system each time takes too long.
        let may_be = |path: &PathBuf| is_folder || path.file_name() == Some(met.file_name());
        let is_excluded = self.excluded.iter().any(may_be)
            && fs::canonicalize(met.path()).is_ok_and(|path| self.excluded.contains(&path));
        if !is_folder {
            return is_excluded;
        }
        let holds = |name: &&str| met.path().join(name).is_file();
        // One that was given may be meant.
        let is_index = !is_excluded && met.depth() > 0 && OF_INDEX.iter().all(holds);
        self.passed_over.indexes += u64::from(is_index);
        is_excluded || is_index
    }
}

impl Iterator for Walk {
    type Item = Result<Found, NotWalked>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            if let Some(next) = self.next_in_folder() {
                return Some(next);
            }
            self.folder = None;
            let path = self.paths.pop_front()?;
            if let Some(next) = self.given(path) {
                return Some(next);
            }
        }
    }
}

fn found(path: PathBuf, metadata: &fs::Metadata, given: bool) -> Found {
    let size_bytes = if metadata.is_file() {
        metadata.len()
    } else {
        0
    };
    Found {
        path,
        size_bytes,
        modified: metadata.modified().ok(),
        given,
    }
}

fn unreadable(error: &io::Error) -> Reason {
    Reason::Unreadable {
        problem: error.to_string(),
    }
}

fn not_walked(error: &walkdir::Error) -> NotWalked {
    let path = error.path().map(Path::to_path_buf).unwrap_or_default();
    let problem = error
        .io_error()
        .map_or_else(|| error.to_string(), ToString::to_string);
    NotWalked {
        path,
        reason: Reason::Unreadable { problem },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(walk: &mut Walk, root: &Path) -> Vec<String> {
        let files = walk.map(|found| match found {
            Ok(found) => found
                .path
                .strip_prefix(root)
                .unwrap_or(&found.path)
                .display()
                .to_string(),
            Err(problem) => format!("! {}", problem.path.strip_prefix(root).unwrap().display()),
        });
        files.collect()
    }

    #[test]
    fn files_come_in_name_order_and_hidden_ones_do_not() {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path();
        for path in [
            "b/2.txt",
            "b/1.txt",
            "b/c/3.txt",
            "a.txt",
            ".git/config",
            "b/.hidden",
            "index/segment",
            "b/other.index/unbury.json",
            "b/other.index/meta.json",
        ] {
            fs::create_dir_all(root.join(path).parent().unwrap()).unwrap();
            fs::write(root.join(path), path).unwrap();
        }
        let given = [
            root.to_path_buf(),
            PathBuf::from("-"),
            root.join("b/.hidden"),
            root.join("none"),
        ];
        let mut walk = Walk::new(&given, &[root.join("index")]);
        let found = names(&mut walk, root);
        assert_eq!(
            found,
            [
                "a.txt",
                "b/1.txt",
                "b/2.txt",
                "b/c/3.txt",
                "-",
                "b/.hidden",
                "! none"
            ]
        );
        let expected = PassedOver {
            hidden_files: 1,
            hidden_folders: 1,
            indexes: 1,
            ..PassedOver::default()
        };
        assert_eq!(walk.passed_over(), expected);
    }

    #[cfg(unix)]
    #[test]
    fn links_are_followed_and_loops_are_not() {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path();
        fs::create_dir(root.join("a")).unwrap();
        fs::write(root.join("a/1.txt"), "text").unwrap();
        std::os::unix::fs::symlink(root, root.join("a/up")).unwrap();
        std::os::unix::fs::symlink(root.join("a/1.txt"), root.join("b.txt")).unwrap();
        std::os::unix::fs::symlink(root.join("none"), root.join("c.txt")).unwrap();
        let mut walk = Walk::new(&[root.to_path_buf()], &[]);
        assert_eq!(names(&mut walk, root), ["a/1.txt", "b.txt", "! c.txt"]);
        assert_eq!(walk.passed_over().loops, 1);
    }
}
