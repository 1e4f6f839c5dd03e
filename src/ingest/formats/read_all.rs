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
