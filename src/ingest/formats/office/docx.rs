//! DOCX, the documents of Word: the text of its main part with its notes, and what its properties say.

use super::article;
use super::blocks::{Block, Blocks, Role};
use super::package::{self, Document, Package};
use super::styles::{Meaning, Styles, of_outline};
use crate::ingest::reason::Refused;
use crate::ingest::record::Record;
use crate::ingest::slice::{ReadOptions, Slice};
use crate::ingest::xml_stream::{Next, Tag, XmlStream};

/// Whether a file starts as an archive with the parts of Word's documents.
pub(crate) fn sniff(head: &[u8]) -> bool {
    package::holds(head, b"word/")
}

/// Reads the document, or the documents of an export.
pub(crate) fn read(
    slice: &Slice<'_>,
    _: &ReadOptions,
    sink: &mut dyn FnMut(Result<Record, Refused>),
) {
    article::read(slice, document, sink);
}

fn document(package: &mut Package<'_>) -> Document {
    let main = package
        .related("", "officeDocument")
        .unwrap_or_else(|| "word/document.xml".to_owned());
    let folder = main.rsplit_once('/').map_or("", |(folder, _)| folder);
    let beside = |package: &Package<'_>, kind: &str, name: &str| {
        let named = || {
            format!("{folder}/{name}")
                .trim_start_matches('/')
                .to_owned()
        };
        package.related(&main, kind).unwrap_or_else(named)
    };
    let styles = beside(package, "styles", "styles.xml");
    let notes = [
        beside(package, "footnotes", "footnotes.xml"),
        beside(package, "endnotes", "endnotes.xml"),
    ];
    let styles = package.optional(&styles).map(Styles::read);
    let styles = styles.unwrap_or_default();
    let mut blocks = Vec::new();
    if let Some(xml) = package.required(&main) {
        let (read, problem) = text(xml, &styles);
        blocks = read;
        package.tell(problem);
    }
    for part in notes {
        if let Some(xml) = package.optional(&part) {
            let (notes, problem) = text(xml, &styles);
            blocks.extend(notes);
            package.tell(problem);
        }
    }
    let mut document = Document {
        blocks,
        ..Document::default()
    };
    let core = package
        .related("", "core-properties")
        .unwrap_or_else(|| "docProps/core.xml".to_owned());
    if let Some(xml) = package.optional(&core) {
        document.properties.read(xml);
    }
    document
}

/// Elements whose text is none of the document's: what was deleted or moved away, instructions of fields, the second version of a
/// drawing, readings of ruby.
const LEFT_OUT: &[&str] = &[
    "del",
    "moveFrom",
    "instrText",
    "delInstrText",
    "delText",
    "Fallback",
    "rt",
    "fldData",
    "comment",
];

/// The blocks of a part, and why it could not be read to its end.
fn text(mut xml: XmlStream<'_>, styles: &Styles) -> (Vec<Block>, Option<String>) {
    let mut writer = Writer {
        styles,
        blocks: Blocks::default(),
        left_out: 0,
        in_properties: 0,
        in_text: 0,
        is_hidden: false,
        paragraphs: Vec::new(),
        is_contents: false,
    };
    while let Some(next) = xml.next() {
        match next {
            Next::Start(tag) => writer.start(&tag),
            Next::End(name) => writer.end(&name),
            Next::Text(text) => writer.text(&text),
        }
    }
    (writer.blocks.into_finished(), xml.problem())
}

struct Writer<'a> {
    styles: &'a Styles,
    blocks: Blocks,
    /// How many elements are open, from one on that is left out.
    left_out: usize,
    /// Properties of paragraphs, runs and rows that are open.
    in_properties: usize,
    /// Elements of text that are open.
    in_text: usize,
    /// Whether the run is hidden.
    is_hidden: bool,
    /// The paragraphs that are open, those of text boxes inside of others: what they mean, and whether their mark was deleted.
    paragraphs: Vec<(Meaning, bool)>,
    /// Whether the content that follows is a table of contents.
    is_contents: bool,
}

impl Writer<'_> {
    fn start(&mut self, tag: &Tag) {
        if self.left_out > 0 {
            self.left_out += 1;
            return;
        }
        let name = tag.name();
        if self.in_properties > 0 {
            self.property(tag);
            return;
        }
        match name {
            "p" => {
                self.blocks.open_paragraph();
                self.paragraphs.push((Meaning::Nothing, false));
            }
            "pPr" | "rPr" | "trPr" | "sdtPr" | "tblPr" | "tcPr" | "sectPr" => {
                self.in_properties = 1;
            }
            "r" => self.is_hidden = false,
            "t" => self.in_text += 1,
            "tr" => self.blocks.open_row(),
            "tc" => self.blocks.open_cell(),
            "tab" | "ptab" => self.write("\t"),
            "br" | "cr" => self.write("\n"),
            "noBreakHyphen" => self.write("\u{2011}"),
            "sym" => self.symbol(tag),
            "sdtContent" if std::mem::take(&mut self.is_contents) => self.left_out = 1,
            "footnote" | "endnote"
                if tag.attribute("type").is_some_and(|kind| kind != "normal") =>
            {
                self.left_out = 1;
            }
            _ if LEFT_OUT.contains(&name) => self.left_out = 1,
            _ => {}
        }
    }

    /// An element among the properties of something.
    fn property(&mut self, tag: &Tag) {
        // What it was before a change.
        if tag.name().ends_with("PrChange") {
            self.left_out = 1;
            return;
        }
        self.in_properties += 1;
        let is_on = || {
            let value = tag.attribute("val");
            !value.is_some_and(|value| matches!(value.as_str(), "0" | "false" | "off"))
        };
        let meaning = match tag.name() {
            "pStyle" => self
                .styles
                .meaning(&tag.attribute("val").unwrap_or_default()),
            "outlineLvl" => {
                let level = tag.attribute("val").and_then(|level| level.parse().ok());
                level.map(of_outline).unwrap_or_default()
            }
            "vanish" => {
                self.is_hidden |= is_on();
                return;
            }
            // The first letter, set large, is a paragraph of its own.
            "framePr" if tag.attribute("dropCap").is_none_or(|kind| kind == "none") => return,
            "del" | "moveFrom" | "framePr" => {
                if let Some((_, is_joined)) = self.paragraphs.last_mut() {
                    *is_joined = true;
                }
                return;
            }
            "docPartGallery" => {
                let gallery = tag.attribute("val").unwrap_or_default();
                self.is_contents = gallery == "Table of Contents";
                return;
            }
            _ => return,
        };
        if let (Some((last, _)), false) = (self.paragraphs.last_mut(), meaning == Meaning::Nothing)
        {
            *last = meaning;
        }
    }

    fn end(&mut self, name: &str) {
        if self.left_out > 0 {
            self.left_out -= 1;
            return;
        }
        if self.in_properties > 0 {
            self.in_properties -= 1;
            // Marks that are hidden hide no run.
            if self.in_properties == 0 && name == "pPr" {
                self.is_hidden = false;
            }
            return;
        }
        match name {
            "t" => self.in_text = self.in_text.saturating_sub(1),
            "p" => self.end_paragraph(),
            "tc" => self.blocks.close_cell(),
            "tr" => self.blocks.close_row(),
            _ => {}
        }
    }

    fn end_paragraph(&mut self) {
        let (meaning, is_joined) = self.paragraphs.pop().unwrap_or_default();
        match meaning {
            Meaning::Is(role) => self.blocks.role(role),
            Meaning::Contents => self.blocks.drop_text(),
            Meaning::Nothing => self.blocks.role(Role::Text),
        }
        if is_joined {
            self.blocks.join_with_next();
        } else {
            self.blocks.close_paragraph();
        }
    }

    fn text(&mut self, text: &str) {
        if self.in_text > 0 && self.left_out == 0 && self.in_properties == 0 {
            self.write(text);
        }
    }

    fn write(&mut self, text: &str) {
        if !self.is_hidden && !self.paragraphs.is_empty() {
            self.blocks.text(text);
        }
    }

    /// A character by its number; those of fonts of symbols mean nothing outside of these.
    fn symbol(&mut self, tag: &Tag) {
        let number = tag.attribute("char");
        let number = number.and_then(|number| u32::from_str_radix(&number, 16).ok());
        let character = number
            .filter(|number| *number < 0xe000)
            .and_then(char::from_u32);
        if let Some(character) = character {
            self.write(character.encode_utf8(&mut [0; 4]));
        }
    }
}

#[cfg(test)]
mod tests;
#[cfg(test)]
pub(super) use tests::TEXTS;
