//! The best articles again, by where the words of the query stand in them.

use tantivy::{DocAddress, Searcher};

use super::plan::{Plan, PlannedUnit};
use super::positions::each_positions;
use super::{Found, Result};
use crate::analysis;
use crate::engine::Ranking;
use crate::passage::{Unit, prominence};

/// Ranks the first candidates again; the rest keep their order behind them.
pub(super) fn rerank(
    searcher: &Searcher,
    plan: &Plan,
    found: &mut [Found],
    ranking: &Ranking,
) -> Result<()> {
    let head = found.len().min(ranking.candidates);
    let head = &mut found[..head];
    let planned = content_units(plan);
    if planned.is_empty() || head.len() < 2 {
        return Ok(());
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
        Ok(())
    })?;
    head.sort_by(|a, b| {
        b.score
            .total_cmp(&a.score)
            .then_with(|| a.address.cmp(&b.address))
    });
    Ok(())
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
