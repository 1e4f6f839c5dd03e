//! What the readers of exports share: the lines of a document, and its fields by name.

use serde_json::Value;

use super::paragraphs;
use crate::dates::written;
use crate::ingest::reason::Refused;
use crate::ingest::record::Record;

/// The documents of an export, and what is missing of it.
#[derive(Debug, Default)]
pub(super) struct Export {
    /// Its documents, in order.
    pub(super) records: Vec<Record>,
    /// What the vendor counts and is not there.
    pub(super) problems: Vec<Refused>,
}

impl From<Vec<Record>> for Export {
    fn from(records: Vec<Record>) -> Self {
        let problems = Vec::new();
        Self { records, problems }
    }
}

/// Lines of one document, from their number in the file, from 0.
pub(super) struct Part<'a> {
    pub(super) lines: &'a [&'a str],
    pub(super) start: usize,
}

/// Lines that are not blank and stand together.
pub(super) fn runs<'a>(lines: &'a [&'a str]) -> impl Iterator<Item = &'a [&'a str]> {
    lines
        .split(|line| line.trim().is_empty())
        .filter(|run| !run.is_empty())
}

impl Part<'_> {
    /// A record that begins where the part does.
    pub(super) fn record(&self) -> Record {
        let blank = self
            .lines
            .iter()
            .take_while(|line| line.trim().is_empty())
            .count();
        Record {
            line: Some((self.start + blank + 1) as u64),
            ..Record::default()
        }
    }
}

/// Fills a field by its name; what has no place is metadata.
pub(super) fn fill(record: &mut Record, name: &str, value: &str) {
    let value = value.trim();
    if value.is_empty() {
        return;
    }
    let name = name.trim();
    let text = || Some(value.to_owned());
    match name.to_ascii_lowercase().as_str() {
        "byline" | "by" | "author" | "au" => record.authors.push(value.to_owned()),
        "section" | "se" => record.section = text(),
        "language" | "la" | "language of publication" => record.language = text(),
        "headline" | "title" | "hd" => record.title = record.title.take().or_else(text),
        "sn" | "publication title" => record.source = text(),
        "pd" | "publication date" => record.published = text(),
        "subject" => {
            // How sure the vendor is stands behind each: `FERRIES (93%)`.
            let subjects = value.split(';').map(str::trim);
            let bare = subjects.map(|subject| match subject.rsplit_once(" (") {
                Some((name, rest)) if rest.ends_with("%)") => name,
                _ => subject,
            });
            record.tags.extend(bare.map(str::to_owned));
        }
        "url" => record.url = text(),
        "an" => {
            record.id = value
                .strip_prefix("Document ")
                .map(str::to_owned)
                .or_else(text);
        }
        "proquest document id" => record.id = text(),
        _ => {
            record.metadata.insert(name.to_owned(), Value::from(value));
        }
    }
}

pub(super) fn joined(run: &[&str]) -> String {
    run.iter()
        .map(|line| line.trim())
        .collect::<Vec<_>>()
        .join(" ")
}

pub(super) fn push_text(record: &mut Record, lines: &[&str]) {
    record
        .paragraphs
        .extend(paragraphs::of_plain(&lines.join("\n")));
}

/// The date in a line such as `June 12, 2021 Saturday` or `June 12, 2021 Saturday Late Edition`: its first words that are one.
pub(super) fn date_at_start(line: &str) -> Option<String> {
    let words: Vec<&str> = line.split_whitespace().collect();
    (2..=words.len().min(8)).rev().find_map(|count| {
        let text = words[..count].join(" ");
        let is_date = text.bytes().any(|byte| byte.is_ascii_digit())
            && written::read(&text, None, None).is_some();
        is_date.then_some(text)
    })
}

/// Whether a line says whose the text is.
pub(super) fn is_copyright(line: &str) -> bool {
    let line = line.trim();
    let rights = [
        "all rights reserved",
        "alle rechte vorbehalten",
        "tous droits réservés",
        "todos los derechos reservados",
        "alle rechten voorbehouden",
        "tutti i diritti riservati",
    ];
    line.starts_with("Copyright")
        || line.starts_with("(c) ")
        || line.starts_with('©')
        || rights
            .iter()
            .any(|rights| line.to_lowercase().starts_with(rights))
}
