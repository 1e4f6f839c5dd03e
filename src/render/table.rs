//! Tables: CSV (RFC 4180) and columns separated by tabs, which open as they are in spreadsheets and in statistics programs.
//!
//! - CSV begins with a byte order mark: without it Excel reads UTF-8 as the local charset and spoils
//!   every quote and accent. (Not on a terminal.)
//! - Text that a spreadsheet would run as a formula gets an apostrophe in front. Numbers are left alone.
//! - A row is a line: line breaks in a text are spaces, and so are tabs between tabs. The text as it is stands in JSON.

use std::io::{self, Write};

use csv::{Terminator, WriterBuilder};

use super::columns::{Column, TableKind};
use super::format::Format;
use super::json::finite;
use super::options::Options;
use super::place::Place;
use super::{marks, safety};
use crate::api::{Hit, Passage};
use crate::article::Article;
use crate::span::ByteSpan;

/// Writes a table row by row, from several threads if need be.
#[derive(Debug, Clone)]
pub(super) struct Table<'a> {
    has_tabs: bool,
    columns: Vec<Column>,
    options: &'a Options,
}

impl<'a> Table<'a> {
    /// A table with tabs between its columns for [`Format::Tsv`], else one in CSV.
    pub(super) fn new(kind: TableKind, format: Format, options: &'a Options) -> Self {
        Self {
            has_tabs: format == Format::Tsv,
            columns: kind.columns(
                options.columns.as_deref(),
                options.fields.as_deref(),
                options.passages,
            ),
            options,
        }
    }

    /// Writes the byte order mark.
    pub(super) fn begin_file(&self, out: &mut dyn Write) -> io::Result<()> {
        if !self.has_tabs && !self.options.terminal {
            out.write_all("\u{feff}".as_bytes())?;
        }
        Ok(())
    }

    /// Writes the byte order mark and the header.
    pub(super) fn begin(&self, out: &mut dyn Write) -> io::Result<()> {
        self.begin_file(out)?;
        let header: Vec<String> = self.columns.iter().map(Column::name).collect();
        self.write(&[header], out)
    }

    /// A row: the cells of an article, and what `own` says of the columns that are this table's own (safe cells).
    pub(super) fn row(
        &self,
        article: Option<&Article>,
        own: impl Fn(&str) -> String,
    ) -> Vec<String> {
        let cells = self.columns.iter().map(|column| match column {
            Column::Own(name) => own(name),
            column => {
                let text = article.and_then(|article| column.text_of(article));
                self.cell(&text.unwrap_or_default())
            }
        });
        cells.collect()
    }

    /// Writes rows.
    pub(super) fn write(&self, rows: &[Vec<String>], out: &mut dyn Write) -> io::Result<()> {
        let end = if self.has_tabs || self.options.terminal {
            Terminator::Any(b'\n')
        } else {
            Terminator::CRLF
        };
        let mut writer = WriterBuilder::new()
            .delimiter(if self.has_tabs { b'\t' } else { b',' })
            .terminator(end)
            .from_writer(out);
        for row in rows {
            writer.write_record(row)?;
        }
        writer.flush()
    }

    /// Writes a row for each passage of the hit, or one row without a passage; `own` says what the other columns hold.
    pub(super) fn write_passages(
        &self,
        hit: Option<&Hit>,
        own: impl Fn(&str) -> String,
        out: &mut dyn Write,
    ) -> io::Result<()> {
        let article = hit.map(|hit| &hit.article);
        let passages = hit.map_or(&[][..], |hit| hit.passages.as_slice());
        let rows = passages.iter().zip(1..).map(|(passage, ordinal)| {
            self.row(article, |name| {
                let cell =
                    article.and_then(|article| self.passage_cell(name, ordinal, passage, article));
                cell.unwrap_or_else(|| own(name))
            })
        });
        let mut rows: Vec<Vec<String>> = rows.collect();
        if rows.is_empty() {
            rows.push(self.row(article, own));
        }
        self.write(&rows, out)
    }

    /// A cell of a passage; `None` for a column that is of something else.
    fn passage_cell(
        &self,
        name: &str,
        ordinal: usize,
        passage: &Passage,
        article: &Article,
    ) -> Option<String> {
        let body = article.body.as_str();
        let characters = || Place::of(passage.span, body).characters();
        let marked = || marks::marked_in_passage(passage, body);
        Some(match name {
            "passage" => ordinal.to_string(),
            "text" => self.cell(passage.text(body)),
            "matches" => self.matches_cell(passage.text(body), &marked()),
            "match_count" => marked().len().to_string(),
            "passage_score" => finite(passage.score).to_string(),
            "page" => self.cell(article.page_at(passage.span.start).unwrap_or_default()),
            "paragraph" => passage.paragraph.to_string(),
            "first_sentence" => passage.sentences.0.to_string(),
            "last_sentence" => passage.sentences.1.to_string(),
            "start_byte" => passage.span.start.to_string(),
            "end_byte" => passage.span.end.to_string(),
            "start_character" => characters().0.to_string(),
            "end_character" => characters().1.to_string(),
            _ => return None,
        })
    }

    /// What is marked in a text (sound spans), as one cell.
    pub(super) fn matches_cell(&self, text: &str, marks: &[ByteSpan]) -> String {
        let matches: Vec<&str> = marks.iter().map(|mark| mark.of(text)).collect();
        self.cell(&matches.join(" | "))
    }

    /// A text as a cell: one line, no NUL, which ends the file for some readers, and no formula.
    pub(super) fn cell(&self, text: &str) -> String {
        let text = self.one_line(&self.options.safe(text));
        if starts_formula(&text) {
            format!("'{text}")
        } else {
            text
        }
    }

    /// The text with every run of line breaks as one space.
    fn one_line(&self, text: &str) -> String {
        let breaks = |sign: char| {
            matches!(
                sign,
                '\n' | '\r' | '\u{b}' | '\u{c}' | '\u{85}' | '\u{2028}' | '\u{2029}'
            ) || sign == '\t' && self.has_tabs
        };
        let mut line = String::with_capacity(text.len());
        let mut after_break = false;
        for sign in text.chars().filter(|sign| *sign != '\0') {
            let is_break = breaks(sign);
            if is_break && !after_break {
                line.push(' ');
            } else if !is_break {
                line.push(sign);
            }
            after_break = is_break;
        }
        line
    }
}

/// Whether a spreadsheet may run the cell: it starts, after white space, with a character that opens a formula
/// in some locale (OWASP's list for CSV injection), or with a tab, which some strip.
fn starts_formula(text: &str) -> bool {
    let skipped = |it: char| it.is_whitespace() || it.is_control() || safety::is_unsafe(it);
    text.starts_with('\t')
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
        let table = Table::new(TableKind::Counts, Format::Csv, &options);
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
            ("\r=x", "' =x"),
            ("a\r\n\nb", "a b"),
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
        fn rows_are_lines_and_are_read_back(
            cells in prop::collection::vec("[a-z ,;\"\t\r\n=é日]{0,8}", 2..5),
            format in prop_oneof![Just(Format::Csv), Just(Format::Tsv)],
        ) {
            let options = Options::default();
            let table = Table::new(TableKind::Counts, format, &options);
            let row: Vec<String> = cells.iter().map(|it| table.cell(it)).collect();
            let mut out = Vec::new();
            table.write(&[row.clone(), row.clone()], &mut out).unwrap();
            prop_assert_eq!(memchr::memchr_iter(b'\n', &out).count(), 2);
            let delimiter = if format == Format::Tsv { b'\t' } else { b',' };
            let mut reader = csv::ReaderBuilder::new().has_headers(false).delimiter(delimiter).from_reader(&out[..]);
            let read: Vec<Vec<String>> = reader
                .records()
                .map(|it| it.unwrap().iter().map(str::to_owned).collect())
                .collect();
            prop_assert_eq!(read, vec![row.clone(), row]);
        }
    }
}
