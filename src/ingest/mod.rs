//! Paths to articles: walk, container, format, record, article.

mod addresses;
mod beside;
pub(crate) mod boundaries;
mod budget;
mod bylines;
pub mod clean;
pub mod codings;
mod columns;
pub mod container;
mod containers;

mod dating;
mod elements;
pub mod encoding;
mod entities;
pub(crate) mod event;
pub mod fields;
pub mod format;
pub mod formats;
mod json_lists;
pub mod marked;
pub(crate) mod markup;
pub mod member;
mod notice;
pub(crate) mod options;
mod pages;
pub(crate) mod paths;
mod pieces;
pub(crate) mod pipeline;
mod prescan;
mod reading;
pub mod reason;
pub mod record;
pub mod slice;
pub mod slices;
pub mod stream;
mod table;
mod unread;
pub(crate) mod walk;
mod written_list;
pub(crate) mod xml;
pub(crate) mod xml_stream;
pub(crate) mod zip_entries;
mod zip_names;

pub use event::Skipped;
pub use walk::PassedOver;
