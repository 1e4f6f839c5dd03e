//! A list of queries as one table: a row for each query, or for each of its passages.

use std::io::{self, Write};

use super::count::number_cells;
use super::csv::{PASSAGE_COLUMNS, cell, passage_cells, write_rows, write_start};
use super::fields::OutputField;
use super::json::{self, ArticleForm, NoticeForm, PassageForm, QueryForm};
use super::{Named, Options, SCHEMA_VERSION, named};
use crate::api::{Count, Hit, Notice, Passage};

/// How the table is written. The default is `Csv`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum BatchFormat {
    /// RFC 4180 with a header row, safe to open in a spreadsheet.
    #[default]
    Csv,
    /// One JSON object a line (`docs/json.md`).
    Jsonl,
}

named!(BatchFormat: "a format" {
    Csv: "csv",
    Jsonl: "jsonl",
});

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

/// What is written of an article where nobody asked for anything else.
const FIELDS: [OutputField; 5] = [
    OutputField::Id,
    OutputField::Title,
    OutputField::Published,
    OutputField::Source,
    OutputField::Url,
];

/// The columns before the article's. The first two name the row of the list.
const COLUMNS: [&str; 11] = [
    "row",
    "query",
    "name",
    "read_as",
    "error",
    "notes",
    "articles",
    "sentences",
    "occurrences",
    "title_sentences",
    "title_occurrences",
];

/// Writes what stands before the first row: the header of a table.
///
/// # Errors
/// Whatever the writer raises.
pub fn batch_begin(format: BatchFormat, options: &Options, out: &mut dyn Write) -> io::Result<()> {
    if format == BatchFormat::Jsonl {
        return Ok(());
    }
    write_start(out, options)?;
    let fields = options.fields_or(&FIELDS).iter().map(|field| field.name());
    let header = COLUMNS.into_iter().chain(fields).chain(PASSAGE_COLUMNS);
    write_rows(out, &[header.map(str::to_owned).collect()], options)
}

/// Writes one query with one of its articles: a row for each passage of the hit, or one row without a passage.
///
/// # Errors
/// Whatever the writer raises.
pub fn batch_row(
    format: BatchFormat,
    options: &Options,
    row: &BatchRow<'_>,
    hit: Option<&Hit>,
    out: &mut dyn Write,
) -> io::Result<()> {
    let passages: &[Passage] = hit.map_or(&[][..], |hit| hit.passages.as_slice());
    match format {
        BatchFormat::Csv => {
            let mut rows: Vec<Vec<String>> = passages
                .iter()
                .zip(1..)
                .map(|(passage, ordinal)| cells(row, hit, Some((ordinal, passage)), options))
                .collect();
            if rows.is_empty() {
                rows.push(cells(row, hit, None, options));
            }
            write_rows(out, &rows, options)
        }
        BatchFormat::Jsonl if passages.is_empty() => write_line(out, row, hit, None, options),
        BatchFormat::Jsonl => passages
            .iter()
            .try_for_each(|passage| write_line(out, row, hit, Some(passage), options)),
    }
}

fn cells(
    row: &BatchRow<'_>,
    hit: Option<&Hit>,
    passage: Option<(usize, &Passage)>,
    options: &Options,
) -> Vec<String> {
    let safe = |text: &str| cell(text, options);
    let notes: Vec<&str> = row
        .notices
        .iter()
        .map(|notice| notice.message.as_str())
        .collect();
    let mut cells = vec![
        row.number.to_string(),
        safe(row.typed),
        safe(row.name.unwrap_or_default()),
        safe(row.query.unwrap_or_default()),
        safe(row.outcome.err().unwrap_or_default()),
        safe(&notes.join("; ")),
    ];
    cells.extend(row.outcome.map(number_cells).unwrap_or_default());
    let fields = options.fields_or(&FIELDS).iter();
    cells.extend(fields.map(|field| {
        let text = hit.and_then(|hit| field.text_of(&hit.article));
        safe(&text.unwrap_or_default())
    }));
    cells.extend(hit.zip(passage).map_or_else(
        || [const { String::new() }; PASSAGE_COLUMNS.len()],
        |(hit, (ordinal, passage))| passage_cells(ordinal, passage, &hit.article.body, options),
    ));
    cells
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
    let notices = row.notices.iter();
    let form = RowForm {
        schema_version: SCHEMA_VERSION,
        row: row.number,
        name: row.name,
        query: QueryForm {
            text: Some(row.typed),
            canonical: row.query,
        },
        error: row.outcome.err(),
        notices: notices
            .map(|notice| NoticeForm::of(notice, Some(row.typed)))
            .collect(),
        count: row.outcome.ok(),
        article: hit.map(|hit| ArticleForm {
            article: &hit.article,
            fields: options.fields_or(&FIELDS),
        }),
        passage: hit
            .zip(passage)
            .map(|(hit, passage)| PassageForm::of(passage, &hit.article.body)),
    };
    json::write_value(out, &form, options)?;
    out.write_all(b"\n")
}

#[cfg(test)]
mod tests {
    use super::super::contract_tests::{assert_valid, schema};
    use super::super::sample;
    use super::*;

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

    fn written(format: BatchFormat, row: &BatchRow<'_>, hit: Option<&Hit>) -> String {
        let mut out = Vec::new();
        batch_begin(format, &Options::default(), &mut out).unwrap();
        batch_row(format, &Options::default(), row, hit, &mut out).unwrap();
        String::from_utf8(out).unwrap()
    }

    fn rows(table: &str) -> Vec<Vec<String>> {
        let reader = ::csv::ReaderBuilder::new()
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
            let table = rows(&written(BatchFormat::Csv, &row, hit));
            assert_eq!(table.len(), lines + 1);
            let header = &table[0];
            for cells in &table[1..] {
                assert_eq!(cells.len(), header.len());
                assert_eq!(cells[..2], ["3", "'=Peace talks"]);
                let counted = cells[6..11].iter().all(|number| !number.is_empty());
                assert_eq!(counted, row.outcome.is_ok());
            }
            let json = written(BatchFormat::Jsonl, &row, hit);
            assert_eq!(json.lines().count(), lines);
            for line in json.lines() {
                assert_valid(&schema("batch"), line);
            }
        }
    }
}
