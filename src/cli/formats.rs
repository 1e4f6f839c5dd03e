//! `unbury formats`: which formats are read, and what files would be read as.

use std::io::{self, Write};
use std::path::PathBuf;
use std::process::ExitCode;

use clap::Args as ClapArgs;
use clap::ValueHint;
use unbury::ingest::container::CONTAINERS;
use unbury::ingest::format::FORMATS;
use unbury::{IndexRequest, index};

use super::exit;
use super::index_report::Reporter;

/// Say what files would be read as, and show some of their articles. Without a path: the formats that there are.
///
/// Everything is read as `unbury index` reads it, and nothing is written: an answer before a run of hours. Files that are compressed or
/// stand in other files are opened.
#[derive(Debug, ClapArgs)]
pub(super) struct Args {
    /// Files and folders; `-` reads standard input.
    #[arg(value_name = "PATH", value_hint = ValueHint::AnyPath)]
    paths: Vec<PathBuf>,
    /// Write everything that was skipped or noticed to this file, as JSON lines.
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    report: Option<PathBuf>,
}

/// No index, beside which paths are as they were typed, and nothing counts as read before.
const NO_INDEX: &str = ".unbury-formats";

pub(super) fn run(args: &Args) -> super::error::Result<ExitCode> {
    if args.paths.is_empty() {
        table(&mut io::stdout().lock())?;
        return Ok(ExitCode::SUCCESS);
    }
    let request = IndexRequest {
        dry_run: true,
        excluded: args.report.iter().cloned().collect(),
        ..IndexRequest::new(NO_INDEX, &args.paths)
    };
    let mut reporter = Reporter::new(&request, args.report.as_deref(), false);
    let report = index(&request, &mut |event| Ok(reporter.take(event)?))?;
    reporter.print_survey(&report)?;
    Ok(exit::found(report.articles() > 0))
}

/// Formats and containers, a line each.
fn table(out: &mut dyn Write) -> io::Result<()> {
    let formats = FORMATS
        .iter()
        .map(|row| (row.name, row.extensions, row.shares));
    let containers = CONTAINERS
        .iter()
        .map(|row| (row.name, row.extensions, &[][..]));
    for (name, own, shared) in formats.chain(containers) {
        let listed = |extensions: &[&str]| {
            let dotted = extensions.iter().map(|extension| format!(".{extension}"));
            dotted.collect::<Vec<_>>().join(" ")
        };
        let shared = match shared {
            [] => String::new(),
            shared => format!(" (and among {})", listed(shared)),
        };
        writeln!(out, "{name:<12} {}{shared}", listed(own))?;
    }
    writeln!(out, "\nhow each is read: `unbury help formats`")
}
