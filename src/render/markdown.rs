//! Text as Markdown (`CommonMark`): matches bold, everything else escaped.

use std::io::{self, Write};

use unicode_width::UnicodeWidthChar;

use super::citation::Reference;
use super::fields::OutputField;
use super::links::link_target;
use super::marks;
use super::options::Options;
use crate::article::Article;
use crate::passage::Highlight;
use crate::span::ByteSpan;

/// The headline, a link where the article has an address.
pub(super) fn title(article: &Article, highlights: &[Highlight], options: &Options) -> String {
    let marks = marks::marked(&article.title, highlights);
    let title = if article.title.trim().is_empty() {
        "(no headline)".to_owned()
    } else {
        marked(&article.title, &marks, options)
    };
    match article.url.as_deref().and_then(link_target) {
        Some(target) => format!("[{title}](<{target}>)"),
        None => title,
    }
}

/// Writes a reference in the style asked for as the source of a quotation.
pub(super) fn write_reference(
    out: &mut dyn Write,
    reference: &Reference,
    options: &Options,
) -> io::Result<()> {
    out.write_all("— ".as_bytes())?;
    for (text, is_italic) in reference.pieces() {
        // Escaped as a text, which has no space at its ends.
        let inside = text.trim();
        let written = marked(inside, &[], options);
        let (before, after) = text.split_once(inside).unwrap_or_default();
        let sign = if is_italic { "*" } else { "" };
        write!(out, "{before}{sign}{written}{sign}{after}")?;
    }
    out.write_all(b"\n")
}

/// Writes these fields as the source of a quotation. A field that its text does not explain is written with its name.
pub(super) fn write_citation(
    out: &mut dyn Write,
    article: &Article,
    fields: &[OutputField],
    options: &Options,
) -> io::Result<()> {
    let shown = fields
        .iter()
        .filter(|field| !matches!(field, OutputField::Title | OutputField::Body));
    // An address that is the id too stands there once.
    let is_address =
        fields.contains(&OutputField::Url) && article.url.as_deref() == Some(article.id.0.as_str());
    let parts: Vec<String> = shown
        .filter(|field| !(is_address && **field == OutputField::Id))
        .filter_map(|field| Some(cited(*field, &field.shown(article)?, options)))
        .collect();
    if parts.is_empty() {
        Ok(())
    } else {
        writeln!(out, "— {}", parts.join(", "))
    }
}

fn cited(field: OutputField, text: &str, options: &Options) -> String {
    match field {
        OutputField::Source => format!("*{}*", marked(text.trim(), &[], options)),
        OutputField::Published | OutputField::Authors | OutputField::Section => {
            marked(text, &[], options)
        }
        OutputField::Url => match link_target(text) {
            Some(target) => format!("<{target}>"),
            None => marked(text, &[], options),
        },
        _ => format!("{field}: {}", marked(text, &[], options)),
    }
}

/// The text on one line, its `marks` (sound spans) bold and everything that Markdown would read
/// otherwise escaped.
pub(super) fn marked(text: &str, marks: &[ByteSpan], options: &Options) -> String {
    let text = text.replace(['\n', '\r', '\t'], " ");
    let (shown, moved) = options.safe_marked(&text, marks);
    let mut line = String::with_capacity(shown.len() + 16);
    let mut written = 0;
    for mark in joined(&moved) {
        push_escaped(&mut line, ByteSpan::new(written, mark.start).of(&shown));
        let (start, end) = delimiters(&shown, mark);
        line.push_str(start);
        push_escaped(&mut line, mark.of(&shown));
        line.push_str(end);
        written = mark.end;
    }
    push_escaped(&mut line, ByteSpan::new(written, shown.len()).of(&shown));
    line.trim().to_owned()
}

/// Marks that touch become one: `**a****b**` is not what Markdown reads as two.
fn joined(marks: &[ByteSpan]) -> Vec<ByteSpan> {
    let mut joined: Vec<ByteSpan> = Vec::with_capacity(marks.len());
    for &mark in marks.iter().filter(|mark| !mark.is_empty()) {
        match joined.last_mut().filter(|last| last.end == mark.start) {
            Some(last) => last.end = mark.end,
            None => joined.push(mark),
        }
    }
    joined
}

/// What makes a match bold: `**`, or tags where `CommonMark`'s rule for the characters beside a delimiter
/// run would leave the asterisks standing (a match that starts or ends with punctuation).
fn delimiters(text: &str, mark: ByteSpan) -> (&'static str, &'static str) {
    let matched = mark.of(text);
    let at_edges = [matched.chars().next(), matched.chars().next_back()];
    // A combining mark belongs to the letter before it.
    let is_letter = |it: char| it.is_alphanumeric() || it.width() == Some(0);
    if at_edges.into_iter().flatten().all(is_letter) {
        ("**", "**")
    } else {
        ("<strong>", "</strong>")
    }
}

/// Characters that mean something anywhere in a line. `#` is among them because a heading may end with it.
const MARKUP: [char; 13] = [
    '\\', '`', '*', '_', '[', ']', '<', '>', '&', '~', '|', '$', '#',
];

/// Appends text with a backslash before every character that could be markup. A quotation always starts
/// within a line, so list signs need one only at the start of the text.
fn push_escaped(line: &mut String, text: &str) {
    for character in text.chars() {
        let so_far = line.trim_start();
        let starts_block = match character {
            '+' | '-' | '=' => so_far.is_empty(),
            '.' | ')' => !so_far.is_empty() && so_far.bytes().all(|byte| byte.is_ascii_digit()),
            _ => false,
        };
        if starts_block || MARKUP.contains(&character) {
            line.push('\\');
        }
        line.push(character);
    }
}

#[cfg(test)]
mod tests {
    use std::fmt::Write as _;

    use proptest::prelude::*;
    use pulldown_cmark::{Event, Options as Extensions, Parser, Tag};

    use super::*;

    #[test]
    fn markup_in_an_article_stays_text() {
        for (text, shown) in [
            ("plain – text, “quoted”", "plain – text, “quoted”"),
            (
                "a *b* _c_ `d` [e](f) <g>",
                "a \\*b\\* \\_c\\_ \\`d\\` \\[e\\](f) \\<g\\>",
            ),
            ("AT&T & R~D", "AT\\&T \\& R\\~D"),
            ("# heading", "\\# heading"),
            ("C# and 1. and - x", "C\\# and 1. and - x"),
            ("12. item", "12\\. item"),
            ("- item", "\\- item"),
            ("two\nlines", "two lines"),
        ] {
            assert_eq!(marked(text, &[], &Options::default()), shown, "{text:?}");
        }
    }

    #[test]
    fn matches_are_bold() {
        for (text, marks, shown) in [
            (
                "peace talks failed",
                &[(0, 11)][..],
                "**peace talks** failed",
            ),
            ("abc", &[(0, 1), (1, 2)], "**ab**c"),
            ("use C++ now", &[(4, 7)], "use <strong>C++</strong> now"),
            ("中日本語", &[(3, 9)], "中**日本**語"),
        ] {
            let marks: Vec<_> = marks
                .iter()
                .map(|&(start, end)| ByteSpan::new(start, end))
                .collect();
            assert_eq!(marked(text, &marks, &Options::default()), shown, "{text:?}");
        }
    }

    /// What a reader of the Markdown sees, and which of it is bold.
    fn read(markdown: &str) -> (String, Vec<String>) {
        let extensions = Extensions::ENABLE_GFM
            | Extensions::ENABLE_TABLES
            | Extensions::ENABLE_STRIKETHROUGH
            | Extensions::ENABLE_TASKLISTS
            | Extensions::ENABLE_FOOTNOTES
            | Extensions::ENABLE_MATH;
        let (mut text, mut bold, mut open) = (String::new(), Vec::new(), false);
        for event in Parser::new_ext(markdown, extensions) {
            match event {
                Event::Start(Tag::Strong) => {
                    open = true;
                    bold.push(String::new());
                }
                Event::InlineHtml(tag) if &*tag == "<strong>" => {
                    open = true;
                    bold.push(String::new());
                }
                Event::End(pulldown_cmark::TagEnd::Strong) => open = false,
                Event::InlineHtml(tag) if &*tag == "</strong>" => open = false,
                Event::Text(part) => {
                    text.push_str(&part);
                    if let Some(last) = bold.last_mut().filter(|_| open) {
                        last.push_str(&part);
                    }
                }
                Event::Start(Tag::Paragraph) | Event::End(pulldown_cmark::TagEnd::Paragraph) => {}
                other => write!(text, "{{{other:?}}}").unwrap(),
            }
        }
        (text, bold)
    }

    proptest! {
        #[test]
        fn a_reader_sees_the_text_and_the_matches(
            words in prop::collection::vec(("[a-zé日\u{301}0-9#+=:.*_`<>&~|!$^\\[\\]()\\\\-]{1,6}", any::<bool>()), 1..8),
            glue in prop::sample::select(vec![" ", ""]),
        ) {
            let mut text = String::new();
            let mut marks = Vec::new();
            for (word, matched) in &words {
                let start = text.len();
                text.push_str(word);
                if *matched {
                    marks.push(ByteSpan::new(start, text.len()));
                }
                text.push_str(glue);
            }
            let text = text.trim_end().to_owned();
            let expected: Vec<_> = joined(&marks).iter().map(|mark| mark.of(&text).to_owned()).collect();
            let (seen, bold) = read(&marked(&text, &marks, &Options::default()));
            prop_assert_eq!(seen, text);
            prop_assert_eq!(bold, expected);
        }
    }
}
