//! The documents that hold any of very many terms, as a pattern stands for, scored as one word.

use std::sync::Arc;

use tantivy::fieldnorm::FieldNormReader;
use tantivy::query::{EnableScoring, Explanation, Query, Scorer, Weight};
use tantivy::{DocId, DocSet, Score, SegmentReader};

use crate::index::SegmentTextReader;
use crate::passage::TermId;
use crate::search::postings::term_docs::TermDocs;
use crate::search::postings::term_reader::{IndexTerms, TermReader};
use crate::search::postings::union::Union;
use crate::search::queries::bm25::{Bm25, to_f32};
use crate::search::queries::scored;

/// Any of these terms.
#[derive(Debug, Clone)]
pub(crate) struct AnyTerm {
    pub(crate) any_of: Arc<[TermId]>,
    pub(crate) terms: Arc<IndexTerms>,
    pub(crate) bm25: Bm25,
}

impl Query for AnyTerm {
    fn weight(&self, _: EnableScoring<'_>) -> tantivy::Result<Box<dyn Weight>> {
        Ok(Box::new(AnyTermWeight(self.clone())))
    }
}

struct AnyTermWeight(AnyTerm);

impl AnyTermWeight {
    fn open(&self, segment: &SegmentReader, boost: Score) -> tantivy::Result<AnyTermScorer> {
        let AnyTerm {
            any_of,
            terms,
            bm25,
        } = &self.0;
        let reader = TermReader::new(terms, segment)?;
        let postings = reader.any(any_of, SegmentTextReader::postings)?;
        Ok(AnyTermScorer {
            union: Union::new(postings),
            lengths: segment.get_fieldnorms_reader(terms.fields().stem)?,
            bm25: *bm25,
            boost,
        })
    }
}

impl Weight for AnyTermWeight {
    fn scorer(&self, reader: &SegmentReader, boost: Score) -> tantivy::Result<Box<dyn Scorer>> {
        Ok(Box::new(self.open(reader, boost)?))
    }

    fn explain(&self, reader: &SegmentReader, doc: DocId) -> tantivy::Result<Explanation> {
        scored::explain(self, reader, doc, "BM25 of all terms together")
    }

    fn for_each(
        &self,
        reader: &SegmentReader,
        callback: &mut dyn FnMut(DocId, Score),
    ) -> tantivy::Result<()> {
        scored::for_each(self.open(reader, 1.0)?, callback);
        Ok(())
    }
}

struct AnyTermScorer {
    union: Union<TermDocs>,
    lengths: FieldNormReader,
    bm25: Bm25,
    boost: Score,
}

impl DocSet for AnyTermScorer {
    fn advance(&mut self) -> DocId {
        self.union.advance()
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
        let frequency = to_f32(self.union.value());
        let length = self.lengths.fieldnorm(self.union.doc());
        self.boost * self.bm25.score(frequency, length)
    }
}
