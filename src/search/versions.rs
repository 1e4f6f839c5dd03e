//! Which versions of which articles an answer has found, known without their texts, and the choice of some of them.

use rustc_hash::FxHashMap;
use tantivy::{DocId, TantivyError};

use crate::cores::Cores;
use crate::index::hashing::hash;
use crate::search::Result;
use crate::search::answer::Answer;

/// An article that was found, by what its columns say.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct FoundVersion {
    /// Hash of its id.
    pub(crate) id: u64,
    /// Hash of everything that is stored of it.
    pub(crate) content: u64,
    /// The story that it tells with others.
    pub(crate) story: Option<u32>,
}

impl Answer<'_> {
    /// The versions of all articles found, in their order.
    pub(crate) fn versions(&self) -> Result<Vec<FoundVersion>> {
        let stories = self.archive.stories()?;
        let mut versions: Vec<Option<FoundVersion>> = vec![None; self.found.len()];
        let mut of_segments: FxHashMap<u32, Vec<(DocId, usize)>> = FxHashMap::default();
        for (at, found) in self.found.iter().enumerate() {
            let of_segment = of_segments.entry(found.address.segment_ord);
            of_segment.or_default().push((found.address.doc_id, at));
        }
        for (segment, docs) in of_segments {
            let reader = self.searcher.segment_reader(segment);
            let columns = reader.fast_fields();
            let contents = columns.u64("content_hash")?;
            let ids = columns.str("id")?;
            let ids =
                ids.ok_or_else(|| TantivyError::SchemaError("articles have no ids".to_owned()))?;
            let ords = docs
                .iter()
                .map(|&(doc, at)| (ids.ords().first(doc).unwrap_or_default(), doc, at));
            let mut articles: Vec<(u64, DocId, usize)> = ords.collect();
            // Read in their order, each block of ids is read once.
            articles.sort_unstable();
            let ords: Vec<u64> = articles.iter().map(|(ord, ..)| *ord).collect();
            let mut of_id = articles.iter();
            let take = |id: &[u8]| {
                if let Some(&(_, doc, at)) = of_id.next() {
                    versions[at] = Some(FoundVersion {
                        id: hash(id),
                        content: contents.first(doc).unwrap_or_default(),
                        story: stories.of(reader.segment_id(), doc),
                    });
                }
            };
            let read = ids.dictionary().sorted_ords_to_term_cb(&ords, take);
            read.map_err(TantivyError::from)?;
        }
        let versions: Option<Vec<FoundVersion>> = versions.into_iter().collect();
        let missing = || TantivyError::InternalError("an article has no id".to_owned());
        Ok(versions.ok_or_else(missing)?)
    }

    /// The id of the article found at a place, and the hash of its headline and text; an error of one article where it cannot be read.
    pub(crate) fn text_hash(&self, at: usize) -> Result<(String, u64)> {
        let Some(found) = self.found.get(at) else {
            return Err(TantivyError::InvalidArgument("no such place".to_owned()).into());
        };
        let article = self.archive.article(&self.searcher, found.address)?;
        let hash = hash(format!("{}\0{}", article.title, article.body).as_bytes());
        Ok((article.id.0, hash))
    }

    /// The same of several places, on all cores; nothing for an article that cannot be read.
    pub(crate) fn text_hashes(&self, places: &[usize]) -> Result<Vec<Option<(String, u64)>>> {
        Cores::available().map(places, |_, at| match self.text_hash(*at) {
            Err(error) if error.is_of_one_article() => Ok(None),
            read => read.map(Some),
        })
    }

    /// Leaves only the articles at these places, ascending.
    pub(crate) fn keep(&mut self, places: &[usize]) {
        let mut places = places.iter().peekable();
        let mut at = 0;
        self.found.retain(|_| {
            let is_kept = places.next_if_eq(&&at).is_some();
            at += 1;
            is_kept
        });
    }
}
