//! Queries over time.

use super::count::CountRequest;
use super::groups::{Group, GroupedCount};
use crate::article::Article;
use crate::dates::Period;
use crate::query::{Field, Query};
use crate::statistics::Trend;

/// What is followed over time.
#[derive(Debug, Clone)]
pub struct TimelineRequest {
    /// The queries, without the conditions of `within`.
    pub queries: Vec<CountRequest>,
    /// Which articles are looked at: shares are of these.
    pub within: Query,
    /// How long a step is; `None` for one by which there are at most sixty.
    pub period: Option<Period>,
    /// What becomes of articles dated more coarsely than a step.
    pub coarse: CoarseDates,
    /// A line for each of the commonest values of a field, its share being of the articles with that value.
    pub split: Option<Split>,
    /// Whether trends are of counts, not of shares.
    pub by_counts: bool,
    /// Bursts of each query that are named by their articles, at most.
    pub bursts: usize,
}

/// What becomes of articles dated more coarsely than a step, such as `1987` among months.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum CoarseDates {
    /// They are in no step, and counted apart.
    #[default]
    Apart,
    /// Each is put into one of the steps that it may be of, so that of those with one date every step has as many, or one more. Which of them
    /// is where does not depend on how they were indexed, nor on the query.
    Spread,
}

/// A line for each value of a field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Split {
    /// The field.
    pub field: Field,
    /// Values, at most: those of most articles that the query finds.
    pub most: usize,
}

/// Queries over time.
#[derive(Debug, Clone)]
pub struct Timeline {
    /// How long a step is.
    pub period: Period,
    /// What became of articles dated more coarsely.
    pub coarse: CoarseDates,
    /// The steps, in order and without holes, from the first to the last in which an article looked at is dated.
    pub steps: Vec<Group>,
    /// Articles looked at.
    pub all: u64,
    /// One for each query, or for each value of each query.
    pub series: Vec<Series>,
}

/// A query over time.
#[derive(Debug, Clone)]
pub struct Series {
    /// Which of the queries asked it is, from 0.
    pub asked: usize,
    /// The value that it is restricted to.
    pub value: Option<String>,
    /// Its numbers, one for each step.
    pub counts: GroupedCount,
    /// Whether it rises or falls; `None` where there are too few or too many steps to say.
    pub trend: Option<Trend>,
    /// When it was far more common than usual, the strongest first.
    pub bursts: Vec<NamedBurst>,
    /// How many bursts there are, named or not.
    pub all_bursts: usize,
}

/// Steps in which a query is far more common than usual, with its articles. See [`crate::statistics::bursts`].
#[derive(Debug, Clone)]
pub struct NamedBurst {
    /// Its first step, from 0.
    pub first: usize,
    /// Its last step.
    pub last: usize,
    /// How strong it is; comparable within one archive.
    pub weight: f64,
    /// Articles found in its steps.
    pub articles: u64,
    /// All articles of these steps.
    pub all: u64,
    /// The query that finds them.
    pub query: Query,
    /// The best of them, of each headline one.
    pub best: Vec<Article>,
}
