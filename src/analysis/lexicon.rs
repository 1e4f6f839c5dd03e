//! The words met so far, each with its terms: real text repeats its words, and stemming one is slow.

use std::hash::Hasher;

use rustc_hash::FxHasher;

use super::fold::forms;
use super::language::Language;
use super::layers::{Terms, terms_of};
use crate::span::ByteSpan;

/// Names a word, as it is written in a text of one language, in a [`Lexicon`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct WordId(pub u32);

/// One open-addressing table, whose slots hold short words themselves: most look-ups touch one place in memory.
///
/// It starts empty (a query must not pay for it) and doubles; nothing is forgotten.
#[derive(Clone, Default)]
pub struct Lexicon {
    /// A power of two, or empty; at most three quarters full: the words met first, so the frequent ones, are in their places.
    slots: Vec<Slot>,
    words: Vec<WordEntry>,
    /// For each word: itself, then its stem, folded stem, surface and cased terms.
    arena: String,
}

/// A word's place in the table. Short words are told apart by what stands here, long ones but for a coincidence of hashes.
#[derive(Clone, Copy, Default)]
struct Slot {
    /// The bytes of a word of at most [`Slot::BYTES`] bytes, zeros behind them; the hash of a longer one.
    bytes: [u64; 2],
    /// 1 + index into `words`; 0 is free.
    index: u32,
    /// In bytes.
    length: u16,
    language: u8,
}

impl Slot {
    /// Bytes of a word that fit into a slot.
    const BYTES: usize = 16;

    /// Where the word at `span` of a text would stand, without its index.
    ///
    /// No word is longer than [`LONGEST_WORD_BYTES`], so its length fits.
    fn of(text: &str, span: ByteSpan, language: Language) -> Self {
        let word = span.of(text).as_bytes();
        let bytes = if word.len() > Self::BYTES {
            let mut hasher = FxHasher::default();
            hasher.write(word);
            [hasher.finish(), 0]
        } else {
            short(text.as_bytes(), span.start, word)
        };
        Self {
            bytes,
            index: 0,
            length: length_of(span.of(text)),
            language: language.ordinal(),
        }
    }

    fn is_like(self, other: Self) -> bool {
        (self.bytes, self.length, self.language) == (other.bytes, other.length, other.language)
    }

    fn is_whole(self) -> bool {
        usize::from(self.length) <= Self::BYTES
    }

    /// Mixes all bits into all (as wyhash does: the halves of a product of 64 by 64 bits).
    #[expect(
        clippy::cast_possible_truncation,
        reason = "the halves are what is wanted"
    )]
    fn hash(self) -> usize {
        let rest = u64::from(self.length) << 8 | u64::from(self.language);
        let left = u128::from(self.bytes[0] ^ 0xa076_1d64_78bd_642f ^ rest);
        let right = u128::from(self.bytes[1] ^ 0xe703_7ed1_a0b4_28db);
        let product = left * right;
        (product as u64 ^ (product >> 64) as u64) as usize
    }
}

/// The bytes of a word, zeros behind them. Where the text goes on, they are read at once and what follows is masked.
fn short(text: &[u8], start: usize, word: &[u8]) -> [u64; 2] {
    let whole = if let Some(bytes) = text.get(start..).and_then(<[u8]>::first_chunk) {
        let unused = u32::try_from(8 * (Slot::BYTES - word.len())).unwrap_or(0);
        u128::from_le_bytes(*bytes) & u128::MAX.checked_shr(unused).unwrap_or(0)
    } else {
        let mut bytes = [0; Slot::BYTES];
        for (byte, of_word) in bytes.iter_mut().zip(word) {
            *byte = *of_word;
        }
        u128::from_le_bytes(bytes)
    };
    #[expect(
        clippy::cast_possible_truncation,
        reason = "the halves are what is wanted"
    )]
    [whole as u64, (whole >> 64) as u64]
}

/// Where a word's strings lie in the arena: each starts where the one before ends.
#[derive(Clone, Copy)]
struct WordEntry {
    start: usize,
    /// Lengths of the word and its terms, in bytes; no word or term is longer than [`u16::MAX`].
    word: u16,
    stem: u16,
    folded_stem: u16,
    surface: u16,
    cased: u16,
}

impl Lexicon {
    /// Slots of the hash table when the first word is added.
    const FIRST_SLOTS: usize = 512;
    /// Words looked up in one batch.
    pub const TOGETHER: usize = 64;
    /// Stands for a word that is not there.
    const NO_WORD: WordId = WordId(u32::MAX);

    /// Number of words.
    pub fn len(&self) -> usize {
        self.words.len()
    }

    /// Whether no word was met.
    pub fn is_empty(&self) -> bool {
        self.words.is_empty()
    }

    /// Bytes that its words and their terms take, about.
    pub fn size_bytes(&self) -> usize {
        // What a list has reserved beyond its length was never written to, so it takes no memory.
        self.words.len() * size_of::<WordEntry>() + self.arena.len()
    }

    /// Bytes of the table that finds a word again.
    pub fn table_bytes(&self) -> usize {
        self.slots.len() * size_of::<Slot>()
    }

    /// Frees the table: from now on words are only read. One that is added would be taken for new.
    pub fn close(&mut self) {
        self.slots = Vec::new();
    }

    /// The ids of several words of a text, as [`Lexicon::add`] gives them: `ids` becomes as long as `spans`.
    ///
    /// A table so large is slow to reach. Here the places of many words are asked for before the first answer is needed.
    pub fn add_all(
        &mut self,
        text: &str,
        spans: &[ByteSpan],
        language: Language,
        ids: &mut Vec<WordId>,
    ) {
        ids.clear();
        let mut slots = [Slot::default(); Self::TOGETHER];
        for spans in spans.chunks(Self::TOGETHER) {
            for (slot, span) in slots.iter_mut().zip(spans) {
                *slot = Slot::of(text, cut(text, *span), language);
            }
            let mask = self.slots.len().wrapping_sub(1);
            let first = ids.len();
            ids.extend(slots.iter().take(spans.len()).map(|slot| {
                let found = self.slots.get(slot.hash() & mask);
                let same = found.filter(|found| found.is_like(*slot) && slot.is_whole());
                // Of a free place, this is no id of any word.
                WordId(same.map_or(0, |found| found.index).wrapping_sub(1))
            }));
            for ((id, slot), span) in ids[first..].iter_mut().zip(slots).zip(spans) {
                if *id == Self::NO_WORD {
                    *id = self.find_or_insert(slot, cut(text, *span).of(text), language);
                }
            }
        }
    }

    /// The id of the word at `span` of a text, which is added when it is not there yet.
    pub fn add(&mut self, text: &str, span: ByteSpan, language: Language) -> WordId {
        let span = cut(text, span);
        self.find_or_insert(Slot::of(text, span, language), span.of(text), language)
    }

    fn find_or_insert(&mut self, slot: Slot, word: &str, language: Language) -> WordId {
        let mask = self.slots.len().wrapping_sub(1);
        let mut at = slot.hash();
        while let Some(&found) = self.slots.get(at & mask) {
            if found.index == 0 {
                break;
            }
            let is_short = slot.is_whole();
            if found.is_like(slot) && (is_short || self.word(found.index - 1) == word) {
                return WordId(found.index - 1);
            }
            at = at.wrapping_add(1);
        }
        self.insert(slot, word, language)
    }

    /// The terms of a word.
    pub fn terms(&self, WordId(id): WordId) -> Terms<'_> {
        let Some(entry) = self.words.get(id as usize) else {
            return Terms {
                stem: "",
                folded_stem: None,
                surface: "",
                cased: None,
            };
        };
        let stem = entry.start + usize::from(entry.word);
        let folded = stem + usize::from(entry.stem);
        let surface = folded + usize::from(entry.folded_stem);
        let cased = surface + usize::from(entry.surface);
        let end = cased + usize::from(entry.cased);
        let part = |start, end| self.arena.get(start..end).unwrap_or("");
        Terms {
            stem: part(stem, folded),
            folded_stem: (folded < surface).then(|| part(folded, surface)),
            surface: part(surface, cased),
            cased: (cased < end).then(|| part(cased, end)),
        }
    }

    fn word(&self, index: u32) -> &str {
        self.words.get(index as usize).map_or("", |entry| {
            let end = entry.start + usize::from(entry.word);
            self.arena.get(entry.start..end).unwrap_or("")
        })
    }

    fn insert(&mut self, slot: Slot, word: &str, language: Language) -> WordId {
        if (self.words.len() + 1) * 4 > self.slots.len() * 3 {
            self.grow();
        }
        let start = self.arena.len();
        let length = push(&mut self.arena, word);
        let mut lengths = [0; 4];
        let mut lengths_left = lengths.iter_mut();
        terms_of(&forms(word), language, |term| {
            if let Some(length) = lengths_left.next() {
                *length = push(&mut self.arena, term);
            }
        });
        let [stem, folded_stem, surface, cased] = lengths;
        self.words.push(WordEntry {
            start,
            word: length,
            stem,
            folded_stem,
            surface,
            cased,
        });
        // A segment is written long before it holds 2^32 words.
        let index = u32::try_from(self.words.len()).unwrap_or(u32::MAX);
        self.link(Slot { index, ..slot });
        WordId(index - 1)
    }

    fn grow(&mut self) {
        let room = (self.slots.len() * 2).max(Self::FIRST_SLOTS);
        let slots = std::mem::replace(&mut self.slots, vec![Slot::default(); room]);
        for slot in slots.into_iter().filter(|slot| slot.index != 0) {
            self.link(slot);
        }
    }

    fn link(&mut self, slot: Slot) {
        let mask = self.slots.len() - 1;
        let mut at = slot.hash() & mask;
        while self.slots[at].index != 0 {
            at = (at + 1) & mask;
        }
        self.slots[at] = slot;
    }
}

/// Bytes of a word that count here. Words are cut far below that; whatever cuts them, this table stays whole.
const LONGEST_WORD_BYTES: usize = 16 << 10;

/// A word, or its beginning where it is too long.
fn cut(text: &str, span: ByteSpan) -> ByteSpan {
    if span.len() <= LONGEST_WORD_BYTES {
        return span;
    }
    let end = text.floor_char_boundary(span.start + LONGEST_WORD_BYTES);
    ByteSpan::new(span.start, end)
}

/// Appends a word or a term, and gives its length as it was appended: what does not fit into the length is left out.
fn push(arena: &mut String, text: &str) -> u16 {
    let bytes = text.floor_char_boundary(usize::from(u16::MAX));
    arena.push_str(&text[..bytes]);
    length_of(&text[..bytes])
}

fn length_of(text: &str) -> u16 {
    u16::try_from(text.len()).unwrap_or(u16::MAX)
}

#[cfg(test)]
mod tests {
    use std::collections::HashMap;

    use proptest::prelude::*;

    use super::*;

    fn add(lexicon: &mut Lexicon, word: &str, language: Language) -> WordId {
        lexicon.add(word, ByteSpan::new(0, word.len()), language)
    }

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
            "sixteen-lettered",
            "antidisestablishmentarianism",
            "antidisestablishmentarianist",
        ];
        let mut lexicon = Lexicon::default();
        for code in ["en", "fr", "ja", "en"] {
            let language = Language::from_code(code).unwrap();
            for word in words {
                let id = add(&mut lexicon, word, language);
                let mut fresh = Lexicon::default();
                let first = add(&mut fresh, word, language);
                assert_eq!(lexicon.terms(id), fresh.terms(first), "{word} in {code}");
                assert_eq!(add(&mut lexicon, word, language), id);
            }
        }
        assert_eq!(lexicon.len(), 3 * words.len());
    }

    #[test]
    fn a_word_of_any_length_leaves_the_others_as_they_are() {
        let dots = "a.".repeat(40_000);
        let marks = format!("a{}", "\u{301}".repeat(40_000));
        let letters = "é".repeat(70_000);
        let grows = "\u{fdfa}".repeat(20_000);
        for long in [dots, marks, letters, grows] {
            let mut lexicon = Lexicon::default();
            let before = add(&mut lexicon, "before", Language::UNKNOWN);
            let id = add(&mut lexicon, &long, Language::UNKNOWN);
            let after = add(&mut lexicon, "After", Language::UNKNOWN);
            assert_eq!(lexicon.terms(before).surface, "\u{2}before");
            assert_eq!(lexicon.terms(after).surface, "\u{2}after");
            assert_eq!(lexicon.terms(after).cased, Some("\u{3}after\u{1}T"));
            let Terms { stem, surface, .. } = lexicon.terms(id);
            assert!(stem.starts_with('\u{1}') && surface.starts_with('\u{2}'));
            assert_eq!(add(&mut lexicon, &long, Language::UNKNOWN), id);
            let mut ids = Vec::new();
            let spans = [ByteSpan::new(0, long.len())];
            lexicon.add_all(&long, &spans, Language::UNKNOWN, &mut ids);
            assert_eq!(ids, [id]);
        }
    }

    #[test]
    fn it_grows() {
        let mut lexicon = Lexicon::default();
        for number in 0..5_000 {
            let word = format!("word{number}");
            let id = add(&mut lexicon, &word, Language::UNKNOWN);
            assert_eq!(id, WordId(number));
            assert_eq!(lexicon.terms(id).surface, format!("\u{2}{word}"));
        }
    }

    proptest! {
        #[test]
        fn words_are_told_apart_wherever_they_stand(
            words in proptest::collection::vec("[ab\0]{0,3}|[ab]{14,18}|é{0,9}", 1..80),
        ) {
            let text = words.concat();
            let mut lexicon = Lexicon::default();
            let mut ids: HashMap<&str, WordId> = HashMap::new();
            let (mut spans, mut together) = (Vec::new(), Vec::new());
            let mut start = 0;
            for word in &words {
                let span = ByteSpan::new(start, start + word.len());
                let id = lexicon.add(&text, span, Language::UNKNOWN);
                prop_assert_eq!(*ids.entry(word).or_insert(id), id);
                spans.push(span);
                start = span.end;
            }
            prop_assert_eq!(lexicon.len(), ids.len());
            let mut one_by_one = Vec::new();
            for lexicon in [&mut lexicon, &mut Lexicon::default()] {
                one_by_one.clear();
                lexicon.add_all(&text, &spans, Language::UNKNOWN, &mut together);
                one_by_one.extend(spans.iter().map(|span| lexicon.add(&text, *span, Language::UNKNOWN)));
                prop_assert_eq!(&together, &one_by_one);
                prop_assert_eq!(lexicon.len(), ids.len());
            }
        }
    }
}
