//! Where words begin and end: UAX #29 with a newsroom's corrections.
//!
//! The cut depends on the text alone, never on a language, because a query's language is unknown.
//! The table of cases stands in the tests of [`super`]; in short:
//!
//! - letters and digits run together; apostrophes join letters (`don't`, `O’Brien`), a final `’s`
//!   belongs to the word's span, an elided article does not (`l’équipe` is `l` and `équipe`);
//! - single letters with full stops are one word (`U.S.`, `a.m.`), `AT&T` and `C++` too;
//! - `@` and `#` before a word belong to its span; numbers are cut by [`super::numbers`];
//! - every hyphen and dash separates, and so do `/`, `:` and `.` elsewhere (addresses fall in parts);
//! - runs of Han, kana, Thai, Lao, Khmer and Burmese are cut by the dictionaries of `icu_segmenter`.

use std::sync::LazyLock;

use icu_segmenter::options::WordBreakInvariantOptions;
use icu_segmenter::{WordSegmenter, WordSegmenterBorrowed};

use super::characters::{Kind, emoji_end, is_apostrophe, is_ignorable, is_unspaced, kind, narrow};
use super::numbers::{self, LONGEST_WORD_BYTES};
use crate::span::ByteSpan;

/// What an ASCII byte is to the scanner; every byte from 0x80 on is [`HIGH`].
const GAP: u8 = 0;
const LETTER: u8 = 1;
const DIGIT: u8 = 2;
const SIGIL: u8 = 3;
const HIGH: u8 = 4;

static CLASS: [u8; 256] = {
    let mut class = [GAP; 256];
    let mut byte = 0;
    while byte < 256 {
        #[expect(clippy::cast_possible_truncation, reason = "the loop stops at 256")]
        let ascii = byte as u8;
        class[byte] = match ascii {
            b'a'..=b'z' | b'A'..=b'Z' => LETTER,
            b'0'..=b'9' => DIGIT,
            b'@' | b'#' => SIGIL,
            0x80.. => HIGH,
            _ => GAP,
        };
        byte += 1;
    }
    class
};

fn class(byte: u8) -> u8 {
    CLASS[usize::from(byte)]
}

/// The ASCII characters other than letters with which a word of two letters or more may go on: those that [`word_end`] looks at,
/// but for the full stop of abbreviations, which are of single letters.
const JOINTS: &[u8] = b"0123456789'&_+#\"";

/// The bytes before which a word of two letters or more ends for certain.
static ENDS_WORD: [bool; 256] = {
    let mut ends = [false; 256];
    let mut byte = 0;
    while byte < 0x80 {
        ends[byte] = CLASS[byte] != LETTER;
        byte += 1;
    }
    let mut joint = 0;
    while joint < JOINTS.len() {
        ends[JOINTS[joint] as usize] = false;
        joint += 1;
    }
    ends
};

/// Where the ASCII letters end that begin at `at`, eight bytes at a time.
fn letters_end(bytes: &[u8], mut at: usize) -> usize {
    const ONES: u64 = u64::from_le_bytes([1; 8]);
    const HIGHEST: u64 = ONES << 7;
    while let Some(chunk) = bytes.get(at..).and_then(<[u8]>::first_chunk) {
        let chunk = u64::from_le_bytes(*chunk);
        let lower = (chunk | (ONES * 0x20)) & !HIGHEST;
        // The highest bit of a byte says whether it is at least `a`, and whether it is behind `z`.
        let from_a = lower + ONES * u64::from(0x80 - b'a');
        let behind_z = lower + ONES * u64::from(0x7f - b'z');
        let others = (!from_a | behind_z | chunk) & HIGHEST;
        if others != 0 {
            return at + others.trailing_zeros() as usize / 8;
        }
        at += 8;
    }
    let rest = bytes.get(at..).unwrap_or_default();
    let letters = rest.iter().take_while(|&&byte| class(byte) == LETTER);
    at + letters.count()
}

/// Compiled into the program, put together when the first such run is met.
static DICTIONARIES: LazyLock<WordSegmenterBorrowed<'static>> =
    LazyLock::new(|| WordSegmenter::new_dictionary(WordBreakInvariantOptions::default()));

fn char_at(text: &str, at: usize) -> Option<char> {
    text.get(at..)?.chars().next()
}

fn kind_at(text: &str, at: usize) -> Kind {
    char_at(text, at).map_or(Kind::Other, kind)
}

/// Whether a word would go on (or begin) with the character at `at`.
fn is_word_at(text: &str, at: usize) -> bool {
    match text.as_bytes().get(at) {
        None => false,
        Some(&byte) if byte < 0x80 => matches!(class(byte), LETTER | DIGIT),
        Some(_) => matches!(kind_at(text, at), Kind::Letter | Kind::Mark),
    }
}

fn is_letter_at(text: &str, at: usize) -> bool {
    char_at(text, at).is_some_and(|c| kind(c) == Kind::Letter && c.is_alphabetic())
}

/// A number with marks of direction and the like in it, read as if they were not there; `None` where there are none.
fn scan_visible(text: &str, digit: usize, paired: bool) -> Option<numbers::Number> {
    let plain = |at: usize| numbers::chain_end(text.as_bytes(), at, b",.'/:");
    let end = plain(digit);
    let is_invisible = |at: usize| char_at(text, at).is_some_and(is_ignorable);
    if !is_invisible(end) && !is_invisible(end + 1) {
        return None;
    }
    let rest = text.get(digit..)?.char_indices();
    let visible = rest
        .take_while(|&(at, c)| at < 2 * LONGEST_WORD_BYTES && (c.is_ascii() || is_ignorable(c)));
    let (places, bytes): (Vec<usize>, Vec<u8>) = visible
        .filter(|&(_, c)| !is_ignorable(c))
        .filter_map(|(at, c)| Some((digit + at, u8::try_from(c).ok()?)))
        .unzip();
    let number = numbers::scan(&bytes, 0, paired);
    // The place behind as many bytes.
    let behind = |bytes: usize| places.get(bytes.checked_sub(1)?).map(|at| at + 1);
    Some(numbers::Number {
        end: behind(number.end)?,
        plain_until: behind(number.plain_until).unwrap_or(0),
        unpaired_until: behind(number.unpaired_until).unwrap_or(0),
    })
}

/// The words of a text, in order: their spans.
pub(super) struct Words<'a> {
    text: &'a str,
    /// Where the search for the next word begins; the end of the last one.
    at: usize,
    /// Numbers that begin before these bytes are parts of a longer one that was cut (a date, say);
    /// see [`numbers::Number`].
    plain_until: usize,
    unpaired_until: usize,
    /// Ends of the words in the dictionary run at `at`, last first.
    run_ends: Vec<usize>,
}

impl<'a> Words<'a> {
    pub(super) fn new(text: &'a str) -> Self {
        Self {
            text,
            at: 0,
            plain_until: 0,
            unpaired_until: 0,
            run_ends: Vec::new(),
        }
    }

    fn word(&mut self, start: usize, end: usize) -> ByteSpan {
        self.at = end;
        ByteSpan::new(start, end)
    }

    /// The word that begins with the ASCII digit at `digit`; its span begins at `start`.
    fn number(&mut self, start: usize, digit: usize) -> ByteSpan {
        let bytes = self.text.as_bytes();
        let end = if digit < self.plain_until {
            numbers::digits_end(bytes, digit)
        } else {
            let is_paired = digit >= self.unpaired_until;
            let number = scan_visible(self.text, digit, is_paired)
                .unwrap_or_else(|| numbers::scan(bytes, digit, is_paired));
            self.plain_until = self.plain_until.max(number.plain_until);
            self.unpaired_until = self.unpaired_until.max(number.unpaired_until);
            number.end
        };
        let end = word_end(self.text, digit, end);
        self.word(start, end)
    }

    /// A word led by `@` or `#`, unless that sign stands inside an address or before nothing.
    fn sigil(&mut self, start: usize) -> Option<ByteSpan> {
        if start == self.at && start > 0 {
            return None;
        }
        let first = start + 1;
        match self.text.as_bytes().get(first).map(|&byte| class(byte)) {
            Some(DIGIT) => Some(self.number(start, first)),
            Some(LETTER) => {
                let end = word_end(self.text, first, first);
                Some(self.word(start, end))
            }
            Some(HIGH) if kind_at(self.text, first) == Kind::Letter => {
                let end = word_end(self.text, first, first);
                Some(self.word(start, end))
            }
            _ => None,
        }
    }

    /// The word that begins at `start` outside ASCII, or how many bytes to skip.
    fn high(&mut self, start: usize) -> Result<ByteSpan, usize> {
        let c = char_at(self.text, start).unwrap_or('\u{fffd}');
        match kind(c) {
            Kind::Letter => {
                let end = word_end(self.text, start, start);
                Ok(self.word(start, end))
            }
            Kind::Single => Ok(self.word(start, start + c.len_utf8())),
            Kind::Emoji => {
                let end = emoji_end(self.text, start);
                Ok(self.word(start, end))
            }
            Kind::Dictionary => {
                self.cut_run(start);
                let end = self.run_ends.pop().unwrap_or(start + c.len_utf8());
                Ok(self.word(start, end))
            }
            _ => Err(c.len_utf8()),
        }
    }

    /// Cuts the run of unspaced script at `start` into `run_ends`.
    fn cut_run(&mut self, start: usize) {
        let rest = self.text.get(start..).unwrap_or("");
        let length = rest
            .char_indices()
            .find(|&(_, c)| match kind(c) {
                Kind::Dictionary => false,
                Kind::Mark => {
                    !is_unspaced(c) && !matches!(c, '\u{300}'..='\u{36f}' | '\u{3099}' | '\u{309a}')
                }
                _ => true,
            })
            .map_or(rest.len(), |(at, _)| at);
        let run = rest.get(..length).unwrap_or("");
        self.run_ends.clear();
        let mut from = 0;
        for end in DICTIONARIES.segment_str(run) {
            // An accent on Han or kana is no word.
            if kind_at(run, end) == Kind::Mark {
                continue;
            }
            while end > from + LONGEST_WORD_BYTES {
                let cut =
                    marks_end(run, run.floor_char_boundary(from + LONGEST_WORD_BYTES)).min(end);
                self.run_ends.push(start + cut);
                from = cut;
            }
            if end > from {
                self.run_ends.push(start + end);
                from = end;
            }
        }
        self.run_ends.reverse();
    }

    /// `Inc.'s` and the like: the `s` that a full stop tore from its word is not one.
    fn is_torn_possessive(&self, word: ByteSpan) -> bool {
        if word.len() != 1 || !word.of(self.text).eq_ignore_ascii_case("s") {
            return false;
        }
        let mut before = self.text.get(..word.start).unwrap_or("").chars().rev();
        before.next().is_some_and(is_apostrophe) && before.next() == Some('.')
    }
}

impl Iterator for Words<'_> {
    type Item = ByteSpan;

    #[inline]
    fn next(&mut self) -> Option<ByteSpan> {
        self.plain_word().or_else(|| self.any_word())
    }
}

impl Words<'_> {
    /// The next word, if it is what most words are: ASCII letters of which the end is certain.
    #[inline]
    fn plain_word(&mut self) -> Option<ByteSpan> {
        let bytes = self.text.as_bytes();
        let mut start = self.at;
        while bytes.get(start).is_some_and(|&byte| class(byte) == GAP) {
            start += 1;
        }
        // A word is no longer than this: looking at more of a run without blanks for each word would take its square.
        let limit = bytes.len().min(start + LONGEST_WORD_BYTES);
        let end = letters_end(bytes.get(..limit).unwrap_or(bytes), start);
        let next = *bytes.get(end)?;
        let is_plain = match end - start {
            0 => false,
            // Of `Inc.'s` no word is left.
            1 => next == b' ' && !matches!(bytes[start], b's' | b'S'),
            length => length < LONGEST_WORD_BYTES && ENDS_WORD[usize::from(next)],
        };
        (is_plain && self.run_ends.is_empty()).then(|| self.word(start, end))
    }

    fn any_word(&mut self) -> Option<ByteSpan> {
        if let Some(end) = self.run_ends.pop() {
            let start = self.at;
            return Some(self.word(start, end));
        }
        let bytes = self.text.as_bytes();
        let mut at = self.at;
        loop {
            let byte = *bytes.get(at)?;
            let found = match class(byte) {
                LETTER => {
                    let end = word_end(self.text, at, at + 1);
                    Some(self.word(at, end))
                }
                DIGIT => Some(self.number(at, at)),
                SIGIL => self.sigil(at),
                HIGH => match self.high(at) {
                    Ok(word) => Some(word),
                    Err(skipped) => {
                        at += skipped;
                        continue;
                    }
                },
                _ => None,
            };
            match found {
                Some(word) if self.is_torn_possessive(word) => at = word.end,
                Some(word) => return Some(word),
                None => at += 1,
            }
        }
    }
}

/// The word that begins right at `start`, if it is of a script with spaces.
pub(super) fn word_at(text: &str, start: usize) -> Option<ByteSpan> {
    if kind_at(text, start) != Kind::Letter {
        return None;
    }
    let mut words = Words::new(text);
    words.at = start;
    words.next().filter(|word| word.start == start)
}

/// Whether a text is one word, which is of a script with spaces.
pub(super) fn is_one_word(text: &str) -> bool {
    word_at(text, 0).is_some_and(|word| word.end == text.len())
}

/// The length in bytes of the hyphen at `at`, if one stands there. Dashes are none.
pub(super) fn hyphen_at(text: &str, at: usize) -> Option<usize> {
    match *text.as_bytes().get(at)? {
        b'-' => Some(1),
        0xe2 => matches!(char_at(text, at), Some('\u{2010}' | '\u{2011}')).then_some(3),
        _ => None,
    }
}

/// What a joining sign inside a word comes to.
enum Step {
    /// The word goes on at this byte.
    On(usize),
    /// The word ends at this byte.
    End(usize),
}

/// Where the word ends that begins at `start` and is known to reach `at`.
fn word_end(text: &str, start: usize, mut at: usize) -> usize {
    let bytes = text.as_bytes();
    let limit = bytes.len().min(start + LONGEST_WORD_BYTES);
    loop {
        while at < limit && matches!(class(bytes[at]), LETTER | DIGIT) {
            at += 1;
        }
        if at >= limit {
            return marks_end(text, at);
        }
        let step = match bytes[at] {
            b'\'' => apostrophe(text, start, at),
            b'.' => acronym(text, start, at),
            b'&' => ampersand(text, start, at),
            b'_' if is_word_at(text, at + 1) => Step::On(at + 1),
            b'+' | b'#' => Step::End(plus_or_sharp(text, start, at)),
            b'"' => hebrew_joint(text, at, at + 1),
            0x80.. => high_in_word(text, start, at),
            _ => Step::End(at),
        };
        match step {
            Step::On(further) => at = further,
            Step::End(end) => return end,
        }
    }
}

/// Past the marks at `at`: they stay with their letter even where a long word is cut. Of more than any script piles up, the
/// rest is no part of a word.
fn marks_end(text: &str, mut at: usize) -> usize {
    let longest = at + LONGEST_WORD_BYTES;
    while let Some(c) = char_at(text, at).filter(|&c| at < longest && kind(c) == Kind::Mark) {
        at += c.len_utf8();
    }
    at
}

/// At the apostrophe `at`: possessive, elision, or a letter left out.
fn apostrophe(text: &str, start: usize, at: usize) -> Step {
    let after = at + char_at(text, at).map_or(1, char::len_utf8);
    if !is_letter_at(text, after) {
        return Step::End(at);
    }
    let is_s = matches!(text.as_bytes()[after], b's' | b'S');
    if is_s && !is_word_at(text, after + 1) {
        return Step::End(after + 1);
    }
    if is_elided(text.get(start..at).unwrap_or("")) {
        Step::End(at)
    } else {
        Step::On(after)
    }
}

/// French, Italian and Catalan words that lose their vowel before the next: two words, whatever the
/// article's language, so that `équipe` finds `l’équipe`. (`aujourd'hui` and `can't` are one.)
fn is_elided(word: &str) -> bool {
    const ELIDED: [&str; 27] = [
        "l", "d", "j", "m", "t", "s", "n", "c", "qu", "jusqu", "lorsqu", "puisqu", "quoiqu",
        "presqu", "quelqu", "dell", "all", "dall", "nell", "sull", "coll", "un", "quest", "quell",
        "bell", "sant", "dov",
    ];
    word.len() <= 7
        && ELIDED
            .iter()
            .any(|elided| elided.eq_ignore_ascii_case(word))
}

/// At the full stop `at`: goes past it only in single letters with full stops (`U.S.`, `p.m`, `M.P.s`).
fn acronym(text: &str, start: usize, at: usize) -> Step {
    let mut letters = 0;
    let mut from = start;
    let mut end = at;
    let longest = start + LONGEST_WORD_BYTES / 2;
    while let Some(c) = char_at(text, from)
        .filter(|&c| from < longest && kind(c) == Kind::Letter && c.is_alphabetic())
    {
        let after = from + c.len_utf8();
        if text.as_bytes().get(after) == Some(&b'.') {
            letters += 1;
            end = after + 1;
            from = end;
        } else {
            if letters > 0 && !is_word_at(text, after) {
                letters += 1;
                end = after;
            }
            break;
        }
    }
    if letters < 2 {
        return Step::End(at);
    }
    let possessive = char_at(text, end).is_some_and(is_apostrophe);
    match if possessive {
        apostrophe(text, start, end)
    } else {
        Step::End(end)
    } {
        // Nothing but a possessive goes with an acronym.
        Step::On(_) => Step::End(end),
        done @ Step::End(_) => done,
    }
}

/// At the ampersand `at`: joins up to four letters on either side (`AT&T`, `R&D`, `Q&A`).
fn ampersand(text: &str, start: usize, at: usize) -> Step {
    let is_joinable = |c: &char| narrow(*c).is_ascii_alphabetic();
    let is_ampersand = |c: char| narrow(c) == '&';
    let before = text.get(start..at).unwrap_or("");
    let left = before.chars().rev().take(5).take_while(is_joinable).count();
    let further = before.chars().rev().nth(left);
    let after = at + char_at(text, at).map_or(1, char::len_utf8);
    let behind = text.get(after..).unwrap_or("");
    let right = behind.chars().take(5).take_while(is_joinable);
    let (letters, bytes) = right.fold((0, 0), |(letters, bytes), c| {
        (letters + 1, bytes + c.len_utf8())
    });
    let end = after + bytes;
    let is_whole = further.is_none_or(is_ampersand) && !is_word_at(text, end);
    if is_whole && (1..=4).contains(&left) && (1..=4).contains(&letters) {
        Step::On(end)
    } else {
        Step::End(at)
    }
}

/// At `+` or `#`: `C++`, `Notepad++`, `C#`.
fn plus_or_sharp(text: &str, start: usize, at: usize) -> usize {
    let bytes = text.as_bytes();
    let plus = bytes[at..].starts_with(b"++") && !bytes[at..].starts_with(b"+++");
    let sharp = bytes[at] == b'#' && at == start + 1 && class(bytes[start]) == LETTER;
    let after = at + if plus { 2 } else { 1 };
    if (plus || sharp) && !is_word_at(text, after) {
        after
    } else {
        at
    }
}

/// At a character outside ASCII inside a word.
fn high_in_word(text: &str, start: usize, at: usize) -> Step {
    let Some(c) = char_at(text, at) else {
        return Step::End(at);
    };
    let after = at + c.len_utf8();
    match kind(c) {
        Kind::Letter | Kind::Mark => Step::On(after),
        Kind::Apostrophe => apostrophe(text, start, at),
        Kind::Ignorable => {
            let rest = text.get(after..).unwrap_or("");
            let skipped = rest.len() - rest.trim_start_matches(is_ignorable).len();
            // Apostrophes and full stops after it would need a second look at what they join.
            if is_word_at(text, after + skipped) {
                Step::On(after + skipped)
            } else {
                Step::End(at)
            }
        }
        Kind::Point if is_letter_at(text, after) => Step::On(after),
        Kind::Gershayim => hebrew_joint(text, at, after),
        Kind::Other if c == '\u{ff06}' => ampersand(text, start, at),
        Kind::Dictionary | Kind::Single | Kind::Point | Kind::Emoji | Kind::Other => Step::End(at),
    }
}

/// At a sign that joins Hebrew letters (`צה״ל`) and nothing else.
fn hebrew_joint(text: &str, at: usize, after: usize) -> Step {
    let is_hebrew = |c: Option<char>| c.is_some_and(|c| matches!(c, '\u{5d0}'..='\u{5ea}'));
    let before = text.get(..at).and_then(|before| before.chars().next_back());
    if is_hebrew(before) && is_hebrew(char_at(text, after)) {
        Step::On(after)
    } else {
        Step::End(at)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn letters_end_where_the_first_other_byte_stands(
            bytes in prop::collection::vec(prop_oneof![8 => Just(b'a'), 8 => Just(b'Z'), 1 => any::<u8>()], 0..40),
            start in 0..40_usize,
        ) {
            let start = start.min(bytes.len());
            let letters = bytes[start..].iter().take_while(|byte| byte.is_ascii_alphabetic());
            prop_assert_eq!(letters_end(&bytes, start), start + letters.count());
        }

        #[test]
        fn plain_words_are_words(text in "([ .,'’&\"(éß]{0,2}([a-zA-Z]{1,9}|[sS0-9.@]))*[ .]?") {
            let mut others = Words::new(&text);
            for word in Words::new(&text) {
                prop_assert_eq!(Some(word), others.any_word());
            }
            prop_assert_eq!(others.any_word(), None);
        }
    }
}
