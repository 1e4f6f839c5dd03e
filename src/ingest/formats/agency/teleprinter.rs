//! What the formats of teleprinters share: lines between control characters.

use crate::ingest::formats::filling::{keep, numbered};
use crate::ingest::reason::{Reason, Refused};
use crate::ingest::record::Record;

/// Start of a header.
pub(super) const SOH: char = '\u{1}';
/// Start of a text.
const STX: char = '\u{2}';
/// End of a text.
const ETX: char = '\u{3}';

/// What stands between the control characters of one message.
pub(super) struct Message<'a> {
    pub(super) header: &'a str,
    pub(super) text: &'a str,
    /// What follows the text; empty where nothing does.
    pub(super) trailer: &'a str,
}

/// Reads every message of a file by `read`; the file is of this standard.
pub(super) fn messages(
    file: &str,
    standard: &str,
    read: impl Fn(&Message<'_>) -> Result<Record, Reason>,
    sink: &mut dyn FnMut(Result<Record, Refused>),
) {
    let message = |text: &str| {
        let Some((header, text)) = text.split_once(STX) else {
            let problem = "a message without a text".to_owned();
            return Err(Reason::CutShort { problem });
        };
        let (text, trailer) = text.split_once(ETX).unwrap_or((text, ""));
        read(&Message {
            header,
            text,
            trailer,
        })
    };
    let mut found: Vec<_> = file.split(SOH).skip(1).map(message).collect();
    if found.is_empty() {
        let what = format!("a text without a message of {standard}");
        found.push(Err(if file.trim().is_empty() {
            Reason::Empty
        } else {
            Reason::NoArticle { found: what }
        }));
    }
    numbered(found, sink);
}

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

/// That a message takes back another one, where a line of its head says so: `BC-MA--Ferry,KILL`, `BULLETIN KILL`. It names that one by
/// its slug, which is no id: nothing can be removed for it.
pub(super) fn kill<'a>(mut head: impl Iterator<Item = &'a str>) -> Option<Reason> {
    let kills = |line: &&str| {
        let words = line.split(|ch: char| !ch.is_alphanumeric());
        let mut words = words.filter(|word| !word.is_empty());
        // In a headline of capitals the word may mean anything.
        let is_short = line.split_whitespace().count() <= 2;
        is_short && words.any(|word| matches!(word, "KILL" | "WITHHOLD"))
    };
    let line = head.find(kills)?;
    let found = format!("a message that takes back another one: `{line}`");
    Some(Reason::NoArticle { found })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn messages_that_kill_are_told() {
        for (line, expected) in [
            ("BC-MA--Marshland-Ferry,KILL", true),
            ("BULLETIN KILL", true),
            ("WITHHOLD", true),
            ("POLICE KILL TWO IN RAID", false),
            ("BC-MA--Marshland-Killing", false),
            ("", false),
        ] {
            assert_eq!(kill([line].into_iter()).is_some(), expected, "{line}");
        }
    }
}
