//! What is read of a folder of PDFs, for people to look at; and how well its words agree with those of another reader.
//!
//! The folder is `pdf` among the corpora. A file `NAME.txt` beside `NAME.pdf` holds what the other reader found.

use std::collections::HashMap;
use std::path::Path;
use std::time::Instant;

use super::pdf;
use crate::ingest::formats::corpora::corpus;
use crate::ingest::reason::Refused;
use crate::ingest::record::Record;
use crate::ingest::slice::{ReadOptions, Slice};

type Grams = HashMap<Vec<String>, u32>;

/// Runs of four words, and how often each occurs; of a shorter text, all its words.
fn grams(text: &str) -> Grams {
    let words: Vec<String> = text
        .split(|letter: char| !letter.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(str::to_lowercase)
        .collect();
    let mut grams = Grams::new();
    for run in words.windows(4.min(words.len().max(1))) {
        *grams.entry(run.to_vec()).or_default() += 1;
    }
    grams
}

fn f1(found: &Grams, expected: &Grams) -> f64 {
    let total = |grams: &Grams| f64::from(grams.values().sum::<u32>());
    let shared = found
        .iter()
        .map(|(run, count)| (*count).min(*expected.get(run).unwrap_or(&0)));
    2.0 * f64::from(shared.sum::<u32>()) / (total(found) + total(expected)).max(1.0)
}

/// What a record says on its pages: a title that only the file has is not there.
fn text(record: &Record, reference: &str) -> String {
    let mut text = String::new();
    text.extend(
        record
            .title
            .clone()
            .filter(|title| reference.contains(title)),
    );
    for paragraph in &record.paragraphs {
        text.push_str("\n\n");
        text.push_str(&paragraph.text);
    }
    text
}

fn print(record: &Record) {
    println!(
        "  title: {:?}  authors: {:?}  date: {:?}",
        record.title, record.authors, record.captured
    );
    println!("  {}", serde_json::Value::Object(record.metadata.clone()));
    let shown = std::env::var("UNBURY_SHOW").is_ok();
    for paragraph in record.paragraphs.iter().take(if shown { 400 } else { 3 }) {
        let heading = if paragraph.heading { "## " } else { "" };
        let text: String = paragraph
            .text
            .chars()
            .take(if shown { 2000 } else { 90 })
            .collect();
        println!(
            "  [{}] {heading}{text} {:?}",
            paragraph.page.as_deref().unwrap_or("-"),
            paragraph.breaks
        );
    }
}

/// Reads and prints a file; how well it agrees with its reference, and the seconds that it took.
fn score(path: &Path) -> (Option<f64>, f64) {
    let bytes = std::fs::read(path).unwrap();
    let mut records: Vec<Result<Record, Refused>> = Vec::new();
    let start = Instant::now();
    pdf::read(
        &Slice::of_bytes(&bytes),
        &ReadOptions::default(),
        &mut |record| records.push(record),
    );
    let seconds = start.elapsed().as_secs_f64();
    println!(
        "{} ({:.0} ms)",
        path.file_name().unwrap().to_string_lossy(),
        seconds * 1e3
    );
    for record in &records {
        match record {
            Ok(record) => print(record),
            Err(refused) => println!("  refused: {}", refused.reason),
        }
    }
    let reference = std::fs::read_to_string(path.with_extension("txt")).unwrap_or_default();
    let expected = grams(&reference);
    if expected.len() < 5 {
        return (None, seconds);
    }
    let found: Vec<String> = records
        .iter()
        .flatten()
        .map(|record| text(record, &reference))
        .collect();
    let score = f1(&grams(&found.join("\n")), &expected);
    println!("  F1 {score:.3}");
    (Some(score), seconds)
}

#[test]
fn words_agree_with_those_of_another_reader() {
    let Some(folder) = corpus("pdf") else {
        return;
    };
    let files = std::fs::read_dir(folder)
        .unwrap()
        .flatten()
        .map(|file| file.path());
    let mut files: Vec<_> = files
        .filter(|path| path.extension().is_some_and(|extension| extension == "pdf"))
        .collect();
    files.sort();
    let only = std::env::var("UNBURY_ONLY").unwrap_or_default();
    files.retain(|path| path.to_string_lossy().contains(&only));
    let (scores, seconds): (Vec<_>, Vec<_>) = files.iter().map(|path| score(path)).unzip();
    let scores: Vec<f64> = scores.into_iter().flatten().collect();
    let count = |files: usize| f64::from(u32::try_from(files).unwrap());
    let mean = scores.iter().sum::<f64>() / count(scores.len().max(1));
    println!(
        "{} files, {} with a reference: F1 of runs of four words {mean:.3}; {:.0} files a second",
        files.len(),
        scores.len(),
        count(files.len()) / seconds.iter().sum::<f64>()
    );
    assert!(
        scores.is_empty() || !only.is_empty() || mean >= 0.88,
        "{mean}"
    );
}
