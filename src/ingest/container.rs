//! The table of containers: what a file that holds files is, and who reads it.
//!
//! A container is a row: adding one is a file in `containers/` and a row in [`CONTAINERS`].

use std::fmt;
use std::ops::ControlFlow;
use std::path::Path;

#[cfg(feature = "parquet")]
use super::containers::parquet;
#[cfg(feature = "sqlite")]
use super::containers::sqlite;
use super::containers::{mail, mbox, tar, warc, zip};
use super::format;
use super::member::{Limits, Meet, Source};
use super::stream::{Compression, without_suffix};
use super::unread;

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
    /// Whether its members stand one level deeper: not those of a mail box, which is one file for many.
    pub nests: bool,
    /// Whether it reads its file compressed too, as it stands: its name says so even where its first bytes are damaged.
    pub unpacks: bool,
    /// Reads it from its beginning to its end. An error of the stream is told by [`Met::Refused`](super::member::Met::Refused) without a way.
    pub read: fn(&mut Source<'_>, Limits, &mut Meet<'_>) -> ControlFlow<()>,
}

impl fmt::Debug for Container {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Container").field(&self.name).finish()
    }
}

/// Every kind of container, in the order in which they are tried.
pub static CONTAINERS: &[Container] = &[
    Container {
        name: "zip",
        extensions: &["zip", "wacz"],
        sniff: zip::sniff,
        expands: true,
        nests: true,
        unpacks: false,
        read: zip::read,
    },
    Container {
        name: "tar",
        extensions: &["tar"],
        sniff: tar::sniff,
        expands: false,
        nests: true,
        unpacks: false,
        read: tar::read,
    },
    Container {
        name: "warc",
        extensions: &["warc"],
        sniff: warc::sniff,
        expands: true,
        nests: true,
        unpacks: true,
        read: |source, limits, meet| warc::read(source, limits, meet),
    },
    Container {
        name: "arc",
        extensions: &["arc"],
        sniff: warc::sniff_arc,
        expands: true,
        nests: true,
        unpacks: true,
        read: |source, limits, meet| warc::read_arc(source, limits, meet),
    },
    #[cfg(feature = "parquet")]
    Container {
        name: "parquet",
        extensions: &["parquet"],
        sniff: parquet::sniff,
        expands: true,
        nests: true,
        unpacks: false,
        read: parquet::read,
    },
    #[cfg(feature = "sqlite")]
    Container {
        name: "sqlite",
        extensions: &["sqlite", "sqlite3", "db"],
        sniff: sqlite::sniff,
        expands: true,
        nests: true,
        unpacks: false,
        read: sqlite::read,
    },
    Container {
        name: "mbox",
        extensions: &["mbox", "mbx"],
        sniff: mbox::sniff,
        expands: false,
        nests: false,
        unpacks: false,
        read: mbox::read,
    },
    Container {
        name: "eml",
        extensions: &["eml", "emlx", "mht", "mhtml"],
        sniff: mail::sniff,
        expands: false,
        nests: true,
        unpacks: false,
        read: mail::read,
    },
];

/// The container that a file called `name` is, which starts with `head`.
pub(super) fn of(name: &str, head: &[u8]) -> Option<&'static Container> {
    // Documents of offices are ZIP files too, and known by what is in them. A name may be wrong.
    if format::of_bytes(name, head).is_some() || unread::of(name, head).is_some() {
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

/// Whether the name of a file says that it is a container.
pub(super) fn is_named_container(path: &Path) -> bool {
    named(&path.file_name().unwrap_or_default().to_string_lossy()).is_some()
}
