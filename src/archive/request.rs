//! What to index, what happens on the way, and what came of it.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use crate::article::{Article, ArticleId, Origin};
use crate::error::{Error, Result};
use crate::index::WriterOptions;
use crate::ingest::clean::{self, CleanOptions};
use crate::ingest::format::ReadOptions;
use crate::ingest::options::IngestOptions;
use crate::ingest::stream::Given;
use crate::ingest::walk::Walk;
use crate::ingest::{PassedOver, Skipped};

/// Memory that indexing may take unless another number is given.
const MEMORY_BYTES: usize = 300 << 20;

/// Files and folders to index, and how.
#[derive(Debug, Clone)]
pub struct IndexRequest {
    /// The folder of the index; it is made where it is missing. Origins are relative to the folder around it, or, where it was
    /// moved alone, to the one that was around it when they were read.
    pub index: PathBuf,
    /// Files and folders; `-` is standard input.
    pub paths: Vec<PathBuf>,
    /// Files and folders that are not read where they are met in a folder, such as a report that is being written.
    pub excluded: Vec<PathBuf>,
    /// Format and charset of everything; what is not given is found out.
    pub given: Given,
    /// How records are read.
    pub read: ReadOptions,
    /// How records become articles.
    pub clean: CleanOptions,
    /// Threads that read, and threads that index; at least 1.
    pub threads: usize,
    /// Memory for the whole process; merging segments takes 256 MB.
    pub memory_bytes: usize,
    /// Whether articles are removed whose file is gone from below the paths, or was read again and no longer holds them.
    pub prune: bool,
    /// Whether nothing is written: what would happen is told, and no index is made.
    pub dry_run: bool,
    /// Days between an article and the first of its story, at most; `None` leaves what the index has, at first 7.
    pub copies_within_days: Option<u32>,
    /// Whether small segments are merged at the end: slower now, faster to search.
    pub merge: bool,
    /// Set it, from any thread, to end the reading early: what was read is committed.
    pub stop: Arc<AtomicBool>,
}

impl IndexRequest {
    /// Indexes files and folders on all cores, each read as what it is found to be.
    pub fn new<P: Into<PathBuf>>(
        index: impl Into<PathBuf>,
        paths: impl IntoIterator<Item = P>,
    ) -> Self {
        Self {
            index: index.into(),
            paths: paths.into_iter().map(Into::into).collect(),
            excluded: Vec::new(),
            given: Given::default(),
            read: ReadOptions::default(),
            clean: CleanOptions::default(),
            threads: threads(),
            memory_bytes: MEMORY_BYTES,
            prune: false,
            dry_run: false,
            copies_within_days: None,
            merge: true,
            stop: Arc::default(),
        }
    }

    fn not_read(&self) -> Vec<PathBuf> {
        let index = std::iter::once(&self.index);
        index.chain(&self.excluded).cloned().collect()
    }

    /// Bytes of all files below the paths: what the bytes of [`IndexEvent::Progress`] add up to.
    pub fn size_bytes(&self) -> u64 {
        Walk::new(&self.paths, &self.not_read())
            .filter_map(std::result::Result::ok)
            .map(|found| found.size_bytes)
            .sum()
    }

    /// The error of the first path where none of them can be found: a mistyped one is to leave no empty index behind.
    pub(super) fn find_any_path(&self) -> Result<()> {
        let mut not_found = None;
        for path in &self.paths {
            match path.metadata() {
                Err(error) if path.as_os_str() != "-" => {
                    not_found.get_or_insert((path, error));
                }
                _ => return Ok(()),
            }
        }
        not_found.map_or(Ok(()), |(path, source)| {
            Err(Error::Read {
                path: path.clone(),
                source,
            })
        })
    }

    pub(super) fn writing(&self) -> WriterOptions {
        writing(self.threads, self.memory_bytes)
    }

    pub(super) fn ingesting(&self, root: PathBuf) -> IngestOptions {
        IngestOptions {
            paths: self.paths.clone(),
            excluded: self.not_read(),
            base: root,
            threads: self.threads.max(1),
            in_flight_bytes: self.memory_bytes / 24,
            record_bytes: self.memory_bytes / 16,
            given: self.given,
            read: self.read.clone(),
            clean: self.clean.clone(),
        }
    }
}

/// What a writer may use that nothing is said of.
pub(super) fn writing_by_default() -> WriterOptions {
    writing(threads(), MEMORY_BYTES)
}

fn writing(threads: usize, memory_bytes: usize) -> WriterOptions {
    WriterOptions {
        threads: threads.max(1),
        // The rest is for what is read and prepared, what the allocator keeps, and for merging.
        memory_bytes: memory_bytes / 5 * 2,
    }
}

fn threads() -> usize {
    std::thread::available_parallelism().map_or(1, usize::from)
}

/// Takes what happens while indexing; what it raises ends the run.
pub type EventSink<'a> = dyn FnMut(IndexEvent<'_>) -> std::result::Result<(), Box<dyn std::error::Error + Send + Sync>>
    + 'a;

/// What happens while indexing. Nothing of it is kept: who wants a list of what was skipped writes it down.
#[derive(Debug, Clone, Copy)]
pub enum IndexEvent<'a> {
    /// The index is open for writing, and reading begins.
    Opened,
    /// An article, or a whole file, could not be read.
    Skipped(&'a Skipped),
    /// Something to know about an article that was read.
    Notice {
        /// The article's place.
        origin: &'a Origin,
        /// What it is.
        notice: &'a clean::Notice,
    },
    /// A charset had to be guessed for (part of) a file, or characters were replaced.
    Charset {
        /// The file.
        path: &'a str,
        /// The charset, where one was guessed.
        guessed: Option<&'static str>,
        /// Malformed characters that were replaced by U+FFFD.
        replaced: u64,
    },
    /// A file was read to its end.
    Read {
        /// The file.
        path: &'a str,
        /// What it was read as.
        format: &'static str,
        /// Articles that it holds.
        articles: u64,
        /// Records of it that could not be read.
        skipped: u64,
    },
    /// An article was read.
    Article {
        /// What it was read as.
        format: &'static str,
        /// The article, before its id is compared to others.
        article: &'a Article,
    },
    /// So many things inside of a file are no articles by their nature: pictures in a web archive, links in a TAR file.
    PassedOver {
        /// The file.
        path: &'a str,
        /// What they are.
        what: &'static str,
        /// How many.
        count: u64,
    },
    /// An article was removed.
    Removed {
        /// Its id.
        id: &'a ArticleId,
        /// The file that held it.
        path: &'a str,
    },
    /// So many files that were read in another run are gone, and look like files seen in this one: they were moved, and articles that
    /// are called by their file's path are in the index under both.
    Moved {
        /// Number of files.
        files: u64,
        /// The folder in which they were.
        folder: &'a Path,
    },
    /// Files were read.
    Progress {
        /// Bytes of files, as stored, since the last such event.
        bytes: u64,
        /// Articles so far: new, replaced and unchanged.
        articles: u64,
    },
    /// Everything is committed, and segments are merged.
    Merging,
}

/// What came of indexing.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct IndexReport {
    /// Articles whose id was not in the index.
    pub new: u64,
    /// Articles that took the place of the article with their id.
    pub replaced: u64,
    /// Articles that the index holds as they are, those of unchanged files included.
    pub unchanged: u64,
    /// Articles removed with their file.
    pub removed_with_file: u64,
    /// Articles removed because their file no longer holds them.
    pub removed_from_file: u64,
    /// Articles removed because their source took them back.
    pub removed_by_source: u64,
    /// Articles that were read and deleted before: they stay away.
    pub kept_out: u64,
    /// Articles without an id of their own that stay although their file, read again, no longer holds them.
    pub left: u64,
    /// Files read.
    pub files: u64,
    /// Files that did not change since they were read last.
    pub files_unchanged: u64,
    /// Articles, and whole files, that could not be read.
    pub skipped: u64,
    /// Things to know about what was read.
    pub notices: u64,
    /// Bytes of the titles and bodies of the articles read.
    pub text_bytes: u64,
    /// What the walk passed over.
    pub passed_over: PassedOver,
    /// Whether it was stopped early; what was read is committed.
    pub interrupted: bool,
}

impl IndexReport {
    /// Articles of the paths that are in the index now.
    pub fn articles(&self) -> u64 {
        self.new + self.replaced + self.unchanged
    }

    /// So many of the articles that were new took the place of others.
    pub(super) fn replace_new(&mut self, articles: u64) {
        let articles = articles.min(self.new);
        self.new -= articles;
        self.replaced += articles;
    }

    /// So many of the articles handed over could not be indexed after all.
    pub(super) fn refuse(&mut self, articles: u64) {
        self.skipped += articles;
        let of_new = articles.min(self.new);
        self.new -= of_new;
        self.replaced = self.replaced.saturating_sub(articles - of_new);
    }

    /// Articles removed, for whatever reason.
    pub fn removed(&self) -> u64 {
        self.removed_with_file + self.removed_from_file + self.removed_by_source
    }

    /// Whether the index is another than before.
    pub fn changed(&self) -> bool {
        self.new + self.replaced + self.removed() > 0
    }
}
