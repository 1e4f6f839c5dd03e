//! Whatever the order and number of runs, the same articles give the same answers.

use std::fs;

use serde_json::{Value, json};

use crate::archive::{Archive, sample_folders};

const QUERIES: [&str; 16] = [
    "",
    "bridge",
    "peace talks collapsed",
    "\"root causes\"",
    "cease-fire",
    "ceasefire OR truce",
    "collaps* -bridge",
    "orvenia~ w/p talks",
    "ministers w/s resign*",
    "crack pre/10 bridge",
    "=Ferry not w/5 bridge",
    "atleast3(fever) OR first50(wells)",
    "title:bridge source:herald",
    "section:companies date:2023..2024",
    "lang:fr pont OR 和平协议",
    "ferry choir zebra",
];

/// What else is asked, each without the time it takes.
const LINES: [&str; 7] = [
    "keyness bridge --format jsonl",
    "collocates talks --format jsonl",
    "facets talks --by source,section --format jsonl",
    "timeline talks --by year --format jsonl",
    "similar corpus/text/eel-season.txt --format jsonl",
    "quote 'the bridge was built of false iron' --format json",
    "quote 'he said that it was of the and to' --format json",
];

fn index(archive: &Archive, what: &str) {
    let run = archive.line(&format!("index {what}"));
    assert_eq!(run.status, 0, "{}", run.whole());
}

/// The list under `key`, each member reduced to what must not change.
fn each(value: &Value, key: &str, kept: impl Fn(&Value) -> Value) -> Vec<Value> {
    let members = value[key].as_array().expect("an array");
    members.iter().map(kept).collect()
}

/// What is answered.
fn answers(archive: &Archive) -> Vec<Value> {
    let answer = |query: &str| {
        let options =
            "search --copies show --limit all --passages 3 --fields id,published --format json --";
        let json = archive.run(options.split(' ').chain([query])).json();
        let passage = |passage: &Value| {
            json!({
                "text": passage["text"],
                "span": passage["span"],
                "highlights": passage["highlights"],
            })
        };
        let hits = each(&json, "hits", |hit| {
            json!({
                "article": hit["article"],
                "score": hit["score"],
                "title_highlights": hit["title_highlights"],
                "passages": each(hit, "passages", passage),
            })
        });
        json!({"query": query, "total": json["total"], "hits": hits})
    };
    let sample = |query: &str| {
        let options = "kwic --sample 7 --seed 3 --sort oldest --format jsonl --";
        let run = archive.run(options.split(' ').chain([query]));
        json!(run.stdout)
    };
    let answered = QUERIES.iter().map(|query| answer(query));
    let sampled = ["talks", "the OR a*"].map(sample);
    let lines = LINES.map(|line| {
        let words = line.split('\'').enumerate();
        // What is in quotation marks is one argument.
        let arguments = words.flat_map(|(nth, part)| match nth {
            1 => vec![part],
            _ => part.split_whitespace().collect(),
        });
        json!(archive.run(arguments).stdout)
    });
    answered.chain(sampled).chain(lines).collect()
}

fn assert_same(found: &[Value], expected: &[Value], how: &str) {
    assert_eq!(found.len(), expected.len());
    for (found, expected) in found.iter().zip(expected) {
        assert_eq!(found, expected, "{how}");
    }
}

#[test]
fn any_order_and_number_of_runs_give_the_same_answers() {
    let at_once = answers(&Archive::of_samples());
    let hits = |answer: &Value| answer["hits"].as_array().map_or(0, Vec::len);
    assert_eq!(hits(&at_once[0]), 129);
    let (answered, rest) = at_once.split_at(QUERIES.len());
    let (sampled, others) = rest.split_at(rest.len() - LINES.len());
    assert!(
        answered.iter().all(|answer| hits(answer) > 0),
        "{at_once:?}"
    );
    let lines = |sample: &Value| sample.as_str().map_or(0, |lines| lines.lines().count());
    assert!(
        sampled.iter().all(|sample| lines(sample) == 7),
        "{at_once:?}"
    );
    assert!(others.iter().all(|other| lines(other) > 1), "{others:?}");

    let backwards = Archive::with_samples();
    for folder in sample_folders().iter().rev() {
        index(&backwards, &format!("corpus/{folder} --no-merge"));
    }
    assert_same(&answers(&backwards), &at_once, "a run a folder, backwards");
    let run = backwards.line("optimize");
    assert_eq!(run.status, 0, "{}", run.whole());
    assert_same(&answers(&backwards), &at_once, "merged");

    let twice = Archive::with_samples();
    index(&twice, "corpus/text corpus/tsv --threads 1");
    let folders = sample_folders().join(" corpus/");
    index(&twice, &format!("corpus/{folders}"));
    index(&twice, &format!("corpus/{folders}"));
    assert_same(&answers(&twice), &at_once, "some of it again and again");
}

#[test]
fn what_was_replaced_and_put_back_leaves_no_trace() {
    let archive = Archive::of_samples();
    let before = answers(&archive);
    let file = "corpus/jsonl/continental-wire.jsonl";
    let text = fs::read_to_string(archive.path(file)).expect("a sample");
    for how in ["--no-merge", ""] {
        archive.write(file, text.replace("talks", "whispers"));
        index(&archive, &format!("{file} {how}"));
        assert_ne!(answers(&archive), before);
        archive.write(file, &text);
        index(&archive, &format!("{file} {how}"));
        assert_same(&answers(&archive), &before, "put back");
    }
}

#[test]
fn what_was_added_and_pruned_leaves_no_trace() {
    let archive = Archive::of_samples();
    let before = answers(&archive);
    let added = "{\"id\":\"added\",\"title\":\"Bridge\",\"text\":\"The bridge and the peace talks, and a cease-fire.\"}\n";
    for how in ["--no-merge", ""] {
        archive.write("corpus/jsonl/added.jsonl", added);
        index(&archive, &format!("corpus/jsonl {how}"));
        assert_ne!(answers(&archive), before);
        fs::remove_file(archive.path("corpus/jsonl/added.jsonl")).expect("removed");
        index(&archive, &format!("corpus/jsonl --prune {how}"));
        assert_same(&answers(&archive), &before, "pruned");
    }
}
