//! What in a query is of another service's language, and how it was read.

use thiserror::Error;

/// A place of a query text that is written in the language of another service.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum ForeignProblem {
    /// What asks for something that articles here do not have.
    #[error(
        "`{written}` asks for {asks}, which articles here do not have; nothing is found for it"
    )]
    NoMeaning {
        /// As written.
        written: String,
        /// What it asks for.
        asks: &'static str,
    },
    /// A name that is no field.
    #[error("{service} has no field `{name}` that is known here; nothing is found for it")]
    UnknownName {
        /// The name as written.
        name: String,
        /// The service.
        service: &'static str,
    },
    /// An operator that this service does not have.
    #[error("`{written}` is no operator of {service} and is read as a word")]
    NotOfService {
        /// As written.
        written: String,
        /// The service.
        service: &'static str,
    },
    /// An operator without something on both sides.
    #[error("`{0}` needs something on both sides and is left out")]
    LeftOut(String),
    /// A part of an article that is not known here as such.
    #[error("`{name}` is read as {reading}")]
    Approximate {
        /// The name as written.
        name: String,
        /// What stands for it.
        reading: String,
    },
    /// A `*` that older rules of the service read otherwise.
    #[error("`*` is read as any letters; in older Lexis it is one letter")]
    AnyLetters,
    /// Words that only change the order.
    #[error("`{0}` finds nothing more, and what is behind it is left out")]
    OnlyOrder(String),
    /// More signs than there are readings.
    #[error("`{0}` is read as `~2`, the most letters that may differ")]
    MostEdits(String),
}

impl ForeignProblem {
    /// Whether it can have changed what was meant.
    pub(super) fn changes_meaning(&self) -> bool {
        !matches!(self, Self::Approximate { .. } | Self::OnlyOrder(_))
    }

    /// What to type instead.
    pub(super) fn hint(&self) -> Option<String> {
        let hint = match self {
            Self::NoMeaning { asks, .. } => match *asks {
                "a code of sources" | "a code of a source" => {
                    "write `source:NAME`, with the source's name"
                }
                "a company's code" | "a company that the service marks" => {
                    "write the company's name in quotes, and leave this out"
                }
                "a number of words" => "leave it out",
                _ => "write words for it, or leave it out",
            },
            Self::UnknownName { .. } => {
                "leave it out, or write `title:`, `body:`, `author:`, `source:` or `section:`"
            }
            Self::AnyLetters => "write `?` for one letter",
            Self::Approximate { .. } => {
                "to have it otherwise write `title:(…)`, `body:(…)` or `first50(…)`"
            }
            Self::NotOfService { .. } => {
                "leave it out, or say in which language the query is written"
            }
            Self::LeftOut(_) | Self::OnlyOrder(_) | Self::MostEdits(_) => return None,
        };
        Some(hint.to_owned())
    }
}
