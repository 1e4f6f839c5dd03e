//! The texts of a feed: plain, HTML in entities or `CDATA`, XHTML as elements, or bytes in base 64.

use std::borrow::Cow;
use std::fmt::Write as _;

use crate::ingest::entities;
use crate::ingest::formats::paragraphs::{of_plain, one_line};
use crate::ingest::formats::web::html;
use crate::ingest::record::Paragraph;
use crate::ingest::xml::{Element, Node};

/// Tags by which HTML is told from text.
const TAGS: &[&str] = &[
    "a",
    "abbr",
    "acronym",
    "address",
    "applet",
    "article",
    "aside",
    "audio",
    "b",
    "base",
    "big",
    "blink",
    "blockquote",
    "body",
    "br",
    "button",
    "caption",
    "center",
    "cite",
    "code",
    "col",
    "dd",
    "del",
    "details",
    "dfn",
    "dir",
    "div",
    "dl",
    "dt",
    "em",
    "embed",
    "fieldset",
    "figcaption",
    "figure",
    "font",
    "footer",
    "form",
    "frame",
    "frameset",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "head",
    "header",
    "hr",
    "html",
    "i",
    "iframe",
    "img",
    "input",
    "ins",
    "kbd",
    "label",
    "li",
    "link",
    "main",
    "map",
    "mark",
    "meta",
    "nav",
    "nobr",
    "noscript",
    "object",
    "ol",
    "option",
    "p",
    "param",
    "picture",
    "pre",
    "q",
    "s",
    "samp",
    "script",
    "section",
    "select",
    "small",
    "source",
    "span",
    "strike",
    "strong",
    "style",
    "sub",
    "summary",
    "sup",
    "svg",
    "table",
    "tbody",
    "td",
    "textarea",
    "tfoot",
    "th",
    "thead",
    "time",
    "title",
    "tr",
    "tt",
    "u",
    "ul",
    "var",
    "video",
    "wbr",
];

/// Those of them that stand alone.
const ALONE: &[&str] = &["br", "hr", "img", "p", "li", "embed", "wbr"];

/// Elements in which HTML sees no tags: one that ends as those of XML do would swallow what follows it.
const RAW: &[&str] = &[
    "iframe", "script", "style", "textarea", "title", "noframes", "noembed", "xmp",
];

/// What the text of an element is written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Written {
    Plain,
    Html,
    Elements,
    Unsaid,
    /// Nothing to read: a picture, a sound.
    Otherwise,
}

fn written(element: &Element) -> Written {
    let kind = element.attribute("type").unwrap_or_default();
    let kind = kind.split(';').next().unwrap_or_default().trim();
    let kind = kind.to_ascii_lowercase();
    let mode = element.attribute("mode").unwrap_or_default();
    if element.elements().next().is_some() {
        return Written::Elements;
    }
    match kind.as_str() {
        "html" | "text/html" | "application/xhtml+xml" | "xhtml" => Written::Html,
        "text" if mode.is_empty() => Written::Plain,
        "text/plain" => Written::Plain,
        _ if kind.starts_with("image/")
            || kind.starts_with("audio/")
            || kind.starts_with("video/") =>
        {
            Written::Otherwise
        }
        _ => Written::Unsaid,
    }
}

/// The text of an element as written, without what is left of `CDATA` inside `CDATA`.
fn text_of(element: &Element) -> String {
    let text = element.text();
    if element.attribute("mode") == Some("base64") || is_bytes(element) {
        return decoded(&text).unwrap_or(text);
    }
    let text = text.trim();
    let text = text.strip_prefix("<![CDATA[").unwrap_or(text);
    let text = text.strip_suffix("]]>").unwrap_or(text);
    text.trim().to_owned()
}

/// Whether a type of Atom 1.0 stands for bytes, which are written in base 64.
fn is_bytes(element: &Element) -> bool {
    let kind = element.attribute("type").unwrap_or_default();
    kind.eq_ignore_ascii_case("application/octet-stream")
}

/// The paragraphs of an element.
pub(super) fn paragraphs(element: &Element) -> Vec<Paragraph> {
    match written(element) {
        Written::Otherwise => Vec::new(),
        Written::Elements => html::text_of(&markup(element)),
        Written::Html => of_html(&text_of(element)),
        Written::Plain => of_plain(&text_of(element)),
        Written::Unsaid => of_unsaid(&text_of(element)),
    }
}

/// The paragraphs of a text of which nobody says what it is written in.
pub(in crate::ingest) fn of_unsaid(text: &str) -> Vec<Paragraph> {
    if is_html(text) {
        of_html(text)
    } else {
        of_plain(text)
    }
}

/// The paragraphs of a text that is HTML, or what XML has for it. An object that does not end would swallow what follows it.
fn of_html(text: &str) -> Vec<Paragraph> {
    let text = with_ends(text);
    if text.contains("<object") && !text.contains("</object") {
        return html::text_of(&text.replace("<object", "<span"));
    }
    html::text_of(&text)
}

/// A text whose raw elements have an end tag where they end as those of XML do: `<iframe src="x"/>`.
fn with_ends(text: &str) -> Cow<'_, str> {
    if !text.contains("/>") {
        return Cow::Borrowed(text);
    }
    let mut written = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, behind)) = rest.split_once("/>") {
        written.push_str(before);
        let tag = before.rsplit_once('<').map_or("", |(_, tag)| tag);
        let name = tag
            .split(|ch: char| !ch.is_ascii_alphanumeric())
            .next()
            .unwrap_or_default();
        let name = name.to_ascii_lowercase();
        if RAW.contains(&name.as_str()) && !tag.contains('>') {
            let _ = write!(written, "></{name}>");
        } else {
            written.push_str("/>");
        }
        rest = behind;
    }
    written.push_str(rest);
    Cow::Owned(written)
}

/// The text of an element as one line; `None` where nothing is left.
pub(super) fn line(element: &Element) -> Option<String> {
    let joined = |paragraphs: Vec<Paragraph>| {
        let texts: Vec<String> = paragraphs
            .into_iter()
            .map(|paragraph| paragraph.text)
            .collect();
        one_line(&texts.join(" "))
    };
    let text = text_of(element);
    let line = match written(element) {
        Written::Otherwise => String::new(),
        Written::Elements => joined(html::text_of(&markup(element))),
        Written::Html => joined(of_html(&text)),
        Written::Unsaid if is_html(&text) => joined(of_html(&text)),
        Written::Plain | Written::Unsaid => one_line(&entities::decoded(&text)),
    };
    (!line.is_empty()).then_some(line)
}

/// Whether a text holds a tag of HTML, closed where it must be.
fn is_html(text: &str) -> bool {
    const LOOKED_AT: usize = 64;
    let is_tag = |at: usize| {
        let tag = text.get(at + 1..).unwrap_or_default();
        let tag = tag.strip_prefix('/').unwrap_or(tag);
        let end = tag.bytes().take_while(u8::is_ascii_alphanumeric).count();
        let (name, rest) = tag.split_at(end);
        let name = name.to_ascii_lowercase();
        let head = rest.get(..rest.floor_char_boundary(2000)).unwrap_or(rest);
        let closed = || {
            head.find('>')
                .is_some_and(|end| !head.get(..end).unwrap_or_default().contains('<'))
        };
        let ends = || {
            let end = format!("</{name}");
            let has_value = || head.split('>').next().is_some_and(|tag| tag.contains('='));
            ALONE.contains(&name.as_str())
                || has_value()
                || text.contains(&end)
                || text.contains(&end.to_ascii_uppercase())
        };
        TAGS.contains(&name.as_str())
            && rest.starts_with(['>', '/', ' ', '\n', '\t', '\r'])
            && closed()
            && ends()
    };
    memchr::memchr_iter(b'<', text.as_bytes())
        .take(LOOKED_AT)
        .any(is_tag)
}

/// What stands in an element, as HTML.
fn markup(element: &Element) -> String {
    let mut written = String::new();
    write_inside(element, &mut written);
    written
}

/// A tree has a bounded depth.
fn write_inside(element: &Element, written: &mut String) {
    for node in &element.children {
        match node {
            Node::Text(text) => {
                for ch in text.chars() {
                    match ch {
                        '&' => written.push_str("&amp;"),
                        '<' => written.push_str("&lt;"),
                        '>' => written.push_str("&gt;"),
                        ch => written.push(ch),
                    }
                }
            }
            Node::Element(inner) => {
                let name = inner.name.to_ascii_lowercase();
                let hidden = if inner.attribute("hidden").is_some() {
                    " hidden"
                } else {
                    ""
                };
                let _ = write!(written, "<{name}{hidden}>");
                write_inside(inner, written);
                if !["br", "hr", "img", "input", "embed"].contains(&name.as_str()) {
                    let _ = write!(written, "</{name}>");
                }
            }
        }
    }
}

/// A text of its bytes in base 64; `None` where it is none.
fn decoded(text: &str) -> Option<String> {
    let mut bytes = Vec::new();
    let (mut bits, mut count) = (0_u32, 0);
    for byte in text.bytes().filter(|byte| !byte.is_ascii_whitespace()) {
        let value = match byte {
            b'A'..=b'Z' => byte - b'A',
            b'a'..=b'z' => byte - b'a' + 26,
            b'0'..=b'9' => byte - b'0' + 52,
            b'+' => 62,
            b'/' => 63,
            b'=' => break,
            _ => return None,
        };
        bits = (bits << 6 | u32::from(value)) & 0x00ff_ffff;
        count += 6;
        if count >= 8 {
            count -= 8;
            bytes.push((bits >> count & 0xff) as u8);
        }
    }
    String::from_utf8(bytes).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Vec<String> {
        let element = Element::parse_told(text).unwrap().0;
        let paragraphs = paragraphs(&element);
        paragraphs
            .into_iter()
            .map(|paragraph| paragraph.text)
            .collect()
    }

    #[test]
    fn texts_are_read_as_they_are_written() {
        let table: &[(&str, &[&str])] = &[
            ("<d>One.\n\nTwo &lt; three.</d>", &["One.", "Two < three."]),
            (
                "<d>&lt;p&gt;One&lt;p&gt;Two &amp;amp; three</d>",
                &["One", "Two & three"],
            ),
            (
                "<d><![CDATA[<P>One</P><IMG SRC='a'>two]]></d>",
                &["One", "two"],
            ),
            ("<d><![CDATA[<![CDATA[One]]>]]></d>", &["One"]),
            (
                "<d>bid for &lt;BP&gt; and &lt;i&gt;</d>",
                &["bid for <BP> and <i>"],
            ),
            ("<d type='text'>the &lt;p&gt; tag</d>", &["the <p> tag"]),
            (
                "<d type='xhtml'><x:div xmlns:x='u'><x:p>One &lt;b&gt;</x:p><p>Two<br/>three</p></x:div></d>",
                &["One <b>", "Two\nthree"],
            ),
            ("<d mode='base64'>PHA+T25l\nPC9wPg==</d>", &["One"]),
            ("<d>One &lt;iframe src='a' /&gt; two</d>", &["One  two"]),
            ("<d type='image/png'>AAAA</d>", &[]),
        ];
        for (text, expected) in table {
            assert_eq!(read(text), *expected, "{text}");
        }
        let title = |text: &str| line(&Element::parse_told(text).unwrap().0);
        assert_eq!(
            title("<t>AT&amp;amp;T &lt;b&gt;up&lt;/b&gt;</t>").as_deref(),
            Some("AT&T up")
        );
        assert_eq!(title("<t> </t>"), None);
    }
}
