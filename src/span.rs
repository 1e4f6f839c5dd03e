//! Places in a text: bytes for cutting, positions for counting words.
//!
//! This is the only module that cuts text by offset. Everything else hands a [`ByteSpan`] and the
//! text it belongs to.

use serde::{Deserialize, Serialize};

/// A half-open range of bytes of one named text, on character boundaries.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize,
)]
pub struct ByteSpan {
    /// First byte.
    pub start: usize,
    /// One past the last byte.
    pub end: usize,
}

impl ByteSpan {
    /// A span from `start` to `end`, in bytes. `end` is never before `start`.
    pub fn new(start: usize, end: usize) -> Self {
        debug_assert!(start <= end, "a span ends before it starts: {start}..{end}");
        Self { start, end }
    }

    /// The text this span covers; empty when it does not lie in `text` on character boundaries.
    pub fn of(self, text: &str) -> &str {
        text.get(self.start..self.end).unwrap_or("")
    }

    /// Length in bytes.
    pub fn len(self) -> usize {
        self.end - self.start
    }

    /// Whether it covers nothing.
    pub fn is_empty(self) -> bool {
        self.start == self.end
    }

    /// Whether `other` lies wholly inside this span.
    pub fn contains(self, other: Self) -> bool {
        self.start <= other.start && other.end <= self.end
    }

    /// The smallest span that covers both.
    #[must_use]
    pub fn cover(self, other: Self) -> Self {
        Self::new(self.start.min(other.start), self.end.max(other.end))
    }

    /// The same bytes counted from `origin`, which must not lie behind the start.
    #[must_use]
    pub fn relative_to(self, origin: usize) -> Self {
        Self::new(self.start - origin, self.end - origin)
    }

    /// The same bytes counted from `origin` bytes further left.
    #[must_use]
    pub fn shifted(self, origin: usize) -> Self {
        Self::new(self.start + origin, self.end + origin)
    }
}

/// Ordinal of a word in an article, counted from 0 at the first word of the body.
///
/// The title's words follow the body's, after a gap of one (see [`crate::analysis`]).
pub type Position = u32;

/// Consecutive positions, both ends included.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Interval {
    /// Position of the first word.
    pub first: Position,
    /// Position of the last word, not before `first`.
    pub last: Position,
}

impl Interval {
    /// From `first` to `last`, both included.
    pub fn new(first: Position, last: Position) -> Self {
        debug_assert!(
            first <= last,
            "an interval ends before it starts: {first}..={last}"
        );
        Self { first, last }
    }

    /// The interval of one word.
    pub fn at(position: Position) -> Self {
        Self::new(position, position)
    }

    /// Number of positions it covers, at least 1.
    pub fn width(self) -> u32 {
        self.last - self.first + 1
    }

    /// Whether `other` lies wholly inside this interval.
    pub fn contains(self, other: Self) -> bool {
        self.first <= other.first && other.last <= self.last
    }

    /// The smallest interval that covers both.
    #[must_use]
    pub fn cover(self, other: Self) -> Self {
        Self::new(self.first.min(other.first), self.last.max(other.last))
    }
}
