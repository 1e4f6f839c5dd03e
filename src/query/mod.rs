//! What the user asked, as a syntax tree: text to [`Query`] and back.
//!
//! Knows no index and no engine. The language is described in `syntax.md` ([`SYNTAX`]).
//!
//! [`parse`] never fails: characters are made plain, read as tokens, settled so that every operator has its
//! operands, and put together by binding strength. What could not be taken as it looks is a [`Problem`] with its
//! place. A query prints in canonical form, which parses back to an equal query without problems, and
//! [`describe`] says it in words.
//!
//! ```
//! use unbury::query::parse;
//!
//! let parsed = parse("“root causes” AND (peace OR war) -source:herald");
//! assert!(parsed.problems.is_empty());
//! assert_eq!(parsed.query.to_string(), "\"root causes\" (peace OR war) -source:herald");
//!
//! let parsed = parse("titel:peace");
//! assert_eq!(parsed.problems[0].message(), "no field `titel`; `titel:` is read as text");
//! ```

mod characters;
mod compose;
mod date;
mod describe;
mod display;
mod field;
mod lexer;
pub mod limits;
mod operators;
mod parser;
mod positions;
mod problem;
#[cfg(test)]
mod round_trips;
#[cfg(test)]
mod tests;
mod words;

pub use date::{DateError, parse_day_range};
pub use describe::describe;
pub use problem::{Problem, ProblemKind, Severity};

use crate::span::ByteSpan;

/// The language reference: what `unbury help syntax` prints.
pub const SYNTAX: &str = include_str!("syntax.md");

/// A query as understood, and what in its text was read otherwise than it looks.
#[derive(Debug, Clone, PartialEq)]
pub struct Parsed {
    /// What was understood; every article where nothing was.
    pub query: Query,
    /// In the order of the text.
    pub problems: Vec<Problem>,
}

/// Reads a query. Never fails: what is no query is prose, and prose is words.
///
/// Trees come out normal: groups of groups of the same kind are one group, a group of one is its member, a
/// double negation is none, weights of weights are multiplied and a weight of 1 is none.
pub fn parse(text: &str) -> Parsed {
    let read = within_limit(text);
    let (tokens, mut problems) = lexer::lex(read);
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

/// As much of a text as is read, cut between words where it has any.
fn within_limit(text: &str) -> &str {
    if text.len() <= limits::MAX_TEXT_BYTES {
        return text;
    }
    let cut = ByteSpan::new(0, text.floor_char_boundary(limits::MAX_TEXT_BYTES)).of(text);
    cut.rsplit_once(char::is_whitespace)
        .map_or(cut, |(words, _)| words)
}

/// A parsed query: a tree whose nodes remember where in the text they stood.
///
/// Two queries are equal when they mean the same tree; spans do not count.
#[derive(Debug, Clone)]
pub struct Query {
    /// What this node asks for.
    pub kind: QueryKind,
    /// Where it stood in the query text, in bytes.
    pub span: ByteSpan,
}

/// The kinds of node.
#[derive(Debug, Clone, PartialEq)]
pub enum QueryKind {
    /// Every article (an empty query, or filters only).
    All,
    /// One word operand.
    Term(Term),
    /// Words in quotes: exactly these words in this order, at most `slop` other words between them in all.
    Phrase {
        /// The words; each is matched as an exact surface form unless it is a wildcard or cased.
        terms: Vec<Term>,
        /// Other words allowed between, in all.
        slop: u32,
    },
    /// All of these (two or more).
    And(Vec<Query>),
    /// Any of these (two or more).
    Or(Vec<Query>),
    /// Not this.
    Not(Box<Query>),
    /// Two operands near each other.
    Near {
        /// First operand.
        left: Box<Query>,
        /// Second operand.
        right: Box<Query>,
        /// How near.
        within: Within,
        /// `pre/n`: left before right.
        ordered: bool,
        /// `not w/n`: a left with no right that near.
        negated: bool,
    },
    /// `atleastN(x)`: x occurs at least `count` times.
    AtLeast {
        /// How often, at least 1.
        count: u32,
        /// What.
        query: Box<Query>,
    },
    /// `firstN(x)`: x within the first `words` words of the body.
    First {
        /// How many words from the start.
        words: u32,
        /// What.
        query: Box<Query>,
    },
    /// The query holds in that field only.
    Field {
        /// Which field.
        field: Field,
        /// What must hold there.
        query: Box<Query>,
    },
    /// Published within a range of days.
    Date(DateRange),
    /// Counts `factor` times as much in ranking.
    Boost {
        /// Greater than 0, finite.
        factor: f32,
        /// What.
        query: Box<Query>,
    },
}

/// One word operand as written; analysis turns it into index terms.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Term {
    /// A plain word: any form of it outside quotes, exactly this surface form inside.
    /// May hold punctuation (`O'Brien`, `cease-fire`, `AT&T`): analysis may see several words in it.
    Word(String),
    /// `=Word`: this spelling, case and accents included.
    Cased(String),
    /// With `*` (any characters) or `?` (one character).
    Wildcard(String),
    /// `word~n`: up to `edits` (1 or 2) edits away.
    Fuzzy {
        /// The word.
        word: String,
        /// Largest edit distance, 1 or 2.
        edits: u8,
    },
    /// `/regex/`, over whole folded words.
    Regex(String),
}

/// How near two operands stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Within {
    /// Positions differ by at most this many (1 is adjacent).
    Words(u32),
    /// In one sentence.
    Sentence,
    /// In one paragraph.
    Paragraph,
}

/// The fields a query can name.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Field {
    /// The headline.
    Title,
    /// The text.
    Body,
    /// Bylines.
    Author,
    /// The outlet.
    Source,
    /// The outlet's section.
    Section,
    /// Keywords.
    Tag,
    /// ISO 639-1 code.
    Language,
    /// Canonical address.
    Url,
    /// The article's id.
    Id,
    /// Any other metadata, by its key.
    Meta(String),
}

/// Days from `first` to `last`, both included; open where `None`.
///
/// An article matches when the days it may have been published on overlap the range.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DateRange {
    /// First day.
    pub first: Option<jiff::civil::Date>,
    /// Last day.
    pub last: Option<jiff::civil::Date>,
}

impl PartialEq for Query {
    fn eq(&self, other: &Self) -> bool {
        self.kind == other.kind
    }
}
