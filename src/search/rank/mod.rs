//! The order of the articles that match.

pub(crate) mod recency;
pub(crate) mod rerank;
pub(crate) mod ties;
pub(crate) mod top_docs;
pub(crate) mod walk;
