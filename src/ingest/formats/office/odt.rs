//! ODT, the documents of `LibreOffice`, in an archive or as one file of XML.

use std::collections::HashMap;

use super::article;
use super::blocks::{Block, Blocks, Role};
use super::package::{self, Document, Package, Properties};
use crate::ingest::reason::{Reason, Refused};
use crate::ingest::record::Record;
use crate::ingest::slice::{ReadOptions, Slice};
use crate::ingest::xml_stream::{Next, Tag, XmlStream};

/// Whether a file starts as an archive that says what it is, or as XML that does.
pub(crate) fn sniff(head: &[u8]) -> bool {
    let kind = b"application/vnd.oasis.opendocument.text";
    package::holds(head, kind)
        || (head.trim_ascii_start().starts_with(b"<")
            && memchr::memmem::find(head, b"<office:document").is_some()
            && memchr::memmem::find(head, kind).is_some())
}

/// Reads the document, or the documents of an export.
pub(crate) fn read(
    slice: &Slice<'_>,
    _: &ReadOptions,
    sink: &mut dyn FnMut(Result<Record, Refused>),
) {
    let start = slice.bytes.trim_ascii_start();
    let start = start.strip_prefix(b"\xef\xbb\xbf").unwrap_or(start);
    if !start.starts_with(b"<") {
        return article::read(slice, document, sink);
    }
    let mut document = Document::default();
    document
        .properties
        .read(XmlStream::new(start, start.len() as u64));
    let xml = XmlStream::new(start, start.len() as u64);
    let (writer, problem) = Writer::read(xml, Styles::default());
    document.blocks = writer.into_blocks();
    let problem = problem.map(|problem| Reason::CutShort { problem });
    article::hand_on(document, problem, sink);
}

fn document(package: &mut Package<'_>) -> Document {
    let mut styles = Styles::default();
    if let Some(xml) = package.optional("styles.xml") {
        styles = Writer::read(xml, styles).0.styles;
    }
    let mut properties = Properties::default();
    if let Some(xml) = package.optional("meta.xml") {
        properties.read(xml);
    }
    let mut blocks = Vec::new();
    if let Some(xml) = package.required("content.xml") {
        let (writer, problem) = Writer::read(xml, styles);
        blocks = writer.into_blocks();
        package.tell(problem);
    }
    Document { blocks, properties }
}

/// Elements whose text is none of the document's: comments, what was deleted, lists made of the text, descriptions of pictures, readings
/// of ruby, what is hidden.
const LEFT_OUT: &[&str] = &[
    "annotation",
    "tracked-changes",
    "note-citation",
    "table-of-content",
    "alphabetical-index",
    "illustration-index",
    "table-index",
    "object-index",
    "user-index",
    "ruby-text",
    "title",
    "desc",
    "forms",
    "hidden-text",
    "hidden-paragraph",
    "binary-data",
    "script",
    "master-styles",
    "meta",
];

/// Styles by name: their parents, and names that are shown.
#[derive(Default)]
struct Styles {
    parents: HashMap<String, (Option<String>, Option<Role>)>,
}

/// Styles on which a style is based, at most.
const LONGEST_CHAIN: usize = 12;

/// Styles of a document, at most.
const MOST_STYLES: usize = 100_000;

impl Styles {
    fn take(&mut self, tag: &Tag) {
        let Some(name) = tag.attribute("name") else {
            return;
        };
        let shown = tag.attribute("display-name");
        let role = of_name(shown.as_deref().unwrap_or(&name));
        if self.parents.len() < MOST_STYLES {
            let parent = tag.attribute("parent-style-name");
            self.parents.insert(name, (parent, role));
        }
    }

    fn role(&self, name: &str) -> Option<Role> {
        let mut name = name;
        for _ in 0..LONGEST_CHAIN {
            match self.parents.get(name) {
                Some((_, Some(role))) => return Some(*role),
                Some((Some(parent), None)) => name = parent,
                Some((None, None)) => return None,
                None => return of_name(name),
            }
        }
        None
    }
}

fn of_name(name: &str) -> Option<Role> {
    match name.to_lowercase().as_str() {
        "title" => Some(Role::Title),
        "subtitle" => Some(Role::Heading),
        "author" => Some(Role::Byline),
        "date" => Some(Role::Date),
        _ => None,
    }
}

/// The text of a document under way.
#[derive(Default)]
struct Writer {
    styles: Styles,
    blocks: Blocks,
    /// Notes, which stand behind the text.
    notes: Blocks,
    in_note: bool,
    /// How many elements are open, from one on that is left out.
    left_out: usize,
    /// Paragraphs that are open.
    paragraphs: usize,
}

impl Writer {
    /// Reads a document, and why it could not be read to its end.
    fn read(mut xml: XmlStream<'_>, styles: Styles) -> (Self, Option<String>) {
        let mut writer = Self {
            styles,
            ..Self::default()
        };
        while let Some(next) = xml.next() {
            match next {
                Next::Start(tag) => writer.start(&tag),
                Next::End(name) => writer.end(&name),
                Next::Text(text) => {
                    if writer.left_out == 0 && writer.paragraphs > 0 {
                        writer.blocks.text(&text.replace(['\n', '\r'], " "));
                    }
                }
            }
        }
        (writer, xml.problem())
    }

    fn into_blocks(mut self) -> Vec<Block> {
        self.turn_to(false);
        let mut blocks = self.blocks.into_finished();
        blocks.extend(self.notes.into_finished());
        blocks
    }

    /// Goes on in the notes, or in the text.
    fn turn_to(&mut self, in_note: bool) {
        if self.in_note != in_note {
            self.in_note = in_note;
            std::mem::swap(&mut self.blocks, &mut self.notes);
        }
    }

    fn start(&mut self, tag: &Tag) {
        if self.left_out > 0 {
            self.left_out += 1;
            return;
        }
        match tag.name() {
            "style" => self.styles.take(tag),
            name @ ("p" | "h") => {
                self.blocks.open_paragraph();
                self.paragraphs += 1;
                let styled = tag.attribute("style-name");
                let styled = styled.and_then(|style| self.styles.role(&style));
                let heading = (name == "h").then_some(Role::Heading);
                self.blocks.role(styled.or(heading).unwrap_or_default());
            }
            "s" => {
                let count = tag.attribute("c").and_then(|count| count.parse().ok());
                self.write(&" ".repeat(count.unwrap_or(1).clamp(1, 100)));
            }
            "tab" => self.write("\t"),
            "line-break" => self.write("\n"),
            "note-body" => self.turn_to(true),
            "table-row" => self.blocks.open_row(),
            "table-cell" | "covered-table-cell" => self.blocks.open_cell(),
            name if LEFT_OUT.contains(&name) => self.left_out = 1,
            _ => {}
        }
    }

    fn end(&mut self, name: &str) {
        if self.left_out > 0 {
            self.left_out -= 1;
            return;
        }
        match name {
            "p" | "h" => {
                self.blocks.close_paragraph();
                self.paragraphs = self.paragraphs.saturating_sub(1);
            }
            "note-body" => self.turn_to(false),
            "table-cell" | "covered-table-cell" => self.blocks.close_cell(),
            "table-row" => self.blocks.close_row(),
            _ => {}
        }
    }

    fn write(&mut self, text: &str) {
        if self.paragraphs > 0 {
            self.blocks.text(text);
        }
    }
}

#[cfg(test)]
mod tests;
