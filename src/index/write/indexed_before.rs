//! What the index held when the writer was opened.

use tantivy::schema::IndexRecordOption;
use tantivy::{DocAddress, DocId, DocSet, Searcher, SegmentReader, TERMINATED, Term};

use crate::article::{ArticleId, Origin};
use crate::index::Result;
use crate::index::read::reader::ArchiveReader;
use crate::index::write::claims::Rival;
use crate::index::write::marks::Marks;

/// The articles that were indexed before the writer was opened.
pub(crate) struct IndexedBefore {
    archive: ArchiveReader,
    searcher: Searcher,
}

impl IndexedBefore {
    /// Those of an index; `None` where it has none.
    pub(crate) fn of(archive: ArchiveReader) -> Option<Self> {
        let searcher = archive.searcher();
        (searcher.num_docs() > 0).then_some(Self { archive, searcher })
    }

    /// The content hash of the article with this id; `None` where there was none.
    pub(crate) fn content_hash(&self, id: &ArticleId) -> Result<Option<u64>> {
        let term = Term::from_field_text(self.archive.fields().id, &id.0);
        for segment in self.searcher.segment_readers() {
            if let Some(&doc) = alive(segment, &term)?.first() {
                let column = segment.fast_fields().u64("content_hash")?;
                return Ok(Some(column.first(doc).unwrap_or_default()));
            }
        }
        Ok(None)
    }

    /// What tells the article with this id from others.
    pub(crate) fn rival(&self, id: &ArticleId) -> Result<Option<Rival>> {
        let term = Term::from_field_text(self.archive.fields().id, &id.0);
        for (ordinal, segment) in (0..).zip(self.searcher.segment_readers()) {
            if let Some(&doc) = alive(segment, &term)?.first() {
                let address = DocAddress::new(ordinal, doc);
                let article = self.archive.article(&self.searcher, address)?;
                return Ok(Some(Rival {
                    marks: Marks::of(&article),
                    path: article.origin.path,
                    now: false,
                    is_deleted: false,
                }));
            }
        }
        Ok(None)
    }

    /// The ids of the articles that came from a file, in its order.
    pub(crate) fn of_file(&self, path: &str) -> Result<Vec<ArticleId>> {
        let term = Term::from_field_text(self.archive.fields().origin, path);
        let mut articles = Vec::new();
        for (ordinal, segment) in (0..).zip(self.searcher.segment_readers()) {
            for doc in alive(segment, &term)? {
                let address = DocAddress::new(ordinal, doc);
                let article = self.archive.article(&self.searcher, address)?;
                let Origin { entry, record, .. } = article.origin;
                articles.push((entry, record, article.id));
            }
        }
        articles.sort_unstable();
        Ok(articles.into_iter().map(|(.., id)| id).collect())
    }

    /// The ids of the articles of a file that are called by what they say. No article is read.
    pub(crate) fn unnamed(&self, path: &str) -> Result<Vec<ArticleId>> {
        let field = self.archive.fields().id;
        let of_file = Term::from_field_text(self.archive.fields().origin, path);
        let mut ids = Vec::new();
        for segment in self.searcher.segment_readers() {
            let docs = alive(segment, &of_file)?;
            if docs.is_empty() {
                continue;
            }
            let inverted = segment.inverted_index(field)?;
            // Its own records, then those of the files in it.
            for (from, to) in [('#', '$'), ('!', '"'), ('@', 'A')] {
                let (from, to) = (format!("{path}{from}"), format!("{path}{to}"));
                let range = inverted.terms().range().ge(&from).lt(&to);
                let mut terms = range.into_stream().map_err(tantivy::TantivyError::from)?;
                while terms.advance() {
                    let Ok(id) = std::str::from_utf8(terms.key()) else {
                        continue;
                    };
                    let id = ArticleId(id.to_owned());
                    let is_here = |doc: &DocId| docs.binary_search(doc).is_ok();
                    if id.is_of_content(path)
                        && alive(segment, &Term::from_field_text(field, &id.0))?
                            .iter()
                            .any(is_here)
                    {
                        ids.push(id);
                    }
                }
            }
        }
        Ok(ids)
    }
}

/// The articles of a segment that have a term and were not deleted.
fn alive(segment: &SegmentReader, term: &Term) -> Result<Vec<DocId>> {
    let inverted = segment.inverted_index(term.field())?;
    let postings = inverted
        .read_postings(term, IndexRecordOption::Basic)
        .map_err(tantivy::TantivyError::from)?;
    let mut found = Vec::new();
    if let Some(mut postings) = postings {
        while postings.doc() != TERMINATED {
            found.push(postings.doc());
            postings.advance();
        }
    }
    if let Some(alive) = segment.alive_bitset() {
        found.retain(|&doc| alive.is_alive(doc));
    }
    Ok(found)
}
