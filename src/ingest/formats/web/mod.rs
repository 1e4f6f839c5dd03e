//! Pages of the web, feeds, and dumps of wikis.

pub(crate) mod feed;
pub mod html;
pub(crate) mod mediawiki;

#[cfg(test)]
mod feed_corpus;
#[cfg(test)]
mod page_corpus;
