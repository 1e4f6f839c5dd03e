//! ANPA 1312: messages of American teleprinters. `SYN SYN SOH header, STX text, ETX trailer EOT`, several in a file.
//!
//! In the text a line of `^…<` stands above the story and one of `^…=` is set in the middle. Quotes that are written with two
//! accents and two apostrophes become what they mean.

use super::teleprinter::{Message, dateline, kill, line, messages};
use crate::ingest::formats::filling::{keep, with_text};
use crate::ingest::reason::{Reason, Refused};
use crate::ingest::record::{Paragraph, Record};
use crate::ingest::slice::{ReadOptions, Slice};

/// `f l  BC-Slug here   11-13 1049`: priority, category, keyword, day, words. The first three of them.
fn header(line: &str) -> Option<(&str, &str, String)> {
    let words: Vec<&str> = line.split_whitespace().collect();
    let [priority, category, slug @ .., day, count] = words.as_slice() else {
        return None;
    };
    let is_letter =
        |word: &str| word.len() == 1 && word.bytes().all(|byte| byte.is_ascii_alphabetic());
    let is_day = day.len() == 5 && day.as_bytes()[2] == b'-';
    let is_count = count.bytes().all(|byte| byte.is_ascii_digit());
    (is_letter(priority) && is_letter(category) && is_day && is_count)
        .then(|| (*priority, *category, slug.join(" ")))
}

/// `AP-WF-11-13-13 1509GMT`: the agency, and the moment.
fn sent(trailer: &str) -> Option<(String, String)> {
    let mut words = trailer.split_whitespace();
    let (day, time) = (words.next()?, words.next()?);
    let parts: Vec<&str> = day.split('-').collect();
    let [agency, .., month, day, year] = parts.as_slice() else {
        return None;
    };
    let two = |text: &str| text.len() == 2 && text.bytes().all(|byte| byte.is_ascii_digit());
    let (hour, minute) = (time.get(..2)?, time.get(2..4)?);
    if ![*month, *day, *year, hour, minute].into_iter().all(two) {
        return None;
    }
    let century = if *year > "69" { 19 } else { 20 };
    let moment = format!("{century}{year}-{month}-{day}T{hour}:{minute}:00Z");
    Some(((*agency).to_owned(), moment))
}

/// Sections by the letters of the standard.
const SECTIONS: &[(&str, &str)] = &[
    ("a", "Domestic"),
    ("d", "Food"),
    ("e", "Entertainment"),
    ("f", "Financial"),
    ("i", "International"),
    ("k", "Commentary"),
    ("l", "Lifestyle"),
    ("o", "Weather"),
    ("p", "Politics"),
    ("s", "Sports"),
    ("t", "Travel"),
    ("w", "Washington"),
];

/// Whether a text starts with a message.
pub(crate) fn sniff(head: &[u8]) -> bool {
    head.starts_with(b"\x16\x16\x01")
}

/// Reads every message.
pub(crate) fn read(
    slice: &Slice<'_>,
    _: &ReadOptions,
    sink: &mut dyn FnMut(Result<Record, Refused>),
) {
    messages(slice.text, "ANPA 1312", message, sink);
}

fn message(message: &Message<'_>) -> Result<Record, Reason> {
    let Message {
        header: above,
        text,
        trailer,
    } = *message;
    let mut record = Record::default();
    let mut lines = above.lines();
    let first = lines.next().unwrap_or_default();
    let (number, selector) = first.split_once('\u{1f}').unwrap_or((first, ""));
    keep(&mut record, "transmission", Some(line(number)));
    keep(&mut record, "selector", Some(line(selector)));
    let mut slug = None;
    let rest = lines.map(|text| text.replace(char::is_control, " "));
    for text in rest {
        if let Some((priority, category, keyword)) = header(&text) {
            keep(&mut record, "priority", Some(priority));
            keep(&mut record, "category_code", Some(category));
            let section = SECTIONS.iter().find(|(letter, _)| *letter == category);
            record.section = section.map(|(_, section)| (*section).to_owned());
            slug = Some(keyword).filter(|keyword| !keyword.is_empty());
        }
    }
    let (agency, moment) = sent(trailer).unzip();
    record.published = moment;
    let slug = text_of(text, slug, &mut record);
    let head = [slug.as_deref(), record.title.as_deref()];
    if let Some(reason) = kill(head.into_iter().flatten()) {
        return Err(reason);
    }
    let first = record
        .paragraphs
        .iter()
        .find(|paragraph| !paragraph.heading);
    let first = first.map(|first| first.text.clone());
    let named = first.and_then(|first| dateline(&first, &mut record));
    record.source = named.or(agency);
    let short = |slug: &str| {
        let start = slug.split_once("--").map_or(slug, |(_, slug)| slug);
        start.trim_start_matches("BC-").trim().to_owned()
    };
    record.title = record.title.take().or_else(|| slug.as_deref().map(short));
    keep(&mut record, "slug", slug);
    with_text(record, "text")
}

/// Reads what stands above the story, then its paragraphs; the slug.
fn text_of(text: &str, header: Option<String>, record: &mut Record) -> Option<String> {
    let mut slug = None;
    let mut above: Vec<Paragraph> = Vec::new();
    let mut paragraph = String::new();
    let mut in_story = false;
    let text = text.replace("\r\n", "\n");
    for whole in text.split(['\n', '\r']) {
        let is_table = whole.matches(';').count() > 2
            || whole.starts_with('\u{8}')
            || whole.starts_with("^\u{8}");
        // Codes of a typesetter in the line: what they part becomes a blank.
        let clean = line(&whole.replace(['\u{8}', '\u{10}', '\u{1f}', '\u{12}', '\u{14}'], ""));
        let bare = clean.trim_start_matches('^').trim();
        let is_above = bare.ends_with('<');
        let is_centred = bare.ends_with('=');
        let said = meant(bare.trim_end_matches(['<', '=']).trim());
        if said.is_empty() || said.chars().all(|ch| "_—- ".contains(ch)) {
            end(&mut paragraph, record);
        } else if slug.is_none() && !in_story && is_above && above.is_empty() {
            let name = said
                .rsplit_once(',')
                .map_or(said.as_str(), |(name, words)| {
                    let is_count = words.trim().bytes().all(|byte| byte.is_ascii_digit());
                    if is_count { name } else { &said }
                });
            slug = Some(name.rsplit('^').next().unwrap_or(name).trim().to_owned());
        } else if (is_above || is_centred) && !in_story && clean.starts_with('^') {
            above.push(Paragraph {
                text: said,
                heading: is_centred,
                ..Paragraph::default()
            });
        } else if is_centred {
            end(&mut paragraph, record);
            record.paragraphs.push(Paragraph::heading(said));
        } else {
            in_story = true;
            if is_table || whole.starts_with(['\t', ' ', '^']) {
                end(&mut paragraph, record);
            }
            paragraph.push_str(&if is_table {
                said.replace(';', " | ")
            } else {
                said
            });
            paragraph.push('\n');
        }
    }
    end(&mut paragraph, record);
    take_above(above, record);
    slug.filter(|slug| !slug.is_empty()).or(header)
}

/// Puts what stands above the story where it belongs: notes, headline, byline, headings.
fn take_above(above: Vec<Paragraph>, record: &mut Record) {
    let (mut others, mut headings) = (Vec::new(), Vec::new());
    for line in above {
        let said = line.text.as_str();
        let is_note = ["Eds", "(Eds", "AP Photo", "AP Graphic", "AP Video"]
            .iter()
            .any(|start| said.starts_with(start));
        if is_note {
            keep(record, "editor_note", Some(said));
        } else if line.heading && said.starts_with("By ") {
            record.authors.push(line.text);
        } else if line.heading
            && !record.authors.is_empty()
            && !record.metadata.contains_key("byline_title")
        {
            keep(record, "byline_title", Some(said));
        } else if line.heading && !record.authors.is_empty() {
            headings.push(line);
        } else if record.title.is_none() {
            record.title = Some(line.text);
        } else {
            others.push(line);
        }
    }
    if record.paragraphs.is_empty() {
        record.paragraphs = others;
    } else {
        for line in &others {
            keep(record, "subtitle", Some(&line.text));
        }
    }
    record.paragraphs.splice(0..0, headings);
}

fn end(paragraph: &mut String, record: &mut Record) {
    let text = std::mem::take(paragraph);
    if !text.trim().is_empty() {
        record.paragraphs.push(Paragraph::text(text));
    }
}

/// A text with the signs that its codes stand for.
fn meant(text: &str) -> String {
    text.replace("``", "“")
        .replace("''", "”")
        .replace(" _ ", " — ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ingest::formats::damage;
    use crate::ingest::formats::read_all::read_all;

    const SAMPLE: &str = "\u{16}\u{16}\u{1}W2870\u{1f}marsh\nf i\u{13}\u{11} BC-MA--Marshland-Ferry     04-17 1049\n\u{2}^BC-MA--Marshland-Ferry, 1st Ld,66<\n^Ferry to Korrin Isle runs again<\n^MN Photo X101<\n^Eds: Times checked.<\n^By TILDA MARSH=\n^Marsh News=\n\t   SELWICK, Marshland (MN) _ The ferry left at noon.\n \n\t   ``She ran quietly,'' said the master.\n^A NEW PUMP=\n\u{8}Wednesday;2;41\u{10}\n\u{8}Thursday;6;99\u{10}\n\n\t   \u{3}MN-WF-04-17-19 1605GMT<\n\n\u{c}\n\u{4}\u{16}\u{16}\u{1}W2871\u{1f}marsh\nb a\u{13}\u{11} BC-MA--NewsAlert     04-17 0358\n\u{2}^BC-MA--NewsAlert,17<\n\t   SELWICK (MN) _ Council resigns.\n\u{3}MN-WF-04-17-19 1650GMT<\n\u{4}";

    #[test]
    fn messages_are_read() {
        assert!(sniff(SAMPLE.as_bytes()));
        let found = read_all(read, SAMPLE).into_iter();
        let found: Vec<Record> = found.map(Result::unwrap).collect();
        assert_eq!(found.len(), 2);
        let record = &found[0];
        assert_eq!(
            record.title.as_deref(),
            Some("Ferry to Korrin Isle runs again")
        );
        assert_eq!(record.authors, ["By TILDA MARSH"]);
        assert_eq!(record.published.as_deref(), Some("2019-04-17T16:05:00Z"));
        assert_eq!(
            (record.source.as_deref(), record.section.as_deref()),
            (Some("MN"), Some("International"))
        );
        assert_eq!(record.metadata["dateline"], "SELWICK, Marshland");
        assert_eq!(record.metadata["editor_note"], "Eds: Times checked.");
        let text: Vec<(&str, bool)> = record
            .paragraphs
            .iter()
            .map(|paragraph| (paragraph.text.trim(), paragraph.heading))
            .collect();
        assert_eq!(
            text,
            [
                ("SELWICK, Marshland (MN) — The ferry left at noon.", false),
                ("“She ran quietly,” said the master.", false),
                ("A NEW PUMP", true),
                ("Wednesday | 2 | 41", false),
                ("Thursday | 6 | 99", false),
            ]
        );
        assert_eq!(found[1].title.as_deref(), Some("NewsAlert"));
        let kill = SAMPLE.replace("NewsAlert,17", "Marshland-Ferry,KILL");
        let killed = read_all(read, &kill).into_iter().nth(1).unwrap();
        assert_eq!(killed.unwrap_err().reason.code(), "no_article");
        assert_eq!(found[1].paragraphs.len(), 1);
    }

    #[test]
    fn damage_is_survived() {
        damage::survives(read, SAMPLE.as_bytes());
    }
}
