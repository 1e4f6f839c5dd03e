//! A condition that a document must satisfy and is not scored by.

use tantivy::Term;
use tantivy::query::{ConstScoreQuery, EnableScoring, Query, Weight};

/// A query whose matches all score nothing.
#[derive(Debug)]
pub(crate) struct Unscored(pub(crate) Box<dyn Query>);

impl Clone for Unscored {
    fn clone(&self) -> Self {
        Self(self.0.box_clone())
    }
}

impl Query for Unscored {
    fn weight(&self, scoring: EnableScoring<'_>) -> tantivy::Result<Box<dyn Weight>> {
        ConstScoreQuery::new(self.0.box_clone(), 0.0).weight(scoring)
    }

    fn query_terms<'a>(&'a self, visitor: &mut dyn FnMut(&'a Term, bool)) {
        self.0.query_terms(visitor);
    }
}
