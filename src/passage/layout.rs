//! The sentences and paragraphs of an article by their positions, without its text.

use crate::analysis::{Analysis, Paragraph, Sentence};
use crate::passage::positions::Positions;
use crate::span::{ByteSpan, Position};

/// The body as it is cut, from the marks among the positions: what analysis of its text gives, but for the places in the text, which
/// are all empty, and the words.
pub fn layout(positions: &Positions) -> Analysis {
    let body_words = positions.body_words;
    let in_body = |starts: &'_ [Position]| starts.partition_point(|&start| start < body_words);
    let sentences = positions.sentence_starts();
    let sentences = &sentences[..in_body(sentences)];
    let paragraphs = positions.paragraph_starts();
    let paragraphs = &paragraphs[..in_body(paragraphs)];
    let last = |starts: &[Position], at: usize| {
        let next = starts.get(at + 1).copied().unwrap_or(body_words);
        next.saturating_sub(1)
    };
    let (headings, span) = (positions.heading_starts(), ByteSpan::default());
    Analysis {
        words: Vec::new(),
        title_words: Vec::new(),
        sentences: (0..)
            .zip(sentences)
            .map(|(at, &first)| {
                let paragraph = paragraphs.partition_point(|&start| start <= first);
                Sentence {
                    span,
                    first,
                    last: last(sentences, at),
                    paragraph: u32::try_from(paragraph.saturating_sub(1)).unwrap_or(u32::MAX),
                }
            })
            .collect(),
        paragraphs: (0..)
            .zip(paragraphs)
            .map(|(at, &first)| Paragraph {
                span,
                heading: headings.binary_search(&first).is_ok(),
                first,
                last: last(paragraphs, at),
            })
            .collect(),
        body_words,
    }
}
