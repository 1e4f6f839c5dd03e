//! `unbury show`: one article, whole.

use std::process::ExitCode;

use clap::Args as ClapArgs;
use unbury::Archive;
use unbury::api::Notice;
use unbury::query::{Query, parse_as};
use unbury::render::{self, Format};

use super::asking::tell;
use super::error::Error;
use super::index_folder::IndexFolder;
use super::output::{OutputArgs, one_of};
use super::query_language::QueryLanguage;

/// Print one article, with the matches of a query marked.
#[derive(Debug, ClapArgs)]
pub(super) struct Args {
    /// The article's id.
    id: String,
    /// A query whose matches are marked.
    #[arg(short, long, value_name = "QUERY")]
    query: Option<String>,
    #[command(flatten)]
    language: QueryLanguage,
    #[command(flatten)]
    index: IndexFolder,
    /// How the article is written.
    #[arg(short, long, default_value_t = Format::Text, value_parser = one_of(Format::SEARCH))]
    format: Format,
    #[command(flatten)]
    output: OutputArgs,
}

pub(super) fn run(args: &Args) -> super::error::Result<ExitCode> {
    let archive = Archive::open(&args.index.path)?;
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
