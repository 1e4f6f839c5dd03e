//! Days as a query writes them: `2024`, `2024-03`, `2024-03-05`, ranges of them, comparisons.

use std::fmt;

use jiff::civil::Date;
use thiserror::Error;

use super::tree::DateRange;

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
            _ => "write a date as `2024`, `2024-03` or `2024-03-05`, a range as `2024-03..2024-05`, years before 1000 as `0044` or `-0044`".to_owned(),
        }
    }
}

/// Reads a range of days: `2024`, `2024-03`, `2024-03-05`, `A..B`, `A..`, `..B`, `>=A`, `>A`, `<=A`, `<A`.
///
/// A year or month stands for all its days: `>2024` begins on 2025-01-01, `..2024-03` ends on 2024-03-31.
///
/// # Errors
///
/// Where the text is no date, names a day that never was, or ends before it starts.
pub fn parse_day_range(text: &str) -> Result<DateRange, DateError> {
    let text = text.trim();
    if let Some((first, last)) = text.split_once("..") {
        return between(first.trim(), last.trim());
    }
    for (sign, bound) in COMPARISONS {
        if let Some(rest) = text.strip_prefix(sign) {
            return bound(rest.trim());
        }
    }
    let (first, last) = period(text)?;
    Ok(DateRange {
        first: Some(first),
        last: Some(last),
    })
}

type Bound = fn(&str) -> Result<DateRange, DateError>;

/// Comparisons, the longer sign first.
const COMPARISONS: [(&str, Bound); 6] = [
    (">=", since),
    ("<=", until),
    ("≥", since),
    ("≤", until),
    (">", after),
    ("<", before),
];

/// From the first day of `text` on.
pub(super) fn since(text: &str) -> Result<DateRange, DateError> {
    Ok(DateRange {
        first: Some(period(text)?.0),
        last: None,
    })
}

/// Up to the last day of `text`.
pub(super) fn until(text: &str) -> Result<DateRange, DateError> {
    Ok(DateRange {
        first: None,
        last: Some(period(text)?.1),
    })
}

fn after(text: &str) -> Result<DateRange, DateError> {
    let next = period(text)?
        .1
        .tomorrow()
        .map_err(|_| DateError::YearOutOfRange(format!(">{text}")))?;
    Ok(DateRange {
        first: Some(next),
        last: None,
    })
}

fn before(text: &str) -> Result<DateRange, DateError> {
    let previous = period(text)?
        .0
        .yesterday()
        .map_err(|_| DateError::YearOutOfRange(format!("<{text}")))?;
    Ok(DateRange {
        first: None,
        last: Some(previous),
    })
}

fn between(first: &str, last: &str) -> Result<DateRange, DateError> {
    let range = match (first.is_empty(), last.is_empty()) {
        (true, true) => return Err(DateError::Empty),
        (true, false) => until(last)?,
        (false, true) => since(first)?,
        (false, false) => DateRange {
            first: Some(period(first)?.0),
            last: Some(period(last)?.1),
        },
    };
    match (range.first, range.last) {
        (Some(from), Some(to)) if from > to => Err(DateError::Reversed {
            first: first.to_owned(),
            last: last.to_owned(),
        }),
        _ => Ok(range),
    }
}

/// First and last day of a year, a month or a day.
fn period(text: &str) -> Result<(Date, Date), DateError> {
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
