//! The best articles again, by where the words of the query stand in them.

use std::sync::{Mutex, PoisonError};

use rustc_hash::FxHashMap;
use tantivy::{DocAddress, Searcher};

use crate::analysis;
use crate::api::Ranking;
use crate::cores::Cores;
use crate::passage::{Positions, Unit, prominence};
use crate::search::Result;
use crate::search::collect::ScoredDoc;
use crate::search::plan::planned::{Plan, PlannedUnit};
use crate::search::positions::by_segment;
use crate::search::rank::top_docs::{Best, Threshold};

/// The positions of articles that will be shown, which need not be read again.
pub(crate) type ReadPositions = FxHashMap<DocAddress, Positions>;

/// About how many steps of ten nanoseconds it takes to read where the words of a query stand in an article, and to rank it.
const STEPS_OF_AN_ARTICLE: u64 = 200;

/// Ranks the first candidates again; the rest keep their order behind them. Returns the positions of the `shown` best, and of
/// some more.
pub(crate) fn rerank(
    searcher: &Searcher,
    plan: &Plan,
    found: &mut [ScoredDoc],
    (ranking, shown): (&Ranking, usize),
) -> Result<ReadPositions> {
    let mut known = ReadPositions::default();
    let threshold = Threshold::new();
    let best = Mutex::new(Best::new(shown, &threshold));
    let head = found.len().min(ranking.candidates);
    let head = &mut found[..head];
    let planned = content_units(plan);
    if planned.is_empty() || head.len() < 2 {
        return Ok(known);
    }
    let addresses: Vec<DocAddress> = head.iter().map(|found| found.address).collect();
    let cores = Cores::for_steps(addresses.len() as u64 * STEPS_OF_AN_ARTICLE);
    let scored = by_segment(searcher, plan, &addresses, cores, |at, positions| {
        let units: Vec<Unit> = planned
            .iter()
            .map(|unit| Unit::unmarked(&unit.source, positions, unit.weight))
            .collect();
        let prominence = prominence(&units, positions.body_words);
        let score = head[at].score
            + ranking.title * prominence.title
            + ranking.lead * prominence.lead
            + ranking.closeness * prominence.closeness;
        let mut best = best.lock().unwrap_or_else(PoisonError::into_inner);
        let may_be_shown = best.takes(score);
        if may_be_shown {
            best.offer(score, addresses[at]);
        }
        Ok((at, score, may_be_shown.then(|| positions.alone())))
    })?;
    for (at, score, positions) in scored {
        head[at].score = score;
        known.extend(positions.map(|positions| (addresses[at], positions)));
    }
    // Equals stay as they were.
    head.sort_by(|a, b| b.score.total_cmp(&a.score));
    Ok(known)
}

/// What the query is about: without function words, unless there is nothing else.
fn content_units(plan: &Plan) -> Vec<&PlannedUnit> {
    let is_content = |unit: &&PlannedUnit| {
        let word = unit.word.as_deref();
        !word.is_some_and(analysis::is_function_word)
    };
    let content: Vec<&PlannedUnit> = plan.units.iter().filter(is_content).collect();
    if content.is_empty() {
        plan.units.iter().collect()
    } else {
        content
    }
}
