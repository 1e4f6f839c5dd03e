//! The words, sentences and paragraphs of an article: where they are in its text, and which positions they cover.

use super::sentences::Beginning;
use crate::span::{ByteSpan, Position};

/// The words and units of an article: spans, and the positions that they cover.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Analysis {
    /// Spans of the body's words; the index is the position.
    pub words: Vec<ByteSpan>,
    /// Spans of the title's words; the first has position `body_words + 1`.
    pub title_words: Vec<ByteSpan>,
    /// The body's sentences, in order; together they cover all words.
    pub sentences: Vec<Sentence>,
    /// The body's paragraphs, in order, without those that hold no word.
    pub paragraphs: Vec<Paragraph>,
    /// Number of words in the body.
    pub body_words: u32,
}

/// A sentence of the body. It holds at least one word.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sentence {
    /// In the body, trimmed; final stop and closing quotes included.
    pub span: ByteSpan,
    /// Position of its first word.
    pub first: Position,
    /// Position of its last word.
    pub last: Position,
    /// Index of its paragraph in [`Analysis::paragraphs`].
    pub paragraph: u32,
}

/// A paragraph of the body. It holds at least one word.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Paragraph {
    /// In the body, trimmed.
    pub span: ByteSpan,
    /// Whether it is a heading.
    pub heading: bool,
    /// Position of its first word.
    pub first: Position,
    /// Position of its last word.
    pub last: Position,
}

impl Analysis {
    /// The last sentence ends at byte `end`, before the word at `position`.
    pub(super) fn end_sentence(&mut self, end: usize, position: Position) {
        let (Some(sentence), Some(paragraph)) =
            (self.sentences.last_mut(), self.paragraphs.last_mut())
        else {
            return;
        };
        sentence.span.end = end;
        sentence.last = position - 1;
        paragraph.span.end = end;
        paragraph.last = position - 1;
    }

    pub(super) fn begin_sentence(&mut self, beginning: Beginning, position: Position) {
        let span = ByteSpan::new(beginning.start, beginning.start);
        if beginning.paragraph {
            self.paragraphs.push(Paragraph {
                span,
                heading: beginning.heading,
                first: position,
                last: position,
            });
        }
        let paragraph = u32::try_from(self.paragraphs.len().saturating_sub(1)).unwrap_or(u32::MAX);
        self.sentences.push(Sentence {
            span,
            first: position,
            last: position,
            paragraph,
        });
    }
}
