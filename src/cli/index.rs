//! `unbury index`: files into the index.

use std::io::Write;
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Instant;

use clap::Args as ClapArgs;
use clap::ValueHint;
use clap::builder::{PossibleValuesParser, TypedValueParser};
use unbury::dates::DateOrder;
use unbury::ingest::clean::CleanOptions;
use unbury::ingest::codings::Coding;
use unbury::ingest::fields::{FieldMap, Mapping, MappingProblem};
use unbury::ingest::format::{FORMATS, Format, ReadOptions};
use unbury::ingest::stream::Given;
use unbury::{IndexReport, IndexRequest};

use super::exit::{self, INTERRUPTED, STRICT};
use super::index_folder::IndexFolder;
use super::index_report::Reporter;
use super::query_language::DateOrderArg;

const READING: &str = "How files are read";
const MACHINE: &str = "Time and memory";

/// Read files and folders into the index. Running it again reads only what changed.
///
/// Formats are recognised by name and content, also of files that are compressed or stand in other files. `unbury formats` lists
/// them; how each is read: unbury help formats.
#[derive(Debug, ClapArgs)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is an option of the command line that is given or not"
)]
pub(super) struct Args {
    /// Files and folders; `-` reads standard input.
    #[arg(required = true, value_name = "PATH", value_hint = ValueHint::AnyPath)]
    paths: Vec<PathBuf>,
    #[command(flatten)]
    index: IndexFolder,
    /// Also remove articles whose file was deleted, or which are no longer in their file.
    #[arg(long)]
    prune: bool,
    /// Say what would be read and what would change, and write nothing.
    #[arg(long)]
    dry_run: bool,
    /// The outlet of articles that name none.
    #[arg(long, value_name = "NAME")]
    source: Option<String>,
    /// Write everything that was skipped or noticed to this file, as JSON lines.
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    report: Option<PathBuf>,
    /// Exit with status 2 if anything was skipped.
    #[arg(long)]
    strict: bool,
    /// Print nothing but errors.
    #[arg(short, long)]
    quiet: bool,
    /// Read everything as this format.
    #[arg(long, value_name = "FORMAT", value_parser = format_choice(), help_heading = READING)]
    format: Option<&'static Format>,
    /// Charset of text that is not UTF-8 and declares none, such as `windows-1252` [default: guessed and reported].
    #[arg(long, value_name = "CHARSET", value_parser = charset_named, help_heading = READING)]
    encoding: Option<Coding>,
    /// Where a field is found, such as `body=TEXT_FIELD` or `title=meta.headline`. May be repeated.
    #[arg(long, value_name = "FIELD=NAME", value_parser = mapping, help_heading = READING)]
    map: Vec<Mapping>,
    /// What separates the columns of CSV [default: found in the header].
    #[arg(long, value_name = "CHARACTER", value_parser = delimiter, help_heading = READING)]
    delimiter: Option<u8>,
    /// Of a database, the table that holds the articles [default: all that do].
    #[arg(long, value_name = "NAME", help_heading = READING)]
    table: Option<String>,
    /// Of a database, the query whose rows are the articles.
    #[arg(long, value_name = "QUERY", conflicts_with = "table", help_heading = READING)]
    sql: Option<String>,
    /// How 09/03/2024 is read [default: by the article's language, and reported].
    #[arg(long, value_enum, value_name = "ORDER", help_heading = READING)]
    date_order: Option<DateOrderArg>,
    /// Of a page that was captured several times, in web archives, the latest or all, each as an article of its own.
    #[arg(long, value_enum, value_name = "WHICH", default_value_t = Captures::Latest, help_heading = READING)]
    captures: Captures,
    /// Number of threads [default: all cores].
    #[arg(long, value_name = "NUMBER", help_heading = MACHINE)]
    threads: Option<usize>,
    /// Memory for the whole process, in MB; at least 256, because merging segments takes that much.
    #[arg(long, value_name = "MB", default_value_t = 300, value_parser = clap::value_parser!(u64).range(256..), help_heading = MACHINE)]
    memory: u64,
    /// Days between an article and the first of its story, at most: `3d` [default: as the index has it, at first 7d].
    #[arg(long, value_name = "DAYS", value_parser = days)]
    copies_within: Option<u32>,
    /// Leave the segments as they are: faster now, slower to search.
    #[arg(long, help_heading = MACHINE)]
    no_merge: bool,
}

/// Which captures of a page are articles.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Captures {
    Latest,
    All,
}

fn format_choice() -> impl TypedValueParser<Value = &'static Format> {
    let named = |name: String| FORMATS.iter().find(|format| format.name == name);
    PossibleValuesParser::new(FORMATS.iter().map(|format| format.name))
        .try_map(move |name| named(name).ok_or("no such format"))
}

fn mapping(text: &str) -> Result<Mapping, String> {
    text.parse()
        .map_err(|problem: MappingProblem| format!("{problem}\n\nhint: {}", map_hint(&problem)))
}

fn map_hint(problem: &MappingProblem) -> String {
    match problem {
        MappingProblem::NotAPair(_) => "for example `--map body=TEXT_FIELD`".to_owned(),
        MappingProblem::UnknownField(_) => problem.hint(),
    }
}

/// A delimiter is one byte: tables are cut into pieces before their charset matters.
fn delimiter(text: &str) -> Result<u8, String> {
    let hint = "\n\nhint: one character of ASCII, such as `;`, or `\\t` for the tab";
    match text.as_bytes() {
        b"\\t" => Ok(b'\t'),
        [b'"' | b'\n' | b'\r'] => Err(format!("this character cannot be a delimiter{hint}")),
        [delimiter] if delimiter.is_ascii() => Ok(*delimiter),
        _ if text.chars().count() == 1 => Err(format!("this character is not ASCII{hint}")),
        _ => Err(format!("this is not one character{hint}")),
    }
}

/// Most days that a story may go on.
const MOST_DAYS: u32 = 36_500;

fn days(text: &str) -> Result<u32, String> {
    let number = text.strip_suffix('d').unwrap_or(text);
    let days = number.parse().ok().filter(|days| *days <= MOST_DAYS);
    days.ok_or_else(|| "these are no days\n\nhint: a number of days, such as `7d`".to_owned())
}

fn charset_named(name: &str) -> Result<Coding, String> {
    Coding::by_name(name).ok_or_else(|| {
        "no such charset\n\nhint: names are those of the web, such as `utf-8`, `windows-1252` or `shift_jis`, besides `cp850` and `utf-32`".into()
    })
}

impl Args {
    fn request(&self) -> IndexRequest {
        let all = IndexRequest::new(self.index.path(), &self.paths);
        IndexRequest {
            given: Given {
                format: self.format,
                charset: self.encoding,
            },
            read: ReadOptions {
                map: FieldMap {
                    pairs: self.map.clone(),
                },
                delimiter: self.delimiter,
                table: self.table.clone(),
                sql: self.sql.clone(),
            },
            clean: CleanOptions {
                date_order: self.date_order.map(DateOrder::from),
                default_source: self.source.clone(),
                all_captures: self.captures == Captures::All,
            },
            threads: self.threads.unwrap_or(all.threads),
            memory_bytes: usize::try_from(self.memory << 20).unwrap_or(usize::MAX),
            prune: self.prune,
            dry_run: self.dry_run,
            excluded: self.report.iter().cloned().collect(),
            copies_within_days: self.copies_within,
            merge: !self.no_merge,
            ..all
        }
    }

    fn status(&self, report: &IndexReport) -> ExitCode {
        if report.interrupted {
            ExitCode::from(INTERRUPTED)
        } else if self.strict && report.skipped > 0 {
            ExitCode::from(STRICT)
        } else {
            exit::found(report.articles() + report.removed() > 0)
        }
    }
}

pub(super) fn run(args: &Args) -> super::error::Result<ExitCode> {
    let started = Instant::now();
    let request = args.request();
    stop_on_interrupt(&request.stop);
    let mut reporter = Reporter::new(&request, args.report.as_deref(), args.quiet);
    let report = unbury::index(&request, &mut |event| Ok(reporter.take(event)?))?;
    reporter.print(&report, started.elapsed())?;
    Ok(args.status(&report))
}

/// The first interrupt ends the reading and commits; the second ends the process.
fn stop_on_interrupt(stop: &Arc<AtomicBool>) {
    let stop = Arc::clone(stop);
    // Where no handler can be set, an interrupt ends the process: the last commit is safe all the same.
    let _ = ctrlc::set_handler(move || {
        if stop.swap(true, Ordering::Relaxed) {
            interrupt_now();
        }
        let _ = writeln!(
            std::io::stderr(),
            "stopping: what was read is being committed; interrupt again to stop at once"
        );
    });
}

#[expect(
    clippy::exit,
    reason = "a second interrupt ends the process at once; the last commit is safe"
)]
fn interrupt_now() -> ! {
    std::process::exit(130)
}
