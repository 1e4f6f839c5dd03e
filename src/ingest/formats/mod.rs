//! One file for each format: how its records are read from a slice.

pub(crate) mod boilerplate;
mod contacts;
pub mod csv;
pub(crate) mod europresse;
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
pub mod json;
mod json_ld;
mod json_mending;
mod json_tables;
pub mod jsonl;
pub mod markdown;
pub(crate) mod paragraphs;
pub mod text;
pub(crate) mod wrap;

#[cfg(test)]
mod page_corpus;
