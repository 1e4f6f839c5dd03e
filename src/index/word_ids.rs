//! The words of a segment's texts, one after the other, in little more than two bytes each.

use crate::analysis::WordId;

/// A sequence of words.
///
/// A lexicon numbers its words as they come, so the words of most places have small numbers. These take one unit of two
/// bytes; a larger number takes two, the upper part first.
#[derive(Default)]
pub(super) struct WordIds {
    /// Of at most [`CHUNK`] units: one list would be copied again and again while it grows.
    chunks: Vec<Vec<u16>>,
    len: usize,
}

/// A megabyte.
const CHUNK: usize = 1 << 19;
/// An upper part has these bits, which no unit of a small number has: numbers reach 2²⁸, of which a segment stays far away.
const UPPER: u16 = 0xF000;

impl WordIds {
    pub(super) fn push(&mut self, WordId(id): WordId) {
        let [first, second, third, fourth] = id.to_be_bytes();
        let upper = u16::from_be_bytes([first, second]);
        let lower = u16::from_be_bytes([third, fourth]);
        let units = match self.chunks.last_mut() {
            // No word is split.
            Some(last) if last.len() + 2 <= CHUNK => last,
            _ => self.chunks.push_mut(Vec::with_capacity(CHUNK)),
        };
        if upper > 0 || lower >= UPPER {
            units.push(UPPER | upper);
        }
        units.push(lower);
        self.len += 1;
    }

    /// Number of words.
    pub(super) fn len(&self) -> usize {
        self.len
    }

    /// Bytes that they take.
    pub(super) fn size_bytes(&self) -> usize {
        self.chunks.len() * CHUNK * size_of::<u16>()
    }

    /// Calls `take` with each word in order.
    pub(super) fn each(&self, mut take: impl FnMut(WordId)) {
        for chunk in &self.chunks {
            let mut units = chunk.iter().copied();
            while let Some(unit) = units.next() {
                let id = if unit < UPPER {
                    u32::from(unit)
                } else {
                    u32::from(unit - UPPER) << 16 | u32::from(units.next().unwrap_or_default())
                };
                take(WordId(id));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn came_back(ids: &[u32]) -> (Vec<u32>, usize) {
        let mut words = WordIds::default();
        for &id in ids {
            words.push(WordId(id));
        }
        let mut back = Vec::new();
        words.each(|word| back.push(word.0));
        (back, words.len())
    }

    #[test]
    fn numbers_of_every_size_come_back() {
        let edges = [0, 1, 0xEFFF, 0xF000, 0xFFFF, 0x1_0000, 0x1_F000, 0xFFF_FFFF];
        // Small and large ones fall to both sides of where a chunk ends.
        let ids: Vec<u32> = edges.into_iter().cycle().take(CHUNK + 5).collect();
        assert_eq!(came_back(&ids), (ids.clone(), ids.len()));
    }

    proptest! {
        #[test]
        fn what_was_pushed_comes_back(ids in proptest::collection::vec(0_u32..1 << 28, 0..50)) {
            prop_assert_eq!(came_back(&ids), (ids.clone(), ids.len()));
        }
    }
}
