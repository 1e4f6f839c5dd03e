//! One row a passage; a hit without passages is one row with those cells empty.

use std::io::{self, Write};

use crate::api::Hit;
use crate::render::fields::Extent;
use crate::render::format::Format;
use crate::render::json::finite;
use crate::render::options::Options;
use crate::render::table::{PASSAGE_COLUMNS, Table, field_columns};

/// Writes the header.
pub(super) fn begin(out: &mut dyn Write, options: &Options) -> io::Result<()> {
    let fields = field_columns(options.fields(Extent::Hit, Format::Csv));
    let columns = ["rank", "score"].into_iter().chain(fields);
    Table::new(Format::Csv, options).begin(columns.chain(PASSAGE_COLUMNS), out)
}

/// Writes the rows of a hit.
pub(super) fn hit(out: &mut dyn Write, hit: &Hit, options: &Options) -> io::Result<()> {
    let table = Table::new(Format::Csv, options);
    let mut cells = vec![hit.rank.to_string(), finite(hit.score).to_string()];
    let fields = options.fields(Extent::Hit, Format::Csv);
    cells.extend(table.field_cells(fields, Some(&hit.article)));
    table.write_passages(&cells, Some(hit), out)
}
