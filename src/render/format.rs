//! The formats: what they are called, and which of them each answer can be written in.

use std::fmt;
use std::io;
use std::str::FromStr;

use super::names::{self, UnknownName};

/// How an answer is written. The default is `Text`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Format {
    /// For people.
    #[default]
    Text,
    /// One JSON object (`docs/json.md`).
    Json,
    /// One JSON object a line.
    Jsonl,
    /// RFC 4180 with a header row, safe to open in a spreadsheet.
    Csv,
    /// The same with tabs between the columns.
    Tsv,
    /// Quotations with their sources.
    Markdown,
    /// A run as TREC's evaluation programs read it, one line an article.
    Trec,
    /// A drawing.
    Svg,
    /// The same in pixels.
    Png,
}

/// The formats of each answer, in the order in which help lists them.
impl Format {
    /// Every format.
    pub const ALL: &'static [Self] = &[
        Self::Text,
        Self::Json,
        Self::Jsonl,
        Self::Csv,
        Self::Tsv,
        Self::Markdown,
        Self::Trec,
        Self::Svg,
        Self::Png,
    ];
    /// Formats of a search answer, and of an article.
    pub const SEARCH: &'static [Self] = &[
        Self::Text,
        Self::Json,
        Self::Jsonl,
        Self::Csv,
        Self::Tsv,
        Self::Markdown,
        Self::Trec,
    ];
    /// Formats of lists: of matches, counts, names and articles.
    pub const LIST: &'static [Self] = &[Self::Text, Self::Json, Self::Jsonl, Self::Csv, Self::Tsv];
    /// Formats of the answers to a list of queries, which are a table.
    pub const BATCH: &'static [Self] = &[Self::Csv, Self::Tsv, Self::Json, Self::Jsonl];
    /// Formats of queries over time: a table, or a drawing.
    pub const TIMELINE: &'static [Self] = &[
        Self::Text,
        Self::Json,
        Self::Jsonl,
        Self::Csv,
        Self::Tsv,
        Self::Svg,
        Self::Png,
    ];
    /// Formats of quotations that are checked.
    pub const QUOTES: &'static [Self] = &[Self::Text, Self::Json, Self::Jsonl, Self::Markdown];
    /// Formats of the values of fields.
    pub const FACETS: &'static [Self] = Self::LIST;
    /// Formats of what is one piece: statistics, evaluations, a translated query.
    pub const REPORT: &'static [Self] = &[Self::Text, Self::Json];
}

impl Format {
    /// What a user types.
    pub fn name(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Json => "json",
            Self::Jsonl => "jsonl",
            Self::Csv => "csv",
            Self::Tsv => "tsv",
            Self::Markdown => "markdown",
            Self::Trec => "trec",
            Self::Svg => "svg",
            Self::Png => "png",
        }
    }

    /// The format of files whose names end so, without the dot.
    pub fn of_extension(extension: &str) -> Option<Self> {
        Some(match extension.to_ascii_lowercase().as_str() {
            "txt" => Self::Text,
            "json" => Self::Json,
            "jsonl" | "ndjson" => Self::Jsonl,
            "csv" => Self::Csv,
            "tsv" | "tab" => Self::Tsv,
            "md" | "markdown" => Self::Markdown,
            "trec" | "run" => Self::Trec,
            "svg" => Self::Svg,
            "png" => Self::Png,
            _ => return None,
        })
    }

    /// Whether an answer in this format is a table, of which columns can be chosen.
    pub fn is_table(self) -> bool {
        matches!(self, Self::Csv | Self::Tsv)
    }

    /// Whether a search answer in this format holds its notices. Where it does not, the caller writes
    /// them elsewhere (standard error), so that they are never lost.
    pub fn holds_notices(self) -> bool {
        matches!(self, Self::Text | Self::Json | Self::Markdown)
    }

    /// The error of an answer that is not written in this format, but in those of `valid`.
    pub(super) fn refused(self, valid: &[Self]) -> io::Error {
        let valid = names::joined(valid, Self::name);
        let message = format!("this is not written as `{self}`; choose from {valid}");
        io::Error::new(io::ErrorKind::Unsupported, message)
    }
}

impl fmt::Display for Format {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl FromStr for Format {
    type Err = UnknownName;

    fn from_str(name: &str) -> Result<Self, UnknownName> {
        names::by_name(name, "a format", Self::ALL, Self::name)
    }
}
