use std::io::{self, Read};
use std::ops::ControlFlow;

use proptest::prelude::*;

use super::*;
use crate::ingest::format::Split;
use crate::ingest::slice::ReadOptions;
use crate::ingest::slices::{Cutting, slices};

const NAMES: &[&str] = &["item", "entry"];

/// A record: its header, its text, its ordinal and its line.
type Found = (String, String, u64, u64);

/// Gives some bytes at a time.
struct Trickle<'a>(&'a [u8], usize);

impl Read for Trickle<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.0.len().min(self.1).min(buffer.len());
        let (now, later) = self.0.split_at(count);
        buffer[..count].copy_from_slice(now);
        self.0 = later;
        Ok(count)
    }
}

/// The records of a stream, and what its end says.
fn cut(text: &str, target_bytes: usize, chunk: usize) -> (Vec<Found>, Option<String>) {
    let options = ReadOptions::default();
    let cutting = Cutting {
        target_bytes,
        ..Cutting::new(Split::Elements(NAMES), &options)
    };
    let (mut found, mut told) = (Vec::new(), None);
    slices(
        &mut Trickle(text.as_bytes(), chunk),
        &cutting,
        &mut |slice| {
            match slice {
                Ok(slice) => {
                    let before = found.len() as u64;
                    found.extend(listed(&slice.as_slice()));
                    let read = found.len() as u64 - before;
                    assert!(
                        read == slice.records || read == 0 && slice.text.is_empty(),
                        "{slice:?}"
                    );
                }
                Err(refused) => told = Some(refused.reason.to_string()),
            }
            ControlFlow::Continue(())
        },
    );
    (found, told)
}

fn listed(slice: &Slice<'_>) -> Vec<Found> {
    let documents = parts(slice, NAMES);
    let of_one = |document: &Parts<'_>| -> Vec<Found> {
        let found = |part: &Part<'_>| {
            (
                document.header.to_string(),
                part.text.to_owned(),
                part.ordinal,
                part.line,
            )
        };
        document.parts.iter().map(found).collect()
    };
    documents.iter().flat_map(of_one).collect()
}

/// A tag with its whole name, or what is none.
#[derive(Debug, PartialEq)]
enum Token {
    Start(String, bool),
    End(String),
    Other,
}

/// The stupid twin: the tokens of a whole text, each with its place, then the records among them.
#[expect(clippy::too_many_lines, reason = "one step after the other")]
fn twin(text: &str) -> Vec<Found> {
    let (mut found, mut header, mut from) = (Vec::new(), String::new(), 0);
    let mut root: Option<String> = None;
    let (mut begun, mut ended) = (false, false);
    let mut open: Option<(usize, String)> = None;
    let mut add = |header: &str, start: usize, end: usize| {
        let line = 1 + text[..start].matches('\n').count() as u64;
        let ordinal = found.len() as u64 + 1;
        found.push((
            header.to_owned(),
            text[start..end].to_owned(),
            ordinal,
            line,
        ));
    };
    let mut at = 0;
    while at < text.len() {
        let (token, end) = token(text, at, open.is_some());
        if let Some((start, name)) = open.clone() {
            match &token {
                Token::End(other) if *other == name => {
                    add(&header, start, end);
                    open = None;
                }
                Token::Start(other, _) if *other == name => {
                    add(&header, start, at);
                    open = None;
                    continue;
                }
                Token::End(other) if root.as_ref() == Some(other) => {
                    add(&header, start, at);
                    open = None;
                    continue;
                }
                _ => {}
            }
        } else {
            match &token {
                Token::Start(name, closed) if NAMES.contains(&name.rsplit(':').next().unwrap()) => {
                    if !ended {
                        header = text[from..at].to_owned();
                    }
                    (begun, ended) = (true, true);
                    if *closed {
                        add(&header, at, end);
                    } else {
                        open = Some((at, name.clone()));
                    }
                }
                Token::Start(name, _) => {
                    if !begun {
                        root = Some(name.clone());
                    }
                    begun = true;
                }
                Token::End(name) if root.as_ref() == Some(name) => {
                    (root, begun) = (None, false);
                    if ended {
                        (from, ended) = (end, false);
                    }
                }
                _ => {}
            }
        }
        at = end;
    }
    if let Some((start, _)) = open {
        add(&header, start, text.len());
    }
    found
}

#[expect(clippy::too_many_lines, reason = "one step after the other")]
fn token(text: &str, at: usize, inside: bool) -> (Token, usize) {
    let rest = &text[at..];
    for (start, end) in [("<!--", "-->"), ("<![CDATA[", "]]>")] {
        let Some(behind) = rest.strip_prefix(start) else {
            continue;
        };
        match behind.find(end) {
            Some(found) => return (Token::Other, at + start.len() + found + end.len()),
            None if !inside => return (Token::Other, text.len()),
            None => {}
        }
    }
    let next = at + rest.chars().next().map_or(1, char::len_utf8);
    let Some(tag) = rest.strip_prefix('<') else {
        return (Token::Other, next);
    };
    let (tag, is_end) = tag
        .strip_prefix('/')
        .map_or((tag, false), |tag| (tag, true));
    let name: String = tag
        .chars()
        .take_while(|ch| ch.is_alphanumeric() || ":-".contains(*ch))
        .collect();
    let behind = tag[name.len()..].chars().next();
    if name.is_empty() || name.starts_with('-') || !behind.is_none_or(|ch| "></ \n".contains(ch)) {
        return (Token::Other, next);
    }
    let name = name.to_lowercase();
    if is_end {
        let behind = &tag[name.len()..];
        let blanks = behind.len() - behind.trim_start().len();
        let closed = usize::from(behind.trim_start().starts_with('>'));
        let end = at + 2 + name.len() + (blanks + 1) * closed;
        return (Token::End(name), end);
    }
    let is_record = NAMES.contains(&name.rsplit(':').next().unwrap());
    let mut quote = None;
    let mut before = '<';
    for (offset, ch) in rest.char_indices().skip(1) {
        match quote {
            Some(open) if ch == open => quote = None,
            None if ch == '>' => {
                let closed = rest[..offset].ends_with('/');
                // Inside a record, and of other elements, what stands in a tag is looked at too.
                let end = if is_record && !inside {
                    at + offset + 1
                } else {
                    next
                };
                return (Token::Start(name, closed), end);
            }
            None if rest[1..offset].matches('<').count() + usize::from(ch == '<') > MOST_STARTS => {
                break;
            }
            None if "\"'".contains(ch) && before == '=' => {
                let closes = rest[offset + 1..].find([ch, '<']);
                let is_closed = closes.is_some_and(|end| rest[offset + 1 + end..].starts_with(ch));
                quote = Some(ch).filter(|_| is_closed);
            }
            _ => {}
        }
        if !ch.is_whitespace() {
            before = ch;
        }
    }
    // A record's tag that does not end is none.
    let token = if is_record && !inside {
        Token::Other
    } else {
        Token::Start(name, false)
    };
    (token, next)
}

/// Pieces that mean something to the scanner.
const PIECES: &[&str] = &[
    "<item>",
    "</item>",
    "<item/>",
    "<a:item x='>'>",
    "</a:item>",
    "<ITEM a=\"<\">",
    "</Item\n>",
    "<entry id = \"/>\">",
    "</entry>",
    "<items>",
    "<rss>",
    "</rss>",
    "<b/>",
    "<!--",
    "-->",
    "<![CDATA[",
    "]]>",
    "<item",
    "<",
    ">",
    "x",
    "\n",
    "é",
    "<?xml?>",
    "</",
];

proptest! {
    #[test]
    fn records_are_the_same_however_they_are_cut(
        pieces in proptest::collection::vec(proptest::sample::select(PIECES), 0..40),
        target in 1..200_usize,
        chunk in 1..60_usize,
    ) {
        let text = pieces.concat();
        let expected = twin(&text);
        let (found, told) = cut(&text, target, chunk);
        prop_assert_eq!(&found, &expected);
        let (at_once, told_at_once) = cut(&text, 1 << 20, 1 << 20);
        prop_assert_eq!(&at_once, &expected);
        prop_assert_eq!(told, told_at_once);
        prop_assert_eq!(listed(&Slice::of_text(&text)), expected);
    }
}

#[test]
fn what_stands_before_the_records_goes_with_each() {
    let text = "<?xml?>\n<rss><!-- <item>no</item> --><title>T</title>\n<item>1</item>\n<item>2<![CDATA[</item>]]></item>\n</rss>\n<feed>\n<x:entry>3</x:entry></feed>\n";
    let (found, told) = cut(text, 1, 7);
    let found: Vec<(&str, &str, u64, u64)> = found
        .iter()
        .map(|(header, text, ordinal, line)| (header.trim(), text.as_str(), *ordinal, *line))
        .collect();
    let rss = "<?xml?>\n<rss><!-- <item>no</item> --><title>T</title>";
    let expected = [
        (rss, "<item>1</item>", 1, 3),
        (rss, "<item>2<![CDATA[</item>]]></item>", 2, 4),
        ("<feed>", "<x:entry>3</x:entry>", 3, 7),
    ];
    assert_eq!(found, expected);
    assert_eq!(told, None);
}

#[test]
fn a_stream_that_ends_too_early_says_so() {
    for (text, records, told) in [
        ("<rss><item>1</item></rss>", 1, None),
        ("<rss><item>1</rss>", 1, None),
        ("<entry>1</entry>", 1, None),
        ("<rss></rss>", 0, None),
        ("<rss><item>1</item>", 1, Some("rss")),
        ("<rss><item>1</item><item>2", 2, Some("item")),
        (
            "<rss><item>1</item><!-- <item>2</item></rss>",
            1,
            Some("!--"),
        ),
        ("<rss><title>", 0, Some("rss")),
    ] {
        let (found, end) = cut(text, 1, 3);
        assert_eq!(found.len(), records, "{text}");
        let expected = told.map(|name| format!("cut short: `<{name}>` does not end"));
        assert_eq!(end, expected, "{text}");
    }
}

#[test]
fn memory_is_bounded_whatever_stands_between_records() {
    let gap = "<rss>".to_owned() + &"<x/>".repeat(HEADER_BYTES);
    let text = format!("{gap}<item>1</item>{gap}<item>2</item></rss>");
    let (found, told) = cut(&text, 1, 1 << 20);
    let headers: Vec<usize> = found.iter().map(|(header, ..)| header.len()).collect();
    assert_eq!((headers, told), (vec![HEADER_BYTES; 2], None));
    // Ends that are looked for again and again would take minutes.
    let hopeless = format!("<rss><item>{}", "<!-- <![CDATA[ ".repeat(200_000));
    assert_eq!(cut(&hopeless, 1, 1 << 20).0.len(), 1);
    let tags = format!("<rss>{}", "<item a='".repeat(300_000));
    assert_eq!(cut(&tags, 1, 1 << 20).0.len(), 0);
}
