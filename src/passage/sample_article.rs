//! Small articles for tests: text to positions, analysis and sources, without the analyzer.

use crate::analysis::{Analysis, Paragraph, Sentence};
use crate::passage::positions::{Positions, TermId, Vocabulary};
use crate::passage::source::Source;
use crate::span::{ByteSpan, Position};

/// An article whose words are what stands between spaces, whose sentences end with a full stop, whose paragraphs are separated by
/// an empty line, and whose headings begin with `#`. What follows ` | ` is the title.
pub(super) struct SampleArticle {
    pub(super) body: String,
    pub(super) title: String,
    pub(super) positions: Positions,
    pub(super) analysis: Analysis,
    vocabulary: Vocabulary,
}

impl SampleArticle {
    pub(super) fn new(text: &str) -> Self {
        let (body, title) = text.split_once(" | ").unwrap_or((text, ""));
        let mut sample = Self {
            body: body.to_owned(),
            title: title.to_owned(),
            positions: Positions::empty(0),
            analysis: Analysis::default(),
            vocabulary: Vocabulary::default(),
        };
        let mut start = 0;
        for paragraph in body.split("\n\n") {
            sample.paragraph(start, paragraph);
            start += paragraph.len() + 2;
        }
        let body_words = sample.position();
        sample.positions.body_words = body_words;
        sample.analysis.body_words = body_words;
        let title_start = body_words + 1;
        if !title.is_empty() {
            sample.positions.push_sentence(title_start);
            sample.positions.push_paragraph(title_start);
        }
        for (at, word) in (title_start..).zip(title.split(' ').filter(|word| !word.is_empty())) {
            let start = word.as_ptr() as usize - title.as_ptr() as usize;
            sample
                .analysis
                .title_words
                .push(ByteSpan::new(start, start + word.len()));
            sample.push(word, at);
        }
        sample
    }

    fn position(&self) -> Position {
        u32::try_from(self.analysis.words.len()).expect("a short text")
    }

    fn push(&mut self, word: &str, at: Position) {
        let term = self.vocabulary.add(&word.to_lowercase());
        self.positions.push_term(term, at);
    }

    fn paragraph(&mut self, start: usize, text: &str) {
        let first = self.position();
        let mut from = start;
        for piece in text.split_inclusive('.') {
            let sentence = self.position();
            let mut at = from;
            let mut span: Option<ByteSpan> = None;
            for word in piece.split_inclusive(' ') {
                let bare = word.trim_matches([' ', '.', '#', ',']);
                if !bare.is_empty() {
                    let begin = at + word.find(bare).expect("a part of it");
                    let position = self.position();
                    self.analysis
                        .words
                        .push(ByteSpan::new(begin, begin + bare.len()));
                    self.push(bare, position);
                    let own = ByteSpan::new(at, at + word.trim_end().len());
                    span = Some(span.map_or(own, |span| span.cover(own)));
                }
                at += word.len();
            }
            if let Some(span) = span {
                self.positions.push_sentence(sentence);
                let paragraph = u32::try_from(self.analysis.paragraphs.len()).expect("few");
                let last = self.position() - 1;
                self.analysis.sentences.push(Sentence {
                    span,
                    first: sentence,
                    last,
                    paragraph,
                });
            }
            from += piece.len();
        }
        if self.position() > first {
            self.positions.push_paragraph(first);
            self.analysis.paragraphs.push(Paragraph {
                span: ByteSpan::new(start, start + text.len()),
                heading: text.starts_with('#'),
                first,
                last: self.position() - 1,
            });
        }
    }

    /// A word, or any of several separated by `/`.
    pub(super) fn term(&self, words: &str) -> Source {
        let id = |word| self.vocabulary.get(word).unwrap_or(TermId(u32::MAX));
        Source::Term(words.split('/').map(id).collect())
    }

    /// Words separated by spaces, as a phrase.
    pub(super) fn phrase(&self, words: &str, slop: u32) -> Source {
        Source::Phrase {
            sources: words.split(' ').map(|word| self.term(word)).collect(),
            slop,
        }
    }

    /// A word, or a phrase where there are several.
    pub(super) fn operand(&self, words: &str) -> Source {
        if words.contains(' ') {
            self.phrase(words, 0)
        } else {
            self.term(words)
        }
    }

    pub(super) fn near(&self, left: &str, right: &str, distance: u32, ordered: bool) -> Source {
        near(self.operand(left), self.operand(right), distance, ordered)
    }

    pub(super) fn same_sentence(&self, left: &str, right: &str) -> Source {
        let (left, right) = (self.operand(left).into(), self.operand(right).into());
        Source::SameSentence {
            left,
            right,
            ordered: false,
        }
    }

    pub(super) fn same_paragraph(&self, left: &str, right: &str) -> Source {
        let (left, right) = (self.operand(left).into(), self.operand(right).into());
        Source::SameParagraph {
            left,
            right,
            ordered: false,
        }
    }
}

pub(super) fn near(left: Source, right: Source, distance: u32, ordered: bool) -> Source {
    Source::Near {
        left: left.into(),
        right: right.into(),
        distance,
        ordered,
    }
}
