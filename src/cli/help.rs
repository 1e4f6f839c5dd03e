//! `unbury help`: a command's help, or a topic from the documentation.

use std::io::Write;
use std::process::ExitCode;

use clap::{Args as ClapArgs, Command};

use super::error::{Error, Result};
use super::pager::Output;
use super::topics::TOPICS;
use super::{examples, page, terminal, usage_error};

/// Print help for a command or a topic.
#[derive(Debug, ClapArgs)]
pub(super) struct Args {
    /// A topic or a command.
    #[arg(value_name = "TOPIC", add = super::completions::topics())]
    topic: Option<String>,
}

pub(super) fn run(args: &Args, mut command: Command) -> Result<ExitCode> {
    command.build();
    let Some(name) = &args.topic else {
        return print(&command.render_long_help());
    };
    if let Some(topic) = TOPICS
        .iter()
        .find(|topic| topic.name == name.to_lowercase())
    {
        return print_page(&(topic.text)());
    }
    if let Some(found) = command.find_subcommand_mut(name) {
        return print(&found.render_long_help());
    }
    let topics = TOPICS.iter().map(|topic| topic.name);
    let nearest = usage_error::nearest(topics.chain(examples::commands()), name);
    Err(Error::NoTopic {
        name: name.clone(),
        nearest,
    })
}

fn print(help: &clap::builder::StyledStr) -> Result<ExitCode> {
    let mut out = Output::paged(0);
    if terminal::is_colored() {
        write!(out, "{}", help.ansi())?;
    } else {
        write!(out, "{help}")?;
    }
    out.end()?;
    Ok(ExitCode::SUCCESS)
}

/// A page for the reader of a terminal; as it is written, for anything else.
fn print_page(markdown: &str) -> Result<ExitCode> {
    let mut out = Output::paged(0);
    if terminal::is_terminal() {
        page::write(
            markdown,
            terminal::width(),
            terminal::is_colored(),
            &mut out,
        )?;
    } else {
        out.write_all(markdown.as_bytes())?;
    }
    out.end()?;
    Ok(ExitCode::SUCCESS)
}
