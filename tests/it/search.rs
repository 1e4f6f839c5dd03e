//! Searching: what is found, counted, marked and written.

use crate::archive::Archive;

/// Articles whose text says what each query of a table asks for, and the ids that must be found.
fn small() -> Archive {
    let archive = Archive::new();
    let lines = [
        r#"{"id":"talks","title":"Peace talks collapse","date":"2024-03-09","source":"Harbour Herald","author":"Jane Doe","text":"The peace talks collapsed on Saturday. Ministers resigned an hour later. The root causes remain."}"#,
        r#"{"id":"us","title":"U.S. envoy arrives","date":"2024-04","source":"The Ledger","text":"The U.S. envoy told us that a cease-fire was near. Let us hope, he said."}"#,
        r#"{"id":"root","title":"Causes of rot","date":"1890","text":"The causes were many; the root was dry. O’Brien’s naïve café stood empty."}"#,
        r#"{"id":"truce","title":"Truce holds","date":"2024-05-01","text":"The ceasefire holds. Running water returned; people run home. 1,200 families went home."}"#,
        r#"{"id":"nouvelles","title":"Les nouvelles du port","lang":"fr","text":"Les pêcheurs demandent des nouvelles du port. L’équipe attend les nouvelles."}"#,
    ];
    archive.write("news.jsonl", lines.join("\n"));
    let run = archive.line("index news.jsonl");
    assert_eq!(run.status, 0, "{}", run.whole());
    archive
}

fn ids(archive: &Archive, query: &str) -> Vec<String> {
    let run = archive.run([
        "search", "--all", "--limit", "all", "--format", "json", "--", query,
    ]);
    let mut ids: Vec<String> = run.json()["hits"]
        .as_array()
        .expect("hits")
        .iter()
        .map(|hit| hit["article"]["id"].as_str().expect("an id").to_owned())
        .collect();
    ids.sort();
    ids
}

/// Queries, and the articles that they find.
const FOUND: &[(&str, &[&str])] = &[
    ("causes", &["root", "talks"]),
    ("cause", &["root", "talks"]),
    ("\"root causes\"", &["talks"]),
    ("\"root cause\"", &[]),
    ("\"causes root\"~3", &["root"]),
    ("root -collapsed", &["root"]),
    ("US", &["us"]),
    ("=US", &["us"]),
    ("=us", &["us"]),
    ("cease-fire", &["truce", "us"]),
    ("ceasefire", &["truce", "us"]),
    ("\"cease fire\"", &["us"]),
    ("naive cafe", &["root"]),
    ("O'Brien", &["root"]),
    ("1200", &["truce"]),
    ("run", &["truce"]),
    ("\"run\"", &["truce"]),
    ("\"running\"", &["truce"]),
    ("resign*", &["talks"]),
    ("*signed", &["talks"]),
    ("c?fe", &["root"]),
    ("talks OR truce", &["talks", "truce"]),
    ("(talks OR truce) home", &["truce"]),
    ("title:causes", &["root"]),
    ("title:(peace OR truce)", &["talks", "truce"]),
    ("body:peace", &["talks"]),
    ("title:arrives body:us", &["us"]),
    ("source:herald", &["talks"]),
    ("source:\"harbour herald\" causes", &["talks"]),
    ("author:doe", &["talks"]),
    ("lang:fr", &["nouvelles"]),
    ("nouvelle", &["nouvelles"]),
    ("new", &[]),
    ("equipe", &["nouvelles"]),
    ("date:2024", &["talks", "truce", "us"]),
    ("date:2024-03..2024-04", &["talks", "us"]),
    ("since:1889 until:1891", &["root"]),
    ("id:us", &["us"]),
    ("peace w/1 talks", &["talks"]),
    ("ministers w/s resign*", &["talks"]),
    ("peace w/s ministers", &[]),
    ("peace w/p ministers", &["talks"]),
    ("talks pre/2 collapsed", &["talks"]),
    ("collapsed pre/2 talks", &[]),
    ("colapsed~", &["talks"]),
    ("/colla.*/", &["talks"]),
    ("atleast2(home)", &["truce"]),
    ("atleast3(home)", &[]),
    ("first3(talks)", &["talks"]),
    ("first2(talks)", &[]),
    ("root not w/3 causes", &["root"]),
    ("peace not w/2 talks", &[]),
    ("peace not pre/2 talks", &[]),
    ("talks not pre/2 peace", &["talks"]),
    ("talks not pre/2 collapse", &[]),
    ("ministers not pre/s resigned", &[]),
    ("resigned not pre/s ministers", &["talks"]),
    ("resigned not pre/p peace", &["talks"]),
    ("peace not pre/p resigned", &["talks"]),
    ("body:(peace not pre/p resigned)", &[]),
];

#[test]
fn a_query_finds_exactly_what_it_says() {
    let archive = small();
    for (query, expected) in FOUND {
        assert_eq!(ids(&archive, query), *expected, "{query}");
    }
}

#[test]
fn highlights_are_what_matched() {
    let archive = small();
    let table: &[(&str, &str, &[&str])] = &[
        ("\"root causes\"", "talks", &["root causes"]),
        ("root causes", "root", &["causes", "root"]),
        ("peace -zebra", "talks", &["peace"]),
        ("=US", "us", &["U.S."]),
        ("cease-fire", "us", &["cease-fire"]),
        ("ceasefire", "truce", &["ceasefire"]),
        ("run", "truce", &["Running", "run"]),
        ("\"run\"", "truce", &["run"]),
        ("O'Brien", "root", &["O’Brien’s"]),
        ("ministers w/s resign*", "talks", &["Ministers", "resigned"]),
        ("equipe", "nouvelles", &["équipe"]),
    ];
    for (query, id, expected) in table {
        let run = archive.run(["search", "--format", "json", "--", query]);
        let json = run.json();
        let hit = json["hits"]
            .as_array()
            .expect("hits")
            .iter()
            .find(|hit| hit["article"]["id"] == **id);
        let hit = hit.unwrap_or_else(|| panic!("{query} does not find {id}"));
        let marked: Vec<&str> = hit["passages"][0]["highlights"]
            .as_array()
            .expect("highlights")
            .iter()
            .map(|highlight| highlight["text"].as_str().expect("text"))
            .collect();
        assert_eq!(marked, *expected, "{query}");
    }
}

#[test]
fn what_nothing_matches_is_explained() {
    let archive = small();
    let run = archive.line("search peace zebra");
    assert_eq!(run.status, 0, "{}", run.whole());
    assert!(
        run.stdout.contains("no article has `zebra`"),
        "{}",
        run.whole()
    );
    let run = archive.line("search ministres --all");
    assert_eq!(run.status, 1, "{}", run.whole());
    assert!(
        run.stdout.contains("did you mean `ministers`?"),
        "{}",
        run.whole()
    );
}

#[test]
fn strict_refuses_what_was_not_understood() {
    let archive = small();
    let run = archive.run(["search", "--strict", "--", "autor:doe"]);
    assert_eq!(run.status, 2, "{}", run.whole());
    assert!(
        run.stderr.contains('^') && run.stderr.contains("author"),
        "{}",
        run.whole()
    );
}

#[test]
fn a_closed_pipe_is_success() {
    let archive = Archive::of_samples();
    let program = env!("CARGO_BIN_EXE_unbury");
    let line = format!(
        "'{program}' search --limit all the --any | head -n 1; test ${{PIPESTATUS[0]}} -eq 0"
    );
    let status = archive
        .command_of("bash")
        .args(["-c", &line])
        .stdout(std::process::Stdio::null())
        .status()
        .expect("bash runs");
    assert!(status.success());
}

#[test]
fn an_article_is_shown_from_a_sentence_on() {
    let archive = Archive::new();
    let body = "One is here. Two is here.\n\nThree is here. Four is here.\n\nFive is here.";
    let article = serde_json::json!({"id": "a", "body": body}).to_string();
    archive.write("a.jsonl", article);
    archive.line("index a.jsonl");
    let shown = |sentence: &str| archive.run(["show", "a", "--at", sentence]);
    for (sentence, first) in [("4", "…\n\nThree is here."), ("5", "…\n\nFive is here.")] {
        let run = shown(sentence);
        assert!(run.stdout.contains(first), "{}", run.whole());
        assert!(!run.stdout.contains("One is"), "{}", run.whole());
    }
    assert!(shown("1").stdout.contains("One is here."));
    let run = shown("6");
    assert!(
        run.status == 2 && run.stderr.contains("no sentence 6"),
        "{}",
        run.whole()
    );
}
