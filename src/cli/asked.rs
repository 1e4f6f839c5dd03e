//! Commands asked by names and values, as a server's requests ask them: the options of the command line without their hyphens.

use std::ffi::OsString;
use std::io::Write;
use std::sync::{Arc, LazyLock};

use clap::error::ErrorKind;
use clap::{Arg, ArgAction, ArgMatches, FromArgMatches, Subcommand};
use unbury::Archive;
use unbury::api::SearchRequest;
use unbury::render::Format;

use super::error::{Error, Result};
use super::index_folder::Indexes;
use super::output_file::OutputFile;
use super::{
    Command, collocates, count, export, facets, keyness, kwic, quote, search, show, similar, stats,
    timeline, trends,
};

/// The commands that only ask.
const ASKING: [&str; 13] = [
    "search",
    "show",
    "similar",
    "quote",
    "kwic",
    "count",
    "keyness",
    "collocates",
    "trends",
    "timeline",
    "facets",
    "export",
    "stats",
];

/// What is for whoever sits at this machine: its files, its terminal.
const OF_THE_MACHINE: [&str; 7] = [
    "index",
    "output",
    "color",
    "width",
    "no-pager",
    "explain-query",
    "help",
];

/// How many times as much work as usual a request may ask for.
pub(crate) const MOST_EFFORT: u32 = 10;

/// Names and values of a request, in its order; a name may stand several times.
pub(crate) type Parameters = [(String, String)];

/// A command that can be asked.
pub(crate) struct Asking {
    /// Its name.
    pub(crate) name: &'static str,
    command: clap::Command,
    /// A program that has this command alone.
    program: clap::Command,
}

impl Asking {
    fn new(name: &'static str) -> Self {
        let all = Command::augment_subcommands(clap::Command::new("unbury"));
        let command = all.find_subcommand(name).cloned().unwrap_or_default();
        let program =
            clap::Command::new("unbury").subcommand(command.clone().disable_help_flag(true));
        Self {
            name,
            command,
            program,
        }
    }

    /// What it is for, in a sentence.
    pub(crate) fn about(&self) -> String {
        self.command
            .get_about()
            .map(ToString::to_string)
            .unwrap_or_default()
    }

    /// What may be said of it. A positional argument is called `q`, `quote` or `id`.
    pub(crate) fn parameters(&self) -> impl Iterator<Item = (&str, &Arg)> {
        self.command.get_arguments().filter_map(|argument| {
            let name = argument.get_long().unwrap_or_else(|| {
                let names = argument.get_value_names().unwrap_or_default();
                match names.first().map(clap::builder::Str::as_str) {
                    Some("QUERY") => "q",
                    Some("QUOTE") => "quote",
                    _ => "id",
                }
            });
            (!OF_THE_MACHINE.contains(&name)).then_some((name, argument))
        })
    }

    /// Whether an option may have a value.
    pub(crate) fn takes(&self, argument: &Arg, value: &str) -> bool {
        let Some(name) = argument.get_long() else {
            return true;
        };
        let option = format!("--{name}={value}");
        let read = self
            .program
            .clone()
            .try_get_matches_from(["unbury", self.name, &option]);
        let kind = read.err().map(|error| error.kind());
        kind != Some(ErrorKind::ValueValidation)
    }

    /// Reads a request; a parameter that is not one of [`Asking::parameters`] is an error.
    fn read(&self, parameters: &Parameters) -> Result<Command> {
        let mut options: Vec<OsString> = vec!["unbury".into(), self.name.into()];
        let mut positional: Vec<OsString> = Vec::new();
        for (name, value) in parameters {
            let Some((_, argument)) = self.parameters().find(|(known, _)| known == name) else {
                return Err(self.unknown(name));
            };
            if argument.is_positional() {
                positional.push(value.into());
            } else if !matches!(argument.get_action(), ArgAction::SetTrue) {
                options.push(format!("--{name}={value}").into());
            } else if !matches!(&**value, "false" | "0") {
                options.push(format!("--{name}").into());
            }
        }
        options.push("--".into());
        options.extend(positional);
        let wrong = |message: String| Error::Parameter {
            message,
            hint: None,
        };
        let matches = self.program.clone().try_get_matches_from(options);
        let mut matches = matches.map_err(|error| wrong(said(&error)))?;
        if effort(&matches).is_some_and(|effort| effort > MOST_EFFORT) {
            return Err(wrong(format!("`effort` is {MOST_EFFORT} at most here")));
        }
        let read = Command::from_arg_matches_mut(&mut matches);
        read.map_err(|error| wrong(said(&error)))
    }

    fn unknown(&self, name: &str) -> Error {
        let known: Vec<&str> = self.parameters().map(|(name, _)| name).collect();
        Error::Parameter {
            message: format!("`{}` has no parameter `{name}`", self.name),
            hint: Some(format!("it has `{}`", known.join("`, `"))),
        }
    }
}

/// The effort of a command that has one.
fn effort(matches: &ArgMatches) -> Option<u32> {
    let (_, given) = matches.subcommand()?;
    given.try_get_one("effort").ok()?.copied()
}

/// What the parser of the command line says, without its usage.
fn said(error: &clap::Error) -> String {
    let text = error.to_string();
    let lines = text.lines().take_while(|line| !line.starts_with("Usage:"));
    let lines: Vec<&str> = lines
        .map(str::trim)
        .filter(|line| !line.is_empty())
        .collect();
    let text = lines.join("; ");
    text.trim_start_matches("error: ").to_owned()
}

/// All commands that can be asked.
pub(crate) fn all() -> &'static [Asking] {
    static ALL: LazyLock<Vec<Asking>> = LazyLock::new(|| ASKING.map(Asking::new).into());
    &ALL
}

/// The command of that name.
///
/// # Errors
/// When it cannot be asked.
pub(crate) fn named(name: &str) -> Result<&'static Asking> {
    let mut commands = all().iter();
    commands
        .find(|command| command.name == name)
        .ok_or_else(|| not_asking(name))
}

fn not_asking(name: &str) -> Error {
    Error::Parameter {
        message: format!("`{name}` is nothing to ask"),
        hint: Some(format!("it is one of `{}`", ASKING.join("`, `"))),
    }
}

/// A command as it is asked: as JSON, unless another format is asked for.
fn command(name: &str, parameters: &Parameters) -> Result<Command> {
    let mut parameters = parameters.to_vec();
    if !parameters.iter().any(|(name, _)| name == "format") && name != "export" {
        parameters.push(("format".to_owned(), "json".to_owned()));
    }
    named(name)?.read(&parameters)
}

/// Answers as the command does, into `out`: as JSON, unless another format is asked for. Returns only when everything is written.
///
/// # Errors
/// Whatever the command raises, which may have written a part.
pub(crate) fn answer(
    name: &str,
    parameters: &Parameters,
    archive: Arc<Archive>,
    out: Box<dyn Write + Send>,
) -> Result<()> {
    let give = |(index, output): (&mut Indexes, &mut OutputFile)| {
        index.serve(archive);
        output.serve(out);
    };
    match &mut command(name, parameters)? {
        Command::Search(args) => {
            give(args.places());
            search::run(args)
        }
        Command::Show(args) => {
            give(args.places());
            show::run(args)
        }
        Command::Similar(args) => {
            give(args.places());
            similar::run(args)
        }
        Command::Quote(args) => {
            give(args.places());
            quote::run(args)
        }
        Command::Kwic(args) => {
            give(args.places());
            kwic::run(args)
        }
        Command::Count(args) => {
            give(args.places());
            count::run(args)
        }
        Command::Keyness(args) => {
            give(args.places());
            keyness::run(args)
        }
        Command::Collocates(args) => {
            give(args.places());
            collocates::run(args)
        }
        Command::Trends(args) => {
            give(args.places());
            trends::run(args)
        }
        Command::Timeline(args) => {
            give(args.places());
            timeline::run(args)
        }
        Command::Facets(args) => {
            give(args.places());
            facets::run(args)
        }
        Command::Export(args) => {
            give(args.places());
            export::run(args)
        }
        Command::Stats(args) => {
            give(args.places());
            stats::run(args)
        }
        _ => return Err(not_asking(name)),
    }?;
    Ok(())
}

/// The request that a search is, as a page for people has it: near-copies of an article are one.
///
/// # Errors
/// When a parameter is wrong.
pub(crate) fn search_request(parameters: &Parameters) -> Result<SearchRequest> {
    let Command::Search(args) = named("search")?.read(parameters)? else {
        return Err(not_asking("search"));
    };
    args.asked(Format::Text)
}
