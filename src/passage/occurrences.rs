//! How often a query occurs in one article.
//!
//! An *occurrence* is a match of one of the things that the query wants: a word, a phrase (one occurrence, however many words it
//! has), a group of words near each other (one occurrence, from its first word to its last). Where a phrase and a word in it are both
//! wanted (`talks OR "peace talks"`), the word inside the phrase is not another occurrence, just as it is not another
//! highlight. For words and phrases that do not overlap, occurrences are exactly the highlights.

use crate::passage::intervals::intervals_into;
use crate::passage::positions::Positions;
use crate::passage::source::Source;
use crate::passage::work::Work;
use crate::span::{Interval, Position};

/// Where any of `sources` occurs: ascending, without duplicates, body before title.
///
/// Takes the steps of `work` at most: where they are spent, the list is incomplete.
pub fn occurrences<'a>(
    sources: impl IntoIterator<Item = &'a Source>,
    positions: &Positions,
    work: &Work,
) -> Vec<Interval> {
    let mut found: Vec<Interval> = Vec::new();
    let mut phrases: Vec<Interval> = Vec::new();
    let mut parts = 0;
    for source in sources {
        let mut matched = Vec::new();
        intervals_into(source, positions, work, &mut matched);
        if source.is_contiguous() {
            phrases.extend(matched.iter().filter(|at| at.width() > 1));
        }
        if parts == 0 {
            found = matched;
        } else {
            found.extend(matched);
        }
        parts += 1;
    }
    // The minimal intervals of one source are in order and never nest.
    if parts > 1 {
        found.sort_unstable();
        found.dedup();
        phrases.sort_unstable();
        drop_inside(&mut found, &phrases);
    }
    found
}

/// Which sentence of the article holds a position: the number of sentences that start at it or before it.
///
/// In the body this is the sentence's ordinal, counted from 1; the title is one sentence more.
pub fn sentence_of(position: Position, positions: &Positions) -> usize {
    positions
        .sentence_starts()
        .partition_point(|&start| start <= position)
}

/// Drops the intervals that lie inside a phrase that is wider. Both lists are ascending.
fn drop_inside(found: &mut Vec<Interval>, phrases: &[Interval]) {
    let mut passed = 0;
    // The furthest end of the phrases that start before the interval.
    let mut reach: Option<Position> = None;
    found.retain(|at| {
        while let Some(phrase) = phrases.get(passed).filter(|phrase| phrase.first < at.first) {
            reach = reach.max(Some(phrase.last));
            passed += 1;
        }
        let starting_here = phrases[passed..]
            .iter()
            .take_while(|phrase| phrase.first == at.first);
        let longest = starting_here.map(|phrase| phrase.last).max();
        reach.is_none_or(|last| last < at.last) && longest.is_none_or(|last| last <= at.last)
    });
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::passage::sample_article::SampleArticle;
    use crate::passage::{intervals, matches};

    fn texts(sample: &SampleArticle, sources: &[Source]) -> Vec<String> {
        occurrences(sources, &sample.positions, &Work::unlimited())
            .iter()
            .map(|at| {
                let base = sample.analysis.body_words + 1;
                let (words, text, origin) = if at.first < base {
                    (&sample.analysis.words, &sample.body, 0)
                } else {
                    (&sample.analysis.title_words, &sample.title, base)
                };
                let word = |position: Position| words[(position - origin) as usize];
                word(at.first).cover(word(at.last)).of(text).to_owned()
            })
            .collect()
    }

    #[test]
    fn a_phrase_is_one_and_holds_its_words() {
        let sample =
            SampleArticle::new("The peace talks ended. Talks on talks. Peace came. | Peace talks");
        let (phrase, talks) = (sample.operand("peace talks"), sample.term("talks"));
        assert_eq!(
            texts(&sample, std::slice::from_ref(&phrase)),
            ["peace talks", "Peace talks"]
        );
        assert_eq!(
            texts(&sample, &[talks.clone(), phrase.clone()]),
            ["peace talks", "Talks", "talks", "Peace talks"]
        );
        let wider = sample.operand("the peace talks");
        assert_eq!(
            texts(&sample, &[wider, phrase, talks]),
            ["The peace talks", "Talks", "talks", "Peace talks"]
        );
    }

    #[test]
    fn a_word_between_near_words_is_counted_by_itself() {
        let sample = SampleArticle::new("Peace and talks and peace.");
        let near = sample.near("peace", "talks", 2, false);
        assert_eq!(
            texts(&sample, std::slice::from_ref(&near)),
            ["Peace and talks", "talks and peace"]
        );
        assert_eq!(
            texts(&sample, &[near, sample.term("and")]),
            ["Peace and talks", "and", "talks and peace", "and"]
        );
    }

    #[test]
    fn equal_parts_count_once() {
        let sample = SampleArticle::new("Peace talks.");
        let (talks, both) = (sample.term("talks"), sample.term("peace/talks"));
        assert_eq!(texts(&sample, &[talks, both]), ["Peace", "talks"]);
        assert_eq!(texts(&sample, &[]), [""; 0]);
    }

    #[test]
    fn sentences_are_counted_through_the_title() {
        let sample = SampleArticle::new("One two. Three four. | Five");
        let of = |position| sentence_of(position, &sample.positions);
        assert_eq!([of(0), of(1), of(2), of(3), of(5)], [1, 1, 2, 2, 3]);
    }

    fn sources(sample: &SampleArticle, chosen: &[usize]) -> Vec<Source> {
        let all = [
            sample.term("a"),
            sample.term("b"),
            sample.operand("a b"),
            sample.operand("b c"),
            sample.operand("a b c"),
            sample.term("a/c"),
        ];
        chosen.iter().map(|&at| all[at].clone()).collect()
    }

    proptest! {
        #[test]
        fn nothing_is_lost_but_what_lies_in_a_wider_phrase(
            words in prop::collection::vec("[abc]", 1..12),
            chosen in prop::collection::vec(0..6_usize, 1..4),
        ) {
            let sample = SampleArticle::new(&words.join(" "));
            let sources = sources(&sample, &chosen);
            let mut all: Vec<Interval> = sources
                .iter()
                .flat_map(|source| intervals(source, &sample.positions))
                .collect();
            all.sort_unstable();
            all.dedup();
            let expected: Vec<Interval> = all
                .iter()
                .copied()
                .filter(|at| !all.iter().any(|other| other != at && other.contains(*at)))
                .collect();
            let found = occurrences(&sources, &sample.positions, &Work::unlimited());
            prop_assert_eq!(&found, &expected);
            // Highlights join the marks that share words: the same stretches of text.
            let marks: std::collections::BTreeSet<Position> = sources
                .iter()
                .flat_map(|source| matches(source, &sample.positions, &Work::unlimited()).marks)
                .flat_map(|mark| mark.first..=mark.last)
                .collect();
            let covered: std::collections::BTreeSet<Position> =
                found.iter().flat_map(|at| at.first..=at.last).collect();
            prop_assert_eq!(marks, covered);
        }
    }
}
