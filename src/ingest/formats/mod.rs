//! One file for each format: how its records are read from a slice.

pub mod csv;
pub mod html;
pub mod json;
pub mod jsonl;
pub mod markdown;
pub(crate) mod paragraphs;
pub mod text;
