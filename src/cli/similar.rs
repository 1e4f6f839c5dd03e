//! `unbury similar`: articles on the same matter as another.

use std::io::Write;
use std::path::Path;
use std::process::ExitCode;

use clap::{Args as ClapArgs, ValueHint};
use unbury::api::SimilarRequest;
use unbury::article::Article;
use unbury::query::Query;
use unbury::render::{self, Format, TableKind, grouped};
use unbury::{Archive, IndexEvent, IndexRequest, index};

use super::asking::{EffortArg, Filters};
use super::error::{Error, Result};
use super::exit;
use super::index_folder::Indexes;
use super::notes::notes;
use super::output::{OutputArgs, one_of};
use super::query_language::QueryLanguage;

/// Find articles on the same matter as another: one of the archive, or a file of any format that is read.
///
/// They are those that have its most typical words; which they share stands below each, and its passages are those in which most of them
/// stand. Copies of the article, and of one that is listed, are left out.
#[derive(Debug, ClapArgs)]
pub(super) struct Args {
    /// The id of an article, or a file; of a file with several articles, the first.
    #[arg(value_name = "ID|FILE", value_hint = ValueHint::FilePath)]
    article: String,
    /// Articles to show, at most.
    #[arg(short = 'n', long, value_name = "NUMBER", default_value_t = 10)]
    limit: usize,
    /// Passages of one article, at most.
    #[arg(long, value_name = "NUMBER", default_value_t = 2)]
    passages: usize,
    /// How the answer is written [default: text, or by the name of `--output`].
    #[arg(short, long, value_parser = one_of(Format::LIST))]
    format: Option<Format>,
    #[command(flatten)]
    index: Indexes,
    #[command(flatten, next_help_heading = "Filters")]
    filters: Filters,
    #[command(flatten, next_help_heading = "How the filters are read")]
    language: QueryLanguage,
    #[command(flatten, next_help_heading = "How the filters are read")]
    effort: EffortArg,
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

/// No index, beside which paths are as they were typed, and nothing counts as read before.
const NO_INDEX: &str = ".unbury-similar";

/// The article with an id, or of a file.
fn article(args: &Args, archive: &Archive) -> Result<Article> {
    let named = &*args.article;
    if let Some((article, _)) = archive.show(named, &Query::all())? {
        return Ok(article);
    }
    let path = Path::new(named);
    let none = || Error::NoArticle {
        id: named.to_owned(),
    };
    if args.index.is_served() || named != "-" && !path.is_file() {
        return Err(none());
    }
    let request = IndexRequest {
        dry_run: true,
        ..IndexRequest::new(NO_INDEX, [path])
    };
    let (mut first, mut count) = (None, 0_u64);
    index(&request, &mut |event| {
        if let IndexEvent::Article { article, .. } = event {
            count += 1;
            first.get_or_insert_with(|| article.clone());
        }
        Ok(())
    })?;
    if count > 1 {
        writeln!(
            notes(),
            "note: `{named}` holds {} articles; this is about the first",
            grouped(count)
        )?;
    }
    first.ok_or_else(none)
}

pub(super) fn run(args: &Args) -> Result<ExitCode> {
    let format = args.output.format(args.format, Format::LIST)?;
    let mut options = args.output.options(TableKind::Similar, format)?;
    let dates = args.language.reading().dates;
    args.filters.tell_assumed(dates)?;
    let archive = args.index.open()?;
    options.folder = archive.folder();
    options.passages = args.passages > 0;
    let request = SimilarRequest {
        filters: args.filters.apply(Query::all(), dates)?,
        limit: args.limit,
        passages: args.passages,
        effort: args.effort.effort,
        ..SimilarRequest::new(article(args, &archive)?)
    };
    let answer = archive.similar(&request)?;
    let mut out = args.output.writer(format)?;
    render::similar(format, &options, &request.article, &answer, &mut out)?;
    out.end()?;
    Ok(exit::found(!answer.hits.is_empty()))
}
