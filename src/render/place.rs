//! A place in a text, counted in bytes and in characters, as programs are told it.

use crate::span::ByteSpan;

/// Half-open: `end` is one past the last.
#[derive(serde::Serialize, Clone, Copy)]
struct Bounds {
    start: usize,
    end: usize,
}

/// A place in a text, counted in both units.
#[derive(serde::Serialize, Clone, Copy)]
pub(super) struct Place {
    bytes: Bounds,
    characters: Bounds,
}

impl Place {
    /// The place of a sound span in its text.
    pub(super) fn of(span: ByteSpan, text: &str) -> Self {
        let before = text.get(..span.start).unwrap_or("").chars().count();
        let length = span.of(text).chars().count();
        Self {
            bytes: Bounds {
                start: span.start,
                end: span.end,
            },
            characters: Bounds {
                start: before,
                end: before + length,
            },
        }
    }

    /// The same place, counted from the start of a text in which its own text begins at `origin`.
    pub(super) fn inside(self, origin: Self) -> Self {
        let moved = |bounds: Bounds, by: usize| Bounds {
            start: bounds.start + by,
            end: bounds.end + by,
        };
        Self {
            bytes: moved(self.bytes, origin.bytes.start),
            characters: moved(self.characters, origin.characters.start),
        }
    }

    /// First character and one past the last.
    pub(super) fn characters(self) -> (usize, usize) {
        (self.characters.start, self.characters.end)
    }
}

/// A part of a text, and its place in it.
#[derive(serde::Serialize)]
pub(super) struct PlacedText<'a> {
    text: &'a str,
    #[serde(flatten)]
    place: Place,
}

impl<'a> PlacedText<'a> {
    /// What a sound span of a text covers.
    pub(super) fn of(span: ByteSpan, text: &'a str) -> Self {
        Self {
            text: span.of(text),
            place: Place::of(span, text),
        }
    }
}

/// The places of sound spans in their text, in one walk.
pub(super) fn places(spans: &[ByteSpan], text: &str) -> Vec<Place> {
    let (mut byte, mut character) = (0, 0);
    spans
        .iter()
        .map(|&span| {
            let rest = ByteSpan::new(byte, text.len()).of(text);
            let place = Place::of(span.relative_to(byte), rest).inside(Place {
                bytes: Bounds {
                    start: byte,
                    end: byte,
                },
                characters: Bounds {
                    start: character,
                    end: character,
                },
            });
            (byte, character) = (place.bytes.end, place.characters.end);
            place
        })
        .collect()
}
