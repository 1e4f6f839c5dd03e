//! The best articles again, ranked by how near to each other the words of the query stand in them.
//!
//! Positions come from postings: reading a hundred articles from the store instead costs twenty times as much.

use tantivy::postings::Postings;
use tantivy::schema::IndexRecordOption;
use tantivy::{DocId, DocSet, Searcher, SegmentReader, Term};

use super::plan::Plan;
use super::{Found, Result};
use crate::analysis::{PARAGRAPH_MARK, SENTENCE_MARK};
use crate::index::Archive;
use crate::passage::{Positions, TermId, Unit, article_score};

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
    let all = positions(archive, segment, plan, docs)?;
    Ok(all
        .iter()
        .map(|positions| {
            let units: Vec<Unit> = plan
                .units
                .iter()
                .map(|unit| Unit::unmarked(&unit.source, positions, unit.weight))
                .collect();
            article_score(&units, positions.body_words)
        })
        .collect())
}

fn positions(
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
