//! How good the ranking is, held to a committed summary; and the command that says so.

use std::fs;
use std::path::PathBuf;

use serde_json::Value;

use crate::archive::{Archive, corpus};

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// The arguments that measure the samples by their own judgements, and `more` of them.
fn eval<'a>(more: &[&'a str]) -> Vec<&'a str> {
    const TOPICS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/corpus/topics.tsv");
    const QRELS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/corpus/qrels.txt");
    let mut arguments = vec!["eval", "--topics", TOPICS, "--qrels", QRELS];
    arguments.extend(more);
    arguments
}

fn assert_valid(name: &str, value: &Value) {
    let path = root().join(format!("docs/schema/{name}.schema.json"));
    let schema: Value =
        serde_json::from_str(&fs::read_to_string(path).expect("a schema")).expect("JSON");
    let validator = jsonschema::validator_for(&schema).expect("a sound schema");
    let errors: Vec<String> = validator
        .iter_errors(value)
        .map(|error| format!("{error} at {}", error.instance_path()))
        .collect();
    assert!(errors.is_empty(), "{errors:#?}");
}

/// A change of the ranking is a visible difference of `tests/ranking.txt`.
#[test]
fn the_ranking_is_the_committed_one() {
    let run = Archive::of_samples().run(eval(&["--by-topic"]));
    assert_eq!(run.status, 0, "{}", run.whole());
    assert_eq!(run.stderr, "", "every topic is judged, and asked");
    let summary = root().join("tests/ranking.txt");
    if std::env::var_os("UNBURY_BLESS").is_some() {
        fs::write(&summary, &run.stdout).expect("written");
        return;
    }
    let committed = fs::read_to_string(&summary).unwrap_or_default();
    assert!(
        run.stdout == committed,
        "the ranking has changed\n-- committed\n{committed}-- now\n{}-- \
         if it is meant to: UNBURY_BLESS=1 cargo test --test it the_ranking_is_the_committed_one",
        run.stdout
    );
}

#[test]
fn a_run_beside_itself_is_no_better() {
    let archive = Archive::of_samples();
    let run = archive.run(eval(&["--run", "first.run"]));
    assert_eq!(run.status, 0, "{}", run.whole());
    let written = fs::read_to_string(archive.path("first.run")).expect("a run");
    assert!(
        written.lines().all(|line| line.split(' ').count() == 6),
        "{written}"
    );
    let run = archive.run(eval(&[
        "--compare",
        "first.run",
        "--by-topic",
        "--format",
        "json",
    ]));
    let json = run.json();
    assert_valid("eval", &json);
    assert_eq!(json["topics"], 48);
    for measure in json["measures"].as_array().expect("measures") {
        assert_eq!(measure["compared"]["mean"], measure["mean"], "{measure}");
        assert_eq!(measure["compared"]["p_value"], 1.0, "{measure}");
        assert!(
            measure["mean"].as_f64().is_some_and(|mean| mean > 0.1),
            "{measure}"
        );
    }
    for topic in json["by_topic"].as_array().expect("topics") {
        assert_eq!(topic["values"], topic["compared"], "{topic}");
    }
    let json = archive.run(eval(&["--format", "json"])).json();
    assert_valid("eval", &json);
}

#[test]
fn topics_of_trec_are_asked_as_words() {
    let archive = Archive::new();
    archive
        .write(
            "news.jsonl",
            "{\"id\":\"a\",\"text\":\"The bridge was closed.\"}\n{\"id\":\"b\",\"text\":\"The ferry sails.\"}\n",
        )
        .write(
            "topics",
            "<top>\n<num> Number: 7\n<title> NOT bridge\n<desc> Description:\nFind -ferry OR title:ferry?\n</top>\n",
        )
        .write("qrels", "7 0 a 1\n7 0 b 0\n9 0 a 1\n");
    archive.line("index news.jsonl");
    let line = "eval --topics topics --qrels qrels --any --measures mrr,p@1 --format json";
    let run = archive.line(line);
    assert_eq!(run.json()["measures"][0]["mean"], 0.5, "{}", run.whole());
    assert!(
        run.stderr
            .contains("judged but not asked, and count as 0: 1"),
        "{}",
        run.whole()
    );
    let run = archive.line(&format!("{line} --topic-field desc"));
    assert_eq!(run.json()["measures"][1]["mean"], 0.0, "{}", run.whole());
}

/// The ids that a search gives, best first.
fn ids(archive: &Archive, line: &str) -> Vec<String> {
    let run = archive.line(&format!("search --format jsonl --fields id {line}"));
    let lines = run.stdout.lines();
    lines
        .map(|line| {
            let hit: Value = serde_json::from_str(line).expect("JSON");
            hit["article"]["id"].as_str().expect("an id").to_owned()
        })
        .collect()
}

#[test]
fn a_word_is_as_rare_as_in_all_languages_together() {
    let archive = Archive::new();
    let mut lines: Vec<String> = (0..20)
        .map(|at| {
            format!(
                "{{\"id\":\"{at}\",\"language\":\"en\",\"text\":\"The station in rain {at}.\"}}"
            )
        })
        .collect();
    lines.push("{\"id\":\"fr\",\"language\":\"fr\",\"text\":\"Une station.\"}".into());
    lines.push("{\"id\":\"en\",\"language\":\"en\",\"text\":\"A station, a harbour.\"}".into());
    archive.write("news.jsonl", lines.join("\n"));
    archive.line("index news.jsonl");
    assert_eq!(ids(&archive, "--any station harbour")[0], "en");
}

#[test]
fn function_words_count_less_in_a_question_alone() {
    let archive = Archive::new();
    let news = [
        ("who", "Who is who, and who is not."),
        ("ferry", "One more ferry came in."),
        ("rain", "Rain fell on a bridge."),
        ("wind", "Wind fell on a tower."),
    ];
    let lines = news.map(|(id, text)| format!("{{\"id\":\"{id}\",\"text\":\"{text}\"}}"));
    archive.write("news.jsonl", lines.join("\n"));
    archive.line("index news.jsonl");
    assert_eq!(ids(&archive, "--any who saw ferry whale rain")[2], "who");
    assert_eq!(ids(&archive, "--any who is"), ["who"]);
    // Nothing has all of them: two are enough, and who is none of them.
    assert_eq!(ids(&archive, "who fell rain whale harbour"), ["rain"]);
}

#[test]
fn articles_around_a_day_come_first() {
    let archive = Archive::new();
    let dates = [
        ("old", "\"1999-01-05\""),
        ("new", "\"2024-03-06\""),
        ("month", "\"2010-07\""),
        ("never", "null"),
    ];
    let lines = dates.map(|(id, date)| {
        format!("{{\"id\":\"{id}\",\"date\":{date},\"text\":\"The ferry sails.\"}}")
    });
    archive.write("news.jsonl", lines.join("\n"));
    archive.line("index news.jsonl");
    assert_eq!(ids(&archive, "ferry --around 2024-03-01")[0], "new");
    assert_eq!(
        ids(&archive, "ferry --around 1999-02-01 --half-life 10")[0],
        "old"
    );
    assert_eq!(
        ids(&archive, "ferry --around 2010-07-31 --half-life 1")[0],
        "month"
    );
    let run = archive.line("search ferry --around soon");
    assert_eq!(run.status, 2, "{}", run.whole());
}

#[test]
fn experiments_are_settings() {
    let archive = Archive::of_samples();
    let bm25 = archive.run(eval(&["--model", "bm25"]));
    let zero = ["function-words=1", "title=0", "lead=0", "closeness=0"];
    let set: Vec<&str> = zero.iter().flat_map(|setting| ["--set", setting]).collect();
    assert_eq!(archive.run(eval(&set)).stdout, bm25.stdout);
    assert_eq!(archive.run(eval(&["--prose"])).status, 0);
    for wrong in ["title", "title=-1", "titel=1", "title=much"] {
        assert_eq!(archive.run(eval(&["--set", wrong])).status, 2, "{wrong}");
    }
}

#[test]
fn known_items_need_no_judgements() {
    let archive = Archive::of_samples();
    let run = archive.line("eval --known-items 20 --format json");
    assert_eq!(run.status, 0, "{}", run.whole());
    let json = run.json();
    assert_valid("known-items", &json);
    assert_eq!(json["sentences"], 20);
    for scheme in json["schemes"].as_array().expect("schemes") {
        assert!(
            scheme["mrr"].as_f64().is_some_and(|mrr| mrr > 0.2),
            "{scheme}"
        );
    }
    assert_eq!(
        json,
        archive
            .line("eval --known-items 20 --format json --seed 1")
            .json(),
        "the seed decides"
    );
}

#[test]
fn what_is_wrong_with_the_files_is_said() {
    let archive = Archive::new();
    archive
        .write("topics", "1\tpeace\n2 war\n")
        .write("good", "1\tpeace\n")
        .write("qrels", "1 0 a yes\n")
        .write("empty", "");
    for (line, message, hint) in [
        (
            "eval --topics topics --qrels qrels",
            "line 2 of `topics` is no topic",
            "id, tab and query",
        ),
        (
            "eval --topics good --qrels qrels",
            "line 1 of `qrels` is no judgement",
            "four columns",
        ),
        (
            "eval --topics good --qrels empty",
            "`empty` holds no judgement",
            "four columns",
        ),
        ("eval --topics gone --qrels qrels", "cannot read `gone`", ""),
        (
            "eval --topics good --qrels qrels --measures f1",
            "`f1` is no measure",
            "ndcg@K",
        ),
        ("eval --topics good", "--qrels", ""),
        ("eval --known-items 3 --by-topic", "cannot be used with", ""),
        ("eval", "--topics", ""),
    ] {
        let run = archive.line(line);
        assert_eq!(run.status, 2, "{line}: {}", run.whole());
        assert!(run.stderr.contains(message), "{line}: {}", run.whole());
        assert!(run.stderr.contains(hint), "{line}: {}", run.whole());
    }
}

/// The samples lie beside the judgements, which name them by path.
#[test]
fn what_is_judged_is_in_the_archive() {
    let archive = Archive::of_samples();
    let listed =
        archive.line("search --copies show --limit all --format jsonl --passages 1 --fields id");
    let mut ids: Vec<String> = Vec::new();
    for line in listed.stdout.lines() {
        let hit: Value = serde_json::from_str(line).expect("JSON");
        ids.push(hit["article"]["id"].as_str().expect("an id").to_owned());
    }
    let qrels = fs::read_to_string(corpus().join("qrels.txt")).expect("judgements");
    let missing: Vec<&str> = qrels
        .lines()
        .filter_map(|line| line.split_whitespace().nth(2))
        .filter(|id| !ids.iter().any(|known| known == id))
        .collect();
    assert!(missing.is_empty(), "{missing:?}");
}
