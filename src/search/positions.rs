//! Where the terms of a plan stand in articles, read from postings.
//!
//! Reading a hundred articles from the store and scanning them instead costs twenty times as much.

use tantivy::postings::Postings;
use tantivy::schema::IndexRecordOption;
use tantivy::{DocAddress, DocId, DocSet, Searcher, SegmentReader, Term};

use super::Result;
use super::plan::Plan;
use crate::analysis::{PARAGRAPH_MARK, SENTENCE_MARK};
use crate::index::Archive;
use crate::passage::{Positions, TermId};

/// The positions in each of these articles, in the order given: what scanning their texts would give for the terms that
/// the plan's units need.
pub(super) fn positions(
    archive: &Archive,
    searcher: &Searcher,
    plan: &Plan,
    addresses: &[DocAddress],
) -> Result<Vec<Positions>> {
    let mut order: Vec<usize> = (0..addresses.len()).collect();
    order.sort_by_key(|&at| addresses[at]);
    let mut all = vec![Positions::default(); addresses.len()];
    for group in order.chunk_by(|&a, &b| addresses[a].segment_ord == addresses[b].segment_ord) {
        let segment = searcher.segment_reader(addresses[group[0]].segment_ord);
        let docs: Vec<DocId> = group.iter().map(|&at| addresses[at].doc_id).collect();
        let here = in_segment(archive, segment, plan, &docs)?;
        for (&at, positions) in group.iter().zip(here) {
            all[at] = positions;
        }
    }
    Ok(all)
}

/// Those of one segment, whose articles are given in ascending order.
fn in_segment(
    archive: &Archive,
    segment: &SegmentReader,
    plan: &Plan,
    docs: &[DocId],
) -> Result<Vec<Positions>> {
    let inverted = segment.inverted_index(archive.fields().text)?;
    let body_words = segment.fast_fields().u64("body_words")?;
    let mut all: Vec<Positions> = docs
        .iter()
        .map(|&doc| Positions {
            body_words: u32::try_from(body_words.first(doc).unwrap_or_default())
                .unwrap_or(u32::MAX),
            ..Positions::empty(plan.vocabulary.len())
        })
        .collect();
    let mut fill = |text: &str, into: &dyn Fn(&mut Positions) -> &mut Vec<u32>| -> Result<()> {
        let term = Term::from_field_text(archive.fields().text, text);
        let postings = inverted.read_postings(&term, IndexRecordOption::WithFreqsAndPositions);
        let Some(mut postings) = postings.map_err(tantivy::TantivyError::from)? else {
            return Ok(());
        };
        for (&doc, positions) in docs.iter().zip(&mut all) {
            if postings.doc() < doc {
                postings.seek(doc);
            }
            if postings.doc() == doc {
                postings.positions(into(positions));
            }
        }
        Ok(())
    };
    let mut wanted: Vec<TermId> = plan
        .units
        .iter()
        .flat_map(|unit| unit.source.terms())
        .collect();
    wanted.sort_unstable();
    wanted.dedup();
    for id in wanted {
        fill(&plan.vocabulary.terms()[id.0 as usize], &|positions| {
            &mut positions.by_term[id.0 as usize]
        })?;
    }
    if plan.units.iter().any(|unit| unit.source.needs_sentences()) {
        fill(SENTENCE_MARK, &|positions| &mut positions.sentence_starts)?;
    }
    if plan.units.iter().any(|unit| unit.source.needs_paragraphs()) {
        fill(PARAGRAPH_MARK, &|positions| &mut positions.paragraph_starts)?;
    }
    Ok(all)
}
