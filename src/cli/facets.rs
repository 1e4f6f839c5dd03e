//! `unbury facets`: the values of fields among what a query finds.

use std::process::ExitCode;

use clap::Args as ClapArgs;
use unbury::api::{CountRequest, FacetRequest, GroupBy};
use unbury::render::{self, FacetsAnswer, Format, TableKind};

use super::asking::{Filters, Understanding, tell};
use super::exit;
use super::grouping::group_by;
use super::index_folder::Indexes;
use super::output::{OutputArgs, one_of};

/// Values of a field that are listed where no number is asked for.
const VALUES: usize = 10;

/// List who and what the articles found are of: outlets, sections, authors, tags, languages, years, and how typical each is.
///
/// Numbers are exact, and an article with several authors counts for each. What is typical is so against the other articles
/// looked at; filters such as --source say which these are.
#[derive(Debug, ClapArgs)]
pub(super) struct Args {
    /// What to look for, in the language of `search`; all its words are required. Several words are one query.
    #[arg(value_name = "QUERY", required = true)]
    query: Vec<String>,
    /// The fields or periods to list, such as `source,author,year,meta.desk`.
    #[arg(long, value_name = "FIELD", value_delimiter = ',', value_parser = group_by, default_value = "source,section,author,tag,lang,year")]
    by: Vec<GroupBy>,
    /// Values of each field, at most; of time the steps with most articles [default: 10 values, and all steps].
    #[arg(short = 'n', long, value_name = "NUMBER")]
    limit: Option<usize>,
    /// How they are written [default: text, or by the name of `--output`].
    #[arg(short, long, value_parser = one_of(Format::FACETS))]
    format: Option<Format>,
    #[command(flatten)]
    index: Indexes,
    #[command(flatten, next_help_heading = "Filters")]
    filters: Filters,
    #[command(flatten, next_help_heading = "How the query is read")]
    understanding: Understanding,
    #[command(flatten, next_help_heading = "Output")]
    output: OutputArgs,
}

impl Args {
    /// Where it finds the archive, and where it writes.
    #[cfg(feature = "serve")]
    pub(super) fn places(&mut self) -> (&mut Indexes, &mut super::output_file::OutputFile) {
        (&mut self.index, self.output.file())
    }
}

pub(super) fn run(args: &Args) -> super::error::Result<ExitCode> {
    let typed = args.query.join(" ");
    let format = args.output.format(args.format, Format::FACETS)?;
    let options = args.output.options(TableKind::Facets, format)?;
    args.understanding.tell_of(&args.filters)?;
    let query = CountRequest {
        effort: args.understanding.effort.effort,
        ..CountRequest::new(args.understanding.read_alone(&typed)?)
    };
    let request = FacetRequest {
        within: args.understanding.conditions(&args.filters)?,
        by: args.by.clone(),
        limit: args.limit.unwrap_or(VALUES),
        limit_steps: args.limit,
        ..FacetRequest::new(query)
    };
    let archive = args.index.open()?;
    let facets = archive.facets(&request)?;
    let canonical = facets.query.to_string();
    args.understanding
        .explain(&canonical, &facets.counted.understood)?;
    let notices = args.understanding.effort.complete(&facets.counted.notices);
    if !format.holds_notices() {
        tell(&notices, Some(&typed))?;
    }
    let answer = FacetsAnswer {
        typed: &typed,
        facets: &facets,
        notices: &notices,
        searched: archive.len(),
    };
    let mut out = args.output.writer(format)?;
    render::facets(format, &options, &answer, &mut out)?;
    out.end()?;
    Ok(exit::found(facets.counted.count.articles > 0))
}
