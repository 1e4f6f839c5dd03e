//! `unbury mcp`: tools for a language model, over standard input and output.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::Args as ClapArgs;

use super::error::Result;
use super::index_folder::Indexes;
use super::notes;

/// Serve the archive to a language model: tools to search, read and count, and to check quotations (Model Context Protocol).
///
/// The program of the model starts it and speaks to it over standard input and output. It only reads the index.
#[derive(Debug, ClapArgs)]
pub(super) struct Args {
    #[command(flatten)]
    index: Indexes,
    /// Where `unbury serve` serves the same archive: permalinks lead there.
    #[arg(long, value_name = "ADDRESS")]
    page: Option<String>,
}

/// What speaks to the model: the folders of the indexes, and the address of the page.
pub(crate) type McpServer = fn(Vec<PathBuf>, Option<&str>) -> Result<()>;

pub(super) fn run(args: &Args, server: McpServer) -> Result<ExitCode> {
    notes::have_no_reader();
    server(args.index.folders(), args.page.as_deref())?;
    Ok(ExitCode::SUCCESS)
}
