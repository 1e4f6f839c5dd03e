//! One file for each format: how its records are read from a slice.

pub(crate) mod anpa;
pub(crate) mod bibtex;
pub(crate) mod boilerplate;
mod citations;
mod contacts;
mod control_wire;
pub mod csv;
pub(crate) mod europresse;
mod exports;
pub(crate) mod feed;
mod feed_names;
mod feed_text;
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
mod json_feed;
mod json_ld;
mod json_mending;
mod json_tables;
pub mod jsonl;
mod latex;
pub mod markdown;
pub(crate) mod mediawiki;
pub(crate) mod newsml;
pub(crate) mod newsml_g2;
pub(crate) mod ninjs;
pub(crate) mod nitf;
pub(crate) mod paragraphs;
pub(crate) mod ris;
pub mod text;
pub(crate) mod trec;
mod trec_names;
pub(crate) mod vrt;
mod vrt_spacing;
mod wikitext;
mod wikitext_templates;
mod wire;
mod wordpress;
pub(crate) mod wrap;
mod xml_blocks;

#[cfg(test)]
mod agency_corpus;
#[cfg(test)]
mod corpora;
#[cfg(test)]
mod damage;
#[cfg(test)]
mod feed_corpus;
#[cfg(test)]
mod page_corpus;
#[cfg(test)]
mod read_all;
