//! JSON lines: one object on each line.

use super::json;
use crate::ingest::boundaries::is_blank;
use crate::ingest::reason::Refused;
use crate::ingest::record::Record;
use crate::ingest::slice::{ReadOptions, Slice};

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
            json::whole(text, options, &mut |read| {
                sink(json::placed(read, ordinal, line));
                ordinal += 1;
            });
        }
        line += 1;
    }
}

#[cfg(test)]
mod tests {
    use std::ops::ControlFlow;
    use std::path::PathBuf;

    use super::*;
    use crate::ingest::slices::{Cutting, slices};
    use crate::ingest::stream::{Given, Stream};

    #[test]
    fn lines_of_objects_are_known() {
        let table = [
            ("{\"a\":1}\n{\"b\"", true),
            ("\n{\"a\":1}\r\n\r\n{\"b\":2}", true),
            ("{\"a\":1}", false),
            ("{\n\"a\":1}\n{", false),
            ("[{\"a\":1}]\n[", false),
            ("{a}\n{b}", false),
            ("", false),
        ];
        for (head, is_lines) in table {
            assert_eq!(sniff(head.as_bytes()), is_lines, "{head:?}");
        }
    }

    /// Records and refusals of one of the shared test corpora; `None` where they are absent.
    fn counts(name: &str) -> Option<(u64, u64)> {
        let folder = std::env::var_os("UNBURY_CORPORA").map_or_else(
            || PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../shared/corpora"),
            PathBuf::from,
        );
        let file = std::fs::File::open(folder.join(name)).ok()?;
        let stream = Stream::new(name, Box::new(file));
        let mut opened = stream.prepare(Given::default()).unwrap();
        let options = ReadOptions::default();
        let (mut records, mut refused) = (0, 0);
        let cutting = Cutting::new(opened.format.split, &options);
        slices(&mut opened.reader, &cutting, &mut |slice| {
            let slice = slice.unwrap();
            (opened.format.read)(&slice.as_slice(), &options, &mut |read| match read {
                Ok(_) => records += 1,
                Err(_) => refused += 1,
            });
            ControlFlow::Continue(())
        });
        Some((records, refused))
    }

    #[test]
    fn corpora_hold_the_records_they_say() {
        // Records, and how many of them hold no text.
        let table = [
            ("reuters21578.jsonl.zst", 21_578, 1),
            ("da_press.jsonl.zst", 8_635, 0),
            ("wp_current_events.jsonl.zst", 10_423, 0),
            ("us_speeches.jsonl.zst", 124, 0),
            ("ja_wikinews.jsonl.zst", 3_670, 0),
        ];
        for (name, records, empty) in table {
            match counts(name) {
                Some((read, refused)) => {
                    assert_eq!((read + refused, refused), (records, empty), "{name}");
                }
                None => println!("skipped: `{name}` is not there (set UNBURY_CORPORA)"),
            }
        }
    }
}
