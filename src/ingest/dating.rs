//! When an article was published, by all that its record says of it.
//!
//! What is written as its date counts first; then the day in its address, a dateline before its text, the day in the path
//! of its file, the month in its address. What cannot be read, or lies where no article was ever published, gives way to
//! the next.

use jiff::Timestamp;
use jiff::civil::{Date, DateTime};

use super::record::{DateText, Paragraph, Record};
use crate::article::Published;
use crate::dates::calendar_words::{Month, folded, is_idle, month};
use crate::dates::written::{self, DateOrder, WrittenDate};

/// The last year in which an article may have been published. The years 0, 1 and later ones stand for `no date` in the systems that
/// write them, or are mistakes; transcripts of older texts have years of antiquity.
const LAST_YEAR: i16 = 2100;

/// Years that numbers in an address or path are taken for.
const ADDRESS_YEARS: std::ops::RangeInclusive<i16> = 1600..=2100;

/// The longest dateline, in bytes.
const DATELINE_BYTES: usize = 120;

/// So many paragraphs may stand before the dateline.
const DATELINE_WITHIN: usize = 3;

/// What was found, and what there is to tell about it.
#[derive(Debug, Default)]
pub(super) struct Dating {
    pub(super) published: Option<Published>,
    /// The date as written, where its order had to be assumed.
    pub(super) assumed: Option<String>,
    /// The first date as written, where none could be used.
    pub(super) refused: Option<Refusal>,
}

/// A date that cannot be used.
#[derive(Debug)]
pub(super) enum Refusal {
    /// It is none, or an impossible one.
    NotADate(String),
    /// No article is of that time.
    Unlikely(String),
}

/// Dates a record: `given` are the dates that it names, best first; `path` is that of a file that is this article alone.
pub(super) fn of(
    record: &Record,
    given: Vec<DateText>,
    path: Option<&str>,
    order: Option<DateOrder>,
) -> Dating {
    let language = record.language.as_deref();
    let read = |date: &DateText| {
        let found = || written::find(&date.text, order, language);
        written::read(&date.text, order, language).or_else(|| found().filter(|_| date.among_others))
    };
    let mut refused = None;
    let mut given = given.into_iter();
    while let Some(date) = given.next() {
        let found = read(&date);
        let DateText { text, among_others } = date;
        let refusal = match found {
            Some(date) if is_likely(date.published) => {
                let others = given.filter_map(|date| read(&date));
                let others: Vec<_> = others.map(|date| date.published).collect();
                return Dating {
                    published: Some(local_day(date.published, &others)),
                    assumed: date.assumed.map(|_| text),
                    refused: None,
                };
            }
            Some(_) => Refusal::Unlikely(text),
            None if among_others => continue,
            None => Refusal::NotADate(text),
        };
        refused.get_or_insert(refusal);
    }
    let address = record.url.as_deref();
    let day = address
        .and_then(day_of_address)
        .map(Published::Day)
        .or_else(|| dateline(&record.paragraphs, order, language))
        .or_else(|| path.and_then(day_in).map(Published::Day));
    let published = day
        .or_else(|| month_in(path_of_address(address?)))
        .filter(|published| is_likely(*published));
    Dating {
        published,
        assumed: None,
        refused: refused.filter(|_| published.is_none()),
    }
}

/// A time, or the day that the outlet's own calendar had then.
///
/// A time in UTC says nothing of the outlet's zone. Where its page or address names the day before, a reader knows the
/// article by that day; the day behind may be that of a change. Of two clocks that are hours apart to the second, one is the
/// outlet's, marked as UTC by mistake: the earlier one is that, or is UTC indeed, so it names no later day than that of
/// publication; its zone is not known.
fn local_day(published: Published, others: &[Published]) -> Published {
    let Published::Instant(at, jiff::tz::Offset::UTC) = published else {
        return published;
    };
    let clock = |at: Timestamp| jiff::tz::Offset::UTC.to_datetime(at);
    let utc = clock(at);
    let hours_apart = |other: Timestamp| {
        let apart = (other.as_second() - at.as_second()).abs();
        at.as_second() % 60 != 0 && apart % 1800 == 0 && (1800..=14 * 3600).contains(&apart)
    };
    let twin = others.iter().find_map(|other| match other {
        Published::Instant(other, jiff::tz::Offset::UTC) if hours_apart(*other) => Some(*other),
        _ => None,
    });
    if let Some(other) = twin {
        return Published::Local(clock(at.min(other)));
    }
    // The same hour and minute without a zone are the same time, not the outlet's.
    let is_utc = |local: DateTime| (local.hour(), local.minute()) == (utc.hour(), utc.minute());
    let mut days = others.iter().filter_map(|other| match other {
        Published::Day(date) => Some(*date),
        Published::Local(at) if !is_utc(*at) => Some(at.date()),
        _ => None,
    });
    // Zones reach to 12 hours behind UTC.
    let is_before = |date: Date| utc.hour() < 12 && date.tomorrow().ok() == Some(utc.date());
    match days.next() {
        Some(date) if is_before(date) => Published::Day(date),
        _ => published,
    }
}

/// Whether an article may be of that time: not of the year 1 or 9999, nor of the second from which computers count.
pub(super) fn is_likely(published: Published) -> bool {
    let counted_from = match published {
        Published::Instant(at, _) => at.as_second() == 0,
        Published::Local(at) => at == jiff::civil::datetime(1970, 1, 1, 0, 0, 0, 0),
        _ => false,
    };
    let year = published.year();
    !matches!(year, 0 | 1) && year <= LAST_YEAR && !counted_from
}

// ---- datelines ----

/// The day in front of a text: `BRENNICK, 12 June 2021 – The bridge …`, `For immediate release: June 12, 2021`, or alone.
fn dateline(
    paragraphs: &[Paragraph],
    order: Option<DateOrder>,
    language: Option<&str>,
) -> Option<Published> {
    let certain = |date: WrittenDate| date.assumed.is_none().then_some(date.published);
    let to_the_day = |date: &Published| !matches!(date, Published::Year(_) | Published::Month(..));
    paragraphs
        .iter()
        .take(DATELINE_WITHIN)
        .find_map(|paragraph| {
            let text = paragraph.text.trim();
            let found = |text: &str| written::find(text, order, language).and_then(certain);
            let led = line_before_text(text).and_then(found);
            let alone = || {
                let date = written::read(text, order, language).and_then(certain);
                let released = || found(text).filter(|_| is_release_line(text));
                date.or_else(released)
                    .filter(|_| text.len() <= DATELINE_BYTES)
            };
            led.or_else(alone).filter(to_the_day)
        })
}

/// Whether a text has a day in front.
pub(crate) fn begins_with_day(paragraphs: &[Paragraph], language: Option<&str>) -> bool {
    dateline(paragraphs, None, language).is_some()
}

/// Whether a line says that what follows may be printed, and when.
pub(crate) fn is_release_line(line: &str) -> bool {
    let line = line
        .trim_start_matches(|ch: char| !ch.is_alphanumeric())
        .to_lowercase();
    [
        "for immediate release",
        "for release",
        "press release",
        "news release",
        "media release",
        "communiqué de presse",
        "pressemitteilung",
        "comunicado de prensa",
        "comunicato stampa",
        "persbericht",
        "embargoed ",
    ]
    .iter()
    .any(|start| line.starts_with(start))
}

/// What stands before the dash that ends a dateline, if nothing but places, agencies and a date does.
fn line_before_text(text: &str) -> Option<&str> {
    let head = text.get(..text.floor_char_boundary(DATELINE_BYTES))?;
    let dashes = [" – ", " — ", " -- ", " - ", "— ", "– ", "—"];
    let end = dashes.iter().filter_map(|dash| head.find(dash)).min()?;
    let head = head.get(..end)?;
    let fits = |word: &str| {
        let word = word.trim_matches(|ch: char| !ch.is_alphanumeric());
        let lower = || folded(&word.to_lowercase());
        !word.starts_with(char::is_lowercase)
            || is_idle(&lower())
            || month(&lower(), None).is_some()
    };
    head.split_whitespace().all(fits).then_some(head)
}

// ---- addresses and paths ----

/// An address without its scheme and host, and without what is asked of the page.
fn path_of_address(url: &str) -> &str {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    let path = rest
        .find('/')
        .and_then(|start| rest.get(start..))
        .unwrap_or("");
    path.split(['?', '#']).next().unwrap_or(path)
}

/// The day in the path of an address.
pub(crate) fn day_of_address(url: &str) -> Option<Date> {
    day_in(path_of_address(url))
}

/// The day in an address or path: `2021/06/12`, `2021-06-12`, `20210612`, `2021/jun/12`.
pub(crate) fn day_in(path: &str) -> Option<Date> {
    parts(path, |parts| match parts {
        [(year, 4), (month, 1..=2), (day, 1..=2), ..] => date(*year, *month, *day),
        [(year_month, 6), (day, 1..=2), ..] => date(year_month / 100, year_month % 100, *day),
        [(day, 8), ..] => date(day / 10_000, day / 100 % 100, day % 100),
        [(time, 12), ..] => date(
            time / 100_000_000,
            time / 1_000_000 % 100,
            time / 10_000 % 100,
        ),
        [(time, 14), ..] => date(
            time / 10_000_000_000,
            time / 100_000_000 % 100,
            time / 1_000_000 % 100,
        ),
        _ => None,
    })
}

/// The month in an address: `2021/06/bridge`.
fn month_in(path: &str) -> Option<Published> {
    parts(path, |parts| match parts {
        [(year, 4), (month, 2), ..] => {
            let first = date(*year, *month, 1)?;
            Some(Published::Month(first.year(), first.month()))
        }
        _ => None,
    })
}

fn date(year: u64, month: u64, day: u64) -> Option<Date> {
    let year = i16::try_from(year).ok()?;
    let small = |value| i8::try_from(value).ok();
    Date::new(year, small(month)?, small(day)?)
        .ok()
        .filter(|_| ADDRESS_YEARS.contains(&year))
}

/// A number in a path, and how many digits it has.
type Number = (u64, usize);

/// The first thing that `read` makes of numbers in a row that one and the same mark parts.
fn parts<T>(path: &str, read: impl Fn(&[Number]) -> Option<T>) -> Option<T> {
    let mut rest = path;
    let mut before = None;
    while let Some(first) = rest.chars().next() {
        if !first.is_ascii_digit() || before.is_some_and(|ch: char| ch.is_ascii_digit()) {
            before = Some(first);
            rest = rest.get(first.len_utf8()..)?;
            continue;
        }
        if let Some(found) = read(&row(rest)) {
            return Some(found);
        }
        before = Some(first);
        rest = rest.get(1..)?;
    }
    None
}

/// The numbers at the start of a text, at most three, parted by one mark; a month may be written as a word.
fn row(text: &str) -> Vec<Number> {
    let mut numbers = Vec::new();
    let mut rest = text;
    let mut mark = None;
    while numbers.len() < 3 {
        let end = rest
            .find(|ch: char| !ch.is_ascii_alphanumeric())
            .unwrap_or(rest.len());
        let (word, after) = rest.split_at_checked(end).unwrap_or((rest, ""));
        let digits = word.bytes().take_while(u8::is_ascii_digit).count();
        let named = || match month(&word.to_ascii_lowercase(), None)? {
            Month::Gregorian(number) if numbers.len() == 1 => u64::try_from(number).ok(),
            _ => None,
        };
        let number = match word.get(..digits) {
            Some(digits) if !digits.is_empty() => digits.parse().ok(),
            _ => named(),
        };
        let Some(number) = number else { break };
        numbers.push((number, if digits == 0 { 2 } else { digits }));
        let next = after.chars().next().filter(|ch| "-_./".contains(*ch));
        let whole = digits == word.len() || digits == 0;
        if !whole || next.is_none() || (mark.is_some() && mark != next) {
            break;
        }
        mark = next;
        rest = after.get(1..).unwrap_or("");
    }
    numbers
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_in_addresses_and_paths() {
        let cases = [
            ("/2021/06/12/bridge-shut", Some("2021-06-12")),
            ("_posts/2021-06-12-bridge-shut.md", Some("2021-06-12")),
            ("archive/2021/6/2/a.html", Some("2021-06-02")),
            ("/world/2021/jun/12/bridge", Some("2021-06-12")),
            ("/news/202106/12/x.html", Some("2021-06-12")),
            ("/n1/20210612/c90000-1.html", Some("2021-06-12")),
            ("/t20210612_123.html", Some("2021-06-12")),
            ("/a/202106121830.html", Some("2021-06-12")),
            ("/a_2021_06_12.txt", Some("2021-06-12")),
            ("scans/1891-03-09.txt", Some("1891-03-09")),
            ("report-12345678.txt", None),
            ("20219999.txt", None),
            ("1984-again.md", None),
            ("/2021-06/12", None),
            ("/article/2021061200001", None),
            ("/2021/06/bridge", None),
            ("/2021/13/12/bridge", None),
            ("", None),
            ("é2021é06é12", None),
        ];
        for (path, expected) in cases {
            let found = day_in(path).map(|day| day.to_string());
            assert_eq!(found.as_deref(), expected, "{path}");
        }
        assert_eq!(
            month_in(path_of_address(
                "https://a.example/2021/06/bridge?x=2020/01"
            )),
            Some(Published::Month(2021, 6))
        );
        assert_eq!(month_in("/2021/6000/"), None);
    }

    fn dated(texts: &[&str]) -> Option<String> {
        let paragraphs: Vec<Paragraph> = texts
            .iter()
            .map(|text| Paragraph::text((*text).to_owned()))
            .collect();
        dateline(&paragraphs, None, Some("en")).map(|date| date.to_string())
    }

    #[test]
    fn a_dateline_dates_its_text_and_prose_does_not() {
        let story = "The swing bridge was shut to lorries this morning, and the hauliers came to the quay to say what they thought of it.";
        let cases = [
            (
                format!("HARROW BAY, June 12, 2021 – {story}"),
                Some("2021-06-12"),
            ),
            (
                format!("HARROW BAY, 12 June 2021 (HBN) — {story}"),
                Some("2021-06-12"),
            ),
            (
                format!("Harrow Bay, Sat. 12 June 2021 -- {story}"),
                Some("2021-06-12"),
            ),
            (
                "FOR IMMEDIATE RELEASE: June 12, 2021".to_owned(),
                Some("2021-06-12"),
            ),
            ("Saturday, 12 June 2021".to_owned(), Some("2021-06-12")),
            (
                format!("Jane was born in Harrow Bay on 4 March 1931 - {story}"),
                None,
            ),
            (format!("On 4 March 1931 {story}"), None),
            ("The ferry sank on 4 March 1931.".to_owned(), None),
            (format!("HARROW BAY, 06/07/2021 – {story}"), None),
            (format!("HARROW BAY – {story}"), None),
        ];
        for (text, expected) in cases {
            assert_eq!(dated(&[&text]).as_deref(), expected, "{text}");
        }
    }
}
