//! The lists of articles that hold the index terms of a query.

use std::sync::Arc;

use rustc_hash::FxHashMap;
use tantivy::index::SegmentId;
use tantivy::postings::{SegmentPostings, TermInfo};
use tantivy::schema::Field;
use tantivy::{DocId, SegmentReader};

use super::gather::Term;
use crate::analysis;
use crate::index::{Archive, Articles, Fields, Places, SegmentText, Texts};
use crate::passage::{TermId, Vocabulary};

/// What the dictionaries of the segments say of the terms that patterns stand for.
pub(super) type TermInfos = FxHashMap<TermId, Vec<(SegmentId, TermInfo)>>;

/// The index terms of one query, by [`TermId`], and what its stems stand for.
#[derive(Debug)]
pub(super) struct IndexTerms {
    fields: Fields,
    texts: Arc<Texts>,
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
            texts: Arc::clone(archive.texts()),
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

/// What opens lists of one segment.
pub(super) struct Lists<'a> {
    terms: &'a IndexTerms,
    text: Arc<SegmentText>,
}

impl<'a> Lists<'a> {
    pub(super) fn new(terms: &'a IndexTerms, segment: &SegmentReader) -> tantivy::Result<Self> {
        let text = terms.texts.segment(segment)?;
        Ok(Self { terms, text })
    }

    /// What else is read of the segment.
    pub(super) fn text(&self) -> &Arc<SegmentText> {
        &self.text
    }

    /// The articles that hold a term; `None` where the segment does not know it.
    pub(super) fn articles(&self, id: TermId) -> tantivy::Result<Option<Articles>> {
        let articles = |(field, info)| self.text.articles(field, &info);
        Ok(self.find(id)?.map(articles).transpose()?)
    }

    /// Whether any of these ascending articles holds a term.
    pub(super) fn holds_any(&self, id: TermId, docs: &[DocId]) -> tantivy::Result<bool> {
        let articles = self.articles(id)?;
        Ok(articles.is_some_and(|mut articles| docs.iter().any(|&doc| articles.seek(doc) == doc)))
    }

    /// The articles that hold a term, with how often; `None` where the segment does not know it.
    pub(super) fn frequencies(&self, id: TermId) -> tantivy::Result<Option<SegmentPostings>> {
        let frequencies = |(field, info)| self.text.frequencies(field, &info);
        Ok(self.find(id)?.map(frequencies).transpose()?)
    }

    /// Where a term stands; `None` where the segment does not know it.
    pub(super) fn term(&self, id: TermId) -> tantivy::Result<Option<Term>> {
        let Some(term) = self.terms.terms.get(id.0 as usize) else {
            return Ok(None);
        };
        if let Some(language) = analysis::language_of_stem(term) {
            let Some(spoken) = self.text.spoken(language) else {
                return Ok(None);
            };
            let mut forms = Vec::new();
            for form in &self.terms.forms[id.0 as usize] {
                let places = self.places(form)?;
                forms.extend(places.map(|places| (places.doc(), Box::new(places))));
            }
            let spoken = spoken.clone();
            return Ok(Some(Term::Stem { spoken, forms }));
        }
        Ok(self.places_of(id)?.map(Term::places))
    }

    /// Where a term with positions of its own stands; `None` where the segment does not know it.
    pub(super) fn places_of(&self, id: TermId) -> tantivy::Result<Option<Places>> {
        let found = self.find(id)?;
        let found = found.filter(|(field, _)| *field == self.terms.fields.text);
        Ok(found.map(|(_, info)| self.text.places(&info)).transpose()?)
    }

    /// Where a term stands that the query does not name.
    pub(super) fn mark(&self, term: &str) -> tantivy::Result<Option<Term>> {
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

    fn places(&self, term: &str) -> tantivy::Result<Option<Places>> {
        let info = self.text.look_up(&self.terms.fields.term(term))?;
        Ok(info.map(|info| self.text.places(&info)).transpose()?)
    }
}
