//! Documents of `LexisNexis` and Nexis, in text and in pages: what stands apart in a document, and what it is.
//!
//! A document of the older generation stands below `1 of 2 DOCUMENTS`: the outlet, a date, a headline, fields, the text, more fields.
//! One of the newer generation (Nexis Uni, Lexis+) has `Body` above its text and `End of Document` below it.

use super::export_parts::{Export, Part, copyright, date_at_start, ended_by, runs};
use super::paragraphs;
use super::vendor_labels::{self as labels, Field};
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

/// The number of the document, and of all, in the line above it: `1 of 2 DOCUMENTS`, `Dokument 1 von 2`, `Document 1 de 2`.
pub(super) fn number(line: &str) -> Option<(u64, u64)> {
    let words: Vec<&str> = line.split_whitespace().collect();
    let (one, all) = match words.as_slice() {
        [one, "of" | "de" | "di" | "van" | "von", all, last]
            if last.to_lowercase().starts_with("do") =>
        {
            (one, all)
        }
        [
            "Dokument" | "Document" | "Documento",
            one,
            "of" | "von" | "de" | "di" | "van",
            all,
        ] => (one, all),
        _ => return None,
    };
    Some((one.parse().ok()?, all.parse().ok()?))
}

/// Documents of the older generation in a text.
pub(super) fn documents(lines: &[&str]) -> Option<Export> {
    let starts: Vec<(usize, u64)> = lines
        .iter()
        .enumerate()
        .filter_map(|(at, line)| Some((at, number(line)?.0)))
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
    Some(Export {
        records: records.collect(),
        promised: promised(cover).or_else(|| spanned(numbers)),
    })
}

/// How many documents a cover says that there are: `Selected Items: 1-10`, `Documents (50)`.
pub(super) fn promised(cover: &[&str]) -> Option<u64> {
    cover.iter().find_map(|line| {
        let line = line.trim();
        if let Some((_, span)) = line.split_once("Selected Items:") {
            let numbers: Vec<u64> = span
                .split(['-', '–'])
                .filter_map(|number| number.trim().parse().ok())
                .collect();
            return match numbers.as_slice() {
                [first, last] => last.checked_sub(*first).map(|more| more + 1),
                [_] => Some(1),
                _ => None,
            };
        }
        let (name, count) = line.strip_suffix(')')?.rsplit_once('(')?;
        let is_count = matches!(
            name.trim(),
            "Documents" | "Dokumente" | "Documentos" | "Documenti" | "Documenten"
        );
        count.trim().parse().ok().filter(|_| is_count)
    })
}

/// How many documents their numbers say that there are between the first and the last.
pub(super) fn spanned(numbers: impl Iterator<Item = u64>) -> Option<u64> {
    let numbers: Vec<u64> = numbers.collect();
    let first = numbers.first()?;
    numbers.last()?.checked_sub(*first).map(|more| more + 1)
}

/// A document of the older generation, from what stands apart in it.
pub(super) fn document(mut record: Record, runs: impl Iterator<Item = Run>) -> Record {
    let mut below_text = false;
    for run in runs {
        let first = run.first();
        if first.is_empty() {
            continue;
        }
        if !run.is_paragraph && copyright(first) {
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
        } else if run.centred && record.title.is_none() {
            if record.source.is_none() {
                record.source = Some(run.joined());
            } else {
                labels::keep(&mut record, "edition", &run.joined());
            }
        } else if record.title.is_none() && !run.is_paragraph {
            record.title = Some(run.joined());
        } else if run.is_paragraph {
            record.paragraphs.push(Paragraph {
                text: run.joined(),
                heading: false,
            });
        } else {
            record
                .paragraphs
                .extend(paragraphs::of_plain(&run.lines.join("\n")));
        }
    }
    labels::check_words(&mut record);
    record
}

/// Whether what stands behind a date belongs to it.
fn is_zone_or_time(text: &str) -> bool {
    text.starts_with("GMT") || text.starts_with("UTC") || text.contains(':')
}

/// Documents of the newer generation in a text. What stands above the first one, with the name of whoever saved it, is no document.
pub(super) fn newer_documents(lines: &[&str]) -> Option<Export> {
    let parts = ended_by(lines, |line| line.trim() == "End of Document");
    let records: Vec<Record> = parts.iter().filter_map(newer_document).collect();
    let first = parts.first()?;
    let cover = first
        .lines
        .get(..after_cover(first.lines))
        .unwrap_or_default();
    (!records.is_empty()).then(|| Export {
        promised: promised(cover),
        records,
    })
}

/// Where a cover ends: behind the last line that says how the documents were searched for.
fn after_cover(lines: &[&str]) -> usize {
    const OF_COVER: &[&str] = &[
        "user name:",
        "date and time:",
        "job number:",
        "client/matter:",
        "search terms:",
        "search type:",
        "content type",
        "narrowed by",
        "timeline:",
        "about lexisnexis",
        "documents (",
    ];
    let body = lines
        .iter()
        .position(|line| line.trim() == "Body")
        .unwrap_or(lines.len());
    let head = lines.get(..body).unwrap_or_default();
    let is_of_cover = |line: &&str| {
        let line = line.trim().to_lowercase();
        OF_COVER.iter().any(|start| line.starts_with(start))
    };
    let last = head.iter().rposition(is_of_cover);
    last.map_or(0, |last| {
        // What stands together with it.
        let rest = head.get(last..).unwrap_or_default();
        last + rest
            .iter()
            .take_while(|line| !line.trim().is_empty())
            .count()
    })
}

fn newer_document(part: &Part<'_>) -> Option<Record> {
    let body = part.lines.iter().position(|line| line.trim() == "Body")?;
    let mut record = part.record();
    let (head, text) = part.lines.split_at(body);
    let head = head.get(after_cover(part.lines)..).unwrap_or_default();
    let mut head = head
        .iter()
        .map(|line| line.trim())
        .filter(|line| !line.is_empty());
    record.title = head.next().map(str::to_owned);
    for line in head {
        let labelled = line.split_once(':').and_then(|(label, value)| {
            let (field, below) = labels::lexis(label)?;
            (!below).then_some((field, value))
        });
        if let Some((field, value)) = labelled {
            labels::fill(&mut record, field, value);
        } else if copyright(line) {
            labels::keep(&mut record, "copyright", line);
        } else if record.published.is_none() && date_at_start(line).is_some() {
            record.published = date_at_start(line);
        } else if record.source.is_none() {
            record.source = Some(line.to_owned());
        } else {
            labels::keep(&mut record, "edition", line);
        }
    }
    let text = text.get(1..).unwrap_or_default();
    let is_below = |line: &&str| {
        let label = line.split_once(':').map(|(label, _)| label);
        label
            .and_then(labels::lexis)
            .is_some_and(|(_, below)| below)
            || matches!(line.trim(), "Classification" | "Graphic" | "Notes")
    };
    let end = text.iter().position(is_below).unwrap_or(text.len());
    let (text, tail) = text.split_at(end);
    record.paragraphs = paragraphs::of_plain(&text.join("\n"));
    for run in runs(tail).map(Run::of_text) {
        let labelled = run.first().split_once(':').and_then(|(label, value)| {
            let (field, _) = labels::lexis(label)?;
            let rest = run.lines.iter().skip(1).map(|line| line.trim());
            let value: Vec<&str> = std::iter::once(value.trim()).chain(rest).collect();
            Some((field, value.join(" ")))
        });
        match labelled {
            Some((field, value)) => labels::fill(&mut record, field, &value),
            None => labels::keep(&mut record, "notes", &run.joined()),
        }
    }
    labels::check_words(&mut record);
    Some(record)
}
