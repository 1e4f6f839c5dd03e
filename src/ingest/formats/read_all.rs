//! What a reader makes of a text that is a whole file.

use crate::ingest::format::ReadSlice;
use crate::ingest::reason::Refused;
use crate::ingest::record::Record;
use crate::ingest::slice::{ReadOptions, Slice};

/// Its records and refusals, in order.
pub(crate) fn read_all(read: ReadSlice, text: &str) -> Vec<Result<Record, Refused>> {
    let mut found = Vec::new();
    let slice = Slice::of_text(text);
    read(&slice, &ReadOptions::default(), &mut |record| {
        found.push(record);
    });
    found
}

/// Its records and refusals, in order, of a file that is no text.
pub(crate) fn read_bytes(read: ReadSlice, bytes: &[u8]) -> Vec<Result<Record, Refused>> {
    let mut found = Vec::new();
    let slice = Slice::of_bytes(bytes);
    read(&slice, &ReadOptions::default(), &mut |record| {
        found.push(record);
    });
    found
}

/// The paragraphs of a record, headings with a mark before them.
pub(crate) fn texts(record: &Record) -> Vec<String> {
    let paragraphs = record.paragraphs.iter();
    paragraphs
        .map(|paragraph| {
            let mark = if paragraph.heading { "# " } else { "" };
            format!("{mark}{}", paragraph.text)
        })
        .collect()
}
