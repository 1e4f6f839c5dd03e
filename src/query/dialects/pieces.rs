//! A query's text cut into words, quoted texts and parentheses.

use crate::query::characters::{Character, characters};
use crate::span::ByteSpan;

/// A part of a text; indices count characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Piece {
    pub(super) kind: PieceKind,
    pub(super) start: usize,
    pub(super) end: usize,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum PieceKind {
    Open,
    Close,
    /// What stands between the marks is what the piece covers.
    Quoted,
    /// Between `{` and `}`: these words in any of their forms.
    Braced,
    Word,
}

/// A text and its pieces.
pub(super) struct Pieces<'a> {
    pub(super) text: &'a str,
    pub(super) characters: Vec<Character>,
    pub(super) all: Vec<Piece>,
}

impl<'a> Pieces<'a> {
    /// Cuts a text; `brackets` are parentheses too where the service reads them so.
    pub(super) fn of(text: &'a str, brackets: bool) -> Self {
        let mut cut = Self {
            text,
            characters: characters(text),
            all: Vec::new(),
        };
        let mut at = 0;
        while let Some(character) = cut.characters.get(at).copied() {
            let opens = character.value == '(' || (brackets && character.value == '[');
            let closes = character.value == ')' || (brackets && character.value == ']');
            if character.is_space() {
                at += 1;
            } else if opens || closes {
                let kind = if opens {
                    PieceKind::Open
                } else {
                    PieceKind::Close
                };
                cut.push(kind, at, at + 1);
                at += 1;
            } else if character.quote().is_some() {
                at = cut.quoted(at);
            } else if character.value == '{' {
                at = cut.braced(at);
            } else {
                let end = cut.word_end(at, brackets);
                cut.push(PieceKind::Word, at, end);
                at = end;
            }
        }
        cut
    }

    fn push(&mut self, kind: PieceKind, start: usize, end: usize) {
        self.all.push(Piece { kind, start, end });
    }

    /// The text between the mark at `at` and the next, or up to the end; where it goes on behind.
    fn quoted(&mut self, at: usize) -> usize {
        let close = self.find(at + 1, |c| c.quote().is_some());
        let end = close.unwrap_or(self.characters.len());
        let is_braced = self.characters.get(at + 1).is_some_and(|c| c.value == '{');
        if is_braced {
            let inner_end = self.find(at + 2, |c| c.value == '}').unwrap_or(end);
            self.push(PieceKind::Braced, at + 2, inner_end.min(end));
        } else {
            self.push(PieceKind::Quoted, at + 1, end);
        }
        end + 1
    }

    fn braced(&mut self, at: usize) -> usize {
        let end = self.find(at + 1, |c| c.value == '}');
        let end = end.unwrap_or(self.characters.len());
        self.push(PieceKind::Braced, at + 1, end);
        end + 1
    }

    fn find(&self, from: usize, is: impl Fn(&Character) -> bool) -> Option<usize> {
        let rest = self.characters.get(from..)?;
        rest.iter().position(is).map(|distance| from + distance)
    }

    fn word_end(&self, from: usize, brackets: bool) -> usize {
        let ends = |c: &Character| {
            c.is_space()
                || c.quote().is_some()
                || matches!(c.value, '(' | ')')
                || (brackets && matches!(c.value, '[' | ']'))
        };
        self.find(from, ends).unwrap_or(self.characters.len())
    }

    /// The characters from `start` up to `end`.
    pub(super) fn slice(&self, start: usize, end: usize) -> &[Character] {
        self.characters.get(start..end).unwrap_or(&[])
    }

    /// Their text, made plain.
    pub(super) fn plain(&self, start: usize, end: usize) -> String {
        self.slice(start, end).iter().map(|c| c.value).collect()
    }

    /// Their bytes.
    pub(super) fn span(&self, start: usize, end: usize) -> ByteSpan {
        match self.slice(start, end) {
            [first, .., last] => first.span.cover(last.span),
            [only] => only.span,
            [] => {
                let place = self.characters.get(start);
                let place = place.map_or(self.text.len(), |c| c.span.start);
                ByteSpan::new(place, place)
            }
        }
    }

    /// The words from `start` up to `end`, each with its place.
    pub(super) fn words(&self, start: usize, end: usize) -> Vec<(usize, usize)> {
        let mut words = Vec::new();
        let mut at = start;
        while at < end {
            let space = self.find(at, |c| c.is_space()).unwrap_or(end).min(end);
            if space > at {
                words.push((at, space));
            }
            at = space + 1;
        }
        words
    }
}
