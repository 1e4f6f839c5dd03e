//! What queries read of the articles of one segment, opened once.

use std::fmt;
use std::io;
use std::sync::{Arc, OnceLock};

use tantivy::columnar::{Column, ColumnIndex};
use tantivy::directory::OwnedBytes;
use tantivy::index::SegmentId;
use tantivy::postings::TermInfo;
use tantivy::schema::{Field, IndexRecordOption};
use tantivy::store::StoreReader;
use tantivy::{DocId, InvertedIndexReader, Searcher, SegmentReader, Term};

use crate::index::read::language_docs::{self, ByLanguage, LanguageDocs};
use crate::index::read::positions_cursor::{DocsCursor, PositionsCursor, PositionsFiles};
use crate::index::schema::Fields;

/// Blocks of the store that are kept decompressed: each holds an article or two, and neighbours are rarely wanted together.
const CACHED_BLOCKS: usize = 1;

/// The texts of one segment.
pub(crate) struct SegmentTextReader {
    id: SegmentId,
    stem_field: Field,
    stems: Arc<InvertedIndexReader>,
    text: Arc<InvertedIndexReader>,
    positions_files: PositionsFiles,
    body_words: Column<u64>,
    content_hash: Column<u64>,
    language_docs: ByLanguage,
    store: StoreReader,
}

impl SegmentTextReader {
    fn open(segment: &SegmentReader, fields: &Fields) -> tantivy::Result<Self> {
        Ok(Self {
            id: segment.segment_id(),
            stem_field: fields.stem,
            stems: segment.inverted_index(fields.stem)?,
            text: segment.inverted_index(fields.text)?,
            positions_files: PositionsFiles::open(segment, fields.text)?,
            body_words: segment.fast_fields().u64("body_words")?,
            content_hash: segment.fast_fields().u64("content_hash")?,
            language_docs: language_docs::by_language(segment, fields.language)?,
            store: segment.get_store_reader(CACHED_BLOCKS)?,
        })
    }

    /// The id of the segment.
    pub(crate) fn id(&self) -> SegmentId {
        self.id
    }

    /// The number of words of an article's body.
    pub(crate) fn body_words(&self, doc: DocId) -> u32 {
        let words = match self.body_words.index {
            // It always is, and this is asked of each article that may match.
            ColumnIndex::Full => self.body_words.values.get_val(doc),
            _ => self.body_words.first(doc).unwrap_or_default(),
        };
        u32::try_from(words).unwrap_or(u32::MAX)
    }

    /// The hash of an article's content; `None` where there is no such article.
    pub(crate) fn content_hash(&self, doc: DocId) -> Option<u64> {
        self.content_hash.first(doc)
    }

    /// An article as Tantivy's store keeps it.
    ///
    /// # Errors
    /// When it cannot be read.
    pub(crate) fn document(&self, doc: DocId) -> tantivy::Result<OwnedBytes> {
        self.store.get_document_bytes(doc)
    }

    /// The articles of the language that a stem is of; `None` where there are none.
    pub(crate) fn language_docs(&self, language_of_stem: char) -> Option<&LanguageDocs> {
        let mut language_docs = self.language_docs.iter();
        let found = language_docs.find(|(tag, _)| *tag == language_of_stem);
        found.map(|(_, language_docs)| language_docs)
    }

    /// What the dictionary says of a term; `None` where the segment does not know it.
    ///
    /// # Errors
    /// When it cannot be read.
    pub(crate) fn look_up(&self, term: &Term) -> io::Result<Option<TermInfo>> {
        self.inverted(term.field()).get_term_info(term)
    }

    /// The articles that hold a term of a field.
    ///
    /// # Errors
    /// When they cannot be read.
    pub(crate) fn docs(&self, field: Field, info: &TermInfo) -> io::Result<DocsCursor> {
        let blocks = self
            .inverted(field)
            .read_block_postings_from_terminfo(info, IndexRecordOption::Basic)?;
        Ok(DocsCursor::new(blocks))
    }

    /// The articles that hold a term of a field, with the frequency in each.
    ///
    /// # Errors
    /// When they cannot be read.
    pub(crate) fn postings(&self, field: Field, info: &TermInfo) -> io::Result<DocsCursor> {
        let blocks = self
            .inverted(field)
            .read_block_postings_from_terminfo(info, IndexRecordOption::WithFreqs)?;
        Ok(DocsCursor::new(blocks))
    }

    /// The articles that hold a term of the field with positions, with the positions in each.
    ///
    /// # Errors
    /// When it cannot be read.
    pub(crate) fn positions(&self, info: &TermInfo) -> io::Result<PositionsCursor> {
        self.positions_files.cursor(&self.text, info)
    }

    fn inverted(&self, field: Field) -> &InvertedIndexReader {
        if field == self.stem_field {
            &self.stems
        } else {
            &self.text
        }
    }
}

/// The texts of all segments of an archive, each opened when it is first asked for.
pub(crate) struct SegmentTextReaders {
    fields: Fields,
    segments: Vec<(SegmentId, OnceLock<Arc<SegmentTextReader>>)>,
}

impl fmt::Debug for SegmentTextReaders {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let ids = self.segments.iter().map(|(id, _)| id);
        f.debug_list().entries(ids).finish()
    }
}

impl SegmentTextReaders {
    /// Of the segments that a searcher sees.
    pub(crate) fn of(searcher: &Searcher, fields: Fields) -> Self {
        let segments = searcher.segment_readers().iter();
        Self {
            fields,
            segments: segments
                .map(|segment| (segment.segment_id(), OnceLock::new()))
                .collect(),
        }
    }

    /// The reader of one of the segments.
    ///
    /// # Errors
    /// When it is not one of them, or cannot be read.
    pub(crate) fn segment(
        &self,
        segment: &SegmentReader,
    ) -> tantivy::Result<Arc<SegmentTextReader>> {
        let id = segment.segment_id();
        let known = self.segments.iter().find(|(known, _)| *known == id);
        let (_, text) = known.ok_or_else(|| {
            let message = format!("segment {id:?} is not one of the archive's");
            tantivy::TantivyError::InvalidArgument(message)
        })?;
        if let Some(text) = text.get() {
            return Ok(Arc::clone(text));
        }
        let opened = Arc::new(SegmentTextReader::open(segment, &self.fields)?);
        Ok(Arc::clone(text.get_or_init(|| opened)))
    }
}
