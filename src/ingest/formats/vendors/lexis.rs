//! Documents of the older generation of `LexisNexis` and Nexis, in text and in pages: what stands apart in a document, and what it is.
//!
//! A document stands below `1 of 2 DOCUMENTS`: the outlet, a date, a headline, fields, the text, more fields.

use super::labels::{self as labels, Field};
use super::lines::number_of_all;
use super::parts::{Export, Part, date_at_start, is_copyright, runs};
use crate::ingest::formats::paragraphs;
use crate::ingest::record::{Paragraph, Record};

/// Lines of a document that stand together.
#[derive(Debug)]
pub(super) struct Run {
    pub(super) lines: Vec<String>,
    /// Whether they are centred, as outlet, edition and copyright are.
    pub(super) centred: bool,
    /// Whether they are one paragraph, and no label can stand in them.
    pub(super) is_paragraph: bool,
}

impl Run {
    fn of_text(lines: &[&str]) -> Self {
        let first = lines.first().copied().unwrap_or_default();
        Self {
            lines: lines.iter().map(|line| (*line).to_owned()).collect(),
            centred: first.starts_with("          "),
            is_paragraph: false,
        }
    }

    fn first(&self) -> &str {
        self.lines.first().map_or("", String::as_str).trim()
    }

    fn joined(&self) -> String {
        let lines = self.lines.iter().map(|line| line.trim());
        lines.collect::<Vec<_>>().join(" ").trim().to_owned()
    }

    /// The label at its start, whether it stands below the text, and what follows: `LENGTH: 9 words`.
    fn labelled(&self) -> Option<(Field, bool, String)> {
        let (label, value) = self
            .first()
            .split_once(':')
            .filter(|_| !self.is_paragraph)?;
        let in_capitals = !label.chars().any(char::is_lowercase);
        let (field, below) = labels::lexis(label).filter(|_| in_capitals)?;
        let rest = self.lines.iter().skip(1).map(|line| line.trim());
        let value: Vec<&str> = std::iter::once(value.trim()).chain(rest).collect();
        let value = value.join(" ").trim().to_owned();
        // A text may go on after `UPDATE:`.
        let is_date = || date_at_start(&value).is_some();
        let fits = !label.eq_ignore_ascii_case("update") || is_date();
        fits.then_some((field, below, value))
    }
}

/// Documents of the older generation in a text.
pub(super) fn documents(lines: &[&str]) -> Option<Export> {
    let starts: Vec<(usize, usize)> = lines
        .iter()
        .enumerate()
        .filter_map(|(at, line)| Some((at, number_of_all(line)?.0)))
        .collect();
    let (first, _) = starts.first()?;
    let ends = starts
        .iter()
        .skip(1)
        .map(|start| start.0)
        .chain([lines.len()]);
    let records = starts.iter().zip(ends).map(|((start, _), end)| {
        let part = Part {
            lines: lines.get(start + 1..end).unwrap_or_default(),
            start: start + 1,
        };
        document(part.record(), runs(part.lines).map(Run::of_text))
    });
    let cover = lines.get(..*first).unwrap_or_default();
    let numbers = starts.iter().map(|(_, number)| *number);
    Some(Export::new(
        records.collect(),
        promised(cover).or_else(|| spanned(numbers)),
    ))
}

/// How many documents a cover says that there are: `Selected Items: 1-10`.
fn promised(cover: &[&str]) -> Option<usize> {
    let (_, span) = cover
        .iter()
        .find_map(|line| line.split_once("Selected Items:"))?;
    let numbers = span
        .split(['-', '–'])
        .map(|number| number.trim().parse::<usize>());
    let numbers: Vec<usize> = numbers.map_while(Result::ok).collect();
    match numbers.as_slice() {
        [first, last] => last.checked_sub(*first).map(|more| more + 1),
        [_] => Some(1),
        _ => None,
    }
}

/// How many documents their numbers say that there are between the first and the last.
pub(super) fn spanned(numbers: impl Iterator<Item = usize>) -> Option<usize> {
    let numbers: Vec<usize> = numbers.collect();
    let first = numbers.first()?;
    numbers.last()?.checked_sub(*first).map(|more| more + 1)
}

/// A document of the older generation, from what stands apart in it.
pub(super) fn document(mut record: Record, runs: impl Iterator<Item = Run>) -> Record {
    let mut below_text = false;
    let mut runs = runs.peekable();
    while let Some(run) = runs.next() {
        let first = run.first();
        if first.is_empty() {
            continue;
        }
        if !run.is_paragraph && is_copyright(first) {
            labels::keep(&mut record, "copyright", &run.joined());
        } else if let Some((field, below, value)) = run.labelled() {
            below_text |= below;
            labels::fill(&mut record, field, &value);
        } else if below_text {
            labels::keep(&mut record, "notes", &run.joined());
        } else if record.published.is_none() && !run.is_paragraph && date_at_start(first).is_some()
        {
            let date = date_at_start(first).unwrap_or_default();
            let edition = first.get(date.len()..).unwrap_or_default();
            let edition = edition.trim_matches([',', ' ']);
            if run.lines.len() > 1 {
                let rest: Vec<&str> = run.lines.iter().skip(1).map(|line| line.trim()).collect();
                labels::keep(&mut record, "edition", &rest.join(" "));
            } else if !edition.is_empty() && !is_zone_or_time(edition) {
                labels::keep(&mut record, "edition", edition);
            }
            record.published = Some(date);
        } else if (run.centred || is_above_date(&record, runs.peek())) && record.title.is_none() {
            if record.source.is_none() {
                record.source = Some(run.joined());
            } else {
                labels::keep(&mut record, "edition", &run.joined());
            }
        } else if record.title.is_none() && !run.is_paragraph {
            record.title = Some(run.joined());
        } else if run.is_paragraph {
            record.paragraphs.push(Paragraph::text(run.joined()));
        } else {
            record
                .paragraphs
                .extend(paragraphs::of_plain(&run.lines.join("\n")));
        }
    }
    labels::check_words(&mut record);
    record
}

/// Whether the date comes next: in documents of word processors, no blanks centre the outlet above it.
fn is_above_date(record: &Record, next: Option<&Run>) -> bool {
    let is_open = record.published.is_none() && record.source.is_none();
    is_open && next.is_some_and(|next| date_at_start(next.first()).is_some())
}

/// Whether what stands behind a date belongs to it.
fn is_zone_or_time(text: &str) -> bool {
    text.starts_with("GMT") || text.starts_with("UTC") || text.contains(':')
}
