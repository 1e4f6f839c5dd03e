//! What databases of the press export.

mod europresse;
pub(in crate::ingest) mod exports;
pub(crate) mod labels;
mod lexis;
pub(in crate::ingest) mod lines;
pub(in crate::ingest) mod newsbank;
mod nexis;
pub(crate) mod pages;
mod parts;
mod press_archives;
pub(crate) mod xml;

#[cfg(test)]
mod vendor_corpus;
