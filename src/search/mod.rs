//! Answers a [`SearchRequest`](crate::api::SearchRequest) from the local index.
//!
//! The rooms stand in the order in which a question passes through them:
//!
//! | room | what it does |
//! |---|---|
//! | `plan` | resolves the query against the vocabulary of the index, and builds what the index is asked |
//! | `queries` | queries, weights and scorers beside Tantivy's |
//! | `postings` | docsets and positions, read segment by segment |
//! | `rank` | the order of what matches |
//! | `groups` | articles by time and by the values of fields |
//!
//! What they make stands in `answer` and `show` (articles and the places in them), `count` (how often a query occurs),
//! `grouped` and `timeline` (the same by values and over time), `concordance` (every occurrence on a line), `typical` (words that
//! are typical of a set of articles) and `quote` (whether a quotation is there). [`Archive`](crate::Archive) is where they are asked.

mod answer;
mod collect;
mod concordance;
mod copies;
mod count;
mod error;
mod grouped;
mod groups;
mod near_phrases;
#[cfg(test)]
mod numbered;
mod partly;
mod passage_list;
mod patterns;
mod period;
mod plan;
mod positions;
mod postings;
mod queries;
mod quote;
mod rank;
mod show;
mod stories;
mod suggest;
mod timeline;
mod typical;
mod versions;
mod walk;

pub use answer::Answer;
pub(crate) use answer::{answer, search, show};
pub(crate) use concordance::lines::concordance;
pub use concordance::lines::{Concordance, WriteLine};
pub(crate) use copies::copies;
pub(crate) use count::{count, count_one_of_many};
pub use error::{Error, Result};
pub(crate) use grouped::{facets, grouped};
pub(crate) use groups::grouping::KeptGroupings;
pub(crate) use patterns::patterns;
pub(crate) use quote::verify_quote;
pub use show::{sentence_start, sentence_starts};
pub(crate) use timeline::timeline;
pub(crate) use typical::collocates::collocates;
pub(crate) use typical::keyness::{keyness, trends};
pub(crate) use typical::similar::similar;
pub(crate) use versions::FoundVersion;
