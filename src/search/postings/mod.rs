//! What is read of a segment for a query: the documents that hold its terms, and their positions in them.

pub(crate) mod candidates;
pub(crate) mod gather;
pub(crate) mod intersection;
pub(crate) mod lists;
pub(crate) mod positions;
pub(crate) mod union;
