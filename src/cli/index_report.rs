//! What `unbury index` tells: a bar while it runs, the report file, and the counts at its end.

use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::Path;
use std::time::Duration;

use indicatif::ProgressBar;
use unbury::article::Origin;
use unbury::ingest::clean::Notice;
use unbury::ingest::reason::Reason;
use unbury::render::{grouped, visible};
use unbury::{IndexEvent, IndexReport, IndexRequest, Skipped};

use super::error::file_error;
use super::many::many;
use super::progress;
use super::survey::Survey;

/// Skipped records that are named; the rest stand in the report file.
const SHOWN: usize = 5;
/// Those of one kind.
const SHOWN_OF_A_KIND: u64 = 2;

/// What happens on the way: shown by a bar, written to the report file, and kept as far as it is shown at the end.
pub(super) struct Reporter<'a> {
    request: &'a IndexRequest,
    /// Where the report file is to be.
    path: Option<&'a Path>,
    is_quiet: bool,
    /// How many dates had day and month in an order that was assumed, and how the first was read.
    assumed: Option<(u64, String)>,
    bar: ProgressBar,
    file: Option<BufWriter<File>>,
    /// How many records were skipped for each kind of reason, by what it is called.
    reasons: BTreeMap<String, SkippedOfAKind>,
    shown: Vec<String>,
    /// Notices that are named, and how many of each kind there are, by its code.
    noticed: Vec<String>,
    kinds: BTreeMap<&'static str, u64>,
    /// Articles that were removed, as far as they are named.
    removed: Vec<String>,
    /// What was read as each format, where nothing is written.
    survey: Survey,
    /// How many things inside of files were no articles by their nature.
    passed_over: BTreeMap<&'static str, u64>,
    /// What is said of files that were moved.
    moved: Option<String>,
}

impl<'a> Reporter<'a> {
    pub(super) fn new(request: &'a IndexRequest, path: Option<&'a Path>, is_quiet: bool) -> Self {
        Self {
            request,
            path,
            is_quiet,
            assumed: None,
            bar: ProgressBar::hidden(),
            file: None,
            reasons: BTreeMap::new(),
            shown: Vec::new(),
            noticed: Vec::new(),
            kinds: BTreeMap::new(),
            removed: Vec::new(),
            survey: Survey::default(),
            passed_over: BTreeMap::new(),
            moved: None,
        }
    }

    pub(super) fn take(&mut self, event: IndexEvent<'_>) -> super::error::Result<()> {
        match event {
            IndexEvent::Opened => {
                self.open()?;
                if !self.is_quiet {
                    self.bar = progress::bytes(self.request);
                }
            }
            IndexEvent::Skipped(skipped) => self.skip(skipped)?,
            IndexEvent::Notice { origin, notice } => self.note(origin, notice)?,
            IndexEvent::Charset {
                path,
                guessed,
                replaced,
            } => {
                self.notice("charset", &charset(path, guessed, replaced));
                self.write(&serde_json::json!({"notice": "charset", "path": path, "guessed": guessed, "replaced": replaced}))?;
            }
            IndexEvent::Read {
                path,
                format,
                articles,
                skipped,
            } => {
                if self.request.dry_run {
                    self.write(&serde_json::json!({"read": path, "format": format, "articles": articles, "skipped": skipped}))?;
                }
            }
            IndexEvent::Article { format, article } if self.request.dry_run => {
                self.survey.take(format, article);
            }
            IndexEvent::Article { .. } => {}
            IndexEvent::PassedOver { path, what, count } => {
                *self.passed_over.entry(what).or_default() += count;
                self.write(
                    &serde_json::json!({"passed_over": what, "count": count, "path": path}),
                )?;
            }
            IndexEvent::Removed { id, path } => {
                if self.removed.len() < SHOWN {
                    self.removed.push(removed(&id.0, path));
                }
                self.write(&serde_json::json!({"removed": id, "path": path}))?;
            }
            IndexEvent::Moved { files, folder } => self.moved = Some(moved(files, folder)),
            IndexEvent::Progress { bytes, articles } => {
                self.bar.inc(bytes);
                self.bar.set_message(many(articles, "article"));
            }
            IndexEvent::Merging => self.bar.set_message("merging"),
        }
        Ok(())
    }

    /// Makes the report file, where one is wanted.
    fn open(&mut self) -> super::error::Result<()> {
        if let Some(path) = self.path {
            let file = File::create(path).map_err(file_error("write", path))?;
            self.file = Some(BufWriter::new(file));
        }
        Ok(())
    }

    fn skip(&mut self, skipped: &Skipped) -> super::error::Result<()> {
        let reason = &skipped.reason;
        let of_kind = self.reasons.entry(called(reason)).or_default();
        of_kind.take(skipped.format);
        let is_shown = self.shown.len() < SHOWN && of_kind.count <= SHOWN_OF_A_KIND;
        let hint = hint(reason);
        if is_shown {
            let hint = hint
                .as_ref()
                .map_or_else(String::new, |hint| format!(" (hint: {hint})"));
            let line = format!("{}: {reason}{hint}", skipped.origin);
            self.shown.push(on_one_line(&line));
        }
        self.write(&serde_json::json!({"skipped": skipped.origin, "format": skipped.format, "code": reason.code(), "reason": reason.to_string(), "hint": hint}))
    }

    fn note(&mut self, origin: &Origin, notice: &Notice) -> super::error::Result<()> {
        match notice {
            Notice::DateOrderAssumed { text, published } => {
                let (dates, _) = self
                    .assumed
                    .get_or_insert_with(|| (0, format!("`{text}` was read as {published}")));
                *dates += 1;
            }
            // They are counted among what was passed over.
            Notice::Revisited { .. } => {}
            _ => self.notice(notice.code(), &format!("{origin}: {notice}")),
        }
        self.write(&serde_json::json!({"notice": notice.code(), "origin": origin, "message": notice.to_string(), "hint": notice_hint(notice)}))
    }

    /// Keeps a notice, as far as there is room for it.
    fn notice(&mut self, kind: &'static str, line: &str) {
        let of_kind = self.kinds.entry(kind).or_default();
        *of_kind += 1;
        if self.noticed.len() < SHOWN && *of_kind <= SHOWN_OF_A_KIND {
            self.noticed.push(on_one_line(line));
        }
    }

    fn write(&mut self, line: &serde_json::Value) -> super::error::Result<()> {
        match (&mut self.file, self.path) {
            (Some(file), Some(path)) => writeln!(file, "{line}").map_err(file_error("write", path)),
            _ => Ok(()),
        }
    }

    /// Says on standard output what came of it.
    pub(super) fn print(
        &mut self,
        report: &IndexReport,
        elapsed: Duration,
    ) -> super::error::Result<()> {
        self.bar.finish_and_clear();
        if let (Some(file), Some(path)) = (&mut self.file, self.path) {
            file.flush().map_err(file_error("write", path))?;
        }
        if self.is_quiet {
            return Ok(());
        }
        let mut out = std::io::stdout().lock();
        if self.request.dry_run {
            writeln!(
                out,
                "dry run: nothing was written; this is what would happen"
            )?;
        }
        print_counts(report, elapsed, &mut out)?;
        self.print_passed_over(&mut out)?;
        if self.request.dry_run {
            self.survey.print(&mut out)?;
        }
        self.print_removed(report, &mut out)?;
        if let Some(moved) = &self.moved {
            writeln!(out, "{moved}")?;
        }
        if let Some((dates, first)) = &self.assumed {
            let have = if *dates == 1 { "has" } else { "have" };
            let dates = many(*dates, "date");
            writeln!(
                out,
                "{dates} {have} day and month in no certain order: {first}; `--date-order` settles it"
            )?;
        }
        self.print_skipped(report, &mut out)
    }

    /// Says on standard output what was read as what.
    pub(super) fn print_survey(&mut self, report: &IndexReport) -> super::error::Result<()> {
        self.bar.finish_and_clear();
        if let (Some(file), Some(path)) = (&mut self.file, self.path) {
            file.flush().map_err(file_error("write", path))?;
        }
        let mut out = std::io::stdout().lock();
        self.survey.print(&mut out)?;
        self.print_passed_over(&mut out)?;
        self.print_skipped(report, &mut out)
    }

    /// What was no article by its nature.
    fn print_passed_over(&self, out: &mut dyn Write) -> std::io::Result<()> {
        if self.passed_over.is_empty() {
            return Ok(());
        }
        let counts = self.passed_over.iter();
        let counts: Vec<String> = counts
            .map(|(what, count)| format!("{what} {}", grouped(*count)))
            .collect();
        writeln!(out, "passed over inside of files: {}", counts.join(", "))
    }

    /// What was removed, as far as there is room for it.
    fn print_removed(&self, report: &IndexReport, out: &mut dyn Write) -> super::error::Result<()> {
        for line in &self.removed {
            writeln!(out, "{line}")?;
        }
        if self.file.is_none() && report.removed() > self.removed.len() as u64 {
            writeln!(out, "`--report FILE.jsonl` lists all that was removed")?;
        }
        Ok(())
    }

    /// What was skipped, as far as there is room for it, and where the rest is found.
    fn print_skipped(&self, report: &IndexReport, out: &mut dyn Write) -> super::error::Result<()> {
        for line in &self.noticed {
            writeln!(out, "note: {line}")?;
        }
        for line in &self.shown {
            writeln!(out, "skipped {line}")?;
        }
        let untold = report.skipped > self.shown.len() as u64;
        if untold {
            let mut reasons: Vec<_> = self.reasons.iter().collect();
            reasons.sort_by_key(|(_, of_kind)| Reverse(of_kind.count));
            writeln!(out, "skipped in all:")?;
            for (called, of_kind) in reasons {
                writeln!(
                    out,
                    "  {} {called}{}",
                    grouped(of_kind.count),
                    of_kind.formats()
                )?;
            }
        }
        let notices: u64 = self.kinds.values().sum();
        let unsaid = notices > self.noticed.len() as u64;
        if self.file.is_some() || !(untold || unsaid) {
            return Ok(());
        }
        let notices = if unsaid {
            format!("{} in all; ", many(notices, "notice"))
        } else {
            String::new()
        };
        writeln!(
            out,
            "{notices}`--report FILE.jsonl` lists everything, of unchanged files with `--dry-run --index NEW`"
        )?;
        Ok(())
    }
}

/// What is said of a file that is not UTF-8.
fn charset(path: &str, guessed: Option<&str>, replaced: u64) -> String {
    let guessed = guessed.map(|charset| format!("read as {charset}"));
    let lost = (replaced > 0).then(|| format!("{} cannot be read", many(replaced, "character")));
    let told: Vec<String> = guessed.into_iter().chain(lost).collect();
    format!("{path}: {}", told.join("; "))
}

/// A name or a key in it may hold line breaks, which would look like lines of ours.
fn on_one_line(line: &str) -> String {
    visible(&line.replace('\n', "^J")).into_owned()
}

fn removed(id: &str, path: &str) -> String {
    // A file that is one article says all.
    if id == path {
        format!("removed {id}")
    } else {
        format!("removed {id} (of {path})")
    }
}

fn moved(files: u64, folder: &Path) -> String {
    let folder = folder.display();
    let (files, is) = if files == 1 {
        ("1 file".to_owned(), "is")
    } else {
        (format!("{files} files"), "are")
    };
    format!(
        "{files} that {is} no longer in `{folder}` {is} elsewhere now: articles may be here twice; `unbury index '{folder}' --prune` removes the old ones"
    )
}

/// What was skipped for reasons of one kind.
#[derive(Debug, Default)]
struct SkippedOfAKind {
    count: u64,
    /// How many of them were read as each format, as far as that is known.
    formats: BTreeMap<&'static str, u64>,
}

impl SkippedOfAKind {
    fn take(&mut self, format: Option<&'static str>) {
        self.count += 1;
        if let Some(format) = format {
            *self.formats.entry(format).or_default() += 1;
        }
    }

    /// `(jsonl)` where all are of one format, else ` (csv 2, jsonl 7)`; empty where nothing is known.
    fn formats(&self) -> String {
        let counts: Vec<String> = match self.formats.first_key_value() {
            Some((format, count)) if *count == self.count => vec![(*format).to_owned()],
            _ => {
                let formats = self.formats.iter();
                formats
                    .map(|(format, count)| format!("{format} {}", grouped(*count)))
                    .collect()
            }
        };
        if counts.is_empty() {
            return String::new();
        }
        format!(" ({})", counts.join(", "))
    }
}

/// What a kind of reason is called where many are counted.
fn called(reason: &Reason) -> String {
    let called = match reason {
        Reason::NotRead { kind } => return format!("not read: {}", kind.name),
        Reason::Empty => "empty",
        Reason::Withdrawn => "withdrawn by their source",
        Reason::NoText { .. } => "without text",
        Reason::EmptyText { .. } => "with an empty text",
        Reason::NoField { .. } => "without a field of `--map`",
        Reason::NotJson { .. } => "not valid JSON",
        Reason::NotAnObject { .. } => "no JSON objects",
        Reason::Columns { .. } => "with other columns than the header",
        Reason::NoHeader => "no tables",
        Reason::OpenQuote => "with an open quote",
        Reason::NoArticle { .. } => "that are no articles",
        Reason::NoTable { .. } => "without a table of articles",
        Reason::TooDeep => "too deep in other files",
        Reason::TooLarge { .. } => "too large",
        Reason::FrontMatter(_) => "with malformed front matter",
        Reason::Binary => "binary",
        Reason::Encrypted => "encrypted",
        Reason::Scanned => "scanned, without a text",
        Reason::UnknownFormat { .. } => "of no known format",
        Reason::CutShort { .. } => "cut short",
        Reason::Unreadable { .. } => "unreadable",
        Reason::Panicked { .. } => "that met a bug",
    };
    called.to_owned()
}

/// The library's hint, with the option that does it.
fn hint(reason: &Reason) -> Option<String> {
    let hint = reason.hint();
    match reason {
        Reason::NoText {
            longest: Some(longest),
            ..
        } => Some(format!(
            "name the field that holds the text: `--map body={longest}`"
        )),
        Reason::NoText { longest: None, has } if !has.is_empty() => {
            hint.map(|hint| format!("{hint}: `--map body=NAME`"))
        }
        Reason::NoField { field, .. } => Some(format!(
            "write the name as it stands in the file, or `{field}?` if some records lack it"
        )),
        Reason::Columns { .. } => {
            hint.map(|hint| format!("{hint}; `--delimiter` names another one"))
        }
        Reason::UnknownFormat { formats, .. } => Some(format!(
            "if it is text after all, say which: `--format {}`",
            formats.join("|")
        )),
        Reason::NoTable { .. } => Some(
            "name it: `--table NAME`, or `--sql QUERY`, with `--map` for its columns".to_owned(),
        ),
        Reason::NoHeader => Some("if it is text, say so: `--format text`".to_owned()),
        Reason::NotJson { .. } | Reason::NotAnObject { .. } => {
            hint.map(|hint| format!("{hint}: `--format json` or `--format jsonl`"))
        }
        _ => hint,
    }
}

/// What settles a notice, where an option does.
fn notice_hint(notice: &Notice) -> Option<&'static str> {
    matches!(notice, Notice::DateOrderAssumed { .. }).then_some("`--date-order` settles it")
}

fn print_counts(
    report: &IndexReport,
    elapsed: Duration,
    out: &mut dyn Write,
) -> super::error::Result<()> {
    if report.interrupted {
        writeln!(
            out,
            "interrupted: what was read is committed; run the same command again to go on"
        )?;
    }
    let seconds = elapsed.as_secs_f64();
    #[expect(clippy::cast_precision_loss, reason = "a rate needs no more digits")]
    let megabytes = report.text_bytes as f64 / 1e6;
    writeln!(
        out,
        "{} new, {} replaced, {} unchanged, {} skipped; {megabytes:.1} MB of text in {seconds:.1} s ({:.1} MB/s)",
        report.new,
        report.replaced,
        report.unchanged,
        report.skipped,
        megabytes / seconds.max(0.001)
    )?;
    print_gone(report, out)?;
    let files = many(report.files, "file");
    writeln!(out, "{files} read, {} unchanged", report.files_unchanged)?;
    let hidden = report.passed_over.hidden_files + report.passed_over.hidden_folders;
    if hidden > 0 {
        let what = if hidden == 1 {
            "file or folder"
        } else {
            "files and folders"
        };
        writeln!(out, "{} hidden {what} passed over", grouped(hidden))?;
    }
    match report.passed_over.indexes {
        0 => {}
        1 => writeln!(out, "1 index passed over")?,
        indexes => writeln!(out, "{} indexes passed over", grouped(indexes))?,
    }
    Ok(())
}

/// What was removed, kept out, or stays although its file does not hold it.
fn print_gone(report: &IndexReport, out: &mut dyn Write) -> std::io::Result<()> {
    for (removed, of_one, of_several) in [
        (
            report.removed_with_file,
            "its file is gone",
            "their files are gone",
        ),
        (
            report.removed_from_file,
            "its file no longer holds it",
            "their files no longer hold them",
        ),
        (
            report.removed_by_source,
            "its source took it back",
            "their sources took them back",
        ),
    ] {
        if removed > 0 {
            let reason = if removed == 1 { of_one } else { of_several };
            let articles = many(removed, "article");
            writeln!(out, "{articles} removed: {reason}")?;
        }
    }
    if report.kept_out > 0 {
        writeln!(
            out,
            "{} kept out: deleted before (`unbury delete --list`)",
            report.kept_out
        )?;
    }
    match report.left {
        0 => {}
        1 => writeln!(
            out,
            "1 article stays that is no longer in its file; `--prune` removes it"
        )?,
        left => writeln!(
            out,
            "{} stay that are no longer in their files; `--prune` removes them",
            many(left, "article")
        )?,
    }
    Ok(())
}
