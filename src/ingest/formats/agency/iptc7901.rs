//! IPTC 7901: messages of teleprinters. `SOH header, STX text, ETX date EOT`, several in a file.

use serde_json::Value;

use super::teleprinter::{Message, SOH, dateline, kill, line, messages};
use crate::ingest::formats::filling::{keep, with_text};
use crate::ingest::formats::paragraphs;
use crate::ingest::reason::{Reason, Refused};
use crate::ingest::record::{Paragraph, Record};
use crate::ingest::slice::{ReadOptions, Slice};

/// `eca062 4 i 211 ccccb   dpa 061`: the service with its number, urgency, category, words, and what follows, the agency in it.
fn header(line: &str) -> Option<([&str; 4], Vec<&str>)> {
    let mut words = line.split_whitespace();
    let first = words.next()?;
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let at = first.find(|ch: char| !ch.is_ascii_alphabetic())?;
    let (service, sequence) = first.split_at(at);
    let (urgency, category, count) = (words.next()?, words.next()?, words.next()?);
    let is_category =
        category.len() <= 3 && category.bytes().all(|byte| byte.is_ascii_alphabetic());
    let is_header = at > 0 && digits(sequence) && digits(urgency) && urgency.len() == 1;
    let found = [service, sequence, urgency, category];
    (is_header && is_category && digits(count)).then(|| (found, words.collect()))
}

/// The first line of a header.
fn first_line(header: &str) -> &str {
    let mut lines = header.lines().map(str::trim);
    lines.find(|line| !line.is_empty()).unwrap_or_default()
}

/// `242200 GMT Jun 17`: day and time, month, year; the day, and the time with it.
fn sent(trailer: &str) -> Option<(String, String)> {
    let clean = line(trailer.trim_start().lines().next()?);
    let mut words = clean.split_whitespace();
    let moment = words.next()?;
    if moment.len() != 6 || !moment.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let mut words =
        words.skip_while(|word| matches!(*word, "GMT" | "UTC" | "CET" | "MEZ" | "MESZ"));
    let (month, year) = (words.next()?, words.next()?);
    if year.len() != 2 || !month.bytes().all(|byte| byte.is_ascii_alphabetic()) {
        return None;
    }
    let century = if year > "69" { 19 } else { 20 };
    let day = format!("{} {month} {century}{year}", &moment[..2]);
    let time = format!("{day} {}:{}", &moment[2..4], &moment[4..]);
    Some((day, time))
}

/// Whether a text starts with a message.
pub(crate) fn sniff(head: &[u8]) -> bool {
    let head = String::from_utf8_lossy(head);
    let head = head.trim_start_matches(|ch: char| ch != SOH && (ch.is_control() || ch == ' '));
    head.strip_prefix(SOH)
        .is_some_and(|head| header(first_line(head)).is_some())
}

/// Reads every message.
pub(crate) fn read(
    slice: &Slice<'_>,
    _: &ReadOptions,
    sink: &mut dyn FnMut(Result<Record, Refused>),
) {
    messages(slice.text, "IPTC 7901", message, sink);
}

fn message(message: &Message<'_>) -> Result<Record, Reason> {
    let Message {
        header: above,
        text,
        trailer,
    } = *message;
    let mut record = Record::default();
    let mut agency = None;
    let mut lines = above.lines().map(line).filter(|line| !line.is_empty());
    if let Some((found, rest)) = header(first_line(above)) {
        lines.next();
        for (value, key) in
            found
                .into_iter()
                .zip(["service", "sequence", "urgency", "category_code"])
        {
            keep(&mut record, key, Some(value));
        }
        let names = rest.into_iter().rev();
        agency = names
            .filter(|word| word.chars().all(char::is_alphabetic))
            .map(str::to_owned)
            .next();
    }
    let slug = lines.next();
    keep(
        &mut record,
        "slug",
        slug.as_deref().map(|slug| slug.trim_end_matches('/')),
    );
    if let Some((day, time)) = sent(trailer) {
        record.published = Some(day);
        keep(&mut record, "sent", Some(time));
    }
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    let body = heading(&text, &mut record);
    let update = record.metadata.get("update").and_then(Value::as_str);
    let head = [slug.as_deref(), update, record.title.as_deref()];
    if let Some(reason) = kill(head.into_iter().flatten()) {
        return Err(reason);
    }
    record.paragraphs = body_of(body, &mut record.metadata);
    let first = record.paragraphs.first().map(|first| first.text.clone());
    let named = first.and_then(|first| dateline(&first, &mut record));
    record.source = named.or(agency);
    with_text(record, "text")
}

/// Reads headline and byline, which end with ` =` or a blank line; what is behind.
fn heading<'a>(text: &'a str, record: &mut Record) -> &'a str {
    /// Most lines above the text.
    const MOST: usize = 8;
    let mut end = 0;
    let mut lines: Vec<String> = Vec::new();
    for whole in text.split_inclusive('\n').take(MOST) {
        let clean = line(whole);
        if clean.is_empty() && !lines.is_empty() {
            break;
        }
        end += whole.len();
        let is_last = clean.ends_with('=');
        let clean = clean.trim_end_matches('=').trim().to_owned();
        if !clean.is_empty() {
            lines.push(clean);
        }
        if is_last {
            break;
        }
    }
    let is_note = |line: &str| {
        let words = line.split_whitespace().count();
        (line.starts_with('(') && line.ends_with(')'))
            || (words <= 4 && line == line.to_uppercase())
    };
    let mut title: Vec<String> = Vec::new();
    let last = lines.len().saturating_sub(1);
    for (at, line) in lines.into_iter().enumerate() {
        let is_byline = ["By ", "Von ", "Par ", "Por ", "Di "]
            .iter()
            .any(|by| line.starts_with(by));
        if is_byline && !title.is_empty() {
            record.authors.push(line);
        } else if title.is_empty() && at < last && is_note(&line) {
            keep(record, "update", Some(line));
        } else {
            title.push(line);
        }
    }
    record.title = Some(title.join(" ")).filter(|title| !title.is_empty());
    text.get(end..).unwrap_or_default()
}

/// The paragraphs for readers; what is for editors stands in the metadata.
fn body_of(
    text: &str,
    metadata: &mut serde_json::Map<String, serde_json::Value>,
) -> Vec<Paragraph> {
    let clean: String = text
        .chars()
        .filter(|ch| !ch.is_control() || "\n\t".contains(*ch))
        .collect();
    let lower = clean.to_ascii_lowercase();
    let cut = [
        "the following information is not",
        "die folgenden informationen sind nicht",
    ]
    .iter()
    .filter_map(|mark| lower.find(mark))
    .min();
    let (text, note) = clean.split_at(cut.unwrap_or(clean.len()));
    if !note.is_empty() {
        let note = paragraphs::one_line(note);
        metadata.insert("editor_note".to_owned(), note.into());
    }
    let mut paragraphs = paragraphs::of_plain(text);
    for paragraph in &mut paragraphs {
        let marks = paragraph.text.trim_start_matches('#');
        if marks.len() < paragraph.text.len() && marks.starts_with(' ') {
            *paragraph = Paragraph::heading(marks.trim().to_owned());
        }
    }
    let is_rule = |text: &str| text.chars().all(|ch| "*-_= ".contains(ch));
    paragraphs.retain(|paragraph| !is_rule(&paragraph.text));
    while paragraphs.last().is_some_and(|last| last.heading) {
        paragraphs.pop();
    }
    paragraphs
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ingest::formats::damage;
    use crate::ingest::formats::read_all::read_all;

    const SAMPLE: &str = "\u{1}mna062 4 i 211 ccccb   mna 061\r\n\r\nMarshland-ferry/\r\n\u{2}1ST LEAD\r\nFerry to Korrin Isle\r\nruns again\r\nBy Tilda Marsh =\r\n\r\n   Selwick (mna) - The ferry to Korrin Isle left the harbour of the\r\ntown at noon with 41 passengers on board, after eleven days in\r\nwhich no ship had crossed the sound for want of a working pump.\r\n\r\n# A new pump\r\n\r\n   The master said that she had never run so quietly in her life as\r\non that day.\r\n\r\n* * * *\r\nThe following information is not for publication\r\n\r\nmna tm\r\n\u{3}171605 GMT Apr 19\r\n\u{4}\u{1}mna063 5 s 46 mna 062\r\n\r\nResults/\r\n\u{2}Results =\r\n\r\nArrow 3 Selwick 1\r\n\u{3}171700 Apr 19\r\n\u{4}";

    #[test]
    fn messages_are_read() {
        assert!(sniff(SAMPLE.as_bytes()));
        assert!(!sniff(b"Text of a day"));
        let found = read_all(read, SAMPLE).into_iter();
        let found: Vec<Record> = found.map(Result::unwrap).collect();
        assert_eq!(found.len(), 2);
        let record = &found[0];
        assert_eq!(
            record.title.as_deref(),
            Some("Ferry to Korrin Isle runs again")
        );
        assert_eq!(record.authors, ["By Tilda Marsh"]);
        assert_eq!(record.published.as_deref(), Some("17 Apr 2019"));
        assert_eq!(record.source.as_deref(), Some("mna"));
        for (key, value) in [
            ("urgency", "4"),
            ("category_code", "i"),
            ("dateline", "Selwick"),
            ("update", "1ST LEAD"),
            ("slug", "Marshland-ferry"),
        ] {
            assert_eq!(record.metadata[key], value, "{key}");
        }
        let marks: Vec<(bool, bool)> = record
            .paragraphs
            .iter()
            .map(|paragraph| (paragraph.heading, paragraph.text.contains("publication")))
            .collect();
        assert_eq!(marks, [(false, false), (true, false), (false, false)]);
        assert_eq!(record.paragraphs[1].text, "A new pump");
        assert_eq!(found[1].title.as_deref(), Some("Results"));
    }

    #[test]
    fn damage_is_survived() {
        damage::survives(read, SAMPLE.as_bytes());
        let many = "\u{1}\u{2}=\u{3}".repeat(100_000);
        damage::survives(read, &many.as_bytes()[..3000]);
    }
}
