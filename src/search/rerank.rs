//! The best articles again, ranked by how near to each other the words of the query stand in them.
//!
//! Positions come from postings: reading a hundred articles from the store instead costs twenty times as much.

use tantivy::{DocId, Searcher, SegmentReader};

use super::plan::Plan;
use super::segment_positions::SegmentPositions;
use super::{Found, Result};
use crate::index::Archive;
use crate::passage::{Unit, article_score};

/// How much closeness counts beside BM25; measured in `docs/ranking.md`.
const CLOSENESS: f32 = 0.3;

/// Ranks the first `candidates` again; the rest keep their order behind them.
pub(super) fn rerank(
    archive: &Archive,
    searcher: &Searcher,
    plan: &Plan,
    found: &mut [Found],
    candidates: usize,
) -> Result<()> {
    let head = found.len().min(candidates);
    let head = &mut found[..head];
    if plan.units.is_empty() || head.len() < 2 {
        return Ok(());
    }
    let mut order: Vec<usize> = (0..head.len()).collect();
    order.sort_by_key(|&at| head[at].address);
    let mut rest = &*order;
    while let Some(&first) = rest.first() {
        let segment = head[first].address.segment_ord;
        let (here, others) =
            rest.split_at(rest.partition_point(|&at| head[at].address.segment_ord == segment));
        let docs: Vec<DocId> = here.iter().map(|&at| head[at].address.doc_id).collect();
        let scores = segment_scores(archive, searcher.segment_reader(segment), plan, &docs)?;
        for (&at, closeness) in here.iter().zip(scores) {
            head[at].score += CLOSENESS * closeness;
        }
        rest = others;
    }
    head.sort_by(|a, b| {
        b.score
            .total_cmp(&a.score)
            .then_with(|| a.address.cmp(&b.address))
    });
    Ok(())
}

/// Closeness of each of these articles of one segment, which are in ascending order.
fn segment_scores(
    archive: &Archive,
    segment: &SegmentReader,
    plan: &Plan,
    docs: &[DocId],
) -> Result<Vec<f32>> {
    let mut cursors = SegmentPositions::open(archive, segment, plan, false)?;
    Ok(docs
        .iter()
        .map(|&doc| {
            let positions = cursors.of(doc);
            let units: Vec<Unit> = plan
                .units
                .iter()
                .map(|unit| Unit::unmarked(&unit.source, positions, unit.weight))
                .collect();
            article_score(&units, positions.body_words)
        })
        .collect())
}
