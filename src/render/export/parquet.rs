//! Parquet: columns with types, compressed with zstd, in groups of rows that fit into memory.
//!
//! Days are `DATE`, authors, keywords and matches are lists, counts are integers, all else is text; what is not known is null.

use std::io::{self, Write};
use std::sync::{Arc, Mutex, PoisonError};

use parquet::basic::{
    Compression, ConvertedType, LogicalType, Repetition, Type as Physical, ZstdLevel,
};
use parquet::data_type::{BoolType, ByteArray, ByteArrayType, DoubleType, Int32Type, Int64Type};
use parquet::file::properties::WriterProperties;
use parquet::file::writer::{SerializedColumnWriter, SerializedFileWriter};
use parquet::schema::types::{Type, TypePtr};
use serde_json::Value;

use crate::render::columns::Column;

/// Bytes of values that are held until they are written as one group of rows.
const GROUP_BYTES: usize = 16 << 20;
/// Bytes that a value takes besides its text.
const VALUE_BYTES: usize = 16;

/// What a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Text,
    Texts,
    /// Days since 1970-01-01.
    Day,
    Integer,
    Real,
    Truth,
}

impl Kind {
    fn of(column: &str) -> Self {
        match column {
            "date" => Self::Day,
            "authors" | "tags" | "matches" | "xywh" => Self::Texts,
            "rank" | "copies" | "matching_copies" | "passage" | "match_count" | "paragraph"
            | "sentence" | "first_sentence" | "last_sentence" | "start_byte" | "end_byte"
            | "start_character" | "end_character" => Self::Integer,
            "score" | "passage_score" => Self::Real,
            "in_title" => Self::Truth,
            _ => Self::Text,
        }
    }

    fn schema(self, name: &str) -> parquet::errors::Result<Type> {
        let text = |name, repetition| {
            Type::primitive_type_builder(name, Physical::BYTE_ARRAY)
                .with_repetition(repetition)
                .with_logical_type(Some(LogicalType::String))
                .build()
        };
        let optional = |physical| {
            Type::primitive_type_builder(name, physical).with_repetition(Repetition::OPTIONAL)
        };
        match self {
            Self::Text => text(name, Repetition::OPTIONAL),
            Self::Day => optional(Physical::INT32)
                .with_logical_type(Some(LogicalType::Date))
                .build(),
            Self::Integer => optional(Physical::INT64).build(),
            Self::Real => optional(Physical::DOUBLE).build(),
            Self::Truth => optional(Physical::BOOLEAN).build(),
            Self::Texts => {
                let list = Type::group_type_builder("list")
                    .with_repetition(Repetition::REPEATED)
                    .with_fields(vec![Arc::new(text("element", Repetition::REQUIRED)?)])
                    .build()?;
                Type::group_type_builder(name)
                    .with_repetition(Repetition::REQUIRED)
                    .with_logical_type(Some(LogicalType::List))
                    .with_converted_type(ConvertedType::LIST)
                    .with_fields(vec![Arc::new(list)])
                    .build()
            }
        }
    }
}

/// What the library writes to: it wants an owner that other threads may have, which standard output is not.
#[derive(Clone, Default)]
struct Waiting(Arc<Mutex<Vec<u8>>>);

impl Write for Waiting {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Waiting {
    fn pass_on(&self, out: &mut dyn Write) -> io::Result<()> {
        let bytes = std::mem::take(&mut *self.0.lock().unwrap_or_else(PoisonError::into_inner));
        out.write_all(&bytes)
    }
}

/// Rows on their way into a file. A row has a value for each column: a text, a number, a list of texts, a truth or null.
pub(super) struct ParquetRows {
    kinds: Vec<Kind>,
    columns: Vec<Vec<Value>>,
    bytes: usize,
    waiting: Waiting,
    file: SerializedFileWriter<Waiting>,
}

impl ParquetRows {
    /// A file with these columns.
    pub(super) fn new(columns: &[Column]) -> io::Result<Self> {
        let names: Vec<String> = columns.iter().map(Column::name).collect();
        let kinds: Vec<Kind> = names.iter().map(|name| Kind::of(name)).collect();
        let fields = names
            .iter()
            .zip(&kinds)
            .map(|(name, kind)| kind.schema(name).map(Arc::new));
        let fields: parquet::errors::Result<Vec<TypePtr>> = fields.collect();
        let schema = Type::group_type_builder("schema")
            .with_fields(fields.map_err(failed)?)
            .build();
        let properties = WriterProperties::builder()
            .set_compression(Compression::ZSTD(ZstdLevel::default()))
            .set_created_by(concat!("unbury ", env!("CARGO_PKG_VERSION")).to_owned())
            .build();
        let waiting = Waiting::default();
        let schema = Arc::new(schema.map_err(failed)?);
        let file = SerializedFileWriter::new(waiting.clone(), schema, Arc::new(properties))
            .map_err(failed)?;
        Ok(Self {
            columns: vec![Vec::new(); kinds.len()],
            kinds,
            bytes: 0,
            waiting,
            file,
        })
    }

    /// Takes a row, and writes those that wait where they are enough.
    pub(super) fn push(&mut self, row: Vec<Value>, out: &mut dyn Write) -> io::Result<()> {
        for (column, value) in self.columns.iter_mut().zip(row) {
            self.bytes += VALUE_BYTES + size(&value);
            column.push(value);
        }
        if self.bytes > GROUP_BYTES {
            self.write_group(out)?;
        }
        Ok(())
    }

    /// Writes what waits, and the description of the file.
    pub(super) fn end(mut self, out: &mut dyn Write) -> io::Result<()> {
        self.write_group(out)?;
        self.file.finish().map_err(failed)?;
        self.waiting.pass_on(out)
    }

    fn write_group(&mut self, out: &mut dyn Write) -> io::Result<()> {
        if self.columns.first().is_none_or(Vec::is_empty) {
            return Ok(());
        }
        let mut group = self.file.next_row_group().map_err(failed)?;
        for (kind, values) in self.kinds.iter().zip(&mut self.columns) {
            if let Some(mut column) = group.next_column().map_err(failed)? {
                write_column(*kind, values, &mut column).map_err(failed)?;
                column.close().map_err(failed)?;
            }
            values.clear();
        }
        group.close().map_err(failed)?;
        self.bytes = 0;
        self.waiting.pass_on(out)
    }
}

fn failed(error: parquet::errors::ParquetError) -> io::Error {
    io::Error::other(error)
}

fn size(value: &Value) -> usize {
    match value {
        Value::String(text) => text.len(),
        Value::Array(values) => values.iter().map(|value| VALUE_BYTES + size(value)).sum(),
        _ => 0,
    }
}

fn write_column(
    kind: Kind,
    values: &[Value],
    column: &mut SerializedColumnWriter<'_>,
) -> parquet::errors::Result<()> {
    let text = |value: &Value| value.as_str().map(ByteArray::from);
    match kind {
        Kind::Text => {
            let (found, levels) = present(values, text);
            column
                .typed::<ByteArrayType>()
                .write_batch(&found, Some(&levels), None)?;
        }
        Kind::Day => {
            let day = |value: &Value| value.as_i64().and_then(|day| i32::try_from(day).ok());
            let (found, levels) = present(values, day);
            column
                .typed::<Int32Type>()
                .write_batch(&found, Some(&levels), None)?;
        }
        Kind::Integer => {
            let (found, levels) = present(values, Value::as_i64);
            column
                .typed::<Int64Type>()
                .write_batch(&found, Some(&levels), None)?;
        }
        Kind::Real => {
            let (found, levels) = present(values, Value::as_f64);
            column
                .typed::<DoubleType>()
                .write_batch(&found, Some(&levels), None)?;
        }
        Kind::Truth => {
            let (found, levels) = present(values, Value::as_bool);
            column
                .typed::<BoolType>()
                .write_batch(&found, Some(&levels), None)?;
        }
        Kind::Texts => {
            let (mut found, mut there, mut repeated) = (Vec::new(), Vec::new(), Vec::new());
            for list in values {
                let texts = list.as_array().into_iter().flatten().filter_map(text);
                let before = found.len();
                found.extend(texts);
                // An empty list has one place, at which nothing is.
                let count = found.len() - before;
                there.extend(std::iter::repeat_n(i16::from(count > 0), count.max(1)));
                repeated.push(0);
                repeated.extend(std::iter::repeat_n(1, count.saturating_sub(1)));
            }
            column
                .typed::<ByteArrayType>()
                .write_batch(&found, Some(&there), Some(&repeated))?;
        }
    }
    Ok(())
}

/// The values that are there, and for each row whether one is.
fn present<T>(values: &[Value], read: impl Fn(&Value) -> Option<T>) -> (Vec<T>, Vec<i16>) {
    let mut found = Vec::with_capacity(values.len());
    let mut levels = Vec::with_capacity(values.len());
    for value in values {
        let value = read(value);
        levels.push(i16::from(value.is_some()));
        found.extend(value);
    }
    (found, levels)
}

#[cfg(test)]
mod tests {
    use parquet::file::reader::{FileReader as _, SerializedFileReader};
    use serde_json::json;

    use super::*;
    use crate::render::columns::TableKind;

    #[test]
    fn rows_are_read_back_with_their_types() {
        let columns: Vec<Column> = ["id", "date", "authors", "score", "rank", "body"]
            .map(|name| TableKind::Search.column(name).unwrap())
            .to_vec();
        let rows = [
            json!(["a", 19_791, ["x", "y"], 1.5, 1, "One."]),
            json!(["b", null, [], null, null, null]),
            json!(["c", -1, ["z"], 0.0, 2, ""]),
        ];
        // One group for each row, and one for all.
        for large in [false, true] {
            let mut out = Vec::new();
            let mut file = ParquetRows::new(&columns).unwrap();
            for row in &rows {
                file.push(row.as_array().unwrap().clone(), &mut out)
                    .unwrap();
                if !large {
                    file.write_group(&mut out).unwrap();
                }
            }
            file.end(&mut out).unwrap();
            let reader = SerializedFileReader::new(bytes::Bytes::from(out)).unwrap();
            assert_eq!(reader.num_row_groups(), if large { 1 } else { rows.len() });
            let read: Vec<Value> = reader
                .get_row_iter(None)
                .unwrap()
                .map(|row| row.unwrap().to_json_value())
                .collect();
            assert_eq!(read[0]["date"], "2024-03-09");
            assert_eq!(read[0]["authors"], json!(["x", "y"]));
            assert_eq!(
                read[1],
                json!({"id": "b", "date": null, "authors": [], "score": null, "rank": null, "body": null})
            );
            assert_eq!(
                (&read[2]["date"], &read[2]["rank"], &read[2]["authors"]),
                (&json!("1969-12-31"), &json!(2), &json!(["z"]))
            );
        }
    }

    #[test]
    fn nothing_is_a_file_too() {
        let columns = [TableKind::Search.column("id").unwrap()];
        let mut out = Vec::new();
        ParquetRows::new(&columns).unwrap().end(&mut out).unwrap();
        let reader = SerializedFileReader::new(bytes::Bytes::from(out)).unwrap();
        assert_eq!(reader.metadata().file_metadata().num_rows(), 0);
    }
}
