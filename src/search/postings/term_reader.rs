//! Opens the postings and positions of a query's index terms in one segment.

use std::io;
use std::sync::Arc;

use rustc_hash::FxHashMap;
use tantivy::index::SegmentId;
use tantivy::postings::TermInfo;
use tantivy::schema::Field;
use tantivy::{DocId, SegmentReader, TERMINATED, Term};

use crate::analysis;
use crate::index::{
    ArchiveReader, DocsCursor, Fields, PositionsCursor, SegmentTextReader, SegmentTextReaders,
};
use crate::passage::{TermId, Vocabulary};
use crate::search::postings::term_docs::{ListedDocs, TermDocs};
use crate::search::postings::term_positions::TermPositions;

/// Documents of a term up to which it is rare: what it holds is read at once where there are many terms. Fewer in tests, so that there
/// are both kinds.
pub(crate) const RARE: u32 = if cfg!(test) { 3 } else { 32 };

/// The entries in the segments' dictionaries of the terms that patterns stand for.
pub(crate) type TermInfos = FxHashMap<TermId, Vec<(SegmentId, TermInfo)>>;

/// The index terms of one query, by [`TermId`], and what its stems stand for.
#[derive(Debug)]
pub(crate) struct IndexTerms {
    fields: Fields,
    segments: Arc<SegmentTextReaders>,
    terms: Vec<String>,
    /// For each term that is a stem, the surface terms that hold its positions.
    forms: Vec<Vec<String>>,
    infos: TermInfos,
}

impl IndexTerms {
    pub(crate) fn new(archive: &ArchiveReader, vocabulary: &Vocabulary, infos: TermInfos) -> Self {
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
            segments: Arc::clone(archive.texts()),
            forms: forms.collect(),
            terms,
            infos,
        }
    }

    /// Number of terms.
    pub(crate) fn len(&self) -> usize {
        self.terms.len()
    }

    /// A term as it is written in the index.
    pub(crate) fn text(&self, id: TermId) -> &str {
        self.terms.get(id.0 as usize).map_or("", String::as_str)
    }

    /// Whether a term is that of a word with a capital first: its documents are those of the word, where only the positions tell.
    pub(crate) fn is_capitalized(&self, id: TermId) -> bool {
        analysis::is_capitalized(self.text(id))
    }

    /// A term with its field.
    pub(crate) fn term(&self, id: TermId) -> Term {
        self.fields.term(self.text(id))
    }

    /// The fields of the index.
    pub(crate) fn fields(&self) -> &Fields {
        &self.fields
    }
}

/// Opens what one segment holds of the index terms of a query.
pub(crate) struct TermReader<'a> {
    terms: &'a IndexTerms,
    segment: Arc<SegmentTextReader>,
}

impl<'a> TermReader<'a> {
    pub(crate) fn new(terms: &'a IndexTerms, segment: &SegmentReader) -> tantivy::Result<Self> {
        let segment = terms.segments.segment(segment)?;
        Ok(Self { terms, segment })
    }

    /// The segment.
    pub(crate) fn segment(&self) -> &Arc<SegmentTextReader> {
        &self.segment
    }

    /// The documents that hold a term, or may; `None` where the segment does not know it.
    pub(crate) fn docs(&self, id: TermId) -> tantivy::Result<Option<DocsCursor>> {
        let open = |(field, info)| self.segment.docs(field, &info);
        Ok(self.find(id)?.map(open).transpose()?)
    }

    /// Whether any of these ascending documents holds a term, or may.
    pub(crate) fn holds_any(&self, id: TermId, docs: &[DocId]) -> tantivy::Result<bool> {
        let held = self.docs(id)?;
        Ok(held.is_some_and(|mut held| docs.iter().any(|&doc| held.seek(doc) == doc)))
    }

    /// The documents that hold any of many terms: those of each, as `open` opens them, and those of all rare ones together. A
    /// cursor takes more than a kilobyte, and nearly all terms of a wide pattern are rare.
    pub(crate) fn any(
        &self,
        ids: &[TermId],
        open: impl Fn(&SegmentTextReader, Field, &TermInfo) -> io::Result<DocsCursor>,
    ) -> tantivy::Result<Vec<TermDocs>> {
        let (mut docs, mut rare) = (Vec::new(), Vec::new());
        for &id in ids {
            let Some((field, info)) = self.find(id)? else {
                continue;
            };
            let mut of_term = open(&self.segment, field, &info)?;
            if info.doc_freq <= RARE {
                of_term.drain(TERMINATED, |doc, frequency| rare.push((doc, frequency)));
            } else {
                docs.push(TermDocs::Term(of_term));
            }
        }
        docs.push(TermDocs::Rare(ListedDocs::new(rare)));
        Ok(docs)
    }

    /// The positions of a term, of a stem those of its forms; `None` where the segment does not know it.
    pub(crate) fn positions(&self, id: TermId) -> tantivy::Result<Option<TermPositions>> {
        let Some(language) = analysis::language_of_stem(self.terms.text(id)) else {
            let own = self.own_positions(id)?;
            return Ok(own.map(TermPositions::of_term));
        };
        let Some(docs) = self.segment.language_docs(language) else {
            return Ok(None);
        };
        let mut forms = Vec::new();
        for form in self.terms.forms.get(id.0 as usize).into_iter().flatten() {
            forms.extend(self.positions_of(form)?);
        }
        Ok(Some(TermPositions::of_stem(docs.clone(), forms)))
    }

    /// The positions of a term that has some of its own; `None` where the segment does not know it.
    pub(crate) fn own_positions(&self, id: TermId) -> tantivy::Result<Option<PositionsCursor>> {
        let found = self.find(id)?;
        let found = found.filter(|(field, _)| *field == self.terms.fields.text);
        let Some((_, info)) = found else {
            return Ok(None);
        };
        let positions = self.segment.positions(&info)?;
        Ok(Some(if self.terms.is_capitalized(id) {
            positions.with_capital_first()
        } else {
            positions
        }))
    }

    /// The positions of a term that is not one of the query's: a mark.
    pub(crate) fn mark(&self, term: &str) -> tantivy::Result<Option<TermPositions>> {
        Ok(self.positions_of(term)?.map(TermPositions::of_term))
    }

    fn positions_of(&self, term: &str) -> tantivy::Result<Option<PositionsCursor>> {
        let info = self.segment.look_up(&self.terms.fields.term(term))?;
        Ok(info.map(|info| self.segment.positions(&info)).transpose()?)
    }

    /// The field of a term and its entry in the segment's dictionary. Those of a pattern were found when it was expanded.
    fn find(&self, id: TermId) -> tantivy::Result<Option<(Field, TermInfo)>> {
        if self.terms.len() <= id.0 as usize {
            return Ok(None);
        }
        let term = self.terms.term(id);
        let info = if let Some(infos) = self.terms.infos.get(&id) {
            let known = infos.iter().find(|(of, _)| *of == self.segment.id());
            known.map(|(_, info)| info.clone())
        } else {
            self.segment.look_up(&term)?
        };
        Ok(info.map(|info| (term.field(), info)))
    }
}
