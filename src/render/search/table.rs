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
    let own = |name: &str| match name {
        "rank" => hit.rank.to_string(),
        "score" => finite(hit.score).to_string(),
        "story" => table.cell(&hit.story.id),
        "copies" => hit.story.copies.to_string(),
        "matching_copies" => hit.story.matching.to_string(),
        "notes" => table.cell(notes),
        _ => String::new(),
    };
    table.write_passages(Some(hit), own, out)
}
