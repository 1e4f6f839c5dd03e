//! What is read, and how.

use std::path::PathBuf;

use super::clean::CleanOptions;
use super::slice::ReadOptions;
use super::stream::Given;

/// The version of all that is between a file and its articles: raised with every change by which files are read otherwise.
const READER: u32 = 5;

/// What to read, and how.
pub(crate) struct IngestOptions {
    /// Files and folders; `-` is standard input.
    pub(crate) paths: Vec<PathBuf>,
    /// Folders to leave out: the index itself.
    pub(crate) excluded: Vec<PathBuf>,
    /// Paths in origins are relative to this folder where they lie below it.
    pub(crate) base: PathBuf,
    /// Worker threads, at least 1.
    pub(crate) threads: usize,
    /// Bytes of input that may be under way.
    pub(crate) in_flight_bytes: usize,
    /// Bytes that one record may have, or one file that is one article. Reading and indexing it takes several times as much.
    pub(crate) record_bytes: usize,
    /// Format and charset, where the user named them.
    pub(crate) given: Given,
    /// How records are read.
    pub(crate) read: ReadOptions,
    /// How records become articles.
    pub(crate) clean: CleanOptions,
}

impl IngestOptions {
    /// Names the reader with its options: a file that was read by another is read again. The hash is XXH3 with 64 bits.
    pub(crate) fn reading(&self) -> String {
        let map = self.read.map.pairs.iter().map(ToString::to_string);
        let options = [
            self.given.format.map(|format| format.name.to_owned()),
            self.given.charset.map(|charset| charset.name().to_owned()),
            self.read.delimiter.map(|delimiter| delimiter.to_string()),
            self.read.table.clone(),
            self.read.sql.clone(),
            self.clean.date_order.map(|order| format!("{order:?}")),
            self.clean.default_source.clone(),
            self.clean.all_captures.then(|| "all captures".to_owned()),
        ];
        let options = options.into_iter().map(Option::unwrap_or_default);
        let all: Vec<String> = options.chain(map).collect();
        let hash = twox_hash::XxHash3_64::oneshot(all.join("\0").as_bytes());
        format!("{READER}-xxh3-{hash:016x}")
    }
}
