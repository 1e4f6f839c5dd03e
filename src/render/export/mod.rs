//! Articles for other programs (`unbury export`): one after the other, in memory that does not grow with their number.
//!
//! | file | what it writes |
//! |---|---|
//! | `format` | the formats, and what they are called |
//! | `exporter` | what stands before, for and after each article |
//! | `article_line` | an article as a line of JSON |
//! | `parquet` | columns with types |
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
mod quotes;
mod ris;
mod safe_name;
mod tei;
mod text_files;
mod vrt;

pub use exporter::Exporter;
pub use format::{ExportFormat, RowOf};
pub use kwic_table::KwicTable;
pub use text_files::{TextFiles, text_file};
