//! What a concordance is asked for, and its lines.

use super::request::EFFORT;
use super::stories::Copies;
use crate::article::Article;
use crate::passage::KeywordInContext;
use crate::query::{Parsed, Problem, Query};
use crate::span::ByteSpan;

/// Which lines of a concordance, and in what order.
#[derive(Debug, Clone)]
pub struct ConcordanceRequest {
    /// What to look for, filters included. All its words are required.
    pub query: Query,
    /// What in the query's text was read otherwise than it looks: told first among the notices.
    pub problems: Vec<Problem>,
    /// What is done with several articles of one story: where copies are hidden, the lines are of one article of each.
    pub copies: Copies,
    /// Order of the lines.
    pub order: LineOrder,
    /// Words of context on either side.
    pub context: u32,
    /// Which lines, where not all of them are wanted.
    pub sample: Option<Sample>,
    /// How many times the usual work the query may take.
    pub effort: u32,
}

impl ConcordanceRequest {
    /// All lines by relevance, with eight words of context. A text is parsed.
    pub fn new(query: impl Into<Parsed>) -> Self {
        let Parsed { query, problems } = query.into();
        Self {
            query,
            problems,
            copies: Copies::default(),
            order: LineOrder::default(),
            context: 8,
            sample: None,
            effort: EFFORT,
        }
    }
}

/// Order of the lines. The default is `Relevance`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum LineOrder {
    /// By article, best first; in an article as they stand in it.
    #[default]
    Relevance,
    /// By article, latest publication first; undated articles last.
    Newest,
    /// By article, earliest publication first; undated articles last.
    Oldest,
    /// By the word that stands `nth` from the match on one side; the next two words away from it decide between equals.
    /// Case and accents do not count. A line without such a word comes first.
    Words {
        /// On which side.
        side: Side,
        /// How far from the match, from 1.
        nth: u32,
    },
}

/// A side of a match.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Side {
    /// Before it.
    Left,
    /// After it.
    Right,
}

/// Lines chosen at random.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sample {
    /// How many, at most.
    pub lines: usize,
    /// The same seed chooses the same lines of the same articles.
    pub seed: u64,
}

/// One occurrence in its context.
#[derive(Debug, Clone, Copy)]
pub struct ConcordanceLine<'a> {
    /// The article, whole.
    pub article: &'a Article,
    /// The match and the words around it, as spans of [`text`](Self::text).
    pub kwic: KeywordInContext,
    /// Ordinal of the sentence in which it starts, counted in the body from 0; `None` in the title.
    pub sentence: Option<u32>,
}

impl<'a> ConcordanceLine<'a> {
    /// The text that the spans of `kwic` belong to: the body, or the title.
    pub fn text(&self) -> &'a str {
        if self.kwic.in_title {
            &self.article.title
        } else {
            &self.article.body
        }
    }

    /// The match as a span of the body; `None` where it stands in the title.
    pub fn in_body(&self) -> Option<ByteSpan> {
        (!self.kwic.in_title).then_some(self.kwic.keyword)
    }

    /// The page on which the match begins, where it is known.
    pub fn page(&self) -> Option<&'a str> {
        self.article.page_at(self.in_body()?.start)
    }
}
