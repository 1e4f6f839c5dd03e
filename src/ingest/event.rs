//! What happens while files are read, in the order of the files.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use super::clean;
use super::reason::Reason;
use crate::article::Origin;

/// How a file looked when it was opened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct FileSeen {
    /// Its path as origins have it.
    pub(crate) path: String,
    /// Its size in bytes, as stored.
    pub(crate) size_bytes: u64,
    /// When it was changed last, in nanoseconds since 1970; 0 where the system does not know.
    pub(crate) modified_ns: u64,
}

/// An article, or a whole file, that could not be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Skipped {
    /// Where.
    pub origin: Origin,
    /// The format, or container, as which it was read; `None` where that was not known yet.
    pub format: Option<&'static str>,
    /// Why.
    pub reason: Reason,
}

/// What one file held; final when its [`Event::Done`] is received.
#[derive(Debug, Default)]
pub(crate) struct Tally {
    articles: AtomicU64,
    skipped: AtomicU64,
    broken: AtomicBool,
    unfinished: AtomicBool,
}

impl Tally {
    /// Number of articles read.
    pub(crate) fn articles(&self) -> u64 {
        self.articles.load(Ordering::Relaxed)
    }

    /// Number of records that could not be read.
    pub(crate) fn skipped(&self) -> u64 {
        self.skipped.load(Ordering::Relaxed)
    }

    /// Whether the file could not be read to its end.
    pub(crate) fn unfinished(&self) -> bool {
        self.unfinished.load(Ordering::Relaxed)
    }

    /// Whether something of the file may be missing that is no record.
    pub(crate) fn broken(&self) -> bool {
        self.broken.load(Ordering::Relaxed)
    }

    /// So many more articles were read.
    pub(super) fn add(&self, articles: u64) {
        self.articles.fetch_add(articles, Ordering::Relaxed);
    }

    /// A record could not be read.
    pub(super) fn skip(&self) {
        self.skipped.fetch_add(1, Ordering::Relaxed);
    }

    /// Something of the file may be missing.
    pub(super) fn break_off(&self) {
        self.broken.store(true, Ordering::Relaxed);
    }

    /// Nothing is known of the rest of the file.
    pub(super) fn leave_unfinished(&self) {
        self.unfinished.store(true, Ordering::Relaxed);
    }
}

/// What happens on the way, in the order of the files.
pub(crate) enum Event<P> {
    /// What follows, up to the next of these, is from this file.
    File(FileSeen),
    /// An article, prepared.
    Article(P),
    /// Something that could not be read.
    Skipped(Skipped),
    /// Something to know about an article that was read.
    Notice(Origin, clean::Notice),
    /// A charset had to be guessed for (part of) a file, or characters were replaced.
    Charset {
        /// The file.
        path: String,
        /// The charset, where one was guessed.
        guessed: Option<&'static str>,
        /// Malformed characters that were replaced by U+FFFD.
        replaced: u64,
    },
    /// So many things inside of a file were no articles by their nature.
    PassedOver {
        /// The file.
        path: String,
        /// What they are.
        what: &'static str,
        /// How many.
        count: u64,
    },
    /// A file that did not change since it was read last.
    Unchanged(FileSeen),
    /// A file was read to its end.
    Done {
        /// The file.
        file: FileSeen,
        /// What it was read as.
        format: &'static str,
        /// What it held.
        tally: Arc<Tally>,
    },
    /// So many more bytes of files (as stored) are behind us.
    Progress(u64),
    /// Nothing more has been read yet: whoever keeps articles back passes them on, since reading may wait for their bytes.
    Idle,
}
