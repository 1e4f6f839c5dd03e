//! A small index for tests of queries: articles of numbered words.

use tantivy::schema::{Field, Schema, TEXT};
use tantivy::{Index, IndexWriter, Searcher, TantivyDocument, Term};

use crate::random::Random;

/// An index in memory, one segment, of articles in the order given.
pub(crate) struct Numbered {
    pub(crate) searcher: Searcher,
    field: Field,
}

impl Numbered {
    pub(crate) fn new(articles: &[Vec<u8>]) -> Self {
        Self::without(articles, None)
    }

    /// The articles that hold a word are deleted.
    pub(crate) fn without(articles: &[Vec<u8>], deleted: Option<u8>) -> Self {
        let mut schema = Schema::builder();
        let field = schema.add_text_field("text", TEXT);
        let index = Index::create_in_ram(schema.build());
        let mut writer: IndexWriter = index.writer_with_num_threads(1, 15_000_000).unwrap();
        for article in articles {
            let mut document = TantivyDocument::new();
            let words: Vec<String> = article.iter().map(|word| format!("w{word}")).collect();
            document.add_text(field, words.join(" "));
            writer.add_document(document).unwrap();
        }
        writer.commit().unwrap();
        if let Some(word) = deleted {
            writer.delete_term(Term::from_field_text(field, &format!("w{word}")));
            writer.commit().unwrap();
        }
        let searcher = index.reader().unwrap().searcher();
        Self { searcher, field }
    }

    pub(crate) fn term(&self, word: u8) -> Term {
        Term::from_field_text(self.field, &format!("w{word}"))
    }
}

/// Random articles; word `w` stands, up to three times, in about one of `rarities[w]` of them.
pub(crate) fn scattered(number: usize, rarities: &[usize], random: &mut Random) -> Vec<Vec<u8>> {
    let article = |_| {
        let words = (0..).zip(rarities).filter_map(|(word, rarity)| {
            let times = 1 + random.below(3);
            (random.below(*rarity) == 0).then(|| vec![word; times])
        });
        words.flatten().collect()
    };
    (0..number).map(article).collect()
}
