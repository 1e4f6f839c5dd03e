//! Which files were read completely, so that the next run skips those that did not change.
//!
//! An append-only file of JSON lines, written after the commit that made a file's articles safe: a
//! crash between the two only means that the file is read again, and its articles replaced by themselves.
//! The last line for a path counts; a torn last line is ignored.

use std::fs::{self, File, OpenOptions};
use std::io::{BufRead, BufReader, BufWriter, Write};
use std::path::{Path, PathBuf};

use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};

use crate::index::{Result, io_error};

const FILE: &str = "files.jsonl";

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
    /// The reader and its options, as the reader names them; a file read by another is read again.
    #[serde(default)]
    pub reading: String,
    /// Versions of articles that it holds and that are not in the index, because another file has the article too.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub lost: Vec<Version>,
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

/// The files read so far.
#[derive(Debug)]
pub(crate) struct Journal {
    file: PathBuf,
    states: FxHashMap<Box<str>, FileState>,
    lines: usize,
    pending: Vec<(Box<str>, Option<FileState>)>,
}

impl Journal {
    /// Reads the journal of an index; an index without one starts empty.
    ///
    /// # Errors
    /// When the file is there but cannot be read.
    pub(crate) fn open(index: &Path) -> Result<Self> {
        let file = index.join(FILE);
        let mut journal = Self {
            file,
            states: FxHashMap::default(),
            lines: 0,
            pending: Vec::new(),
        };
        let reader = match File::open(&journal.file) {
            Ok(file) => BufReader::new(file),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(journal),
            Err(error) => return Err(io_error("read", &journal.file)(error)),
        };
        for line in reader.split(b'\n') {
            let line = line.map_err(io_error("read", &journal.file))?;
            journal.lines += 1;
            if let Ok(line) = serde_json::from_slice::<Line>(&line) {
                match line.state {
                    Some(state) => journal.states.insert(line.path.into(), state.into_owned()),
                    None => journal.states.remove(&*line.path),
                };
            }
        }
        Ok(journal)
    }

    /// How the file looked when it was read, if it was read completely.
    pub(crate) fn get(&self, path: &str) -> Option<&FileState> {
        self.states.get(path)
    }

    /// All files read.
    pub(crate) fn files(&self) -> impl Iterator<Item = (&str, &FileState)> {
        self.states.iter().map(|(path, state)| (&**path, state))
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
    pub(crate) fn flush(&mut self) -> Result<()> {
        if self.pending.is_empty() {
            return Ok(());
        }
        let file = OpenOptions::new()
            .create(true)
            .append(true)
            .open(&self.file)
            .map_err(io_error("write", &self.file))?;
        let mut file = BufWriter::new(file);
        // A line torn by a crash must not swallow the first line of this run.
        let lines = std::mem::take(&mut self.pending);
        self.lines += lines.len() + 1;
        file.write_all(b"\n")
            .and_then(|()| {
                write_lines(
                    &mut file,
                    lines.iter().map(|(path, state)| (&**path, state.as_ref())),
                )
            })
            .and_then(|()| file.into_inner()?.sync_data())
            .map_err(io_error("write", &self.file))
    }

    /// Rewrites the file when most of its lines are out of date.
    ///
    /// # Errors
    /// When it cannot be written; the old one then stays.
    pub(crate) fn compact(&mut self) -> Result<()> {
        self.flush()?;
        if self.lines <= 2 * self.states.len() + 1000 {
            return Ok(());
        }
        let unfinished = self.file.with_extension("unfinished");
        let write = || {
            let mut file = BufWriter::new(File::create(&unfinished)?);
            write_lines(
                &mut file,
                self.states
                    .iter()
                    .map(|(path, state)| (&**path, Some(state))),
            )?;
            file.into_inner()?.sync_data()?;
            fs::rename(&unfinished, &self.file)
        };
        write().map_err(io_error("write", &self.file))?;
        self.lines = self.states.len();
        Ok(())
    }
}

fn write_lines<'a>(
    file: &mut impl Write,
    lines: impl Iterator<Item = (&'a str, Option<&'a FileState>)>,
) -> std::io::Result<()> {
    for (path, state) in lines {
        serde_json::to_writer(
            &mut *file,
            &Line {
                path: path.into(),
                state: state.map(std::borrow::Cow::Borrowed),
            },
        )?;
        file.write_all(b"\n")?;
    }
    Ok(())
}
