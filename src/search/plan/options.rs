//! How a query is planned.

use crate::api::{Ranking, SearchRequest};

/// How the operands of an `AND` combine.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Need {
    /// All of them.
    All,
    /// Any of them; filters and exclusions hold in any case.
    Any,
    /// At least this many of them; function words of a question need not be among them.
    AtLeast(usize),
}

/// How a query is planned.
#[derive(Clone, Copy)]
pub(crate) struct PlanOptions {
    /// How the operands of an `AND` combine.
    pub(crate) need: Need,
    /// Factor on the work that a query may be.
    pub(crate) effort: u32,
    /// What a function word counts beside others.
    pub(crate) function_words: f32,
    /// Whether what it finds is counted: all words that a pattern stands for are searched, or the query is refused.
    pub(crate) exact: bool,
}

impl PlanOptions {
    /// All operands are needed, nothing is cut, and nothing is ranked but by default.
    pub(crate) fn all(effort: u32) -> Self {
        Self {
            need: Need::All,
            effort,
            function_words: Ranking::default().function_words,
            exact: true,
        }
    }

    /// What a request asks for, with `need` of its operands.
    pub(crate) fn of(request: &SearchRequest, need: Need) -> Self {
        Self {
            need,
            effort: request.effort,
            function_words: request.ranking.function_words,
            exact: false,
        }
    }
}
