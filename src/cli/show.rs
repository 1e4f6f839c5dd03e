//! `unbury show`: one article, whole.

use std::process::ExitCode;

use clap::Args as ClapArgs;
use unbury::api::Notice;
use unbury::query::{Query, parse_as};
use unbury::render::{self, Format, TableKind};
use unbury::search::sentence_start;

use super::asking::tell;
use super::error::Error;
use super::exit;
use super::index_folder::Indexes;
use super::output::{CitationArg, OutputArgs, one_of};
use super::query_language::QueryLanguage;
use super::terminal;

/// Print one article, with the matches of a query marked, or its copies.
#[derive(Debug, ClapArgs)]
pub(super) struct Args {
    /// The article's id.
    id: String,
    /// A query whose matches are marked; a pager opens at the first.
    #[arg(short, long, value_name = "QUERY")]
    query: Option<String>,
    /// From this sentence on, as it is numbered beside a passage.
    #[arg(long, value_name = "SENTENCE", value_parser = clap::value_parser!(u32).range(1..))]
    at: Option<u32>,
    /// The near-copies of the article in the order of time, and what each added to the first, left out and changed.
    #[arg(long, conflicts_with_all = ["query", "at"])]
    copies: bool,
    #[command(flatten)]
    language: QueryLanguage,
    #[command(flatten)]
    index: Indexes,
    /// How the article is written [default: text, or by the name of `--output`].
    #[arg(short, long, value_parser = one_of(Format::SEARCH))]
    format: Option<Format>,
    #[command(flatten, next_help_heading = "Output")]
    output: OutputArgs,
    #[command(flatten, next_help_heading = "Output")]
    citation: CitationArg,
}

impl Args {
    /// Where it finds the archive, and where it writes.
    #[cfg(feature = "serve")]
    pub(super) fn places(&mut self) -> (&mut Indexes, &mut super::output_file::OutputFile) {
        (&mut self.index, self.output.file())
    }
}

/// The line at which a pager opens, so that a match is in sight with what stands before it.
fn opening(first_match: Option<usize>) -> usize {
    const BEFORE: usize = 3;
    let line = first_match.unwrap_or_default();
    if line < terminal::height() {
        return 0;
    }
    line.saturating_sub(BEFORE)
}

/// Shows the story of the article with all its copies.
fn run_copies(args: &Args, format: Format) -> super::error::Result<ExitCode> {
    let mut options = args.output.options(TableKind::Copies, format)?;
    let archive = args.index.open()?;
    options.folder = archive.folder();
    let story = archive.copies(&args.id)?.ok_or_else(|| Error::NoArticle {
        id: args.id.clone(),
    })?;
    let mut out = args.output.writer(format)?;
    render::copies(format, &options, &story, &mut out)?;
    out.end()?;
    Ok(exit::found(story.articles.len() > 1))
}

pub(super) fn run(args: &Args) -> super::error::Result<ExitCode> {
    let format = args.output.format(args.format, Format::SEARCH)?;
    if args.copies {
        return run_copies(args, format);
    }
    let mut options = args.output.options(TableKind::Article, format)?;
    let archive = args.index.open()?;
    options.folder = archive.folder();
    options.citation = args.citation.style;
    let marked = match &args.query {
        Some(text) => parse_as(text, args.language.reading()),
        None => Query::all().into(),
    };
    let notices: Vec<Notice> = marked.problems.iter().map(Notice::from).collect();
    tell(&notices, args.query.as_deref())?;
    let Some((article, highlights)) = archive.show(&args.id, &marked.query)? else {
        return Err(Error::NoArticle {
            id: args.id.clone(),
        });
    };
    if let Some(sentence) = args.at {
        let start = sentence_start(&article, sentence as usize - 1);
        options.from = start.ok_or(Error::NoSentence { sentence })?;
    }
    let line = match args.at {
        None if format == Format::Text => render::first_match(&article, &highlights, &options),
        _ => None,
    };
    let mut out = args.output.writer_at(opening(line), format)?;
    render::article(&article, &highlights, format, &options, &mut out)?;
    out.end()?;
    Ok(ExitCode::SUCCESS)
}
