//! `unbury index`: files into the index.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{BufWriter, Write};
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Instant;

use clap::builder::{PossibleValuesParser, TypedValueParser};
use clap::{Args as ClapArgs, ValueEnum};
use indicatif::ProgressBar;
use unbury::index::journal::FileState;
use unbury::index::{self, Added, ArchiveWriter, Merging, Prepared, WriterOptions};
use unbury::ingest::clean::CleanOptions;
use unbury::ingest::container::Given;
use unbury::ingest::encoding;
use unbury::ingest::fields::{FieldMap, Mapping, MappingProblem};
use unbury::ingest::format::{FORMATS, Format, ReadOptions};
use unbury::ingest::pipeline::{Event, FileSeen, IngestOptions, Skipped, ingest};
use unbury::ingest::written_date::DateOrder;

use super::{IndexFolder, NOTHING, STRICT, file_error, progress};

/// So many skipped records are named, and so many of one kind; the rest stand in the report file.
const SHOWN: usize = 5;
const SHOWN_OF_A_KIND: u64 = 2;

/// Read files and folders into the index. Running it again reads only what changed.
///
/// Formats are recognised by name and content: text, Markdown, HTML, JSON, JSON lines, CSV, TSV, each also
/// compressed with gzip, zstd, bzip2 or xz. More: unbury help formats.
#[derive(Debug, ClapArgs)]
pub(super) struct Args {
    /// Files and folders; `-` reads standard input.
    #[arg(required = true, value_name = "PATH")]
    paths: Vec<PathBuf>,
    #[command(flatten)]
    index: IndexFolder,
    /// Read everything as this format.
    #[arg(long, value_name = "FORMAT", value_parser = format_choice())]
    format: Option<&'static Format>,
    /// Charset of text that is not UTF-8 and declares none, such as `windows-1252`; else it is guessed and reported.
    #[arg(long, value_name = "CHARSET", value_parser = charset_named)]
    encoding: Option<&'static encoding_rs::Encoding>,
    /// Where a field is found, such as `body=TEXT_FIELD` or `title=meta.headline`. May be repeated.
    #[arg(long, value_name = "FIELD=NAME", value_parser = mapping)]
    map: Vec<Mapping>,
    /// What separates the columns of CSV; else it is found in the header.
    #[arg(long, value_name = "CHARACTER")]
    delimiter: Option<char>,
    /// How 09/03/2024 is read; else by the article's language, and reported.
    #[arg(long, value_enum, value_name = "ORDER")]
    date_order: Option<DateOrderArg>,
    /// The outlet of articles that name none.
    #[arg(long, value_name = "NAME")]
    source: Option<String>,
    /// Threads; all cores.
    #[arg(long, value_name = "NUMBER")]
    threads: Option<usize>,
    /// Memory for the whole process, in MB; at least 256, because merging segments takes that much.
    #[arg(long, value_name = "MB", default_value_t = 300, value_parser = clap::value_parser!(u64).range(256..))]
    memory: u64,
    /// Remove articles whose file is gone from below the given paths, or was read again and no longer holds them.
    #[arg(long)]
    prune: bool,
    /// Leave the segments as they are: faster now, slower to search.
    #[arg(long)]
    no_merge: bool,
    /// Write everything that was skipped or noticed to this file, as JSON lines.
    #[arg(long, value_name = "FILE")]
    report: Option<PathBuf>,
    /// Exit with status 2 if anything was skipped.
    #[arg(long)]
    strict: bool,
}

/// What stands first in a date of numbers.
#[derive(Debug, Clone, Copy, ValueEnum)]
enum DateOrderArg {
    #[value(name = "day-first")]
    Day,
    #[value(name = "month-first")]
    Month,
    #[value(name = "year-first")]
    Year,
}

fn format_choice() -> impl TypedValueParser<Value = &'static Format> {
    let named = |name: String| FORMATS.iter().find(|format| format.name == name);
    PossibleValuesParser::new(FORMATS.iter().map(|format| format.name))
        .try_map(move |name| named(name).ok_or("no such format"))
}

fn mapping(text: &str) -> Result<Mapping, String> {
    text.parse()
        .map_err(|problem: MappingProblem| format!("{problem}\n\nhint: {}", problem.hint()))
}

fn charset_named(name: &str) -> Result<&'static encoding_rs::Encoding, String> {
    encoding::by_name(name).ok_or_else(|| {
        "no such charset\n\nhint: names are those of the web, such as `utf-8`, `windows-1252` or `shift_jis`".into()
    })
}

impl Args {
    /// The error of the first path where none of them can be found: a mistyped one is to leave no empty index behind.
    fn find_any_path(&self) -> unbury::Result<()> {
        let mut not_found = None;
        for path in &self.paths {
            match path.metadata() {
                Err(error) if path.as_os_str() != "-" => {
                    not_found.get_or_insert((path, error));
                }
                _ => return Ok(()),
            }
        }
        not_found.map_or(Ok(()), |(path, error)| Err(file_error("read", path)(error)))
    }

    fn options(&self, base: PathBuf) -> IngestOptions {
        let memory = usize::try_from(self.memory << 20).unwrap_or(usize::MAX);
        IngestOptions {
            paths: self.paths.clone(),
            excluded: vec![self.index.path.clone()],
            base,
            threads: self.threads(),
            in_flight_bytes: memory / 24,
            given: Given {
                format: self.format,
                charset: self.encoding,
            },
            read: ReadOptions {
                map: FieldMap {
                    pairs: self.map.clone(),
                },
                delimiter: self
                    .delimiter
                    .and_then(|delimiter| u8::try_from(delimiter).ok()),
            },
            clean: CleanOptions {
                date_order: self.date_order.map(|order| match order {
                    DateOrderArg::Day => DateOrder::DayFirst,
                    DateOrderArg::Month => DateOrder::MonthFirst,
                    DateOrderArg::Year => DateOrder::YearFirst,
                }),
                default_source: self.source.clone(),
            },
        }
    }

    fn threads(&self) -> usize {
        self.threads
            .unwrap_or_else(|| std::thread::available_parallelism().map_or(1, usize::from))
            .max(1)
    }
}

pub(super) fn run(args: &Args) -> unbury::Result<ExitCode> {
    let started = Instant::now();
    if !args.index.path.exists() {
        args.find_any_path()?;
    }
    let stop = stop_on_interrupt();
    let memory = usize::try_from(args.memory << 20).unwrap_or(usize::MAX);
    let mut writer = ArchiveWriter::open(
        &args.index.path,
        WriterOptions {
            threads: args.threads(),
            // The rest is for what is read and prepared, what the allocator keeps, and for merging.
            memory_bytes: memory / 5 * 2,
        },
    )?;
    let options = args.options(base(&args.index.path));
    let mut run = Run::new(args, &options)?;
    run.read(&mut writer, &options, stop)?;
    run.prune(&mut writer, &options)?;
    writer.commit()?;
    let interrupted = stop.load(Ordering::Relaxed);
    let changed = run.counts.new + run.counts.replaced + run.counts.removed() > 0;
    run.bar.set_message("merging");
    writer.finish(if changed && !args.no_merge && !interrupted {
        Merging::Small
    } else {
        Merging::Nothing
    })?;
    run.bar.finish_and_clear();
    run.print(started, interrupted)?;
    Ok(run.status())
}

/// The first interrupt ends the reading and commits; the second ends the process.
fn stop_on_interrupt() -> &'static AtomicBool {
    static STOP: AtomicBool = AtomicBool::new(false);
    // Where no handler can be set, an interrupt ends the process: the last commit is safe all the same.
    let _ = ctrlc::set_handler(|| {
        if STOP.swap(true, Ordering::Relaxed) {
            interrupt_now();
        }
        let _ = writeln!(
            std::io::stderr(),
            "stopping: what was read is being committed; interrupt again to stop at once"
        );
    });
    &STOP
}

#[expect(
    clippy::exit,
    reason = "a second interrupt ends the process at once; the last commit is safe"
)]
fn interrupt_now() -> ! {
    std::process::exit(130)
}

/// The folder that holds the index: origins below it are relative to it, so that both can be moved together.
fn base(index: &Path) -> PathBuf {
    let absolute = std::fs::canonicalize(index).unwrap_or_else(|_| index.to_owned());
    absolute.parent().unwrap_or(&absolute).to_owned()
}

#[derive(Default)]
struct Counts {
    new: u64,
    replaced: u64,
    unchanged: u64,
    /// Removed with their file.
    of_gone_files: u64,
    /// Removed from a file that is still there.
    no_longer_held: u64,
    files: u64,
    files_unchanged: u64,
    skipped: u64,
    notices: u64,
    bytes: u64,
}

impl Counts {
    fn removed(&self) -> u64 {
        self.of_gone_files + self.no_longer_held
    }
}

/// One run: what happened so far, and where it is told.
struct Run {
    counts: Counts,
    reasons: BTreeMap<String, u64>,
    shown: Vec<String>,
    passed_over: unbury::ingest::walk::PassedOver,
    report: Option<BufWriter<File>>,
    bar: ProgressBar,
    strict: bool,
    /// With `--prune`: the files read. They are noted when what they no longer hold has been removed, which is when
    /// everything else has been read, for an article may have moved to another file.
    read: Option<Vec<(String, FileState)>>,
}

impl Run {
    fn new(args: &Args, options: &IngestOptions) -> unbury::Result<Self> {
        let report = match &args.report {
            None => None,
            Some(path) => {
                let file = File::create(path).map_err(file_error("write", path))?;
                Some(BufWriter::new(file))
            }
        };
        Ok(Self {
            counts: Counts::default(),
            reasons: BTreeMap::new(),
            shown: Vec::new(),
            passed_over: unbury::ingest::walk::PassedOver::default(),
            report,
            bar: progress::bar(&options.paths, &options.excluded),
            strict: args.strict,
            read: args.prune.then(Vec::new),
        })
    }

    fn read(
        &mut self,
        writer: &mut ArchiveWriter,
        options: &IngestOptions,
        stop: &AtomicBool,
    ) -> unbury::Result<()> {
        let preparer = writer.preparer();
        let known: rustc_hash::FxHashMap<String, FileState> = writer
            .journal
            .paths()
            .filter_map(|path| Some((path.to_owned(), writer.journal.get(path)?)))
            .collect();
        let unchanged = |seen: &FileSeen| {
            known.get(&seen.path).is_some_and(|state| {
                state.size_bytes == seen.size_bytes
                    && state.modified_ns == seen.modified_ns
                    && seen.modified_ns != 0
            })
        };
        let mut failed: Option<unbury::Error> = None;
        let passed_over = ingest(
            options,
            &unchanged,
            &|article, permit| {
                let hold: Arc<dyn std::any::Any + Send + Sync> = Arc::clone(permit) as _;
                preparer
                    .prepare(article)
                    .map(|prepared| prepared.holding(hold))
            },
            stop,
            &mut |event| match self.take(writer, event) {
                Ok(()) => ControlFlow::Continue(()),
                Err(error) => {
                    failed = Some(error);
                    ControlFlow::Break(())
                }
            },
        )?;
        self.passed_over = passed_over;
        failed.map_or(Ok(()), Err)
    }

    fn take(
        &mut self,
        writer: &mut ArchiveWriter,
        event: Event<index::Result<Prepared>>,
    ) -> unbury::Result<()> {
        match event {
            Event::Article(prepared) => {
                let prepared = prepared?;
                self.counts.bytes += prepared.text_bytes();
                match writer.add(prepared)? {
                    Added::New => self.counts.new += 1,
                    Added::Replaced => self.counts.replaced += 1,
                    Added::Unchanged => self.counts.unchanged += 1,
                }
                if writer.wants_commit() {
                    writer.commit()?;
                    writer.merge_levels()?;
                }
            }
            Event::Skipped(skipped) => self.skip(&skipped)?,
            Event::Notice(origin, notice) => {
                self.counts.notices += 1;
                self.tell(&serde_json::json!({"notice": notice.code(), "origin": origin, "message": notice.to_string()}))?;
            }
            Event::Charset {
                path,
                guessed,
                replaced,
            } => {
                self.counts.notices += 1;
                self.tell(&serde_json::json!({"notice": "charset", "path": path, "guessed": guessed, "replaced": replaced}))?;
            }
            Event::Unchanged(seen) => {
                self.counts.files_unchanged += 1;
                self.counts.unchanged += writer
                    .journal
                    .get(&seen.path)
                    .map_or(0, |state| state.articles);
            }
            Event::Done { file, tally } => {
                self.counts.files += 1;
                if !tally.broken() && file.path != "-" {
                    let state = FileState {
                        size_bytes: file.size_bytes,
                        modified_ns: file.modified_ns,
                        articles: tally.articles(),
                    };
                    match &mut self.read {
                        Some(read) => read.push((file.path, state)),
                        None => writer.journal.note(&file.path, state),
                    }
                }
            }
            Event::Idle => writer.hand_over()?,
            Event::Progress(bytes) => {
                self.bar.inc(bytes);
                let articles = self.counts.new + self.counts.replaced + self.counts.unchanged;
                self.bar.set_message(format!("{articles} articles"));
            }
        }
        Ok(())
    }

    fn skip(&mut self, skipped: &Skipped) -> unbury::Result<()> {
        self.counts.skipped += 1;
        let reason = skipped.reason.to_string();
        // What stands before the colon is the kind; behind it stand the particulars of one record.
        let kind = reason.split([':', '(']).next().unwrap_or_default().trim();
        let of_kind = self.reasons.entry(kind.to_owned()).or_default();
        *of_kind += 1;
        if self.shown.len() < SHOWN && *of_kind <= SHOWN_OF_A_KIND {
            let hint = skipped
                .reason
                .hint()
                .map_or_else(String::new, |hint| format!(" (hint: {hint})"));
            self.shown
                .push(format!("{}: {reason}{hint}", skipped.origin));
        }
        self.tell(&serde_json::json!({"skipped": skipped.origin, "reason": &reason, "hint": skipped.reason.hint()}))
    }

    fn tell(&mut self, line: &serde_json::Value) -> unbury::Result<()> {
        if let Some(report) = &mut self.report {
            writeln!(report, "{line}")?;
        }
        Ok(())
    }

    /// With `--prune`, removes the articles of files that lie below the given paths and are gone, and those that the files
    /// read no longer hold.
    fn prune(&mut self, writer: &mut ArchiveWriter, options: &IngestOptions) -> unbury::Result<()> {
        let Some(read) = self.read.take() else {
            return Ok(());
        };
        for (path, state) in read {
            self.counts.no_longer_held += writer.remove_unread(&path)?;
            writer.journal.note(&path, state);
        }
        let below: Vec<String> = options
            .paths
            .iter()
            .map(|path| unbury::ingest::pipeline::origin_path(path, &options.base))
            .collect();
        let gone: Vec<String> = writer
            .journal
            .paths()
            .filter(|path| below.iter().any(|root| is_below(path, root)))
            .filter(|path| !options.base.join(path).exists())
            .map(str::to_owned)
            .collect();
        for path in gone {
            self.counts.of_gone_files += writer.remove_unread(&path)?;
            writer.journal.forget(&path);
        }
        Ok(())
    }

    fn print(&mut self, started: Instant, interrupted: bool) -> unbury::Result<()> {
        if let Some(report) = &mut self.report {
            report.flush()?;
        }
        let mut out = std::io::stdout().lock();
        if interrupted {
            writeln!(
                out,
                "interrupted: what was read is committed; run the same command again to go on"
            )?;
        }
        self.print_counts(started, &mut out)?;
        self.print_skipped(&mut out)
    }

    fn print_counts(&self, started: Instant, out: &mut dyn Write) -> unbury::Result<()> {
        let counts = &self.counts;
        let seconds = started.elapsed().as_secs_f64();
        #[expect(clippy::cast_precision_loss, reason = "a rate needs no more digits")]
        let megabytes = counts.bytes as f64 / 1e6;
        writeln!(
            out,
            "{} new, {} replaced, {} unchanged, {} skipped; {megabytes:.1} MB of text in {seconds:.1} s ({:.1} MB/s)",
            counts.new,
            counts.replaced,
            counts.unchanged,
            counts.skipped,
            megabytes / seconds.max(0.001)
        )?;
        for (removed, reason) in [
            (counts.of_gone_files, "their file is gone"),
            (counts.no_longer_held, "their file no longer holds them"),
        ] {
            if removed > 0 {
                writeln!(out, "{removed} removed: {reason}")?;
            }
        }
        writeln!(
            out,
            "{} files read, {} unchanged",
            counts.files, counts.files_unchanged
        )?;
        let hidden = self.passed_over.hidden_files + self.passed_over.hidden_folders;
        if hidden > 0 {
            writeln!(out, "{hidden} hidden files and folders passed over")?;
        }
        Ok(())
    }

    /// What was skipped, as far as there is room for it, and where the rest is found.
    fn print_skipped(&self, out: &mut dyn Write) -> unbury::Result<()> {
        let counts = &self.counts;
        for line in &self.shown {
            writeln!(out, "skipped {line}")?;
        }
        let untold = counts.skipped > self.shown.len() as u64;
        if untold {
            let reasons: Vec<String> = self
                .reasons
                .iter()
                .map(|(reason, count)| format!("{count} {reason}"))
                .collect();
            writeln!(out, "skipped in all: {}", reasons.join(", "))?;
        }
        if self.report.is_some() || !(untold || counts.notices > 0) {
            return Ok(());
        }
        let notices = match counts.notices {
            0 => String::new(),
            1 => "1 notice; ".to_owned(),
            many => format!("{many} notices; "),
        };
        writeln!(out, "{notices}`--report FILE.jsonl` lists everything")?;
        Ok(())
    }

    fn status(&self) -> ExitCode {
        let counts = &self.counts;
        if self.strict && counts.skipped > 0 {
            ExitCode::from(STRICT)
        } else if counts.new + counts.replaced + counts.unchanged + counts.removed() == 0 {
            ExitCode::from(NOTHING)
        } else {
            ExitCode::SUCCESS
        }
    }
}

fn is_below(path: &str, root: &str) -> bool {
    root.is_empty()
        || path
            .strip_prefix(root)
            .is_some_and(|rest| rest.is_empty() || rest.starts_with('/') || root.ends_with('/'))
}
