//! `unbury trends`: the words that rose and fell between two periods.

use std::process::ExitCode;

use clap::Args as ClapArgs;
use unbury::api::{KeynessRequest, TrendsRequest};
use unbury::query::Query;
use unbury::render::{self, Format, TableKind, TrendsHead};

use super::asking::{Filters, Understanding, tell};
use super::exit;
use super::index_folder::Indexes;
use super::keyness::WordArgs;
use super::output::{ColumnArgs, one_of, plain};
use super::output_file::OutputFile;

/// List the words and phrases that rose and fell between two periods, in all articles or in those of a query.
///
/// The articles of one period are compared with those of the other as by `unbury keyness`. Ratios are of the later to the earlier: 1 is
/// twice as often, −1 half as often.
#[derive(Debug, ClapArgs)]
pub(super) struct Args {
    /// In which articles, in the language of `search` [default: all].
    #[arg(value_name = "QUERY")]
    query: Vec<String>,
    /// The earlier period: a day, month or year, or a range such as 2019..2021.
    #[arg(long, value_name = "PERIOD")]
    from: String,
    /// The later period.
    #[arg(long, value_name = "PERIOD")]
    to: String,
    #[command(flatten)]
    words: WordArgs,
    /// How the words are written [default: text, or by the name of `--output`].
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
    let typed = args.query.join(" ");
    let format = args.output.format(args.format, Format::LIST)?;
    let mut options = plain(&args.output);
    args.columns
        .apply(TableKind::Trends, format, &mut options)?;
    args.understanding.tell_of(&args.filters)?;
    let effort = args.understanding.effort;
    let (from, to) = (
        args.understanding.period(&args.from)?,
        args.understanding.period(&args.to)?,
    );
    let mut keyness = KeynessRequest {
        filters: args.understanding.conditions(&args.filters)?,
        effort: effort.effort,
        ..KeynessRequest::new(args.understanding.read_alone(&typed)?)
    };
    args.words.apply(&mut keyness);
    let asked = Query::all_of(vec![keyness.query.clone(), keyness.filters.clone()]).to_string();
    let periods = (from.to_string(), to.to_string());
    let archive = args.index.open()?;
    let mut answer = archive.trends(&TrendsRequest { keyness, from, to })?;
    answer.rose.notices = effort.complete(&answer.rose.notices);
    if !format.holds_notices() {
        tell(&answer.rose.notices, Some(&typed))?;
    }
    let head = TrendsHead {
        typed: &typed,
        query: &asked,
        from: (&args.from, &periods.0),
        to: (&args.to, &periods.1),
    };
    let mut out = args.output.writer()?;
    render::trends(format, &options, head, &answer, &mut out)?;
    out.end()?;
    let any = !answer.rose.words.is_empty() || !answer.fell.is_empty();
    Ok(exit::found(any))
}
