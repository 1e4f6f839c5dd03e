//! How a word is mostly written in a set of articles, and how evenly it is spread over them: read for the words that are shown.

use std::collections::BTreeMap;

use tantivy::{DocId, Searcher, TERMINATED};

use crate::analysis::{self, Spelling};
use crate::index::{ArchiveReader, PositionsCursor};
use crate::search::Result;
use crate::search::typical::article_sets::{ArticleSets, SegmentSides, Side};
use crate::statistics::deviation_of_proportions;

/// What is shown of a word besides its frequencies.
pub(super) struct Spelled {
    /// As it is mostly written in the set.
    pub(super) text: String,
    /// Deviation of proportions over the articles of the set.
    pub(super) dispersion: f64,
}

/// Reads how a folded word is written in the set.
pub(super) fn spelled(
    archive: &ArchiveReader,
    searcher: &Searcher,
    sets: &ArticleSets,
    (word, set_words): (&str, u64),
) -> Result<Spelled> {
    archive.go_on()?;
    let mut spellings: Vec<(Spelling, u64)> = Vec::new();
    let mut held: Vec<(u32, u32)> = Vec::new();
    for (ord, segment) in searcher.segment_readers().iter().enumerate() {
        let Some(sides) = sets.segment(ord) else {
            continue;
        };
        let text = archive.texts().segment(segment)?;
        let inverted = segment.inverted_index(archive.fields().text)?;
        let mut of_segment: Vec<(u32, u32)> = Vec::new();
        for (first, end) in analysis::bounds_of_word(word) {
            let range = inverted.terms().range().ge(&first).lt(&end);
            let mut terms = range.into_stream().map_err(tantivy::TantivyError::from)?;
            while terms.advance() {
                let term = String::from_utf8_lossy(terms.key()).into_owned();
                let Some(spelling) = analysis::spelling_of(&term) else {
                    continue;
                };
                let positions = text.positions(terms.value());
                let mut positions = positions.map_err(tantivy::TantivyError::from)?;
                let (in_set, with_capital) = in_set(&mut positions, sides);
                let sum = in_set.iter().map(|(_, times)| u64::from(*times)).sum();
                if !spelling.has_capitals {
                    of_segment.extend(in_set);
                    let capital = analysis::spelling_of(&analysis::capitalized_term(&term));
                    spellings.extend(capital.map(|spelling| (spelling, with_capital)));
                }
                spellings.push((spelling, sum));
            }
        }
        of_segment.sort_unstable();
        for of_doc in of_segment.chunk_by(|(one, _), (other, _)| one == other) {
            let times = of_doc.iter().map(|(_, times)| times).sum();
            held.push((times, sides.words(of_doc[0].0)));
        }
    }
    Ok(Spelled {
        text: mostly(spellings).unwrap_or_else(|| word.to_owned()),
        dispersion: deviation_of_proportions(held, set_words),
    })
}

/// How often a term occurs in each article of the set that holds it, and how often with a capital first in all of them.
fn in_set(positions: &mut PositionsCursor, sides: &SegmentSides) -> (Vec<(DocId, u32)>, u64) {
    let (mut in_set, mut with_capital) = (Vec::new(), 0);
    let mut doc = positions.doc();
    while doc != TERMINATED {
        if sides.side(doc) == Side::Set {
            let (times, capitals) = positions.capitals();
            in_set.push((doc, times));
            with_capital += u64::from(capitals);
        }
        doc = positions.seek(doc + 1);
    }
    (in_set, with_capital)
}

/// The commonest spelling. A word counts in small letters wherever it stands, so what is counted with capitals is taken off.
fn mostly(spellings: Vec<(Spelling, u64)>) -> Option<String> {
    let mut sums: BTreeMap<String, i128> = BTreeMap::new();
    for (spelling, times) in spellings {
        let times = i128::from(times);
        if spelling.has_capitals {
            *sums.entry(spelling.lowered).or_default() -= times;
        }
        *sums.entry(spelling.written).or_default() += times;
    }
    // Of equals the first in the alphabet.
    let most = sums.into_iter().rev().max_by_key(|(_, times)| *times);
    most.map(|(spelling, _)| spelling)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_commonest_spelling_is_shown() {
        let of = |spellings: &[(&str, u64)]| {
            let spellings = spellings.iter().map(|&(written, times)| {
                let lowered = written.to_lowercase();
                let spelling = Spelling {
                    has_capitals: lowered != written,
                    lowered,
                    written: written.to_owned(),
                };
                (spelling, times)
            });
            mostly(spellings.collect())
        };
        assert_eq!(of(&[("trade", 10), ("Trade", 4)]).as_deref(), Some("trade"));
        assert_eq!(
            of(&[("corrin", 6), ("corrin", 4), ("Corrin", 9)]).as_deref(),
            Some("Corrin")
        );
        assert_eq!(
            of(&[("us", 10), ("US", 8), ("Us", 1)]).as_deref(),
            Some("US")
        );
        assert_eq!(of(&[("cafe", 1), ("café", 3)]).as_deref(), Some("café"));
        assert_eq!(of(&[]), None);
    }
}
