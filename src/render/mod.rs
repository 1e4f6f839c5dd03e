//! A response to bytes, given a writer.
//!
//! Nothing here knows an engine, a socket or a terminal: [`Options`] says what the reader's device can
//! do, and a [`Renderer`] writes hit after hit in constant memory, so an answer of a million
//! articles needs no more room than one of ten.
//!
//! | module | what it decides |
//! |---|---|
//! | [`text`](Format::Text), `markdown` | how an answer reads |
//! | [`json`](Format::Json), `jsonl`, `csv`, `trec` | how an answer is handed to programs (`docs/json.md`) |
//! | [`article()`] | how one whole article looks (`unbury show`) |
//! | `concordance`, `count`, `batch` | lines of matches, numbers of matches, a list of queries (`unbury kwic`, `count`, `batch`) |
//! | `names` | what a user types for a format or a field |
//! | `layout` | styled text, wrapped to columns |
//! | `safety` | which characters may reach a terminal |
//! | `style` | colours and links |

mod article;
mod batch;
mod concordance;
mod count;
mod csv;
mod fields;
mod json;
mod jsonl;
mod layout;
mod markdown;
mod names;
mod passage;
mod safety;
#[cfg(test)]
mod sample;
mod style;
mod text;
mod trec;

use std::io::{self, Write};

use crate::api::{Hit, Notice, SearchResponse, Total, Understood};

pub use article::{ArticleHighlights, article};
pub use batch::{BatchFormat, BatchRow, batch_begin, batch_row};
pub use concordance::{ConcordanceFormat, ConcordanceHead, ConcordanceWriter};
pub use count::{CountFormat, CountedQuery, counts};
pub use fields::OutputField;
pub use json::SCHEMA_VERSION;
use names::named;
pub use names::{Named, UnknownName};
pub use trec::hit as trec_line;

/// How an answer is written. The default is `Text`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Format {
    /// For people: titles, sources, wrapped passages with their matches marked.
    #[default]
    Text,
    /// One JSON object (`docs/json.md`).
    Json,
    /// One JSON object a line, one line a passage.
    Jsonl,
    /// RFC 4180 with a header row, one row a passage, safe to open in a spreadsheet.
    Csv,
    /// Quotations with their sources.
    Markdown,
    /// A run as TREC's evaluation programs read it, one line an article.
    Trec,
}

named!(Format: "a format" {
    Text: "text",
    Json: "json",
    Jsonl: "jsonl",
    Csv: "csv",
    Markdown: "markdown",
    Trec: "trec",
});

impl Format {
    /// Whether its bytes hold the notices of an answer. Where they do not, the caller tells them
    /// elsewhere (standard error), so that they are never lost.
    pub fn holds_notices(self) -> bool {
        matches!(self, Self::Text | Self::Json | Self::Markdown)
    }
}

/// What the reader's device can do and what the reader wants to see.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Options {
    /// Styles in text: bold and coloured matches. Without it matches stand in `**`.
    pub color: bool,
    /// Titles in text link to the article (OSC 8).
    pub hyperlinks: bool,
    /// The bytes go to a terminal: characters that could change its state, reorder or hide text are
    /// made visible, in every format.
    pub terminal: bool,
    /// Columns of text; at least [`Options::MIN_WIDTH`] are used. `usize::MAX` never wraps.
    pub width: usize,
    /// The article's fields to write, in this order; `None` for the format's own choice.
    pub fields: Option<Vec<OutputField>>,
}

impl Options {
    /// Columns below which text is not wrapped any narrower.
    pub const MIN_WIDTH: usize = 20;

    /// The fields to write, given the format's own choice.
    fn fields_or<'a>(&'a self, own: &'a [OutputField]) -> &'a [OutputField] {
        self.fields.as_deref().unwrap_or(own)
    }
}

impl Default for Options {
    /// For a pipe: no styles, no links, nothing changed, 80 columns.
    fn default() -> Self {
        Self {
            color: false,
            hyperlinks: false,
            terminal: false,
            width: 80,
            fields: None,
        }
    }
}

/// What is known about an answer before its first hit.
#[derive(Debug, Clone, Copy)]
pub struct Head<'a> {
    /// The query as typed, where there is such a text. Spans of notices are bytes of it.
    pub typed: Option<&'a str>,
    /// The query as understood, in canonical form.
    pub query: &'a str,
    /// The same in words.
    pub understood: &'a Understood,
    /// What the reader should know.
    pub notices: &'a [Notice],
    /// How many articles match.
    pub total: Total,
    /// Place of the first hit in the whole list, from 0.
    pub offset: usize,
}

impl<'a> Head<'a> {
    /// The head of a response whose query was typed as `typed`.
    pub fn of(response: &'a SearchResponse, typed: Option<&'a str>) -> Self {
        Self {
            typed,
            query: &response.query,
            understood: &response.understood,
            notices: &response.notices,
            total: response.total,
            offset: response.offset,
        }
    }
}

/// Writes one answer: [`begin`](Self::begin), then each [`hit`](Self::hit) in order, then
/// [`end`](Self::end). It keeps nothing of a hit.
pub struct Renderer<'a> {
    format: Format,
    options: &'a Options,
    out: &'a mut dyn Write,
    total: Total,
    offset: usize,
    written: usize,
}

impl<'a> Renderer<'a> {
    /// Writes what stands before the first hit. `out` gets many small writes: it should be buffered.
    ///
    /// # Errors
    /// Whatever the writer raises.
    pub fn begin(
        format: Format,
        options: &'a Options,
        head: &Head<'_>,
        out: &'a mut dyn Write,
    ) -> io::Result<Self> {
        match format {
            Format::Text => text::begin(out, head, options)?,
            Format::Json => json::begin(out, head, options)?,
            Format::Csv => csv::begin(out, options)?,
            Format::Markdown => markdown::begin(out, head, options)?,
            Format::Jsonl | Format::Trec => {}
        }
        Ok(Self {
            format,
            options,
            out,
            total: head.total,
            offset: head.offset,
            written: 0,
        })
    }

    /// Writes one hit.
    ///
    /// # Errors
    /// Whatever the writer raises.
    pub fn hit(&mut self, hit: &Hit) -> io::Result<()> {
        let (out, options) = (&mut *self.out, self.options);
        match self.format {
            Format::Text => text::hit(out, hit, options)?,
            Format::Json => json::hit(out, hit, options, self.written == 0)?,
            Format::Jsonl => jsonl::hit(out, hit, options)?,
            Format::Csv => csv::hit(out, hit, options)?,
            Format::Markdown => markdown::hit(out, hit, options)?,
            Format::Trec => trec::hit(out, "1", hit)?,
        }
        self.written += 1;
        Ok(())
    }

    /// Writes what stands after the last hit, and flushes. `took_ms` is the answer's time in milliseconds.
    ///
    /// # Errors
    /// Whatever the writer raises.
    pub fn end(self, took_ms: f64) -> io::Result<()> {
        match self.format {
            Format::Text => {
                let reached = self.offset + self.written;
                let more = self.written > 0 && (reached as u64) < self.total.articles;
                text::end(self.out, more.then_some(reached), self.options)?;
            }
            Format::Json => json::end(self.out, took_ms)?,
            Format::Jsonl | Format::Csv | Format::Markdown | Format::Trec => {}
        }
        self.out.flush()
    }
}

/// Writes a whole response whose query was typed as `typed`.
///
/// # Errors
/// Whatever the writer raises.
pub fn response(
    format: Format,
    options: &Options,
    response: &SearchResponse,
    typed: Option<&str>,
    out: &mut dyn Write,
) -> io::Result<()> {
    let mut renderer = Renderer::begin(format, options, &Head::of(response, typed), out)?;
    for hit in &response.hits {
        renderer.hit(hit)?;
    }
    renderer.end(response.took_ms)
}

/// A count with its thousands set apart: `12,345`.
pub fn grouped(count: u64) -> String {
    let digits = count.to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// The line that says how many articles match.
fn total_line(total: &Total, query: &str) -> String {
    let searched = grouped(total.searched);
    let found = grouped(total.articles);
    let articles = if total.searched == 1 {
        "article"
    } else {
        "articles"
    };
    match (total.articles, total.partial) {
        (0, _) => format!("nothing matches `{query}` in {searched} {articles}"),
        (1, false) => format!("{found} of {searched} {articles} matches `{query}`"),
        (1, true) => format!("{found} of {searched} {articles} matches some of `{query}`"),
        (_, false) => format!("{found} of {searched} {articles} match `{query}`"),
        (_, true) => format!("{found} of {searched} {articles} match some of `{query}`"),
    }
}

#[cfg(test)]
mod contract_tests;
#[cfg(test)]
mod tests;
