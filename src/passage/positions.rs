//! Where the terms of a query stand in one article.

use rustc_hash::FxHashMap;

use crate::analysis::{Analyzer, Text, Word};
use crate::span::{Interval, Position};

/// Index of a term in a [`Vocabulary`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TermId(pub u32);

/// The index terms that one query asks for: tagged strings, each with its id.
#[derive(Debug, Clone, Default)]
pub struct Vocabulary {
    terms: Vec<String>,
    ids: FxHashMap<String, TermId>,
}

impl Vocabulary {
    /// The id of a term, which is added when it is not there yet.
    pub fn add(&mut self, term: &str) -> TermId {
        if let Some(&id) = self.ids.get(term) {
            return id;
        }
        let id = TermId(u32::try_from(self.terms.len()).unwrap_or(u32::MAX));
        self.terms.push(term.to_owned());
        self.ids.insert(term.to_owned(), id);
        id
    }

    /// The id of a term that is there.
    pub fn get(&self, term: &str) -> Option<TermId> {
        self.ids.get(term).copied()
    }

    /// All terms; the index is the id.
    pub fn terms(&self) -> &[String] {
        &self.terms
    }

    /// Number of terms.
    pub fn len(&self) -> usize {
        self.terms.len()
    }

    /// Whether there is no term.
    pub fn is_empty(&self) -> bool {
        self.terms.is_empty()
    }
}

/// Where the terms of a query, and the sentences and paragraphs, stand in one article.
///
/// Filled by [`Positions::from_text`], or field by field from postings. Body words have the positions from 0 to
/// `body_words - 1`, title words those from `body_words + 1` on; nothing stands in the gap.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Positions {
    /// For each [`TermId`], where it stands; ascending, without duplicates.
    pub by_term: Vec<Vec<Position>>,
    /// Positions of the first words of sentences, title included; ascending.
    pub sentence_starts: Vec<Position>,
    /// Positions of the first words of paragraphs, headings and title included; ascending.
    pub paragraph_starts: Vec<Position>,
    /// Number of words of the body.
    pub body_words: u32,
}

impl Positions {
    /// Reads the positions of the vocabulary's terms from an article's text.
    pub fn from_text(analyzer: &mut Analyzer, text: &Text<'_>, vocabulary: &Vocabulary) -> Self {
        let mut positions = Self::empty(vocabulary.len());
        analyzer.scan(text, |word| positions.push(word, vocabulary));
        positions
    }

    /// No words yet, with room for so many terms.
    pub fn empty(terms: usize) -> Self {
        Self {
            by_term: vec![Vec::new(); terms],
            ..Self::default()
        }
    }

    /// Forgets everything but the room it took, for the next article.
    pub fn clear(&mut self) {
        self.by_term.iter_mut().for_each(Vec::clear);
        self.sentence_starts.clear();
        self.paragraph_starts.clear();
        self.body_words = 0;
    }

    /// Takes the next word of a scan.
    pub fn push(&mut self, word: &Word<'_>, vocabulary: &Vocabulary) {
        let position = word.position;
        if !word.in_title {
            self.body_words = position + 1;
        }
        if word.starts_sentence {
            self.sentence_starts.push(position);
        }
        if word.starts_paragraph {
            self.paragraph_starts.push(position);
        }
        let terms = word.terms();
        let layers = [
            Some(terms.stem),
            Some(terms.surface),
            terms.cased,
            word.compound,
        ];
        for term in layers.into_iter().flatten() {
            if let Some(TermId(id)) = vocabulary.get(term)
                && let Some(list) = self.by_term.get_mut(id as usize)
                && list.last() != Some(&position)
            {
                list.push(position);
            }
        }
    }

    /// Where a term stands inside `zone`.
    pub(super) fn of_term(&self, TermId(id): TermId, zone: Interval) -> &[Position] {
        let all = self.by_term.get(id as usize).map_or(&[][..], Vec::as_slice);
        // Mostly everywhere.
        let start = match zone.first {
            0 => 0,
            first => all.partition_point(|&position| position < first),
        };
        let end = match zone.last {
            Position::MAX => all.len(),
            last => all.partition_point(|&position| position <= last),
        };
        &all[start..end]
    }

    /// The positions of the body; `None` when it has no words.
    pub(super) fn body(&self) -> Option<Interval> {
        Some(Interval::new(0, self.body_words.checked_sub(1)?))
    }

    /// Every position that a title word can have.
    pub(super) fn title(&self) -> Interval {
        Interval::new(self.body_words.saturating_add(1), Position::MAX)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::Language;

    #[test]
    fn positions_are_read_from_a_text() {
        let mut vocabulary = Vocabulary::default();
        let surfaces =
            ["\u{2}talks", "\u{2}peace", "\u{2}nowhere"].map(|term| vocabulary.add(term));
        assert_eq!(vocabulary.add("\u{2}peace"), surfaces[1]);
        let text = Text {
            body: "Talks began. The peace talks failed.",
            headings: &[],
            title: "Peace talks",
            language: Language::UNKNOWN,
        };
        let read = Positions::from_text(&mut Analyzer::new(), &text, &vocabulary);
        assert_eq!(read.by_term, [vec![0, 4, 8], vec![3, 7], vec![]]);
        assert_eq!(read.body_words, 6);
        assert_eq!(read.sentence_starts, [0, 2, 7]);
        assert_eq!(read.paragraph_starts, [0, 7]);
        let everywhere = read
            .body()
            .map(|body| body.cover(read.title()))
            .expect("a body");
        assert_eq!(read.of_term(surfaces[0], everywhere), [0, 4, 8]);
        assert_eq!(read.of_term(surfaces[0], read.title()), [8]);
        assert_eq!(read.of_term(TermId(99), everywhere), [0; 0]);
    }
}
