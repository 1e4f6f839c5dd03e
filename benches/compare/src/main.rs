//! unbury beside plain Tantivy, in one run: see `benches/README.md`.
#![expect(
    clippy::cast_precision_loss,
    reason = "figures are shown with a few digits"
)]

mod comparison;
mod corpus;
mod growth;
mod indexing;
mod load;
mod mail;
mod options;
mod passages;
mod plain;
mod random;
mod report;
mod sides;
mod tasks;
mod timing;
mod vocabulary;

use std::error::Error;
use std::fs;
use std::io::Write;
use std::path::Path;

use corpus::Workplace;
use options::Options;
use plain::{PlainQuery, Searching};
use rayon::ThreadPoolBuilder;
use report::Report;
use sides::{Question, Sides, Way};

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

type Outcome<T> = Result<T, Box<dyn Error>>;

fn main() -> Outcome<()> {
    // What is measured on one thread is measured on this one.
    ThreadPoolBuilder::new()
        .num_threads(1)
        .use_current_thread()
        .build_global()?;
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let options = Options::read(&arguments)?;
    let words: Vec<&str> = options.words.iter().map(String::as_str).collect();
    match words[..] {
        ["all", articles] => {
            let mut report = Report::begin("all", &options.command_line)?;
            comparison::index(Path::new(articles), &options, &mut report)?;
            comparison::search(&options, &mut report)?;
            save(&report, &options)
        }
        ["index", articles] => {
            let mut report = Report::begin("all", &options.command_line)?;
            comparison::index(Path::new(articles), &options, &mut report)
        }
        ["search"] => {
            let mut report = Report::begin("all", &options.command_line)?;
            comparison::search(&options, &mut report)
        }
        ["passages", index, sentences] => {
            passages::compare(Path::new(index), sentences.parse()?, 1)
        }
        ["growth", articles, ref sizes @ ..] if !sizes.is_empty() => {
            let mut report = Report::begin("growth", &options.command_line)?;
            growth::growth(Path::new(articles), sizes, &options, &mut report)?;
            save(&report, &options)
        }
        ["search-one", side, queries, rounds] => {
            search_one(side, Path::new(queries), rounds.parse()?)
        }
        ["plain-index", articles, folder, threads] => Ok(plain::index(
            Path::new(articles),
            Path::new(folder),
            threads.parse()?,
        )?),
        ["load", server, paths, rate, seconds, connections] => {
            let paths = fs::read_to_string(paths)?;
            load::run(&load::Load {
                server,
                paths: paths.lines().collect(),
                rate: rate.parse()?,
                seconds: seconds.parse()?,
                connections: connections.parse()?,
            })
        }
        ["mail-parser", mailbox] => mail::read(Path::new(mailbox)),
        ["plain-query", folder, query] => plain_query(Path::new(folder), query),
        _ => Err(options::USAGE.into()),
    }
}

fn save(report: &Report, options: &Options) -> Outcome<()> {
    options
        .report
        .as_ref()
        .map_or(Ok(()), |page| report.save(page))
}

/// One side alone, on the indexes of the last call, for a profiler: queries are words, words joined by `OR`, or a phrase.
fn search_one(side: &str, queries: &Path, rounds: usize) -> Outcome<()> {
    let way = match side {
        "unbury" => Way::Unbury,
        "plain" => Way::Plain,
        _ => return Err(format!("no side `{side}`: unbury or plain").into()),
    };
    let mut sides = Sides::open(&Workplace::named("last"), 1)?;
    let queries = fs::read_to_string(queries)?;
    let read = |query: &str| Question::new(query.to_owned(), PlainQuery::read(query));
    let questions: Vec<Question> = queries.lines().map(read).collect();
    for _ in 0..rounds {
        for question in &questions {
            sides.milliseconds(question, way)?;
        }
    }
    Ok(())
}

/// The plain program's own search: titles and snippets.
fn plain_query(folder: &Path, query: &str) -> Outcome<()> {
    let (shown, _) = Searching::open(folder, 1)?.top_ten(&PlainQuery::read(query), false, false)?;
    let mut out = std::io::stdout().lock();
    for article in shown {
        writeln!(out, "{}\n{}\n", article.title, article.snippet.to_html())?;
    }
    Ok(())
}
