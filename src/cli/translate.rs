//! `unbury translate`: a query of another service in the language of this program.

use std::process::ExitCode;

use clap::Args as ClapArgs;
use unbury::api::Notice;
use unbury::query::{ProblemKind, Reading, Syntax, parse_as};
use unbury::render::{Format, Translation};

use super::asking::tell;
use super::error::Error;
use super::output::{one_of, plain};
use super::output_file::OutputFile;
use super::query_language::{DateOrderArg, dates, syntax};

/// Print what a query of another service is in the language of this program.
///
/// What has no meaning here is told with its place. What is printed can be searched for, saved and changed.
#[derive(Debug, ClapArgs)]
pub(super) struct Args {
    /// The query. Several words are one query.
    #[arg(value_name = "QUERY", required = true)]
    query: Vec<String>,
    /// The language that it is written in.
    #[arg(long, value_name = "LANGUAGE", value_parser = syntax())]
    from: Syntax,
    /// How 05/03/2024 is read; else the month stands first, and that is told.
    #[arg(long, value_enum, value_name = "ORDER")]
    date_order: Option<DateOrderArg>,
    /// Refuse a query that is not understood as it looks.
    #[arg(long)]
    strict: bool,
    /// How it is written [default: text, or by the name of `--output`].
    #[arg(short, long, value_parser = one_of(Format::REPORT))]
    format: Option<Format>,
    #[command(flatten)]
    output: OutputFile,
}

pub(super) fn run(args: &Args) -> super::error::Result<ExitCode> {
    let text = args.query.join(" ");
    let reading = Reading {
        syntax: args.from,
        dates: dates(args.date_order),
    };
    let parsed = parse_as(&text, reading);
    let told = parsed.problems.iter();
    let told = told.filter(|problem| {
        args.from == Syntax::Native || !matches!(problem.kind, ProblemKind::ReadAs(_))
    });
    if args.strict && !parsed.is_faithful() {
        let told: Vec<String> = told.map(|problem| problem.render(&text)).collect();
        return Err(Error::Query(told.join("\n")));
    }
    let notices: Vec<Notice> = told.map(Notice::from).collect();
    let format = args.output.format(args.format, Format::REPORT)?;
    if !format.holds_notices() || format == Format::Text {
        tell(&notices, Some(&text))?;
    }
    let mut out = args.output.writer()?;
    let translation = Translation {
        from: args.from.name(),
        typed: &text,
        query: &parsed.query.to_string(),
        notices: &notices,
    };
    translation.write(format, &plain(&args.output), &mut out)?;
    out.end()?;
    Ok(ExitCode::SUCCESS)
}
