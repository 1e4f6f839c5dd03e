//! Every word of the index, with how often two sets of articles have it: exact, from postings alone.
//!
//! The dictionary is cut into parts, which all cores walk; a part goes through the dictionaries of all segments at once, so that of each
//! word all is known when it is passed, and nothing is kept of those that are not wanted.

use tantivy::postings::BlockSegmentPostings;
use tantivy::schema::IndexRecordOption;
use tantivy::termdict::TermStreamer;
use tantivy::{DocId, InvertedIndexReader, Searcher};

use crate::analysis;
use crate::cores::Cores;
use crate::index::ArchiveReader;
use crate::search::Result;
use crate::search::typical::article_sets::{ArticleSets, SegmentSides, Side};

/// Parts of the dictionary: several for each core, since words differ in how common they are.
const PARTS: u64 = 32;

/// How often a word or phrase occurs, and in how many articles.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Occurrences {
    pub(super) times: u64,
    pub(super) articles: u64,
}

impl Occurrences {
    /// One article more, with so many occurrences.
    pub(super) fn add(&mut self, times: u64) {
        self.times += times;
        self.articles += 1;
    }
}

/// A word, folded, and how often each set has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct WordFrequency {
    pub(super) word: String,
    pub(super) in_set: Occurrences,
    pub(super) in_reference: Occurrences,
}

/// What the walk finds.
#[derive(Debug, Default)]
pub(super) struct Walked {
    /// The words that are kept, in order.
    pub(super) words: Vec<WordFrequency>,
    /// Words of the set and of the reference, kept or not.
    pub(super) set_words: u64,
    pub(super) reference_words: u64,
}

/// Walks all words; keeps those of which `is_kept` holds. Counts the words of each article of the set.
pub(super) fn walk(
    archive: &ArchiveReader,
    searcher: &Searcher,
    sets: &ArticleSets,
    is_kept: &(dyn Fn(&WordFrequency) -> bool + Sync),
) -> Result<Walked> {
    let text = archive.fields().text;
    let segments = searcher.segment_readers().iter();
    let inverted = segments.map(|segment| segment.inverted_index(text));
    let inverted: Vec<_> = inverted.collect::<tantivy::Result<_>>()?;
    let largest = inverted
        .iter()
        .max_by_key(|segment| segment.terms().num_terms());
    let Some(largest) = largest else {
        return Ok(Walked::default());
    };
    let bounds = bounds(largest)?;
    let parts: Vec<&[Vec<u8>]> = bounds.windows(2).collect();
    let parts = Cores::available().map(&parts, |_, bounds| -> Result<Walked> {
        let mut segments = Vec::with_capacity(inverted.len());
        for (ord, inverted) in inverted.iter().enumerate() {
            let Some(sides) = sets.segment(ord) else {
                continue;
            };
            segments.extend(SegmentWords::open(
                inverted,
                sides,
                (&bounds[0], &bounds[1]),
            )?);
        }
        walk_part(archive, segments, is_kept)
    })?;
    let mut walked = Walked::default();
    for mut part in parts {
        walked.words.append(&mut part.words);
        walked.set_words += part.set_words;
        walked.reference_words += part.reference_words;
    }
    Ok(walked)
}

/// Where the parts of the dictionary begin and end: all terms of a folded word are in one part.
fn bounds(inverted: &InvertedIndexReader) -> tantivy::Result<Vec<Vec<u8>>> {
    let (first, end) = analysis::surface_bounds();
    let dictionary = inverted.terms();
    let ord_of = |bound: &str| -> tantivy::Result<u64> {
        let mut terms = dictionary.range().ge(bound).into_stream()?;
        Ok(if terms.advance() {
            terms.term_ord()
        } else {
            dictionary.num_terms() as u64
        })
    };
    let (from, to) = (ord_of(first)?, ord_of(end)?);
    let mut bounds = vec![first.as_bytes().to_vec()];
    for part in 1..PARTS {
        let mut key = Vec::new();
        if dictionary.ord_to_term(from + (to - from) * part / PARTS, &mut key)? {
            key.truncate(key.len().min(1 + folded(&key).len()));
            bounds.push(key);
        }
    }
    bounds.push(end.as_bytes().to_vec());
    bounds.dedup();
    Ok(bounds)
}

/// The folded word of a surface term's bytes.
fn folded(term: &[u8]) -> &[u8] {
    let word = term.get(1..).unwrap_or_default();
    match memchr::memchr(0, word) {
        Some(end) => &word[..end],
        None => word,
    }
}

/// The words of one segment, in a part of the dictionary.
struct SegmentWords<'a> {
    inverted: &'a InvertedIndexReader,
    sides: &'a SegmentSides,
    terms: TermStreamer<'a>,
    /// Postings are opened in the place of those before: making them anew would take longer than to read a rare word's.
    postings: Option<BlockSegmentPostings>,
    /// The articles that have the current word, in the spellings passed so far; in order.
    holders: Vec<DocId>,
}

impl<'a> SegmentWords<'a> {
    /// At the first word; `None` where there is none.
    fn open(
        inverted: &'a InvertedIndexReader,
        sides: &'a SegmentSides,
        (first, end): (&[u8], &[u8]),
    ) -> tantivy::Result<Option<Self>> {
        let mut terms = inverted.terms().range().ge(first).lt(end).into_stream()?;
        Ok(terms.advance().then_some(Self {
            inverted,
            sides,
            terms,
            postings: None,
            holders: Vec::new(),
        }))
    }

    /// Adds the occurrences of the current term to the word's, and those of all articles to the sizes.
    fn count(&mut self, word: &mut WordFrequency, walked: &mut Walked) -> tantivy::Result<()> {
        let info = self.terms.value();
        let postings = match &mut self.postings {
            Some(postings) => {
                self.inverted
                    .reset_block_postings_from_terminfo(info, postings)?;
                postings
            }
            none => none.insert(
                self.inverted
                    .read_block_postings_from_terminfo(info, IndexRecordOption::WithFreqs)?,
            ),
        };
        let before = self.holders.len();
        while postings.block_len() > 0 {
            for (&doc, &times) in postings.docs().iter().zip(postings.freqs()) {
                let side = self.sides.side(doc);
                let in_side = match side {
                    Side::Neither => continue,
                    Side::Set => {
                        walked.set_words += u64::from(times);
                        self.sides.add_words(doc, times);
                        &mut word.in_set
                    }
                    Side::Reference => {
                        walked.reference_words += u64::from(times);
                        &mut word.in_reference
                    }
                };
                in_side.times += u64::from(times);
                // An article may have it with and without its accents.
                if self.holders[..before].binary_search(&doc).is_err() {
                    in_side.articles += 1;
                    self.holders.push(doc);
                }
            }
            postings.advance();
        }
        if before > 0 {
            self.holders.sort_unstable();
        }
        Ok(())
    }
}

fn walk_part(
    archive: &ArchiveReader,
    mut segments: Vec<SegmentWords<'_>>,
    is_kept: &dyn Fn(&WordFrequency) -> bool,
) -> Result<Walked> {
    let mut walked = Walked::default();
    let mut current: Vec<u8> = Vec::new();
    loop {
        let words = segments.iter().map(|segment| folded(segment.terms.key()));
        let Some(first) = words.min() else { break };
        archive.go_on()?;
        current.clear();
        current.extend_from_slice(first);
        let mut word = WordFrequency {
            word: String::new(),
            in_set: Occurrences::default(),
            in_reference: Occurrences::default(),
        };
        let mut at = 0;
        while at < segments.len() {
            let segment = &mut segments[at];
            let mut has_more = true;
            segment.holders.clear();
            // The accents of a word make several terms, one behind the other.
            while has_more && folded(segment.terms.key()) == current {
                segment.count(&mut word, &mut walked)?;
                has_more = segment.terms.advance();
            }
            if has_more {
                at += 1;
            } else {
                segments.swap_remove(at);
            }
        }
        if word.in_set.articles > 0 {
            word.word = String::from_utf8_lossy(&current).into_owned();
            if is_kept(&word) {
                walked.words.push(word);
            }
        }
    }
    Ok(walked)
}
