//! Where the output goes and what that place can do: colour, links, width, pager.

use std::io::{self, BufWriter, IsTerminal, StdoutLock, Write};
use std::process::{Child, ChildStdin, Command, Stdio};

use clap::builder::{PossibleValuesParser, TypedValueParser};
use clap::{Args, ValueEnum};
use serde::Serialize;
use unbury::render::{Format, Options, OutputField};

/// How the output looks.
#[derive(Debug, Args)]
pub(super) struct OutputArgs {
    /// Colour and links: on a terminal only, always, or never. `NO_COLOR` is respected.
    #[arg(long, value_enum, value_name = "WHEN", default_value_t = When::Auto)]
    color: When,
    /// Columns of text; the terminal's own, or 80.
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
        let terminal = io::stdout().is_terminal();
        let plain = std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty())
            || std::env::var_os("TERM").is_some_and(|value| value == "dumb");
        let color = match self.color {
            When::Always => true,
            When::Never => false,
            When::Auto => terminal && !plain,
        };
        let columns =
            || terminal_size::terminal_size().map_or(80, |(width, _)| usize::from(width.0));
        Options {
            color,
            hyperlinks: color && terminal,
            terminal,
            width: self
                .width
                .unwrap_or_else(|| if terminal { columns().min(100) } else { 80 }),
            fields: self.fields.clone(),
        }
    }

    /// Standard output, through a pager where a person reads.
    pub(super) fn writer(&self, pageable: bool) -> Output {
        if pageable
            && !self.no_pager
            && io::stdout().is_terminal()
            && let Some(output) = pager()
        {
            return output;
        }
        Output::Direct(BufWriter::new(io::stdout().lock()))
    }
}

/// What a renderer may use that writes data to standard output: nothing but what a terminal must not see is changed.
pub(super) fn plain() -> Options {
    Options {
        terminal: io::stdout().is_terminal(),
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

/// A place to write to.
pub(super) enum Output {
    Direct(BufWriter<StdoutLock<'static>>),
    Paged {
        child: Child,
        stdin: Option<BufWriter<ChildStdin>>,
    },
}

fn pager() -> Option<Output> {
    let command = std::env::var("PAGER").unwrap_or_else(|_| "less".into());
    let mut words = command.split_whitespace();
    let program = words.next()?;
    let mut pager = Command::new(program);
    pager.args(words).stdin(Stdio::piped());
    if program.ends_with("less") {
        // Quit if it fits on one screen, keep colours, do not clear.
        pager.arg("-FIRX");
    }
    let mut child = pager.spawn().ok()?;
    let stdin = child.stdin.take().map(BufWriter::new);
    Some(Output::Paged { child, stdin })
}

impl Write for Output {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match self {
            Self::Direct(out) => out.write(bytes),
            Self::Paged {
                stdin: Some(out), ..
            } => out.write(bytes),
            Self::Paged { stdin: None, .. } => Err(io::ErrorKind::BrokenPipe.into()),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match self {
            Self::Direct(out) => out.flush(),
            Self::Paged {
                stdin: Some(out), ..
            } => out.flush(),
            Self::Paged { stdin: None, .. } => Ok(()),
        }
    }
}

impl Drop for Output {
    /// The pager ends when it has read everything and its reader is done.
    fn drop(&mut self) {
        if let Self::Paged { child, stdin } = self {
            drop(stdin.take());
            let _ = child.wait();
        }
    }
}
