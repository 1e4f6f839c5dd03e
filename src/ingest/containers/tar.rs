//! TAR archives, as streams.

use std::io::{self, Read};
use std::ops::ControlFlow;

use crate::ingest::member::{Limits, Meet, Member, Met, Source, is_hidden};
use crate::ingest::paths;
use crate::ingest::reason::Reason;

/// Where the mark of a header stands.
const MARK_AT: usize = 257;

/// Whether a file starts with a header that has the mark, or, of the oldest kind, a checksum that is right.
pub(in crate::ingest) fn sniff(head: &[u8]) -> bool {
    let Some(header) = head.get(..512) else {
        return false;
    };
    let mark = &header[MARK_AT..MARK_AT + 5];
    mark == b"ustar" || (header[0] > b' ' && Some(checksum(header)) == written_checksum(header))
}

/// The sum of a header's bytes, with blanks in the place of the sum itself.
fn checksum(header: &[u8]) -> u32 {
    let sum = header.iter().enumerate().map(|(at, byte)| match at {
        148..156 => u32::from(b' '),
        _ => u32::from(*byte),
    });
    sum.sum()
}

fn written_checksum(header: &[u8]) -> Option<u32> {
    let field = std::str::from_utf8(header.get(148..156)?).ok()?;
    let digits = field.trim_matches([' ', '\0']);
    u32::from_str_radix(digits, 8).ok()
}

/// Yields the regular files, in their order.
pub(in crate::ingest) fn read(
    source: &mut Source<'_>,
    _: Limits,
    meet: &mut Meet<'_>,
) -> ControlFlow<()> {
    let broken = |error: &io::Error| Met::broken_off(Reason::broken(error));
    let mut archive = ::tar::Archive::new(source as &mut dyn Read);
    let entries = match archive.entries() {
        Ok(entries) => entries,
        Err(error) => return meet(broken(&error)),
    };
    for entry in entries {
        let entry = match entry {
            Ok(entry) => entry,
            // Nothing tells where the next one starts.
            Err(error) => return meet(broken(&error)),
        };
        let kind = entry.header().entry_type();
        if kind.is_dir() {
            continue;
        }
        let path = entry.path_bytes();
        let path = paths::escaped(path.strip_prefix(b"./").unwrap_or(&path));
        if !(kind.is_file() || kind.is_contiguous() || kind.is_gnu_sparse()) {
            meet(Met::PassedOver("link or device"))?;
        } else if is_hidden(&path) {
            meet(Met::PassedOver("hidden file"))?;
        } else {
            let name = path.rsplit('/').next().unwrap_or_default().to_owned();
            let left_bytes = if kind.is_gnu_sparse() {
                0
            } else {
                entry.size()
            };
            meet(Met::Member(Member::new(
                format!("!{path}"),
                name,
                Box::new(Whole { entry, left_bytes }),
            )))?;
        }
    }
    ControlFlow::Continue(())
}

/// A file that breaks off where the archive ends too early.
struct Whole<R> {
    entry: R,
    left_bytes: u64,
}

impl<R: Read> Read for Whole<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.entry.read(buffer)?;
        self.left_bytes = self.left_bytes.saturating_sub(read as u64);
        if read == 0 && self.left_bytes > 0 && !buffer.is_empty() {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        Ok(read)
    }
}
