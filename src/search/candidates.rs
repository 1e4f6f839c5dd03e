//! Articles that may match a source, from document ids alone: positions are read for survivors only.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use rustc_hash::FxHashSet;
use tantivy::{DocId, TERMINATED};

use super::cursor::Cursor;
use crate::passage::{Source, TermId};

/// So many branches of a union are asked one after the other.
const FEW: usize = 8;

/// What gives the number of a new cursor for a term, or `None` where the segment does not hold it.
type Open<'a> = dyn FnMut(TermId, &mut Vec<Cursor>) -> tantivy::Result<Option<usize>> + 'a;

/// A tree of document sets over the cursors of one segment, in the shape of a [`Source`].
///
/// Every leaf has a cursor of its own: a cursor only moves forward, and two branches of a union may
/// want it at different places.
pub(super) enum Candidates {
    /// One index term, by the number of its cursor.
    Leaf(usize),
    /// All of these.
    All {
        children: Vec<Candidates>,
        doc: DocId,
    },
    /// Any of these few.
    Few {
        /// With the document that each stands at.
        children: Vec<(DocId, Candidates)>,
        doc: DocId,
    },
    /// Any of these many: a heap of their documents.
    Many {
        children: Vec<Candidates>,
        heap: BinaryHeap<Reverse<(DocId, usize)>>,
    },
    /// Nothing.
    None,
}

impl Candidates {
    /// The documents that hold what a match of `source` needs.
    pub(super) fn new(
        source: &Source,
        cursors: &mut Vec<Cursor>,
        open: &mut Open<'_>,
    ) -> tantivy::Result<Self> {
        match source {
            Source::Term(terms) => {
                let mut leaves = Vec::with_capacity(terms.len());
                for &term in terms {
                    leaves.extend(open(term, cursors)?.map(Self::Leaf));
                }
                Ok(Self::any(leaves, cursors))
            }
            Source::Or(sources) => {
                let mut children = Vec::with_capacity(sources.len());
                for source in sources {
                    children.push(Self::new(source, cursors, open)?);
                }
                Ok(Self::any(children, cursors))
            }
            Source::Phrase { sources, .. } => Self::all(sources.iter(), cursors, open),
            Source::Near { left, right, .. }
            | Source::SameSentence { left, right, .. }
            | Source::SameParagraph { left, right, .. } => {
                Self::all([&**left, &**right].into_iter(), cursors, open)
            }
            Source::Except(source, _)
            | Source::NotNear { left: source, .. }
            | Source::AtLeast { source, .. }
            | Source::First { source, .. }
            | Source::InTitle(source)
            | Source::InBody(source) => Self::new(source, cursors, open),
        }
    }

    fn any(mut children: Vec<Self>, cursors: &[Cursor]) -> Self {
        children.retain(|child| child.doc(cursors) != TERMINATED);
        if children.len() == 1 {
            return children.pop().unwrap_or(Self::None);
        }
        if children.len() <= FEW {
            let with_docs = children
                .into_iter()
                .map(|child| (child.doc(cursors), child));
            let children: Vec<(DocId, Self)> = with_docs.collect();
            let doc = first(&children);
            return Self::Few { children, doc };
        }
        let docs = children.iter().map(|child| child.doc(cursors));
        let heap = docs.zip(0..).map(Reverse).collect();
        Self::Many { children, heap }
    }

    fn all<'a>(
        sources: impl Iterator<Item = &'a Source>,
        cursors: &mut Vec<Cursor>,
        open: &mut Open<'_>,
    ) -> tantivy::Result<Self> {
        let mut children = Vec::new();
        let mut known = FxHashSet::default();
        for source in sources {
            // `"that that"` needs the list once.
            if matches!(source, Source::Term(_)) && !known.insert(source) {
                continue;
            }
            let child = Self::new(source, cursors, open)?;
            if child.doc(cursors) == TERMINATED {
                return Ok(Self::None);
            }
            children.push(child);
        }
        if children.is_empty() {
            return Ok(Self::None);
        }
        // The rarest first: it proposes, the others agree or raise.
        children.sort_by_key(|child| child.size(cursors));
        let mut all = Self::All { children, doc: 0 };
        all.seek(0, cursors);
        Ok(all)
    }

    /// The current document, or `TERMINATED`.
    pub(super) fn doc(&self, cursors: &[Cursor]) -> DocId {
        match self {
            Self::Leaf(cursor) => cursors[*cursor].doc(),
            Self::All { doc, .. } | Self::Few { doc, .. } => *doc,
            Self::Many { heap, .. } => heap.peek().map_or(TERMINATED, |Reverse((doc, _))| *doc),
            Self::None => TERMINATED,
        }
    }

    /// Moves to the first document not before `target`.
    pub(super) fn seek(&mut self, target: DocId, cursors: &mut [Cursor]) -> DocId {
        match self {
            Self::Leaf(cursor) => cursors[*cursor].seek(target),
            Self::All { children, doc } => {
                *doc = agree(children, target.max(*doc), cursors);
                *doc
            }
            Self::Few { children, doc } => {
                if *doc < target {
                    for (at, child) in &mut *children {
                        if *at < target {
                            *at = child.seek(target, cursors);
                        }
                    }
                    *doc = first(children);
                }
                *doc
            }
            Self::Many { children, heap } => {
                while let Some(mut top) = heap.peek_mut() {
                    let Reverse((doc, at)) = *top;
                    if doc >= target {
                        break;
                    }
                    let next = children[at].seek(target, cursors);
                    if next == TERMINATED {
                        std::collections::binary_heap::PeekMut::pop(top);
                    } else {
                        *top = Reverse((next, at));
                    }
                }
                heap.peek().map_or(TERMINATED, |Reverse((doc, _))| *doc)
            }
            Self::None => TERMINATED,
        }
    }

    /// Upper bound of the number of documents.
    pub(super) fn size(&self, cursors: &[Cursor]) -> u32 {
        match self {
            Self::Leaf(cursor) => cursors[*cursor].size(),
            Self::All { children, .. } => children
                .iter()
                .map(|child| child.size(cursors))
                .min()
                .unwrap_or(0),
            Self::Few { children, .. } => children
                .iter()
                .map(|(_, child)| child.size(cursors))
                .fold(0, u32::saturating_add),
            Self::Many { children, .. } => children
                .iter()
                .map(|child| child.size(cursors))
                .fold(0, u32::saturating_add),
            Self::None => 0,
        }
    }
}

/// The first document that any of these stand at.
fn first(children: &[(DocId, Candidates)]) -> DocId {
    let docs = children.iter().map(|(doc, _)| *doc);
    docs.min().unwrap_or(TERMINATED)
}

/// The first document not before `target` that all children hold.
fn agree(children: &mut [Candidates], mut target: DocId, cursors: &mut [Cursor]) -> DocId {
    'again: loop {
        if target == TERMINATED {
            return TERMINATED;
        }
        for child in &mut *children {
            let doc = match child {
                // Nearly all of them are.
                Candidates::Leaf(cursor) => cursors[*cursor].seek(target),
                other => other.seek(target, cursors),
            };
            if doc > target {
                target = doc;
                continue 'again;
            }
        }
        return target;
    }
}
