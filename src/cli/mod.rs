//! The command line: one file a command, each an `Args` and a `run`.

mod asking;
mod batch;
mod count;
mod error;
mod eval;
mod generate;
mod help;
mod index;
mod index_report;
mod kwic;
mod optimize;
mod output;
mod progress;
mod query_list;
mod ranking;
mod search;
mod show;
mod stats;
mod unfinished;
mod version;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Args, Parser, Subcommand};

use self::error::{Error, file_error};
use version::VERSION;

/// Nothing was found, or nothing was indexed.
const NOTHING: u8 = 1;
/// With `--strict`: something was skipped.
const STRICT: u8 = 2;

/// Full-text search over an archive of articles: ranked passages, exact highlights.
///
/// Exit status: 0 found or done, 1 nothing found or nothing indexed, 2 error (with --strict, also anything skipped).
#[derive(Debug, Parser)]
#[command(
    name = "unbury",
    version = VERSION.as_str(),
    disable_help_subcommand = true,
    max_term_width = 100
)]
pub(crate) struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    Index(Box<index::Args>),
    Search(Box<search::Args>),
    Show(show::Args),
    Kwic(Box<kwic::Args>),
    Count(count::Args),
    Batch(Box<batch::Args>),
    Stats(stats::Args),
    Optimize(optimize::Args),
    Eval(Box<eval::Args>),
    Help(help::Args),
    Completions(generate::CompletionArgs),
    Man(generate::ManArgs),
}

/// Result of a command.
type Result<T> = std::result::Result<T, Error>;

/// Where the index is.
#[derive(Debug, Args)]
struct IndexFolder {
    /// The folder of the index.
    #[arg(
        long = "index",
        value_name = "FOLDER",
        env = "UNBURY_INDEX",
        default_value = "index"
    )]
    path: PathBuf,
}

impl Cli {
    /// Runs the command.
    ///
    /// # Errors
    /// Whatever the command raises; what it could say without failing, it has said.
    pub(crate) fn run(self) -> Result<ExitCode> {
        match self.command {
            Command::Index(args) => index::run(&args),
            Command::Search(args) => search::run(&args),
            Command::Show(args) => show::run(&args),
            Command::Kwic(args) => kwic::run(&args),
            Command::Count(args) => count::run(&args),
            Command::Batch(args) => batch::run(&args),
            Command::Stats(args) => stats::run(&args),
            Command::Optimize(args) => optimize::run(&args),
            Command::Eval(args) => eval::run(&args),
            Command::Help(args) => help::run(&args),
            Command::Completions(args) => generate::completions(&args),
            Command::Man(args) => generate::man(&args),
        }
    }
}
