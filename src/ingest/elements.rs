//! Records that are elements of a stream of XML or SGML: where they begin and end, found without a tree.
//!
//! A record is an element of one of some local names, whatever its prefix and case. Its end is its end tag; where that is
//! missing, the next element of its name or the end of the document. Comments and `CDATA` hold no tags. What stands before
//! the first record of a document is its header; after the end tag of its outermost element another document may begin.

use std::borrow::Cow;

use memchr::{memchr, memmem};

use super::boundaries::Cut;
use super::reason::{Reason, Refused};
use super::record::Record;
use super::slice::Slice;
use super::xml;

/// Bytes of a header that are kept.
const HEADER_BYTES: usize = 64 << 10;

/// No tag is longer; what looks like one and is, is text.
const TAG_BYTES: usize = 64 << 10;

/// No tag holds more of `<`.
const MOST_STARTS: usize = 8;

/// No name of an element is longer, with its prefix.
const NAME_BYTES: usize = 128;

/// Blanks that an end tag may hold behind its name.
const BLANK_BYTES: usize = 64;

/// What hides tags: how it begins and how it ends.
type Hiding = (&'static [u8], &'static [u8]);

const COMMENT: Hiding = (b"<!--", b"-->");
const CDATA: Hiding = (b"<![CDATA[", b"]]>");

/// Finds the ends of elements that are records.
#[derive(Debug)]
pub(crate) struct Elements {
    names: &'static [&'static str],
    at: usize,
    /// What is open that hides tags, and where it began.
    hidden: Option<(usize, Hiding)>,
    /// The whole name of the document's outermost element, if that is no record.
    root: Option<Vec<u8>>,
    /// Whether a tag of the document was seen.
    begun: bool,
    header: Header,
    /// Where the first record of the run starts.
    first: Option<usize>,
    /// The record at hand: where it starts, and its whole name.
    open: Option<(usize, Vec<u8>)>,
    end: usize,
    records: u64,
    /// Whether a record was found so far.
    any: bool,
    /// Whether no more bytes will come.
    complete: bool,
    /// The record at the end of the stream that has no end.
    unended: Option<Vec<u8>>,
    /// What ends nowhere is text in a record, and so is what begins alike behind it.
    hopeless: Vec<Hiding>,
}

/// What stands before the records of a document.
#[derive(Debug, Default)]
struct Header {
    bytes: Vec<u8>,
    /// Where the part of it starts that is still in the buffer.
    from: usize,
    /// Whether its end was found.
    ended: bool,
    /// Whether somebody has it already.
    taken: bool,
}

impl Header {
    /// Takes what stands before `end`.
    fn extend(&mut self, bytes: &[u8], end: usize) {
        let part = bytes.get(self.from..end).unwrap_or_default();
        let room = HEADER_BYTES.saturating_sub(self.bytes.len());
        self.bytes.extend(part.iter().take(room));
        self.from = end;
    }
}

/// What begins with a `<`.
enum Markup<'a> {
    Hiding(Hiding),
    Start(&'a [u8]),
    End(&'a [u8]),
    Text,
}

impl Elements {
    pub(crate) fn new(names: &'static [&'static str]) -> Self {
        Self {
            names,
            at: 0,
            hidden: None,
            root: None,
            begun: false,
            header: Header::default(),
            first: None,
            open: None,
            end: 0,
            records: 0,
            any: false,
            complete: false,
            unended: None,
            hopeless: Vec::new(),
        }
    }

    /// The records up to the first boundary at or after `want`, or up to where a document ends.
    pub(crate) fn advance(&mut self, bytes: &[u8], want: usize) -> Option<Cut> {
        loop {
            if self.records > 0 && self.end >= want && self.open.is_none() {
                return Some(self.cut());
            }
            if let Some((start, hiding)) = self.hidden {
                self.go_behind(bytes, start, hiding)?;
            }
            let Some(found) = memchr(b'<', bytes.get(self.at..)?) else {
                self.at = bytes.len();
                return None;
            };
            self.at += found;
            let rest = &bytes[self.at..];
            match self.markup(rest)? {
                Markup::Hiding(hiding) => self.hide(hiding),
                Markup::Start(name) => self.start_tag(bytes, name)?,
                Markup::End(name) => {
                    if self.end_tag(rest, name) && self.first.is_some() {
                        return Some(self.cut());
                    }
                }
                Markup::Text => self.at += 1,
            }
        }
    }

    /// What begins at the front of some bytes; `None` asks for more of them.
    fn markup<'a>(&self, rest: &'a [u8]) -> Option<Markup<'a>> {
        if rest.len() < NAME_BYTES + BLANK_BYTES + 3 && !self.complete {
            return None;
        }
        for hiding in [COMMENT, CDATA] {
            let is_text = self.open.is_some() && self.hopeless.contains(&hiding);
            if rest.starts_with(hiding.0) && !is_text {
                return Some(Markup::Hiding(hiding));
            }
        }
        let is_end = rest.get(1) == Some(&b'/');
        let name = rest.get(1 + usize::from(is_end)..).unwrap_or_default();
        let length = name
            .iter()
            .take(NAME_BYTES)
            .take_while(|byte| is_of_name(**byte))
            .count();
        let named = name
            .first()
            .is_some_and(|byte| !matches!(byte, b'0'..=b'9' | b'-' | b'.'));
        let ends = name
            .get(length)
            .is_none_or(|byte| matches!(byte, b'>' | b'/' | b'<') || byte.is_ascii_whitespace());
        let name = &name[..length];
        Some(match (named && length > 0 && ends, is_end) {
            (false, _) => Markup::Text,
            (true, true) => Markup::End(name),
            (true, false) => Markup::Start(name),
        })
    }

    fn hide(&mut self, hiding: Hiding) {
        self.hidden = Some((self.at, hiding));
        self.at += hiding.0.len();
    }

    /// Goes behind what hides tags; `None` where its end is not there yet. What ends nowhere hides nothing, if its bytes are still
    /// here: those of a record are.
    fn go_behind(&mut self, bytes: &[u8], start: usize, hiding: Hiding) -> Option<()> {
        let end = hiding.1;
        if let Some(found) = memmem::find(bytes.get(self.at..)?, end) {
            self.at += found + end.len();
            self.hidden = None;
            return Some(());
        }
        if self.complete && self.open.is_some() {
            self.hopeless.push(hiding);
            self.at = start + 1;
            self.hidden = None;
            return Some(());
        }
        // The end may have begun.
        self.at = self.at.max((bytes.len() + 1).saturating_sub(end.len()));
        None
    }

    /// Takes a start tag; `None` where its end is not there yet.
    fn start_tag(&mut self, bytes: &[u8], name: &[u8]) -> Option<()> {
        if let Some((_, open)) = &self.open {
            if open.eq_ignore_ascii_case(name) {
                // Its end tag is missing.
                self.close(self.at);
            } else {
                self.at += 1;
            }
            return Some(());
        }
        if !self.is_record(name) {
            if !self.begun {
                self.root = Some(name.to_owned());
            }
            self.begun = true;
            self.at += 1;
            return Some(());
        }
        let rest = &bytes[self.at..];
        let is_all = self.complete || rest.len() >= TAG_BYTES;
        let length = match tag_end(rest.get(..TAG_BYTES).unwrap_or(rest), is_all) {
            TagEnd::At(length) => length,
            TagEnd::Unknown => return None,
            TagEnd::Nowhere => {
                self.at += 1;
                return Some(());
            }
        };
        (self.begun, self.any) = (true, true);
        if !self.header.ended {
            self.header.extend(bytes, self.at);
            self.header.ended = true;
        }
        self.first.get_or_insert(self.at);
        self.open = Some((self.at, name.to_owned()));
        self.at += length;
        if rest.get(..length).is_some_and(|tag| tag.ends_with(b"/>")) {
            self.close(self.at);
        }
        Some(())
    }

    /// Takes an end tag; whether a document ends with it. It stays where it is until all records before it are cut off.
    fn end_tag(&mut self, rest: &[u8], name: &[u8]) -> bool {
        let length = 2 + name.len();
        let blanks = rest.iter().skip(length).take(BLANK_BYTES);
        let blanks = blanks.take_while(|byte| byte.is_ascii_whitespace());
        let closed = length + blanks.count();
        let is_closed = rest.get(closed) == Some(&b'>');
        let behind = self.at + if is_closed { closed + 1 } else { length };
        let is_root = self
            .root
            .as_ref()
            .is_some_and(|root| root.eq_ignore_ascii_case(name));
        match &self.open {
            Some((_, open)) if open.eq_ignore_ascii_case(name) => {
                self.close(behind);
                self.at = behind;
            }
            Some(_) if is_root => self.close(self.at),
            None if is_root => {
                if self.first.is_none() {
                    self.at = behind;
                    (self.root, self.begun) = (None, false);
                    if self.header.ended {
                        self.header = Header {
                            from: behind,
                            ..Header::default()
                        };
                    }
                }
                return true;
            }
            _ => self.at += 1,
        }
        false
    }

    fn is_record(&self, name: &[u8]) -> bool {
        let local = name
            .iter()
            .rposition(|byte| *byte == b':')
            .map_or(name, |at| &name[at + 1..]);
        self.names
            .iter()
            .any(|record| local.eq_ignore_ascii_case(record.as_bytes()))
    }

    fn close(&mut self, end: usize) {
        self.open = None;
        self.end = end;
        self.records += 1;
    }

    fn cut(&mut self) -> Cut {
        let cut = Cut {
            start: self.first.take().unwrap_or(self.end),
            end: self.end,
            next: self.end,
            records: self.records,
        };
        self.at = self.at.saturating_sub(cut.next);
        (self.end, self.records) = (0, 0);
        cut
    }

    /// The header of the records that were cut off last, where it is a new one.
    pub(crate) fn new_header(&mut self) -> Option<&[u8]> {
        let is_new = !std::mem::replace(&mut self.header.taken, true);
        is_new.then_some(self.header.bytes.as_slice())
    }

    /// What is left at the end of the stream. A record without an end is left to its reader, unless the stream `broke` off; a
    /// stream that ends well and without a record counts as one, of which nothing but its header is there.
    pub(crate) fn finish(&mut self, bytes: &[u8], broke: bool) -> Cut {
        if let Some((_, name)) = self.open.take_if(|_| !broke) {
            self.unended = Some(name);
            self.close(bytes.len());
        }
        if !self.header.ended {
            self.header.extend(bytes, bytes.len());
        }
        self.records += u64::from(!self.any && !broke && self.missing().is_none());
        // A record of which the end is lost stays where it starts.
        self.end = self.first.map_or(bytes.len(), |first| self.end.max(first));
        self.cut()
    }

    /// The whole records so far, however few; the one at hand goes on.
    pub(crate) fn cut_whole(&mut self) -> Option<Cut> {
        let records = self.records;
        (records > 0).then(|| {
            let cut = self.cut();
            let before = |at: usize| at.saturating_sub(cut.next);
            if let Some((start, _)) = &mut self.open {
                *start = before(*start);
                self.first = Some(*start);
            }
            if let Some((start, _)) = &mut self.hidden {
                *start = before(*start);
            }
            cut
        })
    }

    /// Where the first record starts.
    pub(crate) fn start(&self) -> usize {
        self.first.unwrap_or(0)
    }

    /// Bytes at the front that no record needs; they are to be dropped now.
    pub(crate) fn drop_idle(&mut self, bytes: &[u8]) -> usize {
        if self.first.is_some() {
            return 0;
        }
        let idle = std::mem::take(&mut self.at);
        if !self.header.ended {
            self.header.extend(bytes, idle);
            self.header.from = 0;
        }
        idle
    }

    /// Everything seen is dropped, in the middle of a record too.
    pub(crate) fn drop_all(&mut self) {
        (self.at, self.end) = (0, 0);
        self.first = self.first.map(|_| 0);
        if let Some((start, _)) = &mut self.open {
            *start = 0;
        }
        if let Some((start, _)) = &mut self.hidden {
            *start = 0;
        }
    }

    /// From here on, no more bytes will come.
    pub(crate) fn complete(&mut self) {
        self.complete = true;
    }

    /// What is missing at the end of the stream.
    pub(crate) fn missing(&self) -> Option<Reason> {
        let hidden = self.hidden.map(|(_, (start, _))| start);
        let root = self.root.as_deref();
        let name = hidden.or(self.unended.as_deref()).or(root)?;
        let name = String::from_utf8_lossy(name);
        let name = name.trim_start_matches('<');
        Some(Reason::CutShort {
            problem: format!("`<{name}>` does not end"),
        })
    }
}

/// Whether a byte may be one of an element's name. Those beyond ASCII may.
fn is_of_name(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'.' | b':' | 0x80..)
}

/// Where a tag ends.
enum TagEnd {
    At(usize),
    /// It is none.
    Nowhere,
    /// More bytes will tell.
    Unknown,
}

/// Where the tag at the front of some bytes ends, which may be `all` that there are. A `>` between quotes does not end it, if they
/// are closed before a `<`.
fn tag_end(rest: &[u8], all: bool) -> TagEnd {
    let (mut at, mut before, mut starts) = (1, b'<', 0);
    while let Some(byte) = rest.get(at).copied() {
        match byte {
            b'>' => return TagEnd::At(at + 1),
            b'<' if starts == MOST_STARTS => return TagEnd::Nowhere,
            b'<' => starts += 1,
            b'"' | b'\'' if before == b'=' => {
                let quoted = rest.get(at + 1..).unwrap_or_default();
                let end = quoted
                    .iter()
                    .position(|other| *other == byte || *other == b'<');
                match end {
                    Some(end) if quoted.get(end) == Some(&byte) => at += end + 1,
                    None if !all => return TagEnd::Unknown,
                    _ => {}
                }
            }
            _ => {}
        }
        if !byte.is_ascii_whitespace() {
            before = byte;
        }
        at += 1;
    }
    if all {
        TagEnd::Nowhere
    } else {
        TagEnd::Unknown
    }
}

/// A record of a slice, and where it stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Part<'a> {
    /// The element as written.
    pub(crate) text: &'a str,
    /// Its ordinal in the file, from 1.
    pub(crate) ordinal: u64,
    /// The line of the file on which it starts, from 1.
    pub(crate) line: u64,
}

/// Records under one header.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Parts<'a> {
    /// What stands before them in their document.
    pub(crate) header: Cow<'a, str>,
    /// The records, in order. There is none where the file holds none.
    pub(crate) parts: Vec<Part<'a>>,
}

/// The records of a slice, document by document; one without records where there is none.
pub(crate) fn parts<'a>(slice: &Slice<'a>, names: &'static [&'static str]) -> Vec<Parts<'a>> {
    let mut scanner = Elements::new(names);
    scanner.complete();
    let mut documents: Vec<Parts<'a>> = Vec::new();
    let (mut rest, mut line, mut ordinal) = (slice.text, slice.first_line, slice.first_ordinal);
    loop {
        let cut = scanner.advance(rest.as_bytes(), 1);
        let is_last = cut.is_none();
        let cut = cut.unwrap_or_else(|| scanner.finish(rest.as_bytes(), false));
        if let Some(header) = scanner.new_header() {
            let own = String::from_utf8_lossy(header).into_owned();
            let given = slice.header.filter(|_| own.trim().is_empty());
            documents.push(Parts {
                header: given.map_or(Cow::Owned(own), Cow::Borrowed),
                parts: Vec::new(),
            });
        }
        line += newlines(rest.get(..cut.start).unwrap_or_default());
        if cut.start < cut.end
            && let (Some(text), Some(document)) =
                (rest.get(cut.start..cut.end), documents.last_mut())
        {
            document.parts.push(Part {
                text,
                ordinal,
                line,
            });
            ordinal += 1;
        }
        if is_last {
            if ordinal > slice.first_ordinal {
                documents.retain(|document| !document.parts.is_empty());
            }
            return documents;
        }
        line += newlines(rest.get(cut.start..cut.next).unwrap_or_default());
        rest = rest.get(cut.next..).unwrap_or_default();
    }
}

/// Reads every record of a slice by `read`, which is given what `header` made of what stands before them in their document.
///
/// What it passes over is neither a record nor refused. A file without a record is refused, as one `without` them.
pub(crate) fn read_each<H>(
    slice: &Slice<'_>,
    (names, without): (&'static [&'static str], &str),
    header: impl Fn(&str) -> H,
    read: impl Fn(&str, &H) -> Option<Result<Record, Reason>>,
    sink: &mut dyn FnMut(Result<Record, Refused>),
) {
    for document in parts(slice, names) {
        if document.parts.is_empty() {
            let head = document.header.trim();
            let is_empty = head.is_empty() || head == "\u{feff}";
            let reason = if is_empty {
                Reason::Empty
            } else {
                let root = xml::root(head.as_bytes()).map(|root| format!("`<{root}>` "));
                let found = format!("{}without {without}", root.unwrap_or_default());
                Reason::NoArticle { found }
            };
            return sink(Err(Refused {
                ordinal: Some(slice.first_ordinal),
                line: Some(slice.first_line),
                reason,
            }));
        }
        let header = header(&document.header);
        for part in document.parts {
            let (ordinal, line) = (Some(part.ordinal), Some(part.line));
            let Some(read) = read(part.text, &header) else {
                continue;
            };
            sink(
                read.map(|record| Record {
                    ordinal,
                    line,
                    ..record
                })
                .map_err(|reason| Refused {
                    ordinal,
                    line,
                    reason,
                }),
            );
        }
    }
}

fn newlines(text: &str) -> u64 {
    memchr::memchr_iter(b'\n', text.as_bytes()).count() as u64
}

#[cfg(test)]
mod tests;
