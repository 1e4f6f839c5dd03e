//! `unbury batch`: a list of queries to one table.

use std::fs::File;
use std::io::{self, BufWriter, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::{Args as ClapArgs, ValueEnum};
use rayon::prelude::*;
use unbury::api::{Count, Matching, Notice, SearchRequest};
use unbury::index::ArchiveReader;
use unbury::query::Query;
use unbury::render::{BatchRow, Format, Options, OutputField, batch_begin, batch_row};
use unbury::search::{self, Answer};

use super::output::{field, one_of, plain};
use super::query_list::{Entry, ListArgs};
use super::search::{EffortArg, Filters, understood};
use super::unfinished::{Unfinished, unfinished};
use super::{IndexFolder, NOTHING, STRICT, file_error, progress};

/// So many queries are answered together and wait in memory for those before them.
const TOGETHER: usize = 32;

/// Answer a list of queries with one table: for each its counts and its best passage.
///
/// A query that cannot be answered is a row that says why. With `--output` and `--resume` a run goes on where it was stopped.
#[derive(Debug, ClapArgs)]
pub(super) struct Args {
    #[command(flatten)]
    list: ListArgs,
    #[command(flatten)]
    index: IndexFolder,
    #[command(flatten)]
    filters: Filters,
    #[command(flatten)]
    effort: EffortArg,
    /// Passages of each query: the best of its best article, all of all its articles, or none.
    #[arg(long, value_enum, value_name = "WHICH", default_value_t = PassagesArg::Best)]
    passages: PassagesArg,
    /// Where the table is written; else to standard output.
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
    /// Go on with the table in `--output` where an earlier run of the same list was stopped.
    #[arg(long, requires = "output")]
    resume: bool,
    /// Refuse queries that were not understood as they look, each in its row; exit with status 2 if any row has an error.
    #[arg(long)]
    strict: bool,
    /// How the table is written.
    #[arg(short, long, default_value_t = Format::Csv, value_parser = one_of(Format::BATCH))]
    format: Format,
    /// The article's fields to write beside a passage, such as `id,title,published`.
    #[arg(long, value_name = "FIELD", value_delimiter = ',', value_parser = field())]
    fields: Option<Vec<OutputField>>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum PassagesArg {
    Best,
    All,
    None,
}

impl Args {
    /// What the table may hold: all of it where it goes to a file.
    fn options(&self) -> Options {
        Options {
            terminal: self.output.is_none() && plain().terminal,
            fields: self.fields.clone(),
            ..Options::default()
        }
    }

    /// How the passages of a query are found; `None` where none are wanted.
    fn request(&self, query: Query) -> Option<SearchRequest> {
        let (limit, passages) = match self.passages {
            PassagesArg::Best => (Some(1), 1),
            PassagesArg::All => (None, usize::MAX),
            PassagesArg::None => return None,
        };
        Some(SearchRequest {
            matching: Matching::All,
            limit,
            passages,
            effort: self.effort.effort,
            ..SearchRequest::new(query)
        })
    }
}

/// A query of the list with its answer.
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
    fn new(entry: &Entry, archive: &'a ArchiveReader, args: &Args) -> Self {
        let mut answered = Self {
            query: None,
            notices: Vec::new(),
            count: Ok(Count::default()),
            articles: None,
        };
        answered.count = answered.ask(entry, archive, args);
        answered
    }

    fn ask(
        &mut self,
        entry: &Entry,
        archive: &'a ArchiveReader,
        args: &Args,
    ) -> Result<Count, String> {
        if let Some(error) = entry.error {
            return Err(error.to_owned());
        }
        let query = if entry.exact {
            Query::exactly(&entry.text)
        } else {
            let (query, notices) =
                understood(&entry.text, false).map_err(|error| error.to_string())?;
            self.notices = notices;
            query
        };
        if query.is_all() {
            return Err("the row has no word to look for".to_owned());
        }
        let refused = |notice: &&Notice| args.strict && notice.code == "query_problem";
        if let Some(problem) = self.notices.iter().find(refused) {
            return Err(problem.message.clone());
        }
        let query = args
            .filters
            .apply(query)
            .map_err(|error| error.to_string())?;
        self.query = Some(query.to_string());
        let counted = search::count(archive, &query, args.effort.effort)
            .map_err(|error| error.to_string())?;
        self.notices.extend(counted.notices);
        if let Some(request) = args.request(query).filter(|_| counted.count.articles > 0) {
            let articles = search::answer(archive, &request).map_err(|error| error.to_string())?;
            self.articles = Some(articles);
        }
        Ok(counted.count)
    }
}

pub(super) fn run(args: &Args) -> unbury::Result<ExitCode> {
    // A wrong date is told once, not in every row.
    args.filters.apply(Query::all())?;
    let archive = ArchiveReader::open(&args.index.path)?;
    let entries = args.list.read()?;
    let options = args.options();
    let (mut out, done) = open(args, &options, &entries)?;
    let bar = progress::queries(entries.len() as u64);
    bar.inc(done as u64);
    let mut found = done > 0;
    let mut failed = 0;
    for entries in entries[done..].chunks(TOGETHER) {
        let answered: Vec<Answered<'_>> = entries
            .par_iter()
            .map(|entry| Answered::new(entry, &archive, args))
            .collect();
        for (entry, answered) in entries.iter().zip(&answered) {
            write(entry, answered, (args.format, &options), &mut *out)?;
            match &answered.count {
                Ok(count) => found |= count.articles > 0,
                Err(_) => failed += 1,
            }
        }
        // What is written is not lost when the run is stopped.
        out.flush()?;
        bar.inc(entries.len() as u64);
    }
    bar.finish_and_clear();
    if failed > 0 {
        writeln!(
            io::stderr().lock(),
            "note: {failed} of {} queries could not be answered; `error` in their rows says why",
            entries.len()
        )?;
    }
    Ok(if failed > 0 && args.strict {
        ExitCode::from(STRICT)
    } else if found {
        ExitCode::SUCCESS
    } else {
        ExitCode::from(NOTHING)
    })
}

fn write(
    entry: &Entry,
    answered: &Answered<'_>,
    (format, options): (Format, &Options),
    out: &mut dyn Write,
) -> unbury::Result<()> {
    let row = BatchRow {
        number: entry.number,
        name: entry.name.as_deref(),
        typed: &entry.text,
        query: answered.query.as_deref(),
        notices: &answered.notices,
        outcome: answered.count.as_ref().copied().map_err(String::as_str),
    };
    match &answered.articles {
        None => Ok(batch_row(format, options, &row, None, out)?),
        Some(articles) => articles.each_hit(|hit| -> unbury::Result<()> {
            Ok(batch_row(format, options, &row, Some(&hit), out)?)
        }),
    }
}

/// The place where the table goes, and how many entries it holds already.
fn open(
    args: &Args,
    options: &Options,
    entries: &[Entry],
) -> unbury::Result<(Box<dyn Write>, usize)> {
    let mut header = Vec::new();
    batch_begin(args.format, options, &mut header)?;
    let Some(path) = &args.output else {
        let mut out = BufWriter::new(io::stdout().lock());
        out.write_all(&header)?;
        return Ok((Box::new(out), 0));
    };
    let is_there = path.exists();
    if is_there && !args.resume {
        return Err(unbury::Error::Exists {
            path: path.display().to_string(),
        });
    }
    let done = if is_there {
        unfinished(path, args.format, &header, entries)
            .map_err(file_error("read", path))?
            .ok_or_else(|| unbury::Error::OtherTable {
                path: path.display().to_string(),
            })?
    } else {
        Unfinished::default()
    };
    let mut out = BufWriter::new(kept(path, done).map_err(file_error("write", path))?);
    if done.length_bytes == 0 {
        out.write_all(&header)?;
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
