//! A story as a table: a row an article.

use std::io::{self, Write};

use super::told::{kind, percent};
use crate::api::{ToldArticle, ToldStory};
use crate::passage::Difference;
use crate::render::columns::TableKind;
use crate::render::format::Format;
use crate::render::options::Options;
use crate::render::table::Table;

pub(super) fn write(
    out: &mut dyn Write,
    story: &ToldStory,
    format: Format,
    options: &Options,
) -> io::Result<()> {
    let table = Table::new(TableKind::Copies, format, options);
    let rows = story.articles.iter().map(|told| {
        table.row(Some(&told.article), |name| match name {
            "story" => table.cell(&story.id),
            "kind" => kind(told).to_owned(),
            "percent" => percent(told).to_string(),
            name => sentences(told, name).to_string(),
        })
    });
    let rows: Vec<Vec<String>> = rows.collect();
    table.begin(out)?;
    table.write(&rows, out)
}

/// How many sentences differ in this way.
fn sentences(told: &ToldArticle, change: &str) -> usize {
    let is_so = |difference: &&Difference| match difference {
        Difference::Same { .. } => false,
        Difference::Added { .. } => change == "added",
        Difference::Changed { .. } => change == "changed",
        Difference::Removed { .. } => change == "removed",
    };
    told.differences.iter().filter(is_so).count()
}
