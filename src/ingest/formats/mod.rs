//! One file for each format: how its records are read from a slice.

pub(crate) mod alto;
mod alto_pages;
pub(crate) mod anpa;
mod bidi;
pub(crate) mod boilerplate;
mod contacts;
mod control_wire;
pub mod csv;
pub(crate) mod europresse;
mod exports;
mod front_matter;
pub(crate) mod hocr;
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
pub mod markdown;
pub(crate) mod mets;
mod mets_issue;
mod mets_pages;
mod mods;
pub(crate) mod newsml;
pub(crate) mod newsml_g2;
pub(crate) mod ninjs;
pub(crate) mod nitf;
mod ocr;
pub(crate) mod page_xml;
pub(crate) mod paragraphs;
pub(crate) mod pdf;
mod pdf_furniture;
mod pdf_lines;
mod pdf_pages;
mod pdf_paragraphs;
pub mod text;
mod wire;
pub(crate) mod wrap;
mod xml_blocks;

#[cfg(test)]
mod agency_corpus;
#[cfg(test)]
mod corpora;
#[cfg(test)]
mod damage;
#[cfg(test)]
mod page_corpus;
#[cfg(test)]
mod pdf_corpus;
#[cfg(test)]
mod read_all;
#[cfg(test)]
mod scan_corpus;
