//! Verticalised text (`.vrt`), as corpus tools have it: a word a line, with its annotations, between tags on lines of their own.
//!
//! The attributes of `<text …>` are the fields; words are joined to sentences as they were.

mod spacing;

use std::borrow::Cow;

use serde_json::Value;

use self::spacing::Joiner;
use crate::ingest::elements::read_each;
use crate::ingest::entities;
use crate::ingest::fields::{self, Given};
use crate::ingest::reason::{Reason, Refused};
use crate::ingest::record::{Paragraph, Record};
use crate::ingest::slice::{ReadOptions, Slice};

/// The elements that are records.
pub(crate) const RECORDS: &[&str] = &["text"];

/// Whether a text begins with an element and goes on with lines of words and their annotations.
pub(crate) fn sniff(head: &[u8]) -> bool {
    let head = String::from_utf8_lossy(head);
    let lines = head
        .lines()
        .map(str::trim_end)
        .filter(|line| !line.is_empty());
    let mut lines = lines.skip_while(|line| line.starts_with("<?") || line.starts_with("<!--"));
    let is_element = |line: &str| {
        ["<text", "<corpus", "<doc"]
            .iter()
            .any(|start| line.starts_with(start))
    };
    lines.next().is_some_and(is_element)
        && head.contains("<text")
        && lines
            .find(|line| !line.starts_with('<'))
            .is_some_and(|line| line.contains('\t'))
}

/// Reads every text.
pub(crate) fn read(
    slice: &Slice<'_>,
    options: &ReadOptions,
    sink: &mut dyn FnMut(Result<Record, Refused>),
) {
    let read = |text: &str, column: &usize| Some(record(text, *column, options));
    read_each(slice, (RECORDS, "texts"), word_column, read, sink);
}

/// The column of the words, as the header names the columns; else the first.
fn word_column(header: &str) -> usize {
    let columns = header.split("positional-attributes:").nth(1);
    let columns = columns.and_then(|rest| rest.split("-->").next());
    let mut columns = columns.unwrap_or_default().split_whitespace();
    columns.position(|name| name == "word").unwrap_or(0)
}

fn record(text: &str, column: usize, options: &ReadOptions) -> Result<Record, Reason> {
    let (tag, lines) = text.split_once('>').unwrap_or((text, ""));
    let mut given: Given<'_> = attributes(tag)
        .into_iter()
        .map(|(name, value)| (Cow::Owned(name), Value::String(value)))
        .collect();
    let paragraphs = paragraphs(lines, column);
    // The text takes the place of the attribute of that name, if there is one.
    given.retain(|(name, _)| !matches!(name.as_ref(), "body" | "text"));
    let has_text = !paragraphs.is_empty();
    if has_text {
        given.push((Cow::Borrowed("body"), Value::String("…".to_owned())));
    }
    let mut record = fields::record(given, options)?;
    let is_mapped = options
        .map
        .pairs
        .iter()
        .any(|pair| pair.field == fields::Field::Body);
    if has_text && !is_mapped {
        record.paragraphs = paragraphs;
    }
    Ok(record)
}

/// Attributes of a tag, in order: `name="value"`.
fn attributes(tag: &str) -> Vec<(String, String)> {
    let mut found = Vec::new();
    let mut rest = tag
        .split_once(char::is_whitespace)
        .map_or("", |(_, rest)| rest);
    while let Some((name, behind)) = rest.split_once('=') {
        let behind = behind.trim_start();
        let Some(quote) = behind.chars().next().filter(|ch| matches!(ch, '"' | '\'')) else {
            break;
        };
        let inside = behind.get(1..).unwrap_or_default();
        let (value, after) = inside.split_once(quote).unwrap_or((inside, ""));
        // Values that were not known stand as `_` or `__UNDEF__`.
        let value = entities::decoded(value.trim());
        if !matches!(&*value, "" | "_" | "__UNDEF__" | "__NULL__") {
            found.push((name.trim().to_owned(), value.into_owned()));
        }
        rest = after;
    }
    found
}

/// Elements that are paragraphs, and those that are headings.
const PARAGRAPHS: &[&str] = &[
    "p",
    "paragraph",
    "para",
    "head",
    "heading",
    "title",
    "h1",
    "h2",
    "h3",
    "list",
    "item",
    "l",
    "lg",
    "u",
];
const HEADINGS: &[&str] = &["head", "heading", "title", "h1", "h2", "h3"];

fn paragraphs(lines: &str, column: usize) -> Vec<Paragraph> {
    let glued =
        lines.contains("<g/>") || lines.contains("<g />") || lines.contains("SpaceAfter=No");
    let mut joiner = Joiner::new(glued);
    let mut found = Vec::new();
    let (mut heading, mut headline) = (false, false);
    let mut end = |joiner: &mut Joiner, heading: bool, headline: bool| {
        let text = joiner.take();
        // The headline is an attribute too.
        if !text.is_empty() && !headline {
            found.push(Paragraph {
                heading,
                ..Paragraph::text(text)
            });
        }
    };
    for line in lines.lines() {
        let line = line.trim_end_matches('\r');
        if let Some(tag) = line
            .strip_prefix('<')
            .filter(|_| line.trim_end().ends_with('>') && !line.contains('\t'))
        {
            let tag = tag.trim_end().trim_end_matches('>');
            let (is_end, named) = tag
                .strip_prefix('/')
                .map_or((false, tag), |tag| (true, tag));
            let name = named
                .split(|ch: char| !ch.is_alphanumeric() && ch != '_')
                .next()
                .unwrap_or_default();
            if name == "g" && !is_end {
                joiner.glue();
            } else if PARAGRAPHS.contains(&name) {
                end(&mut joiner, heading, headline);
                headline = !is_end && named.contains("type=\"headline\"");
                let says = ["\"head", "\"title", "\"heading"]
                    .iter()
                    .any(|word| named.contains(word));
                heading = !is_end && (HEADINGS.contains(&name) || says);
            } else if name == "s" || name == "sentence" {
                joiner.end_sentence();
            }
            continue;
        }
        let mut columns = line.split('\t');
        let Some(word) = columns.nth(column).filter(|word| !word.is_empty()) else {
            continue;
        };
        joiner.word(&entities::decoded(word));
        if line.contains("SpaceAfter=No") {
            joiner.glue();
        }
    }
    end(&mut joiner, heading, headline);
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ingest::format;
    use crate::ingest::formats::damage;
    use crate::ingest::formats::read_all::read_all;

    const SAMPLE: &str = include_str!("../../../../tests/formats/collections/corpus.vrt");

    fn texts(record: &Record) -> Vec<(&str, bool)> {
        record
            .paragraphs
            .iter()
            .map(|paragraph| (paragraph.text.as_str(), paragraph.heading))
            .collect()
    }

    #[test]
    fn words_are_joined_and_attributes_are_fields() {
        let found = read_all(read, SAMPLE);
        assert_eq!(found.len(), 2);
        let record = found[0].as_ref().unwrap();
        assert_eq!(
            (record.id.as_deref(), record.title.as_deref()),
            (Some("t1"), Some("Harbour & bridge"))
        );
        assert_eq!(
            (record.published.as_deref(), record.authors.clone()),
            (Some("2021-06-12"), vec!["Tilda Marsh".to_owned()])
        );
        assert_eq!(
            (
                record.metadata["edition"].as_str(),
                record.metadata.get("page")
            ),
            (Some("morning"), None)
        );
        let expected = [
            ("The bridge", true),
            (
                "\"It's shut,\" the mayor (who didn't come) said. Boats < 5 m wait; others don't.",
                false,
            ),
        ];
        assert_eq!(texts(record), expected);
        assert_eq!(
            texts(found[1].as_ref().unwrap()),
            [("L'été est là.", false)]
        );
    }

    #[test]
    fn the_words_stand_where_the_header_says() {
        let text = "<!-- #vrt positional-attributes: ref word lemma -->\n<text title='A'>\n<s>\n1\tBoats\tboat\n2\tsank\tsink\n3\t.\t.\n</s>\n</text>\n";
        assert_eq!(format::of("a.vrt", text.as_bytes()).unwrap().name, "vrt");
        assert_eq!(format::of("a", text.as_bytes()).unwrap().name, "vrt");
        let found = read_all(read, text);
        assert_eq!(texts(found[0].as_ref().unwrap()), [("Boats sank.", false)]);
    }

    #[test]
    fn damage_is_survived() {
        damage::survives(read, SAMPLE.as_bytes());
    }
}
