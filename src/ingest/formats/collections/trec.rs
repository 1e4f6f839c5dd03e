//! Collections in the SGML of TREC, and Reuters-21578: documents whose fields are elements, with no rules but their names.
//!
//! It is no XML: `&` and `<` stand as they are, ends are missing, names are in capitals or not.

mod names;

use rustc_hash::FxHashMap;

use crate::ingest::elements::read_each;
use crate::ingest::entities;
use crate::ingest::fields;
use crate::ingest::formats::filling::{keep, tag, with_text};
use crate::ingest::formats::paragraphs::{of_plain, one_line};
use crate::ingest::formats::web::html;
use crate::ingest::reason::{Reason, Refused};
use crate::ingest::record::{DateText, Record};
use crate::ingest::slice::{ReadOptions, Slice};

/// The elements that are records.
pub(crate) const RECORDS: &[&str] = &["doc", "reuters"];

/// Whether a text begins with a document of a collection.
pub(crate) fn sniff(head: &[u8]) -> bool {
    let head = String::from_utf8_lossy(head).to_ascii_lowercase();
    let head = head.trim_start_matches('\u{feff}').trim_start();
    let has = |marks: &[&str]| marks.iter().any(|mark| head.contains(mark));
    (head.starts_with("<doc>") || head.starts_with("<doc "))
        && has(&["<docno", "<docid", "<text", "<headline", " id="])
        || has(&["<reuters "]) && has(&["lewissplit", "newid"])
        || head.starts_with('<') && has(&["<docno>"])
}

/// Reads every document.
pub(crate) fn read(
    slice: &Slice<'_>,
    options: &ReadOptions,
    sink: &mut dyn FnMut(Result<Record, Refused>),
) {
    let read = |text: &str, (): &()| Some(record(text, options));
    read_each(slice, (RECORDS, "documents"), |_| (), read, sink);
}

/// What a field of a document holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Role {
    Id,
    Title,
    Date,
    Author,
    Text,
    Tag,
    Section,
    Source,
    Url,
    Language,
    /// Kept under its name.
    Other,
}

fn role(name: &str) -> Option<Role> {
    Some(match name {
        "docno" | "docid" => Role::Id,
        "headline" | "hl" | "head" | "ttl" | "ti" | "title" | "doctitle" => Role::Title,
        "date" | "date1" | "date_time" | "datetime" | "pubdate" | "dd" => Role::Date,
        "byline" | "author" | "au" | "by" => Role::Author,
        "text" | "leadpara" | "lead" | "lp" | "body" | "content" | "abstract" => Role::Text,
        "topics" | "subject" | "descript" | "keywords" | "kw" => Role::Tag,
        "section" => Role::Section,
        "so" | "source" | "pub" | "newspaper" => Role::Source,
        "url" => Role::Url,
        "language" | "lang" => Role::Language,
        "dateline" | "graphic" | "correction" => Role::Other,
        _ => return None,
    })
}

/// Elements that part the text.
const BLOCKS: &[&str] = &[
    "p",
    "br",
    "tablerow",
    "tablecell",
    "rowrule",
    "cellrule",
    "d",
    "li",
    "div",
    "h1",
    "h2",
    "h4",
    "h5",
    "h6",
    "h7",
    "h8",
    "txt5",
    "fig",
];

/// A tag of a document, or what stands between two.
enum Token<'a> {
    Start(String, &'a str),
    End(String),
    Text(&'a str),
}

/// The first token of a text, and what follows it.
fn token(text: &str) -> Option<(Token<'_>, &str)> {
    const LONGEST_TAG: usize = 1000;
    if let Some(inside) = text.strip_prefix("<!--")
        && let Some((_, rest)) = inside.split_once("-->")
    {
        return Some((Token::Text(""), rest));
    }
    if let Some(inside) = text.strip_prefix('<') {
        let (is_end, named) = inside
            .strip_prefix('/')
            .map_or((false, inside), |named| (true, named));
        let length = named
            .bytes()
            .take_while(|byte| byte.is_ascii_alphanumeric() || b"_-:".contains(byte))
            .count();
        let name = named.get(..length).unwrap_or_default().to_ascii_lowercase();
        let head = named
            .get(..named.floor_char_boundary(LONGEST_TAG))
            .unwrap_or(named);
        let end = head
            .find(['>', '<'])
            .filter(|end| head.get(*end..).is_some_and(|rest| rest.starts_with('>')));
        let is_named = name.starts_with(|ch: char| ch.is_ascii_alphabetic());
        if let (true, Some(end)) = (is_named, end) {
            let values = head.get(length..end).unwrap_or_default();
            let rest = named.get(end + 1..).unwrap_or_default();
            let token = if is_end {
                Token::End(name)
            } else {
                Token::Start(name, values)
            };
            return Some((token, rest));
        }
    }
    let first = text.chars().next()?.len_utf8();
    let end = text
        .get(first..)
        .and_then(|rest| rest.find('<'))
        .map_or(text.len(), |at| first + at);
    let (text, rest) = text.split_at(end);
    Some((Token::Text(text), rest))
}

/// The fields of a document: roles, names and texts, in order.
fn fields_of(text: &str) -> Vec<(Role, String, String)> {
    // How many ends of a name are still to come: an element without one holds nothing.
    let mut ends: FxHashMap<String, usize> = FxHashMap::default();
    let mut rest = text;
    while let Some((found, behind)) = token(rest) {
        if let Token::End(name) = found {
            *ends.entry(name).or_default() += 1;
        }
        rest = behind;
    }
    let mut found: Vec<(Role, String, String)> = Vec::new();
    // The fields that are open: their names and their places.
    let mut open: Vec<(String, usize)> = Vec::new();
    let mut rest = text;
    while let Some((next, behind)) = token(rest) {
        rest = behind;
        match next {
            Token::Start(name, _) if BLOCKS.contains(&name.as_str()) => {
                if let Some((_, at)) = open.last() {
                    found[*at].2.push_str("\n\n");
                }
            }
            Token::Start(name, _) if !RECORDS.contains(&name.as_str()) => {
                let has_end = ends.get(&name).is_some_and(|ends| *ends > 0);
                let known = role(&name);
                // Inside a field, what is no field of its own is part of it.
                if has_end && (known.is_some() || open.is_empty()) && open.len() < 64 {
                    open.push((name.clone(), found.len()));
                    found.push((known.unwrap_or(Role::Other), name, String::new()));
                }
            }
            Token::End(name) => {
                if let Some(ends) = ends.get_mut(&name) {
                    *ends -= 1;
                }
                if let Some(at) = open.iter().rposition(|(other, _)| *other == name) {
                    open.truncate(at);
                } else if BLOCKS.contains(&name.as_str())
                    && let Some((_, at)) = open.last()
                {
                    found[*at].2.push_str("\n\n");
                }
            }
            Token::Text(part) => {
                if let Some((_, at)) = open.last() {
                    found[*at].2.push_str(part);
                }
            }
            Token::Start(..) => {}
        }
    }
    found
}

/// A text with its entities decoded, without the signs by which wires begin and end.
fn decoded(text: &str) -> String {
    let text = text.replace("&#2;", "").replace("&#3;", "");
    entities::decoded(&text).into_owned()
}

/// The value of an attribute of the document's own tag.
fn attribute(text: &str, wanted: &str) -> Option<String> {
    let Some((Token::Start(_, values), _)) = token(text) else {
        return None;
    };
    let small = values.to_ascii_lowercase();
    let at = small.find(&format!(" {wanted}="))? + wanted.len() + 2;
    let value = values.get(at..)?;
    let value = match value.chars().next()? {
        quote @ ('"' | '\'') => value.get(1..)?.split(quote).next()?,
        _ => value.split_whitespace().next()?,
    };
    (!value.is_empty()).then(|| value.to_owned())
}

fn record(text: &str, options: &ReadOptions) -> Result<Record, Reason> {
    let all = fields_of(text);
    if let Some(at) = text.find("</DOCHDR>").or_else(|| text.find("</dochdr>")) {
        return page(&all, text.get(at + "</dochdr>".len()..).unwrap_or_default());
    }
    let mut record = Record::default();
    let mut dates = Vec::new();
    let mut body = String::new();
    for (role, name, value) in &all {
        let value = decoded(value);
        let line = one_line(&value);
        if line.is_empty() {
            continue;
        }
        match role {
            Role::Id if record.id.is_none() || name == "docno" => record.id = Some(line),
            Role::Title if record.title.is_none() => record.title = Some(line),
            Role::Title => keep(&mut record, "subtitle", Some(line)),
            Role::Date => dates.push(names::date(&line)),
            Role::Author => record.authors.push(line),
            Role::Text => {
                body.push_str("\n\n");
                body.push_str(&value);
            }
            Role::Tag => value
                .split(['\n', ';'])
                .for_each(|word| tag(&mut record, Some(word))),
            Role::Section => record.section = Some(line),
            Role::Source => record.source = Some(line),
            Role::Url => record.url = Some(line),
            Role::Language => record.language = Some(line),
            Role::Id | Role::Other => keep(&mut record, name, Some(line)),
        }
    }
    record.paragraphs = of_plain(&body);
    let number = attribute(text, "newid");
    record.id = record
        .id
        .take()
        .or_else(|| number.map(|number| format!("reuters-{number}")))
        .or_else(|| attribute(text, "id"));
    let id = record.id.clone().unwrap_or_default();
    dates.extend(names::date_of_number(&id));
    let named = names::source_of_number(&id).map(str::to_owned);
    record.source = record.source.take().or(named);
    record.other_dates = dates
        .into_iter()
        .map(|text| DateText {
            text,
            among_others: true,
        })
        .collect();
    mapped(&mut record, &all, options)?;
    with_text(record, "text")
}

/// Fills what `--map` names.
fn mapped(
    record: &mut Record,
    all: &[(Role, String, String)],
    options: &ReadOptions,
) -> Result<(), Reason> {
    let find = |path: &str| {
        let named = all
            .iter()
            .filter(|(_, name, _)| name.eq_ignore_ascii_case(path));
        let values: Vec<String> = named.map(|(_, _, value)| decoded(value)).collect();
        (!values.is_empty()).then(|| values.join("\n\n"))
    };
    let has = || all.iter().map(|(_, name, _)| name.clone()).collect();
    fields::fill_mapped(record, &options.map, find, has)
}

/// A document of a crawl: its number, what the server said, and a page.
fn page(all: &[(Role, String, String)], html: &str) -> Result<Record, Reason> {
    let html = html.trim();
    let html = html
        .strip_suffix("</DOC>")
        .or_else(|| html.strip_suffix("</doc>"))
        .unwrap_or(html);
    let mut read = None;
    html::read(
        &Slice::of_text(html),
        &ReadOptions::default(),
        &mut |record| {
            read.get_or_insert(record);
        },
    );
    let mut record = match read {
        Some(read) => read.map_err(|refused| refused.reason)?,
        None => return Err(Reason::Empty),
    };
    let value = |wanted: &str| {
        all.iter()
            .find(|(_, name, _)| name == wanted)
            .map(|(_, _, value)| value.trim().to_owned())
    };
    record.id = value("docno");
    let said = value("dochdr").unwrap_or_default();
    let address = said
        .split_whitespace()
        .next()
        .filter(|word| word.contains("://"));
    record.url = record.url.take().or_else(|| address.map(str::to_owned));
    Ok(record)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ingest::format;
    use crate::ingest::formats::damage;
    use crate::ingest::formats::read_all::read_all;

    const SAMPLE: &str = include_str!("../../../../tests/formats/collections/trec.sgml");

    fn texts(record: &Record) -> Vec<&str> {
        record
            .paragraphs
            .iter()
            .map(|paragraph| paragraph.text.as_str())
            .collect()
    }

    #[test]
    #[expect(clippy::too_many_lines, reason = "one document after the other")]
    fn documents_are_read_by_the_names_of_their_fields() {
        let found = read_all(read, SAMPLE);
        let record = |at: usize| found[at].as_ref().unwrap();
        let dates = |at: usize| -> Vec<&str> {
            record(at)
                .other_dates
                .iter()
                .map(|date| date.text.as_str())
                .collect()
        };
        assert_eq!(record(0).id.as_deref(), Some("AP880212-0001"));
        assert_eq!(record(0).title.as_deref(), Some("Harbour & Bridge Close"));
        assert_eq!(
            (
                record(0).metadata["subtitle"].as_str(),
                record(0).source.as_deref()
            ),
            (Some("A second head"), Some("Associated Press"))
        );
        assert_eq!(record(0).authors, ["By TILDA MARSH"]);
        assert_eq!(dates(0), ["1988-02-12"]);
        assert_eq!(
            texts(record(0)),
            [
                "The harbour closed if a < b today.",
                "Boats & barges waited.",
                "More came later."
            ]
        );
        assert_eq!(
            (record(1).title.as_deref(), dates(1)),
            (
                Some("A flood"),
                vec!["January 1, 1989, Sunday, Home Edition", "1989-01-01"]
            )
        );
        assert_eq!(
            (texts(record(1)), record(1).section.as_deref()),
            (
                vec!["It rained.", "It stopped."],
                Some("Metro; Part 2; Page 1")
            )
        );
        assert_eq!(
            (record(2).id.as_deref(), record(2).title.as_deref()),
            (Some("reuters-77"), Some("COCOA UP"))
        );
        assert_eq!(
            (record(2).tags.clone(), dates(2)),
            (
                vec!["cocoa".to_owned(), "sugar".to_owned()],
                vec!["26-FEB-1987 15:01:01.79"]
            )
        );
        assert_eq!(
            (texts(record(2)), record(2).metadata["dateline"].as_str()),
            (vec!["Cocoa rose."], Some("SELWICK, Feb 26 -"))
        );
        assert_eq!(
            (record(3).id.as_deref(), record(3).url.as_deref()),
            (Some("WTX001-B01-1"), Some("http://a.example/x.html"))
        );
        assert_eq!(record(3).title.as_deref(), Some("A page"));
    }

    #[test]
    fn collections_are_known_by_their_first_document() {
        for (name, head, expected) in [
            ("ap880212", "<DOC>\n<DOCNO> AP880212-0001 </DOCNO>", "trec"),
            ("fr940104.0", "\n<doc>\n<docno>x</docno>", "trec"),
            (
                "a.sgm",
                "<!DOCTYPE lewis SYSTEM \"lewis.dtd\">\n<REUTERS TOPICS=\"YES\" NEWID=\"1\">",
                "trec",
            ),
            ("a.txt", "<doc> is a tag.", "text"),
        ] {
            assert_eq!(
                format::of(name, head.as_bytes()).unwrap().name,
                expected,
                "{name}"
            );
        }
    }

    #[test]
    fn damage_is_survived() {
        damage::survives(read, SAMPLE.as_bytes());
        for piece in ["<TEXT>", "</TEXT>", "<TEXT></TEXT>", "<a ", "<!--"] {
            read_all(read, &format!("<DOC>{}</DOC>", piece.repeat(20_000)));
        }
    }
}
