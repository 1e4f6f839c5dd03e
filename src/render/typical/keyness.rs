//! The words that are typical of a set of articles.

use std::io::{self, Write};

use super::words::{as_text, row, size, write_lines, write_list};
use crate::api::{Keyness, SetSize};
use crate::render::columns::TableKind;
use crate::render::format::Format;
use crate::render::json::{self, NoticeForm, QueryForm, SCHEMA_VERSION, UnderstoodForm};
use crate::render::options::Options;
use crate::render::styles::Role;
use crate::render::table::Table;
use crate::render::text::{grouped, paragraph, write_notice};

/// What was asked, beside what is answered.
#[derive(Debug, Clone, Copy)]
pub struct KeynessHead<'a> {
    /// The query as typed. Spans of notices are bytes of it.
    pub typed: &'a str,
    /// As understood, in canonical form.
    pub query: &'a str,
    /// What it is compared with, as typed and as understood; `None` for all other articles.
    pub against: Option<(&'a str, &'a str)>,
}

/// Writes typical words in one of the formats of [`Format::LIST`].
///
/// # Errors
/// Whatever the writer raises; [`io::ErrorKind::Unsupported`] for another format.
pub fn keyness(
    format: Format,
    options: &Options,
    head: KeynessHead<'_>,
    answer: &Keyness,
    out: &mut dyn Write,
) -> io::Result<()> {
    match format {
        Format::Text => write_text(options, head, answer, out)?,
        Format::Json => {
            json::write_open(out, &KeynessForm::of(head, answer), "words", options)?;
            write_list(&answer.words, options, out)?;
            out.write_all(b"}\n")?;
        }
        Format::Jsonl => write_lines(&answer.words, None, options, out)?,
        Format::Csv | Format::Tsv => {
            let table = Table::new(TableKind::Keyness, format, options);
            let rows = answer.words.iter().map(|word| row(&table, word, ""));
            let rows: Vec<Vec<String>> = rows.collect();
            table.begin(out)?;
            table.write(&rows, out)?;
        }
        _ => return Err(format.refused(Format::LIST)),
    }
    out.flush()
}

/// What stands before the words, as JSON (`docs/schema/keyness.schema.json`).
#[derive(serde::Serialize)]
struct KeynessForm<'a> {
    schema_version: u32,
    query: UnderstoodForm<'a>,
    against: Option<QueryForm<'a>>,
    set: SetSize,
    reference: SetSize,
    languages: &'a [String],
    compared: u64,
    typical: u64,
    repeated: u64,
    notices: Vec<NoticeForm<'a>>,
}

impl<'a> KeynessForm<'a> {
    fn of(head: KeynessHead<'a>, answer: &'a Keyness) -> Self {
        Self {
            schema_version: SCHEMA_VERSION,
            query: UnderstoodForm::of(head.typed, head.query, &answer.understood),
            against: head.against.map(|(typed, query)| QueryForm {
                text: Some(typed),
                canonical: Some(query),
            }),
            set: answer.set,
            reference: answer.reference,
            languages: &answer.languages,
            compared: answer.compared,
            typical: answer.typical,
            repeated: answer.repeated,
            notices: NoticeForm::all(&answer.notices, Some(head.typed)),
        }
    }
}

fn write_text(
    options: &Options,
    head: KeynessHead<'_>,
    answer: &Keyness,
    out: &mut dyn Write,
) -> io::Result<()> {
    for notice in &answer.notices {
        write_notice(out, notice, Some(head.typed), options)?;
    }
    let set = if head.query.is_empty() {
        "all articles".to_owned()
    } else {
        format!("`{}`", head.query)
    };
    let reference = match head.against {
        Some((_, query)) => format!("`{query}`"),
        None if answer.languages.is_empty() => "all other articles".to_owned(),
        None => format!("all other articles in {}", answer.languages.join(", ")),
    };
    let mut lines = vec![
        format!("set: {set} ({})", size(answer.set)),
        format!("reference: {reference} ({})", size(answer.reference)),
    ];
    let shown = answer.words.len() as u64;
    let repeated = match answer.repeated {
        0 => String::new(),
        repeated => format!("; {} of repeated text left out", grouped(repeated)),
    };
    lines.push(if answer.typical == 0 {
        format!(
            "none of {} words and phrases is typical of the set",
            grouped(answer.compared)
        )
    } else {
        let which = if shown < answer.typical {
            format!("; the first {}:", grouped(shown))
        } else {
            ":".to_owned()
        };
        format!(
            "{} of {} words and phrases are typical of the set (q < 0.01){repeated}{which}",
            grouped(answer.typical),
            grouped(answer.compared)
        )
    });
    for text in &lines {
        paragraph(options, 0, text, Role::Faint, out)?;
    }
    if answer.words.is_empty() {
        return Ok(());
    }
    out.write_all(b"\n")?;
    as_text(&answer.words, options, out)
}
