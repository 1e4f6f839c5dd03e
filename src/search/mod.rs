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
//!
//! [`answer()`] and [`search()`] answer a request, [`count()`] says how often a query occurs, and [`concordance()`] writes
//! every occurrence on a line.

mod answer;
mod collect;
mod concordance;
mod cores;
mod count;
mod error;
#[cfg(test)]
mod numbered;
mod plan;
mod positions;
mod postings;
mod queries;
mod rank;
mod show;
mod suggest;

pub use answer::{Answer, answer, search, show};
pub use concordance::lines::{Concordance, WriteLine, concordance};
pub use count::{Counted, count};
pub use error::{Error, Result};
