//! Tables: CSV (RFC 4180) that is safe to open in a spreadsheet, and columns separated by tabs.
//!
//! - CSV begins with a byte order mark: without it Excel reads UTF-8 as the local charset and spoils
//!   every quote and accent. (Not on a terminal.)
//! - Text that a spreadsheet would run as a formula gets an apostrophe in front. Numbers are left alone.
//! - Between tabs white space is one space.

use std::io::{self, Write};

use csv::{Terminator, WriterBuilder};

use super::fields::OutputField;
use super::format::Format;
use super::json::finite;
use super::options::Options;
use super::place::Place;
use super::{marks, safety};
use crate::api::{Hit, Passage};
use crate::article::Article;
use crate::span::ByteSpan;

/// The columns of a passage. Ordinals and places count as in JSON: from 0, the end
/// excluded, sentences both included. `text` is the plain passage, `matches` what matched in it.
pub(super) const PASSAGE_COLUMNS: [&str; 11] = [
    "passage",
    "text",
    "matches",
    "passage_score",
    "paragraph",
    "first_sentence",
    "last_sentence",
    "start_byte",
    "end_byte",
    "start_character",
    "end_character",
];

/// The columns of these fields of an article.
pub(super) fn field_columns(fields: &[OutputField]) -> impl Iterator<Item = &'static str> {
    fields.iter().map(|field| field.name())
}

/// Writes a table row by row. It keeps nothing, so that several threads can write rows at once.
#[derive(Debug, Clone, Copy)]
pub(super) struct Table<'a> {
    has_tabs: bool,
    options: &'a Options,
}

impl<'a> Table<'a> {
    /// A table with tabs between its columns for [`Format::Tsv`], else one in CSV.
    pub(super) fn new(format: Format, options: &'a Options) -> Self {
        Self {
            has_tabs: format == Format::Tsv,
            options,
        }
    }

    /// Writes the byte order mark and the header.
    pub(super) fn begin<'c>(
        self,
        columns: impl IntoIterator<Item = &'c str>,
        out: &mut dyn Write,
    ) -> io::Result<()> {
        if !self.has_tabs && !self.options.terminal {
            out.write_all("\u{feff}".as_bytes())?;
        }
        let header: Vec<String> = columns.into_iter().map(str::to_owned).collect();
        self.write(&[header], out)
    }

    /// Writes rows of cells that are safe already.
    pub(super) fn write(self, rows: &[Vec<String>], out: &mut dyn Write) -> io::Result<()> {
        if self.has_tabs {
            rows.iter().try_for_each(|row| write_with_tabs(row, out))
        } else {
            self.write_csv(rows, out)
        }
    }

    fn write_csv(self, rows: &[Vec<String>], out: &mut dyn Write) -> io::Result<()> {
        let end = if self.options.terminal {
            Terminator::Any(b'\n')
        } else {
            Terminator::CRLF
        };
        let mut writer = WriterBuilder::new().terminator(end).from_writer(out);
        for row in rows {
            writer.write_record(row)?;
        }
        writer.flush()
    }

    /// Writes a row for each passage of the hit, or one row without a passage; each begins with `cells`.
    pub(super) fn write_passages(
        self,
        cells: &[String],
        hit: Option<&Hit>,
        out: &mut dyn Write,
    ) -> io::Result<()> {
        let row = |passage: [String; PASSAGE_COLUMNS.len()]| [cells, &passage].concat();
        let mut rows = Vec::new();
        if let Some(hit) = hit {
            let passages = hit.passages.iter().zip(1..);
            rows.extend(passages.map(|(passage, ordinal)| {
                row(self.passage_cells(ordinal, passage, &hit.article.body))
            }));
        }
        if rows.is_empty() {
            rows.push(row(Default::default()));
        }
        self.write(&rows, out)
    }

    /// The cells of one passage: [`PASSAGE_COLUMNS`].
    fn passage_cells(
        self,
        ordinal: usize,
        passage: &Passage,
        body: &str,
    ) -> [String; PASSAGE_COLUMNS.len()] {
        let text = passage.text(body);
        let (start, end) = Place::of(passage.span, body).characters();
        [
            ordinal.to_string(),
            self.cell(text),
            self.matches_cell(text, &marks::in_passage(passage, body)),
            finite(passage.score).to_string(),
            passage.paragraph.to_string(),
            passage.sentences.0.to_string(),
            passage.sentences.1.to_string(),
            passage.span.start.to_string(),
            passage.span.end.to_string(),
            start.to_string(),
            end.to_string(),
        ]
    }

    /// The cells of these fields, empty without an article.
    pub(super) fn field_cells(
        self,
        fields: &[OutputField],
        article: Option<&Article>,
    ) -> impl Iterator<Item = String> {
        fields.iter().map(move |field| {
            let text = article.and_then(|article| field.text_of(article));
            self.cell(&text.unwrap_or_default())
        })
    }

    /// What is marked in a text (sound spans), as one cell.
    pub(super) fn matches_cell(self, text: &str, marks: &[ByteSpan]) -> String {
        let matches: Vec<&str> = marks.iter().map(|mark| mark.of(text)).collect();
        self.cell(&matches.join(" | "))
    }

    /// A text as a cell: no NUL, which ends the file for some readers, and no formula.
    pub(super) fn cell(self, text: &str) -> String {
        let text = self.options.safe(text).replace('\0', "");
        if starts_formula(&text) {
            format!("'{text}")
        } else {
            text
        }
    }
}

fn write_with_tabs(row: &[String], out: &mut dyn Write) -> io::Result<()> {
    for (at, cell) in row.iter().enumerate() {
        if at > 0 {
            out.write_all(b"\t")?;
        }
        let words: Vec<&str> = cell.split_whitespace().collect();
        out.write_all(words.join(" ").as_bytes())?;
    }
    out.write_all(b"\n")
}

/// Whether a spreadsheet may run the cell: it starts, after white space, with a character that opens a formula
/// in some locale (OWASP's list for CSV injection), or with a tab or line end, which some strip.
fn starts_formula(text: &str) -> bool {
    let skipped = |it: char| it.is_whitespace() || it.is_control() || safety::is_unsafe(it);
    text.starts_with(['\t', '\r', '\n'])
        || text
            .trim_start_matches(skipped)
            .starts_with(['=', '+', '-', '@', '＝', '＋', '－', '＠'])
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn formulas_are_defused() {
        let options = Options::default();
        let table = Table::new(Format::Csv, &options);
        for (text, shown) in [
            ("plain", "plain"),
            ("", ""),
            ("a = b", "a = b"),
            (
                "=HYPERLINK(\"http://e.org\")",
                "'=HYPERLINK(\"http://e.org\")",
            ),
            ("+1", "'+1"),
            ("-2 degrees", "'-2 degrees"),
            ("@SUM(A1)", "'@SUM(A1)"),
            ("  =1+1", "'  =1+1"),
            ("\u{a0}\u{feff}=1+1", "'\u{a0}\u{feff}=1+1"),
            ("\tx", "'\tx"),
            ("\r=x", "'\r=x"),
            ("＝1+1", "'＝1+1"),
            ("\0=1+1", "'=1+1"),
            ("a\0b", "ab"),
            ("– dash", "– dash"),
        ] {
            assert_eq!(table.cell(text), shown, "{text:?}");
        }
    }

    proptest! {
        #[test]
        fn rows_are_read_back_as_they_were(cells in prop::collection::vec("[a-z ,;\"\r\n=é日]{0,8}", 2..5)) {
            let options = Options::default();
            let table = Table::new(Format::Csv, &options);
            let row: Vec<String> = cells.iter().map(|it| table.cell(it)).collect();
            let mut out = Vec::new();
            table.write(&[row.clone(), row.clone()], &mut out).unwrap();
            let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(&out[..]);
            let read: Vec<Vec<String>> = reader
                .records()
                .map(|it| it.unwrap().iter().map(str::to_owned).collect())
                .collect();
            prop_assert_eq!(read, vec![row.clone(), row]);
        }
    }
}
