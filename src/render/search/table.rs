//! One row a passage; a hit without passages is one row with those cells empty.

use std::io::{self, Write};

use crate::api::Hit;
use crate::render::json::finite;
use crate::render::table::Table;

/// Writes the rows of a hit; `notes` are those of the answer.
pub(super) fn hit(
    out: &mut dyn Write,
    hit: &Hit,
    table: &Table<'_>,
    notes: &str,
) -> io::Result<()> {
    hit_with(out, hit, table, |name| {
        (name == "notes").then(|| table.cell(notes))
    })
}

/// The same, where `more` says what columns hold that a hit does not know.
pub(super) fn hit_with(
    out: &mut dyn Write,
    hit: &Hit,
    table: &Table<'_>,
    more: impl Fn(&str) -> Option<String>,
) -> io::Result<()> {
    let own = |name: &str| match name {
        "rank" => hit.rank.to_string(),
        "score" => finite(hit.score).to_string(),
        "story" => table.cell(&hit.story.id),
        "copies" => hit.story.copies.to_string(),
        "matching_copies" => hit.story.matching.to_string(),
        name => more(name).unwrap_or_default(),
    };
    table.write_passages(Some(hit), own, out)
}
