//! The whole way from text to tree, within the limits.

use super::capitals::is_prose_in_capitals;
use super::dialects::{self, Syntax};
use super::foreign_problem::ForeignProblem;
use super::lexer::{Token, TokenKind};
use super::problem::{Problem, ProblemKind, Severity};
use super::tree::Query;
use super::{foreign_words, lexer, limits, operators, parser};
use crate::dates::DateReading;
use crate::span::ByteSpan;

/// A query as understood, and what in its text was read otherwise than it looks.
#[derive(Debug, Clone, PartialEq)]
pub struct Parsed {
    /// What was understood; every article where nothing was.
    pub query: Query,
    /// In the order of the text.
    pub problems: Vec<Problem>,
}

impl Parsed {
    /// Whether no problem can have changed what was meant.
    pub fn is_faithful(&self) -> bool {
        self.problems
            .iter()
            .all(|problem| problem.severity() == Severity::Note)
    }
}

impl From<Query> for Parsed {
    /// A query that was made without text has no problems.
    fn from(query: Query) -> Self {
        Self {
            query,
            problems: Vec::new(),
        }
    }
}

impl From<&str> for Parsed {
    fn from(text: &str) -> Self {
        parse(text)
    }
}

/// Reads a query. Never fails: what is no query is prose, and prose is words.
///
/// Trees come out normal: groups of groups of the same kind are one group, a group of one is its member, a
/// double negation is none, weights of weights are multiplied and a weight of 1 is none.
pub fn parse(text: &str) -> Parsed {
    parse_as(text, Reading::default())
}

/// How a query's text is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Reading {
    /// The language it is written in.
    pub syntax: Syntax,
    /// How its dates are read.
    pub dates: DateReading,
}

/// Reads a query as [`parse`] does, with what is known of how it was meant.
pub fn parse_as(text: &str, reading: Reading) -> Parsed {
    let read = limits::within_limit(text);
    let (query, mut problems) = match reading.syntax {
        Syntax::Native => native(read, reading),
        _ => foreign(read, reading),
    };
    problems.sort_by_key(|problem| problem.span.start);
    if problems.len() > limits::MAX_PROBLEMS {
        let unlisted = problems.split_off(limits::MAX_PROBLEMS);
        let place = unlisted
            .first()
            .map_or(ByteSpan::default(), |problem| problem.span);
        problems.push(Problem {
            kind: ProblemKind::MoreProblems(unlisted.len()),
            span: place,
        });
    }
    if read.len() < text.len() {
        problems.push(Problem {
            kind: ProblemKind::TextCut,
            span: ByteSpan::new(read.len(), text.len()),
        });
    }
    Parsed { query, problems }
}

fn native(text: &str, reading: Reading) -> (Query, Vec<Problem>) {
    let lowered = is_prose_in_capitals(text).then(|| text.to_ascii_lowercase());
    let text = lowered.as_deref().unwrap_or(text);
    let (tokens, mut problems) = lexer::lex(text, reading.dates);
    if lowered.is_some() {
        problems.push(Problem {
            kind: ProblemKind::ProseInCapitals,
            span: ByteSpan::new(0, text.len()),
        });
    }
    let tokens = if lowered.is_some() {
        tokens
    } else {
        foreign_words::read(text, tokens, reading.dates, &mut problems)
    };
    let tokens = operators::settle(text, tokens, &mut problems);
    let mixes = mixes_nearness_with_small_or(text, &tokens);
    let query = parser::tree(text, tokens, &mut problems).unwrap_or_else(Query::all);
    let is_assumed = |problem: &&Problem| matches!(problem.kind, ProblemKind::ReadAs(_));
    if let Some(place) = mixes.and(problems.iter().find(is_assumed)) {
        let span = place.span;
        problems.push(Problem {
            kind: ForeignProblem::OrBindsLast.into(),
            span,
        });
    }
    (query, problems)
}

/// The first `or` in small letters, where nearness stands in the same query: it is written as in Lexis.
fn mixes_nearness_with_small_or(text: &str, tokens: &[Token]) -> Option<ByteSpan> {
    let is_near = |token: &Token| matches!(token.kind, TokenKind::Near(_));
    let small = |token: &&Token| token.kind == TokenKind::Or && token.span.of(text) == "or";
    let found = tokens.iter().find(small).map(|token| token.span);
    found.filter(|_| tokens.iter().any(is_near))
}

/// A text in the language of another service: what it is in the native one is said.
fn foreign(text: &str, reading: Reading) -> (Query, Vec<Problem>) {
    let mut problems = Vec::new();
    let tokens = dialects::native_tokens(text, reading.syntax, reading.dates, &mut problems);
    let tokens = operators::settle(text, tokens.unwrap_or_default(), &mut problems);
    let query = parser::tree(text, tokens, &mut problems).unwrap_or_else(Query::all);
    // How operators bind is another's rule, and the whole is shown.
    problems.retain(|problem| !matches!(problem.kind, ProblemKind::ReadAs(_)));
    let canonical = query.to_string();
    if canonical != text {
        problems.push(Problem {
            kind: ProblemKind::ReadAs(query.to_string_within(LONGEST_TRANSLATION)),
            span: ByteSpan::new(0, text.len()),
        });
    }
    (query, problems)
}

/// Bytes of a translation that are shown at most.
const LONGEST_TRANSLATION: usize = 2000;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_in_capitals_is_prose_where_it_has_function_words() {
        for (text, read) in [
            (
                "LET US TALK ABOUT THE OIL AND GAS INDUSTRY",
                "let us talk about the oil \\and gas industry",
            ),
            ("WHAT THE IMF WANTS OR NOT", "what the imf wants \\or \\not"),
            ("OPEC AND IRAN", "OPEC IRAN"),
            ("US AND IT", "US IT"),
            ("Talk ABOUT US", "Talk ABOUT US"),
            ("THE OIL \"AND GAS\"", "THE OIL \"AND GAS\""),
        ] {
            let parsed = parse(text);
            let is_prose = read.starts_with(char::is_lowercase);
            assert_eq!(parsed.query, parse(read).query, "{text}");
            assert_eq!(
                parsed
                    .problems
                    .iter()
                    .any(|problem| problem.kind == ProblemKind::ProseInCapitals),
                is_prose,
                "{text}"
            );
        }
    }
}
