//! The positions of an index term in the documents of a segment.

use tantivy::{DocId, TERMINATED};

use crate::index::{LanguageDocs, PositionsCursor};
use crate::span::Position;

/// A cursor over the positions of a term. It only moves forward.
pub(crate) enum TermPositions {
    /// A term with positions of its own.
    Term(Cursor),
    /// A stem: the positions of its forms, in the documents of its language.
    Stem {
        docs: LanguageDocs,
        forms: Vec<Cursor>,
    },
}

/// A cursor with the document that it is at: nearly every seek ends there.
pub(crate) struct Cursor {
    doc: DocId,
    positions: Box<PositionsCursor>,
}

impl TermPositions {
    pub(crate) fn of_term(positions: PositionsCursor) -> Self {
        Self::Term(Cursor::new(positions))
    }

    pub(crate) fn of_stem(docs: LanguageDocs, forms: Vec<PositionsCursor>) -> Self {
        let forms = forms.into_iter().map(Cursor::new).collect();
        Self::Stem { docs, forms }
    }

    /// Moves to the first document not before `target` that holds the term, or may.
    pub(crate) fn seek(&mut self, target: DocId) -> DocId {
        match self {
            Self::Term(cursor) => cursor.seek(target),
            Self::Stem { forms, .. } => {
                let docs = forms.iter_mut().map(|cursor| cursor.seek(target));
                docs.min().unwrap_or(TERMINATED)
            }
        }
    }

    /// Upper bound of the number of documents.
    pub(crate) fn size(&self) -> u32 {
        match self {
            Self::Term(cursor) => cursor.positions.size(),
            Self::Stem { forms, .. } => {
                let sizes = forms.iter().map(|cursor| cursor.positions.size());
                sizes.fold(0, u32::saturating_add)
            }
        }
    }

    /// Adds the positions in a document. Returns how many runs they are, each of which is ascending.
    pub(crate) fn append(&mut self, doc: DocId, into: &mut Vec<Position>) -> usize {
        match self {
            Self::Term(cursor) => cursor.append(doc, into),
            Self::Stem { docs, forms } if docs.contains(doc) => forms
                .iter_mut()
                .map(|cursor| cursor.append(doc, into))
                .sum(),
            Self::Stem { .. } => 0,
        }
    }
}

impl Cursor {
    fn new(positions: PositionsCursor) -> Self {
        Self {
            doc: positions.doc(),
            positions: Box::new(positions),
        }
    }

    fn seek(&mut self, target: DocId) -> DocId {
        if self.doc < target {
            self.doc = self.positions.seek(target);
        }
        self.doc
    }

    fn append(&mut self, doc: DocId, into: &mut Vec<Position>) -> usize {
        let is_held = self.seek(doc) == doc;
        if is_held {
            self.positions.append_positions(into);
        }
        usize::from(is_held)
    }
}
