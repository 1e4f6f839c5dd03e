//! The query language: the page that `unbury help syntax` prints, its examples as links that run here.

use askama::Template;
use pulldown_cmark::{CodeBlockKind, Event, Options, Parser, Tag, TagEnd};
use unbury::query::SYNTAX;

use super::address::Address;
use super::frame::{self, Frame};
use super::shelf::Shelf;
use crate::cli::Error;

/// A part of a line.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Inline {
    text: String,
    is_code: bool,
    is_strong: bool,
    address: Option<String>,
}

/// A part of a page.
#[derive(Debug, PartialEq, Eq)]
enum Block {
    Heading {
        level: u8,
        id: String,
        line: Vec<Inline>,
    },
    Paragraph(Vec<Inline>),
    /// Examples; each leads to what it finds.
    Queries(Vec<(String, String)>),
    Code(String),
    Table(Vec<Vec<Vec<Inline>>>),
}

#[derive(Template)]
#[template(path = "help.html")]
struct HelpPage {
    frame: Frame,
    blocks: Vec<Block>,
    contents: Vec<(String, String)>,
}

/// Markdown under way.
#[derive(Default)]
struct Markdown {
    blocks: Vec<Block>,
    line: Vec<Inline>,
    rows: Vec<Vec<Vec<Inline>>>,
    /// The block of code under way: whether it is of queries.
    code: Option<bool>,
    is_strong: bool,
    address: Option<String>,
}

fn text(line: &[Inline]) -> String {
    line.iter().map(|inline| inline.text.as_str()).collect()
}

/// What a heading is linked by, as the documentation has it.
fn anchor(heading: &str) -> String {
    let heading = heading.to_lowercase();
    let kept = heading
        .chars()
        .filter(|it| it.is_alphanumeric() || matches!(it, ' ' | '-'));
    kept.map(|it| if it == ' ' { '-' } else { it }).collect()
}

impl Markdown {
    fn push(&mut self, text: &str, is_code: bool) {
        self.line.push(Inline {
            text: text.to_owned(),
            is_code,
            is_strong: self.is_strong,
            address: self.address.clone(),
        });
    }

    fn take(&mut self, event: Event<'_>) {
        match event {
            Event::Text(text) => self.push(&text, false),
            Event::Code(text) => self.push(&text, true),
            Event::SoftBreak | Event::HardBreak => self.push(" ", false),
            Event::Start(tag) => self.start(&tag),
            Event::End(tag) => self.end(tag),
            _ => {}
        }
    }

    fn start(&mut self, tag: &Tag<'_>) {
        match tag {
            Tag::CodeBlock(kind) => {
                let is_of_queries =
                    matches!(kind, CodeBlockKind::Fenced(language) if &**language == "query");
                self.code = Some(is_of_queries);
            }
            Tag::Strong | Tag::Emphasis => self.is_strong = true,
            // Links to other pages of the documentation lead nowhere here.
            Tag::Link { dest_url, .. } if dest_url.starts_with('#') => {
                self.address = Some(dest_url.to_string());
            }
            _ => {}
        }
    }

    fn end(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::Heading(level) => {
                let line = std::mem::take(&mut self.line);
                self.blocks.push(Block::Heading {
                    level: level as u8,
                    id: anchor(&text(&line)),
                    line,
                });
            }
            TagEnd::Paragraph | TagEnd::Item if !self.line.is_empty() => {
                let line = std::mem::take(&mut self.line);
                self.blocks.push(Block::Paragraph(line));
            }
            TagEnd::CodeBlock => {
                let code = text(&std::mem::take(&mut self.line));
                self.blocks.push(if self.code.take() == Some(true) {
                    let queries = code.lines().filter(|line| !line.trim().is_empty());
                    let linked = queries.map(|query| {
                        let address = Address::of("/").with("q", query).to_string();
                        (query.to_owned(), address)
                    });
                    Block::Queries(linked.collect())
                } else {
                    Block::Code(code)
                });
            }
            TagEnd::Strong | TagEnd::Emphasis => self.is_strong = false,
            TagEnd::Link => self.address = None,
            TagEnd::TableCell => {
                let line = std::mem::take(&mut self.line);
                match self.rows.last_mut() {
                    Some(row) => row.push(line),
                    None => self.rows.push(vec![line]),
                }
            }
            TagEnd::TableHead | TagEnd::TableRow => self.rows.push(Vec::new()),
            TagEnd::Table => {
                let mut rows = std::mem::take(&mut self.rows);
                rows.retain(|row| !row.is_empty());
                self.blocks.push(Block::Table(rows));
            }
            _ => {}
        }
    }
}

fn blocks(markdown: &str) -> Vec<Block> {
    let mut read = Markdown::default();
    for event in Parser::new_ext(markdown, Options::ENABLE_TABLES) {
        read.take(event);
    }
    read.blocks
}

/// The query language.
///
/// # Errors
/// Never, as long as templates only write.
pub(super) fn page(shelf: &Shelf<'_>) -> Result<String, Error> {
    let blocks = blocks(SYNTAX);
    let contents = blocks.iter().filter_map(|block| match block {
        Block::Heading { level: 2, id, line } => Some((format!("#{id}"), text(line))),
        _ => None,
    });
    frame::written(&HelpPage {
        frame: Frame::of(shelf, "/help", "The query language"),
        contents: contents.collect(),
        blocks,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn examples_run_and_tables_have_their_cells() {
        let blocks = blocks(
            "# A\n\nSee [B](#b) and [C](c.md).\n\n```query\na OR b\n```\n\n| x | y |\n|---|---|\n| `1` | *2* |\n",
        );
        let [
            Block::Heading { level: 1, .. },
            Block::Paragraph(line),
            Block::Queries(queries),
            Block::Table(rows),
        ] = &blocks[..]
        else {
            panic!("{blocks:?}");
        };
        let addresses = line.iter().filter_map(|inline| inline.address.as_deref());
        assert_eq!(addresses.collect::<Vec<_>>(), ["#b"]);
        assert_eq!(queries[0].1, "/?q=a%20OR%20b");
        assert_eq!((rows.len(), rows[1].len()), (2, 2));
        assert!(rows[1][0][0].is_code && rows[1][1][0].is_strong);
    }
}
