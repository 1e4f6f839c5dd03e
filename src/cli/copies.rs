//! The option of commands that list articles: what is done with several of one story.

use clap::ValueEnum;
use unbury::api::Copies;
use unbury::query::{CopyFilter, Parsed, Query};

/// What is done with several articles of one story.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum CopiesArg {
    /// Every article by itself.
    Show,
    /// Of each story one article.
    Hide,
    /// Of each story with copies one article.
    Only,
}

impl CopiesArg {
    /// Adds its condition to the query, and says what is done with copies.
    pub(super) fn apply(self, parsed: &mut Parsed) -> Copies {
        if self == Self::Only {
            let only = Query::copies(CopyFilter::Only);
            let query = std::mem::replace(&mut parsed.query, Query::all());
            parsed.query = Query::all_of(vec![query, only]);
        }
        match self {
            Self::Show => Copies::Show,
            Self::Hide | Self::Only => Copies::Hide,
        }
    }
}
