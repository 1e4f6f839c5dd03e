//! `unbury open`: the page or file of an article.

use std::io::Write;
use std::process::ExitCode;

use clap::Args as ClapArgs;
use unbury::query::Query;

use super::error::{Error, Result};
use super::index_folder::Indexes;

/// Open the page of an article in the browser, or the file that it was read from.
#[derive(Debug, ClapArgs)]
pub(super) struct Args {
    /// The article's id.
    id: String,
    /// The file, even if the article has an address.
    #[arg(long)]
    file: bool,
    /// Print what would be opened.
    #[arg(long)]
    print: bool,
    #[command(flatten)]
    index: Indexes,
}

pub(super) fn run(args: &Args) -> Result<ExitCode> {
    let archive = args.index.open()?;
    let Some((article, _)) = archive.show(&args.id, &Query::all())? else {
        return Err(Error::NoArticle {
            id: args.id.clone(),
        });
    };
    let page = article.url.filter(|url| {
        let scheme = url.split(':').next().unwrap_or_default();
        !args.file && ["http", "https"].contains(&scheme.to_ascii_lowercase().as_str())
    });
    let file = archive.file_of(&article.origin);
    let Some(target) = page.or_else(|| file.map(|file| file.display().to_string())) else {
        return Err(Error::NothingToOpen {
            id: args.id.clone(),
        });
    };
    if args.print {
        writeln!(std::io::stdout().lock(), "{target}")?;
    } else {
        open::that_detached(&target).map_err(|source| Error::File {
            action: "open",
            path: target,
            source,
        })?;
    }
    Ok(ExitCode::SUCCESS)
}
