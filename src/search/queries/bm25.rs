//! BM25 (Robertson and Zaragoza 2009) as Tantivy computes it, for scorers beside Tantivy's.

use tantivy::fieldnorm::FieldNormReader;
use tantivy::query::{Bm25StatisticsProvider, Bm25Weight};
use tantivy::schema::Field;
use tantivy::{DocId, Score, SegmentReader, Term};

/// The constants of Tantivy's BM25, which the formula here must agree with.
const K1: f32 = 1.2;
const B: f32 = 0.75;

/// The weight of one term.
pub(crate) fn of_term(
    statistics: &dyn Bm25StatisticsProvider,
    term: &Term,
) -> tantivy::Result<Bm25Weight> {
    let documents = statistics.total_num_docs()?;
    let tokens = statistics.total_num_tokens(term.field())?;
    Ok(Bm25Weight::for_one_term_without_explain(
        statistics.doc_freq(term)?,
        documents,
        average(tokens, documents),
    ))
}

/// As Tantivy computes it.
#[expect(
    clippy::cast_precision_loss,
    reason = "an average needs no more digits"
)]
fn average(total: u64, count: u64) -> Score {
    total as Score / count as Score
}

/// The scores of a term or phrase in the documents of a segment.
pub(crate) struct SegmentScores {
    bm25: Bm25Weight,
    lengths: FieldNormReader,
}

impl SegmentScores {
    pub(crate) fn open(
        bm25: &Bm25Weight,
        segment: &SegmentReader,
        field: Field,
        boost: Score,
    ) -> tantivy::Result<Self> {
        Ok(Self {
            bm25: bm25.boost_by(boost),
            lengths: segment.get_fieldnorms_reader(field)?,
        })
    }

    /// The score of a document, by the frequency there.
    pub(crate) fn score(&self, doc: DocId, frequency: u32) -> Score {
        self.bm25.score(self.lengths.fieldnorm_id(doc), frequency)
    }
}

/// BM25 of frequencies that are no whole numbers.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Bm25 {
    /// Inverse document frequency.
    pub(crate) idf: f32,
    /// Average number of terms of a document.
    pub(crate) average_length: f32,
}

impl Bm25 {
    /// The score of a frequency in a document, by its number of terms.
    pub(crate) fn score(self, frequency: f32, length: u32) -> Score {
        let norm = K1 * (1.0 - B + B * to_f32(length) / self.average_length.max(1.0));
        self.idf * (1.0 + K1) * frequency / (frequency + norm)
    }
}

/// BM25's inverse document frequency, as in Lucene and Tantivy.
#[expect(clippy::cast_precision_loss, reason = "counts are far below 2^53")]
pub(crate) fn idf(with: u64, documents: u64) -> f32 {
    let (with, documents) = (with as f64, documents as f64);
    #[expect(
        clippy::cast_possible_truncation,
        reason = "a weight needs no more digits"
    )]
    let idf = (1.0 + (documents - with + 0.5) / (with + 0.5)).ln() as f32;
    idf
}

/// A length or a frequency as a score.
#[expect(
    clippy::cast_precision_loss,
    reason = "lengths are far below 2^24, and this is a score"
)]
pub(crate) fn to_f32(count: u32) -> f32 {
    count as f32
}
