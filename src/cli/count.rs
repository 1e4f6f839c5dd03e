//! `unbury count`: how often queries occur.

use std::io::BufWriter;
use std::process::ExitCode;

use clap::Args as ClapArgs;
use rayon::prelude::*;
use unbury::api::Notice;
use unbury::index::ArchiveReader;
use unbury::query::Query;
use unbury::render::{self, CountedQuery, Format};

use super::output::{one_of, plain};
use super::search::{Filters, Understanding, tell, understood};
use super::{IndexFolder, NOTHING};

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
    #[command(flatten)]
    index: IndexFolder,
    #[command(flatten)]
    filters: Filters,
    #[command(flatten)]
    understanding: Understanding,
    /// How the numbers are written.
    #[arg(short, long, default_value_t = Format::Text, value_parser = one_of(Format::COUNT))]
    format: Format,
}

pub(super) fn run(args: &Args) -> unbury::Result<ExitCode> {
    let mut queries: Vec<Query> = Vec::with_capacity(args.queries.len());
    let mut notices: Vec<Vec<Notice>> = Vec::with_capacity(args.queries.len());
    for typed in &args.queries {
        let (query, told) = understood(typed, args.understanding.strict)?;
        queries.push(args.filters.apply(query)?);
        notices.push(told);
    }
    let archive = ArchiveReader::open(&args.index.path)?;
    let counted = queries
        .par_iter()
        .map(|query| unbury::search::count(&archive, query, args.understanding.effort.effort))
        .collect::<Result<Vec<_>, _>>()?;
    for (told, counted) in notices.iter_mut().zip(&counted) {
        told.extend(counted.notices.iter().cloned());
    }
    let canonical: Vec<String> = queries.iter().map(ToString::to_string).collect();
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
    let format = args.format;
    if format != Format::Json {
        notices.iter().try_for_each(|told| tell(told))?;
    }
    let mut out = BufWriter::new(std::io::stdout().lock());
    render::counts(format, &plain(), archive.len(), &rows, &mut out)?;
    Ok(if rows.iter().any(|row| row.count.articles > 0) {
        ExitCode::SUCCESS
    } else {
        ExitCode::from(NOTHING)
    })
}
