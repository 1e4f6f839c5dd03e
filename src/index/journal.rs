//! Which files were read completely, so that the next run skips those that did not change.
//!
//! An append-only file of lines, each of JSON and its checksum, written after the commit that made a file's articles safe: a
//! crash between the two only means that the file is read again, and its articles replaced by themselves.
//! The last line for a path counts. A line says of which commit those behind it are: where the index stands at an earlier one, they
//! are not true of it. What is not certain is forgotten but for its path: such files are read again, and known to be gone when they are.

use std::fs::{self, File, OpenOptions};
use std::io::{BufRead, BufReader, BufWriter, Write};
use std::path::{Path, PathBuf};

use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};

use crate::index::checked_file::{sum_of_text, sync_folder};
use crate::index::{Result, io_error};

pub(crate) const FILE: &str = "files.jsonl";

/// How a file looked when it was read.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct FileState {
    /// Its length in bytes.
    pub size_bytes: u64,
    /// When it was changed last, in nanoseconds since 1970.
    pub modified_ns: u64,
    /// How many articles it held.
    pub articles: u64,
    /// How many records were skipped: such a file is read again, so that they are told again.
    #[serde(default)]
    pub skipped: u64,
    /// How many articles without an id of their own are in the index that it no longer held.
    #[serde(default, skip_serializing_if = "is_none")]
    pub left: u64,
    /// The reader and its options, as the reader names them; a file read by another is read again.
    #[serde(default)]
    pub reading: String,
    /// Versions of articles that it holds and that are not in the index, because another file has the article too.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub lost: Vec<Version>,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde calls it so")]
fn is_none(number: &u64) -> bool {
    *number == 0
}

/// A version of an article: 64 bits of XXH3 of its id, 32 of its headline and text. As text, 24 hexadecimal digits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub(crate) struct Version {
    /// Of the id.
    pub id: u64,
    /// Of headline and text.
    pub text: u32,
}

impl From<Version> for String {
    fn from(version: Version) -> Self {
        format!("{:016x}{:08x}", version.id, version.text)
    }
}

impl TryFrom<String> for Version {
    type Error = std::num::ParseIntError;

    fn try_from(digits: String) -> std::result::Result<Self, Self::Error> {
        let (id, text) = digits.split_at_checked(16).unwrap_or((&digits, ""));
        Ok(Self {
            id: u64::from_str_radix(id, 16)?,
            text: u32::from_str_radix(text, 16)?,
        })
    }
}

#[derive(Serialize, Deserialize)]
struct Line<'a> {
    #[serde(borrow)]
    path: std::borrow::Cow<'a, str>,
    #[serde(flatten)]
    state: Option<std::borrow::Cow<'a, FileState>>,
}

/// Stands before the files of a commit.
#[derive(Serialize, Deserialize)]
struct CommitLine {
    commit: u64,
    /// The folder that paths are relative to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    root: Option<String>,
}

/// The files read so far.
#[derive(Debug)]
pub(crate) struct Journal {
    file: PathBuf,
    states: FxHashMap<Box<str>, FileState>,
    lines: usize,
    /// The commit that it is of.
    commit: u64,
    /// The folder that paths are relative to, where it was said.
    root: Option<String>,
    /// Whether that is another one than was written.
    is_moved: bool,
    pending: Vec<(Box<str>, Option<FileState>)>,
}

impl Journal {
    /// Reads the journal of an index that stands at a commit; an index without one starts empty.
    ///
    /// # Errors
    /// When the file is there but cannot be read, or not written where what is not certain must be forgotten.
    pub(crate) fn open(index: &Path, commit: u64) -> Result<Self> {
        let (mut journal, is_certain) = Self::read_lines(index, commit)?;
        if !is_certain {
            journal.rewrite()?;
        }
        Ok(journal)
    }

    /// Reads the journal of an index, for who does not write it.
    ///
    /// # Errors
    /// When the file is there but cannot be read.
    pub(crate) fn read(index: &Path, commit: u64) -> Result<Self> {
        Ok(Self::read_lines(index, commit)?.0)
    }

    /// The journal, and whether all its lines are certain.
    fn read_lines(index: &Path, commit: u64) -> Result<(Self, bool)> {
        let file = index.join(FILE);
        let mut journal = Self {
            file,
            states: FxHashMap::default(),
            lines: 0,
            commit,
            root: None,
            is_moved: false,
            pending: Vec::new(),
        };
        let reader = match File::open(&journal.file) {
            Ok(file) => BufReader::new(file),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
                return Ok((journal, true));
            }
            Err(error) => return Err(io_error("read", &journal.file)(error)),
        };
        let (mut is_later, mut is_certain) = (false, true);
        let (mut is_damaged, mut has_gap) = (false, false);
        for line in reader.split(b'\n') {
            let line = line.map_err(io_error("read", &journal.file))?;
            journal.lines += 1;
            if line.is_empty() {
                continue;
            }
            let Some(json) = unsealed(&journal.file, &line) else {
                has_gap = true;
                match of_one_file(&line) {
                    Some(path) => {
                        journal.states.insert(path.into(), FileState::default());
                    }
                    None => is_damaged = true,
                }
                continue;
            };
            if let Ok(CommitLine { commit: of, root }) = serde_json::from_slice(json) {
                is_later = of > commit;
                journal.root = root.or(journal.root);
                is_certain &= !is_later;
            } else if let Ok(line) = serde_json::from_slice::<Line>(json) {
                let unknown = FileState::default;
                match line.state {
                    // Its articles are there again where the index stands at an earlier commit.
                    _ if is_later => journal.states.insert(line.path.into(), unknown()),
                    Some(state) => journal.states.insert(line.path.into(), state.into_owned()),
                    None => journal.states.remove(&*line.path),
                };
            }
        }
        if is_damaged {
            // The line may have been about any file; and of files that share articles, all are read again or none.
            journal.doubt();
        }
        Ok((journal, is_certain && !has_gap))
    }

    /// All files have to be read again.
    fn doubt(&mut self) {
        for state in self.states.values_mut() {
            *state = FileState::default();
        }
    }

    /// How the file looked when it was read, if it was read completely.
    pub(crate) fn get(&self, path: &str) -> Option<&FileState> {
        self.states.get(path)
    }

    /// All files read.
    pub(crate) fn files(&self) -> impl Iterator<Item = (&str, &FileState)> {
        self.states.iter().map(|(path, state)| (&**path, state))
    }

    /// The folder that paths are relative to, as it was noted.
    pub(crate) fn root(&self) -> Option<&str> {
        self.root.as_deref()
    }

    /// Notes the folder that paths are relative to; it is written by the next [`Journal::flush`].
    pub(crate) fn set_root(&mut self, root: &str) {
        self.is_moved = self.root.as_deref() != Some(root);
        self.root = Some(root.to_owned());
    }

    /// Notes a file; it is written by the next [`Journal::flush`].
    pub(crate) fn note(&mut self, path: &str, state: FileState) {
        self.states.insert(path.into(), state.clone());
        self.pending.push((path.into(), Some(state)));
    }

    /// Notes versions of articles of a file that another file has taken the place of.
    pub(crate) fn lose(&mut self, path: &str, lost: &[Version]) {
        if let Some(state) = self.states.get_mut(path) {
            let new = lost.iter().filter(|version| !state.lost.contains(version));
            let new: Vec<Version> = new.copied().collect();
            if !new.is_empty() {
                state.lost.extend(new);
                let state = state.clone();
                self.pending.push((path.into(), Some(state)));
            }
        }
    }

    /// Notes that articles stay which a file no longer holds.
    pub(crate) fn leave(&mut self, path: &str) {
        if let Some(state) = self.states.get_mut(path)
            && state.left == 0
        {
            state.left = 1;
            let state = state.clone();
            self.pending.push((path.into(), Some(state)));
        }
    }

    /// Forgets a file, likewise.
    pub(crate) fn forget(&mut self, path: &str) {
        if self.states.remove(path).is_some() {
            self.pending.push((path.into(), None));
        }
    }

    /// Writes what was noted. Call it after the commit that made those articles safe.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub(crate) fn flush(&mut self, commit: u64) -> Result<()> {
        self.commit = commit;
        if self.pending.is_empty() && !self.is_moved {
            return Ok(());
        }
        let mut file = OpenOptions::new()
            .create(true)
            .append(true)
            .open(&self.file)
            .map_err(io_error("write", &self.file))?;
        let pending = std::mem::take(&mut self.pending);
        self.lines += pending.len() + 2;
        // A line torn by a crash must not swallow the first line of this run. All goes in one call, so that a kill tears none.
        let mut text = b"\n".to_vec();
        let lines = pending
            .iter()
            .map(|(path, state)| (&**path, state.as_ref()));
        let first = CommitLine {
            commit,
            root: self.root.clone(),
        };
        self.is_moved = false;
        write_lines(&self.file, &mut text, &first, lines)
            .and_then(|()| file.write_all(&text))
            .and_then(|()| file.sync_data())
            .map_err(io_error("write", &self.file))
    }

    /// Rewrites the file when most of its lines are out of date.
    ///
    /// # Errors
    /// When it cannot be written; the old one then stays.
    pub(crate) fn compact(&mut self) -> Result<()> {
        if self.lines <= 2 * self.states.len() + 1000 {
            return Ok(());
        }
        self.rewrite()
    }

    fn rewrite(&mut self) -> Result<()> {
        let unfinished = self.file.with_extension("unfinished");
        let write = || {
            let mut file = BufWriter::new(File::create(&unfinished)?);
            let states = self.states.iter();
            let lines = states.map(|(path, state)| (&**path, Some(state)));
            let first = CommitLine {
                commit: self.commit,
                root: self.root.clone(),
            };
            write_lines(&self.file, &mut file, &first, lines)?;
            file.into_inner()?.sync_data()?;
            fs::rename(&unfinished, &self.file)?;
            sync_folder(&self.file)
        };
        write().map_err(io_error("write", &self.file))?;
        self.lines = self.states.len() + 1;
        Ok(())
    }
}

/// Whether every line of the journal of an index is as it was written; so is one that is not there.
///
/// # Errors
/// When it cannot be read.
pub(crate) fn is_whole(index: &Path) -> std::io::Result<bool> {
    let path = index.join(FILE);
    match fs::read(&path) {
        Ok(text) => Ok(text
            .split(|byte| *byte == b'\n')
            .all(|line| line.is_empty() || unsealed(&path, line).is_some())),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(true),
        Err(error) => Err(error),
    }
}

fn write_lines<'a>(
    path: &Path,
    file: &mut impl Write,
    first: &CommitLine,
    lines: impl Iterator<Item = (&'a str, Option<&'a FileState>)>,
) -> std::io::Result<()> {
    let mut write = |json: String| {
        let sum = sum_of_text(path, json.as_bytes());
        writeln!(file, "{json}\t{sum:08x}")
    };
    write(serde_json::to_string(first)?)?;
    for (path, state) in lines {
        let path = path.into();
        let state = state.map(std::borrow::Cow::Borrowed);
        write(serde_json::to_string(&Line { path, state })?)?;
    }
    Ok(())
}

/// The file that a damaged line is about, if it says nothing of other files: then nothing but that file is uncertain. Where the
/// damage is in the path, the file has no line, or one of how it was before, and is read again too.
fn of_one_file(line: &[u8]) -> Option<String> {
    let holds = |part: &str| memchr::memmem::find(line, part.as_bytes()).is_some();
    let (json, sum) = line.split_at_checked(line.len().checked_sub(9)?)?;
    let line: Line = serde_json::from_slice(json).ok()?;
    // Versions that gave way to another file have two marks, of which the damage may hide one.
    let is_read = line.state.is_some() && sum.starts_with(b"\t");
    (is_read && !holds("lost") && !holds("[")).then(|| line.path.into_owned())
}

/// What stands on a line before its checksum, if it is as it was written.
fn unsealed<'a>(path: &Path, line: &'a [u8]) -> Option<&'a [u8]> {
    let (json, sum) = line.split_at_checked(line.len().checked_sub(9)?)?;
    let expected = format!("\t{:08x}", sum_of_text(path, json));
    (sum == expected.as_bytes()).then_some(json)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read() -> FileState {
        FileState {
            size_bytes: 7,
            modified_ns: 9,
            articles: 2,
            ..FileState::default()
        }
    }

    fn noted(folder: &Path) {
        let mut journal = Journal::open(folder, 0).unwrap();
        journal.note("a", read());
        journal.note("b", read());
        journal.flush(10).unwrap();
        journal.note("c", read());
        journal.forget("b");
        journal.flush(20).unwrap();
    }

    fn states(folder: &Path, commit: u64) -> [Option<FileState>; 3] {
        let journal = Journal::open(folder, commit).unwrap();
        ["a", "b", "c"].map(|path| journal.get(path).cloned())
    }

    #[test]
    fn what_later_commits_noted_is_not_true_of_an_earlier_one() {
        let folder = tempfile::tempdir().unwrap();
        noted(folder.path());
        assert_eq!(
            states(folder.path(), 20),
            [Some(read()), None, Some(read())]
        );
        let earlier = [
            Some(read()),
            Some(FileState::default()),
            Some(FileState::default()),
        ];
        assert_eq!(states(folder.path(), 10), earlier);
        // It was forgotten for good: later commits of the earlier index have these numbers too.
        assert_eq!(states(folder.path(), 30), earlier);
    }

    #[test]
    fn the_folder_of_the_paths_is_kept() {
        let folder = tempfile::tempdir().unwrap();
        let root = |journal: &Journal| journal.root().map(str::to_owned);
        let mut journal = Journal::open(folder.path(), 0).unwrap();
        journal.set_root("/one");
        journal.flush(1).unwrap();
        // Nothing else is to be written: it is written all the same.
        let mut journal = Journal::open(folder.path(), 1).unwrap();
        assert_eq!(root(&journal).as_deref(), Some("/one"));
        journal.set_root("/two");
        journal.flush(2).unwrap();
        noted(folder.path());
        let mut journal = Journal::open(folder.path(), 20).unwrap();
        assert_eq!(root(&journal).as_deref(), Some("/two"));
        journal.rewrite().unwrap();
        let journal = Journal::open(folder.path(), 20).unwrap();
        assert_eq!(root(&journal).as_deref(), Some("/two"));
    }

    #[test]
    fn a_damaged_line_makes_nothing_certain_that_is_not_true() {
        let folder = tempfile::tempdir().unwrap();
        noted(folder.path());
        let file = folder.path().join(FILE);
        let stored = fs::read(&file).unwrap();
        for at in 0..stored.len() {
            let mut damaged = stored.clone();
            damaged[at] ^= 4;
            fs::write(&file, &damaged).unwrap();
            let expected = [Some(read()), None, Some(read())];
            for (state, expected) in states(folder.path(), 20).iter().zip(expected) {
                let again = state
                    .as_ref()
                    .is_none_or(|state| *state == FileState::default());
                assert!(
                    again || *state == expected,
                    "{at}: {state:?} for {expected:?}"
                );
            }
        }
    }

    #[test]
    fn damage_to_the_line_of_a_file_makes_that_file_be_read_again() {
        let damaged = |from: &str, to: &str| {
            let folder = tempfile::tempdir().unwrap();
            let mut journal = Journal::open(folder.path(), 0).unwrap();
            journal.note("a", read());
            journal.note("b", read());
            journal.note("c", read());
            journal.lose("c", &[Version { id: 1, text: 2 }]);
            journal.flush(10).unwrap();
            let file = folder.path().join(FILE);
            let text = fs::read_to_string(&file).unwrap();
            fs::write(&file, text.replacen(from, to, 1)).unwrap();
            states(folder.path(), 10).map(|state| state.is_some_and(|state| state.size_bytes == 7))
        };
        assert_eq!(damaged("\"x\"", "\"x\""), [true, true, true]);
        let size = |size: u8| format!("\"a\",\"size_bytes\":{size}");
        assert_eq!(damaged(&size(7), &size(6)), [false, true, true]);
        assert_eq!(damaged("\"b\"", "\"x\""), [true, false, true]);
        // Which version gave way is known of no file then.
        assert_eq!(damaged("lost", "list"), [false, false, false]);
    }
}
