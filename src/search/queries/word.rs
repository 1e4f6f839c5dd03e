//! One word of the index.

use tantivy::query::{BoostQuery, EnableScoring, Query, TermQuery, Weight};
use tantivy::schema::IndexRecordOption;
use tantivy::{Score, Term};

/// A word of the index, scored by BM25 times a weight.
#[derive(Debug, Clone)]
pub(crate) struct Word {
    pub(crate) term: Term,
    pub(crate) weight: Score,
}

impl Word {
    pub(crate) fn new(term: Term) -> Self {
        Self { term, weight: 1.0 }
    }
}

impl Query for Word {
    /// Alone, it is Tantivy's, which knows how to leave out what is not among the best.
    #[expect(clippy::float_cmp, reason = "one is what a word begins with")]
    fn weight(&self, scoring: EnableScoring<'_>) -> tantivy::Result<Box<dyn Weight>> {
        let query = TermQuery::new(self.term.clone(), IndexRecordOption::WithFreqs);
        if self.weight == 1.0 {
            query.weight(scoring)
        } else {
            BoostQuery::new(Box::new(query), self.weight).weight(scoring)
        }
    }

    fn query_terms<'a>(&'a self, visitor: &mut dyn FnMut(&'a Term, bool)) {
        visitor(&self.term, false);
    }
}

/// The words that these queries are, if each is one.
pub(crate) fn words_of<'a>(queries: impl Iterator<Item = &'a dyn Query>) -> Option<Vec<Word>> {
    queries
        .map(|query| query.downcast_ref::<Word>().cloned())
        .collect()
}
