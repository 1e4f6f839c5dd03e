//! A Tantivy query that finds the articles in which a [`Source`] has an interval.
//!
//! Postings are intersected first; positions are read, and intervals evaluated, for the survivors only.
//! What counts as a match is decided by [`crate::passage::intervals`], the same function that ranks and
//! highlights.

use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::collections::binary_heap::PeekMut;
use std::sync::{Arc, OnceLock};

use rustc_hash::FxHashMap;
use tantivy::columnar::Column;
use tantivy::fieldnorm::FieldNormReader;
use tantivy::query::{EnableScoring, Explanation, Query, Scorer, Weight};
use tantivy::{DocId, DocSet, Score, SegmentReader, TERMINATED, TantivyError};

use super::candidates::Candidates;
use super::cursor::{Cursor, Cursors, IndexTerms, put_in_order};
use crate::analysis::{PARAGRAPH_MARK, SENTENCE_MARK};
use crate::index::Fields;
use crate::passage::{Budget, Positions, Source, TermId, Work, intervals_into};
use crate::span::{Interval, Position};

/// The constants of Tantivy's BM25, which ours must agree with.
const K1: f32 = 1.2;
const B: f32 = 0.75;

/// Finds articles by intervals.
#[derive(Debug, Clone)]
pub(super) struct IntervalQuery(Arc<Search>);

/// What an [`IntervalQuery`] looks for.
#[derive(Debug)]
pub(super) struct Search {
    pub(super) fields: Fields,
    pub(super) source: Source,
    /// The index terms of the query, known when all of it is planned.
    pub(super) terms: Arc<OnceLock<IndexTerms>>,
    /// Inverse document frequency of the whole, for BM25.
    pub(super) idf: f32,
    /// Average number of terms of an article.
    pub(super) average_length: f32,
    /// What evaluating it may cost.
    pub(super) budget: Budget,
}

impl Search {
    /// The index terms of the query.
    ///
    /// # Errors
    /// Before all of it is planned.
    pub(super) fn index_terms(&self) -> tantivy::Result<&IndexTerms> {
        let not_planned = || TantivyError::InvalidArgument("a query not planned yet".into());
        self.terms.get().ok_or_else(not_planned)
    }

    /// BM25 of a frequency in an article of so many terms.
    pub(super) fn bm25(&self, frequency: f32, length: u32) -> f32 {
        let norm = K1 * (1.0 - B + B * to_f32(length) / self.average_length.max(1.0));
        self.idf * (1.0 + K1) * frequency / (frequency + norm)
    }
}

impl IntervalQuery {
    pub(super) fn new(search: Search) -> Self {
        Self(Arc::new(search))
    }
}

impl Query for IntervalQuery {
    fn weight(&self, _: EnableScoring<'_>) -> tantivy::Result<Box<dyn Weight>> {
        Ok(Box::new(IntervalWeight(Arc::clone(&self.0))))
    }
}

struct IntervalWeight(Arc<Search>);

impl Weight for IntervalWeight {
    fn scorer(&self, reader: &SegmentReader, boost: Score) -> tantivy::Result<Box<dyn Scorer>> {
        Ok(Box::new(IntervalScorer::new(
            Arc::clone(&self.0),
            reader,
            boost,
        )?))
    }

    fn explain(&self, reader: &SegmentReader, doc: DocId) -> tantivy::Result<Explanation> {
        let mut scorer = IntervalScorer::new(Arc::clone(&self.0), reader, 1.0)?;
        if scorer.doc() > doc || scorer.seek(doc) != doc {
            return Err(tantivy::TantivyError::InvalidArgument(format!(
                "article {doc} does not match"
            )));
        }
        Ok(Explanation::new(
            "BM25 with interval frequency",
            scorer.score(),
        ))
    }
}

/// Where the positions of a term are read, for a word that it is among.
#[derive(Clone, Copy)]
struct Reading {
    cursor: usize,
    into: Into,
}

#[derive(Clone, Copy)]
enum Into {
    /// The word of this number.
    Word(usize),
    SentenceStarts,
    ParagraphStarts,
}

/// Where positions are read: all of a few, or those of many that stand at an article.
struct Readings {
    all: Vec<Reading>,
    /// Where there are many: the first article that each may stand at, and its number.
    next: BinaryHeap<Reverse<(DocId, usize)>>,
}

/// So many are asked one after the other for each article.
const FEW: usize = 64;
/// Steps that it takes to read where one term stands in an article, besides the places themselves.
const READING: usize = 15;
/// The same where the terms that an article holds are first to be found among many.
const FINDING: usize = 90;

impl Readings {
    fn new(all: Vec<Reading>) -> Self {
        let many = if all.len() > FEW { all.len() } else { 0 };
        Self {
            all,
            next: (0..many).map(|at| Reverse((0, at))).collect(),
        }
    }

    /// Fills `positions` with those in an article. Articles must be asked for in ascending order.
    /// Returns about how many steps it took.
    fn read(&mut self, doc: DocId, cursors: &mut [Cursor], positions: &mut Positions) -> usize {
        positions.clear();
        let steps = if self.all.len() <= FEW {
            for Reading { cursor, into } in &self.all {
                cursors[*cursor].append_positions(doc, into.list(positions));
            }
            self.all.len() * READING
        } else {
            self.read_held(doc, cursors, positions) * FINDING
        };
        positions.by_term.iter_mut().for_each(put_in_order);
        steps
    }

    /// Reads those of many that stand at an article. Returns how many they were.
    fn read_held(
        &mut self,
        doc: DocId,
        cursors: &mut [Cursor],
        positions: &mut Positions,
    ) -> usize {
        let mut held = 0;
        while let Some(mut top) = self.next.peek_mut() {
            let Reverse((next, at)) = *top;
            if next > doc {
                break;
            }
            let Reading { cursor, into } = self.all[at];
            let found = cursors[cursor].seek(doc);
            if found == doc {
                cursors[cursor].append_positions(doc, into.list(positions));
                held += 1;
            }
            if found == TERMINATED {
                PeekMut::pop(top);
            } else {
                *top = Reverse((found.max(doc + 1), at));
            }
        }
        held
    }
}

impl Into {
    fn list(self, positions: &mut Positions) -> &mut Vec<Position> {
        match self {
            Self::Word(number) => &mut positions.by_term[number],
            Self::SentenceStarts => &mut positions.sentence_starts,
            Self::ParagraphStarts => &mut positions.paragraph_starts,
        }
    }
}

/// The marks that a source needs to know the places of.
fn marks(source: &Source) -> impl Iterator<Item = (&'static str, Into)> {
    let marks = [
        (
            source.needs_sentences(),
            SENTENCE_MARK,
            Into::SentenceStarts,
        ),
        (
            source.needs_paragraphs(),
            PARAGRAPH_MARK,
            Into::ParagraphStarts,
        ),
    ];
    let needed = marks.into_iter().filter(|(needed, ..)| *needed);
    needed.map(|(_, mark, into)| (mark, into))
}

struct IntervalScorer {
    search: Arc<Search>,
    /// What is looked for, with one term for each word.
    source: Source,
    candidates: Candidates,
    cursors: Vec<Cursor>,
    readings: Readings,
    body_words: Column<u64>,
    lengths: FieldNormReader,
    work: Work,
    boost: Score,
    /// Words of the narrowest match.
    least_width: u32,
    positions: Positions,
    found: Vec<Interval>,
    doc: DocId,
}

impl IntervalScorer {
    fn new(search: Arc<Search>, reader: &SegmentReader, boost: Score) -> tantivy::Result<Self> {
        let terms = search.index_terms()?;
        let postings = Cursors::new(terms, reader)?;
        let mut cursors: Vec<Cursor> = Vec::new();
        let keep = |cursor: Option<Cursor>, cursors: &mut Vec<Cursor>| {
            cursor.map(|cursor| {
                cursors.push(cursor);
                cursors.len() - 1
            })
        };
        // A term with one leaf is read there: while that leaf is behind or ahead, it takes no part in a match.
        let mut leaves: FxHashMap<TermId, Vec<usize>> = FxHashMap::default();
        let candidates = Candidates::new(&search.source, &mut cursors, &mut |id, cursors| {
            let cursor = keep(postings.open(id)?, cursors);
            leaves.entry(id).or_default().extend(cursor);
            Ok(cursor)
        })?;
        let (source, words) = search.source.by_word();
        let mut readings = Vec::new();
        for (number, word) in words.iter().enumerate() {
            for &id in word {
                let cursor = match leaves.get(&id).map(Vec::as_slice) {
                    Some([]) => None,
                    Some(&[only]) => Some(only),
                    _ => keep(postings.open(id)?, &mut cursors),
                };
                readings.extend(cursor.map(|cursor| Reading {
                    cursor,
                    into: Into::Word(number),
                }));
            }
        }
        for (mark, into) in marks(&source) {
            let cursor = keep(postings.mark(mark)?, &mut cursors);
            readings.extend(cursor.map(|cursor| Reading { cursor, into }));
        }
        let mut scorer = Self {
            candidates,
            cursors,
            readings: Readings::new(readings),
            body_words: reader.fast_fields().u64("body_words")?,
            lengths: reader.get_fieldnorms_reader(search.fields.stem)?,
            work: search.budget.work(),
            boost,
            least_width: source.least_width(),
            positions: Positions::empty(words.len()),
            source,
            found: Vec::new(),
            doc: 0,
            search,
        };
        let first = scorer.candidates.doc(&scorer.cursors);
        scorer.settle(first);
        Ok(scorer)
    }

    /// Moves on from a candidate until one matches.
    fn settle(&mut self, mut doc: DocId) -> DocId {
        while doc != TERMINATED {
            if self.work.is_spent() {
                doc = TERMINATED;
            } else if self.matches(doc) {
                break;
            } else {
                doc = self.candidates.seek(doc + 1, &mut self.cursors);
            }
        }
        self.doc = doc;
        doc
    }

    fn matches(&mut self, doc: DocId) -> bool {
        let steps = self
            .readings
            .read(doc, &mut self.cursors, &mut self.positions);
        self.work.spend(steps);
        let body_words = self.body_words.first(doc).unwrap_or_default();
        self.positions.body_words = u32::try_from(body_words).unwrap_or(u32::MAX);
        intervals_into(&self.source, &self.positions, &self.work, &mut self.found);
        !self.found.is_empty()
    }
}

impl DocSet for IntervalScorer {
    fn advance(&mut self) -> DocId {
        if self.doc == TERMINATED {
            return TERMINATED;
        }
        let next = self.candidates.seek(self.doc + 1, &mut self.cursors);
        self.settle(next)
    }

    fn seek(&mut self, target: DocId) -> DocId {
        if target <= self.doc {
            return self.doc;
        }
        let next = self.candidates.seek(target, &mut self.cursors);
        self.settle(next)
    }

    fn doc(&self) -> DocId {
        self.doc
    }

    fn size_hint(&self) -> u32 {
        self.candidates.size(&self.cursors)
    }

    fn cost(&self) -> u64 {
        // Positions cost about ten times what a document id does.
        u64::from(self.size_hint()) * 10
    }
}

impl Scorer for IntervalScorer {
    /// BM25 with the interval frequency: the sum over intervals of least width / width, as in Lucene's
    /// sloppy frequency; an exact match counts 1.
    fn score(&mut self) -> Score {
        let least = self.least_width;
        let frequency: f32 = self
            .found
            .iter()
            .map(|found| ratio(least, found.width()))
            .sum();
        let length = self.lengths.fieldnorm(self.doc);
        self.boost * self.search.bm25(frequency, length)
    }
}

fn ratio(least: u32, width: u32) -> f32 {
    (to_f32(least) / to_f32(width.max(1))).min(1.0)
}

#[expect(
    clippy::cast_precision_loss,
    reason = "lengths are far below 2^24, and this is a score"
)]
pub(super) fn to_f32(count: u32) -> f32 {
    count as f32
}
