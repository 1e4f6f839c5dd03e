//! The languages that a query can be written in.

use std::fmt;
use std::str::FromStr;

use super::dtsearch::DTSEARCH;
use super::factiva::FACTIVA;
use super::lexis::LEXIS;
use super::newsbank::NEWSBANK;
use super::proquest::PROQUEST;
use super::service::Service;

/// The language that a query is written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Syntax {
    /// The language of [`SYNTAX`](crate::query::SYNTAX).
    #[default]
    Native,
    /// Lexis, Nexis, Nexis Uni.
    Lexis,
    /// Factiva.
    Factiva,
    /// `ProQuest`.
    ProQuest,
    /// `NewsBank`.
    NewsBank,
    /// dtSearch.
    DtSearch,
}

impl Syntax {
    /// All of them.
    pub const ALL: [Self; 6] = [
        Self::Native,
        Self::Lexis,
        Self::Factiva,
        Self::ProQuest,
        Self::NewsBank,
        Self::DtSearch,
    ];

    /// Its name, in small letters.
    pub fn name(self) -> &'static str {
        match self {
            Self::Native => "native",
            Self::Lexis => "lexis",
            Self::Factiva => "factiva",
            Self::ProQuest => "proquest",
            Self::NewsBank => "newsbank",
            Self::DtSearch => "dtsearch",
        }
    }

    /// The rules of another service.
    pub(super) fn service(self) -> Option<&'static Service> {
        match self {
            Self::Native => None,
            Self::Lexis => Some(&LEXIS),
            Self::Factiva => Some(&FACTIVA),
            Self::ProQuest => Some(&PROQUEST),
            Self::NewsBank => Some(&NEWSBANK),
            Self::DtSearch => Some(&DTSEARCH),
        }
    }
}

impl fmt::Display for Syntax {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl FromStr for Syntax {
    type Err = String;

    fn from_str(name: &str) -> Result<Self, String> {
        let found = Self::ALL.into_iter().find(|syntax| syntax.name() == name);
        found.ok_or_else(|| format!("`{name}` is no language of queries"))
    }
}
