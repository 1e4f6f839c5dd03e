//! What the formats of teleprinters share: lines between control characters.

use crate::ingest::record::Record;

use super::wire::keep;

/// Start of a header.
pub(super) const SOH: char = '\u{1}';
/// Start of a text.
pub(super) const STX: char = '\u{2}';
/// End of a text.
pub(super) const ETX: char = '\u{3}';

/// A line without control characters and white space around it.
pub(super) fn line(text: &str) -> String {
    let text: String = text
        .chars()
        .filter(|ch| !ch.is_control() || *ch == '\t')
        .collect();
    text.trim().to_owned()
}

/// The place and the agency at the start of a text: `Selwick (mna) -`, `SELWICK, Marshland (AP) _`.
pub(super) fn dateline(text: &str, record: &mut Record) -> Option<String> {
    /// Longest place, in bytes.
    const LONGEST: usize = 60;
    let (place, rest) = text.trim().split_once(" (")?;
    let (agency, rest) = rest.split_once(')')?;
    let follows = rest.trim_start().starts_with(['-', '_', '–', '—']);
    let is_agency = !agency.is_empty()
        && agency.len() <= 30
        && agency
            .chars()
            .all(|ch| ch.is_alphanumeric() || " /-".contains(ch));
    let is_place = place.len() <= LONGEST && place.starts_with(char::is_uppercase);
    if !(follows && is_agency && is_place) {
        return None;
    }
    keep(record, "dateline", Some(place));
    keep(record, "place", Some(place));
    Some(agency.to_owned())
}
