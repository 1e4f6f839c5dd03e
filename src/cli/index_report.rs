//! What `unbury index` tells: a bar while it runs, the report file, and the counts at its end.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::Path;
use std::time::Duration;

use indicatif::ProgressBar;
use unbury::{IndexEvent, IndexReport, IndexRequest, Skipped};

use super::error::file_error;
use super::progress;

/// Skipped records that are named; the rest stand in the report file.
const SHOWN: usize = 5;
/// Those of one kind.
const SHOWN_OF_A_KIND: u64 = 2;

/// What happens on the way: shown by a bar, written to the report file, and kept as far as it is shown at the end.
pub(super) struct Reporter<'a> {
    request: &'a IndexRequest,
    /// Where the report file is to be.
    path: Option<&'a Path>,
    bar: ProgressBar,
    file: Option<BufWriter<File>>,
    /// How many records were skipped for each kind of reason.
    reasons: BTreeMap<String, u64>,
    shown: Vec<String>,
}

impl<'a> Reporter<'a> {
    pub(super) fn new(request: &'a IndexRequest, path: Option<&'a Path>) -> Self {
        Self {
            request,
            path,
            bar: ProgressBar::hidden(),
            file: None,
            reasons: BTreeMap::new(),
            shown: Vec::new(),
        }
    }

    pub(super) fn take(&mut self, event: IndexEvent<'_>) -> super::error::Result<()> {
        match event {
            IndexEvent::Opened => {
                if let Some(path) = self.path {
                    let file = File::create(path).map_err(file_error("write", path))?;
                    self.file = Some(BufWriter::new(file));
                }
                self.bar = progress::bytes(self.request);
            }
            IndexEvent::Skipped(skipped) => self.skip(skipped)?,
            IndexEvent::Notice { origin, notice } => {
                self.write(&serde_json::json!({"notice": notice.code(), "origin": origin, "message": notice.to_string()}))?;
            }
            IndexEvent::Charset {
                path,
                guessed,
                replaced,
            } => {
                self.write(&serde_json::json!({"notice": "charset", "path": path, "guessed": guessed, "replaced": replaced}))?;
            }
            IndexEvent::Progress { bytes, articles } => {
                self.bar.inc(bytes);
                self.bar.set_message(format!("{articles} articles"));
            }
            IndexEvent::Merging => self.bar.set_message("merging"),
        }
        Ok(())
    }

    fn skip(&mut self, skipped: &Skipped) -> super::error::Result<()> {
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
        self.write(&serde_json::json!({"skipped": skipped.origin, "reason": &reason, "hint": skipped.reason.hint()}))
    }

    fn write(&mut self, line: &serde_json::Value) -> super::error::Result<()> {
        if let Some(file) = &mut self.file {
            writeln!(file, "{line}")?;
        }
        Ok(())
    }

    /// Says on standard output what came of it.
    pub(super) fn print(
        &mut self,
        report: &IndexReport,
        elapsed: Duration,
    ) -> super::error::Result<()> {
        self.bar.finish_and_clear();
        if let Some(file) = &mut self.file {
            file.flush()?;
        }
        let mut out = std::io::stdout().lock();
        print_counts(report, elapsed, &mut out)?;
        self.print_skipped(report, &mut out)
    }

    /// What was skipped, as far as there is room for it, and where the rest is found.
    fn print_skipped(&self, report: &IndexReport, out: &mut dyn Write) -> super::error::Result<()> {
        for line in &self.shown {
            writeln!(out, "skipped {line}")?;
        }
        let untold = report.skipped > self.shown.len() as u64;
        if untold {
            let reasons: Vec<String> = self
                .reasons
                .iter()
                .map(|(reason, count)| format!("{count} {reason}"))
                .collect();
            writeln!(out, "skipped in all: {}", reasons.join(", "))?;
        }
        if self.file.is_some() || !(untold || report.notices > 0) {
            return Ok(());
        }
        let notices = match report.notices {
            0 => String::new(),
            1 => "1 notice; ".to_owned(),
            many => format!("{many} notices; "),
        };
        writeln!(out, "{notices}`--report FILE.jsonl` lists everything")?;
        Ok(())
    }
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
    for (removed, reason) in [
        (report.removed_with_file, "their file is gone"),
        (report.removed_from_file, "their file no longer holds them"),
    ] {
        if removed > 0 {
            writeln!(out, "{removed} removed: {reason}")?;
        }
    }
    writeln!(
        out,
        "{} files read, {} unchanged",
        report.files, report.files_unchanged
    )?;
    let hidden = report.passed_over.hidden_files + report.passed_over.hidden_folders;
    if hidden > 0 {
        writeln!(out, "{hidden} hidden files and folders passed over")?;
    }
    Ok(())
}
