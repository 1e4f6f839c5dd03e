//! The entries of a ZIP, over bytes in memory or over a file that is read by offset.
//!
//! A [`Zip`] is a handle: cloned, it reads the same archive from another thread. Nothing is held but the directory, and nothing that an
//! archive declares is believed: an entry yields no more than it declares, entries together no more compressed bytes than there are,
//! and what a checksum contradicts is an error at the end of its stream.

use std::fs::File;
use std::io::{self, BufReader, Cursor, Read};
use std::sync::Arc;

use rawzip::{
    CompressionMethod, FileReader, MAX_CENTRAL_DIRECTORY_RECORD_SIZE, RangeReader, ReaderAt,
    ZipArchive, ZipFileHeaderRecord, ZipLocator,
};

use super::reason::Reason;
use super::zip_names;

/// An archive whose entries are read by offset, from any thread.
pub(crate) struct Zip<R> {
    reader: Arc<R>,
    /// Its directory, which stands at its end; `None` where it is missing.
    directory: Option<Arc<ZipArchive<Arc<R>>>>,
    length: u64,
}

impl<R> Clone for Zip<R> {
    fn clone(&self) -> Self {
        Self {
            reader: Arc::clone(&self.reader),
            directory: self.directory.clone(),
            length: self.length,
        }
    }
}

/// One entry, as the archive's directory describes it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ZipEntry {
    /// Its name, with `/` between folders: UTF-8 where it is, else of code page 437. It may say anything, and be nobody's path.
    pub(crate) name: String,
    /// Which of the entries of this name it is, from 1. The last one counts for programs that know names only.
    pub(crate) copy: u32,
    /// Bytes that it takes in the archive, as declared.
    pub(crate) packed_bytes: u64,
    /// Bytes that it holds, as declared.
    pub(crate) bytes: u64,
    /// What it is.
    pub(crate) kind: Kind,
    /// Number of its compression, as the specification gives it.
    pub(crate) method: u16,
    /// Whether it takes a password.
    pub(crate) is_encrypted: bool,
    /// Whether it claims bytes that others claim too: entries before it in the directory already claim all there are. It is not read.
    pub(crate) overlaps: bool,
    crc: u32,
    header_at: u64,
}

/// What an entry is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// A file.
    File,
    /// A folder; it holds nothing.
    Folder,
    /// A link to another path; it is not followed.
    Link,
}

/// The entries of an archive, in the order of its directory.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Listing {
    /// Those that could be read.
    pub(crate) entries: Vec<ZipEntry>,
    /// Why some are missing, where they are.
    pub(crate) problem: Option<Reason>,
}

impl Listing {
    /// The entry of a document's part by its name, which programs write in any case; of several the last.
    pub(crate) fn named(&self, name: &str) -> Option<&ZipEntry> {
        let mut found = self.entries.iter().rev();
        found.find(|entry| entry.name.eq_ignore_ascii_case(name))
    }
}

/// An entry that declares more than this, in bytes, and more than [`LARGEST_RATIO`] times what it takes, is a bomb.
const BOMB_BYTES: u64 = 100 << 20;

/// What an entry may grow by.
const LARGEST_RATIO: u64 = 1000;

/// Bytes of a local header before its name.
const HEADER_BYTES: usize = 30;

/// With what a local header starts.
pub(crate) const HEADER_MARK: &[u8] = b"PK\x03\x04";

/// Memory that a decompressor of xz and LZMA may ask for, in bytes.
const LZMA_MEMORY_BYTES: u64 = 256 << 20;

/// Window of a Zstandard frame, as a power of two: an entry is no large archive.
const ZSTD_WINDOW_LOG: u32 = 27;

impl<'a> Zip<&'a [u8]> {
    /// Opens an archive that stands in memory.
    ///
    /// # Errors
    /// Where it is none.
    pub(crate) fn of_bytes(bytes: &'a [u8]) -> Result<Self, Reason> {
        Self::open_at(bytes, bytes.len() as u64)
    }
}

impl Zip<FileReader> {
    /// Opens a file, which is read by offset; it must not change meanwhile.
    ///
    /// # Errors
    /// Where it is no archive, or the system refuses.
    #[allow(dead_code, reason = "archives of articles are files")]
    pub(crate) fn of_file(file: File) -> Result<Self, Reason> {
        let length = file.metadata().map_err(|error| Reason::broken(&error))?;
        Self::open_at(FileReader::from(file), length.len())
    }
}

impl<R: ReaderAt> Zip<R> {
    /// Opens what `reader` gives, which has so many bytes.
    fn open_at(reader: R, length: u64) -> Result<Self, Reason> {
        let reader = Arc::new(reader);
        let mut buffer = vec![0; rawzip::RECOMMENDED_BUFFER_SIZE];
        let found = ZipLocator::new().locate_in_reader(Arc::clone(&reader), &mut buffer, length);
        let directory = match found {
            Ok(archive) => Some(Arc::new(archive)),
            // Cut off behind some entries, which can be read all the same.
            Err(_) if starts_with_entry(&*reader) => None,
            Err((_, error)) => return Err(damaged(&error)),
        };
        Ok(Self {
            reader,
            directory,
            length,
        })
    }

    /// Its entries; a directory that takes more memory than so many bytes is told, and read as far as that goes.
    pub(crate) fn list(&self, limit_bytes: usize) -> Listing {
        let mut listing = Listing::default();
        let mut budget = Budget {
            memory_bytes: limit_bytes,
            unclaimed_bytes: self.length,
        };
        listing.problem = match &self.directory {
            Some(directory) => list_directory(directory, &mut listing, &mut budget),
            None => Some(self.list_headers(&mut listing, &mut budget)),
        };
        number_copies(&mut listing.entries);
        listing
    }

    /// Where the directory is missing: entries one after the other, by their own headers.
    fn list_headers(&self, listing: &mut Listing, budget: &mut Budget) -> Reason {
        let mut at = 0;
        while let Some((entry, next)) = self.entry_at(at) {
            if !budget.take(entry, listing) {
                return too_many(listing);
            }
            at = next;
        }
        Reason::CutShort {
            problem: "the directory at the end of the ZIP is missing".to_owned(),
        }
    }

    /// The entry whose header stands at an offset, and where the next one may stand; `None` where none is, or it is not whole.
    fn entry_at(&self, at: u64) -> Option<(ZipEntry, u64)> {
        let header = self.header(at).ok()?;
        let short = |from: usize| Some(u16::from_le_bytes([header[from], header[from + 1]]));
        let long = |from: usize| {
            let bytes = header[from..from + 4].try_into().ok()?;
            Some(u64::from(u32::from_le_bytes(bytes)))
        };
        let (flags, method) = (short(6)?, short(8)?);
        let mut name = vec![0; usize::from(short(26)?)];
        self.reader
            .read_exact_at(&mut name, at + HEADER_BYTES as u64)
            .ok()?;
        let name = zip_names::of(&name, flags & 0x800 != 0, None);
        let mut entry = ZipEntry {
            kind: kind_of(&name, false),
            name,
            copy: 1,
            packed_bytes: long(18)?,
            bytes: long(22)?,
            method,
            is_encrypted: flags & 1 != 0,
            overlaps: false,
            crc: u32::try_from(long(14)?).ok()?,
            header_at: at,
        };
        let data_at = at + HEADER_BYTES as u64 + u64::from(short(26)?) + u64::from(short(28)?);
        let declared_behind = flags & 8 != 0 && entry.packed_bytes == 0;
        let mut behind = 0;
        if declared_behind || entry.packed_bytes == u64::from(u32::MAX) {
            if let Some(length) = self.measure(&mut entry, data_at) {
                behind = length;
            } else {
                // It breaks off, which is told where it is read.
                entry.packed_bytes = self.length.checked_sub(data_at)?;
                entry.bytes = entry.packed_bytes.saturating_mul(LARGEST_RATIO);
            }
        }
        let next = data_at
            .checked_add(entry.packed_bytes)?
            .checked_add(behind)?;
        Some((entry, next))
    }

    /// Finds out what the header of an entry leaves open, by decompressing it; the bytes of what stands behind it.
    fn measure(&self, entry: &mut ZipEntry, data_at: u64) -> Option<u64> {
        if entry.method != CompressionMethod::DEFLATE.as_u16() {
            return None;
        }
        let range = RangeReader::new(Arc::clone(&self.reader), data_at..self.length);
        let mut decoder = flate2::read::DeflateDecoder::new(range);
        let mut checked = crc32fast::Hasher::new();
        let mut buffer = vec![0; 1 << 15];
        let bytes = loop {
            match decoder.read(&mut buffer).ok()? {
                0 => break decoder.total_out(),
                read => checked.update(&buffer[..read]),
            }
        };
        entry.packed_bytes = decoder.total_in();
        entry.bytes = bytes;
        entry.crc = checked.finalize();
        // The sizes that stand behind the data, with a mark or without one, of four bytes or of eight.
        let behind = data_at.checked_add(entry.packed_bytes)?;
        let lengths = [12, 16, 20, 24];
        let next = lengths.into_iter().find(|length| {
            let mut mark = [0; 4];
            let read = self.reader.read_exact_at(&mut mark, behind + length);
            read.is_ok() && (mark == HEADER_MARK || mark == *b"PK\x01\x02")
        });
        Some(next.unwrap_or(0))
    }

    /// The bytes of a local header before its name.
    fn header(&self, at: u64) -> Result<[u8; HEADER_BYTES], Reason> {
        let mut header = [0; HEADER_BYTES];
        let read = self.reader.read_exact_at(&mut header, at);
        read.map_err(|error| Reason::broken(&error))?;
        if !header.starts_with(HEADER_MARK) {
            let problem = "damaged ZIP: no entry stands where its directory says".to_owned();
            return Err(Reason::Unreadable { problem });
        }
        Ok(header)
    }

    /// Opens an entry: its bytes, decompressed. Reading fails at the end where size or checksum are not those declared.
    ///
    /// # Errors
    /// [`Reason::Encrypted`]; where it is a bomb, or its compression is not known; where there is no entry.
    pub(crate) fn open<'r>(&self, entry: &ZipEntry) -> Result<Box<dyn Read + Send + 'r>, Reason>
    where
        R: Send + Sync + 'r,
    {
        check(entry)?;
        let header = self.header(entry.header_at)?;
        let lengths =
            [26, 28].map(|at| u64::from(u16::from_le_bytes([header[at], header[at + 1]])));
        let start = entry.header_at.saturating_add(HEADER_BYTES as u64) + lengths[0] + lengths[1];
        let end = start.saturating_add(entry.packed_bytes).min(self.length);
        let range = RangeReader::new(Arc::clone(&self.reader), start.min(end)..end);
        let decoded = decode(entry, range).map_err(|error| Reason::broken(&error))?;
        Ok(Box::new(Verified {
            reader: decoded,
            declared_bytes: entry.bytes,
            declared_crc: entry.crc,
            bytes: 0,
            crc: crc32fast::Hasher::new(),
        }))
    }

    /// All bytes of an entry that can be read, up to a limit, and why there are no more.
    pub(crate) fn read_told(
        &self,
        entry: &ZipEntry,
        limit_bytes: usize,
    ) -> (Vec<u8>, Option<Reason>)
    where
        R: Send + Sync,
    {
        let reader = match self.open(entry) {
            Ok(reader) => reader,
            Err(reason) => return (Vec::new(), Some(reason)),
        };
        let limit = limit_bytes as u64;
        let mut bytes = Vec::new();
        match reader.take(limit + 1).read_to_end(&mut bytes) {
            Ok(_) if bytes.len() > limit_bytes => {
                bytes.truncate(limit_bytes);
                (bytes, Some(Reason::TooLarge { limit_bytes: limit }))
            }
            Ok(_) => (bytes, None),
            Err(error) => (bytes, Some(Reason::broken(&error))),
        }
    }
}

/// Lists what a directory names; why some of it is missing.
fn list_directory<R: ReaderAt>(
    directory: &ZipArchive<Arc<R>>,
    listing: &mut Listing,
    budget: &mut Budget,
) -> Option<Reason> {
    let mut buffer = vec![0; MAX_CENTRAL_DIRECTORY_RECORD_SIZE];
    let mut entries = directory.entries(&mut buffer);
    loop {
        match entries.next_entry() {
            Ok(Some(record)) => {
                if !budget.take(of_record(&record), listing) {
                    return Some(too_many(listing));
                }
            }
            Ok(None) => break,
            Err(error) => return Some(damaged(&error)),
        }
    }
    let (found, declared) = (listing.entries.len() as u64, directory.entries_hint());
    (found < declared).then(|| Reason::Unreadable {
        problem: format!("damaged ZIP: its directory has {found} of {declared} entries"),
    })
}

/// What may still be listed.
struct Budget {
    memory_bytes: usize,
    /// Bytes of the archive that no entry has claimed yet.
    unclaimed_bytes: u64,
}

impl Budget {
    /// Lists an entry; whether there was room for it.
    fn take(&mut self, mut entry: ZipEntry, listing: &mut Listing) -> bool {
        let takes = size_of::<ZipEntry>() + entry.name.len();
        let Some(left) = self.memory_bytes.checked_sub(takes) else {
            return false;
        };
        self.memory_bytes = left;
        let claims = entry.packed_bytes.saturating_add(HEADER_BYTES as u64);
        match self.unclaimed_bytes.checked_sub(claims) {
            Some(left) => self.unclaimed_bytes = left,
            None => entry.overlaps = true,
        }
        listing.entries.push(entry);
        true
    }
}

fn too_many(listing: &Listing) -> Reason {
    let listed = listing.entries.len();
    let problem = format!("more entries than memory was given for: {listed} are read");
    Reason::Unreadable { problem }
}

fn of_record(record: &ZipFileHeaderRecord<'_>) -> ZipEntry {
    let other = record
        .extra_fields()
        .find(|(id, _)| id.as_u16() == zip_names::UNICODE_NAME)
        .map(|(_, data)| data);
    let name = zip_names::of(
        record.file_path().as_bytes(),
        record.flags().is_utf8(),
        other,
    );
    ZipEntry {
        kind: kind_of(&name, record.mode().is_symlink()),
        name,
        copy: 1,
        packed_bytes: record.compressed_size_hint(),
        bytes: record.uncompressed_size_hint(),
        method: record.compression_method().as_u16(),
        is_encrypted: record.flags().is_encrypted() || record.flags().is_masked(),
        overlaps: false,
        crc: record.crc32(),
        header_at: record.local_header_offset(),
    }
}

fn kind_of(name: &str, is_link: bool) -> Kind {
    match is_link {
        true => Kind::Link,
        false if name.ends_with('/') => Kind::Folder,
        false => Kind::File,
    }
}

/// Counts entries of the same name, in their order.
fn number_copies(entries: &mut [ZipEntry]) {
    let mut order: Vec<usize> = (0..entries.len()).collect();
    order.sort_by(|a, b| entries[*a].name.cmp(&entries[*b].name));
    for at in 1..order.len() {
        let (before, this) = (&entries[order[at - 1]], &entries[order[at]]);
        if before.name == this.name {
            entries[order[at]].copy = before.copy + 1;
        }
    }
}

fn starts_with_entry(reader: &impl ReaderAt) -> bool {
    let mut mark = [0; 4];
    reader.read_exact_at(&mut mark, 0).is_ok() && mark == HEADER_MARK
}

/// Why a directory cannot be read.
fn damaged(error: &rawzip::Error) -> Reason {
    match error.kind() {
        rawzip::ErrorKind::IO(error) => Reason::broken(error),
        rawzip::ErrorKind::Eof => Reason::CutShort {
            problem: "the directory at the end of the ZIP is not whole".to_owned(),
        },
        rawzip::ErrorKind::MissingEndOfCentralDirectory => Reason::Unreadable {
            problem: "no ZIP: it neither begins nor ends as one".to_owned(),
        },
        _ => Reason::Unreadable {
            problem: format!("damaged ZIP: {error}"),
        },
    }
}

/// Refuses what is not to be opened.
fn check(entry: &ZipEntry) -> Result<(), Reason> {
    if entry.is_encrypted || entry.method == CompressionMethod::AES.as_u16() {
        return Err(Reason::Encrypted);
    }
    let unreadable = |problem: &str| {
        Err(Reason::Unreadable {
            problem: problem.to_owned(),
        })
    };
    if entry.overlaps {
        return unreadable("damaged ZIP: its entries claim more bytes than it has");
    }
    let ratio = entry.bytes / entry.packed_bytes.max(1);
    if entry.bytes > BOMB_BYTES && ratio > LARGEST_RATIO {
        return unreadable(&format!("it would become {ratio} times as large"));
    }
    Ok(())
}

/// The bytes of an entry, decompressed.
fn decode<'r, R: ReaderAt + Send + Sync + 'r>(
    entry: &ZipEntry,
    range: RangeReader<Arc<R>>,
) -> io::Result<Box<dyn Read + Send + 'r>> {
    let mut reader = BufReader::with_capacity(32 << 10, range);
    let method = CompressionMethod::new(entry.method);
    Ok(match method {
        CompressionMethod::STORE => Box::new(reader),
        CompressionMethod::DEFLATE => Box::new(flate2::bufread::DeflateDecoder::new(reader)),
        CompressionMethod::BZIP2 => Box::new(bzip2::bufread::BzDecoder::new(reader)),
        CompressionMethod::ZSTD | CompressionMethod::ZSTD_DEPRECATED => {
            let mut decoder = zstd::stream::read::Decoder::with_buffer(reader)?;
            decoder.window_log_max(ZSTD_WINDOW_LOG)?;
            Box::new(decoder)
        }
        CompressionMethod::XZ => {
            let stream = liblzma::stream::Stream::new_stream_decoder(LZMA_MEMORY_BYTES, 0)?;
            Box::new(liblzma::bufread::XzDecoder::new_stream(reader, stream))
        }
        CompressionMethod::LZMA => {
            // A version and the length of the properties, then these: a header of `.lzma`, but for its size.
            let mut head = [0; 9];
            reader.read_exact(&mut head)?;
            let mut header = head[4..].to_vec();
            header.extend(entry.bytes.to_le_bytes());
            let stream = liblzma::stream::Stream::new_lzma_decoder(LZMA_MEMORY_BYTES)?;
            let whole = BufReader::new(Cursor::new(header).chain(reader));
            Box::new(liblzma::bufread::XzDecoder::new_stream(whole, stream))
        }
        other => {
            let name = other.name().unwrap_or("unknown");
            let problem = format!(
                "compressed by a method that is not read: {name} ({})",
                other.as_u16()
            );
            return Err(io::Error::new(io::ErrorKind::Unsupported, problem));
        }
    })
}

/// Checks what is read against what was declared.
struct Verified<'r> {
    reader: Box<dyn Read + Send + 'r>,
    declared_bytes: u64,
    declared_crc: u32,
    bytes: u64,
    crc: crc32fast::Hasher,
}

impl Read for Verified<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if buffer.is_empty() {
            return Ok(0);
        }
        let read = self.reader.read(buffer)?;
        self.bytes += read as u64;
        if self.bytes > self.declared_bytes {
            let problem = format!(
                "it holds more than the {} bytes declared",
                self.declared_bytes
            );
            return Err(io::Error::new(io::ErrorKind::InvalidData, problem));
        }
        self.crc.update(&buffer[..read]);
        if read > 0 {
            return Ok(read);
        }
        if self.bytes < self.declared_bytes {
            let problem = format!("{} of {} bytes are there", self.bytes, self.declared_bytes);
            return Err(io::Error::new(io::ErrorKind::UnexpectedEof, problem));
        }
        if self.crc.clone().finalize() != self.declared_crc {
            let problem = "its checksum is wrong: it is damaged";
            return Err(io::Error::new(io::ErrorKind::InvalidData, problem));
        }
        Ok(0)
    }
}

#[cfg(test)]
mod tests;
