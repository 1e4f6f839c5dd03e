//! A text that is a tree or a list of blocks, as editors store it: Draft.js, `ProseMirror`, Portable Text, Editor.js, Lexical,
//! Slate, Contentful, Quill, Arc, Gutenberg. All of them have nodes with a type, with a text of their own, or with children.

use serde_json::{Map, Value};

use super::names::squeeze;
use super::shapes::{is_blank, is_empty, is_nothing, number};
use crate::ingest::record::Paragraph;

/// What was read of a value.
#[derive(Debug, Default)]
pub(super) struct RichText {
    /// The text.
    pub(super) paragraphs: Vec<Paragraph>,
    /// Pictures, embeds and whatever else holds no text.
    pub(super) unread: Vec<Value>,
    /// What else the outer object says.
    pub(super) beside: Map<String, Value>,
}

/// Turns a string, which may be HTML, into paragraphs.
pub(super) type ToParagraphs = fn(&str) -> Vec<Paragraph>;

/// Reads a value as text.
pub(super) fn read(value: Value, to_paragraphs: ToParagraphs) -> RichText {
    let mut reader = Reader {
        to_paragraphs,
        found: RichText::default(),
    };
    match value {
        Value::String(text) => match as_tree(&text) {
            Some(tree) => reader.outer(tree),
            None => reader.text(&text, false),
        },
        other => reader.outer(other),
    }
    reader.found
}

/// A tree that an export wrote as a string.
fn as_tree(text: &str) -> Option<Value> {
    let text = text.trim();
    let looks = (text.starts_with('{') && text.ends_with('}'))
        || (text.starts_with("[{") && text.ends_with(']'));
    let tree: Value = serde_json::from_str(text).ok().filter(|_| looks)?;
    let node = match &tree {
        Value::Array(nodes) => nodes.first()?,
        node => node,
    };
    let fields = node.as_object()?;
    let typed = |name: &str| {
        matches!(
            squeeze(name).as_ref(),
            "type" | "nodetype" | "blocks" | "ops" | "root"
        )
    };
    fields.keys().any(|name| typed(name)).then_some(tree)
}

/// Members that hold the text of a node, the plainest first.
const TEXTS: &[&str] = &[
    "text",
    "plain",
    "plaintext",
    "processed",
    "rendered",
    "html",
    "value",
    "content",
    "body",
    "insert",
    "markdown",
    "raw",
    "main",
    "basic",
    "full",
    "default",
    "#text",
    "@value",
    "$t",
    "code",
    "string",
];

/// Members that hold the nodes inside a node.
const CHILDREN: &[&str] = &[
    "content",
    "children",
    "nodes",
    "blocks",
    "root",
    "document",
    "contentelements",
    "richtext",
    "ops",
    "data",
    "items",
    "leaves",
    "rows",
    "text",
    "value",
    "body",
    "innerblocks",
    "cells",
    "raw",
    "json",
];

/// Nodes that hold no text of the article.
const MEDIA: &[&str] = &[
    "image",
    "img",
    "picture",
    "photo",
    "video",
    "audio",
    "embed",
    "gallery",
    "media",
    "iframe",
    "oembed",
    "social",
    "asset",
    "figure",
    "advert",
    "divider",
    "delimiter",
];

/// Nodes inside a line.
const INLINE: &[&str] = &[
    "link",
    "a",
    "hyperlink",
    "mention",
    "inline",
    "text",
    "span",
    "strong",
    "em",
    "bold",
    "italic",
    "autolink",
    "textnode",
    "entryhyperlink",
    "assethyperlink",
];

/// Nodes that break a line.
const BREAKS: &[&str] = &["linebreak", "hardbreak", "br", "break"];

struct Reader {
    to_paragraphs: ToParagraphs,
    found: RichText,
}

impl Reader {
    /// The value of the field itself.
    fn outer(&mut self, value: Value) {
        match value {
            Value::Object(mut node) if kind(&node).is_empty() && !is_tree(&node) => {
                // `{"stringValue": "…"}`: whatever the only member is called, it is the value.
                if let (1, Some(Value::String(text))) = (node.len(), node.values().next()) {
                    return self.text(&text.clone(), false);
                }
                let read = self.own_text(&mut node, false) || self.children(&mut node, false);
                node.retain(|name, value| {
                    !is_blank(value)
                        && !TEXTS.contains(&squeeze(name).as_ref())
                        && !name.starts_with('@')
                });
                if read {
                    self.found.beside = node;
                } else if !node.is_empty() {
                    self.found.unread.push(Value::Object(node));
                }
            }
            // What is a list at the top is a list of blocks, whatever they are.
            Value::Array(nodes) if nodes.iter().all(is_insert) => self.line(&nodes, false),
            Value::Array(nodes) => nodes.into_iter().for_each(|node| self.block(node, false)),
            other => self.block(other, false),
        }
    }

    fn block(&mut self, value: Value, heading: bool) {
        match value {
            Value::Null | Value::Bool(_) => {}
            Value::String(text) => self.text(&text, heading),
            Value::Number(found) => self.text(&number(&found), heading),
            Value::Array(values) => self.list(values, heading),
            Value::Object(node) => self.node(node, heading),
        }
    }

    /// Nodes inside a node: one line where all of them stand in one.
    fn list(&mut self, values: Vec<Value>, heading: bool) {
        if !values.is_empty() && values.iter().all(is_inline) {
            self.line(&values, heading);
        } else {
            for value in values {
                self.block(value, heading);
            }
        }
    }

    fn line(&mut self, values: &[Value], heading: bool) {
        let mut line = String::new();
        for value in values {
            push_inline(value, &mut line);
        }
        self.text(&line, heading);
    }

    fn node(&mut self, mut node: Map<String, Value>, heading: bool) {
        let kind = kind(&node);
        let style = node
            .get("style")
            .and_then(Value::as_str)
            .unwrap_or_default();
        let heading = heading || is_heading(&kind) || is_heading(style);
        if MEDIA.iter().any(|media| kind.contains(media)) {
            self.found.unread.push(Value::Object(node));
            return;
        }
        let own = self.own_text(&mut node, heading);
        // Notion has the node's particulars under the name of its type.
        let particulars = node.shift_remove(&kind).filter(Value::is_object);
        let inside = self.children(&mut node, heading);
        if let Some(particulars) = particulars {
            self.block(particulars, heading);
        } else if !own && !inside {
            node.retain(|name, value| !is_empty(value) && !is_marker(name));
            if !node.is_empty() && !BREAKS.contains(&kind.as_str()) {
                self.found.unread.push(Value::Object(node));
            }
        }
    }

    /// The text that a node holds itself; whether it does.
    fn own_text(&mut self, node: &mut Map<String, Value>, heading: bool) -> bool {
        for wanted in TEXTS {
            let text = node
                .iter()
                .find(|(name, _)| squeeze(name) == *wanted)
                .and_then(|(name, value)| Some((name.clone(), value.as_str()?.to_owned())))
                .filter(|(_, text)| !is_nothing(text));
            if let Some((name, text)) = text {
                let before = self.found.paragraphs.len();
                self.text(&text, heading);
                node.shift_remove(&name);
                return self.found.paragraphs.len() > before;
            }
        }
        false
    }

    /// The nodes inside a node; whether there are any.
    fn children(&mut self, node: &mut Map<String, Value>, heading: bool) -> bool {
        let before = self.found.paragraphs.len() + self.found.unread.len();
        for wanted in CHILDREN {
            let name = node
                .iter()
                .find(|(name, value)| {
                    squeeze(name) == *wanted && (value.is_array() || value.is_object())
                })
                .map(|(name, _)| name.clone());
            if let Some(value) = name.and_then(|name| node.shift_remove(&name)) {
                self.block(value, heading);
            }
        }
        self.found.paragraphs.len() + self.found.unread.len() > before
    }

    fn text(&mut self, text: &str, heading: bool) {
        if is_nothing(text) {
            return;
        }
        let mut paragraphs = (self.to_paragraphs)(text);
        for paragraph in &mut paragraphs {
            paragraph.heading |= heading;
        }
        self.found.paragraphs.append(&mut paragraphs);
    }
}

/// Whether the members of an object are those of a tree, whose marks are no metadata.
fn is_tree(node: &Map<String, Value>) -> bool {
    ["blocks", "root", "ops", "nodes", "content_elements"]
        .iter()
        .any(|name| {
            node.get(*name)
                .is_some_and(|value| value.is_array() || value.is_object())
        })
}

/// The type of a node, squeezed; empty where it has none.
fn kind(node: &Map<String, Value>) -> String {
    ["type", "_type", "nodeType", "object", "blockName"]
        .iter()
        .find_map(|name| node.get(*name).and_then(Value::as_str))
        .map(|kind| squeeze(kind).into_owned())
        .unwrap_or_default()
}

/// Whether a type says that a node is a heading: `heading`, `header-two`, `h2`, `subhead`.
fn is_heading(kind: &str) -> bool {
    let kind = kind.to_ascii_lowercase();
    (kind.contains("head") && !kind.contains("table"))
        || matches!(kind.as_bytes(), [b'h', b'1'..=b'6'])
}

/// Whether a member only says what a node is or how it looks.
fn is_marker(name: &str) -> bool {
    let name = squeeze(name);
    name.starts_with('_')
        || matches!(
            name.as_ref(),
            "type"
                | "nodetype"
                | "object"
                | "id"
                | "key"
                | "attrs"
                | "style"
                | "format"
                | "version"
                | "direction"
                | "indent"
                | "marks"
                | "depth"
                | "level"
        )
}

fn is_insert(value: &Value) -> bool {
    value.get("insert").is_some()
}

/// The text of a node that stands in a line.
fn inline_text(node: &Map<String, Value>) -> Option<&str> {
    ["plain_text", "text", "insert", "value"]
        .iter()
        .find_map(|name| node.get(*name).and_then(Value::as_str))
}

fn inline_children(node: &Map<String, Value>) -> Option<&Vec<Value>> {
    ["content", "children", "nodes", "leaves"]
        .iter()
        .find_map(|name| node.get(*name).and_then(Value::as_array))
}

fn is_inline(value: &Value) -> bool {
    let Some(node) = value.as_object() else {
        return false;
    };
    let kind = kind(node);
    if BREAKS.contains(&kind.as_str()) || is_insert(value) {
        return true;
    }
    match inline_children(node) {
        Some(children) => INLINE.contains(&kind.as_str()) && children.iter().all(is_inline),
        None => {
            (kind.is_empty() || kind == "leaf" || INLINE.contains(&kind.as_str()))
                && inline_text(node).is_some()
        }
    }
}

fn push_inline(value: &Value, line: &mut String) {
    let Some(node) = value.as_object() else {
        return;
    };
    if BREAKS.contains(&kind(node).as_str()) {
        line.push('\n');
    } else if let Some(children) = inline_children(node) {
        for child in children {
            push_inline(child, line);
        }
    } else {
        line.push_str(inline_text(node).unwrap_or_default());
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    /// Paragraphs, headings with `# ` before them, and how many nodes were left.
    fn shown(value: &Value) -> (Vec<String>, usize) {
        let plain = |text: &str| {
            let lines = text.split('\n').filter(|line| !line.trim().is_empty());
            lines.map(|line| Paragraph::text(line.to_owned())).collect()
        };
        let found = read(value.clone(), plain);
        let mark = |paragraph: &Paragraph| if paragraph.heading { "# " } else { "" };
        let texts = found
            .paragraphs
            .iter()
            .map(|paragraph| format!("{}{}", mark(paragraph), paragraph.text));
        (texts.collect(), found.unread.len())
    }

    #[test]
    #[expect(clippy::too_many_lines, reason = "a table of editors")]
    fn what_editors_store_is_text() {
        let lexical = json!({"root": {"type": "root", "version": 1, "children": [
            {"type": "heading", "tag": "h2", "children": [{"type": "text", "text": "Why", "mode": "normal"}]},
            {"type": "paragraph", "children": [{"type": "text", "text": "Be"}, {"type": "link", "url": "u", "children": [{"type": "text", "text": "cause"}]}, {"type": "linebreak"}, {"type": "text", "text": "so."}]},
        ]}});
        let table = [
            (json!("A\nB"), vec!["A", "B"], 0),
            (lexical.clone(), vec!["# Why", "Because", "so."], 0),
            (
                Value::from(lexical.to_string()),
                vec!["# Why", "Because", "so."],
                0,
            ),
            (
                json!({"nodeType": "document", "data": {}, "content": [
                    {"nodeType": "heading-2", "content": [{"nodeType": "text", "value": "Why", "marks": []}]},
                    {"nodeType": "paragraph", "content": [{"nodeType": "text", "value": "Be"}, {"nodeType": "hyperlink", "data": {"uri": "u"}, "content": [{"nodeType": "text", "value": "cause"}]}]},
                    {"nodeType": "embedded-asset-block", "data": {"target": {"id": "x"}}, "content": []},
                ]}),
                vec!["# Why", "Because"],
                1,
            ),
            (
                json!([{"type": "paragraph", "children": [{"text": "Be"}, {"text": "cause", "bold": true}]}]),
                vec!["Because"],
                0,
            ),
            (
                json!({"ops": [{"insert": "Be"}, {"insert": "cause", "attributes": {"bold": true}}, {"insert": "\nSo.\n"}]}),
                vec!["Because", "So."],
                0,
            ),
            (
                json!([{"_id": "1", "type": "header", "content": "Why"}, {"_id": "2", "type": "image", "caption": "A", "url": "u"}, {"_id": "3", "type": "list", "items": [{"type": "text", "content": "a"}, {"type": "text", "content": "b"}]}]),
                vec!["# Why", "a", "b"],
                1,
            ),
            (
                json!({"time": 1, "blocks": [{"type": "list", "data": {"style": "ordered", "items": [{"content": "a", "items": [{"content": "a1", "items": []}]}]}}, {"type": "delimiter", "data": {}}]}),
                vec!["a", "a1"],
                1,
            ),
            (
                json!({"type": "doc", "content": [{"type": "bulletList", "content": [{"type": "listItem", "content": [{"type": "paragraph", "content": [{"type": "text", "text": "a"}]}]}]}]}),
                vec!["a"],
                0,
            ),
            (
                json!([{"type": "paragraph", "paragraph": {"rich_text": [{"type": "text", "plain_text": "Be", "text": {"content": "Be"}}, {"type": "text", "plain_text": "cause"}]}}]),
                vec!["Because"],
                0,
            ),
            (
                json!(["One.", {"type": "h2", "text": "Two"}, {"text": "Three."}, {"text": "Four."}]),
                vec!["One.", "# Two", "Three.", "Four."],
                0,
            ),
            (
                json!({"raw": {"children": [{"type": "p", "children": [{"text": "a"}]}]}, "html": "b"}),
                vec!["b"],
                0,
            ),
            (json!({"parts": {"label": "x"}}), vec![], 1),
            (json!({"stringValue": "a"}), vec!["a"], 0),
            (json!(null), vec![], 0),
        ];
        for (value, texts, unread) in table {
            assert_eq!(
                shown(&value),
                (texts.into_iter().map(str::to_owned).collect(), unread),
                "{value}"
            );
        }
    }

    #[test]
    fn what_stands_beside_a_text_is_kept() {
        let value =
            json!({"plain": "a", "html": "<p>a</p>", "format": "basic", "words": 1, "note": ""});
        let beside = read(value, |_| vec![Paragraph::text("a".to_owned())]).beside;
        assert_eq!(
            Value::Object(beside),
            json!({"format": "basic", "words": 1})
        );
    }
}
