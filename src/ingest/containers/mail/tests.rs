use std::path::Path;
use std::process::Command;

use super::*;
use crate::ingest::formats::corpora::unpacked;

/// What is met in a container, a line each.
fn met(bytes: &[u8]) -> Vec<String> {
    let mut all = Vec::new();
    let limits = Limits {
        member_bytes: 1 << 20,
    };
    let _ = read(&mut &*bytes, &limits, &mut |met| {
        all.push(match met {
            Met::Record { record, .. } => {
                let texts: Vec<&str> = record
                    .paragraphs
                    .iter()
                    .map(|paragraph| paragraph.text.as_str())
                    .collect();
                let fields = [&record.title, &record.published, &record.source];
                let fields = fields.map(|field| field.as_deref().unwrap_or_default());
                format!(
                    "{} | {} | {}",
                    fields.join(" | "),
                    record.authors.join("; "),
                    texts.join(" / ")
                )
            }
            Met::Member(mut member) => {
                let mut text = String::new();
                let read = member.bytes.read_to_string(&mut text);
                let format = member.format.map_or("", |format| format.name);
                let text = if read.is_ok() { text } else { "…".to_owned() };
                format!("{} {} {format} {text:?}", member.way, member.name)
            }
            Met::PassedOver(what) => format!("- {what}"),
            Met::Refused { way, reason } => format!("! {way}{reason}"),
        });
        ControlFlow::Continue(())
    });
    all
}

/// A file or folder of your own: `UNBURY_MAIL=/path cargo test --lib containers::mail -- --nocapture`.
#[test]
fn mail_of_your_own_is_read() {
    let Some(path) = std::env::var_os("UNBURY_MAIL") else {
        return println!("skipped: no `UNBURY_MAIL`");
    };
    let mut waiting = vec![std::path::PathBuf::from(path)];
    while let Some(path) = waiting.pop() {
        if path.is_dir() {
            waiting.extend(std::fs::read_dir(path).unwrap().map(|found| found.unwrap().path()));
            continue;
        }
        let bytes = std::fs::read(&path).unwrap();
        let head = &bytes[..bytes.len().min(crate::ingest::format::SNIFFED_BYTES)];
        println!("{}\n{} {}", "-".repeat(60), path.display(), sniff(head));
        for line in met(&bytes) {
            println!("    {}", line.chars().take(700).collect::<String>());
        }
    }
}
