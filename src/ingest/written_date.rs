//! Publication dates as newsrooms, mail and machines write them.
//!
//! ISO 8601 is read by [`Published`] itself. Here stand the rest: `9 March 2024`, `Mon, 04 Mar 2024 10:00:00 GMT`,
//! `26-FEB-1987 15:01:01.79`, `2024年3月9日`, `09/03/2024`, seconds since 1970. A date is read whole or not at all:
//! a word or number that has no place in it makes the text no date, so that nothing is dated by accident.

use jiff::Timestamp;
use jiff::civil::{Date, DateTime, Time};
use jiff::tz::Offset;
use unicode_normalization::UnicodeNormalization;

use super::calendar_words::{is_idle, month, zone_minutes};
use crate::article::Published;

/// Longest text that is looked at, in bytes; no written date is longer.
const LONGEST: usize = 120;

/// How to read `09/03/2024`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DateOrder {
    /// 9 March.
    DayFirst,
    /// September 3.
    MonthFirst,
    /// Two-digit years stand first: `24/03/09` is 9 March 2024. Otherwise as if no order were given.
    YearFirst,
}

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
/// Two-digit years lie between 1969 and 2068.
pub fn read(text: &str, order: Option<DateOrder>, language: Option<&str>) -> Option<WrittenDate> {
    if text.len() > LONGEST {
        return None;
    }
    if let Some(published) = text.parse().ok().or_else(|| unix_time(text.trim())) {
        return Some(WrittenDate {
            published,
            assumed: None,
        });
    }
    let plain = text.nfkc().collect::<String>().to_lowercase();
    let plain = plain.replace("a.m.", "am").replace("p.m.", "pm");
    let mut tokens = tokens(without_zone_name(&plain));
    let time = match take_time(&mut tokens) {
        Ok(time) => time,
        Err(Impossible) => return None,
    };
    let day = day_of(&tokens, order, language)?;
    Some(WrittenDate {
        published: with_time(day.published, time)?,
        assumed: day.assumed,
    })
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

#[derive(Debug, Clone, Copy, PartialEq)]
enum Token<'a> {
    /// Digits: their value and how many there are.
    Number(u32, usize),
    Word(&'a str),
    Mark(char),
    /// White space between two numbers, which separates them; elsewhere it says nothing.
    Space,
}

use Token::{Mark, Number, Space, Word};

/// Characters of Chinese, Japanese and Korean dates that are letters to Unicode and marks to a date.
const UNITS: &[char] = &[
    '年', '月', '日', '号', '時', '时', '点', '分', '秒', '년', '월', '일', '시', '분', '초',
];

fn tokens(text: &str) -> Vec<Token<'_>> {
    let mut found = Vec::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let same: fn(char) -> bool = if first.is_ascii_digit() {
            |ch| ch.is_ascii_digit()
        } else if first.is_alphabetic() && !UNITS.contains(&first) {
            |ch| ch.is_alphabetic() && !UNITS.contains(&ch)
        } else if first.is_whitespace() {
            char::is_whitespace
        } else {
            |_| false
        };
        let end = rest
            .find(|ch| !same(ch))
            .unwrap_or(rest.len())
            .max(first.len_utf8());
        let (run, after) = rest.split_at_checked(end).unwrap_or((rest, ""));
        found.push(match first {
            '0'..='9' => Number(run.parse().unwrap_or(u32::MAX), run.len()),
            _ if first.is_whitespace() => Space,
            _ if first.is_alphabetic() && !UNITS.contains(&first) => Word(run),
            '–' | '—' | '−' => Mark('-'),
            _ => Mark(first),
        });
        rest = after;
    }
    found.retain(|token| !matches!(token, Mark('(' | ')' | '[' | ']' | '|' | '·' | ';')));
    found
}

/// A time that no clock shows.
struct Impossible;

type Clock = Option<(Time, Option<Offset>)>;

/// Takes the time of day and its zone out of the tokens.
fn take_time(tokens: &mut Vec<Token<'_>>) -> Result<Clock, Impossible> {
    let Some((start, mut end, mut clock)) = (0..tokens.len()).find_map(|start| {
        let (length, clock) = clock_at(tokens.get(start..)?)?;
        Some((start, start + length, clock))
    }) else {
        return Ok(None);
    };
    let rest = |end: usize| tokens.get(end..).unwrap_or(&[]);
    let skip = usize::from(matches!(rest(end), [Space, ..]));
    if let [Word(half @ ("am" | "pm")), ..] = rest(end + skip) {
        if !(1..=12).contains(&clock.hour) {
            return Err(Impossible);
        }
        clock.hour = clock.hour % 12 + if *half == "pm" { 12 } else { 0 };
        end += skip + 1;
    } else if clock.needs_half {
        return Ok(None);
    }
    let time = clock.time().ok_or(Impossible)?;
    let skip = usize::from(matches!(rest(end), [Space, ..]));
    let (length, zone) = zone_at(rest(end + skip));
    if length > 0 {
        end += skip + length;
    }
    // The `T` of ISO 8601 before a zone that it does not know: `2024-03-04T10:00EST`.
    let joined = matches!(tokens.get(..start), Some([.., Number(..), Word("t")]));
    tokens.splice(start - usize::from(joined)..end.min(tokens.len()), [Space]);
    Ok(Some((time, zone)))
}

#[derive(Default)]
struct Hands {
    hour: u32,
    minute: u32,
    second: u32,
    nanosecond: i32,
    /// `10` alone is a time only with `am` or `pm` behind it.
    needs_half: bool,
}

impl Hands {
    fn time(&self) -> Option<Time> {
        // A leap second is shown as the second before it, as jiff and POSIX do.
        let second = if self.second == 60 { 59 } else { self.second };
        let small = |value: u32| i8::try_from(value).ok();
        Time::new(
            small(self.hour)?,
            small(self.minute)?,
            small(second)?,
            self.nanosecond,
        )
        .ok()
    }
}

/// A time of day at the start of the tokens: how many tokens it takes, and its hands.
fn clock_at(tokens: &[Token<'_>]) -> Option<(usize, Hands)> {
    let [Number(hour, 1..=2), after @ ..] = tokens else {
        return None;
    };
    let mut hands = Hands {
        hour: *hour,
        ..Hands::default()
    };
    let length = match after {
        [
            Mark(':'),
            Number(minute, 2),
            Mark(':'),
            Number(second, 2),
            fraction @ ..,
        ] => {
            (hands.minute, hands.second) = (*minute, *second);
            if let [Mark('.' | ','), Number(part, width), ..] = fraction {
                hands.nanosecond = nanoseconds(*part, *width);
                7
            } else {
                5
            }
        }
        [Mark(':') | Word("h"), Number(minute, 2), ..] => {
            hands.minute = *minute;
            3
        }
        [Mark('.'), Number(minute, 2), Word("uhr"), ..]
        | [
            Mark('時' | '时' | '点' | '시'),
            Number(minute, _),
            Mark('分' | '분'),
            ..,
        ] => {
            hands.minute = *minute;
            4
        }
        [Mark('.'), Number(minute, 2), Space, Word("uhr"), ..]
        | [Mark('시'), Space, Number(minute, _), Mark('분'), ..] => {
            hands.minute = *minute;
            5
        }
        [Space, Word("am" | "pm"), ..] | [Word("am" | "pm"), ..] => {
            hands.needs_half = true;
            1
        }
        _ => return None,
    };
    Some((length, hands))
}

fn nanoseconds(part: u32, width: usize) -> i32 {
    let scaled = match u32::try_from(width) {
        Ok(width @ 0..=9) => part.saturating_mul(10_u32.pow(9 - width)),
        _ => 0,
    };
    i32::try_from(scaled).unwrap_or(0)
}

/// A zone at the start of the tokens: how many tokens it takes, and its offset where it is known.
fn zone_at(tokens: &[Token<'_>]) -> (usize, Option<Offset>) {
    let (named, base) = match tokens {
        [Word(name), ..] if is_zone(name) => (1, zone_minutes(name)),
        _ => (0, None),
    };
    let (length, minutes) = match tokens.get(named..).unwrap_or(&[]) {
        [
            Mark(sign @ ('+' | '-')),
            Number(hours, 1..=2),
            Mark(':'),
            Number(minutes, 2),
            ..,
        ] => (4, signed_minutes(*sign, *hours, *minutes)),
        [Mark(sign @ ('+' | '-')), Number(value, 4), ..] => {
            (2, signed_minutes(*sign, value / 100, value % 100))
        }
        [Mark(sign @ ('+' | '-')), Number(hours, 1..=2), ..] if named == 1 => {
            (2, signed_minutes(*sign, *hours, 0))
        }
        _ => (0, base),
    };
    (
        named + length,
        minutes.and_then(|minutes| Offset::from_seconds(minutes * 60).ok()),
    )
}

/// Whether a word behind a time may be a zone, known or not.
fn is_zone(word: &str) -> bool {
    zone_minutes(word).is_some()
        || (matches!(word.len(), 3..=5)
            && word.is_ascii()
            && month(word).is_none()
            && !is_idle(word))
}

fn signed_minutes(sign: char, hours: u32, minutes: u32) -> Option<i32> {
    let total = i32::try_from(hours * 60 + minutes)
        .ok()
        .filter(|_| hours < 24 && minutes < 60)?;
    Some(if sign == '-' { -total } else { total })
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
fn day_of(
    tokens: &[Token<'_>],
    order: Option<DateOrder>,
    language: Option<&str>,
) -> Option<WrittenDate> {
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
    let mut months = Vec::new();
    let mut numbers = Vec::new();
    let mut marks = Vec::new();
    for token in tokens {
        match *token {
            Number(value, width) => numbers.push((value, width)),
            Word(word) => match month(word) {
                Some(number) => months.push((number, word, numbers.len())),
                None if is_idle(word) => {}
                None => return None,
            },
            Mark(mark @ ('/' | '.' | '-' | ',' | '\'' | '’' | ':')) => marks.push(mark),
            Mark(_) => return None,
            Space => {}
        }
    }
    if months.len() == 2 {
        // `mar.` is also the French, Spanish and Italian short form of Tuesday.
        months.retain(|(_, word, _)| *word != "mar");
    }
    match (months.as_slice(), numbers.as_slice()) {
        ([(month, _, _)], [year]) => certain(month_of(full_year(*year, false)?, *month)?),
        ([(month, _, _)], [first, second]) => {
            let (day, year) = if first.1 > 2 || first.0 > 31 {
                (second, first)
            } else {
                (first, second)
            };
            certain(Published::Day(calendar_day(
                full_year(*year, true)?,
                *month,
                *day,
            )?))
        }
        ([], [a, b]) if marks.len() == 1 => {
            let (month, year) = if a.1 == 4 { (b, a) } else { (a, b) };
            certain(month_of(full_year(*year, false)?, small(*month)?)?)
        }
        ([], [a, b, c]) => numeric_day([*a, *b, *c], &marks, (order, language)),
        _ => None,
    }
}

type Digits = (u32, usize);

fn small((value, width): Digits) -> Option<i8> {
    i8::try_from(value).ok().filter(|_| width <= 2)
}

/// A year of four digits, or of two where `short` years are allowed.
fn full_year((value, width): Digits, short: bool) -> Option<i16> {
    let value = i16::try_from(value).ok()?;
    match width {
        4 => Some(value),
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

/// `2024年3月9日`, `2024年3月`, `2024年`, `2024년 3월 9일`.
fn units_day(tokens: &[Token<'_>]) -> Option<Published> {
    let tokens: Vec<_> = tokens
        .iter()
        .copied()
        .filter(|token| *token != Space)
        .collect();
    match tokens.as_slice() {
        [Number(year, 4), Mark('年' | '년')] => full_year((*year, 4), false).map(Published::Year),
        [
            Number(year, 4),
            Mark('年' | '년'),
            Number(month, width),
            Mark('月' | '월'),
        ] => month_of(full_year((*year, 4), false)?, small((*month, *width))?),
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
            calendar_day(full_year((*year, 4), false)?, month, (*day, *day_width))
                .map(Published::Day)
        }
        _ => None,
    }
}

/// Three numbers: `2024/3/9`, `25/03/2024`, `09.03.24`, `09/03/2024`.
fn numeric_day(
    [a, b, c]: [Digits; 3],
    marks: &[char],
    (order, language): (Option<DateOrder>, Option<&str>),
) -> Option<WrittenDate> {
    let separated = matches!(marks, ['/', '/'] | ['-', '-'] | ['.', '.', ..] | []);
    if !separated {
        return None;
    }
    let day = |year, month: Digits, day| calendar_day(year, small(month)?, day).map(Published::Day);
    let certain = |published: Option<Published>| {
        Some(WrittenDate {
            published: published?,
            assumed: None,
        })
    };
    if a.1 == 4 {
        return certain(day(full_year(a, false)?, b, c));
    }
    if order == Some(DateOrder::YearFirst) && c.1 <= 2 {
        return certain(day(full_year(a, true)?, b, c));
    }
    let year = full_year(c, true)?;
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

#[cfg(test)]
mod tests;
