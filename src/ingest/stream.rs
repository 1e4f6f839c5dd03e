//! Files and standard input as streams of bytes, decompressed where their first bytes say so.

use std::cell::Cell;
use std::io::{self, Cursor, Read};
use std::path::Path;
use std::rc::Rc;

use crate::ingest::codings::Coding;
use crate::ingest::encoding::{self, Charset, Failed, UTF_8_MARK};
use crate::ingest::format::{self, Format, Split};
use crate::ingest::reason::Reason;

/// A compression, known by its first bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Compression {
    /// gzip, one member or several.
    Gzip,
    /// Zstandard, one frame or several, with a window of up to 2 GiB.
    Zstd,
    /// bzip2, one stream or several.
    Bzip2,
    /// xz, one stream or several.
    Xz,
}

/// File name suffixes of compressed files, lower case.
const SUFFIXES: &[&str] = &[".gz", ".gzip", ".zst", ".zstd", ".bz2", ".xz"];

/// Those of a TAR file that is compressed.
const TAR_SUFFIXES: &[&str] = &[".tgz", ".tbz2", ".tbz", ".tzst", ".txz"];

/// Largest window of a Zstandard frame, as a power of two. `zstd --long=31` makes such files and
/// large archives are published in them; the memory is used only if the file fills it.
const ZSTD_WINDOW_LOG: u32 = 31;

/// Memory that an xz stream may ask for; `xz -9` asks for 65 MB.
const XZ_MEMORY_BYTES: u64 = 512 << 20;

impl Compression {
    /// The compression that a stream begins with, if it is one.
    pub(super) fn of(head: &[u8]) -> Option<Self> {
        match head {
            [0x1f, 0x8b, 8, ..] => Some(Self::Gzip),
            // A frame, or a skippable frame before one.
            [0x28, 0xb5, 0x2f, 0xfd, ..] | [0x50..=0x5f, 0x2a, 0x4d, 0x18, ..] => Some(Self::Zstd),
            // Text may begin with `BZh`: a block's or the end's mark must follow.
            [b'B', b'Z', b'h', b'1'..=b'9', 0x31, 0x41, 0x59, ..]
            | [b'B', b'Z', b'h', b'1'..=b'9', 0x17, 0x72, 0x45, ..] => Some(Self::Bzip2),
            [0xfd, b'7', b'z', b'X', b'Z', 0, ..] => Some(Self::Xz),
            _ => None,
        }
    }

    /// `reader` decompressed.
    fn decode(self, reader: Box<dyn Read + '_>) -> io::Result<Box<dyn Read + '_>> {
        let reader = io::BufReader::with_capacity(READ_BYTES, reader);
        Ok(match self {
            Self::Gzip => Box::new(flate2::bufread::MultiGzDecoder::new(reader)),
            Self::Bzip2 => Box::new(bzip2::bufread::MultiBzDecoder::new(reader)),
            Self::Zstd => {
                let mut decoder = zstd::stream::read::Decoder::with_buffer(reader)?;
                decoder.window_log_max(ZSTD_WINDOW_LOG)?;
                Box::new(decoder)
            }
            Self::Xz => {
                let stream = liblzma::stream::Stream::new_stream_decoder(
                    XZ_MEMORY_BYTES,
                    liblzma::stream::CONCATENATED,
                )?;
                Box::new(liblzma::bufread::XzDecoder::new_stream(reader, stream))
            }
        })
    }
}

/// Bytes read from a file at a time.
const READ_BYTES: usize = 64 << 10;

/// Bytes at the start of a stream by which its charset is found.
const HEAD_BYTES: u64 = 512 << 10;

/// A file or standard input, decompressed, its first bytes known.
pub struct Stream<'a> {
    /// File name without the compression's suffix: its extension is the format's.
    pub name: String,
    /// How the file is compressed.
    pub compression: Option<Compression>,
    head: Vec<u8>,
    rest: Box<dyn Read + 'a>,
}

/// What the user says about files; `None` finds it out.
#[derive(Debug, Clone, Copy, Default)]
pub struct Given {
    /// The format.
    pub format: Option<&'static Format>,
    /// The charset.
    pub charset: Option<Coding>,
}

/// A stream of text whose format is known.
pub struct Opened<'a> {
    /// The format.
    pub format: &'static Format,
    /// The charset the file is in.
    pub charset: Charset,
    /// The text: UTF-8, perhaps damaged, without byte order mark. Where the format is no text, its bytes.
    pub reader: Box<dyn Read + 'a>,
}

impl<'a> Stream<'a> {
    /// A stream of the file called `name` over its bytes.
    pub fn new(name: &str, bytes: Box<dyn Read + 'a>) -> Self {
        let (magic, bytes) = peek(bytes, 16);
        let compression = Compression::of(&magic);
        let whole: Box<dyn Read + 'a> = Box::new(Cursor::new(magic).chain(bytes));
        let decoded = match compression {
            Some(compression) => compression
                .decode(whole)
                .unwrap_or_else(|error| Box::new(Failed(Some(error)))),
            None => whole,
        };
        let (head, rest) = peek(decoded, HEAD_BYTES);
        Self {
            name: without_suffix(name),
            compression,
            head,
            rest,
        }
    }

    /// The first bytes, at most so many as formats look at.
    pub(super) fn head(&self) -> &[u8] {
        &self.head[..self.head.len().min(format::SNIFFED_BYTES)]
    }

    /// All bytes, from the first.
    pub(super) fn into_reader(self) -> Box<dyn Read + 'a> {
        Box::new(Cursor::new(self.head).chain(self.rest))
    }

    /// A stream that breaks off where no bytes are left.
    #[must_use]
    pub(super) fn bounded(mut self, left_bytes: &Rc<Cell<usize>>) -> Self {
        self.rest = Box::new(Bounded::new(self.rest, left_bytes));
        self
    }

    /// Finds charset and format, and makes the stream one of UTF-8.
    ///
    /// # Errors
    ///
    /// [`Reason::Binary`] if it is not text, [`Reason::Empty`] if there is nothing in it,
    /// [`Reason::UnknownFormat`] if no format reads files of that name.
    pub fn prepare(mut self, given: Given) -> Result<Opened<'a>, Reason> {
        let no_text = match given.format {
            Some(format) => Some(format).filter(|format| format.split == Split::Bytes),
            None => format::of_bytes(&self.name, self.head()),
        };
        if let Some(format) = no_text.filter(|_| !self.head.is_empty()) {
            return Ok(Opened {
                format,
                charset: Charset::UTF_8,
                reader: Box::new(Cursor::new(self.head).chain(self.rest)),
            });
        }
        if let (Some(reason), None) = (Reason::of_unread(&self.name, &self.head), given.format) {
            return Err(reason);
        }
        let charset = encoding::charset_of(&self.head, given.charset).ok_or(Reason::Binary)?;
        if self.head.is_empty() || self.head == UTF_8_MARK {
            // An error on the first byte is the reason why nothing is there.
            let mut byte = [0];
            let read = self.rest.read(&mut byte);
            return Err(match read {
                Err(error) => Reason::broken(&error),
                Ok(_) => Reason::Empty,
            });
        }
        let length = self.head.len().min(4 * format::SNIFFED_BYTES);
        let mut sniffed = Vec::with_capacity(format::SNIFFED_BYTES);
        let head = self.head[..length].to_vec();
        // Reading from memory does not fail; if a decoder did, there would be nothing to sniff.
        let _ = charset
            .decode(Box::new(Cursor::new(head)))
            .take(format::SNIFFED_BYTES as u64)
            .read_to_end(&mut sniffed);
        let sniffed = sniffed.strip_prefix(UTF_8_MARK).unwrap_or(&sniffed);
        let format = match given.format {
            Some(format) => format,
            None => format::of(&self.name, sniffed)?,
        };
        if self.head.starts_with(UTF_8_MARK) {
            self.head.drain(..UTF_8_MARK.len());
        }
        let reader = charset.decode(Box::new(Cursor::new(self.head).chain(self.rest)));
        Ok(Opened {
            format,
            charset,
            reader,
        })
    }
}

/// The first bytes of a stream, and the rest of it; an error among them comes after them.
pub(super) fn peek<'a>(
    mut reader: Box<dyn Read + 'a>,
    bytes: u64,
) -> (Vec<u8>, Box<dyn Read + 'a>) {
    let mut head = Vec::new();
    match (&mut reader).take(bytes).read_to_end(&mut head) {
        Ok(_) => (head, reader),
        Err(error) => (head, Box::new(Failed(Some(error)))),
    }
}

/// A file name without the suffix that a compression gave it.
pub(super) fn without_suffix(name: &str) -> String {
    let ends = |suffix: &str| {
        let at = name.len().checked_sub(suffix.len())?;
        let end = name.get(at..)?;
        end.eq_ignore_ascii_case(suffix).then(|| &name[..at])
    };
    let stem = SUFFIXES.iter().find_map(|suffix| ends(suffix));
    let of_tar = || TAR_SUFFIXES.iter().find_map(|suffix| ends(suffix));
    match (stem, of_tar()) {
        (Some(stem), _) => stem.to_owned(),
        (None, Some(stem)) => format!("{stem}.tar"),
        (None, None) => name.to_owned(),
    }
}

/// Whether the name of a file says that it is compressed.
pub(crate) fn is_named_compressed(path: &Path) -> bool {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    without_suffix(&name).len() < name.len()
}

/// Breaks off where no bytes are left: what stands in a small file may not be much larger than that.
pub(super) struct Bounded<'a> {
    reader: Box<dyn Read + 'a>,
    left_bytes: Rc<Cell<usize>>,
}

impl<'a> Bounded<'a> {
    pub(super) fn new(reader: Box<dyn Read + 'a>, left_bytes: &Rc<Cell<usize>>) -> Self {
        Self {
            reader,
            left_bytes: Rc::clone(left_bytes),
        }
    }
}

impl Read for Bounded<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.reader.read(buffer)?;
        let left = self.left_bytes.get().checked_sub(read).ok_or_else(|| {
            io::Error::other("it holds much more than a small file, which its name does not say: give it the suffix of its kind, such as `.gz` or `.zip`")
        })?;
        self.left_bytes.set(left);
        Ok(read)
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use super::*;
    use crate::ingest::slice::ReadOptions;
    use crate::ingest::slices::{Cutting, slices};

    const TEXT: &str = "The council voted to reopen the bridge.\nIt had been closed since March.\n";

    fn compress(compression: Compression, bytes: &[u8]) -> Vec<u8> {
        match compression {
            Compression::Gzip => {
                let mut encoder =
                    flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
                encoder.write_all(bytes).unwrap();
                encoder.finish().unwrap()
            }
            Compression::Zstd => zstd::encode_all(bytes, 3).unwrap(),
            Compression::Bzip2 => {
                let mut encoder =
                    bzip2::write::BzEncoder::new(Vec::new(), bzip2::Compression::default());
                encoder.write_all(bytes).unwrap();
                encoder.finish().unwrap()
            }
            Compression::Xz => {
                let mut encoder = liblzma::write::XzEncoder::new(Vec::new(), 6);
                encoder.write_all(bytes).unwrap();
                encoder.finish().unwrap()
            }
        }
    }

    const ALL: [Compression; 4] = [
        Compression::Gzip,
        Compression::Zstd,
        Compression::Bzip2,
        Compression::Xz,
    ];

    fn stream(name: &str, bytes: Vec<u8>) -> Stream<'static> {
        Stream::new(name, Box::new(Cursor::new(bytes)))
    }

    /// What can be read, and the error that ends it.
    fn read(bytes: Vec<u8>) -> (String, Option<io::ErrorKind>) {
        let mut read = Vec::new();
        let opened = stream("a.txt", bytes).prepare(Given::default());
        let error = opened
            .unwrap()
            .reader
            .read_to_end(&mut read)
            .err()
            .map(|error| error.kind());
        (String::from_utf8(read).unwrap(), error)
    }

    #[test]
    fn compressed_streams_are_known_by_their_bytes() {
        for compression in ALL {
            let bytes = compress(compression, TEXT.as_bytes());
            let found = stream("news.TXT.Gz", bytes.clone());
            assert_eq!(
                (found.name.as_str(), found.compression),
                ("news.TXT", Some(compression))
            );
            let twice = [bytes.clone(), bytes].concat();
            assert_eq!(read(twice), (TEXT.repeat(2), None), "{compression:?}");
        }
        for text in [TEXT, "BZh9 is how a bzip2 file begins.", "("] {
            assert_eq!(read(text.as_bytes().to_vec()), (text.to_owned(), None));
        }
    }

    #[test]
    fn a_stream_that_is_cut_short_says_so_after_what_it_has() {
        for compression in ALL {
            // Too much for one block, so that something is whole before the cut.
            let words = (0..120_000_u32).map(|line| (line * 7919 % 100_003).to_string());
            let long = words.collect::<Vec<_>>().join(
                "
",
            );
            let mut bytes = compress(compression, long.as_bytes());
            bytes.truncate(bytes.len() - bytes.len() / 10);
            let (text, error) = read(bytes);
            assert!(
                long.starts_with(&text) && text.len() > long.len() / 4,
                "{compression:?}: {}",
                text.len()
            );
            assert_eq!(error, Some(io::ErrorKind::UnexpectedEof), "{compression:?}");
        }
    }

    #[test]
    fn what_is_no_text_is_refused() {
        let table: &[(&str, &[u8], Reason)] = &[
            ("a.txt", b"", Reason::Empty),
            ("a.txt", b"\xef\xbb\xbf", Reason::Empty),
            ("a.txt", b"a\0b", Reason::Binary),
            ("a.png", b"\x89PNG\r\n\x1a\n\0", Reason::Binary),
            ("a.css", b"body { }", format::unknown("css".to_owned())),
        ];
        for (name, bytes, reason) in table {
            let found = stream(name, bytes.to_vec()).prepare(Given::default()).err();
            assert_eq!(found.as_ref(), Some(reason), "{name}");
        }
        let mut broken = compress(Compression::Gzip, TEXT.as_bytes());
        broken.truncate(12);
        let found = stream("a.gz", broken).prepare(Given::default()).err();
        assert!(matches!(found, Some(Reason::CutShort { .. })), "{found:?}");
    }

    #[test]
    fn a_mark_goes_and_the_charset_is_decoded() {
        let utf_16: Vec<u8> = "\u{feff}title,text\n"
            .encode_utf16()
            .flat_map(u16::to_le_bytes)
            .collect();
        for bytes in [b"\xef\xbb\xbftitle,text\n".to_vec(), utf_16] {
            let mut opened = stream("table", bytes).prepare(Given::default()).unwrap();
            let mut text = String::new();
            opened.reader.read_to_string(&mut text).unwrap();
            assert_eq!((text.as_str(), opened.format.name), ("title,text\n", "csv"));
        }
    }

    #[test]
    fn a_bomb_is_a_stream_like_any_other() {
        let bytes = compress(Compression::Zstd, &vec![b'a'; 64 << 20]);
        assert!(bytes.len() < 1 << 14);
        let opened = stream("a.txt", bytes).prepare(Given::default()).unwrap();
        let options = ReadOptions::default();
        let cutting = Cutting {
            limit_bytes: 1 << 20,
            ..Cutting::new(opened.format.split, &options)
        };
        let mut reader = opened.reader;
        let mut refused = Vec::new();
        slices(&mut reader, &cutting, &mut |slice| {
            refused.extend(slice.err());
            std::ops::ControlFlow::Continue(())
        });
        assert_eq!(refused.len(), 1);
        assert_eq!(
            refused[0].reason,
            Reason::TooLarge {
                limit_bytes: 1 << 20
            }
        );
    }
}
