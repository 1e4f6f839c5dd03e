//! Articles on the same matter as another.

use super::request::EFFORT;
use super::response::Hit;
use crate::article::Article;
use crate::query::Query;

/// Which article, and how many that are like it.
#[derive(Debug, Clone)]
pub struct SimilarRequest {
    /// The article; it need not be in the archive.
    pub article: Article,
    /// What the articles found are restricted to.
    pub filters: Query,
    /// How many, at most.
    pub limit: usize,
    /// Passages of each, at most.
    pub passages: usize,
    /// How many times the usual work it may take.
    pub effort: u32,
}

impl SimilarRequest {
    /// The ten articles most like another, with two passages of each.
    pub fn new(article: Article) -> Self {
        Self {
            article,
            filters: Query::all(),
            limit: 10,
            passages: 2,
            effort: EFFORT,
        }
    }
}

/// Articles on the same matter, most alike first.
#[derive(Debug, Clone)]
pub struct Similar {
    /// The words of the article that were looked for, most typical first.
    pub words: Vec<SoughtWord>,
    /// How many articles have any of them.
    pub articles: u64,
    /// Articles in the archive.
    pub searched: u64,
    /// Articles that were passed over because they are copies of the article, or of one that is listed.
    pub copies: u64,
    /// The articles, the first ones.
    pub hits: Vec<SimilarHit>,
}

/// A word that an article is known by.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
pub struct SoughtWord {
    /// The word, as the article has it first. It is looked for in any form.
    pub word: String,
    /// How often the article has it, in any form.
    pub occurrences: u64,
    /// Articles of the archive that have it, in any form.
    pub articles: u64,
    /// Occurrences times inverse document frequency.
    pub weight: f64,
}

/// An article that is like another.
#[derive(Debug, Clone)]
pub struct SimilarHit {
    /// The article, and the passages of it in which most of the words stand.
    pub hit: Hit,
    /// The words that it shares, as they are listed in [`Similar::words`].
    pub shared: Vec<String>,
}
