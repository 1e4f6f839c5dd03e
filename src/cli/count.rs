//! `unbury count`: how often queries occur.

use std::process::ExitCode;

use clap::Args as ClapArgs;
use unbury::api::{CountRequest, GroupBy, GroupedRequest, Notice};
use unbury::render::{self, CountedQuery, Format, GroupedAnswer, TableKind};

use super::asking::{Filters, Understanding, tell};
use super::exit;
use super::grouping::group_by;
use super::index_folder::Indexes;
use super::output::{ColumnArgs, one_of, plain};
use super::output_file::OutputFile;

/// Count matching articles, sentences and occurrences, exactly.
///
/// Each argument is a query of its own: unbury count 'peace talks' '"peace talks"' war
///
/// A phrase is one occurrence, and so is a group of words near each other. A headline is one sentence; what occurs in headlines
/// is counted, and shown besides.
#[derive(Debug, ClapArgs)]
pub(super) struct Args {
    /// What to count, in the language of `search`; each argument by itself, and all its words are required.
    #[arg(value_name = "QUERY", required = true)]
    queries: Vec<String>,
    /// Count by when articles were published (`month`, `year` and so on) or by what a field says (`source`, `author`, `meta.KEY` and so on).
    #[arg(long, value_name = "FIELD", value_parser = group_by)]
    by: Option<GroupBy>,
    /// How the numbers are written [default: text, or by the name of `--output`].
    #[arg(short, long, value_parser = one_of(Format::LIST))]
    format: Option<Format>,
    #[command(flatten)]
    index: Indexes,
    #[command(flatten, next_help_heading = "Filters")]
    filters: Filters,
    #[command(flatten, next_help_heading = "How the query is read")]
    understanding: Understanding,
    #[command(flatten, next_help_heading = "Output")]
    output: OutputFile,
    #[command(flatten, next_help_heading = "Output")]
    columns: ColumnArgs,
}

impl Args {
    /// Where it finds the archive, and where it writes.
    #[cfg(feature = "serve")]
    pub(super) fn places(&mut self) -> (&mut Indexes, &mut OutputFile) {
        (&mut self.index, &mut self.output)
    }
}

pub(super) fn run(args: &Args) -> super::error::Result<ExitCode> {
    if let Some(by) = &args.by {
        return run_by(args, by);
    }
    let format = args.output.format(args.format, Format::LIST)?;
    let mut options = plain(&args.output);
    args.columns
        .apply(TableKind::Counts, format, &mut options)?;
    let effort = args.understanding.effort;
    args.understanding.tell_of(&args.filters)?;
    let mut requests: Vec<CountRequest> = Vec::with_capacity(args.queries.len());
    for typed in &args.queries {
        requests.push(CountRequest {
            effort: effort.effort,
            ..CountRequest::new(args.understanding.read(typed, &args.filters)?)
        });
    }
    let archive = args.index.open()?;
    let counted = archive.count_all(&requests)?;
    let notices = counted.iter().zip(&requests).map(|(counted, request)| {
        let mut notices = effort.complete(&counted.notices);
        // An empty variable of a shell is a query too.
        if request.query.is_all() {
            notices.push(Notice {
                code: "no_query",
                message: "no query: all articles are counted".into(),
                hint: None,
                span: None,
            });
        }
        notices
    });
    let notices: Vec<Vec<Notice>> = notices.collect();
    let canonical = requests.iter().map(|request| request.query.to_string());
    let canonical: Vec<String> = canonical.collect();
    let rows: Vec<CountedQuery<'_>> = counted
        .iter()
        .enumerate()
        .map(|(at, counted)| CountedQuery {
            typed: &args.queries[at],
            query: &canonical[at],
            understood: &counted.understood,
            notices: &notices[at],
            count: counted.count,
        })
        .collect();
    for row in &rows {
        args.understanding.explain(row.query, row.understood)?;
    }
    if format != Format::Json {
        let typed = args.queries.iter();
        let mut told = typed.zip(&notices);
        told.try_for_each(|(typed, notices)| tell(notices, Some(typed)))?;
    }
    let mut out = args.output.writer()?;
    render::counts(format, &options, archive.len(), &rows, &mut out)?;
    out.end()?;
    Ok(exit::found(rows.iter().any(|row| row.count.articles > 0)))
}

/// Counts by groups: of the articles that satisfy the filters, which shares are of.
fn run_by(args: &Args, by: &GroupBy) -> super::error::Result<ExitCode> {
    let format = args.output.format(args.format, Format::LIST)?;
    let mut options = plain(&args.output);
    args.columns
        .apply(TableKind::Groups, format, &mut options)?;
    let effort = args.understanding.effort;
    args.understanding.tell_of(&args.filters)?;
    let mut queries = Vec::with_capacity(args.queries.len());
    for typed in &args.queries {
        queries.push(CountRequest {
            effort: effort.effort,
            ..CountRequest::new(args.understanding.read_alone(typed)?)
        });
    }
    let archive = args.index.open()?;
    let grouped = archive.count_by(&GroupedRequest {
        queries,
        within: args.understanding.conditions(&args.filters)?,
        by: by.clone(),
    })?;
    let counted = grouped.series.iter().map(|one| &one.counted);
    let notices: Vec<Vec<Notice>> = counted.map(|one| effort.complete(&one.notices)).collect();
    for one in &grouped.series {
        let canonical = one.query.to_string();
        args.understanding
            .explain(&canonical, &one.counted.understood)?;
    }
    if format != Format::Json {
        let mut told = args.queries.iter().zip(&notices);
        told.try_for_each(|(typed, notices)| tell(notices, Some(typed)))?;
    }
    let answer = GroupedAnswer {
        typed: &args.queries,
        by,
        grouped: &grouped,
        notices: &notices,
        searched: archive.len(),
    };
    let mut out = args.output.writer()?;
    render::grouped_counts(format, &options, &answer, &mut out)?;
    out.end()?;
    let mut series = grouped.series.iter();
    Ok(exit::found(series.any(|one| one.whole.count.articles > 0)))
}
