//! Plans a query in two passes: [`resolve`](super::resolve) it against the vocabulary of the index, then
//! [`build`](super::build) what the index is asked.

use std::sync::Arc;

use tantivy::Searcher;

use crate::index::ArchiveReader;
use crate::passage::{Source, WorkBudget};
use crate::query::Query;
use crate::search::plan::bounds;
use crate::search::plan::build::Builder;
use crate::search::plan::options::PlanOptions;
use crate::search::plan::planned::{Plan, PlannedUnit};
use crate::search::plan::resolve::{Resolution, resolve};
use crate::search::{Error, Result};

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
        exact,
    } = options;
    let Resolution {
        query,
        terms,
        notices,
        expanded,
        is_cut,
    } = resolve(archive, searcher, query, (effort, exact))?;
    archive.go_on()?;
    if exact && is_cut {
        return Err(Error::TooManyWords { effort });
    }
    let documents = searcher.num_docs();
    let articles = archive.live_articles();
    let average_length = average(articles.lengths(searcher)?, documents);
    let budget = WorkBudget::of(bounds::steps(documents, effort)).until(archive.stop().cloned());
    let mut builder = Builder::new(terms, (need, function_words), average_length, budget);
    let query = builder.build(query);
    let units = if exact {
        as_one_word(builder.units)
    } else {
        builder.units
    };
    Ok(Plan {
        query,
        terms: builder.terms,
        articles: Arc::clone(articles),
        frequencies: builder.frequencies,
        units,
        notices,
        expanded,
        is_cut,
        is_one_word: builder.is_one_word,
        budget: builder.budget,
        effort,
    })
}

/// Words up to which each is looked for by itself where occurrences are counted.
const FEW_WORDS: usize = 32;

/// The units of a query of which only the occurrences count. Many words are as good as one word that is any of them, which is read from
/// postings, not word by word in each document.
fn as_one_word(units: Vec<PlannedUnit>) -> Vec<PlannedUnit> {
    let is_word = |unit: &PlannedUnit| matches!(unit.source, Source::Term(_));
    if units.iter().filter(|unit| is_word(unit)).count() <= FEW_WORDS {
        return units;
    }
    let (words, mut units): (Vec<_>, Vec<_>) = units.into_iter().partition(is_word);
    let mut terms = Vec::new();
    let mut documents = 0_u64;
    for word in &words {
        documents = documents.saturating_add(word.documents);
        if let Source::Term(of_word) = &word.source {
            terms.extend_from_slice(of_word);
        }
    }
    terms.sort_unstable();
    terms.dedup();
    units.extend(words.into_iter().next().map(|first| PlannedUnit {
        source: Source::Term(terms),
        word: None,
        documents,
        ..first
    }));
    units
}

#[expect(
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    reason = "an average needs no more digits"
)]
fn average(total: u64, count: u64) -> f32 {
    (total as f64 / count.max(1) as f64) as f32
}
