//! Articles in Tantivy: the only place that names its fields.
//!
//! An index is a folder. Tantivy's own files lie in it beside these:
//!
//! | file | holds | made by |
//! |---|---|---|
//! | `unbury.json` | the format version; an index of another version is refused | `version.rs` |
//! | `dictionary.zstd` | the compression dictionary of the stored articles | `store.rs` |
//! | `forms-A-B.fst` | the words that each stem stands for | `forms.rs` |
//! | `searches/` | searches that were saved, and what each has shown; no commit knows of them | `saved_searches.rs` |
//! | `copies.stories`, `copies.compared` | which articles are copies of one story; what came of comparing texts | `stories.rs` |
//! | `files.jsonl` | the files that were read completely, with size, time and options, so that unchanged ones are skipped | `journal.rs` |
//!
//! Every file carries checksums, Tantivy's too (`checked_file.rs`, `directory.rs`), and a commit says which of these there are
//! (`commit.rs`).
//!
//! What is here, from the bottom up: the error; the four files of the table; `schema.rs`, which names the fields; `read`,
//! an index opened for reading; `write`, the one writer of an index.

mod capital_bit;
mod checked_file;
mod commit;
mod deleted;
mod directory;
mod error;
mod forms;
pub(crate) mod hashing;
pub(crate) mod journal;
mod lock;
mod read;
mod saved_searches;
pub(crate) mod schema;
mod store;
mod stories;
mod verify;
mod version;
mod write;

#[cfg(test)]
mod round_trip;
#[cfg(test)]
pub(crate) mod sample_index;

pub(crate) use deleted::deleted_ids;
pub(crate) use error::io_hint;
pub use error::{EngineError, Error, Result};
pub(crate) use read::columns::SegmentColumns;
pub(crate) use read::language_docs::LanguageDocs;
pub(crate) use read::live_articles::LiveArticles;
pub(crate) use read::positions_cursor::{DocsCursor, PositionsCursor};
pub(crate) use read::reader::ArchiveReader;
pub(crate) use read::segment_text_reader::{SegmentTextReader, SegmentTextReaders};
pub use read::stats::{Component, NameCount, Stats};
pub(crate) use read::stories::Stories;
pub use saved_searches::SavedSearch;
pub(crate) use saved_searches::{Seen, SeenVersion};
pub(crate) use schema::Fields;
pub(crate) use verify::verify;
pub use verify::{DamagedFile, UnreadableArticle, Verification};
pub use version::FORMAT;
pub(crate) use write::merging::Merging;
pub(crate) use write::prepared::Prepared;
pub(crate) use write::segments::WriterOptions;
pub(crate) use write::writer::{Added, ArchiveWriter, Told};

use error::io_error;
