//! Full-text search over an article archive.
//!
//! The use cases are calls: [`index()`] reads files and folders into an index, [`index_articles`] takes articles that are in
//! memory, and an [`Archive`] answers: it searches, counts, makes concordances and shows articles.
//!
//! ```
//! use unbury::api::SearchRequest;
//! use unbury::article::Article;
//!
//! # fn main() -> unbury::Result<()> {
//! # let folder = tempfile::tempdir().expect("a folder");
//! # let index = folder.path().join("index");
//! let article = Article::new("a1", "The bridge", "The council voted to close the old bridge.");
//! unbury::index_articles(&index, [article])?;
//!
//! let archive = unbury::Archive::open(&index)?;
//! for hit in archive.search(&SearchRequest::new("bridge closed"))?.hits {
//!     for passage in hit.passages {
//!         let text = passage.text(&hit.article.body);
//!         println!("{}: {text}", hit.article.title);
//!     }
//! }
//! # assert_eq!(archive.len(), 1);
//! # Ok(())
//! # }
//! ```
//!
//! What is stable and what is not stands in `docs/library.md`, with more examples.
//!
//! Two journeys go through this library. **Indexing**: [`ingest`] turns files into [`Article`](article::Article)s on
//! all cores, [`mod@index`] writes them. **Searching**: [`query`] parses what was typed, [`search`] finds and ranks articles
//! and, with the pure functions of [`passage`], the places in them; [`render`] writes the answer.
//!
//! | module | what it knows |
//! |---|---|
//! | [`span`] | places: bytes for cutting, positions for counting |
//! | [`article`] | the unit of the archive |
//! | [`dates`] | dates as people write them |
//! | [`query`] | what was asked, as a tree; text to query and back |
//! | [`analysis`] | text to words, with positions, bytes and index terms |
//! | [`ingest`] | files to articles |
//! | [`mod@index`] | articles in Tantivy |
//! | [`passage`] | inside one article: intervals, passages, highlights |
//! | [`api`]    | what is asked and what is answered, as plain data |
//! | [`search`] | answers from the local index |
//! | [`render`] | an answer to bytes |
//! | [`eval`] | how good the ranking is |
//! | [`statistics`] | measures: what is typical, what rises |

pub mod analysis;
pub mod api;
mod archive;
pub mod article;
pub mod copies;
mod cores;
pub mod dates;
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
pub mod statistics;
mod stop;

pub use archive::{
    Archive, BatchAnswer, BatchPassages, BatchRequest, EventSink, IndexEvent, IndexReport,
    IndexRequest, News, PassedOver, Skipped, delete, deleted, index, index_articles, news,
    optimize, remove_search, save_search, saved_searches, undelete, verify,
};
pub use error::{Error, Result};
pub use stop::Stop;

/// The commit that the library was built from, abbreviated; `None` where that is not known, as in a packaged crate.
pub const COMMIT: Option<&str> = option_env!("UNBURY_COMMIT");
