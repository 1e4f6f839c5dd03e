//! One segment of the index, gathered in memory and written in Tantivy's format.
//!
//! Replaces Tantivy's segment writer, which is handed terms: each word would be hashed as a string once for every layer of it,
//! into a table that no cache holds. Here a word is looked up once, in the segment's lexicon, which knows its terms; see
//! [`crate::index::write::text_inverter`]. What is written is read, merged and deleted from by Tantivy like any segment of its own.
//!
//! What it gains: with Tantivy's segment writer and two layers with positions, 50,000 articles took 2.1 times the bytes of their
//! text and 2.8 times plain Tantivy's processor time; they take 1.03 and 0.88. It could go if Tantivy's took the number of a word
//! that it has seen before instead of the word's bytes.

use std::path::Path;

use tantivy::directory::TerminatingWrite;
use tantivy::fastfield::FastFieldsWriter;
use tantivy::fieldnorm::{FieldNormReaders, FieldNormsSerializer, FieldNormsWriter};
use tantivy::index::SegmentComponent;
use tantivy::postings::InvertedIndexSerializer;
use tantivy::schema::{IndexRecordOption, Schema};
use tantivy::store::StoreWriter;
use tantivy::{Index, Segment, SegmentMeta};

use crate::analysis::{self, Text};
use crate::article::Article;
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
}

impl NewSegments {
    /// Adds others.
    pub(crate) fn extend(&mut self, others: Self) {
        self.segments.extend(others.segments);
        self.forms = self.forms.merged(&others.forms);
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
        })
    }

    /// Bytes that it takes, and that writing it will.
    pub(crate) fn size_bytes(&self) -> usize {
        let small_fields = self.small_fields.iter().map(FieldInverter::size_bytes);
        self.texts.size_bytes()
            + small_fields.sum::<usize>()
            + self.columns.mem_usage().saturating_sub(self.unused_bytes)
            + self.store.mem_usage()
    }

    /// Adds an article.
    pub(crate) fn add(&mut self, prepared: &Prepared) -> tantivy::Result<()> {
        let article = &prepared.article;
        let body_words = self.texts.add(&Text {
            body: &article.body,
            headings: &article.headings,
            title: &article.title,
            language: prepared.language,
        })?;
        self.add_small_fields(article);
        let mut document = schema::columns(&self.fields, article);
        document.add_u64(self.fields.content_hash, prepared.content_hash);
        document.add_u64(self.fields.body_words, u64::from(body_words));
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

    /// Writes the segment.
    pub(crate) fn finish(mut self) -> tantivy::Result<NewSegments> {
        let mut file = self.segment.open_write(SegmentComponent::FastFields)?;
        self.columns.serialize(&mut file, None)?;
        file.terminate()?;
        self.texts.close()?;
        self.write_lengths()?;
        self.write_postings()?;
        self.store.close()?;
        Ok(NewSegments {
            segments: vec![self.segment.with_max_doc(self.articles).meta().clone()],
            forms: self.texts.forms(),
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
                self.texts.total()
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
