//! One file for each format: how its records are read from a slice.

pub(crate) mod anpa;
pub(crate) mod boilerplate;
mod contacts;
mod control_wire;
pub mod csv;
mod europresse;
mod export_parts;
mod exports;
mod front_matter;
pub mod html;
mod html_articles;
mod html_authors;
mod html_blocks;
mod html_dates;
mod html_frame;
mod html_main;
mod html_metadata;
mod html_parts;
mod html_script_dates;
mod html_tags;
pub(crate) mod iptc7901;
pub mod json;
mod json_ld;
mod json_mending;
mod json_tables;
pub mod jsonl;
mod lexis;
pub mod markdown;
pub(crate) mod newsml;
pub(crate) mod newsml_g2;
pub(crate) mod ninjs;
pub(crate) mod nitf;
pub(crate) mod paragraphs;
mod press_archives;
pub mod text;
pub(crate) mod vendor_labels;
pub(crate) mod vendor_pages;
pub(crate) mod vendor_xml;
mod wire;
pub(crate) mod wrap;
mod xml_blocks;

#[cfg(test)]
mod agency_corpus;
#[cfg(test)]
pub(crate) mod corpora;
#[cfg(test)]
mod damage;
#[cfg(test)]
mod page_corpus;
#[cfg(test)]
mod read_all;
#[cfg(test)]
mod vendor_corpus;
