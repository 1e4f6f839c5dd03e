//! One question to an archive.

use super::ranking::Ranking;
use super::stories::Copies;
use crate::query::{Parsed, Problem, Query};

/// What to search for and how to answer.
#[derive(Debug, Clone)]
pub struct SearchRequest {
    /// What to look for, filters included.
    pub query: Query,
    /// What in the query's text was read otherwise than it looks: told first among the answer's notices.
    pub problems: Vec<Problem>,
    /// How its plain words combine.
    pub matching: Matching,
    /// Order of the articles.
    pub sort: Sort,
    /// The weights of the order by relevance.
    pub ranking: Ranking,
    /// What one place in the list is.
    pub ranked: Ranked,
    /// What is done with several articles of one story: also what is skipped and what is returned is counted so.
    pub copies: Copies,
    /// How many to skip from the front.
    pub offset: usize,
    /// How many to return; `None` for all.
    pub limit: Option<usize>,
    /// Passages an article, at most.
    pub passages: usize,
    /// How many times the usual work the query may take: 1, or more for one that was refused.
    pub effort: u32,
}

/// Effort of a query unless more is allowed: the usual work once.
pub const EFFORT: u32 = 1;

impl SearchRequest {
    /// The first ten articles by relevance, two passages each. A text is parsed: see [`Parsed::is_faithful`] for whether it
    /// was understood as it looks.
    pub fn new(query: impl Into<Parsed>) -> Self {
        let Parsed { query, problems } = query.into();
        Self {
            query,
            problems,
            matching: Matching::default(),
            sort: Sort::default(),
            ranking: Ranking::default(),
            ranked: Ranked::default(),
            copies: Copies::default(),
            offset: 0,
            limit: Some(10),
            effort: EFFORT,
            passages: 2,
        }
    }
}

/// How words that merely stand beside each other combine. The default is `AllElseSome`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Matching {
    /// All of them; where nothing has them all, what has some of them, marked as such.
    #[default]
    AllElseSome,
    /// All of them or nothing.
    All,
    /// Any of them.
    Any,
}

/// Order of the answer. The default is `Relevance`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Sort {
    /// Best first.
    #[default]
    Relevance,
    /// Latest publication first; undated articles last.
    Newest,
    /// Earliest publication first; undated articles last.
    Oldest,
}

/// What is ranked. The default is `Articles`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Ranked {
    /// Articles, each with its best passages.
    #[default]
    Articles,
    /// Passages of all articles in one list.
    Passages,
}
