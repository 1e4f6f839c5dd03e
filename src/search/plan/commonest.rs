//! The commonest of the words that a pattern matches, from the sorted terms of each segment.

use std::cmp::{Ordering, Reverse};
use std::collections::BinaryHeap;
use std::collections::binary_heap::PeekMut;

use tantivy::postings::TermInfo;

/// Terms of a segment whose dictionary entries are kept.
const KEPT_INFOS: usize = 4096;

/// The terms of one segment that match, ascending.
#[derive(Default)]
pub(crate) struct SegmentTerms {
    /// One behind the other.
    terms: String,
    /// Where each ends.
    ends: Vec<usize>,
    /// How many articles hold each.
    articles: Vec<u32>,
    /// The dictionary entries of the first of them.
    infos: Vec<TermInfo>,
}

impl SegmentTerms {
    /// Adds a term, how many articles hold it, and what the dictionary says of it.
    pub(crate) fn push(&mut self, term: &str, (articles, info): (u32, &TermInfo)) {
        self.terms.push_str(term);
        self.ends.push(self.terms.len());
        self.articles.push(articles);
        if self.infos.len() < KEPT_INFOS {
            self.infos.push(info.clone());
        }
    }

    pub(crate) fn term(&self, at: usize) -> &str {
        let start = at.checked_sub(1).map_or(0, |before| self.ends[before]);
        &self.terms[start..self.ends[at]]
    }

    /// How many articles hold a term.
    pub(crate) fn articles(&self, at: usize) -> u32 {
        self.articles[at]
    }

    /// The dictionary entry of a term, if that was kept.
    pub(crate) fn info(&self, at: usize) -> Option<&TermInfo> {
        self.infos.get(at)
    }
}

/// A word, and where its terms are: a word has several where some articles write it with accents.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct FrequentWord {
    pub(crate) word: String,
    /// How many articles hold any of them, those that hold several counted as often.
    pub(crate) articles: u64,
    /// The ordinal of each one's segment, and its place there: by term, and then by segment.
    pub(crate) terms: Vec<(usize, usize)>,
}

impl Ord for FrequentWord {
    /// Commoner ones are greater; of equals the first by word.
    fn cmp(&self, other: &Self) -> Ordering {
        let by_articles = self.articles.cmp(&other.articles);
        by_articles.then_with(|| other.word.cmp(&self.word))
    }
}

impl PartialOrd for FrequentWord {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

/// A term, the number of its segment, and its place there.
type TermAt<'a> = (&'a str, usize, usize);

/// The commonest words of all segments, at most `limit`, commonest first; and how many words there are in all. `word_of` says which word
/// a term is of; the terms of a word stand beside each other.
pub(crate) fn commonest(
    segments: &[SegmentTerms],
    limit: usize,
    word_of: impl Fn(&str) -> &str,
) -> (Vec<FrequentWord>, usize) {
    let first = segments
        .iter()
        .enumerate()
        .filter(|(_, segment)| !segment.ends.is_empty());
    let mut next: BinaryHeap<Reverse<TermAt<'_>>> = first
        .map(|(number, segment)| Reverse((segment.term(0), number, 0)))
        .collect();
    let mut common: BinaryHeap<Reverse<FrequentWord>> = BinaryHeap::new();
    let mut total = 0;
    let (mut terms, mut articles) = (Vec::new(), 0);
    while let Some((term, number, at)) = pass(&mut next, segments) {
        terms.push((number, at));
        articles += u64::from(segments[number].articles[at]);
        let word = word_of(term);
        let is_last = next
            .peek()
            .is_none_or(|Reverse((term, ..))| word_of(term) != word);
        if is_last {
            total += 1;
            offer(&mut common, limit, (word, articles, &terms));
            terms.clear();
            articles = 0;
        }
    }
    let common = common.into_sorted_vec();
    let common = common.into_iter().map(|Reverse(common)| common);
    (common.collect(), total)
}

/// Takes the first of the terms that the segments stand at, and moves that segment on.
fn pass<'a>(
    next: &mut BinaryHeap<Reverse<TermAt<'a>>>,
    segments: &'a [SegmentTerms],
) -> Option<TermAt<'a>> {
    let mut top = next.peek_mut()?;
    let Reverse(place) = *top;
    let (_, number, at) = place;
    if at + 1 < segments[number].ends.len() {
        *top = Reverse((segments[number].term(at + 1), number, at + 1));
    } else {
        PeekMut::pop(top);
    }
    Some(place)
}

fn offer(
    common: &mut BinaryHeap<Reverse<FrequentWord>>,
    limit: usize,
    (word, articles, terms): (&str, u64, &[(usize, usize)]),
) {
    // Words come in order: of equals the later one is not wanted.
    let worst = common.peek().map(|Reverse(worst)| worst.articles);
    if common.len() == limit && worst.is_none_or(|worst| articles <= worst) {
        return;
    }
    if common.len() == limit {
        common.pop();
    }
    common.push(Reverse(FrequentWord {
        word: word.to_owned(),
        articles,
        terms: terms.to_vec(),
    }));
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn they_are_the_commonest(
            of_segments in prop::collection::vec(prop::collection::btree_map("[ab]{1,2}(\u{0}[xy])?", 1..5_u32, 0..9), 0..4),
            limit in 0..6_usize,
        ) {
            let mut segments = Vec::new();
            let mut words: BTreeMap<&str, u64> = BTreeMap::new();
            let word_of = |term: &str| term.find('\0').unwrap_or(term.len());
            for of_segment in &of_segments {
                let mut segment = SegmentTerms::default();
                for (term, &doc_freq) in of_segment {
                    segment.push(term, (doc_freq, &TermInfo::default()));
                    *words.entry(&term[..word_of(term)]).or_default() += u64::from(doc_freq);
                }
                segments.push(segment);
            }
            let (found, total) = commonest(&segments, limit, |term| &term[..word_of(term)]);
            prop_assert_eq!(total, words.len());
            let mut expected: Vec<(&str, u64)> = words.into_iter().collect();
            expected.sort_by_key(|(word, articles)| (Reverse(*articles), *word));
            expected.truncate(limit);
            let named: Vec<(&str, u64)> =
                found.iter().map(|common| (&*common.word, common.articles)).collect();
            prop_assert_eq!(named, expected);
            for common in &found {
                let terms = common.terms.iter();
                let terms: Vec<(&str, usize)> =
                    terms.map(|&(ord, at)| (segments[ord].term(at), ord)).collect();
                let mut expected: Vec<(&str, usize)> = of_segments
                    .iter()
                    .enumerate()
                    .flat_map(|(ord, segment)| segment.keys().map(move |term| (&**term, ord)))
                    .filter(|(term, _)| term[..word_of(term)] == common.word)
                    .collect();
                expected.sort_unstable();
                prop_assert_eq!(terms, expected);
            }
        }
    }
}
