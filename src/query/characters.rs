//! Query text as characters: typographic variants made plain, escapes resolved, offsets kept.
//!
//! Everything behind this module sees straight apostrophes, ASCII operators and one kind of space,
//! whatever keyboard or word processor the query came from.

use crate::span::ByteSpan;

/// One character of a query and the bytes it was written with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Character {
    /// The character, made plain.
    pub(super) value: char,
    /// Whether a backslash took its meaning as an operator away.
    pub(super) literal: bool,
    /// Its bytes in the query text, the backslash included.
    pub(super) span: ByteSpan,
}

impl Character {
    /// Whether this is `value`, with its meaning as an operator.
    pub(super) fn is(self, value: char) -> bool {
        !self.literal && self.value == value
    }

    /// Whether this separates words.
    pub(super) fn is_space(self) -> bool {
        self.is(' ')
    }

    /// Whether this is a quotation mark, and of which family.
    pub(super) fn quote(self) -> Option<Quote> {
        if self.literal {
            None
        } else {
            Quote::of(self.value)
        }
    }
}

/// Families of quotation marks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Quote {
    /// Opens anywhere, even in the middle of a text without spaces: `“ „ ‟ « 〝`.
    Opening,
    /// Opens only at the start of a word, because it more often closes: `" ” » 〞 〟`.
    Ambiguous,
    /// `「` and `『`: closed by their own partner only.
    Corner(char),
    /// `」` and `』`.
    CornerClosing,
}

impl Quote {
    fn of(value: char) -> Option<Self> {
        match value {
            '“' | '„' | '‟' | '«' | '〝' => Some(Self::Opening),
            '"' | '”' | '»' | '〞' | '〟' => Some(Self::Ambiguous),
            '「' => Some(Self::Corner('」')),
            '『' => Some(Self::Corner('』')),
            '」' | '』' => Some(Self::CornerClosing),
            _ => None,
        }
    }

    /// Whether `character` closes what this mark opened. Newsrooms close `„` with `“` and `»` with
    /// `«`, so that any double mark closes any other.
    pub(super) fn closed_by(self, character: Character) -> bool {
        match (self, character.quote()) {
            (Self::Corner(partner), Some(_)) => character.value == partner,
            (_, Some(Self::Opening | Self::Ambiguous)) => true,
            _ => false,
        }
    }
}

/// The characters of a query text.
///
/// A backslash makes the next character ordinary where that can matter: before anything that is no
/// letter or digit, and before a letter or digit at the start of a word (`\AND`, `\w/5`). Elsewhere it
/// is itself ordinary, so that `notes\drafts` is text.
pub(super) fn characters(text: &str) -> Vec<Character> {
    let mut found: Vec<Character> = Vec::with_capacity(text.len());
    let mut rest = text.char_indices().peekable();
    while let Some((start, value)) = rest.next() {
        if value == '\\' || value == '＼' {
            let at_word_start = found
                .last()
                .is_none_or(|before| !before.literal && !before.value.is_alphanumeric());
            let escaped = rest.next_if(|&(_, next)| at_word_start || !next.is_alphanumeric());
            let (value, end) = match escaped {
                Some((next_start, next)) => (next, next_start + next.len_utf8()),
                None => ('\\', start + value.len_utf8()),
            };
            found.push(Character {
                value,
                literal: true,
                span: ByteSpan::new(start, end),
            });
        } else if let Some(plain) = plain(value) {
            let behind = rest.peek().map(|&(_, next)| next);
            // `צה"ל`: between Hebrew letters it is no quotation mark.
            let literal = matches!(plain, '"' | '”')
                && found.last().is_some_and(|before| is_hebrew(before.value))
                && behind.is_some_and(is_hebrew);
            let span = ByteSpan::new(start, start + value.len_utf8());
            found.push(Character {
                value: plain,
                literal,
                span,
            });
        }
    }
    found
}

/// The plain form of a character; `None` where it is invisible and means nothing.
fn plain(value: char) -> Option<char> {
    let plain = match value {
        // Byte order mark, soft hyphen, spaces and joiners of no width, marks of direction.
        '\u{feff}'
        | '\u{ad}'
        | '\u{61c}'
        | '\u{200b}'
        | '\u{200e}'..='\u{200f}'
        | '\u{2060}'..='\u{2064}'
        | '\u{202a}'..='\u{202e}'
        | '\u{2066}'..='\u{2069}' => return None,
        '’' | '‘' | '‛' | 'ʼ' | '＇' => '\'',
        '−' | '－' | '‐' | '‑' | '﹣' => '-',
        '＂' => '"',
        // Long dashes, the ellipsis, and marks that end a clause in scripts that put no space behind them.
        '—' | '―' | '…' | '、' | '。' | '？' | '！' | '，' | '；' | '،' | '؛' | '؟' => {
            ' '
        }
        // Full-width ASCII: operators become plain; letters and digits are left to analysis.
        '！'..='～' => narrow(value),
        _ if value.is_whitespace() || value.is_control() => ' ',
        _ => value,
    };
    Some(plain)
}

fn is_hebrew(value: char) -> bool {
    matches!(value, '\u{5d0}'..='\u{5ea}')
}

/// The ASCII twin of a full-width sign; letters and digits stay.
fn narrow(value: char) -> char {
    const FULL_WIDTH_OFFSET: u32 = 0xFEE0;
    char::from_u32(u32::from(value) - FULL_WIDTH_OFFSET)
        .filter(char::is_ascii_punctuation)
        .unwrap_or(value)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> String {
        characters(text)
            .iter()
            .map(|c| {
                if c.literal {
                    c.value.to_ascii_uppercase()
                } else {
                    c.value
                }
            })
            .collect()
    }

    #[test]
    fn variants_become_plain() {
        for (text, expected) in [
            ("O’Brien", "O'Brien"),
            ("a\u{a0}b\u{3000}c\td\u{2009}e", "a b c d e"),
            ("（a　OR　b）", "(a OR b)"),
            ("title：和平", "title:和平"),
            ("Ａ１", "Ａ１"),
            ("−war", "-war"),
            ("\u{feff}a\u{200e}b", "ab"),
            ("war—peace", "war peace"),
        ] {
            assert_eq!(read(text), expected, "{text}");
        }
    }

    #[test]
    fn backslash_escapes_where_it_matters() {
        for (text, expected) in [
            ("\\and", "And"),
            ("a\\*b", "a*b"),
            ("a\\bc", "a\\bc"),
            ("a\\", "a\\"),
            ("\\\\", "\\"),
        ] {
            assert_eq!(read(text), expected, "{text}");
        }
        assert_eq!(characters("x\\*")[1].span, ByteSpan::new(1, 3));
    }
}
