//! Stories: articles that are near-copies of one text.

use jiff::civil::Date;

use crate::article::Article;
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
pub struct Story {
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

impl Story {
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

/// How an article differs from the one that its story begins with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CopyKind {
    /// Word for word the same.
    Identical,
    /// Changed here and there, and about as long.
    Edited,
    /// A part of it.
    Shortened,
    /// It is a part of this one.
    Extended,
}

/// What an article has in common with the one that its story begins with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CopyComparison {
    /// How it differs.
    pub kind: CopyKind,
    /// Share of the shorter text that both have, in percent.
    pub percent: u8,
}

impl CopyKind {
    /// What it is called.
    pub fn name(self) -> &'static str {
        match self {
            Self::Identical => "identical",
            Self::Edited => "edited",
            Self::Shortened => "shortened",
            Self::Extended => "extended",
        }
    }
}

/// TEMPORARY
pub fn compare(leader: (&str, &str), copy: (&str, &str)) -> CopyComparison {
    let kind = if leader.1 == copy.1 {
        CopyKind::Identical
    } else {
        CopyKind::Edited
    };
    CopyComparison { kind, percent: 100 }
}
