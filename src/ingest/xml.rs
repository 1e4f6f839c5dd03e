//! XML as a tree of elements, called by their local names.
//!
//! For records and documents of a bounded size. It is lenient, since feeds and wires are seldom as they should be: an end tag that
//! fits nothing is passed over, what is left open ends with what holds it, entities are those of HTML, and a stray `&` is a letter.
//! No declaration of an entity is followed, so that nothing grows.

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use super::entities;

/// Elements inside of each other, at most: deeper ones are read as if they stood beside each other.
const DEEPEST: usize = 256;

/// One element.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Element {
    /// Its local name: `creator` of `dc:creator`.
    pub(crate) name: String,
    /// The prefix of its name: `dc` of `dc:creator`; empty where there is none.
    pub(crate) prefix: String,
    /// Attributes by their whole names, in order, decoded.
    pub(crate) attributes: Vec<(String, String)>,
    /// What stands in it.
    pub(crate) children: Vec<Node>,
}

/// What stands in an element.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Node {
    /// Another element.
    Element(Element),
    /// Text, decoded; two texts never stand side by side.
    Text(String),
}

impl Element {
    /// The element that a text holds, with what stands in it; `None` where no element begins. What is malformed from some place on
    /// ends there.
    #[cfg(test)]
    pub(crate) fn parse(text: &str) -> Option<Self> {
        Some(Self::parse_told(text)?.0)
    }

    /// [`parse`](Self::parse), and what is wrong where the element does not end.
    pub(crate) fn parse_told(text: &str) -> Option<(Self, Option<String>)> {
        let mut reader = Reader::from_str(text);
        let config = reader.config_mut();
        config.check_end_names = false;
        config.allow_unmatched_ends = true;
        config.allow_dangling_amp = true;
        // What is open, the outermost first; the first one stands for the document.
        let mut open = vec![Self::default()];
        let problem = loop {
            match reader.read_event() {
                Ok(Event::Start(tag)) => {
                    let element = Self::of(&tag);
                    if open.len() > DEEPEST {
                        append(&mut open, Node::Element(element));
                    } else {
                        open.push(element);
                    }
                }
                Ok(Event::Empty(tag)) => append(&mut open, Node::Element(Self::of(&tag))),
                Ok(Event::End(tag)) => {
                    let name = tag.local_name().into_inner().to_owned();
                    if open.iter().skip(1).any(|element| element.name == name) {
                        while close(&mut open).is_some_and(|closed| closed != name) {}
                    }
                }
                Ok(Event::Text(part)) => text_of(&mut open, &part),
                Ok(Event::CData(part)) => text_of(&mut open, &part),
                Ok(Event::GeneralRef(name)) => {
                    let written = format!("&{};", &*name);
                    text_of(&mut open, &entities::decoded(&written));
                }
                Ok(Event::Eof) => {
                    let inmost = open.iter().skip(1).next_back();
                    break inmost.map(|element| format!("`<{}>` does not end", element.name));
                }
                // Of what stands behind the element, nothing is wanted.
                Err(error) => break (open.len() > 1).then(|| error.to_string()),
                Ok(Event::Comment(_) | Event::Decl(_) | Event::PI(_) | Event::DocType(_)) => {}
            }
        };
        while open.len() > 1 {
            close(&mut open);
        }
        let document = open.pop()?;
        let element = document.children.into_iter().find_map(|node| match node {
            Node::Element(element) => Some(element),
            Node::Text(_) => None,
        });
        Some((element?, problem))
    }

    fn of(tag: &BytesStart<'_>) -> Self {
        let mut attributes = tag.attributes();
        let attributes = attributes.with_checks(false).flatten().map(|attribute| {
            (
                attribute.key.into_inner().to_owned(),
                entities::decoded(&attribute.value).into_owned(),
            )
        });
        let name = tag.name();
        let prefix = name.prefix().map(|prefix| prefix.into_inner().to_owned());
        Self {
            name: name.local_name().into_inner().to_owned(),
            prefix: prefix.unwrap_or_default(),
            attributes: attributes.collect(),
            children: Vec::new(),
        }
    }

    /// The elements in it, in order.
    pub(crate) fn elements(&self) -> impl Iterator<Item = &Self> {
        self.children.iter().filter_map(|node| match node {
            Node::Element(element) => Some(element),
            Node::Text(_) => None,
        })
    }

    /// The elements of this local name in it, in order.
    pub(crate) fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a Self> {
        self.elements().filter(move |element| element.name == name)
    }

    /// The first element of this local name in it.
    pub(crate) fn child(&self, name: &str) -> Option<&Self> {
        self.elements().find(|element| element.name == name)
    }

    /// The element at the end of a path of local names: `head/docdata/date.issue`.
    pub(crate) fn at(&self, path: &str) -> Option<&Self> {
        path.split('/')
            .try_fold(self, |element, name| element.child(name))
    }

    /// Every element below this one, at any depth, in the order of the text.
    pub(crate) fn descendants(&self) -> Descendants<'_> {
        let mut waiting: Vec<&Self> = self.elements().collect();
        waiting.reverse();
        Descendants { waiting }
    }

    /// The value of an attribute; a name without a prefix also finds one with.
    pub(crate) fn attribute(&self, name: &str) -> Option<&str> {
        let exact = self.attributes.iter().find(|(own, _)| own == name);
        let local = |own: &str| own.rsplit_once(':').is_some_and(|(_, own)| own == name);
        let found = exact.or_else(|| self.attributes.iter().find(|(own, _)| local(own)));
        found.map(|(_, value)| value.as_str())
    }

    /// All text in it at any depth, as written.
    pub(crate) fn text(&self) -> String {
        let mut text = String::new();
        let mut waiting: Vec<&Node> = self.children.iter().rev().collect();
        while let Some(node) = waiting.pop() {
            match node {
                Node::Text(part) => text.push_str(part),
                Node::Element(element) => waiting.extend(element.children.iter().rev()),
            }
        }
        text
    }

    /// Its text without white space around it; `None` where nothing is left.
    pub(crate) fn value(&self) -> Option<String> {
        let text = self.text();
        let text = text.trim();
        (!text.is_empty()).then(|| text.to_owned())
    }
}

/// Elements at any depth, in the order of the text.
pub(crate) struct Descendants<'a> {
    waiting: Vec<&'a Element>,
}

impl<'a> Iterator for Descendants<'a> {
    type Item = &'a Element;

    fn next(&mut self) -> Option<Self::Item> {
        let next = self.waiting.pop()?;
        let behind = self.waiting.len();
        self.waiting.extend(next.elements());
        self.waiting[behind..].reverse();
        Some(next)
    }
}

fn append(open: &mut [Element], node: Node) {
    if let Some(last) = open.last_mut() {
        last.children.push(node);
    }
}

/// Ends the innermost element; its name.
fn close(open: &mut Vec<Element>) -> Option<String> {
    let element = open.pop()?;
    let name = element.name.clone();
    append(open, Node::Element(element));
    Some(name)
}

fn text_of(open: &mut [Element], part: &str) {
    let Some(last) = open.last_mut() else {
        return;
    };
    match last.children.last_mut() {
        Some(Node::Text(text)) => text.push_str(part),
        _ if part.is_empty() => {}
        _ => last.children.push(Node::Text(part.to_owned())),
    }
}

/// The local name of the element with which a document starts, where its beginning shows it. It may be cut anywhere behind.
pub(crate) fn root(head: &[u8]) -> Option<String> {
    let head = String::from_utf8_lossy(head);
    let mut reader = Reader::from_str(&head);
    reader.config_mut().allow_dangling_amp = true;
    loop {
        match reader.read_event() {
            Ok(Event::Start(tag) | Event::Empty(tag)) => {
                return Some(tag.local_name().into_inner().to_owned());
            }
            Ok(Event::Text(text)) if !text.trim().is_empty() => return None,
            Ok(Event::Eof | Event::End(_) | Event::CData(_) | Event::GeneralRef(_)) | Err(_) => {
                return None;
            }
            Ok(_) => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn elements_are_found_by_local_names() {
        let text = "<?xml version='1.0'?><!DOCTYPE a [<!ENTITY x 'y'>]><r:a xmlns:r='u'><b c='1 &amp; 2' x:d='3'>one <i>two</i> &eacute;&#8217;</b>\
                    <b><![CDATA[<p>three</p>]]></b></r:a>";
        let root = Element::parse(text).unwrap();
        assert_eq!((root.prefix.as_str(), root.name.as_str()), ("r", "a"));
        let all: Vec<String> = root.all("b").map(Element::text).collect();
        assert_eq!(all, ["one two é’", "<p>three</p>"]);
        let first = root.child("b").unwrap();
        assert_eq!(
            (first.attribute("c"), first.attribute("d")),
            (Some("1 & 2"), Some("3"))
        );
        assert_eq!(
            root.at("b/i").and_then(Element::value).as_deref(),
            Some("two")
        );
        let names: Vec<&str> = root
            .descendants()
            .map(|element| element.name.as_str())
            .collect();
        assert_eq!(names, ["b", "i", "b"]);
    }

    #[test]
    fn what_is_malformed_is_read_as_far_as_it_goes() {
        for (text, expected) in [
            ("<a><b>one</a>", "one"),
            (
                "<a>AT&T and R&amp;D &unknown; </x></a>",
                "AT&T and R&D &unknown; ",
            ),
            ("<a><b>one</b> two", "one two"),
            ("<a>one <b two</a>", "one "),
        ] {
            assert_eq!(Element::parse(text).unwrap().text(), expected, "{text}");
        }
        assert_eq!(Element::parse("no element"), None);
        let problem = |text: &str| Element::parse_told(text).unwrap().1;
        assert_eq!(problem("<a><b>one</a><c"), None);
        assert_eq!(problem("<a><b>one").as_deref(), Some("`<b>` does not end"));
        assert!(problem("<a>one <b two").is_some());
        let deep = "<a>".repeat(100_000);
        assert!(Element::parse(&deep).is_some());
    }

    #[test]
    fn the_root_is_known_by_the_beginning() {
        for (head, expected) in [
            ("<?xml version=\"1.0\"?>\n<!-- a --><n:nitf x='", None),
            (
                "<?xml version=\"1.0\"?>\n<!-- a --><n:nitf x='1'><head",
                Some("nitf"),
            ),
            ("Text <b>", None),
            ("", None),
        ] {
            assert_eq!(root(head.as_bytes()).as_deref(), expected, "{head}");
        }
    }
}
