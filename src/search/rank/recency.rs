//! Articles published around a day count more.

use tantivy::columnar::Column;
use tantivy::{DocId, Score, SegmentReader};

use crate::api::Recency;
use crate::article::day_number;

/// What scores are multiplied with: `1 + 2^(−days / half-life)`, where an article that may have been published on the day is
/// no days away. 1 for articles without a date.
///
/// The exponential prior of Li and Croft, "Time-based language models" (CIKM 2003), on both sides of the day, and added to 1:
/// what is far away keeps the order that it had.
///
/// # Errors
/// When the dates of the segment cannot be read.
pub(crate) fn factor(
    recency: Recency,
    segment: &SegmentReader,
) -> tantivy::Result<impl Fn(DocId) -> Score> {
    let day = day_number(recency.day);
    let column = |name| segment.fast_fields().column_opt(name);
    let columns = column("first_day")?.zip(column("last_day")?);
    Ok(move |doc| {
        let days = columns.as_ref().and_then(|columns| days(columns, doc, day));
        days.map_or(1.0, |days| 1.0 + (-days / recency.half_life).exp2())
    })
}

/// From the day to the nearest on which the article may have been published.
fn days((first, last): &(Column<i64>, Column<i64>), doc: DocId, day: i64) -> Option<f32> {
    let (first, last) = (first.first(doc)?, last.first(doc)?);
    #[expect(
        clippy::cast_precision_loss,
        reason = "so far away, a day more or less is nothing"
    )]
    let days = (first - day).max(day - last).max(0) as f32;
    Some(days)
}
