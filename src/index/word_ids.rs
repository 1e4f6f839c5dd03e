//! The words of a segment's texts, one after the other, in little more than two bytes each.

use crate::analysis::WordId;

/// A sequence of words.
///
/// A lexicon numbers its words as they come, so the words of most places have small numbers. These take one unit of two
/// bytes; a larger number takes two, the upper part first.
#[derive(Default)]
pub(super) struct WordIds {
    units: Vec<u16>,
    len: usize,
}

/// An upper part has these bits, which no unit of a small number has: numbers reach 2²⁸, of which a segment stays far away.
const UPPER: u16 = 0xF000;

impl WordIds {
    /// With room for as many bytes, of which only what is written to counts: growing would copy them, and keep two of them
    /// for a while.
    pub(super) fn with_room(bytes: usize) -> Self {
        Self {
            units: Vec::with_capacity(bytes / size_of::<u16>()),
            len: 0,
        }
    }

    pub(super) fn push(&mut self, WordId(id): WordId) {
        let [first, second, third, fourth] = id.to_be_bytes();
        let (upper, lower) = (
            u16::from_be_bytes([first, second]),
            u16::from_be_bytes([third, fourth]),
        );
        if upper > 0 || lower >= UPPER {
            self.units.push(UPPER | upper);
        }
        self.units.push(lower);
        self.len += 1;
    }

    /// Number of words.
    pub(super) fn len(&self) -> usize {
        self.len
    }

    /// Bytes that they take.
    pub(super) fn size_bytes(&self) -> usize {
        self.units.len() * size_of::<u16>()
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = WordId> {
        let mut units = self.units.iter().copied();
        std::iter::from_fn(move || {
            let unit = units.next()?;
            let id = if unit < UPPER {
                u32::from(unit)
            } else {
                u32::from(unit - UPPER) << 16 | u32::from(units.next()?)
            };
            Some(WordId(id))
        })
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn numbers_of_every_size_come_back() {
        let edges = [0, 1, 0xEFFF, 0xF000, 0xFFFF, 0x1_0000, 0x1_F000, 0xFFF_FFFF];
        let mut words = WordIds::with_room(3);
        for id in edges {
            words.push(WordId(id));
        }
        assert!(words.iter().map(|word| word.0).eq(edges));
        assert_eq!((words.len(), words.size_bytes()), (8, 2 * 13));
    }

    proptest! {
        #[test]
        fn what_was_pushed_comes_back(ids in proptest::collection::vec(0_u32..1 << 28, 0..50)) {
            let mut words = WordIds::default();
            for &id in &ids {
                words.push(WordId(id));
            }
            prop_assert_eq!(words.len(), ids.len());
            prop_assert!(words.iter().map(|word| word.0).eq(ids));
        }
    }
}
