//! Articles made ready to be indexed, on any thread: their language and their stored form.

use std::any::Any;
use std::sync::Arc;

use crate::analysis::{self, Language};
use crate::article::Article;
use crate::index::store::{ArticleEncoder, Stored};
use crate::index::write::marks::Marks;
use crate::index::{Error, Result};

/// Makes articles ready to be added, on any thread.
#[derive(Clone)]
pub(crate) struct Preparer {
    encoder: Arc<ArticleEncoder>,
}

/// An article ready to be added.
pub(crate) struct Prepared {
    pub(crate) article: Article,
    /// What it is stemmed as.
    pub(crate) language: Language,
    pub(crate) content_hash: u64,
    /// What tells it from others that have its id.
    pub(crate) marks: Marks,
    /// Whether it is a row of a table.
    pub(crate) is_row: bool,
    /// Whether its source takes it back.
    pub(crate) is_withdrawn: bool,
    /// What the index keeps of it.
    pub(crate) stored: Stored,
    /// Kept alive until the article has been indexed: whoever counts the bytes in flight puts a guard here.
    pub(super) hold: Option<Arc<dyn Any + Send + Sync>>,
}

impl Prepared {
    /// Bytes of body and stored form.
    pub(crate) fn size_bytes(&self) -> usize {
        self.article.body.len() + self.stored.len()
    }

    /// Drops what [`Prepared::holding`] was given now.
    pub(crate) fn without_hold(self) -> Self {
        Self { hold: None, ..self }
    }

    /// Drops `hold` when the article has been indexed, not before.
    #[must_use]
    pub(crate) fn holding(mut self, hold: Arc<dyn Any + Send + Sync>) -> Self {
        self.hold = Some(hold);
        self
    }

    /// Says whether it is a row of a table.
    #[must_use]
    pub(crate) fn in_table(self, is_row: bool) -> Self {
        Self { is_row, ..self }
    }

    /// Says whether its source takes it back.
    #[must_use]
    pub(crate) fn taken_back(self, is_withdrawn: bool) -> Self {
        Self {
            is_withdrawn,
            ..self
        }
    }

    /// Bytes of title and body.
    pub(crate) fn text_bytes(&self) -> u64 {
        (self.article.title.len() + self.article.body.len()) as u64
    }
}

/// Metadata nested deeper than this becomes its text: readers of JSON stop at 128, and an article holds it two levels down.
const DEEPEST: usize = 100;

/// Makes text of metadata that could not be read back.
fn flatten_deep(article: &mut Article) {
    for value in article.metadata.values_mut() {
        if is_deeper(value, DEEPEST) {
            *value = serde_json::Value::from(value.to_string());
        }
    }
}

fn is_deeper(value: &serde_json::Value, levels: usize) -> bool {
    let Some(inside) = levels.checked_sub(1) else {
        return true;
    };
    match value {
        serde_json::Value::Array(values) => values.iter().any(|value| is_deeper(value, inside)),
        serde_json::Value::Object(fields) => fields.values().any(|value| is_deeper(value, inside)),
        _ => false,
    }
}

impl Preparer {
    pub(crate) fn new(encoder: Arc<ArticleEncoder>) -> Self {
        Self { encoder }
    }

    /// Whether articles are compressed with a dictionary.
    pub(crate) fn has_dictionary(&self) -> bool {
        self.encoder.has_dictionary()
    }

    /// Detects the language where none is declared, and compresses the article.
    ///
    /// # Errors
    /// When the compression dictionary cannot be written.
    pub(crate) fn prepare(&self, mut article: Article) -> Result<Prepared> {
        let language = article
            .language
            .as_deref()
            .and_then(Language::from_code)
            .or_else(|| {
                let text = if article.body.is_empty() {
                    &article.title
                } else {
                    &article.body
                };
                analysis::detect(text)
            });
        if article.language.is_none() {
            article.language = language.map(|language| language.code().to_owned());
        }
        flatten_deep(&mut article);
        let encoded = self
            .encoder
            .encode(&mut article)
            .map_err(|source| Error::Io {
                action: "write",
                path: "dictionary.zstd".into(),
                source,
            })?;
        Ok(Prepared {
            marks: Marks::of(&article),
            article,
            language: language.unwrap_or(Language::UNKNOWN),
            content_hash: encoded.content_hash,
            stored: encoded.stored,
            is_row: false,
            is_withdrawn: false,
            hold: None,
        })
    }
}
