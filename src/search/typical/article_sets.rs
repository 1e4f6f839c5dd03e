//! Which articles are in which of two sets, each story once.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU32, Ordering};

use rustc_hash::FxHashMap;
use tantivy::columnar::Column;
use tantivy::{DocAddress, DocId, Searcher, SegmentReader};

use crate::api::SetSize;
use crate::cores::Cores;
use crate::index::ArchiveReader;
use crate::search::Result;
use crate::search::count::weight;
use crate::search::plan::planned::Plan;
use crate::search::walk::each_block;

/// In which of two sets an article is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Side {
    Neither,
    Set,
    Reference,
}

/// Two sets of articles that have none in common.
pub(super) struct ArticleSets {
    segments: Vec<SegmentSides>,
    pub(super) set: SetSize,
    pub(super) reference: SetSize,
    /// Languages that the reference is restricted to.
    pub(super) languages: Vec<String>,
}

/// The sides of the articles of one segment, and the words of each that is in the set, once they are counted.
pub(super) struct SegmentSides {
    sides: Vec<Side>,
    words: Vec<AtomicU32>,
}

impl SegmentSides {
    /// Where an article is.
    pub(super) fn side(&self, doc: DocId) -> Side {
        let side = self.sides.get(doc as usize);
        side.copied().unwrap_or(Side::Neither)
    }

    /// Counts words of an article of the set.
    pub(super) fn add_words(&self, doc: DocId, words: u32) {
        if let Some(of_article) = self.words.get(doc as usize) {
            of_article.fetch_add(words, Ordering::Relaxed);
        }
    }

    /// The words of an article of the set that were counted.
    pub(super) fn words(&self, doc: DocId) -> u32 {
        let words = self.words.get(doc as usize);
        words.map_or(0, |words| words.load(Ordering::Relaxed))
    }
}

/// Articles in a hundred of the set that must be in a language, at least, so that the set is in it.
const LEAST_OF_LANGUAGE: u64 = 10;

impl ArticleSets {
    /// The articles that `set` finds, and those that `reference` finds besides. `same_languages`: these only if they are in a language of
    /// the set.
    pub(super) fn new(
        archive: &ArchiveReader,
        searcher: &Searcher,
        (set, reference): (&Plan, &Plan),
        same_languages: bool,
    ) -> Result<Self> {
        let (of_set, of_reference) = (weight(searcher, set)?, weight(searcher, reference)?);
        let find = |_, segment: &SegmentReader| -> Result<Vec<Side>> {
            let mut sides = vec![Side::Neither; segment.max_doc() as usize];
            let of_sides = [
                (&of_reference, reference, Side::Reference),
                (&of_set, set, Side::Set),
            ];
            for (weight, plan, side) in of_sides {
                each_block(segment, (&**weight, &plan.budget), &mut |docs| {
                    for &doc in docs {
                        if let Some(of_article) = sides.get_mut(doc as usize) {
                            *of_article = side;
                        }
                    }
                })?;
            }
            Ok(sides)
        };
        let sides = Cores::available().map(searcher.segment_readers(), find)?;
        let mut sides = reference.whole(set.whole(sides)?)?;
        let languages = if same_languages {
            keep_languages(searcher, &mut sides)?
        } else {
            Vec::new()
        };
        let copies = drop_copies(archive, searcher, &mut sides)?;
        let size = |side: Side, copies: u64| SetSize {
            articles: sides.iter().flatten().filter(|&&of| of == side).count() as u64,
            copies,
            words: 0,
        };
        Ok(Self {
            set: size(Side::Set, copies.0),
            reference: size(Side::Reference, copies.1),
            segments: sides
                .into_iter()
                .map(|sides| SegmentSides {
                    words: sides.iter().map(|_| AtomicU32::new(0)).collect(),
                    sides,
                })
                .collect(),
            languages,
        })
    }

    /// The sides of a segment, by its place in the index.
    pub(super) fn segment(&self, segment: usize) -> Option<&SegmentSides> {
        self.segments.get(segment)
    }

    /// The articles of the set, in the order of the index.
    pub(super) fn of_set(&self) -> impl Iterator<Item = DocAddress> {
        let segments = (0..).zip(&self.segments);
        segments.flat_map(|(segment, of)| {
            let docs = (0..).zip(&of.sides);
            docs.filter(|(_, side)| **side == Side::Set)
                .map(move |(doc, _)| DocAddress::new(segment, doc))
        })
    }
}

/// Of the reference keeps the articles in the languages of the set, which are returned.
fn keep_languages(searcher: &Searcher, sides: &mut [Vec<Side>]) -> Result<Vec<String>> {
    let mut counts: BTreeMap<String, u64> = BTreeMap::new();
    let mut columns = Vec::new();
    for (segment, sides) in searcher.segment_readers().iter().zip(&*sides) {
        let Some(codes) = segment.fast_fields().str("language")? else {
            columns.push((Vec::new(), None));
            continue;
        };
        let mut of_code = vec![0_u64; codes.num_terms()];
        for (doc, _) in (0..).zip(sides).filter(|(_, side)| **side == Side::Set) {
            if let Some(count) = code_of(codes.ords(), doc).and_then(|at| of_code.get_mut(at)) {
                *count += 1;
            }
        }
        let mut names = Vec::new();
        for (ord, count) in (0..).zip(&of_code) {
            let mut name = String::new();
            let known = codes.ord_to_str(ord, &mut name);
            known.map_err(tantivy::TantivyError::from)?;
            *counts.entry(name.clone()).or_default() += count;
            names.push(name);
        }
        columns.push((names, Some(codes)));
    }
    let all: u64 = counts.values().sum();
    counts.retain(|_, count| *count * 100 >= all * LEAST_OF_LANGUAGE && *count > 0);
    if counts.is_empty() {
        return Ok(Vec::new());
    }
    for ((names, codes), sides) in columns.iter().zip(sides) {
        let is_kept: Vec<bool> = names.iter().map(|name| counts.contains_key(name)).collect();
        let Some(codes) = codes else { continue };
        for (doc, side) in (0..).zip(sides) {
            let code = code_of(codes.ords(), doc);
            let kept = code.and_then(|at| is_kept.get(at)).copied();
            if *side == Side::Reference && kept != Some(true) {
                *side = Side::Neither;
            }
        }
    }
    Ok(counts.into_keys().collect())
}

/// The number of an article's language in its segment.
fn code_of(codes: &Column<u64>, doc: DocId) -> Option<usize> {
    codes.first(doc).and_then(|ord| usize::try_from(ord).ok())
}

/// What decides which of the copies in a set stands for the story: the first published; of several, one by its content.
type Seniority = (i64, u64);

/// Of each story keeps one article in each set. Returns how many of either set were dropped.
fn drop_copies(
    archive: &ArchiveReader,
    searcher: &Searcher,
    sides: &mut [Vec<Side>],
) -> Result<(u64, u64)> {
    let mut kept: FxHashMap<(u32, bool), (Seniority, DocAddress)> = FxHashMap::default();
    let mut dropped = (0, 0);
    let mut copies = Vec::new();
    for (ord, segment) in (0..).zip(searcher.segment_readers()) {
        let told = archive.stories()?.in_segment(segment.segment_id());
        if told.is_empty() {
            continue;
        }
        let published = segment.fast_fields().i64("published")?;
        let content = segment.fast_fields().u64("content_hash")?;
        for &(doc, story) in told {
            let seniority = (
                published.first(doc).unwrap_or(i64::MAX),
                content.first(doc).unwrap_or_default(),
            );
            copies.push((story, seniority, DocAddress::new(ord, doc)));
        }
    }
    for (story, seniority, address) in copies {
        let Some(side) = side_of(sides, address) else {
            continue;
        };
        let is_set = match *side {
            Side::Neither => continue,
            Side::Set => true,
            Side::Reference => false,
        };
        let other = match kept.get_mut(&(story, is_set)) {
            None => {
                kept.insert((story, is_set), (seniority, address));
                continue;
            }
            Some(first) if *first <= (seniority, address) => address,
            Some(first) => std::mem::replace(first, (seniority, address)).1,
        };
        if let Some(side) = side_of(sides, other) {
            *side = Side::Neither;
        }
        *(if is_set {
            &mut dropped.0
        } else {
            &mut dropped.1
        }) += 1;
    }
    Ok(dropped)
}

fn side_of(sides: &mut [Vec<Side>], address: DocAddress) -> Option<&mut Side> {
    let segment = sides.get_mut(address.segment_ord as usize)?;
    segment.get_mut(address.doc_id as usize)
}
