//! Concordances: every match on its line, in its context, in the order asked for.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::archive::{Archive, Run};

/// Three articles with six talks, one of them in a headline.
fn small() -> Archive {
    let archive = Archive::new();
    let lines = [
        r#"{"id":"a","title":"Harbour news","date":"2024-01-05","source":"Herald","lang":"en","text":"Old talks failed here. The new talks, he said, began.\n\nTalks end."}"#,
        r#"{"id":"b","title":"Talks again","date":"2024-03-05","lang":"en","text":"Nobody spoke. Zealous talks, and more."}"#,
        r#"{"id":"c","title":"Undated","lang":"en","text":"=Broken talks: 1+1."}"#,
        r#"{"id":"d","title":"Nothing","date":"2024-02-05","lang":"en","text":"A quiet day."}"#,
    ];
    archive.write("news.jsonl", lines.join("\n"));
    let run = archive.line("index news.jsonl");
    assert_eq!(run.status, 0, "{}", run.whole());
    archive
}

fn lines(run: &Run) -> Vec<Value> {
    assert_eq!(run.status, 0, "{}", run.whole());
    run.stdout
        .lines()
        .map(|line| serde_json::from_str(line).expect("a line is JSON"))
        .collect()
}

fn text<'a>(value: &'a Value, key: &str) -> &'a str {
    value[key].as_str().expect("a string")
}

/// Left, match and right of each line.
fn parts(run: &Run) -> Vec<[String; 3]> {
    lines(run)
        .iter()
        .map(|line| ["left", "keyword", "right"].map(|key| text(line, key).to_owned()))
        .collect()
}

#[test]
fn every_match_has_its_line_and_its_context() {
    let archive = small();
    let run = archive.line("kwic talks --context 2 --sort oldest --format jsonl");
    let expected = [
        ["Old ", "talks", " failed here"],
        ["The new ", "talks", ", he said"],
        ["said, began.\n\n", "Talks", " end"],
        ["spoke. Zealous ", "talks", ", and more"],
        ["", "Talks", " again"],
        ["Broken ", "talks", ": 1+1"],
    ];
    let found = parts(&run);
    assert_eq!(found.len(), expected.len(), "{}", run.whole());
    for (found, expected) in found.iter().zip(expected) {
        assert_eq!(found[1], expected[1]);
        assert!(found[0].ends_with(expected[0]), "{found:?}");
        assert!(found[2].starts_with(expected[2]), "{found:?}");
    }
    assert!(
        run.stderr
            .contains("note: 6 matches of `talks` in 3 of 4 articles\n"),
        "{}",
        run.stderr
    );
    let lines = lines(&run);
    assert_eq!(lines[2]["sentence"], 2);
    assert_eq!(lines[4]["sentence"], Value::Null);
    assert_eq!(lines[4]["in_title"], true);
    assert_eq!(lines[0]["article"]["source"], "Herald");
}

#[test]
fn lines_are_ordered_by_neighbouring_words() {
    let archive = small();
    let order = |sort: &str| -> Vec<String> {
        let run = archive.run(["kwic", "talks", "--sort", sort, "--format", "jsonl"]);
        lines(&run)
            .iter()
            .map(|line| {
                let last = text(line, "left").split_whitespace().last();
                let next = text(line, "right").split_whitespace().next();
                format!("{} {}", last.unwrap_or("-"), next.unwrap_or("-"))
            })
            .collect()
    };
    // The headline has no word to the left.
    let left = [
        "- again",
        "began. end.",
        "=Broken :",
        "new ,",
        "Old failed",
        "Zealous ,",
    ];
    let shown: Vec<String> = order("l1");
    let first_words = |lines: &[String]| -> Vec<String> {
        let words = lines.iter().map(|line| {
            let word = line.split(' ').next().unwrap_or_default();
            word.trim_matches(|c: char| !c.is_alphabetic())
                .to_lowercase()
        });
        words.collect()
    };
    let expected: Vec<String> = left.map(str::to_owned).to_vec();
    assert_eq!(first_words(&shown), first_words(&expected));
    let newest: Vec<String> = order("newest");
    assert!(newest[0].starts_with("Zealous"), "{newest:?}");
    let run = archive.line("kwic talks --sort r1 --format jsonl");
    let next: Vec<String> = parts(&run)
        .iter()
        .map(|[_, _, right]| {
            let words = right.split(|c: char| !c.is_alphanumeric());
            words.filter(|word| !word.is_empty()).take(1).collect()
        })
        .collect();
    assert!(next.is_sorted(), "{next:?}");
}

#[test]
fn any_order_has_all_lines_once() {
    let archive = Archive::of_samples();
    let sorted = |order: &str| {
        let run = archive.run([
            "kwic",
            "the",
            "--sort",
            order,
            "--context",
            "3",
            "--format",
            "jsonl",
        ]);
        let mut lines: Vec<String> = run.stdout.lines().map(str::to_owned).collect();
        lines.sort();
        lines
    };
    let all = sorted("relevance");
    assert!(all.len() > 100);
    for order in ["newest", "oldest", "l1", "l2", "l3", "r1", "r2", "r3"] {
        assert_eq!(sorted(order), all, "{order}");
    }
}

#[test]
fn a_sample_is_some_of_all_and_the_same_again() {
    let archive = Archive::of_samples();
    let all = archive.line("kwic the --format jsonl");
    let all: BTreeSet<&str> = all.stdout.lines().collect();
    for order in ["relevance", "r1"] {
        let command = [
            "kwic", "the", "--format", "jsonl", "--sample", "20", "--sort", order,
        ];
        let run = archive.run(command);
        let sample: BTreeSet<&str> = run.stdout.lines().collect();
        assert_eq!(sample.len(), 20);
        assert!(sample.is_subset(&all));
        assert_eq!(run.stdout, archive.run(command).stdout);
        let total = format!("{} matches", all.len());
        let told = run.stderr.replace(',', "");
        assert!(told.contains(&total), "{total}: {}", run.stderr);
        assert!(
            told.contains("20 of them chosen at random"),
            "{}",
            run.stderr
        );
    }
    let other = archive.line("kwic the --format jsonl --sample 20 --seed 1");
    let same = archive.line("kwic the --format jsonl --sample 20");
    assert_ne!(other.stdout, same.stdout);
}

#[test]
fn places_name_their_text() {
    let archive = Archive::of_samples();
    let run = archive.line("kwic --format jsonl --sample 60 --fields id,title,body the OR a*");
    for line in lines(&run) {
        let whole = text(
            &line["article"],
            if line["in_title"] == true {
                "title"
            } else {
                "body"
            },
        );
        let keyword = text(&line, "keyword");
        let at = |unit: &str, end: &str| {
            let place = line["place"][unit][end].as_u64().expect("a number");
            usize::try_from(place).expect("a place")
        };
        let (start, end) = (at("bytes", "start"), at("bytes", "end"));
        assert_eq!(&whole[start..end], keyword);
        let (left, right) = (text(&line, "left"), text(&line, "right"));
        assert!(whole[..start].ends_with(left));
        assert!(whole[end..].starts_with(right));
        let skipped = at("characters", "start");
        let taken = at("characters", "end") - skipped;
        let cut: String = whole.chars().skip(skipped).take(taken).collect();
        assert_eq!(cut, keyword);
    }
}

#[test]
fn tables_hold_one_line_a_match() {
    let archive = small();
    let tsv = archive.line("kwic talks --format tsv").stdout;
    assert_eq!(tsv.lines().count(), 7);
    let columns: BTreeSet<usize> = tsv.lines().map(|line| line.split('\t').count()).collect();
    assert_eq!(columns.len(), 1, "{tsv}");
    let chosen = archive.line("kwic talks --columns keyword,start_byte,meta.desk --format tsv");
    assert!(
        chosen
            .stdout
            .starts_with("keyword\tstart_byte\tmeta.desk\n"),
        "{}",
        chosen.stdout
    );
    for refused in [
        "kwic talks --columns color --format csv",
        "kwic talks --columns id",
    ] {
        let run = archive.line(refused);
        assert!(
            run.status == 2 && run.stderr.contains("hint: choose"),
            "{}",
            run.whole()
        );
    }
    let csv = archive.line("kwic talks --format csv --fields id").stdout;
    let table = csv.trim_start_matches('\u{feff}');
    assert!(
        table.starts_with("id,in_title,left,keyword,right\r\n"),
        "{csv}"
    );
    let mut reader = csv::Reader::from_reader(table.as_bytes());
    assert_eq!(reader.records().filter_map(Result::ok).count(), 6);
}

#[test]
fn text_has_the_matches_below_each_other() {
    let archive = small();
    let run = archive.line("kwic talks");
    assert_eq!(run.status, 0, "{}", run.whole());
    let mut lines = run.stdout.lines();
    assert_eq!(
        lines.next(),
        Some("6 matches of `talks` in 3 of 4 articles")
    );
    assert_eq!(lines.next(), Some(""));
    let columns: BTreeSet<Option<usize>> = lines.map(|line| line.find("**")).collect();
    assert_eq!(columns.len(), 1, "{}", run.whole());
    assert_eq!(run.stdout.lines().count(), 8);
}

#[test]
fn what_nothing_matches_is_explained() {
    let archive = small();
    let run = archive.line("kwic zebra");
    assert_eq!(run.status, 1, "{}", run.whole());
    assert!(
        run.stdout.contains("no article has `zebra`"),
        "{}",
        run.whole()
    );
    // Every word is required: there is no falling back to some of them.
    assert_eq!(archive.line("kwic talks zebra").status, 1);
    let run = archive.run(["kwic", "--strict", "--", "autor:doe"]);
    assert_eq!(run.status, 2, "{}", run.whole());
}

#[test]
fn a_closed_pipe_is_success() {
    let archive = Archive::of_samples();
    let program = env!("CARGO_BIN_EXE_unbury");
    let line = format!(
        "'{program}' kwic --sort l1 'the OR a*' | head -n 1; test ${{PIPESTATUS[0]}} -eq 0"
    );
    let status = archive
        .command_of("bash")
        .args(["-c", &line])
        .stdout(std::process::Stdio::null())
        .status()
        .expect("bash runs");
    assert!(status.success());
}
