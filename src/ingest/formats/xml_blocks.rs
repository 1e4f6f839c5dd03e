//! The text of an XML tree, block by block: of NITF and XHTML, whose elements have names of their own.
//!
//! Pictures, sound and film, with their captions, are no text.

use super::paragraphs;
use crate::ingest::formats::web::html::blocks;
use crate::ingest::record::Paragraph;
use crate::ingest::xml::{Element, Node};

/// What an element does to the text around and inside it.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Role {
    Inline,
    Block,
    Heading,
    Cell,
    LineBreak,
    Preformatted,
    Skipped,
}

fn role(element: &Element) -> Role {
    match element.name.as_str() {
        "br" => Role::LineBreak,
        "td" | "th" => Role::Cell,
        "pre" => Role::Preformatted,
        "hl1" | "hl2" | "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => Role::Heading,
        "p" if is_called_heading(element) => Role::Heading,
        "head"
        | "script"
        | "style"
        | "media"
        | "figure"
        | "figcaption"
        | "img"
        | "object"
        | "iframe"
        | "audio"
        | "video"
        | "svg"
        | "nitf-table-metadata"
        | "rt"
        | "rp" => Role::Skipped,
        "address" | "abstract" | "article" | "aside" | "bibliography" | "block" | "blockquote"
        | "body" | "body.content" | "body.end" | "body.head" | "bq" | "byline" | "byttl"
        | "caption" | "center" | "credit" | "dateline" | "datasource" | "dd" | "distributor"
        | "div" | "dl" | "dt" | "fn" | "footer" | "header" | "hedline" | "hr" | "html" | "li"
        | "main" | "nitf-table" | "note" | "ol" | "p" | "section" | "table" | "tagline"
        | "tbody" | "tfoot" | "thead" | "tr" | "ul" => Role::Block,
        _ => Role::Inline,
    }
}

/// Names by which agencies mark a paragraph as a heading inside the text.
const HEADINGS: &[&str] = &[
    "subhead",
    "subheading",
    "crosshead",
    "crossheading",
    "intertitle",
    "hl2",
    "heading",
];

fn is_called_heading(paragraph: &Element) -> bool {
    let names = ["class", "style", "role"].map(|name| paragraph.attribute(name));
    let mut words = names.into_iter().flatten().flat_map(str::split_whitespace);
    words.any(|word| HEADINGS.contains(&word))
}

/// The paragraphs in an element, in order, empty ones left out.
pub(super) fn paragraphs(element: &Element) -> Vec<Paragraph> {
    let mut writer = Writer::default();
    writer.inside(element);
    writer.end_block();
    writer.paragraphs
}

#[derive(Default)]
struct Writer {
    paragraphs: Vec<Paragraph>,
    text: String,
    headings: usize,
    /// Length of the text at the last line break.
    broken_at: Option<usize>,
}

impl Writer {
    /// A tree has a bounded depth.
    fn inside(&mut self, element: &Element) {
        for node in &element.children {
            match node {
                Node::Text(text) => self.text.push_str(text),
                Node::Element(element) => self.element(element),
            }
        }
    }

    fn element(&mut self, element: &Element) {
        match role(element) {
            Role::Inline => self.inside(element),
            Role::Skipped => {}
            Role::LineBreak => {
                if blocks::line_break(&mut self.text, &mut self.broken_at) {
                    self.end_block();
                }
            }
            Role::Cell => {
                if !self.text.trim().is_empty() {
                    self.text.push_str(" | ");
                }
                self.cell(element);
            }
            Role::Preformatted => {
                self.end_block();
                self.paragraphs
                    .extend(paragraphs::of_plain(&element.text()));
            }
            Role::Block => {
                self.end_block();
                self.inside(element);
                self.end_block();
            }
            Role::Heading => {
                self.end_block();
                self.headings += 1;
                self.inside(element);
                self.end_block();
                self.headings -= 1;
            }
        }
    }

    /// The blocks of a cell stand on its row's line.
    fn cell(&mut self, cell: &Element) {
        let row = std::mem::take(&mut self.text);
        let before = self.paragraphs.len();
        self.inside(cell);
        self.end_block();
        let blocks = self.paragraphs.drain(before..);
        let blocks: Vec<String> = blocks.map(|block| block.text).collect();
        self.text = row + &blocks.join(" ");
    }

    fn end_block(&mut self) {
        self.broken_at = None;
        let text = std::mem::take(&mut self.text);
        let text = text.trim_end_matches([' ', '|']).trim();
        if text.chars().any(|ch| !ch.is_whitespace()) {
            self.paragraphs.push(Paragraph {
                text: text.to_owned(),
                heading: self.headings > 0,
                ..Paragraph::default()
            });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blocks_are_paragraphs_and_media_are_none() {
        let text = "<body.content><media><media-caption>A boat.</media-caption></media><block><p>One <person>Ann</person>,\n two.</p>\
                    <hl2>After the vote</hl2><p>Three<br/><br/>four<br/>five</p></block><p class='x subhead'>Next</p><p><h3>Deep</h3></p>\
                    <table><tr><th>Team</th><th/><th>Pts</th></tr><tr><td><p>Arrow</p></td><td>3</td></tr></table><ul><li>a</li><li>b</li></ul>\
                    <pre>Row  1\nRow  2</pre>loose <em>end</em></body.content>";
        let found = paragraphs(&Element::parse(text).unwrap());
        let found: Vec<String> = found
            .iter()
            .map(|paragraph| {
                let mark = if paragraph.heading { "# " } else { "" };
                format!("{mark}{}", paragraph.text)
            })
            .collect();
        let expected = [
            "One Ann,\n two.",
            "# After the vote",
            "Three",
            "four\nfive",
            "# Next",
            "# Deep",
            "Team |  | Pts",
            "Arrow | 3",
            "a",
            "b",
            "Row  1",
            "Row  2",
            "loose end",
        ];
        assert_eq!(found, expected);
    }
}
