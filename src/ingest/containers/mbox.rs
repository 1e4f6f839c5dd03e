//! A mail box: messages one after the other in one file, each below a line `From …`. A message is handed on as it is, so that
//! others take it apart at the same time.

use std::io::{Cursor, Read};
use std::ops::ControlFlow;

use memchr::memmem;

use super::mail::{begins_with_field, is_field_of_mail};
use crate::ingest::containers::mail::head::field_name;
use crate::ingest::member::{Limits, Meet, Member, Met, Source};
use crate::ingest::reason::Reason;
use crate::ingest::record::Record;

/// What begins the line above a message.
const FROM: &[u8] = b"From ";

/// Bytes read at a time.
const READ_BYTES: usize = 512 << 10;

/// Bytes behind `From ` by which it is known whether a message begins there.
const LOOKED_AT: usize = 1 << 10;

/// Whether a file starts like a mail box.
pub(in crate::ingest) fn sniff(head: &[u8]) -> bool {
    let head = head.strip_prefix(b"\xef\xbb\xbf").unwrap_or(head);
    is_start(head.trim_ascii_start(), true)
}

/// Whether a message begins here: a line `From …` with a date and a field below it. Below a blank line the date may lack where the
/// field is one of mail. In a text a line may begin with `From ` too.
fn is_start(bytes: &[u8], below_blank: bool) -> bool {
    if !bytes.starts_with(FROM) {
        return false;
    }
    let Some(end) = memchr::memchr(b'\n', &bytes[..bytes.len().min(LOOKED_AT)]) else {
        return false;
    };
    let (line, mut next) = (&bytes[..end], &bytes[end + 1..]);
    if next.starts_with(b">From ") {
        let end = memchr::memchr(b'\n', next).map_or(next.len(), |end| end + 1);
        next = &next[end..];
    }
    if is_dated(line) {
        return begins_with_field(next);
    }
    let line_end = memchr::memchr(b'\n', next).unwrap_or(next.len());
    let of_mail = || field_name(&next[..line_end]).is_some_and(is_field_of_mail);
    below_blank && of_mail()
}

/// Whether a line has a time and a year.
fn is_dated(line: &[u8]) -> bool {
    let mut words = line.split(u8::is_ascii_whitespace);
    let digit = u8::is_ascii_digit;
    let is_time = |word: &[u8]| {
        let mut parts = word.split(|byte| *byte == b':');
        let number = |part: &[u8]| (1..=2).contains(&part.len()) && part.iter().all(digit);
        word.contains(&b':') && parts.all(number)
    };
    let is_year = |word: &[u8]| {
        word.len() == 4
            && (word.starts_with(b"19") || word.starts_with(b"20"))
            && word.iter().all(digit)
    };
    words.clone().any(is_time) && words.any(is_year)
}

/// Reads a mail box.
#[allow(clippy::trivially_copy_pass_by_ref, reason = "the type is the table's")]
pub(in crate::ingest) fn read(
    stream: &mut Source<'_>,
    limits: Limits,
    meet: &mut Meet<'_>,
) -> ControlFlow<()> {
    let mut mails = Mails {
        stream,
        buffer: Vec::new(),
        offset: 0,
        begin: 0,
        ended: false,
        broken: None,
    };
    let mut found = 0;
    while let Some(next) = mails.next_message(limits.member_bytes) {
        found += 1;
        let taken = next.length;
        meet(mails.met(&next, limits))?;
        mails.begin += taken;
    }
    match mails.broken {
        Some(reason) => meet(refused(String::new(), reason)),
        None if found == 0 => meet(refused(String::new(), Reason::Empty)),
        None => ControlFlow::Continue(()),
    }
}

fn refused<'a>(way: String, reason: Reason) -> Met<'a> {
    Met::Refused { way, reason }
}

/// A file whose messages are read one after the other.
struct Mails<'s> {
    stream: &'s mut dyn Read,
    /// What was read and not yet handed on, and the place in the file where it begins.
    buffer: Vec<u8>,
    offset: u64,
    /// Where in the buffer the next message begins.
    begin: usize,
    /// Whether nothing more comes, and why where that is no end.
    ended: bool,
    broken: Option<Reason>,
}

/// Where a message stands.
struct Next {
    /// The place in the file of its line `From …`.
    offset: u64,
    /// Its bytes from the beginning that is not yet handed on; of one that is too large, its last ones.
    length: usize,
    too_large: bool,
    /// Whether its length was stated, and lines that begin with `From ` are not quoted in it.
    is_unquoted: bool,
}

impl Mails<'_> {
    /// What is read and not yet handed on.
    fn open(&self) -> &[u8] {
        self.buffer.get(self.begin..).unwrap_or_default()
    }

    /// Reads on.
    fn fill(&mut self) {
        self.buffer.drain(..self.begin);
        self.offset += self.begin as u64;
        self.begin = 0;
        let mut part = (&mut *self.stream).take(READ_BYTES as u64);
        match part.read_to_end(&mut self.buffer) {
            Ok(0) => self.ended = true,
            Ok(_) => {}
            Err(error) => {
                self.ended = true;
                self.broken = Some(Reason::broken(&error));
            }
        }
    }

    /// Reads on until there are so many bytes, if there are.
    fn fill_to(&mut self, length: usize) {
        while !self.ended && self.open().len() < length {
            self.fill();
        }
    }

    /// Finds the end of the next message; `None` where there is none.
    fn next_message(&mut self, limit_bytes: usize) -> Option<Next> {
        loop {
            let blank = self
                .open()
                .iter()
                .take_while(|byte| byte.is_ascii_whitespace())
                .count();
            self.begin += blank;
            if !self.open().is_empty() {
                break;
            }
            if self.ended {
                return None;
            }
            self.fill();
        }
        let offset = self.offset + self.begin as u64;
        let stated = self.stated_end(limit_bytes);
        let mut scanned = stated.unwrap_or(FROM.len());
        let mut too_large = false;
        loop {
            match find_start(self.open(), scanned, self.ended) {
                Ok(length) => {
                    return Some(Next {
                        offset,
                        length,
                        too_large: too_large || length > limit_bytes,
                        is_unquoted: stated.is_some_and(|end| {
                            find_start(self.open(), FROM.len(), true).is_ok_and(|at| at < end)
                        }),
                    });
                }
                Err(at) => scanned = at,
            }
            if too_large || self.open().len() > limit_bytes {
                // What was looked through is let go, but for the line break before what may begin the next one.
                too_large = true;
                let done = scanned.saturating_sub(4);
                self.begin += done;
                scanned -= done;
            }
            self.fill();
        }
    }

    /// Where the message ends by its field `Content-Length`, if something that can stand behind a message stands there.
    fn stated_end(&mut self, limit_bytes: usize) -> Option<usize> {
        /// Longer headers state nothing.
        const HEADER_BYTES: usize = 64 << 10;
        self.fill_to(HEADER_BYTES);
        let header = self.open().get(..HEADER_BYTES.min(self.open().len()))?;
        let (mut at, mut stated) = (0, None);
        let header_end = loop {
            let rest = header.get(at..)?;
            let length = memchr::memchr(b'\n', rest)? + 1;
            let line = rest[..length].trim_ascii_end();
            at += length;
            if line.is_empty() {
                break at;
            }
            if field_name(line).is_some_and(|name| name.eq_ignore_ascii_case(b"content-length")) {
                let value = line.get(b"content-length:".len()..)?.trim_ascii();
                stated = std::str::from_utf8(value).ok()?.parse::<usize>().ok();
            }
        };
        let end = header_end.checked_add(stated?)?;
        if end > limit_bytes {
            return None;
        }
        self.fill_to(end + LOOKED_AT);
        let behind = self.open().get(end..)?;
        let blank = behind
            .iter()
            .take_while(|byte| byte.is_ascii_whitespace())
            .count();
        let ends = (blank == behind.len() && self.ended)
            || (blank <= 4 && is_start(&behind[blank..], false));
        ends.then(|| end.saturating_sub(1).max(FROM.len()))
    }

    /// A message, handed on as it is.
    fn met(&self, next: &Next, limits: Limits) -> Met<'static> {
        let way = format!("@{}", next.offset);
        if next.too_large {
            return refused(
                way,
                Reason::TooLarge {
                    limit_bytes: limits.member_bytes as u64,
                },
            );
        }
        let bytes = self.open().get(..next.length).unwrap_or_default();
        let (line, message) = match memchr::memchr(b'\n', bytes) {
            Some(end) if bytes.starts_with(FROM) => bytes.split_at(end + 1),
            _ => (&b""[..], bytes),
        };
        if line.is_empty() && !begins_with_field(message) {
            let found = "a text where a mail box has a message".to_owned();
            return refused(way, Reason::NoArticle { found });
        }
        // A blank line stands between messages.
        let message = match message {
            [text @ .., b'\r', b'\n'] | [text @ .., b'\n'] if text.ends_with(b"\n") => text,
            _ => message,
        };
        if message.trim_ascii().is_empty() {
            return refused(way, Reason::Empty);
        }
        let message = if next.is_unquoted {
            message.to_vec()
        } else {
            unquoted(message)
        };
        let defaults = Record {
            published: delivered(line),
            ..Record::default()
        };
        Met::Member(Member {
            way,
            name: "message.eml".to_owned(),
            bytes: Box::new(Cursor::new(message)),
            format: None,
            charset: None,
            defaults: Box::new(defaults),
        })
    }
}

/// Where the next message begins, from a place behind the beginning of this one; else up to where there is none.
fn find_start(bytes: &[u8], from: usize, ended: bool) -> Result<usize, usize> {
    let from = from.min(bytes.len());
    for found in memmem::find_iter(&bytes[from..], FROM) {
        let at = from + found;
        let before = &bytes[..at];
        if !before.ends_with(b"\n") {
            continue;
        }
        if !ended && bytes.len() - at < LOOKED_AT {
            return Err(at);
        }
        let below_blank = before.ends_with(b"\n\n") || before.ends_with(b"\r\n\r\n");
        if is_start(&bytes[at..], below_blank) {
            return Ok(at);
        }
    }
    if ended {
        return Ok(bytes.len());
    }
    Err(bytes.len().saturating_sub(FROM.len()).max(from))
}

/// A message without the marks before its lines that begin with `From `: one of those that stand there.
fn unquoted(message: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(message.len());
    let mut done = 0;
    for at in memmem::find_iter(message, FROM) {
        let marks = message[done..at]
            .iter()
            .rev()
            .take_while(|byte| **byte == b'>')
            .count();
        let line = at - marks;
        if marks > 0 && (line == 0 || message[line - 1] == b'\n') {
            out.extend_from_slice(&message[done..line]);
            done = line + 1;
        }
    }
    out.extend_from_slice(&message[done..]);
    out
}

/// When a message was delivered, by the line above it: what stands behind the address.
fn delivered(line: &[u8]) -> Option<String> {
    let line = std::str::from_utf8(line).ok()?;
    let date: Vec<&str> = line.split_whitespace().skip(2).collect();
    is_dated(line.as_bytes()).then(|| date.join(" "))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The messages of a mail box, and what is refused.
    fn shown(bytes: &[u8], member_bytes: usize) -> Vec<String> {
        let mut all = Vec::new();
        let limits = Limits { member_bytes };
        let mut bytes = bytes;
        let mut source = Source::new(&mut bytes);
        let _ = read(&mut source, limits, &mut |met| {
            all.push(match met {
                Met::Member(mut member) => {
                    let mut text = String::new();
                    member.bytes.read_to_string(&mut text).unwrap();
                    format!("{} {text:?}", member.way)
                }
                Met::Refused { way, reason } => format!("{way} ! {reason}"),
                _ => String::new(),
            });
            ControlFlow::Continue(())
        });
        all
    }

    const LINE: &str = "From ann@example.org Tue Mar  5 10:20:30 2019\n";

    #[test]
    fn messages_stand_below_their_lines() {
        let table: &[(&str, &[&str])] = &[
            ("", &[" ! empty"]),
            ("\n\n", &[" ! empty"]),
            (
                &format!("{LINE}A: b\n\nOne.\n\n{LINE}A: c\n\nTwo.\n"),
                &["@0 \"A: b\\n\\nOne.\\n\"", "@58 \"A: c\\n\\nTwo.\\n\""],
            ),
            // A text that speaks of it, and quotes of both kinds.
            (
                &format!(
                    "{LINE}A: b\n\nFrom here\n\nFrom now on: all\n>From x\n>>From y\nx >From z\n"
                ),
                &[
                    "@0 \"A: b\\n\\nFrom here\\n\\nFrom now on: all\\nFrom x\\n>From y\\nx >From z\\n\"",
                ],
            ),
            // Lines of DOS; no blank line between; no date; no line above the first one.
            (
                "From - Tue Mar 05 10:20:30 2019\r\nA: b\r\n\r\nOne.\r\n\r\nFrom x\r\nSubject: c\r\n\r\nTwo.",
                &[
                    "@0 \"A: b\\r\\n\\r\\nOne.\\r\\n\"",
                    "@49 \"Subject: c\\r\\n\\r\\nTwo.\"",
                ],
            ),
            (
                &format!("Subject: a\n\nOne.\n{LINE}A: c\n\nTwo.\n"),
                &[
                    "@0 \"Subject: a\\n\\nOne.\\n\"",
                    "@17 \"A: c\\n\\nTwo.\\n\"",
                ],
            ),
            // The length is stated: what looks like a message in it is none.
            (
                &format!("{LINE}Content-Length: 51\n\n{LINE}A: b\n\n{LINE}A: c\n"),
                &[
                    "@0 \"Content-Length: 51\\n\\nFrom ann@example.org Tue Mar  5 10:20:30 2019\\nA: b\\n\"",
                    "@118 \"A: c\\n\"",
                ],
            ),
            // It is stated wrong.
            (
                &format!("{LINE}Content-Length: 3\n\nOne.\n\n{LINE}A: c\n"),
                &["@0 \"Content-Length: 3\\n\\nOne.\\n\"", "@71 \"A: c\\n\""],
            ),
            (
                "Dear all,\n\nhello.\n",
                &["@0 ! no article: a text where a mail box has a message"],
            ),
        ];
        for (bytes, expected) in table {
            assert_eq!(shown(bytes.as_bytes(), 1 << 20), *expected, "{bytes:?}");
        }
    }

    #[test]
    fn messages_of_any_size_are_found_wherever_a_piece_ends() {
        let sizes = [10, READ_BYTES - 80, READ_BYTES + 3, 5, 3 * READ_BYTES, 1];
        let of = |size: usize| format!("{LINE}A: b\n\n{}\n\n", "x".repeat(size));
        let all: String = sizes.into_iter().map(of).collect();
        let found = shown(all.as_bytes(), 2 * READ_BYTES);
        let ways: Vec<String> = found
            .iter()
            .map(|found| found.chars().take(24).collect())
            .collect();
        let mut offset = 0;
        for (way, size) in ways.iter().zip(sizes) {
            let mark = if size > 2 * READ_BYTES { " !" } else { " \"" };
            assert!(way.starts_with(&format!("@{offset}{mark}")), "{ways:?}");
            offset += of(size).len();
        }
        assert_eq!(ways.len(), sizes.len());
    }

    #[test]
    fn a_mail_box_is_known_by_its_first_lines() {
        assert!(sniff(format!("{LINE}A: b\n").as_bytes()));
        assert!(sniff(b"\nFrom MAILER-DAEMON\nReceived: x\n"));
        for text in [
            "From the desk of Ann Lee\n\nDear all,",
            "From 10:20 on Tuesday in 2019 all: late\nit rained\n",
            "From: ann@example.org\nSubject: x\n",
        ] {
            assert!(!sniff(text.as_bytes()), "{text}");
        }
    }
}
