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
    /// An operator or a name of another service whose meaning is certain.
    #[error("`{written}` is read as `{reading}`")]
    ReadAs {
        /// As written.
        written: String,
        /// As it is written here.
        reading: String,
    },
    /// A name of another service that asks for what there is not, read as a word.
    #[error("`{written}(` asks another service for {asks}; here it is read as a word")]
    NotHere {
        /// As written.
        written: String,
        /// What it asks for.
        asks: &'static str,
    },
    /// `and` in a text that is query language.
    #[error("`{0}` in small letters is read as an operator, since the text is a query otherwise")]
    SmallOperator(String),
    /// `or` in a few words.
    #[error("`{0}` in small letters is read as a word")]
    SmallWord(String),
    /// `same`.
    #[error("`same` is read as a word")]
    Same,
    /// `merg!` among words, `quota$`, `wom#n`.
    #[error("the sign in `{written}` is read as punctuation")]
    Ending {
        /// As written.
        written: String,
    },
    /// `date aft 1987` among words.
    #[error("`{written}` is read as words")]
    DateWords {
        /// As written.
        written: String,
        /// The filter that another service reads it as.
        filter: String,
    },
    /// `w5`, which may be a name.
    #[error("`{0}` is read as a word")]
    Distance(String),
    /// `a w/5 b or c`, where it is not Lexis.
    #[error("here nearness binds before `or`; in Lexis `or` binds first")]
    OrBindsLast,
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
        !matches!(
            self,
            Self::Approximate { .. }
                | Self::OnlyOrder(_)
                | Self::ReadAs { .. }
                | Self::SmallOperator(_)
        )
    }

    /// What to type instead.
    pub(super) fn hint(&self) -> Option<String> {
        let hint = match self {
            Self::SmallOperator(word) => format!("for the word itself write `\\{word}`"),
            Self::SmallWord(word) => {
                let operator = word.to_uppercase();
                let operator = if word.ends_with("not") {
                    "NOT"
                } else {
                    &operator
                };
                format!("for the operator write `{operator}`, for the word itself `\\{word}`")
            }
            Self::Distance(word) => {
                let name = word.trim_end_matches(|c: char| c.is_ascii_digit());
                let number = word.get(name.len()..).unwrap_or_default();
                let name = if name.eq_ignore_ascii_case("pre") {
                    "pre"
                } else {
                    "w"
                };
                format!("for nearness write `{name}/{number}`")
            }
            Self::DateWords { filter, .. } => {
                format!("for articles of these days write `{filter}`")
            }
            Self::Ending { written } if written.contains('#') => {
                format!("for one letter write `{}`", written.replace('#', "?"))
            }
            Self::Ending { written } => {
                let stem = written.trim_end_matches(['!', '$']);
                format!("for any ending write `{stem}*`, for one more letter `/{stem}.?/`")
            }
            _ => return self.fixed_hint().map(str::to_owned),
        };
        Some(hint)
    }

    /// The hint of a problem whose hint repeats nothing of what was typed.
    fn fixed_hint(&self) -> Option<&'static str> {
        let hint = match self {
            Self::Same => {
                "for one paragraph write `w/p`, for one sentence `w/s`, for the word itself `\\same`"
            }
            Self::OrBindsLast => "write parentheses: `a w/5 (b OR c)`",
            Self::NotHere { .. } => "leave it out, or write words for it",
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
            _ => return None,
        };
        Some(hint)
    }
}
