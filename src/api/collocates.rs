//! What words keep company with a query.

use super::keyness::SetSize;
use super::request::EFFORT;
use super::response::{Notice, Understood};
use crate::article::ArticleId;
use crate::query::{Parsed, Problem, Query};

/// Whose company, how near, and which words of it.
#[derive(Debug, Clone)]
pub struct CollocatesRequest {
    /// The node: what the words stand near. All its words are required, and each occurrence is a node.
    pub query: Query,
    /// What the articles are restricted to: those with the node, and those in which the words are counted.
    pub filters: Query,
    /// What in the query's text was read otherwise than it looks: told first among the notices.
    pub problems: Vec<Problem>,
    /// How near.
    pub window: Window,
    /// Order of the words.
    pub order: CollocateOrder,
    /// How many words, at most.
    pub limit: usize,
    /// Occurrences near the node that a word must have, at least.
    pub least_occurrences: u64,
    /// Whether function words and numbers are words too.
    pub function_words: bool,
    /// How many times the usual work the query may take.
    pub effort: u32,
}

impl CollocatesRequest {
    /// The thirty words that keep most company with a query, up to five words from it in its sentence. A text is parsed.
    pub fn new(query: impl Into<Parsed>) -> Self {
        let Parsed { query, problems } = query.into();
        Self {
            query,
            filters: Query::all(),
            problems,
            window: Window::default(),
            order: CollocateOrder::default(),
            limit: 30,
            least_occurrences: 5,
            function_words: false,
            effort: EFFORT,
        }
    }
}

/// How near a word must stand. The default is five words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Window {
    /// Up to so many words before or after, in the same sentence.
    Words(u32),
    /// In the same sentence.
    Sentence,
    /// In the same paragraph.
    Paragraph,
}

impl Default for Window {
    fn default() -> Self {
        Self::Words(5)
    }
}

/// Order of collocates. The default is `LogDice`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum CollocateOrder {
    /// By log dice: neither rare nor frequent words are preferred.
    #[default]
    LogDice,
    /// By mutual information: rare words first.
    MutualInformation,
    /// By t-score: frequent words first.
    TScore,
    /// By occurrences near the node.
    Frequency,
}

/// The company of a query.
#[derive(Debug, Clone)]
pub struct Collocates {
    /// Occurrences of the query in the articles that are counted.
    pub node_occurrences: u64,
    /// Words that stand near one of them.
    pub near_words: u64,
    /// The articles with the query.
    pub node: SetSize,
    /// All articles that words are counted in, these included.
    pub corpus: SetSize,
    /// How many words are frequent enough near the node, shown or not.
    pub collocates: u64,
    /// Those asked for.
    pub words: Vec<Collocate>,
    /// What was understood.
    pub understood: Understood,
    /// What the reader should know.
    pub notices: Vec<Notice>,
}

/// A word near the node. How each number is computed stands in `docs/statistics.md`.
#[derive(Debug, Clone, PartialEq)]
pub struct Collocate {
    /// The word, as it is mostly written in articles with the node.
    pub word: String,
    /// Occurrences near the node: one near two nodes is one.
    pub occurrences: u64,
    /// How many of them stand before the nearest node.
    pub left: u64,
    /// How many stand after it.
    pub right: u64,
    /// Occurrences in all articles.
    pub word_occurrences: u64,
    /// Articles in which it stands near the node.
    pub articles: u64,
    /// Occurrences near the node that are expected by chance.
    pub expected: f64,
    /// 14 + log2 of the Dice coefficient.
    pub log_dice: f64,
    /// How many times as often as by chance, as a power of two.
    pub mutual_information: f64,
    /// How sure it is that this is no chance.
    pub t_score: f64,
    /// One of the occurrences, in a body if there is one, where the two stand nearest; `None` where its article cannot be read.
    pub example: Option<CollocateExample>,
    /// A query that finds them together.
    pub query: String,
}

/// A word near the node, in its context.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct CollocateExample {
    /// The article.
    pub id: ArticleId,
    /// What stands before the two.
    pub left: String,
    /// From the first of the two to the last.
    pub keyword: String,
    /// What stands after them.
    pub right: String,
}
