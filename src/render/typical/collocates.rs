//! The words that keep company with a query (`unbury collocates`).

use std::io::{self, Write};

use super::words::{measure, rows_as_text, size};
use crate::api::{Collocate, CollocateExample, Collocates, SetSize};
use crate::render::columns::TableKind;
use crate::render::format::Format;
use crate::render::json::{self, NoticeForm, SCHEMA_VERSION, UnderstoodForm};
use crate::render::options::Options;
use crate::render::styles::Role;
use crate::render::table::Table;
use crate::render::text::{grouped, paragraph, write_notice};

/// What was asked, beside what is answered.
#[derive(Debug, Clone, Copy)]
pub struct CollocatesHead<'a> {
    /// The query as typed. Spans of notices are bytes of it.
    pub typed: &'a str,
    /// As understood, in canonical form.
    pub query: &'a str,
    /// How near, as typed.
    pub window: &'a str,
}

/// The columns of numbers in text.
const TEXT_COLUMNS: [&str; 7] = ["log dice", "MI", "t", "near", "left", "right", "everywhere"];

/// Writes collocates in one of the formats of [`Format::LIST`].
///
/// # Errors
/// Whatever the writer raises; [`io::ErrorKind::Unsupported`] for another format.
pub fn collocates(
    format: Format,
    options: &Options,
    head: CollocatesHead<'_>,
    answer: &Collocates,
    out: &mut dyn Write,
) -> io::Result<()> {
    match format {
        Format::Text => write_text(options, head, answer, out)?,
        Format::Json => {
            json::write_open(out, &CollocatesForm::of(head, answer), "words", options)?;
            for (at, word) in answer.words.iter().enumerate() {
                out.write_all(if at == 0 { b"\n" } else { b",\n" })?;
                json::write_value(out, &CollocateForm::of(word, None), options)?;
            }
            out.write_all(b"\n]}\n")?;
        }
        Format::Jsonl => {
            let mut words = answer.words.iter();
            words.try_for_each(|word| {
                let form = CollocateForm::of(word, Some(SCHEMA_VERSION));
                json::write_line(out, &form, options)
            })?;
        }
        Format::Csv | Format::Tsv => {
            let table = Table::new(TableKind::Collocates, format, options);
            let rows = answer.words.iter().map(|word| row(&table, word));
            let rows: Vec<Vec<String>> = rows.collect();
            table.begin(out)?;
            table.write(&rows, out)?;
        }
        _ => return Err(format.refused(Format::LIST)),
    }
    out.flush()
}

fn write_text(
    options: &Options,
    head: CollocatesHead<'_>,
    answer: &Collocates,
    out: &mut dyn Write,
) -> io::Result<()> {
    for notice in &answer.notices {
        write_notice(out, notice, Some(head.typed), options)?;
    }
    let shown = answer.words.len() as u64;
    let which = match answer.collocates {
        0 => "no word is near often enough".to_owned(),
        all if shown < all => format!("{} words; the first {}:", grouped(all), grouped(shown)),
        all => format!("{} words:", grouped(all)),
    };
    let near = match head.window {
        "sentence" | "paragraph" => format!("the same {}", head.window),
        words => format!("{words} words on either side"),
    };
    for text in [
        format!(
            "node: `{}` ({} occurrences; {})",
            head.query,
            grouped(answer.node_occurrences),
            size(answer.node)
        ),
        format!("in all: {}", size(answer.corpus)),
        format!("near: {near}, {} words", grouped(answer.near_words)),
        which,
    ] {
        paragraph(options, 0, &text, Role::Faint, out)?;
    }
    if answer.words.is_empty() {
        return Ok(());
    }
    out.write_all(b"\n")?;
    let rows = answer.words.iter().map(|word| {
        let numbers = [
            format!("{:.2}", word.log_dice),
            format!("{:.2}", word.mutual_information),
            format!("{:.2}", word.t_score),
            grouped(word.occurrences),
            grouped(word.left),
            grouped(word.right),
            grouped(word.word_occurrences),
        ];
        (numbers, text_of(word))
    });
    rows_as_text((TEXT_COLUMNS, "word"), rows, options, out)
}

/// The word, and the example beside it.
fn text_of(word: &Collocate) -> String {
    match &word.example {
        Some(example) => format!("{}: {}", word.word, example.keyword),
        None => word.word.clone(),
    }
}

/// What stands before the words, as JSON (`docs/schema/collocates.schema.json`).
#[derive(serde::Serialize)]
struct CollocatesForm<'a> {
    schema_version: u32,
    query: UnderstoodForm<'a>,
    window: &'a str,
    node_occurrences: u64,
    near_words: u64,
    node: SetSize,
    corpus: SetSize,
    collocates: u64,
    notices: Vec<NoticeForm<'a>>,
}

impl<'a> CollocatesForm<'a> {
    fn of(head: CollocatesHead<'a>, answer: &'a Collocates) -> Self {
        Self {
            schema_version: SCHEMA_VERSION,
            query: UnderstoodForm::of(head.typed, head.query, &answer.understood),
            window: head.window,
            node_occurrences: answer.node_occurrences,
            near_words: answer.near_words,
            node: answer.node,
            corpus: answer.corpus,
            collocates: answer.collocates,
            notices: NoticeForm::all(&answer.notices, Some(head.typed)),
        }
    }
}

/// A collocate as JSON (`docs/schema/collocates-line.schema.json`).
#[derive(serde::Serialize)]
struct CollocateForm<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    schema_version: Option<u32>,
    word: &'a str,
    occurrences: u64,
    left: u64,
    right: u64,
    word_occurrences: u64,
    articles: u64,
    log_dice: f64,
    mutual_information: f64,
    t_score: f64,
    expected: f64,
    example: Option<&'a CollocateExample>,
    query: &'a str,
}

impl<'a> CollocateForm<'a> {
    fn of(word: &'a Collocate, schema_version: Option<u32>) -> Self {
        Self {
            schema_version,
            word: &word.word,
            occurrences: word.occurrences,
            left: word.left,
            right: word.right,
            word_occurrences: word.word_occurrences,
            articles: word.articles,
            log_dice: word.log_dice,
            mutual_information: word.mutual_information,
            t_score: word.t_score,
            expected: word.expected,
            example: word.example.as_ref(),
            query: &word.query,
        }
    }
}

fn row(table: &Table<'_>, word: &Collocate) -> Vec<String> {
    let of_example = |part: fn(&CollocateExample) -> &str| {
        let part = word.example.as_ref().map(part);
        table.cell(part.unwrap_or_default())
    };
    table.row(None, |name| match name {
        "word" => table.cell(&word.word),
        "occurrences" => word.occurrences.to_string(),
        "occurrences_left" => word.left.to_string(),
        "occurrences_right" => word.right.to_string(),
        "word_occurrences" => word.word_occurrences.to_string(),
        "articles" => word.articles.to_string(),
        "log_dice" => measure(word.log_dice),
        "mutual_information" => measure(word.mutual_information),
        "t_score" => measure(word.t_score),
        "expected" => measure(word.expected),
        "example" => of_example(|example| example.id.0.as_str()),
        "left" => of_example(|example| example.left.as_str()),
        "keyword" => of_example(|example| example.keyword.as_str()),
        "right" => of_example(|example| example.right.as_str()),
        "query" => table.cell(&word.query),
        _ => String::new(),
    })
}
