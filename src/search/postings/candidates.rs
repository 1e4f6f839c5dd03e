//! Documents that may match a source, from document ids alone: positions are read for the survivors only.

use rustc_hash::FxHashSet;
use tantivy::{DocId, TERMINATED};

use crate::index::{DocsCursor, SegmentTextReader};
use crate::passage::Source;
use crate::search::postings::intersection::Intersection;
use crate::search::postings::term_docs::TermDocs;
use crate::search::postings::term_reader::TermReader;
use crate::search::postings::union::{Postings, Union};

/// Terms of a word up to which each has a docset of its own.
const FEW_TERMS: usize = 32;

/// A tree of docsets in one segment, in the shape of a [`Source`]. It only moves forward.
pub(crate) enum Candidates {
    /// The documents that hold one index term.
    Term(Box<DocsCursor>),
    /// Those that hold several index terms.
    Terms(Box<Intersection>),
    /// Those in all of these.
    All(Leapfrog),
    /// Those in any of these.
    Any(Box<Union<Candidates>>),
    /// Those that hold any of many index terms.
    AnyTerm(Box<Union<TermDocs>>),
    /// None.
    None,
}

impl Candidates {
    /// The documents that hold what a match of `source` needs.
    pub(crate) fn new(source: &Source, reader: &TermReader<'_>) -> tantivy::Result<Self> {
        match source {
            Source::Term(terms) | Source::Compound { terms, .. } if terms.len() > FEW_TERMS => {
                let docs = reader.any(terms, SegmentTextReader::docs)?;
                Ok(Self::AnyTerm(Box::new(Union::new(docs))))
            }
            Source::Term(terms) | Source::Compound { terms, .. } => {
                let mut children = Vec::with_capacity(terms.len());
                for &term in terms {
                    let docs = reader.docs(term)?;
                    children.extend(docs.map(|docs| Self::Term(Box::new(docs))));
                }
                Ok(Self::any(children))
            }
            Source::Or(sources) => {
                let children = sources.iter().map(|source| Self::new(source, reader));
                Ok(Self::any(children.collect::<tantivy::Result<_>>()?))
            }
            Source::Phrase { sources, .. } => Self::all(sources.iter(), reader),
            Source::Near { left, right, .. }
            | Source::SameSentence { left, right, .. }
            | Source::SameParagraph { left, right, .. } => {
                Self::all([&**left, &**right].into_iter(), reader)
            }
            Source::Except(source, _)
            | Source::NotNear { left: source, .. }
            | Source::AtLeast { source, .. }
            | Source::First { source, .. }
            | Source::InTitle(source)
            | Source::InBody(source) => Self::new(source, reader),
        }
    }

    fn any(mut children: Vec<Self>) -> Self {
        children.retain(|child| child.doc() != TERMINATED);
        match children.pop() {
            None => Self::None,
            Some(only) if children.is_empty() => only,
            Some(last) => {
                children.push(last);
                Self::Any(Box::new(Union::new(children)))
            }
        }
    }

    fn all<'a>(
        sources: impl Iterator<Item = &'a Source>,
        reader: &TermReader<'_>,
    ) -> tantivy::Result<Self> {
        let mut children = Vec::new();
        let mut known = FxHashSet::default();
        for source in sources {
            // `"that that"` needs the list once.
            if matches!(source, Source::Term(_)) && !known.insert(source) {
                continue;
            }
            let child = Self::new(source, reader)?;
            if child.doc() == TERMINATED {
                return Ok(Self::None);
            }
            children.push(child);
        }
        if children.is_empty() {
            return Ok(Self::None);
        }
        if children.len() > 1 && children.iter().all(|child| matches!(child, Self::Term(_))) {
            let lists = children.into_iter().filter_map(|child| match child {
                Self::Term(docs) => Some(*docs),
                _ => None,
            });
            return Ok(Self::Terms(Box::new(Intersection::new(lists.collect()))));
        }
        Ok(Self::All(Leapfrog::new(children)))
    }

    /// The current document, or `TERMINATED`.
    pub(crate) fn doc(&self) -> DocId {
        match self {
            Self::Term(docs) => docs.doc(),
            Self::Terms(intersection) => intersection.doc(),
            Self::All(leapfrog) => leapfrog.doc,
            Self::Any(union) => union.doc(),
            Self::AnyTerm(union) => union.doc(),
            Self::None => TERMINATED,
        }
    }

    /// Moves to the next document.
    pub(crate) fn advance(&mut self) -> DocId {
        match self {
            Self::Term(docs) => docs.seek((docs.doc() + 1).min(TERMINATED)),
            Self::Terms(intersection) => intersection.advance(),
            Self::All(leapfrog) => leapfrog.seek(leapfrog.doc + 1),
            Self::Any(union) => union.advance(),
            Self::AnyTerm(union) => union.advance(),
            Self::None => TERMINATED,
        }
    }

    /// Moves to the first document not before `target`.
    pub(crate) fn seek(&mut self, target: DocId) -> DocId {
        match self {
            Self::Term(docs) => docs.seek(target),
            Self::Terms(intersection) => intersection.seek(target),
            Self::All(leapfrog) => leapfrog.seek(target),
            Self::Any(union) => union.seek(target),
            Self::AnyTerm(union) => union.seek(target),
            Self::None => TERMINATED,
        }
    }

    /// Upper bound of the number of documents.
    pub(crate) fn size(&self) -> u32 {
        match self {
            Self::Term(docs) => docs.size(),
            Self::Terms(intersection) => intersection.size(),
            Self::All(leapfrog) => leapfrog.size(),
            Self::Any(union) => union.size(),
            Self::AnyTerm(union) => union.size(),
            Self::None => 0,
        }
    }
}

/// How many branches of a source a document is a candidate of.
impl Postings for Candidates {
    type Value = u32;

    fn doc(&self) -> DocId {
        self.doc()
    }

    fn seek(&mut self, target: DocId) -> DocId {
        self.seek(target)
    }

    fn drain(&mut self, end: DocId, mut add: impl FnMut(DocId, u32)) {
        let mut doc = self.doc();
        while doc < end {
            add(doc, 1);
            doc = self.advance();
        }
    }

    fn size(&self) -> u32 {
        self.size()
    }
}

/// The documents that are in all of several docsets of any kind.
pub(crate) struct Leapfrog {
    /// The rarest first: it proposes, the others agree or raise.
    children: Vec<Candidates>,
    doc: DocId,
}

impl Leapfrog {
    /// Of one docset or more, at the first document that all of them hold.
    fn new(mut children: Vec<Candidates>) -> Self {
        children.sort_by_key(Candidates::size);
        let mut leapfrog = Self { children, doc: 0 };
        leapfrog.seek(0);
        leapfrog
    }

    fn seek(&mut self, target: DocId) -> DocId {
        let mut target = target.max(self.doc);
        'again: while target < TERMINATED {
            for child in &mut self.children {
                let doc = match child {
                    // Nearly all of them are.
                    Candidates::Term(docs) => docs.seek(target),
                    other => other.seek(target),
                };
                if doc > target {
                    target = doc;
                    continue 'again;
                }
            }
            break;
        }
        self.doc = target.min(TERMINATED);
        self.doc
    }

    fn size(&self) -> u32 {
        self.children
            .iter()
            .map(Candidates::size)
            .min()
            .unwrap_or(0)
    }
}
