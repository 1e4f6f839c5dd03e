//! A Tantivy query that finds the articles that hold any of very many terms, as the patterns of a query do.

use std::sync::Arc;

use tantivy::fieldnorm::FieldNormReader;
use tantivy::postings::SegmentPostings;
use tantivy::query::{EnableScoring, Explanation, Query, Scorer, Weight};
use tantivy::{DocId, DocSet, Score, SegmentReader, TantivyError};

use crate::search::postings::lists::Lists;
use crate::search::postings::union::Union;
use crate::search::queries::interval::{Search, to_f32};

/// Finds articles by terms; what is looked for has no other operators.
#[derive(Debug, Clone)]
pub(crate) struct AnyTermQuery(Arc<Search>);

impl AnyTermQuery {
    pub(crate) fn new(search: Search) -> Self {
        Self(Arc::new(search))
    }
}

impl Query for AnyTermQuery {
    fn weight(&self, _: EnableScoring<'_>) -> tantivy::Result<Box<dyn Weight>> {
        Ok(Box::new(AnyTermWeight(Arc::clone(&self.0))))
    }
}

struct AnyTermWeight(Arc<Search>);

impl Weight for AnyTermWeight {
    fn scorer(&self, reader: &SegmentReader, boost: Score) -> tantivy::Result<Box<dyn Scorer>> {
        let known = Lists::new(self.0.index_terms()?, reader)?;
        let mut lists = Vec::new();
        for id in self.0.source.terms() {
            lists.extend(known.frequencies(id)?);
        }
        Ok(Box::new(AnyTermScorer {
            union: Union::new(lists),
            lengths: reader.get_fieldnorms_reader(self.0.fields.stem)?,
            search: Arc::clone(&self.0),
            boost,
        }))
    }

    fn explain(&self, reader: &SegmentReader, doc: DocId) -> tantivy::Result<Explanation> {
        let mut scorer = self.scorer(reader, 1.0)?;
        if scorer.doc() > doc || scorer.seek(doc) != doc {
            return Err(TantivyError::InvalidArgument(format!(
                "article {doc} does not match"
            )));
        }
        Ok(Explanation::new(
            "BM25 of all terms together",
            scorer.score(),
        ))
    }
}

struct AnyTermScorer {
    union: Union<SegmentPostings>,
    lengths: FieldNormReader,
    search: Arc<Search>,
    boost: Score,
}

impl DocSet for AnyTermScorer {
    fn advance(&mut self) -> DocId {
        self.union.seek(self.union.doc().saturating_add(1))
    }

    fn seek(&mut self, target: DocId) -> DocId {
        self.union.seek(target)
    }

    fn doc(&self) -> DocId {
        self.union.doc()
    }

    fn size_hint(&self) -> u32 {
        self.union.size()
    }
}

impl Scorer for AnyTermScorer {
    fn score(&mut self) -> Score {
        let frequency = to_f32(self.union.times());
        let length = self.lengths.fieldnorm(self.union.doc());
        self.boost * self.search.bm25(frequency, length)
    }
}
