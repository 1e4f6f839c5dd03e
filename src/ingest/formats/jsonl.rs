//! JSON lines: one object on each line.

use crate::ingest::boundaries::is_blank;
use crate::ingest::format::{ReadOptions, Refused, Slice};
use crate::ingest::formats::json;
use crate::ingest::record::Record;

/// Whether `head` looks like JSON lines: a complete object on the first line and, unless the file
/// ends there, another one's start on the next.
pub(crate) fn sniff(head: &[u8]) -> bool {
    let mut lines = head
        .split(|byte| *byte == b'\n')
        .filter(|line| !is_blank(line));
    let Some(first) = lines.next() else {
        return false;
    };
    let first_is_whole = first.trim_ascii_start().starts_with(b"{")
        && serde_json::from_slice::<&serde_json::value::RawValue>(first.trim_ascii()).is_ok();
    first_is_whole
        && lines
            .next()
            .is_some_and(|next| next.trim_ascii_start().starts_with(b"{"))
}

/// Reads one record from each line that is not blank.
pub(crate) fn read(
    slice: &Slice<'_>,
    options: &ReadOptions,
    sink: &mut dyn FnMut(Result<Record, Refused>),
) {
    let (mut line, mut ordinal) = (slice.first_line, slice.first_ordinal);
    for text in slice.text.split_terminator('\n') {
        if !is_blank(text.as_bytes()) {
            sink(json::whole(text, options).map_or_else(
                |reason| {
                    Err(Refused {
                        ordinal: Some(ordinal),
                        line: Some(line),
                        reason,
                    })
                },
                |record| {
                    Ok(Record {
                        ordinal: Some(ordinal),
                        line: Some(line),
                        ..record
                    })
                },
            ));
            ordinal += 1;
        }
        line += 1;
    }
}
