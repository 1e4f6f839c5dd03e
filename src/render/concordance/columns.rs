//! How a line of text is fitted to its columns: by leaving out whole words at its far ends.

use std::borrow::Cow;

use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

use crate::render::options::Options;

/// Columns of the widest line.
const WIDEST: usize = 400;

/// How the columns of a line are divided.
pub(super) struct Columns {
    /// Before the match.
    pub(super) left: usize,
    /// For the match and what follows it.
    pub(super) right: usize,
    /// For date and source, after two blank columns.
    pub(super) reference: usize,
}

impl Columns {
    pub(super) fn of(width: usize) -> Self {
        let width = width.clamp(Options::MIN_WIDTH, WIDEST);
        let reference = (width / 4).min(28);
        let text = width - reference - 2;
        let left = text * 2 / 5;
        Self {
            left,
            right: text - left,
            reference,
        }
    }
}

/// As many of the first words as fit; part of the first where not even that fits.
pub(super) fn first_words(text: &str, columns: usize) -> &str {
    if text.width() <= columns {
        return text;
    }
    let ends = text.match_indices(' ').map(|(end, _)| end);
    let fitting = ends.take_while(|&end| text[..end].width() <= columns);
    if let Some(end) = fitting.filter(|&end| end > 0).last() {
        return &text[..end];
    }
    first_columns(text, columns)
}

/// The text, cut with an ellipsis where it is too long.
pub(super) fn shortened(text: &str, columns: usize) -> Cow<'_, str> {
    if text.width() <= columns {
        return Cow::Borrowed(text);
    }
    let kept = first_columns(text, columns.saturating_sub(1));
    Cow::Owned(format!("{}…", kept.trim_end_matches([' ', '·'])))
}

/// The beginning of a text, as much of it as fits.
fn first_columns(text: &str, columns: usize) -> &str {
    let mut taken = 0;
    let overflow = text.char_indices().find(|(_, character)| {
        taken += character.width().unwrap_or(0);
        taken > columns
    });
    &text[..overflow.map_or(text.len(), |(at, _)| at)]
}

/// As many of the last words as fit; part of the last where not even that fits.
pub(super) fn last_words(text: &str, columns: usize) -> &str {
    if text.width() <= columns {
        return text;
    }
    let starts = text.rmatch_indices(' ').map(|(space, _)| space + 1);
    let fitting = starts.take_while(|&start| text[start..].width() <= columns);
    if let Some(start) = fitting.filter(|&start| start < text.len()).last() {
        return &text[start..];
    }
    let mut taken = 0;
    let overflow = text.char_indices().rev().find(|(_, character)| {
        taken += character.width().unwrap_or(0);
        taken > columns
    });
    &text[overflow.map_or(0, |(at, character)| at + character.len_utf8())..]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_cut_whole() {
        for (text, columns, first, last) in [
            ("one two three", 13, "one two three", "one two three"),
            ("one two three", 12, "one two", "two three"),
            (" one two ", 5, " one", "two "),
            ("threescore", 5, "three", "score"),
            ("日本語", 5, "日本", "本語"),
            ("one", 0, "", ""),
            ("", 0, "", ""),
        ] {
            assert_eq!(first_words(text, columns), first, "{text:?}");
            assert_eq!(last_words(text, columns), last, "{text:?}");
        }
    }
}
