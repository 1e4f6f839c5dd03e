//! Files that hold files: one file for each container, and the table of them.
//!
//! A container yields its entries one after the other, each with its bytes as a stream. What an entry is, another container or a
//! format, is found out as for any file. Nothing is unpacked to disk.

use std::fmt;
use std::io::{Read, Seek};
use std::ops::ControlFlow;

use super::reason::Reason;
use super::record::Record;

/// One kind of container: a row of [`CONTAINERS`].
pub struct Container {
    /// Its name, as reports give it.
    pub name: &'static str,
    /// File name extensions, lower case, without the dot.
    pub extensions: &'static [&'static str],
    /// Whether a file starts like one. It sees the first [`SNIFFED_BYTES`](super::format::SNIFFED_BYTES) as they are.
    pub sniff: fn(&[u8]) -> bool,
    /// Who reads it.
    pub read: ReadEntries,
}

impl fmt::Debug for Container {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Container").field(&self.name).finish()
    }
}

/// Who reads a container.
#[derive(Clone, Copy)]
pub enum ReadEntries {
    /// From its beginning to its end, so also from standard input.
    Stream(fn(&mut dyn Read, &mut Sink<'_>)),
    /// From a file, in which it goes to and fro.
    File(fn(&mut dyn ReadSeek, &mut Sink<'_>)),
}

/// What can be read from any place.
pub trait ReadSeek: Read + Seek {}

impl<T: Read + Seek> ReadSeek for T {}

/// Takes what a container holds, in its order, until it breaks.
pub type Sink<'a> = dyn FnMut(Met<'_>) -> ControlFlow<()> + 'a;

/// What a container holds.
pub enum Met<'a> {
    /// A file.
    Entry(Entry<'a>),
    /// An article that the container itself states.
    Record {
        /// Its place: `@8123`; empty where the container is one article.
        way: String,
        /// The article.
        record: Box<Record>,
    },
    /// An entry that is no article by its nature (a request, an image, an answer that is no page), and what it is.
    PassedOver(&'static str),
    /// An entry that cannot be read; what follows it may be.
    Refused {
        /// Its place; empty where the container itself breaks off.
        way: String,
        /// Why.
        reason: Reason,
    },
}

/// A file in a container.
pub struct Entry<'a> {
    /// Its way from the container, with the sign before it: `!2019/a.html`, `@8123`.
    pub way: String,
    /// Its name, by whose extension its format is known; empty where only its bytes tell.
    pub name: String,
    /// Its bytes.
    pub bytes: Box<dyn Read + 'a>,
    /// The charset that the container declares for it.
    pub charset: Option<String>,
    /// What the container says of its article where the entry does not: address, dates, metadata.
    pub defaults: Box<Record>,
}

/// Every kind of container.
pub static CONTAINERS: &[Container] = &[];
