//! Files that say by themselves whether they are as they were written.
//!
//! Layout: `what was written | crc32 of each block of it: u32 LE | tail`, and the tail is `length of what was written: u64 LE |
//! crc32 of the file's name: u32 LE | crc32 of the table and of the two before: u32 LE | magic: 8 bytes`. A block is checked when a part of it is first read,
//! so that a question pays for what it reads; a file that stands where another should is known by its name.
//!
//! Tantivy ends its files with one checksum of the whole, which would have to be read to be checked.

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::ops::Range;
use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};

use crc32fast::Hasher;
use tantivy_common::HasLen;
use tantivy_common::file_slice::{FileHandle, WrapFile};

use crate::cores::Cores;

/// Bytes of a block.
pub(crate) const BLOCK_BYTES: usize = 16 << 10;
/// Bytes that one core checks at a time: a dictionary is checked whole, before the first answer.
const PART_BYTES: usize = 64 * BLOCK_BYTES;
/// Bytes that are checked in about ten nanoseconds.
const BYTES_OF_A_STEP: usize = 64;
const TAIL_BYTES: usize = 24;
const MAGIC: [u8; 8] = *b"unbury\x01\n";

/// Writes a file with its checksums.
pub(crate) struct CheckedWriter<W> {
    inner: W,
    name: u32,
    block: Hasher,
    /// Bytes of the block under way.
    in_block: usize,
    table: Vec<u8>,
    length: u64,
}

impl<W: Write> CheckedWriter<W> {
    /// Of the file that is going to be at `path`.
    pub(crate) fn new(path: &Path, inner: W) -> Self {
        Self {
            inner,
            name: name_of(path),
            block: Hasher::new(),
            in_block: 0,
            table: Vec::new(),
            length: 0,
        }
    }

    /// Writes the checksums; nothing is written behind them.
    ///
    /// # Errors
    /// When they cannot be written.
    pub(crate) fn end(&mut self) -> io::Result<&mut W> {
        if self.in_block > 0 {
            self.end_block();
        }
        let mut tail = self.length.to_le_bytes().to_vec();
        tail.extend(self.name.to_le_bytes());
        let sum = sum_of(&[&self.table, &tail]);
        tail.extend(sum.to_le_bytes());
        tail.extend(MAGIC);
        self.inner.write_all(&self.table)?;
        self.inner.write_all(&tail)?;
        Ok(&mut self.inner)
    }

    fn end_block(&mut self) {
        let sum = std::mem::take(&mut self.block).finalize();
        self.table.extend(sum.to_le_bytes());
        self.in_block = 0;
    }
}

impl<W: Write> Write for CheckedWriter<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.inner.write(bytes)?;
        self.length += written as u64;
        let mut rest = &bytes[..written];
        while !rest.is_empty() {
            let (here, later) = rest.split_at(rest.len().min(BLOCK_BYTES - self.in_block));
            self.block.update(here);
            self.in_block += here.len();
            if self.in_block == BLOCK_BYTES {
                self.end_block();
            }
            rest = later;
        }
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.inner.flush()
    }
}

/// The checksums of a file, and which of its blocks were found to be as they were written.
#[derive(Debug)]
pub(crate) struct Checksums {
    name: String,
    /// Bytes of what was written.
    pub(crate) length: usize,
    table: Vec<u32>,
    good: Vec<AtomicU64>,
}

impl Checksums {
    /// Those of the file at `path`, which has so many bytes, of which `read` reads some.
    ///
    /// # Errors
    /// [`io::ErrorKind::InvalidData`] when they are damaged or those of another file.
    pub(crate) fn open(
        path: &Path,
        bytes: usize,
        read: impl Fn(Range<usize>) -> io::Result<Vec<u8>>,
    ) -> io::Result<Self> {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        let damaged = |what: &str| damaged(&name, what);
        let tail_at = bytes
            .checked_sub(TAIL_BYTES)
            .ok_or_else(|| damaged("it is too short"))?;
        let tail = read(tail_at..bytes)?;
        let (numbers, magic) = tail.split_at(TAIL_BYTES - MAGIC.len());
        if magic != MAGIC {
            return Err(damaged("its end is missing, or not its own"));
        }
        let (length, sums) = numbers.split_at(8);
        let length = length
            .try_into()
            .ok()
            .and_then(|length| usize::try_from(u64::from_le_bytes(length)).ok())
            .filter(|length| length.checked_add(length.div_ceil(BLOCK_BYTES) * 4) == Some(tail_at))
            .ok_or_else(|| damaged("it has another length"))?;
        let table = read(length..tail_at)?;
        let sums: Vec<u32> = numbers_of(sums);
        if sums[1..] != [sum_of(&[&table, &numbers[..12]])] {
            return Err(damaged("its checksums are damaged"));
        }
        if sums[0] != name_of(path) {
            return Err(damaged("it is another file"));
        }
        let table = numbers_of(&table);
        Ok(Self {
            good: (0..table.len().div_ceil(64))
                .map(|_| AtomicU64::new(0))
                .collect(),
            name: name.into_owned(),
            length,
            table,
        })
    }

    /// The part of a file in whole blocks that holds `range`.
    pub(crate) fn blocks_around(&self, range: &Range<usize>) -> Range<usize> {
        let start = range.start / BLOCK_BYTES * BLOCK_BYTES;
        let end = range.end.next_multiple_of(BLOCK_BYTES).min(self.length);
        start..end.max(start)
    }

    /// Whether all blocks of `range` were checked.
    pub(crate) fn are_good(&self, range: &Range<usize>) -> bool {
        let mut blocks = range.start / BLOCK_BYTES..range.end.div_ceil(BLOCK_BYTES);
        blocks.all(|block| {
            let word = self.good.get(block / 64);
            word.is_some_and(|word| word.load(Ordering::Relaxed) >> (block % 64) & 1 == 1)
        })
    }

    /// Checks whole blocks of the file, of which the first byte is at `start`.
    ///
    /// # Errors
    /// [`io::ErrorKind::InvalidData`] when one is not as it was written.
    pub(crate) fn check(&self, start: usize, bytes: &[u8]) -> io::Result<()> {
        let parts: Vec<&[u8]> = bytes.chunks(PART_BYTES).collect();
        let cores = Cores::for_steps((bytes.len() / BYTES_OF_A_STEP) as u64);
        cores.map(&parts, |at, part| {
            self.check_part(start + at * PART_BYTES, part)
        })?;
        Ok(())
    }

    fn check_part(&self, start: usize, bytes: &[u8]) -> io::Result<()> {
        for (at, block) in (start / BLOCK_BYTES..).zip(bytes.chunks(BLOCK_BYTES)) {
            let good = &self.good[at / 64];
            let bit = 1 << (at % 64);
            if good.load(Ordering::Relaxed) & bit != 0 {
                continue;
            }
            if self.table.get(at) != Some(&crc32fast::hash(block)) {
                let what = format!("it is not what was written, near byte {}", at * BLOCK_BYTES);
                return Err(damaged(&self.name, &what));
            }
            good.fetch_or(bit, Ordering::Relaxed);
        }
        Ok(())
    }
}

/// Writes `bytes` with their checksums to a new file and gives it the name at `path`, in one step that a power cut does not halve.
pub(crate) fn write_whole(
    path: &Path,
    unfinished: &Path,
    write: impl FnOnce(&mut dyn Write) -> io::Result<()>,
) -> io::Result<()> {
    let file = io::BufWriter::new(File::create(unfinished)?);
    let mut file = CheckedWriter::new(path, file);
    write(&mut file)?;
    let file = file.end()?;
    file.flush()?;
    file.get_ref().sync_all()?;
    std::fs::rename(unfinished, path)?;
    sync_folder(path)
}

/// Reads a file whole, without its checksums.
///
/// # Errors
/// When it cannot be read, and [`io::ErrorKind::InvalidData`] when it is not what was written.
pub(crate) fn read_whole(path: &Path) -> io::Result<Vec<u8>> {
    checked(path, std::fs::read(path)?)
}

/// Reads a file whole that was opened at `path`: another may be there by now. It is read by offset, so any number of threads may.
///
/// # Errors
/// As [`read_whole`].
pub(crate) fn read_open(path: &Path, file: &WrapFile) -> io::Result<Vec<u8>> {
    let bytes = match file.len() {
        0 => Vec::new(),
        length => file.read_bytes(0..length)?.as_slice().to_vec(),
    };
    checked(path, bytes)
}

/// The bytes of a file without its checksums, which they are held to.
fn checked(path: &Path, mut bytes: Vec<u8>) -> io::Result<Vec<u8>> {
    let part = |range: Range<usize>| {
        let part = bytes.get(range);
        part.map(<[u8]>::to_vec)
            .ok_or_else(|| io::ErrorKind::UnexpectedEof.into())
    };
    let checksums = Checksums::open(path, bytes.len(), part)?;
    bytes.truncate(checksums.length);
    checksums.check(0, &bytes)?;
    Ok(bytes)
}

/// Reads a file whole, a part at a time, and checks it; its size.
///
/// # Errors
/// When it cannot be read, and [`io::ErrorKind::InvalidData`] when it is not what was written.
pub(crate) fn check_whole(path: &Path) -> io::Result<u64> {
    let file = File::open(path)?;
    let size_bytes = file.metadata()?.len();
    let length = usize::try_from(size_bytes).map_err(io::Error::other)?;
    let read = |range: Range<usize>| {
        let mut part = vec![0; range.len()];
        let mut file = &file;
        file.seek(SeekFrom::Start(range.start as u64))?;
        file.read_exact(&mut part)?;
        Ok(part)
    };
    let checksums = Checksums::open(path, length, read)?;
    for start in (0..checksums.length).step_by(PART_BYTES) {
        let end = (start + PART_BYTES).min(checksums.length);
        checksums.check(start, &read(start..end)?)?;
    }
    Ok(size_bytes)
}

/// Makes sure that a power cut does not take the name of a new file.
pub(crate) fn sync_folder(path: &Path) -> io::Result<()> {
    if cfg!(unix)
        && let Some(folder) = path.parent()
    {
        File::open(folder)?.sync_all()?;
    }
    Ok(())
}

/// The checksum of a name and of what stands under it, for small files of text.
pub(crate) fn sum_of_text(path: &Path, text: &[u8]) -> u32 {
    sum_of(&[&name_of(path).to_le_bytes(), text])
}

pub(crate) fn damaged(name: &str, what: &str) -> io::Error {
    let message = format!("`{name}` is damaged: {what}");
    io::Error::new(io::ErrorKind::InvalidData, message)
}

fn name_of(path: &Path) -> u32 {
    let name = path.file_name().unwrap_or_default();
    crc32fast::hash(name.to_string_lossy().as_bytes())
}

fn sum_of(parts: &[&[u8]]) -> u32 {
    let mut sum = Hasher::new();
    for part in parts {
        sum.update(part);
    }
    sum.finalize()
}

fn numbers_of(bytes: &[u8]) -> Vec<u32> {
    let (numbers, _) = bytes.as_chunks();
    numbers
        .iter()
        .map(|number| u32::from_le_bytes(*number))
        .collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn written(path: &Path, bytes: &[u8]) {
        let unfinished = path.with_extension("unfinished");
        write_whole(path, &unfinished, |file| {
            bytes
                .chunks(7_001)
                .try_for_each(|part| file.write_all(part))
        })
        .unwrap();
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(48))]

        #[test]
        fn any_change_of_a_file_is_noticed(
            length in prop_oneof![0..40_usize, 0..60_000_usize, Just(BLOCK_BYTES), Just(2 * BLOCK_BYTES)],
            at in any::<prop::sample::Index>(),
            bit in 0..8_u32,
            cut in any::<bool>(),
        ) {
            let folder = tempfile::tempdir().unwrap();
            let path = folder.path().join("a.idx");
            let bytes: Vec<u8> = (0..length).map(|at| at.to_le_bytes()[0] ^ at.to_le_bytes()[1]).collect();
            written(&path, &bytes);
            prop_assert_eq!(&read_whole(&path).unwrap(), &bytes);
            prop_assert!(check_whole(&path).is_ok());
            let mut stored = std::fs::read(&path).unwrap();
            let at = at.index(stored.len());
            if cut {
                stored.truncate(at);
            } else {
                stored[at] ^= 1 << bit;
            }
            std::fs::write(&path, &stored).unwrap();
            let error = read_whole(&path).unwrap_err();
            prop_assert_eq!(error.kind(), io::ErrorKind::InvalidData);
            prop_assert!(check_whole(&path).is_err());
        }
    }

    #[test]
    fn a_file_in_the_place_of_another_is_noticed() {
        let folder = tempfile::tempdir().unwrap();
        let (a, b) = (folder.path().join("a.idx"), folder.path().join("b.idx"));
        written(&a, b"peace");
        std::fs::rename(&a, &b).unwrap();
        let error = read_whole(&b).unwrap_err().to_string();
        assert_eq!(error, "`b.idx` is damaged: it is another file");
    }
}
