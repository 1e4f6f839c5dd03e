//! Completions of a shell: of commands, options, files, and of what the index holds.
//!
//! A shell asks the program itself what may stand at a place, so that names of sources and topics are offered.

use std::ffi::OsStr;
use std::io::Write;
use std::process::ExitCode;
use std::sync::OnceLock;

use clap::builder::PossibleValuesParser;
use clap::{Args as ClapArgs, Command};
use clap_complete::engine::{ArgValueCandidates, ArgValueCompleter, CompletionCandidate};
use clap_complete::env::{CompleteEnv, Shells};
use unbury::Archive;
use unbury::index::NameCount;

use super::error::Result;
use super::examples;
use super::index_folder;
use super::topics::TOPICS;

/// The variable by which a shell asks.
const VARIABLE: &str = "UNBURY_COMPLETE";

/// Whether the shell that asks is bash.
static IS_BASH: OnceLock<bool> = OnceLock::new();

/// Print completions for a shell.
#[derive(Debug, ClapArgs)]
pub(super) struct Args {
    /// The shell.
    #[arg(value_parser = PossibleValuesParser::new(Shells::builtins().names()))]
    shell: String,
}

pub(super) fn run(args: &Args) -> Result<ExitCode> {
    let mut script = Vec::new();
    if let Some(shell) = Shells::builtins().completer(&args.shell) {
        shell.write_registration(VARIABLE, "unbury", "unbury", "unbury", &mut script)?;
    }
    std::io::stdout().lock().write_all(&script)?;
    Ok(ExitCode::SUCCESS)
}

/// Answers a shell that asks what may stand in a line for the program, and ends the process; does nothing where none asks.
pub(super) fn answer_shell(program: impl Fn() -> Command) {
    let asks = std::env::var(VARIABLE);
    let _ = IS_BASH.set(asks.is_ok_and(|shell| shell.ends_with("bash")));
    CompleteEnv::with_factory(program).var(VARIABLE).complete();
}

/// Topics and commands.
pub(super) fn topics() -> ArgValueCandidates {
    ArgValueCandidates::new(|| {
        let topics = TOPICS
            .iter()
            .map(|topic| CompletionCandidate::new(topic.name).help(Some(topic.about.into())));
        topics.chain(command_names()).collect()
    })
}

/// Commands.
pub(super) fn commands() -> ArgValueCandidates {
    ArgValueCandidates::new(|| command_names().collect())
}

/// The values that the archive has of a filter.
pub(super) fn names(filter: &'static str) -> ArgValueCompleter {
    ArgValueCompleter::new(move |typed: &OsStr| {
        let archive = Archive::open(index_folder::usual());
        let Ok(stats) = archive.and_then(|archive| archive.stats()) else {
            return Vec::new();
        };
        let names = match filter {
            "source" => stats.sources,
            "section" => stats.sections,
            _ => stats.languages,
        };
        let typed = typed.to_string_lossy().to_lowercase();
        let fitting = |name: &NameCount| name.name.to_lowercase().starts_with(&typed);
        names
            .into_iter()
            .filter(fitting)
            .map(|name| CompletionCandidate::new(typeable(name.name)))
            .collect()
    })
}

/// A name as one word of the line: bash puts in what it is offered as it is, other shells quote it.
fn typeable(name: String) -> String {
    if !IS_BASH.get().is_some_and(|is_bash| *is_bash) {
        return name;
    }
    let is_plain = |sign: char| sign.is_alphanumeric() || "-_./:,@%+".contains(sign);
    name.chars().fold(String::new(), |mut word, sign| {
        if !is_plain(sign) {
            word.push('\\');
        }
        word.push(sign);
        word
    })
}

fn command_names() -> impl Iterator<Item = CompletionCandidate> {
    examples::commands().map(CompletionCandidate::new)
}
