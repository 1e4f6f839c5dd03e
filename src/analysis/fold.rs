//! One spelling for what readers take to be the same: NFKC, lower case, no accents.

use std::borrow::Cow;

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::decompose_canonical;

use super::characters::{is_apostrophe, is_gershayim, is_ignorable};
use super::numbers;

/// The forms of one word.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Forms {
    /// As written, cleaned of what no reader sees; without a possessive `'s`, with a leading `@` or `#`.
    pub(super) spelling: String,
    /// Lower case with its accents, without `@` and `#`: what a stemmer reads.
    pub(super) lowered: String,
    /// Case and accents folded. Never empty.
    pub(super) surface: String,
}

/// The forms of a word as [`super::words::Words`] cut it.
pub(super) fn forms(word: &str) -> Forms {
    let without_possessive = strip_possessive(word);
    let sigils = without_possessive.len() - without_possessive.trim_start_matches(['@', '#']).len();
    let (sigil, bare) = without_possessive
        .split_at_checked(sigils)
        .unwrap_or(("", without_possessive));
    let cleaned = clean(bare);
    let spelling = if cleaned.starts_with(|c: char| c.is_ascii_digit()) {
        Cow::Owned(numbers::normal_form(&cleaned))
    } else if cleaned.contains('.') {
        Cow::Owned(cleaned.replace('.', ""))
    } else {
        cleaned
    };
    let lowered = lower(&spelling).into_owned();
    let folded = fold_lowered(&lowered);
    let surface = if folded.is_empty() {
        word.to_owned()
    } else {
        folded.into_owned()
    };
    Forms {
        spelling: format!("{sigil}{spelling}"),
        lowered,
        surface,
    }
}

/// The surface of a word as [`super::words::Words`] cut it; most are nothing but ASCII letters.
pub(super) fn surface(word: &str) -> Cow<'_, str> {
    if word.bytes().all(|byte| byte.is_ascii_lowercase()) {
        Cow::Borrowed(word)
    } else if word.bytes().all(|byte| byte.is_ascii_alphabetic()) {
        Cow::Owned(word.to_ascii_lowercase())
    } else {
        Cow::Owned(forms(word).surface)
    }
}

/// Folds case, accents and presentation forms as the surface layer does, so that patterns and
/// fields can be compared with it. Never splits, never trims.
pub fn fold(text: &str) -> Cow<'_, str> {
    if text
        .bytes()
        .all(|byte| byte.is_ascii() && !byte.is_ascii_uppercase())
    {
        return Cow::Borrowed(text);
    }
    let straight = text.chars().filter(|&c| !is_ignorable(c)).map(straighten);
    let normal: String = straight.nfkc().map(straighten).collect();
    let lowered = lower(&normal).into_owned();
    Cow::Owned(fold_lowered(&lowered).into_owned())
}

/// Words of which an `'s` is the rest of another word (`it is`, `let us`), not a possessive: these have none, or one of their own.
const CONTRACTED: [&str; 16] = [
    "it", "he", "she", "that", "what", "who", "there", "here", "where", "how", "when", "why",
    "let", "this", "these", "so",
];

/// The word without a final `'s` that is a possessive.
fn strip_possessive(word: &str) -> &str {
    word.strip_suffix(['s', 'S'])
        .and_then(|rest| rest.strip_suffix(is_apostrophe))
        .filter(|rest| !rest.is_empty() && !is_contracted(rest))
        .unwrap_or(word)
}

fn is_contracted(word: &str) -> bool {
    CONTRACTED
        .iter()
        .any(|contracted| contracted.eq_ignore_ascii_case(word))
}

/// A word as it is written, whatever the signs that a typesetter chose: NFKC, straight apostrophes, nothing invisible.
pub fn clean(word: &str) -> Cow<'_, str> {
    if word.is_ascii() && !word.contains('"') {
        return Cow::Borrowed(word);
    }
    // The acute accent is an apostrophe here, but NFKC would make it a space and a mark; of `ŉ` it makes an apostrophe and a letter.
    let straight = word
        .chars()
        .filter(|&c| !is_ignorable(c) && !is_gershayim(c))
        .map(straighten);
    let normal = straight.nfkc().filter(|c| !c.is_whitespace());
    Cow::Owned(
        normal
            .map(|c| if c == '\u{2044}' { '/' } else { straighten(c) })
            .collect(),
    )
}

fn straighten(c: char) -> char {
    if is_apostrophe(c) { '\'' } else { c }
}

fn lower(text: &str) -> Cow<'_, str> {
    if text
        .bytes()
        .all(|byte| byte.is_ascii() && !byte.is_ascii_uppercase())
    {
        Cow::Borrowed(text)
    } else {
        Cow::Owned(text.to_lowercase())
    }
}

/// Folds the accents of a text that is NFKC and in lower case.
pub(super) fn fold_lowered(text: &str) -> Cow<'_, str> {
    if text.is_ascii() {
        return Cow::Borrowed(text);
    }
    let mut folded = String::with_capacity(text.len());
    for c in text.chars() {
        fold_char(c, &mut folded);
    }
    Cow::Owned(folded)
}

fn fold_char(c: char, folded: &mut String) {
    match c {
        '\u{0}'..='\u{7f}' => folded.push(c),
        'ß' => folded.push_str("ss"),
        'æ' => folded.push_str("ae"),
        'œ' => folded.push_str("oe"),
        'þ' => folded.push_str("th"),
        'ø' => folded.push('o'),
        'đ' | 'ð' => folded.push('d'),
        'ł' => folded.push('l'),
        'ħ' => folded.push('h'),
        'ı' => folded.push('i'),
        'ŧ' => folded.push('t'),
        'ς' => folded.push('σ'),
        'ё' | 'ѐ' => folded.push('е'),
        'ѝ' => folded.push('и'),
        'أ' | 'إ' | 'آ' | 'ٱ' => folded.push('ا'),
        _ if is_dropped(c) => {}
        'à'..='ɏ' | 'ḁ'..='ỿ' | 'ΐ' | 'ά'..='ώ' | 'ἀ'..='ῼ' => {
            decompose_canonical(c, |part| {
                // What is left of `ǽ` is `æ`, which is folded itself.
                if part == c {
                    folded.push(c);
                } else {
                    fold_char(part, folded);
                }
            });
        }
        _ => folded.push(ascii_digit(c).unwrap_or(c)),
    }
}

/// Accents left after composition (half marks and those of symbols too), the Cyrillic titlo, Hebrew points, Arabic and Syriac
/// vowel signs and tatweel, the point of `l·l`.
fn is_dropped(c: char) -> bool {
    matches!(c,
        '\u{300}'..='\u{36f}' | '\u{483}'..='\u{489}' | '\u{1ab0}'..='\u{1aff}' | '\u{1dc0}'..='\u{1dff}' | '\u{20d0}'..='\u{20ff}'
        | '\u{2de0}'..='\u{2dff}' | '\u{a66f}'..='\u{a672}' | '\u{a674}'..='\u{a67d}' | '\u{fe20}'..='\u{fe2f}' | '\u{711}'
        | '\u{730}'..='\u{74a}' | '\u{591}'..='\u{5bd}' | '\u{5bf}' | '\u{5c1}' | '\u{5c2}' | '\u{5c4}' | '\u{5c5}' | '\u{5c7}'
        | '\u{610}'..='\u{61a}' | '\u{640}' | '\u{64b}'..='\u{65f}' | '\u{670}' | '\u{6d6}'..='\u{6dc}' | '\u{6df}'..='\u{6e8}'
        | '\u{6ea}'..='\u{6ed}' | '\u{b7}' | '\u{2027}')
}

/// Arabic, Persian and Devanagari digits as ASCII ones.
fn ascii_digit(c: char) -> Option<char> {
    let zero = match c {
        '\u{660}'..='\u{669}' => 0x660,
        '\u{6f0}'..='\u{6f9}' => 0x6f0,
        '\u{966}'..='\u{96f}' => 0x966,
        _ => return None,
    };
    char::from_digit(u32::from(c) - zero, 10)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folding() {
        let cases = [
            ("Naïve", "naive"),
            ("STRASSE Straße", "strasse strasse"),
            ("Łódź Ørsted Đà", "lodz orsted da"),
            ("İstanbul Diyarbakır", "istanbul diyarbakir"),
            ("Ёлка ёж Йод", "елка еж йод"),
            ("Αθήνα ΟΔΥΣΣΕΎΣ", "αθηνα οδυσσευσ"),
            ("مُحَمَّد ـ أحمد", "محمد  احمد"),
            ("שָׁלוֹם", "שלום"),
            ("ﬁnance ＡＢＣ", "finance abc"),
            ("co\u{ad}operate \u{200b}x", "cooperate x"),
            ("O’Brien", "o'brien"),
            ("٢٠٢٤ ２０２４", "2024 2024"),
            ("हिन्दी", "हिन्दी"),
            ("plain *text?", "plain *text?"),
            ("ǽ Ǣ ǿ Ǿ ᴭ", "ae ae o o ae"),
        ];
        for (text, folded) in cases {
            assert_eq!(fold(text), folded, "{text}");
        }
    }
    /// A text and its folded form are told apart by nobody, whichever is folded again.
    #[test]
    fn every_character_is_folded_to_the_end() {
        for c in '\u{0}'..=char::MAX {
            let text = c.to_string();
            let folded = fold(&text);
            assert_eq!(fold(&folded), folded, "{text:?}");
        }
    }
}
