//! Text files that databases of the press export, many documents in one: `LexisNexis`, Nexis Uni, Factiva, `ProQuest`. Each
//! is known by the line that its documents begin or end with, and by names of fields that only it has.

use serde_json::Value;

use super::export_parts::{
    Export, Part, date_at_start, fill, is_copyright, joined, push_text, runs,
};
use super::exports_nexis::{lexis, nexis};
use crate::ingest::reason::Refused;
use crate::ingest::record::Record;

/// Hands on the documents of an export, each with its line and ordinal; whether a text is an export.
pub(super) fn read(text: &str, sink: &mut dyn FnMut(Result<Record, Refused>)) -> bool {
    documents(text).is_some_and(|export| {
        hand_on(export, sink);
        true
    })
}

/// [`read`] for a document: its paragraphs, each apart, and its lines as they stand.
pub(super) fn read_blocks(
    paragraphs: &str,
    lines: impl FnOnce() -> String,
    sink: &mut dyn FnMut(Result<Record, Refused>),
) -> bool {
    let export = of_nexis(&lines_of(paragraphs)).or_else(|| others(&lines_of(&lines())));
    export.is_some_and(|export| {
        hand_on(export, sink);
        true
    })
}

fn hand_on(export: Export, sink: &mut dyn FnMut(Result<Record, Refused>)) {
    for (ordinal, record) in (1..).zip(export.records) {
        let ordinal = Some(ordinal);
        sink(Ok(Record { ordinal, ..record }));
    }
    for problem in export.problems {
        sink(Err(problem));
    }
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
    lexis(lines).or_else(|| nexis(lines))
}

fn others(lines: &[&str]) -> Option<Export> {
    let others = [factiva_tagged, factiva, proquest];
    others.iter().find_map(|read| read(lines)).map(Export::from)
}

/// The lines between those that end a document, these left out; what follows the last one is no document.
fn ended_by<'a>(lines: &'a [&'a str], ends: impl Fn(&str) -> bool) -> Vec<Part<'a>> {
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

/// Whether a line holds nothing but a count of words: `62 words`.
fn is_word_count(line: &str) -> bool {
    line.trim().strip_suffix(" words").is_some_and(|count| {
        !count.is_empty()
            && count
                .bytes()
                .all(|byte| byte.is_ascii_digit() || byte == b',')
    })
}

/// A field in capitals or with a capital: `LOAD-DATE: June 13, 2021`, `Length: 62 words`.
fn named<'a>(line: &'a str, names: &[&str]) -> Option<(&'a str, &'a str)> {
    let (name, value) = line.split_once(':')?;
    names
        .iter()
        .any(|known| name.trim().eq_ignore_ascii_case(known))
        .then_some((name, value))
}

// ---- Factiva ----

/// The code at the start of a line, and what follows: `HD        Swing bridge shut`.
fn code(line: &str) -> Option<(&str, &str)> {
    let (code, value) = line.split_at_checked(line.find(' ').unwrap_or(line.len()))?;
    let known = (2..=3).contains(&code.len()) && code.bytes().all(|byte| byte.is_ascii_uppercase());
    (known && (value.starts_with("  ") || value.is_empty())).then_some((code, value.trim()))
}

/// Whether a line is the number of a document: `Document CRECHO0020210612eh6c0000a`.
fn is_accession(line: &str) -> bool {
    line.trim().strip_prefix("Document ").is_some_and(|number| {
        let digits = number.bytes().filter(u8::is_ascii_digit).count();
        digits >= 8 && number.len() >= 20 && number.bytes().all(|byte| byte.is_ascii_alphanumeric())
    })
}

/// Factiva with codes: `HD`, `PD`, `LP`, `TD`, and `AN` at the end.
fn factiva_tagged(lines: &[&str]) -> Option<Vec<Record>> {
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
    let read = parts.iter().map(|part| {
        let mut record = part.record();
        let number = lines
            .get(part.start + part.lines.len())
            .and_then(|line| code(line));
        let mut open = "";
        let mut value: Vec<&str> = Vec::new();
        for line in part.lines {
            if let Some((next, first)) = code(line) {
                close_code(&mut record, open, &value);
                (open, value) = (next, vec![first]);
            } else {
                value.push(line);
            }
        }
        close_code(&mut record, open, &value);
        if let Some((name, value)) = number {
            fill(&mut record, name, value);
        }
        record
    });
    Some(read.collect())
}

fn close_code(record: &mut Record, code: &str, value: &[&str]) {
    match code {
        "LP" | "TD" => push_text(record, value),
        "" => {}
        _ => fill(record, code, &joined(value)),
    }
}

/// Factiva without codes: `62 words` below the headline, and the document's number at the end.
fn factiva(lines: &[&str]) -> Option<Vec<Record>> {
    let parts = ended_by(lines, is_accession);
    let read: Vec<Record> = parts
        .iter()
        .filter_map(|part| {
            let count = part.lines.iter().position(|line| is_word_count(line))?;
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
            for line in &head[1..] {
                if record.published.is_none() && date_at_start(line).is_some() {
                    record.published = date_at_start(line);
                } else if is_copyright(line) {
                    fill(&mut record, "copyright", line);
                } else if record.published.is_some()
                    && record.source.is_none()
                    && line.chars().any(char::is_alphabetic)
                {
                    record.source = Some(line.trim().to_owned());
                } else if crate::analysis::Language::from_code(line.trim()).is_some() {
                    record.language = Some(line.trim().to_owned());
                } else {
                    let known = record.metadata.get("factiva").and_then(Value::as_str);
                    let all = known.map_or(line.trim().to_owned(), |known| {
                        format!("{known}; {}", line.trim())
                    });
                    record
                        .metadata
                        .insert("factiva".to_owned(), Value::from(all));
                }
            }
            fill(&mut record, "words", head.first()?);
            push_text(&mut record, text);
            let number = lines
                .get(part.start + part.lines.len())
                .copied()
                .unwrap_or_default();
            fill(&mut record, "an", number.trim());
            Some(record)
        })
        .collect();
    (!read.is_empty()).then_some(read)
}

// ---- ProQuest ----

const PROQUEST: &[&str] = &[
    "author",
    "publication info",
    "abstract",
    "abstract (english)",
    "full text",
    "subject",
    "title",
    "publication title",
    "first page",
    "last page",
    "pages",
    "publication year",
    "publication date",
    "publisher",
    "issn",
    "source type",
    "language of publication",
    "document type",
    "proquest document id",
    "document url",
    "database",
    "links",
    "location",
    "people",
    "company / organization",
    "copyright",
    "last updated",
    "place of publication",
    "country of publication",
    "publication subject",
    "section",
    "volume",
    "issue",
    "number of pages",
    "dateline",
    "identifier / keyword",
    "year",
    "accession number",
    "company",
    "credit",
    "edition",
    "column",
    "illustration",
    "document feature",
    "number of references",
    "classification",
    "dc.",
    "doi",
];

/// `ProQuest`: a line of underscores between documents, `Full text:` above the text.
fn proquest(lines: &[&str]) -> Option<Vec<Record>> {
    let is_rule = |line: &&str| line.len() >= 20 && line.bytes().all(|byte| byte == b'_');
    let mut start = 0;
    let mut read = Vec::new();
    for part in lines.split(is_rule) {
        let part = Part { lines: part, start };
        start += part.lines.len() + 1;
        let ours = |line: &&str| named(line, &["full text", "proquest document id"]).is_some();
        if part.lines.iter().any(ours) {
            read.push(proquest_document(&part));
        }
    }
    (!read.is_empty()).then_some(read)
}

fn proquest_document(part: &Part<'_>) -> Record {
    let mut record = part.record();
    let mut open: Option<&str> = None;
    let mut value: Vec<&str> = Vec::new();
    let mut heading: Vec<&str> = Vec::new();
    for line in part.lines {
        match named(line, PROQUEST) {
            Some((name, first)) => {
                close_proquest(&mut record, open, &value);
                (open, value) = (Some(name), vec![first]);
            }
            None if open.is_some() => value.push(line),
            None => heading.push(line),
        }
    }
    close_proquest(&mut record, open, &value);
    let heading = runs(&heading).next().map(joined);
    record.title = heading.or(record.title);
    record
}

fn close_proquest(record: &mut Record, name: Option<&str>, value: &[&str]) {
    match name {
        Some(name) if name.eq_ignore_ascii_case("full text") => push_text(record, value),
        Some(name) => fill(record, name, &joined(value)),
        None => {}
    }
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
        let bare = "Dokument 1 von 1\n\nDas Echo\n\n9. März 2024 Samstag\n\nFähre spät\n\nLÄNGE: 4 Wörter\n\nSie kam spät.\n\nSPRACHE: DEUTSCH\n";
        assert_eq!(
            shown(bare),
            ["Fähre spät | 9. März 2024 Samstag | Das Echo |  | Sie kam spät. | 3"]
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
