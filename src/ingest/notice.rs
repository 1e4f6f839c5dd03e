//! What there is to tell of an article that was read all the same.

use std::fmt;

use crate::article::Published;

/// Something to report about an article that was read all the same.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Notice {
    /// The publication date is no date or an impossible one; the article has none.
    NotADate {
        /// The date as written.
        text: String,
    },
    /// The publication date is of a time in which no article was published; the article has none.
    UnlikelyDate {
        /// The date as written.
        text: String,
    },
    /// The date could mean two days.
    DateOrderAssumed {
        /// The date as written.
        text: String,
        /// What it was taken for.
        published: Published,
    },
    /// Control characters were taken out of the text.
    ControlCharacters {
        /// How many.
        count: usize,
    },
    /// A field has a shape that is not known; its value is kept as metadata.
    UnknownShape {
        /// The field, as the source calls it.
        field: String,
    },
    /// The source wants the article kept back until a time to come.
    Embargo {
        /// Until when, as written.
        until: String,
    },
    /// A crawler met a page again and did not keep it, since it was as before.
    Revisited {
        /// The address.
        url: String,
        /// When, as the crawler wrote it.
        captured: Option<String>,
    },
    /// Another article has the id already; this one has another name.
    IdTaken {
        /// The id that the source gave it.
        id: String,
        /// Its name in the index.
        named: String,
        /// Where the other one was read.
        by: String,
    },
    /// The index holds a newer version of the article, which stays.
    OlderVersion {
        /// The article.
        id: String,
        /// Where the newer version was read.
        by: String,
    },
}

impl Notice {
    /// A stable name for programs.
    pub fn code(&self) -> &'static str {
        match self {
            Self::NotADate { .. } => "not_a_date",
            Self::UnlikelyDate { .. } => "unlikely_date",
            Self::DateOrderAssumed { .. } => "date_order_assumed",
            Self::ControlCharacters { .. } => "control_characters",
            Self::UnknownShape { .. } => "unknown_shape",
            Self::Embargo { .. } => "embargo",
            Self::Revisited { .. } => "revisited",
            Self::IdTaken { .. } => "id_taken",
            Self::OlderVersion { .. } => "older_version",
        }
    }
}

impl fmt::Display for Notice {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotADate { text } => {
                write!(f, "`{text}` is no date; the article is left without one")
            }
            Self::UnlikelyDate { text } => {
                write!(
                    f,
                    "`{text}` is no day of publication; the article is left without one"
                )
            }
            Self::DateOrderAssumed { text, published } => {
                write!(
                    f,
                    "`{text}` was read as {published}; it could be another day"
                )
            }
            Self::ControlCharacters { count: 1 } => {
                f.write_str("1 control character was taken out")
            }
            Self::ControlCharacters { count } => {
                write!(f, "{count} control characters were taken out")
            }
            Self::UnknownShape { field } => {
                write!(
                    f,
                    "`{field}` has a shape that is not known; it is kept as metadata"
                )
            }
            Self::Embargo { until } => write!(f, "under embargo until {until}"),
            Self::Revisited { url, captured } => {
                let captured = captured.as_deref().unwrap_or("an unknown day");
                write!(f, "`{url}` was met again on {captured}, as it was before")
            }
            Self::IdTaken { id, named, by } => {
                write!(
                    f,
                    "the id `{id}` is that of another article, from {by}; this one is called `{named}`"
                )
            }
            Self::OlderVersion { id, by } => {
                write!(f, "`{id}` has a newer version, from {by}, which stays")
            }
        }
    }
}
