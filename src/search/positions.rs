//! Where the terms of a plan stand in articles, read from postings: no article is read from the store.

use tantivy::columnar::Column;
use tantivy::{DocAddress, DocId, Searcher, SegmentReader};

use super::Result;
use super::cores::Cores;
use super::cursor::{Cursor, Cursors};
use super::plan::Plan;
use crate::analysis::{PARAGRAPH_MARK, SENTENCE_MARK};
use crate::passage::{Positions, Source, TermId};

/// What `of` makes of each of these articles, given its place in the list and its positions; in the order of the index.
pub(super) fn by_segment<T: Send>(
    searcher: &Searcher,
    plan: &Plan,
    addresses: &[DocAddress],
    cores: Cores,
    of: impl Fn(usize, &Positions) -> Result<T> + Sync,
) -> Result<Vec<T>> {
    let mut order: Vec<usize> = (0..addresses.len()).collect();
    order.sort_by_key(|&at| addresses[at]);
    let in_segments = order.chunk_by(|&a, &b| addresses[a].segment_ord == addresses[b].segment_ord);
    let in_segments: Vec<&[usize]> = in_segments.collect();
    let each = cores.map(&in_segments, |_, in_segment| {
        let segment = searcher.segment_reader(addresses[in_segment[0]].segment_ord);
        let mut cursors = SegmentPositions::open(segment, plan, false)?;
        in_segment
            .iter()
            .map(|&at| of(at, cursors.of(addresses[at].doc_id)))
            .collect::<Result<Vec<T>>>()
    })?;
    Ok(each.into_iter().flatten().collect())
}

/// One cursor for each term of one segment, and the positions of the article they stand at.
pub(super) struct SegmentPositions {
    cursors: Vec<(Kind, Cursor)>,
    body_words: Column<u64>,
    positions: Positions,
}

/// What the positions of a cursor say.
#[derive(Clone, Copy)]
enum Kind {
    Term(TermId),
    SentenceStarts,
    ParagraphStarts,
}

impl SegmentPositions {
    /// Cursors for what the plan looks for; with `sentences` also where sentences start, which few plans need.
    pub(super) fn open(segment: &SegmentReader, plan: &Plan, sentences: bool) -> Result<Self> {
        let sources = || plan.units.iter().map(|unit| &unit.source);
        let mut terms: Vec<TermId> = sources().flat_map(Source::terms).collect();
        terms.sort_unstable();
        terms.dedup();
        let index_terms = plan.index_terms();
        let postings = Cursors::new(index_terms, segment)?;
        let mut cursors = Vec::with_capacity(terms.len() + 2);
        for id in terms {
            let cursor = postings.open(id)?;
            cursors.extend(cursor.map(|cursor| (Kind::Term(id), cursor)));
        }
        if sentences || sources().any(Source::needs_sentences) {
            let cursor = postings.mark(SENTENCE_MARK)?;
            cursors.extend(cursor.map(|cursor| (Kind::SentenceStarts, cursor)));
        }
        if sources().any(Source::needs_paragraphs) {
            let cursor = postings.mark(PARAGRAPH_MARK)?;
            cursors.extend(cursor.map(|cursor| (Kind::ParagraphStarts, cursor)));
        }
        Ok(Self {
            cursors,
            body_words: segment.fast_fields().u64("body_words")?,
            positions: Positions::empty(index_terms.len()),
        })
    }

    /// The positions in one article. Articles must be asked for in ascending order.
    pub(super) fn of(&mut self, doc: DocId) -> &Positions {
        let positions = &mut self.positions;
        for (kind, cursor) in &mut self.cursors {
            let list = match *kind {
                Kind::Term(TermId(id)) => &mut positions.by_term[id as usize],
                Kind::SentenceStarts => &mut positions.sentence_starts,
                Kind::ParagraphStarts => &mut positions.paragraph_starts,
            };
            cursor.positions(doc, list);
        }
        let body_words = self.body_words.first(doc).unwrap_or_default();
        positions.body_words = u32::try_from(body_words).unwrap_or(u32::MAX);
        positions
    }
}
