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

/// Writes what stands before the first row: the header of a table.
///
/// # Errors
/// Whatever the writer raises; [`io::ErrorKind::Unsupported`] for a format that is not one of [`Format::BATCH`].
pub fn batch_begin(format: Format, options: &Options, out: &mut dyn Write) -> io::Result<()> {
    match format {
        Format::Csv | Format::Tsv => Table::new(TableKind::Batch, format, options).begin(out),
        Format::Jsonl => Ok(()),
        _ => Err(format.refused(Format::BATCH)),
    }
}

/// Writes one query with one of its articles: a row for each passage of the hit, or one row without a passage.
///
/// # Errors
/// As [`batch_begin`].
pub fn batch_row(
    format: Format,
    options: &Options,
    row: &BatchRow<'_>,
    hit: Option<&Hit>,
    out: &mut dyn Write,
) -> io::Result<()> {
    match format {
        Format::Csv | Format::Tsv => {
            let table = Table::new(TableKind::Batch, format, options);
            table.write_passages(hit, |name| cell(row, name, &table), out)
        }
        Format::Jsonl => {
            let passages = hit.map_or(&[][..], |hit| hit.passages.as_slice());
            if passages.is_empty() {
                return write_line(out, row, hit, None, options);
            }
            let mut passages = passages.iter();
            passages.try_for_each(|passage| write_line(out, row, hit, Some(passage), options))
        }
        _ => Err(format.refused(Format::BATCH)),
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

/// A row as JSON (`docs/schema/batch.schema.json`).
#[derive(serde::Serialize)]
struct RowForm<'a> {
    schema_version: u32,
    row: u64,
    name: Option<&'a str>,
    query: QueryForm<'a>,
    error: Option<&'a str>,
    notices: Vec<NoticeForm<'a>>,
    count: Option<Count>,
    article: Option<ArticleForm<'a>>,
    passage: Option<PassageForm<'a>>,
}

fn write_line(
    out: &mut dyn Write,
    row: &BatchRow<'_>,
    hit: Option<&Hit>,
    passage: Option<&Passage>,
    options: &Options,
) -> io::Result<()> {
    let form = RowForm {
        schema_version: SCHEMA_VERSION,
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
            fields: options.fields(Extent::Row, Format::Jsonl),
        }),
        passage: hit
            .zip(passage)
            .map(|(hit, passage)| PassageForm::of(passage, &hit.article)),
    };
    json::write_line(out, &form, options)
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
            sentences: 3,
            occurrences: 3,
            title_sentences: 1,
            title_occurrences: 1,
        }),
    };

    fn written(format: Format, row: &BatchRow<'_>, hit: Option<&Hit>) -> String {
        let mut out = Vec::new();
        batch_begin(format, &Options::default(), &mut out).unwrap();
        batch_row(format, &Options::default(), row, hit, &mut out).unwrap();
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
                let counted = cells[6..11].iter().all(|number| !number.is_empty());
                assert_eq!(counted, row.outcome.is_ok());
            }
            let json = written(Format::Jsonl, &row, hit);
            assert_eq!(json.lines().count(), lines);
            for line in json.lines() {
                assert_valid(&schema("batch"), line);
            }
        }
    }
}
