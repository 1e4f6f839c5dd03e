//! Shingles: the runs of five words of a text, as hashes.
//!
//! An index keeps a sample of them, by *winnowing* (Schleimer, Wilkerson and Aiken 2003): of so many neighbouring shingles, the one with the
//! least hash. Two texts that share a passage of that many shingles share the one that was taken there, wherever the passage stands.

/// Words of a shingle.
const SHINGLE_WORDS: usize = 5;
/// A text of fewer words is known again as a whole only: a change would leave too few of its shingles.
const LEAST_WORDS: u32 = 30;
/// Bits of a hash.
const HASH_BITS: u32 = 28;

const FACTOR: u64 = 0x9e37_79b9_7f4a_7c15;
/// What a word is multiplied by when it leaves the shingle.
const LEAVING: u64 = FACTOR.wrapping_pow(5);

/// The hash of a word: FNV-1a, mixed. It stays on disk in what is made of it.
pub(crate) fn word_hash(word: &str) -> u32 {
    let fnv = word.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    });
    upper_half(fnv)
}

/// The shingles of one text, word by word; it is used for one after the other.
#[derive(Debug, Default, Clone)]
pub(crate) struct Shingles {
    /// The words of the last shingle.
    last: [u64; SHINGLE_WORDS],
    rolling: u64,
    body: u64,
    title: u64,
    body_words: u32,
    hashes: Vec<u32>,
}

impl Shingles {
    /// Begins a text.
    pub(crate) fn begin(&mut self) {
        let mut hashes = std::mem::take(&mut self.hashes);
        hashes.clear();
        *self = Self {
            hashes,
            ..Self::default()
        };
    }

    /// Takes the next word of the body, by its hash.
    pub(crate) fn push(&mut self, word: u32) {
        let word = u64::from(word) + 1;
        let at = self.body_words as usize;
        let leaving = std::mem::replace(&mut self.last[at % SHINGLE_WORDS], word);
        self.rolling = next(self.rolling, word).wrapping_sub(leaving.wrapping_mul(LEAVING));
        self.body = next(self.body, word);
        self.body_words += 1;
        if at + 1 >= SHINGLE_WORDS {
            self.hashes.push(short(self.rolling));
        }
    }

    /// Takes the next word of the title, by its hash.
    pub(crate) fn push_title(&mut self, word: u32) {
        self.title = next(self.title, u64::from(word) + 1);
    }

    /// Whether it is too short for shingles.
    pub(crate) fn is_short(&self) -> bool {
        self.body_words < LEAST_WORDS
    }

    /// The hash of each shingle, in the order of the text.
    pub(crate) fn hashes(&self) -> &[u32] {
        &self.hashes
    }

    /// The places in [`Shingles::hashes`] that are sampled, ascending; none of a short text.
    pub(crate) fn sampled(&self) -> Vec<usize> {
        if self.is_short() {
            return Vec::new();
        }
        least_of_windows(&self.hashes, window(self.body_words))
    }

    /// What an index keeps: the sampled hashes, ascending and each once. Of a short text, one hash of all of it, and of none nothing.
    pub(crate) fn sample(&self) -> Vec<u32> {
        if self.is_short() {
            let is_empty = self.body == 0 && self.title == 0;
            return if is_empty {
                Vec::new()
            } else {
                vec![short(next(next(self.body, self.title), 1))]
            };
        }
        let places = self.sampled();
        let mut sample: Vec<u32> = places.into_iter().map(|at| self.hashes[at]).collect();
        sample.sort_unstable();
        sample.dedup();
        sample
    }
}

/// Shingles of which one is sampled: fewer in shorter texts, which would else have none left. A sample with a larger window is part of one
/// with a smaller window, so texts of any length are compared.
fn window(words: u32) -> usize {
    match words {
        0..100 => 15,
        100..200 => 23,
        _ => 47,
    }
}

/// The places of the least value of each `window` neighbours, the last one of equal values; where there are fewer, of all.
fn least_of_windows(values: &[u32], window: usize) -> Vec<usize> {
    let mut places: Vec<usize> = Vec::with_capacity(2 * values.len() / window + 1);
    let mut least = 0;
    for (at, value) in values.iter().enumerate() {
        if at - least >= window {
            least = at + 1 - window;
            for later in least + 1..=at {
                if values[later] <= values[least] {
                    least = later;
                }
            }
        } else if *value <= values[least] {
            least = at;
        }
        let is_whole = at + 1 >= window.min(values.len());
        if is_whole && places.last() != Some(&least) {
            places.push(least);
        }
    }
    places
}

fn next(hash: u64, value: u64) -> u64 {
    hash.wrapping_mul(FACTOR).wrapping_add(value)
}

/// All bits of a hash in the few that are kept.
fn short(hash: u64) -> u32 {
    upper_half(hash) >> (u32::BITS - HASH_BITS)
}

fn upper_half(hash: u64) -> u32 {
    let mixed = (hash ^ hash >> 32).wrapping_mul(0xd6e8_feb8_6659_fd93);
    (mixed >> 32) as u32
}

#[cfg(test)]
pub(super) mod tests {
    use std::collections::BTreeSet;

    use proptest::prelude::*;

    use super::*;

    /// The shingles of a body and a title.
    pub(in crate::copies) fn of(body: &str, title: &str) -> Shingles {
        let mut shingles = Shingles::default();
        shingles.begin();
        body.split_whitespace()
            .for_each(|word| shingles.push(word_hash(word)));
        title
            .split_whitespace()
            .for_each(|word| shingles.push_title(word_hash(word)));
        shingles
    }

    fn numbered(words: &[u16]) -> String {
        let words: Vec<String> = words.iter().map(|word| format!("w{word}")).collect();
        words.join(" ")
    }

    #[test]
    fn hashes_are_the_same_on_every_machine() {
        assert_eq!(word_hash("peace"), 0xd72d_af07);
    }

    #[test]
    fn a_short_text_is_known_as_a_whole() {
        let sample = |body: &str, title: &str| of(body, title).sample();
        assert_eq!(sample("blah blah", "Grain").len(), 1);
        assert_eq!(sample("blah blah", "Grain"), sample("blah blah", "Grain"));
        assert_ne!(sample("blah blah", "Grain"), sample("blah blah", "Oil"));
        assert_ne!(sample("a b", "c"), sample("a", "b c"));
        assert_eq!(sample("", "").len(), 0);
        let long = "one two three four five six seven eight nine ten ".repeat(3);
        assert_eq!(sample(&long, "Grain"), sample(&long, "Oil"));
    }

    proptest! {
        #[test]
        fn shingles_are_the_runs_of_five_words(words in prop::collection::vec(0..4_u16, 0..60)) {
            let text = numbered(&words);
            let shingles = of(&text, "");
            let runs: Vec<&[u16]> = words.windows(SHINGLE_WORDS).collect();
            prop_assert_eq!(shingles.hashes().len(), runs.len());
            for (a, hash) in runs.iter().zip(shingles.hashes()) {
                for (b, other) in runs.iter().zip(shingles.hashes()) {
                    prop_assert_eq!(a == b, hash == other);
                }
            }
        }

        #[test]
        fn each_window_has_its_least_value(values in prop::collection::vec(0..40_u32, 0..80), window in 1..20_usize) {
            let places = least_of_windows(&values, window);
            let mut expected = BTreeSet::new();
            for start in 0..values.len() {
                let end = start + window.min(values.len());
                if end <= values.len() {
                    let least = values[start..end].iter().min();
                    expected.extend((start..end).rfind(|at| Some(&values[*at]) == least));
                }
            }
            prop_assert_eq!(places, expected.into_iter().collect::<Vec<_>>());
        }

        #[test]
        fn texts_that_share_a_long_passage_share_a_sampled_shingle(
            before in prop::collection::vec(0..500_u16, 0..300),
            passage in prop::collection::vec(500..900_u16, 51..90),
            after in prop::collection::vec(0..500_u16, 0..300),
        ) {
            let longer = of(&numbered(&[&before[..], &passage, &after].concat()), "");
            let shorter = of(&numbered(&passage), "");
            let sample = longer.sample();
            prop_assert!(shorter.sample().iter().any(|hash| sample.contains(hash)));
        }
    }
}
