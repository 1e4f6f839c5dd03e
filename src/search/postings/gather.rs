//! Where the words of a query stand in articles of a segment, read from postings: no article is read from the store.
//!
//! A word that a pattern stands for may be any of a thousand terms, of which an article holds a few. Asking all of their lists about
//! each article would take too long: each list is asked about many articles at once.

use std::ops::Range;
use std::sync::Arc;

use tantivy::{DocId, TERMINATED};

use crate::analysis::{PARAGRAPH_MARK, SENTENCE_MARK};
use crate::index::{LanguageDocs, PositionsCursor, SegmentTextReader};
use crate::passage::{Positions, TermId};
use crate::search::postings::lists::Lists;
use crate::span::Position;

/// A word of more lists is read for many articles at once.
const FEW: usize = 32;
/// So many.
const MANY: usize = 4096;
/// Steps that it takes to read a list in an article that holds it, besides the positions.
const READING: usize = 4;

/// Reads where words stand, a word being any of some index terms.
pub(crate) struct Gatherer {
    text: Arc<SegmentTextReader>,
    /// The words of the query, and behind them the marks of sentences and of paragraphs.
    words: Vec<Word>,
    /// The articles that were asked for last.
    articles: Vec<DocId>,
    positions: Positions,
    /// How many of the positions were read for all of these articles.
    gathered: usize,
    /// Lists that are read for one article after the other.
    few: usize,
    /// Whether there are others.
    many: bool,
}

/// What positions are read of besides words.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Marks {
    /// Where sentences start.
    pub(crate) sentences: bool,
    /// Where paragraphs start.
    pub(crate) paragraphs: bool,
}

impl Gatherer {
    /// For these words, each by its terms, and these marks.
    pub(crate) fn open(
        lists: &Lists<'_>,
        words: impl Iterator<Item = impl IntoIterator<Item = TermId>>,
        marks: Marks,
    ) -> tantivy::Result<Self> {
        let mut opened = Vec::new();
        for terms in words {
            let mut lists_of_word = Vec::new();
            for term in terms {
                lists_of_word.extend(lists.term(term)?);
            }
            opened.push(Word::of(lists_of_word));
        }
        let positions = Positions::empty(opened.len());
        let wanted = [
            (marks.sentences, SENTENCE_MARK),
            (marks.paragraphs, PARAGRAPH_MARK),
        ];
        for (is_wanted, mark) in wanted {
            let mark = if is_wanted { lists.mark(mark)? } else { None };
            opened.push(Word::of(mark.into_iter().collect()));
        }
        let few = opened.iter().map(|word| match word {
            Word::Few(terms) => terms.len(),
            Word::Many { .. } => 0,
        });
        Ok(Self {
            text: Arc::clone(lists.text()),
            few: few.sum(),
            many: opened.iter().any(|word| matches!(word, Word::Many { .. })),
            words: opened,
            articles: Vec::new(),
            positions,
            gathered: 0,
        })
    }

    /// How many articles are best asked for at once.
    pub(crate) fn together(&self) -> usize {
        if self.many { MANY } else { 1 }
    }

    /// Asks for these ascending articles, which must not be before those asked for last. Returns about how many steps of ten
    /// nanoseconds it takes to read them.
    pub(crate) fn ask(&mut self, articles: &[DocId]) -> usize {
        self.articles.clear();
        self.articles.extend_from_slice(articles);
        let places = self.positions.places();
        places.clear();
        let mut steps = articles.len() * self.few * READING;
        if self.many {
            for word in &mut self.words {
                steps += word.ask(articles, places);
            }
        }
        self.gathered = places.len();
        steps
    }

    /// The positions in one of the articles, by its place among them, which must not be before the one taken last.
    pub(crate) fn take(&mut self, at: usize) -> &Positions {
        let article = self.articles[at];
        let positions = &mut self.positions;
        positions.places().truncate(self.gathered);
        for (list, word) in self.words.iter_mut().enumerate() {
            let places = positions.places();
            let chosen = word.take((at, article), places);
            positions.choose(list, chosen);
        }
        positions.body_words = self.text.body_words(article);
        positions
    }
}

/// Where an index term stands.
pub(crate) enum Term {
    /// Of a term with positions of its own: with the article that it stands at.
    PositionsCursor(DocId, Box<PositionsCursor>),
    /// Of a stem: where its forms stand, in those articles in which they are forms of it.
    Stem {
        language_docs: LanguageDocs,
        forms: Vec<(DocId, Box<PositionsCursor>)>,
    },
}

impl Term {
    pub(crate) fn places(places: PositionsCursor) -> Self {
        Self::PositionsCursor(places.doc(), Box::new(places))
    }

    /// Moves to the first article not before `target` that holds the term, or may.
    fn seek(&mut self, target: DocId) -> DocId {
        match self {
            Self::PositionsCursor(at, places) => seek(at, places, target),
            Self::Stem { forms, .. } => {
                let forms = forms.iter_mut();
                let docs = forms.map(|(at, places)| seek(at, places, target));
                docs.min().unwrap_or(TERMINATED)
            }
        }
    }

    /// Adds the positions in an article. Returns how many lists they are from, each of which is in order.
    fn append_positions(&mut self, article: DocId, into: &mut Vec<Position>) -> usize {
        match self {
            Self::PositionsCursor(at, places) => append(at, places, article, into),
            Self::Stem {
                language_docs,
                forms,
            } if language_docs.contains(article) => forms
                .iter_mut()
                .map(|(at, places)| append(at, places, article, into))
                .sum(),
            Self::Stem { .. } => 0,
        }
    }
}

fn seek(at: &mut DocId, places: &mut PositionsCursor, target: DocId) -> DocId {
    if *at < target {
        *at = places.seek(target);
    }
    *at
}

fn append(
    at: &mut DocId,
    places: &mut PositionsCursor,
    article: DocId,
    into: &mut Vec<Position>,
) -> usize {
    let is_held = seek(at, places, article) == article;
    if is_held {
        places.append_positions(into);
    }
    usize::from(is_held)
}

/// Any of some terms.
enum Word {
    Few(Vec<Term>),
    Many {
        terms: Vec<Term>,
        /// For each article and term: where its positions are.
        found: Vec<Found>,
        /// The same in the order of the articles.
        sorted: Vec<Found>,
        /// For each article, where those of the next begin.
        ends: Vec<usize>,
    },
}

/// Where the positions of one term in one article are.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct Found {
    article: u32,
    start: u32,
    end: u32,
}

impl Found {
    fn new(article: usize, places: &Range<usize>) -> Self {
        let [article, start, end] =
            [article, places.start, places.end].map(|at| u32::try_from(at).unwrap_or(u32::MAX));
        Self {
            article,
            start,
            end,
        }
    }

    fn places(self) -> Range<usize> {
        self.start as usize..self.end as usize
    }
}

impl Word {
    fn of(terms: Vec<Term>) -> Self {
        if terms.len() <= FEW {
            return Self::Few(terms);
        }
        Self::Many {
            terms,
            found: Vec::new(),
            sorted: Vec::new(),
            ends: Vec::new(),
        }
    }

    fn ask(&mut self, articles: &[DocId], places: &mut Vec<Position>) -> usize {
        match self {
            Self::Few(_) => 0,
            Self::Many {
                terms,
                found,
                sorted,
                ends,
            } => {
                found.clear();
                for term in &mut *terms {
                    gather(term, articles, places, found);
                }
                sort(found, articles.len(), sorted, ends);
                terms.len() + found.len() * READING * 2 + places.len()
            }
        }
    }

    /// Where the positions in one of the articles are among `places`, ascending.
    fn take(&mut self, (at, article): (usize, DocId), places: &mut Vec<Position>) -> Range<usize> {
        let start = places.len();
        let lists = match self {
            Self::Few(terms) => terms
                .iter_mut()
                .map(|term| term.append_positions(article, places))
                .sum(),
            Self::Many { sorted, ends, .. } => {
                let from = at.checked_sub(1).map_or(0, |before| ends[before]);
                let here = &sorted[from..ends[at]];
                for found in here {
                    places.extend_from_within(found.places());
                }
                here.len()
            }
        };
        if lists > 1 {
            let read = &mut places[start..];
            read.sort_unstable();
            let distinct = distinct(read);
            places.truncate(start + distinct);
        }
        start..places.len()
    }
}

/// Reads the positions of a term in all of some ascending articles.
fn gather(term: &mut Term, articles: &[DocId], places: &mut Vec<Position>, found: &mut Vec<Found>) {
    let mut next = 0;
    while let Some(&article) = articles.get(next) {
        let at = term.seek(article);
        if at == article {
            let start = places.len();
            term.append_positions(article, places);
            found.push(Found::new(next, &(start..places.len())));
            next += 1;
        } else {
            next += passed(&articles[next..], at);
        }
    }
}

/// How many of some ascending articles stand before one, of which there are few.
fn passed(articles: &[DocId], article: DocId) -> usize {
    let mut step = 1;
    while articles.get(step).is_some_and(|&at| at < article) {
        step *= 2;
    }
    let from = step / 2;
    let among = &articles[from..articles.len().min(step + 1)];
    from + among.partition_point(|&at| at < article)
}

/// Puts what was found in the order of so many articles, by counting.
fn sort(found: &[Found], articles: usize, sorted: &mut Vec<Found>, ends: &mut Vec<usize>) {
    ends.clear();
    ends.resize(articles + 1, 0);
    for found in found {
        ends[found.article as usize + 1] += 1;
    }
    for at in 0..articles {
        ends[at + 1] += ends[at];
    }
    // Where each begins, moved to where it ends.
    sorted.clear();
    sorted.resize(found.len(), Found::default());
    for found in found {
        let next = &mut ends[found.article as usize];
        sorted[*next] = *found;
        *next += 1;
    }
}

/// Puts the distinct ones of ascending positions first. Returns how many they are.
fn distinct(positions: &mut [Position]) -> usize {
    let mut kept = 0;
    for at in 0..positions.len() {
        if kept == 0 || positions[kept - 1] != positions[at] {
            positions[kept] = positions[at];
            kept += 1;
        }
    }
    kept
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;
    use std::path::Path;

    use proptest::prelude::*;
    use serde_json::json;
    use tantivy::DocAddress;

    use super::*;
    use crate::index::{ArchiveReader, Merging, sample_index};
    use crate::passage::Vocabulary;
    use crate::search::postings::lists::{IndexTerms, TermInfos};

    /// So many different words: more than are read for one article after the other.
    const WORDS: u8 = 48;

    /// An index of articles of numbered words, and the archive's view of it.
    fn archive(folder: &Path, articles: &[Vec<u8>]) -> ArchiveReader {
        let articles = articles.iter().enumerate().map(|(id, words)| {
            let words: Vec<String> = words.iter().map(|word| format!("w{word}x")).collect();
            json!({
                "id": format!("{id:03}"), "body": words.join(" "), "language": "en", "origin": {"path": "a"},
            })
        });
        sample_index::write(folder, articles, Merging::Everything);
        ArchiveReader::open(folder).unwrap()
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(24))]

        #[test]
        fn words_stand_where_the_texts_say(
            articles in prop::collection::vec(prop::collection::vec(0..WORDS, 1..9), 1..40),
            few in prop::collection::btree_set(0..WORDS, 1..4),
            many in prop::collection::btree_set(0..WORDS, FEW + 1..=WORDS as usize),
            wanted in prop::collection::vec(any::<bool>(), 41),
            together in 1..9_usize,
        ) {
            // One has all words, so that none of the lists is missing.
            let mut articles = articles;
            articles.push((0..WORDS).collect());
            let folder = tempfile::tempdir().unwrap();
            let archive = archive(folder.path(), &articles);
            let mut vocabulary = Vocabulary::default();
            let mut terms = |words: &BTreeSet<u8>| -> Vec<TermId> {
                words.iter().map(|word| vocabulary.add(&format!("\u{2}w{word}x"))).collect()
            };
            let words = [terms(&few), terms(&many)];
            let index_terms = IndexTerms::new(&archive, &vocabulary, TermInfos::default());
            let searcher = archive.searcher();
            let segment = searcher.segment_reader(0);
            let lists = Lists::new(&index_terms, segment).unwrap();
            let marks = Marks { sentences: true, paragraphs: true };
            let mut gatherer = Gatherer::open(&lists, words.into_iter(), marks).unwrap();
            prop_assert!(gatherer.many);
            let texts: Vec<&Vec<u8>> = (0..segment.max_doc())
                .map(|doc| {
                    let article = archive.article(&searcher, DocAddress::new(0, doc)).unwrap();
                    &articles[article.id.0.parse::<usize>().unwrap()]
                })
                .collect();
            let docs: Vec<DocId> = (0..segment.max_doc()).filter(|&doc| wanted[doc as usize]).collect();
            for docs in docs.chunks(together) {
                gatherer.ask(docs);
                for (at, &doc) in docs.iter().enumerate() {
                    let positions = gatherer.take(at);
                    let text = texts[doc as usize];
                    prop_assert_eq!(positions.body_words as usize, text.len());
                    prop_assert_eq!(positions.sentence_starts(), [0]);
                    prop_assert_eq!(positions.paragraph_starts(), [0]);
                    for (number, words) in (0..).zip([&few, &many]) {
                        let places = (0..).zip(text).filter(|(_, word)| words.contains(word));
                        let expected: Vec<Position> = places.map(|(at, _)| at).collect();
                        prop_assert_eq!(positions.term(TermId(number)), expected);
                    }
                }
            }
        }
    }

    proptest! {
        #[test]
        fn counting_sorts(articles in prop::collection::vec(0..20_u32, 0..90)) {
            let found = (0..).zip(articles);
            let found = found.map(|(start, article)| Found { article, start, end: start });
            let found: Vec<Found> = found.collect();
            let (mut sorted, mut ends) = (vec![Found::default(); 3], vec![7]);
            sort(&found, 20, &mut sorted, &mut ends);
            let mut expected = found.clone();
            expected.sort_by_key(|found| found.article);
            prop_assert_eq!(sorted, expected);
            for (at, &end) in (0..20).zip(&ends) {
                let until = found.iter().filter(|found| found.article <= at);
                prop_assert_eq!(end, until.count());
            }
        }

        #[test]
        fn those_before_are_passed(articles in prop::collection::btree_set(0..99_u32, 1..40), article in 0..120_u32) {
            let articles: Vec<u32> = articles.into_iter().collect();
            let before = articles.iter().filter(|&&at| at < article).count();
            prop_assert_eq!(passed(&articles, article), before);
        }
    }
}
