//! `unbury keyness`: the words and phrases that are typical of a set of articles.

use std::process::ExitCode;

use clap::{Args as ClapArgs, ValueEnum};
use unbury::api::{KeynessOrder, KeynessRequest};
use unbury::query::Query;
use unbury::render::{self, Format, KeynessHead, TableKind};

use super::asking::{Filters, Understanding, tell};
use super::exit;
use super::index_folder::Indexes;
use super::output::{ColumnArgs, one_of, plain};
use super::output_file::OutputFile;

/// List the words and phrases that are typical of a set of articles: more frequent in it than elsewhere, and not by chance.
///
/// The set is what a query finds. It is compared with all other articles in its languages, or with those of another query. A story that
/// several articles tell counts once. Words of the query are left out. What the numbers are: unbury help statistics.
#[derive(Debug, ClapArgs)]
pub(super) struct Args {
    /// The set, in the language of `search`. Several words are one query, and all of them are required.
    #[arg(value_name = "QUERY", required = true)]
    query: Vec<String>,
    /// What it is compared with [default: all other articles in its languages]. What is in both is in the set only.
    #[arg(long, value_name = "QUERY")]
    against: Option<String>,
    #[command(flatten)]
    words: WordArgs,
    /// How the words are written [default: text, or by the name of `--output`].
    #[arg(short, long, value_parser = one_of(Format::LIST))]
    format: Option<Format>,
    #[command(flatten)]
    index: Indexes,
    #[command(flatten, next_help_heading = "Filters, of both sets")]
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

/// Which words are listed.
#[derive(Debug, ClapArgs)]
pub(super) struct WordArgs {
    /// Words to show, at most.
    #[arg(short = 'n', long, value_name = "NUMBER", default_value_t = 30)]
    limit: usize,
    /// Order of the words: by conservative log ratio (of occurrences, or of articles), log ratio, G² or occurrences.
    #[arg(long, value_enum, value_name = "ORDER", default_value_t = OrderArg::Lrc)]
    sort: OrderArg,
    /// Only words that so many articles of the set have [default: one in fifty, and at least 3].
    #[arg(long, value_name = "NUMBER", value_parser = clap::value_parser!(u64).range(1..))]
    min_articles: Option<u64>,
    /// Function words and numbers too.
    #[arg(long)]
    function_words: bool,
    /// Also what nearly always stands between the same two words, as in the frame of a page.
    #[arg(long)]
    repeated: bool,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum OrderArg {
    Lrc,
    Articles,
    LogRatio,
    G2,
    Frequency,
}

impl WordArgs {
    /// Puts what is chosen into a request.
    pub(super) fn apply(&self, request: &mut KeynessRequest) {
        request.limit = self.limit;
        request.least_articles = self.min_articles;
        request.function_words = self.function_words;
        request.repeated = self.repeated;
        request.order = match self.sort {
            OrderArg::Lrc => KeynessOrder::Conservative,
            OrderArg::Articles => KeynessOrder::Articles,
            OrderArg::LogRatio => KeynessOrder::LogRatio,
            OrderArg::G2 => KeynessOrder::LogLikelihood,
            OrderArg::Frequency => KeynessOrder::Frequency,
        };
    }
}

pub(super) fn run(args: &Args) -> super::error::Result<ExitCode> {
    let typed = args.query.join(" ");
    let format = args.output.format(args.format, Format::LIST)?;
    let mut options = plain(&args.output);
    args.columns
        .apply(TableKind::Keyness, format, &mut options)?;
    args.understanding.tell_of(&args.filters)?;
    let effort = args.understanding.effort;
    let against = match &args.against {
        Some(against) => Some(args.understanding.read_alone(against)?),
        None => None,
    };
    let filters = args.understanding.conditions(&args.filters)?;
    let mut request = KeynessRequest {
        against: against.as_ref().map(|against| against.query.clone()),
        filters: filters.clone(),
        effort: effort.effort,
        ..KeynessRequest::new(args.understanding.read_alone(&typed)?)
    };
    args.words.apply(&mut request);
    let within = |query: &Query| Query::all_of(vec![query.clone(), filters.clone()]).to_string();
    let set = within(&request.query);
    let reference = request.against.as_ref().map(within);
    let archive = args.index.open()?;
    let mut answer = archive.keyness(&request)?;
    args.understanding.explain(&set, &answer.understood)?;
    answer.notices = effort.complete(&answer.notices);
    if !format.holds_notices() {
        tell(&answer.notices, Some(&typed))?;
    }
    if let (Some(against), Some(typed)) = (&against, &args.against) {
        let notices: Vec<_> = against.problems.iter().map(Into::into).collect();
        tell(&notices, Some(typed))?;
    }
    let head = KeynessHead {
        typed: &typed,
        query: &set,
        against: args.against.as_deref().zip(reference.as_deref()),
    };
    let mut out = args.output.writer()?;
    render::keyness(format, &options, head, &answer, &mut out)?;
    out.end()?;
    Ok(exit::found(!answer.words.is_empty()))
}
