//! Exports of databases of the press, read from a folder of one's own; prints a table of what comes out of each file:
//! `UNBURY_VENDORS=/path cargo test --lib vendor_corpus -- --nocapture`.
//!
//! Public samples are in koheiw/newspapers, JBGruber/LexisNexisTools, cran/tm.plugin.factiva and pmyteh/tm.plugin.proquest.

use std::path::Path;

use crate::ingest::format::{self, Split};
use crate::ingest::formats::corpora::files;
use crate::ingest::record::Record;
use crate::ingest::slice::{ReadOptions, Slice};

/// What came out of a file.
#[derive(Default)]
struct Found {
    /// Documents that a page marks, where it does.
    marked: Option<usize>,
    records: Vec<Record>,
    refused: Vec<String>,
}

fn read(path: &Path) -> Option<Found> {
    let bytes = std::fs::read(path).unwrap();
    let name = path.file_name().unwrap().to_string_lossy();
    let head = &bytes[..bytes.len().min(format::SNIFFED_BYTES)];
    let format = format::of(&name, head)
        .ok()
        .filter(|format| format.split == Split::Whole)?;
    let charset = crate::ingest::encoding::charset_of(&bytes, None)?;
    let (text, _) = charset.coding.decode(&bytes);
    let marks = ["id=\"article-", "<DOCFULL>", "name=\"DocID_"];
    let marked = marks.iter().map(|mark| text.matches(mark).count());
    let mut found = Found {
        marked: marked.max().filter(|count| *count > 0),
        ..Found::default()
    };
    let slice = Slice::of_text(text.trim_start_matches('\u{feff}'));
    (format.read)(&slice, &ReadOptions::default(), &mut |read| match read {
        Ok(record) => found.records.push(record),
        Err(refused) => found.refused.push(refused.reason.to_string()),
    });
    Some(found)
}

#[test]
fn exports_of_your_own_are_read() {
    let Some(folder) = std::env::var_os("UNBURY_VENDORS") else {
        return println!("skipped: no `UNBURY_VENDORS`");
    };
    println!(
        "| file | read | title | source | date | authors | language | text | words differ | refused |"
    );
    for path in files(Path::new(&folder)) {
        let Some(found) = read(&path) else { continue };
        if let Some(marked) = found.marked {
            assert_eq!(found.records.len(), marked, "{}", path.display());
        }
        let count =
            |test: fn(&Record) -> bool| found.records.iter().filter(|record| test(record)).count();
        println!(
            "| {} | {} | {} | {} | {} | {} | {} | {} | {} | {} |",
            path.file_name().unwrap().display(),
            found.records.len(),
            count(|record| record.title.is_some()),
            count(|record| record.source.is_some()),
            count(|record| record.published.is_some()),
            count(|record| !record.authors.is_empty()),
            count(|record| record.language.is_some()),
            count(|record| !record.paragraphs.is_empty()),
            count(|record| record.metadata.contains_key("words_found")),
            found.refused.join("; "),
        );
        if std::env::var_os("UNBURY_SHOW").is_some() {
            for record in found.records.iter().take(2).chain(found.records.last()) {
                let texts = record
                    .paragraphs
                    .iter()
                    .map(|paragraph| paragraph.text.as_str());
                let texts: Vec<String> =
                    texts.map(|text| text.chars().take(60).collect()).collect();
                let (start, end) = (texts.iter().take(2), texts.iter().rev().take(2));
                println!(
                    "    {:?} | {:?} | {:?} | {:?} | {:?} | {:?} | {:?} | {:?}\n      {} {start:?} … {end:?}\n      {:?}",
                    record.title,
                    record.published,
                    record.source,
                    record.section,
                    record.authors,
                    record.language,
                    record.id,
                    record.tags,
                    texts.len(),
                    record.metadata,
                );
            }
        }
    }
}
