//! What is read of a segment for a query, lowest first:
//!
//! [`term_reader`] opens the postings and positions of the query's index terms. [`intersection`] and [`union`] walk postings
//! block by block and window by window; [`term_docs`] are those of a word of many terms; [`candidates`] makes docsets of them in the shape of a
//! source. [`term_positions`] and [`positions_reader`] read where words stand in the documents that are left.

pub(crate) mod candidates;
pub(crate) mod intersection;
pub(crate) mod positions_reader;
pub(crate) mod term_docs;
pub(crate) mod term_positions;
pub(crate) mod term_reader;
pub(crate) mod union;
