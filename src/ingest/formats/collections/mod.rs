//! Collections of research: many documents in one file.

pub(crate) mod trec;
pub(crate) mod vrt;
