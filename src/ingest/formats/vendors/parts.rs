//! What exports of databases have in common: documents, and lines that stand together.

use crate::dates::written;
use crate::ingest::formats::paragraphs;
use crate::ingest::reason::{Reason, Refused};
use crate::ingest::record::Record;

/// The documents of an export, and what is missing of it.
#[derive(Debug, Default)]
pub(super) struct Export {
    /// Its documents, in order.
    pub(super) records: Vec<Record>,
    /// What the vendor counts and is not there.
    pub(super) problems: Vec<Refused>,
}

impl Export {
    /// The documents of an export that says how many it has.
    pub(super) fn new(records: Vec<Record>, promised: Option<usize>) -> Self {
        let found = records.len();
        let missing = promised.filter(|promised| *promised > found);
        let problems = missing.map(|promised| Refused {
            ordinal: None,
            line: None,
            reason: Reason::CutShort {
                problem: format!("{found} of {promised} documents are there"),
            },
        });
        Self {
            records,
            problems: problems.into_iter().collect(),
        }
    }

    /// Hands on the documents, and what is missing.
    pub(super) fn hand_on(self, sink: &mut dyn FnMut(Result<Record, Refused>)) {
        for (ordinal, record) in (1..).zip(self.records) {
            let (ordinal, line) = (Some(ordinal), record.line);
            let empty = record.title.is_none() && record.paragraphs.is_empty();
            sink(if empty {
                let field = "full text".to_owned();
                let reason = Reason::EmptyText { field };
                Err(Refused {
                    ordinal,
                    line,
                    reason,
                })
            } else {
                Ok(Record { ordinal, ..record })
            });
        }
        self.problems
            .into_iter()
            .for_each(|problem| sink(Err(problem)));
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

/// The lines between those that end a document, these left out; what follows the last one is no document.
pub(super) fn ended_by<'a>(lines: &'a [&'a str], ends: impl Fn(&str) -> bool) -> Vec<Part<'a>> {
    let mut start = 0;
    let mut parts = Vec::new();
    for (at, line) in lines.iter().enumerate() {
        if ends(line) {
            parts.push(Part {
                lines: &lines[start..at],
                start,
            });
            start = at + 1;
        }
    }
    parts
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
