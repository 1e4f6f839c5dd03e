//! Text of articles on a page, its matches apart. What a character could do beside being read, it does not: see [`shown`].

use askama::Template;
use unbury::passage::Highlight;
use unbury::render::{marks, visible};
use unbury::span::ByteSpan;

/// A text as a page shows it: characters that hide or reorder others are visible, as on a terminal.
pub(super) fn shown(text: &str) -> String {
    visible(text).replace(is_no_character, "\u{fffd}")
}

/// The beginning of a text: so many bytes, at most, and no part of a character.
pub(super) fn beginning(text: &str, most: usize) -> &str {
    let ends = (0..=most.min(text.len())).rev();
    let end = ends.into_iter().find(|at| text.is_char_boundary(*at));
    text.get(..end.unwrap_or(0)).unwrap_or(text)
}

/// What stands in no document.
fn is_no_character(sign: char) -> bool {
    u32::from(sign) & 0xfffe == 0xfffe || ('\u{fdd0}'..='\u{fdef}').contains(&sign)
}

/// A piece of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Piece {
    /// As it is shown.
    pub(super) text: String,
    /// Whether it is a match.
    pub(super) is_match: bool,
}

/// A text in pieces. Its template escapes each.
#[derive(Debug, Clone, PartialEq, Eq, Default, Template)]
#[template(path = "marked.html")]
pub(super) struct Marked {
    pieces: Vec<Piece>,
}

impl askama::filters::HtmlSafe for Marked {}

impl Marked {
    /// A text with these places marked, which are sound: see [`marks`].
    pub(super) fn of(text: &str, matches: &[ByteSpan]) -> Self {
        let mut pieces = Vec::with_capacity(2 * matches.len() + 1);
        let mut push = |span: ByteSpan, is_match| {
            let text = span.of(text);
            if !text.is_empty() {
                let text = shown(text);
                pieces.push(Piece { text, is_match });
            }
        };
        let mut at = 0;
        for mark in matches {
            push(ByteSpan::new(at, mark.start.max(at)), false);
            push(*mark, true);
            at = mark.end;
        }
        push(ByteSpan::new(at.min(text.len()), text.len()), false);
        Self { pieces }
    }

    /// A headline.
    pub(super) fn headline(title: &str, highlights: &[Highlight]) -> Self {
        if title.trim().is_empty() {
            return Self::of("(no headline)", &[]);
        }
        Self::of(title, &marks::marked(title, highlights))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_of_a_text_is_markup() {
        let text = "<b>oil</b> & \"gas\"\u{202e}";
        let marked = Marked::of(text, &[ByteSpan::new(3, 6)]).to_string();
        assert_eq!(
            marked,
            "&#60;b&#62;<mark>oil</mark>&#60;/b&#62; &#38; &#34;gas&#34;&#60;U+202E&#62;"
        );
        assert_eq!(shown("a\0\u{ffff}\u{fdd0}"), "a^@\u{fffd}\u{fffd}");
        assert_eq!((beginning("aé", 2), beginning("aé", 9)), ("a", "aé"));
    }
}
