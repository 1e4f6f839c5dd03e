//! What the program says of itself: examples that run, topics, manual pages, completions, mistakes.

use std::fs;
use std::path::Path;

use crate::archive::{Archive, samples};

const PROGRAM: &str = env!("CARGO_BIN_EXE_unbury");

const COMMANDS: &[&str] = &[
    "index",
    "search",
    "show",
    "open",
    "kwic",
    "count",
    "collocates",
    "keyness",
    "similar",
    "quote",
    "trends",
    "timeline",
    "facets",
    "batch",
    "stats",
    "translate",
    "delete",
    "optimize",
    "verify",
    "eval",
    "help",
    "completions",
    "man",
];

/// The lines that a command's help shows as examples.
fn examples(help: &str) -> Vec<&str> {
    help.lines()
        .skip_while(|line| *line != "Examples:")
        .skip(1)
        .take_while(|line| line.starts_with("  "))
        .map(str::trim)
        .filter(|line| !line.starts_with("# "))
        .collect()
}

#[test]
fn every_command_begins_with_examples_and_they_run() {
    let archive = Archive::of_samples();
    for (path, bytes) in samples() {
        archive.write(&format!("articles/{path}"), bytes);
    }
    let quotes = "Averne’s second-longest suspension bridge was closed indefinitely";
    archive.write("quotes.txt", quotes.as_bytes());
    archive.write("names.txt", b"Edda Lorring\nPell Okafor\n");
    archive.write("stories.jsonl", b"{\"id\":\"a\",\"body\":\"The ferry.\"}\n");
    archive.write("export.csv", b"HEADLINE,TEXT\nFlood,The river rose.\n");
    let folder = Path::new(PROGRAM).parent().expect("a folder").display();
    let path = format!("{folder}:{}", std::env::var("PATH").unwrap_or_default());
    for command in COMMANDS {
        let help = archive.run([command, "--help"]).stdout;
        let lines = examples(&help);
        assert!(!lines.is_empty(), "{command} has no examples\n{help}");
        for line in lines {
            // `man` itself and another shell are not everywhere; what is sourced is that shell's.
            let sourced = line.strip_prefix("source <(");
            let line = sourced.map_or(line, |line| line.trim_end_matches(')'));
            let line = line.split(" | man").next().unwrap_or(line);
            let line = line.split(" | source").next().unwrap_or(line);
            let run = archive
                .command_of("bash")
                .args(["-c", line])
                .env("PATH", &path)
                .output()
                .expect("a shell");
            let printed = String::from_utf8_lossy(&run.stderr);
            assert!(run.status.success(), "{line}: {printed}");
            assert!(
                !printed.contains("note:") || line.contains("csv"),
                "{line}: {printed}"
            );
        }
    }
}

#[test]
fn help_lists_topics_and_each_is_a_page() {
    let archive = Archive::new();
    let listed = archive.line("help").stdout;
    let topics = listed
        .lines()
        .skip_while(|line| !line.starts_with("Topics"));
    let topics: Vec<&str> = topics
        .skip(1)
        .map_while(|line| line.strip_prefix("  ")?.split(' ').next())
        .collect();
    assert!(topics.contains(&"syntax"), "{listed}");
    for topic in topics {
        let page = archive.run(["help", topic]);
        assert_eq!(page.status, 0);
        assert!(page.stdout.starts_with("# "), "{topic}");
    }
    let unknown = archive.line("help nope");
    assert_eq!(unknown.status, 2);
    assert!(
        unknown.stderr.contains("there is no help for `nope`"),
        "{}",
        unknown.stderr
    );
}

#[test]
fn manual_pages_hold_examples_statuses_and_environment() {
    let archive = Archive::new();
    assert_eq!(archive.line("man --all pages").status, 0);
    for command in COMMANDS {
        let page = archive.run(["man", command]).stdout;
        for section in ["EXAMPLES", "EXIT STATUS", "ENVIRONMENT", "OPTIONS"] {
            let heading = format!(".SH \"{section}\"");
            let bare = format!(".SH {section}");
            assert!(
                page.contains(&heading) || page.contains(&bare),
                "{command}: {section}"
            );
        }
        let written = archive.path(&format!("pages/unbury-{command}.1"));
        assert_eq!(fs::read_to_string(written).expect("a page"), page);
    }
    assert_eq!(archive.line("man nope").status, 2);
}

/// What a shell is offered where a line stands so far, with the word under way last.
fn offered(archive: &Archive, words: &[&str]) -> Vec<String> {
    let at = words.len() - 1;
    let run = archive
        .command()
        .arg("--")
        .args(words)
        .env("UNBURY_COMPLETE", "bash")
        .env("_CLAP_IFS", "\n")
        .env("_CLAP_COMPLETE_INDEX", at.to_string())
        .env("_CLAP_COMPLETE_COMP_TYPE", "9")
        .env("_CLAP_COMPLETE_SPACE", "true")
        .output()
        .expect("the program runs");
    let text = String::from_utf8_lossy(&run.stdout).into_owned();
    text.lines().map(str::to_owned).collect()
}

#[test]
fn completions_offer_commands_files_topics_and_sources() {
    let archive = Archive::of_samples();
    archive.write("story.txt", b"peace");
    assert!(offered(&archive, &["unbury", "sea"]).contains(&"search".to_owned()));
    assert!(offered(&archive, &["unbury", "help", "syn"]).contains(&"syntax".to_owned()));
    assert!(offered(&archive, &["unbury", "man", "kw"]).contains(&"kwic".to_owned()));
    assert!(offered(&archive, &["unbury", "index", "sto"]).contains(&"story.txt".to_owned()));
    let sources = offered(&archive, &["unbury", "search", "peace", "--source", "the"]);
    // Those with most articles first.
    assert!(
        sources.starts_with(&[
            "The\\ Ansel\\ Herald".to_owned(),
            "The\\ Capital\\ Ledger".to_owned()
        ]),
        "{sources:?}"
    );
    assert!(
        sources.iter().all(|name| name.starts_with("The\\ ")),
        "{sources:?}"
    );
    for shell in ["bash", "zsh", "fish"] {
        let script = archive.run(["completions", shell]);
        assert!(script.stdout.contains("UNBURY_COMPLETE"), "{shell}");
    }
}

#[test]
fn a_mistake_is_not_answered_with_advice_to_search_for_it() {
    let archive = Archive::new();
    for (line, hint) in [
        ("search --json peace", "`--format json`"),
        ("search peace --from 2024", "`--since`"),
        ("search gas -oil", "'gas -oil'"),
        ("search gas -xyz", "'gas NOT …'"),
        ("help serch", "did you mean `search`?"),
        ("help syntx", "did you mean `syntax`?"),
        ("man verfy", "did you mean `verify`?"),
    ] {
        let run = archive.line(line);
        assert_eq!(run.status, 2, "{line}");
        assert!(run.stderr.contains(hint), "{line}: {}", run.stderr);
        assert!(!run.stderr.contains("-- -"), "{line}: {}", run.stderr);
    }
}
