//! A query over the terms of one index: what the first pass of planning makes, and the second builds from.

use crate::passage::Source;
use crate::search::queries::filter::Filter;

/// A query whose words, patterns and names have been looked up.
pub(crate) enum Resolved {
    /// All documents.
    All,
    /// No document.
    None,
    /// All of these.
    And(Vec<Operand>),
    /// Any of these.
    Or(Vec<Operand>),
    /// The documents that do not match.
    Not(Box<Resolved>),
    /// With scores multiplied.
    Boost(f32, Box<Resolved>),
    /// A condition, which does not score.
    Filter(Filter),
    /// What is looked for in the text.
    Leaf(Leaf),
}

/// One of the queries that a boolean query joins.
pub(crate) struct Operand {
    pub(crate) query: Resolved,
    /// How often it stands there.
    pub(crate) times: f32,
    /// Whether it is a function word beside others that say what the query is about.
    pub(crate) is_function_word: bool,
}

/// A word, a phrase or another condition on positions.
pub(crate) struct Leaf {
    pub(crate) source: Source,
    /// Inverse document frequency.
    pub(crate) idf: f32,
    /// Upper bound of the number of documents that hold it.
    pub(crate) documents: u64,
    /// The word it looks for, folded, if it is one plain word.
    pub(crate) word: Option<String>,
}
