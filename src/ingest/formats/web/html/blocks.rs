//! The text of an HTML tree, block by block.

use dom_query::{NodeData, NodeId, NodeRef};
use rustc_hash::FxHashSet;

use crate::ingest::record::Paragraph;

/// What an element does to the text around and inside it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Role {
    Inline,
    Link,
    Block,
    Preformatted,
    Item,
    Heading,
    Row,
    Cell,
    LineBreak,
    Caption,
    /// Holds what a browser shows that runs no scripts.
    Scriptless,
    /// Holds no text for readers.
    Skipped,
}

fn role(name: &str) -> Role {
    match name {
        "br" => Role::LineBreak,
        "a" => Role::Link,
        "pre" | "listing" | "xmp" => Role::Preformatted,
        "li" => Role::Item,
        "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => Role::Heading,
        "tr" => Role::Row,
        "td" | "th" => Role::Cell,
        "figcaption" => Role::Caption,
        "noscript" => Role::Scriptless,
        "script" | "style" | "template" | "head" | "title" | "iframe" | "object" | "embed"
        | "svg" | "math" | "canvas" | "audio" | "video" | "button" | "select" | "textarea"
        | "input" | "datalist" | "dialog" | "map" | "nav" | "rt" | "rp" | "rtc" => Role::Skipped,
        "address" | "article" | "aside" | "blockquote" | "body" | "caption" | "center" | "dd"
        | "details" | "dir" | "div" | "dl" | "dt" | "fieldset" | "figure" | "footer" | "form"
        | "header" | "hgroup" | "hr" | "html" | "legend" | "main" | "menu" | "ol" | "p"
        | "picture" | "search" | "section" | "summary" | "table" | "tbody" | "tfoot" | "thead"
        | "ul" => Role::Block,
        _ => Role::Inline,
    }
}

/// A block of text, and what its place in the tree says of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Block {
    pub(super) paragraph: Paragraph,
    /// The element in which its text begins; `None` where it came from no tree.
    pub(super) node: Option<NodeId>,
    /// Letters and digits, and how many of them stand in links.
    pub(super) letters: usize,
    pub(super) linked: usize,
    /// Whether it is an item of a list, or stands in one.
    pub(super) in_list: bool,
    /// The row of a table in which it stands.
    pub(super) row: Option<NodeId>,
}

impl Block {
    /// A paragraph of which nothing else is known.
    pub(super) fn plain(paragraph: Paragraph) -> Self {
        Self {
            letters: letters(&paragraph.text),
            paragraph,
            node: None,
            linked: 0,
            in_list: false,
            row: None,
        }
    }

    pub(super) fn text(&self) -> &str {
        &self.paragraph.text
    }

    /// Whether it is nothing but links.
    pub(super) fn is_link(&self) -> bool {
        self.linked > 0 && self.linked * 20 >= self.letters * 19
    }

    /// Whether most of it is no link.
    pub(super) fn is_text(&self) -> bool {
        self.linked * 2 < self.letters
    }

    /// Whether it ends as sentences do.
    pub(super) fn is_sentence(&self) -> bool {
        let bare = self
            .text()
            .trim_end()
            .trim_end_matches(['"', '”', '’', '\'', '»', ')', '“', '」', '』']);
        bare.ends_with([
            '.', '!', '?', '…', ':', ';', '。', '！', '？', '।', '؟', '：',
        ])
    }
}

/// Breaks a block's line: a space to us. Whether the block ends there, since nothing stands after the break before.
pub(in crate::ingest) fn line_break(text: &mut String, broken_at: &mut Option<usize>) -> bool {
    // Text that is only blanks needs no look: a page may be a million breaks.
    let length = text.trim_end().len();
    let ends = *broken_at == Some(length) || length == 0;
    if !ends {
        text.push('\n');
        *broken_at = Some(length);
    }
    ends
}

/// Letters and digits of a text.
pub(super) fn letters(text: &str) -> usize {
    text.chars().filter(|ch| ch.is_alphanumeric()).count()
}

/// What is taken beside the text that all readers see.
#[derive(Debug, Default, Clone, Copy)]
pub(super) struct Taking<'a> {
    /// Captions of pictures, and what stands in `<noscript>`.
    pub(super) everything: bool,
    /// The `<noscript>` elements that count.
    pub(super) scriptless: Option<&'a FxHashSet<NodeId>>,
    /// Whether words of two elements that touch are parted by a line break: `<a>Jane Doe</a><span>22 Dec</span>`.
    pub(super) apart: bool,
}

/// The paragraphs under `root`, in order, empty ones left out.
pub(super) fn paragraphs(root: NodeRef<'_>) -> Vec<Paragraph> {
    let blocks = blocks(root, Taking::default());
    blocks.into_iter().map(|block| block.paragraph).collect()
}

/// The blocks of text under `root`, in order, empty ones left out.
///
/// Goes from node to node without recursion: pages nest as deep as they like.
pub(super) fn blocks(root: NodeRef<'_>, taking: Taking<'_>) -> Vec<Block> {
    let mut writer = Writer {
        taking,
        ..Writer::default()
    };
    let mut node = root;
    loop {
        let enters = node.id == root.id || writer.enter(&node);
        if enters && let Some(child) = node.first_child() {
            node = child;
            continue;
        }
        loop {
            if node.id == root.id {
                writer.end_block();
                return writer.blocks;
            }
            writer.leave(&node);
            if let Some(next) = node.next_sibling() {
                node = next;
                break;
            }
            let Some(parent) = node.parent() else {
                writer.end_block();
                return writer.blocks;
            };
            node = parent;
        }
    }
}

#[derive(Default)]
struct Writer<'a> {
    taking: Taking<'a>,
    blocks: Vec<Block>,
    text: String,
    /// Letters of the text that stand in links.
    linked: usize,
    /// The element in which the text began.
    node: Option<NodeId>,
    /// Open elements of a kind.
    headings: usize,
    links: usize,
    items: usize,
    preformatted: usize,
    rows: Vec<NodeId>,
    /// Length of the text, trimmed, at the last line break.
    broken_at: Option<usize>,
}

impl Writer<'_> {
    /// Takes a node's own text or effect; whether its children count.
    fn enter(&mut self, node: &NodeRef<'_>) -> bool {
        let Some(role) = self.take_text_or_role(node) else {
            return false;
        };
        match role {
            Role::Skipped => return false,
            Role::Caption if !self.taking.everything => return false,
            Role::Scriptless if !self.counts(node) => return false,
            Role::Inline => {}
            Role::Link => self.links += usize::from(is_reference(node)),
            Role::Block | Role::Caption | Role::Scriptless => self.end_block(),
            Role::Preformatted => {
                self.end_block();
                self.preformatted += 1;
            }
            Role::Item => {
                self.end_block();
                self.items += 1;
            }
            Role::Heading => {
                self.end_block();
                self.headings += 1;
            }
            Role::Row => {
                self.end_block();
                self.rows.push(node.id);
            }
            Role::Cell => {
                if !self.text.trim().is_empty() {
                    self.text.push_str(" | ");
                }
            }
            Role::LineBreak => {
                if line_break(&mut self.text, &mut self.broken_at) {
                    self.end_block();
                }
            }
        }
        true
    }

    fn counts(&self, node: &NodeRef<'_>) -> bool {
        let counted = self.taking.scriptless;
        self.taking.everything || counted.is_some_and(|counted| counted.contains(&node.id))
    }

    /// The role of an element; of a text node the text is taken and nothing returned.
    fn take_text_or_role(&mut self, node: &NodeRef<'_>) -> Option<Role> {
        node.query(|inside| match &inside.data {
            NodeData::Text { contents } => {
                if self.links > 0 {
                    self.linked += letters(contents);
                }
                let touches = self.text.ends_with(char::is_alphanumeric)
                    && contents.starts_with(char::is_alphanumeric);
                if self.taking.apart && touches {
                    self.text.push('\n');
                }
                if self.node.is_none() {
                    if contents.trim().is_empty() {
                        return None;
                    }
                    self.node = inside.parent;
                }
                self.text.push_str(contents);
                None
            }
            NodeData::Element(element) => {
                let hidden = element
                    .attrs
                    .iter()
                    .any(|attribute| &*attribute.name.local == "hidden");
                Some(if hidden {
                    Role::Skipped
                } else {
                    role(&element.name.local)
                })
            }
            _ => None,
        })?
    }

    fn leave(&mut self, node: &NodeRef<'_>) {
        let Some(role) = node.qual_name_ref().map(|name| role(&name.local)) else {
            return;
        };
        match role {
            Role::Block | Role::Caption | Role::Scriptless => self.end_block(),
            Role::Heading => {
                self.end_block();
                self.headings = self.headings.saturating_sub(1);
            }
            Role::Row => {
                self.end_block();
                self.rows.pop();
            }
            Role::Preformatted => {
                self.end_block();
                self.preformatted = self.preformatted.saturating_sub(1);
            }
            Role::Item => {
                self.end_block();
                self.items = self.items.saturating_sub(1);
            }
            Role::Link => {
                self.links = self.links.saturating_sub(usize::from(is_reference(node)));
            }
            Role::Inline | Role::Cell | Role::LineBreak | Role::Skipped => {}
        }
    }

    fn end_block(&mut self) {
        self.broken_at = None;
        let linked = std::mem::take(&mut self.linked);
        let node = self.node.take();
        if self.text.trim().is_empty() {
            self.text.clear();
            return;
        }
        let text = std::mem::take(&mut self.text);
        let row = self.rows.last().copied();
        let mut push = |text: String| {
            let letters = letters(&text);
            self.blocks.push(Block {
                paragraph: Paragraph {
                    text,
                    heading: self.headings > 0,
                    ..Paragraph::default()
                },
                node,
                letters,
                linked: linked.min(letters),
                in_list: self.items > 0,
                row,
            });
        };
        if self.preformatted == 0 {
            return push(text);
        }
        let lines: Vec<&str> = text.split('\n').collect();
        for run in lines.split(|line| line.trim().is_empty()) {
            if !run.is_empty() {
                push(run.join("\n"));
            }
        }
    }
}

fn is_reference(node: &NodeRef<'_>) -> bool {
    node.has_attr("href")
}
