//! `unbury timeline`: queries over time.

use std::io::{self, Write};
use std::process::ExitCode;

use clap::Args as ClapArgs;
use clap::builder::{PossibleValuesParser, TypedValueParser};
use unbury::api::{CoarseDates, CountRequest, Notice, Split, TimelineRequest};
use unbury::dates::Period;
use unbury::render::{self, Format, TableKind, TimelineAnswer, grouped};

use super::asking::{Filters, Understanding, tell};
use super::error::Error;
use super::exit;
use super::grouping::field_to_group_by;
use super::index_folder::Indexes;
use super::many::many;
use super::notes::notes;
use super::output::{OutputArgs, one_of};
use super::terminal;

/// Follow queries over time: the share of all articles that match, step by step, what rises and what bursts.
///
/// Each argument is a query of its own. Shares are of all articles published then; filters such as --source say which articles are
/// looked at, and shares are of these. `-o FILE.svg` or `-o FILE.png` draws it.
#[derive(Debug, ClapArgs)]
pub(super) struct Args {
    /// What to follow, in the language of `search`; each argument by itself, and all its words are required.
    #[arg(value_name = "QUERY", required = true)]
    queries: Vec<String>,
    /// How long a step is [default: the shortest by which there are at most 60].
    #[arg(long, value_name = "PERIOD", value_parser = period())]
    by: Option<Period>,
    /// A line for each of the commonest values of a field, such as `source`: its share of the articles with that value.
    #[arg(long, value_name = "FIELD", value_parser = field_to_group_by)]
    split: Option<unbury::query::Field>,
    /// With `--split`: values, at most.
    #[arg(long, value_name = "NUMBER", default_value_t = 6, requires = "split")]
    values: usize,
    /// Spread articles dated more coarsely than a step, such as `1987` among months, evenly over its steps; else they are counted apart.
    #[arg(long)]
    spread: bool,
    /// Draw numbers of articles, not shares.
    #[arg(long)]
    counts: bool,
    /// Bursts of each query that are told, with their articles.
    #[arg(long, value_name = "NUMBER", default_value_t = 3)]
    bursts: usize,
    /// How it is written [default: text, or by the name of `--output`].
    #[arg(short, long, value_parser = one_of(Format::TIMELINE))]
    format: Option<Format>,
    #[command(flatten)]
    index: Indexes,
    #[command(flatten, next_help_heading = "Filters")]
    filters: Filters,
    #[command(flatten, next_help_heading = "How the query is read")]
    understanding: Understanding,
    #[command(flatten, next_help_heading = "Output")]
    output: OutputArgs,
}

impl Args {
    /// Where it finds the archive, and where it writes.
    #[cfg(feature = "serve")]
    pub(super) fn places(&mut self) -> (&mut Indexes, &mut super::output_file::OutputFile) {
        (&mut self.index, self.output.file())
    }
}

/// Reads the name of a period, and lists them in help and completions.
fn period() -> impl TypedValueParser<Value = Period> {
    let names = Period::ALL.map(Period::name);
    PossibleValuesParser::new(names)
        .map(|name: String| Period::of_name(&name).unwrap_or(Period::Month))
}

pub(super) fn run(args: &Args) -> super::error::Result<ExitCode> {
    let format = args.format()?;
    let options = args.output.options(TableKind::Timeline, format)?;
    let effort = args.understanding.effort;
    args.understanding.tell_of(&args.filters)?;
    let mut queries = Vec::with_capacity(args.queries.len());
    for typed in &args.queries {
        queries.push(CountRequest {
            effort: effort.effort,
            ..CountRequest::new(args.understanding.read_alone(typed)?)
        });
    }
    // The share of all articles among all articles says nothing.
    let by_counts = args.counts || queries.iter().all(|request| request.query.is_all());
    let request = TimelineRequest {
        queries,
        within: args.understanding.conditions(&args.filters)?,
        period: args.by,
        coarse: args.coarse(),
        split: args.split.clone().map(|field| Split {
            field,
            most: args.values,
        }),
        by_counts,
        bursts: args.bursts,
    };
    let archive = args.index.open()?;
    let timeline = archive.timeline(&request)?;
    let notices = (0..args.queries.len()).map(|asked| {
        let mut of_query = timeline.series.iter().filter(|one| one.asked == asked);
        let first = of_query.next().map(|one| &*one.counts.counted.notices);
        effort.complete(first.unwrap_or_default())
    });
    let notices: Vec<Vec<Notice>> = notices.collect();
    for one in &timeline.series {
        let canonical = one.counts.query.to_string();
        args.understanding
            .explain(&canonical, &one.counts.counted.understood)?;
    }
    let answer = TimelineAnswer {
        typed: &args.queries,
        timeline: &timeline,
        notices: &notices,
        searched: archive.len(),
        all: timeline.all,
        by_counts,
    };
    if !format.holds_notices() {
        let mut told = args.queries.iter().zip(&notices);
        told.try_for_each(|(typed, notices)| tell(notices, Some(typed)))?;
    }
    if format.is_table() || format == Format::Jsonl {
        tell_apart(&answer)?;
    }
    let mut out = args.output.writer(format)?;
    render::timeline(format, &options, &answer, &mut out).map_err(not_written)?;
    out.end()?;
    let mut series = timeline.series.iter();
    Ok(exit::found(
        series.any(|one| one.counts.whole.count.articles > 0),
    ))
}

impl Args {
    fn coarse(&self) -> CoarseDates {
        if self.spread {
            CoarseDates::Spread
        } else {
            CoarseDates::Apart
        }
    }

    /// The format, where it can be written by this program and to this place.
    fn format(&self) -> super::error::Result<Format> {
        let format = self.output.format(self.format, Format::TIMELINE)?;
        if format != Format::Png {
            return Ok(format);
        }
        if !cfg!(feature = "png") {
            return Err(no_png("this program was built without `png`".to_owned()));
        }
        if self.output.path().is_none() && terminal::is_terminal() {
            return Err(Error::Export {
                message: "`png` is nothing to read on a terminal".into(),
                hint: "name a file with `--output`".into(),
            });
        }
        Ok(format)
    }
}

/// The error of what cannot be drawn has a hint.
fn not_written(error: io::Error) -> Error {
    match error.kind() {
        io::ErrorKind::InvalidData => no_png(error.to_string()),
        _ => error.into(),
    }
}

fn no_png(message: String) -> Error {
    Error::Export {
        message,
        hint: "`--format svg` is the same drawing".into(),
    }
}

/// Says which articles are in no step, where the format has no place for it.
fn tell_apart(answer: &TimelineAnswer<'_>) -> io::Result<()> {
    let mut notes = notes();
    for (typed, series) in answer
        .timeline
        .series
        .iter()
        .map(|one| (&answer.typed[one.asked], one))
    {
        let (without, coarser) = (&series.counts.without.count, &series.counts.coarser.count);
        if without.articles + coarser.articles == 0 {
            continue;
        }
        let period = answer.timeline.period;
        let without = many(without.articles, "article");
        let coarser = grouped(coarser.articles);
        match answer.timeline.coarse {
            CoarseDates::Apart => writeln!(
                notes,
                "note: of `{typed}`, {without} without a date and {coarser} dated more coarsely than a {period} are in no step"
            ),
            CoarseDates::Spread => writeln!(
                notes,
                "note: of `{typed}`, {without} without a date are in no step; {coarser} dated more coarsely than a {period} are spread \
                 evenly over its steps"
            ),
        }?;
    }
    Ok(())
}
