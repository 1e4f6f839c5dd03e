//! What the documents of word processors share: an archive of XML parts, and what it says of itself.

use std::borrow::Cow;
use std::collections::HashMap;

use super::blocks::Block;
use crate::ingest::reason::{Reason, Refused};
use crate::ingest::record::Record;
use crate::ingest::slice::Slice;
use crate::ingest::xml_stream::{Next, XmlStream};
use crate::ingest::zip_entries::{HEADER_MARK, Listing, Zip};

/// A document as it was read.
#[derive(Debug, Default)]
pub(super) struct Document {
    /// Its text.
    pub(super) blocks: Vec<Block>,
    /// What is said of it.
    pub(super) properties: Properties,
}

/// What a document's properties say, as written.
#[derive(Debug, Default)]
pub(super) struct Properties {
    pub(super) title: Option<String>,
    pub(super) creators: Vec<String>,
    pub(super) created: Option<String>,
    pub(super) modified: Option<String>,
    pub(super) language: Option<String>,
    pub(super) keywords: Vec<String>,
    /// What else is said, by its name.
    pub(super) others: Vec<(String, String)>,
}

impl Properties {
    /// Reads the part that holds them, of any kind of document.
    pub(super) fn read(&mut self, mut xml: XmlStream<'_>) {
        let mut open = String::new();
        let mut text = String::new();
        while let Some(next) = xml.next() {
            match next {
                // In a document that is one file, the text follows.
                Next::Start(tag) if tag.name() == "body" => break,
                Next::Start(tag) => {
                    tag.name().clone_into(&mut open);
                    text.clear();
                }
                Next::Text(part) => text.push_str(&part),
                Next::End(name) => {
                    if name == open {
                        self.take(&name, unescaped(&text).trim());
                    }
                    text.clear();
                }
            }
        }
    }

    /// Takes a property by its name.
    pub(super) fn take(&mut self, name: &str, value: &str) {
        if value.is_empty() {
            return;
        }
        let slot = match name {
            "title" => &mut self.title,
            "created" | "creation-date" => &mut self.created,
            "modified" | "date" => &mut self.modified,
            "language" => &mut self.language,
            "creator" | "initial-creator" | "author" => {
                let names = value.split(';').map(|name| name.trim().to_owned());
                self.creators.extend(names);
                return;
            }
            "keyword" | "keywords" => return self.keywords.push(value.to_owned()),
            "subject" | "description" | "category" | "identifier" | "company" | "doccomm" => {
                let name = if name == "doccomm" {
                    "description"
                } else {
                    name
                };
                return self.others.push((name.to_owned(), value.to_owned()));
            }
            _ => return,
        };
        slot.get_or_insert_with(|| value.to_owned());
    }
}

/// A part may be so many times as large as its archive, and has no more bytes than this, whatever it declares.
const LARGEST_GROWTH: u64 = 64;
const SMALLEST_LIMIT_BYTES: u64 = 8 << 20;
const PART_BYTES: u64 = 128 << 20;

/// Largest part whose text is held as a whole, in bytes.
const TEXT_BYTES: usize = 8 << 20;

/// Largest list of parts, in bytes of memory.
const LIST_BYTES: usize = 16 << 20;

/// A part as another one names it.
struct Relation {
    id: String,
    kind: String,
    target: String,
}

/// The archive of a document.
pub(super) struct Package<'a> {
    zip: Zip<&'a [u8]>,
    parts: Listing,
    problem: Option<Reason>,
    part_bytes: u64,
}

impl<'a> Package<'a> {
    /// Opens it.
    pub(super) fn open(bytes: &'a [u8]) -> Result<Self, Reason> {
        let zip = Zip::of_bytes(bytes)?;
        let mut parts = zip.list(LIST_BYTES);
        let problem = parts.problem.take();
        Ok(Self {
            zip,
            parts,
            problem,
            part_bytes: (bytes.len() as u64)
                .saturating_mul(LARGEST_GROWTH)
                .clamp(SMALLEST_LIMIT_BYTES, PART_BYTES),
        })
    }

    /// A part by its name; `None` where there is none, or it cannot be opened, which is told.
    pub(super) fn optional(&mut self, name: &str) -> Option<XmlStream<'a>> {
        let entry = self.parts.named(name)?;
        match self.zip.open(entry) {
            Ok(reader) => Some(XmlStream::new(reader, self.part_bytes)),
            Err(reason) => {
                self.problem = Some(reason);
                None
            }
        }
    }

    /// The text of a part, as far as it can be read; what is wrong with it is told.
    pub(super) fn text(&mut self, name: &str) -> Option<String> {
        let entry = self.parts.named(name)?;
        let (bytes, problem) = self.zip.read_told(entry, TEXT_BYTES);
        if let Some(problem) = problem {
            self.problem.get_or_insert(problem);
        }
        Some(encoding_rs::UTF_8.decode(&bytes).0.into_owned())
    }

    /// What is wrong with it.
    pub(super) fn into_problem(self) -> Option<Reason> {
        self.problem
    }

    /// A part without which there is no document.
    pub(super) fn required(&mut self, name: &str) -> Option<XmlStream<'a>> {
        if self.parts.named(name).is_none() && self.problem.is_none() {
            let problem = format!("the part `{name}` is missing");
            self.problem = Some(Reason::Unreadable { problem });
        }
        self.optional(name)
    }

    /// Tells why a part could not be read to its end, where it could not.
    pub(super) fn tell(&mut self, problem: Option<String>) {
        if let Some(problem) = problem {
            self.problem.get_or_insert(Reason::CutShort { problem });
        }
    }

    /// The names of its parts, in order.
    pub(super) fn names(&self) -> impl Iterator<Item = &str> {
        self.parts.entries.iter().map(|entry| entry.name.as_str())
    }

    /// Whether a part says that the others are encrypted.
    fn is_encrypted(&mut self) -> bool {
        let Some(mut xml) = self.optional("META-INF/manifest.xml") else {
            return false;
        };
        while let Some(next) = xml.next() {
            if matches!(&next, Next::Start(tag) if tag.name() == "encryption-data") {
                return true;
            }
        }
        false
    }

    /// The part that a part (or the whole, by an empty name) names as its relation of a kind.
    pub(super) fn related(&self, source: &str, kind: &str) -> Option<String> {
        let found = self.relations(source).into_iter();
        let mut found = found.filter(|relation| relation.kind.rsplit('/').next() == Some(kind));
        found.next().map(|relation| relation.target)
    }

    /// The parts that a part names, by the ids that it calls them.
    pub(super) fn relations_by_id(&self, source: &str) -> HashMap<String, String> {
        let found = self.relations(source).into_iter();
        found
            .map(|relation| (relation.id, relation.target))
            .collect()
    }

    /// What a part names.
    fn relations(&self, source: &str) -> Vec<Relation> {
        let (folder, name) = source.rsplit_once('/').unwrap_or(("", source));
        let part = format!("{folder}/_rels/{name}.rels");
        let entry = self.parts.named(part.trim_start_matches('/'));
        let Some(Ok(reader)) = entry.map(|entry| self.zip.open(entry)) else {
            return Vec::new();
        };
        let mut xml = XmlStream::new(reader, 4 << 20);
        let mut found = Vec::new();
        while let Some(next) = xml.next() {
            if let Next::Start(tag) = next
                && tag.name() == "Relationship"
                && let (Some(kind), Some(target)) = (tag.attribute("Type"), tag.attribute("Target"))
            {
                found.push(Relation {
                    id: tag.attribute("Id").unwrap_or_default(),
                    kind,
                    target: resolved(folder, &target),
                });
            }
        }
        found
    }
}

/// A text of Office in which characters are written by their numbers: `_x000D_`.
pub(super) fn unescaped(text: &str) -> Cow<'_, str> {
    if !text.contains("_x") {
        return Cow::Borrowed(text);
    }
    let mut plain = String::new();
    let mut rest = text;
    while let Some(at) = rest.find("_x") {
        let (before, escape) = rest.split_at(at);
        plain.push_str(before);
        let number = escape.get(2..6).filter(|_| escape.get(6..7) == Some("_"));
        let number = number.and_then(|digits| u32::from_str_radix(digits, 16).ok());
        if let Some(character) = number.and_then(char::from_u32) {
            plain.push(character);
            rest = &escape[7..];
        } else {
            plain.push_str("_x");
            rest = &escape[2..];
        }
    }
    plain.push_str(rest);
    Cow::Owned(plain)
}

/// The name of a part that is named from a folder of the archive.
pub(super) fn resolved(folder: &str, target: &str) -> String {
    let (base, target) = match target.strip_prefix('/') {
        Some(target) => ("", target),
        None => (folder, target),
    };
    let mut steps: Vec<&str> = Vec::new();
    for step in base.split('/').chain(target.split('/')) {
        match step {
            "" | "." => {}
            ".." => {
                steps.pop();
            }
            step => steps.push(step),
        }
    }
    steps.join("/")
}

/// Whether a file starts as an archive in whose first entries a name or text stands.
pub(super) fn holds(head: &[u8], text: &[u8]) -> bool {
    head.starts_with(HEADER_MARK) && memchr::memmem::find(head, text).is_some()
}

/// Reads the archive in a slice; `None`, with the reason told, where it is none that can be read.
pub(super) fn package<'a>(
    slice: &Slice<'a>,
    sink: &mut dyn FnMut(Result<Record, Refused>),
) -> Option<Package<'a>> {
    let bytes = slice.bytes;
    let opened = match Reason::of_unread("", bytes) {
        Some(reason) => Err(reason),
        None if bytes.is_empty() => Err(Reason::Empty),
        None => Package::open(bytes),
    };
    let opened = opened.and_then(|mut package| {
        if package.is_encrypted() {
            Err(Reason::Encrypted)
        } else {
            Ok(package)
        }
    });
    match opened {
        Ok(package) => Some(package),
        Err(reason) => {
            sink(Err(refused(reason)));
            None
        }
    }
}

/// A refusal of a whole file.
pub(super) fn refused(reason: Reason) -> Refused {
    Refused {
        ordinal: None,
        line: None,
        reason,
    }
}
