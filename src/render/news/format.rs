//! The formats of news.

use std::fmt;
use std::str::FromStr;

use crate::render::names::{self, UnknownName};

/// How news are written. The default is `Text`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum NewsFormat {
    /// For people.
    #[default]
    Text,
    /// One JSON object (`docs/json.md`).
    Json,
    /// An Atom feed.
    Atom,
    /// A page for mail.
    Html,
}

impl NewsFormat {
    /// Every format, in the order in which help lists them.
    pub const ALL: &'static [Self] = &[Self::Text, Self::Json, Self::Atom, Self::Html];

    /// What a user types.
    pub fn name(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Json => "json",
            Self::Atom => "atom",
            Self::Html => "html",
        }
    }

    /// The format of files whose names end so, without the dot.
    pub fn of_extension(extension: &str) -> Option<Self> {
        Some(match extension.to_ascii_lowercase().as_str() {
            "txt" => Self::Text,
            "json" => Self::Json,
            "atom" | "xml" => Self::Atom,
            "html" | "htm" => Self::Html,
            _ => return None,
        })
    }
}

impl fmt::Display for NewsFormat {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl FromStr for NewsFormat {
    type Err = UnknownName;

    fn from_str(name: &str) -> Result<Self, UnknownName> {
        names::by_name(name, "a format of news", Self::ALL, Self::name)
    }
}
