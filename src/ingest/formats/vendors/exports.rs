//! Text files that databases of the press export, many documents in one: `LexisNexis`, Nexis Uni, Factiva, `ProQuest`, `NewsBank`. Each
//! is known by the line that its documents begin or end with, and by names of fields that only it has.

use serde_json::Value;

use super::labels::{self as labels, Field};
use super::lexis;
use super::newsbank;
use super::nexis::nexis;
use super::parts::{Export, Part, date_at_start, ended_by, is_copyright, joined, push_text, runs};
use crate::ingest::reason::Refused;
use crate::ingest::record::Record;

/// Hands on the documents of an export, each with its line and ordinal; whether a text is an export.
pub(in crate::ingest) fn read(text: &str, sink: &mut dyn FnMut(Result<Record, Refused>)) -> bool {
    handed_on(documents(text), sink)
}

/// [`read`] for a document: its paragraphs, each apart, and its lines as they stand.
pub(in crate::ingest) fn read_blocks(
    paragraphs: &str,
    lines: impl FnOnce() -> String,
    sink: &mut dyn FnMut(Result<Record, Refused>),
) -> bool {
    let export = of_nexis(&lines_of(paragraphs)).or_else(|| others(&lines_of(&lines())));
    handed_on(export, sink)
}

fn handed_on(export: Option<Export>, sink: &mut dyn FnMut(Result<Record, Refused>)) -> bool {
    let is_export = export.is_some();
    if let Some(export) = export {
        export.hand_on(sink);
    }
    is_export
}

/// The documents of an export; `None` where a text is none.
fn documents(text: &str) -> Option<Export> {
    let lines = lines_of(text);
    of_nexis(&lines).or_else(|| others(&lines))
}

fn lines_of(text: &str) -> Vec<&str> {
    text.lines().map(str::trim_end).collect()
}

fn of_nexis(lines: &[&str]) -> Option<Export> {
    lexis::documents(lines).or_else(|| nexis(lines))
}

fn others(lines: &[&str]) -> Option<Export> {
    let others = [factiva_tagged, factiva, proquest, newsbank::documents];
    others.iter().find_map(|read| read(lines))
}

// ---- Factiva ----

/// The code at the start of a line, and what follows: `HD        Swing bridge shut`.
fn code(line: &str) -> Option<(&str, &str)> {
    let (code, value) = line.split_at_checked(line.find(' ').unwrap_or(line.len()))?;
    let known = (2..=3).contains(&code.len()) && code.bytes().all(|byte| byte.is_ascii_uppercase());
    (known && (value.starts_with("  ") || value.is_empty())).then_some((code, value.trim()))
}

/// Whether a line is the number of a document: `Document CRECHO0020210612eh6c0000a`, whatever `Document` is called.
pub(super) fn is_accession(line: &str) -> bool {
    let words: Vec<&str> = line.split_whitespace().collect();
    matches!(words.as_slice(), [name, number] if name.chars().all(char::is_alphabetic) && labels::is_accession(number))
}

/// Factiva with codes: `HD`, `PD`, `LP`, `TD`, and `AN` at the end.
fn factiva_tagged(lines: &[&str]) -> Option<Export> {
    let has = |wanted: &str| {
        lines
            .iter()
            .any(|line| code(line).is_some_and(|(code, _)| code == wanted))
    };
    if !(has("HD") && has("AN") && (has("LP") || has("TD"))) {
        return None;
    }
    let parts = ended_by(lines, |line| {
        code(line).is_some_and(|(code, _)| code == "AN")
    });
    let records = parts.iter().map(|part| {
        let mut record = part.record();
        let number = lines.get(part.start + part.lines.len());
        let mut open: Option<&str> = None;
        let mut value: Vec<&str> = Vec::new();
        for line in part.lines.iter().chain(number) {
            if let Some((next, first)) = code(line) {
                close(&mut record, open.and_then(labels::factiva), &value);
                (open, value) = (Some(next), vec![first]);
            } else {
                value.push(line);
            }
        }
        close(&mut record, open.and_then(labels::factiva), &value);
        labels::check_words(&mut record);
        record
    });
    Some(Export::new(records.collect(), None))
}

/// Fills a field whose lines are complete.
fn close(record: &mut Record, field: Option<Field>, value: &[&str]) {
    match field {
        Some(Field::Text) => push_text(record, value),
        Some(field) => labels::fill(record, field, &joined(value)),
        None => {}
    }
}

/// Factiva without codes: `62 words` below the headline, and the document's number at the end.
fn factiva(lines: &[&str]) -> Option<Export> {
    let parts = ended_by(lines, is_accession);
    let records: Vec<Record> = parts
        .iter()
        .filter_map(|part| {
            let number = lines.get(part.start + part.lines.len()).copied();
            factiva_document(part, number.unwrap_or_default())
        })
        .collect();
    (!records.is_empty()).then(|| Export::new(records, None))
}

fn factiva_document(part: &Part<'_>, number: &str) -> Option<Record> {
    let count = part
        .lines
        .iter()
        .position(|line| labels::words(line).is_some())?;
    let mut record = part.record();
    let (above, below) = part.lines.split_at(count);
    // What stands together above the count; `Factiva` and `Dow Jones` stand apart.
    let above = runs(above).last().unwrap_or_default();
    let byline = above
        .iter()
        .position(|line| line.starts_with("By "))
        .filter(|at| *at > 0);
    record.title = Some(joined(&above[..byline.unwrap_or(above.len())]));
    record.authors = byline.map(|at| joined(&above[at..])).into_iter().collect();
    let end = below
        .iter()
        .position(|line| line.trim().is_empty())
        .unwrap_or(below.len());
    let (head, text) = below.split_at(end);
    factiva_lines(&mut record, head.iter().copied());
    push_text(&mut record, text);
    labels::fill(&mut record, Field::Id, number);
    labels::check_words(&mut record);
    Some(record)
}

/// What stands between the headline and the text of a document without codes: the count of words, the date, the outlet, its code, edition
/// and page, the language, the copyright.
pub(super) fn factiva_lines<'a>(record: &mut Record, lines: impl Iterator<Item = &'a str>) {
    for line in lines.map(str::trim).filter(|line| !line.is_empty()) {
        let letters = line.chars().any(char::is_alphabetic);
        if record.metadata.get("words").is_none() && labels::words(line).is_some() {
            labels::fill(record, Field::Words, line);
        } else if record.published.is_none() && date_at_start(line).is_some() {
            record.published = date_at_start(line);
        } else if is_copyright(line) {
            labels::keep(record, "copyright", line);
        } else if record.published.is_some() && record.source.is_none() && letters {
            record.source = Some(line.to_owned());
        } else if labels::is_language(line) {
            record.language = record.language.take().or(Some(labels::language(line)));
        } else {
            labels::keep(record, factiva_kind(record, line), line);
        }
    }
}

/// What a line is that is none of the others: above the date a credit, below it the code of the outlet, a page, or an edition.
fn factiva_kind(record: &Record, line: &str) -> &'static str {
    let is_code = |ch: char| ch.is_ascii_uppercase() || ch.is_ascii_digit();
    if record.published.is_none() {
        "credit"
    } else if !record.metadata.contains_key("source_code") && line.chars().all(is_code) {
        "source_code"
    } else if line.starts_with(|ch: char| ch.is_ascii_digit()) && !line.contains(' ') {
        if line.contains(':') { "time" } else { "page" }
    } else {
        "edition"
    }
}

// ---- ProQuest ----

/// A label of `ProQuest` and what follows it.
fn proquest_label(line: &str) -> Option<(Field, &str)> {
    let (label, value) = line.split_once(':')?;
    Some((labels::proquest(label)?, value))
}

/// `ProQuest`: a line of underscores between documents, `Full text:` above the text.
pub(super) fn proquest(lines: &[&str]) -> Option<Export> {
    let is_rule = |line: &&str| line.len() >= 20 && line.bytes().all(|byte| byte == b'_');
    let mut start = 0;
    let mut records = Vec::new();
    for part in lines.split(is_rule) {
        let part = Part { lines: part, start };
        start += part.lines.len() + 1;
        let ours = |line: &&str| {
            proquest_label(line).is_some_and(|(field, _)| matches!(field, Field::Text | Field::Id))
        };
        let labelled = part
            .lines
            .iter()
            .filter(|line| proquest_label(line).is_some());
        if part.lines.iter().any(ours) && labelled.count() > 1 {
            records.push(proquest_document(&part));
        }
    }
    (!records.is_empty()).then(|| Export::new(records, None))
}

/// The outlet and the day in `The Echo ; London (UK) [London (UK)]08 May 2010: 2.`
fn publication(info: &str) -> Option<(String, Option<String>)> {
    let end = info.find([';', '[', ',']).unwrap_or(info.len());
    let source = info.get(..end)?.trim();
    let date = info.rsplit_once(']').map_or(info, |(_, date)| date);
    let date = date_at_start(date.trim().split(':').next().unwrap_or_default());
    (!source.is_empty()).then(|| (source.to_owned(), date))
}

fn proquest_document(part: &Part<'_>) -> Record {
    let mut record = part.record();
    let mut open: Option<Field> = None;
    let mut value: Vec<&str> = Vec::new();
    let mut heading: Vec<&str> = Vec::new();
    for line in part.lines {
        match proquest_label(line) {
            Some((field, first)) => {
                close(&mut record, open, &value);
                (open, value) = (Some(field), vec![first]);
            }
            None if open.is_some() => value.push(line),
            None => heading.push(line),
        }
    }
    close(&mut record, open, &value);
    let heading = runs(&heading).next().map(joined);
    record.title = heading.or(record.title);
    let info = record
        .metadata
        .get("publication_info")
        .and_then(Value::as_str);
    if let Some((source, date)) = info.and_then(publication) {
        record.source = record.source.or(Some(source));
        record.published = record.published.or(date);
    }
    // Without its text, a document is its abstract.
    if record.paragraphs.is_empty()
        && let Some(Value::String(summary)) = record.metadata.remove("abstract")
    {
        push_text(&mut record, &[&summary]);
    }
    record
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Title, date, source, authors, text, line.
    fn shown(text: &str) -> Vec<String> {
        let all = documents(text).unwrap_or_default().records.into_iter();
        all.map(|record| {
            let texts: Vec<&str> = record
                .paragraphs
                .iter()
                .map(|paragraph| paragraph.text.trim())
                .collect();
            format!(
                "{} | {} | {} | {} | {} | {}",
                record.title.unwrap_or_default(),
                record.published.unwrap_or_default(),
                record.source.unwrap_or_default(),
                record.authors.join("; "),
                texts.join(" / "),
                record.line.unwrap_or_default()
            )
        })
        .collect()
    }

    #[test]
    fn documents_of_lexis_nexis() {
        let text = "\n                 1 of 2 DOCUMENTS\n\n              The Echo\n\n          March 9, 2024 Saturday\n          Late Edition\n\nFerry late\nagain\n\nBYLINE: By Ann Lee\n\nLENGTH: 9 words\n\nThe ferry was late.\n\nNobody cared.\n\nLOAD-DATE: March 10, 2024\n\n        Copyright 2024 The Echo\n           All Rights Reserved\n\n                 2 of 2 DOCUMENTS\n\n              The Post\n\n          March 10, 2024\n\nMill sold\n\nIt was sold.\n";
        assert_eq!(
            shown(text),
            [
                "Ferry late again | March 9, 2024 Saturday | The Echo | By Ann Lee | The ferry was late. / Nobody cared. | 4",
                "Mill sold | March 10, 2024 | The Post |  | It was sold. | 27",
            ]
        );
        let uni = "Ferry late\nThe Echo\nMarch 9, 2024\n\nCopyright 2024 The Echo\n\nByline: Ann Lee\n\nBody\n\nThe ferry was late.\nNobody cared.\n\nClassification\n\nLanguage: ENGLISH\n\nEnd of Document\n";
        assert_eq!(
            shown(uni),
            [
                "Ferry late | March 9, 2024 | The Echo | Ann Lee | The ferry was late. / Nobody cared. | 1"
            ]
        );
    }

    #[test]
    fn documents_of_factiva() {
        let tagged = "HD      Ferry late\n        again\nBY      Ann Lee\nPD      9 March 2024\nSN      The Echo\nLP      \nThe ferry was late.\n\nTD      \nNobody cared.\n\nAN      Document ECHO000020240309ek390001a\n";
        assert_eq!(
            shown(tagged),
            [
                "Ferry late again | 9 March 2024 | The Echo | Ann Lee | The ferry was late. / Nobody cared. | 1"
            ]
        );
        let plain = "Factiva\n\nFerry late\nagain\nBy Ann Lee\n1,009 words\n9 March 2024\n02:10\nThe Echo\nECHO\nEnglish\n© 2024 The Echo\n\nThe ferry was late.\n\nDocument ECHO000020240309ek390001a\n\nSearch Summary\nText ferry\n";
        assert_eq!(
            shown(plain),
            ["Ferry late again | 9 March 2024 | The Echo | By Ann Lee | The ferry was late. | 1"]
        );
    }

    #[test]
    fn documents_of_proquest() {
        let rule = "_".repeat(60);
        let text = format!(
            "{rule}\n\nFerry late\n\nAuthor: Lee, Ann\n\nFull text: The ferry was late.\n\nNobody cared.\n\nPublication title: The Echo\n\nPublication date: Mar 9, 2024\n\nProQuest document ID: 7\n\n{rule}\n\nTerms and conditions.\n"
        );
        assert_eq!(
            shown(&text),
            [
                "Ferry late | Mar 9, 2024 | The Echo | Lee, Ann | The ferry was late. / Nobody cared. | 3"
            ]
        );
        assert_eq!(
            documents(&text).unwrap().records[0].id.as_deref(),
            Some("7")
        );
    }

    #[test]
    fn other_texts_are_no_exports() {
        let rule = "_".repeat(60);
        for text in [
            "",
            "Minutes\n\nPage 1 of 2 of the documents was lost.",
            &format!("A\n{rule}\nB\n{rule}\nC"),
            "Document of the year\n\n62 words\n",
            "It was the\nEnd of Document\n",
            "HD television is here.\n\nAN apple.",
        ] {
            assert!(documents(text).is_none(), "{text}");
        }
    }
}
