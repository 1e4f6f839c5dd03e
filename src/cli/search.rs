//! `unbury search`: ranked passages.

use std::io::Write;
use std::process::ExitCode;
use std::str::FromStr;

use clap::{Args as ClapArgs, ValueEnum};
use unbury::api::{EFFORT, Matching, Notice, Ranked, Ranking, SearchRequest, Sort, Understood};
use unbury::index::ArchiveReader;
use unbury::query::{self, Field, Parsed, Query, Severity};
use unbury::render::{Format, Head, Renderer};

use super::output::{OutputArgs, one_of};
use super::ranking::RankingArgs;
use super::{IndexFolder, NOTHING};

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

/// How a query is read, and how much it may be.
#[derive(Debug, ClapArgs)]
pub(super) struct Understanding {
    /// Refuse a query that was not understood as it looks.
    #[arg(long)]
    pub(super) strict: bool,
    /// Say how the query was understood, in words, and what its patterns stand for.
    #[arg(long)]
    explain_query: bool,
    #[command(flatten)]
    pub(super) effort: EffortArg,
}

impl Understanding {
    /// Says how a query was understood, where that is wanted.
    pub(super) fn explain(&self, canonical: &str, understood: &Understood) -> std::io::Result<()> {
        if self.explain_query {
            explain(canonical, understood)?;
        }
        Ok(())
    }
}

/// How much a query may be.
#[derive(Debug, Clone, Copy, ClapArgs)]
pub(super) struct EffortArg {
    /// Allow a query so many times the usual work: words that a pattern stands for, places that are compared.
    #[arg(long, value_name = "TIMES", default_value_t = EFFORT, value_parser = clap::value_parser!(u32).range(1..))]
    pub(super) effort: u32,
}

/// Conditions that could also stand in the query.
#[derive(Debug, ClapArgs)]
pub(super) struct Filters {
    /// Only articles of this outlet.
    #[arg(long, value_name = "NAME")]
    source: Option<String>,
    /// Only articles by this author.
    #[arg(long, value_name = "NAME")]
    author: Option<String>,
    /// Only articles published on this day, month or year, or later.
    #[arg(long, value_name = "DATE")]
    since: Option<String>,
    /// Only articles published on this day, month or year, or earlier.
    #[arg(long, value_name = "DATE")]
    until: Option<String>,
}

impl Filters {
    /// The query with these conditions in it: one mechanism, and what is echoed is complete.
    pub(super) fn apply(&self, query: Query) -> unbury::Result<Query> {
        let mut clauses = vec![query];
        clauses.extend(
            self.source
                .iter()
                .map(|name| Query::in_field(Field::Source, name)),
        );
        clauses.extend(
            self.author
                .iter()
                .map(|name| Query::in_field(Field::Author, name)),
        );
        if let Some(date) = &self.since {
            clauses.push(Query::since(date)?);
        }
        if let Some(date) = &self.until {
            clauses.push(Query::until(date)?);
        }
        Ok(Query::all_of(clauses))
    }
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
    fn request(&self, query: Query) -> SearchRequest {
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
            query,
            matching,
            sort,
            ranking: self.ranking.apply(Ranking::default()),
            ranked,
            offset: self.offset,
            limit: self.limit.0,
            passages: self.passages,
            effort: self.understanding.effort.effort,
        }
    }
}

/// What was understood, and what the reader should know about it.
pub(super) fn understood(text: &str, strict: bool) -> unbury::Result<(Query, Vec<Notice>)> {
    let Parsed { query, problems } = query::parse(text);
    if strict
        && problems
            .iter()
            .any(|problem| problem.severity() == Severity::Warning)
    {
        let rendered: Vec<String> = problems
            .iter()
            .map(|problem| problem.render(text))
            .collect();
        return Err(unbury::Error::Query(rendered.join("\n")));
    }
    let notices = problems
        .iter()
        .map(|problem| Notice {
            code: if problem.severity() == Severity::Warning {
                "query_problem"
            } else {
                "read_as"
            },
            message: problem.message(),
            hint: problem.hint(),
            span: Some(problem.span),
        })
        .collect();
    Ok((query, notices))
}

pub(super) fn run(args: &Args) -> unbury::Result<ExitCode> {
    let typed = args.query.join(" ");
    let (query, mut notices) = understood(&typed, args.understanding.strict)?;
    let query = args.filters.apply(query)?;
    let archive = ArchiveReader::open(&args.index.path)?;
    let request = args.request(query);
    let answer = unbury::search::answer(&archive, &request)?;
    notices.extend(answer.notices.iter().cloned());
    let canonical = request.query.to_string();
    args.understanding.explain(&canonical, &answer.understood)?;
    if !args.format.holds_notices() {
        tell(&notices)?;
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
    let mut found = false;
    for hit in answer.hits()? {
        renderer.hit(&hit?)?;
        found = true;
    }
    renderer.end(answer.took_ms())?;
    Ok(if found {
        ExitCode::SUCCESS
    } else {
        ExitCode::from(NOTHING)
    })
}

/// Notices on standard error, for formats that have no place for them.
pub(super) fn tell(notices: &[Notice]) -> std::io::Result<()> {
    let mut stderr = std::io::stderr().lock();
    for notice in notices {
        writeln!(stderr, "note: {}", notice.message)?;
        if let Some(hint) = &notice.hint {
            writeln!(stderr, "hint: {hint}")?;
        }
    }
    Ok(())
}

/// What was understood, on standard error.
fn explain(canonical: &str, understood: &Understood) -> std::io::Result<()> {
    let mut stderr = std::io::stderr().lock();
    writeln!(
        stderr,
        "read as: {canonical}\nmeaning: {}",
        understood.meaning
    )?;
    for pattern in &understood.patterns {
        let commonest: Vec<String> = pattern
            .commonest
            .iter()
            .map(|common| format!("{} ({})", common.word, common.articles))
            .collect();
        let cut = if pattern.searched < pattern.words {
            format!(", {} searched", pattern.searched)
        } else {
            String::new()
        };
        writeln!(
            stderr,
            "{} stands for {} words{cut}: {}{}",
            pattern.pattern,
            pattern.words,
            commonest.join(", "),
            if pattern.words > commonest.len() {
                ", …"
            } else {
                ""
            }
        )?;
    }
    Ok(())
}
