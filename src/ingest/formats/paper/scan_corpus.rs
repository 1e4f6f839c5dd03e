//! What is read of a folder of OCR documents, for people to look at.
//!
//! The folder is `ocr` among the corpora.

use crate::ingest::beside::Folder;
use crate::ingest::format;
use crate::ingest::formats::corpora::{corpus, files};
use crate::ingest::record::Record;
use crate::ingest::slice::{Beside, ReadOptions, Slice};

fn print(record: &Record) {
    let words: usize = record
        .paragraphs
        .iter()
        .map(|one| one.text.split_whitespace().count())
        .sum();
    let boxes: usize = record.paragraphs.iter().map(|one| one.boxes.len()).sum();
    let shown = std::env::var("UNBURY_SHOW").is_ok();
    println!(
        "  {} paragraphs, {words} words, {boxes} boxes; title {:?}, date {:?}, source {:?}, language {:?}",
        record.paragraphs.len(),
        record.title,
        record.published,
        record.source,
        record.language
    );
    println!("  {}", serde_json::Value::Object(record.metadata.clone()));
    for paragraph in record.paragraphs.iter().take(if shown { 60 } else { 3 }) {
        let heading = if paragraph.heading { "## " } else { "" };
        let text: String = paragraph
            .text
            .chars()
            .take(if shown { 400 } else { 100 })
            .collect();
        println!(
            "  [{}] {heading}{text}",
            paragraph.page.as_deref().unwrap_or("-")
        );
    }
}

#[test]
fn scans_are_read() {
    let Some(folder) = corpus("ocr") else {
        return;
    };
    let paths = files(&folder);
    let only = std::env::var("UNBURY_ONLY").unwrap_or_default();
    let (mut read, mut refused) = (0, 0);
    for path in paths
        .iter()
        .filter(|path| path.to_string_lossy().contains(&only))
    {
        let text = String::from_utf8_lossy(&std::fs::read(path).unwrap()).into_owned();
        let text = text.trim_start_matches('\u{feff}');
        let head = &text.as_bytes()[..text.len().min(format::SNIFFED_BYTES)];
        let name = path.strip_prefix(&folder).unwrap().display();
        let Ok(format) = format::of(&path.to_string_lossy(), head) else {
            println!("{name}: no format");
            continue;
        };
        println!("{name}: {}", format.name);
        let beside = Folder::of(path, 64 << 20);
        (format.read)(
            &Slice {
                beside: beside.as_ref().map(|folder| folder as &dyn Beside),
                ..Slice::of_text(text)
            },
            &ReadOptions::default(),
            &mut |record| match record {
                Ok(record) => {
                    read += 1;
                    print(&record);
                }
                Err(error) => {
                    refused += 1;
                    println!("  refused: {}", error.reason);
                }
            },
        );
    }
    println!("{} files, {read} records, {refused} refused", paths.len());
    assert!(read > 0 || !only.is_empty());
}
