//! How often queries occur, by when articles were published or by what a field of them says (`unbury count --by`).

use std::io::{self, Write};

use unicode_width::UnicodeWidthStr;

use super::chart::measured;
use super::columns::TableKind;
use super::format::Format;
use super::group_form::{GroupCountForm, GroupForm, number};
use super::json::{self, NoticeForm, SCHEMA_VERSION, UnderstoodForm};
use super::options::Options;
use super::styles::Role;
use super::table::Table;
use super::text::{Indent, StyledText, grouped, one_line};
use crate::api::{Count, Group, GroupBy, GroupCount, Grouped, GroupedCount, Notice};

/// Columns between two cells.
const GAP: &str = "  ";
/// Characters of a query above its column, at most.
const LONGEST_HEAD: usize = 24;
/// Values without a match that are listed in text, at most.
const MOST_ZEROS: usize = 20;

/// Queries counted by groups, and what else is told of them.
#[derive(Debug, Clone, Copy)]
pub struct GroupedAnswer<'a> {
    /// The queries as typed.
    pub typed: &'a [String],
    /// By what they are counted.
    pub by: &'a GroupBy,
    /// Their numbers.
    pub grouped: &'a Grouped,
    /// For each query what the reader should know.
    pub notices: &'a [Vec<Notice>],
    /// Articles in the index.
    pub searched: u64,
}

/// Writes what was counted by groups, in one of the formats of [`Format::LIST`].
///
/// # Errors
/// Whatever the writer raises; [`io::ErrorKind::Unsupported`] for another format.
pub fn grouped_counts(
    format: Format,
    options: &Options,
    answer: &GroupedAnswer<'_>,
    out: &mut dyn Write,
) -> io::Result<()> {
    match format {
        Format::Text => as_text(options, answer, out)?,
        Format::Json => as_json(options, answer, out)?,
        Format::Jsonl => {
            for (at, series) in answer.grouped.series.iter().enumerate() {
                let canonical = series.query.to_string();
                let form = form(answer, (at, series), &canonical, Some(SCHEMA_VERSION));
                json::write_line(out, &form, options)?;
            }
        }
        Format::Csv | Format::Tsv => as_table(format, options, answer, out)?,
        _ => return Err(format.refused(Format::LIST)),
    }
    out.flush()
}

/// A counted query as JSON (`docs/schema/count.schema.json`, and `count-line` for JSON lines).
#[derive(serde::Serialize)]
struct QueryCountForm<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    schema_version: Option<u32>,
    query: UnderstoodForm<'a>,
    notices: Vec<NoticeForm<'a>>,
    #[serde(flatten)]
    count: Count,
    by: ByForm<'a>,
}

#[derive(serde::Serialize)]
struct ByForm<'a> {
    name: String,
    all: u64,
    stories: u64,
    without: GroupCountForm,
    coarser: GroupCountForm,
    groups: Vec<CountedGroupForm<'a>>,
}

#[derive(serde::Serialize)]
struct CountedGroupForm<'a> {
    #[serde(flatten)]
    group: GroupForm<'a>,
    #[serde(flatten)]
    count: GroupCountForm,
    query: Option<String>,
}

fn form<'a>(
    answer: &GroupedAnswer<'a>,
    (at, series): (usize, &'a GroupedCount),
    canonical: &'a str,
    schema_version: Option<u32>,
) -> QueryCountForm<'a> {
    let typed = answer.typed.get(at).map_or("", String::as_str);
    let groups = answer.grouped.groups.iter().zip(&series.groups);
    let groups = groups.map(|(group, count)| CountedGroupForm {
        group: GroupForm::of(group),
        count: GroupCountForm::of(count),
        query: group.of(&series.query).map(|query| query.to_string()),
    });
    QueryCountForm {
        schema_version,
        query: UnderstoodForm::of(typed, canonical, &series.counted.understood),
        notices: NoticeForm::all(
            answer.notices.get(at).map_or(&[], Vec::as_slice),
            Some(typed),
        ),
        count: series.whole.count,
        by: ByForm {
            name: answer.by.to_string(),
            all: series.whole.all,
            stories: series.whole.count.stories,
            without: GroupCountForm::of(&series.without),
            coarser: GroupCountForm::of(&series.coarser),
            groups: groups.collect(),
        },
    }
}

fn as_json(options: &Options, answer: &GroupedAnswer<'_>, out: &mut dyn Write) -> io::Result<()> {
    let searched = answer.searched;
    write!(
        out,
        "{{\"schema_version\":{SCHEMA_VERSION},\"searched\":{searched},\"counts\":["
    )?;
    for (at, series) in answer.grouped.series.iter().enumerate() {
        out.write_all(if at == 0 { b"\n" } else { b",\n" })?;
        let canonical = series.query.to_string();
        json::write_value(out, &form(answer, (at, series), &canonical, None), options)?;
    }
    out.write_all(b"\n]}\n")
}

/// A row for each query and group.
fn as_table(
    format: Format,
    options: &Options,
    answer: &GroupedAnswer<'_>,
    out: &mut dyn Write,
) -> io::Result<()> {
    let table = Table::new(TableKind::Groups, format, options);
    table.begin(out)?;
    for (typed, series) in answer.typed.iter().zip(&answer.grouped.series) {
        let groups = answer.grouped.groups.iter().zip(&series.groups);
        let rows = groups.map(|(group, count)| {
            table.row(None, |name| match name {
                "query" => table.cell(typed),
                "read_as" => {
                    let query = group.of(&series.query).map(|query| query.to_string());
                    table.cell(&query.unwrap_or_default())
                }
                "value" => table.cell(&group.label),
                "first_day" => day(group, |step| step.first_day.to_string()),
                "last_day" => day(group, |step| step.last_day.to_string()),
                "partial" => day(group, |step| step.is_partial.to_string()),
                name => number(count, name).unwrap_or_default(),
            })
        });
        table.write(&rows.collect::<Vec<_>>(), out)?;
    }
    Ok(())
}

fn day(group: &Group, of: impl Fn(crate::api::TimeStep) -> String) -> String {
    group.step.map(of).unwrap_or_default()
}

/// A row of text: its numbers, and what they are of.
struct Row {
    numbers: Vec<String>,
    label: String,
}

fn as_text(options: &Options, answer: &GroupedAnswer<'_>, out: &mut dyn Write) -> io::Result<()> {
    let series = &answer.grouped.series;
    let is_found = |at: usize| series.iter().any(|one| one.groups[at].count.articles > 0);
    let all = 0..answer.grouped.groups.len();
    let zeros = all.clone().filter(|&at| !is_found(at)).count();
    // Time has no holes; of values those without a match are many.
    let hides_zeros = matches!(answer.by, GroupBy::Field(_)) && zeros > MOST_ZEROS;
    let mut rows = vec![head(options, answer)];
    for at in all.filter(|&at| !hides_zeros || is_found(at)) {
        let label = one_line(options, &answer.grouped.groups[at].label);
        rows.push(row(series, label, |one| one.groups[at]));
    }
    let (without, whole) = match answer.by {
        GroupBy::Period(_) => ("(no date)".to_owned(), "(all)"),
        GroupBy::Field(field) => (format!("(no {field})"), "(all, each once)"),
    };
    rows.push(row(series, without, |one| one.without));
    if series.iter().any(|one| one.coarser.all > 0) {
        let label = "(dated more coarsely)".to_owned();
        rows.push(row(series, label, |one| one.coarser));
    }
    rows.push(row(series, whole.to_owned(), |one| one.whole));
    let columns = rows[0].numbers.len();
    let width = |at: usize| rows.iter().map(move |row| row.numbers[at].width()).max();
    let widths: Vec<usize> = (0..columns).map(|at| width(at).unwrap_or(0)).collect();
    for row in &rows {
        for (number, width) in row.numbers.iter().zip(&widths) {
            let missing = " ".repeat(width - number.width());
            write!(out, "{missing}{number}{GAP}")?;
        }
        writeln!(out, "{}", row.label)?;
    }
    if hides_zeros {
        let words = format!(
            "{} more values have no match; csv and json list them",
            grouped(zeros as u64)
        );
        let mut line = StyledText::new(options);
        line.push(&words, Role::Faint);
        line.write(out, Indent::all(0))?;
    }
    Ok(())
}

fn head(options: &Options, answer: &GroupedAnswer<'_>) -> Row {
    let numbers = if answer.grouped.series.len() == 1 {
        let names = ["articles", "of all", "share", "occurrences", "stories"];
        names.map(str::to_owned).to_vec()
    } else {
        let names = answer.typed.iter().map(|typed| {
            let name: String = one_line(options, typed)
                .chars()
                .take(LONGEST_HEAD)
                .collect();
            name
        });
        names.chain(["of all".to_owned()]).collect()
    };
    Row {
        numbers,
        label: answer.by.to_string(),
    }
}

fn row(series: &[GroupedCount], label: String, of: impl Fn(&GroupedCount) -> GroupCount) -> Row {
    let numbers = if let [only] = series {
        let count = of(only);
        let share = count.share().map(|share| measured(share, true));
        vec![
            grouped(count.count.articles),
            grouped(count.all),
            share.unwrap_or_else(|| "-".to_owned()),
            grouped(count.count.occurrences),
            grouped(count.count.stories),
        ]
    } else {
        let all = series.first().map_or(0, |one| of(one).all);
        let articles = series.iter().map(|one| grouped(of(one).count.articles));
        articles.chain([grouped(all)]).collect()
    };
    Row { numbers, label }
}
