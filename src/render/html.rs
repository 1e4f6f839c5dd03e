//! Text of articles as HTML: everything escaped, matches in `mark`.

use std::fmt::Write as _;

use super::marks;
use super::xml::escaped;
use crate::api::Passage;
use crate::article::Article;
use crate::passage::Highlight;
use crate::span::ByteSpan;

/// A text with its matches marked; `style` stands in every `mark`, where nothing else can say how it looks.
pub(super) fn marked(text: &str, matches: &[ByteSpan], style: Option<&str>) -> String {
    let style = style.map(|style| format!(" style=\"{style}\""));
    let open = format!("<mark{}>", style.unwrap_or_default());
    let mut written = String::with_capacity(text.len() + 32);
    let mut at = 0;
    for mark in marks::sound(text, matches.iter().copied()) {
        written.push_str(&escaped(ByteSpan::new(at, mark.start).of(text)));
        let _ = write!(written, "{open}{}</mark>", escaped(mark.of(text)));
        at = mark.end;
    }
    written.push_str(&escaped(ByteSpan::new(at, text.len()).of(text)));
    written
}

/// The headline of an article, with its matches.
pub(super) fn title(article: &Article, highlights: &[Highlight], style: Option<&str>) -> String {
    if article.title.trim().is_empty() {
        return "(no headline)".to_owned();
    }
    let matches = marks::marked(&article.title, highlights);
    marked(&article.title, &matches, style)
}

/// The paragraphs of a passage, an ellipsis where the article goes on.
pub(super) fn passage(passage: &Passage, article: &Article, style: Option<&str>) -> String {
    let body = article.body.as_str();
    let text = passage.text(body);
    let matches = marks::marked_in_passage(passage, body);
    let (before, after) = marks::omitted_around(passage, body);
    let paragraphs = marks::paragraphs(text);
    let mut written = String::new();
    for (at, paragraph) in paragraphs.iter().enumerate() {
        let within = marks::within(&matches, *paragraph);
        let start = if before && at == 0 { "… " } else { "" };
        let end = if after && at + 1 == paragraphs.len() {
            " …"
        } else {
            ""
        };
        let text = marked(paragraph.of(text), &within, style);
        let _ = writeln!(written, "<p>{start}{text}{end}</p>");
    }
    written
}

/// An address that a reader may follow: of the web, and of nothing that runs.
pub(super) fn address(url: &str) -> Option<String> {
    let is_web = ["http://", "https://"].iter().any(|scheme| {
        url.get(..scheme.len())
            .is_some_and(|start| start.eq_ignore_ascii_case(scheme))
    });
    let is_address = is_web
        && !url
            .chars()
            .any(|sign| sign.is_whitespace() || sign.is_control());
    is_address.then(|| escaped(url).into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn matches_are_marked_and_all_else_is_escaped() {
        let marks = [ByteSpan::new(0, 3), ByteSpan::new(6, 9)];
        assert_eq!(
            marked("<b> & <i>", &marks, None),
            "<mark>&lt;b&gt;</mark> &amp; <mark>&lt;i&gt;</mark>"
        );
        assert_eq!(marked("é", &[ByteSpan::new(1, 2)], None), "é");
        for (url, expected) in [
            ("https://e.org/?a=1&b", Some("https://e.org/?a=1&amp;b")),
            ("HTTP://e.org", Some("HTTP://e.org")),
            ("javascript:alert(1)", None),
            ("https://e.org/ x", None),
            ("héé", None),
        ] {
            assert_eq!(address(url).as_deref(), expected);
        }
    }
}
