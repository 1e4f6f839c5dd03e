//! How often a query occurs.

use std::ops::Add;

use serde::Serialize;

use super::request::EFFORT;
use super::response::{Notice, Understood};
use crate::query::{Parsed, Problem, Query};

/// What to count.
#[derive(Debug, Clone)]
pub struct CountRequest {
    /// What occurs, filters included. All its words are required.
    pub query: Query,
    /// What in the query's text was read otherwise than it looks: told first among the notices.
    pub problems: Vec<Problem>,
    /// How many times as much work as usual the query may be.
    pub effort: u32,
}

impl CountRequest {
    /// Counts a query, or what a text is parsed to.
    pub fn new(query: impl Into<Parsed>) -> Self {
        let Parsed { query, problems } = query.into();
        Self {
            query,
            problems,
            effort: EFFORT,
        }
    }
}

/// A count, and what the reader should know about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Counted {
    /// The numbers.
    pub count: Count,
    /// What was understood.
    pub understood: Understood,
    /// How the query was understood, and why nothing matches.
    pub notices: Vec<Notice>,
}

/// How often a query occurs in an archive; every number is exact.
///
/// An *occurrence* is one match, as [`crate::passage::occurrences()`] defines it; what is negated never counts. A headline is one
/// sentence, and what occurs in it is counted: `title_…` say how much of the sums that is.
/// Sums of counts are those of articles of different stories.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
pub struct Count {
    /// Articles that match.
    pub articles: u64,
    /// Stories that they tell: copies are one story, an article without copies is one by itself.
    pub stories: u64,
    /// Sentences of these articles in which an occurrence starts.
    pub sentences: u64,
    /// Occurrences in these articles.
    pub occurrences: u64,
    /// How many of the sentences are headlines.
    pub title_sentences: u64,
    /// How many of the occurrences stand in headlines.
    pub title_occurrences: u64,
}

impl Add for Count {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self {
            articles: self.articles + other.articles,
            stories: self.stories + other.stories,
            sentences: self.sentences + other.sentences,
            occurrences: self.occurrences + other.occurrences,
            title_sentences: self.title_sentences + other.title_sentences,
            title_occurrences: self.title_occurrences + other.title_occurrences,
        }
    }
}
