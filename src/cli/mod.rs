//! The command line: one file a command, each an `Args` and a `run`.

#[cfg(feature = "serve")]
pub(crate) mod asked;
mod asking;
mod batch;
mod collocates;
mod colors;
mod completions;
mod config;
mod copies;
mod count;
mod delete;
mod error;
mod eval;
mod examples;
mod exit;
mod export;
mod export_folder;
mod facets;
mod formats;
mod grouping;
mod help;
mod index;
mod index_folder;
mod index_report;
mod keyness;
mod kwic;
mod man;
mod many;
#[cfg(feature = "serve")]
mod mcp;
mod news;
mod notes;
mod open;
mod optimize;
mod output;
mod output_file;
mod page;
mod pager;
mod progress;
mod query_language;
mod query_list;
mod quote;
mod ranking;
mod report;
mod save;
mod search;
#[cfg(feature = "serve")]
mod serve;
mod show;
mod similar;
mod stats;
mod survey;
mod terminal;
mod timeline;
mod topics;
mod translate;
mod trends;
mod unfinished;
mod usage_error;
mod verify;
mod version;

use std::process::ExitCode;

use clap::{CommandFactory, FromArgMatches, Parser, Subcommand};

#[cfg(feature = "serve")]
pub(crate) use error::Error;
pub(crate) use error::Result;
#[cfg(feature = "serve")]
pub(crate) use mcp::McpServer;
#[cfg(feature = "serve")]
pub(crate) use serve::{Server, Settings};
use version::VERSION;

/// Full-text search over an archive of articles: ranked passages, exact highlights.
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
    Formats(formats::Args),
    Search(Box<search::Args>),
    Show(show::Args),
    Similar(Box<similar::Args>),
    Quote(quote::Args),
    Open(open::Args),
    Kwic(Box<kwic::Args>),
    Count(Box<count::Args>),
    Keyness(Box<keyness::Args>),
    Collocates(Box<collocates::Args>),
    Trends(Box<trends::Args>),
    Timeline(Box<timeline::Args>),
    Facets(Box<facets::Args>),
    Batch(Box<batch::Args>),
    Export(Box<export::Args>),
    Save(Box<save::Args>),
    News(Box<news::Args>),
    Stats(stats::Args),
    #[cfg(feature = "serve")]
    Serve(Box<serve::Args>),
    #[cfg(feature = "serve")]
    Mcp(mcp::Args),
    Translate(translate::Args),
    Delete(Box<delete::Args>),
    Optimize(optimize::Args),
    Verify(verify::Args),
    Eval(Box<eval::Args>),
    Help(help::Args),
    Completions(completions::Args),
    Man(man::Args),
}

/// Answers a shell that completes a line, and ends the process; does nothing where none asks.
pub(crate) fn answer_shell() {
    completions::answer_shell(command);
}

/// The commands and options, each command's help with its examples first.
fn command() -> clap::Command {
    let with_examples = |command: clap::Command| {
        let examples = examples::text(command.get_name());
        command.before_help(examples).help_template(
            "{about-with-newline}\n{before-help}{usage-heading} {usage}\n\n{all-args}{after-help}",
        )
    };
    with_examples(Cli::command())
        .mut_subcommands(with_examples)
        .after_help(topics::list())
        .after_long_help(topics::more())
}

/// What runs for good: it asks the commands, so they do not know it.
pub(crate) struct Servers {
    /// The page and the API.
    #[cfg(feature = "serve")]
    pub(crate) serve: Server,
    /// Tools for one language model.
    #[cfg(feature = "serve")]
    pub(crate) mcp: McpServer,
}

impl Cli {
    /// Reads the arguments of the process. Ends it where they cannot be read, or ask for help only.
    ///
    /// # Errors
    /// When a configuration cannot be read.
    pub(crate) fn read() -> Result<Self> {
        let program = command();
        let arguments = config::arguments(&program, std::env::args_os().collect())?;
        let matches = program.try_get_matches_from(arguments);
        let read = matches.and_then(|mut matches| Self::from_arg_matches_mut(&mut matches));
        Ok(read.unwrap_or_else(|error| usage_error::with_hint(error).exit()))
    }

    /// Runs the command.
    ///
    /// # Errors
    /// Whatever the command raises; what it could say without failing, it has said.
    #[cfg_attr(
        not(feature = "serve"),
        expect(unused_variables, reason = "nothing is served")
    )]
    pub(crate) fn run(self, servers: &Servers) -> Result<ExitCode> {
        match self.command {
            Command::Index(args) => index::run(&args),
            Command::Formats(args) => formats::run(&args),
            Command::Search(args) => search::run(&args),
            Command::Show(args) => show::run(&args),
            Command::Similar(args) => similar::run(&args),
            Command::Quote(args) => quote::run(&args),
            Command::Open(args) => open::run(&args),
            Command::Kwic(args) => kwic::run(&args),
            Command::Count(args) => count::run(&args),
            Command::Collocates(args) => collocates::run(&args),
            Command::Keyness(args) => keyness::run(&args),
            Command::Trends(args) => trends::run(&args),
            Command::Timeline(args) => timeline::run(&args),
            Command::Facets(args) => facets::run(&args),
            Command::Batch(args) => batch::run(&args),
            Command::Export(args) => export::run(&args),
            Command::Save(args) => save::run(&args),
            Command::News(args) => news::run(&args),
            Command::Stats(args) => stats::run(&args),
            #[cfg(feature = "serve")]
            Command::Serve(args) => serve::run(&args, servers.serve),
            #[cfg(feature = "serve")]
            Command::Mcp(args) => mcp::run(&args, servers.mcp),
            Command::Translate(args) => translate::run(&args),
            Command::Delete(args) => delete::run(&args),
            Command::Optimize(args) => optimize::run(&args),
            Command::Verify(args) => verify::run(&args),
            Command::Eval(args) => eval::run(&args),
            Command::Help(args) => help::run(&args, command()),
            Command::Completions(args) => completions::run(&args),
            Command::Man(args) => man::run(&args, command()),
        }
    }
}
