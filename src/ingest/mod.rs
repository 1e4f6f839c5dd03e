//! Paths to articles: walk, container, format, record, article.

pub(crate) mod boundaries;
mod budget;
mod bylines;
mod calendar_words;
pub mod clean;
pub mod container;
mod dating;
pub mod encoding;
mod entities;
pub mod fields;
pub mod format;
pub mod formats;
pub(crate) mod markup;
mod notice;
pub(crate) mod pipeline;
pub mod reason;
pub mod record;
pub mod slice;
pub mod slices;
pub(crate) mod walk;
pub mod written_date;
mod written_list;

pub use pipeline::Skipped;
pub use walk::PassedOver;
