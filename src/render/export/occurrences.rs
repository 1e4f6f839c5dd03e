//! The occurrences of a query for other programs: quanteda's table, or Parquet.

use std::io::{self, Write};

use super::format::ExportFormat;
use super::kwic_table;
use crate::api::ConcordanceLine;
use crate::render::options::Options;

/// Writes occurrences. It keeps nothing of a row, so that several threads can write rows at once; what they write goes through
/// [`OccurrenceRows`] in order.
pub struct OccurrenceWriter<'a> {
    format: ExportFormat,
    pattern: &'a str,
    #[cfg(feature = "parquet")]
    columns: Vec<crate::render::columns::Column>,
}

/// Takes the rows in their order.
pub struct OccurrenceRows<'o> {
    out: &'o mut dyn Write,
    #[cfg(feature = "parquet")]
    columns: Option<super::parquet::ParquetRows>,
    /// A row that is not whole yet.
    #[cfg(feature = "parquet")]
    rest: Vec<u8>,
}

impl<'a> OccurrenceWriter<'a> {
    /// A writer of occurrences of a query, which stands in every row of quanteda's.
    pub fn new(format: ExportFormat, pattern: &'a str, options: &Options) -> Self {
        #[cfg(not(feature = "parquet"))]
        let _ = options;
        Self {
            format,
            pattern,
            #[cfg(feature = "parquet")]
            columns: {
                let (asked, fields) = (options.columns.as_deref(), options.fields.as_deref());
                crate::render::columns::TableKind::Concordance.columns(asked, fields, true)
            },
        }
    }

    /// Writes what stands before the first row.
    ///
    /// # Errors
    /// Whatever the writer raises; [`io::ErrorKind::Unsupported`] for a format that has no row for an occurrence.
    pub fn begin<'o>(&self, out: &'o mut dyn Write) -> io::Result<OccurrenceRows<'o>> {
        match self.format {
            ExportFormat::Quanteda => kwic_table::begin(out)?,
            #[cfg(feature = "parquet")]
            ExportFormat::Parquet => {
                return Ok(OccurrenceRows {
                    out,
                    columns: Some(super::parquet::ParquetRows::new(&self.columns)?),
                    rest: Vec::new(),
                });
            }
            format => return Err(format.unsupported("an occurrence")),
        }
        Ok(OccurrenceRows {
            out,
            #[cfg(feature = "parquet")]
            columns: None,
            #[cfg(feature = "parquet")]
            rest: Vec::new(),
        })
    }

    /// Writes a row, for [`OccurrenceRows`].
    ///
    /// # Errors
    /// Whatever the writer raises.
    pub fn row(&self, line: &ConcordanceLine<'_>, out: &mut dyn Write) -> io::Result<()> {
        #[cfg(feature = "parquet")]
        if self.format == ExportFormat::Parquet {
            // Values on a line of their own, until they are put into columns.
            serde_json::to_writer(&mut *out, &super::typed_row::of_line(&self.columns, line))?;
            return out.write_all(b"\n");
        }
        kwic_table::row(line, self.pattern, out)
    }
}

impl OccurrenceRows<'_> {
    /// Writes what stands behind the last row, and flushes.
    ///
    /// # Errors
    /// Whatever the writer raises.
    pub fn end(self) -> io::Result<()> {
        #[cfg(feature = "parquet")]
        if let Some(columns) = self.columns {
            columns.end(self.out)?;
        }
        self.out.flush()
    }
}

impl Write for OccurrenceRows<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        #[cfg(feature = "parquet")]
        if let Some(columns) = &mut self.columns {
            self.rest.extend_from_slice(bytes);
            let whole = memchr::memrchr(b'\n', &self.rest).map_or(0, |end| end + 1);
            let rest = self.rest.split_off(whole);
            let rows = std::mem::replace(&mut self.rest, rest);
            for row in rows
                .split(|byte| *byte == b'\n')
                .filter(|row| !row.is_empty())
            {
                columns.push(serde_json::from_slice(row)?, self.out)?;
            }
            return Ok(bytes.len());
        }
        self.out.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}
