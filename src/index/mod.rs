//! Articles in Tantivy: the only place that names its fields.
//!
//! An index is a folder. Tantivy's own files lie in it beside these:
//!
//! | file | holds | made by |
//! |---|---|---|
//! | `unbury.json` | the format version; an index of another version is refused | `version.rs` |
//! | `dictionary.zstd` | the compression dictionary of the stored articles | `store.rs` |
//! | `forms-N.fst` | the words that each stem stands for | `forms.rs` |
//! | `files.jsonl` | the files that were read completely, with size and time, so that unchanged ones are skipped | `journal.rs` |
//!
//! What is here, from the bottom up: the error; the four files of the table; `schema.rs`, which names the fields; `read`,
//! an index opened for reading; `write`, the one writer of an index.

mod error;
mod forms;
pub mod journal;
mod read;
pub mod schema;
mod store;
mod version;
mod write;

#[cfg(test)]
mod round_trip;
#[cfg(test)]
pub(crate) mod sample_index;

pub use error::{Error, Result};
pub use read::language_docs::LanguageDocs;
pub use read::positions_cursor::{DocsCursor, PositionsCursor};
pub use read::reader::ArchiveReader;
pub use read::segment_text_reader::{SegmentTextReader, SegmentTextReaders};
pub use read::stats::{Component, NameCount, Stats};
pub use schema::Fields;
pub use version::FORMAT;
pub use write::merging::Merging;
pub use write::prepared::{Prepared, Preparer};
pub use write::writer::{Added, ArchiveWriter, WriterOptions};

use error::io_error;
