//! Plans a query in two passes: [`resolve`](super::resolve) it against the vocabulary of the index, then
//! [`build`](super::build) what the index is asked.

use std::sync::Arc;

use tantivy::Searcher;
use tantivy::query::Query as IndexQuery;

use crate::api::{ExpandedPattern, Notice, Ranking, SearchRequest};
use crate::index::ArchiveReader;
use crate::passage::{Budget, Source};
use crate::query::Query;
use crate::search::cores::Cores;
use crate::search::plan::bounds;
use crate::search::plan::build::Builder;
use crate::search::plan::resolve::{Resolution, resolve};
use crate::search::postings::term_reader::IndexTerms;
use crate::search::rank::statistics::DocFrequencies;
use crate::search::{Error, Result};
use crate::span::ByteSpan;

/// Steps that a match of positions costs where a word costs one.
const STEPS_OF_POSITIONS: u64 = 16;

/// What a query becomes.
pub(crate) struct Plan {
    /// What the index is asked.
    pub(crate) query: Box<dyn IndexQuery>,
    /// The index terms of the query.
    pub(crate) terms: Arc<IndexTerms>,
    /// How many documents hold the words that stand for several index terms.
    pub(crate) frequencies: DocFrequencies,
    /// The words, phrases and other leaves that the query wants, each once.
    pub(crate) units: Vec<PlannedUnit>,
    /// What its units count together, each by its weight in the query alone.
    pub(crate) wanted: f32,
    /// What the reader should know.
    pub(crate) notices: Vec<Notice>,
    /// What patterns stood for.
    pub(crate) expanded: Vec<ExpandedPattern>,
    /// Whether it is one word, which the index counts without looking at its documents.
    pub(crate) is_one_word: bool,
    /// What finding and counting its matches may cost.
    pub(crate) budget: Budget,
    effort: u32,
}

/// One thing that the query wants.
#[derive(Debug, Clone)]
pub(crate) struct PlannedUnit {
    /// What to look for.
    pub(crate) source: Source,
    /// Inverse document frequency in the corpus times boost.
    pub(crate) weight: f32,
    /// Its place in the query text.
    pub(crate) span: ByteSpan,
    /// The word it looks for, folded, if it is one plain word.
    pub(crate) word: Option<String>,
    /// Upper bound of the number of documents that hold it.
    pub(crate) documents: u64,
}

/// How the operands of an `AND` combine.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Need {
    /// All of them.
    All,
    /// Any of them; filters and exclusions hold in any case.
    Any,
    /// At least this many of them; function words of a question need not be among them.
    AtLeast(usize),
}

/// How a query is planned.
#[derive(Clone, Copy)]
pub(crate) struct PlanOptions {
    /// How the operands of an `AND` combine.
    pub(crate) need: Need,
    /// Factor on the work that a query may be.
    pub(crate) effort: u32,
    /// What a function word counts beside others.
    pub(crate) function_words: f32,
}

impl PlanOptions {
    /// All operands are needed, and nothing is ranked but by default.
    pub(crate) fn all(effort: u32) -> Self {
        Self {
            need: Need::All,
            effort,
            function_words: Ranking::default().function_words,
        }
    }

    /// What a request asks for, with `need` of its operands.
    pub(crate) fn of(request: &SearchRequest, need: Need) -> Self {
        Self {
            need,
            effort: request.effort,
            function_words: request.ranking.function_words,
        }
    }
}

/// Plans a query.
pub(crate) fn plan(
    archive: &ArchiveReader,
    searcher: &Searcher,
    query: &Query,
    options: PlanOptions,
) -> Result<Plan> {
    let PlanOptions {
        need,
        effort,
        function_words,
    } = options;
    let Resolution {
        query,
        terms,
        notices,
        expanded,
    } = resolve(archive, searcher, query, effort)?;
    let documents = searcher.num_docs();
    let average_length = average(tokens(archive, searcher)?, documents);
    let budget = Budget::of(bounds::steps(documents, effort));
    let mut builder = Builder::new(terms, (need, function_words), average_length, budget);
    let query = builder.build(query);
    Ok(Plan {
        query,
        terms: builder.terms,
        frequencies: builder.frequencies,
        units: builder.units,
        wanted: builder.wanted,
        notices,
        expanded,
        is_one_word: builder.is_one_word,
        budget: builder.budget,
        effort,
    })
}

impl Plan {
    /// What was found, unless it was too much work: then nothing of it can be relied on.
    ///
    /// # Errors
    /// When it was.
    pub(crate) fn whole<T>(&self, found: T) -> Result<T> {
        if self.budget.is_spent() {
            return Err(Error::TooMuchWork {
                effort: self.effort,
            });
        }
        Ok(found)
    }

    /// The cores that pay for finding its matches.
    pub(crate) fn cores(&self) -> Cores {
        let steps = self.units.iter().map(|unit| {
            let is_word = matches!(unit.source, Source::Term(_));
            let each = if is_word { 1 } else { STEPS_OF_POSITIONS };
            unit.documents.saturating_mul(each)
        });
        Cores::for_steps(steps.fold(0, u64::saturating_add))
    }
}

/// Terms in the text of all documents.
fn tokens(archive: &ArchiveReader, searcher: &Searcher) -> tantivy::Result<u64> {
    let of_segments = searcher.segment_readers().iter().map(|segment| {
        let inverted = segment.inverted_index(archive.fields().stem)?;
        Ok(inverted.total_num_tokens())
    });
    of_segments.sum()
}

#[expect(
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    reason = "an average needs no more digits"
)]
fn average(total: u64, count: u64) -> f32 {
    (total as f64 / count.max(1) as f64) as f32
}
