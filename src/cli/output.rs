//! Where the output goes and what that place can do: colour, links, width, pager.

use std::io::{self, Write};
use std::path::Path;

use clap::builder::{PossibleValuesParser, TypedValueParser};
use clap::{Args, ValueEnum};
use serde::Serialize;
use unbury::render::{CitationStyle, Format, Options, OutputField, SCHEMA_VERSION, TableKind};

use super::error::{Error, Result};
use super::output_file::OutputFile;
use super::pager::Output;
use super::terminal;

/// Where the answer is written, and how it looks.
#[derive(Debug, Args)]
pub(super) struct OutputArgs {
    #[command(flatten)]
    file: OutputFile,
    #[command(flatten)]
    columns: ColumnArgs,
    /// Colour and links.
    #[arg(long, value_enum, value_name = "WHEN", default_value_t = When::Auto)]
    color: When,
    /// Line width of text; 0 for lines that are not wrapped [default: the terminal's, else 80].
    #[arg(long, value_name = "COLUMNS")]
    width: Option<usize>,
    /// Do not show long output in a pager.
    #[arg(long)]
    no_pager: bool,
}

/// How articles are cited.
#[derive(Debug, Args)]
pub(super) struct CitationArg {
    /// Cite each article in this style, as text, Markdown, JSON or HTML.
    #[arg(long = "citation", value_name = "STYLE", value_parser = style())]
    pub(super) style: Option<CitationStyle>,
}

/// Reads the name of a style, and lists them all in help and completions.
fn style() -> impl TypedValueParser<Value = CitationStyle> {
    let names = CitationStyle::ALL.iter().map(|style| style.name());
    PossibleValuesParser::new(names).try_map(|name| name.parse::<CitationStyle>())
}

/// What of an answer is written.
#[derive(Debug, Args)]
pub(super) struct ColumnArgs {
    /// The article's fields to write, such as `id,title,published,body`.
    #[arg(long, value_name = "FIELD", value_delimiter = ',', value_parser = field())]
    fields: Option<Vec<OutputField>>,
    /// The columns of a table to write, such as `id,date,meta.desk,text`.
    #[arg(
        long,
        value_name = "COLUMN",
        value_delimiter = ',',
        conflicts_with = "fields"
    )]
    columns: Option<Vec<String>>,
}

impl ColumnArgs {
    /// Puts what is chosen into the options of an answer of this kind.
    pub(super) fn apply(
        &self,
        kind: TableKind,
        format: Format,
        options: &mut Options,
    ) -> Result<()> {
        options.fields.clone_from(&self.fields);
        let Some(names) = &self.columns else {
            return Ok(());
        };
        if !format.is_table() {
            return Err(Error::Column {
                message: format!("`{format}` is no table, so it has no columns"),
                hint: "choose `--format csv` or `tsv`; `--fields` chooses what of an article is written".into(),
            });
        }
        let columns = names.iter().map(|name| kind.column(name));
        let columns: std::result::Result<_, _> = columns.collect();
        options.columns = Some(columns.map_err(|unknown| Error::Column {
            message: unknown.to_string(),
            hint: unknown.hint(),
        })?);
        Ok(())
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum When {
    Auto,
    Always,
    Never,
}

impl OutputArgs {
    /// The file that is written.
    #[cfg(feature = "serve")]
    pub(super) fn file(&mut self) -> &mut OutputFile {
        &mut self.file
    }

    /// The format asked for; else that of the file's name, or the first of `formats`.
    pub(super) fn format(&self, asked: Option<Format>, formats: &[Format]) -> Result<Format> {
        self.file.format(asked, formats)
    }

    /// The path of the file, where it is one.
    pub(super) fn path(&self) -> Option<&Path> {
        self.file.path()
    }

    /// What the renderer may use for an answer of this kind.
    pub(super) fn options(&self, kind: TableKind, format: Format) -> Result<Options> {
        let is_terminal = terminal::is_terminal() && !self.file.is_file();
        let color = match self.color {
            When::Always => true,
            When::Never => false,
            When::Auto => terminal::is_colored() && !self.file.is_file(),
        };
        let mut options = Options {
            color,
            styles: super::colors::styles()?,
            hyperlinks: color && is_terminal,
            terminal: is_terminal,
            ascii: is_terminal && terminal::is_ascii(),
            width: match self.width {
                // Never wrapped.
                Some(0) => usize::MAX,
                width => width.unwrap_or_else(terminal::width),
            },
            ..Options::default()
        };
        self.columns.apply(kind, format, &mut options)?;
        Ok(options)
    }

    /// The file, or standard output, through a pager where a person reads.
    pub(super) fn writer(&self, format: Format) -> Result<Output> {
        self.writer_at(0, format)
    }

    /// The same; a pager opens at the line of text, from 0.
    pub(super) fn writer_at(&self, line: usize, format: Format) -> Result<Output> {
        if format == Format::Text && !self.no_pager && !self.file.is_file() {
            Ok(Output::paged(line))
        } else {
            self.file.writer()
        }
    }
}

/// What a renderer may use that writes data: nothing but what a terminal must not see is changed.
pub(super) fn plain(file: &OutputFile) -> Options {
    Options {
        terminal: terminal::is_terminal() && !file.is_file(),
        // What is read by programs is one line, however long.
        width: if terminal::is_terminal() && !file.is_file() {
            terminal::width()
        } else {
            usize::MAX
        },
        ..Options::default()
    }
}

/// A report with the version of its form.
#[derive(Serialize)]
struct Versioned<'a, T> {
    schema_version: u32,
    #[serde(flatten)]
    report: &'a T,
}

/// A report as JSON over several lines.
pub(super) fn write_json(report: &impl Serialize, out: &mut impl Write) -> io::Result<()> {
    let json = serde_json::to_string_pretty(&Versioned {
        schema_version: SCHEMA_VERSION,
        report,
    })?;
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
