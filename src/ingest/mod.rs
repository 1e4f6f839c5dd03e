//! Paths to articles: walk, container, format, record, article.

pub(crate) mod boundaries;
pub mod container;
pub mod encoding;
pub mod fields;
pub mod format;
pub mod formats;
pub mod record;
pub mod slices;
pub mod walk;
