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
    /// What it made of the article that the story begins with.
    pub kind: CopyKind,
    /// Words of its text.
    pub words: u32,
    /// How many of them stand in the text of the article that the story begins with too, in the same sentences.
    pub common_words: u32,
    /// Every sentence of both, in order.
    pub differences: Vec<Difference>,
}

/// What a copy made of the article that its story begins with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CopyKind {
    /// The story begins with it.
    First,
    /// Every sentence is the same.
    Identical,
    /// Nearly all of its words are of the first, and nearly all of the first are in it.
    Edited,
    /// Nearly all of its words are of the first, and the first has more.
    Shortened,
    /// Nearly all words of the first are in it, and it has more.
    Extended,
    /// Both have more than they share.
    Partial,
}

/// What nearly all words are: nine of ten.
const NEARLY_ALL: (u32, u32) = (9, 10);

impl CopyKind {
    /// The kind of a text of `words` words that has `common` of them from a text of `first` words.
    pub fn of(words: u32, common: u32, first: u32) -> Self {
        let is_nearly_all = |of: u32| {
            let (part, whole) = NEARLY_ALL;
            u64::from(common) * u64::from(whole) >= u64::from(of) * u64::from(part)
        };
        match (is_nearly_all(words), is_nearly_all(first)) {
            (true, true) => Self::Edited,
            (true, false) => Self::Shortened,
            (false, true) => Self::Extended,
            (false, false) => Self::Partial,
        }
    }

    /// What it is called.
    pub fn name(self) -> &'static str {
        match self {
            Self::First => "first",
            Self::Identical => "identical",
            Self::Edited => "edited",
            Self::Shortened => "shortened",
            Self::Extended => "extended",
            Self::Partial => "partial",
        }
    }
}
