//! What the header of a message says of its text.

use serde_json::Value;

use super::head::{Head, Mailbox};
use crate::ingest::record::{DateText, Record};

/// Fields that are kept as metadata, and their names there.
const KEPT: &[(&str, &str)] = &[
    ("In-Reply-To", "in_reply_to"),
    ("List-Id", "list_id"),
    ("Newsgroups", "newsgroups"),
    ("Organization", "organization"),
    ("X-Gmail-Labels", "labels"),
    ("Content-Description", "description"),
];

/// Fields of mailboxes that are kept as metadata, and their names there.
const KEPT_MAILBOXES: &[(&str, &str)] = &[
    ("From", "from"),
    ("Sender", "sender"),
    ("Reply-To", "reply_to"),
    ("To", "to"),
    ("Cc", "cc"),
    ("Bcc", "bcc"),
];

/// The record of a message, without its text.
pub(super) fn of(head: &Head) -> Record {
    let from = senders(head);
    let mut record = Record {
        id: message_id(head),
        title: head.text("Subject"),
        source: source(head, &from),
        authors: from.iter().filter_map(author).collect(),
        tags: head.list("Keywords"),
        language: head.text("Content-Language"),
        url: head.raw("Archived-At").map(|url| bare(&url)),
        ..Record::default()
    };
    dates(head, &mut record);
    for (field, key) in KEPT_MAILBOXES {
        let all: Vec<Value> = head
            .mailboxes(field)
            .iter()
            .filter_map(written)
            .map(Value::from)
            .collect();
        if !all.is_empty() {
            record.metadata.insert((*key).to_owned(), all.into());
        }
    }
    for (field, key) in KEPT {
        let value = head.text(field).map(Value::from);
        record
            .metadata
            .extend(value.map(|value| ((*key).to_owned(), value)));
    }
    record
}

/// A text without the brackets around it.
fn bare(text: &str) -> String {
    text.trim().trim_matches(['<', '>']).trim().to_owned()
}

fn message_id(head: &Head) -> Option<String> {
    let raw = head.raw("Message-ID")?;
    // Old programs put comments behind it.
    let inside = raw
        .split_once('<')
        .and_then(|(_, rest)| rest.split_once('>'));
    let id = inside.map_or_else(|| bare(&raw), |(id, _)| bare(id));
    (!id.is_empty()).then_some(id)
}

/// When it was written, else when it came.
fn dates(head: &Head, record: &mut Record) {
    record.published = head.moment("Date").or_else(|| head.text("Date"));
    let others = [
        head.moment("Delivery-Date"),
        head.moment("Resent-Date"),
        head.received(),
    ];
    record.other_dates = others.into_iter().flatten().map(DateText::whole).collect();
}

fn senders(head: &Head) -> Vec<Mailbox> {
    let from = head.mailboxes("From");
    if from.is_empty() {
        head.mailboxes("Sender")
    } else {
        from
    }
}

/// The name of a sender: `Doe, Jane` is `Jane Doe`, and a list that sends in somebody's name is not the author.
fn author(mailbox: &Mailbox) -> Option<String> {
    let name = mailbox.name.as_deref()?.trim().trim_matches(['"', '\'']);
    let name = name.split(" via ").next().unwrap_or(name).trim();
    let name = name.trim_matches(['"', '\'']);
    let turned = match name.split_once(", ") {
        Some((last, first)) if !first.contains(',') && !first.is_empty() => {
            format!("{first} {last}")
        }
        _ => name.to_owned(),
    };
    let is_address = turned.contains('@');
    (!turned.is_empty() && !is_address).then_some(turned)
}

/// A mailbox as it is written: `Jane Doe <jane@example.org>`.
fn written(mailbox: &Mailbox) -> Option<String> {
    match (&mailbox.name, &mailbox.address) {
        (Some(name), Some(address)) => Some(format!("{name} <{address}>")),
        (one, other) => one.clone().or(other.clone()),
    }
}

/// The outlet: the list or newsletter, else the group, else the sender's organisation, else the sender's domain.
fn source(head: &Head, from: &[Mailbox]) -> Option<String> {
    let is_bulk = head.raw("List-Unsubscribe").is_some();
    let sender = || {
        from.first()?
            .name
            .clone()
            .filter(|name| is_bulk && !name.contains('@'))
    };
    list_name(head)
        .or_else(sender)
        .or_else(|| head.list("Newsgroups").into_iter().next())
        .or_else(|| head.text("Organization"))
        .or_else(|| {
            let address = from.first()?.address.as_deref()?;
            let (_, domain) = address.rsplit_once('@')?;
            let domain = domain.trim().to_ascii_lowercase();
            domain.contains('.').then_some(domain)
        })
}

/// The name of the list: `"Notes from the quay" <notes.example.org>`, else its id.
fn list_name(head: &Head) -> Option<String> {
    let text = head.text("List-Id")?.replace('\\', "");
    let (name, id) = match text.rsplit_once('<') {
        Some((name, id)) => (
            name.trim().trim_matches('"').trim(),
            id.trim_end_matches('>'),
        ),
        None => ("", text.as_str()),
    };
    // A sender's number for a customer is no name.
    let is_number = |name: &str| {
        let first = name.split([' ', '.']).next().unwrap_or_default();
        let digits = first.bytes().filter(u8::is_ascii_digit).count();
        digits >= 2 && digits * 4 >= first.len()
    };
    let name = if name.is_empty() { id.trim() } else { name };
    (!name.is_empty() && !is_number(name)).then(|| name.to_owned())
}
