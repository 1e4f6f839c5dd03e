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
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct FileState {
    /// Its length in bytes.
    pub size_bytes: u64,
    /// When it was changed last, in nanoseconds since 1970.
    pub modified_ns: u64,
    /// How many articles it held.
    pub articles: u64,
}

#[derive(Serialize, Deserialize)]
struct Line<'a> {
    #[serde(borrow)]
    path: std::borrow::Cow<'a, str>,
    #[serde(flatten)]
    state: Option<FileState>,
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
                    Some(state) => journal.states.insert(line.path.into(), state),
                    None => journal.states.remove(&*line.path),
                };
            }
        }
        Ok(journal)
    }

    /// How the file looked when it was read, if it was read completely.
    pub(crate) fn get(&self, path: &str) -> Option<FileState> {
        self.states.get(path).copied()
    }

    /// The paths of all files read.
    pub(crate) fn paths(&self) -> impl Iterator<Item = &str> {
        self.states.keys().map(AsRef::as_ref)
    }

    /// Notes a file; it is written by the next [`Journal::flush`].
    pub(crate) fn note(&mut self, path: &str, state: FileState) {
        self.states.insert(path.into(), state);
        self.pending.push((path.into(), Some(state)));
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
                    lines.iter().map(|(path, state)| (&**path, *state)),
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
                    .map(|(path, state)| (&**path, Some(*state))),
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
    lines: impl Iterator<Item = (&'a str, Option<FileState>)>,
) -> std::io::Result<()> {
    for (path, state) in lines {
        serde_json::to_writer(
            &mut *file,
            &Line {
                path: path.into(),
                state,
            },
        )?;
        file.write_all(b"\n")?;
    }
    Ok(())
}
