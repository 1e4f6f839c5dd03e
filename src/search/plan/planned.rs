//! The outcome of planning.

use std::sync::Arc;

use tantivy::query::Query as IndexQuery;

use crate::api::{ExpandedPattern, Notice};
use crate::cores::Cores;
use crate::index::{self, LiveArticles};
use crate::passage::{Source, WorkBudget};
use crate::search::postings::term_reader::IndexTerms;
use crate::search::queries::statistics::DocFrequencies;
use crate::search::{Error, Result};

/// Steps that a match of positions costs where a word costs one.
const STEPS_OF_POSITIONS: u64 = 16;

/// What a query becomes.
pub(crate) struct Plan {
    /// What the index is asked.
    pub(crate) query: Box<dyn IndexQuery>,
    /// The index terms of the query.
    pub(crate) terms: Arc<IndexTerms>,
    /// The articles that it is asked about.
    pub(crate) articles: Arc<LiveArticles>,
    /// How many documents hold the words that stand for several index terms.
    pub(crate) frequencies: DocFrequencies,
    /// The words, phrases and other leaves that the query wants, each once.
    pub(crate) units: Vec<PlannedUnit>,
    /// What the reader should know.
    pub(crate) notices: Vec<Notice>,
    /// What patterns stood for.
    pub(crate) expanded: Vec<ExpandedPattern>,
    /// Whether it is one word, which the index counts without looking at its documents.
    pub(crate) is_one_word: bool,
    /// Whether a pattern stands for more words than are searched.
    pub(crate) is_cut: bool,
    /// What finding and counting its matches may cost.
    pub(crate) budget: WorkBudget,
    /// Factor on that.
    pub(crate) effort: u32,
}

/// One thing that the query wants.
#[derive(Debug, Clone)]
pub(crate) struct PlannedUnit {
    /// What to look for.
    pub(crate) source: Source,
    /// Inverse document frequency in the corpus times boost.
    pub(crate) weight: f32,
    /// The word it looks for, folded, if it is one plain word.
    pub(crate) word: Option<String>,
    /// Upper bound of the number of documents that hold it.
    pub(crate) documents: u64,
    /// Whether it is a function word beside others that say what the query is about.
    pub(crate) is_function_word: bool,
}

impl Plan {
    /// What was found, unless it was too much work or was to end: then nothing of it can be relied on.
    ///
    /// # Errors
    /// When it was.
    pub(crate) fn whole<T>(&self, found: T) -> Result<T> {
        self.go_on()?;
        if self.budget.is_spent() {
            return Err(self.too_much());
        }
        Ok(found)
    }

    /// Goes on, unless what is asked is to end.
    ///
    /// # Errors
    /// When it is.
    pub(crate) fn go_on(&self) -> Result<()> {
        if self.budget.is_stopped() {
            return Err(index::Error::Stopped.into());
        }
        Ok(())
    }

    /// That it is too much work.
    pub(crate) fn too_much(&self) -> Error {
        Error::TooMuchWork {
            effort: self.effort,
        }
    }

    /// The cores that pay for finding its matches.
    pub(crate) fn cores(&self) -> Cores {
        let steps = self.units.iter().map(|unit| {
            let is_word = matches!(unit.source, Source::Term(_) | Source::Compound { .. });
            let each = if is_word { 1 } else { STEPS_OF_POSITIONS };
            unit.documents.saturating_mul(each)
        });
        Cores::for_steps(steps.fold(0, u64::saturating_add))
    }
}
