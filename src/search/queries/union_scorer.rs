//! The scorer of a union whose values are scores.

use tantivy::query::Scorer;
use tantivy::{DocId, DocSet, Score};

use crate::search::postings::union::{Postings, Union};

/// The documents of a union, each scored by the sum of its values.
pub(crate) struct UnionScorer<P: Postings>(pub(crate) Union<P>);

impl<P: Postings<Value = Score> + Send> DocSet for UnionScorer<P> {
    fn advance(&mut self) -> DocId {
        self.0.advance()
    }

    fn seek(&mut self, target: DocId) -> DocId {
        self.0.seek(target)
    }

    fn doc(&self) -> DocId {
        self.0.doc()
    }

    fn size_hint(&self) -> u32 {
        self.0.size()
    }
}

impl<P: Postings<Value = Score> + Send + 'static> Scorer for UnionScorer<P> {
    fn score(&mut self) -> Score {
        self.0.value()
    }
}
