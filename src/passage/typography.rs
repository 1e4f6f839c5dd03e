//! What a typesetter chooses, and what the quoting writer adds: forms of signs, ellipses, `[sic]`.

use crate::analysis::{self, QueryWord};

/// What differs without being a difference.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Style {
    /// Spaces and line breaks.
    WhiteSpace,
    /// The form of quotation marks.
    QuotationMarks,
    /// The form of apostrophes.
    Apostrophes,
    /// The form of hyphens and dashes.
    Dashes,
    /// The capital, or small letter, with which the quotation begins.
    Capital,
    /// Other forms of the same characters, such as ligatures.
    Characters,
}

impl Style {
    /// A stable name for programs.
    pub fn name(self) -> &'static str {
        match self {
            Self::WhiteSpace => "white_space",
            Self::QuotationMarks => "quotation_marks",
            Self::Apostrophes => "apostrophes",
            Self::Dashes => "dashes",
            Self::Capital => "capital",
            Self::Characters => "characters",
        }
    }
}

pub(super) fn has_ellipsis(between: &str) -> bool {
    between.contains('…') || between.contains("...") || between.contains(". . .")
}

/// Whether a word is the `sic` of `[sic]`, which is the quoting writer's.
pub(super) fn is_sic(text: &str, word: &QueryWord) -> bool {
    let before = text.get(..word.span.start).unwrap_or("");
    let behind = text.get(word.span.end..).unwrap_or("");
    let behind = behind.trim_start_matches('!');
    word.surface == "sic" && before.ends_with(['[', '(']) && behind.starts_with([']', ')'])
}

/// What stands between two words, without `[sic]`.
pub(super) fn without_sic(between: &str) -> String {
    let lowered = between.to_ascii_lowercase();
    let Some(sic) = lowered.find("sic") else {
        return between.to_owned();
    };
    let start = between[..sic].trim_end_matches(['[', '(']).trim_end();
    let end = between[sic + 3..].trim_start_matches(['!', ']', ')']);
    format!("{start}{end}")
}

/// The signs between words in one form each, without spaces.
pub(super) fn signs(between: &str) -> String {
    let in_one_form = |c: char| match c {
        c if is_quotation_mark(c) => '\'',
        c if is_dash(c) => '-',
        c => c,
    };
    let between: String = between.chars().map(in_one_form).collect();
    let mut signs = String::new();
    for sign in analysis::clean(&between).chars() {
        // Two of them, as typewriters had it, are one.
        let is_doubled = "'-".contains(sign) && signs.ends_with(sign);
        if !sign.is_whitespace() && !is_doubled {
            signs.push(sign);
        }
    }
    signs
}

fn is_quotation_mark(c: char) -> bool {
    matches!(c, '"' | '\'' | '`' | '«' | '»' | '\u{2018}'..='\u{201f}' | '\u{2039}' | '\u{203a}' | '\u{2032}' | '\u{2033}'
        | '\u{300c}'..='\u{300f}' | '\u{301d}'..='\u{301f}' | '\u{ff02}' | '\u{ff07}')
}

fn is_dash(c: char) -> bool {
    matches!(
        c,
        '-' | '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{fe58}' | '\u{fe63}' | '\u{ff0d}'
    )
}

/// Whether a character is of a kind.
type Kind = fn(char) -> bool;

/// In which forms two texts between words differ that have the same signs.
pub(super) fn styles_of(one: &str, other: &str) -> Vec<Style> {
    let kinds: [(Style, Kind); 3] = [
        (Style::WhiteSpace, char::is_whitespace),
        (Style::QuotationMarks, is_quotation_mark),
        (Style::Dashes, is_dash),
    ];
    let differs = |is: Kind| {
        let of = |text: &str| text.chars().filter(|&c| is(c)).collect::<String>();
        of(one) != of(other)
    };
    let mut styles: Vec<Style> = kinds
        .into_iter()
        .filter(|(_, is)| differs(*is))
        .map(|(style, _)| style)
        .collect();
    if styles.is_empty() && one != other {
        styles.push(Style::Characters);
    }
    styles
}

/// In which form two words differ that are the same.
pub(super) fn style_of(one: &str, other: &str) -> Style {
    let marks = |text: &str| -> String { text.chars().filter(|&c| is_quotation_mark(c)).collect() };
    if marks(one) == marks(other) {
        Style::Characters
    } else {
        Style::Apostrophes
    }
}

/// Whether two words differ in whether they begin with a capital, and in nothing else.
pub(super) fn is_capital_alone(one: &str, other: &str) -> bool {
    let (one, other) = (analysis::clean(one), analysis::clean(other));
    let (mut first, mut second) = (one.chars(), other.chars());
    let (Some(a), Some(b)) = (first.next(), second.next()) else {
        return false;
    };
    first.as_str() == second.as_str() && a.to_lowercase().eq(b.to_lowercase())
}

/// How many bytes of signs are the same, up to the next space.
pub(super) fn same_signs(
    quoted: impl Iterator<Item = char>,
    text: impl Iterator<Item = char>,
) -> usize {
    let same = quoted.zip(text);
    let same = same.take_while(|(one, other)| one == other && !one.is_whitespace());
    same.map(|(c, _)| c.len_utf8()).sum()
}
