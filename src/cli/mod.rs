//! The command line: one file a command, each an `Args` and a `run`.

mod asking;
mod batch;
mod count;
mod error;
mod eval;
mod exit;
mod generate;
mod help;
mod index;
mod index_folder;
mod index_report;
mod kwic;
mod optimize;
mod output;
mod progress;
mod query_language;
mod query_list;
mod ranking;
mod search;
mod show;
mod stats;
mod translate;
mod unfinished;
mod verify;
mod version;

use std::process::ExitCode;

use clap::{CommandFactory, Parser, Subcommand};

use error::Result;
use version::VERSION;

/// Full-text search over an archive of articles: ranked passages, exact highlights.
///
/// Exit status: 0 found or done, 1 nothing found or nothing indexed, 2 error (with --strict, also anything skipped),
/// 3 indexing was interrupted and what was read is committed.
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
    Translate(translate::Args),
    Optimize(optimize::Args),
    Verify(verify::Args),
    Eval(Box<eval::Args>),
    Help(help::Args),
    Completions(generate::CompletionArgs),
    Man(generate::ManArgs),
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
            Command::Translate(args) => translate::run(&args),
            Command::Optimize(args) => optimize::run(&args),
            Command::Verify(args) => verify::run(&args),
            Command::Eval(args) => eval::run(&args),
            Command::Help(args) => help::run(&args, Self::command()),
            Command::Completions(args) => generate::completions(&args, Self::command()),
            Command::Man(args) => generate::man(&args, Self::command()),
        }
    }
}
