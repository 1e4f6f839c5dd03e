//! One message: its text is an article, and so is each file attached to it that can be read.

mod content;
pub(in crate::ingest) mod head;
mod held;
mod parts;
mod record;
mod saved_page;
mod signed;
mod text;
mod transfer;

#[cfg(test)]
mod mail_corpus;

use std::any::Any;
use std::collections::BTreeSet;
use std::io::Cursor;
use std::ops::ControlFlow;
use std::panic::{AssertUnwindSafe, catch_unwind};

use self::content::Content;
use self::head::{field_name, is_field};
use self::held::{File, Held};
use self::parts::Part;
use crate::ingest::format;
use crate::ingest::member::{Limits, Meet, Member, Met, Source, read_bounded};
use crate::ingest::reason::Reason;
use crate::ingest::record::Record;

/// Fields that only messages have.
const OF_MAIL: &[&str] = &[
    "received",
    "message-id",
    "mime-version",
    "return-path",
    "delivered-to",
    "dkim-signature",
    "content-transfer-encoding",
    "x-mozilla-status",
    "nntp-posting-host",
    "snapshot-content-location",
];

/// Fields that messages have and other texts may have too.
const OF_LETTERS: &[&str] = &[
    "from",
    "to",
    "cc",
    "date",
    "subject",
    "sender",
    "reply-to",
    "organization",
    "newsgroups",
    "path",
    "references",
    "in-reply-to",
    "content-type",
    "x-mailer",
    "user-agent",
    "list-id",
];

/// Whether a file starts like a message: a header in which at least three fields are those of mail, one of them of mail alone. A
/// memo or front matter has `From` and `Date` at most, and no address in them.
pub(in crate::ingest) fn sniff(head: &[u8]) -> bool {
    let mut names = BTreeSet::new();
    let mut certain = false;
    let text = without_count(head);
    for (at, line) in text.split(|byte| *byte == b'\n').enumerate() {
        let line = line.strip_suffix(b"\r").unwrap_or(line);
        if line.is_empty() {
            break;
        }
        let goes_on = at > 0 && matches!(line.first(), Some(b' ' | b'\t'));
        let envelope = at == 0 && line.starts_with(b">From ");
        if goes_on || envelope {
            continue;
        }
        let Some(name) = field_name(line) else {
            // The last line may be cut off.
            return at > 0
                && line.as_ptr_range().end == text.as_ptr_range().end
                && certain
                && names.len() >= 3;
        };
        let name = String::from_utf8_lossy(name).to_ascii_lowercase();
        let is_address = || name == "from" && line.contains(&b'@');
        certain |= OF_MAIL.contains(&name.as_str()) || is_address();
        if OF_MAIL.contains(&name.as_str()) || OF_LETTERS.contains(&name.as_str()) {
            names.insert(name);
        }
    }
    certain && names.len() >= 3
}

/// What follows the first line of a message that Apple Mail saved, which says how long it is; any other text as it is.
fn without_count(bytes: &[u8]) -> &[u8] {
    counted(bytes).map_or(bytes, |(_, rest)| rest)
}

/// How many bytes a message of Apple Mail has, and what follows that line.
fn counted(bytes: &[u8]) -> Option<(usize, &[u8])> {
    /// A number of so many digits is none of bytes.
    const MOST_DIGITS: usize = 12;
    let end = memchr::memchr(b'\n', &bytes[..bytes.len().min(MOST_DIGITS + 8)])?;
    let line = bytes[..end].trim_ascii();
    let digits =
        !line.is_empty() && line.len() <= MOST_DIGITS && line.iter().all(u8::is_ascii_digit);
    let count = digits.then(|| std::str::from_utf8(line).ok()?.parse().ok())??;
    Some((count, &bytes[end + 1..]))
}

/// Reads a message.
#[allow(clippy::trivially_copy_pass_by_ref, reason = "the type is the table's")]
pub(in crate::ingest) fn read(
    stream: &mut Source<'_>,
    limits: Limits,
    meet: &mut Meet<'_>,
) -> ControlFlow<()> {
    let all = match read_bounded(stream, limits.member_bytes) {
        Ok(bytes) => bytes,
        Err(reason) => return meet(refused(String::new(), reason)),
    };
    let mut bytes = all.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&all);
    if let Some((count, rest)) = counted(bytes) {
        // Behind the message stands what the program knows of it.
        bytes = &rest[..count.min(rest.len())];
    }
    // A young library takes the fields apart.
    match catch_unwind(AssertUnwindSafe(|| opened(bytes))) {
        Ok(found) => found.into_iter().try_for_each(|found| hand_on(found, meet)),
        Err(panic) => meet(refused(String::new(), panicked(&*panic))),
    }
}

fn panicked(panic: &(dyn Any + Send)) -> Reason {
    let problem = panic.downcast_ref::<String>().map(String::as_str);
    let problem = problem.or_else(|| panic.downcast_ref::<&str>().copied());
    Reason::Panicked {
        problem: problem.unwrap_or("no message").to_owned(),
    }
}

fn refused<'a>(way: String, reason: Reason) -> Met<'a> {
    Met::Refused { way, reason }
}

fn hand_on(held: Held, meet: &mut Meet<'_>) -> ControlFlow<()> {
    meet(match held {
        Held::Article(record) => Met::Record {
            way: String::new(),
            record,
        },
        Held::File(file) => Met::Member(Member {
            way: file.way,
            name: file.name,
            bytes: Box::new(Cursor::new(file.bytes)),
            format: file.format.and_then(format::by_name),
            charset: file.charset,
            defaults: Box::new(file.defaults),
        }),
        Held::PassedOver(what) => Met::PassedOver(what),
        Held::Refused { way, reason } => refused(way, reason),
    })
}

fn opened(bytes: &[u8]) -> Vec<Held> {
    if bytes.trim_ascii().is_empty() {
        return vec![none(Reason::Empty)];
    }
    let message = parts::message(bytes);
    if message.root.head.is_empty() {
        return vec![none(Reason::NoArticle {
            found: "no message: it begins with no field such as `Subject:`".to_owned(),
        })];
    }
    let mut held = match (saved_page::read(&message.root), internal(&message.root)) {
        (Some(held), _) => held,
        (None, Some(what)) => vec![Held::PassedOver(what)],
        (None, None) => letter(&message.root),
    };
    if message.is_cut {
        held.push(none(Reason::Unreadable {
            problem: "the message has more parts than are read".to_owned(),
        }));
    }
    held
}

fn none(reason: Reason) -> Held {
    Held::Refused {
        way: String::new(),
        reason,
    }
}

/// What a message is called that is none to its reader: one that Mozilla's programs keep until they tidy up, or the notes that a mail
/// program keeps in a mail box.
fn internal(root: &Part<'_>) -> Option<&'static str> {
    /// The bit of a message that was deleted.
    const DELETED: u32 = 8;
    let status = root.head.raw("X-Mozilla-Status");
    let status = status.and_then(|status| u32::from_str_radix(status.trim(), 16).ok());
    if status.is_some_and(|status| status & DELETED != 0) {
        return Some("deleted message");
    }
    let is_note = root.head.raw("X-IMAP").is_some() || root.head.raw("X-IMAPbase").is_some();
    let from = root.head.raw("From").unwrap_or_default();
    (is_note && from.starts_with("Mail System Internal Data")).then_some("notes of a mail program")
}

/// What a message holds that is no saved page.
fn letter(root: &Part<'_>) -> Vec<Held> {
    let mut content = content::of(root);
    let mut record = record::of(&root.head);
    record.language = record.language.or(content.language.take());
    record.paragraphs = std::mem::take(&mut content.paragraphs);
    let files = files(&content, &record);
    let mut held = Vec::new();
    let closed = content.encrypted > 0;
    let is_wrapper = content.is_wrapper;
    if !record.paragraphs.is_empty() || (record.title.is_some() && !closed && !is_wrapper) {
        let names = files.iter().filter_map(|held| match held {
            Held::File(file) => Some(serde_json::Value::from(file.name.clone())),
            _ => None,
        });
        let names: Vec<_> = names.collect();
        if !names.is_empty() {
            record
                .metadata
                .insert("attachments".to_owned(), names.into());
        }
        held.push(Held::Article(Box::new(record)));
    } else if !closed && files.is_empty() && content.passed_over.is_empty() {
        held.push(none(Reason::Empty));
    }
    if closed {
        held.push(none(Reason::Encrypted));
    }
    if content.signed_files > 0 {
        held.push(none(Reason::NoArticle {
            found: "a file inside a message that is signed as a whole".to_owned(),
        }));
    }
    held.extend(content.passed_over.iter().copied().map(Held::PassedOver));
    held.extend(files);
    held
}

/// The files of a message. What it says of them is who sent them, and when.
fn files(content: &Content<'_, '_>, record: &Record) -> Vec<Held> {
    let mut names = BTreeSet::new();
    let files = (1..).zip(&content.files).map(|(number, part)| {
        let name = free_name(&content::name_of(part, number), &mut names);
        let mut defaults = Record {
            published: record.published.clone(),
            other_dates: record.other_dates.clone(),
            source: record.source.clone(),
            ..Record::default()
        };
        let of_message = [("message", &record.title), ("message_id", &record.id)];
        for (key, value) in of_message {
            let value = value.clone().map(serde_json::Value::from);
            defaults
                .metadata
                .extend(value.map(|value| (key.to_owned(), value)));
        }
        let bytes = part.bytes();
        if bytes.starts_with(b"-----BEGIN PGP MESSAGE-----") {
            return Held::Refused {
                way: format!("!{name}"),
                reason: Reason::Encrypted,
            };
        }
        Held::File(Box::new(File {
            way: format!("!{name}"),
            format: content::declared_format(part),
            charset: part.head.parameter("charset").map(str::to_owned),
            bytes,
            name,
            defaults,
        }))
    });
    files.collect()
}

/// A name that no other file of the message has: `plan.pdf`, `plan-2.pdf`.
fn free_name(name: &str, taken: &mut BTreeSet<String>) -> String {
    let (stem, extension) = name.rsplit_once('.').unwrap_or((name, ""));
    let dot = if extension.is_empty() { "" } else { "." };
    let numbered = (2_u32..).map(|number| format!("{stem}-{number}{dot}{extension}"));
    let free = std::iter::once(name.to_owned())
        .chain(numbered)
        .find(|name| !taken.contains(name))
        .unwrap_or_default();
    taken.insert(free.clone());
    free
}

/// Whether a field of this name stands in messages.
pub(super) fn is_field_of_mail(name: &[u8]) -> bool {
    let name = String::from_utf8_lossy(name).to_ascii_lowercase();
    OF_MAIL.contains(&name.as_str()) || OF_LETTERS.contains(&name.as_str())
}

/// Whether bytes begin with a field.
pub(super) fn begins_with_field(bytes: &[u8]) -> bool {
    let end = memchr::memchr(b'\n', bytes).unwrap_or(bytes.len());
    is_field(&bytes[..end])
}

#[cfg(test)]
mod tests;
