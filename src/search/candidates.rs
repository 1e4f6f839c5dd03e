//! Articles that may match a source, from document ids alone: positions are read for survivors only.

use rustc_hash::FxHashSet;
use tantivy::{DocId, TERMINATED};

use super::lists::Lists;
use super::union::{List, Union};
use crate::index::Articles;
use crate::passage::Source;

/// Up to so many branches of a union are asked one after the other.
const FEW: usize = 8;

/// A tree of document sets in one segment, in the shape of a [`Source`]. It only moves forward.
pub(super) enum Candidates {
    /// One index term.
    Leaf(Box<Articles>),
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
    /// Any of these many.
    Many(Box<Union<Candidates>>),
    /// Nothing.
    None,
}

impl Candidates {
    /// The documents that hold what a match of `source` needs.
    pub(super) fn new(source: &Source, lists: &Lists<'_>) -> tantivy::Result<Self> {
        match source {
            Source::Term(terms) => {
                let mut leaves = Vec::with_capacity(terms.len());
                for &term in terms {
                    let articles = lists.articles(term)?;
                    leaves.extend(articles.map(|articles| Self::Leaf(Box::new(articles))));
                }
                Ok(Self::any(leaves))
            }
            Source::Or(sources) => {
                let children = sources.iter().map(|source| Self::new(source, lists));
                Ok(Self::any(children.collect::<tantivy::Result<_>>()?))
            }
            Source::Phrase { sources, .. } => Self::all(sources.iter(), lists),
            Source::Near { left, right, .. }
            | Source::SameSentence { left, right, .. }
            | Source::SameParagraph { left, right, .. } => {
                Self::all([&**left, &**right].into_iter(), lists)
            }
            Source::Except(source, _)
            | Source::NotNear { left: source, .. }
            | Source::AtLeast { source, .. }
            | Source::First { source, .. }
            | Source::InTitle(source)
            | Source::InBody(source) => Self::new(source, lists),
        }
    }

    fn any(mut children: Vec<Self>) -> Self {
        children.retain(|child| child.doc() != TERMINATED);
        if children.len() == 1 {
            return children.pop().unwrap_or(Self::None);
        }
        if children.len() <= FEW {
            let with_docs = children.into_iter().map(|child| (child.doc(), child));
            let children: Vec<(DocId, Self)> = with_docs.collect();
            let doc = first(&children);
            return Self::Few { children, doc };
        }
        Self::Many(Box::new(Union::new(children)))
    }

    fn all<'a>(
        sources: impl Iterator<Item = &'a Source>,
        lists: &Lists<'_>,
    ) -> tantivy::Result<Self> {
        let mut children = Vec::new();
        let mut known = FxHashSet::default();
        for source in sources {
            // `"that that"` needs the list once.
            if matches!(source, Source::Term(_)) && !known.insert(source) {
                continue;
            }
            let child = Self::new(source, lists)?;
            if child.doc() == TERMINATED {
                return Ok(Self::None);
            }
            children.push(child);
        }
        if children.is_empty() {
            return Ok(Self::None);
        }
        // The rarest first: it proposes, the others agree or raise.
        children.sort_by_key(Self::size);
        let mut all = Self::All { children, doc: 0 };
        all.seek(0);
        Ok(all)
    }

    /// The current document, or `TERMINATED`.
    pub(super) fn doc(&self) -> DocId {
        match self {
            Self::Leaf(articles) => articles.doc(),
            Self::All { doc, .. } | Self::Few { doc, .. } => *doc,
            Self::Many(union) => union.doc(),
            Self::None => TERMINATED,
        }
    }

    /// Moves to the first document not before `target`.
    pub(super) fn seek(&mut self, target: DocId) -> DocId {
        match self {
            Self::Leaf(articles) => articles.seek(target),
            Self::All { children, doc } => {
                *doc = agree(children, target.max(*doc));
                *doc
            }
            Self::Few { children, doc } => {
                if *doc < target {
                    for (at, child) in &mut *children {
                        if *at < target {
                            *at = child.seek(target);
                        }
                    }
                    *doc = first(children);
                }
                *doc
            }
            Self::Many(union) => union.seek(target),
            Self::None => TERMINATED,
        }
    }

    /// Upper bound of the number of documents.
    pub(super) fn size(&self) -> u32 {
        match self {
            Self::Leaf(articles) => articles.size(),
            Self::All { children, .. } => children.iter().map(Self::size).min().unwrap_or(0),
            Self::Few { children, .. } => {
                let sizes = children.iter().map(|(_, child)| child.size());
                sizes.fold(0, u32::saturating_add)
            }
            Self::Many(union) => union.size(),
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
fn agree(children: &mut [Candidates], mut target: DocId) -> DocId {
    'again: loop {
        if target == TERMINATED {
            return TERMINATED;
        }
        for child in &mut *children {
            let doc = match child {
                // Nearly all of them are.
                Candidates::Leaf(articles) => articles.seek(target),
                other => other.seek(target),
            };
            if doc > target {
                target = doc;
                continue 'again;
            }
        }
        return target;
    }
}

impl List for Candidates {
    fn doc(&self) -> DocId {
        self.doc()
    }

    fn seek(&mut self, target: DocId) -> DocId {
        self.seek(target)
    }

    fn advance(&mut self) -> DocId {
        self.seek(self.doc() + 1)
    }

    fn times(&self) -> u32 {
        1
    }

    fn size(&self) -> u32 {
        self.size()
    }
}
