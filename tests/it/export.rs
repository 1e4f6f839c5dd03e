//! What is exported is what was found, and is read back as the same articles.

use std::collections::BTreeMap;
use std::fs;

use serde_json::Value;

use crate::archive::{Archive, Run};

fn exported(archive: &Archive, line: &str) -> Run {
    let run = archive.line(&format!("export {line}"));
    assert_eq!(run.status, 0, "{line}: {}", run.whole());
    run
}

/// The lines of an export, by id.
fn by_id(jsonl: &str) -> BTreeMap<String, Value> {
    let lines = jsonl
        .lines()
        .map(|line| serde_json::from_str::<Value>(line).expect("JSON"));
    lines
        .map(|line| (line["id"].as_str().expect("an id").to_owned(), line))
        .collect()
}

/// Articles as `export --format jsonl` has them, without where they were read.
fn articles(archive: &Archive) -> BTreeMap<String, Value> {
    let mut found = by_id(&exported(archive, "--format jsonl").stdout);
    for article in found.values_mut() {
        article.as_object_mut().expect("an object").remove("origin");
    }
    found
}

/// Another archive, of one exported file.
fn read_back(archive: &Archive, file: &str) -> Archive {
    let other = Archive::new();
    other.write(file, fs::read(archive.path(file)).expect("written"));
    let run = other.line(&format!("index {file}"));
    assert_eq!(run.status, 0, "{}", run.whole());
    other
}

#[test]
fn rows_of_articles_are_read_back_as_they_were() {
    let archive = Archive::of_samples();
    let before = articles(&archive);
    assert!(before.len() > 60);
    for file in ["all.jsonl", "all.parquet"] {
        exported(&archive, &format!("--output {file}"));
        assert_eq!(articles(&read_back(&archive, file)), before, "{file}");
    }
}

#[test]
fn a_corpus_is_read_back_with_its_text_and_fields() {
    let archive = Archive::of_samples();
    let before = articles(&archive);
    exported(&archive, "--output all.vrt");
    let after = articles(&read_back(&archive, "all.vrt"));
    assert_eq!(
        before.keys().collect::<Vec<_>>(),
        after.keys().collect::<Vec<_>>()
    );
    for (id, before) in &before {
        for field in [
            "title",
            "published",
            "source",
            "section",
            "authors",
            "tags",
            "language",
            "url",
            "body",
        ] {
            let one_space = |value: &Value| value.to_string().replace('\u{a0}', " ");
            assert_eq!(
                one_space(&after[id][field]),
                one_space(&before[field]),
                "{id}: {field}"
            );
        }
    }
}

#[test]
fn citations_are_read_back_with_their_fields_and_quotes() {
    let archive = Archive::of_samples();
    let before = articles(&archive);
    for file in ["talks.ris", "talks.bib", "talks.json"] {
        exported(&archive, &format!("bridge --passages 1 --output {file}"));
        let after = articles(&read_back(&archive, file));
        assert!(after.len() > 20, "{file}");
        for after in after.values() {
            // An id that is no key of BibTeX has another there.
            let of_title = |article: &&Value| {
                article["title"] == after["title"] && article["date"] == after["date"]
            };
            let id = after["id"].as_str().expect("an id");
            let Some(before) = before.get(id).or_else(|| before.values().find(of_title)) else {
                panic!("{file}: {after}");
            };
            for field in [
                "title", "source", "section", "authors", "tags", "language", "url",
            ] {
                assert_eq!(after[field], before[field], "{file}: {id}: {field}");
            }
            // A time of day is not cited.
            let (day, cited) = (&before["date"], &after["date"]);
            assert_eq!(cited, day, "{file}: {id}");
            let body = before["body"]
                .as_str()
                .expect("text")
                .split_whitespace()
                .collect::<Vec<_>>()
                .join(" ");
            let quote = after["body"].as_str().expect("text");
            assert!(body.contains(quote), "{file}: {id}: {quote}");
        }
    }
}

#[test]
fn every_format_has_every_article_that_matches_once() {
    let archive = Archive::of_samples();
    let count = archive.line("count bridge --format json").json();
    let count = &count["counts"][0];
    let (articles, occurrences) = (count["articles"].as_u64(), count["occurrences"].as_u64());
    let lines = |text: &str, start: &str| {
        text.lines().filter(|line| line.starts_with(start)).count() as u64
    };
    for (format, start) in [
        ("jsonl", "{"),
        ("vrt", "<text "),
        ("tei", "<TEI>"),
        ("ris", "TY  - NEWS"),
        ("bibtex", "@article{"),
        ("csl", "{\"id\""),
        ("trec", "1 Q0 "),
    ] {
        let run = exported(&archive, &format!("bridge --format {format}"));
        assert_eq!(Some(lines(&run.stdout, start)), articles, "{format}");
    }
    for format in ["csv", "tsv"] {
        let run = exported(&archive, &format!("bridge --format {format}"));
        assert_eq!(Some(lines(&run.stdout, "") - 1), articles, "{format}");
    }
    let run = exported(&archive, "bridge --format quanteda");
    assert_eq!(
        run.stdout.lines().next(),
        Some("docname,from,to,pre,keyword,post,pattern")
    );
    assert_eq!(Some(lines(&run.stdout, "") - 1), occurrences);
    exported(&archive, "bridge --format txt --output texts");
    let files = fs::read_dir(archive.path("texts"))
        .expect("a folder")
        .count() as u64;
    assert_eq!(Some(files - 1), articles);
    let again = archive.line("export bridge --format txt --output texts");
    assert_eq!(again.status, 2, "{}", again.whole());
    let passages = archive
        .line("search bridge -n all --passages all --copies show --format csv")
        .stdout
        .lines()
        .count()
        - 1;
    let run = exported(&archive, "bridge --per passage --format ris");
    assert_eq!(lines(&run.stdout, "TY  - NEWS"), passages as u64);
    assert!(
        run.stdout.contains("\r\nN1  - Quoted: ¶ "),
        "{}",
        run.stdout
    );
}

#[cfg(feature = "parquet")]
#[test]
fn columns_have_rows_of_what_is_asked_for() {
    use parquet::file::reader::{FileReader as _, SerializedFileReader};

    let archive = Archive::of_samples();
    for (per, column, same) in [
        (
            "passage",
            "text",
            "search bridge -n all --passages all --copies show --format csv --columns id,text",
        ),
        (
            "occurrence",
            "keyword",
            "kwic bridge --format csv --columns id,keyword",
        ),
    ] {
        exported(
            &archive,
            &format!("bridge --per {per} --columns id,{column} --output rows.parquet"),
        );
        let file = fs::File::open(archive.path("rows.parquet")).expect("written");
        let rows = SerializedFileReader::new(file).expect("columns");
        let rows = rows.get_row_iter(None).expect("rows").map(|row| {
            let row = row.expect("a row").to_json_value();
            let text = row[column].as_str().unwrap_or_default();
            (
                row["id"].as_str().expect("an id").to_owned(),
                text.split_whitespace().collect::<Vec<_>>().join(" "),
            )
        });
        let expected = archive.line(same).stdout;
        let mut expected =
            csv::Reader::from_reader(expected.trim_start_matches('\u{feff}').as_bytes());
        let expected = expected.records().map(|row| {
            let row = row.expect("a row");
            (
                row[0].to_owned(),
                row[1].split_whitespace().collect::<Vec<_>>().join(" "),
            )
        });
        assert_eq!(
            rows.collect::<Vec<_>>(),
            expected.collect::<Vec<_>>(),
            "{per}"
        );
    }
}

#[test]
fn what_cannot_be_written_is_refused_with_what_can() {
    let archive = Archive::of_samples();
    for (line, hint) in [
        ("bridge --per passage --format csv", "unbury search"),
        ("bridge --per occurrence --format jsonl", "unbury kwic"),
        ("bridge --format txt", "--output"),
        ("bridge --format vrt --fields id", "--fields"),
        ("bridge --output a.docx", "--format"),
    ] {
        let run = archive.line(&format!("export {line}"));
        assert_eq!(run.status, 2, "{line}: {}", run.whole());
        assert!(run.stderr.contains(hint), "{line}: {}", run.whole());
    }
    let run = archive.line("export zeppelin --format csl");
    assert_eq!((run.status, run.stdout.as_str()), (1, "[\n]\n"));
}

#[test]
fn a_report_is_one_page_that_runs_nothing_and_asks_for_nothing() {
    let archive = Archive::new();
    let hostile = serde_json::json!({
        "id": "<i>", "title": "\"><img src=x onerror=alert(1)> bridge", "body": "If a < bridge && bridge > c, more.",
        "url": "javascript:alert(1)", "source": "<b>Echo</b>", "authors": ["<u>A</u> B"], "date": "2024-03-09",
    });
    archive.write("a.jsonl", hostile.to_string() + "\n");
    assert_eq!(archive.line("index a.jsonl").status, 0);
    let page = exported(&archive, "bridge<b> OR bridge --format html").stdout;
    for forbidden in [
        "<script",
        "<img src=x",
        "javascript:",
        "<b>",
        "<u>",
        "</blockquote> more",
        "http:",
        "https:",
    ] {
        assert!(!page.contains(forbidden), "{forbidden}: {page}");
    }
    assert!(
        page.contains("a &lt; <mark>bridge</mark> &amp;&amp; <mark>bridge</mark> &gt; c"),
        "{page}"
    );
    assert_eq!(page.matches("<article>").count(), 1);
    let empty = archive.line("export zeppelin --format html");
    assert_eq!(
        (empty.status, empty.stdout.matches("<article>").count()),
        (1, 0)
    );

    let archive = Archive::of_samples();
    let page = exported(
        &archive,
        "bridge --format html -n 3 --passages 1 --citation mla",
    )
    .stdout;
    assert_eq!(
        (
            page.matches("<article>").count(),
            page.matches("<blockquote").count()
        ),
        (3, 3)
    );
    assert!(
        page.contains("<img src=\"data:image/svg+xml,")
            && page.contains("By source")
            && page.contains("The 3 best of ")
            && page.contains("the style of MLA"),
        "{page}"
    );
}

#[test]
fn what_is_shown_is_cited_where_that_is_asked_for() {
    let archive = Archive::of_samples();
    let reference = "Averne’s transport minister resigns. (2024, April 11). Continental Wire.";
    let one_space = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    for line in [
        "show cw-20240411-001 --citation apa",
        "show cw-20240411-001 --citation apa --format json",
        "search lorring w/5 resigned -n 1 --citation apa",
        "search lorring w/5 resigned -n 1 --citation apa --format jsonl",
    ] {
        let run = archive.line(line);
        assert!(
            one_space(&run.stdout).contains(reference),
            "{line}: {}",
            run.whole()
        );
        let without = archive.line(&line.replace(" --citation apa", "")).stdout;
        assert!(
            !one_space(&without).contains(reference) && !without.contains("citation"),
            "{line}"
        );
    }
    let markdown = archive
        .line("show cw-20240411-001 --citation mla --format markdown")
        .stdout;
    assert!(
        markdown
            .contains("— “Averne’s transport minister resigns.” *Continental Wire*, 11 Apr. 2024."),
        "{markdown}"
    );
}
