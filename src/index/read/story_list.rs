//! The stories of an archive, listed by the ids of their articles.

use std::collections::BTreeMap;

use tantivy::DocId;
use tantivy::index::SegmentId;

use crate::copies::Story;
use crate::index::Result;
use crate::index::read::reader::ArchiveReader;

impl ArchiveReader {
    /// The stories that several articles tell.
    ///
    /// # Errors
    /// When the index cannot be read.
    pub(crate) fn story_list(&self) -> Result<Vec<Story>> {
        let stories = self.stories()?;
        let mut articles: BTreeMap<u32, Vec<String>> = BTreeMap::new();
        self.each_id(|segment, doc, id| {
            if let Some(story) = stories.of(segment, doc) {
                articles.entry(story).or_default().push(id.to_owned());
            }
        })?;
        let several = articles.into_iter().filter(|(_, ids)| ids.len() > 1);
        let list = several.map(|(story, mut articles)| {
            articles.sort_unstable();
            Story {
                leader: stories.leader(story).unwrap_or_default().to_owned(),
                articles,
            }
        });
        Ok(list.collect())
    }

    /// The ids of all articles, in no order.
    ///
    /// # Errors
    /// When the index cannot be read.
    pub(crate) fn ids(&self) -> Result<Vec<String>> {
        let mut ids = Vec::new();
        self.each_id(|_, _, id| ids.push(id.to_owned()))?;
        Ok(ids)
    }

    fn each_id(&self, mut take: impl FnMut(SegmentId, DocId, &str)) -> Result<()> {
        let mut id = String::new();
        for segment in self.searcher().segment_readers() {
            let Some(ids) = segment.fast_fields().str("id")? else {
                continue;
            };
            for doc in segment.doc_ids_alive() {
                if let Some(ord) = ids.term_ords(doc).next() {
                    id.clear();
                    ids.ord_to_str(ord, &mut id)
                        .map_err(tantivy::TantivyError::from)?;
                    take(segment.segment_id(), doc, &id);
                }
            }
        }
        Ok(())
    }
}
