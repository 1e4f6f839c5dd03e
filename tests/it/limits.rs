//! Queries that try to break it answer or refuse; they never hang, panic or fill the memory.

#[cfg(target_os = "linux")]
use std::{fs, io::Read, process::Stdio};

use crate::archive::Archive;

/// Signs without sense, patterns that match everything or nothing, words that every article has.
const SHORT: &[&str] = &[
    "*",
    "**",
    "?",
    "*a*",
    "a*",
    "/.*/",
    "/(a*)*b/",
    "/(x+x+)+y/",
    "/a{1000}{1000}/",
    "/[/",
    "~",
    "~2",
    "the~2",
    "\"",
    "\"*\"",
    "\"the * of\"",
    "-bridge",
    "NOT",
    "OR OR OR",
    "title:",
    "date:9999999",
    "since:banana",
    "^^^",
    "a^1e40",
    "()",
    "((((((",
    "w/5 w/5",
    "first0(x)",
    "atleast0(the)",
    "first100000(the)",
    "the w/99999 of",
    "the w/0 of",
    "() w/5 ()",
    "\"\" pre/3 the",
    "/.*/ w/5 /.*/",
    "\"a* b* c*\"~20",
    "\"the of to in a and\"~100000",
    "(the w/500 of) w/500 (to w/500 in)",
    "the w/s of w/s to w/p in not pre/s and",
    "/(.*a.{20})/",
    "url:*a*",
    "source:/.*/",
    "a~2",
    "atleast99999(the)",
    "=*",
    "\u{0}\u{1}\u{2}",
    "\u{202e}bridge",
    "𝕓𝕣𝕚𝕕𝕘𝕖",
];

#[test]
fn adversarial_queries_answer_or_refuse() {
    let archive = Archive::of_samples();
    let nested = format!("{}bridge{}", "(".repeat(5_000), ")".repeat(5_000));
    let many = (0..10_000)
        .map(|number| format!("w{number}"))
        .collect::<Vec<_>>()
        .join(" OR ");
    let long_word = "x".repeat(60_000);
    let near = vec!["a"; 200].join(" w/5 ");
    let phrase = format!("\"{}\"", "the ".repeat(9_000));
    let same = "bridge ".repeat(9_000);
    let negations = format!("{}bridge", "NOT ".repeat(5_000));
    let patterns = ('a'..='z')
        .flat_map(|one| ('a'..='z').map(move |other| format!("*{one}{other}*")))
        .collect::<Vec<_>>()
        .join(" OR ");
    let long = [
        phrase.as_str(),
        same.as_str(),
        negations.as_str(),
        patterns.as_str(),
        nested.as_str(),
        many.as_str(),
        long_word.as_str(),
        near.as_str(),
    ];
    for query in SHORT.iter().copied().chain(long) {
        let shown: String = query.chars().take(40).collect();
        if query.contains('\0') {
            continue; // no program can be given such an argument
        }
        let run = archive.run(["search", "--format", "json", "--", query]);
        assert!(matches!(run.status, 0 | 1), "{shown}: {}", run.whole());
        assert!(!run.stderr.contains("panicked"), "{shown}: {}", run.stderr);
        assert!(
            run.json()["total"]["searched"]
                .as_u64()
                .is_some_and(|searched| searched > 0),
            "{shown}"
        );
    }
}

/// One article of a word so many times, one of so many different words.
fn extremes() -> Archive {
    let archive = Archive::new();
    let same = "the ".repeat(3_000);
    let different: String = (0..1_500)
        .map(|number| format!("w{number}"))
        .collect::<Vec<_>>()
        .join(" ");
    let records = [
        ("same", same),
        ("different", different),
        ("short", "A short one.".to_owned()),
    ];
    let lines = records.map(|(id, text)| {
        format!(
            "{}\n",
            serde_json::json!({"id": id, "lang": "en", "text": text})
        )
    });
    archive.write("extremes.jsonl", lines.concat());
    let run = archive.line("index extremes.jsonl");
    assert_eq!(run.status, 0, "{}", run.whole());
    archive
}

#[test]
fn what_would_be_inexact_is_refused() {
    let archive = extremes();
    let query = "(the w/9999 the) w/9999 the";
    for command in ["search", "count", "kwic"] {
        let run = archive.run([command, "--", query]);
        assert_eq!(run.status, 2, "{command}: {}", run.whole());
        assert!(
            run.stderr.contains("given up") && run.stderr.contains("--effort 10"),
            "{}",
            run.stderr
        );
    }
    archive.write("list.txt", format!("short\n{query}\nthe\n"));
    let run = archive.line("batch list.txt --passages none --format jsonl");
    let errors: Vec<bool> = run
        .stdout
        .lines()
        .map(|line| {
            serde_json::from_str::<serde_json::Value>(line).expect("JSON")["error"].is_string()
        })
        .collect();
    assert_eq!(errors, [false, true, false], "{}", run.whole());
}

#[test]
fn what_is_cut_is_told_and_how_to_have_more() {
    let archive = extremes();
    let told = |arguments: &[&str]| {
        let run = archive.run(
            arguments
                .iter()
                .copied()
                .chain(["--format", "json", "--", "w*"]),
        );
        let json = run.json();
        let counts = &json["counts"][0];
        (counts["occurrences"].as_u64(), counts["notices"].clone())
    };
    // What is counted is never cut.
    let (occurrences, notices) = told(&["count"]);
    assert_eq!((occurrences, notices), (Some(1_500), serde_json::json!([])));
    let json = archive.run("search --format json -- w*".split(' ')).json();
    assert_eq!(json["total"]["exact"], false, "{json}");
    assert_eq!(json["notices"][0]["code"], "clamped");
    let hint = json["notices"][0]["hint"].as_str().expect("a hint");
    assert!(hint.contains("`--effort 10`"), "{hint}");
    let more = archive
        .run("search --effort 2 --format json -- w*".split(' '))
        .json();
    assert_eq!(more["total"]["exact"], true, "{more}");
}

#[test]
fn any_of_many_words_is_counted_as_each_of_them_is() {
    let archive = Archive::new();
    let lines = (0..300).map(|number| {
        let words = (0..40).map(|at| format!("n{}x", (number * 7 + at * 13) % 2_000));
        let text = words.collect::<Vec<_>>().join(" ");
        format!("{{\"id\":\"{number}\",\"text\":\"{text}. The end.\"}}\n")
    });
    archive.write("news.jsonl", lines.collect::<String>());
    assert_eq!(archive.line("index news.jsonl").status, 0);
    let count = |query: &str| {
        let run = archive.run(["count", "--format", "json", "--", query]);
        assert_eq!(run.status, 0, "{}", run.whole());
        let counts = run.json()["counts"][0].clone();
        let of = |name: &str| counts[name].as_u64().expect("a number");
        (of("articles"), of("occurrences"))
    };
    let words: Vec<String> = (0..2_000)
        .step_by(3)
        .map(|word| format!("n{word}x"))
        .collect();
    let (articles, occurrences) = count(&words.join(" OR "));
    let one_by_one = words.chunks(20).map(|words| count(&words.join(" OR ")).1);
    assert_eq!(occurrences, one_by_one.sum::<u64>());
    assert_eq!(articles, 300);
    let run = archive.run(["kwic", "--format", "jsonl", "--", &words.join(" OR ")]);
    assert_eq!(
        run.stdout.lines().count() as u64,
        occurrences,
        "{}",
        run.stderr
    );
}

/// Nearly all words that a wide pattern stands for are in one article of many.
#[test]
fn a_pattern_of_very_many_words_is_counted() {
    let archive = Archive::new();
    let lines = (0..12_000).map(|number| {
        format!(
            "{{\"id\":\"{number}\",\"text\":\"The w{number}x and the word. W{number}x again.\"}}\n"
        )
    });
    archive.write("news.jsonl", lines.collect::<String>());
    assert_eq!(archive.line("index news.jsonl").status, 0);
    for (query, articles, sentences, occurrences) in [
        ("w*", 12_000, 24_000, 36_000),
        ("\"the w*\"", 12_000, 12_000, 24_000),
        ("w*x w/3 again", 12_000, 12_000, 12_000),
        ("w1*x w/s w*d", 3_111, 3_111, 3_111),
    ] {
        let run = archive.run(["count", "--format", "json", "--", query]);
        assert_eq!(run.status, 0, "{query}: {}", run.whole());
        let counts = &run.json()["counts"][0];
        let found = ["articles", "sentences", "occurrences"].map(|of| counts[of].as_u64());
        let expected = [articles, sentences, occurrences].map(Some);
        assert_eq!(found, expected, "{query}");
        let run = archive.run(["kwic", "--sample", "5", "--format", "jsonl", "--", query]);
        assert_eq!(run.stdout.lines().count(), 5, "{query}: {}", run.whole());
    }
}

/// The most memory that the program takes while it writes an answer, in bytes, and how long the answer is.
#[cfg(target_os = "linux")]
fn peak_and_length(archive: &Archive, line: &str) -> (u64, u64) {
    let mut command = archive.command();
    command.args(line.split_whitespace());
    let mut child = command
        .stdout(Stdio::piped())
        .spawn()
        .expect("the program runs");
    let mut stdout = child.stdout.take().expect("piped");
    let status = format!("/proc/{}/status", child.id());
    let (mut peak, mut length) = (0, 0);
    let mut bytes = vec![0; 1 << 20];
    loop {
        let read = stdout.read(&mut bytes).expect("readable");
        if read == 0 {
            break;
        }
        length += read as u64;
        let status = fs::read_to_string(&status).unwrap_or_default();
        let line = status.lines().find(|line| line.starts_with("VmHWM:"));
        let kilobytes = line.and_then(|line| line.split_whitespace().nth(1)?.parse::<u64>().ok());
        peak = peak.max(kilobytes.unwrap_or_default() << 10);
    }
    assert!(child.wait().expect("ended").success());
    (peak, length)
}

#[test]
#[cfg(target_os = "linux")]
fn lines_that_each_repeat_a_long_headline_are_not_held_together() {
    let archive = Archive::new();
    let article = serde_json::json!({
        "id": "a",
        "title": "bank ".repeat(400),
        "body": "bank ".repeat(100_000),
    });
    archive.write("a.jsonl", article.to_string());
    assert_eq!(archive.line("index a.jsonl").status, 0);
    for line in [
        "kwic bank --format jsonl",
        "kwic bank --format jsonl --sort newest",
    ] {
        let (peak, length) = peak_and_length(&archive, line);
        assert!(length > 200 << 20, "{line}: {length}");
        assert!(peak < 160 << 20, "{line}: {peak}");
    }
}
