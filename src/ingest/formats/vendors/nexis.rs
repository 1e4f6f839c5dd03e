//! Exports of the newer generation of Nexis: `Body` in each document and `End of Document` below it. A cover, which says who asked for
//! what, is none of them.

use super::labels::{check_words, fill_named as fill};
use super::lines::{
    Place, count_on_cover, is_body, is_end, is_of_cover, is_tail_heading, labelled,
};
use super::parts::{Export, Part, date_at_start, is_copyright, joined, push_text, runs};
use crate::ingest::reason::{Reason, Refused};
use crate::ingest::record::Record;

/// Nexis Uni and Lexis+: `Body` above the text and `End of Document` below it.
pub(super) fn nexis(lines: &[&str]) -> Option<Export> {
    let mut starts = vec![0];
    starts.extend(
        (0..lines.len())
            .filter(|at| is_end(lines[*at]))
            .map(|at| at + 1),
    );
    let has_end = starts.len() > 1;
    let ends = starts
        .iter()
        .skip(1)
        .map(|next| next - 1)
        .chain([lines.len()]);
    let parts = starts.iter().zip(ends).map(|(start, end)| Part {
        lines: &lines[*start..end],
        start: *start,
    });
    // The last one may lack its end.
    let records: Vec<Record> = parts
        .filter_map(|part| nexis_document(&part, has_end))
        .collect();
    let is_text = |record: &Record| !record.paragraphs.is_empty();
    if !has_end || !records.iter().any(is_text) {
        return None;
    }
    let promised = lines.iter().find_map(|line| count_on_cover(line));
    Some(checked(records, promised))
}

/// The document between two ends; `None` where none is there.
fn nexis_document(part: &Part<'_>, has_end: bool) -> Option<Record> {
    let is_head = |line: &&str| labelled(line, Place::Head).is_some();
    let body = part.lines.iter().position(|line| is_body(line));
    // Some have no text: a picture with its caption, a notice.
    let heads = part.lines.iter().any(&is_head);
    if !has_end || (body.is_none() && !heads) {
        return None;
    }
    let behind = |at: usize| part.lines.get(at..).unwrap_or_default();
    let (head, text) = if let Some(body) = body {
        (&part.lines[..body], behind(body + 1))
    } else {
        let last = part.lines.iter().rposition(is_head).unwrap_or(0);
        (&part.lines[..=last], behind(last + 1))
    };
    let mut record = part.record();
    nexis_head(head, &mut record);
    let tail = |line: &&str| labelled(line, Place::Tail).is_some() || is_tail_heading(line);
    let end = text.iter().position(tail).unwrap_or(text.len());
    let (text, tail) = text.split_at(end);
    push_text(&mut record, text);
    for run in runs(tail) {
        let first = run.first().copied().unwrap_or_default();
        match first.split_once(':') {
            Some((label, value)) => {
                let name = labelled(first, Place::Tail).map_or(label, |(name, _)| name);
                fill(&mut record, name, &format!("{value} {}", joined(&run[1..])));
            }
            None if is_tail_heading(first) && run.len() == 1 => {}
            None => fill(&mut record, "notes", &joined(run)),
        }
    }
    check_words(&mut record);
    Some(record)
}

/// Lines that a headline without a cover before it takes, at most.
const HEADLINE_LINES: usize = 4;

/// The head of a document: headline, outlet, date, then labels. A cover stands before it.
fn nexis_head(lines: &[&str], record: &mut Record) {
    let is_plain = |line: &str| {
        !line.trim().is_empty() && labelled(line, Place::Head).is_none() && !is_copyright(line)
    };
    let plain: Vec<usize> = (0..lines.len()).filter(|at| is_plain(lines[*at])).collect();
    let dated = plain
        .iter()
        .rposition(|at| date_at_start(lines[*at]).is_some());
    let after_cover = plain
        .iter()
        .rposition(|at| is_of_cover(lines[*at]))
        .map(|at| at + 1);
    // The headline, the outlet, and the date.
    let (title, source) = match dated {
        Some(date) => (date.saturating_sub(2), date.checked_sub(1)),
        None => (after_cover.unwrap_or(0), Some(after_cover.unwrap_or(0) + 1)),
    };
    let first = match after_cover {
        Some(_) => title,
        None => title.saturating_sub(HEADLINE_LINES - 1),
    };
    let line_of = |at: usize| plain.get(at).map(|at| lines[*at].trim());
    let headline: Vec<&str> = (first..=title).filter_map(line_of).collect();
    let headline = headline.join(" ");
    record.title = Some(headline).filter(|headline| !headline.is_empty());
    record.source = source
        .filter(|at| *at > title)
        .and_then(line_of)
        .map(str::to_owned);
    record.published = dated.and_then(line_of).and_then(date_at_start);
    let start = plain.get(first).copied().unwrap_or(0);
    for line in lines.iter().skip(start) {
        if let Some((name, value)) = labelled(line, Place::Head) {
            fill(record, name, value);
        } else if is_copyright(line) {
            fill(record, "copyright", line);
        }
    }
    let behind = dated.or(source).unwrap_or(title) + 1;
    for line in (behind..plain.len()).filter_map(line_of) {
        fill(record, "edition", line);
    }
}

/// A document that has less of the words that its vendor counts than this many in ten is not whole.
const LEAST_WORDS_IN_TEN: usize = 6;

/// The records with what is missing: documents that were promised, and words.
fn checked(records: Vec<Record>, promised: Option<usize>) -> Export {
    let mut problems = Vec::new();
    for (ordinal, record) in (1..).zip(&records) {
        let declared = record.metadata.get("words");
        let declared = declared.and_then(serde_json::Value::as_u64);
        let declared = declared.and_then(|count| usize::try_from(count).ok());
        let declared = declared.filter(|count| *count >= 50);
        let texts = record.paragraphs.iter();
        let texts = texts.flat_map(|paragraph| paragraph.text.split_whitespace());
        let found = texts.count();
        // Scripts without blanks are counted in other ways.
        let is_spaced = record
            .paragraphs
            .iter()
            .all(|paragraph| paragraph.text.is_ascii() || paragraph.text.contains(' '));
        if let Some(declared) = declared.filter(|_| is_spaced)
            && found * 10 < declared * LEAST_WORDS_IN_TEN
        {
            problems.push(Refused {
                ordinal: Some(ordinal),
                line: None,
                reason: Reason::CutShort {
                    problem: format!("{found} of {declared} words are there"),
                },
            });
        }
    }
    let found = records.len();
    if let Some(promised) = promised.filter(|promised| *promised != found) {
        problems.push(Refused {
            ordinal: None,
            line: None,
            reason: Reason::CutShort {
                problem: format!("{found} of {promised} documents are there"),
            },
        });
    }
    Export { records, problems }
}
