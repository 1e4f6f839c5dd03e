//! A Tantivy query that finds the articles in which a [`Source`] has an interval.
//!
//! Postings are intersected first; positions are read, and intervals evaluated, for the survivors only.
//! What counts as a match is decided by [`crate::passage::intervals`], the same function that ranks and
//! highlights.

use std::sync::Arc;

use tantivy::fieldnorm::FieldNormReader;
use tantivy::query::{EnableScoring, Explanation, Query, Scorer, Weight};
use tantivy::{DocId, DocSet, Score, SegmentReader, TERMINATED};

use crate::passage::{Source, Work, WorkBudget, intervals_into};
use crate::search::postings::candidates::Candidates;
use crate::search::postings::positions_reader::{Marks, PositionsReader};
use crate::search::postings::term_reader::{IndexTerms, TermReader};
use crate::search::queries::bm25::{Bm25, to_f32};
use crate::search::queries::scored;
use crate::span::Interval;

/// Documents of the first batch, where positions are read by batches. These grow while documents are walked one after the other: in
/// a boolean query, few of those behind the current one may be asked for.
const FIRST_BATCH: usize = 16;
/// How many times as large a batch is as the one before.
const GROWTH: usize = 4;
/// What positions cost where a document id costs one.
const POSITIONS_COST: u64 = 10;

/// The documents in which a source has an interval.
#[derive(Debug, Clone)]
pub(crate) struct IntervalQuery(Arc<Intervals>);

/// What an [`IntervalQuery`] finds, and what that may cost.
#[derive(Debug)]
pub(crate) struct Intervals {
    pub(crate) source: Source,
    pub(crate) terms: Arc<IndexTerms>,
    pub(crate) bm25: Bm25,
    pub(crate) budget: WorkBudget,
}

impl IntervalQuery {
    pub(crate) fn new(intervals: Intervals) -> Self {
        Self(Arc::new(intervals))
    }
}

impl Query for IntervalQuery {
    fn weight(&self, _: EnableScoring<'_>) -> tantivy::Result<Box<dyn Weight>> {
        Ok(Box::new(IntervalWeight(Arc::clone(&self.0))))
    }
}

struct IntervalWeight(Arc<Intervals>);

impl IntervalWeight {
    fn open(&self, segment: &SegmentReader, boost: Score) -> tantivy::Result<IntervalScorer> {
        IntervalScorer::new(Arc::clone(&self.0), segment, boost)
    }
}

impl Weight for IntervalWeight {
    fn scorer(&self, reader: &SegmentReader, boost: Score) -> tantivy::Result<Box<dyn Scorer>> {
        Ok(Box::new(self.open(reader, boost)?))
    }

    fn explain(&self, reader: &SegmentReader, doc: DocId) -> tantivy::Result<Explanation> {
        scored::explain(self, reader, doc, "BM25 with interval frequency")
    }

    fn for_each(
        &self,
        reader: &SegmentReader,
        callback: &mut dyn FnMut(DocId, Score),
    ) -> tantivy::Result<()> {
        scored::for_each(self.open(reader, 1.0)?, callback);
        Ok(())
    }
}

struct IntervalScorer {
    query: Arc<Intervals>,
    /// The source, with one term for each word.
    source: Source,
    candidates: Candidates,
    reader: PositionsReader,
    lengths: FieldNormReader,
    work: Work,
    boost: Score,
    /// Words of the narrowest match.
    least_width: u32,
    /// The articles of the current batch.
    batch: Vec<DocId>,
    batch_size: usize,
    /// Those of them that match, with their frequencies.
    matching: Vec<(DocId, f32)>,
    /// Which of these is the current one.
    at: usize,
    /// The intervals of the article looked at last.
    found: Vec<Interval>,
}

impl IntervalScorer {
    fn new(query: Arc<Intervals>, segment: &SegmentReader, boost: Score) -> tantivy::Result<Self> {
        let terms = TermReader::new(&query.terms, segment)?;
        let (source, words) = query.source.by_word();
        let marks = Marks {
            sentences: source.needs_sentences(),
            paragraphs: source.needs_paragraphs(),
            headings: false,
        };
        let candidates = Candidates::new(&query.source, &terms)?;
        let mut scorer = Self {
            candidates,
            reader: PositionsReader::open(&terms, words.into_iter(), marks)?,
            lengths: segment.get_fieldnorms_reader(query.terms.fields().stem)?,
            work: query.budget.work(),
            boost,
            least_width: source.least_width(),
            source,
            batch: Vec::new(),
            batch_size: FIRST_BATCH,
            matching: Vec::new(),
            at: 0,
            found: Vec::new(),
            query,
        };
        scorer.fill();
        Ok(scorer)
    }

    /// Looks for matches from the current candidate on, until there is one.
    fn fill(&mut self) -> DocId {
        let most = self.reader.batch_size();
        self.at = 0;
        self.matching.clear();
        while self.matching.is_empty() && !self.work.is_spent() {
            self.batch.clear();
            let size = self.batch_size.min(most);
            let mut doc = self.candidates.doc();
            while doc != TERMINATED && self.batch.len() < size {
                self.batch.push(doc);
                doc = self.candidates.advance();
            }
            if self.batch.is_empty() {
                break;
            }
            self.look();
            self.batch_size = most.min(self.batch_size * GROWTH);
        }
        self.doc()
    }

    /// Finds those of the batch that match.
    fn look(&mut self) {
        self.work.spend(self.reader.read(&self.batch));
        for (at, &doc) in self.batch.iter().enumerate() {
            if self.work.is_spent() {
                return;
            }
            let positions = self.reader.positions(at);
            intervals_into(&self.source, positions, &self.work, &mut self.found);
            if !self.found.is_empty() {
                // As in Lucene's sloppy frequency; an exact match counts 1.
                let widths = self.found.iter().map(|found| found.width());
                let frequency = widths.map(|width| ratio(self.least_width, width));
                self.matching.push((doc, frequency.sum()));
            }
        }
    }
}

impl DocSet for IntervalScorer {
    fn advance(&mut self) -> DocId {
        self.at += 1;
        if self.at < self.matching.len() {
            self.doc()
        } else {
            self.fill()
        }
    }

    fn seek(&mut self, target: DocId) -> DocId {
        let passed = self.matching[self.at..].partition_point(|(doc, _)| *doc < target);
        self.at += passed;
        if self.at == self.matching.len() && !self.matching.is_empty() {
            self.candidates.seek(target);
            self.batch_size = FIRST_BATCH;
            return self.fill();
        }
        self.doc()
    }

    fn doc(&self) -> DocId {
        self.matching
            .get(self.at)
            .map_or(TERMINATED, |(doc, _)| *doc)
    }

    fn size_hint(&self) -> u32 {
        self.candidates.size()
    }

    fn cost(&self) -> u64 {
        u64::from(self.size_hint()) * POSITIONS_COST
    }
}

impl Scorer for IntervalScorer {
    /// BM25 with the interval frequency: the sum over intervals of least width / width.
    fn score(&mut self) -> Score {
        let (doc, frequency) = self.matching.get(self.at).copied().unwrap_or_default();
        let length = self.lengths.fieldnorm(doc);
        self.boost * self.query.bm25.score(frequency, length)
    }
}

fn ratio(least: u32, width: u32) -> f32 {
    (to_f32(least) / to_f32(width.max(1))).min(1.0)
}
