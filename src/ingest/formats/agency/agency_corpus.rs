//! The formats of news agencies, read from public samples; runs only where these are.
//!
//! Prints what comes out of each file, for people to look at.

use std::path::Path;

use crate::ingest::format;
use crate::ingest::formats::corpora::{corpus, files, unpacked};
use crate::ingest::record::Record;
use crate::ingest::slice::{ReadOptions, Slice};

/// What came out of the files of a folder.
#[derive(Debug, Default)]
struct Told {
    files: usize,
    records: usize,
    titled: usize,
    dated: usize,
    with_id: usize,
    with_text: usize,
    refused: usize,
    cut: usize,
}

fn read(path: &Path, told: &mut Told, names: &[&str]) {
    let bytes = std::fs::read(path).unwrap();
    let name = path.file_name().unwrap().to_string_lossy();
    let head = &bytes[..bytes.len().min(format::SNIFFED_BYTES)];
    let Ok(format) = format::of(&name, head) else {
        return;
    };
    let is_json = format.name.starts_with("json") && names.contains(&"ninjs");
    if !names.contains(&format.name) && !is_json {
        return;
    }
    told.files += 1;
    let text = String::from_utf8_lossy(&bytes);
    let text = text.trim_start_matches('\u{feff}');
    (format.read)(
        &Slice::of_text(text),
        &ReadOptions::default(),
        &mut |read| match read {
            Ok(record) => {
                println!("{}\n    {name}: {}", "-".repeat(60), format.name);
                show(&record);
                told.records += 1;
                told.titled += usize::from(record.title.is_some());
                told.dated += usize::from(record.published.is_some());
                told.with_id += usize::from(record.id.is_some());
                told.with_text += usize::from(!record.paragraphs.is_empty());
            }
            Err(refused) => {
                println!("{}\n    {name}: ! {}", "-".repeat(60), refused.reason);
                told.refused += 1;
                told.cut += usize::from(refused.reason.code() == "cut_short");
            }
        },
    );
}

fn show(record: &Record) {
    println!(
        "    title {:?}\n    id {:?} version {:?} withdrawn {}\n    published {:?}\n    source {:?} section {:?} language {:?}\n    authors {:?}\n    tags {:?}",
        record.title,
        record.id,
        record.version,
        record.withdrawn,
        record.published,
        record.source,
        record.section,
        record.language,
        record.authors,
        record.tags,
    );
    for (key, value) in &record.metadata {
        let value: String = value.to_string().chars().take(150).collect();
        println!("    .{key} {value}");
    }
    let count = record.paragraphs.len();
    for (at, paragraph) in record.paragraphs.iter().enumerate() {
        let start: String = paragraph.text.chars().take(110).collect();
        if at < 8 || at + 4 > count || paragraph.heading {
            println!(
                "    {} {start:?}",
                if paragraph.heading { "#" } else { "|" }
            );
        }
    }
}

#[test]
fn samples_of_agencies_are_read() {
    let Some(folder) = unpacked("formats/agency-samples.tar.zst") else {
        return;
    };
    let mut told = Told::default();
    let names = ["nitf", "newsml-g2", "newsml", "ninjs", "iptc7901", "anpa"];
    for path in files(&folder.path().join("agency-samples")) {
        read(&path, &mut told, &names);
    }
    println!("agency samples: {told:?}");
    assert!(told.cut == 0 && told.with_text > 0);
}

#[test]
fn examples_of_newsml_g2_are_read() {
    let Some(folder) = corpus("formats/newsml_g2") else {
        return;
    };
    let mut told = Told::default();
    for path in files(&folder) {
        read(&path, &mut told, &["newsml-g2"]);
    }
    println!("NewsML-G2 of the IPTC: {told:?}");
    assert!(told.cut == 0 && told.with_text > 0);
}

/// A folder of your own: `UNBURY_AGENCY=/path cargo test --lib agency_corpus -- --nocapture`.
#[test]
fn a_folder_of_your_own_is_read() {
    let Some(folder) = std::env::var_os("UNBURY_AGENCY") else {
        return println!("skipped: no `UNBURY_AGENCY`");
    };
    let mut told = Told::default();
    let names = ["nitf", "newsml-g2", "newsml", "ninjs", "iptc7901", "anpa"];
    for path in files(Path::new(&folder)) {
        read(&path, &mut told, &names);
    }
    println!("{told:?}");
}
