//! BibTeX and BibLaTeX: entries with fields, in the letters of LaTeX.
//!
//! An own reader, since a library stops at the first entry that is wrong; here it costs that entry.

mod latex;

use std::borrow::Cow;

use serde_json::Value;

use super::citations::flipped;
use crate::ingest::fields::{self, Given};
use crate::ingest::formats::filling::with_text;
use crate::ingest::formats::paragraphs::one_line;
use crate::ingest::marked::Marks;
use crate::ingest::reason::{Reason, Refused};
use crate::ingest::record::Record;
use crate::ingest::slice::{ReadOptions, Slice};

/// Whether a text begins with an entry, or with remarks before one.
pub(crate) fn sniff(head: &[u8]) -> bool {
    let head = String::from_utf8_lossy(head);
    let mut lines = head.trim_start_matches('\u{feff}').lines().map(str::trim);
    let first = lines
        .find(|line| !line.is_empty() && !line.starts_with('%'))
        .unwrap_or_default();
    let Some((kind, key)) = first
        .strip_prefix('@')
        .and_then(|entry| entry.split_once(['{', '(']))
    else {
        return false;
    };
    let is_kind = !kind.is_empty() && kind.trim().bytes().all(|byte| byte.is_ascii_alphabetic());
    is_kind
        && (key.contains(',')
            || ["string", "comment", "preamble"].contains(&kind.to_ascii_lowercase().trim()))
}

/// Entries begin with their kind, whatever is open before them.
pub(crate) static MARKS: Marks = Marks {
    begins: looks_like_entry,
    count: |text, defined| {
        let mut strings = strings(defined);
        let (known, mut records) = (strings.len(), 0);
        each(text, &mut strings, |_, _| records += 1);
        let new = strings.iter().skip(known);
        let new = new.map(|(name, value)| format!("@string{{{name} = {{{value}}}}}\n"));
        defined.push_str(&new.collect::<String>());
        records
    },
};

/// Reads every entry.
pub(crate) fn read(
    slice: &Slice<'_>,
    options: &ReadOptions,
    sink: &mut dyn FnMut(Result<Record, Refused>),
) {
    let mut strings = strings(slice.header.unwrap_or_default());
    let (mut ordinals, mut line, mut counted) = (slice.first_ordinal.., slice.first_line, 0);
    each(slice.text, &mut strings, |start, entry| {
        let passed = slice.text.get(counted..start).unwrap_or_default();
        line += memchr::memchr_iter(b'\n', passed.as_bytes()).count() as u64;
        counted = start;
        let (ordinal, line) = (ordinals.next(), Some(line));
        sink(match entry.and_then(|entry| record(entry, options)) {
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

/// Abbreviations, and what they stand for.
type Strings = Vec<(String, String)>;

/// The abbreviations that a text defines.
fn strings(text: &str) -> Strings {
    let mut strings = Strings::new();
    each(text, &mut strings, |_, _| {});
    strings
}

/// Takes each entry of a text: where it starts, and what it is or what is wrong with it. What is defined is added to `strings`.
fn each(text: &str, strings: &mut Strings, mut take: impl FnMut(usize, Result<Citation, Reason>)) {
    let begins = memchr::memmem::find_iter(text.as_bytes(), b"\n@").map(|at| at + 1);
    let begins =
        begins.filter(|at| looks_like_entry(text.as_bytes().get(*at..).unwrap_or_default()));
    let mut from = 0;
    for to in begins.chain([text.len()]) {
        let mut reader = Reader {
            text: text.get(from..to).unwrap_or_default(),
            at: 0,
            strings,
            unended: 0,
        };
        while let Some((start, entry)) = reader.entry() {
            if let Some(entry) = entry {
                take(from + start, entry);
            }
        }
        from = to;
    }
}

/// An entry as it is written: kind, key, fields.
struct Citation {
    kind: String,
    key: String,
    fields: Vec<(String, String)>,
}

/// Reads a text in which no entry begins a line but the first.
struct Reader<'a> {
    text: &'a str,
    at: usize,
    strings: &'a mut Strings,
    /// Values that ran to the end of the text.
    unended: u32,
}

/// So many values may have no end; each costs a look at what follows it.
const MOST_UNENDED: u32 = 100;

/// An entry, nothing where it is a remark or a definition, or what is wrong with it.
type Found = Option<Result<Citation, Reason>>;

impl Reader<'_> {
    fn rest(&self) -> &str {
        self.text.get(self.at..).unwrap_or_default()
    }

    fn skip_blanks(&mut self) {
        let rest = self.rest();
        self.at += rest.len() - rest.trim_start().len();
    }

    /// Letters of a name up to a sign.
    fn name(&mut self) -> String {
        self.skip_blanks();
        let rest = self.rest();
        let end = rest
            .find(|ch: char| ch.is_whitespace() || "{}(),=#\"%".contains(ch))
            .unwrap_or(rest.len());
        let name = rest.get(..end).unwrap_or_default().to_owned();
        self.at += end;
        name
    }

    /// Goes over one sign, if it comes next.
    fn takes(&mut self, sign: char) -> bool {
        self.skip_blanks();
        let comes = self.rest().starts_with(sign);
        self.at += if comes { sign.len_utf8() } else { 0 };
        comes
    }

    /// The next entry and where it starts.
    fn entry(&mut self) -> Option<(usize, Found)> {
        if self.unended > MOST_UNENDED {
            return None;
        }
        loop {
            let start = self.at + memchr::memchr(b'@', self.text.as_bytes().get(self.at..)?)?;
            self.at = start + 1;
            // An entry begins its line: else the sign is one of an address.
            let before = self.text.get(..start).unwrap_or_default();
            let mut before = before.bytes().rev().take(32);
            let begins = before
                .find(|byte| !matches!(byte, b' ' | b'\t'))
                .is_none_or(|byte| matches!(byte, b'\n' | b'\r' | b'}'));
            let kind = self.name().to_ascii_lowercase();
            if !begins || kind.is_empty() || !(self.takes('{') || self.takes('(')) {
                continue;
            }
            let found = match kind.as_str() {
                "comment" | "preamble" => None,
                "string" => {
                    let name = self.name().to_lowercase();
                    if self.takes('=')
                        && let Some(value) = self.value()
                    {
                        self.strings.push((name, value));
                    }
                    None
                }
                _ => Some(self.fields(kind)),
            };
            return Some((start, found));
        }
    }

    fn fields(&mut self, kind: String) -> Result<Citation, Reason> {
        let key = self.name();
        let mut entry = Citation {
            kind,
            key,
            fields: Vec::new(),
        };
        loop {
            while self.takes(',') {}
            if self.takes('}') || self.takes(')') {
                return Ok(entry);
            }
            let (before, name) = (self.at, self.name().to_lowercase());
            let value = if self.takes('=') { self.value() } else { None };
            match value {
                Some(value) if !name.is_empty() => entry.fields.push((name, value)),
                _ => {
                    // What was taken for a name may be the next entry.
                    self.at = before;
                    let problem = format!("entry `{}` does not end", entry.key);
                    // What was read of it is enough, if that is a title.
                    let is_told = entry.fields.iter().any(|(name, _)| name == "title");
                    return if is_told {
                        Ok(entry)
                    } else {
                        Err(Reason::CutShort { problem })
                    };
                }
            }
        }
    }

    /// The value of a field: parts joined by `#`; nothing where one does not end.
    fn value(&mut self) -> Option<String> {
        let mut value = String::new();
        loop {
            self.skip_blanks();
            let part = match self.rest().bytes().next()? {
                b'{' => self.enclosed(b'}')?,
                b'"' => self.enclosed(b'"')?,
                _ => {
                    let name = self.name();
                    if name.is_empty() {
                        return None;
                    }
                    let small = name.to_lowercase();
                    let defined = self
                        .strings
                        .iter()
                        .rev()
                        .find(|(string, _)| *string == small);
                    defined.map(|(_, value)| value.clone()).unwrap_or(name)
                }
            };
            value.push_str(&part);
            if !self.takes('#') {
                return Some(value);
            }
        }
    }

    /// What stands between signs, with its braces in pairs.
    fn enclosed(&mut self, end: u8) -> Option<String> {
        let bytes = self.text.as_bytes();
        let start = self.at + 1;
        let (mut at, mut depth) = (start, 0_usize);
        while let Some(byte) = bytes.get(at).copied() {
            match byte {
                b'\\' => at += 1,
                byte if byte == end && depth == 0 => {
                    self.at = at + 1;
                    return self.text.get(start..at).map(str::to_owned);
                }
                b'{' => depth += 1,
                b'}' => depth = depth.checked_sub(1)?,
                _ => {}
            }
            at += 1;
        }
        self.unended += 1;
        None
    }
}

/// Whether bytes begin as entries do: `@article{`.
fn looks_like_entry(bytes: &[u8]) -> bool {
    let letters = bytes
        .iter()
        .skip(1)
        .take(24)
        .take_while(|byte| byte.is_ascii_alphabetic())
        .count();
    letters > 0 && bytes.get(1 + letters) == Some(&b'{')
}

/// Names that others have for fields of articles.
fn common_name(name: &str) -> &str {
    match name {
        "journal" | "journaltitle" | "journalname" => "publication",
        "booktitle" | "howpublished" => "site",
        "annote" | "annotation" => "note",
        "maintitle" => "series",
        "langid" | "hyphenation" => "language",
        "keyword" => "keywords",
        name => name,
    }
}

fn record(entry: Citation, options: &ReadOptions) -> Result<Record, Reason> {
    let mut given = given(entry);
    if given.len() < 3 {
        return Err(Reason::Empty);
    }
    // A title is enough, whatever else is told.
    let has_text = given.iter().any(|(name, _)| name == "abstract");
    if !has_text {
        given.push((Cow::Borrowed("body"), Value::String("…".to_owned())));
    }
    let mut record = fields::record(given, options)?;
    let mut pairs = options.map.pairs.iter();
    if !has_text && !pairs.any(|pair| pair.field == fields::Field::Body) {
        record.paragraphs.clear();
    }
    with_text(record, "abstract")
}

/// The fields of an entry under the names of articles.
fn given(entry: Citation) -> Given<'static> {
    let mut given: Given<'_> = vec![(Cow::Borrowed("id"), Value::String(entry.key))];
    given.push((Cow::Borrowed("type"), Value::String(entry.kind)));
    let mut moment = [None, None, None];
    let mut subtitle = String::new();
    for (name, value) in entry.fields {
        let text = latex::plain(&value);
        if let Some(part) = ["day", "month", "year"]
            .iter()
            .position(|part| *part == name)
        {
            moment[part] = Some(one_line(&text));
        } else if name == "subtitle" {
            subtitle = one_line(&text);
        } else {
            let value = value_of(&name, &value, &text);
            given.push((Cow::Owned(common_name(&name).to_owned()), value));
        }
    }
    let has = |wanted: &str| given.iter().any(|(name, _)| name == wanted);
    let (has_date, has_author) = (has("date"), has("author"));
    if moment[2].is_some() && !has_date {
        let parts: Vec<String> = moment.into_iter().flatten().collect();
        given.push((Cow::Borrowed("date"), Value::String(parts.join(" "))));
    }
    for (name, value) in &mut given {
        if name == "editor" && !has_author {
            *name = Cow::Borrowed("author");
        }
        if let (Value::String(title), true) = (value, name == "title" && !subtitle.is_empty()) {
            *title = format!("{title}: {subtitle}");
        }
    }
    given
}

/// The value of a field, by its name; `text` is it without the letters of LaTeX.
fn value_of(name: &str, value: &str, text: &str) -> Value {
    let list = |texts: Vec<String>| Value::Array(texts.into_iter().map(Value::String).collect());
    match name {
        "author" | "editor" => {
            let names = latex::names(value);
            list(
                names
                    .iter()
                    .map(|name| flipped(&latex::plain(name)))
                    .collect(),
            )
        }
        "keywords" | "keyword" => list(text.split([',', ';']).map(one_line).collect()),
        "abstract" => Value::String(paragraphs(text)),
        "url" => Value::String(value.replace(['\\', '{', '}'], "")),
        _ => Value::String(one_line(text)),
    }
}

/// A text whose lines were broken at a width: only blank lines part its paragraphs.
fn paragraphs(text: &str) -> String {
    let lines: Vec<&str> = text.lines().collect();
    let paragraphs = lines.split(|line| line.trim().is_empty());
    let joined = paragraphs.map(|lines| one_line(&lines.join(" ")));
    joined
        .filter(|text| !text.is_empty())
        .collect::<Vec<_>>()
        .join("\n\n")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ingest::format;
    use crate::ingest::formats::damage;
    use crate::ingest::formats::read_all::read_all;

    const SAMPLE: &str = include_str!("../../../../tests/formats/bibliography/library.bib");

    #[test]
    fn entries_are_read_and_one_that_is_wrong_costs_itself() {
        let found = read_all(read, SAMPLE);
        let record = found[0].as_ref().unwrap();
        assert_eq!(
            (record.id.as_deref(), record.title.as_deref()),
            (
                Some("marsh21"),
                Some("Über die Brücke: a Bridge & its café")
            )
        );
        assert_eq!(
            record.authors,
            [
                "Tilda Marsh",
                "Jan van der Beek",
                "The Harbour and Tide Board"
            ]
        );
        assert_eq!(
            (record.source.as_deref(), record.published.as_deref()),
            (Some("The Harbour Echo"), Some("12 jun 2021"))
        );
        assert_eq!(
            (record.url.as_deref(), record.tags.clone()),
            (
                Some("https://echo.example/a_b"),
                vec!["bridge".to_owned(), "storm".to_owned()]
            )
        );
        assert_eq!(
            record.paragraphs[0].text,
            "The bridge was shut – “for good”."
        );
        assert_eq!(
            (
                record.metadata["type"].as_str(),
                record.metadata["doi"].as_str()
            ),
            (Some("article"), Some("10.1/x"))
        );
        assert_eq!((record.ordinal, record.line), (Some(1), Some(4)));
        assert_eq!(found[1].as_ref().unwrap_err().reason.code(), "cut_short");
        let record = found[2].as_ref().unwrap();
        assert_eq!(
            (
                record.title.as_deref(),
                record.published.as_deref(),
                record.line
            ),
            (Some("After: What came"), Some("2020-05"), Some(23))
        );
        assert!(found.len() == 3 && record.paragraphs.is_empty());
        for name in ["a.bib", "a.txt", "export"] {
            assert_eq!(format::of(name, SAMPLE.as_bytes()).unwrap().name, "bibtex");
        }
    }

    #[test]
    fn damage_is_survived() {
        damage::survives(read, SAMPLE.as_bytes());
        for piece in ["@a{b,", "@a{", "{", "@string{a=\"", "@a{b,c={\n"] {
            read_all(read, &piece.repeat(20_000));
        }
    }
}
