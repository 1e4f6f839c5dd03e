//! The days that a text names: a written date, or one that is told from today.

use jiff::Span;
use jiff::civil::{Date, Weekday};

use super::written::{self, DateOrder};
use crate::article::day_of_number;

/// What is known where dates of a query are read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct DateReading {
    /// How `05/03/2024` is read; where it is not said, the month stands first, and that is told.
    pub order: Option<DateOrder>,
    /// The day that `yesterday` and `30d` are counted from; without it they are no dates.
    pub today: Option<Date>,
}

/// Days from `first` to `last`, both included.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Days {
    /// First day.
    pub first: Date,
    /// Last day.
    pub last: Date,
    /// The order that had to be assumed, because the text could mean two days.
    pub assumed: Option<DateOrder>,
}

/// The days that `text` names; `None` where it is no date.
///
/// `5 March 1987`, `March 1987`, `05/03/1987`, `19870305` and whatever else [`written::read`] reads; counted from today `today`,
/// `yesterday`, `3 days ago`, `this week`, `last month`, `30d`, `last 30 days` (up to today).
pub fn days(text: &str, reading: DateReading) -> Option<Days> {
    let text = text.trim();
    if let Some((first, last)) = reading.today.and_then(|today| from_today(text, today)) {
        return Some(Days {
            first,
            last,
            assumed: None,
        });
    }
    let date = written::read(text, reading.order, None)?;
    Some(Days {
        first: day_of_number(date.published.first_day())?,
        last: day_of_number(date.published.last_day())?,
        assumed: date.assumed,
    })
}

/// Whether `text` names a day by counting from today.
pub fn is_relative(text: &str) -> bool {
    from_today(text.trim(), Date::constant(2000, 1, 1)).is_some()
}

/// The order of a date that can be read in one order only, such as `31/03/1987`.
pub fn order_of(text: &str) -> Option<DateOrder> {
    let mut numbers = text.trim().split(['/', '.', '-']);
    let (first, second, year) = (numbers.next()?, numbers.next()?, numbers.next()?);
    let is_year = |text: &str| matches!(text.len(), 2 | 4) && text.parse::<u16>().is_ok();
    let (first, second): (u8, u8) = (first.parse().ok()?, second.parse().ok()?);
    if numbers.next().is_some() || !is_year(year) {
        return None;
    }
    match (first, second) {
        (13.., ..=12) => Some(DateOrder::DayFirst),
        (..=12, 13..) => Some(DateOrder::MonthFirst),
        _ => None,
    }
}

fn from_today(text: &str, today: Date) -> Option<(Date, Date)> {
    let text = text.to_ascii_lowercase();
    let words: Vec<&str> = text.split_whitespace().collect();
    let day = |date: Date| Some((date, date));
    match words.as_slice() {
        ["today"] => day(today),
        ["yesterday"] => day(before(today, 1, Unit::Day)?),
        [number, unit, "ago"] => day(before(today, number.parse().ok()?, Unit::of(unit)?)?),
        ["this", unit] => Some((Unit::of(unit)?.first(today)?, today)),
        ["last" | "past", number, unit] => {
            let first = before(today, number.parse().ok()?, Unit::of(unit)?)?;
            Some((first, today))
        }
        ["last", unit] => {
            let unit = Unit::of(unit)?;
            let last = unit.first(today)?.yesterday().ok()?;
            Some((unit.first(last)?, last))
        }
        [count] => {
            let number = count.trim_end_matches(|c: char| c.is_ascii_alphabetic());
            let unit = Unit::of_letter(count.get(number.len()..)?)?;
            Some((before(today, number.parse().ok()?, unit)?, today))
        }
        _ => None,
    }
}

#[derive(Clone, Copy)]
enum Unit {
    Day,
    Week,
    Month,
    Year,
}

impl Unit {
    fn of(word: &str) -> Option<Self> {
        match word.strip_suffix('s').unwrap_or(word) {
            "day" => Some(Self::Day),
            "week" => Some(Self::Week),
            "month" => Some(Self::Month),
            "year" => Some(Self::Year),
            _ => None,
        }
    }

    fn of_letter(letter: &str) -> Option<Self> {
        match letter {
            "d" => Some(Self::Day),
            "w" => Some(Self::Week),
            "m" => Some(Self::Month),
            "y" => Some(Self::Year),
            _ => None,
        }
    }

    /// The first day of the unit that `date` lies in; weeks begin on Monday.
    fn first(self, date: Date) -> Option<Date> {
        match self {
            Self::Day => Some(date),
            Self::Week => {
                let days = date.weekday().since(Weekday::Monday);
                before(date, u16::try_from(days).ok()?, Self::Day)
            }
            Self::Month => Some(date.first_of_month()),
            Self::Year => Some(date.first_of_year()),
        }
    }
}

fn before(date: Date, number: u16, unit: Unit) -> Option<Date> {
    let number = i64::from(number);
    let span = match unit {
        Unit::Day => Span::new().try_days(number),
        Unit::Week => Span::new().try_weeks(number),
        Unit::Month => Span::new().try_months(number),
        Unit::Year => Span::new().try_years(number),
    };
    date.checked_sub(span.ok()?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn named(text: &str, order: Option<DateOrder>) -> String {
        let today = Some(Date::constant(2026, 3, 5));
        match days(text, DateReading { order, today }) {
            Some(days) if days.first == days.last => days.first.to_string(),
            Some(days) => format!("{}..{}", days.first, days.last),
            None => "no date".to_owned(),
        }
    }

    #[test]
    fn days_as_people_write_them() {
        for (text, expected) in [
            ("5 March 1987", "1987-03-05"),
            ("March 5, 1987", "1987-03-05"),
            ("Thu, 5 Mar 1987", "1987-03-05"),
            ("March 1987", "1987-03-01..1987-03-31"),
            ("1987/03/05", "1987-03-05"),
            ("19870305", "1987-03-05"),
            ("05.03.1987", "1987-03-05"),
            ("5. März 1987", "1987-03-05"),
            ("31/03/1987", "1987-03-31"),
            ("03/05/1987", "1987-03-05"),
            ("today", "2026-03-05"),
            ("Yesterday", "2026-03-04"),
            ("30d", "2026-02-03..2026-03-05"),
            ("2w", "2026-02-19..2026-03-05"),
            ("6m", "2025-09-05..2026-03-05"),
            ("1y", "2025-03-05..2026-03-05"),
            ("last 30 days", "2026-02-03..2026-03-05"),
            ("past 2 weeks", "2026-02-19..2026-03-05"),
            ("this week", "2026-03-02..2026-03-05"),
            ("last week", "2026-02-23..2026-03-01"),
            ("this month", "2026-03-01..2026-03-05"),
            ("last month", "2026-02-01..2026-02-28"),
            ("last year", "2025-01-01..2025-12-31"),
            ("3 days ago", "2026-03-02"),
            ("1 month ago", "2026-02-05"),
            ("31 February 1987", "no date"),
            ("99999y", "no date"),
            ("5x", "no date"),
            ("soon", "no date"),
            ("", "no date"),
        ] {
            assert_eq!(named(text, None), expected, "{text}");
        }
        let day_first = named("05/03/1987", Some(DateOrder::DayFirst));
        assert_eq!(day_first, "1987-03-05");
        assert_eq!(named("05/03/1987", None), "1987-05-03");
    }

    #[test]
    fn what_is_assumed_is_said() {
        let assumed = |text: &str| days(text, DateReading::default()).and_then(|days| days.assumed);
        assert_eq!(assumed("05/03/1987"), Some(DateOrder::MonthFirst));
        assert_eq!(assumed("25/03/1987"), None);
        assert_eq!(order_of("25/03/1987"), Some(DateOrder::DayFirst));
        assert_eq!(order_of("03/25/87"), Some(DateOrder::MonthFirst));
        assert_eq!(order_of("03/05/1987"), None);
        assert!(is_relative("30d") && !is_relative("1987"));
        assert_eq!(days("yesterday", DateReading::default()), None);
    }
}
