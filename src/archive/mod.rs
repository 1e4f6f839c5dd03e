//! The use cases: what the program does, as calls.
//!
//! | file | what it does |
//! |---|---|
//! | `open` | an archive that answers questions: [`Archive`] |
//! | `batch` | many questions, answered together |
//! | `news` | saved searches, and what is new for them: [`save_search`], [`fn@news`] |
//! | `request` | what to index, what happens on the way, and what came of it |
//! | `indexing` | files into the index: [`index()`] |
//! | `moved` | files that were moved, and are in the index twice |
//! | `root` | the folder that paths of origins are relative to |
//! | `deleting` | articles out of the index, and back: [`delete`], [`undelete`], [`deleted`] |
//! | `adding` | articles into the index, with the rules of its writer: [`index_articles`], [`optimize`] |

mod adding;
mod batch;
mod deleting;
mod indexing;
mod moved;
mod news;
mod open;
mod request;
mod root;

pub use adding::{index_articles, optimize, verify};
pub use batch::{BatchAnswer, BatchPassages, BatchRequest};
pub use deleting::{delete, deleted, undelete};
pub use indexing::index;
pub use news::{News, news, remove_search, save_search, saved_searches};
pub use open::Archive;
pub use request::{EventSink, IndexEvent, IndexReport, IndexRequest};

pub use crate::ingest::{PassedOver, Skipped};
