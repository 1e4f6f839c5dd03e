//! Citations.

pub(crate) mod bibtex;
mod citations;
pub(crate) mod ris;
