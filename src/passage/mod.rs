//! Where inside one article: which words match, which run of sentences to show, what to mark in it.
//!
//! Pure functions over word positions; no index, no engine. A [`Source`] is a query over positions, [`Positions`] say where
//! the query's terms stand in one article (read from its text, or filled from postings). [`intervals()`] evaluates one
//! against the other, [`matches()`] says besides which words took part, [`best_passages`] turns matches into ranked runs of
//! sentences, and [`highlights`] turns marked words into bytes. [`occurrences()`] are what is counted and what a [`concordance()`]
//! lists.

pub mod concordance;
pub mod highlight;
pub mod intervals;
pub mod occurrences;
pub mod positions;
pub mod prominence;
pub mod rank;
pub mod source;
pub mod work;

pub use concordance::{Line, concordance};
pub use highlight::{Matches, highlights, matches, title_highlights};
pub use intervals::{intervals, intervals_into};
pub use occurrences::{occurrences, sentence_of};
pub use positions::{Positions, TermId, Vocabulary};
pub use prominence::{Prominence, prominence};
pub use rank::{Passage, RankOptions, Unit, best_passages};
pub use source::Source;
pub use work::{Work, WorkBudget};

#[cfg(test)]
mod sample;
#[cfg(test)]
mod twin;
