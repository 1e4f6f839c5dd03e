//! The articles that a query finds, block by block.

use tantivy::query::Weight;
use tantivy::{COLLECT_BLOCK_BUFFER_LEN, DocId, DocSet, SegmentReader};

use crate::passage::WorkBudget;

/// Calls `take` with the articles of a segment that match and are not deleted, in the order of the index. It ends early where the work is
/// stopped: see [`Plan::whole`](crate::search::plan::planned::Plan::whole).
pub(crate) fn each_block(
    segment: &SegmentReader,
    (weight, budget): (&dyn Weight, &WorkBudget),
    take: &mut dyn FnMut(&[DocId]),
) -> tantivy::Result<()> {
    let mut docs = weight.scorer(segment, 1.0)?;
    each_block_of(&mut docs, segment, budget, take);
    Ok(())
}

/// The same with those of a scorer, from the current one on.
pub(crate) fn each_block_of(
    docs: &mut dyn DocSet,
    segment: &SegmentReader,
    budget: &WorkBudget,
    take: &mut dyn FnMut(&[DocId]),
) {
    let mut block = [0; COLLECT_BLOCK_BUFFER_LEN];
    loop {
        let found = docs.fill_buffer(&mut block);
        take(alive(segment, &mut block[..found]));
        if found < COLLECT_BLOCK_BUFFER_LEN || budget.is_stopped() {
            return;
        }
    }
}

/// Those that are not deleted, moved to the front.
fn alive<'a>(segment: &SegmentReader, docs: &'a mut [DocId]) -> &'a [DocId] {
    let Some(alive) = segment.alive_bitset() else {
        return docs;
    };
    let mut kept = 0;
    for at in 0..docs.len() {
        if alive.is_alive(docs[at]) {
            docs[kept] = docs[at];
            kept += 1;
        }
    }
    &docs[..kept]
}
