//! Writes one article after the other, in any format that is one file.

use std::io::{self, Write};

use super::corpus_text::CorpusText;
use super::format::ExportFormat;
use super::{article_line, bibtex, csl, ris, tei, vrt};
use crate::api::Hit;
use crate::render::columns::TableKind;
use crate::render::fields::OutputField;
use crate::render::format::Format;
use crate::render::options::Options;
use crate::render::search::trec_line;
use crate::render::table::Table;

/// Writes an export: [`begin`](Self::begin), each [`hit`](Self::hit), [`end`](Self::end). It keeps nothing of a hit.
pub struct Exporter<'a> {
    format: ExportFormat,
    options: &'a Options,
    table: Table<'a>,
    texts: CorpusText,
    out: &'a mut dyn Write,
    written: u64,
}

impl<'a> Exporter<'a> {
    /// Writes what stands before the first article. `out` gets many small writes: it should be buffered.
    ///
    /// # Errors
    /// Whatever the writer raises; [`io::ErrorKind::Unsupported`] for a format that is more than a stream of articles: a folder, columns, a
    /// concordance, a report.
    pub fn begin(
        format: ExportFormat,
        options: &'a Options,
        out: &'a mut dyn Write,
    ) -> io::Result<Self> {
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
            ExportFormat::Parquet
            | ExportFormat::Txt
            | ExportFormat::Quanteda
            | ExportFormat::Html => {
                let message = format!("`{format}` is no stream of articles");
                return Err(io::Error::new(io::ErrorKind::Unsupported, message));
            }
        }
        Ok(Self {
            format,
            options,
            table,
            texts: CorpusText::default(),
            out,
            written: 0,
        })
    }

    /// Writes an article; of citations one, with all passages of the hit.
    ///
    /// # Errors
    /// Whatever the writer raises.
    pub fn hit(&mut self, hit: &Hit) -> io::Result<()> {
        let (out, article) = (&mut *self.out, &hit.article);
        let story = story_of(hit);
        match self.format {
            ExportFormat::Csv | ExportFormat::Tsv => {
                let row = self.table.row(Some(article), |_| self.table.cell(story));
                self.table.write(&[row], out)?;
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
        self.out.flush()
    }
}

/// The name of the story that an article tells.
pub(super) fn story_of(hit: &Hit) -> &str {
    &hit.article.id.0
}
