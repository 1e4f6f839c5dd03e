//! Delimited text: CSV and TSV, of which `ingest::table` has made one dialect.

use std::borrow::Cow;

use serde_json::Value;

use crate::ingest::fields::{self, Given};
use crate::ingest::reason::{Reason, Refused};
use crate::ingest::record::Record;
use crate::ingest::slice::{ReadOptions, Slice};

/// What separates the columns of a slice.
pub(crate) const DELIMITER: u8 = b',';

/// What may separate columns, the likeliest first.
const DELIMITERS: [u8; 4] = [b',', b';', b'\t', b'|'];

/// Index of the tab.
const TAB: usize = 2;

/// Whether `head` looks like delimited text of articles.
pub(crate) fn sniff(head: &[u8]) -> bool {
    is_header(head, delimiter_of(first_row(head)))
}

/// Whether `head` looks like tab-separated text of articles.
pub(crate) fn sniff_tabs(head: &[u8]) -> bool {
    is_header(head, b'\t')
}

/// Whether the first row names at least two fields that articles have. Nothing less is enough:
/// prose has commas too.
fn is_header(head: &[u8], delimiter: u8) -> bool {
    let names = columns(&String::from_utf8_lossy(first_row(head)), delimiter);
    let mut known: Vec<_> = names
        .iter()
        .filter_map(|name| fields::recognise(name))
        .map(|(field, _)| field)
        .collect();
    known.sort_unstable();
    known.dedup();
    known.len() >= 2
}

/// The first line; column names hold no line breaks.
pub(crate) fn first_row(head: &[u8]) -> &[u8] {
    let head = head.trim_ascii_start();
    head.split(|byte| matches!(byte, b'\n' | b'\r'))
        .next()
        .unwrap_or_default()
}

/// What separates the columns of a header row: the commonest candidate outside quotes, but a tab if
/// there is one: no name holds a tab.
pub(crate) fn delimiter_of(header: &[u8]) -> u8 {
    let mut counts = [0_usize; DELIMITERS.len()];
    let mut quoted = false;
    for byte in header {
        quoted ^= *byte == b'"';
        if let Some(index) = DELIMITERS
            .iter()
            .position(|known| known == byte)
            .filter(|_| !quoted)
        {
            counts[index] += 1;
        }
    }
    if counts[TAB] > 0 {
        return b'\t';
    }
    let best = counts.iter().copied().max().unwrap_or(0);
    let index = counts.iter().position(|count| *count == best).unwrap_or(0);
    DELIMITERS[index]
}

/// A reader of rows, for a text that holds whole rows.
fn rows(text: &str, delimiter: u8) -> csv::Reader<&[u8]> {
    csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(delimiter)
        .from_reader(text.as_bytes())
}

/// The columns of one row.
fn columns(row: &str, delimiter: u8) -> Vec<String> {
    let mut record = csv::StringRecord::new();
    match rows(row, delimiter).read_record(&mut record) {
        Ok(true) => record.iter().map(|name| name.trim().to_owned()).collect(),
        _ => Vec::new(),
    }
}

/// Reads one record from each row.
pub(crate) fn read(
    slice: &Slice<'_>,
    options: &ReadOptions,
    sink: &mut dyn FnMut(Result<Record, Refused>),
) {
    let header = slice.header.unwrap_or_default();
    let names = columns(header, DELIMITER);
    let mut rows = rows(slice.text, DELIMITER);
    let mut row = csv::StringRecord::new();
    let mut ordinal = slice.first_ordinal;
    loop {
        let line = slice.first_line + line_at(slice.text, rows.position());
        let reason = match rows.read_record(&mut row) {
            Ok(false) => return,
            Ok(true) => None,
            Err(error) => Some(Reason::Unreadable {
                problem: error.to_string(),
            }),
        };
        let read = match reason {
            Some(reason) => Err(reason),
            None => article(&row, &names, options),
        };
        sink(match read {
            Ok(record) => Ok(Record {
                ordinal: Some(ordinal),
                line: Some(line),
                ..record
            }),
            Err(reason) => Err(Refused {
                ordinal: Some(ordinal),
                line: Some(line),
                reason,
            }),
        });
        ordinal += 1;
    }
}

/// The line, from 0, of the row that the reader at `position` will find behind blank lines.
fn line_at(text: &str, position: &csv::Position) -> u64 {
    let start = usize::try_from(position.byte()).unwrap_or(usize::MAX);
    let blank = text
        .as_bytes()
        .get(start..)
        .unwrap_or_default()
        .iter()
        .take_while(|byte| matches!(byte, b'\r' | b'\n'));
    position.line() - 1 + blank.filter(|byte| **byte == b'\n').count() as u64
}

/// The record of one row. Empty columns at the end may be left out, and there may be more of them than the header has.
fn article(
    row: &csv::StringRecord,
    names: &[String],
    options: &ReadOptions,
) -> Result<Record, Reason> {
    let cut_off = row.len() < names.len().min(2);
    if cut_off
        || row
            .iter()
            .skip(names.len())
            .any(|column| !column.trim().is_empty())
    {
        return Err(Reason::Columns {
            columns: row.len(),
            header: names.len(),
        });
    }
    let given: Given<'_> = names
        .iter()
        .zip(row)
        .map(|(name, value)| {
            (
                Cow::Borrowed(name.as_str()),
                Value::String(value.to_owned()),
            )
        })
        .collect();
    fields::record(given, options)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn delimiters_are_found_in_the_header() {
        let table = [
            ("title,body", b','),
            ("title;body;date, as printed", b';'),
            ("\"a,b,c\";body", b';'),
            ("title\tbody, text, all", b'\t'),
            ("id|title|body", b'|'),
            ("body", b','),
            ("", b','),
        ];
        for (header, delimiter) in table {
            assert_eq!(delimiter_of(header.as_bytes()), delimiter, "{header}");
        }
    }

    #[test]
    fn tables_of_articles_are_told_from_prose() {
        let table = [
            ("title,body\nA,x", true),
            ("\n\"Headline\";\"pub_date\"\n", true),
            ("url\ttext\n", true),
            ("title,headline\n", false),
            ("The title, the body, the text.\n", false),
            ("", false),
        ];
        for (head, is_table) in table {
            assert_eq!(sniff(head.as_bytes()), is_table, "{head}");
        }
    }

    #[test]
    fn rows_become_records() {
        let slice = Slice {
            text: "1,\"A, the \"\"first\"\"\",,Ann\r\n2,B,\"x\r\n\r\ny\",\r\n",
            first_line: 2,
            first_ordinal: 1,
            header: Some("id, Headline ,content,reporter"),
            ..Slice::of_text("")
        };
        let mut records = Vec::new();
        read(&slice, &ReadOptions::default(), &mut |read| {
            records.push(read.unwrap());
        });
        assert_eq!(records[0].title.as_deref(), Some("A, the \"first\""));
        assert_eq!(
            (records[0].authors.as_slice(), records[0].line),
            (&["Ann".to_owned()][..], Some(2))
        );
        let paragraphs: Vec<_> = records[1]
            .paragraphs
            .iter()
            .map(|paragraph| paragraph.text.as_str())
            .collect();
        assert_eq!(
            (paragraphs, records[1].id.as_deref(), records[1].line),
            (vec!["x", "y"], Some("2"), Some(3))
        );
    }
}
