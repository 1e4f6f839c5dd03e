//! Shell completions and the manual page, from the same definition as the help.

use std::io::Write;
use std::process::ExitCode;

use clap::{Args, Command};
use clap_complete::Shell;

use super::error::Result;

/// Print completions for a shell.
///
/// For bash: unbury completions bash > ~/.local/share/bash-completion/completions/unbury
#[derive(Debug, Args)]
pub(super) struct CompletionArgs {
    /// The shell.
    shell: Shell,
}

/// Print the manual page.
///
/// To read it: unbury man | man -l -
#[derive(Debug, Args)]
pub(super) struct ManArgs {
    /// The page of one command, such as `search`.
    command: Option<String>,
}

pub(super) fn completions(args: &CompletionArgs, mut command: Command) -> Result<ExitCode> {
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut command, "unbury", &mut script);
    std::io::stdout().lock().write_all(&script)?;
    Ok(ExitCode::SUCCESS)
}

pub(super) fn man(args: &ManArgs, mut command: Command) -> Result<ExitCode> {
    command.build();
    let command = match &args.command {
        None => command,
        Some(name) => command.find_subcommand(name).cloned().unwrap_or(command),
    };
    let mut page = Vec::new();
    clap_mangen::Man::new(command).render(&mut page)?;
    std::io::stdout().lock().write_all(&page)?;
    Ok(ExitCode::SUCCESS)
}
