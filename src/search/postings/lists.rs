//! The lists of articles that hold the index terms of a query.

use std::sync::Arc;

use rustc_hash::FxHashMap;
use tantivy::index::SegmentId;
use tantivy::postings::{SegmentPostings, TermInfo};
use tantivy::schema::Field;
use tantivy::{DocId, SegmentReader};

use crate::analysis;
use crate::index::{
    ArchiveReader, DocsCursor, Fields, PositionsCursor, SegmentTextReader, SegmentTextReaders,
};
use crate::passage::{TermId, Vocabulary};
use crate::search::postings::gather::Term;

/// What the dictionaries of the segments say of the terms that patterns stand for.
pub(crate) type TermInfos = FxHashMap<TermId, Vec<(SegmentId, TermInfo)>>;

/// The index terms of one query, by [`TermId`], and what its stems stand for.
#[derive(Debug)]
pub(crate) struct IndexTerms {
    fields: Fields,
    texts: Arc<SegmentTextReaders>,
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
            texts: Arc::clone(archive.texts()),
            forms: forms.collect(),
            terms,
            infos,
        }
    }

    /// Number of terms.
    pub(crate) fn len(&self) -> usize {
        self.terms.len()
    }
}

/// What opens lists of one segment.
pub(crate) struct Lists<'a> {
    terms: &'a IndexTerms,
    text: Arc<SegmentTextReader>,
}

impl<'a> Lists<'a> {
    pub(crate) fn new(terms: &'a IndexTerms, segment: &SegmentReader) -> tantivy::Result<Self> {
        let text = terms.texts.segment(segment)?;
        Ok(Self { terms, text })
    }

    /// What else is read of the segment.
    pub(crate) fn text(&self) -> &Arc<SegmentTextReader> {
        &self.text
    }

    /// The articles that hold a term; `None` where the segment does not know it.
    pub(crate) fn articles(&self, id: TermId) -> tantivy::Result<Option<DocsCursor>> {
        let articles = |(field, info)| self.text.docs(field, &info);
        Ok(self.find(id)?.map(articles).transpose()?)
    }

    /// Whether any of these ascending articles holds a term.
    pub(crate) fn holds_any(&self, id: TermId, docs: &[DocId]) -> tantivy::Result<bool> {
        let articles = self.articles(id)?;
        Ok(articles.is_some_and(|mut articles| docs.iter().any(|&doc| articles.seek(doc) == doc)))
    }

    /// The articles that hold a term, with how often; `None` where the segment does not know it.
    pub(crate) fn frequencies(&self, id: TermId) -> tantivy::Result<Option<SegmentPostings>> {
        let frequencies = |(field, info)| self.text.postings(field, &info);
        Ok(self.find(id)?.map(frequencies).transpose()?)
    }

    /// Where a term stands; `None` where the segment does not know it.
    pub(crate) fn term(&self, id: TermId) -> tantivy::Result<Option<Term>> {
        let Some(term) = self.terms.terms.get(id.0 as usize) else {
            return Ok(None);
        };
        if let Some(language) = analysis::language_of_stem(term) {
            let Some(language_docs) = self.text.language_docs(language) else {
                return Ok(None);
            };
            let mut forms = Vec::new();
            for form in &self.terms.forms[id.0 as usize] {
                let places = self.places(form)?;
                forms.extend(places.map(|places| (places.doc(), Box::new(places))));
            }
            let language_docs = language_docs.clone();
            return Ok(Some(Term::Stem {
                language_docs,
                forms,
            }));
        }
        Ok(self.places_of(id)?.map(Term::places))
    }

    /// Where a term with positions of its own stands; `None` where the segment does not know it.
    pub(crate) fn places_of(&self, id: TermId) -> tantivy::Result<Option<PositionsCursor>> {
        let found = self.find(id)?;
        let found = found.filter(|(field, _)| *field == self.terms.fields.text);
        Ok(found
            .map(|(_, info)| self.text.positions(&info))
            .transpose()?)
    }

    /// Where a term stands that the query does not name.
    pub(crate) fn mark(&self, term: &str) -> tantivy::Result<Option<Term>> {
        Ok(self.places(term)?.map(Term::places))
    }

    /// The field of a term, and what the dictionary says of it: it was looked up before where a pattern stands for it.
    fn find(&self, id: TermId) -> tantivy::Result<Option<(Field, TermInfo)>> {
        let Some(term) = self.terms.terms.get(id.0 as usize) else {
            return Ok(None);
        };
        let term = self.terms.fields.term(term);
        let info = if let Some(infos) = self.terms.infos.get(&id) {
            let known = infos.iter().find(|(of, _)| *of == self.text.id());
            known.map(|(_, info)| info.clone())
        } else {
            self.text.look_up(&term)?
        };
        Ok(info.map(|info| (term.field(), info)))
    }

    fn places(&self, term: &str) -> tantivy::Result<Option<PositionsCursor>> {
        let info = self.text.look_up(&self.terms.fields.term(term))?;
        Ok(info.map(|info| self.text.positions(&info)).transpose()?)
    }
}
