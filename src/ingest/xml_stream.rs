//! XML as a stream of tags and texts, for documents whose tree would be too large.
//!
//! Lenient like the tree of [`xml`](super::xml): elements are called by their local names, entities are those of HTML, an end tag may fit
//! nothing, and nothing that is declared grows.

use std::io::{self, BufRead, BufReader, Read};

use encoding_rs_io::DecodeReaderBytesBuilder;
use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use super::entities;

/// What comes next in a document.
#[derive(Debug)]
pub(crate) enum Next {
    /// An element begins; one without content ends right behind.
    Start(Tag),
    /// An element of this local name ends.
    End(String),
    /// Text, decoded; a long one comes in several parts.
    Text(String),
}

/// The start of an element.
#[derive(Debug)]
pub(crate) struct Tag(BytesStart<'static>);

impl Tag {
    /// Its local name.
    pub(crate) fn name(&self) -> &str {
        self.0.local_name().into_inner()
    }

    /// The value of the attribute of this local name, decoded.
    pub(crate) fn attribute(&self, name: &str) -> Option<String> {
        let mut attributes = self.0.attributes();
        let mut attributes = attributes.with_checks(false).flatten();
        let found = attributes.find(|found| found.key.local_name().into_inner() == name)?;
        Some(entities::decoded(&found.value).into_owned())
    }
}

/// A document on its way.
pub(crate) struct XmlStream<'r> {
    reader: Reader<Box<dyn BufRead + 'r>>,
    buffer: Vec<u8>,
    problem: Option<String>,
}

impl<'r> XmlStream<'r> {
    /// Reads a document in UTF-8, or in UTF-16 with its mark; one of more bytes breaks off.
    pub(crate) fn new(bytes: impl Read + 'r, limit_bytes: u64) -> Self {
        let decoded = DecodeReaderBytesBuilder::new()
            .encoding(Some(encoding_rs::UTF_8))
            .bom_override(true)
            .build(Limited {
                reader: bytes,
                left_bytes: limit_bytes,
            });
        let mut reader: Reader<Box<dyn BufRead + 'r>> =
            Reader::from_reader(Box::new(BufReader::new(decoded)));
        let config = reader.config_mut();
        config.check_end_names = false;
        config.allow_unmatched_ends = true;
        config.allow_dangling_amp = true;
        config.expand_empty_elements = true;
        Self {
            reader,
            buffer: Vec::new(),
            problem: None,
        }
    }

    /// What comes next; `None` at the end, and where it cannot be read on: see [`problem`](Self::problem).
    pub(crate) fn next(&mut self) -> Option<Next> {
        loop {
            self.buffer.clear();
            let event = match self.reader.read_event_into(&mut self.buffer) {
                Ok(event) => event,
                Err(error) => {
                    self.problem = Some(error.to_string());
                    return None;
                }
            };
            match event {
                Event::Comment(_) | Event::Decl(_) | Event::PI(_) | Event::DocType(_) => {}
                Event::Eof => return None,
                other => return Some(next_of(other.into_owned())),
            }
        }
    }

    /// Why it could not be read to its end.
    pub(crate) fn problem(self) -> Option<String> {
        self.problem
    }
}

/// A stream that fails behind so many bytes.
struct Limited<R> {
    reader: R,
    left_bytes: u64,
}

impl<R: Read> Read for Limited<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.reader.read(buffer)?;
        let left = self.left_bytes.checked_sub(read as u64);
        self.left_bytes = left.ok_or_else(|| io::Error::other("it becomes too large"))?;
        Ok(read)
    }
}

fn next_of(event: Event<'static>) -> Next {
    match event {
        Event::Start(tag) | Event::Empty(tag) => Next::Start(Tag(tag)),
        Event::End(tag) => Next::End(tag.local_name().into_inner().to_owned()),
        Event::GeneralRef(name) => {
            let written = format!("&{};", &*name);
            Next::Text(entities::decoded(&written).into_owned())
        }
        Event::Text(text) => Next::Text((*text).to_owned()),
        Event::CData(text) => Next::Text((*text).to_owned()),
        _ => Next::Text(String::new()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The texts in a document, and what is wrong with it.
    fn read(bytes: &[u8], limit_bytes: u64) -> (String, Option<String>) {
        let mut xml = XmlStream::new(bytes, limit_bytes);
        let mut text = String::new();
        while let Some(next) = xml.next() {
            match next {
                Next::Text(part) => text.push_str(&part),
                Next::Start(tag) => text.push_str(&tag.attribute("a").unwrap_or_default()),
                Next::End(name) => text.push_str(&["/", &name, " "].concat()),
            }
        }
        (text, xml.problem())
    }

    #[test]
    fn documents_are_read_as_far_as_they_go() {
        let utf_16: Vec<u8> = "\u{feff}<a>\u{e9}</a>"
            .encode_utf16()
            .flat_map(u16::to_le_bytes)
            .collect();
        for (bytes, expected) in [
            (
                &b"<x:a><b y:a='1 &amp; '/>&eacute; <![CDATA[<]]></x:a></c>"[..],
                "1 & /b \u{e9} </a /c ",
            ),
            (
                b"\xef\xbb\xbf<a>AT&T &#8217;\xff</a>",
                "AT&T \u{2019}\u{fffd}/a ",
            ),
            (&utf_16, "\u{e9}/a "),
        ] {
            assert_eq!(read(bytes, 1 << 20), (expected.to_owned(), None));
        }
        assert!(read(b"<a>one</a><b", 1 << 20).1.is_some());
        let long = [b"<a>".as_slice(), &b"x".repeat(1 << 20)].concat();
        let told = read(&long, 1 << 10).1;
        assert!(told.is_some_and(|problem| problem.contains("too large")));
    }
}
