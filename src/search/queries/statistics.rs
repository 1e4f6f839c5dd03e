//! How rare the index terms of a plan are.

use rustc_hash::FxHashMap;
use tantivy::query::Bm25StatisticsProvider;
use tantivy::schema::Field;
use tantivy::{Searcher, Term};

/// For the index terms of a word, how many articles hold any of them, at most. A word has several where it has stems in several languages.
///
/// Each by itself would be as rare as its language: one French article in an English archive, and its `important` would
/// be the rarest word of all.
pub(crate) type DocFrequencies = FxHashMap<Term, u64>;

/// What BM25 asks of an index, words in several languages counted together.
pub(crate) struct Statistics<'a> {
    pub(crate) searcher: &'a Searcher,
    pub(crate) frequencies: &'a DocFrequencies,
}

impl Bm25StatisticsProvider for Statistics<'_> {
    fn total_num_tokens(&self, field: Field) -> tantivy::Result<u64> {
        self.searcher.total_num_tokens(field)
    }

    fn total_num_docs(&self) -> tantivy::Result<u64> {
        self.searcher.total_num_docs()
    }

    fn doc_freq(&self, term: &Term) -> tantivy::Result<u64> {
        match self.frequencies.get(term) {
            Some(&articles) => Ok(articles.min(self.total_num_docs()?)),
            None => self.searcher.doc_freq(term),
        }
    }
}
