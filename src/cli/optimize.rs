//! `unbury optimize`: few segments, nothing deleted left.

use std::io::Write;
use std::process::ExitCode;

use clap::Args as ClapArgs;

use super::index_folder::IndexFolder;

/// Merge the index into few segments: the fastest to search.
///
/// One for each hundred thousand articles, at most eight: cores share them. Indexing keeps the number of segments small by itself; this is
/// for an archive that is complete.
#[derive(Debug, ClapArgs)]
pub(super) struct Args {
    #[command(flatten)]
    index: IndexFolder,
}

pub(super) fn run(args: &Args) -> super::error::Result<ExitCode> {
    unbury::optimize(args.index.existing())?;
    writeln!(std::io::stdout().lock(), "merged")?;
    Ok(ExitCode::SUCCESS)
}
