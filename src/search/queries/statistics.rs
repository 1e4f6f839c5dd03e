//! How rare the index terms of a plan are.

use rustc_hash::FxHashMap;
use tantivy::query::Bm25StatisticsProvider;
use tantivy::schema::Field;
use tantivy::{Searcher, Term};

use crate::index::LiveArticles;

/// For the index terms of a word, how many articles hold any of them, at most. A word has several where it has stems in several languages.
///
/// Each by itself would be as rare as its language: one French article in an English archive, and its `important` would
/// be the rarest word of all.
pub(crate) type DocFrequencies = FxHashMap<Term, u64>;

/// What BM25 asks of an index: of the articles that are not deleted, words in several languages counted together.
pub(crate) struct Statistics<'a> {
    pub(crate) searcher: &'a Searcher,
    pub(crate) articles: &'a LiveArticles,
    pub(crate) frequencies: &'a DocFrequencies,
}

impl Bm25StatisticsProvider for Statistics<'_> {
    /// Both layers of words have the same lengths; no other field is scored.
    fn total_num_tokens(&self, _: Field) -> tantivy::Result<u64> {
        self.articles.lengths(self.searcher)
    }

    fn total_num_docs(&self) -> tantivy::Result<u64> {
        Ok(self.searcher.num_docs())
    }

    fn doc_freq(&self, term: &Term) -> tantivy::Result<u64> {
        let articles = match self.frequencies.get(term) {
            Some(&articles) => articles,
            None => self.articles.with(self.searcher, term)?,
        };
        Ok(articles.min(self.searcher.num_docs()))
    }
}
