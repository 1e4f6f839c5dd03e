//! HTML read tag by tag, for pages that no tree should be built of.
//!
//! Building a tree takes time in the product of tags and open elements, or in the square of the attributes of a tag. Real
//! pages have few of both; a page that is built to have many is read here in one pass.

use crate::ingest::record::Paragraph;

/// Most work that building a tree may be, in steps; a large page takes a tenth.
const MOST_WORK: usize = 40_000_000;

/// A piece of a page.
enum Piece<'a> {
    Text(&'a str),
    /// A tag's name as it is written, and about how many attributes it has.
    Open(&'a str, usize),
    Close(&'a str),
}

/// The pieces of a page, in order; comments, scripts and styles left out.
struct Pieces<'a> {
    rest: &'a str,
}

/// Elements whose text is no HTML.
const RAW: &[&str] = &[
    "script", "style", "textarea", "title", "xmp", "iframe", "noembed", "noframes",
];

impl<'a> Iterator for Pieces<'a> {
    type Item = Piece<'a>;

    fn next(&mut self) -> Option<Piece<'a>> {
        loop {
            if self.rest.is_empty() {
                return None;
            }
            let start = memchr::memchr(b'<', self.rest.as_bytes()).unwrap_or(self.rest.len());
            if start > 0 {
                return Some(Piece::Text(self.take(start)));
            }
            let after = self.rest.get(1..).unwrap_or("");
            if let Some(comment) = after.strip_prefix("!--") {
                let end = comment.find("-->").map_or(self.rest.len(), |end| end + 7);
                self.take(end);
            } else if after.starts_with(['!', '?']) {
                let end = memchr::memchr(b'>', self.rest.as_bytes());
                self.take(end.map_or(self.rest.len(), |end| end + 1));
            } else if let Some(closing) = after.strip_prefix('/') {
                let name = name(closing);
                let end = memchr::memchr(b'>', self.rest.as_bytes());
                self.take(end.map_or(self.rest.len(), |end| end + 1));
                return Some(Piece::Close(name));
            } else if after.starts_with(|ch: char| ch.is_ascii_alphabetic()) {
                let name = name(after);
                let (end, attributes) = tag(self.rest);
                self.take(end);
                if RAW.iter().any(|raw| raw.eq_ignore_ascii_case(name)) {
                    self.skip_raw(name);
                }
                return Some(Piece::Open(name, attributes));
            } else {
                return Some(Piece::Text(self.take(1)));
            }
        }
    }
}

impl<'a> Pieces<'a> {
    fn take(&mut self, bytes: usize) -> &'a str {
        let (now, later) = self.rest.split_at_checked(bytes).unwrap_or((self.rest, ""));
        self.rest = later;
        now
    }

    /// Leaves out the text up to the closing tag of an element whose text is no HTML.
    fn skip_raw(&mut self, raw: &str) {
        let bytes = self.rest.as_bytes();
        let end = memchr::memmem::find_iter(bytes, b"</").find(|at| {
            let after = self.rest.get(at + 2..).unwrap_or("");
            name(after).eq_ignore_ascii_case(raw)
        });
        self.take(end.unwrap_or(self.rest.len()));
    }
}

fn name(text: &str) -> &str {
    let end = text
        .bytes()
        .take(32)
        .take_while(u8::is_ascii_alphanumeric)
        .count();
    text.get(..end).unwrap_or("")
}

/// How long the tag at the start of a text is, and about how many attributes it has.
fn tag(text: &str) -> (usize, usize) {
    let (mut quote, mut attributes, mut before) = (None, 0, b' ');
    for (at, byte) in text.bytes().enumerate().skip(1) {
        match quote {
            Some(open) if byte == open => quote = None,
            None if byte == b'>' => return (at + 1, attributes),
            None if matches!(byte, b'"' | b'\'') && before == b'=' => quote = Some(byte),
            None if before.is_ascii_whitespace() && !byte.is_ascii_whitespace() => attributes += 1,
            _ => {}
        }
        before = byte;
    }
    (text.len(), attributes)
}

/// Elements that hold nothing, or end by themselves where the next begins.
const ENDING: &[&str] = &[
    "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source",
    "track", "wbr", "p", "li", "dt", "dd", "option", "optgroup", "td", "th", "tr", "tbody",
    "thead", "tfoot", "colgroup", "html", "head", "body", "image", "keygen", "frame", "rt", "rp",
];

/// Elements that are opened again in every block until they are closed.
const FORMATTING: &[&str] = &[
    "a", "b", "big", "code", "em", "font", "i", "nobr", "s", "small", "strike", "strong", "tt", "u",
];

/// Whether a tree of the page is soon built.
pub(in crate::ingest) fn is_tame(html: &str) -> bool {
    let (mut work, mut depth, mut formatting) = (0_usize, 0_usize, 0_usize);
    for piece in (Pieces { rest: html }) {
        match piece {
            Piece::Text(_) => {}
            Piece::Open(name, attributes) => {
                let is = |list: &[&str]| list.iter().any(|other| other.eq_ignore_ascii_case(name));
                let formats = is(FORMATTING);
                work += depth + attributes.saturating_mul(attributes);
                if formats {
                    formatting += 1;
                } else {
                    work += 8 * formatting;
                }
                depth += usize::from(formats || !is(ENDING));
            }
            Piece::Close(name) => {
                let is = |list: &[&str]| list.iter().any(|other| other.eq_ignore_ascii_case(name));
                formatting = formatting.saturating_sub(usize::from(is(FORMATTING)));
                depth = depth.saturating_sub(usize::from(!is(ENDING)));
            }
        }
        if work > MOST_WORK {
            return false;
        }
    }
    true
}

/// Elements that do not end a paragraph.
const INLINE: &[&str] = &[
    "a", "abbr", "acronym", "b", "bdi", "bdo", "big", "cite", "code", "del", "dfn", "em", "font",
    "i", "ins", "kbd", "mark", "q", "ruby", "s", "samp", "small", "span", "strike", "strong",
    "sub", "sup", "time", "tt", "u", "var", "wbr",
];

/// The text of a page, a paragraph to each element that is no part of a line.
pub(in crate::ingest) fn paragraphs(html: &str) -> Vec<Paragraph> {
    let mut paragraphs = Vec::new();
    let mut text = String::new();
    let mut end = |text: &mut String| {
        if text.trim().is_empty() {
            text.clear();
        } else {
            paragraphs.push(Paragraph::text(std::mem::take(text)));
        }
    };
    for piece in (Pieces { rest: html }) {
        match piece {
            Piece::Text(piece) if text.is_empty() => text.push_str(piece.trim_start()),
            Piece::Text(piece) => text.push_str(piece),
            Piece::Open(name, _) | Piece::Close(name) => {
                if !INLINE
                    .iter()
                    .any(|inline| inline.eq_ignore_ascii_case(name))
                {
                    end(&mut text);
                }
            }
        }
    }
    end(&mut text);
    paragraphs
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(html: &str) -> Vec<String> {
        paragraphs(html)
            .into_iter()
            .map(|paragraph| paragraph.text)
            .collect()
    }

    #[test]
    fn pages_are_read_without_a_tree() {
        let cases: &[(&str, &[&str])] = &[
            (
                "<div><p>One <b>two</b><p title=\"a > b\">Three</div>",
                &["One two", "Three"],
            ),
            ("<script>if (a<b) '</p>'</script>x<style>y</style>", &["x"]),
            ("a <!-- <p> --> b<!DOCTYPE x>c", &["a  bc"]),
            ("a < b and c", &["a < b and c"]),
            ("<SCRIPT>x</Script>y<", &["y<"]),
            ("<p", &[]),
            ("<!-- open", &[]),
        ];
        for (html, expected) in cases {
            assert_eq!(texts(html), *expected, "{html}");
        }
    }

    #[test]
    fn pages_that_take_long_to_build_are_known() {
        assert!(is_tame(
            &"<div><p>a <b>b</b> <a href=x>c</a></p></div>".repeat(100_000)
        ));
        assert!(is_tame(&"<p>never closed<br><li>neither".repeat(100_000)));
        assert!(!is_tame(&"<div>".repeat(50_000)));
        assert!(!is_tame(&format!("<p {}>", "a=1 ".repeat(50_000))));
        let fonts: Vec<String> = (0..2_000)
            .map(|size| format!("<font size={size}>"))
            .collect();
        let fonts = fonts.concat();
        assert!(!is_tame(&format!("{fonts}{}", "<p>x".repeat(50_000))));
    }
}
