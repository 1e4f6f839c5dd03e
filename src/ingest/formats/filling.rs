//! How readers fill records: trees of XML and what is refused of them, metadata, keywords, dates.

use serde_json::Value;

use super::paragraphs::one_line;
use crate::ingest::reason::{Reason, Refused};
use crate::ingest::record::{DateText, Record};
use crate::ingest::xml::Element;

/// Reads a text that is an XML document by `read`. Where the document breaks off, that is told behind its records.
///
/// Records are numbered where there are several.
pub(super) fn read_tree(
    text: &str,
    read: impl Fn(&Element) -> Vec<Result<Record, Reason>>,
    sink: &mut dyn FnMut(Result<Record, Refused>),
) {
    let whole = |reason| Refused {
        ordinal: None,
        line: None,
        reason,
    };
    if text.trim().is_empty() {
        return sink(Err(whole(Reason::Empty)));
    }
    let Some((root, problem)) = Element::parse_told(text) else {
        let found = "a text without an XML element".to_owned();
        return sink(Err(whole(Reason::NoArticle { found })));
    };
    let found = read(&root);
    let cut = problem.map(|problem| whole(Reason::CutShort { problem }));
    match cut {
        Some(cut) if found.iter().all(Result::is_err) => sink(Err(cut)),
        cut => {
            numbered(found, sink);
            if let Some(cut) = cut {
                sink(Err(cut));
            }
        }
    }
}

/// Hands on records, numbered where there are several.
pub(super) fn numbered(
    found: Vec<Result<Record, Reason>>,
    sink: &mut dyn FnMut(Result<Record, Refused>),
) {
    let several = found.len() > 1;
    for (ordinal, found) in (1..).zip(found) {
        let ordinal = several.then_some(ordinal);
        sink(match found {
            Ok(record) => Ok(Record { ordinal, ..record }),
            Err(reason) => Err(Refused {
                ordinal,
                line: None,
                reason,
            }),
        });
    }
}

/// A record, unless it holds neither headline nor text. What is taken back needs neither.
pub(super) fn with_text(record: Record, field: &str) -> Result<Record, Reason> {
    if record.title.is_none() && record.paragraphs.is_empty() && !record.withdrawn {
        let field = field.to_owned();
        return Err(Reason::EmptyText { field });
    }
    Ok(record)
}

/// Keeps a value as metadata, unless there is nothing in it. Of several values a list is made.
#[allow(clippy::needless_pass_by_value, reason = "callers have made it")]
pub(super) fn keep(record: &mut Record, name: &str, value: Option<impl AsRef<str>>) {
    let Some(value) = value.as_ref().map(|value| one_line(value.as_ref())) else {
        return;
    };
    if value.is_empty() {
        return;
    }
    let value = Value::from(value);
    match record.metadata.get_mut(name) {
        None => {
            record.metadata.insert(name.to_owned(), value);
        }
        Some(Value::Array(known)) if known.contains(&value) => {}
        Some(Value::Array(known)) => known.push(value),
        Some(known) if *known == value => {}
        Some(known) => *known = Value::Array(vec![known.take(), value]),
    }
}

/// Adds a keyword, once.
pub(super) fn tag<T: AsRef<str>>(record: &mut Record, tag: Option<T>) {
    let tag = tag.map(|tag| one_line(tag.as_ref())).unwrap_or_default();
    if !tag.is_empty() && !record.tags.contains(&tag) {
        record.tags.push(tag);
    }
}

/// Puts dates into a record, the best first; without those that say nothing.
pub(super) fn date(record: &mut Record, dates: impl IntoIterator<Item = Option<String>>) {
    let dates = dates.into_iter().flatten().map(|date| moment(&date));
    let mut dates = dates.filter(|date| !date.is_empty());
    record.published = dates.next();
    record.other_dates = dates.map(DateText::whole).collect();
}

/// A moment in the basic form of ISO 8601 in its extended form: `20131020T192751+1100`. Others as they are.
pub(super) fn moment(text: &str) -> String {
    let text = text.trim();
    let digits = |text: &str, length: usize| {
        text.len() == length && text.bytes().all(|byte| byte.is_ascii_digit())
    };
    let (day, rest) = text.split_at_checked(8).unwrap_or((text, ""));
    if !digits(day, 8) {
        return text.to_owned();
    }
    let day = format!("{}-{}-{}", &day[..4], &day[4..6], &day[6..]);
    let Some((time, zone)) = rest
        .strip_prefix(['T', ' '])
        .and_then(|rest| rest.split_at_checked(6))
        .filter(|(time, _)| digits(time, 6))
    else {
        let is_day = rest.is_empty() || rest.starts_with(['T', ' ', 'Z', '+', '-']);
        return if is_day { day } else { text.to_owned() };
    };
    let time = format!("{}:{}:{}", &time[..2], &time[2..4], &time[4..]);
    let zone = match zone.strip_prefix(['+', '-']) {
        Some(hours) if digits(hours, 4) => {
            format!("{}{}:{}", &zone[..1], &hours[..2], &hours[2..])
        }
        _ => zone.to_owned(),
    };
    format!("{day}T{time}{zone}")
}

/// A moment in seconds since 1970, in Greenwich where it names no zone.
pub(super) fn seconds(text: &str) -> Option<u64> {
    let text = moment(text);
    let at = |moment: jiff::civil::DateTime| moment.to_zoned(jiff::tz::TimeZone::UTC).ok();
    let timestamp = text.parse::<jiff::Timestamp>().ok();
    let local = || at(text.parse().ok()?).map(|moment| moment.timestamp());
    let timestamp = timestamp.or_else(local)?;
    u64::try_from(timestamp.as_second()).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments_are_written_out() {
        let cases = [
            ("20131020T192751+1100", "2013-10-20T19:27:51+11:00"),
            ("20151210T191044Z", "2015-12-10T19:10:44Z"),
            ("20170102T222800", "2017-01-02T22:28:00"),
            ("20170102", "2017-01-02"),
            ("2020-09-07T14:45:26", "2020-09-07T14:45:26"),
            ("201701023", "201701023"),
            ("é7010234", "é7010234"),
            ("", ""),
        ];
        for (text, expected) in cases {
            assert_eq!(moment(text), expected);
        }
        assert_eq!(seconds("20190417T160500+0100"), Some(1_555_513_500));
        assert_eq!(seconds("2019-04-17 15:05:00"), Some(1_555_513_500));
        assert_eq!(seconds("20190417"), Some(1_555_459_200));
        assert_eq!(seconds("soon"), None);
    }
}
