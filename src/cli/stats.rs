//! `unbury stats`: what the index holds.

use std::fmt::Write as _;
use std::io::Write;
use std::process::ExitCode;

use clap::Args as ClapArgs;
use unbury::index::{NameCount, Stats};
use unbury::render::{Format, grouped, name_counts};
use unicode_width::UnicodeWidthStr;

use super::error::Error;
use super::index_folder::Indexes;
use super::output::{one_of, plain, write_json};
use super::output_file::OutputFile;

/// Columns of what a line is about.
const NAME: usize = 10;
/// Names listed of each kind.
const SHOWN: usize = 10;

/// Say what the index holds: articles, dates, sources, languages, size.
#[derive(Debug, ClapArgs)]
pub(super) struct Args {
    #[command(flatten)]
    index: Indexes,
    /// List every source.
    #[arg(long, group = "list")]
    sources: bool,
    /// List every section.
    #[arg(long, group = "list")]
    sections: bool,
    /// List every language.
    #[arg(long, group = "list")]
    languages: bool,
    /// How it is written [default: text, or by the name of `--output`]; tables and JSON lines are of one list.
    #[arg(short, long, value_parser = one_of(Format::LIST))]
    format: Option<Format>,
    #[command(flatten)]
    output: OutputFile,
}

impl Args {
    /// Where it finds the archive, and where it writes.
    #[cfg(feature = "serve")]
    pub(super) fn places(&mut self) -> (&mut Indexes, &mut OutputFile) {
        (&mut self.index, &mut self.output)
    }
}

pub(super) fn run(args: &Args) -> super::error::Result<ExitCode> {
    let stats = args.index.open()?.stats()?;
    let format = args.output.format(args.format, Format::LIST)?;
    let lists = [
        (args.sources, "sources", &stats.sources),
        (args.sections, "sections", &stats.sections),
        (args.languages, "languages", &stats.languages),
    ];
    let listed = lists.into_iter().find(|(is_wanted, ..)| *is_wanted);
    let mut out = match (format, listed) {
        (Format::Text | Format::Json, _) | (_, Some(_)) => args.output.writer()?,
        (_, None) => return Err(Error::NoList { format }),
    };
    match listed {
        Some((_, kind, names)) => {
            let names = names.iter();
            let names: Vec<_> = names
                .map(|NameCount { name, articles }| (name.as_str(), *articles))
                .collect();
            name_counts(format, &plain(&args.output), kind, &names, &mut out)?;
        }
        None if format == Format::Json => write_json(&stats, &mut out)?,
        None => text(&stats, plain(&args.output).width, &mut out)?,
    }
    out.end()?;
    Ok(ExitCode::SUCCESS)
}

/// Everything, in lines of so many columns.
fn text(stats: &Stats, width: usize, out: &mut dyn Write) -> std::io::Result<()> {
    let mut line = |name: &str, value: String| {
        let value = wrapped(&value, width.saturating_sub(NAME + 1).max(NAME));
        writeln!(out, "{name:<NAME$} {value}")
    };
    line("articles", grouped(stats.articles))?;
    if let (Some(first), Some(last)) = (&stats.first_day, &stats.last_day) {
        let undated = grouped(stats.undated);
        line(
            "published",
            format!("{first} to {last}, {undated} without a date"),
        )?;
    }
    for (name, values) in [
        ("sources", &stats.sources),
        ("languages", &stats.languages),
        ("sections", &stats.sections),
    ] {
        let shown = values.iter().take(SHOWN);
        let mut shown: Vec<String> = shown
            .map(|value| format!("{} {}", value.name, grouped(value.articles)))
            .collect();
        if values.len() > SHOWN {
            shown.push(format!("and {} more", values.len() - SHOWN));
        }
        if !shown.is_empty() {
            line(name, shown.join(", "))?;
        }
    }
    if stats.copies + stats.not_compared > 0 {
        let [stories, copies] = [stats.stories, stats.copies].map(grouped);
        let mut value = format!("{stories}, besides {copies} copies");
        if stats.not_compared > 0 {
            let articles = grouped(stats.not_compared);
            let _ = write!(
                value,
                "; {articles} articles are compared by the next run of `index`"
            );
        }
        line("stories", value)?;
    }
    line(
        "segments",
        format!("{} (format {})", stats.segments, stats.format_version),
    )?;
    line("size", size(stats.size_bytes))?;
    for component in &stats.components {
        let size = size(component.size_bytes);
        line("", format!("{size:>9} {}", component.name))?;
    }
    Ok(())
}

/// A value in lines of so many columns, below each other behind its name.
fn wrapped(value: &str, columns: usize) -> String {
    if value.width() <= columns {
        return value.to_owned();
    }
    let mut lines = String::new();
    let mut taken = 0;
    for word in value.split(' ') {
        let needed = word.width();
        if taken > 0 && taken + 1 + needed > columns {
            let _ = write!(lines, "\n{:NAME$} ", "");
            taken = 0;
        } else if !lines.is_empty() {
            lines.push(' ');
            taken += 1;
        }
        lines.push_str(word);
        taken += needed;
    }
    lines
}

/// Bytes as people say them: `27.3 MB`.
#[expect(clippy::cast_precision_loss, reason = "a size needs no more digits")]
fn size(bytes: u64) -> String {
    let (unit, scale) = match bytes {
        0..1_000 => return format!("{bytes} bytes"),
        1_000..1_000_000 => ("kB", 1e3),
        1_000_000..1_000_000_000 => ("MB", 1e6),
        _ => ("GB", 1e9),
    };
    format!("{:.1} {unit}", bytes as f64 / scale)
}
