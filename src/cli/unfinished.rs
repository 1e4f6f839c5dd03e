//! How far an earlier run of a list came, read from the table that it left.

use std::borrow::Cow;
use std::fs::File;
use std::io::{self, BufRead, BufReader, Read, Seek, SeekFrom};
use std::path::Path;

use unbury::render::Format;

use super::query_list::ListedQuery;

/// What of a table can be kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Unfinished {
    /// How many entries of the list are done.
    pub(super) entries: usize,
    /// How much of the file holds them, in bytes; 0 where none is done.
    pub(super) length_bytes: u64,
}

/// A row of the table: where it starts, and which entry it belongs to, where that can be read.
struct Row {
    start: u64,
    entry: Option<(u64, String)>,
}

/// Reads what a run that was stopped left in the file at `path`. The rows of the last entry are not kept: there may be more of
/// them to come, and the last may be torn. `None` where the file is something else than a table of these entries.
///
/// # Errors
/// When the file cannot be read.
pub(super) fn unfinished(
    path: &Path,
    format: Format,
    header: &[u8],
    entries: &[ListedQuery],
) -> io::Result<Option<Unfinished>> {
    let mut file = File::open(path)?;
    let mut begin = Vec::new();
    file.by_ref()
        .take(header.len() as u64)
        .read_to_end(&mut begin)?;
    if begin != header {
        // A run that was stopped at once may not even have written all of the header.
        return Ok(header.starts_with(&begin).then(Unfinished::default));
    }
    let torn = !ends_with_line_end(&mut file)?;
    file.seek(SeekFrom::Start(header.len() as u64))?;
    let mut kept = Kept {
        entries,
        format,
        unfinished: Unfinished::default(),
        last: None,
        unread: false,
    };
    let rows = BufReader::new(&file);
    let belong = match format {
        Format::Jsonl => json_rows(rows, &mut |row| kept.take(&row))?,
        _ => csv_rows(rows, format, header.len() as u64, &mut |row| {
            kept.take(&row)
        })?,
    };
    let done = kept.unfinished;
    // Only a torn last row may be unlike the list; where it is all there is, without a header, it may be anything.
    let is_ours = torn && (kept.last.is_some() || !header.is_empty());
    if !belong || (kept.unread && !is_ours) {
        return Ok(None);
    }
    if done.entries == 0 {
        return Ok(Some(Unfinished::default()));
    }
    Ok(Some(Unfinished {
        length_bytes: done.length_bytes + line_feed_at(&mut file, done.length_bytes)?,
        ..done
    }))
}

/// 1 where a line feed stands at that byte: a CSV record is over at the carriage return before it.
fn line_feed_at(file: &mut File, byte: u64) -> io::Result<u64> {
    let mut next = [0];
    file.seek(SeekFrom::Start(byte))?;
    let length = file.read(&mut next)?;
    Ok(u64::from(length == 1 && next == *b"\n"))
}

/// The walk over the rows of a table.
struct Kept<'a> {
    entries: &'a [ListedQuery],
    format: Format,
    unfinished: Unfinished,
    /// Number of the entry that the last row belongs to.
    last: Option<u64>,
    /// Whether the last row is unlike the entry in its place. Torn, it may belong to the entry before.
    unread: bool,
}

impl Kept<'_> {
    /// Takes the next row; false where the rows before it are not those of the list.
    fn take(&mut self, row: &Row) -> bool {
        if self.unread {
            return false;
        }
        let number = row.entry.as_ref().map(|(number, _)| *number);
        if self.last.is_some() && number == self.last {
            return true;
        }
        let entries = self.unfinished.entries + usize::from(self.last.is_some());
        let entry = self.entries.get(entries).zip(row.entry.as_ref());
        if entry.is_some_and(|(entry, (number, text))| {
            entry.number == *number && self.is_text(text, &entry.text)
        }) {
            self.last = number;
            self.unfinished = Unfinished {
                entries,
                length_bytes: row.start,
            };
        } else {
            self.unread = true;
        }
        true
    }

    fn is_text(&self, written: &str, text: &str) -> bool {
        if self.format == Format::Jsonl {
            return written == text;
        }
        // An apostrophe keeps a query from being a formula; NUL is left out.
        let text = text.replace('\0', "");
        written == text || written.strip_prefix('\'') == Some(&*text)
    }
}

fn ends_with_line_end(file: &mut File) -> io::Result<bool> {
    if file.seek(SeekFrom::End(0))? == 0 {
        return Ok(true);
    }
    file.seek(SeekFrom::End(-1))?;
    let mut last = [0];
    file.read_exact(&mut last)?;
    Ok(last == *b"\n")
}

/// Gives each row of a table that starts at byte `origin` to `take`, until it says no.
fn csv_rows(
    table: impl Read,
    format: Format,
    origin: u64,
    take: &mut dyn FnMut(Row) -> bool,
) -> io::Result<bool> {
    let mut reader = csv::ReaderBuilder::new()
        .delimiter(if format == Format::Tsv { b'\t' } else { b',' })
        .has_headers(false)
        .flexible(true)
        .from_reader(table);
    let mut record = csv::ByteRecord::new();
    while reader.read_byte_record(&mut record)? {
        let cell = |at| record.get(at).map(String::from_utf8_lossy);
        let number = cell(0).and_then(|cell| cell.parse().ok());
        let row = Row {
            start: origin + record.position().map_or(0, csv::Position::byte),
            entry: number.zip(cell(1).map(Cow::into_owned)),
        };
        if !take(row) {
            return Ok(false);
        }
    }
    Ok(true)
}

/// Gives each line of a file to `take`, until it says no.
fn json_rows(mut lines: impl BufRead, take: &mut dyn FnMut(Row) -> bool) -> io::Result<bool> {
    let mut start = 0;
    let mut line = Vec::new();
    loop {
        line.clear();
        let length = lines.read_until(b'\n', &mut line)?;
        if length == 0 {
            return Ok(true);
        }
        let value: serde_json::Value = serde_json::from_slice(&line).unwrap_or_default();
        let number = value["row"].as_u64();
        let text = value["query"]["text"].as_str().map(str::to_owned);
        let row = Row {
            start,
            entry: number.zip(text),
        };
        if !take(row) {
            return Ok(false);
        }
        start += length as u64;
    }
}
