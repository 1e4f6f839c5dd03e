//! What is read of segments.

pub(crate) mod directory;
pub(crate) mod language_docs;
pub(crate) mod positions_cursor;
pub(crate) mod reader;
pub(crate) mod segment_text_reader;
pub(crate) mod stats;
