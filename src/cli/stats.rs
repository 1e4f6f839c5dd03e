//! `unbury stats`: what the index holds.

use std::io::Write;
use std::process::ExitCode;

use clap::{Args as ClapArgs, ValueEnum};
use unbury::index::{Archive, Stats};

use super::IndexFolder;

/// Names listed of each kind.
const SHOWN: usize = 10;

/// Say what the index holds: articles, dates, sources, languages, size.
#[derive(Debug, ClapArgs)]
pub(super) struct Args {
    #[command(flatten)]
    index: IndexFolder,
    /// How it is written.
    #[arg(short, long, value_enum, default_value_t = FormatArg::Text)]
    format: FormatArg,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
pub(super) enum FormatArg {
    Text,
    Json,
}

pub(super) fn run(args: &Args) -> unbury::Result<ExitCode> {
    let stats = Archive::open(&args.index.path)?.stats()?;
    let mut out = std::io::stdout().lock();
    match args.format {
        FormatArg::Json => writeln!(
            out,
            "{}",
            serde_json::to_string_pretty(&stats).map_err(std::io::Error::from)?
        )?,
        FormatArg::Text => text(&stats, &mut out)?,
    }
    Ok(ExitCode::SUCCESS)
}

fn text(stats: &Stats, out: &mut dyn Write) -> std::io::Result<()> {
    writeln!(out, "{:<10} {}", "articles", stats.articles)?;
    if let (Some(first), Some(last)) = (&stats.first_day, &stats.last_day) {
        writeln!(
            out,
            "{:<10} {first} to {last}, {} without a date",
            "published", stats.undated
        )?;
    }
    for (name, values) in [
        ("sources", &stats.sources),
        ("languages", &stats.languages),
        ("sections", &stats.sections),
    ] {
        let shown: Vec<String> = values
            .iter()
            .take(SHOWN)
            .map(|value| format!("{} {}", value.name, value.articles))
            .collect();
        let more = if values.len() > SHOWN {
            format!(", and {} more", values.len() - SHOWN)
        } else {
            String::new()
        };
        writeln!(out, "{name:<10} {}{more}", shown.join(", "))?;
    }
    writeln!(
        out,
        "{:<10} {} (format {})",
        "segments", stats.segments, stats.format_version
    )?;
    writeln!(out, "{:<10} {} bytes", "size", stats.size_bytes)?;
    for component in &stats.components {
        writeln!(
            out,
            "           {:>12} {}",
            component.size_bytes, component.name
        )?;
    }
    Ok(())
}
