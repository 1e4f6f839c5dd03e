use std::io::Write;
use std::sync::atomic::AtomicBool;

use super::*;
use crate::ingest::clean::CleanOptions;
use crate::ingest::event::{Event, Skipped};
use crate::ingest::pipeline::ingest;
use crate::ingest::reading::ReadAs;
use crate::ingest::slice::ReadOptions;

/// What is read of one file.
#[derive(Debug, Default, PartialEq)]
struct Outcome {
    /// Where each article stands, what it was read as, and how it begins.
    articles: Vec<String>,
    skipped: Vec<String>,
    passed_over: Vec<(&'static str, u64)>,
    /// What the file is, and how many of its records could not be read; nothing where it is to be read again.
    done: Option<(&'static str, u64)>,
}

fn read(name: &str, bytes: &[u8]) -> Outcome {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(name);
    std::fs::write(&path, bytes).unwrap();
    let options = IngestOptions {
        paths: vec![path],
        excluded: Vec::new(),
        base: folder.path().canonicalize().unwrap(),
        threads: 2,
        in_flight_bytes: 4 << 20,
        record_bytes: 1 << 20,
        given: Given::default(),
        read: ReadOptions::default(),
        clean: CleanOptions::default(),
    };
    let mut outcome = Outcome::default();
    ingest(
        &options,
        &|_| false,
        &|article, read_as: ReadAs, _| {
            let text: String = article.body.chars().take(12).collect();
            format!("{} {} {text}", article.origin, read_as.format)
        },
        &AtomicBool::new(false),
        &mut |event| {
            match event {
                Event::Article(article) => outcome.articles.push(article),
                Event::Skipped(Skipped { origin, reason, .. }) => {
                    outcome.skipped.push(format!("{origin} {}", reason.code()));
                }
                Event::PassedOver { what, count, .. } => outcome.passed_over.push((what, count)),
                Event::Done { format, tally, .. } if !tally.broken() => {
                    outcome.done = Some((format, tally.skipped()));
                }
                _ => {}
            }
            ControlFlow::Continue(())
        },
    )
    .unwrap();
    outcome
}

fn tar(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut builder = ::tar::Builder::new(Vec::new());
    for (name, bytes) in files {
        let mut header = ::tar::Header::new_gnu();
        header.set_size(bytes.len() as u64);
        header.set_cksum();
        builder.append_data(&mut header, name, *bytes).unwrap();
    }
    builder.into_inner().unwrap()
}

fn zip(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut archive = rawzip::ZipArchiveWriter::new(Vec::new());
    for (name, bytes) in files {
        let file = archive.new_file(name);
        let file = file.compression_method(rawzip::CompressionMethod::DEFLATE);
        let (mut entry, config) = file.start().unwrap();
        let encoder = flate2::write::DeflateEncoder::new(&mut entry, flate2::Compression::fast());
        let mut writer = config.wrap(encoder);
        writer.write_all(bytes).unwrap();
        let (encoder, descriptor) = writer.finish().unwrap();
        encoder.finish().unwrap();
        entry.finish(descriptor).unwrap();
    }
    archive.finish().unwrap()
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

/// Many articles, one a line.
fn lines(count: usize) -> String {
    (0..count).fold(String::new(), |lines, number| {
        lines + &format!("{{\"title\": \"T\", \"body\": \"Story {number} of the day.\"}}\n")
    })
}

const PAGE: &[u8] = b"<html><head><title>Bridge opens</title></head><body><article><h1>Bridge opens</h1><p>The bridge was opened.</p></article></body></html>";

#[test]
fn files_in_files_are_read_as_if_they_stood_alone() {
    let inner = tar(&[("deep/b.txt", b"Inside of another.")]);
    let two = lines(2);
    let photo = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01\0\0\0\x01";
    let files: [(&str, &[u8]); 7] = [
        ("2019/a.html", PAGE),
        ("2019/list.jsonl", two.as_bytes()),
        (".hidden/a.txt", b"Hidden."),
        ("photo.jpg", photo),
        ("inner.tar.gz", &gzip(&inner)),
        ("more.zip", &zip(&[("a/c.txt", b"Inside of a ZIP.")])),
        ("words.txt.gz", &gzip(b"Packed again.")),
    ];
    let (in_tar, in_zip) = (tar(&files), zip(&files));
    let expected = Outcome {
        articles: [
            "!2019/a.html html The bridge w",
            "!2019/list.jsonl:1 jsonl Story 0 of t",
            "!2019/list.jsonl:2 jsonl Story 1 of t",
            "!inner.tar.gz!deep/b.txt text Inside of an",
            "!more.zip!a/c.txt text Inside of a ",
            "!words.txt.gz text Packed again",
        ]
        .map(str::to_owned)
        .into(),
        skipped: vec!["!photo.jpg binary".to_owned()],
        passed_over: vec![("hidden file", 1)],
        done: None,
    };
    for (name, container, bytes) in [
        ("news.tar", "tar", in_tar.clone()),
        ("news.tgz", "tar", gzip(&in_tar)),
        ("no suffix", "tar", in_tar.clone()),
        ("no suffix", "tar", gzip(&in_tar)),
        ("news.zip", "zip", in_zip.clone()),
        ("no suffix", "zip", in_zip.clone()),
        ("no suffix", "zip", gzip(&in_zip)),
    ] {
        let mut outcome = read(name, &bytes);
        assert_eq!(outcome.done.take(), Some((container, 0)));
        for line in outcome.articles.iter_mut().chain(&mut outcome.skipped) {
            *line = line.strip_prefix(name).unwrap().to_owned();
        }
        assert_eq!(outcome, expected, "{name}");
    }
}

#[test]
fn large_files_in_files_are_cut_like_others() {
    let many = lines(20_000);
    let files: [(&str, &[u8]); 2] = [
        ("a.jsonl", many.as_bytes()),
        ("b.jsonl.gz", &gzip(many.as_bytes())),
    ];
    let archive = tar(&files);
    for (name, container, bytes) in [
        ("a.tar", "tar", archive.clone()),
        ("a.tgz", "tar", gzip(&archive)),
        ("a.zip", "zip", zip(&files)),
    ] {
        let outcome = read(name, &bytes);
        assert_eq!(outcome.articles.len(), 40_000);
        assert_eq!(
            outcome.articles[39_999],
            format!("{name}!b.jsonl.gz:20000 jsonl Story 19999 ")
        );
        assert_eq!(outcome.done, Some((container, 0)));
    }
}

#[test]
fn what_is_cut_short_or_too_deep_is_told_and_the_rest_is_read() {
    let archive = tar(&[("a.txt", b"The first."), ("b.txt", &[b'b'; 3000])]);
    let outcome = read("a.tar", &archive[..2000]);
    assert_eq!(outcome.articles, ["a.tar!a.txt text The first."]);
    assert_eq!(
        outcome.skipped,
        ["a.tar!b.txt cut_short", "a.tar unreadable"]
    );
    assert_eq!(outcome.done, None);

    let mut nested = tar(&[("a.txt", b"Too deep.")]);
    for _ in 0..3 {
        nested = tar(&[("n.tar", &nested), ("a.txt", b"At hand.")]);
    }
    let outcome = read("a.tar", &nested);
    assert_eq!(
        outcome.articles,
        [
            "a.tar!n.tar!n.tar!a.txt text At hand.",
            "a.tar!n.tar!a.txt text At hand.",
            "a.tar!a.txt text At hand."
        ]
    );
    assert_eq!(outcome.skipped, ["a.tar!n.tar!n.tar!n.tar too_deep"]);
}

#[test]
fn a_bomb_in_a_small_file_is_told() {
    let bomb = gzip(&vec![b'a'; 20 << 20]);
    assert!(bomb.len() < SMALL_BYTES);
    let outcome = read("letter", &bomb);
    assert_eq!(outcome.skipped, ["letter too_large"]);
    // As one of many, it is a record that is too large.
    let outcome = read("a.tar", &tar(&[("a.txt", &bomb), ("b.txt", b"Whole.")]));
    assert_eq!(outcome.skipped, ["a.tar!a.txt too_large"]);
    assert_eq!(outcome.articles, ["a.tar!b.txt text Whole."]);
}
