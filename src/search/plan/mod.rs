//! From a query to what the index is asked and what is looked for in each article.
//!
//! [`planner`] runs two passes. [`resolve`] looks everything up: [`word_resolver`] words and phrases, [`expand`] patterns,
//! [`filter`] attributes, [`copies`] copies, [`rarity`] how rare they are; the outcome is a tree of [`resolved`] queries. [`build`] makes queries of
//! it, [`by_language`], and reads nothing. The outcome is [`planned`].

pub(crate) mod bounds;
pub(crate) mod build;
pub(crate) mod by_language;
pub(crate) mod commonest;
pub(crate) mod copies;
pub(crate) mod expand;
pub(crate) mod filter;
mod names;
pub(crate) mod options;
mod pattern_words;
pub(crate) mod planned;
pub(crate) mod planner;
pub(crate) mod question;
pub(crate) mod rarity;
pub(crate) mod resolve;
pub(crate) mod resolved;
mod unspaced;
pub(crate) mod word_resolver;
