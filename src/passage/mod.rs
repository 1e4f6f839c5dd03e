//! Where inside one article: which words match, which run of sentences to show, what to mark in it.
//!
//! Pure functions over word positions; no index, no engine.
//!
//! | module | what it knows, each building on those above |
//! |---|---|
//! | [`source`] | [`Source`]: a query over positions |
//! | [`positions`] | [`Positions`]: where the query's terms stand in one article, read from its text or filled from postings |
//! | [`work`] | [`WorkBudget`]: the steps that a query may take |
//! | [`intervals`](mod@intervals) | [`intervals()`]: where a source matches |
//! | [`highlight`] | [`matches()`]: which words took part; [`highlights`]: their bytes |
//! | [`occurrences`](mod@occurrences) | [`occurrences()`]: what is counted |
//! | [`concordance`](mod@concordance) | [`concordance()`]: occurrences with the words around them |
//! | [`differences`](mod@differences) | [`differences()`]: what one text made of another, sentence by sentence |
//! | `alignment` | a quotation laid on a text where it differs least |
//! | `typography` | which signs are forms of one |
//! | [`quotation`] | [`Quotation`]: how it differs from what it quotes |
//! | [`layout`](mod@layout) | [`layout()`]: an article's sentences and paragraphs, from marks among its positions |
//! | [`rank`] | [`best_passages`]: the runs of sentences that answer best |
//! | [`prominence`](mod@prominence) | [`prominence()`]: how prominent the query is in an article |

mod alignment;
#[cfg(test)]
mod brute_force;
pub mod concordance;
pub mod differences;
pub mod highlight;
pub mod intervals;
pub mod layout;
pub mod occurrences;
pub mod positions;
pub mod prominence;
pub mod quotation;
pub mod rank;
#[cfg(test)]
mod sample_article;
pub mod source;
mod typography;
pub mod work;

pub use concordance::{KeywordInContext, concordance};
pub use differences::{CutText, Difference, WordChange, differences};
pub use highlight::{Highlight, Mark, Matches, highlights, matches, title_highlights};
pub use intervals::{intervals, intervals_into};
pub use layout::layout;
pub use occurrences::{occurrences, sentence_of};
pub use positions::{Positions, TermId, Vocabulary};
pub use prominence::{Prominence, prominence};
pub use quotation::{DifferenceKind, Quotation, QuoteDifference, QuoteGap, Quoted};
pub use rank::{Passage, RankOptions, Unit, best_passages};
pub use source::Source;
pub use typography::Style;
pub use work::{Work, WorkBudget};
