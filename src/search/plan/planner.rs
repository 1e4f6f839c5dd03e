//! Plans a query in two passes: [`resolve`](super::resolve) it against the vocabulary of the index, then
//! [`build`](super::build) what the index is asked.

use tantivy::Searcher;

use crate::index::ArchiveReader;
use crate::passage::WorkBudget;
use crate::query::Query;
use crate::search::plan::bounds;
use crate::search::plan::build::Builder;
use crate::search::plan::options::PlanOptions;
use crate::search::plan::planned::Plan;
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
    if exact && is_cut {
        return Err(Error::TooManyWords { effort });
    }
    let documents = searcher.num_docs();
    let average_length = average(tokens(archive, searcher)?, documents);
    let budget = WorkBudget::of(bounds::steps(documents, effort));
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
        is_cut,
        is_one_word: builder.is_one_word,
        budget: builder.budget,
        effort,
    })
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
