//! Where the terms of a query stand in one article.

use std::ops::Range;

use rustc_hash::FxHashMap;

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

/// Lists that are marks, not terms: they come last.
const MARKS: usize = 3;

/// Where the terms of a query, and the sentences and paragraphs, stand in one article.
///
/// Body words have the positions from 0 to `body_words - 1`, title words those from `body_words + 1` on; nothing stands in the gap.
#[derive(Debug, Clone)]
pub struct Positions {
    /// Positions of this article; the vector also holds those of articles read in the same batch.
    buffer: Vec<Position>,
    /// A range of the buffer for each [`TermId`], then one for the starts of sentences, one for those of paragraphs and one for those of
    /// headings. The positions in it are ascending, without duplicates.
    lists: Vec<Range<usize>>,
    /// Number of words of the body.
    pub body_words: u32,
}

impl Positions {
    /// No words yet, with lists for `terms` terms.
    pub fn empty(terms: usize) -> Self {
        Self {
            buffer: Vec::new(),
            lists: vec![0..0; terms + MARKS],
            body_words: 0,
        }
    }

    /// Where a term stands; ascending.
    pub fn term(&self, TermId(id): TermId) -> &[Position] {
        let terms = &self.lists[..self.lists.len() - MARKS];
        let list = terms.get(id as usize);
        list.map_or(&[], |list| &self.buffer[list.clone()])
    }

    /// Positions of the first words of sentences, title included; ascending.
    pub fn sentence_starts(&self) -> &[Position] {
        self.mark(0)
    }

    /// Positions of the first words of paragraphs, headings and title included; ascending.
    pub fn paragraph_starts(&self) -> &[Position] {
        self.mark(1)
    }

    /// Positions of the first words of headings; ascending.
    pub fn heading_starts(&self) -> &[Position] {
        self.mark(2)
    }

    fn mark(&self, mark: usize) -> &[Position] {
        &self.buffer[self.lists[self.lists.len() - MARKS + mark].clone()]
    }

    /// The buffer, for appending positions; [`Self::set_list`] says whose they are.
    pub(crate) fn buffer(&mut self) -> &mut Vec<Position> {
        &mut self.buffer
    }

    /// Sets which range of the buffer a list is. Lists are numbered as terms; after the last term come the starts of sentences,
    /// those of paragraphs and those of headings.
    pub(crate) fn set_list(&mut self, list: usize, range: Range<usize>) {
        self.lists[list] = range;
    }

    /// A copy that holds only the positions of this article.
    pub(crate) fn alone(&self) -> Self {
        let mut alone = Self::empty(self.lists.len() - MARKS);
        alone.body_words = self.body_words;
        for (list, range) in self.lists.iter().enumerate() {
            let start = alone.buffer.len();
            alone.buffer.extend_from_slice(&self.buffer[range.clone()]);
            alone.set_list(list, start..alone.buffer.len());
        }
        alone
    }

    /// Where a term stands inside `zone`.
    pub(super) fn of_term(&self, term: TermId, zone: Interval) -> &[Position] {
        let all = self.term(term);
        // Most zones are unbounded on both sides.
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
impl Positions {
    /// Adds a position to a list.
    fn push(&mut self, list: usize, at: Position) {
        let start = self.buffer.len();
        self.buffer.extend_from_within(self.lists[list].clone());
        self.buffer.push(at);
        self.set_list(list, start..self.buffer.len());
    }

    /// Adds a position of a term, which may be a new one.
    pub(crate) fn push_term(&mut self, TermId(id): TermId, at: Position) {
        let marks = self.lists.len() - MARKS;
        while self.lists.len() < id as usize + 1 + MARKS {
            self.lists.insert(marks, 0..0);
        }
        self.push(id as usize, at);
    }

    /// Adds the start of a sentence.
    pub(crate) fn push_sentence(&mut self, at: Position) {
        self.push(self.lists.len() - MARKS, at);
    }

    /// Adds the start of a paragraph.
    pub(crate) fn push_paragraph(&mut self, at: Position) {
        self.push(self.lists.len() - MARKS + 1, at);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_are_apart() {
        let mut positions = Positions::empty(1);
        positions.body_words = 6;
        for (term, at) in [(0, 1), (1, 2), (0, 4), (0, 8)] {
            positions.push_term(TermId(term), at);
        }
        positions.push_sentence(0);
        positions.push_paragraph(7);
        let everywhere = Interval::new(0, Position::MAX);
        for positions in [&positions, &positions.alone()] {
            assert_eq!(positions.of_term(TermId(0), everywhere), [1, 4, 8]);
            assert_eq!(positions.of_term(TermId(0), positions.title()), [8]);
            assert_eq!(positions.term(TermId(1)), [2]);
            assert_eq!(positions.term(TermId(2)), [0; 0]);
            assert_eq!(positions.sentence_starts(), [0]);
            assert_eq!(positions.paragraph_starts(), [7]);
            assert_eq!(positions.body_words, 6);
        }
    }
}
