//! Stories: articles that are near-copies of one text.

use jiff::civil::Date;

use crate::article::Article;
use crate::copies::CopyComparison;
use crate::passage::Difference;

/// What an answer does with several articles of one story. The default is `Show`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Copies {
    /// Every article has a place of its own.
    #[default]
    Show,
    /// A story has one place, that of its best article; of a list of passages, each that is in several copies has one.
    Hide,
}

/// The story of an article of an answer: its own, which others may tell too.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct StorySummary {
    /// The id of the article that the story begins with, which is the story's name.
    pub id: String,
    /// Other articles of the story in the archive.
    pub copies: u64,
    /// How many of those match too.
    pub matching: u64,
    /// The outlets of those that match, each once, in alphabetical order.
    pub sources: Vec<String>,
    /// The first and the last day on which one of those that match may have been published.
    pub days: Option<(Date, Date)>,
}

impl StorySummary {
    /// That of an article without copies.
    pub fn alone(id: &str) -> Self {
        Self {
            id: id.to_owned(),
            ..Self::default()
        }
    }
}

/// A story with all its articles.
#[derive(Debug, Clone)]
pub struct ToldStory {
    /// The id of the article that it begins with, which is the story's name.
    pub id: String,
    /// Its articles by date, those without one last, compared to the one that it begins with.
    pub articles: Vec<ToldArticle>,
}

/// An article of a story.
#[derive(Debug, Clone)]
pub struct ToldArticle {
    /// The article, whole.
    pub article: Article,
    /// What it has in common with the article that the story begins with; `None` of that one itself.
    pub comparison: Option<CopyComparison>,
    /// Every sentence of both, in order.
    pub differences: Vec<Difference>,
}
