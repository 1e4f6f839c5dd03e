//! Queries over time for people: a row of blocks for each, what stands out, and the numbers.

use std::io::{self, Write};

use unicode_width::UnicodeWidthStr;

use super::TimelineAnswer;
use super::drawing::peak;
use crate::api::{GroupCount, NamedBurst, Notice, Series};
use crate::article::Article;
use crate::render::chart::{ASCII, BLOCKS, blocks, measured, pooled};
use crate::render::options::Options;
use crate::render::styles::Role;
use crate::render::text::{Indent, StyledText, grouped, write_notice};
use crate::statistics::Trend;

/// Columns of the name of a query, at most.
const WIDEST_NAME: usize = 24;
/// Columns of text beyond which a plot is not stretched.
const WIDEST: usize = 200;
/// Columns between two cells.
const GAP: &str = "  ";
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
    table(options, answer, out)
}

/// A paragraph that goes on three columns to the right.
fn paragraph(options: &Options, first: usize, text: &str, role: Role, out: &mut dyn Write) -> io::Result<()> {
    let mut line = StyledText::new(options);
    line.push(text, role);
    line.write(
        out,
        Indent {
            first,
            rest: first + 3,
        },
    )
}

/// A name in so many columns.
fn fitted(name: &str, columns: usize) -> String {
    let mut cut = String::new();
    if name.width() <= columns {
        cut.push_str(name);
    } else {
        for sign in name.chars() {
            if cut.width() + sign.to_string().width() + 1 > columns {
                break;
            }
            cut.push(sign);
        }
        cut.push('…');
    }
    let missing = columns.saturating_sub(cut.width());
    cut + &" ".repeat(missing)
}

/// A row for each query, each as high as the plot where it is highest.
fn plots(options: &Options, answer: &TimelineAnswer<'_>, out: &mut dyn Write) -> io::Result<()> {
    let series = &answer.timeline.series;
    let names: Vec<String> = series.iter().map(|one| one_line(options, &answer.name(one))).collect();
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
    let room = width.saturating_sub(name_columns + peak_columns + 2 * GAP.len()).max(8);
    let columns = pooled(answer.timeline.steps.len(), room);
    // Few steps are wider.
    let each = (room / columns.len().max(1)).clamp(1, 3);
    let signs = if options.ascii { &ASCII } else { &BLOCKS };
    for ((one, name), peak) in series.iter().zip(&names).zip(&peaks) {
        let values = columns.iter().map(|steps| {
            let together = one.counts.groups[steps.clone()].iter();
            let sum = together.fold(GroupCount::default(), |sum, count| GroupCount {
                count: sum.count + count.count,
                stories: 0,
                all: sum.all + count.all,
            });
            answer.value(&sum)
        });
        let row = blocks(&values.collect::<Vec<_>>(), signs);
        let row: String = row.chars().flat_map(|sign| std::iter::repeat_n(sign, each)).collect();
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

/// A name without line breaks, as the device may be shown it.
fn one_line(options: &Options, name: &str) -> String {
    let name = name.replace(['\n', '\r', '\t'], " ");
    options.safe(&name).into_owned()
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
    let share = whole.share().map(|share| format!(" ({})", measured(share, true)));
    let mut words = format!(
        "{}: {} of {} articles{}, {} {}",
        answer.name(series),
        grouped(whole.count.articles),
        grouped(whole.all),
        share.unwrap_or_default(),
        grouped(whole.count.occurrences),
        if whole.count.occurrences == 1 { "occurrence" } else { "occurrences" },
    );
    if whole.stories < whole.count.articles {
        words += &format!(", {} stories", grouped(whole.stories));
    }
    let apart = [
        (counts.without.count.articles, "without a date"),
        (counts.coarser.count.articles, "dated more coarsely than a step"),
    ];
    for (articles, why) in apart.into_iter().filter(|(articles, _)| *articles > 0) {
        words += &format!("; {} {why}", grouped(articles));
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
        paragraph(options, 2, &format!("and {more} weaker bursts"), Role::Faint, out)?;
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
    let verb = if trend.slope > 0.0 { "rises" } else { "falls" };
    let (slope, unit) = if answer.by_counts {
        (trend.slope.abs(), "articles")
    } else {
        (trend.slope.abs() * 100.0, "percentage points")
    };
    let slope = if slope == 0.0 {
        "less than can be told".to_owned()
    } else {
        format!("{} {unit}", significant(slope))
    };
    let period = answer.timeline.period;
    format!("trend: {verb} by {slope} a {period} (Theil-Sen; {p_value}, Mann-Kendall)")
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
        stories: 0,
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

/// The numbers, a row for each step.
fn table(options: &Options, answer: &TimelineAnswer<'_>, out: &mut dyn Write) -> io::Result<()> {
    let series = &answer.timeline.series;
    let steps = &answer.timeline.steps;
    let mut columns: Vec<Vec<String>> = vec![
        std::iter::once(answer.timeline.period.to_string())
            .chain(steps.iter().map(|step| step.label.clone()))
            .collect(),
    ];
    if let [only] = series.as_slice() {
        let counts = &only.counts.groups;
        for (name, cell) in of_one() {
            let cells = counts.iter().map(cell);
            columns.push(std::iter::once(name.to_owned()).chain(cells).collect());
        }
    } else {
        for one in series {
            let name = fitted(&one_line(options, &answer.name(one)), WIDEST_NAME);
            let cells = one.counts.groups.iter().map(|count| match answer.value(count) {
                Some(value) => measured(value, !answer.by_counts),
                None => String::new(),
            });
            columns.push(std::iter::once(name.trim_end().to_owned()).chain(cells).collect());
        }
    }
    let widths: Vec<usize> = columns
        .iter()
        .map(|cells| cells.iter().map(|cell| cell.width()).max().unwrap_or(0))
        .collect();
    let mut taken = 0;
    let fitting = widths.iter().take_while(|width| {
        taken += *width + GAP.len();
        taken <= options.width.max(Options::MIN_WIDTH).saturating_add(GAP.len())
    });
    let shown = fitting.count().max(2).min(columns.len());
    for row in 0..=steps.len() {
        let mut line = String::new();
        for (at, (cells, width)) in columns.iter().zip(&widths).take(shown).enumerate() {
            let missing = " ".repeat(width - cells[row].width());
            if at == 0 {
                line += &format!("{}{missing}", cells[row]);
            } else {
                line += &format!("{GAP}{missing}{}", cells[row]);
            }
        }
        let step = row.checked_sub(1).and_then(|at| steps[at].step);
        let is_gap = row > 0 && series.iter().all(|one| one.counts.groups[row - 1].all == 0);
        if is_gap {
            line = format!("{}{GAP}no articles", columns[0][row]);
        } else if step.is_some_and(|step| step.is_partial) {
            line += " ~";
        }
        writeln!(out, "{}", line.trim_end())?;
    }
    if steps.iter().any(|step| step.step.is_some_and(|step| step.is_partial)) {
        paragraph(options, 0, "~ only in part covered", Role::Faint, out)?;
    }
    let hidden = columns.len() - shown;
    if hidden > 0 && series.len() > 1 {
        let words = format!("{hidden} more queries are in `--format csv` and `json`");
        paragraph(options, 0, &words, Role::Faint, out)?;
    }
    Ok(())
}

type Cell = fn(&GroupCount) -> String;

/// The columns where there is one query.
fn of_one() -> [(&'static str, Cell); 5] {
    [
        ("articles", |count| grouped(count.count.articles)),
        ("of all", |count| grouped(count.all)),
        ("share", |count| {
            count.share().map(|share| measured(share, true)).unwrap_or_default()
        }),
        ("occurrences", |count| grouped(count.count.occurrences)),
        ("stories", |count| grouped(count.stories)),
    ]
}
