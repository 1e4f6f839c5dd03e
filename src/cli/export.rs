//! `unbury export`: the articles that match, for other programs.

use std::io::Write;
use std::path::Path;
use std::process::ExitCode;

use clap::builder::{PossibleValuesParser, TypedValueParser};
use clap::{Args as ClapArgs, ValueEnum};
use unbury::Archive;
use unbury::api::{ConcordanceLine, ConcordanceRequest, Copies, Matching, SearchRequest, Sort};
use unbury::query::Parsed;
use unbury::render::{
    CitationStyle, ExportFormat, Exporter, Format, OccurrenceWriter, Options, RowOf, TableKind,
};
use unbury::search::Answer;

use super::asking::{Filters, Understanding, tell};
use super::error::{Error, Result};
use super::exit;
use super::export_folder;
use super::index_folder::Indexes;
use super::many::many;
use super::notes::notes;
use super::output::{CitationArg, ColumnArgs, plain};
use super::output_file::OutputFile;
use super::pager::Output;
use super::report::{self, Reporting};
use super::terminal;

/// Articles of a report.
const REPORTED: usize = 100;

/// Write the articles that match for other programs: tables, corpora, citations.
///
/// Every article that matches is written, whole, however many they are; no query writes all. What is shown of a search (ranks,
/// passages) is what `search --format csv -n all` writes, and a row for each match is what `kwic --format csv` does.
#[derive(Debug, ClapArgs)]
pub(super) struct Args {
    /// What to look for, in the language of `search`. Several words are one query, and all of them are required.
    #[arg(value_name = "QUERY")]
    query: Vec<String>,
    /// How the articles are written [default: jsonl, or by the name of `--output`].
    #[arg(short, long, value_parser = formats())]
    format: Option<ExportFormat>,
    /// What a row is: parquet has articles, passages or occurrences; citations have articles or passages.
    #[arg(long, value_enum)]
    per: Option<PerArg>,
    /// Articles, at most [default: all; of a report the 100 best].
    #[arg(short = 'n', long, value_name = "NUMBER")]
    limit: Option<usize>,
    /// Order of the articles.
    #[arg(long, value_enum, default_value_t = SortArg::Relevance)]
    sort: SortArg,
    /// Passages that a citation or a report quotes of an article, at most.
    #[arg(long, value_name = "NUMBER", default_value_t = 2)]
    passages: usize,
    #[command(flatten)]
    index: Indexes,
    #[command(flatten, next_help_heading = "Filters")]
    filters: Filters,
    #[command(flatten, next_help_heading = "How the query is read")]
    understanding: Understanding,
    #[command(flatten, next_help_heading = "Output")]
    output: OutputFile,
    #[command(flatten, next_help_heading = "Output")]
    columns: ColumnArgs,
    #[command(flatten, next_help_heading = "Output")]
    citation: CitationArg,
}

impl Args {
    /// Where it finds the archive, and where it writes.
    #[cfg(feature = "serve")]
    pub(super) fn places(&mut self) -> (&mut Indexes, &mut OutputFile) {
        (&mut self.index, &mut self.output)
    }
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum PerArg {
    Article,
    Passage,
    Occurrence,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum SortArg {
    Relevance,
    Newest,
    Oldest,
}

impl SortArg {
    fn sort(self) -> Sort {
        match self {
            Self::Relevance => Sort::Relevance,
            Self::Newest => Sort::Newest,
            Self::Oldest => Sort::Oldest,
        }
    }
}

/// Reads the name of a format of exports, and lists them in help and completions.
fn formats() -> impl TypedValueParser<Value = ExportFormat> {
    let names = ExportFormat::ALL.iter().map(|format| format.name());
    PossibleValuesParser::new(names).try_map(|name| name.parse::<ExportFormat>())
}

impl Args {
    /// The format asked for; else that of the file's name.
    fn format(&self) -> Result<ExportFormat> {
        let (None, Some(path)) = (self.format, self.output.path()) else {
            return Ok(self.format.unwrap_or_default());
        };
        let extension = path.extension().and_then(|extension| extension.to_str());
        let named = extension.and_then(ExportFormat::of_extension);
        named.ok_or_else(|| Error::NoFormat {
            path: path.display().to_string(),
            formats: ExportFormat::ALL
                .iter()
                .map(|format| format.name())
                .collect(),
        })
    }

    /// What a row is, where the format has such rows.
    fn row(&self, format: ExportFormat) -> Result<RowOf> {
        let (row, named) = match self.per {
            None if format == ExportFormat::Quanteda => return Ok(RowOf::Occurrence),
            None => return Ok(RowOf::Article),
            Some(PerArg::Article) => (RowOf::Article, "an article"),
            Some(PerArg::Passage) => (RowOf::Passage, "a passage"),
            Some(PerArg::Occurrence) => (RowOf::Occurrence, "an occurrence"),
        };
        if format.has_rows_of(row) {
            return Ok(row);
        }
        Err(Error::Export {
            message: format!("`{format}` has no row for {named}"),
            hint: match row {
                RowOf::Article => "choose another format, or leave `--per` out",
                RowOf::Passage => "`unbury search -n all --passages all --copies show --format csv` has a row for each; so have parquet and citations",
                RowOf::Occurrence => "`unbury kwic --format csv` has a row for each; so have parquet and quanteda",
            }
            .to_owned(),
        })
    }

    /// What of an article is written.
    fn options(&self, (format, row): (ExportFormat, RowOf)) -> Result<Options> {
        let mut options = plain(&self.output);
        let of_table = match format {
            ExportFormat::Csv | ExportFormat::Parquet => Format::Csv,
            ExportFormat::Tsv => Format::Tsv,
            _ => Format::Jsonl,
        };
        let kind = match row {
            RowOf::Article => TableKind::Export,
            RowOf::Passage => TableKind::Search,
            RowOf::Occurrence => TableKind::Concordance,
        };
        self.columns.apply(kind, of_table, &mut options)?;
        if options.fields.is_some() && !format.has_fields() {
            return Err(Error::Export {
                message: format!("what `{format}` holds of an article cannot be chosen"),
                hint: "leave `--fields` out, or choose jsonl, csv, tsv or parquet".into(),
            });
        }
        Ok(options)
    }

    /// The articles asked for, with the passages that are quoted.
    fn request(&self, query: Parsed, (format, row): (ExportFormat, RowOf)) -> SearchRequest {
        SearchRequest {
            matching: Matching::All,
            sort: self.sort.sort(),
            limit: match format {
                ExportFormat::Html => Some(self.limit.unwrap_or(REPORTED)),
                _ => self.limit,
            },
            passages: match row {
                RowOf::Passage => usize::MAX,
                _ if format.has_quotes() => self.passages,
                _ => 0,
            },
            effort: self.understanding.effort.effort,
            copies: match format {
                ExportFormat::Html => Copies::Hide,
                _ => Copies::Show,
            },
            ..SearchRequest::new(query)
        }
    }
}

pub(super) fn run(args: &Args) -> Result<ExitCode> {
    let typed = args.query.join(" ");
    let format = args.format()?;
    let row = args.row(format)?;
    let options = args.options((format, row))?;
    if format == ExportFormat::Parquet && args.output.path().is_none() && terminal::is_terminal() {
        return Err(Error::Export {
            message: "`parquet` is nothing to read on a terminal".into(),
            hint: "name a file with `--output`".into(),
        });
    }
    args.understanding.tell_of(&args.filters)?;
    let query = args.understanding.read(&typed, &args.filters)?;
    let archive = args.index.open()?;
    let written = if row == RowOf::Occurrence {
        let request = ConcordanceRequest {
            effort: args.understanding.effort.effort,
            ..ConcordanceRequest::new(query)
        };
        occurrences(args, &archive, (&request, &typed), (format, &options))?
    } else {
        let request = args.request(query, (format, row));
        if format == ExportFormat::Html {
            let reporting = Reporting {
                typed: &typed,
                query: args.understanding.read_alone(&typed)?.query,
                within: args.understanding.conditions(&args.filters)?,
                style: args.citation.style.unwrap_or(CitationStyle::Chicago),
                effort: args.understanding.effort,
            };
            let written = report::write(&archive, &request, &reporting, args.output.writer()?)?;
            return Ok(exit::found(written > 0));
        }
        let answer = archive.answer(&request)?;
        let notices = args.understanding.effort.complete(&answer.notices);
        args.understanding
            .explain(&request.query.to_string(), &answer.understood)?;
        tell(&notices, Some(&typed))?;
        match (format, args.output.path()) {
            (ExportFormat::Txt, Some(folder)) => {
                let (written, unreadable) = export_folder::write(&answer, folder)?;
                told(written, "article", Some(folder))?;
                unreadable.map_or(Ok(()), Err)?;
            }
            (ExportFormat::Txt, None) => return Err(no_folder()),
            _ => articles(args, &answer, (format, row), &options)?,
        }
        answer.total.articles
    };
    Ok(exit::found(written > 0))
}

fn no_folder() -> Error {
    Error::Export {
        message: "`txt` is a file for each article".into(),
        hint: "name a folder with `--output`".into(),
    }
}

/// Says what was written, where nothing else does: into a file.
fn told(articles: u64, rows: &str, path: Option<&Path>) -> Result<()> {
    if let Some(path) = path {
        let articles = many(articles, rows);
        writeln!(notes(), "{articles} written to `{}`", path.display())?;
    }
    Ok(())
}

/// Writes all articles to one file.
fn articles(
    args: &Args,
    answer: &Answer<'_>,
    (format, row): (ExportFormat, RowOf),
    options: &Options,
) -> Result<()> {
    let mut out = args.output.writer()?;
    let mut exporter = Exporter::begin((format, row), options, &mut out)?;
    let mut written = 0;
    let mut unreadable = None;
    let each = answer.each_hit(|hit| -> Result<()> {
        written += exporter.hit(&hit)?;
        Ok(())
    });
    match each {
        Err(Error::Library(unbury::Error::Search(error))) if error.is_of_one_article() => {
            unreadable = Some(error);
        }
        each => each?,
    }
    exporter.end()?;
    out.end()?;
    told(
        written,
        if row == RowOf::Passage {
            "passage"
        } else {
            "article"
        },
        args.output.path(),
    )?;
    unreadable.map_or(Ok(()), |error| Err(error.into()))
}

/// Writes all occurrences to one file.
fn occurrences(
    args: &Args,
    archive: &Archive,
    request: (&ConcordanceRequest, &str),
    (format, options): (ExportFormat, &Options),
) -> Result<u64> {
    let (request, typed) = request;
    let concordance = archive.concordance(request)?;
    let notices = args.understanding.effort.complete(concordance.notices());
    let canonical = request.query.to_string();
    args.understanding
        .explain(&canonical, concordance.understood())?;
    tell(&notices, Some(typed))?;
    let mut out: Output = args.output.writer()?;
    let writer = OccurrenceWriter::new(format, &canonical, options);
    let mut rows = writer.begin(&mut out)?;
    let write = |line: &ConcordanceLine<'_>, bytes: &mut Vec<u8>| writer.row(line, bytes);
    let unreadable = match concordance.write(&write, &mut rows) {
        Err(error) if !error.is_of_one_article() => return Err(error.into()),
        written => written.err(),
    };
    rows.end()?;
    out.end()?;
    told(concordance.lines(), "occurrence", args.output.path())?;
    unreadable.map_or(Ok(concordance.lines()), |error| Err(error.into()))
}
