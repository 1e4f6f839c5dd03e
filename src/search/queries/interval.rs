//! A Tantivy query that finds the articles in which a [`Source`] has an interval.
//!
//! Postings are intersected first; positions are read, and intervals evaluated, for the survivors only.
//! What counts as a match is decided by [`crate::passage::intervals`], the same function that ranks and
//! highlights.

use std::sync::{Arc, OnceLock};

use tantivy::fieldnorm::FieldNormReader;
use tantivy::query::{EnableScoring, Explanation, Query, Scorer, Weight};
use tantivy::{DocId, DocSet, Score, SegmentReader, TERMINATED, TantivyError};

use crate::index::Fields;
use crate::passage::{Budget, Source, Work, intervals_into};
use crate::search::postings::candidates::Candidates;
use crate::search::postings::gather::{Gatherer, Marks};
use crate::search::postings::lists::{IndexTerms, Lists};
use crate::span::Interval;

/// The constants of Tantivy's BM25, which ours must agree with.
const K1: f32 = 1.2;
const B: f32 = 0.75;

/// Finds articles by intervals.
#[derive(Debug, Clone)]
pub(crate) struct IntervalQuery(Arc<Search>);

/// What an [`IntervalQuery`] looks for.
#[derive(Debug)]
pub(crate) struct Search {
    pub(crate) fields: Fields,
    pub(crate) source: Source,
    /// The index terms of the query, known when all of it is planned.
    pub(crate) terms: Arc<OnceLock<IndexTerms>>,
    /// Inverse document frequency of the whole, for BM25.
    pub(crate) idf: f32,
    /// Average number of terms of an article.
    pub(crate) average_length: f32,
    /// What evaluating it may cost.
    pub(crate) budget: Budget,
}

impl Search {
    /// The index terms of the query.
    ///
    /// # Errors
    /// Before all of it is planned.
    pub(crate) fn index_terms(&self) -> tantivy::Result<&IndexTerms> {
        let not_planned = || TantivyError::InvalidArgument("a query not planned yet".into());
        self.terms.get().ok_or_else(not_planned)
    }

    /// BM25 of a frequency in an article of so many terms.
    pub(crate) fn bm25(&self, frequency: f32, length: u32) -> f32 {
        let norm = K1 * (1.0 - B + B * to_f32(length) / self.average_length.max(1.0));
        self.idf * (1.0 + K1) * frequency / (frequency + norm)
    }
}

impl IntervalQuery {
    pub(crate) fn new(search: Search) -> Self {
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

/// Where articles are looked at in batches, these grow while articles are asked for one after the other: in a boolean query, few of
/// those behind the current one may be.
const FIRST_BATCH: usize = 16;

struct IntervalScorer {
    search: Arc<Search>,
    /// What is looked for, with one term for each word.
    source: Source,
    candidates: Candidates,
    gatherer: Gatherer,
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
    fn new(search: Arc<Search>, reader: &SegmentReader, boost: Score) -> tantivy::Result<Self> {
        let lists = Lists::new(search.index_terms()?, reader)?;
        let (source, words) = search.source.by_word();
        let marks = Marks {
            sentences: source.needs_sentences(),
            paragraphs: source.needs_paragraphs(),
        };
        let candidates = Candidates::new(&search.source, &lists)?;
        let mut scorer = Self {
            candidates,
            gatherer: Gatherer::open(&lists, words.into_iter(), marks)?,
            lengths: reader.get_fieldnorms_reader(search.fields.stem)?,
            work: search.budget.work(),
            boost,
            least_width: source.least_width(),
            source,
            batch: Vec::new(),
            batch_size: FIRST_BATCH,
            matching: Vec::new(),
            at: 0,
            found: Vec::new(),
            search,
        };
        scorer.fill();
        Ok(scorer)
    }

    /// Looks for matches from the current candidate on, until there is one.
    fn fill(&mut self) -> DocId {
        let most = self.gatherer.together();
        self.at = 0;
        self.matching.clear();
        while self.matching.is_empty() && !self.work.is_spent() {
            self.batch.clear();
            let size = self.batch_size.min(most);
            let mut doc = self.candidates.doc();
            while doc != TERMINATED && self.batch.len() < size {
                self.batch.push(doc);
                doc = self.candidates.seek(doc + 1);
            }
            if self.batch.is_empty() {
                break;
            }
            self.look();
            self.batch_size = most.min(self.batch_size * 4);
        }
        self.doc()
    }

    /// Finds those of the batch that match.
    fn look(&mut self) {
        self.work.spend(self.gatherer.ask(&self.batch));
        for (at, &doc) in self.batch.iter().enumerate() {
            if self.work.is_spent() {
                return;
            }
            let positions = self.gatherer.take(at);
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
        // Positions cost about ten times what a document id does.
        u64::from(self.size_hint()) * 10
    }
}

impl Scorer for IntervalScorer {
    /// BM25 with the interval frequency: the sum over intervals of least width / width.
    fn score(&mut self) -> Score {
        let (doc, frequency) = self.matching.get(self.at).copied().unwrap_or_default();
        let length = self.lengths.fieldnorm(doc);
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
pub(crate) fn to_f32(count: u32) -> f32 {
    count as f32
}
