//! Which groups each article is in.

use tantivy::DocId;

use crate::search::groups::members::Members;

/// The groups of each article that is looked at. Besides the groups there are two more, which every list of sizes ends with: of articles
/// that are in none, and of those that no single step of time holds.
pub(crate) struct Memberships {
    segments: Vec<OfSegment>,
    /// How many groups there are, without the last two.
    pub(crate) groups: usize,
}

/// The group of articles that are in none, until groups have their numbers.
const NONE: u32 = u32::MAX;

/// The groups of the articles of a segment, one list after the other.
#[derive(Default)]
pub(crate) struct OfSegment {
    /// Where the list of each article begins; one more for the end of the last.
    starts: Vec<u32>,
    groups: Vec<u32>,
}

impl OfSegment {
    /// Asks `each` for the groups of these articles, which are in order. An article that has none is in [`NONE`].
    pub(crate) fn of(docs: &[DocId], mut each: impl FnMut(usize, &mut Vec<u32>)) -> Self {
        let mut of = Self::default();
        for (at, &doc) in docs.iter().enumerate() {
            of.end_before(doc);
            let start = of.groups.len();
            each(at, &mut of.groups);
            if of.groups.len() == start {
                of.groups.push(NONE);
            }
        }
        let last = docs.last().map_or(0, |last| last + 1);
        of.end_before(last);
        of
    }

    /// Ends the lists of all articles before this one, and begins its own.
    fn end_before(&mut self, doc: DocId) {
        // A segment has fewer articles than 2^32, and an article few groups.
        let end = u32::try_from(self.groups.len()).unwrap_or(u32::MAX);
        self.starts.resize(doc as usize + 1, end);
    }

    /// The groups of an article: none where it is not looked at.
    pub(crate) fn groups_of(&self, doc: DocId) -> &[u32] {
        let at = doc as usize;
        match self.starts.get(at..at + 2) {
            Some(&[start, end]) => &self.groups[start as usize..end as usize],
            _ => &[],
        }
    }

    /// Gives every group another number; `none` is that of [`NONE`].
    pub(crate) fn renumber(&mut self, numbers: &[u32], none: u32) {
        for group in &mut self.groups {
            *group = numbers.get(*group as usize).copied().unwrap_or(none);
        }
    }
}

impl Memberships {
    /// Those of the segments, in their order.
    pub(crate) fn new(segments: Vec<OfSegment>, groups: usize) -> Self {
        Self { segments, groups }
    }

    /// Those of a segment.
    pub(crate) fn segment(&self, at: usize) -> &OfSegment {
        &self.segments[at]
    }

    /// The number of the group of those that are in none.
    pub(crate) fn without(&self) -> usize {
        self.groups
    }

    /// The number of the group of those that no single step holds.
    pub(crate) fn coarser(&self) -> usize {
        self.groups + 1
    }

    /// Lists of sizes have so many entries.
    pub(crate) fn all(&self) -> usize {
        self.groups + 2
    }

    /// How many of these articles are in each group.
    pub(crate) fn sizes(&self, members: &Members) -> Vec<u64> {
        let mut sizes = vec![0; self.all()];
        for (of, docs) in self.segments.iter().zip(&members.segments) {
            for &doc in docs {
                for &group in of.groups_of(doc) {
                    sizes[group as usize] += 1;
                }
            }
        }
        sizes
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_are_those_of_their_articles() {
        let docs = [1, 2, 5];
        let lists: [&[u32]; 3] = [&[7], &[], &[3, 4]];
        let of = OfSegment::of(&docs, |at, groups| groups.extend(lists[at]));
        let found: Vec<&[u32]> = (0..8).map(|doc| of.groups_of(doc)).collect();
        let none: &[u32] = &[];
        assert_eq!(
            found,
            [none, &[7], &[NONE], none, none, &[3, 4], none, none]
        );
        assert_eq!(OfSegment::of(&[], |_, _| ()).groups_of(0), none);
    }
}
