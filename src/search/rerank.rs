//! The best articles again, ranked by how near to each other the words of the query stand in them.

use tantivy::{DocAddress, Searcher};

use super::plan::Plan;
use super::positions::each_positions;
use super::{Found, Result};
use crate::passage::{Unit, article_score};

/// How much closeness counts beside BM25; see `docs/ranking.md`.
const CLOSENESS: f32 = 0.3;

/// Ranks the first `candidates` again; the rest keep their order behind them.
pub(super) fn rerank(
    searcher: &Searcher,
    plan: &Plan,
    found: &mut [Found],
    candidates: usize,
) -> Result<()> {
    let head = found.len().min(candidates);
    let head = &mut found[..head];
    // One unit alone stands near no other.
    if plan.units.len() < 2 || head.len() < 2 {
        return Ok(());
    }
    let addresses: Vec<DocAddress> = head.iter().map(|found| found.address).collect();
    each_positions(searcher, plan, &addresses, &mut |at, positions| {
        let units: Vec<Unit> = plan
            .units
            .iter()
            .map(|unit| Unit::unmarked(&unit.source, positions, unit.weight))
            .collect();
        head[at].score += CLOSENESS * article_score(&units, positions.body_words);
        Ok(())
    })?;
    head.sort_by(|a, b| {
        b.score
            .total_cmp(&a.score)
            .then_with(|| a.address.cmp(&b.address))
    });
    Ok(())
}
