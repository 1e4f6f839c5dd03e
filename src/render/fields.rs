//! The fields of an article that an answer can hold: their names, and which of them are written by default.

use std::fmt;
use std::str::FromStr;

use super::format::Format;
use super::names::{self, UnknownName};
use crate::article::{Article, Published, day_of_number};

/// A field of an article, as `--fields` names it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OutputField {
    /// Its stable name.
    Id,
    /// Headline.
    Title,
    /// The first day on which it may have been published: `YYYY-MM-DD`.
    Date,
    /// Publication date, ISO 8601 as precise as its source.
    Published,
    /// The outlet.
    Source,
    /// The outlet's section.
    Section,
    /// Bylines.
    Authors,
    /// Keywords that the source gave.
    Tags,
    /// ISO 639-1 code.
    Language,
    /// Canonical address.
    Url,
    /// File and place in it.
    Origin,
    /// Everything else the record held.
    Metadata,
    /// The whole text.
    Body,
}

/// Where an article stands in an answer, which decides how much of it is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Extent {
    /// The article alone, all of it.
    Whole,
    /// An article of a search answer.
    Hit,
    /// The article beside a line of a concordance or a row of a batch.
    Row,
}

impl Extent {
    /// The fields that a format writes unless others are asked for, in this order.
    pub(super) fn fields(self, format: Format) -> &'static [OutputField] {
        use OutputField::{
            Authors, Body, Date, Id, Language, Metadata, Origin, Published, Section, Source, Tags,
            Title, Url,
        };
        match (self, format) {
            (Self::Row, Format::Text) => &[Published, Id, Source],
            (Self::Row, _) => &[Id, Title, Date, Published, Source, Url],
            (_, Format::Text) => &[Title, Source, Published, Section, Authors, Id],
            (_, Format::Markdown) => &[Title, Authors, Source, Published, Url, Id],
            (Self::Hit, _) => &[
                Id, Title, Date, Published, Source, Section, Authors, Tags, Language, Url, Origin,
                Metadata,
            ],
            (Self::Whole, _) => &[
                Id, Title, Date, Published, Source, Section, Authors, Tags, Language, Url, Origin,
                Metadata, Body,
            ],
        }
    }
}

impl OutputField {
    /// Every field, in the order in which help lists them.
    pub const ALL: &'static [Self] = &[
        Self::Id,
        Self::Title,
        Self::Date,
        Self::Published,
        Self::Source,
        Self::Section,
        Self::Authors,
        Self::Tags,
        Self::Language,
        Self::Url,
        Self::Origin,
        Self::Metadata,
        Self::Body,
    ];

    /// What a user types.
    pub fn name(self) -> &'static str {
        match self {
            Self::Id => "id",
            Self::Title => "title",
            Self::Date => "date",
            Self::Published => "published",
            Self::Source => "source",
            Self::Section => "section",
            Self::Authors => "authors",
            Self::Tags => "tags",
            Self::Language => "language",
            Self::Url => "url",
            Self::Origin => "origin",
            Self::Metadata => "metadata",
            Self::Body => "body",
        }
    }

    /// The field in one string, lists joined with `; `, metadata as JSON; `None` where the article
    /// lacks it.
    pub(super) fn text_of(self, article: &Article) -> Option<String> {
        let text = match self {
            Self::Id => article.id.to_string(),
            Self::Title => article.title.clone(),
            Self::Date => day_of_number(article.published?.first_day())?.to_string(),
            Self::Published => article.published.map(|it| it.to_string())?,
            Self::Source => article.source.clone()?,
            Self::Section => article.section.clone()?,
            Self::Authors => article.authors.join("; "),
            Self::Tags => article.tags.join("; "),
            Self::Language => article.language.clone()?,
            Self::Url => article.url.clone()?,
            Self::Origin => match &article.origin.index {
                Some(index) => format!("{} in {index}", article.origin),
                None => article.origin.to_string(),
            },
            Self::Metadata if article.metadata.is_empty() => return None,
            Self::Metadata => serde_json::to_string(&article.metadata).ok()?,
            Self::Body => article.body.clone(),
        };
        (!text.trim().is_empty()).then_some(text)
    }

    /// The day of publication, or as much of it as is known.
    pub(super) fn day_of(published: Published) -> String {
        day(published)
    }

    /// The field as people read it: the day of publication without a time, authors separated by commas.
    pub(super) fn shown(self, article: &Article) -> Option<String> {
        match self {
            Self::Published => article.published.map(day),
            Self::Authors => Some(article.authors.join(", ")).filter(|text| !text.is_empty()),
            _ => self.text_of(article),
        }
    }
}

impl fmt::Display for OutputField {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl FromStr for OutputField {
    type Err = UnknownName;

    fn from_str(name: &str) -> Result<Self, UnknownName> {
        names::by_name(name, "an output field", Self::ALL, Self::name)
    }
}

/// The day of publication, or as much of it as is known.
fn day(published: Published) -> String {
    match published {
        Published::Local(local) => Published::Day(local.date()).to_string(),
        Published::Instant(instant, offset) => {
            Published::Day(offset.to_datetime(instant).date()).to_string()
        }
        other => other.to_string(),
    }
}
