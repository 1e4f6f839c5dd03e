//! The whole way from text to tree, within the limits.

use super::capitals::is_prose_in_capitals;
use super::problem::{Problem, ProblemKind, Severity};
use super::tree::Query;
use super::{lexer, limits, operators, parser};
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
    let read = limits::within_limit(text);
    let lowered = is_prose_in_capitals(read).then(|| read.to_ascii_lowercase());
    let read = lowered.as_deref().unwrap_or(read);
    let (tokens, mut problems) = lexer::lex(read);
    if lowered.is_some() {
        problems.push(Problem {
            kind: ProblemKind::ProseInCapitals,
            span: ByteSpan::new(0, read.len()),
        });
    }
    let tokens = operators::settle(read, tokens, &mut problems);
    let query = parser::tree(read, tokens, &mut problems).unwrap_or_else(Query::all);
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
