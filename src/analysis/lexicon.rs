//! The words met so far, each with its terms: real text repeats its words, and stemming one is slow.

use std::hash::Hasher;

use rustc_hash::FxHasher;

use super::fold::forms;
use super::language::Language;
use super::layers::{Terms, terms_of};

/// Names a word, as it is written in a text of one language, in a [`Lexicon`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct WordId(pub u32);

/// One open-addressing table over one arena. It starts empty (a query must not pay for it) and doubles; nothing is
/// forgotten before [`Lexicon::clear`].
#[derive(Clone, Default)]
pub struct Lexicon {
    /// High half of the hash, and 1 + index into `words`; 0 is free. A power of two, or empty.
    slots: Vec<(u32, u32)>,
    words: Vec<Entry>,
    /// For each word: itself, then its stem, surface and cased terms.
    arena: String,
}

/// Where a word's strings lie in the arena: each starts where the one before ends.
#[derive(Clone, Copy)]
struct Entry {
    start: usize,
    /// Lengths of the word and its terms, in bytes; no word or term is longer than [`u16::MAX`].
    word: u16,
    stem: u16,
    surface: u16,
    cased: u16,
    language: Language,
}

impl Lexicon {
    const FIRST_SLOTS: usize = 512;

    /// Number of words.
    pub fn len(&self) -> usize {
        self.words.len()
    }

    /// Whether no word was met.
    pub fn is_empty(&self) -> bool {
        self.words.is_empty()
    }

    /// Bytes that it takes, about.
    pub fn size_bytes(&self) -> usize {
        self.slots.capacity() * size_of::<(u32, u32)>()
            + self.words.capacity() * size_of::<Entry>()
            + self.arena.capacity()
    }

    /// Forgets all words, and keeps the room that they took. Ids given out before are void.
    pub fn clear(&mut self) {
        self.slots.fill((0, 0));
        self.words.clear();
        self.arena.clear();
    }

    /// The id of a word, which is added when it is not there yet.
    pub fn add(&mut self, word: &str, language: Language) -> WordId {
        let hash = hash(word, language);
        let tag = high_half(hash);
        let mask = self.slots.len().wrapping_sub(1);
        let mut slot = low_bits(hash);
        while let Some(&(found, index)) = self.slots.get(slot & mask) {
            if index == 0 {
                break;
            }
            if found == tag && self.is(index - 1, word, language) {
                return WordId(index - 1);
            }
            slot = slot.wrapping_add(1);
        }
        self.insert(word, language, hash)
    }

    /// The terms of a word.
    pub fn terms(&self, WordId(id): WordId) -> Terms<'_> {
        let Some(entry) = self.words.get(id as usize) else {
            return Terms {
                stem: "",
                surface: "",
                cased: None,
            };
        };
        let stem = entry.start + usize::from(entry.word);
        let surface = stem + usize::from(entry.stem);
        let cased = surface + usize::from(entry.surface);
        let end = cased + usize::from(entry.cased);
        let part = |start, end| self.arena.get(start..end).unwrap_or("");
        Terms {
            stem: part(stem, surface),
            surface: part(surface, cased),
            cased: (cased < end).then(|| part(cased, end)),
        }
    }

    fn is(&self, index: u32, word: &str, language: Language) -> bool {
        self.words.get(index as usize).is_some_and(|entry| {
            let end = entry.start + usize::from(entry.word);
            entry.language == language
                && self.arena.as_bytes().get(entry.start..end) == Some(word.as_bytes())
        })
    }

    fn insert(&mut self, word: &str, language: Language, hash: u64) -> WordId {
        if (self.words.len() + 1) * 2 > self.slots.len() {
            self.grow();
        }
        let start = self.arena.len();
        self.arena.push_str(word);
        let mut lengths = [0; 3];
        let mut lengths_left = lengths.iter_mut();
        terms_of(&forms(word), language, |term| {
            if let Some(length) = lengths_left.next() {
                *length = length_of(term);
            }
            self.arena.push_str(term);
        });
        let [stem, surface, cased] = lengths;
        self.words.push(Entry {
            start,
            word: length_of(word),
            stem,
            surface,
            cased,
            language,
        });
        let index = self.words.len() - 1;
        self.link(hash, index);
        // A segment is written long before it holds so many words.
        WordId(u32::try_from(index).unwrap_or(u32::MAX))
    }

    fn grow(&mut self) {
        let slots = (self.slots.len() * 2).max(Self::FIRST_SLOTS);
        self.slots.clear();
        self.slots.resize(slots, (0, 0));
        for index in 0..self.words.len() {
            let Entry {
                start,
                word,
                language,
                ..
            } = self.words[index];
            let word = self.arena.get(start..start + usize::from(word));
            self.link(hash(word.unwrap_or(""), language), index);
        }
    }

    fn link(&mut self, hash: u64, index: usize) {
        let mask = self.slots.len() - 1;
        let mut slot = low_bits(hash) & mask;
        while self.slots[slot].1 != 0 {
            slot = (slot + 1) & mask;
        }
        self.slots[slot] = (high_half(hash), u32::try_from(index + 1).unwrap_or(0));
    }
}

/// Words are cut, and terms bounded, far below the largest length.
fn length_of(text: &str) -> u16 {
    u16::try_from(text.len()).unwrap_or(u16::MAX)
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

    #[test]
    fn a_word_met_again_has_its_terms() {
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
        let mut lexicon = Lexicon::default();
        for code in ["en", "fr", "ja", "en"] {
            let language = Language::from_code(code).unwrap();
            for word in words {
                let id = lexicon.add(word, language);
                let mut fresh = Lexicon::default();
                let first = fresh.add(word, language);
                assert_eq!(lexicon.terms(id), fresh.terms(first), "{word} in {code}");
                assert_eq!(lexicon.add(word, language), id);
            }
        }
        assert_eq!(lexicon.len(), 3 * words.len());
    }

    #[test]
    fn it_grows_and_forgets() {
        let mut lexicon = Lexicon::default();
        for _ in 0..2 {
            for number in 0..5_000 {
                let word = format!("word{number}");
                let id = lexicon.add(&word, Language::UNKNOWN);
                assert_eq!(id, WordId(number));
                assert_eq!(lexicon.terms(id).surface, format!("\u{2}{word}"));
            }
            lexicon.clear();
            assert!(lexicon.is_empty());
        }
    }
}
