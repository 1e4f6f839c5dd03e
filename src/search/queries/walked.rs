//! A weight of Tantivy's whose matches are walked in a way of ours where all of them are wanted with their scores.

use tantivy::query::{Explanation, Scorer, Weight};
use tantivy::{DocId, Score, SegmentReader};

/// A way to walk all matches in a segment, in order.
pub(crate) trait Walk: Send + Sync + 'static {
    /// Gives each article that matches, with its score, to `take`.
    ///
    /// # Errors
    /// When the segment cannot be read.
    fn each(
        &self,
        reader: &SegmentReader,
        take: &mut dyn FnMut(DocId, Score),
    ) -> tantivy::Result<()>;
}

/// What finds the same articles either way.
pub(crate) struct Walked<W> {
    pub(crate) walk: W,
    pub(crate) inner: Box<dyn Weight>,
}

impl<W: Walk> Weight for Walked<W> {
    fn scorer(&self, reader: &SegmentReader, boost: Score) -> tantivy::Result<Box<dyn Scorer>> {
        self.inner.scorer(reader, boost)
    }

    fn explain(&self, reader: &SegmentReader, doc: DocId) -> tantivy::Result<Explanation> {
        self.inner.explain(reader, doc)
    }

    fn count(&self, reader: &SegmentReader) -> tantivy::Result<u32> {
        self.inner.count(reader)
    }

    fn for_each(
        &self,
        reader: &SegmentReader,
        callback: &mut dyn FnMut(DocId, Score),
    ) -> tantivy::Result<()> {
        self.walk.each(reader, callback)
    }
}
