//! Publication dates as newsrooms, mail and machines write them.
//!
//! ISO 8601 is read by [`Published`] itself. Here stand the rest: `9 March 2024`, `Mon, 04 Mar 2024 10:00:00 GMT`,
//! `26-FEB-1987 15:01:01.79`, `2024年3月9日`, `09/03/2024`, seconds since 1970. A date is read whole or not at all:
//! a word or number that has no place in it makes the text no date, so that nothing is dated by accident.

mod calendars;
mod clock;
mod han;
mod reading;
#[cfg(test)]
mod tests;
mod tokens;

use jiff::Timestamp;
use jiff::civil::{Date, DateTime};
use jiff::tz::Offset;

use super::calendar_words::{Month, is_idle, is_update, month};
use crate::article::Published;
use clock::{Clock, Impossible, take_time};
pub use reading::DateOrder;
use reading::{Reading, reading};
use tokens::{Mark, Number, Numbered, Space, Token, Word, plain, tokens, words};

/// Longest text that is looked at, in bytes; no written date is longer.
const LONGEST: usize = 120;

/// What a written date says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct WrittenDate {
    /// When.
    pub published: Published,
    /// The order that had to be assumed, because the text could mean two days and none was given.
    pub assumed: Option<DateOrder>,
}

/// Reads a date in any written form, or `None` where it is no date or an impossible one.
///
/// `order` settles `09/03/2024`. Without it the article's `language` does, and the answer says that it was assumed:
/// month first in English (unless it names another country than the US) and where the language is unknown.
/// Two-digit years lie between 1969 and 2068. Of several dates, `Published … | Updated …`, the first one counts that
/// is not said to be that of a change.
pub fn read(text: &str, order: Option<DateOrder>, language: Option<&str>) -> Option<WrittenDate> {
    if text.len() > LONGEST {
        return None;
    }
    let text = text.trim();
    let text = script_date(text)
        .or_else(|| day_with_zone(text))
        .unwrap_or(text);
    let reading = reading(text, order, language);
    if let Some(published) = text.parse().ok().or_else(|| unix_time(text)) {
        return Some(WrittenDate {
            published: calendars::from_own(published, reading),
            assumed: None,
        });
    }
    let plain = plain(text);
    whole(&plain, reading).or_else(|| part(&plain, reading))
}

/// The first date in a text that says other things too, to the day; as [`read`] reads it.
pub(crate) fn find(
    text: &str,
    order: Option<DateOrder>,
    language: Option<&str>,
) -> Option<WrittenDate> {
    let end = text.floor_char_boundary(FOUND_WITHIN);
    let text = text.get(..end)?;
    let reading = reading(text, order, language);
    let plain = plain(text);
    let words = words(&plain);
    let found = |label_counts: bool| {
        (0..words.len()).find_map(|start| {
            let first = words.get(start)?;
            let starts = first.contains(|ch: char| ch.is_ascii_digit())
                || month(first.trim_end_matches(['.', ',']), language).is_some();
            let label = words.get(..start)?.iter().rev().take(4);
            if !starts || (label_counts && label.clone().any(|word| is_update(bare(word)))) {
                return None;
            }
            (start + 1..=words.len().min(start + MOST_WORDS))
                .rev()
                .find_map(|end| {
                    let text = words.get(start..end)?.join(" ");
                    // Numbers with nothing but blanks between them are a row of figures.
                    let parted = text.contains(['/', '.', '-', '年', '년'])
                        || text.contains(char::is_alphabetic);
                    let date = whole(&text, reading).filter(|_| parted)?;
                    is_day(date.published).then_some(date)
                })
        })
    };
    found(true).or_else(|| found(false))
}

/// So much of a text a date is looked for in, in bytes.
const FOUND_WITHIN: usize = 400;

/// The longest date, in words.
const MOST_WORDS: usize = 10;

fn is_day(published: Published) -> bool {
    !matches!(published, Published::Year(_) | Published::Month(..))
}

/// A word without the marks around it.
fn bare(word: &str) -> &str {
    word.trim_matches(|ch: char| !ch.is_alphanumeric())
}

/// The number in `/Date(1623490200000)/`, as .NET writes dates into JSON.
fn script_date(text: &str) -> Option<&str> {
    let number = text.strip_prefix("/Date(")?.strip_suffix(")/")?;
    let zone = number.rfind(['+', '-']).filter(|at| *at > 0);
    number.get(..zone.unwrap_or(number.len()))
}

/// The day in `2024-03-09Z` and `2024-03-09+01:00`, as XML writes days.
fn day_with_zone(text: &str) -> Option<&str> {
    let (day, zone) = text.split_at_checked(10)?;
    let is_zone = match zone.as_bytes() {
        b"Z" => true,
        [b'+' | b'-', hour @ .., b':', _, _] => hour.len() == 2,
        _ => false,
    };
    (is_zone && day.parse::<Date>().is_ok()).then_some(day)
}

/// The date that a plain text is.
fn whole(plain: &str, reading: Reading<'_>) -> Option<WrittenDate> {
    let mut tokens = tokens(without_zone_name(plain));
    let time = match take_time(&mut tokens) {
        Ok(time) => time,
        Err(Impossible) => return None,
    };
    let day = day_of(&tokens, reading)?;
    Some(WrittenDate {
        published: with_time(day.published, time)?,
        assumed: day.assumed,
    })
}

/// The first part of a plain text that is a date, other parts than that of a change first.
fn part(plain: &str, reading: Reading<'_>) -> Option<WrittenDate> {
    let apart = plain.replace(['|', '•', '·', ';'], " | ");
    let mut parts: Vec<Vec<&str>> = vec![Vec::new()];
    for word in apart.split_whitespace() {
        // Of `15 رمضان 1441 الموافق 8 مايو 2020` the day of our calendar is the one that can be read.
        let separates = matches!(
            word,
            "|" | "-" | "–" | "—" | "/" | "=" | "الموافق" | "موافق"
        );
        if separates || is_update(bare(word)) {
            parts.push(Vec::new());
        }
        if !separates && let Some(last) = parts.last_mut() {
            last.push(word);
        }
    }
    if parts.len() < 2 {
        return None;
    }
    let changed = |part: &[&str]| part.first().is_some_and(|word| is_update(bare(word)));
    let date =
        |part: &Vec<&str>| whole(&part.join(" "), reading).filter(|date| is_day(date.published));
    let first = parts.iter().filter(|part| !changed(part)).find_map(date);
    first.or_else(|| parts.iter().find_map(date))
}

/// A date without the name of its zone in brackets, where a number says the same: `10:00 -0500 (EST)`.
fn without_zone_name(text: &str) -> &str {
    match text.rsplit_once(" (") {
        Some((date, name))
            if name.ends_with(')') && date.contains(':') && date.contains(['+', '-']) =>
        {
            date
        }
        _ => text,
    }
}

/// Seconds, milli-, micro- or nanoseconds since 1970, told apart by their size; `20240309103000`.
fn unix_time(text: &str) -> Option<Published> {
    let whole = text.split_once('.').map_or(text, |(whole, _)| whole);
    let digits = whole.strip_prefix('-').unwrap_or(whole);
    if !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    if let (12 | 14, Some(at)) = (digits.len(), compact_local(digits)) {
        return Some(Published::Local(at));
    }
    let value: i64 = whole.parse().ok()?;
    let timestamp = match digits.len() {
        9 | 10 => Timestamp::from_second(value),
        12 | 13 => Timestamp::from_millisecond(value),
        15 | 16 => Timestamp::from_microsecond(value),
        18 | 19 => Timestamp::from_nanosecond(i128::from(value)),
        _ => return None,
    };
    Some(Published::Instant(timestamp.ok()?, Offset::UTC))
}

/// `202403091030` or `20240309103000`, in years that such stamps come from.
fn compact_local(digits: &str) -> Option<DateTime> {
    let part = |from: usize, to: usize| digits.get(from..to)?.parse::<i8>().ok();
    let year: i16 = digits.get(..4)?.parse().ok()?;
    if !(1900..=2100).contains(&year) {
        return None;
    }
    let second = if digits.len() == 14 { part(12, 14)? } else { 0 };
    DateTime::new(
        year,
        part(4, 6)?,
        part(6, 8)?,
        part(8, 10)?,
        part(10, 12)?,
        second,
        0,
    )
    .ok()
}

fn with_time(day: Published, time: Clock) -> Option<Published> {
    match (day, time) {
        (day, None) => Some(day),
        (Published::Day(day), Some((time, None))) => {
            Some(Published::Local(DateTime::from_parts(day, time)))
        }
        (Published::Day(day), Some((time, Some(zone)))) => {
            let timestamp = zone.to_timestamp(DateTime::from_parts(day, time)).ok()?;
            Some(Published::Instant(timestamp, zone))
        }
        // A month or year with a time of day is no date.
        _ => None,
    }
}

/// The day, month or year that the tokens say, the time being taken out.
fn day_of(tokens: &[Token<'_>], reading: Reading<'_>) -> Option<WrittenDate> {
    let certain = |published| {
        Some(WrittenDate {
            published,
            assumed: None,
        })
    };
    if tokens
        .iter()
        .any(|token| matches!(token, Mark('年' | '년')))
    {
        return certain(units_day(tokens)?);
    }
    let (months, numbers, marks) = parts_of_day(tokens, reading)?;
    match (months.as_slice(), numbers.as_slice()) {
        ([(Month::Gregorian(month), _)], [year]) => {
            certain(month_of(full_year(*year, false, reading)?, *month)?)
        }
        ([(month, _)], [first, second]) => {
            let (day, year) = if first.1 > 2 || first.0 > 31 {
                (second, first)
            } else {
                (first, second)
            };
            let day = match month {
                Month::Gregorian(month) => {
                    calendar_day(full_year(*year, true, reading)?, *month, *day)?
                }
                Month::Persian(month) => calendars::persian(year.0, *month, small(*day)?)?,
            };
            certain(Published::Day(day))
        }
        ([], [a, b]) if marks.len() == 1 => {
            let (month, year) = if a.1 == 4 { (b, a) } else { (a, b) };
            certain(month_of(full_year(*year, false, reading)?, small(*month)?)?)
        }
        ([], [a, b, c]) => numeric_day([*a, *b, *c], &marks, reading),
        _ => None,
    }
}

/// Months with their words, numbers, and the marks between the numbers.
type DayParts<'t> = (Vec<(Month, &'t str)>, Vec<Digits>, Vec<char>);

/// The parts of a day; `None` where a word or mark has no place in it.
fn parts_of_day<'t>(tokens: &[Token<'t>], reading: Reading<'_>) -> Option<DayParts<'t>> {
    let mut months = Vec::new();
    let mut numbers = Vec::new();
    let mut marks = Vec::new();
    let mut romans = Vec::new();
    for token in tokens {
        match *token {
            Number(value, width) => numbers.push((value, width)),
            Numbered(number) => months.push((Month::Gregorian(number), "")),
            Word(word) => match month(word, reading.language) {
                Some(number) => months.push((number, word)),
                None if numbers.len() == 1 && roman(word).is_some() => romans.push(word),
                None if is_idle(word) => {}
                None => return None,
            },
            // What stands before the first number and behind the last does not part them.
            Mark('/' | '.' | '-' | ',' | '\'' | '’' | ':' | '،' | '、') if numbers.is_empty() =>
                {}
            Mark(mark @ ('/' | '.' | '-' | ',' | '\'' | '’' | ':' | '،' | '、')) => {
                marks.push((mark, numbers.len()));
            }
            Mark(_) => return None,
            Space => {}
        }
    }
    // `17 IV 2020`, as Poland, Hungary and Italy write it; a letter alone may be a word or a sign: `17.X.2020`.
    match romans.as_slice() {
        [word] if months.is_empty() && (word.len() > 1 || marks.len() == 2) => {
            months.push((Month::Gregorian(roman(word)?), ""));
        }
        words if words.iter().all(|word| is_idle(word)) => {}
        _ => return None,
    }
    let between = |(mark, at): &(char, usize)| (*at < numbers.len()).then_some(*mark);
    let marks: Vec<char> = marks.iter().filter_map(between).collect();
    // The Levant and the Gulf have other names for the months, and a paper of both writes both: `نيسان / أبريل`.
    months.dedup_by_key(|(month, _)| *month);
    if months.len() == 2 {
        // `mar.` is also the French, Spanish and Italian short form of Tuesday, `Paz` the Turkish one of Sunday, `sub` the
        // Serbian one of Saturday.
        months.retain(|(_, word)| !matches!(*word, "mar" | "paz" | "sub"));
    }
    Some((months, numbers, marks))
}

/// The month that a Roman number in small letters is.
fn roman(word: &str) -> Option<i8> {
    const ROMAN: [&str; 12] = [
        "i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x", "xi", "xii",
    ];
    Some((1..).zip(ROMAN).find(|(_, roman)| *roman == word)?.0)
}

type Digits = (u32, usize);

fn small((value, width): Digits) -> Option<i8> {
    i8::try_from(value).ok().filter(|_| width <= 2)
}

/// A year of four digits, or of two where `short` years are allowed.
fn full_year((value, width): Digits, short: bool, reading: Reading<'_>) -> Option<i16> {
    let value = i16::try_from(value).ok()?;
    match width {
        4 if reading.thai => Some(calendars::thai_year(value)),
        4 => Some(value),
        2 if short && reading.thai => Some(calendars::thai_year(2500 + value)),
        2 if short => Some(if value < 69 {
            2000 + value
        } else {
            1900 + value
        }),
        _ => None,
    }
}

fn month_of(year: i16, month: i8) -> Option<Published> {
    (1..=12)
        .contains(&month)
        .then_some(Published::Month(year, month))
}

fn calendar_day(year: i16, month: i8, day: Digits) -> Option<Date> {
    Date::new(year, month, small(day)?).ok()
}

/// `2024年3月9日`, `2024年3月`, `2024年`, `2024년 3월 9일`; words beside it say the weekday or what day it is.
fn units_day(tokens: &[Token<'_>]) -> Option<Published> {
    let mut tokens: Vec<_> = tokens
        .iter()
        .copied()
        .filter(|token| !matches!(token, Space | Mark(':' | ',' | '-')))
        .collect();
    while let Some(Word(word)) = tokens.first()
        && is_idle(word)
    {
        tokens.remove(0);
    }
    let year_of = |year| i16::try_from(year).ok();
    match tokens.as_slice() {
        [Number(year, 4), Mark('年' | '년')] => year_of(*year).map(Published::Year),
        [
            Number(year, 4),
            Mark('年' | '년'),
            Number(month, width),
            Mark('月' | '월'),
        ] => month_of(year_of(*year)?, small((*month, *width))?),
        [
            Number(year, 4),
            Mark('年' | '년'),
            Number(month, width),
            Mark('月' | '월'),
            Number(day, day_width),
            Mark('日' | '号' | '일'),
            ..,
        ] => {
            let month = small((*month, *width))?;
            calendar_day(year_of(*year)?, month, (*day, *day_width)).map(Published::Day)
        }
        _ => None,
    }
}

/// Three numbers: `2024/3/9`, `25/03/2024`, `09.03.24`, `09/03/2024`.
fn numeric_day(
    [a, b, c]: [Digits; 3],
    marks: &[char],
    reading: Reading<'_>,
) -> Option<WrittenDate> {
    let separated = matches!(marks, ['/', '/'] | ['-', '-'] | ['.', '.'] | []);
    if !separated {
        return None;
    }
    let (order, language) = (reading.order, reading.language);
    let day = |year, month: Digits, day| calendar_day(year, small(month)?, day).map(Published::Day);
    let certain = |published: Option<Published>| {
        Some(WrittenDate {
            published: published?,
            assumed: None,
        })
    };
    if a.1 == 4 {
        let first = day(full_year(a, false, reading)?, b, c);
        return certain(first.map(|first| calendars::from_own(first, reading)));
    }
    if order == Some(DateOrder::YearFirst) && c.1 <= 2 {
        return certain(day(full_year(a, true, reading)?, b, c));
    }
    let year = full_year(c, true, reading)?;
    if a.0 > 12 || a.0 == b.0 {
        return certain(day(year, b, a));
    }
    if b.0 > 12 {
        return certain(day(year, a, b));
    }
    match order {
        Some(DateOrder::DayFirst) => certain(day(year, b, a)),
        Some(DateOrder::MonthFirst) => certain(day(year, a, b)),
        // Nobody writes the month first with full stops.
        _ if marks.first() == Some(&'.') => certain(day(year, b, a)),
        _ if month_first_in(language) => Some(WrittenDate {
            published: day(year, a, b)?,
            assumed: Some(DateOrder::MonthFirst),
        }),
        _ => Some(WrittenDate {
            published: day(year, b, a)?,
            assumed: Some(DateOrder::DayFirst),
        }),
    }
}

fn month_first_in(language: Option<&str>) -> bool {
    let Some(language) = language else {
        return true;
    };
    let language = language.trim().to_ascii_lowercase();
    matches!(
        language.as_str(),
        "" | "en" | "eng" | "english" | "en-us" | "en_us"
    )
}
