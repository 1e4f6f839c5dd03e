//! What words are typical of a set of articles, beside another set.

use super::request::EFFORT;
use super::response::{Notice, Understood};
use crate::query::{Parsed, Problem, Query};

/// Which articles, beside which, and which words of them.
#[derive(Debug, Clone)]
pub struct KeynessRequest {
    /// The articles that are looked at. All its words are required.
    pub query: Query,
    /// The articles that they are compared with; `None` for all others in the languages of the set. What is in both sets counts in the
    /// first.
    pub against: Option<Query>,
    /// What both sets are restricted to.
    pub filters: Query,
    /// What in the query's text was read otherwise than it looks: told first among the notices.
    pub problems: Vec<Problem>,
    /// Order of the words.
    pub order: KeynessOrder,
    /// How many words, at most.
    pub limit: usize,
    /// Articles of the set that must have a word, at least; `None` for one in fifty, and at least three.
    pub least_articles: Option<u64>,
    /// Whether function words and numbers are words too.
    pub function_words: bool,
    /// Whether words are listed too that nearly always stand between the same two words: parts of a text that is repeated in many
    /// articles.
    pub repeated: bool,
    /// How many times the usual work each query may take.
    pub effort: u32,
}

impl KeynessRequest {
    /// The thirty words and phrases most typical of a query's articles, beside all others. A text is parsed.
    pub fn new(query: impl Into<Parsed>) -> Self {
        let Parsed { query, problems } = query.into();
        Self {
            query,
            against: None,
            filters: Query::all(),
            problems,
            order: KeynessOrder::default(),
            limit: 30,
            least_articles: None,
            function_words: false,
            repeated: false,
            effort: EFFORT,
        }
    }
}

/// Order of typical words. The default is `Conservative`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum KeynessOrder {
    /// By the conservative log ratio: what is both frequent and typical.
    #[default]
    Conservative,
    /// By the log ratio: what is nowhere else, however rare.
    LogRatio,
    /// By G²: what makes the most difference in all, which are frequent words.
    LogLikelihood,
    /// By the conservative log ratio of the articles that have it, however often they do: what a single long article repeats counts
    /// once.
    Articles,
    /// By occurrences.
    Frequency,
}

/// Words that are typical of a set, most typical first.
#[derive(Debug, Clone)]
pub struct Keyness {
    /// The set.
    pub set: SetSize,
    /// What it is compared with.
    pub reference: SetSize,
    /// Languages that the reference is of (ISO 639-1), where it is all other articles in them.
    pub languages: Vec<String>,
    /// Words and phrases that were compared.
    pub compared: u64,
    /// How many of them are typical, shown or not.
    pub typical: u64,
    /// How many more would be, but are parts of a text that is repeated in many articles.
    pub repeated: u64,
    /// Those asked for. Words of the query are not among them: they are typical of what it finds in any case.
    pub words: Vec<TypicalWord>,
    /// What was understood.
    pub understood: Understood,
    /// What the reader should know.
    pub notices: Vec<Notice>,
}

/// How large a set of articles is. A story that several of its articles tell is counted once.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, serde::Serialize)]
pub struct SetSize {
    /// Articles that are counted.
    pub articles: u64,
    /// Articles that are copies of one of these, and not counted.
    pub copies: u64,
    /// Words of the articles that are counted, in bodies and headlines.
    pub words: u64,
}

/// A word or phrase that is typical of a set. How each number is computed stands in `docs/statistics.md`.
#[derive(Debug, Clone, PartialEq)]
pub struct TypicalWord {
    /// The word or the words, as they are mostly written in the set.
    pub text: String,
    /// Whether it is several words.
    pub is_phrase: bool,
    /// Occurrences in the set.
    pub occurrences: u64,
    /// Occurrences in the reference.
    pub reference_occurrences: u64,
    /// Articles of the set that have it.
    pub articles: u64,
    /// Articles of the reference that have it.
    pub reference_articles: u64,
    /// Occurrences in a million words of the set.
    pub per_million: f64,
    /// Occurrences in a million words of the reference.
    pub reference_per_million: f64,
    /// The ratio of the two, as a power of two; a frequency of zero counts as a half.
    pub log_ratio: f64,
    /// What is certain of it: the end of its confidence interval that is nearest to 0.
    pub conservative_log_ratio: f64,
    /// Log-likelihood, in its form of two cells.
    pub log_likelihood: f64,
    /// Share of words with such a G² that are typical by chance only.
    pub q: f64,
    /// Gries' deviation of proportions over the articles of the set (of the set in which it is more frequent): 0 is even.
    pub dispersion: f64,
    /// A query that finds it in the set.
    pub query: String,
}

/// Which two sets, in time, and which words of them.
#[derive(Debug, Clone)]
pub struct TrendsRequest {
    /// Of which articles, beside which, and how: `query` is what is asked of both periods, `against` is not looked at.
    pub keyness: KeynessRequest,
    /// The earlier period.
    pub from: Query,
    /// The later period.
    pub to: Query,
}

/// Words that rose and fell between two periods. All ratios are of the later to the earlier one.
#[derive(Debug, Clone)]
pub struct Trends {
    /// What is more frequent in the later period; its set is that period, its reference the earlier one.
    pub rose: Keyness,
    /// What is less frequent there.
    pub fell: Vec<TypicalWord>,
    /// How many fell, shown or not.
    pub typical_fell: u64,
}
