//! Where the terms of a plan stand in articles, read from postings: no article is read from the store.

use tantivy::{DocAddress, DocId, Searcher, SegmentReader};

use crate::cores::Cores;
use crate::passage::{Positions, Source, TermId};
use crate::search::Result;
use crate::search::plan::planned::Plan;
use crate::search::postings::positions_reader::{Marks, PositionsReader};
use crate::search::postings::term_reader::TermReader;

/// Words up to which all of them are opened.
const FEW_WORDS: usize = 16;
/// Articles up to which it pays to look first which words they hold: as many as are ranked again.
const FEW_ARTICLES: usize = 128;

/// What `of` makes of each of these articles, given its place in the list and its positions; in the order of the index.
pub(crate) fn by_segment<T: Send>(
    searcher: &Searcher,
    plan: &Plan,
    addresses: &[DocAddress],
    cores: Cores,
    of: impl Fn(usize, &Positions) -> Result<T> + Sync,
) -> Result<Vec<T>> {
    with_marks(searcher, (plan, Marks::default()), addresses, cores, of)
}

/// The same, where these marks are among the positions.
pub(crate) fn with_marks<T: Send>(
    searcher: &Searcher,
    (plan, marks): (&Plan, Marks),
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
        let docs: Vec<DocId> = in_segment.iter().map(|&at| addresses[at].doc_id).collect();
        let mut reader = positions_reader(segment, plan, marks, &docs)?;
        reader.read(&docs);
        let each = in_segment.iter().enumerate();
        each.map(|(nth, &at)| {
            plan.go_on()?;
            of(at, reader.positions(nth))
        })
        .collect::<Result<Vec<T>>>()
    })?;
    Ok(each.into_iter().flatten().collect())
}

/// What a plan looks for, with one term for each word, and what reads where these words and the sentences stand in one segment. For all
/// of its articles: a word may be any of very many terms.
pub(crate) fn by_word(
    segment: &SegmentReader,
    plan: &Plan,
) -> Result<(Vec<Source>, PositionsReader)> {
    let (sources, words) = Source::all_by_word(plan.units.iter().map(|unit| &unit.source));
    let lists = TermReader::new(&plan.terms, segment)?;
    let marks = Marks {
        sentences: !sources.is_empty(),
        paragraphs: sources.iter().any(Source::needs_paragraphs),
        headings: false,
    };
    let reader = PositionsReader::open(&lists, words.into_iter(), marks)?;
    Ok((sources, reader))
}

/// What reads where the terms of a plan stand in one segment, and these marks besides those that it needs. If `docs` are given, only
/// these are going to be read.
pub(crate) fn positions_reader(
    segment: &SegmentReader,
    plan: &Plan,
    marks: Marks,
    docs: &[DocId],
) -> Result<PositionsReader> {
    let sources = || plan.units.iter().map(|unit| &unit.source);
    let lists = TermReader::new(&plan.terms, segment)?;
    let mut is_wanted = vec![false; plan.terms.len()];
    for TermId(id) in sources().flat_map(Source::terms) {
        is_wanted[id as usize] = true;
    }
    if is_wanted.len() > FEW_WORDS && docs.len() <= FEW_ARTICLES {
        // Few articles hold few of the many words of a pattern, and their positions take the most to open.
        for (id, is_wanted) in (0..).zip(&mut is_wanted).filter(|(_, wanted)| **wanted) {
            *is_wanted = lists.holds_any(TermId(id), docs)?;
        }
    }
    let words = (0..)
        .zip(is_wanted)
        .map(|(id, is_wanted)| is_wanted.then_some(TermId(id)));
    let marks = Marks {
        sentences: marks.sentences || sources().any(Source::needs_sentences),
        paragraphs: marks.paragraphs || sources().any(Source::needs_paragraphs),
        headings: marks.headings,
    };
    Ok(PositionsReader::open(&lists, words, marks)?)
}
