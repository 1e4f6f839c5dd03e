//! Days, weeks, months and longer: what articles are counted by, over time.

use std::fmt;

use jiff::civil::Date;

use crate::article::{day_number, day_of_number};

/// How long one step of a timeline is. The steps of a period are numbered, in order and without holes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Period {
    /// A calendar day, numbered from 1970-01-01.
    Day,
    /// Monday to Sunday, as ISO 8601 numbers them in a year.
    Week,
    /// A calendar month.
    Month,
    /// Three months, from January, April, July, October.
    Quarter,
    /// A calendar year; before year 1 there is a year 0, as in ISO 8601.
    Year,
    /// Ten years, from one that ends in 0.
    Decade,
}

/// Steps up to which a timeline is read at one look.
const FEW: i64 = 60;

/// Days from the Monday that weeks are numbered from, 1969-12-29, to 1970-01-01.
const MONDAY: i64 = 3;

impl Period {
    /// Every period, the shortest first.
    pub const ALL: [Self; 6] = [
        Self::Day,
        Self::Week,
        Self::Month,
        Self::Quarter,
        Self::Year,
        Self::Decade,
    ];

    /// What a user types.
    pub fn name(self) -> &'static str {
        match self {
            Self::Day => "day",
            Self::Week => "week",
            Self::Month => "month",
            Self::Quarter => "quarter",
            Self::Year => "year",
            Self::Decade => "decade",
        }
    }

    /// The period of that name.
    pub fn of_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|period| period.name() == name)
    }

    /// The shortest by which the days from `first` to `last` (since 1970-01-01) are at most sixty steps; else decades.
    pub fn fitting(first: i64, last: i64) -> Self {
        let is_few = |period: &Self| period.number(last) - period.number(first) < FEW;
        Self::ALL.into_iter().find(is_few).unwrap_or(Self::Decade)
    }

    /// The number of the step in which a day lies, in days since 1970-01-01.
    pub fn number(self, day: i64) -> i64 {
        match self {
            Self::Day => day,
            Self::Week => (day + MONDAY).div_euclid(7),
            Self::Month => {
                let (year, month) = year_and_month(day);
                year * 12 + month - 1
            }
            Self::Quarter => {
                let (year, month) = year_and_month(day);
                year * 4 + (month - 1) / 3
            }
            Self::Year => year_and_month(day).0,
            Self::Decade => year_and_month(day).0.div_euclid(10),
        }
    }

    /// The first day of a step; that of the calendar where the step begins before it.
    pub fn first_day(self, number: i64) -> Date {
        let (year, month) = match self {
            Self::Day => return day_of_number(number).unwrap_or(Date::MIN),
            Self::Week => return day_of_number(number * 7 - MONDAY).unwrap_or(Date::MIN),
            Self::Month => (number.div_euclid(12), number.rem_euclid(12) + 1),
            Self::Quarter => (number.div_euclid(4), number.rem_euclid(4) * 3 + 1),
            Self::Year => (number, 1),
            Self::Decade => (number * 10, 1),
        };
        let year = i16::try_from(year).ok();
        let month = i8::try_from(month).ok();
        let day = year
            .zip(month)
            .map(|(year, month)| Date::new(year, month, 1));
        day.and_then(Result::ok).unwrap_or(Date::MIN)
    }

    /// The last day of a step; that of the calendar where the step ends behind it.
    pub fn last_day(self, number: i64) -> Date {
        let next = self.first_day(number + 1);
        // Behind the last step there is no day to begin the next one with.
        if next <= self.first_day(number) {
            return Date::MAX;
        }
        next.yesterday().unwrap_or(Date::MAX)
    }

    /// How a step is called: `2024-03-05`, `2024-W10`, `2024-03`, `2024-Q1`, `2024`, `2020s`.
    pub fn label(self, number: i64) -> String {
        let day = self.first_day(number);
        match self {
            Self::Day => format!("{}-{:02}-{:02}", year(day.year()), day.month(), day.day()),
            Self::Week => {
                let week = day.iso_week_date();
                format!("{}-W{:02}", year(week.year()), week.week())
            }
            Self::Month => format!("{}-{:02}", year(day.year()), day.month()),
            Self::Quarter => format!("{}-Q{}", year(day.year()), number.rem_euclid(4) + 1),
            Self::Year => year(day.year()),
            Self::Decade if number >= 0 => format!("{}s", year(day.year())),
            Self::Decade => {
                let last = self.last_day(number).year();
                format!("{}..{}", year(day.year()), year(last))
            }
        }
    }

    /// How many steps may lie between the labels of an axis so that they fall on round dates, the fewest first.
    pub fn axis_steps(self) -> &'static [i64] {
        match self {
            Self::Day => &[1, 7, 14, 28, 91, 182, 364, 3640, 36_400, 364_000],
            Self::Week => &[1, 2, 4, 13, 26, 52, 520, 5200, 52_000],
            Self::Month => &[1, 3, 6, 12, 24, 60, 120, 240, 600, 1200, 12_000],
            Self::Quarter => &[1, 2, 4, 8, 20, 40, 80, 200, 400, 4000],
            Self::Year | Self::Decade => &[1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 5000],
        }
    }
}

impl fmt::Display for Period {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// A year as a query writes it: `0044`, `-0044`.
fn year(year: i16) -> String {
    let sign = if year < 0 { "-" } else { "" };
    format!("{sign}{:04}", year.unsigned_abs())
}

/// Year and month (1 to 12) of a day since 1970-01-01, in the proleptic Gregorian calendar.
///
/// Howard Hinnant, "chrono-compatible low-level date algorithms", `civil_from_days`: years begin in March there, so that the day that
/// some of them have more is their last.
fn year_and_month(day: i64) -> (i64, i64) {
    const DAYS_OF_400_YEARS: i64 = 146_097;
    /// From 0000-03-01 to 1970-01-01.
    const DAYS_TO_1970: i64 = 719_468;
    let day = day + DAYS_TO_1970;
    let era = day.div_euclid(DAYS_OF_400_YEARS);
    let of_era = day.rem_euclid(DAYS_OF_400_YEARS);
    let year = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year + year / 4 - year / 100);
    let from_march = (5 * of_year + 2) / 153;
    let month = if from_march < 10 {
        from_march + 3
    } else {
        from_march - 9
    };
    (era * 400 + year + i64::from(month <= 2), month)
}

/// Whether all days from `first` to `last` (since 1970-01-01) lie in one step, and then its number.
pub(crate) fn step_of(period: Period, first: i64, last: i64) -> Option<i64> {
    let number = period.number(first);
    (first == last || period.number(last) == number).then_some(number)
}

/// Days from one date to another, both included.
pub(crate) fn days_between(first: Date, last: Date) -> i64 {
    day_number(last) - day_number(first) + 1
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn steps_have_names_and_days() {
        let table = "\
day      2024-03-05     2024-03-05    2024-03-05     2024-03-05
week     2024-03-05     2024-W10      2024-03-04     2024-03-10
week     2021-01-03     2020-W53      2020-12-28     2021-01-03
month    2024-02-05     2024-02       2024-02-01     2024-02-29
quarter  2024-12-31     2024-Q4       2024-10-01     2024-12-31
year     1641-10-23     1641          1641-01-01     1641-12-31
decade   1987-10-23     1980s         1980-01-01     1989-12-31
decade   0003-10-23     0000s         0000-01-01     0009-12-31
decade   -000044-03-15  -0050..-0041  -000050-01-01  -000041-12-31
month    -000044-03-15  -0044-03      -000044-03-01  -000044-03-31
year     9999-12-31     9999          9999-01-01     9999-12-31
decade   -009999-01-01  -9999..-9991  -009999-01-01  -009991-12-31";
        for row in table.lines() {
            let cells: Vec<&str> = row.split_whitespace().collect();
            let period = Period::of_name(cells[0]).unwrap();
            let number = period.number(day_number(cells[1].parse().unwrap()));
            let found = [
                period.label(number),
                period.first_day(number).to_string(),
                period.last_day(number).to_string(),
            ];
            assert_eq!(found, cells[2..], "{row}");
        }
    }

    #[test]
    fn a_period_fits_what_it_is_of() {
        for (first, last, period) in [
            ("1987-02-26", "1987-02-26", Period::Day),
            ("1987-02-26", "1987-10-20", Period::Week),
            ("1985-02-26", "1987-10-20", Period::Month),
            ("1980-02-26", "1990-10-20", Period::Quarter),
            ("1970-02-26", "2024-10-20", Period::Year),
            ("1641-02-26", "2024-10-20", Period::Decade),
            ("-009999-01-01", "9999-12-31", Period::Decade),
        ] {
            let day = |text: &str| day_number(text.parse().unwrap());
            assert_eq!(Period::fitting(day(first), day(last)), period, "{first}");
        }
    }

    proptest! {
        #[test]
        fn every_day_lies_between_the_ends_of_its_step(
            day in -4_371_587_i64..2_932_896, period in prop::sample::select(Period::ALL.to_vec()),
        ) {
            let date = day_of_number(day).unwrap();
            prop_assert_eq!(year_and_month(day), (i64::from(date.year()), i64::from(date.month())));
            let number = period.number(day);
            let (first, last) = (period.first_day(number), period.last_day(number));
            prop_assert!(first <= date && date <= last, "{first} {date} {last}");
            prop_assert_eq!(step_of(period, day_number(first), day_number(last)), Some(number));
            if first > Date::MIN {
                prop_assert_eq!(period.number(day_number(first) - 1), number - 1);
            }
            if last < Date::MAX {
                prop_assert_eq!(period.number(day_number(last) + 1), number + 1);
            }
        }
    }
}
