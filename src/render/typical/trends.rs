//! The words that rose and fell between two periods.

use std::io::{self, Write};

use super::words::{as_text, row, size, write_lines, write_list};
use crate::api::{Notice, SetSize, Trends, TypicalWord};
use crate::render::columns::TableKind;
use crate::render::format::Format;
use crate::render::json::{self, NoticeForm, QueryForm, SCHEMA_VERSION};
use crate::render::options::Options;
use crate::render::styles::Role;
use crate::render::table::Table;
use crate::render::text::{grouped, paragraph, write_notice};

/// What was asked, beside what is answered.
#[derive(Debug, Clone, Copy)]
pub struct TrendsHead<'a> {
    /// The query as typed, empty for all articles. Spans of notices are bytes of it.
    pub typed: &'a str,
    /// As understood, in canonical form.
    pub query: &'a str,
    /// The earlier period, as typed and as a query.
    pub from: (&'a str, &'a str),
    /// The later period.
    pub to: (&'a str, &'a str),
}

/// What words did.
const ROSE: &str = "rose";
const FELL: &str = "fell";

/// Writes what rose and what fell in one of the formats of [`Format::LIST`].
///
/// # Errors
/// Whatever the writer raises; [`io::ErrorKind::Unsupported`] for another format.
pub fn trends(
    format: Format,
    options: &Options,
    head: TrendsHead<'_>,
    answer: &Trends,
    out: &mut dyn Write,
) -> io::Result<()> {
    let changes = [(ROSE, &answer.rose.words), (FELL, &answer.fell)];
    match format {
        Format::Text => write_text(options, head, answer, out)?,
        Format::Json => {
            json::write_open(out, &TrendsForm::of(head, answer), ROSE, options)?;
            write_list(&answer.rose.words, options, out)?;
            write!(out, ",\"{FELL}\":[")?;
            write_list(&answer.fell, options, out)?;
            out.write_all(b"}\n")?;
        }
        Format::Jsonl => {
            for (change, words) in changes {
                write_lines(words, Some(change), options, out)?;
            }
        }
        Format::Csv | Format::Tsv => {
            let table = Table::new(TableKind::Trends, format, options);
            table.begin(out)?;
            for (change, words) in changes {
                let rows = words.iter().map(|word| row(&table, word, change));
                table.write(&rows.collect::<Vec<_>>(), out)?;
            }
        }
        _ => return Err(format.refused(Format::LIST)),
    }
    out.flush()
}

/// What stands before the words, as JSON (`docs/schema/trends.schema.json`).
#[derive(serde::Serialize)]
struct TrendsForm<'a> {
    schema_version: u32,
    query: QueryForm<'a>,
    from: PeriodForm<'a>,
    to: PeriodForm<'a>,
    compared: u64,
    typical_rose: u64,
    typical_fell: u64,
    notices: Vec<NoticeForm<'a>>,
}

#[derive(serde::Serialize)]
struct PeriodForm<'a> {
    text: &'a str,
    canonical: &'a str,
    #[serde(flatten)]
    size: SetSize,
}

impl<'a> TrendsForm<'a> {
    fn of(head: TrendsHead<'a>, answer: &'a Trends) -> Self {
        let period = |(text, canonical), size| PeriodForm {
            text,
            canonical,
            size,
        };
        Self {
            schema_version: SCHEMA_VERSION,
            query: QueryForm {
                text: Some(head.typed),
                canonical: Some(head.query),
            },
            from: period(head.from, answer.rose.reference),
            to: period(head.to, answer.rose.set),
            compared: answer.rose.compared,
            typical_rose: answer.rose.typical,
            typical_fell: answer.typical_fell,
            notices: NoticeForm::all(notices(answer), Some(head.typed)),
        }
    }
}

fn notices(answer: &Trends) -> &[Notice] {
    &answer.rose.notices
}

fn write_text(
    options: &Options,
    head: TrendsHead<'_>,
    answer: &Trends,
    out: &mut dyn Write,
) -> io::Result<()> {
    for notice in notices(answer) {
        write_notice(out, notice, Some(head.typed), options)?;
    }
    let faint = |text: &str, out: &mut dyn Write| paragraph(options, 0, text, Role::Faint, out);
    let (from, to) = (answer.rose.reference, answer.rose.set);
    faint(&format!("from: `{}` ({})", head.from.1, size(from)), out)?;
    faint(&format!("to: `{}` ({})", head.to.1, size(to)), out)?;
    let changes: [(&str, u64, &[TypicalWord]); 2] = [
        (ROSE, answer.rose.typical, &answer.rose.words),
        (FELL, answer.typical_fell, &answer.fell),
    ];
    for (change, typical, words) in changes {
        out.write_all(b"\n")?;
        let shown = if (words.len() as u64) < typical {
            format!(", the first {}", grouped(words.len() as u64))
        } else {
            String::new()
        };
        let colon = if words.is_empty() { "" } else { ":" };
        faint(
            &format!("{} {change} (q < 0.01){shown}{colon}", grouped(typical)),
            out,
        )?;
        if !words.is_empty() {
            as_text(words, options, out)?;
        }
    }
    Ok(())
}
