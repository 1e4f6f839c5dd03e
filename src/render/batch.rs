//! A list of queries as one table: a row for each query, or for each of its passages (`unbury batch`).

use std::io::{self, Write};

use super::columns::TableKind;
use super::count::{notes, number};
use super::fields::Extent;
use super::format::Format;
use super::json::{self, ArticleForm, NoticeForm, PassageForm, QueryForm, SCHEMA_VERSION};
use super::options::Options;
use super::table::Table;
use crate::api::{Count, Hit, Notice, Passage};

/// One query of the list.
#[derive(Debug, Clone, Copy)]
pub struct BatchRow<'a> {
    /// Its number in the list, from 1.
    pub number: u64,
    /// The name that stands beside it, or that it was made of.
    pub name: Option<&'a str>,
    /// As it stands in the list. Spans of notices are bytes of it.
    pub typed: &'a str,
    /// As understood, in canonical form; `None` where it was not.
    pub query: Option<&'a str>,
    /// What the reader should know.
    pub notices: &'a [Notice],
    /// How often it occurs, or why that is not known.
    pub outcome: Result<Count, &'a str>,
}

/// Writes the queries of a list one after the other: [`begin`](Self::begin), then each [`row`](Self::row), then [`end`](Self::end).
pub struct BatchWriter<'a> {
    format: Format,
    options: &'a Options,
    table: Table<'a>,
    has_rows: bool,
}

impl<'a> BatchWriter<'a> {
    /// A writer of rows in this format, one of [`Format::BATCH`].
    pub fn new(format: Format, options: &'a Options) -> Self {
        Self {
            format,
            options,
            table: Table::new(TableKind::Batch, format, options),
            has_rows: false,
        }
    }

    /// Writes what stands before the first row: the header of a table, or the beginning of an object; `searched` is the number of
    /// articles in the index.
    ///
    /// # Errors
    /// Whatever the writer raises; [`io::ErrorKind::Unsupported`] for a format that is not one of [`Format::BATCH`].
    pub fn begin(&self, searched: u64, out: &mut dyn Write) -> io::Result<()> {
        match self.format {
            Format::Csv | Format::Tsv => self.table.begin(out),
            Format::Jsonl => Ok(()),
            Format::Json => {
                let schema_version = SCHEMA_VERSION;
                let head = HeadForm {
                    schema_version,
                    searched,
                };
                json::write_open(out, &head, "rows", self.options)
            }
            _ => Err(self.format.refused(Format::BATCH)),
        }
    }

    /// Writes one query with one of its articles: a row for each passage of the hit, or one row without a passage.
    ///
    /// # Errors
    /// As [`BatchWriter::begin`].
    pub fn row(
        &mut self,
        row: &BatchRow<'_>,
        hit: Option<&Hit>,
        out: &mut dyn Write,
    ) -> io::Result<()> {
        if self.format.is_table() {
            let own = |name: &str| cell(row, name, &self.table);
            return self.table.write_passages(hit, own, out);
        }
        let passages = hit.map_or(&[][..], |hit| hit.passages.as_slice());
        if passages.is_empty() {
            return self.object(row, hit, None, out);
        }
        let mut passages = passages.iter();
        passages.try_for_each(|passage| self.object(row, hit, Some(passage), out))
    }

    /// Writes what stands after the last row.
    ///
    /// # Errors
    /// As [`BatchWriter::begin`].
    pub fn end(&self, out: &mut dyn Write) -> io::Result<()> {
        if self.format == Format::Json {
            out.write_all(b"\n]}\n")?;
        }
        Ok(())
    }

    fn object(
        &mut self,
        row: &BatchRow<'_>,
        hit: Option<&Hit>,
        passage: Option<&Passage>,
        out: &mut dyn Write,
    ) -> io::Result<()> {
        let is_line = self.format == Format::Jsonl;
        let form = RowForm {
            schema_version: is_line.then_some(SCHEMA_VERSION),
            row: row.number,
            name: row.name,
            query: QueryForm {
                text: Some(row.typed),
                canonical: row.query,
            },
            error: row.outcome.err(),
            notices: NoticeForm::all(row.notices, Some(row.typed)),
            count: row.outcome.ok(),
            article: hit.map(|hit| ArticleForm {
                article: &hit.article,
                fields: self.options.fields(Extent::Row, self.format),
            }),
            passage: hit
                .zip(passage)
                .map(|(hit, passage)| PassageForm::of(passage, &hit.article)),
        };
        if is_line {
            return json::write_line(out, &form, self.options);
        }
        out.write_all(if self.has_rows { b",\n" } else { b"\n" })?;
        self.has_rows = true;
        json::write_value(out, &form, self.options)
    }
}

/// A cell that is of the query.
fn cell(row: &BatchRow<'_>, name: &str, table: &Table<'_>) -> String {
    match name {
        "row" => row.number.to_string(),
        "query" => table.cell(row.typed),
        "name" => table.cell(row.name.unwrap_or_default()),
        "read_as" => table.cell(row.query.unwrap_or_default()),
        "error" => table.cell(row.outcome.err().unwrap_or_default()),
        "notes" => table.cell(&notes(row.notices)),
        name => {
            let count = row.outcome.ok();
            count
                .and_then(|count| number(count, name))
                .unwrap_or_default()
        }
    }
}

/// What stands before the rows, as JSON (`docs/schema/batch.schema.json`).
#[derive(serde::Serialize)]
struct HeadForm {
    schema_version: u32,
    searched: u64,
}

/// A row as JSON (`docs/schema/batch-line.schema.json`).
#[derive(serde::Serialize)]
struct RowForm<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    schema_version: Option<u32>,
    row: u64,
    name: Option<&'a str>,
    query: QueryForm<'a>,
    error: Option<&'a str>,
    notices: Vec<NoticeForm<'a>>,
    count: Option<Count>,
    article: Option<ArticleForm<'a>>,
    passage: Option<PassageForm<'a>>,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::tests::sample;
    use crate::render::tests::schema::{assert_valid, schema};

    const FOUND: BatchRow<'_> = BatchRow {
        number: 3,
        name: Some("=Peace talks"),
        typed: "=Peace talks",
        query: Some("\"Peace talks\""),
        notices: &[],
        outcome: Ok(Count {
            articles: 1,
            stories: 1,
            sentences: 3,
            occurrences: 3,
            title_sentences: 1,
            title_occurrences: 1,
        }),
    };

    fn written(format: Format, row: &BatchRow<'_>, hit: Option<&Hit>) -> String {
        let mut out = Vec::new();
        let options = Options::default();
        let mut writer = BatchWriter::new(format, &options);
        writer.begin(60, &mut out).unwrap();
        writer.row(row, hit, &mut out).unwrap();
        writer.end(&mut out).unwrap();
        String::from_utf8(out).unwrap()
    }

    fn rows(table: &str) -> Vec<Vec<String>> {
        let reader = csv::ReaderBuilder::new()
            .has_headers(false)
            .from_reader(table.as_bytes());
        let records = reader.into_records();
        records
            .map(|record| record.unwrap().iter().map(str::to_owned).collect())
            .collect()
    }

    #[test]
    fn every_row_has_every_column() {
        let hit = sample::full_hit();
        let headline = sample::headline_hit();
        let failed = BatchRow {
            query: None,
            outcome: Err("the row has no query"),
            ..FOUND
        };
        for (row, hit, lines) in [
            (FOUND, Some(&hit), 2),
            (FOUND, Some(&headline), 1),
            (FOUND, None, 1),
            (failed, None, 1),
        ] {
            let table = rows(&written(Format::Csv, &row, hit));
            assert_eq!(table.len(), lines + 1);
            let header = &table[0];
            for cells in &table[1..] {
                assert_eq!(cells.len(), header.len());
                assert_eq!(cells[..2], ["3", "'=Peace talks"]);
                let counted = cells[6..12].iter().all(|number| !number.is_empty());
                assert_eq!(counted, row.outcome.is_ok());
            }
            let json = written(Format::Jsonl, &row, hit);
            assert_eq!(json.lines().count(), lines);
            for line in json.lines() {
                assert_valid(&schema("batch-line"), line);
            }
            let json = written(Format::Json, &row, hit);
            assert_eq!(json.lines().count(), lines + 2);
            assert_valid(&schema("batch"), &json);
        }
    }
}
