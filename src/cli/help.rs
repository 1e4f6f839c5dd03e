//! `unbury help`: a command's help, or a topic from the documentation.

use std::io::Write;
use std::process::ExitCode;

use clap::{Args as ClapArgs, Command, ValueEnum};

/// Print help for a command or a topic.
#[derive(Debug, ClapArgs)]
pub(super) struct Args {
    /// A topic (syntax, formats, ranking) or a command.
    topic: Option<String>,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Topic {
    Syntax,
    Formats,
    Ranking,
}

impl Topic {
    fn text(self) -> &'static str {
        match self {
            Self::Syntax => unbury::query::SYNTAX,
            Self::Formats => include_str!("../../docs/formats.md"),
            Self::Ranking => include_str!("../../docs/ranking.md"),
        }
    }
}

pub(super) fn run(args: &Args, mut command: Command) -> super::error::Result<ExitCode> {
    command.build();
    let Some(name) = &args.topic else {
        return print(&command.render_long_help().to_string());
    };
    if let Ok(topic) = Topic::from_str(name, true) {
        return print(topic.text());
    }
    if let Some(found) = command.find_subcommand_mut(name) {
        return print(&found.render_long_help().to_string());
    }
    let mut names: Vec<&str> = command.get_subcommands().map(Command::get_name).collect();
    names.extend(["syntax", "formats", "ranking"]);
    let message = format!(
        "there is no help for `{name}`\n\nhint: choose from {}\n",
        names.join(", ")
    );
    std::io::stderr()
        .lock()
        .write_all(format!("error: {message}").as_bytes())?;
    Ok(ExitCode::from(2))
}

fn print(text: &str) -> super::error::Result<ExitCode> {
    std::io::stdout().lock().write_all(text.as_bytes())?;
    Ok(ExitCode::SUCCESS)
}
