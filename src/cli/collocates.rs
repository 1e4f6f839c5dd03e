//! `unbury collocates`: the words that keep company with a query.

use std::process::ExitCode;
use std::str::FromStr;

use clap::{Args as ClapArgs, ValueEnum};
use unbury::api::{CollocateOrder, CollocatesRequest, Window};
use unbury::query::Query;
use unbury::render::{self, CollocatesHead, Format, TableKind};

use super::asking::{Filters, Understanding, tell};
use super::exit;
use super::index_folder::Indexes;
use super::output::{ColumnArgs, one_of, plain};
use super::output_file::OutputFile;

/// List the words that keep company with a query: those that stand near its occurrences more often than elsewhere.
///
/// Near is up to five words before or after in the same sentence, unless `--window` says otherwise. A story that several articles tell
/// counts once. What the numbers are: unbury help statistics.
#[derive(Debug, ClapArgs)]
pub(super) struct Args {
    /// The node, in the language of `search`; each of its occurrences is one. Several words are one query.
    #[arg(value_name = "QUERY", required = true)]
    query: Vec<String>,
    /// How near: a number of words within the sentence, or `sentence` or `paragraph`.
    #[arg(long, value_name = "WINDOW", default_value = "5")]
    window: WindowArg,
    /// Words to show, at most.
    #[arg(short = 'n', long, value_name = "NUMBER", default_value_t = 30)]
    limit: usize,
    /// Order of the words.
    #[arg(long, value_enum, value_name = "ORDER", default_value_t = OrderArg::LogDice)]
    sort: OrderArg,
    /// Only words that stand near it so often.
    #[arg(long, value_name = "NUMBER", default_value_t = 5, value_parser = clap::value_parser!(u64).range(1..))]
    min: u64,
    /// Function words and numbers too.
    #[arg(long)]
    function_words: bool,
    /// How the words are written [default: text, or by the name of `--output`].
    #[arg(short, long, value_parser = one_of(Format::LIST))]
    format: Option<Format>,
    #[command(flatten)]
    index: Indexes,
    #[command(
        flatten,
        next_help_heading = "Filters, of all articles that are counted"
    )]
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

/// A window, and how it was typed.
#[derive(Debug, Clone)]
struct WindowArg(Window, String);

impl FromStr for WindowArg {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let window = match text {
            "sentence" => Window::Sentence,
            "paragraph" => Window::Paragraph,
            words => match words.parse() {
                Ok(words @ 1..=1_000) => Window::Words(words),
                _ => {
                    return Err(
                        "write a number of words up to 1000, `sentence` or `paragraph`".into(),
                    );
                }
            },
        };
        Ok(Self(window, text.to_owned()))
    }
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum OrderArg {
    LogDice,
    Mi,
    T,
    Frequency,
}

pub(super) fn run(args: &Args) -> super::error::Result<ExitCode> {
    let typed = args.query.join(" ");
    let format = args.output.format(args.format, Format::LIST)?;
    let mut options = plain(&args.output);
    args.columns
        .apply(TableKind::Collocates, format, &mut options)?;
    args.understanding.tell_of(&args.filters)?;
    let effort = args.understanding.effort;
    let request = CollocatesRequest {
        filters: args.understanding.conditions(&args.filters)?,
        window: args.window.0,
        order: match args.sort {
            OrderArg::LogDice => CollocateOrder::LogDice,
            OrderArg::Mi => CollocateOrder::MutualInformation,
            OrderArg::T => CollocateOrder::TScore,
            OrderArg::Frequency => CollocateOrder::Frequency,
        },
        limit: args.limit,
        least_occurrences: args.min,
        function_words: args.function_words,
        effort: effort.effort,
        ..CollocatesRequest::new(args.understanding.read_alone(&typed)?)
    };
    let canonical = Query::all_of(vec![request.query.clone(), request.filters.clone()]).to_string();
    let archive = args.index.open()?;
    let mut answer = archive.collocates(&request)?;
    args.understanding.explain(&canonical, &answer.understood)?;
    answer.notices = effort.complete(&answer.notices);
    if !format.holds_notices() {
        tell(&answer.notices, Some(&typed))?;
    }
    let head = CollocatesHead {
        typed: &typed,
        query: &canonical,
        window: &args.window.1,
    };
    let mut out = args.output.writer()?;
    render::collocates(format, &options, head, &answer, &mut out)?;
    out.end()?;
    Ok(exit::found(!answer.words.is_empty()))
}
