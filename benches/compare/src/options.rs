//! The command line.

use std::path::{Path, PathBuf};

use crate::Outcome;

pub(crate) const USAGE: &str = "usage: unbury-bench all ARTICLES.jsonl [OPTIONS]
       unbury-bench growth ARTICLES.jsonl NUMBER… [OPTIONS]
       unbury-bench index ARTICLES.jsonl [OPTIONS]
       unbury-bench search [OPTIONS]
       unbury-bench search-one unbury|plain QUERIES.txt ROUNDS
       unbury-bench passages INDEX SENTENCES
       unbury-bench mail-parser MAILBOX
       unbury-bench load HOST:PORT PATHS.txt RATE SECONDS CONNECTIONS

options: --rounds NUMBER   how often everything is measured (5)
         --queries NUMBER  queries of each task (50)
         --seed NUMBER     chooses the queries (1)
         --threads NUMBER  that index, and that search where it is not one (all cores)
         --report FILE.md  also writes the figures into a page";

pub(crate) struct Options {
    /// What is no option: the command and its operands.
    pub(crate) words: Vec<String>,
    pub(crate) rounds: usize,
    pub(crate) queries: usize,
    pub(crate) seed: u64,
    pub(crate) threads: usize,
    pub(crate) report: Option<PathBuf>,
    /// As typed, without the folders of files.
    pub(crate) command_line: String,
}

impl Options {
    pub(crate) fn read(arguments: &[String]) -> Outcome<Self> {
        let mut options = Self {
            words: Vec::new(),
            rounds: 5,
            queries: 50,
            seed: 1,
            threads: std::thread::available_parallelism()?.get(),
            report: None,
            command_line: command_line(arguments),
        };
        let mut arguments = arguments.iter();
        while let Some(argument) = arguments.next() {
            if !argument.starts_with("--") {
                options.words.push(argument.clone());
                continue;
            }
            let value = arguments.next().ok_or(USAGE)?;
            match argument.as_str() {
                "--rounds" => options.rounds = value.parse()?,
                "--queries" => options.queries = value.parse()?,
                "--seed" => options.seed = value.parse()?,
                "--threads" => options.threads = value.parse()?,
                "--report" => options.report = Some(value.into()),
                _ => return Err(USAGE.into()),
            }
        }
        Ok(options)
    }
}

fn command_line(arguments: &[String]) -> String {
    let names = arguments.iter().map(|argument| {
        let name = Path::new(argument)
            .file_name()
            .and_then(|name| name.to_str());
        name.unwrap_or(argument)
    });
    let words: Vec<&str> = ["unbury-bench"].into_iter().chain(names).collect();
    words.join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn options_stand_anywhere() {
        let typed = "--seed 7 all /some/where/a.jsonl --report docs/b.md".split(' ');
        let arguments: Vec<String> = typed.map(str::to_owned).collect();
        let options = Options::read(&arguments).expect("they are right");
        assert_eq!(options.words, ["all", "/some/where/a.jsonl"]);
        assert_eq!((options.seed, options.rounds), (7, 5));
        assert_eq!(options.report, Some("docs/b.md".into()));
        assert_eq!(
            options.command_line,
            "unbury-bench --seed 7 all a.jsonl --report b.md"
        );
        assert!(Options::read(&["--sed".to_owned(), "7".to_owned()]).is_err());
        assert!(Options::read(&["--seed".to_owned()]).is_err());
    }
}
