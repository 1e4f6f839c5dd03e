//! Feeds read as feedparser reads them: its samples say in a comment what is to come out. Runs only where they are.

use std::io::{Cursor, Read};
use std::ops::ControlFlow;

use super::{feed, html};
use crate::dates::written;
use crate::ingest::format;
use crate::ingest::formats::corpora::{files, unpacked};
use crate::ingest::formats::web::feed::text::of_unsaid;
use crate::ingest::record::Record;
use crate::ingest::slice::ReadOptions;
use crate::ingest::slices::{Cutting, slices};
use crate::ingest::stream::{Given, Stream};

/// Of the expectations that can be compared, so many hold at least, in percent.
const AGREE_PERCENT: usize = 98;

/// One thing that is to be: of which entry, which field, and what it says.
#[derive(Debug)]
struct Expected {
    /// `None` is the feed.
    entry: Option<usize>,
    field: String,
    value: String,
}

/// What a comment expects of its feed's entries, as far as it is about fields that articles have.
fn expectations(comment: &str) -> Vec<Expected> {
    let mut found = Vec::new();
    let comment = comment.replace("feed['title']", "entries[feed]['title']");
    for part in comment.split("entries[").skip(1) {
        let Some((number, rest)) = part.split_once(']') else {
            continue;
        };
        let entry = number.parse().ok();
        let Some((path, literal)) = rest.split_once(" == ") else {
            continue;
        };
        let names = path.replace(['[', ']', '\'', '"'], ".");
        let names: Vec<&str> = names.split('.').filter(|name| !name.is_empty()).collect();
        let field = match names[..] {
            ["title"] | ["title_detail", "value"] => "title",
            ["description" | "summary"]
            | ["summary_detail", "value"]
            | ["content", "0", "value"] => "text",
            ["published" | "updated" | "created" | "date"] => "date",
            ["published_parsed" | "updated_parsed" | "created_parsed" | "date_parsed"] => "moment",
            ["id" | "guid"] => "id",
            ["link"] => "link",
            ["tags", "0", "term"] | ["category"] => "tag",
            ["author"] | ["author_detail", "name"] | ["authors", "0", "name"] => "author",
            _ => continue,
        };
        let value = if field == "moment" {
            literal
                .split(')')
                .next()
                .map(|tuple| tuple.trim_start_matches('(').to_owned())
        } else {
            string(literal)
        };
        found.extend(value.map(|value| Expected {
            entry,
            field: field.to_owned(),
            value,
        }));
    }
    found
}

/// A string of Python at the front of a text.
fn string(literal: &str) -> Option<String> {
    let literal = literal.trim_start_matches(['u', 'r']);
    let quotes = ["'''", "\"\"\"", "'", "\""];
    let quote = quotes
        .into_iter()
        .find(|quote| literal.starts_with(quote))?;
    let mut rest = literal[quote.len()..].chars();
    let mut value = String::new();
    loop {
        if rest.as_str().starts_with(quote) {
            return Some(value);
        }
        match rest.as_str().chars().next()? {
            '\\' => {
                rest.next();
                let digits = match rest.next()? {
                    'x' => 2,
                    'u' => 4,
                    'U' => 8,
                    other => {
                        value.push(if other == 'n' { '\n' } else { other });
                        continue;
                    }
                };
                let hex: String = rest.by_ref().take(digits).collect();
                let ch = char::from_u32(u32::from_str_radix(&hex, 16).ok()?)?;
                value.push(ch);
            }
            ch => {
                rest.next();
                value.push(ch);
            }
        }
    }
}

fn words(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn plain(text: &str) -> String {
    let paragraphs = of_unsaid(text);
    let texts: Vec<&str> = paragraphs
        .iter()
        .map(|paragraph| paragraph.text.as_str())
        .collect();
    words(&texts.join(" "))
}

/// What was read for a field; several things where any of them will do.
fn read_as(record: &Record, field: &str) -> Vec<String> {
    let dates = || {
        let others = record.other_dates.iter().map(|date| date.text.clone());
        record.published.iter().cloned().chain(others)
    };
    match field {
        "title" => record.title.iter().map(|title| words(title)).collect(),
        "text" => {
            let texts: Vec<&str> = record
                .paragraphs
                .iter()
                .map(|paragraph| paragraph.text.as_str())
                .collect();
            let summary = record
                .metadata
                .get("summary")
                .and_then(|summary| summary.as_str());
            vec![
                words(&texts.join(" ")),
                summary.unwrap_or_default().to_owned(),
            ]
        }
        "date" => dates().collect(),
        "moment" => dates().filter_map(|date| moment(&date)).collect(),
        "id" => record.id.iter().cloned().collect(),
        "link" => record.url.iter().cloned().collect(),
        "tag" => record.tags.first().cloned().into_iter().collect(),
        _ => record.authors.first().cloned().into_iter().collect(),
    }
}

/// A date as the numbers of Greenwich.
fn moment(date: &str) -> Option<String> {
    use crate::article::Published;
    use jiff::tz::Offset;
    let at = match written::read(date, None, None)?.published {
        Published::Instant(at, _) => Offset::UTC.to_datetime(at),
        Published::Local(at) => at,
        Published::Day(day) => day.to_datetime(jiff::civil::Time::midnight()),
        Published::Month(year, month) => {
            jiff::civil::date(year, month, 1).to_datetime(jiff::civil::Time::midnight())
        }
        Published::Year(year) => {
            jiff::civil::date(year, 1, 1).to_datetime(jiff::civil::Time::midnight())
        }
    };
    Some(format!(
        "{}, {}, {}, {}, {}, {}",
        at.year(),
        at.month(),
        at.day(),
        at.hour(),
        at.minute(),
        at.second()
    ))
}

fn agrees(expected: &Expected, record: Option<&Record>) -> bool {
    let found = record
        .map(|record| read_as(record, &expected.field))
        .unwrap_or_default();
    match expected.field.as_str() {
        "title" | "text" => {
            // A value is HTML, without what feedparser takes for dangerous.
            let texts = html::text_of(&expected.value);
            let texts: Vec<&str> = texts
                .iter()
                .map(|paragraph| paragraph.text.as_str())
                .collect();
            let wanted = [
                plain(&expected.value),
                words(&expected.value),
                words(&texts.join(" ")),
            ];
            found.iter().any(|found| wanted.contains(found))
                || found.is_empty() && wanted.iter().any(String::is_empty)
        }
        "author" => {
            let name = expected.value.split(" (").next().unwrap_or_default();
            found
                .iter()
                .any(|found| found == name || expected.value == *found)
        }
        "moment" => found.iter().any(|found| expected.value.starts_with(found)),
        _ => found.contains(&expected.value),
    }
}

/// A feed as text, what its items say, and its title.
fn records(bytes: Vec<u8>) -> Option<(String, Vec<Record>, Option<String>)> {
    let given = Given {
        format: format::by_name("feed"),
        charset: None,
    };
    let opened =
        |bytes: Vec<u8>| Stream::new("feed.xml", Box::new(Cursor::new(bytes))).prepare(given);
    let mut text = Vec::new();
    opened(bytes.clone())
        .ok()?
        .reader
        .read_to_end(&mut text)
        .ok()?;
    let text = String::from_utf8_lossy(&text).into_owned();
    let (mut found, mut feed_title) = (Vec::new(), None);
    let options = ReadOptions::default();
    let mut opened = opened(bytes).ok()?;
    let cutting = Cutting::new(opened.format.split, &options);
    slices(&mut opened.reader, &cutting, &mut |slice| {
        if let Ok(slice) = slice {
            let (records, title) = feed::all_described(&slice.as_slice());
            found.extend(records);
            feed_title = title.or(feed_title.take());
        }
        ControlFlow::Continue(())
    });
    Some((text, found, feed_title))
}

#[test]
fn feeds_are_read_as_feedparser_reads_them() {
    let Some(folder) = unpacked("formats/feedparser-feeds.tar.zst") else {
        return;
    };
    let mut paths = files(folder.path());
    paths.retain(|path| path.extension().is_some_and(|extension| extension == "xml"));
    let (mut compared, mut agreed, mut fields) = (0, 0, std::collections::BTreeMap::new());
    for path in &paths {
        let Some((text, records, title)) = records(std::fs::read(path).unwrap()) else {
            continue;
        };
        let comment = text.split("-->").next().unwrap_or_default();
        // What the server tells is not in the file: its charset, its address.
        let says = comment.to_ascii_lowercase();
        if ["charset=", "content-location:", "127.0.0.1"]
            .iter()
            .any(|said| says.contains(said))
        {
            continue;
        }
        let Some((_, comment)) = comment.split_once("Expect:") else {
            continue;
        };
        let feed = Record {
            title,
            ..Record::default()
        };
        for expected in expectations(comment) {
            let record = match expected.entry {
                Some(entry) => records.get(entry),
                None => Some(&feed),
            };
            let is_so = agrees(&expected, record);
            compared += 1;
            agreed += usize::from(is_so);
            let count: &mut (usize, usize) = fields.entry(expected.field.clone()).or_default();
            count.0 += usize::from(is_so);
            count.1 += 1;
            if !is_so {
                let found = record.map(|record| read_as(record, &expected.field));
                let name = path.strip_prefix(folder.path()).unwrap().display();
                println!("{name}: {expected:?}\n    found {found:?}");
            }
        }
    }
    println!("{agreed} of {compared} expectations hold: {fields:?}");
    assert!(compared > 500 && agreed * 100 >= compared * AGREE_PERCENT);
}
