//! The plain Tantivy program: what one writes in an afternoon.

use std::fs::File;
use std::io::{BufRead, BufReader};
use std::path::Path;

use tantivy::collector::TopDocs;
use tantivy::query::{BooleanQuery, Occur, PhraseQuery, Query, TermQuery};
use tantivy::schema::{
    Field, IndexRecordOption, STORED, Schema, TextFieldIndexing, TextOptions, Value,
};
use tantivy::snippet::SnippetGenerator;
use tantivy::tokenizer::TextAnalyzer;
use tantivy::{Index, IndexReader, Result, TantivyDocument, Term};

/// The fields of its index.
struct Fields {
    title: Field,
    body: Field,
}

fn schema() -> (Schema, Fields) {
    let mut schema = Schema::builder();
    let indexing = TextFieldIndexing::default()
        .set_tokenizer("en_stem")
        .set_index_option(IndexRecordOption::WithFreqsAndPositions);
    let text = TextOptions::default()
        .set_indexing_options(indexing)
        .set_stored();
    let fields = Fields {
        title: schema.add_text_field("title", STORED),
        body: schema.add_text_field("body", text),
    };
    (schema.build(), fields)
}

/// Indexes `id`, `title`, `body` of each line; returns the bytes of text.
pub(super) fn index(articles: &Path, folder: &Path, threads: usize) -> Result<u64> {
    let (schema, fields) = schema();
    std::fs::create_dir_all(folder)?;
    let index = Index::create_in_dir(folder, schema)?;
    let mut writer = index.writer_with_num_threads(threads, 120_000_000)?;
    let mut bytes = 0;
    for line in BufReader::new(File::open(articles)?).lines() {
        let article: serde_json::Value =
            serde_json::from_str(&line?).map_err(std::io::Error::other)?;
        let title = article["title"].as_str().unwrap_or_default();
        let body = article["body"].as_str().unwrap_or_default();
        bytes += (title.len() + body.len()) as u64;
        let mut document = TantivyDocument::new();
        document.add_text(fields.title, title);
        document.add_text(fields.body, body);
        document.add_text(fields.body, title);
        writer.add_document(document)?;
    }
    writer.commit()?;
    writer.wait_merging_threads()?;
    Ok(bytes)
}

/// Its index, opened for searching.
pub(super) struct Searching {
    index: Index,
    reader: IndexReader,
    fields: Fields,
    analyzer: TextAnalyzer,
}

impl Searching {
    pub(super) fn open(folder: &Path) -> Result<Self> {
        let index = Index::open_in_dir(folder)?;
        let reader = index.reader()?;
        let analyzer = index.tokenizer_for_field(schema().1.body)?;
        Ok(Self {
            index,
            reader,
            fields: schema().1,
            analyzer,
        })
    }

    /// All words required; a query in quotes is a phrase. Returns how many of the top ten have a snippet.
    pub(super) fn top_ten(&mut self, query: &str) -> Result<usize> {
        let searcher = self.reader.searcher();
        let query = self.query(query);
        let found = searcher.search(&*query, &TopDocs::with_limit(10).order_by_score())?;
        let snippets = SnippetGenerator::create(&searcher, &*query, self.fields.body)?;
        let mut shown = 0;
        for (_, address) in found {
            let document: TantivyDocument = searcher.doc(address)?;
            let body = document
                .get_first(self.fields.body)
                .and_then(|value| value.as_str())
                .unwrap_or_default();
            shown += usize::from(!snippets.snippet(body).is_empty());
        }
        let _ = &self.index;
        Ok(shown)
    }

    fn query(&mut self, text: &str) -> Box<dyn Query> {
        let body = self.fields.body;
        let mut terms = Vec::new();
        let mut stream = self.analyzer.token_stream(text);
        while stream.advance() {
            terms.push(Term::from_field_text(body, &stream.token().text));
        }
        if text.starts_with('"') && terms.len() > 1 {
            return Box::new(PhraseQuery::new(terms));
        }
        let clause = |term| -> (Occur, Box<dyn Query>) {
            (
                Occur::Must,
                Box::new(TermQuery::new(term, IndexRecordOption::WithFreqs)),
            )
        };
        Box::new(BooleanQuery::new(terms.into_iter().map(clause).collect()))
    }
}
