//! The positions of a query's words in the documents of a segment, read from postings: no article is read from the store.
//!
//! A word that a pattern stands for may be any of a thousand terms, of which a document holds a few. Asking every list about each
//! document would take too long: each list is asked about a batch of documents, and short lists are read when they are opened.

use std::ops::Range;
use std::sync::Arc;

use tantivy::{DocId, TERMINATED};

use crate::analysis::{HEADING_MARK, PARAGRAPH_MARK, SENTENCE_MARK};
use crate::index::SegmentTextReader;
use crate::passage::{Positions, TermId};
use crate::search::postings::term_positions::TermPositions;
use crate::search::postings::term_reader::{RARE, TermReader};
use crate::span::Position;

/// Terms of a word up to which it is read document by document.
const FEW_TERMS: usize = 32;
/// Steps that it takes to open a term.
const STEPS_OF_OPENING: usize = 100;
/// Documents of a batch, where a word has more terms.
const BATCH: usize = 4096;
/// Steps that it takes to read a term in a document that holds it, besides its positions.
const STEPS_OF_A_TERM: usize = 4;

/// Reads the positions of words, a word being any of some index terms.
pub(crate) struct PositionsReader {
    segment: Arc<SegmentTextReader>,
    /// The words of the query, then the marks of sentences, those of paragraphs and those of headings.
    words: Vec<WordPositions>,
    /// The documents of the current batch.
    docs: Vec<DocId>,
    positions: Positions,
    /// Positions that were read for the whole batch.
    gathered: usize,
    /// Terms that are read document by document.
    few_terms: usize,
    /// Whether any word is read by batches.
    has_batches: bool,
    /// Steps that it took to open the terms, until they are told.
    opening: usize,
}

/// What is read besides words.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Marks {
    /// Where sentences start.
    pub(crate) sentences: bool,
    /// Where paragraphs start.
    pub(crate) paragraphs: bool,
    /// Where headings start.
    pub(crate) headings: bool,
}

impl Marks {
    /// Sentences alone.
    pub(crate) const SENTENCES: Self = Self {
        sentences: true,
        paragraphs: false,
        headings: false,
    };

    /// All that say how an article is cut.
    pub(crate) const ALL: Self = Self {
        sentences: true,
        paragraphs: true,
        headings: true,
    };
}

impl PositionsReader {
    /// For these words, each by its terms, and these marks.
    pub(crate) fn open(
        reader: &TermReader<'_>,
        words: impl Iterator<Item = impl IntoIterator<Item = TermId>>,
        marks: Marks,
    ) -> tantivy::Result<Self> {
        let mut opened = Vec::new();
        let mut opening = 0;
        for terms in words {
            let mut word = WordPositions::default();
            for term in terms {
                if let Some(term) = reader.positions(term)? {
                    word.push(term);
                    opening += STEPS_OF_OPENING;
                }
            }
            word.complete();
            opened.push(word);
        }
        let positions = Positions::empty(opened.len());
        let wanted = [
            (marks.sentences, SENTENCE_MARK),
            (marks.paragraphs, PARAGRAPH_MARK),
            (marks.headings, HEADING_MARK),
        ];
        for (is_wanted, mark) in wanted {
            let mark = if is_wanted { reader.mark(mark)? } else { None };
            opened.push(WordPositions::Few(mark.into_iter().collect()));
        }
        let few_terms = opened.iter().map(|word| match word {
            WordPositions::Few(terms) => terms.len(),
            WordPositions::Many(_) => 0,
        });
        let is_many = |word: &WordPositions| matches!(word, WordPositions::Many(_));
        Ok(Self {
            segment: Arc::clone(reader.segment()),
            few_terms: few_terms.sum(),
            has_batches: opened.iter().any(is_many),
            words: opened,
            docs: Vec::new(),
            positions,
            gathered: 0,
            opening,
        })
    }

    /// Documents that are best read in one batch.
    pub(crate) fn batch_size(&self) -> usize {
        if self.has_batches { BATCH } else { 1 }
    }

    /// Reads a batch of ascending documents, none of which is before those of the last. Returns about how many steps of ten
    /// nanoseconds it takes to read them.
    pub(crate) fn read(&mut self, docs: &[DocId]) -> usize {
        self.docs.clear();
        self.docs.extend_from_slice(docs);
        let gathered = self.positions.buffer();
        gathered.clear();
        let mut steps = std::mem::take(&mut self.opening);
        steps += docs.len() * self.few_terms * STEPS_OF_A_TERM;
        if self.has_batches {
            for word in &mut self.words {
                steps += word.read(docs, gathered);
            }
        }
        self.gathered = gathered.len();
        steps
    }

    /// The positions in a document of the batch, by its place there, which must not be before the last one asked for.
    pub(crate) fn positions(&mut self, at: usize) -> &Positions {
        let doc = self.docs[at];
        let positions = &mut self.positions;
        positions.buffer().truncate(self.gathered);
        for (list, word) in self.words.iter_mut().enumerate() {
            let range = word.positions((at, doc), positions.buffer());
            positions.set_list(list, range);
        }
        positions.body_words = self.segment.body_words(doc);
        positions
    }
}

/// The positions of a word: of any of its terms.
enum WordPositions {
    Few(Vec<TermPositions>),
    Many(ManyTerms),
}

/// The ascending positions of one term in one document, as a range of those gathered.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct PositionRun {
    /// The document's place in the batch.
    at: u32,
    start: u32,
    end: u32,
}

impl PositionRun {
    fn new(at: usize, range: &Range<usize>) -> Self {
        let [at, start, end] =
            [at, range.start, range.end].map(|at| u32::try_from(at).unwrap_or(u32::MAX));
        Self { at, start, end }
    }

    fn range(self) -> Range<usize> {
        self.start as usize..self.end as usize
    }
}

impl Default for WordPositions {
    fn default() -> Self {
        Self::Few(Vec::new())
    }
}

impl WordPositions {
    /// Adds a term.
    fn push(&mut self, term: TermPositions) {
        match self {
            Self::Few(terms) if terms.len() < FEW_TERMS => terms.push(term),
            Self::Few(terms) => {
                let mut many = ManyTerms::default();
                let terms = terms.drain(..).chain([term]);
                terms.for_each(|term| many.push(term));
                *self = Self::Many(many);
            }
            Self::Many(many) => many.push(term),
        }
    }

    /// To be called when it has all of its terms.
    fn complete(&mut self) {
        if let Self::Many(many) = self {
            many.rare.sort();
        }
    }

    /// Reads a batch, if that is how the word is read. Returns the steps it takes.
    fn read(&mut self, docs: &[DocId], gathered: &mut Vec<Position>) -> usize {
        match self {
            Self::Few(_) => 0,
            Self::Many(many) => many.read(docs, gathered),
        }
    }

    /// Appends the positions in a document of the batch to those gathered; where they are, ascending and distinct.
    fn positions(
        &mut self,
        (at, doc): (usize, DocId),
        gathered: &mut Vec<Position>,
    ) -> Range<usize> {
        let start = gathered.len();
        let runs = match self {
            Self::Few(terms) => terms
                .iter_mut()
                .map(|term| term.append(doc, gathered))
                .sum(),
            Self::Many(many) => many.append(at, gathered),
        };
        merge(runs, start, gathered);
        start..gathered.len()
    }
}

/// The positions of a word that is any of many terms.
#[derive(Default)]
struct ManyTerms {
    common: Vec<TermPositions>,
    rare: RareTerms,
    /// What was read for the batch, term by term.
    read: Vec<PositionRun>,
    /// The same, document by document.
    sorted: Vec<PositionRun>,
    /// For each document of the batch, the end of its runs among the sorted ones.
    ends: Vec<usize>,
}

impl ManyTerms {
    fn push(&mut self, term: TermPositions) {
        if term.size() <= RARE {
            self.rare.take(term);
        } else {
            self.common.push(term);
        }
    }

    fn read(&mut self, docs: &[DocId], gathered: &mut Vec<Position>) -> usize {
        let before = gathered.len();
        self.read.clear();
        for term in &mut self.common {
            gather(term, docs, gathered, &mut self.read);
        }
        self.rare.gather(docs, gathered, &mut self.read);
        sort(&self.read, docs.len(), &mut self.sorted, &mut self.ends);
        self.common.len() + self.read.len() * STEPS_OF_A_TERM * 2 + gathered.len() - before
    }

    /// Appends the runs of a document of the batch, by its place there, to those gathered; returns how many they are.
    fn append(&self, at: usize, gathered: &mut Vec<Position>) -> usize {
        let from = at.checked_sub(1).map_or(0, |before| self.ends[before]);
        let runs = &self.sorted[from..self.ends[at]];
        for run in runs {
            gathered.extend_from_within(run.range());
        }
        runs.len()
    }
}

/// The positions of terms that few documents hold, read when they are opened: nearly all terms of a wide pattern are such, and a
/// cursor of each would take a hundred times as much memory.
#[derive(Default)]
struct RareTerms {
    /// By document: where its positions are, of one term each.
    runs: Vec<(DocId, Range<usize>)>,
    positions: Vec<Position>,
    /// The first run that was not passed.
    next: usize,
}

impl RareTerms {
    fn take(&mut self, mut term: TermPositions) {
        let mut doc = term.seek(0);
        while doc < TERMINATED {
            let start = self.positions.len();
            let runs = term.append(doc, &mut self.positions);
            merge(runs, start, &mut self.positions);
            self.runs.push((doc, start..self.positions.len()));
            doc = term.seek(doc + 1);
        }
    }

    fn sort(&mut self) {
        self.runs.sort_unstable_by_key(|(doc, _)| *doc);
    }

    fn gather(
        &mut self,
        docs: &[DocId],
        gathered: &mut Vec<Position>,
        read: &mut Vec<PositionRun>,
    ) {
        for (at, doc) in docs.iter().enumerate() {
            while let Some((of, range)) = self.runs.get(self.next).filter(|(of, _)| of <= doc) {
                if of == doc {
                    let start = gathered.len();
                    gathered.extend_from_slice(&self.positions[range.clone()]);
                    read.push(PositionRun::new(at, &(start..gathered.len())));
                }
                self.next += 1;
            }
        }
    }
}

/// Reads the positions of a term in all of some ascending documents.
fn gather(
    term: &mut TermPositions,
    docs: &[DocId],
    gathered: &mut Vec<Position>,
    read: &mut Vec<PositionRun>,
) {
    let mut next = 0;
    while let Some(&doc) = docs.get(next) {
        let at = term.seek(doc);
        if at == doc {
            let start = gathered.len();
            // A stem has a run for each of its forms.
            let runs = term.append(doc, gathered);
            merge(runs, start, gathered);
            read.push(PositionRun::new(next, &(start..gathered.len())));
            next += 1;
        } else {
            next += passed(&docs[next..], at);
        }
    }
}

/// How many of some ascending documents are before one; there are few.
fn passed(docs: &[DocId], doc: DocId) -> usize {
    let mut step = 1;
    while docs.get(step).is_some_and(|&at| at < doc) {
        step *= 2;
    }
    let from = step / 2;
    let among = &docs[from..docs.len().min(step + 1)];
    from + among.partition_point(|&at| at < doc)
}

/// Sorts runs by their documents, by counting; `docs` is the size of the batch.
fn sort(read: &[PositionRun], docs: usize, sorted: &mut Vec<PositionRun>, ends: &mut Vec<usize>) {
    ends.clear();
    ends.resize(docs + 1, 0);
    for run in read {
        ends[run.at as usize + 1] += 1;
    }
    for at in 0..docs {
        ends[at + 1] += ends[at];
    }
    // Each holds where its document's runs begin; placing them moves it to where they end.
    sorted.clear();
    sorted.resize(read.len(), PositionRun::default());
    for run in read {
        let next = &mut ends[run.at as usize];
        sorted[*next] = *run;
        *next += 1;
    }
}

/// Makes one run of those that begin at `start`: ascending and distinct positions.
fn merge(runs: usize, start: usize, gathered: &mut Vec<Position>) {
    if runs > 1 {
        let all = &mut gathered[start..];
        all.sort_unstable();
        let distinct = distinct(all);
        gathered.truncate(start + distinct);
    }
}

/// Moves the distinct ones of ascending positions to the front; returns how many there are.
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
    use crate::analysis::{self, Language};
    use crate::index::{ArchiveReader, Merging, sample_index};
    use crate::passage::Vocabulary;
    use crate::search::postings::term_reader::{IndexTerms, TermInfos};

    /// Different words: more than are read document by document.
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
            many in prop::collection::btree_set(0..WORDS, FEW_TERMS + 1..=WORDS as usize),
            wanted in prop::collection::vec(any::<bool>(), 41),
            together in 1..9_usize,
        ) {
            // One has all words, so that none of the lists is missing.
            let mut articles = articles;
            articles.push((0..WORDS).collect());
            let folder = tempfile::tempdir().unwrap();
            let archive = archive(folder.path(), &articles);
            let mut vocabulary = Vocabulary::default();
            let mut ids = |words: &BTreeSet<u8>| -> Vec<TermId> {
                words.iter().map(|word| vocabulary.add(&format!("\u{2}w{word}x"))).collect()
            };
            let words = [ids(&few), ids(&many)];
            let index_terms = IndexTerms::new(&archive, &vocabulary, TermInfos::default());
            let searcher = archive.searcher();
            let segment = searcher.segment_reader(0);
            let terms = TermReader::new(&index_terms, segment).unwrap();
            let marks = Marks::ALL;
            let mut reader = PositionsReader::open(&terms, words.into_iter(), marks).unwrap();
            prop_assert!(reader.has_batches);
            let texts: Vec<&Vec<u8>> = (0..segment.max_doc())
                .map(|doc| {
                    let article = archive.article(&searcher, DocAddress::new(0, doc)).unwrap();
                    &articles[article.id.0.parse::<usize>().unwrap()]
                })
                .collect();
            let docs: Vec<DocId> = (0..segment.max_doc()).filter(|&doc| wanted[doc as usize]).collect();
            for docs in docs.chunks(together) {
                reader.read(docs);
                for (at, &doc) in docs.iter().enumerate() {
                    let positions = reader.positions(at);
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

    /// One article holds two forms of one of many stems, the one that comes last in the alphabet first.
    #[test]
    fn forms_of_one_of_many_stems_are_in_the_order_of_the_text() {
        let folder = tempfile::tempdir().unwrap();
        let body = "sailors mended sails and sailing boats sailed";
        let article = json!({"id": "a", "body": body, "language": "en", "origin": {"path": "a"}});
        sample_index::write(folder.path(), [article], Merging::Everything);
        let archive = ArchiveReader::open(folder.path()).unwrap();
        let english = Language::from_code("en").unwrap();
        let mut vocabulary = Vocabulary::default();
        let others = (0..WORDS).map(|word| format!("w{word}x"));
        let stems = others
            .chain(["sail".to_owned()])
            .flat_map(|word| analysis::stem_terms(&word, english));
        let stems: Vec<TermId> = stems.map(|stem| vocabulary.add(&stem)).collect();
        let index_terms = IndexTerms::new(&archive, &vocabulary, TermInfos::default());
        let searcher = archive.searcher();
        let terms = TermReader::new(&index_terms, searcher.segment_reader(0)).unwrap();
        let words = [stems].into_iter();
        let mut reader = PositionsReader::open(&terms, words, Marks::default()).unwrap();
        reader.read(&[0]);
        assert_eq!(reader.positions(0).term(TermId(0)), [2, 4, 6]);
    }

    proptest! {
        #[test]
        fn counting_sorts(articles in prop::collection::vec(0..20_u32, 0..90)) {
            let found = (0..).zip(articles);
            let found = found.map(|(start, article)| PositionRun { at: article, start, end: start });
            let found: Vec<PositionRun> = found.collect();
            let (mut sorted, mut ends) = (vec![PositionRun::default(); 3], vec![7]);
            sort(&found, 20, &mut sorted, &mut ends);
            let mut expected = found.clone();
            expected.sort_by_key(|found| found.at);
            prop_assert_eq!(sorted, expected);
            for (at, &end) in (0..20).zip(&ends) {
                let until = found.iter().filter(|found| found.at <= at);
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
