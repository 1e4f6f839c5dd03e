//! Articles into segments.

pub(crate) mod attributes;
pub(crate) mod deletion;
pub(crate) mod indexing;
pub(crate) mod segment;
pub(crate) mod word_ids;
pub(crate) mod words;
pub(crate) mod writer;
