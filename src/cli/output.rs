//! Where the output goes and what that place can do: colour, links, width, pager.

use std::io::{self, Write};

use clap::builder::{PossibleValuesParser, TypedValueParser};
use clap::{Args, ValueEnum};
use serde::Serialize;
use unbury::render::{Format, Options, OutputField};

use super::pager::Output;
use super::terminal;

/// How the output looks.
#[derive(Debug, Args)]
pub(super) struct OutputArgs {
    /// Colour and links.
    #[arg(long, value_enum, value_name = "WHEN", default_value_t = When::Auto)]
    color: When,
    /// Line width of text [default: the terminal's, else 80].
    #[arg(long, value_name = "COLUMNS")]
    width: Option<usize>,
    /// Do not show long output in a pager.
    #[arg(long)]
    no_pager: bool,
    /// The article's fields to write, such as `id,title,published,body`.
    #[arg(long, value_name = "FIELD", value_delimiter = ',', value_parser = field())]
    fields: Option<Vec<OutputField>>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum When {
    Auto,
    Always,
    Never,
}

impl OutputArgs {
    /// What the renderer may use.
    pub(super) fn options(&self) -> Options {
        let is_terminal = terminal::is_terminal();
        let color = match self.color {
            When::Always => true,
            When::Never => false,
            When::Auto => terminal::is_colored(),
        };
        Options {
            color,
            hyperlinks: color && is_terminal,
            terminal: is_terminal,
            width: self.width.unwrap_or_else(terminal::width),
            fields: self.fields.clone(),
        }
    }

    /// Standard output, through a pager where a person reads.
    pub(super) fn writer(&self, pageable: bool) -> Output {
        if pageable && !self.no_pager {
            Output::paged()
        } else {
            Output::direct()
        }
    }
}

/// What a renderer may use that writes data to standard output: nothing but what a terminal must not see is changed.
pub(super) fn plain() -> Options {
    Options {
        terminal: terminal::is_terminal(),
        ..Options::default()
    }
}

/// A report as JSON over several lines.
pub(super) fn write_json(report: &impl Serialize, out: &mut impl Write) -> io::Result<()> {
    let json = serde_json::to_string_pretty(report)?;
    writeln!(out, "{json}")
}

/// Reads the name of one of these formats, and lists them in help and completions.
pub(super) fn one_of(formats: &'static [Format]) -> impl TypedValueParser<Value = Format> {
    let names = formats.iter().map(|format| format.name());
    PossibleValuesParser::new(names).try_map(|name| name.parse::<Format>())
}

/// Reads the name of a field, and lists them all in help and completions.
pub(super) fn field() -> impl TypedValueParser<Value = OutputField> {
    let names = OutputField::ALL.iter().map(|field| field.name());
    PossibleValuesParser::new(names).try_map(|name| name.parse::<OutputField>())
}
