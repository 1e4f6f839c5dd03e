//! The fields of the index.
//!
//! Two fields hold body and title with the layers of [`crate::analysis`]: `stem` says which articles hold a stem and how often,
//! `text` where everything else stands. The others hold what is filtered, sorted, counted or given back.

use tantivy::schema::{
    FAST, Field, IndexRecordOption, STORED, Schema, TextFieldIndexing, TextOptions,
};
use tantivy::{TantivyDocument, Term};

use crate::analysis;
use crate::article::Article;

/// Tantivy wants a name; terms are made by [`crate::analysis`], not by a tokenizer of Tantivy's.
const TOKENIZER: &str = "raw";

/// Tantivy's handles of the fields.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Fields {
    /// Body and title: stems and compounds, without positions.
    pub stem: Field,
    /// Body and title: surfaces, capitals and marks, with positions.
    pub text: Field,
    /// The article's id, one term; also a column.
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
    /// Other metadata: folded words, each after its key and a zero.
    pub meta: Field,
    /// Whole values of the outlet, the section, the authors, the tags and other metadata, each one term: see [`name_term`].
    pub names: Field,
    /// First and last day on which it may have been published, in days since 1970-01-01 (columns).
    pub first_day: Field,
    /// See `first_day`.
    pub last_day: Field,
    /// When it was published, in seconds since 1970-01-01T00:00Z (column), for sorting.
    pub published: Field,
    /// Number of words of the body (column): the title's words come after them.
    pub body_words: Field,
    /// Hash of the article's content (column): an article that did not change is not written again.
    pub content_hash: Field,
    /// Sampled shingles of the body (column, several values): see [`crate::copies`].
    pub shingles: Field,
    /// The article itself, compressed.
    pub stored: Field,
}

fn indexed(record: IndexRecordOption, lengths: bool) -> TextOptions {
    TextOptions::default().set_indexing_options(
        TextFieldIndexing::default()
            .set_tokenizer(TOKENIZER)
            .set_index_option(record)
            .set_fieldnorms(lengths),
    )
}

impl Fields {
    /// The schema of a new index, and its fields.
    pub(crate) fn schema() -> (Schema, Self) {
        let mut schema = Schema::builder();
        let one_term = || indexed(IndexRecordOption::Basic, false);
        let words = || indexed(IndexRecordOption::WithFreqsAndPositions, false);
        let column = || words().set_fast(TOKENIZER);
        let fields = Self {
            stem: schema.add_text_field("stem", indexed(IndexRecordOption::WithFreqs, true)),
            text: schema.add_text_field(
                "text",
                indexed(IndexRecordOption::WithFreqsAndPositions, true),
            ),
            id: schema.add_text_field("id", one_term().set_fast(TOKENIZER)),
            origin: schema.add_text_field("origin", one_term()),
            source: schema.add_text_field("source", column()),
            section: schema.add_text_field("section", column()),
            author: schema.add_text_field("author", column()),
            tag: schema.add_text_field("tag", column()),
            language: schema.add_text_field("language", one_term().set_fast(TOKENIZER)),
            url: schema.add_text_field("url", words()),
            meta: schema.add_text_field("meta", words()),
            names: schema.add_text_field("names", one_term()),
            first_day: schema.add_i64_field("first_day", FAST),
            last_day: schema.add_i64_field("last_day", FAST),
            published: schema.add_i64_field("published", FAST),
            body_words: schema.add_u64_field("body_words", FAST),
            content_hash: schema.add_u64_field("content_hash", FAST),
            shingles: schema.add_u64_field("shingles", FAST),
            stored: schema.add_bytes_field("stored", STORED),
        };
        (schema.build(), fields)
    }

    /// The fields of an index that was opened; `None` if its fields are others.
    pub(crate) fn of(schema: &Schema) -> Option<Self> {
        let (expected, fields) = Self::schema();
        (expected == *schema).then_some(fields)
    }

    /// Whether a value of the field is one term as it stands, not the words of it.
    pub(crate) fn is_one_term(&self, field: Field) -> bool {
        [self.id, self.origin, self.language, self.names].contains(&field)
    }

    /// A term of body and title, of whichever layer, in the field that holds it. Of a word with a capital first it is the surface, whose
    /// positions tell which they are.
    pub(crate) fn term(&self, term: &str) -> Term {
        if let Some(surface) = analysis::capitalized(term) {
            return Term::from_field_text(self.text, &surface);
        }
        let field = if analysis::is_stem(term) {
            self.stem
        } else {
            self.text
        };
        Term::from_field_text(field, term)
    }

    /// The term of a word of other metadata.
    pub(crate) fn meta_term(&self, key: &str, word: &str) -> Term {
        Term::from_field_text(self.meta, &format!("{}{word}", meta_prefix(key)))
    }
}

/// The longest value that is found whole, in bytes: a longer one is no name.
pub(crate) const LONGEST_NAME: usize = 500;

/// The term of a whole value, by the name of its field in a query: its words in order, folded.
pub(crate) fn name_term(field: &str, value: &str) -> String {
    let mut term = name_prefix(field);
    for (at, word) in analysis::surfaces(value).enumerate() {
        if at > 0 {
            term.push(' ');
        }
        term.push_str(&word);
    }
    term
}

/// What the names in a field begin with.
pub(crate) fn name_prefix(field: &str) -> String {
    format!("{field}\0")
}

/// What stands before the words of a key of other metadata.
pub(crate) fn meta_prefix(key: &str) -> String {
    format!("{key}\0")
}

/// Calls `take` with each value of each small field: the field, what its terms begin with, and the value.
pub(crate) fn small_fields(
    fields: &Fields,
    article: &Article,
    take: &mut dyn FnMut(Field, &str, &str),
) {
    let language = article.language.as_deref().unwrap_or("und");
    take(fields.id, "", &article.id.0);
    take(fields.origin, "", &article.origin.path);
    take(fields.language, "", language);
    if let Some(url) = &article.url {
        take(fields.url, "", url);
    }
    let mut named = |field: Field, name: &str, value| {
        take(field, "", value);
        take_name(fields, name, value, take);
    };
    if let Some(source) = &article.source {
        named(fields.source, "source", source);
    }
    if let Some(section) = &article.section {
        named(fields.section, "section", section);
    }
    for author in &article.authors {
        named(fields.author, "author", author);
    }
    for tag in &article.tags {
        named(fields.tag, "tag", tag);
    }
    values_of_metadata(article, &mut |key, value| {
        take(fields.meta, &meta_prefix(key), value);
        take_name(fields, &format!("meta.{key}"), value, take);
    });
}

fn take_name(fields: &Fields, name: &str, value: &str, take: &mut dyn FnMut(Field, &str, &str)) {
    if value.len() <= LONGEST_NAME {
        take(fields.names, "", &name_term(name, value));
    }
}

/// Calls `take` with each key of other metadata of an article, and each value that it has there: those by which it is found.
pub(crate) fn values_of_metadata(article: &Article, take: &mut dyn FnMut(&str, &str)) {
    for (key, value) in &article.metadata {
        metadata(key, value, take);
    }
}

/// The scalars in a value of other metadata, each with its key: those of objects are joined by full stops.
fn metadata(key: &str, value: &serde_json::Value, take: &mut dyn FnMut(&str, &str)) {
    match value {
        serde_json::Value::Null => {}
        serde_json::Value::String(text) => take(key, text),
        serde_json::Value::Bool(_) | serde_json::Value::Number(_) => take(key, &value.to_string()),
        serde_json::Value::Array(values) => {
            for value in values {
                metadata(key, value, take);
            }
        }
        serde_json::Value::Object(values) => {
            for (inner, value) in values {
                metadata(&format!("{key}.{inner}"), value, take);
            }
        }
    }
}

/// Bytes of a value of a column, at most: Tantivy counts them in 16 bits. Its words are indexed whole.
const LONGEST_COLUMN_BYTES: usize = 32 << 10;

fn column_value(value: &str) -> &str {
    &value[..value.floor_char_boundary(LONGEST_COLUMN_BYTES)]
}

/// The columns of an article, but those that only its analysis knows.
pub(crate) fn columns(fields: &Fields, article: &Article) -> TantivyDocument {
    let mut document = TantivyDocument::new();
    let language = article.language.as_deref().unwrap_or("und");
    document.add_text(fields.id, column_value(&article.id.0));
    document.add_text(fields.language, column_value(language));
    for (field, value) in [
        (fields.source, &article.source),
        (fields.section, &article.section),
    ] {
        if let Some(value) = value {
            document.add_text(field, column_value(value));
        }
    }
    for (field, values) in [
        (fields.author, &article.authors),
        (fields.tag, &article.tags),
    ] {
        for value in values {
            document.add_text(field, column_value(value));
        }
    }
    if let Some(published) = &article.published {
        document.add_i64(fields.first_day, published.first_day());
        document.add_i64(fields.last_day, published.last_day());
        document.add_i64(fields.published, published.sort_key_seconds());
    }
    document
}
