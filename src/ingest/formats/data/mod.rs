//! JSON and tables of text.

pub mod csv;
pub mod json;
pub mod jsonl;
