//! Filters by date: `date aft 5/1/1987`, `date from 1/3/1987 to 31/3/1987`, `pd(19870301-19870331)`.

use super::pieces::{PieceKind, Pieces};
use super::service::{DateForm, Service, number_in};
use crate::dates::{DateReading, order_of};
use crate::query::date::{DateError, ReadRange, after, before, between, on, since, until};

/// A filter by date in a row of words.
pub(super) struct Found {
    pub(super) range: Result<ReadRange, DateError>,
    /// Where it ends, in characters.
    pub(super) end: usize,
}

/// The most words that a day has.
const MOST_WORDS: usize = 6;

/// The filter that begins at the piece `index`; `None` where none does.
pub(super) fn at(
    pieces: &Pieces<'_>,
    index: usize,
    service: &Service,
    dates: DateReading,
) -> Option<Found> {
    let start = pieces.all.get(index)?.start;
    let keys = service.dates.iter();
    let (key, form, from) = keys
        .filter_map(|(key, form)| behind(pieces, start, key).map(|from| (*key, *form, from)))
        .max_by_key(|(key, ..)| key.len())?;
    let ends = word_ends(pieces, from);
    let read = |end: &usize| (read(form, &pieces.plain(from, *end), dates), *end);
    let found = if form == DateForm::FromTo {
        from_to(pieces, from, &ends, dates)
    } else {
        ends.iter().map(read).find(|(range, _)| range.is_ok())
    };
    if let Some((range, end)) = found {
        return Some(Found { range, end });
    }
    // `date` alone is a word where no date follows.
    if !key.contains(' ') {
        return None;
    }
    let end = ends
        .into_iter()
        .take_while(|end| !ends_at_operator(pieces, from, *end, service))
        .last()
        .unwrap_or(from);
    let range = if form == DateForm::FromTo {
        on(&pieces.plain(from, end), dates).and(Err(DateError::NotADate(pieces.plain(start, end))))
    } else {
        read(&end).0
    };
    Some(Found { range, end })
}

/// Whether the last word of those from `from` up to `end` is an operator.
fn ends_at_operator(pieces: &Pieces<'_>, from: usize, end: usize, service: &Service) -> bool {
    let text = pieces.plain(from, end).to_lowercase();
    let last = text.split_whitespace().next_back().unwrap_or_default();
    let mut operators = service.operators.iter();
    operators.any(|(template, _)| number_in(template, last).is_some())
}

/// Where the text goes on behind the words of `key`, which begin at `start`.
fn behind(pieces: &Pieces<'_>, start: usize, key: &str) -> Option<usize> {
    let mut at = start;
    for word in key.split(' ') {
        at = skip_spaces(pieces, at);
        let end = at + word.chars().count();
        let is_there = pieces.plain(at, end).eq_ignore_ascii_case(word);
        let is_letters = word.chars().all(char::is_alphabetic);
        let goes_on = pieces.slice(end, end + 1).iter();
        let goes_on = goes_on
            .into_iter()
            .any(|c| c.value.is_alphanumeric() || c.is('('));
        if !is_there || (is_letters && goes_on) {
            return None;
        }
        at = end;
    }
    Some(skip_spaces(pieces, at))
}

fn skip_spaces(pieces: &Pieces<'_>, from: usize) -> usize {
    let rest = pieces.slice(from, pieces.characters.len());
    from + rest.iter().take_while(|c| c.is_space()).count()
}

/// Where each of the words at `from` ends that a day may have.
fn word_ends(pieces: &Pieces<'_>, from: usize) -> Vec<usize> {
    let rest = pieces.all.iter().filter(|piece| piece.end > from);
    let words = rest.take_while(|piece| piece.kind == PieceKind::Word);
    words.take(MOST_WORDS).map(|piece| piece.end).collect()
}

fn from_to(
    pieces: &Pieces<'_>,
    from: usize,
    ends: &[usize],
    dates: DateReading,
) -> Option<(Result<ReadRange, DateError>, usize)> {
    ends.iter().find_map(|end| {
        let first = pieces.plain(from, *end);
        on(&day(&first), dates).ok()?;
        let second = ["to", "and", "-"];
        let second = second.iter().find_map(|word| behind(pieces, *end, word))?;
        let mut ends = word_ends(pieces, second).into_iter();
        ends.find_map(|end| {
            let last = pieces.plain(second, end);
            let range = between(&day(&first), &day(&last), dates);
            // A range that ends before it starts is told as such.
            let is_range = !matches!(range, Err(DateError::NotADate(_)));
            is_range.then_some((range, end))
        })
    })
}

fn read(form: DateForm, text: &str, dates: DateReading) -> Result<ReadRange, DateError> {
    let text = day(text);
    match form {
        DateForm::On | DateForm::FromTo => on(&text, dates),
        DateForm::Since => since(&text, dates),
        DateForm::Until => until(&text, dates),
        DateForm::After => after(&text, dates),
        DateForm::Before => before(&text, dates),
    }
}

/// `-7` is seven days ago.
fn day(text: &str) -> String {
    let text = text.trim().trim_end_matches([',', ';']);
    match text.strip_prefix('-') {
        Some(days) if days.len() < 4 && days.bytes().all(|byte| byte.is_ascii_digit()) => {
            format!("{days} days ago")
        }
        _ => text.to_owned(),
    }
}

/// Relations between the parentheses of a filter, the longer first where one begins with the other.
const RELATIONS: [(&str, DateForm); 15] = [
    ("after ", DateForm::After),
    ("aft ", DateForm::After),
    ("before ", DateForm::Before),
    ("bef ", DateForm::Before),
    ("geq ", DateForm::Since),
    ("leq ", DateForm::Until),
    ("gtr ", DateForm::After),
    ("lss ", DateForm::Before),
    ("is ", DateForm::On),
    ("from ", DateForm::On),
    (">=", DateForm::Since),
    ("<=", DateForm::Until),
    (">", DateForm::After),
    ("<", DateForm::Before),
    ("=", DateForm::On),
];

/// The filters between the parentheses of `date(…)`: all of them hold.
pub(super) fn inside(text: &str, dates: DateReading) -> Vec<Result<ReadRange, DateError>> {
    let text = text.replace(['(', ')'], " ").to_ascii_lowercase();
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    // Where one of the days can be read in one order only, so are the others.
    let order = dates
        .order
        .or_else(|| text.split_whitespace().find_map(order_of));
    let dates = DateReading { order, ..dates };
    let filters = text.split(" and ");
    filters.map(|filter| one_inside(filter, dates)).collect()
}

fn one_inside(text: &str, dates: DateReading) -> Result<ReadRange, DateError> {
    let (form, text) = RELATIONS
        .iter()
        .find_map(|(relation, form)| Some((*form, text.strip_prefix(relation)?)))
        .unwrap_or((DateForm::On, text));
    if form != DateForm::On {
        return read(form, text, dates);
    }
    let is_number =
        |text: &str| matches!(text.len(), 4 | 8) && text.bytes().all(|byte| byte.is_ascii_digit());
    let range = text.split_once(" to ").or_else(|| text.split_once(".."));
    let range = range.or_else(|| {
        let range = text.split_once('-');
        range.filter(|(first, last)| is_number(first) && is_number(last))
    });
    match range {
        Some((first, last)) => between(&day(first), &day(last), dates),
        None => read(form, text, dates),
    }
}
