//! Where the terms of a plan stand in articles, read from postings: no article is read from the store.

use tantivy::columnar::Column;
use tantivy::postings::{Postings, SegmentPostings};
use tantivy::schema::IndexRecordOption;
use tantivy::{DocAddress, DocId, DocSet, Searcher, SegmentReader, TantivyError, Term};

use super::Result;
use super::plan::Plan;
use crate::analysis::{PARAGRAPH_MARK, SENTENCE_MARK};
use crate::index::Archive;
use crate::passage::{Positions, Source, TermId};

/// The positions in each of these articles, in the order given.
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
        let mut cursors = SegmentPositions::open(archive, segment, plan, false)?;
        for &at in group {
            all[at].clone_from(cursors.of(addresses[at].doc_id));
        }
    }
    Ok(all)
}

/// One cursor for each term of one segment, and the positions of the article they stand at.
pub(super) struct SegmentPositions {
    cursors: Vec<(Kind, SegmentPostings)>,
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
    pub(super) fn open(
        archive: &Archive,
        segment: &SegmentReader,
        plan: &Plan,
        sentences: bool,
    ) -> Result<Self> {
        let sources = || plan.units.iter().map(|unit| &unit.source);
        let mut terms: Vec<TermId> = sources().flat_map(Source::terms).collect();
        terms.sort_unstable();
        terms.dedup();
        let vocabulary = plan.vocabulary.terms();
        let mut wanted: Vec<(Kind, &str)> = terms
            .into_iter()
            .filter_map(|id| Some((Kind::Term(id), vocabulary.get(id.0 as usize)?.as_str())))
            .collect();
        if sentences || sources().any(Source::needs_sentences) {
            wanted.push((Kind::SentenceStarts, SENTENCE_MARK));
        }
        if sources().any(Source::needs_paragraphs) {
            wanted.push((Kind::ParagraphStarts, PARAGRAPH_MARK));
        }
        let field = archive.fields().text;
        let inverted = segment.inverted_index(field)?;
        let mut cursors = Vec::with_capacity(wanted.len());
        for (kind, text) in wanted {
            let term = Term::from_field_text(field, text);
            let postings = inverted
                .read_postings(&term, IndexRecordOption::WithFreqsAndPositions)
                .map_err(TantivyError::from)?;
            cursors.extend(postings.map(|postings| (kind, postings)));
        }
        Ok(Self {
            cursors,
            body_words: segment.fast_fields().u64("body_words")?,
            positions: Positions::empty(vocabulary.len()),
        })
    }

    /// The positions in one article. Articles must be asked for in ascending order.
    pub(super) fn of(&mut self, doc: DocId) -> &Positions {
        let positions = &mut self.positions;
        for (kind, postings) in &mut self.cursors {
            let list = match *kind {
                Kind::Term(TermId(id)) => &mut positions.by_term[id as usize],
                Kind::SentenceStarts => &mut positions.sentence_starts,
                Kind::ParagraphStarts => &mut positions.paragraph_starts,
            };
            if postings.doc() < doc {
                postings.seek(doc);
            }
            if postings.doc() == doc {
                postings.positions(list);
            } else {
                list.clear();
            }
        }
        let body_words = self.body_words.first(doc).unwrap_or_default();
        positions.body_words = u32::try_from(body_words).unwrap_or(u32::MAX);
        positions
    }
}
