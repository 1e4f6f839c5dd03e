//! The unit of the archive: one article, one document of the index.

mod published;

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::span::ByteSpan;

pub use published::{NotADate, Published, day_number, day_of_number};

/// What names an article across runs: the record's own id, else its canonical URL, else its origin.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ArticleId(pub String);

impl fmt::Display for ArticleId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Where an article came from: a file, and the record's place in it.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
pub struct Origin {
    /// The index that holds the article, where several are read as one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub index: Option<String>,
    /// Path of the file: relative to the folder that holds the index where the file lies below it,
    /// else absolute. `-` for standard input.
    pub path: String,
    /// Ordinal of the record in the file, from 1; `None` where a file is one article.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub record: Option<u64>,
    /// Line where the record starts, from 1, where the format has lines.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub line: Option<u64>,
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.path)?;
        match (self.line, self.record) {
            (Some(line), _) => write!(f, ":{line}"),
            (None, Some(record)) => write!(f, "#{record}"),
            (None, None) => Ok(()),
        }
    }
}

/// One article, clean and ready to be indexed.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Article {
    /// Its stable name.
    pub id: ArticleId,
    /// Headline; empty where there is none.
    #[serde(default)]
    pub title: String,
    /// Clean text: paragraphs separated by one blank line (`\n\n`), no line break inside a paragraph.
    #[serde(default)]
    pub body: String,
    /// The paragraphs of `body` that are headings, in order; each span covers one whole paragraph.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub headings: Vec<ByteSpan>,
    /// When it was published.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub published: Option<Published>,
    /// The outlet.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<String>,
    /// The outlet's section.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub section: Option<String>,
    /// Bylines, one name each.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub authors: Vec<String>,
    /// Keywords that the source gave.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tags: Vec<String>,
    /// ISO 639-1 code, declared by the source or detected; `None` where neither could tell.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub language: Option<String>,
    /// Canonical address.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// Where it was read.
    #[serde(default)]
    pub origin: Origin,
    /// Everything else the record held, as it came.
    #[serde(default, skip_serializing_if = "serde_json::Map::is_empty")]
    pub metadata: serde_json::Map<String, serde_json::Value>,
}

impl Article {
    /// An article of a headline and a text; what else is known of it is set in its fields.
    pub fn new(id: impl Into<String>, title: impl Into<String>, body: impl Into<String>) -> Self {
        Self {
            id: ArticleId(id.into()),
            title: title.into(),
            body: body.into(),
            ..Self::default()
        }
    }
}
