//! Where the words of a text stand on its scan.

use serde::{Deserialize, Serialize};

/// The box of a word, or of a part of one, on the image of its page: in pixels, or in whatever unit the source measures.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct WordBox {
    /// The byte of the body where the word starts; a word that was broken at the end of a line has two boxes.
    pub start: usize,
    /// Distance of the box from the left edge.
    pub x: u32,
    /// Distance of the box from the upper edge.
    pub y: u32,
    /// Width of the box.
    pub w: u32,
    /// Height of the box.
    pub h: u32,
}

/// The boxes of a body's words, in the order of the text.
///
/// One string, since a page has thousands: five numbers a word, each by how much it differs from the last one of its kind, as
/// "variable-length quantity" in the digits of base 64, like the mappings of a source map. A word takes about ten bytes.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct WordBoxes(String);

const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/// Bits of a digit that count; the sixth says that more follow.
const BITS: u32 = 5;
const MORE: u8 = 1 << BITS;

impl WordBox {
    fn numbers(self) -> [i64; 5] {
        let start = i64::try_from(self.start).unwrap_or(i64::MAX);
        [
            start,
            i64::from(self.x),
            i64::from(self.y),
            i64::from(self.w),
            i64::from(self.h),
        ]
    }

    fn of(numbers: [i64; 5]) -> Option<Self> {
        let [start, x, y, w, h] = numbers;
        Some(Self {
            start: usize::try_from(start).ok()?,
            x: u32::try_from(x).ok()?,
            y: u32::try_from(y).ok()?,
            w: u32::try_from(w).ok()?,
            h: u32::try_from(h).ok()?,
        })
    }

    /// Whether another box stands on the same line, behind this one.
    fn is_before(self, other: Self) -> bool {
        let top = self.y.max(other.y);
        let bottom = self.bottom().min(other.bottom());
        let shared = bottom.saturating_sub(top);
        other.x >= self.x && shared.saturating_mul(2) >= self.h.min(other.h)
    }

    fn bottom(self) -> u32 {
        self.y.saturating_add(self.h)
    }

    fn right(self) -> u32 {
        self.x.saturating_add(self.w)
    }

    fn cover(self, other: Self) -> Self {
        let (x, y) = (self.x.min(other.x), self.y.min(other.y));
        Self {
            start: self.start,
            x,
            y,
            w: self.right().max(other.right()) - x,
            h: self.bottom().max(other.bottom()) - y,
        }
    }

    /// As the region of an image is written in an address of IIIF: `x,y,w,h`.
    pub fn xywh(&self) -> String {
        format!("{},{},{},{}", self.x, self.y, self.w, self.h)
    }
}

impl WordBoxes {
    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The boxes, in the order of the text; what is malformed from some place on ends there.
    pub fn iter(&self) -> impl Iterator<Item = WordBox> + '_ {
        let mut digits = self.0.bytes();
        let mut last = [0_i64; 5];
        std::iter::from_fn(move || {
            for number in &mut last {
                *number = number.checked_add(read(&mut digits)?)?;
            }
            WordBox::of(last)
        })
    }

    /// The boxes of these, joined where they stand side by side on a line.
    pub(super) fn lines(boxes: impl Iterator<Item = WordBox>) -> Vec<WordBox> {
        let mut lines: Vec<WordBox> = Vec::new();
        for word in boxes {
            match lines.last_mut() {
                Some(line) if line.is_before(word) => *line = line.cover(word),
                _ => lines.push(word),
            }
        }
        lines
    }
}

impl FromIterator<WordBox> for WordBoxes {
    fn from_iter<I: IntoIterator<Item = WordBox>>(boxes: I) -> Self {
        let mut text = String::new();
        let mut last = [0_i64; 5];
        for word in boxes {
            let numbers = word.numbers();
            for (number, before) in numbers.iter().zip(last) {
                write(&mut text, number - before);
            }
            last = numbers;
        }
        Self(text)
    }
}

/// Appends a number: its sign is the lowest bit, and the lowest digit comes first.
fn write(text: &mut String, number: i64) {
    let mut rest = number.unsigned_abs() << 1 | u64::from(number < 0);
    loop {
        let mut digit = usize::try_from(rest & u64::from(MORE - 1)).unwrap_or_default();
        rest >>= BITS;
        if rest > 0 {
            digit |= usize::from(MORE);
        }
        text.push(char::from(DIGITS[digit]));
        if rest == 0 {
            return;
        }
    }
}

/// What a digit stands for: its place among [`DIGITS`].
fn value(digit: u8) -> Option<u8> {
    Some(match digit {
        b'A'..=b'Z' => digit - b'A',
        b'a'..=b'z' => digit - b'a' + 26,
        b'0'..=b'9' => digit - b'0' + 52,
        b'+' => 62,
        b'/' => 63,
        _ => return None,
    })
}

fn read(digits: &mut impl Iterator<Item = u8>) -> Option<i64> {
    let (mut number, mut shift) = (0_u64, 0);
    loop {
        let digit = digits.next()?;
        let value = value(digit)?;
        if shift >= u64::BITS - BITS {
            return None;
        }
        number |= u64::from(value & (MORE - 1)) << shift;
        shift += BITS;
        if value & MORE == 0 {
            let absolute = i64::try_from(number >> 1).ok()?;
            return Some(if number & 1 == 1 { -absolute } else { absolute });
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn at(start: usize, [x, y, w, h]: [u32; 4]) -> WordBox {
        WordBox { start, x, y, w, h }
    }

    #[test]
    fn words_of_a_line_are_one_region() {
        let boxes = [
            at(0, [10, 100, 40, 20]),
            at(5, [60, 98, 30, 24]),
            // Broken at the end of the line.
            at(9, [95, 102, 20, 16]),
            at(9, [10, 130, 25, 20]),
        ];
        let lines = WordBoxes::lines(boxes.into_iter());
        let lines: Vec<String> = lines.iter().map(WordBox::xywh).collect();
        assert_eq!(lines, ["10,98,105,24", "10,130,25,20"]);
    }

    #[test]
    fn what_is_malformed_ends() {
        for text in ["AAAA", "AAAAé", "gggggggggggggggggggggA", "DAAAA"] {
            assert_eq!(WordBoxes(text.to_owned()).iter().count(), 0, "{text}");
        }
    }

    proptest! {
        #[test]
        fn boxes_are_read_back(numbers in prop::collection::vec(any::<(u32, [u32; 4])>(), 0..20)) {
            let boxes: Vec<WordBox> = numbers.into_iter().map(|(start, numbers)| at(start as usize, numbers)).collect();
            let written: WordBoxes = boxes.iter().copied().collect();
            prop_assert_eq!(written.iter().collect::<Vec<_>>(), boxes);
        }
    }
}
