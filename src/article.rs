//! The unit of the archive: one article, one document of the index.

mod boxes;
mod published;

use std::borrow::Cow;
use std::fmt;

use serde::{Deserialize, Serialize};

use crate::span::ByteSpan;

pub use boxes::{WordBox, WordBoxes};
pub use published::{NotADate, Published, day_number, day_of_number};

/// What names an article across runs: the record's own id, else its canonical URL, else its file and, where that holds many,
/// what the record says.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ArticleId(pub String);

impl ArticleId {
    /// The name of a record that has none, in a file of many: the file, and a hash of what the record says.
    pub(crate) fn of_content(path: &str, content: u64) -> Self {
        Self(format!("{path}#{content:016x}"))
    }

    /// Whether it is such a name in this file or in a file inside of it, or that of another record there that says the same.
    pub(crate) fn is_of_content(&self, path: &str) -> bool {
        let behind = self.0.strip_prefix(path);
        let Some((way, name)) = behind.and_then(|behind| behind.rsplit_once('#')) else {
            return false;
        };
        if !way.is_empty() && !way.starts_with(WAYS) {
            return false;
        }
        let (content, number) = name.split_at_checked(16).unwrap_or_default();
        let is_hexadecimal = |byte: u8| matches!(byte, b'0'..=b'9' | b'a'..=b'f');
        let is_number = |digits: &str| digits.parse().is_ok_and(|number: u64| number > 1);
        !content.is_empty()
            && content.bytes().all(is_hexadecimal)
            && (number.is_empty() || number.strip_prefix('-').is_some_and(is_number))
    }

    /// The name of the record with this number, from 2, of those that say the same.
    pub(crate) fn numbered(&self, number: u64) -> Self {
        Self(format!("{self}-{number}"))
    }
}

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
    /// Path of the file: relative to the folder that held the index when it was read, where the file lies below it,
    /// else absolute. `-` for standard input.
    pub path: String,
    /// The way to a file inside of that file, with the sign that stands before each step: `!2019/a.html` of a ZIP, `@8123` of a
    /// record of a WARC by its offset; `!b.warc.gz@8123` of one inside the other.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub entry: Option<String>,
    /// Ordinal of the record in the file, from 1; `None` where a file is one article.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub record: Option<u64>,
    /// Line where the record starts, from 1, where the format has lines.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub line: Option<u64>,
}

/// The signs that stand before a step of the way to a file inside of another: its name, its offset.
pub(crate) const WAYS: [char; 2] = ['!', '@'];

impl Origin {
    /// The file that the record was read from, which may stand inside of another: `news.zip!2019/a.json`.
    pub fn file(&self) -> Cow<'_, str> {
        match &self.entry {
            Some(entry) => format!("{}{entry}", self.path).into(),
            None => self.path.as_str().into(),
        }
    }
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.file())?;
        match (self.line, self.record) {
            (Some(line), _) => write!(f, ":{line}"),
            (None, Some(record)) => write!(f, "#{record}"),
            (None, None) => Ok(()),
        }
    }
}

/// A part of a body that stands on one page of what was printed or scanned.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PageSpan {
    /// First byte in the body.
    pub start: usize,
    /// One past the last byte.
    pub end: usize,
    /// The page as it is printed (`iv`, `A3`), else as it is counted from 1.
    pub page: String,
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
    /// The pages of what was printed or scanned, where the source tells them: in order, none overlapping another.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub pages: Vec<PageSpan>,
    /// Where its words stand on the scan, where the source tells.
    #[serde(default, skip_serializing_if = "WordBoxes::is_empty")]
    pub boxes: WordBoxes,
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
    /// Orders the versions of one article: the greatest stays. Nothing where the source does not tell.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub version: Option<u64>,
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

    /// The page on which a byte of the body stands, where it is known.
    pub fn page_at(&self, byte: usize) -> Option<&str> {
        let before = self.pages.partition_point(|page| page.start <= byte);
        let last = self.pages.get(before.checked_sub(1)?)?;
        (byte < last.end).then_some(last.page.as_str())
    }

    /// Where a part of the body stands on the scan of the page on which it begins: a box for each line; nothing where that is not
    /// known.
    pub fn boxes_of(&self, span: ByteSpan) -> Vec<WordBox> {
        let page = self.page_at(span.start);
        let is_there = |word: &WordBox| {
            let rest = self.body.get(word.start..).unwrap_or_default();
            let length = rest.find(char::is_whitespace).unwrap_or(rest.len());
            word.start < span.end && span.start < word.start + length
        };
        let before = |word: &WordBox| word.start < span.end;
        let words = self.boxes.iter().take_while(before).filter(is_there);
        WordBoxes::lines(words.filter(|word| self.page_at(word.start) == page))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_content_are_known() {
        let first = ArticleId::of_content("a.csv", 7);
        assert_eq!(first.0, "a.csv#0000000000000007");
        for name in [first.numbered(2), first.clone()] {
            assert!(name.is_of_content("a.csv"), "{name}");
            let inside = ArticleId(name.0.replace("a.csv", "a.zip!b@2.warc@9"));
            assert!(inside.is_of_content("a.zip") && !inside.is_of_content("a"));
            assert!(!name.is_of_content("b.csv") && !name.is_of_content("a"));
        }
        for other in [
            "a.csv",
            "a.csv#7",
            "a.csv#",
            "a.csv#000000000000000Ä",
            "a.csv#0000000000000007-1",
        ] {
            assert!(!ArticleId(other.into()).is_of_content("a.csv"), "{other}");
        }
    }
}
