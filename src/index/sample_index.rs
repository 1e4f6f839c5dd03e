//! For tests: a small index to read from.

use std::path::Path;

use serde_json::Value;

use crate::index::{ArchiveWriter, Merging, WriterOptions};

/// Adds articles to the index in a folder, in one commit.
pub(crate) fn write(folder: &Path, articles: impl IntoIterator<Item = Value>, merging: Merging) {
    let options = WriterOptions {
        threads: 1,
        memory_bytes: 100 << 20,
    };
    let mut writer = ArchiveWriter::open(folder, options).unwrap();
    for article in articles {
        let article = serde_json::from_value(article).unwrap();
        writer
            .add(writer.preparer().prepare(article).unwrap())
            .unwrap();
    }
    writer.commit().unwrap();
    writer.finish(merging).unwrap();
}
