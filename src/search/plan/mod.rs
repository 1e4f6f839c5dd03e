//! From a query to what the index is asked and what is looked for in each article.

pub(crate) mod bounds;
pub(crate) mod build;
pub(crate) mod by_language;
pub(crate) mod commonest;
pub(crate) mod expand;
pub(crate) mod filter;
pub(crate) mod resolve;
