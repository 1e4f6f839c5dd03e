//! A word with its signs for other letters.

use std::fmt::Write as _;

use super::service::{Service, Sign};
use crate::query::characters::Character;
use crate::query::foreign_problem::ForeignProblem;
use crate::query::problem::ProblemKind;
use crate::query::tree::Term;

/// A word as read.
#[derive(Debug, PartialEq)]
pub(super) enum Reading {
    /// What it asks for, and whether that is no other form of it.
    Term(Term, bool),
    /// Nothing but signs.
    Nothing,
    /// It asks for something that there is not.
    Unknown(&'static str),
}

/// A part of a pattern.
enum Part {
    Letter(char),
    Any,
    One,
    Digit,
    UpTo(u32),
}

/// Reads a word by the signs of a service; `exact` is between quotation marks.
pub(super) fn term(
    word: &[Character],
    service: &Service,
    exact: bool,
    problems: &mut Vec<ProblemKind>,
) -> Reading {
    let sign = |character: &Character| {
        let of = |(sign, meaning): &(char, Sign)| character.is(*sign).then_some(*meaning);
        service.signs.iter().find_map(of)
    };
    let word = trimmed(word, |character| sign(character).is_some());
    if !word.iter().any(|c| c.value.is_alphanumeric()) {
        return Reading::Nothing;
    }
    let exact = exact || !service.any_form;
    let text: String = word.iter().map(|c| c.value).collect();
    if service.signs.contains(&('~', Sign::Forms))
        && let Some((first, last)) = text.split_once("~~")
    {
        let unknown = Reading::Unknown("a range of more numbers than can be written out");
        return numbers(first, last).map_or(unknown, |term| Reading::Term(term, exact));
    }
    let Letters {
        parts,
        edits,
        any_form,
    } = match letters(word, sign, problems) {
        Ok(letters) => letters,
        Err(asks) => return Reading::Unknown(asks),
    };
    if edits > 0 {
        if edits > 2 {
            problems.push(ForeignProblem::MostEdits("%".repeat(edits)).into());
        }
        let word: String = parts.iter().filter_map(Part::letter).collect();
        if word.chars().all(|c| c.is_ascii_digit()) {
            return Reading::Unknown("numbers that are alike");
        }
        let edits = if edits == 1 { 1 } else { 2 };
        return Reading::Term(Term::Fuzzy { word, edits }, exact);
    }
    Reading::Term(of_parts(&parts), exact && !any_form)
}

/// What the signs of a word say.
struct Letters {
    parts: Vec<Part>,
    edits: usize,
    any_form: bool,
}

/// The parts of a word; `Err` where a sign asks for what there is not.
fn letters(
    word: &[Character],
    sign: impl Fn(&Character) -> Option<Sign>,
    problems: &mut Vec<ProblemKind>,
) -> Result<Letters, &'static str> {
    let mut parts: Vec<Part> = Vec::with_capacity(word.len());
    let mut edits = 0;
    let mut any_form = false;
    let mut at = 0;
    while let Some(character) = word.get(at) {
        at += 1;
        let Some(meaning) = sign(character) else {
            // `econom[*5]`
            if !matches!(character.value, '[' | ']') {
                parts.push(Part::Letter(character.value));
            }
            continue;
        };
        match meaning {
            Sign::Any => parts.push(Part::Any),
            Sign::AnyOrOne => {
                let is_last = at == word.len();
                let is_repeated = matches!(parts.last(), Some(Part::Any));
                if !is_last || is_repeated {
                    problems.push(ForeignProblem::AnyLetters.into());
                }
                parts.push(Part::Any);
            }
            Sign::One => parts.push(Part::One),
            Sign::Digit => parts.push(Part::Digit),
            Sign::UpTo(most) => {
                let digits = word.get(at..).unwrap_or(&[]).iter();
                let digits: String = digits
                    .map(|c| c.value)
                    .take_while(char::is_ascii_digit)
                    .collect();
                at += digits.len();
                parts.push(Part::UpTo(digits.parse().unwrap_or(most).min(100)));
            }
            Sign::Forms => any_form = true,
            Sign::Fuzzy => edits += 1,
            Sign::Unknown(asks) => return Err(asks),
        }
    }
    Ok(Letters {
        parts,
        edits,
        any_form,
    })
}

impl Part {
    fn letter(&self) -> Option<char> {
        match self {
            Self::Letter(letter) => Some(*letter),
            _ => None,
        }
    }
}

/// A word, a pattern with `*` and `?` where these say it, else a regular expression.
fn of_parts(parts: &[Part]) -> Term {
    if parts.iter().all(|part| matches!(part, Part::Letter(_))) {
        return Term::Word(parts.iter().filter_map(Part::letter).collect());
    }
    let says = |part: &Part| matches!(part, Part::Letter(_) | Part::Any | Part::One);
    // One more letter at the end is a wildcard only in a word that has another.
    let stem = parts.iter().rposition(|part| !matches!(part, Part::One));
    let stem = stem.and_then(|last| parts.get(..=last)).unwrap_or(&[]);
    let ends_question = stem.len() < parts.len() && stem.iter().all(|p| p.letter().is_some());
    if parts.iter().all(says) && !ends_question {
        let mut pattern = String::new();
        for part in parts {
            match part {
                Part::Letter(letter) => pattern.push(*letter),
                Part::One => pattern.push('?'),
                _ if pattern.ends_with('*') => {}
                _ => pattern.push('*'),
            }
        }
        return Term::Wildcard(pattern);
    }
    let mut pattern = String::new();
    for part in parts {
        match part {
            Part::Letter(letter) => {
                if "\\.+*?()|[]{}^$#&-~".contains(*letter) {
                    pattern.push('\\');
                }
                pattern.push(*letter);
            }
            Part::Any => pattern.push_str(".*"),
            Part::One => pattern.push('.'),
            Part::Digit => pattern.push_str("[0-9]"),
            Part::UpTo(most) => {
                // Writing to a string cannot fail.
                let _ = write!(pattern, ".{{0,{most}}}");
            }
        }
    }
    Term::Regex(pattern)
}

/// The most numbers that a range of numbers is written out as.
const MOST_NUMBERS: u32 = 150;

/// `12~~24`: any of these numbers.
fn numbers(first: &str, last: &str) -> Option<Term> {
    let (first, last): (u32, u32) = (first.parse().ok()?, last.parse().ok()?);
    if last < first || last - first >= MOST_NUMBERS || last > 9999 {
        return None;
    }
    let numbers: Vec<String> = (first..=last).map(|number| number.to_string()).collect();
    Some(Term::Regex(numbers.join("|")))
}

/// A word without the punctuation around it.
fn trimmed(word: &[Character], is_sign: impl Fn(&Character) -> bool) -> &[Character] {
    let belongs = |c: &Character| c.value.is_alphanumeric() || is_sign(c);
    let start = word.iter().position(belongs).unwrap_or(word.len());
    // The signs of `C++` and the last full stop of `U.S.` belong to the word.
    let dotted = word.iter().filter(|c| c.value == '.').count() > 1;
    let last = word
        .iter()
        .rposition(|c| belongs(c) || matches!(c.value, '+' | '#') || (dotted && c.value == '.'));
    last.and_then(|last| word.get(start..=last)).unwrap_or(&[])
}
