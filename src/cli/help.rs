//! `unbury help`: a command's help, or a topic from the documentation.

use std::borrow::Cow;
use std::io::Write;
use std::process::ExitCode;

use clap::{Args as ClapArgs, Command};
use unbury::query::Syntax;

/// Print help for a command or a topic.
#[derive(Debug, ClapArgs)]
pub(super) struct Args {
    /// A topic (syntax, formats, ranking, coming-from-lexis, coming-from-factiva, coming-from-proquest, coming-from-newsbank,
    /// coming-from-dtsearch) or a command.
    topic: Option<String>,
}

/// The topics, each with its text.
fn topic(name: &str) -> Option<Cow<'static, str>> {
    let text = match name.to_ascii_lowercase().as_str() {
        "syntax" => unbury::query::SYNTAX,
        "formats" => include_str!("../../docs/formats.md"),
        "ranking" => include_str!("../../docs/ranking.md"),
        name => return coming_from(name.strip_prefix(COMING_FROM)?).map(Cow::Owned),
    };
    Some(Cow::Borrowed(text))
}

/// The page on the languages of other services.
const DIALECTS: &str = include_str!("../../docs/dialects.md");
/// How topics on the language of one service begin.
const COMING_FROM: &str = "coming-from-";

/// What the page says of all languages and of one of them.
fn coming_from(service: &str) -> Option<String> {
    let mut sections = DIALECTS.split("\n## ");
    let all = sections.next()?;
    let heading = |section: &&str| {
        section
            .lines()
            .next()
            .unwrap_or_default()
            .to_ascii_lowercase()
    };
    let of_service = sections
        .clone()
        .find(|section| heading(section) == service && service != "sources")?;
    let sources = sections.find(|section| heading(section) == "sources")?;
    Some(format!("{all}\n## {of_service}\n## {sources}"))
}

/// The names of the topics.
fn topics() -> Vec<String> {
    let services = Syntax::ALL
        .into_iter()
        .filter(|syntax| *syntax != Syntax::Native);
    let coming_from = services.map(|syntax| format!("{COMING_FROM}{syntax}"));
    let own = ["syntax", "formats", "ranking"].map(str::to_owned);
    own.into_iter().chain(coming_from).collect()
}

pub(super) fn run(args: &Args, mut command: Command) -> super::error::Result<ExitCode> {
    command.build();
    let Some(name) = &args.topic else {
        return print(&command.render_long_help().to_string());
    };
    if let Some(text) = topic(name) {
        return print(&text);
    }
    if let Some(found) = command.find_subcommand_mut(name) {
        return print(&found.render_long_help().to_string());
    }
    let commands = command.get_subcommands().map(Command::get_name);
    let mut names: Vec<String> = commands.map(str::to_owned).collect();
    names.extend(topics());
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
