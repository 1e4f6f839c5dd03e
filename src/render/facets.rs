//! The values of fields among what a query finds (`unbury facets`, `unbury search --facets`).

use std::io::{self, Write};

use unicode_width::UnicodeWidthStr;

use super::chart::measured;
use super::columns::TableKind;
use super::format::Format;
use super::group_form::GroupForm;
use super::json::{self, NoticeForm, SCHEMA_VERSION, UnderstoodForm};
use super::options::Options;
use super::styles::Role;
use super::table::Table;
use super::text::{grouped, paragraph, write_notice};
use crate::api::{Facet, FacetValue, Facets, GroupBy, Notice};

/// G² from which on it is told how typical a value is: by chance in less than one of a thousand cases, as χ² with one degree of freedom.
const CLEAR: f64 = 10.83;

/// The values of fields, and what else is told of them.
#[derive(Debug, Clone, Copy)]
pub struct FacetsAnswer<'a> {
    /// The query as typed.
    pub typed: &'a str,
    /// The values.
    pub facets: &'a Facets,
    /// What the reader should know.
    pub notices: &'a [Notice],
    /// Articles in the index.
    pub searched: u64,
}

/// Writes the values of fields, in one of the formats of [`Format::FACETS`].
///
/// # Errors
/// Whatever the writer raises; [`io::ErrorKind::Unsupported`] for another format.
pub fn facets(
    format: Format,
    options: &Options,
    answer: &FacetsAnswer<'_>,
    out: &mut dyn Write,
) -> io::Result<()> {
    match format {
        Format::Text => {
            for notice in answer.notices {
                write_notice(out, notice, Some(answer.typed), options)?;
            }
            let found = grouped(answer.facets.counted.count.articles);
            let all = grouped(answer.facets.all);
            let words = format!("{found} of {all} articles match `{}`", answer.facets.query);
            paragraph(options, 0, &words, Role::Faint, out)?;
            lists(options, answer.facets, out)?;
        }
        Format::Json => as_json(options, answer, out)?,
        Format::Jsonl => as_lines(options, answer, out)?,
        Format::Csv | Format::Tsv => as_table(format, options, answer, out)?,
        _ => return Err(format.refused(Format::FACETS)),
    }
    out.flush()
}

#[derive(serde::Serialize)]
struct HeadForm<'a> {
    schema_version: u32,
    query: UnderstoodForm<'a>,
    notices: Vec<NoticeForm<'a>>,
    searched: u64,
    all: u64,
    articles: u64,
}

/// The values of a field as JSON.
#[derive(serde::Serialize)]
pub(super) struct FacetForm<'a> {
    by: String,
    values: Vec<ValueForm<'a>>,
    not_listed: u64,
    without: u64,
    coarser: u64,
}

#[derive(serde::Serialize)]
struct ValueForm<'a> {
    #[serde(flatten)]
    group: GroupForm<'a>,
    articles: u64,
    share: Option<f64>,
    all: u64,
    log_ratio: Option<f64>,
    log_likelihood: f64,
    query: Option<String>,
}

impl<'a> FacetForm<'a> {
    /// One for each field.
    pub(super) fn all(facets: &'a Facets) -> Vec<Self> {
        facets
            .facets
            .iter()
            .map(|facet| Self::of(facets, facet))
            .collect()
    }

    fn of(facets: &'a Facets, facet: &'a Facet) -> Self {
        let values = facet.values.iter().map(|value| ValueForm {
            group: GroupForm::of(&value.group),
            articles: value.articles,
            share: share(facets, value),
            all: value.all,
            log_ratio: value.log_ratio,
            log_likelihood: value.log_likelihood,
            query: value.group.of(&facets.query).map(|query| query.to_string()),
        });
        Self {
            by: facet.by.to_string(),
            values: values.collect(),
            not_listed: facet.not_listed,
            without: facet.without,
            coarser: facet.coarser,
        }
    }
}

/// The share of the articles found that have a value; `None` where nothing is found.
#[expect(clippy::cast_precision_loss, reason = "no archive has 2^53 articles")]
fn share(facets: &Facets, value: &FacetValue) -> Option<f64> {
    let found = facets.counted.count.articles;
    (found > 0).then(|| value.articles as f64 / found as f64)
}

fn as_json(options: &Options, answer: &FacetsAnswer<'_>, out: &mut dyn Write) -> io::Result<()> {
    let facets = answer.facets;
    let canonical = facets.query.to_string();
    let head = HeadForm {
        schema_version: SCHEMA_VERSION,
        query: UnderstoodForm::of(answer.typed, &canonical, &facets.counted.understood),
        notices: NoticeForm::all(answer.notices, Some(answer.typed)),
        searched: answer.searched,
        all: facets.all,
        articles: facets.counted.count.articles,
    };
    json::write_open(out, &head, "facets", options)?;
    for (at, form) in FacetForm::all(facets).iter().enumerate() {
        out.write_all(if at == 0 { b"\n" } else { b",\n" })?;
        json::write_value(out, form, options)?;
    }
    out.write_all(b"\n]}\n")
}

/// A value on a line of its own.
#[derive(serde::Serialize)]
struct LineForm<'a> {
    schema_version: u32,
    by: String,
    #[serde(flatten)]
    value: ValueForm<'a>,
}

fn as_lines(options: &Options, answer: &FacetsAnswer<'_>, out: &mut dyn Write) -> io::Result<()> {
    for facet in FacetForm::all(answer.facets) {
        for value in facet.values {
            let form = LineForm {
                schema_version: SCHEMA_VERSION,
                by: facet.by.clone(),
                value,
            };
            json::write_line(out, &form, options)?;
        }
    }
    Ok(())
}

fn as_table(
    format: Format,
    options: &Options,
    answer: &FacetsAnswer<'_>,
    out: &mut dyn Write,
) -> io::Result<()> {
    let table = Table::new(TableKind::Facets, format, options);
    table.begin(out)?;
    for facet in &answer.facets.facets {
        let rows = facet.values.iter().map(|value| {
            table.row(None, |name| match name {
                "by" => facet.by.to_string(),
                "value" => table.cell(&value.group.label),
                "articles" => value.articles.to_string(),
                "share" => share(answer.facets, value).unwrap_or_default().to_string(),
                "all" => value.all.to_string(),
                "log_ratio" => value.log_ratio.map(|of| of.to_string()).unwrap_or_default(),
                "log_likelihood" => value.log_likelihood.to_string(),
                _ => {
                    let query = value.group.of(&answer.facets.query);
                    table.cell(&query.map(|query| query.to_string()).unwrap_or_default())
                }
            })
        });
        table.write(&rows.collect::<Vec<_>>(), out)?;
    }
    Ok(())
}

/// A list for each field, for people.
pub(super) fn lists(options: &Options, facets: &Facets, out: &mut dyn Write) -> io::Result<()> {
    for facet in &facets.facets {
        writeln!(out)?;
        list(options, facets, facet, out)?;
    }
    let words = "typical: how many times as common among the articles found as among the others; blank where that may be chance \
                 (G² below 10.83)";
    writeln!(out)?;
    paragraph(options, 0, words, Role::Faint, out)
}

fn list(options: &Options, facets: &Facets, facet: &Facet, out: &mut dyn Write) -> io::Result<()> {
    let mut rows = vec![["articles", "share", "typical"].map(str::to_owned)];
    let mut labels = vec![facet.by.to_string()];
    // Programs want every step of time, people those in which something is.
    for value in facet.values.iter().filter(|value| value.articles > 0) {
        rows.push([
            grouped(value.articles),
            measured(share(facets, value).unwrap_or_default(), true),
            typical(value),
        ]);
        let label = value.group.label.replace(['\n', '\r', '\t'], " ");
        labels.push(options.safe(&label).into_owned());
    }
    let widest = |at: usize| rows.iter().map(move |row| row[at].width()).max();
    let widths = [0, 1, 2].map(|at| widest(at).unwrap_or(0));
    for (row, label) in rows.iter().zip(&labels) {
        for (cell, width) in row.iter().zip(widths) {
            write!(out, "{}{cell}  ", " ".repeat(width - cell.width()))?;
        }
        writeln!(out, "{label}")?;
    }
    let thing = match facet.by {
        GroupBy::Period(_) => "date",
        GroupBy::Field(_) => "value",
    };
    let rest = [
        (facet.not_listed, "more values".to_owned()),
        (facet.without, format!("articles without a {thing}")),
        (facet.coarser, "articles dated more coarsely".to_owned()),
    ];
    let rest = rest.iter().filter(|(number, _)| *number > 0);
    let rest: Vec<String> = rest
        .map(|(number, what)| format!("{} {what}", grouped(*number)))
        .collect();
    if rest.is_empty() {
        return Ok(());
    }
    paragraph(
        options,
        0,
        &format!("and {}", rest.join(", ")),
        Role::Faint,
        out,
    )
}

/// How many times as common it is among the articles found: `3.2×`.
fn typical(value: &FacetValue) -> String {
    if value.log_likelihood < CLEAR {
        return String::new();
    }
    if value.all == value.articles {
        return "only here".to_owned();
    }
    let Some(log_ratio) = value.log_ratio else {
        return String::new();
    };
    let times = log_ratio.exp2();
    match times {
        10.0.. => format!("{times:.0}×"),
        0.1.. => format!("{times:.1}×"),
        _ => format!("{times:.2}×"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::api::Group;

    #[test]
    fn what_may_be_chance_is_not_told() {
        let value = |articles, all, log_ratio, log_likelihood| FacetValue {
            group: Group {
                label: "Reuters".to_owned(),
                step: None,
                query: None,
            },
            articles,
            all,
            log_ratio: Some(log_ratio),
            log_likelihood,
        };
        assert_eq!(typical(&value(5, 50, 2.0, 10.0)), "");
        assert_eq!(typical(&value(5, 50, 2.0, 11.0)), "4.0×");
        assert_eq!(typical(&value(5, 50, 5.0, 11.0)), "32×");
        assert_eq!(typical(&value(5, 500, -1.0, 11.0)), "0.5×");
        assert_eq!(typical(&value(5, 5000, -5.0, 11.0)), "0.03×");
        assert_eq!(typical(&value(50, 50, 9.0, 99.0)), "only here");
    }
}
