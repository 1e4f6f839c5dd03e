//! Pages: from the files of what was printed or scanned to the answers.

use serde_json::json;

use crate::archive::Archive;

/// The samples of papers of the project, indexed.
fn papers() -> Archive {
    let archive = Archive::new();
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/formats/paper/");
    for name in [
        "quay.pdf",
        "two-pages.hocr",
        "page.xml",
        "lorring-mets.xml",
        "alto/page-3.xml",
        "alto/page-4.xml",
    ] {
        let bytes = std::fs::read(format!("{folder}{name}")).expect("a sample");
        archive.write(&format!("papers/{name}"), bytes);
    }
    let run = archive.line("index papers");
    assert_eq!(run.status, 0, "{}", run.whole());
    archive
}

#[test]
fn a_match_is_found_on_its_page_and_on_the_scan() {
    let archive = papers();
    let kwic = |query: &str| {
        let run = archive.run(["kwic", query, "--format", "jsonl"]);
        assert_eq!(run.status, 0, "{}", run.whole());
        let lines: Vec<serde_json::Value> = run
            .stdout
            .lines()
            .map(|line| serde_json::from_str(line).expect("JSON"))
            .collect();
        lines
            .iter()
            .map(|line| (line["page"].clone(), line["xywh"].clone()))
            .collect::<Vec<_>>()
    };
    for (query, page, xywh) in [
        // A paragraph that goes on over the page.
        ("\"seal the size\"", json!("41"), json!([])),
        ("\"dealer in rope\"", json!("42"), json!([])),
        // A word on two lines, beside others.
        (
            "\"our grandfathers\"",
            json!("iii"),
            json!(["313,330,67,20", "100,360,70,20"]),
        ),
        (
            "lighthouse",
            json!("1"),
            json!(["60,10,90,20", "10,40,70,20"]),
        ),
        ("\"nothing seen\"", json!("2"), json!(["10,10,130,20"])),
        ("\"of the tides\"", json!("17"), json!(["100,50,208,30"])),
    ] {
        let found = kwic(query);
        let body: Vec<_> = found.iter().filter(|(page, _)| !page.is_null()).collect();
        assert_eq!(body, [&(page, xywh)], "{query}");
    }
}

#[test]
fn answers_for_people_cite_pages() {
    let archive = papers();
    let search = archive.line("search rope");
    assert!(
        search
            .stdout
            .replace('\u{a0}', " ")
            .contains("(pp. 41–42, ¶ "),
        "{}",
        search.whole()
    );
    let kwic = archive.line("kwic rope");
    assert!(
        kwic.stdout
            .replace('\u{a0}', " ")
            .contains("2019-04-02 · p. 42"),
        "{}",
        kwic.whole()
    );
    let show = archive.line("show papers/quay.pdf");
    assert!(
        show.stdout.replace('\u{a0}', " ").contains("\n[p. 43] "),
        "{}",
        show.whole()
    );
    let table = archive.line("search rope --columns id,page --format tsv");
    assert!(
        table.stdout.contains("papers/quay.pdf\t41\n"),
        "{}",
        table.whole()
    );
}

#[test]
fn pages_of_an_issue_are_read_with_it() {
    let archive = papers();
    let run = archive.line("search ferry --format json");
    let hits = run.json()["hits"].as_array().cloned().unwrap_or_default();
    let ids: Vec<&str> = hits
        .iter()
        .filter_map(|hit| hit["article"]["id"].as_str())
        .filter(|id| id.starts_with("lorring"))
        .collect();
    assert_eq!(ids, ["lorring-1871-03-04#ART1"], "{}", run.whole());
    assert!(!run.stdout.contains("alto/page"), "{}", run.whole());
    let dry = archive.line("formats papers");
    assert!(
        dry.whole().contains("2 that are no articles") || dry.whole().contains("no article"),
        "{}",
        dry.whole()
    );
}
