//! Articles for other programs (`unbury export`): one after the other, in memory that does not grow with their number.
//!
//! | file | what it writes |
//! |---|---|
//! | `format` | the formats, and what they are called |
//! | `exporter` | what stands before, for and after each article |
//! | `article_line` | an article as a line of JSON |
//! | `occurrences` | what stands before, for and after each occurrence |
//! | `parquet`, `typed_row` | columns with types, and the values in them |
//! | `corpus_text` | an article cut into paragraphs, sentences and words, for the two below |
//! | `vrt`, `tei` | corpora: a word a line; TEI P5 |
//! | `text_files` | a folder of texts, and what is known of each |
//! | `quotes` | what citations say of the passages quoted |
//! | `ris`, `bibtex`, `csl` | citations, for reference managers |
//! | `kwic_table` | a concordance as quanteda has it |
//! | `safe_name` | ids as names of files, keys and handles |

mod article_line;
mod bibtex;
mod corpus_text;
mod csl;
mod exporter;
mod format;
mod kwic_table;
mod occurrences;
#[cfg(feature = "parquet")]
mod parquet;
mod quotes;
mod ris;
mod safe_name;
mod tei;
mod text_files;
#[cfg(feature = "parquet")]
mod typed_row;
mod vrt;

pub use exporter::Exporter;
pub use format::{ExportFormat, RowOf};
pub use occurrences::{OccurrenceRows, OccurrenceWriter};
pub use text_files::{TextFiles, text_file};
