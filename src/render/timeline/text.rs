//! Queries over time for people: a row of blocks for each, what stands out, and the numbers.

use std::fmt::Write as _;
use std::io::{self, Write};

use unicode_width::UnicodeWidthStr;

use super::answer::TimelineAnswer;
use super::drawing::peak;
use super::numbers::{self, GAP, WIDEST_NAME, fitted};
use crate::api::{GroupCount, NamedBurst, Notice, Series};
use crate::article::Article;
use crate::render::chart::{ASCII, BLOCKS, blocks, measured, pooled};
use crate::render::options::Options;
use crate::render::styles::Role;
use crate::render::text::{Indent, StyledText, grouped, one_line, paragraph, write_notice};
use crate::statistics::Trend;

/// Columns of text beyond which a plot is not stretched.
const WIDEST: usize = 200;
/// The probability below which a trend is told as one.
const CLEAR: f64 = 0.05;

pub(super) fn write(
    options: &Options,
    answer: &TimelineAnswer<'_>,
    out: &mut dyn Write,
) -> io::Result<()> {
    for (typed, notices) in answer.typed.iter().zip(answer.notices) {
        let mut told = notices.iter();
        told.try_for_each(|notice: &Notice| write_notice(out, notice, Some(typed), options))?;
    }
    let Some((first, last)) = answer.span() else {
        return writeln!(out, "no article looked at has a date");
    };
    let mut line = StyledText::new(options);
    line.push(
        &format!(
            "{} by {}, {first} to {last}",
            answer.measure(),
            answer.timeline.period
        ),
        Role::Faint,
    );
    line.write(out, Indent::all(0))?;
    plots(options, answer, out)?;
    for series in &answer.timeline.series {
        writeln!(out)?;
        about(options, answer, series, out)?;
    }
    writeln!(out)?;
    numbers::write(options, answer, out)
}

/// A row for each query, each as high as the plot where it is highest.
fn plots(options: &Options, answer: &TimelineAnswer<'_>, out: &mut dyn Write) -> io::Result<()> {
    let series = &answer.timeline.series;
    let names: Vec<String> = series
        .iter()
        .map(|one| one_line(options, &answer.name(one)))
        .collect();
    let widest = names.iter().map(|name| name.width()).max().unwrap_or(0);
    let name_columns = widest.min(WIDEST_NAME);
    let peaks: Vec<String> = series
        .iter()
        .map(|one| match peak(answer, one) {
            Some((label, value)) => format!("{} in {label}", measured(value, !answer.by_counts)),
            None => "none".to_owned(),
        })
        .collect();
    let peak_columns = peaks.iter().map(|peak| peak.width()).max().unwrap_or(0);
    let width = options.width.clamp(Options::MIN_WIDTH, WIDEST);
    let room = width
        .saturating_sub(name_columns + peak_columns + 2 * GAP.len())
        .max(8);
    let columns = pooled(answer.timeline.steps.len(), room);
    // Few steps are wider.
    let each = (room / columns.len().max(1)).clamp(1, 3);
    let signs = if options.ascii { &ASCII } else { &BLOCKS };
    for ((one, name), peak) in series.iter().zip(&names).zip(&peaks) {
        let values = columns.iter().map(|steps| {
            let together = one.counts.groups[steps.clone()].iter();
            let sum = together.fold(GroupCount::default(), |sum, count| GroupCount {
                count: sum.count + count.count,
                all: sum.all + count.all,
            });
            answer.value(&sum)
        });
        let values: Vec<Option<f64>> = values.collect();
        let certain = columns.iter().map(|steps| {
            let mut of_column = answer.timeline.steps[steps.clone()].iter();
            of_column.any(|step| !answer.is_uncertain(step))
        });
        let of_certain = values
            .iter()
            .zip(certain)
            .filter(|(_, is_certain)| *is_certain);
        let highest = |values: &mut dyn Iterator<Item = f64>| values.fold(0.0, f64::max);
        let most = match highest(&mut of_certain.filter_map(|(value, _)| *value)) {
            0.0 => highest(&mut values.iter().copied().flatten()),
            most => most,
        };
        let row = blocks(&values, most, signs);
        let row: String = row
            .chars()
            .flat_map(|sign| std::iter::repeat_n(sign, each))
            .collect();
        writeln!(out, "{}{GAP}{row}{GAP}{peak}", fitted(name, name_columns))?;
    }
    axis(answer, (name_columns, columns.len() * each), out)
}

/// The first and the last step below the plots.
fn axis(
    answer: &TimelineAnswer<'_>,
    (name_columns, columns): (usize, usize),
    out: &mut dyn Write,
) -> io::Result<()> {
    let Some((first, last)) = answer.span() else {
        return Ok(());
    };
    let indent = " ".repeat(name_columns + GAP.len());
    match columns.checked_sub(first.width() + last.width() + 1) {
        Some(between) => writeln!(out, "{indent}{first}{}{last}", " ".repeat(between + 1)),
        None => writeln!(out, "{indent}{first} to {last}"),
    }
}

/// What stands out of a query.
fn about(
    options: &Options,
    answer: &TimelineAnswer<'_>,
    series: &Series,
    out: &mut dyn Write,
) -> io::Result<()> {
    let counts = &series.counts;
    let whole = &counts.whole;
    let share = whole
        .share()
        .map(|share| format!(" ({})", measured(share, true)));
    let mut words = format!(
        "{}: {} of {} articles{}, {} {}",
        answer.name(series),
        grouped(whole.count.articles),
        grouped(whole.all),
        share.unwrap_or_default(),
        grouped(whole.count.occurrences),
        if whole.count.occurrences == 1 {
            "occurrence"
        } else {
            "occurrences"
        },
    );
    if whole.count.stories < whole.count.articles {
        let _ = write!(words, ", {} stories", grouped(whole.count.stories));
    }
    let apart = [
        (counts.without.count.articles, "without a date"),
        (counts.coarser.count.articles, answer.of_coarse()),
    ];
    for (articles, why) in apart.into_iter().filter(|(articles, _)| *articles > 0) {
        let _ = write!(words, "; {} {why}", grouped(articles));
    }
    paragraph(options, 0, &words, Role::Plain, out)?;
    if let Some(trend) = series.trend {
        paragraph(options, 2, &trend_words(answer, trend), Role::Plain, out)?;
    }
    for burst in &series.bursts {
        burst_lines(options, answer, burst, out)?;
    }
    let more = series.all_bursts - series.bursts.len();
    if more > 0 && !series.bursts.is_empty() {
        paragraph(
            options,
            2,
            &format!("and {more} weaker bursts"),
            Role::Faint,
            out,
        )?;
    }
    Ok(())
}

fn trend_words(answer: &TimelineAnswer<'_>, trend: Trend) -> String {
    let p_value = if trend.p_value < 0.001 {
        "p < 0.001".to_owned()
    } else {
        format!("p = {:.3}", trend.p_value)
    };
    if trend.p_value >= CLEAR {
        return format!("trend: none that is clear ({p_value}, Mann-Kendall)");
    }
    let verb = if trend.direction > 0 {
        "rises"
    } else {
        "falls"
    };
    let (slope, unit) = if answer.by_counts {
        (trend.slope.abs(), "articles")
    } else {
        (trend.slope.abs() * 100.0, "percentage points")
    };
    // Most steps may be equal, as where nearly all are zero.
    if slope == 0.0 {
        return format!("trend: {verb}, though most steps do not differ ({p_value}, Mann-Kendall)");
    }
    let period = answer.timeline.period;
    let slope = significant(slope);
    format!("trend: {verb} by {slope} {unit} a {period} (Theil-Sen; {p_value}, Mann-Kendall)")
}

/// Two digits that tell.
fn significant(number: f64) -> String {
    let digits = match number {
        10.0.. => 0,
        1.0.. => 1,
        0.1.. => 2,
        0.01.. => 3,
        0.001.. => 4,
        _ => 6,
    };
    format!("{number:.digits$}")
}

fn burst_lines(
    options: &Options,
    answer: &TimelineAnswer<'_>,
    burst: &NamedBurst,
    out: &mut dyn Write,
) -> io::Result<()> {
    let label = |at: usize| answer.timeline.steps[at].label.as_str();
    let when = if burst.first == burst.last {
        label(burst.first).to_owned()
    } else {
        format!("{} to {}", label(burst.first), label(burst.last))
    };
    let count = GroupCount {
        count: crate::api::Count {
            articles: burst.articles,
            ..crate::api::Count::default()
        },
        all: burst.all,
    };
    let share = count.share().unwrap_or_default();
    let words = format!(
        "burst in {when}: {}, {} of {} articles",
        measured(share, true),
        grouped(burst.articles),
        grouped(burst.all)
    );
    paragraph(options, 2, &words, Role::Plain, out)?;
    for article in &burst.best {
        paragraph(options, 4, &named(article), Role::Plain, out)?;
    }
    let mut line = StyledText::new(options);
    line.push_whole(&burst.query.to_string(), Role::Faint);
    line.write(out, Indent::all(4))
}

/// An article on a line.
fn named(article: &Article) -> String {
    let title = if article.title.is_empty() {
        "(no headline)"
    } else {
        &article.title
    };
    let mut parts = vec![title.to_owned()];
    parts.extend(article.source.clone());
    parts.extend(article.published.map(|published| {
        let written = published.to_string();
        written.split('T').next().unwrap_or_default().to_owned()
    }));
    parts.join(" · ")
}
