//! Quotations: what is cut from an article is verbatim there, what is changed is told exactly, and what is shuffled is not.

use serde_json::Value;

use crate::archive::Archive;

/// An article of the archive.
struct Source {
    id: String,
    body: String,
}

fn sources(archive: &Archive) -> Vec<Source> {
    let lines = archive.line("export * --format jsonl").stdout;
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    lines
        .lines()
        .map(|line| serde_json::from_str::<Value>(line).expect("JSON"))
        .map(|line| line.get("article").cloned().unwrap_or(line))
        .map(|article| Source {
            id: text(&article["id"]),
            body: text(&article["body"]),
        })
        .collect()
}

/// What the program says of each quotation.
fn verified(archive: &Archive, quotes: &[String]) -> Vec<Value> {
    let mut arguments = vec!["quote", "-n", "1000", "--format", "json", "--"];
    arguments.extend(quotes.iter().map(String::as_str));
    let run = archive.run(arguments);
    assert!(run.status < 2, "{}", run.whole());
    let json = run.json();
    json["quotes"].as_array().expect("a list").clone()
}

/// Numbers that are the same every time.
struct Draw(u64);

impl Draw {
    fn below(&mut self, count: usize) -> usize {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).expect("small") % count.max(1)
    }
}

/// The parts of a text between white space, with their places.
fn parts(text: &str) -> Vec<(usize, &str)> {
    let start = |part: &str| part.as_ptr() as usize - text.as_ptr() as usize;
    text.split_whitespace()
        .map(|part| (start(part), part))
        .collect()
}

/// A run of parts of one of the articles that has words.
fn drawn<'a>(draw: &mut Draw, sources: &'a [Source]) -> (&'a Source, Vec<&'a str>, &'a str) {
    loop {
        let source = &sources[draw.below(sources.len())];
        let parts = parts(&source.body);
        if parts.len() < 12 {
            continue;
        }
        let length = 8 + draw.below(parts.len().min(40) - 8);
        let first = draw.below(parts.len() - length);
        let run = &parts[first..first + length];
        let (start, (last, end)) = (run[0].0, run[length - 1]);
        let is_word = |part: &&str| part.chars().any(char::is_alphanumeric);
        let words: Vec<&str> = run.iter().map(|(_, part)| *part).collect();
        // A line of dashes or dots is no words.
        if words.iter().all(is_word) && !source.body[start..last + end.len()].contains("...") {
            return (source, words, &source.body[start..last + end.len()]);
        }
    }
}

#[test]
fn every_run_of_words_is_verbatim_where_it_stands() {
    let archive = Archive::of_samples();
    let sources = sources(&archive);
    assert!(sources.len() > 20, "{}", sources.len());
    let mut draw = Draw(1);
    let drawn: Vec<_> = (0..300).map(|_| drawn(&mut draw, &sources)).collect();
    let quotes: Vec<String> = drawn
        .iter()
        .map(|(_, _, text)| (*text).to_owned())
        .collect();
    for ((source, _, text), told) in drawn.iter().zip(verified(&archive, &quotes)) {
        assert_eq!(told["verdict"], "verbatim", "{text}: {told}");
        let places = told["places"].as_array().expect("a list");
        // By looking at every text.
        let holding = sources.iter().filter(|source| source.body.contains(text));
        for holding in holding {
            let mut ids = places.iter().map(|place| &place["article"]["id"]);
            assert!(
                ids.any(|id| *id == *holding.id),
                "{} has {text}",
                holding.id
            );
        }
        for place in places {
            let id = place["article"]["id"].as_str().expect("an id");
            if place["in_title"] == true {
                continue;
            }
            let body = &sources
                .iter()
                .find(|source| source.id == id)
                .expect("known")
                .body;
            let bytes = &place["span"]["bytes"];
            let at =
                |key: &str| usize::try_from(bytes[key].as_u64().expect("a number")).expect("small");
            assert_eq!(place["text"], body[at("start")..at("end")], "{id}");
            if id == source.id && place["style"].as_array().expect("a list").is_empty() {
                let signs = |c: char| !c.is_alphanumeric();
                let there = place["text"].as_str().expect("a text");
                assert_eq!(there.trim_matches(signs), text.trim_matches(signs));
            }
        }
    }
}

#[test]
fn words_that_are_changed_and_left_out_are_told_exactly() {
    let archive = Archive::of_samples();
    let sources = sources(&archive);
    let mut draw = Draw(2);
    let (mut quotes, mut expected) = (Vec::new(), Vec::new());
    while quotes.len() < 300 {
        let (source, mut words, _) = drawn(&mut draw, &sources);
        let unspaced = |c: char| c > '\u{2e80}';
        if words.iter().any(|word| word.contains(unspaced)) {
            continue;
        }
        let is_changed = draw.below(2) == 0;
        let mut told = Vec::new();
        // Every fifth word, lest two of them stand beside each other.
        for at in (2..words.len() - 2)
            .step_by(5)
            .collect::<Vec<_>>()
            .into_iter()
            .rev()
        {
            let (before, word, next) = (words[at - 1], words[at], words[at + 1]);
            let is_plain = |word: &str| word.chars().all(char::is_alphanumeric);
            if !is_plain(word) || word == before || word == next || draw.below(2) == 0 {
                continue;
            }
            told.push(word.to_owned());
            if is_changed {
                words[at] = "qqzzx";
            } else {
                words.remove(at);
            }
        }
        told.reverse();
        if !told.is_empty() {
            quotes.push(words.join(" "));
            expected.push((source.id.clone(), is_changed, told));
        }
    }
    for ((quote, expected), told) in quotes.iter().zip(expected).zip(verified(&archive, &quotes)) {
        let (id, is_changed, words) = expected;
        assert_eq!(told["verdict"], "near", "{quote}: {told}");
        let mut places = told["places"].as_array().expect("a list").iter();
        let place = places.find(|place| place["article"]["id"] == id);
        let place = place.unwrap_or_else(|| panic!("{id} is nearest to {quote}: {told}"));
        let differences = place["differences"].as_array().expect("a list");
        let kind = if is_changed { "changed" } else { "left_out" };
        let kinds = differences.iter().map(|difference| &difference["kind"]);
        assert!(kinds.clone().all(|it| it == kind), "{quote}: {place}");
        let written: Vec<&str> = differences
            .iter()
            .map(|difference| difference["written"]["text"].as_str().expect("a text"))
            .collect();
        assert_eq!(written, words, "{quote}: {place}");
    }
}

#[test]
fn shuffled_words_are_not_verbatim() {
    let archive = Archive::of_samples();
    let sources = sources(&archive);
    let mut draw = Draw(3);
    let quotes: Vec<String> = (0..100)
        .map(|_| {
            let (_, mut words, _) = drawn(&mut draw, &sources);
            words.reverse();
            words.join(" ")
        })
        .collect();
    for (quote, told) in quotes.iter().zip(verified(&archive, &quotes)) {
        assert_ne!(told["verdict"], "verbatim", "{quote}");
        assert!(told["reason"].is_string(), "{told}");
    }
}

#[test]
fn common_words_are_found_by_their_order() {
    let archive = Archive::new();
    let line = |id: usize, words: &str| {
        let body = format!("Then {words} again and it was done.");
        serde_json::json!({ "id": format!("a{id}"), "title": "x", "body": body }).to_string()
    };
    // Each has all of the words, most of them backwards.
    let mut words = ["it", "said", "company", "the", "and", "group", "the"];
    let mut lines = Vec::new();
    for id in 0..60 {
        words.rotate_left(1 + id % 2);
        lines.push(line(id, &words.join(" ")));
    }
    lines.push(line(60, "the group and the company said it"));
    archive.write("a.jsonl", lines.join("\n"));
    assert_eq!(archive.line("index a.jsonl").status, 0);
    let told = verified(
        &archive,
        &["the group zebra the company said it".to_owned()],
    );
    assert_eq!(told[0]["verdict"], "near", "{}", told[0]);
    assert_eq!(told[0]["places"][0]["article"]["id"], "a60", "{}", told[0]);
}

fn small() -> Archive {
    let archive = Archive::new();
    archive.write(
        "a.jsonl",
        concat!(
            r#"{"id":"b","date":"2024-02-02","source":"Gazette","title":"Canal opened","body":"He came. “Nobody knows who dug the canal,” said Ms Orr — and left. Since then the water stands."}"#,
            "\n",
            r#"{"id":"a","date":"2024-01-01","title":"Old canal","body":"Nobody knows who dug the canal. The naïve ask."}"#,
            "\n",
            r#"{"id":"c","title":"Elsewhere","body":"A ferry sank."}"#,
            "\n",
        ),
    );
    assert_eq!(archive.line("index a.jsonl").status, 0);
    archive
}

#[test]
fn a_quotation_is_found_with_its_copies_oldest_first() {
    let archive = small();
    let run = archive.run(["quote", "Nobody knows who dug the canal"]);
    assert_eq!(
        (run.status, run.stdout.as_str()),
        (
            0,
            "\
Nobody knows who dug the canal
verbatim: 2 articles have it

1. Old canal
   2024-01-01
   “Nobody knows who dug the canal”
   sentence 1, bytes 0–30
   id: a

2. Canal opened
   Gazette · 2024-02-02
   “Nobody knows who dug the canal”
   sentence 2, bytes 12–42
   id: b
"
        ),
        "{}",
        run.whole()
    );
    let run = archive.run([
        "quote",
        "nobody knows … then the water stands",
        "Canal opened",
    ]);
    assert_eq!(run.status, 0, "{}", run.whole());
    assert!(
        run.stdout.contains("left out at an ellipsis: 10 words"),
        "{}",
        run.stdout
    );
    assert!(run.stdout.contains("the headline"), "{}", run.stdout);
    // Parts in another order are another text.
    let run = archive.run(["quote", "the water stands … Nobody knows"]);
    assert_eq!(run.status, 1, "{}", run.whole());
}

#[test]
fn what_is_not_verbatim_says_why_and_its_status_is_1() {
    let archive = small();
    let run = archive.run(["quote", "Nobody knows who built the canal,\" said Orr"]);
    assert_eq!(run.status, 1);
    assert!(
        run.stdout
            .contains("near: no article has `built`; what stands there differs in 2 places"),
        "{}",
        run.stdout
    );
    assert!(
        run.stdout
            .contains("who [-built-]{+dug+} the canal,” said {+Ms+} Orr"),
        "{}",
        run.stdout
    );
    let run = archive.run(["quote", "Peace in our time"]);
    assert_eq!(run.status, 1);
    assert!(
        run.stdout.starts_with("Peace in our time\nnot found: "),
        "{}",
        run.stdout
    );
    let run = archive.run(["quote", "… — !"]);
    assert_eq!(
        (run.status, run.stdout.as_str()),
        (1, "… — !\nnot found: it has no word\n")
    );
    let run = archive.run(["quote", "the naive ask"]);
    assert!(run.stdout.contains("[-naive-]{+naïve+}"), "{}", run.stdout);
    assert!(!run.stdout.contains("no article has"), "{}", run.stdout);
    let long = "word ".repeat(501);
    let run = archive.run(["quote", &long]);
    assert_eq!(run.status, 2);
    assert!(run.stderr.contains("at most 500"), "{}", run.stderr);
}

#[test]
fn a_paragraph_of_standard_input_is_a_quotation() {
    use std::io::Write;
    use std::process::Stdio;

    let archive = small();
    let mut child = archive
        .command()
        .args(["quote", "-", "--format", "jsonl"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("the program runs");
    let mut stdin = child.stdin.take().expect("a pipe");
    stdin
        .write_all(b"Nobody knows\nwho dug\n\nA ferry sank.\n")
        .expect("written");
    drop(stdin);
    let run = crate::archive::Run::of(&child.wait_with_output().expect("ends"));
    let lines: Vec<Value> = run
        .stdout
        .lines()
        .map(|line| serde_json::from_str(line).expect("JSON"))
        .collect();
    assert_eq!(lines.len(), 2);
    assert!(
        lines.iter().all(|line| line["verdict"] == "verbatim"),
        "{}",
        run.stdout
    );
}
