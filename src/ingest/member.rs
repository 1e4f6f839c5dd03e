//! What stands in files that hold files.
//!
//! A container yields its members one after the other, each with its bytes as a stream. What a member is, another container or a
//! format, is found out as for any file. Nothing is unpacked to disk.

use std::io::{self, Read};
use std::ops::ControlFlow;
use std::path::Path;
use std::sync::LazyLock;

use super::format::Format;
use super::notice::Notice;
use super::reason::Reason;
use super::record::Record;
use super::slice::ReadOptions;

/// The bytes of a container.
pub struct Source<'a> {
    pub(super) bytes: &'a mut dyn Read,
    /// The file that has just these bytes, where there is one: it can be read at any place.
    pub(super) path: Option<&'a Path>,
    /// How records are read.
    pub(super) options: &'a ReadOptions,
}

impl<'a> Source<'a> {
    /// Bytes that come from no file of their own, read as is usual.
    pub fn new(bytes: &'a mut dyn Read) -> Self {
        static OPTIONS: LazyLock<ReadOptions> = LazyLock::new(ReadOptions::default);
        Self {
            bytes,
            path: None,
            options: &OPTIONS,
        }
    }
}

impl Read for Source<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.bytes.read(buffer)
    }
}

/// How much a container may take.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// Bytes of one member that a reader may hold in memory.
    pub member_bytes: usize,
}

/// Takes what a container holds, in its order; where it breaks, the reader stops and hands the break on.
pub type Meet<'a> = dyn FnMut(Met<'_>) -> ControlFlow<()> + 'a;

/// What a container holds.
pub enum Met<'a> {
    /// A file.
    Member(Member<'a>),
    /// An article that the container itself states.
    Record {
        /// Its place: `@8123`; empty where the container is one article.
        way: String,
        /// The article.
        record: Box<Record>,
    },
    /// What is no article by its nature (a request, an image, an answer that is no page): it is counted under this name.
    PassedOver(&'static str),
    /// What is to be known of something that is no article.
    Noted {
        /// Its place.
        way: String,
        /// What.
        notice: Notice,
    },
    /// What cannot be read; what follows it may be.
    Refused {
        /// Its place; empty where the container itself breaks off.
        way: String,
        /// Why.
        reason: Reason,
    },
}

impl Met<'_> {
    /// That the container itself breaks off, and why.
    pub(super) fn broken_off(reason: Reason) -> Self {
        let way = String::new();
        Self::Refused { way, reason }
    }
}

/// A file in a container.
pub struct Member<'a> {
    /// Its way from the container, with the sign before it: `!2019/a.html` by name, `@8123` by its offset in bytes.
    pub way: String,
    /// Its name, by whose extension its format is known; empty where only its bytes tell.
    pub name: String,
    /// Its bytes.
    pub bytes: Box<dyn Read + 'a>,
    /// Its format, where the container declares it.
    pub format: Option<&'static Format>,
    /// The charset that the container declares for it, as declared.
    pub charset: Option<String>,
    /// What the container says of its article: it fills what the member leaves open. Its `published` counts after the
    /// member's own dates; `captured` after everything else.
    pub defaults: Box<Record>,
}

impl<'a> Member<'a> {
    /// A file of which its container says nothing but the name.
    pub(super) fn new(way: String, name: String, bytes: Box<dyn Read + 'a>) -> Self {
        Self {
            way,
            name,
            bytes,
            format: None,
            charset: None,
            defaults: Box::default(),
        }
    }
}

/// Reads all of a stream where it is no larger than a limit, in bytes.
///
/// # Errors
/// [`Reason::TooLarge`], and what the stream raises.
pub(super) fn read_bounded(bytes: &mut dyn Read, limit_bytes: usize) -> Result<Vec<u8>, Reason> {
    let mut all = Vec::new();
    let limit = u64::try_from(limit_bytes).unwrap_or(u64::MAX);
    let read = bytes.take(limit.saturating_add(1)).read_to_end(&mut all);
    match read {
        Ok(length) if length > limit_bytes => Err(Reason::TooLarge { limit_bytes: limit }),
        Ok(_) => Ok(all),
        Err(error) => Err(Reason::broken(&error)),
    }
}

/// Whether a path inside of a container has a part that is hidden, as files whose name begins with a dot are outside of one.
pub(super) fn is_hidden(path: &str) -> bool {
    path.split('/')
        .any(|part| part == "__MACOSX" || (part.starts_with('.') && part != "." && part != ".."))
}
