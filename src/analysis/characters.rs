//! What a character is to the cutting of words.

use unicode_normalization::char::is_combining_mark;

use super::numbers::LONGEST_WORD_BYTES;

/// What a character outside ASCII is to the scanner.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// Letters and digits that stand together.
    Letter,
    /// Written without spaces: cut by dictionary.
    Dictionary,
    /// A word by itself: fractions and superscript digits, lest `5½` become `51/2` and a footnote's
    /// number stick to its word.
    Single,
    /// Belongs to the letter before it.
    Mark,
    /// Invisible: soft hyphen, zero-width and direction marks.
    Ignorable,
    /// The many ways to write an apostrophe.
    Apostrophe,
    /// The Catalan `l·l`.
    Point,
    /// The mark of Hebrew abbreviations.
    Gershayim,
    /// A picture that stands for a word.
    Emoji,
    Other,
}

pub(super) fn kind(c: char) -> Kind {
    match c {
        'a'..='z' | 'A'..='Z' | '0'..='9' => Kind::Letter,
        '\u{0}'..='\u{7f}' => {
            if c == '\'' {
                Kind::Apostrophe
            } else {
                Kind::Other
            }
        }
        '×' | '÷' => Kind::Other,
        'À'..='ɏ' | 'Ѐ'..='ҁ' | 'Ҋ'..='ԯ' => Kind::Letter,
        '\u{2018}' | '\u{2019}' | '\u{201b}' | '\u{2bb}' | '\u{2bc}' | '\u{ff07}' | '\u{b4}'
        | '\u{2032}' | '\u{5f3}' => Kind::Apostrophe,
        _ if is_ignorable(c) => Kind::Ignorable,
        '\u{b7}' | '\u{2027}' => Kind::Point,
        '\u{5f4}' | '\u{201d}' => Kind::Gershayim,
        '\u{b2}'
        | '\u{b3}'
        | '\u{b9}'
        | '\u{bc}'..='\u{be}'
        | '\u{2070}'..='\u{2079}'
        | '\u{2150}'..='\u{215f}'
        | '\u{2189}' => Kind::Single,
        _ if c.is_alphanumeric() && is_unspaced(c) => Kind::Dictionary,
        _ if c.is_alphanumeric() => Kind::Letter,
        _ if is_combining_mark(c) => Kind::Mark,
        _ if is_emoji(c) => Kind::Emoji,
        _ => Kind::Other,
    }
}

/// Characters with the property `Emoji` of UTS #51 that are no letters, digits, arrows or marks of a text.
fn is_emoji(c: char) -> bool {
    matches!(c,
        '\u{231a}'..='\u{231b}' | '\u{2328}' | '\u{23e9}'..='\u{23f3}' | '\u{25fd}'..='\u{25fe}' | '\u{2600}'..='\u{2604}'
        | '\u{260e}' | '\u{2611}' | '\u{2614}'..='\u{2615}' | '\u{2618}' | '\u{261d}' | '\u{2620}' | '\u{2622}'..='\u{2623}'
        | '\u{2626}' | '\u{262a}' | '\u{262e}'..='\u{262f}' | '\u{2638}'..='\u{263a}' | '\u{2640}' | '\u{2642}'
        | '\u{2648}'..='\u{2653}' | '\u{265f}'..='\u{2660}' | '\u{2663}' | '\u{2665}'..='\u{2666}' | '\u{2668}' | '\u{267b}'
        | '\u{267e}'..='\u{267f}' | '\u{2692}'..='\u{2697}' | '\u{2699}' | '\u{269b}'..='\u{269c}' | '\u{26a0}'..='\u{26a1}'
        | '\u{26a7}' | '\u{26aa}'..='\u{26ab}' | '\u{26b0}'..='\u{26b1}' | '\u{26bd}'..='\u{26be}' | '\u{26c4}'..='\u{26c5}'
        | '\u{26c8}' | '\u{26ce}'..='\u{26cf}' | '\u{26d1}' | '\u{26d3}'..='\u{26d4}' | '\u{26e9}'..='\u{26ea}'
        | '\u{26f0}'..='\u{26f5}' | '\u{26f7}'..='\u{26fa}' | '\u{26fd}' | '\u{2702}' | '\u{2705}' | '\u{2708}'..='\u{270d}'
        | '\u{270f}' | '\u{2712}' | '\u{271d}' | '\u{2721}' | '\u{2728}' | '\u{2744}' | '\u{274c}' | '\u{274e}'
        | '\u{2753}'..='\u{2755}' | '\u{2757}' | '\u{2763}'..='\u{2764}' | '\u{2b50}' | '\u{2b55}' | '\u{1f000}'..='\u{1f0ff}'
        | '\u{1f18e}' | '\u{1f191}'..='\u{1f19a}' | '\u{1f1e6}'..='\u{1f1ff}' | '\u{1f201}'..='\u{1f265}' | '\u{1f300}'..='\u{1faff}')
}

/// Where the emoji ends that begins at `start`: with its variants of skin, what a joiner adds, or as a flag of two letters.
pub(super) fn emoji_end(text: &str, start: usize) -> usize {
    let is_flag = |c: char| matches!(c, '\u{1f1e6}'..='\u{1f1ff}');
    let is_part = |c: char| {
        is_ignorable(c)
            || matches!(c, '\u{1f3fb}'..='\u{1f3ff}' | '\u{20e3}' | '\u{e0020}'..='\u{e007f}')
    };
    let mut chars = text.get(start..).unwrap_or("").char_indices().peekable();
    let mut end = start;
    let mut last = None;
    while let Some((at, c)) = chars.next_if(|&(at, c)| match last {
        None => true,
        Some('\u{200d}') => is_emoji(c),
        Some(before) => at < LONGEST_WORD_BYTES && (is_part(c) || (is_flag(before) && is_flag(c))),
    }) {
        // A third letter of a flag begins the next one; what is invisible at the end is no part.
        let is_paired = last.is_some_and(is_flag) && is_flag(c);
        last = Some(if is_paired { '\0' } else { c });
        if !is_ignorable(c) {
            end = start + at + c.len_utf8();
        }
    }
    end
}

/// Characters that no reader sees: dropped from words, never the end of one.
pub(super) fn is_ignorable(c: char) -> bool {
    matches!(c,
        '\u{ad}' | '\u{61c}' | '\u{180b}'..='\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{e0100}'..='\u{e01ef}')
}

/// Whether this is one of the signs used as an apostrophe.
pub(super) fn is_apostrophe(c: char) -> bool {
    kind(c) == Kind::Apostrophe
}

/// Whether this joins Hebrew letters into an abbreviation.
pub(super) fn is_gershayim(c: char) -> bool {
    c == '"' || kind(c) == Kind::Gershayim
}

/// Han, kana, Thai, Lao, Khmer and Burmese.
pub fn is_unspaced(c: char) -> bool {
    matches!(c,
        '\u{e00}'..='\u{eff}' | '\u{1000}'..='\u{109f}' | '\u{1780}'..='\u{17ff}' | '\u{2e80}'..='\u{2fdf}'
        | '\u{3005}'..='\u{3007}' | '\u{3021}'..='\u{3029}' | '\u{3041}'..='\u{30ff}' | '\u{31f0}'..='\u{31ff}'
        | '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{a9e0}'..='\u{a9ff}' | '\u{aa60}'..='\u{aa7f}'
        | '\u{f900}'..='\u{faff}' | '\u{ff66}'..='\u{ff9f}' | '\u{20000}'..='\u{3ffff}')
}

/// A full-width letter or sign as the one of ASCII.
pub(super) fn narrow(c: char) -> char {
    match c {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(c) - 0xfee0).unwrap_or(c),
        _ => c,
    }
}
