//! How often a query occurs.

use std::ops::Add;

use serde::Serialize;

/// How often a query occurs in an archive; every number is exact.
///
/// An *occurrence* is one match, as [`crate::passage::occurrences()`] defines it; what is negated never counts. A headline is one
/// sentence, and what occurs in it is counted: `title_…` say how much of the sums that is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
pub struct Count {
    /// Articles that match.
    pub articles: u64,
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
            sentences: self.sentences + other.sentences,
            occurrences: self.occurrences + other.occurrences,
            title_sentences: self.title_sentences + other.title_sentences,
            title_occurrences: self.title_occurrences + other.title_occurrences,
        }
    }
}
