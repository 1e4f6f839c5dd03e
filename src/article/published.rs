//! When an article was published: a year, a month, a day or an instant, never more than its source said.

use std::fmt;
use std::str::FromStr;

use jiff::Timestamp;
use jiff::civil::{Date, DateTime, Time};
use jiff::fmt::temporal::Pieces;
use jiff::tz::Offset;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use thiserror::Error;

/// Seconds in a day, of which no leap second is one.
const DAY_SECONDS: i64 = 86_400;

/// When an article was published, with the precision that its source gave.
///
/// Any year of the calendar from -9999 to 9999 (proleptic Gregorian). Printed and read as ISO 8601 with as
/// many parts as are known: `2024`, `2024-03`, `2024-03-09`, `2024-03-09T10:00:00`, `2024-03-09T10:00:00+01:00`.
/// Negative years have six digits (`-000044`), as in ECMAScript.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Published {
    /// Only the year is known.
    Year(i16),
    /// Year and month (1 to 12).
    Month(i16, i8),
    /// A calendar day, in no particular zone.
    Day(Date),
    /// A day and a time of day with no zone given.
    Local(DateTime),
    /// An instant, with the offset from UTC in which it was written.
    Instant(Timestamp, Offset),
}

/// The text is no ISO 8601 date between the years -9999 and 9999.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("`{0}` is not an ISO 8601 date")]
pub struct NotADate(pub String);

impl NotADate {
    /// What to write instead.
    pub fn hint(&self) -> &'static str {
        "write `2024`, `2024-03`, `2024-03-09` or `2024-03-09T10:00:00Z`"
    }
}

impl Published {
    /// The calendar year in which it was published, as written.
    pub fn year(&self) -> i16 {
        match *self {
            Self::Year(year) | Self::Month(year, _) => year,
            Self::Day(_) | Self::Local(_) | Self::Instant(..) => self.first_date().year(),
        }
    }

    /// The first day that it may mean, in days since 1970-01-01.
    ///
    /// An instant counts as the day that stood on the calendar where it was written.
    pub fn first_day(&self) -> i64 {
        day_number(self.first_date())
    }

    /// The last day that it may mean, in days since 1970-01-01; equal to the first for days and instants.
    pub fn last_day(&self) -> i64 {
        let last = match *self {
            Self::Year(year) => date(year, 12, 31),
            Self::Month(year, month) => date(year, month, 1).last_of_month(),
            Self::Day(_) | Self::Local(_) | Self::Instant(..) => self.first_date(),
        };
        day_number(last)
    }

    /// A number to sort by, in seconds since 1970-01-01T00:00:00 UTC.
    ///
    /// What is less precise than a second counts as its first one; a time without a zone counts as UTC.
    pub fn sort_key_seconds(&self) -> i64 {
        match *self {
            Self::Instant(timestamp, _) => timestamp.as_second(),
            Self::Local(at) => {
                let time = at.time();
                let seconds = i64::from(time.hour()) * 3600
                    + i64::from(time.minute()) * 60
                    + i64::from(time.second());
                self.first_day() * DAY_SECONDS + seconds
            }
            Self::Year(_) | Self::Month(..) | Self::Day(_) => self.first_day() * DAY_SECONDS,
        }
    }

    fn first_date(&self) -> Date {
        match *self {
            Self::Year(year) => date(year, 1, 1),
            Self::Month(year, month) => date(year, month, 1),
            Self::Day(day) => day,
            Self::Local(at) => at.date(),
            Self::Instant(timestamp, offset) => offset.to_datetime(timestamp).date(),
        }
    }
}

/// A day from parts; the nearest valid one should a variant have been built with impossible parts.
fn date(year: i16, month: i8, day: i8) -> Date {
    Date::new(year.clamp(-9999, 9999), month.clamp(1, 12), day).unwrap_or(Date::ZERO)
}

/// A day as a number: days since 1970-01-01.
pub fn day_number(day: Date) -> i64 {
    day.duration_since(EPOCH).as_secs() / DAY_SECONDS
}

/// The day of a number of days since 1970-01-01; `None` outside the calendar.
pub fn day_of_number(days: i64) -> Option<Date> {
    EPOCH
        .checked_add(jiff::Span::new().try_days(days).ok()?)
        .ok()
}

const EPOCH: Date = Date::constant(1970, 1, 1);

impl fmt::Display for Published {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Year(year) => write_year(f, *year),
            Self::Month(year, month) => {
                write_year(f, *year)?;
                write!(f, "-{month:02}")
            }
            Self::Day(day) => write!(f, "{day}"),
            Self::Local(at) => write!(f, "{at}"),
            Self::Instant(timestamp, offset) if *offset == Offset::UTC => write!(f, "{timestamp}"),
            Self::Instant(timestamp, offset) => {
                write!(f, "{}", timestamp.display_with_offset(*offset))
            }
        }
    }
}

fn write_year(f: &mut fmt::Formatter<'_>, year: i16) -> fmt::Result {
    if year < 0 {
        write!(f, "-{:06}", year.unsigned_abs())
    } else {
        write!(f, "{year:04}")
    }
}

impl FromStr for Published {
    type Err = NotADate;

    /// Reads ISO 8601: extended or basic form, a space for the `T`, with or without seconds, fraction and zone.
    fn from_str(text: &str) -> Result<Self, NotADate> {
        let text = text.trim();
        year_or_month(text)
            .or_else(|| day_or_finer(text))
            .ok_or_else(|| NotADate(text.to_owned()))
    }
}

/// `2024`, `2024-03`, `-000044`, `+002024-03`.
fn year_or_month(text: &str) -> Option<Published> {
    let (sign, digits) = if let Some(digits) = text.strip_prefix('-') {
        (-1, digits)
    } else {
        (1, text.strip_prefix('+').unwrap_or(text))
    };
    let signed = digits.len() < text.len();
    let (year, month) = match digits.split_once('-') {
        Some((year, month)) => (year, Some(month)),
        None => (digits, None),
    };
    // Before year 0 four digits are enough to tell it from all else.
    let width = match (sign, year.len()) {
        (-1, 4) => 4,
        _ if signed => 6,
        _ => 4,
    };
    let year = sign * i16::try_from(number(year, width)?).ok()?;
    if !(-9999..=9999).contains(&year) {
        return None;
    }
    let Some(month) = month else {
        return Some(Published::Year(year));
    };
    let month = i8::try_from(number(month, 2)?).ok()?;
    (1..=12)
        .contains(&month)
        .then_some(Published::Month(year, month))
}

fn number(text: &str, width: usize) -> Option<u32> {
    let plain = text.len() == width && text.bytes().all(|byte| byte.is_ascii_digit());
    plain.then(|| text.parse().ok())?
}

/// What follows the minus of `-0044-03-15`.
fn four_digits_before_year_0(text: &str) -> Option<&str> {
    let rest = text.strip_prefix('-')?;
    let is_year = |year: &str| year.bytes().all(|byte| byte.is_ascii_digit());
    let (year, behind) = rest.split_at_checked(4)?;
    (is_year(year) && behind.starts_with('-')).then_some(rest)
}

fn day_or_finer(text: &str) -> Option<Published> {
    // Ruby and Hugo write a space before the offset: `2019-03-26 12:38:00 -0500`.
    let tight = ["-", "+", "Z"].iter().find_map(|sign| {
        text.rsplit_once(&format!(" {sign}"))
            .map(|(at, zone)| format!("{at}{sign}{zone}"))
    });
    let text = tight.as_deref().unwrap_or(text);
    let long_year = four_digits_before_year_0(text).map(|rest| format!("-00{rest}"));
    let text = long_year.as_deref().unwrap_or(text);
    let pieces = Pieces::parse(text).ok()?;
    let day = pieces.date();
    match (pieces.time(), pieces.to_numeric_offset()) {
        (None, None) => Some(Published::Day(day)),
        (None, Some(_)) => None,
        (Some(time), zone) => instant_or_local(day, time, zone),
    }
}

/// A day and a time; an instant where the zone is known and the instant representable.
fn instant_or_local(day: Date, time: Time, zone: Option<Offset>) -> Option<Published> {
    let at = DateTime::from_parts(day, time);
    match zone {
        None => Some(Published::Local(at)),
        Some(offset) => Some(Published::Instant(offset.to_timestamp(at).ok()?, offset)),
    }
}

impl Serialize for Published {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Published {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = std::borrow::Cow::<'de, str>::deserialize(deserializer)?;
        text.parse().map_err(de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn iso_forms_are_read_and_printed() {
        let cases = [
            ("2024", "2024"),
            ("0987", "0987"),
            ("-000044", "-000044"),
            ("-0044", "-000044"),
            ("-0044-03", "-000044-03"),
            ("-0044-03-15", "-000044-03-15"),
            ("+002024", "2024"),
            ("2024-03", "2024-03"),
            ("-000044-03", "-000044-03"),
            ("2024-03-09", "2024-03-09"),
            ("20240309", "2024-03-09"),
            ("1650-01-30", "1650-01-30"),
            ("2300-12-31", "2300-12-31"),
            ("-000044-03-15", "-000044-03-15"),
            ("2024-03-09T10:00:00", "2024-03-09T10:00:00"),
            ("2024-03-09 10:00", "2024-03-09T10:00:00"),
            ("2024-03-09t10:00:00.5", "2024-03-09T10:00:00.5"),
            ("20240309T100000", "2024-03-09T10:00:00"),
            ("2024-03-09T10:00:00Z", "2024-03-09T10:00:00Z"),
            ("2024-03-09 10:00:00 Z", "2024-03-09T10:00:00Z"),
            ("20240309T100000Z", "2024-03-09T10:00:00Z"),
            ("2024-03-09T10:00:00+00:00", "2024-03-09T10:00:00Z"),
            ("2024-03-09T10:00:00+01:00", "2024-03-09T10:00:00+01:00"),
            ("2024-03-09T10:00:00+0100", "2024-03-09T10:00:00+01:00"),
            ("2024-03-09T10:00+01", "2024-03-09T10:00:00+01:00"),
            ("2019-03-26 12:38:00 -0500", "2019-03-26T12:38:00-05:00"),
            (
                "2024-03-09T10:00:00+01:00[Europe/Paris]",
                "2024-03-09T10:00:00+01:00",
            ),
            ("1600-03-09T10:00:00+01:00", "1600-03-09T10:00:00+01:00"),
        ];
        for (text, printed) in cases {
            let read: Published = text.parse().unwrap_or_else(|error| panic!("{error}"));
            assert_eq!(read.to_string(), printed, "{text}");
        }
    }

    #[test]
    fn what_is_no_date_is_refused() {
        for text in [
            "",
            "0",
            "24",
            "12024",
            "2024-13",
            "2024-00",
            "2024-3",
            "2023-02-29",
            "2024-02-30",
            "2024-04-31",
            "20241301",
            "2024-03-09T25:00",
            "2024-03-09Z",
            "yesterday",
            "é",
            "-",
            "+",
            "-44",
            "2024-",
            "２０２４",
        ] {
            assert!(text.parse::<Published>().is_err(), "{text}");
        }
    }

    #[test]
    fn days_and_sort_keys() {
        let cases = [
            ("1970", 0, 364, 0),
            ("1970-02", 31, 58, 31 * DAY_SECONDS),
            ("1970-01-02", 1, 1, DAY_SECONDS),
            ("1969-12-31", -1, -1, -DAY_SECONDS),
            ("1970-01-02T00:00:10", 1, 1, DAY_SECONDS + 10),
            ("1970-01-02T00:00:10+01:00", 1, 1, DAY_SECONDS - 3590),
            ("1970-01-01T23:30:00-05:00", 0, 0, 86_400 - 1800 + 18_000),
            ("2024-02", 19_754, 19_782, 19_754 * DAY_SECONDS),
            ("2023-02", 19_389, 19_416, 19_389 * DAY_SECONDS),
            ("0001-01-01", -719_162, -719_162, -719_162 * DAY_SECONDS),
        ];
        for (text, first, last, key) in cases {
            let read: Published = text.parse().unwrap_or_else(|error| panic!("{error}"));
            assert_eq!(
                (read.first_day(), read.last_day(), read.sort_key_seconds()),
                (first, last, key),
                "{text}"
            );
        }
        assert_eq!(
            "1600-03".parse::<Published>().map(|read| read.year()),
            Ok(1600)
        );
    }

    #[test]
    fn json_is_the_iso_text() {
        let read: Published = serde_json::from_str("\"2024-03\"").unwrap();
        assert_eq!(read, Published::Month(2024, 3));
        assert_eq!(serde_json::to_string(&read).unwrap(), "\"2024-03\"");
        assert!(serde_json::from_str::<Published>("\"soon\"").is_err());
    }

    fn any_published() -> impl Strategy<Value = Published> {
        let day = (-9999_i16..=9999, 1_i8..=12, 1_i8..=28);
        let time = (0_i8..24, 0_i8..60, 0_i8..60, 0_i32..1_000_000_000);
        (0..5, day, time, -1439_i32..=1439).prop_map(
            |(kind, (year, month, day), (hour, minute, second, nano), zone)| {
                let day = Date::new(year, month, day).unwrap();
                let at = DateTime::from_parts(day, Time::new(hour, minute, second, nano).unwrap());
                let offset = Offset::from_seconds(zone * 60).unwrap();
                match kind {
                    0 => Published::Year(year),
                    1 => Published::Month(year, month),
                    2 => Published::Day(day),
                    3 => Published::Local(at),
                    _ => offset
                        .to_timestamp(at)
                        .map_or(Published::Local(at), |timestamp| {
                            Published::Instant(timestamp, offset)
                        }),
                }
            },
        )
    }

    proptest! {
        #[test]
        fn printing_and_reading_agree(published in any_published()) {
            prop_assert_eq!(published.to_string().parse(), Ok(published));
            prop_assert!(published.first_day() <= published.last_day());
        }

        #[test]
        fn reading_never_panics(text in "\\PC{0,30}|[-+0-9TZ:. ]{0,30}") {
            let _ = text.parse::<Published>();
        }

        // The stupid twin: count the days of a year one by one.
        #[test]
        fn a_year_has_its_days(year in -9998_i16..=9998) {
            let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
            let this = Published::Year(year);
            prop_assert_eq!(this.last_day() - this.first_day() + 1, if leap { 366 } else { 365 });
            prop_assert_eq!(Published::Year(year + 1).first_day(), this.last_day() + 1);
        }
    }
}
