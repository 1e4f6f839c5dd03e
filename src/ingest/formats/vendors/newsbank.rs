//! Exports of `NewsBank` (Access World News, America's News): above each text its headline, a line `DAY | PAPER | PLACE | Page 3`, who
//! wrote it in which section and how many words, and the words `OpenURL Link`; below it whose it is, and how to cite it.

use super::labels::{self, Field, keep};
use super::parts::{Export, date_at_start, is_copyright, joined, push_text};
use crate::ingest::record::Record;

/// The line between the head of a document and its text.
const LINK: &str = "OpenURL Link";

/// Lines of a headline, and lines between it and [`LINK`], at most.
const HEADLINE_LINES: usize = 6;
const FIELD_LINES: usize = 6;

/// Lines below a text among which the first that says whose it is ends it: a copyright, what it is about, a citation.
const TAIL_LINES: usize = 12;

/// The day, the paper, the place and the page of a line, if it is such a line.
fn masthead(line: &str) -> Option<[&str; 4]> {
    let mut parts = line.split('|').map(str::trim);
    let (day, paper) = (parts.next()?, parts.next()?);
    let is_day = date_at_start(day).is_some_and(|date| date.len() == day.len());
    let [mut place, mut page] = [""; 2];
    for part in parts {
        match part.strip_prefix("Page ") {
            Some(number) => page = number,
            None if place.is_empty() => place = part,
            None => {}
        }
    }
    (is_day && !paper.is_empty()).then_some([day, paper, place, page])
}

/// The head of a document, from the first line that may be one of its headline: its fields, and how many lines there are up to its text.
pub(in crate::ingest) fn head(lines: &[&str]) -> Option<(Record, usize)> {
    let mut headline = lines.iter().take(HEADLINE_LINES + 1);
    let at = headline.position(|line| masthead(line).is_some())?;
    let [day, paper, place, page] = masthead(lines.get(at)?)?;
    let fields = lines.get(at + 1..)?;
    let end = fields
        .iter()
        .take(FIELD_LINES)
        .position(|line| line.trim() == LINK)?;
    let title = joined(lines.get(..at)?);
    let mut record = Record {
        title: Some(title.trim().to_owned()).filter(|title| !title.is_empty()),
        published: Some(day.to_owned()),
        source: Some(article_first(paper)),
        ..Record::default()
    };
    for (name, value) in [("place", place), ("page", page)] {
        labels::fill(&mut record, Field::Kept(name), value);
    }
    fill(&mut record, &joined(fields.get(..end)?));
    Some((record, at + 1 + end + 1))
}

/// `Sarn Post, The (Sarn)` as it is called.
fn article_first(paper: &str) -> String {
    match paper.split_once(", The") {
        Some((name, rest)) if rest.is_empty() || rest.starts_with(" (") => {
            format!("The {name}{rest}")
        }
        _ => paper.to_owned(),
    }
}

/// Fills what stands in `Author: Ann Lee Section: News 567 Words`, one behind the other.
fn fill(record: &mut Record, text: &str) {
    const LABELS: [(&str, Field); 2] = [("Author:", Field::Author), ("Section:", Field::Section)];
    let (text, words) = match text.trim().rsplit_once(' ') {
        Some((before, "Words")) => match before.rsplit_once(' ') {
            Some((before, count)) => (before, Some(count)),
            None => ("", Some(before)),
        },
        _ => (text, None),
    };
    let mut found: Vec<(usize, usize, Field)> = LABELS
        .iter()
        .filter_map(|(label, field)| Some((text.find(label)?, label.len(), *field)))
        .collect();
    found.sort_unstable_by_key(|(at, ..)| *at);
    let ends = found.iter().skip(1).map(|(at, ..)| *at).chain([text.len()]);
    for ((at, length, field), end) in found.iter().zip(ends) {
        labels::fill(
            record,
            *field,
            text.get(at + length..end).unwrap_or_default(),
        );
    }
    if let Some(count) = words {
        labels::fill(record, Field::Words, &format!("{count} words"));
    }
}

/// How many lines of a document are its text; whose it is, which stands below, is kept.
pub(in crate::ingest) fn text_lines(lines: &[&str], record: &mut Record) -> usize {
    let written: Vec<usize> = (0..lines.len())
        .filter(|at| !lines[*at].trim().is_empty())
        .collect();
    let last = written.len().saturating_sub(TAIL_LINES);
    let ends = |line: &str| is_copyright(line) || line.trim().starts_with("Citation (");
    let end = written.iter().skip(last).find(|at| ends(lines[**at]));
    let Some(end) = end.copied() else {
        return lines.len();
    };
    if is_copyright(lines[end]) {
        keep(record, "copyright", lines[end].trim());
    }
    end
}

/// The documents of an export as text.
pub(super) fn documents(lines: &[&str]) -> Option<Export> {
    let ends_of_heads = (0..lines.len()).filter(|at| lines[*at].trim() == LINK);
    let mut heads = Vec::new();
    let mut from = 0;
    for link in ends_of_heads {
        let is_near = |at: &usize| at + FIELD_LINES >= link && masthead(lines[*at]).is_some();
        let Some(masthead) = (from..link).rev().find(is_near) else {
            continue;
        };
        let start = headline_start(lines, from, masthead);
        if let Some((record, _)) = head(&lines[start..=link]) {
            heads.push((start, link + 1, record));
            from = link + 1;
        }
    }
    let ends: Vec<usize> = heads.iter().skip(1).map(|(start, ..)| *start).collect();
    let ends = ends.into_iter().chain([lines.len()]);
    let records = heads
        .into_iter()
        .zip(ends)
        .map(|((start, text, record), end)| {
            let mut record = Record {
                line: Some((start + 1) as u64),
                ..record
            };
            let text = &lines[text..end];
            let end = text_lines(text, &mut record);
            push_text(&mut record, &text[..end]);
            labels::check_words(&mut record);
            record
        });
    let records: Vec<Record> = records.collect();
    (!records.is_empty()).then(|| Export::new(records, None))
}

/// Where a headline begins: behind a blank line, or behind what ends the document before.
fn headline_start(lines: &[&str], from: usize, masthead: usize) -> usize {
    let is_of_it = |at: &usize| {
        let line = lines[*at].trim();
        !line.is_empty() && !is_copyright(line)
    };
    let above = (from..masthead).rev();
    let above = above.skip_while(|at| lines[*at].trim().is_empty());
    let above = above.take(HEADLINE_LINES).take_while(is_of_it);
    above.last().unwrap_or(masthead)
}

#[cfg(test)]
mod tests {
    use super::*;

    const EXPORT: &str = "Ferry late\nagain\nMarch 9, 2024 | Merrow Echo, The (Merrow) | Merrow, Averne | Page 3\nAuthor: Ann Lee Section: News 12 Words\nOpenURL Link\nThe ferry was late.\nNobody on the quay cared.\nCopyright (c) 2024 The Merrow Echo. All Rights Reserved.\nCitation (aglc Style)\nAnn Lee, 'Ferry late again', The Merrow Echo (online), 9 Mar 2024 3\n\nMill sold\n\nMarch 10, 2024 | Sarn Post\nOpenURL Link\nIt was sold.\n";

    fn shown(text: &str) -> Vec<String> {
        let lines: Vec<&str> = text.lines().collect();
        let records = documents(&lines).map(|export| export.records);
        let records = records.unwrap_or_default().into_iter();
        let shown = records.map(|record| {
            let fields = [&record.title, &record.published, &record.source];
            let fields = fields.map(|field| field.as_deref().unwrap_or_default());
            let texts = record.paragraphs.iter().map(|text| text.text.as_str());
            let texts: Vec<&str> = texts.collect();
            format!(
                "{} | {} | {} | {:?}",
                fields.join(" | "),
                record.authors.join(";"),
                texts.join(" / "),
                record.metadata
            )
        });
        shown.collect()
    }

    #[test]
    fn an_export_is_its_documents() {
        assert_eq!(
            shown(EXPORT),
            [
                "Ferry late again | March 9, 2024 | The Merrow Echo (Merrow) | Ann Lee | The ferry was late. / Nobody on the quay cared. | {\"place\": String(\"Merrow, Averne\"), \"page\": String(\"3\"), \"words\": Number(12), \"copyright\": String(\"Copyright (c) 2024 The Merrow Echo. All Rights Reserved.\")}",
                "Mill sold | March 10, 2024 | Sarn Post |  | It was sold. | {}",
            ]
        );
    }

    #[test]
    fn other_texts_are_no_exports() {
        for text in [
            "",
            "Mill sold\nMarch 10, 2024 | Sarn Post\nIt was sold.\n",
            "Mill sold\nOpenURL Link\nIt was sold.\n",
            "Day | Paper\nOpenURL Link\n",
            "OpenURL Link",
        ] {
            assert!(shown(text).is_empty(), "{text}");
        }
    }
}
