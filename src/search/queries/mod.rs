//! Queries of ours beside Tantivy's: each a `Query`, its `Weight` and its `Scorer`.

pub(crate) mod any_of;
pub(crate) mod any_term;
pub(crate) mod excluded;
pub(crate) mod interval;
pub(crate) mod phrase;
pub(crate) mod walked;
pub(crate) mod words;
