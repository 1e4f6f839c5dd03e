//! Which articles are copies of one story.

use rustc_hash::FxHashMap;
use tantivy::DocId;
use tantivy::index::SegmentId;

use crate::index::stories::StoriesFile;

/// The stories that several articles tell, by the articles of each segment.
///
/// An article that is in no list has no copies: it is a story of its own. So the stories of a set of articles are those in no list, and
/// the distinct numbers of the others.
#[derive(Debug, Default)]
pub(crate) struct Stories {
    by_segment: FxHashMap<SegmentId, Vec<(DocId, u32)>>,
    leaders: Vec<String>,
}

impl Stories {
    /// Those of an index that has none of the segments known so far.
    pub(crate) fn add(&mut self, file: StoriesFile) {
        let before = u32::try_from(self.leaders.len()).unwrap_or(u32::MAX);
        for segment in file.segments {
            let mut articles = segment.articles;
            for (_, story) in &mut articles {
                *story = story.saturating_add(before);
            }
            self.by_segment.insert(segment.id, articles);
        }
        self.leaders.extend(file.leaders);
    }

    /// Those of a segment.
    #[cfg(test)]
    pub(crate) fn of_segment(segment: SegmentId, copies: Vec<(DocId, u32)>) -> Self {
        Self {
            by_segment: FxHashMap::from_iter([(segment, copies)]),
            leaders: Vec::new(),
        }
    }

    /// Whether the articles of a segment have been compared with the others: those of a run that was interrupted have not, until the next.
    pub(crate) fn know(&self, segment: SegmentId) -> bool {
        self.by_segment.contains_key(&segment)
    }

    /// The articles of a segment that have copies, ascending, each with the number of its story. A number is that of one story in the
    /// whole archive, and the same for as long as the archive is open.
    pub(crate) fn in_segment(&self, segment: SegmentId) -> &[(DocId, u32)] {
        self.by_segment.get(&segment).map_or(&[][..], Vec::as_slice)
    }

    /// The number of the story of an article; `None` where it has no copies.
    pub(crate) fn of(&self, segment: SegmentId, doc: DocId) -> Option<u32> {
        let copies = self.in_segment(segment);
        let at = copies.binary_search_by_key(&doc, |&(doc, _)| doc).ok()?;
        Some(copies[at].1)
    }

    /// The id of the article that a story begins with, which is the name of the story.
    pub(crate) fn leader(&self, story: u32) -> Option<&str> {
        let leader = self.leaders.get(usize::try_from(story).ok()?)?;
        Some(leader)
    }
}
