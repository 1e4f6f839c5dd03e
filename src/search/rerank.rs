//! The best articles again, by where the words of the query stand in them.

use rustc_hash::FxHashMap;
use tantivy::{DocAddress, Searcher};

use super::best::Best;
use super::plan::{Plan, PlannedUnit};
use super::positions::each_positions;
use super::{Found, Result};
use crate::analysis;
use crate::engine::Ranking;
use crate::passage::{Positions, Unit, prominence};

/// The positions of articles that will be shown, which need not be read again.
pub(super) type Known = FxHashMap<DocAddress, Positions>;

/// Ranks the first candidates again; the rest keep their order behind them. Returns the positions of the `shown` best, and of
/// some more.
pub(super) fn rerank(
    searcher: &Searcher,
    plan: &Plan,
    found: &mut [Found],
    ranking: &Ranking,
    shown: usize,
) -> Result<Known> {
    let mut known = Known::default();
    let mut best = Best::new(shown);
    let head = found.len().min(ranking.candidates);
    let head = &mut found[..head];
    let planned = content_units(plan);
    if planned.is_empty() || head.len() < 2 {
        return Ok(known);
    }
    let addresses: Vec<DocAddress> = head.iter().map(|found| found.address).collect();
    each_positions(searcher, plan, &addresses, &mut |at, positions| {
        let units: Vec<Unit> = planned
            .iter()
            .map(|unit| Unit::unmarked(&unit.source, positions, unit.weight))
            .collect();
        let prominence = prominence(&units, positions.body_words);
        head[at].score += ranking.title * prominence.title
            + ranking.lead * prominence.lead
            + ranking.closeness * prominence.closeness;
        if best.takes(head[at].score) {
            best.offer(head[at].score, addresses[at]);
            known.insert(addresses[at], positions.clone());
        }
        Ok(())
    })?;
    head.sort_by(|a, b| {
        b.score
            .total_cmp(&a.score)
            .then_with(|| a.address.cmp(&b.address))
    });
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
