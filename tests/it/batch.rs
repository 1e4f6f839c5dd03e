//! Lists of queries: a row for each, whatever is wrong with some, and a table that can be gone on with.

use std::fs;

use serde_json::Value;

use crate::archive::{Archive, Run};

/// Queries of every kind, some of which cannot be answered.
const LIST: &[u8] = b"bridge\n\n\"the bridge\"\nferry w/5 the\r\n=The\ntitle:bridge\n\xff\xfe\n...\nzebraxyz\nautor:doe\n";

fn table(text: &str) -> Vec<Vec<String>> {
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .from_reader(text.as_bytes());
    let rows = reader.records().map(|row| row.expect("a row"));
    rows.map(|row| row.iter().map(str::to_owned).collect())
        .collect()
}

/// The cells of one column, without its header.
fn column(rows: &[Vec<String>], name: &str) -> Vec<String> {
    let at = rows[0].iter().position(|cell| cell == name);
    let at = at.unwrap_or_else(|| panic!("no column {name}"));
    rows[1..].iter().map(|row| row[at].clone()).collect()
}

fn json_lines(run: &Run) -> Vec<Value> {
    let lines = run.stdout.lines();
    lines
        .map(|line| serde_json::from_str(line).expect("a line is JSON"))
        .collect()
}

#[test]
fn every_query_is_a_row_and_errors_stay_in_theirs() {
    let archive = Archive::of_samples();
    archive.write("list.txt", LIST);
    let run = archive.line("batch list.txt");
    assert_eq!(run.status, 0, "{}", run.whole());
    let rows = table(&run.stdout);
    assert_eq!(
        column(&rows, "row"),
        ["1", "3", "4", "5", "6", "7", "8", "9", "10"]
    );
    let failed = [false, false, false, false, false, true, true, false, false];
    let errors = column(&rows, "error");
    assert_eq!(
        errors
            .iter()
            .map(|error| !error.is_empty())
            .collect::<Vec<_>>(),
        failed
    );
    assert_eq!(column(&rows, "read_as")[1], "\"the bridge\"");
    assert_eq!(column(&rows, "query")[3], "'=The");
    assert!(column(&rows, "text")[0].to_lowercase().contains("bridge"));
    assert_eq!(column(&rows, "occurrences")[7], "0");
    assert!(
        run.stderr.contains("note: 2 of 9 queries"),
        "{}",
        run.stderr
    );
    assert_eq!(archive.line("batch list.txt --strict").status, 2);
    let strict = archive.line("batch list.txt --strict --format jsonl --passages none");
    let lines = json_lines(&strict);
    assert!(
        lines[8]["error"]
            .as_str()
            .is_some_and(|why| why.contains("autor"))
    );
    assert_eq!(lines[0]["article"], Value::Null);
}

#[test]
fn counts_are_those_of_count() {
    let archive = Archive::of_samples();
    let queries = ["bridge", "\"the bridge\"", "ferry w/5 the", "zebraxyz"];
    archive.write("list.txt", queries.join("\n"));
    let run = archive.line("batch list.txt --format jsonl");
    for (line, query) in json_lines(&run).iter().zip(queries) {
        let counted = archive
            .run(["count", "--format", "json", "--", query])
            .json();
        for key in [
            "articles",
            "stories",
            "sentences",
            "occurrences",
            "title_sentences",
            "title_occurrences",
        ] {
            assert_eq!(line["count"][key], counted["counts"][0][key], "{query}");
        }
    }
}

#[test]
fn a_table_names_its_queries() {
    let archive = Archive::of_samples();
    archive.write(
        "names.csv",
        "\u{feff}Name;Query;Note\nThe bridge;bridge OR ferry;x\nthe bridge;;\n;;empty\n",
    );
    let run = archive.line("batch names.csv --format jsonl --passages none");
    let lines = json_lines(&run);
    assert_eq!(lines.len(), 3, "{}", run.whole());
    assert_eq!(lines[0]["name"], "The bridge");
    assert_eq!(lines[0]["query"]["canonical"], "bridge OR ferry");
    assert_eq!(lines[1]["query"]["canonical"], "\"the bridge\"");
    assert_eq!(lines[1]["query"]["text"], "the bridge");
    assert_eq!(lines[2]["error"], "the row has no query");
    archive.write("other.csv", "person,born\nThe bridge,1900\n");
    let run = archive.line("batch other.csv");
    assert_eq!(run.status, 2, "{}", run.whole());
    assert!(run.stderr.contains("`person`, `born`"), "{}", run.stderr);
    let run = archive.line("batch other.csv --name-column person");
    assert_eq!(run.status, 0, "{}", run.whole());
    archive.write("name.txt", "The Bridge\n");
    let run = archive.line("batch name.txt --exact --format jsonl");
    assert_eq!(json_lines(&run)[0]["query"]["canonical"], "\"The Bridge\"");
    assert_eq!(archive.line("batch nowhere.txt").status, 2);
}

#[test]
fn lines_without_an_operator_are_names_and_that_is_told() {
    let archive = Archive::of_samples();
    archive.write("names.txt", "Roads Authority\nferries\n");
    let rows = |line: &str| {
        let run = archive.line(line);
        let queries = json_lines(&run).into_iter();
        let queries: Vec<Value> = queries
            .map(|row| row["query"]["canonical"].clone())
            .collect();
        (queries, run.stderr)
    };
    let (queries, told) = rows("batch names.txt --passages none --format jsonl");
    assert_eq!(queries, ["\"Roads Authority\"", "\"ferries\""]);
    assert!(told.contains("read as names"), "{told}");
    let (queries, told) = rows("batch names.txt --queries --passages none --format jsonl");
    assert_eq!(queries, ["Roads Authority", "ferries"]);
    assert!(!told.contains("read as"), "{told}");
    archive.write("names.txt", "Roads Authority\nferr*\n");
    let (queries, told) = rows("batch names.txt --passages none --format jsonl");
    assert_eq!(queries, ["Roads Authority", "ferr*"]);
    assert!(told.contains("read as queries"), "{told}");
}

#[test]
fn all_passages_are_those_of_a_search() {
    let archive = Archive::of_samples();
    archive.write("list.txt", "ferry\nbridge\n");
    let run = archive.line("batch list.txt --queries --passages all --format jsonl");
    let found: Vec<Value> = json_lines(&run)
        .into_iter()
        .filter(|line| line["row"] == 2)
        .map(|line| line["passage"].clone())
        .collect();
    let search = archive
        .line("search bridge --all --copies show --limit all --passages 1000 --format jsonl");
    let expected: Vec<Value> = json_lines(&search)
        .into_iter()
        .map(|line| line["passage"].clone())
        .collect();
    assert!(expected.len() > 10);
    assert_eq!(found, expected);
}

#[test]
fn a_run_that_was_stopped_is_gone_on_with() {
    let archive = Archive::of_samples();
    archive.write("list.txt", LIST);
    for options in [
        "--format csv --passages best",
        "--format csv --passages all",
        "--format jsonl --passages all",
    ] {
        let run = archive.line(&format!("batch list.txt {options}"));
        let whole = run.stdout.into_bytes();
        let first_line = whole
            .iter()
            .position(|&byte| byte == b'\n')
            .expect("a line")
            + 1;
        let last_bytes = whole.len().saturating_sub(16)..=whole.len();
        let spread = (0..8).map(|part| first_line + (whole.len() - first_line) * part / 8);
        let mut cuts: Vec<usize> = spread.chain(last_bytes).collect();
        if options.contains("csv") {
            // Without a header, a first line that is torn could be anything.
            cuts.extend([1, 4, first_line - 1, first_line + 1]);
        }
        cuts.push(0);
        for cut in cuts {
            archive.write("table", &whole[..cut]);
            let run = archive.line(&format!("batch list.txt {options} --output table --resume"));
            assert!(matches!(run.status, 0 | 1), "{cut}: {}", run.whole());
            assert_eq!(run.stdout, "");
            let table = fs::read(archive.path("table")).expect("a table");
            assert!(
                table == whole,
                "{options}, cut at {cut}:\n{}",
                String::from_utf8_lossy(&table)
            );
        }
    }
}

#[test]
fn other_files_are_left_alone() {
    let archive = Archive::of_samples();
    archive.write("list.txt", "bridge\nferry\n");
    archive.write("other.txt", "ferry\nbridge\n");
    assert_eq!(archive.line("batch other.txt --output table").status, 0);
    let table = fs::read(archive.path("table")).expect("a table");
    archive.write("notes", "not a table");
    for (line, said) in [
        ("batch list.txt --output table", "is there already"),
        (
            "batch list.txt --output table --resume",
            "no unfinished table",
        ),
        (
            "batch other.txt --output table --resume --fields id",
            "no unfinished table",
        ),
        (
            "batch other.txt --output notes --resume",
            "no unfinished table",
        ),
        (
            "batch other.txt --output notes --resume --format jsonl",
            "no unfinished table",
        ),
        ("batch other.txt --output missing/table", "cannot write"),
    ] {
        let run = archive.line(line);
        assert_eq!(run.status, 2, "{line}: {}", run.whole());
        assert!(run.stderr.contains(said), "{line}: {}", run.stderr);
    }
    assert_eq!(fs::read(archive.path("table")).expect("a table"), table);
    assert_eq!(
        fs::read(archive.path("notes")).expect("notes"),
        b"not a table"
    );
}

#[test]
fn nothing_but_the_table_is_printed_where_quiet() {
    let archive = Archive::of_samples();
    archive.write("list.txt", "bridge AND ferry\ntitle:\n");
    let told = archive.line("batch list.txt --passages none");
    assert!(told.stderr.contains("read as queries"), "{}", told.whole());
    let quiet = archive.line("batch list.txt --passages none -q");
    assert_eq!((quiet.stdout, quiet.stderr.as_str()), (told.stdout, ""));
    let run = archive.line("batch list.txt -q --output table.json --resume");
    assert_eq!(run.status, 2, "{}", run.whole());
    assert!(run.stderr.contains("`--format jsonl`"), "{}", run.whole());
    assert!(!archive.path("table.json").exists());
}
