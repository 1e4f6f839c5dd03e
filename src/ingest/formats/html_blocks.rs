//! The text of an HTML tree, block by block.

use dom_query::{NodeData, NodeRef};

use crate::ingest::record::Paragraph;

/// What an element does to the text around and inside it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Role {
    Inline,
    Block,
    Heading,
    Cell,
    LineBreak,
    /// Holds no text for readers.
    Skipped,
}

fn role(name: &str) -> Role {
    match name {
        "br" => Role::LineBreak,
        "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => Role::Heading,
        "td" | "th" => Role::Cell,
        "figcaption" | "script" | "style" | "noscript" | "template" | "head" | "title"
        | "iframe" | "object" | "embed" | "svg" | "math" | "canvas" | "audio" | "video"
        | "button" | "select" | "textarea" | "input" | "datalist" | "dialog" | "map" | "nav" => {
            Role::Skipped
        }
        "address" | "article" | "aside" | "blockquote" | "body" | "caption" | "center" | "dd"
        | "details" | "dir" | "div" | "dl" | "dt" | "fieldset" | "figure" | "footer" | "form"
        | "header" | "hgroup" | "hr" | "html" | "legend" | "li" | "main" | "menu" | "ol" | "p"
        | "picture" | "pre" | "search" | "section" | "summary" | "table" | "tbody" | "tfoot"
        | "thead" | "tr" | "ul" => Role::Block,
        _ => Role::Inline,
    }
}

/// The blocks of text under `root`, in order, empty ones left out.
///
/// Goes from node to node without recursion: pages nest as deep as they like.
pub(super) fn blocks(root: NodeRef<'_>) -> Vec<Paragraph> {
    let mut writer = Writer::default();
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
struct Writer {
    blocks: Vec<Paragraph>,
    text: String,
    /// Open heading elements.
    headings: usize,
    /// Length of the text, trimmed, at the last line break.
    broken_at: Option<usize>,
}

impl Writer {
    /// Takes a node's own text or effect; whether its children count.
    fn enter(&mut self, node: &NodeRef<'_>) -> bool {
        let Some(role) = self.take_text_or_role(node) else {
            return false;
        };
        match role {
            Role::Skipped => return false,
            Role::Inline => {}
            Role::Block => self.end_block(),
            Role::Heading => {
                self.end_block();
                self.headings += 1;
            }
            Role::Cell => {
                if !self.text.trim().is_empty() {
                    self.text.push_str(" | ");
                }
            }
            Role::LineBreak => self.line_break(),
        }
        true
    }

    /// The role of an element; of a text node the text is taken and nothing returned.
    fn take_text_or_role(&mut self, node: &NodeRef<'_>) -> Option<Role> {
        node.query(|node| match &node.data {
            NodeData::Text { contents } => {
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
            Role::Block => self.end_block(),
            Role::Heading => {
                self.end_block();
                self.headings = self.headings.saturating_sub(1);
            }
            Role::Inline | Role::Cell | Role::LineBreak | Role::Skipped => {}
        }
    }

    /// One line break is a space to us, two with nothing between them end the block.
    fn line_break(&mut self) {
        let length = self.text.trim_end().len();
        if self.broken_at == Some(length) {
            self.end_block();
        } else {
            self.text.push('\n');
            self.broken_at = Some(length);
        }
    }

    fn end_block(&mut self) {
        self.broken_at = None;
        if self.text.trim().is_empty() {
            self.text.clear();
        } else {
            let text = std::mem::take(&mut self.text);
            self.blocks.push(Paragraph {
                text,
                heading: self.headings > 0,
            });
        }
    }
}
