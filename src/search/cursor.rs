//! Where one index term of a query stands, read from the postings of one segment.

use std::sync::Arc;

use rustc_hash::FxHashMap;
use tantivy::index::SegmentId;
use tantivy::postings::{Postings, SegmentPostings, TermInfo};
use tantivy::schema::IndexRecordOption;
use tantivy::{DocId, DocSet, InvertedIndexReader, SegmentReader};

use crate::analysis;
use crate::index::{Archive, Fields};
use crate::passage::{TermId, Vocabulary};
use crate::span::Position;

/// What the dictionaries of the segments say of the terms that patterns stand for.
pub(super) type TermInfos = FxHashMap<TermId, Vec<(SegmentId, TermInfo)>>;

/// The index terms of one query, by [`TermId`], and what its stems stand for.
#[derive(Debug)]
pub(super) struct IndexTerms {
    fields: Fields,
    terms: Vec<String>,
    /// For each term that is a stem, the surface terms that hold its positions.
    forms: Vec<Vec<String>>,
    infos: TermInfos,
}

impl IndexTerms {
    pub(super) fn new(archive: &Archive, vocabulary: &Vocabulary, infos: TermInfos) -> Self {
        let terms = vocabulary.terms().to_vec();
        let forms = terms.iter().map(|term| {
            if analysis::is_stem(term) {
                archive.forms(term)
            } else {
                Vec::new()
            }
        });
        Self {
            fields: *archive.fields(),
            forms: forms.collect(),
            terms,
            infos,
        }
    }

    /// Number of terms.
    pub(super) fn len(&self) -> usize {
        self.terms.len()
    }
}

/// What opens cursors in one segment.
pub(super) struct Cursors<'a> {
    terms: &'a IndexTerms,
    segment: SegmentId,
    stem: Arc<InvertedIndexReader>,
    text: Arc<InvertedIndexReader>,
}

impl<'a> Cursors<'a> {
    pub(super) fn new(terms: &'a IndexTerms, segment: &SegmentReader) -> tantivy::Result<Self> {
        Ok(Self {
            stem: segment.inverted_index(terms.fields.stem)?,
            text: segment.inverted_index(terms.fields.text)?,
            segment: segment.segment_id(),
            terms,
        })
    }

    /// A cursor at the first article that holds the term; `None` where the segment does not know it.
    pub(super) fn open(&self, id: TermId) -> tantivy::Result<Option<Cursor>> {
        if let Some(infos) = self.terms.infos.get(&id) {
            let postings = self.known(infos, IndexRecordOption::WithFreqsAndPositions)?;
            return Ok(postings.map(|postings| Cursor::new(postings, Vec::new())));
        }
        let mut terms = self.terms.terms.iter().zip(&self.terms.forms);
        let Some((term, forms)) = terms.nth(id.0 as usize) else {
            return Ok(None);
        };
        if !analysis::is_without_positions(term) {
            return self.mark(term);
        }
        let term = self.terms.fields.term(term);
        let Some(postings) = self.stem.read_postings(&term, IndexRecordOption::Basic)? else {
            return Ok(None);
        };
        let mut of_forms = Vec::with_capacity(forms.len());
        for form in forms {
            of_forms.extend(self.positions(form)?);
        }
        Ok(Some(Cursor::new(postings, of_forms)))
    }

    /// The articles that hold the term, with how often; `None` where the segment does not know it.
    pub(super) fn frequencies(&self, id: TermId) -> tantivy::Result<Option<SegmentPostings>> {
        if let Some(infos) = self.terms.infos.get(&id) {
            return self.known(infos, IndexRecordOption::WithFreqs);
        }
        let Some(term) = self.terms.terms.get(id.0 as usize) else {
            return Ok(None);
        };
        let field = if analysis::is_without_positions(term) {
            &self.stem
        } else {
            &self.text
        };
        let term = self.terms.fields.term(term);
        Ok(field.read_postings(&term, IndexRecordOption::WithFreqs)?)
    }

    /// A cursor for a term of the text field, such as a mark.
    pub(super) fn mark(&self, term: &str) -> tantivy::Result<Option<Cursor>> {
        let postings = self.positions(term)?;
        Ok(postings.map(|postings| Cursor::new(postings, Vec::new())))
    }

    /// The postings of a term of the text field that was found before; `None` where this segment does not hold it.
    fn known(
        &self,
        infos: &[(SegmentId, TermInfo)],
        record: IndexRecordOption,
    ) -> tantivy::Result<Option<SegmentPostings>> {
        let info = infos.iter().find(|(segment, _)| *segment == self.segment);
        let postings = info.map(|(_, info)| self.text.read_postings_from_terminfo(info, record));
        Ok(postings.transpose()?)
    }

    fn positions(&self, term: &str) -> tantivy::Result<Option<SegmentPostings>> {
        let term = self.terms.fields.term(term);
        let with_positions = IndexRecordOption::WithFreqsAndPositions;
        Ok(self.text.read_postings(&term, with_positions)?)
    }
}

/// A place in the list of articles that hold a term. It only moves forward.
pub(super) struct Cursor {
    postings: SegmentPostings,
    /// Where a stem's forms stand; empty for other terms, whose postings have their own positions.
    forms: Vec<SegmentPostings>,
    /// The article that each form stands at: mostly all that is asked of a form.
    forms_at: Vec<DocId>,
}

impl Cursor {
    fn new(postings: SegmentPostings, forms: Vec<SegmentPostings>) -> Self {
        Self {
            forms_at: forms.iter().map(DocSet::doc).collect(),
            postings,
            forms,
        }
    }

    /// The current article, or `TERMINATED`.
    pub(super) fn doc(&self) -> DocId {
        self.postings.doc()
    }

    /// Moves to the first article not before `target`.
    pub(super) fn seek(&mut self, target: DocId) -> DocId {
        if self.postings.doc() < target {
            self.postings.seek(target)
        } else {
            self.postings.doc()
        }
    }

    /// Number of articles.
    pub(super) fn size(&self) -> u32 {
        self.postings.size_hint()
    }

    /// Puts the positions in an article into `into`, ascending; none where it does not hold the term.
    pub(super) fn positions(&mut self, article: DocId, into: &mut Vec<Position>) {
        into.clear();
        self.append_positions(article, into);
        put_in_order(into);
    }

    /// Adds the positions in an article to `into`, which [`put_in_order`] orders; none where it does not hold the term.
    pub(super) fn append_positions(&mut self, article: DocId, into: &mut Vec<Position>) {
        if self.seek(article) != article {
            return;
        }
        if self.forms.is_empty() {
            self.postings.append_positions_with_offset(0, into);
            return;
        }
        for (at, form) in self.forms_at.iter_mut().zip(&mut self.forms) {
            if *at < article {
                *at = form.seek(article);
            }
            if *at == article {
                form.append_positions_with_offset(0, into);
            }
        }
    }
}

/// Orders positions that were read from several lists, each of which was in order; mostly it was one.
pub(super) fn put_in_order(positions: &mut Vec<Position>) {
    if !positions.is_sorted_by(|one, next| one < next) {
        positions.sort_unstable();
        positions.dedup();
    }
}
