//! `unbury verify`: whether the index is as it was written.

use std::io::Write;
use std::process::ExitCode;

use clap::Args as ClapArgs;
use unbury::index::Verification;
use unbury::render::{Format, grouped};

use super::exit::DAMAGED;
use super::index_folder::IndexFolder;
use super::output::{one_of, write_json};
use super::output_file::OutputFile;

/// Read the whole index, and say which of its files and articles are not as they were written.
///
/// Every command checks what it reads; this reads everything. Exit status: 0 if all is as it was written, 2 if not.
#[derive(Debug, ClapArgs)]
pub(super) struct Args {
    #[command(flatten)]
    index: IndexFolder,
    /// How it is written [default: text, or by the name of `--output`].
    #[arg(short, long, value_parser = one_of(Format::REPORT))]
    format: Option<Format>,
    #[command(flatten)]
    output: OutputFile,
}

pub(super) fn run(args: &Args) -> super::error::Result<ExitCode> {
    let found = unbury::verify(args.index.existing())?;
    let format = args.output.format(args.format, Format::REPORT)?;
    let mut out = args.output.writer()?;
    match format {
        Format::Json => write_json(&found, &mut out)?,
        _ => text(&found, &mut out)?,
    }
    out.end()?;
    Ok(if found.is_sound() {
        ExitCode::SUCCESS
    } else {
        ExitCode::from(DAMAGED)
    })
}

fn text(found: &Verification, out: &mut dyn Write) -> std::io::Result<()> {
    for damaged in &found.damaged_files {
        writeln!(out, "damaged file `{}`: {}", damaged.file, damaged.problem)?;
        if damaged.segment.is_some() {
            let articles = grouped(damaged.articles);
            writeln!(out, "  answers about {articles} articles may fail")?;
        }
    }
    for article in &found.unreadable_articles {
        let id = article.id.as_deref().unwrap_or("(its id cannot be read)");
        writeln!(out, "unreadable article `{id}`: {}", article.problem)?;
    }
    for file in &found.unused_files {
        writeln!(out, "unused file `{file}`: no commit names it")?;
    }
    let counts = [found.files, found.articles].map(grouped);
    let [files, articles] = &counts;
    if found.is_sound() {
        writeln!(
            out,
            "sound: {files} files and {articles} articles are as they were written"
        )
    } else {
        writeln!(
            out,
            "damaged: {articles} articles can be read; index the articles again into a new folder"
        )
    }
}
