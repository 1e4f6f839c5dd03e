//! Articles that may match a source, from document ids alone: positions are read for survivors only.

use rustc_hash::FxHashSet;
use tantivy::postings::BlockSegmentPostings;
use tantivy::{DocId, TERMINATED};

use crate::index::DocsCursor;
use crate::passage::Source;
use crate::search::postings::intersection::Intersection;
use crate::search::postings::lists::Lists;
use crate::search::postings::union::{List, Union};

/// Up to so many branches of a union are asked one after the other.
const FEW: usize = 8;

/// A tree of document sets in one segment, in the shape of a [`Source`]. It only moves forward.
pub(crate) enum Candidates {
    /// One index term.
    Leaf(Box<DocsCursor>),
    /// Several index terms.
    Common(Box<Common>),
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
    pub(crate) fn new(source: &Source, lists: &Lists<'_>) -> tantivy::Result<Self> {
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
        if children.len() > 1 && children.iter().all(|child| matches!(child, Self::Leaf(_))) {
            let lists = children.into_iter().filter_map(|child| match child {
                Self::Leaf(articles) => Some(articles.into_blocks()),
                _ => None,
            });
            return Ok(Self::Common(Box::new(Common::of(lists.collect()))));
        }
        // The rarest first: it proposes, the others agree or raise.
        children.sort_by_key(Self::size);
        let mut all = Self::All { children, doc: 0 };
        all.seek(0);
        Ok(all)
    }

    /// The current document, or `TERMINATED`.
    pub(crate) fn doc(&self) -> DocId {
        match self {
            Self::Leaf(articles) => articles.doc(),
            Self::Common(common) => common.doc(),
            Self::All { doc, .. } | Self::Few { doc, .. } => *doc,
            Self::Many(union) => union.doc(),
            Self::None => TERMINATED,
        }
    }

    /// Moves to the first document not before `target`.
    pub(crate) fn seek(&mut self, target: DocId) -> DocId {
        match self {
            Self::Leaf(articles) => articles.seek(target),
            Self::Common(common) => common.seek(target),
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
    pub(crate) fn size(&self) -> u32 {
        match self {
            Self::Leaf(articles) => articles.size(),
            Self::Common(common) => common.intersection.size(),
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

/// The articles that hold several index terms. It only moves forward.
pub(crate) struct Common {
    intersection: Intersection,
    /// Which of the articles found last is the current one.
    at: usize,
}

impl Common {
    fn of(lists: Vec<BlockSegmentPostings>) -> Self {
        let mut common = Self {
            intersection: Intersection::new(lists),
            at: 0,
        };
        common.seek(0);
        common
    }

    fn doc(&self) -> DocId {
        let doc = self.intersection.docs().get(self.at);
        doc.copied().unwrap_or(TERMINATED)
    }

    fn seek(&mut self, target: DocId) -> DocId {
        loop {
            let rest = &self.intersection.docs()[self.at..];
            let passed = rest.iter().take_while(|&&doc| doc < target).count();
            self.at += passed;
            if passed < rest.len() {
                return self.doc();
            }
            self.at = 0;
            self.intersection.skip_to(target);
            if !self.intersection.advance() {
                return TERMINATED;
            }
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
