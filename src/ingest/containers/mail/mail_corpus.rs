//! Fields of messages, held to what Python's `email` says; runs only where the messages and Python are.

use std::path::Path;
use std::process::Command;

use serde_json::{Value, json};

use super::{parts, record};
use crate::dates::written;
use crate::ingest::containers::mail;
use crate::ingest::format::SNIFFED_BYTES;
use crate::ingest::formats::corpora::unpacked;

/// The fields that are compared.
const FIELDS: [&str; 4] = ["subject", "id", "date", "senders"];

/// What we read of a message.
fn read_here(bytes: &[u8]) -> Value {
    let root = parts::message(bytes).root;
    let record = record::of(&root.head);
    let date = record.published.and_then(|text| {
        let read = written::read(&text, None, None)?.published.to_string();
        let moment: jiff::Timestamp = read.parse().ok()?;
        Some(moment.as_second())
    });
    let senders = root.head.mailboxes("From").into_iter();
    json!({
        "subject": record.title.unwrap_or_default(),
        "id": record.id.unwrap_or_default(),
        "date": date,
        "senders": senders.map(|sender| sender.name.unwrap_or_default()).collect::<Vec<_>>(),
    })
}

/// How many messages a folder holds, and for how many Python says of each field what we read; `None`, saying so, where there is
/// no Python.
fn agreement(folder: &Path) -> Option<(usize, [usize; 4])> {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/mail_by_python.py");
    let asked = Command::new("python3").arg(script).arg(folder).output();
    let Some(asked) = asked.ok().filter(|asked| asked.status.success()) else {
        println!("skipped: no `python3`");
        return None;
    };
    let (mut messages, mut equal) = (0, [0; 4]);
    for line in String::from_utf8(asked.stdout).unwrap().lines() {
        let told: Value = serde_json::from_str(line).unwrap();
        let path = told["path"].as_str().unwrap();
        let bytes = std::fs::read(path).unwrap();
        if !mail::sniff(&bytes[..bytes.len().min(SNIFFED_BYTES)]) {
            continue;
        }
        messages += 1;
        let ours = read_here(&bytes);
        for (field, equal) in FIELDS.iter().zip(&mut equal) {
            let (ours, theirs) = (&ours[field], &told[field]);
            *equal += usize::from(ours == theirs);
            if ours != theirs {
                println!("{path}\n    {field}: {ours} here, {theirs} there");
            }
        }
    }
    Some((messages, equal))
}

#[test]
fn fields_are_as_python_reads_them() {
    let Some(folder) = unpacked("formats/mail-notmuch.tar.zst") else {
        return;
    };
    if let Some(found) = agreement(folder.path()) {
        assert_eq!(found, (318, [318; 4]));
    }
}

/// A folder of your own: `UNBURY_MAIL=/path cargo test --lib mail_corpus -- --nocapture`.
#[test]
fn fields_of_your_own_mail_are_as_python_reads_them() {
    if let Some(path) = std::env::var_os("UNBURY_MAIL") {
        println!("{:?}", agreement(Path::new(&path)));
    }
}
