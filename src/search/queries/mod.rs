//! Queries beside Tantivy's, each with its weight and its scorer.
//!
//! [`word`] is one word, [`conjunction`] all of some words and [`phrase`]s under conditions, [`any_word`] any of some words,
//! [`any_term`] any of the many terms of a pattern, [`any_of`] any of a few queries. [`interval`] finds everything else that asks
//! for positions. [`filter`] conditions, of which some are [`listed`] articles, are [`unscored`]; they, and what stands behind `NOT`, are [`askable`].
//! A [`union_scorer`] serves both unions. Scores are [`bm25`], by the [`statistics`] of the index.

pub(crate) mod any_of;
pub(crate) mod any_term;
pub(crate) mod any_word;
pub(crate) mod askable;
pub(crate) mod bm25;
pub(crate) mod conjunction;
pub(crate) mod filter;
pub(crate) mod interval;
pub(crate) mod listed;
pub(crate) mod phrase;
pub(crate) mod scored;
pub(crate) mod statistics;
pub(crate) mod union_scorer;
pub(crate) mod unscored;
pub(crate) mod word;
