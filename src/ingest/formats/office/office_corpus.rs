//! Documents of a folder of your own, read and printed for people to look at:
//! `UNBURY_OFFICE=/path cargo test --lib office_corpus -- --nocapture`.

use std::path::Path;

use crate::ingest::format::{self, SNIFFED_BYTES};
use crate::ingest::formats::corpora::files;
use crate::ingest::record::Record;
use crate::ingest::slice::{ReadOptions, Slice};

fn show(record: &Record) {
    println!(
        "  title {:?}\n  published {:?} source {:?} section {:?} language {:?} id {:?} ordinal {:?}\n  authors {:?} tags {:?}",
        record.title,
        record.published,
        record.source,
        record.section,
        record.language,
        record.id,
        record.ordinal,
        record.authors,
        record.tags,
    );
    for (key, value) in &record.metadata {
        let value: String = value.to_string().chars().take(120).collect();
        println!("  .{key} {value}");
    }
    let all = std::env::var_os("UNBURY_ALL").is_some();
    let count = record.paragraphs.len();
    for (at, paragraph) in record.paragraphs.iter().enumerate() {
        let start: String = paragraph
            .text
            .chars()
            .take(if all { 9999 } else { 110 })
            .collect();
        if all || at < 8 || at + 4 > count || paragraph.heading {
            let mark = if paragraph.heading { "#" } else { "|" };
            println!("  {mark} {start:?}");
        }
    }
}

#[test]
fn a_folder_of_documents_is_read() {
    let Some(folder) = std::env::var_os("UNBURY_OFFICE") else {
        return println!("skipped: no `UNBURY_OFFICE`");
    };
    let (mut files_read, mut records, mut refused) = (0, 0, 0);
    for path in files(Path::new(&folder)) {
        let bytes = std::fs::read(&path).unwrap();
        let name = path.to_string_lossy();
        let head = &bytes[..bytes.len().min(SNIFFED_BYTES)];
        let Some(format) = format::of_bytes(&name, head) else {
            continue;
        };
        files_read += 1;
        println!("{}\n{name}: {}", "-".repeat(60), format.name);
        let slice = Slice::of_bytes(&bytes);
        (format.read)(&slice, &ReadOptions::default(), &mut |read| match read {
            Ok(record) => {
                show(&record);
                records += 1;
            }
            Err(found) => {
                println!("  ! {:?} {}", found.ordinal, found.reason);
                refused += 1;
            }
        });
    }
    println!("{files_read} files, {records} records, {refused} refused");
}
