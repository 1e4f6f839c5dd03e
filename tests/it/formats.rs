//! The sample corpus is read as its table says, and whatever is done to its files, the rest is read and found.

use std::collections::BTreeSet;
use std::fs;
use std::io::Write;
use std::path::Path;

use crate::archive::{Archive, Run, corpus, sample_folders, samples};

/// One line of `corpus/expected.tsv`, as `corpus/README.md` explains it.
struct Expected<'a> {
    id: &'a str,
    folder: &'a str,
    language: &'a str,
    title: &'a str,
    published: &'a str,
    source: &'a str,
    start: &'a str,
}

fn expected(table: &str) -> Vec<Expected<'_>> {
    let mut lines = table.lines();
    let header = "expect_id\texpect_folder\texpect_language\texpect_title\texpect_published\texpect_source\texpect_start";
    assert_eq!(lines.next(), Some(header));
    lines
        .map(|line| {
            let columns: Vec<&str> = line.split('\t').collect();
            let [id, folder, language, title, published, source, start] = columns[..] else {
                panic!("seven columns in {line:?}");
            };
            Expected {
                id,
                folder,
                language,
                title,
                published,
                source,
                start,
            }
        })
        .collect()
}

fn table() -> String {
    fs::read_to_string(corpus().join("expected.tsv")).expect("the table of the corpus")
}

/// Whether a body starts as the table says: by words, or by characters where no spaces part them.
fn starts(body: &str, start: &str) -> bool {
    match start.split_whitespace().count() {
        0 => body.is_empty(),
        1 => body.starts_with(start),
        words => body
            .split_whitespace()
            .take(words)
            .eq(start.split_whitespace()),
    }
}

#[test]
fn every_article_is_read_as_the_table_says() {
    let archive = Archive::of_samples();
    let table = table();
    let mut wrong = Vec::new();
    for expected in expected(&table) {
        let run = archive.run(["show", "--format", "json", "--", expected.id]);
        if run.status != 0 {
            wrong.push(run.stderr);
            continue;
        }
        let shown = run.json();
        let article = &shown["article"];
        let path = article["origin"]["path"].as_str().unwrap_or_default();
        let folder = path.split('/').nth(1).unwrap_or_default();
        let text = |key: &str| article[key].as_str().unwrap_or_default();
        for (what, expected_text, found) in [
            ("folder", expected.folder, folder),
            ("language", expected.language, text("language")),
            ("title", expected.title, text("title")),
            ("published", expected.published, text("published")),
            ("source", expected.source, text("source")),
        ] {
            if found != expected_text {
                wrong.push(format!(
                    "{}: {what} is {found:?}, not {expected_text:?}",
                    expected.id
                ));
            }
        }
        if !starts(text("body"), expected.start) {
            let start: String = text("body").chars().take(80).collect();
            wrong.push(format!(
                "{}: the body starts {start:?}, not {:?}",
                expected.id, expected.start
            ));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn the_corpus_and_its_table_hold_the_same_articles() {
    let listed = listed(&Archive::of_samples(), &[]);
    let found: BTreeSet<&str> = listed.iter().map(|(id, _)| id.as_str()).collect();
    let table = table();
    let expected: BTreeSet<&str> = expected(&table).iter().map(|line| line.id).collect();
    assert_eq!(found, expected);
}

#[test]
fn the_page_of_the_corpus_counts_right() {
    let page = fs::read_to_string(corpus().join("README.md")).expect("the page of the corpus");
    let table = table();
    let expected = expected(&table);
    let mut folders = 0;
    for row in page.lines() {
        let cells: Vec<&str> = row.split('|').map(str::trim).collect();
        let [_, folder, articles, ..] = cells[..] else {
            continue;
        };
        let Some(name) = folder
            .strip_prefix('`')
            .and_then(|it| it.strip_suffix("/`"))
        else {
            continue;
        };
        let counted = expected.iter().filter(|line| line.folder == name).count();
        assert_eq!(articles, counted.to_string(), "{row}");
        folders += counted;
    }
    assert_eq!(folders, expected.len(), "a folder is missing");
    let topics = fs::read_to_string(corpus().join("topics.tsv")).expect("the topics");
    for count in [
        format!("{} articles", expected.len()),
        format!("{} queries", topics.lines().count()),
    ] {
        assert!(page.contains(&count), "not said: {count}");
    }
}

/// Fields that a format does not have. All others have them, so a sample has to.
const UNSAID: &[(&str, &[&str])] = &[
    ("alto", &["title", "published", "source"]),
    ("page-xml", &["title", "published", "source"]),
    ("hocr", &["title", "published", "source"]),
    ("pdf", &["source"]),
    ("docx", &["source"]),
    ("odt", &["source"]),
    ("rtf", &["source"]),
];

#[test]
fn every_format_and_container_has_a_sample_without_faults() {
    let archive = Archive::with_samples();
    let folders = sample_folders().join(" corpus/");
    let run = archive.line(&format!(
        "index corpus/{folders} --report report.jsonl --dry-run"
    ));
    assert!(run.stdout.contains(" 0 skipped"), "{}", run.whole());
    archive.line(&format!("index corpus/{folders}"));
    let options = "search --copies show --limit all --passages 0 --format json";
    let listed = archive
        .line(&format!("{options} --fields title,published,source,origin"))
        .json();
    let articles: Vec<_> = listed["hits"]
        .as_array()
        .expect("hits")
        .iter()
        .map(|hit| &hit["article"])
        .collect();
    let report = fs::read_to_string(archive.path("report.jsonl")).expect("the report");
    let report = report
        .lines()
        .map(|line| serde_json::from_str::<serde_json::Value>(line).expect("JSON"));
    let read: Vec<_> = report.filter(|line| line["read"].is_string()).collect();
    let table = archive.line("formats").stdout;
    let names = table
        .lines()
        .take_while(|line| !line.is_empty())
        .filter_map(|line| line.split(' ').next());
    for name in names {
        let files: BTreeSet<_> = read
            .iter()
            .filter(|line| line["format"] == name)
            .map(|line| &line["read"])
            .filter_map(|path| path.as_str())
            .collect();
        let is_of =
            |path: &serde_json::Value| path.as_str().is_some_and(|path| files.contains(path));
        let samples: Vec<_> = articles
            .iter()
            .filter(|article| is_of(&article["origin"]["path"]))
            .collect();
        assert!(!samples.is_empty(), "`{name}` has no sample in corpus/");
        let unsaid = UNSAID
            .iter()
            .find(|(format, _)| *format == name)
            .map_or(&[][..], |(_, fields)| *fields);
        for field in ["title", "published", "source"] {
            let is_told = samples.iter().any(|article| article[field].is_string());
            assert!(
                is_told || unsaid.contains(&field),
                "no sample of `{name}` has a {field}"
            );
        }
    }
}

/// It ended as documented, and not by a panic.
fn sound(run: &Run) {
    assert!(matches!(run.status, 0..=2), "{}", run.whole());
    assert!(!run.stderr.contains("panicked"), "{}", run.whole());
}

/// The ids and texts of the articles that a query finds; of all articles without one.
fn listed(archive: &Archive, query: &[&str]) -> Vec<(String, String)> {
    let options = "search --copies show --limit all --passages 0 --fields id,body --format json --";
    let run = archive.run(options.split(' ').chain(query.iter().copied()));
    sound(&run);
    let json = run.json();
    let text = |value: &serde_json::Value| value.as_str().expect("a text").to_owned();
    json["hits"]
        .as_array()
        .expect("hits")
        .iter()
        .map(|hit| (text(&hit["article"]["id"]), text(&hit["article"]["body"])))
        .collect()
}

/// A word that is one word wherever it stands between spaces.
fn is_plain(word: &str) -> bool {
    (4..40).contains(&word.len()) && word.bytes().all(|byte| byte.is_ascii_lowercase())
}

/// Indexes files in the folder `files`: whatever was read is counted, listed and found. Says how much that is.
fn indexed(archive: &Archive, files: impl IntoIterator<Item = (String, Vec<u8>)>) -> usize {
    for (path, bytes) in files {
        archive.write(&format!("files/{path}"), bytes);
    }
    let run = archive.line("index files");
    sound(&run);
    let number = |line: &str| line.split(' ').next()?.parse::<usize>().ok();
    let new = number(&run.stdout).unwrap_or_else(|| panic!("{}", run.whole()));
    assert_eq!(run.status, i32::from(new == 0), "{}", run.whole());
    // A version of an article whose broken status means that it is taken back.
    let mut lines = run.stdout.lines();
    let removed = lines.find(|line| line.ends_with("its source took it back"));
    let read = new - removed.and_then(number).unwrap_or(0);
    let stats = archive.line("stats --format json").json();
    assert_eq!(stats["articles"].as_u64(), u64::try_from(read).ok());
    let all = listed(archive, &[]);
    assert_eq!(all.len(), read);
    for (id, body) in all.iter().step_by(read / 5 + 1) {
        if let Some(word) = body.split(' ').find(|word| is_plain(word)) {
            let query = format!("\"{word}\"");
            let found = listed(archive, &[query.as_str()]);
            assert!(
                found.iter().any(|(other, _)| other == id),
                "`{word}` does not find {id}"
            );
        }
    }
    read
}

/// The sample corpus, and the samples of the formats that it does not have.
fn of_all_formats() -> Vec<(String, Vec<u8>)> {
    let mut all = samples();
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/formats");
    let mut folders = vec![root.clone()];
    while let Some(folder) = folders.pop() {
        for found in fs::read_dir(folder).expect("a folder") {
            let path = found.expect("readable").path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_none_or(|extension| extension != "py") {
                let below = path.strip_prefix(&root).expect("below the root");
                let bytes = fs::read(&path).expect("readable");
                all.push((below.to_string_lossy().into_owned(), bytes));
            }
        }
    }
    // Flipped bits must be the same in every run.
    all.sort();
    all
}

/// `text/a.txt` as `text/3-a.txt`: several versions of one file in one folder.
fn numbered(path: &str, number: usize) -> String {
    let (folder, name) = path.split_once('/').expect("a folder");
    format!("{folder}/{number}-{name}")
}

/// Numbers that look random and are the same in every run (`SplitMix64`; Steele, Lea and Flood 2014).
struct Seeded(u64);

impl Seeded {
    /// A number below `limit`, which is not 0.
    fn below(&mut self, limit: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        usize::try_from((mixed ^ (mixed >> 31)) % limit as u64).expect("below a size")
    }
}

#[test]
fn files_that_are_cut_are_read_as_far_as_they_go() {
    let cut = of_all_formats().into_iter().flat_map(|(path, bytes)| {
        (1..10).map(move |tenths| {
            let kept = &bytes[..bytes.len() * tenths / 10];
            (numbered(&path, tenths), kept.to_vec())
        })
    });
    let read = indexed(&Archive::new(), cut);
    assert!(read > 129, "{read}");
}

#[test]
fn files_with_flipped_bits_are_read_or_refused() {
    let mut seeded = Seeded(1);
    let mut flipped = Vec::new();
    for (path, bytes) in of_all_formats() {
        for version in 1..=3 {
            let mut bytes = bytes.clone();
            for _ in 0..=bytes.len() / 1_000 {
                let at = seeded.below(bytes.len());
                bytes[at] ^= 1_u8 << seeded.below(8);
            }
            flipped.push((numbered(&path, version), bytes));
        }
    }
    let read = indexed(&Archive::new(), flipped);
    assert!(read > 129, "{read}");
}

#[test]
fn empty_files_are_skipped_and_with_strict_an_error() {
    let archive = Archive::new();
    let empty = of_all_formats()
        .into_iter()
        .map(|(path, _)| (path, Vec::new()));
    assert_eq!(indexed(&archive, empty), 0);
    let run = archive.line("index files --strict --index other");
    assert_eq!(run.status, 2, "{}", run.whole());
}

#[test]
fn gzip_files_that_are_cut_short_do_not_hide_the_whole_ones() {
    let mut cut = Vec::new();
    for (path, bytes) in of_all_formats() {
        let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
        encoder.write_all(&bytes).expect("compressed");
        let compressed = encoder.finish().expect("compressed");
        for quarters in 1..=4 {
            let kept = compressed[..compressed.len() * quarters / 4].to_vec();
            cut.push((format!("{}.gz", numbered(&path, quarters)), kept));
        }
    }
    let archive = Archive::new();
    // Some samples are compressed already: those are refused as binary.
    let read = indexed(&archive, cut);
    assert!(read > 80, "{read}");
    assert_eq!(archive.line("search bridge").status, 0);
}

#[test]
fn texts_in_a_charset_that_they_are_not_in_are_read_or_refused() {
    let mut wrong = Vec::new();
    for (path, bytes) in of_all_formats() {
        let as_latin_1: String = bytes.iter().map(|byte| char::from(*byte)).collect();
        let as_utf_8 = String::from_utf8_lossy(&bytes);
        let utf_16: Vec<u8> = as_utf_8.encode_utf16().flat_map(u16::to_be_bytes).collect();
        let marked = [&[0xff, 0xfe][..], bytes.as_slice()].concat();
        for (version, bytes) in [as_latin_1.into_bytes(), utf_16, marked]
            .into_iter()
            .enumerate()
        {
            wrong.push((numbered(&path, version), bytes));
        }
    }
    let archive = Archive::new();
    let read = indexed(&archive, wrong);
    assert!(read > 0);
    for charset in ["utf-16le", "shift_jis", "windows-1251"] {
        let run = archive.line(&format!(
            "index files --encoding {charset} --index {charset}"
        ));
        sound(&run);
    }
}

/// How deep hostile files nest.
const DEEP: usize = 5_000;

/// Records made to break a reader.
fn hostile_records() -> [(&'static str, String); 6] {
    let keys = r#"{"id":"keys","text":"odd keys here","":1,"a\u0000b":2,"a.b":{"c":[1,"x",null]},"n":1e308}"#;
    let half = r#"{"id":"half","text":"half \ud800 a pair"}"#;
    let next = r#"{"id":"next","text":"the line behind it"}"#;
    let (opened, closed) = ("{\"text\":".repeat(DEEP), "}".repeat(DEEP));
    let name = "i".repeat(70_000);
    [
        ("nested.json", "[".repeat(DEEP)),
        ("nested.jsonl", format!("{opened}1{closed}\n{next}\n")),
        (
            "keys.jsonl",
            format!("{keys}\n{half}\n{{\"id\":1e999,\"text\":\"x\"}}\n"),
        ),
        (
            "long.jsonl",
            format!("{{\"id\":\"{name}\",\"source\":\"{name}\",\"text\":\"long names here\"}}\n"),
        ),
        (
            "quote.csv",
            format!("id,text\n1,\"{}", "never closed,\n".repeat(DEEP)),
        ),
        ("columns.csv", format!("{}text\nx\n", "a,".repeat(DEEP))),
    ]
}

/// Pages and texts made to break a reader.
fn hostile_texts() -> [(&'static str, String); 12] {
    // Each name stands for nine of the one before.
    let aliases = ('b'..='i')
        .zip('a'..)
        .map(|(name, before)| {
            let nine = vec![format!("*{before}"); 9].join(", ");
            format!("{name}: &{name} [{nine}]\n")
        })
        .collect::<Vec<_>>()
        .concat();
    let brackets = "[".repeat(DEEP);
    let controls =
        "Title\n\n\u{1}\u{2}\u{5}s \u{202e}reversed\u{202c} \u{200b}\u{feff}words \u{1b}[31mred";
    [
        (
            "deep.html",
            format!("{}<p>Down there is a text.", "<div>".repeat(DEEP)),
        ),
        ("open.html", "<p title='&#x110000;&amp".repeat(DEEP)),
        ("quotes.md", format!("{}quoted", "> ".repeat(DEEP))),
        ("brackets.md", format!("{brackets}{}", "*a ".repeat(DEEP))),
        (
            "aliases.md",
            format!("---\na: &a [x, x, x]\n{aliases}---\nA text.\n"),
        ),
        (
            "deep-yaml.md",
            format!("---\na: {brackets}\n---\nA text.\n"),
        ),
        (
            "deep-toml.md",
            format!("+++\na = {brackets}\n+++\nA text.\n"),
        ),
        ("zeros.txt", "A text\0with zeros\0in it.".to_owned()),
        ("controls.txt", controls.to_owned()),
        ("line.txt", format!("Title\n\n{}", "x".repeat(60 * DEEP))),
        ("marks.txt", format!("Title\n\na{}", "\u{301}".repeat(DEEP))),
        ("lines.txt", "\n".repeat(100 * DEEP)),
    ]
}

#[test]
fn hostile_files_are_read_or_refused() {
    let archive = Archive::new();
    let files = hostile_records().into_iter().chain(hostile_texts());
    let files = files.map(|(name, text)| (format!("hostile/{name}"), text.into_bytes()));
    let read = indexed(&archive, files);
    assert!(read > 0);
    let next = archive.line("show next");
    assert_eq!(next.status, 0, "{}", next.whole());
}
