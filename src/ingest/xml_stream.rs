//! XML as a stream of tags and texts, for documents whose tree would be too large.
//!
//! Lenient like the tree of [`xml`](super::xml): elements are called by their local names, entities are those of HTML, an end tag may fit
//! nothing, and nothing that is declared grows.

use std::io::{BufRead, BufReader, Read};

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
    /// Reads a document in UTF-8, or in UTF-16 with its mark, up to so many bytes.
    pub(crate) fn new(bytes: impl Read + 'r, limit_bytes: u64) -> Self {
        let decoded = DecodeReaderBytesBuilder::new()
            .encoding(Some(encoding_rs::UTF_8))
            .build(bytes.take(limit_bytes));
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
