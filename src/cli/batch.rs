//! `unbury batch`: a list of queries to one table.

use std::fs::File;
use std::io::{self, BufWriter, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::{Args as ClapArgs, ValueEnum};
use indicatif::ProgressBar;
use unbury::api::{Count, CountRequest, Notice};
use unbury::query::{Parsed, Query, Severity, parse_as};
use unbury::render::{BatchRow, BatchWriter, Format, Options, TableKind};
use unbury::search::Answer;
use unbury::{BatchAnswer, BatchPassages, BatchRequest};

use super::asking::{EffortArg, Filters};
use super::error::{Error, file_error};
use super::exit::{self, STRICT};
use super::index_folder::Indexes;
use super::output::{ColumnArgs, one_of};
use super::output_file::format_of;
use super::progress;
use super::query_language::QueryLanguage;
use super::query_list::{ListArgs, ListedQuery};
use super::terminal;
use super::unfinished::{Unfinished, unfinished};

/// Queries whose rows are made safe together.
const TOGETHER: usize = 32;

/// Answer a list of queries with one table: for each its counts and its best passage.
///
/// A query that cannot be answered is a row that says why. With `--output` and `--resume` a run goes on where it was stopped.
#[derive(Debug, ClapArgs)]
pub(super) struct Args {
    #[command(flatten)]
    list: ListArgs,
    #[command(flatten)]
    index: Indexes,
    #[command(flatten, next_help_heading = "Filters")]
    filters: Filters,
    #[command(flatten)]
    language: QueryLanguage,
    #[command(flatten)]
    effort: EffortArg,
    /// Passages of each query: the best of its best article, all of all its articles, or none.
    #[arg(long, value_enum, value_name = "WHICH", default_value_t = PassagesArg::Best)]
    passages: PassagesArg,
    /// Where the table is written; else to standard output.
    #[arg(short, long, value_name = "FILE", value_hint = clap::ValueHint::FilePath)]
    output: Option<PathBuf>,
    /// Go on with the table in `--output` where an earlier run of the same list was stopped.
    #[arg(long, requires = "output", conflicts_with = "columns")]
    resume: bool,
    /// Refuse queries that were not understood as they look, each in its row; exit with status 2 if any row has an error.
    #[arg(long)]
    strict: bool,
    /// How the table is written [default: csv, or by the name of `--output`].
    #[arg(short, long, value_parser = one_of(Format::BATCH))]
    format: Option<Format>,
    #[command(flatten)]
    columns: ColumnArgs,
    /// Print nothing but the table and errors.
    #[arg(short, long)]
    quiet: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum PassagesArg {
    Best,
    All,
    None,
}

impl Args {
    /// What the table may hold: all of it where it goes to a file.
    fn options(&self, format: Format) -> super::error::Result<Options> {
        let mut options = Options {
            terminal: self.output.is_none() && terminal::is_terminal(),
            passages: self.passages != PassagesArg::None,
            ..Options::default()
        };
        self.columns.apply(TableKind::Batch, format, &mut options)?;
        Ok(options)
    }

    /// The question that an entry is; or why there is none, and what its text was read as.
    fn request(&self, entry: &ListedQuery) -> Result<BatchRequest, Refused> {
        if let Some(error) = entry.error {
            return Err(Refused {
                notices: Vec::new(),
                error: error.to_owned(),
            });
        }
        let parsed = if entry.exact {
            Query::exactly(&entry.text).into()
        } else {
            parse_as(&entry.text, self.language.reading())
        };
        let refused = |error: String| Refused {
            notices: parsed.problems.iter().map(Notice::from).collect(),
            error,
        };
        if parsed.query.is_all() {
            return Err(refused("the row has no word to look for".to_owned()));
        }
        let mut problems = parsed.problems.iter();
        let warning = problems.find(|problem| problem.severity() == Severity::Warning);
        if let Some(problem) = warning.filter(|_| self.strict) {
            return Err(refused(problem.message()));
        }
        let dates = self.language.reading().dates;
        let query = self.filters.apply(parsed.query.clone(), dates);
        let query = query.map_err(|error| refused(error.to_string()))?;
        Ok(BatchRequest {
            count: CountRequest {
                effort: self.effort.effort,
                ..CountRequest::new(Parsed { query, ..parsed })
            },
            passages: match self.passages {
                PassagesArg::Best => BatchPassages::Best,
                PassagesArg::All => BatchPassages::All,
                PassagesArg::None => BatchPassages::None,
            },
        })
    }
}

/// An entry that is not asked.
struct Refused {
    notices: Vec<Notice>,
    error: String,
}

/// An entry with its answer.
struct Answered<'a> {
    /// As understood, in canonical form.
    query: Option<String>,
    notices: Vec<Notice>,
    /// How often it occurs, or why that is not known.
    count: Result<Count, String>,
    /// Its articles, where passages are wanted and there are some.
    articles: Option<Answer<'a>>,
}

impl<'a> Answered<'a> {
    fn new(answer: BatchAnswer<'a>, request: &BatchRequest, effort: EffortArg) -> Self {
        Self {
            query: Some(request.count.query.to_string()),
            notices: effort.complete(&answer.notices),
            count: answer.count.map_err(|error| error.to_string()),
            articles: answer.articles,
        }
    }
}

impl From<Refused> for Answered<'_> {
    fn from(refused: Refused) -> Self {
        Self {
            query: None,
            notices: refused.notices,
            count: Err(refused.error),
            articles: None,
        }
    }
}

pub(super) fn run(args: &Args) -> super::error::Result<ExitCode> {
    // A wrong date is told once, not in every row.
    let dates = args.language.reading().dates;
    args.filters.apply(Query::all(), dates)?;
    args.filters.tell_assumed(dates)?;
    let archive = args.index.open()?;
    let entries = args.list.read(args.language.syntax)?;
    if let Some(mode) = args.list.mode(&entries).filter(|_| !args.quiet) {
        writeln!(io::stderr().lock(), "note: {mode}")?;
    }
    let format = format_of(args.format, args.output.as_deref(), Format::BATCH)?;
    if args.resume && format == Format::Json {
        return Err(Error::NoResume);
    }
    let options = args.options(format)?;
    let mut writer = BatchWriter::new(format, &options);
    let mut header = Vec::new();
    writer.begin(archive.len(), &mut header)?;
    let (mut out, done) = open(args, format, &header, &entries)?;
    let bar = if args.quiet {
        ProgressBar::hidden()
    } else {
        progress::queries(entries.len() as u64)
    };
    bar.inc(done as u64);
    let mut found = done > 0;
    let mut failed = 0;
    for entries in entries[done..].chunks(TOGETHER) {
        let asked: Vec<_> = entries.iter().map(|entry| args.request(entry)).collect();
        let requests: Vec<BatchRequest> = asked.iter().flatten().cloned().collect();
        let answers = archive.batch(&requests).zip(&requests);
        let mut answers =
            answers.map(|(answer, request)| Answered::new(answer, request, args.effort));
        for (entry, asked) in entries.iter().zip(asked) {
            let refused = asked.err().map(Answered::from);
            let Some(answered) = refused.or_else(|| answers.next()) else {
                break;
            };
            write(entry, &answered, &mut writer, &mut *out)?;
            match &answered.count {
                Ok(count) => found |= count.articles > 0,
                Err(_) => failed += 1,
            }
        }
        // What is written is not lost when the run is stopped.
        out.flush()?;
        bar.inc(entries.len() as u64);
    }
    writer.end(&mut out)?;
    out.flush()?;
    bar.finish_and_clear();
    if failed > 0 && !args.quiet {
        writeln!(
            io::stderr().lock(),
            "note: {failed} of {} queries could not be answered; `error` in their rows says why",
            entries.len()
        )?;
    }
    Ok(if failed > 0 && args.strict {
        ExitCode::from(STRICT)
    } else {
        exit::found(found)
    })
}

fn write(
    entry: &ListedQuery,
    answered: &Answered<'_>,
    writer: &mut BatchWriter<'_>,
    out: &mut dyn Write,
) -> super::error::Result<()> {
    let row = BatchRow {
        number: entry.number,
        name: entry.name.as_deref(),
        typed: &entry.text,
        query: answered.query.as_deref(),
        notices: &answered.notices,
        outcome: answered.count.as_ref().copied().map_err(String::as_str),
    };
    match &answered.articles {
        None => Ok(writer.row(&row, None, out)?),
        Some(articles) => articles
            .each_hit(|hit| -> super::error::Result<()> { Ok(writer.row(&row, Some(&hit), out)?) }),
    }
}

/// The place where the table goes, and how many entries it holds already.
fn open(
    args: &Args,
    format: Format,
    header: &[u8],
    entries: &[ListedQuery],
) -> super::error::Result<(Box<dyn Write>, usize)> {
    let Some(path) = &args.output else {
        let mut out = BufWriter::new(io::stdout().lock());
        out.write_all(header)?;
        return Ok((Box::new(out), 0));
    };
    let is_there = path.exists();
    if is_there && !args.resume {
        return Err(Error::Exists {
            path: path.display().to_string(),
        });
    }
    let done = if is_there {
        unfinished(path, format, header, entries)
            .map_err(file_error("read", path))?
            .ok_or_else(|| Error::OtherTable {
                path: path.display().to_string(),
            })?
    } else {
        Unfinished::default()
    };
    let mut out = BufWriter::new(kept(path, done).map_err(file_error("write", path))?);
    if done.length_bytes == 0 {
        out.write_all(header)?;
    }
    Ok((Box::new(out), done.entries))
}

/// The file, cut to what of it is kept, at its end.
fn kept(path: &Path, done: Unfinished) -> io::Result<File> {
    let mut file = File::options()
        .create(true)
        .truncate(false)
        .write(true)
        .open(path)?;
    file.set_len(done.length_bytes)?;
    file.seek(SeekFrom::End(0))?;
    Ok(file)
}
