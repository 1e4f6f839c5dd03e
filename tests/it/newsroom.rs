//! One command reads a folder with a file of every kind, and one query finds what they say, each with its place.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use unbury::ingest::container::CONTAINERS;
use unbury::ingest::format::FORMATS;

use crate::archive::Archive;

/// Copies a folder into the archive.
fn copy(archive: &Archive, from: &Path, to: &str) {
    for found in fs::read_dir(from).expect("a folder") {
        let path = found.expect("readable").path();
        let name = path.file_name().expect("a name").to_string_lossy();
        let below = format!("{to}/{name}");
        if path.is_dir() {
            copy(archive, &path, &below);
        } else if path.extension().is_none_or(|extension| extension != "py") {
            archive.write(&below, fs::read(&path).expect("readable"));
        }
    }
}

/// The samples of all formats, in a folder `newsroom`.
fn newsroom() -> Archive {
    let archive = Archive::with_samples();
    let samples = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/formats");
    copy(&archive, &samples, "newsroom");
    // A page of a paper that no METS document names.
    let page = samples.join("paper/alto/page-3.xml");
    archive.write("newsroom/alone/page.xml", fs::read(page).expect("readable"));
    archive
}

#[test]
fn every_format_and_container_has_a_sample_that_is_read() {
    let archive = newsroom();
    let run = archive.line("formats . --report report.jsonl");
    assert_eq!(run.status, 0, "{}", run.whole());
    let articles = run.stdout.lines().filter_map(|line| {
        let (format, _) = line.strip_prefix("read as ")?.split_once(':')?;
        Some(format.to_owned())
    });
    let report = fs::read_to_string(archive.path("report.jsonl")).expect("a report");
    let lines = report
        .lines()
        .map(|line| serde_json::from_str::<serde_json::Value>(line).expect("JSON"));
    let files = lines.filter(|line| line["articles"].as_u64() > Some(0));
    let files = files.filter_map(|line| Some(line["format"].as_str()?.to_owned()));
    let read: BTreeSet<String> = articles.chain(files).collect();
    let formats = FORMATS.iter().map(|row| row.name);
    let containers = CONTAINERS.iter().map(|row| row.name);
    let missing: Vec<&str> = formats
        .chain(containers)
        .filter(|name| !read.contains(*name))
        .collect();
    assert_eq!(missing, [""; 0], "{}", run.whole());
    assert!(!report.contains("\"panicked\""), "{report}");
    assert!(!report.contains("report.jsonl"), "{report}");
}

#[test]
fn what_is_read_of_all_kinds_is_found_by_one_query() {
    let archive = newsroom();
    let run = archive.line("index newsroom");
    assert_eq!(run.status, 0, "{}", run.whole());
    let found = archive.line("search bridge OR weir OR ferry --copies show -n all --format json");
    let hits = found.json()["hits"].as_array().cloned().unwrap_or_default();
    let places: Vec<String> = hits
        .iter()
        .map(|hit| {
            let origin = &hit["article"]["origin"];
            let entry = origin["entry"].as_str().unwrap_or_default();
            assert!(
                !hit["passages"].as_array().expect("passages").is_empty(),
                "{hit}"
            );
            format!("{}{entry}", origin["path"].as_str().unwrap_or_default())
        })
        .collect();
    for way in [
        "newsroom/web/crawl.warc",
        "newsroom/office/nexis.docx",
        "newsroom/mail/bridge.mbox@",
        "newsroom/packed/weir.zip!2024/weir.html",
        "newsroom/packed/weir.zip!2024/barges.jsonl",
        "newsroom/packed/weir.zip!keeper.tgz!notes/keeper.txt",
        "newsroom/packed/weir.tar!weir/weir.html",
        "newsroom/database/quay.sqlite!stories",
        "newsroom/database/quay.parquet",
        "newsroom/paper/quay.pdf",
        "newsroom/agency/river.tst",
    ] {
        assert!(
            places.iter().any(|place| place.starts_with(way)),
            "{way}\n{places:#?}"
        );
    }
    // Read again, nothing is new.
    let again = archive.line("index newsroom");
    assert!(
        again.stdout.starts_with("0 new, 0 replaced,"),
        "{}",
        again.whole()
    );
}

#[test]
fn what_is_not_read_is_told_by_name_and_format() {
    let archive = Archive::new();
    archive.write("box.pst", b"!BDN and so on");
    archive.write("deep/winmail.dat", b"\x78\x9f\x3e\x22 and so on");
    archive.write("old.zip", b"Rar!\x1a\x07\x00");
    archive.write("a.csv", "title,body\nA,\n,\nB,\n,\n");
    archive.write("a.jsonl", "{\"id\":\"x\"}\n");
    let run = archive.line("index . --report report.jsonl");
    let told = "skipped in all:\n  2 with an empty text (csv)\n  1 not read: a RAR archive\n  \
        1 not read: a mail box of Outlook (.pst, .ost)\n  1 not read: attachments of Outlook (winmail.dat)\n  1 without text (jsonl)\n";
    assert!(run.stdout.contains(told), "{}", run.whole());
    let hint = "export it as mbox; `readpst -o FOLDER FILE` does it";
    assert!(run.stdout.contains(hint), "{}", run.whole());
    let report = fs::read_to_string(archive.path("report.jsonl")).expect("a report");
    let lines = report
        .lines()
        .map(|line| serde_json::from_str::<serde_json::Value>(line).expect("JSON"));
    let told: BTreeSet<String> = lines
        .map(|line| {
            format!(
                "{} {} {}",
                line["skipped"]["path"], line["format"], line["code"]
            )
        })
        .collect();
    let told: Vec<&str> = told.iter().map(String::as_str).collect();
    assert_eq!(
        told,
        [
            r#""a.csv" "csv" "empty_text""#,
            r#""a.jsonl" "jsonl" "no_text""#,
            r#""box.pst" null "not_read""#,
            r#""deep/winmail.dat" null "not_read""#,
            r#""old.zip" null "not_read""#,
        ]
    );
}

#[test]
fn what_a_crawler_met_again_is_in_the_report() {
    let archive = newsroom();
    let run = archive.line("index newsroom/web/crawl.warc.gz --report report.jsonl");
    assert!(run.stdout.contains("revisit 1"), "{}", run.whole());
    assert!(!run.stdout.contains("met again"), "{}", run.whole());
    let report = fs::read_to_string(archive.path("report.jsonl")).expect("a report");
    assert!(report.contains("\"notice\":\"revisited\""), "{report}");
    let counted = serde_json::json!({"passed_over": "revisit", "count": 1, "path": "newsroom/web/crawl.warc.gz"});
    let counted = counted.to_string();
    assert!(report.lines().any(|line| line == counted), "{report}");
}

#[test]
fn an_issue_is_read_again_where_one_of_its_pages_changes() {
    let archive = newsroom();
    let indexed = archive.line("index newsroom/paper");
    assert_eq!(indexed.status, 0, "{}", indexed.whole());
    let same = archive.line("index newsroom/paper");
    assert!(same.stdout.contains("0 replaced"), "{}", same.whole());
    let page = "newsroom/paper/alto/page-4.xml";
    let text = fs::read_to_string(archive.path(page)).expect("a page");
    let word = "CONTENT=\"master\"";
    assert!(text.contains(word), "{text}");
    archive.write(page, text.replace(word, "CONTENT=\"zebra\""));
    let again = archive.line("index newsroom/paper");
    assert!(again.stdout.contains("1 replaced"), "{}", again.whole());
    assert_eq!(archive.line("search zebra").status, 0);
}
