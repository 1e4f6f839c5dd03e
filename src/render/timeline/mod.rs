//! Queries over time (`unbury timeline`): a plot and a table for people, an object or a sheet for programs, a drawing.

mod answer;
mod drawing;
mod json;
mod numbers;
mod table;
mod text;

use std::io::{self, Write};

use super::chart::{png, svg};
use super::format::Format;
use super::options::Options;

pub use answer::TimelineAnswer;
pub use drawing::timeline_chart;

/// Writes queries over time in one of the formats of [`Format::TIMELINE`].
///
/// # Errors
/// Whatever the writer raises; [`io::ErrorKind::Unsupported`] for another format; what [`png`] raises.
pub fn timeline(
    format: Format,
    options: &Options,
    answer: &TimelineAnswer<'_>,
    out: &mut dyn Write,
) -> io::Result<()> {
    match format {
        Format::Text => text::write(options, answer, out)?,
        Format::Json => json::write(options, answer, out)?,
        Format::Jsonl => json::write_lines(options, answer, out)?,
        Format::Csv | Format::Tsv => table::write(format, options, answer, out)?,
        Format::Svg => out.write_all(svg(&timeline_chart(answer)).as_bytes())?,
        Format::Png => out.write_all(&png(&timeline_chart(answer))?)?,
        _ => return Err(format.refused(Format::TIMELINE)),
    }
    out.flush()
}
