//! The fields of the index.
//!
//! One field, `text`, holds body and title with all layers of [`crate::analysis`]; the others hold
//! what is filtered, sorted, counted or given back.

use tantivy::schema::{
    FAST, Field, IndexRecordOption, JsonObjectOptions, STORED, STRING, Schema, TextFieldIndexing,
    TextOptions,
};
use tantivy::tokenizer::TokenizerManager;

use crate::analysis::{ArticleTokenizer, FieldTokenizer};

const ARTICLE_TOKENIZER: &str = "article";
const FIELD_TOKENIZER: &str = "field";

/// Tantivy's handles of our fields.
#[derive(Debug, Clone, Copy)]
pub struct Fields {
    /// Body and title, all layers, with positions.
    pub text: Field,
    /// The article's id, one term.
    pub id: Field,
    /// The path of the file it came from, one term.
    pub origin: Field,
    /// Names of the outlet, the section, the authors, the tags: folded words with positions; also columns.
    pub source: Field,
    /// See `source`.
    pub section: Field,
    /// See `source`.
    pub author: Field,
    /// See `source`.
    pub tag: Field,
    /// ISO 639-1 code, one term; also a column.
    pub language: Field,
    /// The address, as folded words.
    pub url: Field,
    /// Other metadata, as folded words by path.
    pub meta: Field,
    /// First and last day on which it may have been published, in days since 1970-01-01 (columns).
    pub first_day: Field,
    /// See `first_day`.
    pub last_day: Field,
    /// When it was published, in seconds since 1970-01-01T00:00Z (column), for sorting.
    pub published: Field,
    /// Number of words of the body (column): the title's words stand behind them.
    pub body_words: Field,
    /// Hash of the article's content (column): an article that did not change is not written again.
    pub content_hash: Field,
    /// The article itself, compressed.
    pub stored: Field,
}

fn words(record: IndexRecordOption, tokenizer: &str) -> TextFieldIndexing {
    TextFieldIndexing::default()
        .set_tokenizer(tokenizer)
        .set_index_option(record)
}

impl Fields {
    /// The schema of a new index, and its fields.
    pub fn schema() -> (Schema, Self) {
        let mut schema = Schema::builder();
        let text = TextOptions::default().set_indexing_options(words(
            IndexRecordOption::WithFreqsAndPositions,
            ARTICLE_TOKENIZER,
        ));
        let name =
            words(IndexRecordOption::WithFreqsAndPositions, FIELD_TOKENIZER).set_fieldnorms(false);
        let column = TextOptions::default()
            .set_indexing_options(name.clone())
            .set_fast("raw");
        let plain = TextOptions::default().set_indexing_options(name.clone());
        let json = JsonObjectOptions::default().set_indexing_options(name);
        let fields = Self {
            text: schema.add_text_field("text", text),
            id: schema.add_text_field("id", STRING),
            origin: schema.add_text_field("origin", STRING),
            source: schema.add_text_field("source", column.clone()),
            section: schema.add_text_field("section", column.clone()),
            author: schema.add_text_field("author", column.clone()),
            tag: schema.add_text_field("tag", column),
            language: schema.add_text_field("language", STRING | FAST),
            url: schema.add_text_field("url", plain),
            meta: schema.add_json_field("meta", json),
            first_day: schema.add_i64_field("first_day", FAST),
            last_day: schema.add_i64_field("last_day", FAST),
            published: schema.add_i64_field("published", FAST),
            body_words: schema.add_u64_field("body_words", FAST),
            content_hash: schema.add_u64_field("content_hash", FAST),
            stored: schema.add_bytes_field("stored", STORED),
        };
        (schema.build(), fields)
    }

    /// The fields of an index that was opened; `None` if it is not one of ours.
    pub fn of(schema: &Schema) -> Option<Self> {
        let (expected, fields) = Self::schema();
        (expected == *schema).then_some(fields)
    }
}

/// The tokenizers that the schema names.
pub(super) fn tokenizers() -> TokenizerManager {
    let manager = TokenizerManager::default();
    manager.register(ARTICLE_TOKENIZER, ArticleTokenizer::default());
    manager.register(FIELD_TOKENIZER, FieldTokenizer::default());
    manager
}
