//! The markup of `MediaWiki` to paragraphs: what a reader of the page sees as its text.
//!
//! One pass over the text, with a stack of what is open; each byte is moved as often as things nest, which is bounded.

use super::templates::{self, Shown};
use crate::ingest::formats::paragraphs::one_line;
use crate::ingest::record::Paragraph;

/// Things inside of each other, at most: deeper ones are text.
const DEEPEST: usize = 40;

/// Elements whose content is no text of the article.
const SWALLOWED: &[&str] = &[
    "ref",
    "references",
    "gallery",
    "timeline",
    "math",
    "chem",
    "score",
    "syntaxhighlight",
    "source",
    "imagemap",
    "templatestyles",
    "graph",
    "hiero",
    "includeonly",
    "mapframe",
    "maplink",
    "inputbox",
    "categorytree",
    "table",
    "style",
    "script",
];

/// Elements that stand on lines of their own.
const BLOCKS: &[&str] = &[
    "p",
    "div",
    "blockquote",
    "center",
    "li",
    "ul",
    "ol",
    "dl",
    "dd",
    "dt",
    "poem",
    "h2",
    "h3",
    "h4",
    "hr",
    "section",
];

/// The words of a wiki for what is no text: its files and categories.
#[derive(Debug, Clone, Default)]
pub(super) struct Spaces {
    /// Names of the namespace of files, in small letters.
    pub(super) files: Vec<String>,
    /// Names of the namespace of categories, in small letters.
    pub(super) categories: Vec<String>,
}

/// A page without its markup.
#[derive(Debug, Default)]
pub(super) struct Page {
    pub(super) paragraphs: Vec<Paragraph>,
    pub(super) categories: Vec<String>,
    /// The day that a template names, as news have it.
    pub(super) date: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Page,
    Template,
    Link,
    Table,
}

/// What is open, and its text so far.
struct Frame {
    kind: Kind,
    text: String,
    /// Where its parts begin.
    pipes: Vec<usize>,
}

impl Frame {
    fn new(kind: Kind) -> Self {
        Self {
            kind,
            text: String::new(),
            pipes: Vec::new(),
        }
    }

    /// Its parts, parted by bars.
    fn parts(&self) -> Vec<&str> {
        let starts = std::iter::once(0).chain(self.pipes.iter().map(|at| at + 1));
        let ends = self.pipes.iter().copied().chain([self.text.len()]);
        starts
            .zip(ends)
            .filter_map(|(start, end)| self.text.get(start..end))
            .collect()
    }
}

struct Stripper<'a> {
    text: &'a str,
    /// The same in small letters of ASCII, for names of elements.
    small: String,
    at: usize,
    frames: Vec<Frame>,
    spaces: &'a Spaces,
    page: Page,
    /// Elements that end nowhere from here on.
    endless: Vec<&'static str>,
}

/// Strips a page.
pub(super) fn strip(text: &str, spaces: &Spaces) -> Page {
    let mut stripper = Stripper {
        text,
        small: text.to_ascii_lowercase(),
        at: 0,
        frames: vec![Frame::new(Kind::Page)],
        spaces,
        page: Page::default(),
        endless: Vec::new(),
    };
    while stripper.step() {}
    while stripper.frames.len() > 1 {
        stripper.give_up();
    }
    let plain = stripper
        .frames
        .pop()
        .map(|frame| frame.text)
        .unwrap_or_default();
    let mut page = stripper.page;
    page.paragraphs = paragraphs(&plain);
    page
}

impl Stripper<'_> {
    fn rest(&self) -> &str {
        self.text.get(self.at..).unwrap_or_default()
    }

    /// What is left of the line, as far as a label may reach.
    fn line(&self) -> &str {
        const LONGEST: usize = 2000;
        let rest = self.rest();
        let line = rest
            .get(..rest.floor_char_boundary(LONGEST))
            .unwrap_or(rest);
        line.split('\n').next().unwrap_or_default()
    }

    fn push(&mut self, text: &str) {
        if let Some(frame) = self.frames.last_mut() {
            frame.text.push_str(text);
        }
    }

    fn top(&self) -> Kind {
        self.frames.last().map_or(Kind::Page, |frame| frame.kind)
    }

    fn is_open(&self, kind: Kind) -> bool {
        self.frames.iter().any(|frame| frame.kind == kind)
    }

    /// Whether nothing but blanks and indents stands before this place on its line.
    fn starts_line(&self) -> bool {
        let before = self.text.get(..self.at).unwrap_or_default();
        let mut before = before.bytes().rev().take(64);
        before
            .find(|byte| !matches!(byte, b' ' | b'\t' | b':'))
            .is_none_or(|byte| byte == b'\n')
    }

    fn open(&mut self, kind: Kind, length: usize) {
        if self.frames.len() > DEEPEST {
            let token = self.rest().get(..length).unwrap_or_default().to_owned();
            self.push(&token);
        } else {
            self.frames.push(Frame::new(kind));
        }
        self.at += length;
    }

    /// Takes what comes next; whether there is something.
    fn step(&mut self) -> bool {
        let bytes = self.text.as_bytes();
        let rest = bytes.get(self.at..).unwrap_or_default();
        let special = |byte: &u8| matches!(byte, b'<' | b'{' | b'}' | b'[' | b']' | b'|');
        let run = rest.iter().position(special).unwrap_or(rest.len());
        let text = self.text;
        self.push(text.get(self.at..self.at + run).unwrap_or_default());
        self.at += run;
        let rest = bytes.get(self.at..).unwrap_or_default();
        match rest {
            [] => return false,
            [b'<', ..] => self.tag(),
            [b'{', b'{', ..] => self.open(Kind::Template, 2),
            [b'{', b'|', ..] if self.starts_line() => self.open(Kind::Table, 2),
            [b'}', b'}', ..] if self.is_open(Kind::Template) => {
                while self.top() != Kind::Template && self.frames.len() > 1 {
                    self.give_up();
                }
                self.at += 2;
                self.close_template();
            }
            [b'|', b'}', ..] if self.is_open(Kind::Table) && self.starts_line() => {
                while self.top() != Kind::Table && self.frames.len() > 1 {
                    self.frames.pop();
                }
                self.frames.pop();
                self.at += 2;
            }
            [b'[', b'[', ..] => self.open(Kind::Link, 2),
            [b']', b']', ..] if self.top() == Kind::Link => {
                self.at += 2;
                self.close_link();
            }
            [b'[', ..] => self.address(),
            [b'|', ..] => {
                if let Some(frame) = self.frames.last_mut() {
                    frame.pipes.push(frame.text.len());
                }
                self.push("|");
                self.at += 1;
            }
            [byte, ..] => {
                self.push(char::from(*byte).encode_utf8(&mut [0; 4]));
                self.at += 1;
            }
        }
        true
    }

    /// Something that is open ends nowhere: its text stays, without what looks like its values.
    fn give_up(&mut self) {
        let Some(frame) = self.frames.pop() else {
            return;
        };
        let text = if frame.kind == Kind::Link {
            frame.text
        } else {
            let is_text = |line: &&str| !line.trim_start().starts_with(['|', '!']);
            let lines: Vec<&str> = frame.text.split('\n').filter(is_text).collect();
            lines.join("\n")
        };
        self.push(&text);
    }

    fn close_template(&mut self) {
        let Some(frame) = self.frames.pop() else {
            return;
        };
        match templates::shown(&frame.parts()) {
            Shown::Text(text) => self.push(&text),
            Shown::Date(date) => self.page.date = self.page.date.take().or(Some(date)),
            Shown::Nothing => {}
        }
    }

    fn close_link(&mut self) {
        let Some(frame) = self.frames.pop() else {
            return;
        };
        let parts = frame.parts();
        let target = parts.first().copied().unwrap_or_default().trim();
        let told = parts
            .get(1..)
            .and_then(|told| told.last())
            .map(|told| told.trim());
        let (named, target) = target
            .strip_prefix(':')
            .map_or((false, target), |target| (true, target));
        let space = target
            .split_once(':')
            .map(|(space, _)| space.trim().to_lowercase());
        if let Some(space) = space.filter(|_| !named) {
            let is_of = |names: &[String], english: &[&str]| {
                names.contains(&space) || english.contains(&space.as_str())
            };
            if is_of(&self.spaces.categories, &["category"]) {
                let name = target.split_once(':').map_or("", |(_, name)| name).trim();
                self.page.categories.push(name.replace('_', " "));
                return;
            }
            if is_of(&self.spaces.files, &["file", "image", "media"])
                || is_language(&space) && told.is_none()
            {
                return;
            }
        }
        let text = match told {
            // `[[Harrow (town)|]]` shows `Harrow`.
            Some("") => {
                let target = target.split_once(':').map_or(target, |(_, target)| target);
                target.split(" (").next().unwrap_or(target).to_owned()
            }
            Some(told) => told.to_owned(),
            None => target.replace('_', " "),
        };
        self.push(&text);
    }

    /// `[https://a.example text]` shows its text.
    fn address(&mut self) {
        let line = self.line();
        let inside = line.get(1..).unwrap_or_default();
        let is_address = ["http://", "https://", "//", "ftp://", "mailto:"]
            .iter()
            .any(|scheme| inside.starts_with(scheme));
        if !is_address {
            self.push("[");
            self.at += 1;
            return;
        }
        let end = inside.find([' ', ']', '\t']).unwrap_or(inside.len());
        // The text goes on as any text, and its bracket is dropped.
        let is_bare = inside
            .get(end..)
            .is_some_and(|behind| behind.starts_with(']'));
        self.at += 1 + end;
        if is_bare {
            self.at += 1;
            return;
        }
        let label = self.line();
        if let Some(close) = label.find(']') {
            let label = label.get(..close).unwrap_or_default().trim();
            if !label.contains(['{', '[', '<']) {
                let label = label.to_owned();
                self.push(&label);
                self.at += close + 1;
            }
        }
    }

    /// A comment, an element, or a sign.
    fn tag(&mut self) {
        if self.rest().starts_with("<!--") {
            return match self.end_of("-->", "!--") {
                Some(end) => self.at = end,
                None => self.at += 4,
            };
        }
        let small = self.small.get(self.at + 1..).unwrap_or_default();
        let (is_end, inside) = small
            .strip_prefix('/')
            .map_or((false, small), |inside| (true, inside));
        let length = inside
            .bytes()
            .take(32)
            .take_while(u8::is_ascii_alphanumeric)
            .count();
        let name = inside.get(..length).unwrap_or_default().to_owned();
        let head = small
            .get(..small.floor_char_boundary(2000))
            .unwrap_or(small);
        let close = head
            .find('>')
            .filter(|end| !head.get(..*end).unwrap_or_default().contains('<'));
        let Some(close) = close.filter(|_| length > 0) else {
            self.push("<");
            self.at += 1;
            return;
        };
        let is_closed = head.get(..close).is_some_and(|tag| tag.ends_with('/'));
        let behind = self.at + close + 2;
        let swallowed = SWALLOWED.iter().find(|swallowed| **swallowed == name);
        match (name.as_str(), swallowed) {
            ("nowiki" | "pre", _) if !is_end && !is_closed => {
                self.at = behind;
                let end = format!("</{name}");
                let kept = self.end_of(&end, if name == "pre" { "pre" } else { "nowiki" });
                let until = kept.map_or(behind, |end_at| end_at.saturating_sub(end.len()));
                let text = self.text;
                self.push(text.get(behind..until).unwrap_or_default());
                self.at = until;
            }
            (_, Some(swallowed)) if !is_end && !is_closed => {
                self.at = behind;
                if let Some(end) = self.end_of(&format!("</{swallowed}"), swallowed) {
                    let close = self.text.get(end..).and_then(|rest| rest.find('>'));
                    self.at = close.map_or(end, |at| end + at + 1);
                }
            }
            ("br", _) => {
                self.push("\n\n");
                self.at = behind;
            }
            (name, _) => {
                if BLOCKS.contains(&name) {
                    self.push("\n\n");
                }
                self.at = behind;
            }
        }
    }

    /// The place behind the next `end`; `None` where there is none, which is looked for once.
    fn end_of(&mut self, end: &str, name: &'static str) -> Option<usize> {
        if self.endless.contains(&name) {
            return None;
        }
        let found = self.small.get(self.at..).and_then(|rest| rest.find(end));
        if found.is_none() {
            self.endless.push(name);
        }
        found.map(|at| self.at + at + end.len())
    }
}

/// Whether a link leads to the same page in another language.
fn is_language(space: &str) -> bool {
    let mut parts = space.split('-');
    let code = parts.next().unwrap_or_default();
    let is_code =
        (2..=3).contains(&code.len()) && code.bytes().all(|byte| byte.is_ascii_lowercase());
    is_code && parts.all(|part| part.bytes().all(|byte| byte.is_ascii_lowercase()))
        || space == "simple"
}

/// The paragraphs of a text whose templates, tables and links are gone.
fn paragraphs(text: &str) -> Vec<Paragraph> {
    // Each with the level of its heading, or 0.
    let mut found: Vec<(usize, String)> = Vec::new();
    let mut open = false;
    for line in text.split('\n') {
        let line = without_marks(line);
        let trimmed = line.trim();
        let level = trimmed
            .bytes()
            .take_while(|byte| *byte == b'=')
            .count()
            .min(6);
        let is_heading =
            level > 0 && trimmed.len() > 2 * level && trimmed.ends_with(&"=".repeat(level));
        if trimmed.is_empty() || trimmed.bytes().all(|byte| byte == b'-') && trimmed.len() > 3 {
            open = false;
        } else if is_heading {
            found.push((level, one_line(trimmed.trim_matches('='))));
            open = false;
        } else if trimmed.starts_with(['*', '#', ':', ';']) {
            let item = one_line(trimmed.trim_start_matches(['*', '#', ':', ';']));
            if item.chars().any(char::is_alphanumeric) {
                found.push((0, item));
            }
            open = false;
        } else if let Some((_, paragraph)) = found.last_mut().filter(|_| open) {
            paragraph.push(' ');
            paragraph.push_str(&one_line(trimmed));
        } else {
            found.push((0, one_line(trimmed)));
            open = true;
        }
    }
    with_content(found)
}

/// Leaves out headings with nothing below them.
fn with_content(found: Vec<(usize, String)>) -> Vec<Paragraph> {
    let mut kept: Vec<(usize, String)> = Vec::new();
    let drop_empty = |kept: &mut Vec<(usize, String)>, level: usize| {
        while kept
            .last()
            .is_some_and(|(last, _)| *last >= level && *last > 0)
        {
            kept.pop();
        }
    };
    for (level, text) in found {
        if level > 0 {
            drop_empty(&mut kept, level);
        }
        if !text.is_empty() {
            kept.push((level, text));
        }
    }
    drop_empty(&mut kept, 1);
    let paragraph = |(level, text)| Paragraph {
        heading: level > 0,
        ..Paragraph::text(text)
    };
    kept.into_iter().map(paragraph).collect()
}

/// A line without the quotes of bold and italic letters, and without words that only tell the wiki something: `__NOTOC__`.
fn without_marks(line: &str) -> String {
    let mut plain = String::with_capacity(line.len());
    let mut rest = line;
    while let Some(at) = rest.find(['\'', '_']) {
        let (before, marks) = rest.split_at(at);
        plain.push_str(before);
        let quotes = marks.bytes().take_while(|byte| *byte == b'\'').count();
        let (kept, length) = match quotes {
            0 => match switch(marks) {
                0 => ("_", 1),
                length => ("", length),
            },
            1 => ("'", 1),
            4 => ("'", 4),
            quotes => ("", quotes),
        };
        plain.push_str(kept);
        rest = marks.get(length..).unwrap_or_default();
    }
    plain.push_str(rest);
    plain
}

/// Length of `__NOTOC__` at the front of a text; 0 where there is none.
fn switch(text: &str) -> usize {
    let Some(inside) = text.strip_prefix("__") else {
        return 0;
    };
    let length = inside
        .bytes()
        .take(40)
        .take_while(u8::is_ascii_uppercase)
        .count();
    let ends = inside
        .get(length..)
        .is_some_and(|rest| rest.starts_with("__"));
    if ends && length > 2 { length + 4 } else { 0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Vec<String> {
        let page = strip(text, &Spaces::default());
        let mark = |paragraph: Paragraph| {
            if paragraph.heading {
                format!("# {}", paragraph.text)
            } else {
                paragraph.text
            }
        };
        page.paragraphs.into_iter().map(mark).collect()
    }

    #[test]
    #[expect(clippy::too_many_lines, reason = "a table of cases")]
    fn markup_goes_and_text_stays() {
        let table: &[(&str, &[&str])] = &[
            (
                "'''Harrow''' is a ''small'' town's harbour''.\nIt is old.\n\nTwo.",
                &["Harrow is a small town's harbour. It is old.", "Two."],
            ),
            (
                "A [[Marsh|marshy]] [[field]] [[Ely (city)|]] near [https://a.example the sea] [https://a.example].",
                &["A marshy field Ely near the sea ."],
            ),
            (
                "{{Infobox|a={{b|{{c}}}}|d=[[x|y]]}}Text{{cite|}} on.",
                &["Text on."],
            ),
            (
                "Before\n{| class=x\n| a || {{b|c}}\n{|\n| inner\n|}\n|-\n|}\nAfter",
                &["Before", "After"],
            ),
            (
                "One<ref name=a>{{cite web|url=b}}</ref> two<ref name=\"a\" /> three<!-- no -->.",
                &["One two three."],
            ),
            (
                "[[File:a.jpg|thumb|A [[boat]] at {{x}} sea]]Text [[Category:Boats]]",
                &["Text"],
            ),
            (
                "[[de:Harrow]] [[:de:Harrow]] a [[w:Foo|Foo]]",
                &["de:Harrow a Foo"],
            ),
            (
                "== See ==\n* [[One]]\n** two\n== Empty ==\n=== Too ===\n",
                &["# See", "One", "two"],
            ),
            (
                "<nowiki>[[a]] {{b}}</nowiki> if a < b\n__NOTOC__\n----\nx__y",
                &["[[a]] {{b}} if a < b", "x__y"],
            ),
            (
                "open {{template\n|a=b\ntext goes on",
                &["open template text goes on"],
            ),
            ("open [[link and on", &["open link and on"]),
            ("a }} b ]] c |} d", &["a }} b ]] c |} d"]),
            ("one<br />two", &["one", "two"]),
            (
                "The {{convert|5|km|mi}} of {{lang|fr|la ville}} in {{w|New York City|NYC}}",
                &["The 5 km of la ville in NYC"],
            ),
        ];
        for (text, expected) in table {
            assert_eq!(read(text), *expected, "{text}");
        }
        let page = strip(
            "{{date|June 12, 2007}}[[Category:Tide_tables|x]][[Kategorie:Häfen]]",
            &Spaces {
                files: Vec::new(),
                categories: vec!["kategorie".to_owned()],
            },
        );
        assert_eq!(page.date.as_deref(), Some("June 12, 2007"));
        assert_eq!(page.categories, ["Tide tables", "Häfen"]);
    }

    #[test]
    fn hostile_pages_take_linear_time() {
        for piece in [
            "{{",
            "[[",
            "{|\n",
            "<ref>",
            "<!--",
            "[http://a ",
            "{{a|[[b|",
            "<nowiki>",
            "'",
            "<a",
            "{{}}",
            "\n|}",
            "[[a|b]]",
        ] {
            read(&piece.repeat(50_000));
        }
    }
}
