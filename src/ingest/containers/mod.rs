//! Files that hold files: one file for each container, and the table of them.
//!
//! A container yields its members one after the other, each with its bytes as a stream. What a member is, another container or a
//! format, is found out as for any file. Nothing is unpacked to disk.

mod arc_head;
mod archive_records;
#[cfg(any(feature = "parquet", feature = "sqlite"))]
mod json_rows;
mod mail;
mod mail_content;
mod mail_head;
mod mail_held;
mod mail_parts;
mod mail_record;
mod mail_signed;
mod mail_text;
mod mbox;
mod packed_member;
#[cfg(feature = "parquet")]
mod parquet;
mod placed_bytes;
mod raw_window;
mod saved_page;
#[cfg(feature = "sqlite")]
mod sqlite;
mod tar;
mod transfer;
mod warc;
mod warc_capture;
mod warc_front;
mod warc_head;
mod warc_http;
mod warc_payload;
mod zip;

#[cfg(test)]
mod mail_corpus;

use std::fmt;
use std::io::{self, Read};
use std::ops::ControlFlow;
use std::path::Path;
use std::sync::LazyLock;

use super::format::{self, Format};
use super::reason::Reason;
use super::record::Record;
use super::slice::ReadOptions;
use super::stream::{Compression, without_suffix};

/// One kind of container: a row of [`CONTAINERS`].
pub struct Container {
    /// Its name, as reports give it.
    pub name: &'static str,
    /// File name extensions, lower case, without the dot: a file called so is read as this container whatever its first bytes are.
    pub extensions: &'static [&'static str],
    /// Whether a file starts like one. It sees the first [`SNIFFED_BYTES`](super::format::SNIFFED_BYTES) as they are: first
    /// as they stand in the file, then, where that is compressed, decompressed.
    pub sniff: fn(&[u8]) -> bool,
    /// Whether what comes out may be larger than the file.
    pub expands: bool,
    /// Whether it reads its file compressed too, as it stands: its name says so even where its first bytes are damaged.
    pub unpacks: bool,
    /// Reads it from its beginning to its end. An error of the stream is told by [`Met::Refused`] without a way.
    pub read: fn(&mut Source<'_>, &Limits, &mut Meet<'_>) -> ControlFlow<()>,
}

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

impl fmt::Debug for Container {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Container").field(&self.name).finish()
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
    /// What cannot be read; what follows it may be.
    Refused {
        /// Its place; empty where the container itself breaks off.
        way: String,
        /// Why.
        reason: Reason,
    },
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

/// Every kind of container, in the order in which they are tried.
pub static CONTAINERS: &[Container] = &[
    Container {
        name: "zip",
        extensions: &["zip", "wacz"],
        sniff: zip::sniff,
        expands: true,
        unpacks: false,
        read: zip::read,
    },
    Container {
        name: "tar",
        extensions: &["tar"],
        sniff: tar::sniff,
        expands: false,
        unpacks: false,
        read: tar::read,
    },
    Container {
        name: "warc",
        extensions: &["warc"],
        sniff: warc::sniff,
        expands: true,
        unpacks: true,
        read: |source, limits, meet| warc::read(source, *limits, meet),
    },
    Container {
        name: "arc",
        extensions: &["arc"],
        sniff: warc::sniff_arc,
        expands: true,
        unpacks: true,
        read: |source, limits, meet| warc::read_arc(source, *limits, meet),
    },
    #[cfg(feature = "parquet")]
    Container {
        name: "parquet",
        extensions: &["parquet"],
        sniff: parquet::sniff,
        expands: true,
        unpacks: false,
        read: parquet::read,
    },
    #[cfg(feature = "sqlite")]
    Container {
        name: "sqlite",
        extensions: &["sqlite", "sqlite3", "db"],
        sniff: sqlite::sniff,
        expands: true,
        unpacks: false,
        read: sqlite::read,
    },
    Container {
        name: "mbox",
        extensions: &["mbox", "mbx"],
        sniff: mbox::sniff,
        expands: false,
        unpacks: false,
        read: mbox::read,
    },
    Container {
        name: "eml",
        extensions: &["eml", "emlx", "mht", "mhtml"],
        sniff: mail::sniff,
        expands: false,
        unpacks: false,
        read: mail::read,
    },
];

/// The container that a file called `name` is, which starts with `head`.
pub(super) fn of(name: &str, head: &[u8]) -> Option<&'static Container> {
    // Documents of offices are ZIP files too, and known by what is in them.
    if format::of_bytes(name, head).is_some() {
        return None;
    }
    let looks_like = CONTAINERS.iter().find(|row| (row.sniff)(head));
    let as_it_is = || named(name).filter(|_| Compression::of(head).is_none());
    let packed = || named(&without_suffix(name)).filter(|row| row.unpacks);
    looks_like.or_else(as_it_is).or_else(packed)
}

/// The container whose extension a name has.
fn named(name: &str) -> Option<&'static Container> {
    let extension = format::extension(name);
    let has = |row: &&Container| row.extensions.contains(&extension.as_str());
    CONTAINERS.iter().find(has)
}

/// Whether a file may hold more bytes than its own, by its name and, as far as they are known, its first bytes.
pub(super) fn expands(name: &str, head: &[u8]) -> bool {
    let container = || of(name, head).is_some_and(|row| row.expands);
    Compression::of(head).is_some() || container()
}

/// Whether the name of a file says that it is a container.
pub(super) fn is_named_container(path: &Path) -> bool {
    named(&path.file_name().unwrap_or_default().to_string_lossy()).is_some()
}

/// Whether a path inside of a container has a part that is hidden, as files whose name begins with a dot are outside of one.
pub(super) fn is_hidden(path: &str) -> bool {
    path.split('/')
        .any(|part| part == "__MACOSX" || (part.starts_with('.') && part != "." && part != ".."))
}
