//! Every occurrence of a query on a line of its own.

pub(crate) mod lines;
pub(crate) mod smallest;
pub(crate) mod sorter;
