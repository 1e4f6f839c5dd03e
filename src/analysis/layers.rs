//! The terms that stand at one position, and the memo from a word to them.

use std::hash::Hasher;

use rustc_hash::FxHasher;

use super::fold::{fold_lowered, forms};
use super::language::Language;
use super::query_words::QueryWord;

/// The term at the first word of each sentence.
pub const SENTENCE_MARK: &str = "\u{4}s";
/// The term at the first word of each paragraph; the title is one.
pub const PARAGRAPH_MARK: &str = "\u{4}p";
/// The term at the first word of each heading.
pub const HEADING_MARK: &str = "\u{4}h";

const STEM: char = '\u{1}';
const SURFACE: char = '\u{2}';
const CASED: char = '\u{3}';
const COMPOUND: char = '\u{5}';

/// A hostile word can still grow under NFKC or carry endless marks; its terms are cut here.
const LONGEST_VALUE_BYTES: usize = 4_000;

/// Stemming is for words; what is longer than this is none.
const LONGEST_STEMMED_BYTES: usize = 80;

/// The stem term of a word for articles in `language`.
pub fn stem_term(word: &QueryWord, language: Language) -> String {
    stem_of(&word.lowered, &word.surface, language)
}

/// The surface term of a folded word.
pub fn surface_term(surface: &str) -> String {
    tagged(SURFACE, surface)
}

/// The cased term of a word that is written `spelling`; in the index only where that is not `surface`.
pub fn cased_term(surface: &str, spelling: &str) -> String {
    let mut term = tagged(CASED, surface);
    term.push('\0');
    term.push_str(bounded(spelling));
    term
}

/// What the cased terms of all spellings of `surface` begin with.
pub fn cased_prefix(surface: &str) -> String {
    let mut term = tagged(CASED, surface);
    term.push('\0');
    term
}

/// The term at `first` where an article in `language` writes `first-second`; `first` is a surface,
/// `second` in lower case with its accents.
pub fn compound_term(first: &str, second: &str, language: Language) -> String {
    let stem = stem_of(second, &fold_lowered(second), language);
    let mut term = String::new();
    write_compound(&mut term, &surface_term(first), &stem);
    term
}

/// Puts the compound term of a surface term and a stem term into `term`.
pub(super) fn write_compound(term: &mut String, first_surface: &str, second_stem: &str) {
    let mut stem = second_stem.chars();
    stem.next();
    term.clear();
    term.push(COMPOUND);
    term.extend(stem.next());
    term.push_str(first_surface.get(SURFACE.len_utf8()..).unwrap_or(""));
    term.push('-');
    term.push_str(stem.as_str());
}

fn tagged(tag: char, value: &str) -> String {
    let value = bounded(value);
    let mut term = String::with_capacity(value.len() + 1);
    term.push(tag);
    term.push_str(value);
    term
}

fn bounded(value: &str) -> &str {
    value
        .get(..value.floor_char_boundary(LONGEST_VALUE_BYTES))
        .unwrap_or(value)
}

fn stem_of(lowered: &str, surface: &str, language: Language) -> String {
    let mut term = String::with_capacity(surface.len() + 2);
    term.push(STEM);
    term.push(language.stem_tag());
    match language.stemmer().filter(|_| is_stemmable(lowered)) {
        Some(stemmer) => {
            let stem = stemmer.stem(lowered);
            let folded = fold_lowered(&stem);
            term.push_str(if folded.is_empty() {
                bounded(surface)
            } else {
                &folded
            });
        }
        None => term.push_str(bounded(surface)),
    }
    term
}

fn is_stemmable(lowered: &str) -> bool {
    lowered.len() <= LONGEST_STEMMED_BYTES
        && !lowered
            .bytes()
            .any(|byte| byte.is_ascii_digit() || byte == b'&' || byte == b'+')
}

/// The terms at one position, with their tags.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Terms<'a> {
    pub(super) stem: &'a str,
    pub(super) surface: &'a str,
    pub(super) cased: Option<&'a str>,
}

/// The terms of the words met so far: real text repeats its words, and stemming one is slow.
///
/// One open-addressing table over one arena: it starts empty (a query must not pay for it), doubles,
/// and is forgotten when it holds [`Memo::MOST_WORDS`].
#[derive(Clone, Default)]
pub(super) struct Memo {
    /// High half of the hash, and 1 + index into `entries`; 0 is free. A power of two, or empty.
    slots: Vec<(u32, u32)>,
    entries: Vec<Entry>,
    /// For each entry: the word, then its stem, surface and cased terms.
    arena: String,
}

/// Where an entry's strings end in the arena; it starts where the one before ends.
#[derive(Clone)]
struct Entry {
    hash: u64,
    word: usize,
    stem: usize,
    surface: usize,
    cased: usize,
    end: usize,
    language: Language,
}

impl Memo {
    const MOST_WORDS: usize = 1 << 16;
    const FIRST_SLOTS: usize = 512;

    /// Forgets everything if it has grown too large. Indices given out before are void.
    pub(super) fn make_room(&mut self) {
        if self.entries.len() >= Self::MOST_WORDS {
            *self = Self::default();
        }
    }

    /// The index of a word's terms, made if need be.
    pub(super) fn index_of(&mut self, word: &str, language: Language) -> usize {
        let hash = hash(word, language);
        let tag = high_half(hash);
        let mask = self.slots.len().wrapping_sub(1);
        let mut slot = low_bits(hash);
        while let Some(&(found, index)) = self.slots.get(slot & mask) {
            if index == 0 {
                break;
            }
            let index = index as usize - 1;
            if found == tag && self.is(index, word, language) {
                return index;
            }
            slot = slot.wrapping_add(1);
        }
        self.insert(word, language, hash)
    }

    /// The terms of an index.
    pub(super) fn terms(&self, index: usize) -> Terms<'_> {
        let Some(entry) = self.entries.get(index) else {
            return Terms {
                stem: "",
                surface: "",
                cased: None,
            };
        };
        let part = |start, end| self.arena.get(start..end).unwrap_or("");
        Terms {
            stem: part(entry.stem, entry.surface),
            surface: part(entry.surface, entry.cased),
            cased: (entry.cased < entry.end).then(|| part(entry.cased, entry.end)),
        }
    }

    fn is(&self, index: usize, word: &str, language: Language) -> bool {
        self.entries.get(index).is_some_and(|entry| {
            entry.language == language
                && self.arena.as_bytes().get(entry.word..entry.stem) == Some(word.as_bytes())
        })
    }

    fn insert(&mut self, word: &str, language: Language, hash: u64) -> usize {
        if (self.entries.len() + 1) * 2 > self.slots.len() {
            self.grow();
        }
        let forms = forms(word);
        let start = self.arena.len();
        self.arena.push_str(word);
        let stem = self.arena.len();
        self.arena
            .push_str(&stem_of(&forms.lowered, &forms.surface, language));
        let surface = self.arena.len();
        self.arena.push_str(&surface_term(&forms.surface));
        let cased = self.arena.len();
        if forms.spelling != forms.surface {
            self.arena
                .push_str(&cased_term(&forms.surface, &forms.spelling));
        }
        let end = self.arena.len();
        self.entries.push(Entry {
            hash,
            word: start,
            stem,
            surface,
            cased,
            end,
            language,
        });
        let index = self.entries.len() - 1;
        self.link(hash, index);
        index
    }

    fn grow(&mut self) {
        let slots = (self.slots.len() * 2).max(Self::FIRST_SLOTS);
        self.slots.clear();
        self.slots.resize(slots, (0, 0));
        for index in 0..self.entries.len() {
            self.link(self.entries[index].hash, index);
        }
    }

    fn link(&mut self, hash: u64, index: usize) {
        let mask = self.slots.len() - 1;
        let mut slot = low_bits(hash) & mask;
        while self.slots[slot].1 != 0 {
            slot = (slot + 1) & mask;
        }
        // At most `MOST_WORDS` entries and those of one word more.
        self.slots[slot] = (high_half(hash), u32::try_from(index + 1).unwrap_or(0));
    }
}

fn hash(word: &str, language: Language) -> u64 {
    let mut hasher = FxHasher::default();
    hasher.write(word.as_bytes());
    hasher.write_u8(language.ordinal());
    hasher.finish()
}

fn high_half(hash: u64) -> u32 {
    u32::try_from(hash >> 32).unwrap_or(0)
}

#[expect(
    clippy::cast_possible_truncation,
    reason = "only the low bits are used"
)]
fn low_bits(hash: u64) -> usize {
    hash as usize
}

#[cfg(test)]
mod tests {
    use super::*;

    fn language(code: &str) -> Language {
        Language::from_code(code).unwrap()
    }

    #[test]
    fn a_remembered_word_has_the_terms_of_a_first_one() {
        let words = [
            "running",
            "Running",
            "US",
            "us",
            "naïve",
            "Putin’s",
            "",
            "4.2bn",
            "東京",
            "don’t",
        ];
        let mut memo = Memo::default();
        for code in ["en", "fr", "ja", "en"] {
            for word in words {
                let index = memo.index_of(word, language(code));
                let mut fresh = Memo::default();
                let first = fresh.index_of(word, language(code));
                assert_eq!(memo.terms(index), fresh.terms(first), "{word} in {code}");
                assert_eq!(memo.index_of(word, language(code)), index);
            }
        }
    }

    #[test]
    fn it_grows_and_forgets() {
        let mut memo = Memo::default();
        for number in 0..=Memo::MOST_WORDS {
            let word = format!("word{number}");
            memo.make_room();
            let index = memo.index_of(&word, Language::UNKNOWN);
            assert_eq!(memo.terms(index).surface, surface_term(&word));
        }
        assert!(memo.entries.len() < Memo::MOST_WORDS);
    }

    #[test]
    fn terms_of_the_layers() {
        let mut memo = Memo::default();
        let index = memo.index_of("Running", language("en"));
        let terms = memo.terms(index);
        let tag = language("en").stem_tag();
        assert_eq!(terms.stem, format!("\u{1}{tag}run"));
        assert_eq!(terms.surface, "\u{2}running");
        assert_eq!(terms.cased, Some("\u{3}running\0Running"));
        assert!(terms.cased.unwrap().starts_with(&cased_prefix("running")));
        assert_eq!(
            compound_term("cease", "fires", language("en")),
            format!("\u{5}{tag}cease-fire")
        );
    }
}
