//! ZIP archives.

use std::fs::File;
use std::ops::ControlFlow;

use rawzip::ReaderAt;

use crate::ingest::member::{Limits, Meet, Member, Met, Source, is_hidden, read_bounded};
use crate::ingest::paths;
use crate::ingest::reason::Reason;
use crate::ingest::zip_entries::{HEADER_MARK, Kind, Listing, Zip, ZipEntry};

/// Whether a file starts with an entry, or with the end of an archive without any.
pub(in crate::ingest) fn sniff(head: &[u8]) -> bool {
    head.starts_with(HEADER_MARK) || head.starts_with(b"PK\x05\x06")
}

/// Yields the files, in the order of the directory. A file of its own is read by offset; what comes in a stream has its directory at
/// its end, and is held in memory.
pub(in crate::ingest) fn read(
    source: &mut Source<'_>,
    limits: Limits,
    meet: &mut Meet<'_>,
) -> ControlFlow<()> {
    let opened = match source.path {
        Some(path) => File::open(path)
            .map_err(|error| Reason::broken(&error))
            .and_then(Zip::of_file)
            .map(|zip| entries(&zip, limits, meet)),
        None => read_bounded(source, limits.member_bytes)
            .and_then(|bytes| Ok(entries(&Zip::of_bytes(&bytes)?, limits, meet))),
    };
    opened.unwrap_or_else(|reason| meet(Met::broken_off(reason)))
}

fn entries<R: ReaderAt + Send + Sync>(
    zip: &Zip<R>,
    limits: Limits,
    meet: &mut Meet<'_>,
) -> ControlFlow<()> {
    let listing = zip.list(limits.member_bytes);
    let is_wacz = is_wacz(&listing);
    for entry in &listing.entries {
        let path = paths::escaped(entry.name.as_bytes());
        match entry.kind {
            Kind::Folder => continue,
            Kind::Link => {
                meet(Met::PassedOver("link or device"))?;
                continue;
            }
            Kind::File if is_hidden(&path) => {
                meet(Met::PassedOver("hidden file"))?;
                continue;
            }
            Kind::File if is_wacz && !is_of_crawl(&path) => {
                meet(Met::PassedOver("index of a crawl"))?;
                continue;
            }
            Kind::File => {}
        }
        let copy = match entry.copy {
            1 => String::new(),
            copy => format!("*{copy}"),
        };
        let way = format!("!{path}{copy}");
        match zip.open(entry) {
            Ok(bytes) => {
                let name = path.rsplit('/').next().unwrap_or_default().to_owned();
                meet(Met::Member(Member::new(way, name, bytes)))?;
            }
            Err(reason) => meet(Met::Refused { way, reason })?,
        }
    }
    match listing.problem {
        Some(reason) => meet(Met::broken_off(reason)),
        None => ControlFlow::Continue(()),
    }
}

/// Whether it is a crawl packed as WACZ: web archives, with lists of what is in them.
fn is_wacz(listing: &Listing) -> bool {
    let is_archive = |entry: &ZipEntry| is_of_crawl(&entry.name);
    listing.named("datapackage.json").is_some() && listing.entries.iter().any(is_archive)
}

/// Whether a path of a WACZ file is that of a web archive.
fn is_of_crawl(path: &str) -> bool {
    let name = path.strip_prefix("archive/");
    name.is_some_and(|name| name.contains(".warc"))
}
