//! `unbury news`: what is new for the searches that are kept.

use std::process::ExitCode;

use clap::Args as ClapArgs;
use clap::builder::{PossibleValuesParser, TypedValueParser};
use jiff::Timestamp;
use unbury::api::NewArticle;
use unbury::render::{Format, NewsFormat, NewsHead, NewsWriter, TableKind};
use unbury::{Archive, News, saved_searches};

use super::error::{Error, Result};
use super::exit;
use super::index_folder::IndexFolder;
use super::output::OutputArgs;

/// Tell what is new for a saved search since the last look; without a name, for all.
///
/// New is an article that the search did not find before, or found with another headline or text. Copies of what was known are told as
/// such. Exit status 0 says that something is new, 1 that nothing is.
#[derive(Debug, ClapArgs)]
pub(super) struct Args {
    /// The search, as `unbury save` called it.
    #[arg(value_name = "NAME")]
    name: Option<String>,
    /// Look only: what is new stays new.
    #[arg(long)]
    peek: bool,
    /// How the news are written [default: text, or by the name of `--output`].
    #[arg(short, long, value_parser = formats())]
    format: Option<NewsFormat>,
    #[command(flatten)]
    index: IndexFolder,
    #[command(flatten, next_help_heading = "Output")]
    output: OutputArgs,
}

/// Reads the name of a format of news, and lists them in help and completions.
fn formats() -> impl TypedValueParser<Value = NewsFormat> {
    let names = NewsFormat::ALL.iter().map(|format| format.name());
    PossibleValuesParser::new(names).try_map(|name| name.parse::<NewsFormat>())
}

impl Args {
    /// The format asked for; else that of the file's name.
    fn format(&self) -> Result<NewsFormat> {
        let (None, Some(path)) = (self.format, self.output.path()) else {
            return Ok(self.format.unwrap_or_default());
        };
        let extension = path.extension().and_then(|extension| extension.to_str());
        let named = extension.and_then(NewsFormat::of_extension);
        named.ok_or_else(|| Error::NoFormat {
            path: path.display().to_string(),
            formats: NewsFormat::ALL.iter().map(|format| format.name()).collect(),
        })
    }
}

pub(super) fn run(args: &Args) -> Result<ExitCode> {
    let format = args.format()?;
    let of_writer = if format == NewsFormat::Text {
        Format::Text
    } else {
        Format::Json
    };
    let mut options = args.output.options(TableKind::Articles, of_writer)?;
    let index = args.index.existing();
    let archive = Archive::open(&index)?;
    options.folder = archive.folder();
    let searches = saved_searches(&index, args.name.as_deref())?;
    let news = searches
        .into_iter()
        .map(|search| unbury::news(&archive, &index, search));
    let news: Vec<News<'_>> = news.collect::<std::result::Result<_, _>>()?;
    let heads: Vec<NewsHead<'_>> = news.iter().map(head).collect();
    let mut out = args.output.writer(of_writer)?;
    let mut writer = NewsWriter::begin(format, &options, &heads, Timestamp::now(), &mut out)?;
    for (news, head) in news.iter().zip(&heads) {
        writer.search(head)?;
        news.each(|article: NewArticle| -> Result<()> { Ok(writer.article(&article)?) })?;
    }
    writer.end()?;
    // What was not shown is not seen.
    out.end()?;
    if !args.peek {
        news.iter().try_for_each(News::keep)?;
    }
    Ok(exit::found(news.iter().any(|news| !news.is_empty())))
}

fn head<'a>(news: &'a News<'_>) -> NewsHead<'a> {
    NewsHead {
        name: &news.search.name,
        query: &news.search.query,
        since: news.since,
        matching: news.matching,
        new: news.len() as u64,
        changed: news.changed() as u64,
        copies: news.copies() as u64,
    }
}
