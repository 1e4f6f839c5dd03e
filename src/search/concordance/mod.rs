//! Every occurrence of a query on a line of its own.

pub(crate) mod lines;
pub(crate) mod reservoir;
pub(crate) mod sorter;
