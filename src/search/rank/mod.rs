//! The order of the articles that match.

pub(crate) mod recency;
pub(crate) mod rerank;
pub(crate) mod scored_matches;
pub(crate) mod ties;
pub(crate) mod top_docs;
