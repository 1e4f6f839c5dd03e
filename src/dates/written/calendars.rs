//! Calendars that count other years than the Gregorian one, as they stand in written dates.

use jiff::civil::{Date, DateTime};

use super::reading::Reading;
use crate::article::Published;

/// Years of the Buddhist era that are read as such; they are 543 more than ours.
const THAI_YEARS: std::ops::RangeInclusive<i16> = 2400..=2700;

/// Years of the Persian solar calendar that are read as such.
const PERSIAN_YEARS: std::ops::RangeInclusive<i32> = 1200..=1500;

/// A year as it is counted in Thailand: in the Buddhist era, or ours.
pub(super) fn thai_year(year: i16) -> i16 {
    if THAI_YEARS.contains(&year) {
        year - 543
    } else {
        year
    }
}

/// A day that is written in ISO's order, in the calendar of its language.
pub(super) fn from_own(published: Published, reading: Reading<'_>) -> Published {
    let moved = |day: Date| {
        let year = i32::from(day.year());
        if reading.is_in("fa") && PERSIAN_YEARS.contains(&year) {
            return persian(year.unsigned_abs(), day.month(), day.day());
        }
        let year = thai_year(day.year());
        (reading.thai && year != day.year())
            .then(|| Date::new(year, day.month(), day.day()).ok())
            .flatten()
    };
    match published {
        Published::Day(day) => moved(day).map(Published::Day),
        Published::Local(at) => {
            moved(at.date()).map(|day| Published::Local(DateTime::from_parts(day, at.time())))
        }
        _ => None,
    }
    .unwrap_or(published)
}

/// The day of the Persian solar calendar, as ours; `None` where there is none.
///
/// Leap years by the cycle of 33 years, which agrees with the equinox from 1206 to 1498.
pub(super) fn persian(year: u32, month: i8, day: i8) -> Option<Date> {
    let year = i32::try_from(year).ok()?;
    let year = if year < 100 { 1300 + year } else { year };
    let longest = match month {
        1..=6 => 31,
        12 if !is_persian_leap(year) => 29,
        7..=12 => 30,
        _ => return None,
    };
    if !PERSIAN_YEARS.contains(&year) || !(1..=longest).contains(&day) {
        return None;
    }
    let length = |year: i32| if is_persian_leap(year) { 366 } else { 365 };
    let to_year: i32 = if year >= 1400 {
        (1400..year).map(length).sum()
    } else {
        -(year..1400).map(length).sum::<i32>()
    };
    let (month, day) = (i32::from(month), i32::from(day));
    let in_year = (month - 1) * 30 + (month - 1).min(6) + day - 1;
    let first = Date::new(2021, 3, 21).ok()?;
    first
        .checked_add(jiff::Span::new().try_days(to_year + in_year).ok()?)
        .ok()
}

fn is_persian_leap(year: i32) -> bool {
    matches!(year.rem_euclid(33), 1 | 5 | 9 | 13 | 17 | 22 | 26 | 30)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_of_the_persian_calendar() {
        let cases = [
            ((1400, 1, 1), Some("2021-03-21")),
            ((1400, 3, 22), Some("2021-06-12")),
            ((1399, 12, 30), Some("2021-03-20")),
            ((1398, 12, 30), None),
            ((1403, 12, 30), Some("2025-03-20")),
            ((1357, 11, 22), Some("1979-02-11")),
            ((1300, 1, 1), Some("1921-03-21")),
            ((1285, 5, 14), Some("1906-08-06")),
            ((1404, 7, 1), Some("2025-09-23")),
            ((1400, 7, 31), None),
            ((1400, 13, 1), None),
            ((99, 6, 1), Some("2020-08-22")),
        ];
        for ((year, month, day), expected) in cases {
            let found = persian(year, month, day).map(|day| day.to_string());
            assert_eq!(found.as_deref(), expected, "{year}-{month}-{day}");
        }
    }
}
