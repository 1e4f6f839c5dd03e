//! Searches that were saved, in the folder `searches` of the index: `NAME.toml`, which a person may read, change and copy, and `NAME.seen`,
//! which says of every article that the search has found which version of it was there at the last look.
//!
//! Nothing else of the index is written for them, and no lock is taken: a file gets its name when it is whole.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use jiff::Timestamp;
use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};

use crate::index::checked_file::{read_whole, sync_folder, write_whole};
use crate::index::{Error, Result, io_error, version};

/// The folder in that of the index.
pub(crate) const FOLDER: &str = "searches";
const SEARCH: &str = "toml";
const SEEN: &str = "seen";
/// Characters of a name, at most.
const LONGEST_NAME: usize = 60;
const FIRST_LINE: &str = "# A saved search: `unbury news` tells which articles are new for it.\n";

/// A search that was saved.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SavedSearch {
    /// What it is called.
    pub name: String,
    /// What it looks for, in the query language, filters included.
    pub query: String,
    /// When it was saved.
    pub saved: Timestamp,
}

/// The file of a search.
#[derive(Serialize, Deserialize)]
struct SearchFile {
    query: String,
    /// RFC 3339.
    saved: String,
}

/// Which version of an article was seen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct SeenVersion {
    /// The hash of its content: everything that the index stores of it.
    pub(crate) content: u64,
    /// The hash of its headline and text.
    pub(crate) text: u64,
}

/// What a search has shown until its last look: of each article that it ever found, by the hash of its id, the latest version. An entry
/// takes 24 bytes, and stays when the article is deleted: one that comes back as it was is not new.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Seen {
    /// When the last look was; nothing where there was none.
    pub(crate) looked: Option<Timestamp>,
    pub(crate) versions: FxHashMap<u64, SeenVersion>,
}

/// Bytes of an entry, and of what stands before them: a version of the form, and the time in seconds.
const ENTRY_BYTES: usize = 24;
const HEAD_BYTES: usize = 16;
const FORM: u64 = 1;

impl SavedSearch {
    /// Saves a search under a name that no other has.
    ///
    /// # Errors
    /// When there is no index, the name is none or taken, or the files cannot be written.
    pub(crate) fn write(&self, index: &Path, seen: &Seen) -> Result<()> {
        version::check(index)?;
        let file = self.file(index, SEARCH)?;
        if file.exists() {
            return Err(Error::SearchExists(self.name.clone()));
        }
        let folder = index.join(FOLDER);
        fs::create_dir_all(&folder).map_err(io_error("create", &folder))?;
        seen.write(self, index)?;
        let text = toml::to_string(&SearchFile {
            query: self.query.clone(),
            saved: self.saved.to_string(),
        });
        let text = text.map_err(|error| io_error("write", &file)(io::Error::other(error)))?;
        let unfinished = file.with_extension("unfinished");
        let written = fs::write(&unfinished, format!("{FIRST_LINE}{text}"))
            .and_then(|()| fs::rename(&unfinished, &file))
            .and_then(|()| sync_folder(&file));
        written.map_err(io_error("write", &file))
    }

    /// The search of this name.
    ///
    /// # Errors
    /// When there is no index, no such search, or its file is not what it should be.
    pub(crate) fn read(index: &Path, name: &str) -> Result<Self> {
        version::check(index)?;
        let file = file_of(index, name, SEARCH)?;
        let text = match fs::read_to_string(&file) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                return Err(Error::NoSearch(name.to_owned()));
            }
            text => text.map_err(io_error("read", &file))?,
        };
        let wrong = |what: String| Error::SearchFile {
            path: file.clone(),
            what,
        };
        let read: SearchFile =
            toml::from_str(&text).map_err(|error| wrong(error.message().to_owned()))?;
        let saved = read.saved.parse();
        Ok(Self {
            name: name.to_owned(),
            query: read.query,
            saved: saved.map_err(|error: jiff::Error| wrong(error.to_string()))?,
        })
    }

    /// All of an index, by name.
    ///
    /// # Errors
    /// As [`SavedSearch::read`].
    pub(crate) fn all(index: &Path) -> Result<Vec<Self>> {
        version::check(index)?;
        let folder = index.join(FOLDER);
        let found = match fs::read_dir(&folder) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
            found => found.map_err(io_error("read", &folder))?,
        };
        let mut names = Vec::new();
        for entry in found {
            let path = entry.map_err(io_error("read", &folder))?.path();
            let is_search = path
                .extension()
                .is_some_and(|extension| extension == SEARCH);
            let name = path.file_stem().and_then(|name| name.to_str());
            names.extend(name.filter(|_| is_search).map(str::to_owned));
        }
        names.sort_unstable();
        names.iter().map(|name| Self::read(index, name)).collect()
    }

    /// Removes it.
    ///
    /// # Errors
    /// When its files cannot be removed.
    pub(crate) fn remove(&self, index: &Path) -> Result<()> {
        for extension in [SEARCH, SEEN] {
            let file = self.file(index, extension)?;
            match fs::remove_file(&file) {
                Err(error) if error.kind() == io::ErrorKind::NotFound => {}
                removed => removed.map_err(io_error("remove", &file))?,
            }
        }
        Ok(())
    }

    fn file(&self, index: &Path, extension: &str) -> Result<PathBuf> {
        file_of(index, &self.name, extension)
    }
}

/// A file of the search of this name, which is a name on any file system.
fn file_of(index: &Path, name: &str, extension: &str) -> Result<PathBuf> {
    let is_allowed = |sign: char| sign.is_alphanumeric() || matches!(sign, '-' | '_');
    if name.is_empty() || name.chars().count() > LONGEST_NAME || !name.chars().all(is_allowed) {
        return Err(Error::SearchName(name.to_owned()));
    }
    Ok(index.join(FOLDER).join(format!("{name}.{extension}")))
}

impl Seen {
    /// What a search has shown; nothing where its file is missing, as of a search that was copied from elsewhere.
    ///
    /// # Errors
    /// When the file cannot be read, or is not what was written.
    pub(crate) fn read(search: &SavedSearch, index: &Path) -> Result<Self> {
        let file = search.file(index, SEEN)?;
        let damaged = |what: String| Error::SearchFile {
            path: file.clone(),
            what,
        };
        let bytes = match read_whole(&file) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Self::default()),
            Err(error) if error.kind() == io::ErrorKind::InvalidData => {
                return Err(damaged(error.to_string()));
            }
            bytes => bytes.map_err(io_error("read", &file))?,
        };
        Self::of_bytes(&bytes).ok_or_else(|| damaged("it has another form".to_owned()))
    }

    fn of_bytes(bytes: &[u8]) -> Option<Self> {
        let (head, entries) = bytes.split_at_checked(HEAD_BYTES)?;
        let (form, looked) = head.split_at(HEAD_BYTES / 2);
        if number(form)? != FORM || !entries.len().is_multiple_of(ENTRY_BYTES) {
            return None;
        }
        let looked = Timestamp::from_second(number(looked)?.cast_signed()).ok()?;
        let versions = entries.chunks_exact(ENTRY_BYTES).map(|entry| {
            let mut numbers = entry.chunks_exact(8).map(number);
            let mut next = || numbers.next().flatten();
            let id = next()?;
            let version = SeenVersion {
                content: next()?,
                text: next()?,
            };
            Some((id, version))
        });
        Some(Self {
            looked: Some(looked),
            versions: versions.collect::<Option<_>>()?,
        })
    }

    /// Writes what a search has shown, in one step.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub(crate) fn write(&self, search: &SavedSearch, index: &Path) -> Result<()> {
        let file = search.file(index, SEEN)?;
        let mut entries: Vec<(&u64, &SeenVersion)> = self.versions.iter().collect();
        entries.sort_unstable_by_key(|(id, _)| **id);
        let looked = self.looked.unwrap_or_default().as_second();
        // Two looks at once: each writes a file of its own, and the later one stays.
        let unfinished = file.with_extension(format!("{}.unfinished", std::process::id()));
        let written = write_whole(&file, &unfinished, |out| {
            out.write_all(&FORM.to_le_bytes())?;
            out.write_all(&looked.to_le_bytes())?;
            for (id, version) in entries {
                out.write_all(&id.to_le_bytes())?;
                out.write_all(&version.content.to_le_bytes())?;
                out.write_all(&version.text.to_le_bytes())?;
            }
            Ok(())
        });
        written.map_err(io_error("write", &file))
    }
}

fn number(bytes: &[u8]) -> Option<u64> {
    Some(u64::from_le_bytes(bytes.try_into().ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn search(name: &str) -> SavedSearch {
        SavedSearch {
            name: name.to_owned(),
            query: "bridge source:\"a, \\\"b\\\"\"".to_owned(),
            saved: Timestamp::from_second(1_700_000_000).unwrap(),
        }
    }

    #[test]
    fn what_was_saved_is_read_back() {
        let folder = tempfile::tempdir().unwrap();
        let index = folder.path();
        crate::index::sample_index::write(index, [], crate::index::Merging::Nothing);
        let version = |content, text| SeenVersion { content, text };
        let seen = Seen {
            looked: Some(Timestamp::from_second(-5).unwrap()),
            versions: [(7, version(1, 2)), (u64::MAX, version(0, 3))]
                .into_iter()
                .collect(),
        };
        assert_eq!(SavedSearch::all(index).unwrap(), []);
        for name in ["ferry", "Brücke-2_x"] {
            search(name).write(index, &seen).unwrap();
            assert_eq!(SavedSearch::read(index, name).unwrap(), search(name));
            assert_eq!(Seen::read(&search(name), index).unwrap(), seen);
        }
        assert!(matches!(
            search("ferry").write(index, &seen),
            Err(Error::SearchExists(_))
        ));
        let names: Vec<String> = SavedSearch::all(index)
            .unwrap()
            .into_iter()
            .map(|search| search.name)
            .collect();
        assert_eq!(names, ["Brücke-2_x", "ferry"]);
        let file = index.join(FOLDER).join("ferry.seen");
        let mut bytes = fs::read(&file).unwrap();
        bytes[9] ^= 1;
        fs::write(&file, bytes).unwrap();
        assert!(matches!(
            Seen::read(&search("ferry"), index),
            Err(Error::SearchFile { .. })
        ));
        search("ferry").remove(index).unwrap();
        assert!(matches!(
            SavedSearch::read(index, "ferry"),
            Err(Error::NoSearch(_))
        ));
        assert_eq!(
            Seen::read(&search("ferry"), index).unwrap(),
            Seen::default()
        );
        for name in ["", "..", "a/b", "a.b", "a b", &"x".repeat(61)] {
            assert!(
                matches!(SavedSearch::read(index, name), Err(Error::SearchName(_))),
                "{name}"
            );
        }
    }
}
