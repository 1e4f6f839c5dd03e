//! The numbers of queries over time below their plots: a row for each step.

use std::io::{self, Write};

use unicode_width::UnicodeWidthStr;

use super::answer::TimelineAnswer;
use crate::api::{GroupCount, Series};
use crate::render::chart::measured;
use crate::render::options::Options;
use crate::render::styles::Role;
use crate::render::text::{grouped, one_line, paragraph};

/// Columns of the name of a query, at most.
pub(super) const WIDEST_NAME: usize = 24;
/// Columns between two cells.
pub(super) const GAP: &str = "  ";

/// A name in so many columns.
pub(super) fn fitted(name: &str, columns: usize) -> String {
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

/// The numbers, a row for each step.
pub(super) fn write(
    options: &Options,
    answer: &TimelineAnswer<'_>,
    out: &mut dyn Write,
) -> io::Result<()> {
    let series = &answer.timeline.series;
    let steps = &answer.timeline.steps;
    let columns = columns(options, answer);
    let widths = columns
        .iter()
        .map(|cells| cells.iter().map(|cell| cell.width()).max());
    let widths: Vec<usize> = widths.map(Option::unwrap_or_default).collect();
    let shown = fitting(&widths, options.width.max(Options::MIN_WIDTH));
    let is_gap = |row: &usize| {
        let step = row.checked_sub(1).filter(|at| *at < steps.len());
        step.is_some_and(|at| series.iter().all(|one| one.counts.groups[at].all == 0))
    };
    let mut next = 0;
    while next <= steps.len() {
        let row = next;
        // Steps without any article are one row, however many they are.
        let gaps = (row..=steps.len()).take_while(is_gap).count();
        next += gaps.max(1);
        if gaps > 0 {
            let last = &columns[0][row + gaps - 1];
            let until = if gaps > 1 {
                format!(" to {last}")
            } else {
                String::new()
            };
            writeln!(out, "{}{until}{GAP}no articles", columns[0][row])?;
            continue;
        }
        let cells = columns.iter().zip(&widths).take(shown).enumerate();
        let cells = cells.map(|(at, (cells, width))| {
            let missing = " ".repeat(width - cells[row].width());
            // What a row is of stands on the left, numbers on the right.
            match at {
                0 => format!("{}{missing}", cells[row]),
                _ => format!("{missing}{}", cells[row]),
            }
        });
        let mut line = cells.collect::<Vec<_>>().join(GAP);
        let step = row.checked_sub(1);
        if step.is_some_and(|at| answer.is_uncertain(&steps[at])) {
            line.push_str(" ~");
        }
        writeln!(out, "{}", line.trim_end())?;
    }
    if steps.iter().any(|step| answer.is_uncertain(step)) {
        let words = "~ few articles, or covered in part";
        paragraph(options, 0, words, Role::Faint, out)?;
    }
    let hidden = columns.len() - shown;
    if hidden > 0 && series.len() > 1 {
        let words = format!("{hidden} more queries are in `--format csv` and `json`");
        paragraph(options, 0, &words, Role::Faint, out)?;
    }
    Ok(())
}

/// How many columns stand beside each other in so much width: the first and one more in any case.
fn fitting(widths: &[usize], width: usize) -> usize {
    let mut taken = 0;
    let fitting = widths.iter().take_while(|of_column| {
        taken += *of_column + GAP.len();
        taken <= width.saturating_add(GAP.len())
    });
    fitting.count().max(2).min(widths.len())
}

/// The cells of each column, its head first: of one query all its numbers, of several what is drawn of each.
fn columns(options: &Options, answer: &TimelineAnswer<'_>) -> Vec<Vec<String>> {
    let timeline = answer.timeline;
    let column = |head: String, cells: &mut dyn Iterator<Item = String>| -> Vec<String> {
        std::iter::once(head).chain(cells).collect()
    };
    let mut labels = timeline.steps.iter().map(|step| step.label.clone());
    let mut columns = vec![column(timeline.period.to_string(), &mut labels)];
    if let [only] = timeline.series.as_slice() {
        columns.extend(
            of_one().map(|(name, cell)| {
                column(name.to_owned(), &mut only.counts.groups.iter().map(cell))
            }),
        );
        return columns;
    }
    columns.extend(timeline.series.iter().map(|one: &Series| {
        let name = fitted(&one_line(options, &answer.name(one)), WIDEST_NAME);
        let mut cells = one.counts.groups.iter().map(|count| {
            let value = answer.value(count);
            let value = value.map(|value| measured(value, !answer.by_counts));
            value.unwrap_or_default()
        });
        column(name.trim_end().to_owned(), &mut cells)
    }));
    columns
}

type Cell = fn(&GroupCount) -> String;

/// The columns where there is one query.
fn of_one() -> [(&'static str, Cell); 5] {
    [
        ("articles", |count| grouped(count.count.articles)),
        ("of all", |count| grouped(count.all)),
        ("share", |count| {
            let share = count.share().map(|share| measured(share, true));
            share.unwrap_or_default()
        }),
        ("occurrences", |count| grouped(count.count.occurrences)),
        ("stories", |count| grouped(count.count.stories)),
    ]
}
