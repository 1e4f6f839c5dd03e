//! One segment of the index, gathered in memory and written in Tantivy's format.
//!
//! Replaces Tantivy's segment writer, which is handed terms: each word would be hashed as a string once for every layer of it,
//! into a table that no cache holds. Here a word is looked up once, in the segment's lexicon, which knows its terms; see
//! [`crate::index::write::text_inverter`]. What is written is read, merged and deleted from by Tantivy like any segment of its own.
//!
//! What it gains: with Tantivy's segment writer and two layers with positions, 50,000 articles took 2.1 times the bytes of their
//! text and 2.8 times plain Tantivy's processor time; they take 1.03 and 0.88. It could go if Tantivy's took the number of a word
//! that it has seen before instead of the word's bytes.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;

use tantivy::directory::TerminatingWrite;
use tantivy::fastfield::FastFieldsWriter;
use tantivy::fieldnorm::{
    FieldNormReader, FieldNormReaders, FieldNormsSerializer, FieldNormsWriter,
};
use tantivy::index::SegmentComponent;
use tantivy::postings::InvertedIndexSerializer;
use tantivy::schema::{IndexRecordOption, Schema};
use tantivy::store::StoreWriter;
use tantivy::{Index, Segment, SegmentMeta};

use crate::analysis::{self, Text};
use crate::article::{Article, Origin};
use crate::index::forms::NewForms;
use crate::index::schema::{self, Fields};
use crate::index::write::field_inverter::FieldInverter;
use crate::index::write::prepared::Prepared;
use crate::index::write::text_inverter::TextInverter;

/// Segments on disk that are not part of the index yet.
#[derive(Default)]
pub(crate) struct NewSegments {
    pub(crate) segments: Vec<SegmentMeta>,
    /// The forms of their stems.
    pub(crate) forms: NewForms,
    /// Articles that could not be added.
    pub(crate) refused: Vec<RefusedArticle>,
}

/// An article that could not be added: the program failed at it. Those beside it are added all the same.
#[derive(Debug)]
pub(crate) struct RefusedArticle {
    /// Where it came from.
    pub(crate) origin: Origin,
    /// What failed.
    pub(crate) problem: String,
}

/// How much a segment may hold, whatever the memory: its tokens and words are numbered, and one more article must still fit.
#[derive(Debug, Clone, Copy)]
pub(crate) struct SegmentBounds {
    /// Tokens of its texts, and of each of its small fields.
    pub(crate) tokens: usize,
    /// Words of its lexicon.
    pub(crate) words: usize,
    /// Articles.
    pub(crate) articles: u32,
}

impl Default for SegmentBounds {
    /// Tokens have numbers of 31 bits, words of 28 (see [`super::tokens`]), articles of 31.
    fn default() -> Self {
        Self {
            tokens: 1 << 30,
            words: 1 << 27,
            articles: 1 << 30,
        }
    }
}

impl NewSegments {
    /// Adds others.
    pub(crate) fn extend(&mut self, others: Self) {
        self.segments.extend(others.segments);
        self.forms = self.forms.merged(&others.forms);
        self.refused.extend(others.refused);
    }
}

/// A segment under way.
pub(crate) struct SegmentWriter {
    segment: Segment,
    schema: Schema,
    fields: Fields,
    texts: TextInverter,
    /// By number of the field; empty for those that are not small.
    small_fields: Vec<FieldInverter>,
    columns: FastFieldsWriter,
    /// Bytes reserved for columns at first: most were not written to yet, and so take no memory.
    unused_bytes: usize,
    store: StoreWriter,
    articles: u32,
    refused: Vec<RefusedArticle>,
}

impl SegmentWriter {
    /// Begins a segment of an index in `folder`.
    pub(crate) fn new(index: &Index, fields: Fields, folder: &Path) -> tantivy::Result<Self> {
        let segment = index.new_segment();
        let schema = index.schema();
        let settings = index.settings();
        let store = StoreWriter::new(
            segment.open_write(SegmentComponent::Store)?,
            settings.docstore_compression,
            settings.docstore_blocksize,
            false,
        )?;
        let tokenizers = index.fast_field_tokenizer().clone();
        let columns = FastFieldsWriter::from_schema_and_tokenizer_manager(&schema, tokenizers)?;
        Ok(Self {
            segment,
            fields,
            texts: TextInverter::new(folder.to_owned()),
            small_fields: schema.fields().map(|_| FieldInverter::default()).collect(),
            unused_bytes: columns.mem_usage(),
            columns,
            store,
            schema,
            articles: 0,
            refused: Vec::new(),
        })
    }

    /// Bytes that it takes, or will when it is written, whichever is more.
    pub(crate) fn size_bytes(&self) -> usize {
        let small_fields = self.small_fields.iter().map(FieldInverter::size_bytes);
        self.texts.size_bytes()
            + small_fields.sum::<usize>()
            + self.columns.mem_usage().saturating_sub(self.unused_bytes)
            + self.store.mem_usage()
    }

    /// Whether it must be finished before another article is added.
    pub(crate) fn is_full(&self, bounds: SegmentBounds) -> bool {
        let tokens = self.small_fields.iter().map(FieldInverter::len).max();
        usize::try_from(self.texts.total()).is_ok_and(|total| total >= bounds.tokens)
            || tokens.is_some_and(|tokens| tokens >= bounds.tokens)
            || self.texts.words() >= bounds.words
            || self.articles >= bounds.articles
    }

    /// Adds an article. A panic, which is a bug of this program, costs that article: it is refused, and nothing is left of it.
    ///
    /// # Errors
    /// When the segment cannot be written.
    pub(crate) fn add(&mut self, prepared: &Prepared) -> tantivy::Result<()> {
        let article = &prepared.article;
        let text_mark = self.texts.mark();
        let small_fields = self.small_fields.iter();
        let field_marks: Vec<_> = small_fields.map(FieldInverter::mark).collect();
        let inverted = catch_unwind(AssertUnwindSafe(|| {
            let body_words = self.texts.add(&Text {
                body: &article.body,
                headings: &article.headings,
                title: &article.title,
                language: prepared.language,
            });
            self.add_small_fields(article);
            #[cfg(test)]
            assert!(article.id.0 != tests::PANICS, "it is the one");
            body_words
        }));
        let Ok(body_words) = inverted else {
            self.texts.forget_since(text_mark);
            for (field, mark) in self.small_fields.iter_mut().zip(field_marks) {
                field.forget_since(mark);
            }
            self.refused.push(RefusedArticle {
                origin: article.origin.clone(),
                problem: "its words cannot be indexed".into(),
            });
            return Ok(());
        };
        self.texts.spill()?;
        let mut document = schema::columns(&self.fields, article);
        document.add_u64(self.fields.content_hash, prepared.content_hash);
        document.add_u64(self.fields.body_words, u64::from(body_words));
        for shingle in self.texts.sample() {
            document.add_u64(self.fields.shingles, u64::from(shingle));
        }
        document.add_bytes(self.fields.stored, &prepared.stored.compressed()?);
        self.columns.add_document(&document)?;
        self.store.store(&document, &self.schema)?;
        self.articles += 1;
        Ok(())
    }

    fn add_small_fields(&mut self, article: &Article) {
        let mut ends = vec![0; self.small_fields.len()];
        let mut term = String::new();
        schema::small_fields(&self.fields, article, &mut |field, prefix, value| {
            let number = field.field_id() as usize;
            let inverter = &mut self.small_fields[number];
            if self.fields.is_one_term(field) {
                return inverter.add(value, self.articles, 0);
            }
            let end = &mut ends[number];
            for surface in analysis::surfaces(value) {
                term.clear();
                term.push_str(prefix);
                term.push_str(&surface);
                inverter.add(&term, self.articles, *end);
                *end += 1;
            }
            // No phrase crosses from one value to the next.
            *end += 1;
        });
    }

    /// Writes the segment. What was written is freed before columns are, which take as much again for it.
    pub(crate) fn finish(mut self) -> tantivy::Result<NewSegments> {
        self.texts.close()?;
        self.write_lengths()?;
        self.write_postings()?;
        let forms = self.texts.forms();
        drop(self.texts);
        let mut file = self.segment.open_write(SegmentComponent::FastFields)?;
        self.columns.serialize(&mut file, None)?;
        file.terminate()?;
        self.store.close()?;
        Ok(NewSegments {
            segments: vec![self.segment.with_max_doc(self.articles).meta().clone()],
            forms,
            refused: self.refused,
        })
    }

    fn write_lengths(&self) -> tantivy::Result<()> {
        let mut writer = FieldNormsWriter::for_schema(&self.schema);
        for (article, length) in (0..).zip(self.texts.lengths()) {
            writer.record(article, self.fields.stem, length);
            writer.record(article, self.fields.text, length);
        }
        let file = self.segment.open_write(SegmentComponent::FieldNorms)?;
        Ok(writer.serialize(FieldNormsSerializer::from_write(file)?, None)?)
    }

    fn write_postings(&mut self) -> tantivy::Result<()> {
        let lengths = self.segment.open_read(SegmentComponent::FieldNorms)?;
        let lengths = FieldNormReaders::open(lengths)?;
        let mut serializer = InvertedIndexSerializer::open(&self.segment)?;
        for (field, entry) in self.schema.fields().filter(|(_, entry)| entry.is_indexed()) {
            let is_text = [self.fields.stem, self.fields.text].contains(&field);
            let inverter = std::mem::take(&mut self.small_fields[field.field_id() as usize]);
            let total = if is_text {
                self.texts.lengths().map(as_kept).sum()
            } else {
                inverter.total()
            };
            // As Tantivy does: what no article has is not there, rather than empty.
            if total == 0 {
                continue;
            }
            let mut postings = serializer.new_field(field, total, lengths.get_field(field)?)?;
            if field == self.fields.stem {
                self.texts.write_stems(&mut postings)?;
            } else if field == self.fields.text {
                self.texts.write_text(&mut postings)?;
            } else {
                let record = entry.field_type().index_record_option();
                let positions = record.is_some_and(IndexRecordOption::has_positions);
                inverter.write(&mut postings, positions)?;
            }
            postings.close()?;
        }
        Ok(serializer.close()?)
    }
}

/// A length as it is kept, in one byte. What Tantivy has for the sum of all is then the sum of what it has for each, as it is after a
/// merge that took deleted articles out.
fn as_kept(length: u32) -> u64 {
    u64::from(FieldNormReader::id_to_fieldnorm(
        FieldNormReader::fieldnorm_to_id(length),
    ))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::index::store::ArticleEncoder;
    use crate::index::write::index_workers::IndexWorkers;
    use crate::index::write::opening::Opened;
    use crate::index::write::prepared::Preparer;

    /// The id of an article whose indexing panics.
    pub(super) const PANICS: &str = "panics";

    /// What two threads make of articles with these ids and bodies.
    fn written(articles: &[(&str, &str)], bounds: SegmentBounds) -> NewSegments {
        let folder = tempfile::tempdir().unwrap();
        let Opened { index, fields, .. } = Opened::open(folder.path()).unwrap();
        let encoder = ArticleEncoder::open(folder.path(), false).unwrap();
        let preparer = Preparer::new(std::sync::Arc::new(encoder));
        let mut workers =
            IndexWorkers::new(index, fields, folder.path().to_owned(), 2, 1 << 30).unwrap();
        workers.bounds = bounds;
        for (id, body) in articles {
            let article = serde_json::json!({ "id": id, "body": body, "tags": ["one", id], "origin": { "path": id } });
            let article = serde_json::from_value(article).unwrap();
            workers.add(preparer.prepare(article).unwrap()).unwrap();
        }
        workers.finish().unwrap()
    }

    fn articles_of(written: &NewSegments) -> Vec<u32> {
        let mut articles: Vec<u32> = written.segments.iter().map(SegmentMeta::max_doc).collect();
        articles.sort_unstable();
        articles
    }

    #[test]
    fn an_article_that_panics_is_refused_and_leaves_nothing_behind() {
        let articles = [
            ("a", "Peace talks."),
            (PANICS, "A cease-fire."),
            ("b", "More talks."),
        ];
        let written = written(&articles, SegmentBounds::default());
        assert_eq!(articles_of(&written).iter().sum::<u32>(), 2);
        assert_eq!(written.refused.len(), 1);
        assert_eq!(written.refused[0].origin.path, PANICS);
    }

    #[test]
    fn a_segment_ends_where_its_numbers_would() {
        let body = "one two three four five";
        let articles: Vec<(String, &str)> = (0..7).map(|id| (id.to_string(), body)).collect();
        let articles: Vec<(&str, &str)> =
            articles.iter().map(|(id, body)| (&**id, *body)).collect();
        let whole = SegmentBounds::default();
        let few = SegmentBounds { tokens: 9, ..whole };
        assert_eq!(articles_of(&written(&articles, few)), [1, 2, 2, 2]);
        let few = SegmentBounds {
            articles: 3,
            ..whole
        };
        assert_eq!(articles_of(&written(&articles, few)), [1, 3, 3]);
        let few = SegmentBounds { words: 5, ..whole };
        assert_eq!(articles_of(&written(&articles, few)), [1; 7]);
    }
}
