//! The recipes of `docs/recipes.md` print what they show. One for a program that is not installed is left out, and it is said.

use std::fs;
use std::path::Path;
use std::process::Command;

use pulldown_cmark::{CodeBlockKind, Event, Parser, Tag, TagEnd};

use crate::archive::Archive;

const PROGRAM: &str = env!("CARGO_BIN_EXE_unbury");

/// The fenced blocks of a page: language and text.
fn blocks(page: &str) -> Vec<(String, String)> {
    let mut blocks = Vec::new();
    let mut within = false;
    for event in Parser::new(page) {
        match event {
            Event::Start(Tag::CodeBlock(CodeBlockKind::Fenced(language))) => {
                blocks.push((language.to_string(), String::new()));
                within = true;
            }
            Event::End(TagEnd::CodeBlock) => within = false,
            Event::Text(text) if within => {
                if let Some((_, block)) = blocks.last_mut() {
                    block.push_str(&text);
                }
            }
            _ => {}
        }
    }
    blocks
}

fn is_there(program: &str, arguments: &[&str]) -> bool {
    let run = Command::new(program).args(arguments).output();
    run.is_ok_and(|run| run.status.success())
}

#[test]
fn recipes_print_what_they_show() {
    let archive = Archive::of_samples();
    let page = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/recipes.md");
    let page = fs::read_to_string(page).expect("the page");
    let folder = Path::new(PROGRAM).parent().expect("a folder").display();
    let path = format!("{folder}:{}", std::env::var("PATH").unwrap_or_default());
    let run = |program: &str, arguments: &[&str]| {
        let mut command = archive.command_of(program);
        let run = command.args(arguments).env("PATH", &path).output();
        let run = run.expect("it runs");
        let errors = String::from_utf8_lossy(&run.stderr);
        assert!(run.status.success(), "{arguments:?}: {errors}");
        String::from_utf8_lossy(&run.stdout).into_owned()
    };
    let has_jq = is_there("jq", &["--version"]);
    let has_pandas = is_there("python3", &["-c", "import pandas"]);
    let has_office = is_there("soffice", &["--version"]) && is_there("unzip", &["-v"]);
    let has_r = is_there("Rscript", &["--version"]);
    let mut printed: Option<String> = None;
    let (mut run_so_far, mut left_out) = (0, 0);
    for (language, block) in blocks(&page) {
        let is_left_out = match language.as_str() {
            "sh" => !has_jq && block.contains("jq ") || !has_office && block.contains("soffice "),
            "python" => !has_pandas,
            "r" => !has_r,
            _ => false,
        };
        printed = match (language.as_str(), is_left_out) {
            (_, true) => {
                eprintln!("left out, since its program is not installed:\n{block}");
                left_out += 1;
                None
            }
            ("sh", _) => Some(run("bash", &["-euo", "pipefail", "-c", &block])),
            ("python", _) => Some(run("python3", &["-c", &block])),
            ("r", _) => Some(run("Rscript", &["-e", &block])),
            ("text", _) => {
                if let Some(printed) = &printed {
                    let lines = |text: &str| {
                        text.lines()
                            .map(|line| line.trim_end().to_owned())
                            .collect::<Vec<_>>()
                    };
                    assert_eq!(lines(printed), lines(&block));
                }
                None
            }
            _ => panic!("a block of {language}"),
        };
        run_so_far += usize::from(printed.is_some());
    }
    assert!(run_so_far > 4 && run_so_far + left_out > 8);
}
