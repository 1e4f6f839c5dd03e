//! `unbury kwic`: every match on a line of its own, in its context.

use std::io::Write;
use std::process::ExitCode;

use clap::{Args as ClapArgs, ValueEnum};
use unbury::api::{ConcordanceLine, ConcordanceRequest, LineOrder, Sample, Side};
use unbury::render::{ConcordanceHead, ConcordanceWriter, Format, TableKind};

use super::asking::{Filters, Understanding, tell};
use super::copies::CopiesArg;
use super::exit;
use super::index_folder::Indexes;
use super::notes::notes;
use super::output::{OutputArgs, one_of};

/// List every match on a line of its own, with the words around it (a concordance).
///
/// A phrase is one match, and so is a group of words near each other. Text is cut to the width of the line; the other
/// formats hold all the context asked for.
#[derive(Debug, ClapArgs)]
pub(super) struct Args {
    /// What to look for, in the language of `search`. Several words are one query, and all of them are required.
    #[arg(value_name = "QUERY", required = true)]
    query: Vec<String>,
    /// Words of context on either side.
    #[arg(long, value_name = "WORDS", default_value_t = 8)]
    context: u32,
    /// Order of the lines: by article, or by the first to third word to the left (l1, l2, l3) or right (r1, r2, r3).
    #[arg(long, value_enum, value_name = "ORDER", default_value_t = OrderArg::Relevance)]
    sort: OrderArg,
    /// Near-copies of an article: their lines too, or those of one article of each story, or of stories with copies only.
    #[arg(long, value_enum, default_value_t = CopiesArg::Show)]
    copies: CopiesArg,
    /// Show this many lines, chosen at random; the total counts all matches.
    #[arg(long, value_name = "LINES")]
    sample: Option<usize>,
    /// With `--sample`: the same number chooses the same lines of the same articles.
    #[arg(long, value_name = "NUMBER", default_value_t = 0)]
    seed: u64,
    /// How the lines are written [default: text, or by the name of `--output`].
    #[arg(short, long, value_parser = one_of(Format::LIST))]
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

#[derive(Debug, Clone, Copy, ValueEnum)]
enum OrderArg {
    Relevance,
    Newest,
    Oldest,
    L1,
    L2,
    L3,
    R1,
    R2,
    R3,
}

impl OrderArg {
    fn order(self) -> LineOrder {
        let words = |side, nth| LineOrder::Words { side, nth };
        match self {
            Self::Relevance => LineOrder::Relevance,
            Self::Newest => LineOrder::Newest,
            Self::Oldest => LineOrder::Oldest,
            Self::L1 => words(Side::Left, 1),
            Self::L2 => words(Side::Left, 2),
            Self::L3 => words(Side::Left, 3),
            Self::R1 => words(Side::Right, 1),
            Self::R2 => words(Side::Right, 2),
            Self::R3 => words(Side::Right, 3),
        }
    }
}

pub(super) fn run(args: &Args) -> super::error::Result<ExitCode> {
    let typed = args.query.join(" ");
    let format = args.output.format(args.format, Format::LIST)?;
    let mut options = args.output.options(TableKind::Concordance, format)?;
    args.understanding.tell_of(&args.filters)?;
    let mut query = args.understanding.read(&typed, &args.filters)?;
    let request = ConcordanceRequest {
        copies: args.copies.apply(&mut query),
        order: args.sort.order(),
        context: args.context,
        sample: args.sample.map(|lines| Sample {
            lines,
            seed: args.seed,
        }),
        effort: args.understanding.effort.effort,
        ..ConcordanceRequest::new(query)
    };
    let archive = args.index.open()?;
    options.folder = archive.folder();
    let concordance = archive.concordance(&request)?;
    let canonical = request.query.to_string();
    args.understanding
        .explain(&canonical, concordance.understood())?;
    let notices = args.understanding.effort.complete(concordance.notices());
    let head = ConcordanceHead {
        typed: &typed,
        query: &canonical,
        understood: concordance.understood(),
        notices: &notices,
        count: concordance.count(),
        searched: concordance.searched(),
        lines: concordance.lines(),
    };
    if !format.holds_notices() {
        tell(&notices, Some(&typed))?;
        writeln!(notes(), "note: {}", head.summary())?;
    }
    let writer = ConcordanceWriter::new(format, &options, head);
    let mut out = args.output.writer(format)?;
    let mut lines = writer.begin(&mut out)?;
    let write = |line: &ConcordanceLine<'_>, bytes: &mut Vec<u8>| writer.line(line, bytes);
    let unreadable = match concordance.write(&write, &mut lines) {
        Err(error) if !error.is_of_one_article() => return Err(error.into()),
        written => written.err(),
    };
    writer.end(&mut out)?;
    // The pager is closed first, so that an error stands behind the lines.
    out.end()?;
    if let Some(error) = unreadable {
        return Err(error.into());
    }
    let found = head.lines > 0;
    Ok(exit::found(found))
}
