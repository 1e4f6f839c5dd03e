//! Every operator in every form of output: the same articles, the same matches, whoever asks.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::archive::{Archive, Run};

/// Two paragraphs and a headline in which each operator has something to find and something to leave.
fn small() -> Archive {
    let archive = Archive::new();
    let lines = [
        r#"{"id":"a","title":"Peace talks collapse","lang":"en","url":"https://ledger.example/2024/03/peace-talks?page=1","source":"The Ledger","text":"The peace talks collapsed on Monday. Ministers from Joharia resigned. The ministers met.\n\nA second peace, not the talks, held. Talks about Peace ended."}"#,
        r#"{"id":"b","title":"Harbour","lang":"en","url":"https://www.herald.example/news/harbour_1.html","source":"Harbour Herald","text":"Ministers spoke. Nobody resigned; talks went on and on for peace."}"#,
        r#"{"id":"c","title":"Quiet","lang":"en","url":"https://ledger.example/2023/quiet","source":"The Ledger","text":"A quiet day."}"#,
    ];
    archive.write("news.jsonl", lines.join("\n"));
    let run = archive.line("index news.jsonl");
    assert_eq!(run.status, 0, "{}", run.whole());
    archive
}

/// Query, and for each article that it finds: the id, how often it occurs there, what is marked in the body.
type Case = (
    &'static str,
    &'static [(&'static str, usize, &'static [&'static str])],
);

const CASES: &[Case] = &[
    ("peace w/1 talks", &[("a", 2, &["peace", "talks"])]),
    (
        "talks near/2 peace",
        &[("a", 3, &["peace", "talks", "Talks", "Peace"])],
    ),
    ("talks pre/2 peace", &[("a", 1, &["Talks", "Peace"])]),
    (
        "talks pre/7 peace",
        &[
            ("a", 1, &["talks", "Talks", "Peace"]),
            ("b", 1, &["talks", "peace"]),
        ],
    ),
    (
        "peace not w/2 talks",
        &[("a", 1, &["peace"]), ("b", 1, &["peace"])],
    ),
    (
        "peace not pre/3 talks",
        &[("a", 1, &["Peace"]), ("b", 1, &["peace"])],
    ),
    (
        "talks not pre/2 peace",
        &[("a", 3, &["talks", "talks"]), ("b", 1, &["talks"])],
    ),
    (
        "ministers w/s resigned",
        &[("a", 1, &["Ministers", "resigned"])],
    ),
    (
        "ministers not w/s resigned",
        &[("a", 1, &["ministers"]), ("b", 1, &["Ministers"])],
    ),
    (
        "resigned pre/p ministers",
        &[("a", 1, &["resigned", "ministers"])],
    ),
    (
        "ministers w/p resigned",
        &[
            ("a", 2, &["Ministers", "resigned", "ministers"]),
            ("b", 1, &["Ministers", "resigned"]),
        ],
    ),
    ("ministers not w/p resigned", &[]),
    ("resigned not pre/p ministers", &[("b", 1, &["resigned"])]),
    (
        "ministrs~",
        &[
            ("a", 2, &["Ministers", "ministers"]),
            ("b", 1, &["Ministers"]),
        ],
    ),
    (
        "mnistrs~2",
        &[
            ("a", 2, &["Ministers", "ministers"]),
            ("b", 1, &["Ministers"]),
        ],
    ),
    ("/harb.*r|quiet/", &[("b", 1, &[]), ("c", 2, &["quiet"])]),
    ("atleast3(peace)", &[("a", 4, &["peace", "peace", "Peace"])]),
    (
        "atleast2(ministers w/p resigned)",
        &[("a", 2, &["Ministers", "resigned", "ministers"])],
    ),
    (
        "first3(talks OR ministers)",
        &[("a", 1, &["talks"]), ("b", 1, &["Ministers"])],
    ),
    (
        "resign*",
        &[("a", 1, &["resigned"]), ("b", 1, &["resigned"])],
    ),
    (
        "*signed",
        &[("a", 1, &["resigned"]), ("b", 1, &["resigned"])],
    ),
    (
        "min?sters",
        &[
            ("a", 2, &["Ministers", "ministers"]),
            ("b", 1, &["Ministers"]),
        ],
    ),
    ("=Peace", &[("a", 2, &["Peace"])]),
    (
        "=Ministers pre/s resign*",
        &[("a", 1, &["Ministers", "resigned"])],
    ),
    ("\"peace talks\"", &[("a", 2, &["peace talks"])]),
    (
        "\"peace talks\"~2",
        &[("a", 3, &["peace talks", "peace", "talks"])],
    ),
    (
        "\"peace talk*\" pre/2 collapse*",
        &[("a", 2, &["peace talks", "collapsed"])],
    ),
    (
        "(joh* w/2 resigned) w/p met",
        &[("a", 1, &["Joharia", "resigned", "met"])],
    ),
    (
        "(peace OR \"on and on\") w/2 (talks OR for)",
        &[
            ("a", 3, &["peace", "talks", "Talks", "Peace"]),
            ("b", 3, &["talks", "on and on", "for", "peace"]),
        ],
    ),
    (
        "minister~ w/s /resign(ed)?/",
        &[("a", 1, &["Ministers", "resigned"])],
    ),
    ("title:(peace w/1 talks)", &[("a", 1, &[])]),
    ("body:(peace w/1 talks)^2", &[("a", 1, &["peace", "talks"])]),
    ("talks^3 -collapse", &[("b", 1, &["talks"])]),
    (
        "peace w/2 talks^0.5",
        &[("a", 3, &["peace", "talks", "Talks", "Peace"])],
    ),
    (
        "peace url:https://ledger.example/2024/*",
        &[("a", 4, &["peace", "peace", "Peace"])],
    ),
    (
        "peace url:https://ledger.example/2024/03/peace-talks?page=1",
        &[("a", 4, &["peace", "peace", "Peace"])],
    ),
    ("talks source:\"harb* herald\"", &[("b", 1, &["talks"])]),
];

/// What the program says about a query in one form.
fn asked(archive: &Archive, command: &str, query: &str) -> Run {
    let run = archive.run(command.split(' ').chain(["--", query]));
    assert!(
        matches!(run.status, 0 | 1),
        "{command} {query}: {}",
        run.whole()
    );
    assert!(!run.stderr.contains("panicked"), "{query}: {}", run.stderr);
    run
}

fn text(value: &Value) -> String {
    value.as_str().expect("a text").to_owned()
}

fn array(value: &Value) -> &[Value] {
    value.as_array().expect("an array")
}

fn json_lines(run: &Run) -> Vec<Value> {
    let lines = run.stdout.lines();
    lines
        .map(|line| serde_json::from_str(line).expect("a line is JSON"))
        .collect()
}

fn rows(table: &str) -> Vec<Vec<String>> {
    let mut reader =
        csv::ReaderBuilder::new().from_reader(table.trim_start_matches('\u{feff}').as_bytes());
    let rows = reader.records().map(|row| row.expect("a row"));
    rows.map(|row| row.iter().map(str::to_owned).collect())
        .collect()
}

#[test]
fn every_operator_finds_and_marks_what_it_says() {
    let archive = small();
    for (query, expected) in CASES {
        let answer = asked(&archive, "search --all --passages 9 --format json", query).json();
        let mut found: Vec<(String, Vec<String>)> = array(&answer["hits"])
            .iter()
            .map(|hit| {
                let mut marks: Vec<(u64, String)> = array(&hit["passages"])
                    .iter()
                    .flat_map(|passage| array(&passage["highlights"]))
                    .map(|mark| {
                        (
                            mark["in_body"]["bytes"]["start"].as_u64().expect("a place"),
                            text(&mark["text"]),
                        )
                    })
                    .collect();
                marks.sort();
                (
                    text(&hit["article"]["id"]),
                    marks.into_iter().map(|(_, mark)| mark).collect(),
                )
            })
            .collect();
        found.sort();
        let wanted: Vec<(String, Vec<String>)> = expected
            .iter()
            .map(|(id, _, marks)| {
                (
                    (*id).to_owned(),
                    marks.iter().map(|mark| (*mark).to_owned()).collect(),
                )
            })
            .collect();
        assert_eq!(found, wanted, "{query}");
    }
}

#[test]
fn every_form_of_output_tells_the_same() {
    let archive = small();
    for (query, expected) in CASES {
        let ids: BTreeSet<String> = expected.iter().map(|(id, ..)| (*id).to_owned()).collect();
        let first = |run: &Run| -> BTreeSet<String> {
            let lines = run.stdout.lines();
            lines
                .filter_map(|line| line.split(' ').nth(2))
                .map(str::to_owned)
                .collect()
        };
        let article = |line: &Value| text(&line["article"]["id"]);
        let jsonl = json_lines(&asked(&archive, "search --all --format jsonl", query));
        assert_eq!(
            jsonl.iter().map(article).collect::<BTreeSet<_>>(),
            ids,
            "jsonl {query}"
        );
        let csv = rows(&asked(&archive, "search --all --fields id --format csv", query).stdout);
        let at_id = |row: &Vec<String>| ids.iter().any(|id| row.contains(id));
        assert!(
            csv.iter().all(at_id) && csv.len() >= ids.len(),
            "csv {query}: {csv:?}"
        );
        let trec = asked(&archive, "search --all --format trec", query);
        assert_eq!(first(&trec), ids, "trec {query}");
        for format in ["text", "markdown"] {
            let run = asked(&archive, &format!("search --all --format {format}"), query);
            for (id, title) in [
                ("a", "Peace talks collapse"),
                ("b", "Harbour"),
                ("c", "Quiet"),
            ] {
                let is_there = run
                    .stdout
                    .lines()
                    .any(|line| line.replace(['*', '#', '[', ']', '\\'], "").contains(title));
                assert_eq!(
                    is_there,
                    ids.contains(id),
                    "{format} {query}: {}",
                    run.stdout
                );
            }
        }
    }
}

#[test]
fn every_command_counts_the_same() {
    let archive = small();
    for (query, expected) in CASES {
        let occurrences: usize = expected.iter().map(|(_, occurrences, _)| occurrences).sum();
        let number =
            |value: &Value| usize::try_from(value.as_u64().expect("a number")).expect("few");
        let counts = asked(&archive, "count --format json", query).json()["counts"][0].clone();
        assert_eq!(number(&counts["articles"]), expected.len(), "count {query}");
        assert_eq!(number(&counts["occurrences"]), occurrences, "count {query}");
        let cells = rows(&asked(&archive, "count --format csv", query).stdout);
        assert_eq!(cells[0][5], occurrences.to_string(), "count csv {query}");
        let kwic = json_lines(&asked(&archive, "kwic --format jsonl", query));
        assert_eq!(kwic.len(), occurrences, "kwic {query}");
        for (id, occurrences, _) in *expected {
            let own = kwic.iter().filter(|line| line["article"]["id"] == *id);
            assert_eq!(own.count(), *occurrences, "kwic {query} in {id}");
        }
        let csv = rows(&asked(&archive, "kwic --format csv", query).stdout);
        assert_eq!(csv.len(), occurrences, "kwic csv {query}");
    }
    let list: Vec<&str> = CASES.iter().map(|(query, _)| *query).collect();
    archive.write("list.txt", list.join("\n"));
    let run = archive.line("batch list.txt --passages none --format jsonl");
    for (row, (query, expected)) in json_lines(&run).iter().zip(CASES) {
        let occurrences: usize = expected.iter().map(|(_, occurrences, _)| occurrences).sum();
        assert_eq!(row["query"]["text"], *query);
        assert!(row["error"].is_null(), "{row}");
        assert_eq!(
            row["count"]["occurrences"].as_u64(),
            u64::try_from(occurrences).ok(),
            "batch {query}"
        );
    }
    let csv = rows(&archive.line("batch list.txt").stdout);
    assert_eq!(csv.len(), CASES.len());
}

#[test]
fn what_has_no_place_is_told_with_its_place_and_a_hint() {
    let archive = small();
    for (query, place) in [
        ("peace w/5 source:herald", "source:herald"),
        ("peace w/5 date:2024", "date:2024"),
        ("date:2024 pre/5 peace", "date:2024"),
        ("peace w/s (-talks)", "-talks"),
        ("peace w/p (talks ministers)", "(talks ministers)"),
        ("atleast2(source:herald)", "source:herald"),
        ("first9(-peace)", "-peace"),
        ("source:(the w/2 ledger)", "the w/2 ledger"),
        ("source:\"the ledger\"~2", "\"the ledger\""),
    ] {
        let notices = asked(&archive, "search --format json", query).json()["notices"].clone();
        let told = array(&notices)
            .iter()
            .find(|notice| notice["code"] == "query_problem");
        let told = told.unwrap_or_else(|| panic!("{query} is read in silence: {notices}"));
        let bytes = &told["span"]["bytes"];
        let at = |end: &str| usize::try_from(bytes[end].as_u64().expect("a place")).expect("short");
        assert!(
            query[at("start")..at("end")].contains(place),
            "{query}: {told}"
        );
        assert!(told["hint"].is_string(), "{query}: {told}");
        let strict = archive.run(["search", "--strict", "--", query]);
        assert_eq!(strict.status, 2, "{query}");
        assert!(strict.stderr.contains("^^"), "{query}: {}", strict.stderr);
    }
}

#[test]
fn addresses_are_found_whole_and_in_part() {
    let archive = small();
    for (query, expected) in [
        ("url:https://ledger.example/2024/03/peace-talks?page=1", "a"),
        (
            "url:\"https://ledger.example/2024/03/peace-talks?page=1\"",
            "a",
        ),
        ("url:https://ledger.example/*", "a c"),
        ("url:https://ledger.example/20*", "a c"),
        ("url:https://ledger.example/2024/*", "a"),
        ("url:https://ledger.example/2024/03/pea*", "a"),
        ("url:*/2024/03/*", "a"),
        ("url:*edger.example/2024*", "a"),
        ("url:https://*/news/*", "b"),
        ("url:*.html", "b"),
        ("url:*bour_1.h*", "b"),
        ("url:https://*.example/20*/quiet", "c"),
        ("url:https://ledger.example/2025/*", ""),
        ("url:*ger.example/2024/04/*", ""),
        ("url:(*/2024/* OR *quiet)", "a c"),
    ] {
        let answer = asked(&archive, "search --all --format json", query).json();
        let ids: BTreeSet<String> = array(&answer["hits"])
            .iter()
            .map(|hit| text(&hit["article"]["id"]))
            .collect();
        assert_eq!(
            ids.into_iter().collect::<Vec<_>>().join(" "),
            expected,
            "{query}"
        );
    }
}

#[test]
fn a_language_is_found_by_its_code_quoted_or_not() {
    let archive = small();
    for (query, expected) in [
        ("lang:en", 3),
        ("lang:=en", 3),
        ("lang:=\"en\"", 3),
        ("lang:=\"EN\"", 3),
        ("lang:=\"fr\"", 0),
        ("-lang:=\"en\"", 0),
    ] {
        let run = archive.run(["count", "--format", "json", "--", query]);
        assert_eq!(run.json()["counts"][0]["articles"], expected, "{query}");
    }
}

#[test]
fn a_query_is_explained_with_what_its_patterns_stand_for() {
    let archive = small();
    let query = "minist* w/5 resigne~ source:led*";
    for command in ["search", "count", "kwic"] {
        let run = archive.run([command, "--explain-query", "--", query]);
        for told in [
            "read as: (minist* w/5 resigne~) source:led*",
            "meaning: articles with ",
            "minist* stands for 1 word: ministers (2)",
            "resigne~1 stands for 1 word: resigned (2)",
            "source:led* stands for 1 word: ledger (2)",
        ] {
            assert!(run.stderr.contains(told), "{command}: {}", run.whole());
        }
    }
    for (command, place) in [("search", "/query"), ("count", "/counts/0/query")] {
        let json = archive
            .run([command, "--format", "json", "--", query])
            .json();
        let understood = json.pointer(place).expect("a query");
        assert_eq!(
            understood["canonical"],
            "(minist* w/5 resigne~) source:led*"
        );
        let meaning = text(&understood["meaning"]);
        assert!(meaning.contains("within 5 words of"), "{meaning}");
        let pattern = &understood["patterns"][0];
        assert_eq!(pattern["pattern"], "minist*");
        assert_eq!(pattern["commonest"][0]["word"], "ministers");
        assert_eq!(pattern["commonest"][0]["articles"], 2);
    }
}

/// What users of other engines asked for in the threads named: articles, query, what is marked in the first.
const THREADS: &[(&str, &str, &str, &[&str])] = &[
    (
        "quickwit-oss/tantivy#867, #2358: what a fuzzy word, a prefix or a regular expression found is marked",
        "A diacritc, the diacritics and a diary.",
        "diacritic~ OR diar* OR /the/",
        &["diacritc", "the", "diacritics", "diary"],
    ),
    (
        "quickwit-oss/tantivy#2358: no word of a phrase by itself",
        "In New York the new mayor of York spoke.",
        "“new york”",
        &["New York"],
    ),
    (
        "meilisearch/meilisearch#2123: a phrase is marked as a phrase",
        "The great wall. A great, long wall. The great wall again.",
        "\"the great wall\"",
        &["The great wall", "The great wall"],
    ),
    (
        "elastic/elasticsearch#18246: outside the distance nothing is marked",
        "Short leg twice syndrome short syndrome.",
        "short pre/1 syndrome",
        &["short", "syndrome"],
    ),
    (
        "elastic/elasticsearch#122596: words between are not marked",
        "A test with slop different from zero.",
        "\"test with from zero\"~2",
        &["test with", "from zero"],
    ),
    (
        "elastic/elasticsearch#43867: every occurrence that can form a match",
        "La hoya hoya hoya.",
        "hoya w/51 la",
        &["La", "hoya", "hoya", "hoya"],
    ),
    (
        "elastic/elasticsearch#15291, #29561: no lone word of a phrase",
        "The quick brown fox jumped over the other quick, lazier, fox.",
        "\"quick brown fox\"",
        &["quick brown fox"],
    ),
    (
        "ICIJ/datashare#1068: a wildcard inside nearness",
        "John A. Doe met Johanna Doe and Mary Doe.",
        "joh* w/2 doe",
        &["John", "Doe", "Johanna", "Doe"],
    ),
];

#[test]
fn matches_are_marked_as_other_engines_were_asked_to() {
    for (thread, body, query, expected) in THREADS {
        let archive = Archive::new();
        let record = serde_json::json!({"id": "one", "lang": "en", "text": body});
        archive.write("one.jsonl", format!("{record}\n"));
        let run = archive.line("index one.jsonl");
        assert_eq!(run.status, 0, "{}", run.whole());
        let run = archive.run(["show", "--format", "json", "--query", query, "--", "one"]);
        let shown = run.json();
        let marks: Vec<String> = array(&shown["highlights"])
            .iter()
            .map(|mark| text(&mark["text"]))
            .collect();
        assert_eq!(marks, *expected, "{thread}");
    }
}
