//! `unbury search`: ranked passages.

use std::io::Write;
use std::process::ExitCode;
use std::str::FromStr;

use clap::{Args as ClapArgs, ValueEnum};
use unbury::Archive;
use unbury::api::{
    Copies, CountRequest, FacetRequest, Facets, GroupBy, Matching, Ranked, Ranking, SearchRequest,
    Sort,
};
use unbury::query::Parsed;
use unbury::render::{Format, Head, Renderer, TableKind};

use super::asking::{Filters, Understanding, tell};
use super::copies::CopiesArg;
use super::exit;
use super::grouping::group_by;
use super::index_folder::Indexes;
use super::many::many;
use super::notes::notes;
use super::output::{CitationArg, OutputArgs, one_of};
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
    /// Near-copies of an article: of each story the best article and how many there are, every article by itself, or only stories
    /// with copies [default: hide in text and Markdown, show in formats for programs].
    #[arg(long, value_enum)]
    copies: Option<CopiesArg>,
    /// Passages of one article, at most; `all` for every one.
    #[arg(long, value_name = "NUMBER", default_value = "2")]
    passages: Limit,
    /// All words are required, even if nothing has them all.
    #[arg(long, overrides_with = "any")]
    all: bool,
    /// Any of the words is enough; more are better.
    #[arg(long)]
    any: bool,
    /// How the answer is written [default: text, or by the name of `--output`].
    #[arg(short, long, value_parser = one_of(Format::SEARCH))]
    format: Option<Format>,
    /// Below the hits, the values of these fields among all articles that match, such as `source,author,year` (text and JSON).
    #[arg(long, value_name = "FIELD", value_delimiter = ',', value_parser = group_by)]
    facets: Vec<GroupBy>,
    #[command(flatten)]
    index: Indexes,
    #[command(flatten, next_help_heading = "Filters")]
    filters: Filters,
    #[command(flatten, next_help_heading = "How the query is read")]
    understanding: Understanding,
    #[command(flatten, next_help_heading = "Output")]
    output: OutputArgs,
    #[command(flatten, next_help_heading = "Output")]
    citation: CitationArg,
    #[command(flatten, next_help_heading = "Ranking")]
    ranking: RankingArgs,
}

impl Args {
    /// Where it finds the archive, and where it writes.
    #[cfg(feature = "serve")]
    pub(super) fn places(&mut self) -> (&mut Indexes, &mut super::output_file::OutputFile) {
        (&mut self.index, self.output.file())
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
    /// What is asked for, in that format.
    pub(super) fn asked(&self, format: Format) -> super::error::Result<SearchRequest> {
        let typed = self.query.join(" ");
        Ok(self.request(self.understanding.read(&typed, &self.filters)?, format))
    }

    fn request(&self, mut query: Parsed, format: Format) -> SearchRequest {
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
        // A page for people has a story once; rows for programs are all that matches, each with the name of its story.
        let for_people = matches!(format, Format::Text | Format::Markdown);
        let usual = if for_people {
            CopiesArg::Hide
        } else {
            CopiesArg::Show
        };
        let copies = match self.copies.unwrap_or(usual).apply(&mut query) {
            // A run is judged article by article.
            _ if format == Format::Trec => Copies::Show,
            copies => copies,
        };
        SearchRequest {
            matching,
            sort,
            ranking: self.ranking.apply(Ranking::default()),
            ranked,
            copies,
            offset: self.offset,
            limit: self.limit.0,
            passages: self.passages.0.unwrap_or(usize::MAX),
            effort: self.understanding.effort.effort,
            ..SearchRequest::new(query)
        }
    }
}

/// Says how many matches there are: whoever wants a row for each is in the wrong command.
fn tell_matches(archive: &Archive, request: &SearchRequest) -> super::error::Result<()> {
    let counted = archive.count(&CountRequest {
        effort: request.effort,
        ..CountRequest::new(request.query.clone())
    });
    // A query that finds articles may be too much to count.
    let Ok(counted) = counted else { return Ok(()) };
    let matches = counted.count.occurrences;
    if matches > 0 {
        let are = if matches == 1 { "is" } else { "are" };
        writeln!(
            notes(),
            "note: a row is a passage; there {are} {} in all, and `unbury kwic` has a row for each",
            many(matches, "match")
        )?;
    }
    Ok(())
}

/// Values of fields of an answer.
const LISTED: usize = 10;

/// The values of fields among what the query finds, where they are wanted and have a place.
fn facets(
    args: &Args,
    archive: &Archive,
    typed: &str,
    format: Format,
) -> super::error::Result<Option<Facets>> {
    if args.facets.is_empty() {
        return Ok(None);
    }
    if !matches!(format, Format::Text | Format::Json) {
        writeln!(
            notes(),
            "note: `{format}` has no place for the values of fields; `unbury facets` writes them as a table"
        )?;
        return Ok(None);
    }
    let query = CountRequest {
        effort: args.understanding.effort.effort,
        ..CountRequest::new(args.understanding.read_alone(typed)?)
    };
    let request = FacetRequest {
        within: args.understanding.conditions(&args.filters)?,
        by: args.facets.clone(),
        limit: LISTED,
        ..FacetRequest::new(query)
    };
    Ok(Some(archive.facets(&request)?))
}

pub(super) fn run(args: &Args) -> super::error::Result<ExitCode> {
    let typed = args.query.join(" ");
    let format = args.output.format(args.format, Format::SEARCH)?;
    let mut options = args.output.options(TableKind::Search, format)?;
    args.understanding.tell_of(&args.filters)?;
    let request = args.asked(format)?;
    let archive = args.index.open()?;
    options.folder = archive.folder();
    options.citation = args.citation.style;
    options.passages = args.passages.0 != Some(0);
    let answer = archive.answer(&request)?;
    let notices = args.understanding.effort.complete(&answer.notices);
    let canonical = request.query.to_string();
    args.understanding.explain(&canonical, &answer.understood)?;
    if !format.holds_notices() {
        tell(&notices, Some(&typed))?;
    }
    if format.is_table() && args.passages.0 != Some(0) && !answer.total.partial {
        tell_matches(&archive, &request)?;
    }
    let mut out = args.output.writer(format)?;
    let head = Head {
        typed: Some(&typed),
        query: &canonical,
        understood: &answer.understood,
        notices: &notices,
        total: answer.total,
        copies: answer.copies,
        offset: answer.offset,
    };
    let mut renderer = Renderer::begin(format, &options, &head, &mut out)?;
    let found = answer.total.articles > 0;
    let mut unreadable = None;
    for hit in answer.hits() {
        match hit {
            Ok(hit) => {
                renderer.hit(&hit)?;
            }
            Err(error) if error.is_of_one_article() => {
                unreadable.get_or_insert(error);
            }
            Err(error) => return Err(error.into()),
        }
    }
    if let Some(facets) = facets(args, &archive, &typed, format)? {
        renderer.facets(facets);
    }
    renderer.end(answer.took_ms())?;
    // The pager is closed first, so that an error stands behind the answer.
    out.end()?;
    if let Some(error) = unreadable {
        return Err(error.into());
    }
    Ok(exit::found(found))
}
