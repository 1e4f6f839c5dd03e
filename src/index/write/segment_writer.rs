//! One segment of the index, gathered in memory and written in Tantivy's format.
//!
//! Tantivy's own segment writer is handed terms: each word would be hashed as a string once for every layer of it, into a
//! table that no cache holds. Here a word is looked up once, in the segment's lexicon, which knows its terms; see
//! [`crate::index::write::text_inverter`]. What is written is read, merged and deleted from by Tantivy like any segment of its own.

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
    words: TextInverter,
    /// By number of the field; empty for those that are no attributes.
    attributes: Vec<FieldInverter>,
    columns: FastFieldsWriter,
    /// Room that was reserved for columns at first, most of which was not written to yet, and so takes no memory.
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
            words: TextInverter::new(folder.to_owned()),
            attributes: schema.fields().map(|_| FieldInverter::default()).collect(),
            unused_bytes: columns.mem_usage(),
            columns,
            store,
            schema,
            articles: 0,
        })
    }

    /// Bytes that it takes, and that writing it will.
    pub(crate) fn size_bytes(&self) -> usize {
        let attributes = self.attributes.iter().map(FieldInverter::size_bytes);
        self.words.size_bytes()
            + attributes.sum::<usize>()
            + self.columns.mem_usage().saturating_sub(self.unused_bytes)
            + self.store.mem_usage()
    }

    /// Adds an article.
    pub(crate) fn add(&mut self, prepared: &Prepared) -> tantivy::Result<()> {
        let article = &prepared.article;
        let body_words = self.words.add(&Text {
            body: &article.body,
            headings: &article.headings,
            title: &article.title,
            language: prepared.language,
        })?;
        self.add_attributes(article);
        let mut document = schema::columns(&self.fields, article);
        document.add_u64(self.fields.content_hash, prepared.content_hash);
        document.add_u64(self.fields.body_words, u64::from(body_words));
        document.add_bytes(self.fields.stored, &prepared.stored.compressed()?);
        self.columns.add_document(&document)?;
        self.store.store(&document, &self.schema)?;
        self.articles += 1;
        Ok(())
    }

    fn add_attributes(&mut self, article: &Article) {
        let mut ends = vec![0; self.attributes.len()];
        let mut term = String::new();
        schema::attributes(&self.fields, article, &mut |field, prefix, value| {
            let number = field.field_id() as usize;
            let attribute = &mut self.attributes[number];
            if self.fields.is_one_term(field) {
                return attribute.add(value, self.articles, 0);
            }
            let end = &mut ends[number];
            for surface in analysis::surfaces(value) {
                term.clear();
                term.push_str(prefix);
                term.push_str(&surface);
                attribute.add(&term, self.articles, *end);
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
        self.words.close()?;
        self.write_lengths()?;
        self.write_postings()?;
        self.store.close()?;
        Ok(NewSegments {
            segments: vec![self.segment.with_max_doc(self.articles).meta().clone()],
            forms: self.words.forms(),
        })
    }

    fn write_lengths(&self) -> tantivy::Result<()> {
        let mut writer = FieldNormsWriter::for_schema(&self.schema);
        for (article, length) in (0..).zip(self.words.lengths()) {
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
            let is_words = [self.fields.stem, self.fields.text].contains(&field);
            let attribute = std::mem::take(&mut self.attributes[field.field_id() as usize]);
            let total = if is_words {
                self.words.total()
            } else {
                attribute.total()
            };
            // As Tantivy does: what no article has is not there, rather than empty.
            if total == 0 {
                continue;
            }
            let mut postings = serializer.new_field(field, total, lengths.get_field(field)?)?;
            if field == self.fields.stem {
                self.words.write_stems(&mut postings)?;
            } else if field == self.fields.text {
                self.words.write_text(&mut postings)?;
            } else {
                let record = entry.field_type().index_record_option();
                let positions = record.is_some_and(IndexRecordOption::has_positions);
                attribute.write(&mut postings, positions)?;
            }
            postings.close()?;
        }
        Ok(serializer.close()?)
    }
}
