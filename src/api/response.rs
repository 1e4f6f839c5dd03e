//! One answer: articles, their passages, the matches in them.

use serde::Serialize;

use super::stories::{Copies, StorySummary};
use crate::article::Article;
use crate::passage::{Highlight, Passage};
use crate::query::{Problem, Query, Severity, describe};
use crate::span::ByteSpan;

/// The answer to a [`SearchRequest`](super::SearchRequest).
#[derive(Debug, Clone)]
pub struct SearchResponse {
    /// The query as understood, in canonical form.
    pub query: String,
    /// The same in words.
    pub understood: Understood,
    /// What the reader should know about how it was understood or answered.
    pub notices: Vec<Notice>,
    /// How many articles match.
    pub total: Total,
    /// The articles asked for, best first. With [`Ranked::Passages`](super::Ranked::Passages) an
    /// article appears once for each of its passages in the list.
    pub hits: Vec<Hit>,
    /// What was done with several articles of one story.
    pub copies: Copies,
    /// Place of the first hit in the whole list, from 0.
    pub offset: usize,
    /// Time from the parsed query to the answer, in milliseconds.
    pub took_ms: f64,
}

/// What a query was understood to ask for.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct Understood {
    /// In English.
    pub meaning: String,
    /// What its wildcards, fuzzy words and regular expressions stand for in this index.
    pub patterns: Vec<ExpandedPattern>,
}

/// A pattern of a query, and the words of the index that it stands for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ExpandedPattern {
    /// As written.
    pub pattern: String,
    /// How many words it stands for.
    pub words: usize,
    /// How many of them are searched: the commonest, where there are too many.
    pub searched: usize,
    /// The commonest, with the number of articles that hold each.
    pub commonest: Vec<CommonWord>,
}

/// A word of the index.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct CommonWord {
    /// The word, folded.
    pub word: String,
    /// Articles that hold it.
    pub articles: u64,
}

impl Understood {
    /// What `query` was understood to be, its patterns already looked up.
    pub fn of(query: &Query, patterns: Vec<ExpandedPattern>) -> Self {
        Self {
            meaning: describe(query),
            patterns,
        }
    }
}

/// How many articles match.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Total {
    /// Articles that match.
    pub articles: u64,
    /// Stories that they tell: copies are one story, an article without copies is one by itself.
    pub stories: u64,
    /// Articles in the index.
    pub searched: u64,
    /// Whether these match only some of the words, because nothing matches all.
    pub partial: bool,
    /// Whether `articles` is exact: not where a pattern stands for more words than are searched.
    pub exact: bool,
}

/// Something to know about an answer; not an error.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Notice {
    /// A stable name for programs: `query_problem`, `read_as`, `partial_match`, `no_match_for`, `did_you_mean`,
    /// `near_phrases`, `unknown_source` (and `author`, `section`, `tag`, `language`, `value`), `outside_period`, `nothing_indexed`, `no_query`,
    /// `unreadable_article`,
    /// and `clamped` for what more [`effort`](super::SearchRequest::effort) would allow.
    pub code: &'static str,
    /// One sentence for people, lower case, no full stop.
    pub message: String,
    /// What to type instead, where there is such a thing.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub hint: Option<String>,
    /// The place in the query text that it is about.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub span: Option<ByteSpan>,
}

impl From<&Problem> for Notice {
    /// How a place of a query's text was read.
    fn from(problem: &Problem) -> Self {
        Self {
            code: match problem.severity() {
                Severity::Warning => "query_problem",
                Severity::Note => "read_as",
            },
            message: problem.message(),
            hint: problem.hint(),
            span: Some(problem.span),
        }
    }
}

/// One article of the answer.
#[derive(Debug, Clone)]
pub struct Hit {
    /// Place in the whole list, from 1.
    pub rank: usize,
    /// The article, whole.
    pub article: Article,
    /// Relevance; larger is better, comparable within one answer only.
    pub score: f32,
    /// The story that it tells, and its copies.
    pub story: StorySummary,
    /// Matches in the title, in bytes of the title, sorted and disjoint.
    pub title_highlights: Vec<Highlight>,
    /// Its best passages, in order of score; their spans are bytes of the article's body. Never empty unless it has no body.
    pub passages: Vec<Passage>,
}

/// All matches of a query in one article.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ArticleHighlights {
    /// In bytes of the title, sorted and disjoint.
    pub title: Vec<Highlight>,
    /// In bytes of the body, sorted and disjoint.
    pub body: Vec<Highlight>,
}
