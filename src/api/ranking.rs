//! How articles are ranked: the constants of `docs/ranking.md`, which an experiment changes.

use jiff::civil::Date;

/// What counts beside BM25, and how much. The default is what was found best; see `docs/ranking.md`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Ranking {
    /// How much a function word (`the`, `which`) counts beside two other words or more; 1 as any other word.
    pub function_words: f32,
    /// What a word adds by standing in the title, in shares of its inverse document frequency.
    pub title: f32,
    /// What it adds by standing at the beginning of the body.
    pub lead: f32,
    /// What it adds by standing close to other words of the query.
    pub closeness: f32,
    /// Articles, the best by BM25, that are ranked again by the three above.
    pub candidates: usize,
    /// Articles published around a day count more.
    pub recency: Option<Recency>,
}

impl Ranking {
    /// BM25 alone.
    pub const BM25: Self = Self {
        function_words: 1.0,
        title: 0.0,
        lead: 0.0,
        closeness: 0.0,
        candidates: 1,
        recency: None,
    };
}

impl Default for Ranking {
    fn default() -> Self {
        Self {
            function_words: 0.2,
            title: 0.4,
            lead: 0.1,
            closeness: 0.1,
            candidates: 100,
            recency: None,
        }
    }
}

/// Articles published around a day count more: twice on the day itself, and less the further away from it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Recency {
    /// The day.
    pub day: Date,
    /// Days before or after it at which half of the advantage is gone.
    pub half_life: f32,
}
