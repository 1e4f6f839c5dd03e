//! A query counted by groups: articles, occurrences and stories of each, exact.

use tantivy::{DocId, Searcher, SegmentReader};

use crate::api::{Count, CountRequest, GroupCount, GroupedCount};
use crate::index::ArchiveReader;
use crate::query::Query;
use crate::search::Result;
use crate::search::count::{counted, each_article, of_article, weight};
use crate::search::groups::memberships::Memberships;
use crate::search::plan::options::PlanOptions;
use crate::search::plan::planner::plan;

/// What was found of groups, in one segment or all.
struct Tally {
    whole: Count,
    groups: Vec<Count>,
    /// Copies found: the group and the story of each.
    copies: Vec<(u32, u32)>,
}

/// The group that stands for all, in lists of copies.
const ALL: u32 = u32::MAX;

/// Counts the articles that a query finds among those that are in groups; `sizes` says how many there are in each, and `all` how many in all.
///
/// # Errors
/// When the index cannot be read, or the query is too much work.
pub(crate) fn count_by_groups(
    archive: &ArchiveReader,
    searcher: &Searcher,
    request: &CountRequest,
    memberships: &Memberships,
    (sizes, all): (&[u64], u64),
) -> Result<GroupedCount> {
    let mut plan = plan(
        archive,
        searcher,
        &request.query,
        PlanOptions::all(request.effort),
    )?;
    let weight = weight(searcher, &plan)?;
    let copies = archive.stories()?;
    let of_segment = |at: usize, segment: &SegmentReader| -> Result<Tally> {
        let of = memberships.segment(at);
        let mut tally = Tally {
            whole: Count::default(),
            groups: vec![Count::default(); memberships.all()],
            copies: Vec::new(),
        };
        let mut copies = copies.in_segment(segment.segment_id());
        each_article(segment, &plan, &*weight, &mut |doc, found, positions| {
            let count = of_article(found, positions);
            let story = story_of(&mut copies, doc);
            tally.whole = tally.whole + count;
            tally.copies.extend(story.map(|story| (ALL, story)));
            for &group in of.groups_of(doc) {
                let of_group = &mut tally.groups[group as usize];
                *of_group = *of_group + count;
                tally.copies.extend(story.map(|story| (group, story)));
            }
        })?;
        Ok(tally)
    };
    let tallies = plan.cores().map(searcher.segment_readers(), of_segment)?;
    let tally = plan.whole(added(tallies, memberships.all()))?;
    let stories = Stories::of(tally.copies);
    let with_stories = |number: usize, count: Count| Count {
        stories: stories.in_group(number, count.articles),
        ..count
    };
    let group = |number: usize| {
        let count = with_stories(number, tally.groups[number]);
        GroupCount {
            count,
            all: sizes[number],
        }
    };
    let whole = with_stories(ALL as usize, tally.whole);
    let counted = counted(archive, searcher, request, &mut plan, whole)?;
    Ok(GroupedCount {
        query: request.query.clone(),
        counted,
        whole: GroupCount { count: whole, all },
        groups: (0..memberships.groups).map(group).collect(),
        without: group(memberships.without()),
        coarser: group(memberships.coarser()),
    })
}

/// A request that also asks for these conditions.
pub(crate) fn within(request: &CountRequest, within: &Query) -> CountRequest {
    CountRequest {
        query: Query::all_of(vec![request.query.clone(), within.clone()]),
        problems: request.problems.clone(),
        effort: request.effort,
    }
}

/// The story of an article, if it is a copy. Articles are asked in order: the copies before it are left behind.
fn story_of(copies: &mut &[(DocId, u32)], doc: DocId) -> Option<u32> {
    let before = copies.iter().take_while(|copy| copy.0 < doc).count();
    *copies = &copies[before..];
    copies
        .first()
        .filter(|copy| copy.0 == doc)
        .map(|copy| copy.1)
}

fn added(tallies: Vec<Tally>, groups: usize) -> Tally {
    let none = Tally {
        whole: Count::default(),
        groups: vec![Count::default(); groups],
        copies: Vec::new(),
    };
    tallies.into_iter().fold(none, |mut all, mut one| {
        all.whole = all.whole + one.whole;
        for (sum, count) in all.groups.iter_mut().zip(one.groups) {
            *sum = *sum + count;
        }
        all.copies.append(&mut one.copies);
        all
    })
}

/// How many stories the copies found in each group are.
struct Stories {
    /// Of each group with copies: how many copies, of how many stories; in the order of groups.
    groups: Vec<(u32, u64, u64)>,
}

impl Stories {
    fn of(mut copies: Vec<(u32, u32)>) -> Self {
        copies.sort_unstable();
        let groups = copies
            .chunk_by(|one, other| one.0 == other.0)
            .map(|of_group| {
                let stories = of_group.chunk_by(|one, other| one.1 == other.1).count();
                (of_group[0].0, of_group.len() as u64, stories as u64)
            });
        Self {
            groups: groups.collect(),
        }
    }

    /// Of so many articles: what is no copy is a story of its own.
    fn in_group(&self, group: usize, articles: u64) -> u64 {
        let at = self
            .groups
            .binary_search_by_key(&group, |(number, ..)| *number as usize);
        at.map_or(articles, |at| {
            let (_, copies, stories) = self.groups[at];
            articles - copies + stories
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn copies_are_one_story() {
        let stories = Stories::of(vec![(2, 9), (0, 7), (2, 9), (2, 8), (ALL, 9)]);
        assert_eq!(stories.in_group(0, 5), 5);
        assert_eq!(stories.in_group(1, 4), 4);
        assert_eq!(stories.in_group(2, 4), 3);
        assert_eq!(stories.in_group(ALL as usize, 10), 10);
        let mut copies: &[(DocId, u32)] = &[(3, 1), (5, 2), (9, 1)];
        let found: Vec<Option<u32>> = [0, 3, 4, 5, 10]
            .map(|doc| story_of(&mut copies, doc))
            .into();
        assert_eq!(found, [None, Some(1), None, Some(2), None]);
    }
}
