//! The JSON of every command is as its schema says, on standard output and in a file of that name.

use std::fs;
use std::path::Path;

use serde_json::Value;

use crate::archive::Archive;

/// A line typed, and the schema of what it writes; of a name that ends in `-line`, that of each line.
const WRITTEN: &[(&str, &str)] = &[
    ("search bridge ferri", "search"),
    ("search bridge --passages 0", "search-line"),
    ("show cw-20240411-001 --query minister", "article"),
    ("show cw-20240411-001 --citation apa", "article"),
    ("search bridge --citation mla", "search"),
    ("search bridge --citation mla", "search-line"),
    ("kwic bridge ferri", "kwic"),
    ("kwic bridge --sample 3", "kwic"),
    ("kwic zeppelin", "kwic"),
    ("kwic bridge", "kwic-line"),
    ("count bridge ferri oil~w", "count"),
    ("count bridge ferri", "count-line"),
    (
        "keyness bridge --min-articles 1 --function-words",
        "keyness",
    ),
    ("keyness bridge --against ferri", "keyness"),
    ("keyness bridge", "keyness-line"),
    ("trends --from 2023 --to 2024-04", "trends"),
    (
        "trends bridge --from ..2023 --to 2024.. --repeated",
        "trends",
    ),
    ("trends --from 2023 --to 2024-04", "trends-line"),
    ("timeline bridge ferri", "timeline"),
    ("timeline bridge ferri --by month --spread", "timeline"),
    ("timeline bridge ferri --by year", "timeline-line"),
    ("timeline bridge --split source", "timeline-line"),
    ("count bridge ferri --by month", "count"),
    ("count bridge --by author", "count"),
    ("count bridge --by source", "count-line"),
    ("facets bridge", "facets"),
    ("facets bridge --by lang,month -n 1", "facets"),
    ("facets bridge --by source,month", "facets"),
    ("facets bridge --by source,month", "facets-line"),
    ("search bridge --facets source,year", "search"),
    (
        "timeline bridge --by year --split source --counts",
        "timeline",
    ),
    ("collocates bridge", "collocates"),
    ("collocates bridge ferri --window sentence", "collocates"),
    ("collocates bridge --window paragraph", "collocates-line"),
    ("similar cw-20240411-001", "similar"),
    ("similar cw-20240411-001 --passages 0 --lang en", "similar"),
    ("similar cw-20240411-001", "similar-line"),
    ("quote cracked bridge", "quotes"),
    ("quote bridge", "quotes-line"),
    ("batch list.txt", "batch"),
    ("batch list.txt --passages all", "batch"),
    ("batch list.txt --passages none", "batch-line"),
    ("stats", "stats"),
    ("stats --sources", "stats"),
    ("stats --languages", "stats-line"),
    ("delete cw-20240411-001 --dry-run", "delete"),
    ("delete --query bridge --dry-run", "delete-line"),
    ("export bridge", "export-line"),
    ("export bridge --fields id,body", "export-line"),
];

fn schema(name: &str) -> jsonschema::Validator {
    let path = format!("docs/schema/{name}.schema.json");
    let schema = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(path));
    let schema: Value = serde_json::from_str(&schema.expect("the schema")).expect("JSON");
    jsonschema::validator_for(&schema).expect("a schema")
}

pub(crate) fn assert_valid(name: &str, json: &str) {
    let json = serde_json::from_str(json).unwrap_or_else(|error| panic!("{name}: {error}\n{json}"));
    let schema = schema(name);
    let errors = schema.iter_errors(&json);
    let errors: Vec<String> = errors.map(|error| error.to_string()).collect();
    assert!(errors.is_empty(), "{name}: {errors:?}");
}

#[test]
fn json_is_as_its_schema_says() {
    let archive = Archive::of_samples();
    archive.write("list.txt", "bridge AND ferri\nzeppelin\ntitle:\n");
    for (line, name) in WRITTEN {
        let format = if name.ends_with("-line") {
            "jsonl"
        } else {
            "json"
        };
        let run = archive.line(&format!("{line} --format {format}"));
        assert!(run.status < 2, "{line}: {}", run.whole());
        if format == "json" {
            assert_valid(name, &run.stdout);
        } else {
            assert!(!run.stdout.is_empty(), "{line}");
            run.stdout.lines().for_each(|json| assert_valid(name, json));
        }
        let file = format!("out.{format}");
        let into_file = archive.line(&format!("{line} -o {file}"));
        assert_eq!(
            (into_file.status, into_file.stdout),
            (run.status, String::new())
        );
        let written = fs::read_to_string(archive.path(&file)).expect("a file");
        assert_eq!(without_time(&written), without_time(&run.stdout), "{line}");
        fs::remove_file(archive.path(&file)).expect("removed");
    }
    assert_valid(
        "searches",
        &archive.line("save --list --format json").stdout,
    );
    archive.write(
        "index/searches/all.toml",
        "query = 'bridge'\nsaved = '2024-01-01T00:00:00Z'\n",
    );
    let news = archive.line("news --format json").stdout;
    assert!(news.lines().count() > 20, "{news}");
    assert_valid("news", &news);
    assert_valid("news", &archive.line("news --format json").stdout);
    assert_valid(
        "searches",
        &archive.line("save --list --format json").stdout,
    );
    let translated = archive.run([
        "translate",
        "--from",
        "lexis",
        "merg! w/5 co(x)",
        "--format",
        "json",
    ]);
    assert_valid("translate", &translated.stdout);
    assert_eq!(translated.json()["query"]["text"], "merg! w/5 co(x)");
    assert_valid("verify", &archive.line("verify --format json").stdout);
    let store = fs::read_dir(archive.path("index")).expect("a folder");
    let store = store.map(|file| file.expect("readable").path());
    let store = store.filter(|path| path.extension().is_some_and(|ending| ending == "store"));
    store.for_each(|path| fs::write(path, "damaged").expect("written"));
    let damaged = archive.line("verify --format json");
    assert_eq!(damaged.status, 2);
    assert_valid("verify", &damaged.stdout);
}

/// All but how long it took.
fn without_time(json: &str) -> &str {
    json.split("\"took_ms\"").next().unwrap_or_default()
}

#[test]
fn json_of_a_concordance_holds_all_that_is_told() {
    let archive = Archive::of_samples();
    let run = archive.line("kwic bridge nowhereville --format json --sample 2");
    let none = run.json();
    assert_eq!(
        (run.status, run.stderr.as_str()),
        (1, ""),
        "{}",
        run.whole()
    );
    assert_eq!(none["lines"].as_array().map(Vec::len), Some(0));
    assert_eq!(
        none["notices"][0]["code"],
        "no_match_for",
        "{}",
        run.whole()
    );
    let run = archive.line("kwic bridge --format json --sample 2");
    let some = run.json();
    assert_eq!(
        (run.status, run.stderr.as_str()),
        (0, ""),
        "{}",
        run.whole()
    );
    assert_eq!(some["count"]["occurrences"], 106);
    assert_eq!(some["lines"].as_array().map(Vec::len), Some(2));
    let lines = archive.line("kwic bridge --format jsonl --sample 2").stdout;
    for (line, of_all) in lines.lines().zip(some["lines"].as_array().expect("lines")) {
        let mut line: Value = serde_json::from_str(line).expect("JSON");
        line.as_object_mut()
            .expect("an object")
            .remove("schema_version");
        assert_eq!(line, *of_all);
    }
    let notes = archive.line("kwic minister near5 resign* --format csv --columns keyword,notes");
    let row = notes.stdout.lines().nth(1).unwrap_or_default().to_owned();
    assert!(row.contains(",`near5` is read as "), "{}", notes.whole());
}

#[test]
fn lists_of_names_and_articles_are_tables_too() {
    let archive = Archive::of_samples();
    for (line, expected) in [
        (
            "stats --languages --format csv",
            "name,articles\r\nen,118\r\n",
        ),
        (
            "stats --languages --format tsv",
            "name\tarticles\nen\t118\n",
        ),
        (
            "delete cw-20240411-001 --dry-run --format csv --columns id,date,source",
            "id,date,source\r\ncw-20240411-001,2024-04-11,Continental Wire\r\n",
        ),
    ] {
        let run = archive.line(line);
        assert!(
            run.stdout
                .trim_start_matches('\u{feff}')
                .starts_with(expected),
            "{line}: {}",
            run.whole()
        );
    }
    let whole = archive.line("stats --format csv");
    assert_eq!(whole.status, 2);
    assert!(whole.stderr.contains("`--sources`"), "{}", whole.whole());
    archive.line("delete cw-20240411-001 --yes -o gone.csv");
    let gone = fs::read_to_string(archive.path("gone.csv")).expect("a file");
    assert!(gone.contains("cw-20240411-001,"), "{gone}");
    archive.line("delete --list -o gone.txt");
    assert_eq!(
        fs::read_to_string(archive.path("gone.txt")).expect("a file"),
        "cw-20240411-001\n"
    );
    let json = archive.line("delete --list --format json").json();
    assert_eq!(
        json["articles"][0],
        serde_json::json!({"id": "cw-20240411-001"})
    );
}

#[test]
fn tables_without_passages_have_no_columns_for_them() {
    let archive = Archive::of_samples();
    archive.write("list.txt", "bridge\n");
    for (line, last) in [
        ("batch list.txt --passages none", ",title_occurrences\r\n"),
        ("batch list.txt", ",match_count\r\n"),
        ("search bridge --passages 0 --format csv", ",url\r\n"),
        (
            "search bridge --passages 0 --format csv --columns id,text",
            "id,text\r\n",
        ),
    ] {
        let table = archive.line(line).stdout;
        let header = table.split_inclusive('\n').next().unwrap_or_default();
        assert!(header.ends_with(last), "{line}: {header}");
    }
}

#[test]
fn lines_of_no_width_are_not_wrapped() {
    let archive = Archive::of_samples();
    let run = archive.line("show corpus/text/last-cafe.txt --width 0 --format text");
    assert!(
        run.stdout.lines().any(|line| line.len() > 200),
        "{}",
        run.whole()
    );
    assert_eq!(archive.line("kwic bridge --width 0").status, 0);
}
