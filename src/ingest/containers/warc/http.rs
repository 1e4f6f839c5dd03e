//! Answers of web servers as web archives keep them: as they came over the line, or with their codings undone and still declared.

use std::borrow::Cow;
use std::io::{self, Read};

use super::head::{empty_line, fields};
use crate::ingest::reason::Reason;

/// An answer of a server.
pub(super) struct Answer<'a> {
    /// Its status: 200.
    pub(super) status: u16,
    fields: Vec<(String, String)>,
    body: &'a [u8],
}

/// A body without its codings.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Body<'a> {
    /// Its bytes, as far as they could be had.
    pub(super) bytes: Cow<'a, [u8]>,
    /// Why there are not more.
    pub(super) trouble: Option<Reason>,
}

impl<'a> From<&'a [u8]> for Body<'a> {
    fn from(bytes: &'a [u8]) -> Self {
        Self {
            bytes: Cow::Borrowed(bytes),
            trouble: None,
        }
    }
}

impl<'a> Answer<'a> {
    /// Reads an answer; nothing where these bytes are none.
    pub(super) fn read(bytes: &'a [u8]) -> Option<Self> {
        let (_, rest) = bytes.split_at_checked(bytes.iter().position(|byte| *byte == b' ')?)?;
        if !bytes.starts_with(b"HTTP/") {
            return None;
        }
        let digits = rest.trim_ascii_start().get(..3)?;
        let status = std::str::from_utf8(digits).ok()?.parse().ok()?;
        let end = empty_line(bytes).unwrap_or(bytes.len());
        let (head, body) = bytes.split_at_checked(end)?;
        Some(Self {
            status,
            fields: fields(head),
            body,
        })
    }

    /// The value of a field.
    pub(super) fn field(&self, name: &str) -> Option<&str> {
        let mut fields = self.fields.iter();
        let (_, value) = fields.find(|(field, _)| field == name)?;
        Some(value)
    }

    /// The codings that a field lists, in the order in which they were applied.
    fn codings(&self, name: &str) -> impl DoubleEndedIterator<Item = String> {
        let fields = self.fields.iter().filter(move |(field, _)| field == name);
        let codings = fields.flat_map(|(_, value)| value.split(','));
        codings.map(|coding| coding.trim().to_ascii_lowercase())
    }

    /// The body without its codings, bounded in size.
    pub(super) fn body(&self, limit_bytes: usize) -> Result<Body<'a>, Reason> {
        let mut body = Body::from(self.body);
        if self
            .codings("transfer-encoding")
            .any(|coding| coding == "chunked")
            && let Some(whole) = without_chunks(self.body)
        {
            body = whole;
        }
        let transfer = self.codings("transfer-encoding");
        let codings: Vec<String> = self.codings("content-encoding").chain(transfer).collect();
        for name in codings.iter().rev() {
            let Some(coding) = Coding::of(name, &body.bytes) else {
                continue;
            };
            let undone = coding.undo(&body.bytes, limit_bytes)?;
            if undone.bytes.is_empty() && undone.trouble.is_some() && is_text(&body.bytes) {
                continue;
            }
            body = Body {
                bytes: Cow::Owned(undone.bytes.into_owned()),
                trouble: body.trouble.or(undone.trouble),
            };
        }
        Ok(body)
    }
}

/// A body without the lines that tell the size of each chunk; nothing where it has none: its chunks were joined when it was kept.
fn without_chunks(body: &[u8]) -> Option<Body<'static>> {
    let (mut rest, mut whole) = (body, Vec::new());
    let mut trouble = Some(Reason::CutShort {
        problem: "its last chunk is missing".to_owned(),
    });
    while !rest.is_empty() {
        let Some((size, from)) = chunk_size(rest) else {
            if rest.len() < 8
                && rest
                    .iter()
                    .all(|byte| byte.is_ascii_hexdigit() || *byte == b'\r')
            {
                break;
            }
            if whole.is_empty() {
                return None;
            }
            // What goes on without chunks is text too.
            whole.extend_from_slice(rest);
            break;
        };
        if size == 0 {
            trouble = None;
            break;
        }
        let (_, chunk) = rest.split_at_checked(from)?;
        let (chunk, behind) = chunk.split_at(size.min(chunk.len()));
        whole.extend_from_slice(chunk);
        rest = behind.strip_prefix(b"\r").unwrap_or(behind);
        rest = rest.strip_prefix(b"\n").unwrap_or(rest);
    }
    Some(Body {
        bytes: Cow::Owned(whole),
        trouble,
    })
}

/// The size of a chunk, and where it begins.
fn chunk_size(bytes: &[u8]) -> Option<(usize, usize)> {
    /// Longest line that tells the size of a chunk.
    const LINE_BYTES: usize = 256;
    let line = bytes.get(..LINE_BYTES).unwrap_or(bytes);
    let end = memchr::memchr(b'\n', line)?;
    let line = std::str::from_utf8(line.get(..end)?).ok()?;
    let size = line.split(';').next()?.trim();
    let is_size = !size.is_empty() && size.bytes().all(|byte| byte.is_ascii_hexdigit());
    let size = usize::from_str_radix(size, 16).ok().filter(|_| is_size)?;
    Some((size, end + 1))
}

/// How a body is compressed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Coding {
    Gzip,
    Zlib,
    Deflate,
    Brotli,
    Zstd,
}

impl Coding {
    /// The coding of that name, if the bytes may be coded so. Many archives keep bodies decoded and the field as it was.
    fn of(name: &str, bytes: &[u8]) -> Option<Self> {
        let coding = match (name, bytes) {
            ("gzip" | "x-gzip", [0x1f, 0x8b, ..]) => Self::Gzip,
            ("zstd", [0x28, 0xb5, 0x2f, 0xfd, ..] | [0x50..=0x5f, 0x2a, 0x4d, 0x18, ..]) => {
                Self::Zstd
            }
            // The standard means zlib's format, some servers send the data alone.
            ("deflate", [method, flags, ..])
                if method & 0x0f == 8 && u16::from_be_bytes([*method, *flags]) % 31 == 0 =>
            {
                Self::Zlib
            }
            ("deflate", _) if !is_text(bytes) => Self::Deflate,
            ("br", _) if !is_text(bytes) => Self::Brotli,
            _ => return None,
        };
        Some(coding)
    }

    fn undo(self, bytes: &[u8], limit_bytes: usize) -> Result<Body<'static>, Reason> {
        match self {
            Self::Gzip => bounded(
                flate2::bufread::MultiGzDecoder::new(bytes),
                bytes,
                limit_bytes,
            ),
            Self::Zlib => bounded(flate2::bufread::ZlibDecoder::new(bytes), bytes, limit_bytes),
            Self::Deflate => bounded(
                flate2::bufread::DeflateDecoder::new(bytes),
                bytes,
                limit_bytes,
            ),
            Self::Brotli => {
                let decoder = brotli_decompressor::Decompressor::new(bytes, BUFFER_BYTES);
                bounded(decoder, bytes, limit_bytes)
            }
            Self::Zstd => {
                let decoder = zstd::stream::read::Decoder::with_buffer(bytes);
                let decoder = decoder.map_err(|error| Reason::broken(&error))?;
                bounded(decoder, bytes, limit_bytes)
            }
        }
    }
}

const BUFFER_BYTES: usize = 16 << 10;

/// Reads all that a decoder makes of `coded`: as far as it goes, where that is not too far.
fn bounded(
    mut decoder: impl Read,
    coded: &[u8],
    limit_bytes: usize,
) -> Result<Body<'static>, Reason> {
    /// A body that is made of so many times fewer bytes, and longer than [`HARMLESS_BYTES`], is made to use up memory.
    const MOST_TIMES: usize = 500;
    const HARMLESS_BYTES: usize = 4 << 20;
    let mut bytes = vec![0; BUFFER_BYTES.max(coded.len().saturating_mul(4).min(limit_bytes))];
    let mut filled = 0;
    let trouble = loop {
        if filled > limit_bytes {
            return Err(Reason::TooLarge {
                limit_bytes: limit_bytes as u64,
            });
        }
        if filled > HARMLESS_BYTES && filled / MOST_TIMES > coded.len() {
            return Err(super::packing::broken(
                "its body unpacks to more than five hundred times its size",
            ));
        }
        if filled == bytes.len() {
            bytes.resize(bytes.len() * 2, 0);
        }
        let (_, free) = bytes.split_at_mut(filled);
        match decoder.read(free) {
            Ok(0) => break None,
            Ok(read) => filled += read,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            // Where something was made, what is wrong is behind it.
            Err(error) => break Some(Reason::broken(&error)),
        }
    };
    bytes.truncate(filled);
    Ok(Body {
        bytes: Cow::Owned(bytes),
        trouble,
    })
}

/// Whether these bytes are text as they stand, so that no coding was applied.
fn is_text(bytes: &[u8]) -> bool {
    /// So many letters in a row are no accident.
    const LOOKED_AT: usize = 32;
    let head = bytes.get(..LOOKED_AT).unwrap_or(bytes);
    let is_printed = |byte: &u8| byte.is_ascii_graphic() || byte.is_ascii_whitespace();
    let head = head.strip_prefix(b"\xef\xbb\xbf").unwrap_or(head);
    head.iter().all(is_printed)
}
