//! Full-text search over an article archive.
//!
//! Two journeys go through this library. **Indexing**: [`ingest`] turns files into [`Article`](article::Article)s on
//! all cores, [`index`] writes them. **Searching**: [`query`] parses what was typed, [`search`] finds and ranks articles
//! and, with the pure functions of [`passage`], the places in them; [`render`] writes the answer.
//!
//! ```no_run
//! use unbury::api::SearchRequest;
//! use unbury::index::ArchiveReader;
//!
//! # fn main() -> unbury::Result<()> {
//! let archive = ArchiveReader::open("index".as_ref())?;
//! let request = SearchRequest::new(unbury::query::parse("\"root causes\" -flood").query);
//! for hit in unbury::search::search(&archive, &request)?.hits {
//!     for passage in hit.passages {
//!         let text = passage.span.of(&hit.article.body);
//!         println!("{}: {text}", hit.article.title);
//!     }
//! }
//! # Ok(())
//! # }
//! ```
//!
//! | module | what it knows |
//! |---|---|
//! | [`span`] | places: bytes for cutting, positions for counting |
//! | [`article`] | the unit of the archive |
//! | [`query`] | what was asked, as a tree; text to query and back |
//! | [`analysis`] | text to words, with positions, bytes and index terms |
//! | [`ingest`] | files to articles |
//! | [`index`] | articles in Tantivy |
//! | [`passage`] | inside one article: intervals, passages, highlights |
//! | [`api`]    | what is asked and what is answered, as plain data |
//! | [`search`] | answers from the local index |
//! | [`render`] | an answer to bytes |
//! | [`eval`] | how good the ranking is |

pub mod analysis;
pub mod api;
pub mod article;
mod error;
pub mod eval;
pub mod index;
pub mod ingest;
pub mod passage;
pub mod query;
mod random;
pub mod render;
pub mod search;
pub mod span;

pub use error::{Error, Result};

/// The commit that the library was built from, abbreviated; `None` where that is not known, as in a packaged crate.
pub const COMMIT: Option<&str> = option_env!("UNBURY_COMMIT");
