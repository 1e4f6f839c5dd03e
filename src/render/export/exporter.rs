//! Writes one article after the other, in any format that is one file.

use std::io::{self, Write};

use super::corpus_text::CorpusText;
use super::format::{ExportFormat, RowOf};
#[cfg(feature = "parquet")]
use super::parquet::ParquetRows;
#[cfg(feature = "parquet")]
use super::typed_row;
use super::{article_line, bibtex, csl, ris, tei, vrt};
use crate::api::Hit;
#[cfg(feature = "parquet")]
use crate::render::columns::Column;
use crate::render::columns::TableKind;
use crate::render::fields::OutputField;
use crate::render::format::Format;
use crate::render::options::Options;
use crate::render::search::trec_line;
use crate::render::table::Table;

/// Writes an export: [`begin`](Self::begin), each [`hit`](Self::hit), [`end`](Self::end). It keeps nothing of a hit.
pub struct Exporter<'a> {
    format: ExportFormat,
    row: RowOf,
    options: &'a Options,
    table: Table<'a>,
    texts: CorpusText,
    #[cfg(feature = "parquet")]
    columns: Option<(Vec<Column>, ParquetRows)>,
    out: &'a mut dyn Write,
    written: u64,
}

impl<'a> Exporter<'a> {
    /// Writes what stands before the first row. `out` gets many small writes: it should be buffered.
    ///
    /// # Errors
    /// Whatever the writer raises; [`io::ErrorKind::Unsupported`] for a format that is more than a stream of articles (a folder, a report)
    /// or has no such rows.
    pub fn begin(
        (format, row): (ExportFormat, RowOf),
        options: &'a Options,
        out: &'a mut dyn Write,
    ) -> io::Result<Self> {
        if row == RowOf::Occurrence || !format.has_rows_of(row) {
            return Err(format.unsupported("this"));
        }
        let of_table = if format == ExportFormat::Tsv {
            Format::Tsv
        } else {
            Format::Csv
        };
        let table = Table::new(TableKind::Export, of_table, options);
        match format {
            ExportFormat::Csv | ExportFormat::Tsv => table.begin(out)?,
            ExportFormat::Vrt => out.write_all(vrt::HEADER.as_bytes())?,
            ExportFormat::Tei => tei::begin(out)?,
            ExportFormat::Csl => out.write_all(b"[")?,
            ExportFormat::Jsonl | ExportFormat::Ris | ExportFormat::Bibtex | ExportFormat::Trec => {
            }
            ExportFormat::Parquet if cfg!(feature = "parquet") => {}
            _ => return Err(format.unsupported("an article in one file")),
        }
        Ok(Self {
            format,
            row,
            options,
            table,
            texts: CorpusText::default(),
            #[cfg(feature = "parquet")]
            columns: if format == ExportFormat::Parquet {
                let columns = columns(row, options);
                let rows = ParquetRows::new(&columns)?;
                Some((columns, rows))
            } else {
                None
            },
            out,
            written: 0,
        })
    }

    /// Writes an article, or each passage of the hit, as a row is the one or the other. A citation of an article quotes all of its
    /// passages. The number of rows that were written.
    ///
    /// # Errors
    /// Whatever the writer raises.
    pub fn hit(&mut self, hit: &Hit) -> io::Result<u64> {
        let before = self.written;
        // A headline without a text has no passages, and is not lost.
        if self.row == RowOf::Passage && !hit.passages.is_empty() {
            for (passage, ordinal) in hit.passages.iter().zip(1..) {
                let alone = Hit {
                    passages: vec![passage.clone()],
                    ..hit.clone()
                };
                self.write(&alone, ordinal)?;
            }
        } else {
            self.write(hit, 1)?;
        }
        Ok(self.written - before)
    }

    /// Writes a row; of a passage, the first of the hit, which has this number in its article.
    #[cfg_attr(
        not(feature = "parquet"),
        expect(unused_variables, reason = "only columns have the number")
    )]
    fn write(&mut self, hit: &Hit, ordinal: usize) -> io::Result<()> {
        let (out, article, story) = (&mut *self.out, &hit.article, hit.story.id.as_str());
        match self.format {
            ExportFormat::Csv | ExportFormat::Tsv => {
                let row = self.table.row(Some(article), |_| self.table.cell(story));
                self.table.write(&[row], out)?;
            }
            #[cfg(feature = "parquet")]
            ExportFormat::Parquet => {
                if let Some((columns, rows)) = &mut self.columns {
                    let passage = hit.passages.first().filter(|_| self.row == RowOf::Passage);
                    let passage = passage.map(|passage| (ordinal, passage));
                    rows.push(typed_row::of_hit(columns, hit, passage), out)?;
                }
            }
            ExportFormat::Vrt => vrt::write(out, article, story, &mut self.texts)?,
            ExportFormat::Tei => tei::write(out, article, story, &mut self.texts)?,
            ExportFormat::Ris => ris::write(out, hit, story)?,
            ExportFormat::Bibtex => bibtex::write(out, hit)?,
            ExportFormat::Csl => csl::write(out, hit, self.options, self.written == 0)?,
            ExportFormat::Trec => trec_line(out, "1", hit)?,
            _ => {
                let fields = self.options.fields.as_deref().unwrap_or(OutputField::ALL);
                article_line::write(out, article, story, fields, self.options)?;
            }
        }
        self.written += 1;
        Ok(())
    }

    /// Writes what stands behind the last article, and flushes.
    ///
    /// # Errors
    /// Whatever the writer raises.
    pub fn end(self) -> io::Result<()> {
        match self.format {
            ExportFormat::Tei => tei::end(self.out, self.written)?,
            ExportFormat::Csl => self.out.write_all(b"\n]\n")?,
            _ => {}
        }
        #[cfg(feature = "parquet")]
        if let Some((_, rows)) = self.columns {
            rows.end(self.out)?;
        }
        self.out.flush()
    }
}

/// The columns of rows of articles or passages.
#[cfg(feature = "parquet")]
fn columns(row: RowOf, options: &Options) -> Vec<Column> {
    let kind = if row == RowOf::Passage {
        TableKind::Search
    } else {
        TableKind::Export
    };
    kind.columns(options.columns.as_deref(), options.fields.as_deref(), true)
}
