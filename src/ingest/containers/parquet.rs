//! Parquet files: each row is a record.

use std::fs::File;
use std::io;
use std::ops::ControlFlow;

use parquet::file::reader::{ChunkReader, FileReader as _, SerializedFileReader};
use parquet::record::{Field, Row as Columns};
use serde_json::Value;

use super::json_rows::{JsonRows, Row, text};
use crate::ingest::format;
use crate::ingest::member::{Limits, Meet, Member, Met, Source, read_bounded};
use crate::ingest::reason::Reason;

/// Whether a file starts like one.
pub(in crate::ingest) fn sniff(head: &[u8]) -> bool {
    head.starts_with(b"PAR1") || head.starts_with(ENCRYPTED)
}

/// The mark of a file of which even the description is encrypted.
const ENCRYPTED: &[u8] = b"PARE";

/// Yields the rows as lines of JSON. A file of its own is read by offset; what comes in a stream has its description at its end, and
/// is held in memory.
pub(in crate::ingest) fn read(
    source: &mut Source<'_>,
    limits: Limits,
    meet: &mut Meet<'_>,
) -> ControlFlow<()> {
    let opened = match source.path {
        Some(path) => File::open(path)
            .map_err(|error| Reason::broken(&error))
            .and_then(|file| rows(file, meet)),
        None => read_bounded(source, limits.member_bytes)
            .and_then(|bytes| rows(bytes::Bytes::from(bytes), meet)),
    };
    opened.unwrap_or_else(|reason| meet(Met::broken_off(reason)))
}

fn rows<R: ChunkReader + 'static>(
    chunks: R,
    meet: &mut Meet<'_>,
) -> Result<ControlFlow<()>, Reason> {
    let reader = SerializedFileReader::new(chunks).map_err(|error| unreadable(&error))?;
    let rows = reader
        .get_row_iter(None)
        .map_err(|error| unreadable(&error))?;
    let rows = rows.map(|row| {
        row.map(|columns| row_of(&columns))
            .map_err(io::Error::other)
    });
    let bytes = Box::new(JsonRows::new(rows));
    Ok(meet(Met::Member(Member {
        format: format::by_name("jsonl"),
        ..Member::new(String::new(), String::new(), bytes)
    })))
}

fn unreadable(error: &parquet::errors::ParquetError) -> Reason {
    let problem = error.to_string();
    if problem.contains("ncrypted") {
        return Reason::Encrypted;
    }
    Reason::Unreadable { problem }
}

fn row_of(columns: &Columns) -> Row {
    columns
        .get_column_iter()
        .map(|(name, field)| (name.clone(), value(field)))
        .collect()
}

/// A value as JSON. Older writers do not say that bytes are text.
fn value(field: &Field) -> Value {
    match field {
        Field::Bytes(bytes) => text(bytes.data()),
        Field::Group(columns) => row_of(columns).into(),
        Field::ListInternal(list) => list.elements().iter().map(value).collect(),
        other => other.to_json_value(),
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use parquet::data_type::{ByteArray, ByteArrayType, Int32Type, Int64Type};
    use parquet::file::writer::SerializedFileWriter;
    use parquet::schema::parser::parse_message_type;

    use super::*;

    /// Two articles: columns of text, of bytes, of a day and of a number.
    fn sample() -> Vec<u8> {
        let schema = "message schema {
            required binary title (UTF8);
            required binary text;
            required int32 date (DATE);
            optional int64 views;
        }";
        let schema = Arc::new(parse_message_type(schema).unwrap());
        let mut file = SerializedFileWriter::new(Vec::new(), schema, Arc::default()).unwrap();
        let mut group = file.next_row_group().unwrap();
        let mut texts = |texts: [&str; 2]| {
            let mut column = group.next_column().unwrap().unwrap();
            let texts = texts.map(ByteArray::from);
            let written = column.typed::<ByteArrayType>();
            written.write_batch(&texts, None, None).unwrap();
            column.close().unwrap();
        };
        texts(["Bridge opens", "Ferry stops"]);
        texts(["The bridge was opened.", "The ferry will stop."]);
        let mut column = group.next_column().unwrap().unwrap();
        let written = column.typed::<Int32Type>();
        written.write_batch(&[19_791, 19_792], None, None).unwrap();
        column.close().unwrap();
        let mut column = group.next_column().unwrap().unwrap();
        let written = column.typed::<Int64Type>();
        written.write_batch(&[7], Some(&[1, 0]), None).unwrap();
        column.close().unwrap();
        group.close().unwrap();
        file.into_inner().unwrap()
    }

    /// What is met: the lines of members, the codes of reasons.
    fn met(bytes: &[u8]) -> Vec<String> {
        let mut met = Vec::new();
        let limits = Limits {
            member_bytes: 1 << 20,
        };
        let _ = read(&mut Source::new(&mut &*bytes), limits, &mut |found| {
            match found {
                Met::Member(mut member) => {
                    let mut text = String::new();
                    let read = member.bytes.read_to_string(&mut text);
                    met.extend(text.lines().map(str::to_owned));
                    met.extend(read.err().map(|_| "broken".to_owned()));
                }
                Met::Refused { reason, .. } => met.push(reason.code().to_owned()),
                _ => {}
            }
            ControlFlow::Continue(())
        });
        met
    }

    #[test]
    fn rows_are_lines_of_json() {
        let sample = sample();
        assert!(sniff(&sample));
        assert_eq!(
            met(&sample),
            [
                r#"{"title":"Bridge opens","text":"The bridge was opened.","date":"2024-03-09","views":7}"#,
                r#"{"title":"Ferry stops","text":"The ferry will stop.","date":"2024-03-10","views":null}"#,
            ]
        );
    }

    #[test]
    fn damage_is_told() {
        let sample = sample();
        for tenth in 0..10 {
            let cut = &sample[..sample.len() * tenth / 10];
            assert_eq!(met(cut), ["unreadable"], "{tenth}");
        }
        assert_eq!(met(b"PARE nobody reads this \x04\0\0\0PARE"), ["encrypted"]);
        for at in 0..sample.len() {
            let mut broken = sample.clone();
            broken[at] ^= 0x15;
            // Whatever it does, a panic too, costs the file only; that is seen to by who reads files.
            let _ = std::panic::catch_unwind(|| met(&broken));
        }
    }
}
