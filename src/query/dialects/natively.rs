//! What the native language takes from those of other services, where its meaning is certain.

use super::dated;
use super::factiva::FACTIVA;
use super::lexis::LEXIS;
use super::pieces::Pieces;
use super::proquest::PROQUEST;
use super::service::{Meaning, number_in};
use crate::dates::DateReading;
use crate::query::date::ReadRange;
use crate::query::tree::Field;
use crate::span::ByteSpan;

/// What a name of another service asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::query) enum ForeignName {
    Field(Field),
    HeadlineOrLead(u32),
    Lead(u32),
    AtLeast(u32),
    /// In the headline or the text.
    Anywhere,
    AllCapitals,
    SmallLetters,
    /// It has no meaning here: what it asks for.
    Unknown(&'static str),
}

/// Words of the beginning, where a service names the headline and the beginning.
const LEAD_WORDS: u32 = 50;

fn name(meaning: Meaning, number: u32) -> Option<ForeignName> {
    Some(match meaning {
        Meaning::Field(place) => ForeignName::Field(place.field()),
        Meaning::HeadlineOrLead => ForeignName::HeadlineOrLead(LEAD_WORDS),
        Meaning::Lead(words) => ForeignName::Lead(words),
        Meaning::AtLeast => ForeignName::AtLeast(number.max(1)),
        Meaning::Anywhere => ForeignName::Anywhere,
        Meaning::AllCapitals => ForeignName::AllCapitals,
        Meaning::SmallLetters => ForeignName::SmallLetters,
        Meaning::Language => ForeignName::Field(Field::Language),
        Meaning::Unknown(asks) => ForeignName::Unknown(asks),
        Meaning::Plural => ForeignName::Unknown("the plural alone"),
        Meaning::Singular => ForeignName::Unknown("the singular alone"),
        _ => return None,
    })
}

/// What `word` before a parenthesis asks for: a section or command of Lexis, or a code of `ProQuest` in capitals.
pub(in crate::query) fn before_group(word: &str) -> Option<ForeignName> {
    let is_code = word.len() < 4 && word.bytes().all(|byte| byte.is_ascii_uppercase());
    let lower = word.to_ascii_lowercase();
    let names = if is_code { PROQUEST.names } else { LEXIS.names };
    names.iter().find_map(|(template, meaning)| {
        number_in(template, &lower).and_then(|number| name(*meaning, number))
    })
}

/// What the code before `=` asks for in Factiva.
pub(in crate::query) fn before_equals(code: &str) -> Option<ForeignName> {
    let lower = code.to_ascii_lowercase();
    let found = FACTIVA.names.iter().find(|(name, _)| *name == lower)?;
    name(found.1, 0)
}

/// Filters such as `date aft 5/1/1987` and `date from … to …`, each with its place; only those that can be read.
pub(in crate::query) fn date_filters(text: &str, dates: DateReading) -> Vec<(ByteSpan, ReadRange)> {
    const MOST: usize = 100;
    if !text.to_ascii_lowercase().contains("date ") {
        return Vec::new();
    }
    let pieces = Pieces::of(text, false);
    let begins = |at: &usize| {
        pieces.all.get(*at).is_some_and(|piece| {
            let word = pieces.slice(piece.start, piece.end);
            let is_literal = word.iter().any(|c| c.literal);
            !is_literal
                && word.len() == 4
                && pieces
                    .plain(piece.start, piece.end)
                    .eq_ignore_ascii_case("date")
        })
    };
    let found = (0..pieces.all.len()).filter(begins).take(MOST);
    let found = found.filter_map(|at| {
        let filter = dated::at(&pieces, at, &LEXIS, dates)?;
        let start = pieces.all.get(at)?.start;
        // `date 1987` is as often two words.
        let second = pieces.all.get(at + 1)?;
        let relation = pieces.plain(second.start, second.end);
        let is_plain = relation.starts_with(|c: char| c.is_ascii_digit());
        let span = pieces.span(start, filter.end);
        filter
            .range
            .ok()
            .filter(|_| !is_plain)
            .map(|range| (span, range))
    });
    found.collect()
}
