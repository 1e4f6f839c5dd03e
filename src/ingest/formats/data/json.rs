//! JSON: an array of articles, an object with such arrays inside, one article, a table as pandas writes it, or several
//! values one after the other.

mod feed;
pub(in crate::ingest) mod mending;
mod tables;

use std::borrow::Cow;
use std::fmt;

use serde::de::{Deserialize, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::Value;

use self::feed::JsonFeed;
use crate::ingest::boundaries::value_end;
use crate::ingest::fields::Given;
use crate::ingest::formats::agency::ninjs;
use crate::ingest::json_lists;
use crate::ingest::reason::{Reason, Refused};
use crate::ingest::record::Record;
use crate::ingest::slice::{ReadOptions, Slice};

/// Whether `head` starts like a JSON array or object.
pub(crate) fn sniff(head: &[u8]) -> bool {
    let mut bytes = head
        .iter()
        .copied()
        .filter(|byte| !byte.is_ascii_whitespace());
    match (bytes.next(), bytes.next()) {
        (Some(b'{'), second) => matches!(second, Some(b'"' | b'}')),
        (Some(b'['), second) => matches!(second, Some(b'{' | b'[' | b'"' | b']' | b'0'..=b'9')),
        _ => false,
    }
}

/// Reads every value of the slice; values are separated by white space or commas.
pub(crate) fn read(
    slice: &Slice<'_>,
    options: &ReadOptions,
    sink: &mut dyn FnMut(Result<Record, Refused>),
) {
    let (mut line, mut ordinal) = (slice.first_line, slice.first_ordinal);
    let mut rest = slice.text;
    let head = slice
        .header
        .or(Some(slice.text).filter(|_| slice.whole_file));
    let feed = head.and_then(JsonFeed::of);
    loop {
        let start = rest.trim_start_matches([' ', '\t', '\r', '\n', ',']);
        line += newlines(&rest[..rest.len() - start.len()]);
        if start.is_empty() {
            return;
        }
        let length = first(start, options, &mut |mut read| {
            if let (Some(feed), Ok(record)) = (&feed, &mut read) {
                feed.complete(record);
            }
            sink(placed(read, ordinal, line));
            ordinal += 1;
        });
        let (value, after) = start.split_at_checked(length).unwrap_or((start, ""));
        line += newlines(value);
        rest = after;
    }
}

/// A record or a refusal with its place.
pub(super) fn placed(
    read: Result<Record, Reason>,
    ordinal: u64,
    line: u64,
) -> Result<Record, Refused> {
    let (ordinal, line) = (Some(ordinal), Some(line));
    match read {
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
    }
}

/// Takes the records of a value, which is nearly always one.
type Sink<'a> = dyn FnMut(Result<Record, Reason>) + 'a;

/// Line breaks in `text`.
fn newlines(text: &str) -> u64 {
    memchr::memchr_iter(b'\n', text.as_bytes()).count() as u64
}

/// Reads the records of the first value of `text`; the value's length in bytes, at least 1.
fn first(text: &str, options: &ReadOptions, sink: &mut Sink<'_>) -> usize {
    let mut values = serde_json::Deserializer::from_str(text).into_iter::<Object<'_>>();
    if let Some(Ok(object)) = values.next().filter(|_| text.starts_with(['{', '['])) {
        let length = values.byte_offset();
        object.records(text.get(..length).unwrap_or(text), options, sink);
        return length;
    }
    // Broken, or a number or a word, which end where the scanner sees their end.
    let length = value_end(text.as_bytes()).max(1);
    whole(text.get(..length).unwrap_or(text), options, sink);
    length
}

/// Reads the records of a text that is one JSON value, mended if it must be.
pub(crate) fn whole(text: &str, options: &ReadOptions, sink: &mut Sink<'_>) {
    let error = match serde_json::from_str::<Object<'_>>(text) {
        Ok(object) => return object.records(text, options, sink),
        Err(error) => error,
    };
    let mended = mending::mended(text);
    match mended.as_deref().map(serde_json::from_str::<Object<'_>>) {
        Some(Ok(object)) => object.records(mended.as_deref().unwrap_or(text), options, sink),
        // The place of what is still wrong counts in the text as it was.
        _ => sink(Err(not_json(&error))),
    }
}

/// What the parser found, without the place it adds: its line counts from the value, not the file.
fn not_json(error: &serde_json::Error) -> Reason {
    let message = error.to_string();
    let problem = message
        .rsplit_once(" at line ")
        .map_or(message.as_str(), |(problem, _)| problem)
        .to_owned();
    if error.is_eof() {
        Reason::CutShort { problem }
    } else {
        Reason::NotJson {
            problem,
            column: error.column(),
        }
    }
}

/// A JSON value read as a record's fields, in order, duplicates kept; or the kind of another value.
enum Object<'a> {
    Fields(Given<'a>),
    Other(&'static str),
}

impl Object<'_> {
    /// The records of a value that is written as `text`.
    fn records(self, text: &str, options: &ReadOptions, sink: &mut Sink<'_>) {
        let given = match self {
            Self::Fields(given) => given,
            Self::Other(found) => return sink(Err(Reason::NotAnObject { found })),
        };
        let given = match tables::rows(given) {
            Ok(rows) => {
                return rows
                    .into_iter()
                    .for_each(|row| sink(ninjs::record(row, options)));
            }
            Err(given) => given,
        };
        let read = ninjs::record(given, options);
        let no_text = matches!(read, Err(Reason::NoText { .. } | Reason::EmptyText { .. }));
        match no_text
            .then(|| json_lists::inside(text, &options.map))
            .flatten()
        {
            Some(inside) => listed(&inside, options, sink),
            None => sink(read),
        }
    }
}

/// Reads the records of lists, one after the other.
fn listed(text: &str, options: &ReadOptions, sink: &mut Sink<'_>) {
    for list in serde_json::Deserializer::from_str(text).into_iter::<Vec<Object<'_>>>() {
        match list {
            Ok(list) => list.into_iter().for_each(|object| {
                sink(match object {
                    Object::Fields(given) => ninjs::record(given, options),
                    Object::Other(found) => Err(Reason::NotAnObject { found }),
                });
            }),
            Err(error) => return sink(Err(not_json(&error))),
        }
    }
}

impl<'de> Deserialize<'de> for Object<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(ObjectVisitor)
    }
}

/// Reads an [`Object`] without a map in between: records have few fields, a list is faster.
struct ObjectVisitor;

impl<'de> Visitor<'de> for ObjectVisitor {
    type Value = Object<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut given = Given::with_capacity(12);
        while let Some(Name(name)) = map.next_key()? {
            given.push((name, map.next_value::<Value>()?));
        }
        Ok(Object::Fields(given))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut elements: A) -> Result<Self::Value, A::Error> {
        while elements.next_element::<IgnoredAny>()?.is_some() {}
        Ok(Object::Other("array"))
    }

    fn visit_str<E: serde::de::Error>(self, _: &str) -> Result<Self::Value, E> {
        Ok(Object::Other("string"))
    }

    fn visit_bool<E: serde::de::Error>(self, _: bool) -> Result<Self::Value, E> {
        Ok(Object::Other("boolean"))
    }

    fn visit_unit<E: serde::de::Error>(self) -> Result<Self::Value, E> {
        Ok(Object::Other("null"))
    }

    fn visit_i64<E: serde::de::Error>(self, _: i64) -> Result<Self::Value, E> {
        Ok(Object::Other("number"))
    }

    fn visit_u64<E: serde::de::Error>(self, _: u64) -> Result<Self::Value, E> {
        Ok(Object::Other("number"))
    }

    fn visit_f64<E: serde::de::Error>(self, _: f64) -> Result<Self::Value, E> {
        Ok(Object::Other("number"))
    }
}

/// A field's name, borrowed from the text unless it holds escapes.
struct Name<'a>(Cow<'a, str>);

impl<'de> Deserialize<'de> for Name<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_str(NameVisitor)
    }
}

struct NameVisitor;

impl<'de> Visitor<'de> for NameVisitor {
    type Value = Name<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a field name")
    }

    fn visit_borrowed_str<E: serde::de::Error>(self, name: &'de str) -> Result<Self::Value, E> {
        Ok(Name(Cow::Borrowed(name)))
    }

    fn visit_str<E: serde::de::Error>(self, name: &str) -> Result<Self::Value, E> {
        Ok(Name(Cow::Owned(name.to_owned())))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Vec<String> {
        let slice = Slice {
            whole_file: false,
            ..Slice::of_text(text)
        };
        let mut found = Vec::new();
        super::read(&slice, &ReadOptions::default(), &mut |read| {
            found.push(match read {
                Ok(record) => record
                    .paragraphs
                    .iter()
                    .map(|paragraph| paragraph.text.as_str())
                    .collect(),
                Err(refused) => format!("! {}", refused.reason),
            });
        });
        found
    }

    #[test]
    fn hostile_values_are_read_or_refused() {
        let deep = format!(
            "{{\"text\":\"x\",\"a\":{}1{}}}",
            "[".repeat(10_000),
            "]".repeat(10_000)
        );
        let wide = format!("{{\"text\":\"x\"{}}}", ",\"a\":1".repeat(10_000));
        let table: &[(&str, &[&str])] = &[
            (r#"{"text":"a","text":"b"}"#, &["b"]),
            (r#"{"text":"a","n":123456789012345678901234567890}"#, &["a"]),
            (
                r#"{"text":"a","n":1e999}"#,
                &["! not valid JSON: number out of range at column 21"],
            ),
            (r#"{"text":"a\u0000b"}"#, &["a\0b"]),
            (r#"{"text":"a\ud800b","n":NaN}"#, &["a\u{fffd}b"]),
            (r#"{"te\u0078t":"a"}"#, &["a"]),
            (
                "{'text':'a'}",
                &["! not valid JSON: key must be a string at column 2"],
            ),
            (
                r#"{"text":"a""#,
                &["! cut short: EOF while parsing an object"],
            ),
            (
                r#"{"text":"a"}}{"text":"b"}"#,
                &["a", "! not valid JSON: expected value at column 1", "b"],
            ),
            (
                r#"[1] null "x" true -2 3.5"#,
                &[
                    "! not an article: a JSON array where an object should stand",
                    "! not an article: a JSON null where an object should stand",
                    "! not an article: a JSON string where an object should stand",
                    "! not an article: a JSON boolean where an object should stand",
                    "! not an article: a JSON number where an object should stand",
                    "! not an article: a JSON number where an object should stand",
                ],
            ),
            (
                deep.as_str(),
                &["! not valid JSON: recursion limit exceeded at column 143"],
            ),
            (wide.as_str(), &["x"]),
            ("", &[]),
        ];
        for (text, expected) in table {
            assert_eq!(read(text), *expected, "{}", text.get(..80).unwrap_or(text));
        }
    }

    #[test]
    fn json_is_known_by_its_first_bytes() {
        let table = [
            ("{\"a\":1}", true),
            (" [\n {}]", true),
            ("[]", true),
            ("{}", true),
            ("{% tag %}", false),
            ("[note]", false),
            ("", false),
        ];
        for (head, is_json) in table {
            assert_eq!(sniff(head.as_bytes()), is_json, "{head}");
        }
    }
}
