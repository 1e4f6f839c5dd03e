//! One file for each format: how its records are read from a slice.

pub(crate) mod alto;
mod alto_pages;
pub(crate) mod anpa;
mod bidi;
pub(crate) mod boilerplate;
mod contacts;
mod control_wire;
pub mod csv;
pub(crate) mod docx;
mod docx_styles;
pub(crate) mod epub;
mod europresse;
mod export_labels;
mod export_parts;
mod exports;
mod exports_nexis;
pub(crate) mod feed;
mod feed_names;
mod feed_text;
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
mod json_feed;
mod json_ld;
mod json_mending;
mod json_tables;
pub mod jsonl;
mod lexis;
pub mod markdown;
pub(crate) mod mediawiki;
pub(crate) mod mets;
mod mets_issue;
mod mets_pages;
mod mods;
pub(crate) mod newsml;
pub(crate) mod newsml_g2;
pub(crate) mod ninjs;
pub(crate) mod nitf;
mod ocr;
pub(crate) mod ods;
pub(crate) mod odt;
pub(crate) mod office;
mod office_article;
mod office_blocks;
pub(crate) mod page_xml;
pub(crate) mod paragraphs;
pub(crate) mod pdf;
mod pdf_furniture;
mod pdf_lines;
mod pdf_pages;
mod pdf_paragraphs;
mod press_archives;
pub(crate) mod rtf;
mod rtf_tokens;
mod rtf_words;
mod sheet_rows;
pub mod text;
pub(crate) mod trec;
mod trec_names;
pub(crate) mod vendor_labels;
pub(crate) mod vendor_pages;
pub(crate) mod vendor_xml;
mod wikitext;
mod wikitext_templates;
mod wire;
mod wordpress;
pub(crate) mod wrap;
pub(crate) mod xlsx;
mod xml_blocks;

#[cfg(test)]
mod agency_corpus;
#[cfg(test)]
pub(crate) mod corpora;
#[cfg(test)]
mod damage;
#[cfg(test)]
mod feed_corpus;
#[cfg(test)]
mod office_corpus;
#[cfg(test)]
mod page_corpus;
#[cfg(test)]
mod pdf_corpus;
#[cfg(test)]
mod read_all;
#[cfg(test)]
mod scan_corpus;
#[cfg(test)]
mod vendor_corpus;
