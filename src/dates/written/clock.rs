//! The time of day in a written date, and its zone.

use jiff::civil::Time;
use jiff::tz::Offset;

use super::tokens::{Mark, Number, Space, Token, Word};
use crate::dates::calendar_words::{is_afternoon, is_idle, month, zone_minutes};

/// A time that no clock shows.
pub(super) struct Impossible;

/// A time of day, and its offset from UTC where it is known.
pub(super) type Clock = Option<(Time, Option<Offset>)>;

/// Takes the time of day and its zone out of the tokens.
pub(super) fn take_time(tokens: &mut Vec<Token<'_>>) -> Result<Clock, Impossible> {
    let Some((mut start, mut end, mut clock)) = (0..tokens.len()).find_map(|start| {
        let (length, clock) = clock_at(tokens, start)?;
        Some((start, start + length, clock))
    }) else {
        return Ok(None);
    };
    let rest = |end: usize| tokens.get(end..).unwrap_or(&[]);
    let space = |end: usize| usize::from(matches!(rest(end), [Space, ..]));
    if let [Word("uhr" | "uur" | "h" | "hs" | "hrs" | "น" | "บเจ"), ..] = rest(end + space(end))
    {
        end += space(end) + 1;
    }
    let behind = match rest(end + space(end)) {
        [Word(word), ..] => is_afternoon(word).map(|afternoon| (*word, afternoon)),
        _ => None,
    };
    let before = match tokens.get(..start) {
        Some([.., Word(word)]) => Some((*word, 1)),
        Some([.., Word(word), Space]) => Some((*word, 2)),
        _ => None,
    };
    // `du 12:30` and `em 12:30` are no halves of a day.
    let before = before.filter(|(word, _)| !word.is_ascii() || matches!(*word, "am" | "pm"));
    if let Some((word, afternoon)) = behind {
        clock.set_half(word, afternoon)?;
        end += space(end) + 1;
    } else if let Some((word, length)) = before
        && let Some(afternoon) = is_afternoon(word)
    {
        clock.set_half(word, afternoon)?;
        start -= length;
    } else if clock.needs_half {
        return Ok(None);
    }
    let time = clock.time().ok_or(Impossible)?;
    let (length, zone) = zone_at(rest(end + space(end)));
    if length > 0 {
        end += space(end) + length;
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
    /// Sets the half of the day that a word says: `6:30 pm`, `下午6:30`.
    fn set_half(&mut self, word: &str, afternoon: bool) -> Result<(), Impossible> {
        let twelve = (1..=12).contains(&self.hour);
        if !twelve && matches!(word, "am" | "pm") {
            return Err(Impossible);
        }
        // Noon begins before twelve.
        if twelve && !(word == "中午" && self.hour > 9) {
            self.hour = self.hour % 12 + if afternoon { 12 } else { 0 };
        }
        Ok(())
    }

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

/// A time of day at a place in the tokens: how many tokens it takes, and its hands.
fn clock_at(tokens: &[Token<'_>], start: usize) -> Option<(usize, Hands)> {
    let [Number(hour, 1..=2), after @ ..] = tokens.get(start..)? else {
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
        [Mark('.'), Number(minute, 2), rest @ ..] if is_dotted_time(tokens.get(..start), rest) => {
            hands.minute = *minute;
            3
        }
        [
            Mark('時' | '时' | '点' | '시'),
            Number(minute, _),
            Mark('分' | '분'),
            ..,
        ] => {
            hands.minute = *minute;
            4
        }
        [Mark('시'), Space, Number(minute, _), Mark('분'), ..]
        | [Space, Word("h"), Space, Number(minute, 2), ..] => {
            hands.minute = *minute;
            5
        }
        [Mark('時' | '시') | Word("h" | "uhr"), ..] => 2,
        [Space, Word("uhr"), ..] => 3,
        [Space, Word("am" | "pm"), ..] | [Word("am" | "pm"), ..] => {
            hands.needs_half = true;
            1
        }
        _ => return None,
    };
    Some((length, hands))
}

/// Whether `18.30` is a time: behind a year or a word for hours, or before a zone or its like.
fn is_dotted_time(before: Option<&[Token<'_>]>, after: &[Token<'_>]) -> bool {
    if matches!(after, [Mark('.' | '-' | '/' | ':'), ..]) {
        return false;
    }
    let led = match before {
        Some([.., Number(_, 4), Space] | [.., Number(_, 4), Mark(','), Space]) => true,
        Some([.., Word(word), Space] | [.., Word(word), Mark('.' | ':'), Space]) => matches!(
            *word,
            "kl" | "klo"
                | "klokka"
                | "klokken"
                | "klockan"
                | "um"
                | "ore"
                | "alle"
                | "at"
                | "om"
                | "kell"
                | "pukul"
        ),
        _ => false,
    };
    let next = match after {
        [Word(word), ..] | [Space, Word(word), ..] => Some(*word),
        _ => None,
    };
    led || next.is_some_and(|word| {
        matches!(word, "uhr" | "uur" | "h" | "hs" | "hrs")
            || is_afternoon(word).is_some()
            || zone_minutes(word).is_some()
    })
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
    let (mut length, minutes) = match tokens.get(named..).unwrap_or(&[]) {
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
    // The zone's name may follow its number, which counts.
    if named == 0 && length > 0 {
        length += match tokens.get(length..) {
            Some([Word(name), ..]) if zone_minutes(name).is_some() => 1,
            Some([Space, Word(name), ..]) if zone_minutes(name).is_some() => 2,
            _ => 0,
        };
    }
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
            && month(word, None).is_none()
            && !is_idle(word))
}

fn signed_minutes(sign: char, hours: u32, minutes: u32) -> Option<i32> {
    let total = i32::try_from(hours * 60 + minutes)
        .ok()
        .filter(|_| hours < 24 && minutes < 60)?;
    Some(if sign == '-' { -total } else { total })
}
