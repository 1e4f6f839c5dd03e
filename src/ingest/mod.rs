//! Paths to articles: walk, container, format, record, article.

mod addresses;
pub(crate) mod boundaries;
mod budget;
mod bylines;
mod calendar_words;
pub mod clean;
pub mod codings;
mod columns;
pub mod container;
pub mod encoding;
mod entities;
pub mod fields;
pub mod format;
pub mod formats;
mod json_lists;
pub(crate) mod paths;
pub(crate) mod pipeline;
mod prescan;
pub mod reason;
pub mod record;
pub mod slice;
pub mod slices;
mod table;
pub(crate) mod walk;
pub mod written_date;

pub use pipeline::Skipped;
pub use walk::PassedOver;
