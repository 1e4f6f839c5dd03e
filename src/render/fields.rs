//! The fields of an article that an answer can hold, by the names that `--fields` takes.

use super::named;
use crate::article::{Article, Published};

/// A field of an article, as `--fields` names it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OutputField {
    /// Its stable name.
    Id,
    /// Headline.
    Title,
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

named!(OutputField: "an output field" {
    Id: "id",
    Title: "title",
    Published: "published",
    Source: "source",
    Section: "section",
    Authors: "authors",
    Tags: "tags",
    Language: "language",
    Url: "url",
    Origin: "origin",
    Metadata: "metadata",
    Body: "body",
});

impl OutputField {
    /// The field in one string, lists joined with `; `, metadata as JSON; `None` where the article
    /// lacks it.
    pub(super) fn text_of(self, article: &Article) -> Option<String> {
        let text = match self {
            Self::Id => article.id.to_string(),
            Self::Title => article.title.clone(),
            Self::Published => article.published.map(|it| it.to_string())?,
            Self::Source => article.source.clone()?,
            Self::Section => article.section.clone()?,
            Self::Authors => article.authors.join("; "),
            Self::Tags => article.tags.join("; "),
            Self::Language => article.language.clone()?,
            Self::Url => article.url.clone()?,
            Self::Origin => article.origin.to_string(),
            Self::Metadata if article.metadata.is_empty() => return None,
            Self::Metadata => serde_json::to_string(&article.metadata).ok()?,
            Self::Body => article.body.clone(),
        };
        (!text.trim().is_empty()).then_some(text)
    }
}

/// The day of publication, or as much of it as is known: people read days, programs read instants.
pub(super) fn day(published: Published) -> String {
    match published {
        Published::Local(local) => Published::Day(local.date()).to_string(),
        Published::Instant(instant, offset) => {
            Published::Day(offset.to_datetime(instant).date()).to_string()
        }
        other => other.to_string(),
    }
}
