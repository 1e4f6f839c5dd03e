//! How often a query occurs: exact, on all cores, without reading an article from the store.
//!
//! Tantivy finds the articles that match. In each of them the positions of the query's terms, and of the marks that stand at the
//! first words of sentences, are read from postings, and [`occurrences()`] evaluates the query on them: the same function
//! for a word, a phrase and any operator.

use std::ops::Add;

use rustc_hash::FxHashSet;
use tantivy::query::{EnableScoring, Weight};
use tantivy::{DocAddress, DocId, Searcher, SegmentReader};

use crate::api::{Count, CountRequest, Counted, Notice, Understood};
use crate::index::{ArchiveReader, Stories};
use crate::passage::{Positions, occurrences, sentence_of};
use crate::search::Result;
use crate::search::plan::options::PlanOptions;
use crate::search::plan::planned::Plan;
use crate::search::plan::planner::plan;
use crate::search::positions::by_word;
use crate::search::stories::{Copied, CopyFinder};
use crate::search::walk::each_block;
use crate::search::{near_phrases, suggest};
use crate::span::Interval;

/// Articles that are read together, at least: a word of many terms is read term by term.
const BATCH: usize = 2048;

/// Counts a query, all words of which are required. Of a phrase that is nowhere it is said which are near.
pub(crate) fn count(archive: &ArchiveReader, request: &CountRequest) -> Result<Counted> {
    let mut counted = count_one_of_many(archive, request)?;
    if counted.count.articles == 0 {
        let searcher = archive.searcher();
        let near = near_phrases::about_phrases(archive, &searcher, &request.query)?;
        counted.notices.extend(near);
    }
    Ok(counted)
}

/// Counts one query of thousands, where to look for near phrases would take longer than all else.
pub(crate) fn count_one_of_many(
    archive: &ArchiveReader,
    request: &CountRequest,
) -> Result<Counted> {
    let searcher = archive.searcher();
    let options = PlanOptions::all(request.effort);
    let mut plan = plan(archive, &searcher, &request.query, options)?;
    let archived = (&searcher, archive.stories()?);
    let count = total(archived, &plan, &FxHashSet::default())?;
    counted(archive, &searcher, request, &mut plan, count)
}

/// A count with what the reader should know about it.
pub(crate) fn counted(
    archive: &ArchiveReader,
    searcher: &Searcher,
    request: &CountRequest,
    plan: &mut Plan,
    count: Count,
) -> Result<Counted> {
    let query = &request.query;
    let mut notices: Vec<Notice> = request.problems.iter().map(Notice::from).collect();
    notices.append(&mut plan.notices);
    let understood = Understood::of(query, std::mem::take(&mut plan.expanded));
    if count.articles == 0 {
        let about = suggest::about_query(archive, searcher, (query, plan), false)?;
        notices.extend(about);
    }
    Ok(Counted {
        count,
        understood,
        notices,
    })
}

/// Counts segment by segment, on all cores; articles that are hidden do not count.
pub(crate) fn total(
    (searcher, stories): (&Searcher, &Stories),
    plan: &Plan,
    hidden: &FxHashSet<DocAddress>,
) -> Result<Count> {
    let weight = weight(searcher, plan)?;
    let of_segment = |ordinal: usize, segment: &SegmentReader| -> Result<_> {
        let mut count = Count::default();
        let mut copies = CopyFinder::new(stories, ordinal, segment);
        each_article(segment, plan, &*weight, &mut |doc, found, positions| {
            if hidden.contains(&copies.address(doc)) {
                return;
            }
            count = count + of_article(found, positions);
            copies.note(doc);
        })?;
        Ok((count, copies.found()))
    };
    let counts = plan.cores().map(searcher.segment_readers(), of_segment)?;
    let (counts, copied): (Vec<Count>, Vec<_>) = counts.into_iter().unzip();
    let mut all = counts.into_iter().fold(Count::default(), Add::add);
    all.stories = Copied::of(copied).stories(all.articles);
    plan.whole(all)
}

/// What finds the articles of a plan, without scores.
pub(crate) fn weight(searcher: &Searcher, plan: &Plan) -> Result<Box<dyn Weight>> {
    let scoring = EnableScoring::disabled_from_searcher(searcher);
    Ok(plan.query.weight(scoring)?)
}

/// Calls `take` with each article of a segment that matches, in the order of the index: its number, where the query occurs in
/// it, and the positions.
pub(crate) fn each_article(
    segment: &SegmentReader,
    plan: &Plan,
    weight: &dyn Weight,
    take: &mut dyn FnMut(DocId, &[Interval], &Positions),
) -> Result<()> {
    let (sources, mut reader) = by_word(segment, plan)?;
    let work = plan.budget.work();
    let mut batch = Vec::new();
    let mut look = |batch: &mut Vec<DocId>| {
        if !work.is_spent() {
            work.spend(reader.read(batch));
        }
        for (at, &doc) in batch.iter().enumerate() {
            if work.is_spent() {
                break;
            }
            let positions = reader.positions(at);
            let found = occurrences(&sources, positions, &work);
            take(doc, &found, positions);
        }
        batch.clear();
    };
    each_block(segment, (weight, &plan.budget), &mut |docs| {
        batch.extend_from_slice(docs);
        if batch.len() >= BATCH {
            look(&mut batch);
        }
    })?;
    look(&mut batch);
    Ok(())
}

/// The count of one article that matches, but for its story.
pub(crate) fn of_article(found: &[Interval], positions: &Positions) -> Count {
    let mut count = Count {
        articles: 1,
        ..Count::default()
    };
    let mut last = None;
    for at in found {
        let in_title = u64::from(at.first >= positions.body_words);
        count.occurrences += 1;
        count.title_occurrences += in_title;
        let sentence = Some(sentence_of(at.first, positions));
        if last != sentence {
            count.sentences += 1;
            count.title_sentences += in_title;
            last = sentence;
        }
    }
    count
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use proptest::prelude::*;

    use super::*;

    fn article(sentence_lengths: &[u32], title: bool) -> Positions {
        let mut positions = Positions::empty(0);
        for length in sentence_lengths {
            positions.push_sentence(positions.body_words);
            positions.body_words += length;
        }
        if title {
            positions.push_sentence(positions.body_words + 1);
        }
        positions
    }

    #[test]
    fn an_article_is_counted_by_sentence_and_title() {
        let positions = article(&[3, 4], true);
        let found = [0, 2, 5, 8, 9].map(Interval::at);
        let expected = Count {
            articles: 1,
            stories: 0,
            sentences: 3,
            occurrences: 5,
            title_sentences: 1,
            title_occurrences: 2,
        };
        assert_eq!(of_article(&found, &positions), expected);
        let none = Count {
            articles: 1,
            ..Count::default()
        };
        assert_eq!(of_article(&[], &positions), none);
    }

    proptest! {
        #[test]
        fn sentences_are_those_in_which_something_starts(
            lengths in prop::collection::vec(1..6_u32, 0..6),
            at in prop::collection::btree_set(0..30_u32, 0..9),
        ) {
            let positions = article(&lengths, true);
            let found: Vec<Interval> = at
                .into_iter()
                .filter(|at| *at != positions.body_words)
                .map(Interval::at)
                .collect();
            let started: BTreeSet<Option<u32>> = found
                .iter()
                .map(|at| {
                    let starts = positions.sentence_starts().iter().copied();
                    starts.filter(|start| *start <= at.first).max()
                })
                .collect();
            let in_title = found.iter().filter(|at| at.first > positions.body_words).count() as u64;
            let count = of_article(&found, &positions);
            prop_assert_eq!(count.sentences, started.len() as u64);
            prop_assert_eq!(count.occurrences, found.len() as u64);
            prop_assert_eq!(count.title_occurrences, in_title);
            prop_assert_eq!(count.title_sentences, in_title.min(1));
        }
    }
}
