//! Queries over time as a table: a row for each step, and for each query its columns.

use std::io::{self, Write};

use super::answer::TimelineAnswer;
use crate::render::columns::TableKind;
use crate::render::format::Format;
use crate::render::group_form::number;
use crate::render::options::Options;
use crate::render::table::Table;

/// The columns of each query.
const OF_QUERY: [&str; 5] = ["articles", "occurrences", "stories", "all", "share"];

pub(super) fn write(
    format: Format,
    options: &Options,
    answer: &TimelineAnswer<'_>,
    out: &mut dyn Write,
) -> io::Result<()> {
    let table = Table::new(TableKind::Timeline, format, options);
    let series = &answer.timeline.series;
    let mut header = vec![
        "date".to_owned(),
        answer.timeline.period.to_string(),
        "partial".to_owned(),
    ];
    for one in series {
        let name = answer.name(one);
        header.extend(OF_QUERY.iter().map(|column| {
            if series.len() == 1 {
                (*column).to_owned()
            } else {
                table.cell(&format!("{name}: {column}"))
            }
        }));
    }
    let steps = answer.timeline.steps.iter().enumerate();
    let rows = steps.map(|(at, group)| {
        let day = group.step.map(|step| step.first_day.to_string());
        let is_partial = group.step.is_some_and(|step| step.is_partial);
        let mut row = vec![
            day.unwrap_or_default(),
            group.label.clone(),
            is_partial.to_string(),
        ];
        for one in series {
            let count = &one.counts.groups[at];
            row.extend(
                OF_QUERY
                    .iter()
                    .map(|name| number(count, name).unwrap_or_default()),
            );
        }
        row
    });
    let rows: Vec<Vec<String>> = std::iter::once(header).chain(rows).collect();
    table.begin_file(out)?;
    table.write(&rows, out)
}
