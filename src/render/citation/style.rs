//! The styles of citations.

use std::fmt;
use std::str::FromStr;

use crate::render::names::{self, UnknownName};

/// A style of citations.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CitationStyle {
    /// American Psychological Association, seventh edition.
    Apa,
    /// Modern Language Association, ninth edition.
    Mla,
    /// The Chicago Manual of Style, eighteenth edition: a note.
    Chicago,
}

impl CitationStyle {
    /// Every style.
    pub const ALL: &'static [Self] = &[Self::Apa, Self::Mla, Self::Chicago];

    /// What a user types.
    pub fn name(self) -> &'static str {
        match self {
            Self::Apa => "apa",
            Self::Mla => "mla",
            Self::Chicago => "chicago",
        }
    }

    /// What it is called.
    pub fn title(self) -> &'static str {
        match self {
            Self::Apa => "APA",
            Self::Mla => "MLA",
            Self::Chicago => "Chicago",
        }
    }
}

impl fmt::Display for CitationStyle {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl FromStr for CitationStyle {
    type Err = UnknownName;

    fn from_str(name: &str) -> Result<Self, UnknownName> {
        names::by_name(name, "a style of citations", Self::ALL, Self::name)
    }
}
