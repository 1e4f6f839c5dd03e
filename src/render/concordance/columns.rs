//! How a line of text is fitted to its columns: by leaving out whole words at its far ends.

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
        // A day takes ten columns; what is narrower says nothing.
        let reference = (width / 3).min(36);
        let reference = if reference < 10 { 0 } else { reference };
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

/// A piece of a reference.
pub(super) struct Piece {
    pub(super) text: String,
    /// Whether its end says more than its beginning, as that of an address does.
    pub(super) keeps_end: bool,
}

/// The pieces of a reference joined with ` · `, as far as they fit: the first is never cut for the second.
pub(super) fn reference(pieces: &[Piece], columns: usize) -> String {
    const JOINT: &str = " · ";
    /// Columns of a piece that say something of it.
    const ENOUGH: usize = 4;
    let mut joined = String::new();
    for Piece { text, keeps_end } in pieces {
        let joint = if joined.is_empty() { "" } else { JOINT };
        let free = columns.saturating_sub(joined.width() + joint.width());
        if text.width() <= free {
            joined.push_str(joint);
            joined.push_str(text);
        } else if free >= ENOUGH {
            joined.push_str(joint);
            if *keeps_end {
                joined.push('…');
                joined.push_str(last_columns(text, free - 1).trim_start());
            } else {
                joined.push_str(first_columns(text, free - 1).trim_end());
                joined.push('…');
            }
            break;
        } else {
            break;
        }
    }
    joined
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
    last_columns(text, columns)
}

/// The end of a text, as much of it as fits.
fn last_columns(text: &str, columns: usize) -> &str {
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
    fn a_reference_keeps_whole_pieces() {
        let pieces = ["2024-03-09", "The Harbour Gazette", "gazette/1"].map(|text| Piece {
            text: text.to_owned(),
            keeps_end: text.contains('/'),
        });
        for (columns, expected) in [
            (0, ""),
            (9, "2024-03-…"),
            (10, "2024-03-09"),
            (16, "2024-03-09"),
            (17, "2024-03-09 · The…"),
            (32, "2024-03-09 · The Harbour Gazette"),
            (40, "2024-03-09 · The Harbour Gazette · …te/1"),
            (60, "2024-03-09 · The Harbour Gazette · gazette/1"),
        ] {
            assert_eq!(reference(&pieces, columns), expected);
        }
    }

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
