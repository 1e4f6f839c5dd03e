//! `unbury search`: ranked passages.

use std::process::ExitCode;
use std::str::FromStr;

use clap::{Args as ClapArgs, ValueEnum};
use unbury::Archive;
use unbury::api::{Matching, Ranked, Ranking, SearchRequest, Sort};
use unbury::query::Parsed;
use unbury::render::{Format, Head, Renderer};

use super::asking::{Filters, Understanding, tell};
use super::exit::NOTHING;
use super::index_folder::IndexFolder;
use super::output::{OutputArgs, one_of};
use super::ranking::RankingArgs;

/// Search the index: ranked articles, each with its best passages, matches marked.
///
/// All words are required, in any form: `peace talks`. Quotes are exact words: '"root causes"'.
/// The whole language: unbury help syntax.
#[derive(Debug, ClapArgs)]
pub(super) struct Args {
    /// What to look for. Several words are one query; no query with a filter such as `--since` lists articles.
    #[arg(value_name = "QUERY")]
    query: Vec<String>,
    #[command(flatten)]
    index: IndexFolder,
    /// Articles (or passages, with `--by passage`) to show; `all` for every one.
    #[arg(short = 'n', long, value_name = "NUMBER", default_value = "10")]
    limit: Limit,
    /// How many to leave out from the front.
    #[arg(long, value_name = "NUMBER", default_value_t = 0)]
    offset: usize,
    /// Order of the articles.
    #[arg(long, value_enum, default_value_t = SortArg::Relevance)]
    sort: SortArg,
    /// What is ranked: articles, or passages of all articles in one list.
    #[arg(long, value_enum, default_value_t = ByArg::Article)]
    by: ByArg,
    /// Passages of one article, at most.
    #[arg(long, value_name = "NUMBER", default_value_t = 2)]
    passages: usize,
    /// All words are required, even if nothing has them all.
    #[arg(long, conflicts_with = "any")]
    all: bool,
    /// Any of the words is enough; more are better.
    #[arg(long)]
    any: bool,
    #[command(flatten)]
    ranking: RankingArgs,
    #[command(flatten)]
    filters: Filters,
    #[command(flatten)]
    understanding: Understanding,
    /// How the answer is written.
    #[arg(short, long, default_value_t = Format::Text, value_parser = one_of(Format::SEARCH))]
    format: Format,
    #[command(flatten)]
    output: OutputArgs,
}

#[derive(Debug, Clone, Copy)]
struct Limit(Option<usize>);

impl FromStr for Limit {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        if text == "all" {
            return Ok(Self(None));
        }
        text.parse()
            .map(|limit| Self(Some(limit)))
            .map_err(|_| "a number or `all`".into())
    }
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum SortArg {
    Relevance,
    Newest,
    Oldest,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum ByArg {
    Article,
    Passage,
}

impl Args {
    fn request(&self, query: Parsed) -> SearchRequest {
        let matching = match (self.all, self.any) {
            (true, _) => Matching::All,
            (_, true) => Matching::Any,
            _ => Matching::AllElseSome,
        };
        let sort = match self.sort {
            SortArg::Relevance => Sort::Relevance,
            SortArg::Newest => Sort::Newest,
            SortArg::Oldest => Sort::Oldest,
        };
        let ranked = match self.by {
            ByArg::Article => Ranked::Articles,
            ByArg::Passage => Ranked::Passages,
        };
        SearchRequest {
            matching,
            sort,
            ranking: self.ranking.apply(Ranking::default()),
            ranked,
            offset: self.offset,
            limit: self.limit.0,
            passages: self.passages,
            effort: self.understanding.effort.effort,
            ..SearchRequest::new(query)
        }
    }
}

pub(super) fn run(args: &Args) -> super::error::Result<ExitCode> {
    let typed = args.query.join(" ");
    args.understanding.tell_of(&args.filters)?;
    let request = args.request(args.understanding.read(&typed, &args.filters)?);
    let archive = Archive::open(&args.index.path)?;
    let answer = archive.answer(&request)?;
    let notices = args.understanding.effort.complete(&answer.notices);
    let canonical = request.query.to_string();
    args.understanding.explain(&canonical, &answer.understood)?;
    if !args.format.holds_notices() {
        tell(&notices, Some(&typed))?;
    }
    let options = args.output.options();
    let mut out = args.output.writer(args.format == Format::Text);
    let head = Head {
        typed: Some(&typed),
        query: &canonical,
        understood: &answer.understood,
        notices: &notices,
        total: answer.total,
        offset: answer.offset,
    };
    let mut renderer = Renderer::begin(args.format, &options, &head, &mut out)?;
    // Of nothing shown, the count is the answer.
    let mut found = args.limit.0 == Some(0) && answer.total.articles > 0;
    let mut unreadable = None;
    for hit in answer.hits() {
        match hit {
            Ok(hit) => {
                renderer.hit(&hit)?;
                found = true;
            }
            Err(error) if error.is_of_one_article() => {
                unreadable.get_or_insert(error);
            }
            Err(error) => return Err(error.into()),
        }
    }
    renderer.end(answer.took_ms())?;
    if let Some(error) = unreadable {
        // The pager is closed first, so that the error stands behind the answer.
        drop(out);
        return Err(error.into());
    }
    Ok(if found {
        ExitCode::SUCCESS
    } else {
        ExitCode::from(NOTHING)
    })
}
