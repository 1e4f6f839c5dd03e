//! Days as a query writes them: `2024`, `2024-03`, `2024-03-05`, ranges of them, comparisons.

use std::fmt;

use jiff::civil::Date;
use thiserror::Error;

use super::tree::DateRange;
use crate::dates::{DateOrder, DateReading, days, is_relative, order_of};

/// Why a text is no range of days.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum DateError {
    /// Nothing is written, or only `..`.
    #[error("no date is given")]
    Empty,
    /// Not written as a year, a month or a day.
    #[error("`{0}` is no date")]
    NotADate(String),
    /// A year outside the calendar.
    #[error("`{0}` is outside the calendar, which reaches from -9999 to 9999")]
    YearOutOfRange(String),
    /// No such month.
    #[error("`{text}` has a month `{month}`, and a year has 12")]
    NoSuchMonth {
        /// The date as written.
        text: String,
        /// Its month.
        month: u32,
    },
    /// No such day in that month.
    #[error("`{text}` has a day `{day}`, and that month has {days}")]
    NoSuchDay {
        /// The date as written.
        text: String,
        /// Its day.
        day: u32,
        /// How many days the month has.
        days: i8,
    },
    /// Counted from today, where nobody said which day that is.
    #[error("`{0}` is counted from today, and today is not known here")]
    NoToday(String),
    /// The range ends before it starts.
    #[error("`{first}` is later than `{last}`")]
    Reversed {
        /// What the range starts with, as written.
        first: String,
        /// What it ends with, as written.
        last: String,
    },
}

impl DateError {
    /// What to write instead.
    pub fn hint(&self) -> String {
        match self {
            Self::Reversed { first, last } => format!("write `{last}..{first}`"),
            Self::NoSuchDay { text, .. } => {
                let month = text.rsplit_once('-').map_or(text.as_str(), |(month, _)| month);
                format!("write `{month}` for the whole month")
            }
            Self::NoSuchMonth { text, .. } => {
                let year = text.get(..text.len().min(4)).unwrap_or("2024");
                format!("write a month from `{year}-01` to `{year}-12`")
            }
            _ => "write a date as `2024`, `2024-03`, `2024-03-05` or `\"5 March 2024\"`, a range as `2024-03..2024-05`, years before 1000 as `0044` or `-0044`".to_owned(),
        }
    }
}

/// A range of days as read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct ReadRange {
    pub(super) range: DateRange,
    /// The order that had to be assumed of a date such as `05/03/2024`.
    pub(super) assumed: Option<DateOrder>,
}

/// Reads a range of days: `2024`, `2024-03`, `2024-03-05`, `5 March 2024`, `A..B`, `A..`, `..B`, `>=A`, `>A`, `<=A`, `<A`.
///
/// A year or month stands for all its days: `>2024` begins on 2025-01-01, `..2024-03` ends on 2024-03-31. Of `05/03/2024` the
/// month is first; a date that is counted from today is an error.
///
/// # Errors
///
/// Where the text is no date, names a day that never was, or ends before it starts.
pub fn parse_day_range(text: &str) -> Result<DateRange, DateError> {
    day_range(text, DateReading::default()).map(|read| read.range)
}

/// As [`parse_day_range`], with what is known where the date is read.
pub(super) fn day_range(text: &str, reading: DateReading) -> Result<ReadRange, DateError> {
    let text = text.trim();
    if text.eq_ignore_ascii_case(NEVER) {
        return Ok(ReadRange {
            range: DateRange::NEVER,
            assumed: None,
        });
    }
    if let Some((first, last)) = text.split_once("..") {
        return between(first.trim(), last.trim(), reading);
    }
    for (sign, bound) in COMPARISONS {
        if let Some(rest) = text.strip_prefix(sign) {
            return bound(rest.trim(), reading);
        }
    }
    on(text, reading)
}

/// How a range without any day is written.
const NEVER: &str = "never";

impl DateRange {
    /// No day at all: what stands for a filter that cannot be read, so that nothing is found where it is required.
    pub const NEVER: Self = Self {
        first: Some(Date::MAX),
        last: Some(Date::MIN),
    };
}

/// What reads a date into a range that it bounds.
pub(super) type Bound = fn(&str, DateReading) -> Result<ReadRange, DateError>;

/// Comparisons, the longer sign first.
pub(super) const COMPARISONS: [(&str, Bound); 6] = [
    (">=", since),
    ("<=", until),
    ("≥", since),
    ("≤", until),
    (">", after),
    ("<", before),
];

/// The days of `text`.
pub(super) fn on(text: &str, reading: DateReading) -> Result<ReadRange, DateError> {
    let days = period(text, reading)?;
    Ok(days.bounded(Some(days.first), Some(days.last)))
}

/// From the first day of `text` on.
pub(super) fn since(text: &str, reading: DateReading) -> Result<ReadRange, DateError> {
    let days = period(text, reading)?;
    Ok(days.bounded(Some(days.first), None))
}

/// Up to the last day of `text`.
pub(super) fn until(text: &str, reading: DateReading) -> Result<ReadRange, DateError> {
    let days = period(text, reading)?;
    Ok(days.bounded(None, Some(days.last)))
}

/// From the day behind `text` on.
pub(super) fn after(text: &str, reading: DateReading) -> Result<ReadRange, DateError> {
    let days = period(text, reading)?;
    let next = days.last.tomorrow();
    let next = next.map_err(|_| DateError::YearOutOfRange(format!(">{text}")))?;
    Ok(days.bounded(Some(next), None))
}

/// Up to the day before `text`.
pub(super) fn before(text: &str, reading: DateReading) -> Result<ReadRange, DateError> {
    let days = period(text, reading)?;
    let previous = days.first.yesterday();
    let previous = previous.map_err(|_| DateError::YearOutOfRange(format!("<{text}")))?;
    Ok(days.bounded(None, Some(previous)))
}

/// From the first day of one date to the last of another. Where one of them can be read in one order only, so is the other.
pub(super) fn between(
    first: &str,
    last: &str,
    reading: DateReading,
) -> Result<ReadRange, DateError> {
    let order = reading.order.or_else(|| order_of(first).or(order_of(last)));
    let reading = DateReading { order, ..reading };
    match (first.is_empty(), last.is_empty()) {
        (true, true) => return Err(DateError::Empty),
        (true, false) => return until(last, reading),
        (false, true) => return since(first, reading),
        (false, false) => {}
    }
    let (from, to) = (period(first, reading)?, period(last, reading)?);
    if from.first > to.last {
        return Err(DateError::Reversed {
            first: first.to_owned(),
            last: last.to_owned(),
        });
    }
    Ok(ReadRange {
        range: DateRange {
            first: Some(from.first),
            last: Some(to.last),
        },
        assumed: from.assumed.or(to.assumed),
    })
}

/// First and last day of a date.
#[derive(Clone, Copy)]
struct Period {
    first: Date,
    last: Date,
    assumed: Option<DateOrder>,
}

impl Period {
    fn bounded(self, first: Option<Date>, last: Option<Date>) -> ReadRange {
        ReadRange {
            range: DateRange { first, last },
            assumed: self.assumed,
        }
    }
}

/// First and last day of a year, a month or a day: in numbers, or as people write them.
fn period(text: &str, reading: DateReading) -> Result<Period, DateError> {
    let read = in_numbers(text).map(|(first, last)| Period {
        first,
        last,
        assumed: None,
    });
    if !matches!(read, Err(DateError::NotADate(_))) {
        return read;
    }
    let written = days(text, reading).map(|days| Period {
        first: days.first,
        last: days.last,
        assumed: days.assumed,
    });
    match written {
        Some(period) => Ok(period),
        None if is_relative(text) => Err(DateError::NoToday(text.to_owned())),
        None => read,
    }
}

/// First and last day of `2024`, `2024-03` or `2024-03-05`.
fn in_numbers(text: &str) -> Result<(Date, Date), DateError> {
    if text.is_empty() {
        return Err(DateError::Empty);
    }
    let not_a_date = || DateError::NotADate(text.to_owned());
    let (negative, unsigned) = match text.strip_prefix(['-', '−']) {
        Some(rest) => (true, rest),
        None => (false, text),
    };
    let numbers: Vec<&str> = unsigned.split('-').collect();
    let widths_fit = numbers.iter().enumerate().all(|(place, digits)| {
        let width = if place == 0 { 4..=6 } else { 1..=2 };
        width.contains(&digits.len()) && digits.bytes().all(|b| b.is_ascii_digit())
    });
    if !widths_fit || numbers.len() > 3 {
        return Err(not_a_date());
    }
    let mut values = numbers.iter().map(|digits| digits.parse::<u32>().ok());
    let year = values.next().flatten().ok_or_else(not_a_date)?;
    // Six digits are how ISO 8601 writes years of any size; five are nobody's notation but 10000's.
    let year = i16::try_from(year)
        .ok()
        .filter(|year| *year <= 9999)
        .map(|year| if negative { -year } else { year })
        .ok_or_else(|| DateError::YearOutOfRange(text.to_owned()))?;
    days_of(text, year, values.next().flatten(), values.next().flatten())
}

/// First and last day of what is given of a date.
fn days_of(
    text: &str,
    year: i16,
    month: Option<u32>,
    day: Option<u32>,
) -> Result<(Date, Date), DateError> {
    let out_of_range = |_| DateError::YearOutOfRange(text.to_owned());
    let Some(month_number) = month else {
        let first = Date::new(year, 1, 1).map_err(out_of_range)?;
        return Ok((first, first.last_of_year()));
    };
    let no_such_month = || DateError::NoSuchMonth {
        text: text.to_owned(),
        month: month_number,
    };
    let month = i8::try_from(month_number).map_err(|_| no_such_month())?;
    let first = Date::new(year, month, 1).map_err(|_| no_such_month())?;
    let Some(day_number) = day else {
        return Ok((first, first.last_of_month()));
    };
    let no_such_day = || DateError::NoSuchDay {
        text: text.to_owned(),
        day: day_number,
        days: first.days_in_month(),
    };
    let day = i8::try_from(day_number).map_err(|_| no_such_day())?;
    let day = Date::new(year, month, day).map_err(|_| no_such_day())?;
    Ok((day, day))
}

/// How much of a date has to be written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd)]
enum Precision {
    Day,
    Month,
    Year,
}

/// The coarsest precision at which `date` is the start of a period.
fn starts(date: Date) -> Precision {
    match (date.month(), date.day()) {
        (1, 1) => Precision::Year,
        (_, 1) => Precision::Month,
        _ => Precision::Day,
    }
}

/// The coarsest precision at which `date` is the end of a period.
fn ends(date: Date) -> Precision {
    if date == date.last_of_year() {
        Precision::Year
    } else if date == date.last_of_month() {
        Precision::Month
    } else {
        Precision::Day
    }
}

fn written(date: Date, precision: Precision) -> String {
    let sign = if date.year() < 0 { "-" } else { "" };
    let year = date.year().unsigned_abs();
    match precision {
        Precision::Year => format!("{sign}{year:04}"),
        Precision::Month => format!("{sign}{year:04}-{:02}", date.month()),
        Precision::Day => format!("{sign}{year:04}-{:02}-{:02}", date.month(), date.day()),
    }
}

/// The shortest text that reads back as the same range.
impl fmt::Display for DateRange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.first, self.last) {
            (None, None) => f.write_str(".."),
            _ if *self == Self::NEVER => f.write_str(NEVER),
            (Some(first), None) => write!(f, "{}..", written(first, starts(first))),
            (None, Some(last)) => write!(f, "..{}", written(last, ends(last))),
            (Some(first), Some(last)) => {
                let precision = if starts(first) < ends(last) {
                    starts(first)
                } else {
                    ends(last)
                };
                let (first, last) = (written(first, precision), written(last, precision));
                if first == last {
                    f.write_str(&first)
                } else {
                    write!(f, "{first}..{last}")
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn days(text: &str) -> String {
        match parse_day_range(text) {
            Ok(range) => {
                let day = |date: Option<Date>| {
                    date.map_or("open".to_owned(), |date| written(date, Precision::Day))
                };
                format!("{} {}", day(range.first), day(range.last))
            }
            Err(error) => error.to_string(),
        }
    }

    #[test]
    fn ranges() {
        for (text, expected) in [
            ("2024", "2024-01-01 2024-12-31"),
            ("2024-02", "2024-02-01 2024-02-29"),
            ("2024-3-5", "2024-03-05 2024-03-05"),
            ("2024-03..2024-05", "2024-03-01 2024-05-31"),
            ("..2024", "open 2024-12-31"),
            ("2024..", "2024-01-01 open"),
            (">=2024-03-01", "2024-03-01 open"),
            (">2024", "2025-01-01 open"),
            ("<2024-03", "open 2024-02-29"),
            ("<=2024-03", "open 2024-03-31"),
            ("1492-10-12", "1492-10-12 1492-10-12"),
            ("-0044-03-15", "-0044-03-15 -0044-03-15"),
            ("-0044..0014", "-0044-01-01 0014-12-31"),
            ("0000", "0000-01-01 0000-12-31"),
            ("5 March 1987", "1987-03-05 1987-03-05"),
            ("March 1987", "1987-03-01 1987-03-31"),
            ("1987/03/05", "1987-03-05 1987-03-05"),
            ("1987/03", "1987-03-01 1987-03-31"),
            (">= 5 March 1987", "1987-03-05 open"),
            ("01/03/1987..31/03/1987", "1987-03-01 1987-03-31"),
            ("March 1987..May 1987", "1987-03-01 1987-05-31"),
            ("never", "9999-12-31 -9999-01-01"),
        ] {
            assert_eq!(days(text), expected, "{text}");
        }
    }

    #[test]
    fn impossible_dates_say_what_is_wrong() {
        for (text, expected) in [
            (
                "2024-02-30",
                "`2024-02-30` has a day `30`, and that month has 29",
            ),
            (
                "2023-02-29",
                "`2023-02-29` has a day `29`, and that month has 28",
            ),
            ("2024-13", "`2024-13` has a month `13`, and a year has 12"),
            (
                "2024-00-01",
                "`2024-00-01` has a month `0`, and a year has 12",
            ),
            (
                "2024-03-00",
                "`2024-03-00` has a day `0`, and that month has 31",
            ),
            (
                "12024",
                "`12024` is outside the calendar, which reaches from -9999 to 9999",
            ),
            (
                ">9999",
                "`>9999` is outside the calendar, which reaches from -9999 to 9999",
            ),
            ("24", "`24` is no date"),
            ("tomorrow", "`tomorrow` is no date"),
            (
                "yesterday",
                "`yesterday` is counted from today, and today is not known here",
            ),
            ("31 February 2024", "`31 February 2024` is no date"),
            ("2024-03-05-06", "`2024-03-05-06` is no date"),
            ("", "no date is given"),
            ("..", "no date is given"),
            (">=", "no date is given"),
            ("2024-05..2024-03", "`2024-05` is later than `2024-03`"),
        ] {
            assert_eq!(days(text), expected, "{text}");
        }
    }

    #[test]
    fn printed_as_short_as_possible() {
        for (text, expected) in [
            ("2024-01-01..2024-12-31", "2024"),
            ("2024-01..2024-03", "2024-01..2024-03"),
            ("2024-01-01..2025-12-31", "2024..2025"),
            ("2024-02-01..2024-02-29", "2024-02"),
            (">2024", "2025.."),
            ("-0044-01-01..", "-0044.."),
        ] {
            assert_eq!(
                parse_day_range(text).unwrap().to_string(),
                expected,
                "{text}"
            );
        }
    }

    proptest! {
        #[test]
        fn printing_reads_back(a in -3_650_000i32..2_900_000, length in 0i32..900, open in 0u8..3) {
            let epoch = Date::new(1970, 1, 1).unwrap();
            let day = |offset: i32| epoch.checked_add(jiff::Span::new().days(offset)).unwrap();
            let range = DateRange {
                first: (open != 1).then(|| day(a)),
                last: (open != 2).then(|| day(a + length)),
            };
            prop_assert_eq!(parse_day_range(&range.to_string()), Ok(range));
        }

        #[test]
        fn any_text_is_a_range_or_an_error(text in "[-0-9.<>= a-z/é]{0,16}") {
            if let Err(error) = parse_day_range(&text) {
                prop_assert!(!error.hint().is_empty());
            }
        }
    }
}
