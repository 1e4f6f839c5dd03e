//! What the user asked, as a syntax tree: text to [`Query`] and back.
//!
//! Knows no index and no engine. The language is described in `syntax.md` ([`SYNTAX`]).
//!
//! [`parse`] never fails. What could not be taken as it looks is a [`Problem`] with its place.
//!
//! | module | what it knows, in the order of the way from text to tree and back |
//! |---|---|
//! | `tree` | [`Query`], the syntax tree |
//! | `limits` | how large a query may be |
//! | `problem`, `foreign_problem` | what was read otherwise than it looks, in words and with a hint |
//! | `parsed` | [`parse`]: the whole way, from text to tree and problems |
//! | `characters` | characters made plain: quotation marks, dashes, full-width signs |
//! | `lexer`, `words`, `field`, `filters`, `date` | tokens: operators and quotes, words with their signs, names of fields, values of filters, dates |
//! | `foreign_words` | operators in small letters and of other services, among native tokens |
//! | `operators` | tokens settled so that every operator has its operands |
//! | `dialects` | tokens from the languages of other services, each by its own rules |
//! | `parser`, `positions` | tokens put together by binding strength; what has a position in a text |
//! | `compose` | trees put together by the program, such as filters |
//! | `display` | the canonical form, which parses back to an equal query without problems |
//! | `describe` | a query in words |
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

mod capitals;
mod characters;
mod compose;
mod date;
mod describe;
mod dialects;
mod display;
mod field;
mod filters;
mod foreign_problem;
mod foreign_words;
mod lexer;
pub mod limits;
mod operators;
mod parsed;
mod parser;
mod positions;
mod problem;
#[cfg(test)]
mod round_trips;
#[cfg(test)]
mod tests;
mod tree;
mod words;

pub use date::{DateError, parse_day_range};
pub use describe::describe;
pub use dialects::Syntax;
pub use foreign_problem::ForeignProblem;
pub use parsed::{Parsed, Reading, parse, parse_as};
pub use problem::{Problem, ProblemKind, Severity};
pub use tree::{CopyFilter, DateRange, Field, Query, QueryKind, Term, Within};

/// The language reference: what `unbury help syntax` prints.
pub const SYNTAX: &str = include_str!("syntax.md");
