//! RIS, which citation managers and databases write: a field a line, named by two letters.

use super::citations::{flipped, parted_date};
use crate::ingest::fields;
use crate::ingest::formats::filling::{keep, tag, with_text};
use crate::ingest::formats::paragraphs::{of_plain, one_line};
use crate::ingest::marked::Marks;
use crate::ingest::reason::{Reason, Refused};
use crate::ingest::record::{DateText, Record};
use crate::ingest::slice::{ReadOptions, Slice};

/// Whether a text begins with the type of a record.
pub(crate) fn sniff(head: &[u8]) -> bool {
    let head = String::from_utf8_lossy(head);
    let head = head.trim_start_matches('\u{feff}').trim_start();
    head.lines()
        .next()
        .and_then(field)
        .is_some_and(|(name, _)| name == "TY")
}

/// The name and the value of a line: `TY  - NEWS`.
fn field(line: &str) -> Option<(&str, &str)> {
    let (name, rest) = line.split_at_checked(2)?;
    let mut letters = name.bytes();
    let is_name = letters.next().is_some_and(|byte| byte.is_ascii_uppercase())
        && letters
            .next()
            .is_some_and(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit());
    let value = rest.trim_start_matches(' ').strip_prefix('-')?;
    let parted = rest.starts_with(' ') && (value.is_empty() || value.starts_with([' ', '\r']));
    (is_name && parted).then(|| (name, value.trim()))
}

/// Records begin with their type.
pub(crate) static MARKS: Marks = Marks {
    begins: |line| field(&String::from_utf8_lossy(line)).is_some_and(|(name, _)| name == "TY"),
    count: |text, _| {
        let mut records = 0;
        each(text, |_, _| records += 1);
        records
    },
};

/// Reads every record.
pub(crate) fn read(
    slice: &Slice<'_>,
    options: &ReadOptions,
    sink: &mut dyn FnMut(Result<Record, Refused>),
) {
    let mut ordinals = slice.first_ordinal..;
    each(slice.text, |line, given| {
        let (ordinal, line) = (ordinals.next(), Some(slice.first_line + line));
        sink(match record(given, options) {
            Ok(record) => Ok(Record {
                ordinal,
                line,
                ..record
            }),
            Err(reason) => Err(Refused {
                ordinal,
                line,
                reason,
            }),
        });
    });
}

/// Takes each record with something in it: how many lines stand before it, and its fields.
fn each(text: &str, mut take: impl FnMut(u64, &[(&str, String)])) {
    let mut given: Vec<(&str, String)> = Vec::new();
    let mut first = 0;
    let mut hand_on = |given: &mut Vec<(&str, String)>, line: u64| {
        if given.iter().any(|(_, value)| !value.is_empty()) {
            take(line, given);
        }
        given.clear();
    };
    for (number, line) in (0..).zip(text.lines()) {
        match field(line) {
            Some(("ER", _)) => hand_on(&mut given, first),
            Some((name, value)) => {
                // A record whose end is missing ends with the next one's type.
                if name == "TY" {
                    hand_on(&mut given, first);
                }
                if given.is_empty() {
                    first = number;
                }
                given.push((name, value.to_owned()));
            }
            // A value goes on.
            None => {
                if let Some((_, value)) = given.last_mut() {
                    value.push('\n');
                    value.push_str(line.trim_end());
                }
            }
        }
    }
    hand_on(&mut given, first);
}

/// Names of fields that are kept, in words.
const KEPT: &[(&str, &str)] = &[
    ("TY", "type"),
    ("N1", "note"),
    ("PB", "publisher"),
    ("CY", "place"),
    ("PP", "place"),
    ("SP", "first_page"),
    ("EP", "last_page"),
    ("VL", "volume"),
    ("IS", "issue"),
    ("SN", "issn"),
    ("DO", "doi"),
    ("DB", "database"),
    ("DP", "provider"),
    ("CN", "call_number"),
    ("ET", "edition"),
    ("M1", "number"),
    ("M3", "kind"),
    ("AN", "accession_number"),
    ("CR", "copyright"),
    ("AD", "address"),
];

/// Names of fields that hold the title, the source, the text, the date: best first.
const TITLES: &[&str] = &["TI", "T1", "CT", "BT", "ST"];
const SOURCES: &[&str] = &["T2", "JF", "JO", "JA", "J1", "J2", "T3"];
const TEXTS: &[&str] = &["FT", "TX", "AB", "N2"];
const DATES: &[&str] = &["DA", "Y1", "PY", "Y2"];
const AUTHORS: &[&str] = &["AU", "A1"];

/// Other fields that are read.
const READ: &[&str] = &["KW", "LA", "SE", "UR", "ID"];

fn record(given: &[(&str, String)], options: &ReadOptions) -> Result<Record, Reason> {
    let values = |wanted: &str| {
        let wanted = wanted.to_owned();
        given
            .iter()
            .filter(move |(name, value)| *name == wanted && !value.trim().is_empty())
            .map(|(_, value)| value.as_str())
    };
    let best = |names: &[&'static str]| {
        names
            .iter()
            .find_map(|name| Some((*name, one_line(values(name).next()?))))
    };
    let mut record = Record::default();
    let title = best(TITLES);
    let source = best(SOURCES);
    record.title = title.as_ref().map(|(_, title)| title.clone());
    record.source = source.as_ref().map(|(_, source)| source.clone());
    let text = TEXTS.iter().find(|name| values(name).next().is_some());
    if let Some(name) = text {
        let text: Vec<&str> = values(name).collect();
        record.paragraphs = of_plain(&text.join("\n\n"));
    }
    let dates = DATES.iter().flat_map(|name| values(name)).map(parted_date);
    record.other_dates = dates
        .filter(|date| !date.is_empty())
        .map(DateText::whole)
        .collect();
    if !record.other_dates.is_empty() {
        record.published = Some(record.other_dates.remove(0).text);
    }
    record.authors = AUTHORS
        .iter()
        .flat_map(|name| values(name))
        .map(flipped)
        .collect();
    for words in values("KW") {
        words
            .split(['\n', ';'])
            .for_each(|word| tag(&mut record, Some(word)));
    }
    record.language = values("LA").next().map(one_line);
    record.section = values("SE").next().map(one_line);
    record.url = values("UR")
        .flat_map(str::split_whitespace)
        .find(|word| word.contains("://"))
        .map(str::to_owned);
    record.id = values("ID").chain(values("AN")).next().map(one_line);
    let used = [title, source].into_iter().flatten().map(|(name, _)| name);
    let used: Vec<&str> = used.chain(text.copied()).collect();
    keep_rest(&mut record, given, &used);
    mapped(&mut record, given, options)?;
    with_text(record, "AB")
}

/// Fills what `--map` names.
fn mapped(
    record: &mut Record,
    given: &[(&str, String)],
    options: &ReadOptions,
) -> Result<(), Reason> {
    let find = |path: &str| {
        let named = given
            .iter()
            .filter(|(name, _)| name.eq_ignore_ascii_case(path));
        let values: Vec<&str> = named.map(|(_, value)| value.as_str()).collect();
        (!values.is_empty()).then(|| values.join("\n\n"))
    };
    let has = || given.iter().map(|(name, _)| (*name).to_owned()).collect();
    fields::fill_mapped(record, &options.map, find, has)
}

/// Keeps what has no field of its own.
fn keep_rest(record: &mut Record, given: &[(&str, String)], used: &[&str]) {
    for (name, value) in given {
        let is_read = AUTHORS.contains(name) || DATES.contains(name) || READ.contains(name);
        if is_read || used.contains(name) {
            continue;
        }
        let kept = KEPT.iter().find(|(known, _)| known == name);
        let kept = kept.map_or_else(|| name.to_lowercase(), |(_, kept)| (*kept).to_owned());
        keep(record, &kept, Some(value));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ingest::format;
    use crate::ingest::formats::damage;
    use crate::ingest::formats::read_all::read_all;

    const SAMPLE: &str = include_str!("../../../../tests/formats/bibliography/library.ris");

    #[test]
    fn records_are_read_by_their_letters() {
        let found = read_all(read, SAMPLE);
        assert_eq!(found.len(), 3);
        let record = found[0].as_ref().unwrap();
        assert_eq!(
            (record.title.as_deref(), record.source.as_deref()),
            (Some("Bridge shut"), Some("The Harbour Echo"))
        );
        assert_eq!(
            record.authors,
            ["Tilda Marsh", "Jan van der Beek Jr.", "Echo staff"]
        );
        assert_eq!(
            (record.published.as_deref(), record.url.as_deref()),
            (Some("2021-06-12"), Some("https://echo.example/bridge"))
        );
        assert_eq!(
            (record.tags.clone(), record.language.as_deref()),
            (vec!["bridge".to_owned(), "storm".to_owned()], Some("en"))
        );
        let texts: Vec<&str> = record
            .paragraphs
            .iter()
            .map(|paragraph| paragraph.text.as_str())
            .collect();
        assert_eq!(
            texts,
            [
                "The bridge was shut after the storm.",
                "It opens on Monday."
            ]
        );
        assert_eq!(
            (
                record.metadata["type"].as_str(),
                record.metadata["database"].as_str()
            ),
            (Some("NEWS"), Some("Tide Index"))
        );
        assert_eq!((record.ordinal, record.line), (Some(1), Some(1)));
        let record = found[1].as_ref().unwrap();
        assert_eq!(
            (
                record.title.as_deref(),
                record.published.as_deref(),
                record.line
            ),
            (Some("No end"), Some("1999"), Some(19))
        );
        assert_eq!(found[2].as_ref().unwrap_err().reason.code(), "empty_text");
        for (name, expected) in [("a.ris", "ris"), ("a.txt", "ris"), ("download", "ris")] {
            assert_eq!(format::of(name, SAMPLE.as_bytes()).unwrap().name, expected);
        }
    }

    #[test]
    fn damage_is_survived() {
        damage::survives(read, SAMPLE.as_bytes());
    }
}
