//! Rows of a database or of columns, as lines of JSON: what reads JSON lines reads them.

use std::io::{self, Read};

use serde_json::{Map, Value};

/// One row: its columns by their names.
pub(super) type Row = Map<String, Value>;

/// Rows as a stream of lines.
pub(super) struct JsonRows<I> {
    rows: I,
    line: Vec<u8>,
    given: usize,
}

impl<I: Iterator<Item = io::Result<Row>>> JsonRows<I> {
    pub(super) fn new(rows: I) -> Self {
        Self {
            rows,
            line: Vec::new(),
            given: 0,
        }
    }
}

impl<I: Iterator<Item = io::Result<Row>>> Read for JsonRows<I> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.given == self.line.len() {
            let Some(row) = self.rows.next() else {
                return Ok(0);
            };
            self.line.clear();
            self.given = 0;
            serde_json::to_writer(&mut self.line, &row?)?;
            self.line.push(b'\n');
        }
        let rest = &self.line[self.given..];
        let count = rest.len().min(buffer.len());
        buffer[..count].copy_from_slice(&rest[..count]);
        self.given += count;
        Ok(count)
    }
}

/// Bytes that are text, as far as they are.
pub(super) fn text(bytes: &[u8]) -> Value {
    match std::str::from_utf8(bytes) {
        Ok(text) => text.into(),
        Err(_) => Value::Null,
    }
}
