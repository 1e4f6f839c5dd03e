//! `unbury show`: one article, whole.

use std::process::ExitCode;

use clap::Args as ClapArgs;
use unbury::index::ArchiveReader;
use unbury::query::Query;
use unbury::render::{self, Format};

use super::IndexFolder;
use super::output::{OutputArgs, one_of};
use super::search::{tell, understood};

/// Print one article, with the matches of a query marked.
#[derive(Debug, ClapArgs)]
pub(super) struct Args {
    /// The article's id.
    id: String,
    /// A query whose matches are marked.
    #[arg(short, long, value_name = "QUERY")]
    query: Option<String>,
    #[command(flatten)]
    index: IndexFolder,
    /// How the article is written.
    #[arg(short, long, default_value_t = Format::Text, value_parser = one_of(Format::SEARCH))]
    format: Format,
    #[command(flatten)]
    output: OutputArgs,
}

pub(super) fn run(args: &Args) -> unbury::Result<ExitCode> {
    let archive = ArchiveReader::open(&args.index.path)?;
    let (query, notices) = match &args.query {
        Some(text) => understood(text, false)?,
        None => (Query::all(), Vec::new()),
    };
    tell(&notices)?;
    let Some((article, highlights)) = unbury::search::show(&archive, &args.id, &query)? else {
        return Err(unbury::Error::NoArticle {
            id: args.id.clone(),
        });
    };
    let mut out = args.output.writer(args.format == Format::Text);
    render::article(
        &article,
        &highlights,
        args.format,
        &args.output.options(),
        &mut out,
    )?;
    Ok(ExitCode::SUCCESS)
}
