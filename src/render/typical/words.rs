//! A typical word: a line for people, an object or a row for programs.

use std::io::{self, Write};

use crate::api::{SetSize, TypicalWord};
use crate::render::json::{self, SCHEMA_VERSION};
use crate::render::options::Options;
use crate::render::styles::Role;
use crate::render::table::Table;
use crate::render::text::{grouped, paragraph};

/// The columns of numbers in text.
const TEXT_COLUMNS: [&str; 7] = [
    "LRC",
    "log ratio",
    "occurrences",
    "per million",
    "reference",
    "articles",
    "DP",
];

/// Writes words below each other, with their numbers.
pub(super) fn as_text(
    words: &[TypicalWord],
    options: &Options,
    out: &mut dyn Write,
) -> io::Result<()> {
    let rows = words.iter().map(|word| {
        let numbers = [
            points(word.conservative_log_ratio),
            points(word.log_ratio),
            grouped(word.occurrences),
            per_million(word.per_million),
            per_million(word.reference_per_million),
            grouped(word.articles),
            format!("{:.2}", word.dispersion),
        ];
        (numbers, word.text.clone())
    });
    rows_as_text((TEXT_COLUMNS, "words"), rows, options, out)
}

/// Writes rows below each other: numbers in columns, and behind them a text. The first are the names of both.
pub(super) fn rows_as_text<const COLUMNS: usize>(
    (heads, text): ([&str; COLUMNS], &str),
    rows: impl Iterator<Item = ([String; COLUMNS], String)>,
    options: &Options,
    out: &mut dyn Write,
) -> io::Result<()> {
    let rows = rows.map(|(numbers, text)| (numbers, options.safe(&text).into_owned()));
    let rows: Vec<([String; COLUMNS], String)> = rows.collect();
    let widths: Vec<usize> = (0..COLUMNS)
        .map(|column| {
            let cells = rows.iter().map(|(numbers, _)| numbers[column].len());
            cells.max().unwrap_or_default().max(heads[column].len())
        })
        .collect();
    // A text may be longer than what is left.
    let columns = widths.iter().map(|width| width + 2).sum::<usize>();
    if options.width < columns + text.len() {
        for (numbers, text) in &rows {
            let named = numbers.iter().zip(heads);
            let named: Vec<String> = named
                .map(|(number, name)| format!("{name} {number}"))
                .collect();
            let words = format!("{text}: {}", named.join(", "));
            paragraph(options, 0, &words, Role::Plain, out)?;
        }
        return Ok(());
    }
    let head = (heads.map(str::to_owned), text.to_owned());
    for (numbers, text) in std::iter::once(&head).chain(&rows) {
        for (number, width) in numbers.iter().zip(&widths) {
            write!(out, "{number:>width$}  ")?;
        }
        writeln!(out, "{text}")?;
    }
    Ok(())
}

/// Two digits of a ratio; nothing has a sign of its own.
fn points(value: f64) -> String {
    let written = format!("{value:.2}");
    let nothing = written.strip_prefix('-').filter(|rest| *rest == "0.00");
    nothing.map_or(written.clone(), str::to_owned)
}

/// Occurrences in a million words: whole where they are many.
fn per_million(value: f64) -> String {
    if value < 100.0 {
        format!("{value:.1}")
    } else {
        format!("{value:.0}")
    }
}

/// How large a set is, in words: `1,234 articles, 310,000 words, 12 copies left out`.
pub(super) fn size(set: SetSize) -> String {
    let many = |count: u64, name: &str| {
        let plural = if count == 1 { "" } else { "s" };
        format!("{} {name}{plural}", grouped(count))
    };
    let mut size = format!(
        "{}, {}",
        many(set.articles, "article"),
        many(set.words, "word")
    );
    match set.copies {
        0 => {}
        1 => size.push_str(", 1 copy left out"),
        copies => {
            size.push_str(", ");
            size.push_str(&grouped(copies));
            size.push_str(" copies left out");
        }
    }
    size
}

/// A typical word as JSON (`docs/schema/keyness-line.schema.json`).
#[derive(serde::Serialize)]
pub(super) struct WordForm<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    schema_version: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    change: Option<&'a str>,
    text: &'a str,
    phrase: bool,
    occurrences: u64,
    reference_occurrences: u64,
    per_million: f64,
    reference_per_million: f64,
    log_ratio: f64,
    conservative_log_ratio: f64,
    g2: f64,
    q: f64,
    articles: u64,
    reference_articles: u64,
    dispersion: f64,
    query: &'a str,
}

impl<'a> WordForm<'a> {
    /// A word of a list.
    pub(super) fn of(word: &'a TypicalWord) -> Self {
        Self {
            schema_version: None,
            change: None,
            text: &word.text,
            phrase: word.is_phrase,
            occurrences: word.occurrences,
            reference_occurrences: word.reference_occurrences,
            per_million: word.per_million,
            reference_per_million: word.reference_per_million,
            log_ratio: word.log_ratio,
            conservative_log_ratio: word.conservative_log_ratio,
            g2: word.log_likelihood,
            q: word.q,
            articles: word.articles,
            reference_articles: word.reference_articles,
            dispersion: word.dispersion,
            query: &word.query,
        }
    }
}

/// Writes the words of a list that was opened, and its bracket.
pub(super) fn write_list(
    words: &[TypicalWord],
    options: &Options,
    out: &mut dyn Write,
) -> io::Result<()> {
    for (at, word) in words.iter().enumerate() {
        out.write_all(if at == 0 { b"\n" } else { b",\n" })?;
        json::write_value(out, &WordForm::of(word), options)?;
    }
    out.write_all(b"\n]")
}

/// Writes words as JSON lines; `change` is what they did between two periods.
pub(super) fn write_lines(
    words: &[TypicalWord],
    change: Option<&str>,
    options: &Options,
    out: &mut dyn Write,
) -> io::Result<()> {
    words.iter().try_for_each(|word| {
        let form = WordForm {
            schema_version: Some(SCHEMA_VERSION),
            change,
            ..WordForm::of(word)
        };
        json::write_line(out, &form, options)
    })
}

/// A word as a row of a table.
pub(super) fn row(table: &Table<'_>, word: &TypicalWord, change: &str) -> Vec<String> {
    table.row(None, |name| match name {
        "change" => change.to_owned(),
        "text" => table.cell(&word.text),
        "phrase" => word.is_phrase.to_string(),
        "occurrences" => word.occurrences.to_string(),
        "reference_occurrences" => word.reference_occurrences.to_string(),
        "per_million" => measure(word.per_million),
        "reference_per_million" => measure(word.reference_per_million),
        "log_ratio" => measure(word.log_ratio),
        "conservative_log_ratio" => measure(word.conservative_log_ratio),
        "g2" => measure(word.log_likelihood),
        "q" => format!("{:.3e}", word.q),
        "articles" => word.articles.to_string(),
        "reference_articles" => word.reference_articles.to_string(),
        "dispersion" => measure(word.dispersion),
        "query" => table.cell(&word.query),
        _ => String::new(),
    })
}

/// A measure in a cell: more digits say nothing.
pub(super) fn measure(value: f64) -> String {
    format!("{value:.4}")
}
