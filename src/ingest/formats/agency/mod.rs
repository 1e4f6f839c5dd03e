//! What news agencies send.

pub(crate) mod anpa;
pub(crate) mod iptc7901;
mod items;
pub(crate) mod newsml;
pub(crate) mod newsml_g2;
pub(crate) mod ninjs;
pub(crate) mod nitf;
mod teleprinter;

#[cfg(test)]
mod agency_corpus;
