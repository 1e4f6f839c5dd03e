//! A written date as tokens: numbers, words and marks.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use super::han;
use crate::dates::calendar_words::{PHRASES, folded};

/// A text as dates are looked for in it: lower case, without accents and marks that nobody sees, digits in ASCII.
pub(super) fn plain(text: &str) -> String {
    let lower = text.nfkc().collect::<String>().to_lowercase();
    let mut plain = folded(&lower)
        .chars()
        .filter(|ch| !matches!(ch, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}'))
        .map(ascii_digit)
        .collect::<String>();
    for (phrase, word) in PHRASES {
        if plain.contains(phrase) {
            plain = plain.replace(phrase, word);
        }
    }
    if plain.contains('年') {
        plain = han::in_digits(&plain);
    }
    plain
}

/// The zeros of the scripts that have digits of their own.
const ZEROS: [char; 14] = [
    '\u{660}', '\u{6f0}', '\u{966}', '\u{9e6}', '\u{a66}', '\u{ae6}', '\u{b66}', '\u{be6}',
    '\u{c66}', '\u{ce6}', '\u{d66}', '\u{e50}', '\u{ed0}', '\u{1040}',
];

fn ascii_digit(ch: char) -> char {
    let value = |zero: &char| {
        u32::from(ch)
            .checked_sub(u32::from(*zero))
            .filter(|value| *value < 10)
    };
    ZEROS
        .iter()
        .find_map(value)
        .and_then(|value| char::from_digit(value, 10))
        .unwrap_or(ch)
}

/// The words of a plain text; where a text is written without blanks, its letters and its numbers apart.
pub(super) fn words(plain: &str) -> Vec<&str> {
    let is_letter = |ch: char| ch >= '\u{3040}' && ch.is_alphabetic() && !UNITS.contains(&ch);
    let mut found = Vec::new();
    for word in plain.split_whitespace() {
        let mut rest = word;
        while let Some(first) = rest.chars().next() {
            let kind = is_letter(first);
            let end = rest.find(|ch| is_letter(ch) != kind).unwrap_or(rest.len());
            let (run, after) = rest.split_at_checked(end).unwrap_or((rest, ""));
            found.push(run);
            rest = after;
        }
    }
    found
}

#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Token<'a> {
    /// Digits: their value and how many there are.
    Number(u32, usize),
    Word(&'a str),
    /// A month that is named by a word and a number: `tháng 6`.
    Numbered(i8),
    Mark(char),
    /// White space between two numbers, which separates them; elsewhere it says nothing.
    Space,
}

pub(super) use Token::{Mark, Number, Numbered, Space, Word};

/// Characters of Chinese, Japanese and Korean dates that are letters to Unicode and marks to a date.
const UNITS: &[char] = &[
    '年', '月', '日', '号', '時', '时', '点', '分', '秒', '년', '월', '일', '시', '분', '초',
];

/// The tokens of a plain text.
pub(super) fn tokens(text: &str) -> Vec<Token<'_>> {
    let mut found = Vec::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let same: fn(char) -> bool = if first.is_ascii_digit() {
            |ch| ch.is_ascii_digit()
        } else if is_letter(first) {
            |ch| is_letter(ch) || is_combining_mark(ch)
        } else if first.is_whitespace() {
            char::is_whitespace
        } else {
            |_| false
        };
        let end = rest
            .find(|ch| !same(ch))
            .unwrap_or(rest.len())
            .max(first.len_utf8());
        let (run, after) = rest.split_at_checked(end).unwrap_or((rest, ""));
        found.push(match first {
            '0'..='9' => Number(run.parse().unwrap_or(u32::MAX), run.len()),
            _ if first.is_whitespace() => Space,
            _ if is_letter(first) => Word(run),
            '–' | '—' | '−' => Mark('-'),
            _ => Mark(first),
        });
        rest = after;
    }
    found.retain(|token| !matches!(token, Mark(mark) if SAYS_NOTHING.contains(mark)));
    vietnamese(&mut found);
    found
}

/// Marks that part what stands beside a date from it, or are signs of an abbreviation.
const SAYS_NOTHING: &[char] = &[
    '(', ')', '[', ']', '|', '·', ';', '•', '»', '«', '›', '@', '׳', '॰', '<', '>', '"', '*',
];

fn is_letter(ch: char) -> bool {
    ch.is_alphabetic() && !UNITS.contains(&ch)
}

/// Months and weekdays that are numbered: `tháng 6`, `thứ 7`.
fn vietnamese(tokens: &mut Vec<Token<'_>>) {
    let mut at = 0;
    while at < tokens.len() {
        let space = usize::from(matches!(tokens.get(at + 1), Some(Space)));
        let number = match tokens.get(at + 1 + space) {
            Some(Number(value, 1..=2)) => i8::try_from(*value).ok(),
            _ => None,
        };
        let meant = match (tokens.get(at), number) {
            (Some(Word("thang" | "thg")), Some(month @ 1..=12)) => Some(Numbered(month)),
            (Some(Word("thu")), Some(2..=7)) => Some(Space),
            _ => None,
        };
        if let Some(meant) = meant {
            tokens.splice(at..at + 2 + space, [meant]);
        }
        at += 1;
    }
}
