//! The formats of exports, and what a row of each can be.

use std::fmt;
use std::io;
use std::str::FromStr;

use crate::render::names::{self, UnknownName};

/// What other programs read. The default is `Jsonl`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum ExportFormat {
    /// One JSON object a line (`docs/json.md`).
    #[default]
    Jsonl,
    /// RFC 4180 with a header row, safe to open in a spreadsheet.
    Csv,
    /// The same with tabs between the columns.
    Tsv,
    /// Columns with types.
    Parquet,
    /// A folder of texts.
    Txt,
    /// Verticalised text: a word a line.
    Vrt,
    /// TEI P5.
    Tei,
    /// A concordance with the columns of quanteda's `kwic`.
    Quanteda,
    /// Citations as reference managers read them (RIS).
    Ris,
    /// Citations for LaTeX.
    Bibtex,
    /// Citations as CSL-JSON.
    Csl,
    /// A run as TREC's evaluation programs read it.
    Trec,
    /// A report to read and to print.
    Html,
}

/// What one row is. The default is `Article`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum RowOf {
    /// An article.
    #[default]
    Article,
    /// A passage of an article.
    Passage,
    /// An occurrence of the query.
    Occurrence,
}

impl ExportFormat {
    /// Every format, in the order in which help lists them.
    pub const ALL: &'static [Self] = &[
        Self::Jsonl,
        Self::Csv,
        Self::Tsv,
        Self::Parquet,
        Self::Txt,
        Self::Vrt,
        Self::Tei,
        Self::Quanteda,
        Self::Ris,
        Self::Bibtex,
        Self::Csl,
        Self::Trec,
        Self::Html,
    ];

    /// What a user types.
    pub fn name(self) -> &'static str {
        match self {
            Self::Jsonl => "jsonl",
            Self::Csv => "csv",
            Self::Tsv => "tsv",
            Self::Parquet => "parquet",
            Self::Txt => "txt",
            Self::Vrt => "vrt",
            Self::Tei => "tei",
            Self::Quanteda => "quanteda",
            Self::Ris => "ris",
            Self::Bibtex => "bibtex",
            Self::Csl => "csl",
            Self::Trec => "trec",
            Self::Html => "html",
        }
    }

    /// The format of files whose names end so, without the dot.
    pub fn of_extension(extension: &str) -> Option<Self> {
        Some(match extension.to_ascii_lowercase().as_str() {
            "jsonl" | "ndjson" => Self::Jsonl,
            "csv" => Self::Csv,
            "tsv" | "tab" => Self::Tsv,
            "parquet" => Self::Parquet,
            "vrt" => Self::Vrt,
            "xml" | "tei" => Self::Tei,
            "ris" => Self::Ris,
            "bib" => Self::Bibtex,
            "json" => Self::Csl,
            "trec" | "run" => Self::Trec,
            "html" | "htm" => Self::Html,
            _ => return None,
        })
    }

    /// Whether it is a table or lines of the article's fields, of which some can be chosen.
    pub fn has_fields(self) -> bool {
        matches!(self, Self::Jsonl | Self::Csv | Self::Tsv | Self::Parquet)
    }

    /// Whether it quotes passages.
    pub fn has_quotes(self) -> bool {
        matches!(self, Self::Ris | Self::Bibtex | Self::Csl | Self::Html)
    }

    /// The error of what is not written in this format.
    pub(super) fn unsupported(self, what: &str) -> io::Error {
        let message = if self == Self::Parquet && !cfg!(feature = "parquet") {
            "this program was built without `parquet`".to_owned()
        } else {
            format!("`{self}` has no row for {what}")
        };
        io::Error::new(io::ErrorKind::Unsupported, message)
    }

    /// Whether a row can be this.
    pub fn has_rows_of(self, row: RowOf) -> bool {
        match row {
            RowOf::Article => self != Self::Quanteda,
            RowOf::Passage => matches!(self, Self::Ris | Self::Bibtex | Self::Csl | Self::Parquet),
            RowOf::Occurrence => matches!(self, Self::Quanteda | Self::Parquet),
        }
    }
}

impl fmt::Display for ExportFormat {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl FromStr for ExportFormat {
    type Err = UnknownName;

    fn from_str(name: &str) -> Result<Self, UnknownName> {
        names::by_name(name, "a format of exports", Self::ALL, Self::name)
    }
}
