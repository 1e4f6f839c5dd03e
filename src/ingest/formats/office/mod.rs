//! Documents of offices, books and spreadsheets.

mod article;
mod blocks;
pub(crate) mod docx;
pub(crate) mod epub;
pub(crate) mod ods;
pub(crate) mod odt;
pub(crate) mod package;
pub(crate) mod rtf;
mod sheet_rows;
mod styles;
pub(crate) mod xlsx;

#[cfg(test)]
mod office_corpus;
