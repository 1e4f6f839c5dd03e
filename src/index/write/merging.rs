//! Which segments are merged, and when.
//!
//! Tantivy merges in the background after each commit. Merging takes memory, which the indexing threads have: here merges are
//! asked for, between commits and at the end. Every search opens each segment, so an index is left with few of them, and goes
//! segment by segment on all cores, so it is not left with one where there are many articles.

use std::fs;
use std::path::Path;

use tantivy::index::{SegmentComponent, SegmentId};
use tantivy::indexer::{LogMergePolicy, MergePolicy};
use tantivy::{IndexWriter, SegmentMeta, TantivyDocument};

use crate::index::Result;

/// Merges that run at once.
pub(crate) const MERGE_THREADS: usize = 2;
/// Share of a segment's articles that are deleted from which on it is merged between commits.
const DELETED_SHARE: f32 = 0.2;
/// Segments of about one size from which on they are merged between commits.
const MANY_SEGMENTS: usize = 16;
/// Segments that [`Merging::Small`] leaves …
const FEW_SEGMENTS: usize = 8;
/// … or, where leaving those would write most articles again, segments that it leaves then: it writes the articles once, into
/// however few.
const FEWER_SEGMENTS: usize = 4;
/// Bytes of stored articles in a merged segment, at most, unless everything is merged: a merge holds the columns of what it makes
/// in memory.
const MERGED_BYTES: u64 = 192 << 20;
/// How many times as large a segment may be as one that it is merged with, unless everything is merged: a few new articles do not
/// write many old ones again.
const TIMES_AS_LARGE: u64 = 8;
/// Articles in a segment where everything is merged, about: a question goes segment by segment on all cores, and fewer articles are
/// no work for one.
const ARTICLES_OF_A_CORE: u64 = 100_000;

/// What a writer merges at its end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Merging {
    /// Nothing.
    Nothing,
    /// Small segments, within bounds of memory.
    Small,
    /// All segments into one, or into a few where there are many articles, whatever that takes.
    Everything,
}

/// Merges the committed segments of the index in `folder`.
pub(crate) struct Merger<'a> {
    pub(crate) writer: &'a mut IndexWriter<TantivyDocument>,
    pub(crate) folder: &'a Path,
}

/// Segments to merge, each group into one.
struct Merges {
    groups: Vec<Vec<SegmentId>>,
    /// Bytes that the segments of all groups store.
    written_bytes: u64,
    /// Bytes that all segments of the index store.
    all_bytes: u64,
}

impl Merger<'_> {
    /// Merges segments of one size where there are many, and small ones with many deleted articles, on all merging threads.
    pub(crate) fn merge_levels(&mut self) -> Result<()> {
        let mut policy = LogMergePolicy::default();
        policy.set_min_num_segments(MANY_SEGMENTS);
        policy.set_del_docs_ratio_before_merge(DELETED_SHARE);
        let mut metas = self.writer.index().searchable_segment_metas()?;
        metas.retain(|meta| self.stored_bytes(meta) < MERGED_BYTES / 8);
        for candidate in policy.compute_merge_candidates(&metas) {
            let share = candidate.0.len().div_ceil(MERGE_THREADS);
            let groups: Vec<_> = candidate.0.chunks(share).map(<[_]>::to_vec).collect();
            self.merge(&groups)?;
        }
        Ok(())
    }

    /// Merges what is wanted at the end.
    pub(crate) fn merge_down(&mut self, merging: Merging) -> Result<()> {
        match merging {
            Merging::Nothing => Ok(()),
            Merging::Small => {
                let bounds = (MERGED_BYTES, TIMES_AS_LARGE);
                let few = self.merges(FEW_SEGMENTS, bounds)?;
                if few.written_bytes * 2 > few.all_bytes {
                    let fewer = self.merges(FEWER_SEGMENTS, bounds)?;
                    self.merge(&fewer.groups)
                } else {
                    self.merge(&few.groups)
                }
            }
            Merging::Everything => {
                let metas = self.writer.index().searchable_segment_metas()?;
                let articles = metas.iter().map(|meta| u64::from(meta.num_docs()));
                let cores = articles.sum::<u64>() / ARTICLES_OF_A_CORE;
                let most = usize::try_from(cores)
                    .map_or(FEW_SEGMENTS, |cores| cores.clamp(1, FEW_SEGMENTS));
                let all = self.merges(most, (u64::MAX, u64::MAX))?;
                self.merge(&all.groups)
            }
        }
    }

    /// What to merge until `most` segments are left, or none that may be merged within `bounds`, and none holds deleted articles.
    fn merges(&self, most: usize, bounds: (u64, u64)) -> Result<Merges> {
        let metas = self.writer.index().searchable_segment_metas()?;
        let metas = metas.iter().map(|meta| (self.stored_bytes(meta), meta));
        let metas: Vec<(u64, &SegmentMeta)> = metas.collect();
        let all_bytes = metas.iter().map(|(size, _)| size).sum();
        let mut groups = grouped(metas, most, bounds);
        groups.retain(|(_, group)| group.len() > 1 || group.iter().any(|meta| meta.has_deletes()));
        let ids = |group: &Vec<&SegmentMeta>| group.iter().map(|meta| meta.id()).collect();
        Ok(Merges {
            groups: groups.iter().map(|(_, group)| ids(group)).collect(),
            written_bytes: groups.iter().map(|(size, _)| size).sum(),
            all_bytes,
        })
    }

    /// Merges each group into one segment.
    fn merge(&mut self, groups: &[Vec<SegmentId>]) -> Result<()> {
        let merges: Vec<_> = groups
            .iter()
            .map(|group| self.writer.merge(group))
            .collect();
        for merge in merges {
            merge.wait()?;
        }
        Ok(())
    }

    /// Size of the stored articles of a segment: what a merge reads at once.
    fn stored_bytes(&self, meta: &SegmentMeta) -> u64 {
        let file = self
            .folder
            .join(meta.relative_path(SegmentComponent::Store));
        fs::metadata(file).map_or(0, |metadata| metadata.len())
    }
}

/// The two smallest together, again and again, until there are at most so many groups: what is merged is as little as can be. None
/// stores more than `bytes`, and of two the larger is at most so many `times` as large.
fn grouped<T>(
    segments: Vec<(u64, T)>,
    most: usize,
    (bytes, times): (u64, u64),
) -> Vec<(u64, Vec<T>)> {
    let segments = segments.into_iter();
    let mut groups: Vec<(u64, Vec<T>)> = segments.map(|(size, one)| (size, vec![one])).collect();
    while groups.len() > most {
        groups.sort_by_key(|(size, _)| *size);
        let like = groups.windows(2).position(|pair| {
            let (smaller, larger) = (pair[0].0, pair[1].0);
            smaller + larger <= bytes && larger <= smaller.saturating_mul(times)
        });
        let Some(smaller) = like else {
            break;
        };
        let (size, group) = groups.remove(smaller);
        groups[smaller].0 += size;
        groups[smaller].1.extend(group);
    }
    groups
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sizes(segments: &[u64], most: usize, bounds: (u64, u64)) -> Vec<u64> {
        let segments = segments.iter().map(|&size| (size, ())).collect();
        let groups = grouped(segments, most, bounds).into_iter();
        let mut sizes: Vec<u64> = groups.map(|(size, _)| size).collect();
        sizes.sort_unstable();
        sizes
    }

    #[test]
    fn the_smallest_are_merged() {
        let none = (u64::MAX, u64::MAX);
        assert_eq!(sizes(&[5, 1, 9, 2, 8], 3, none), [8, 8, 9]);
        assert_eq!(sizes(&[5, 1, 9], 3, none), [1, 5, 9]);
        assert_eq!(sizes(&[5, 1, 9], 1, none), [15]);
        assert_eq!(sizes(&[], 1, none), [0; 0]);
        assert_eq!(sizes(&[50; 10], 4, (100, 8)), [100; 5]);
        // One that is much smaller waits for others of its size.
        assert_eq!(sizes(&[50, 50, 1, 50, 50], 3, (100, 8)), [1, 100, 100]);
    }

    #[test]
    fn one_new_article_after_the_other_writes_few_old_ones_again() {
        let mut segments = vec![100_000; 20];
        let mut written = 0;
        for _ in 0..10_000 {
            segments.push(1);
            let before = segments.clone();
            segments = sizes(&segments, FEW_SEGMENTS, (128_000, TIMES_AS_LARGE));
            let merged = segments.iter().filter(|size| !before.contains(size));
            written += merged.sum::<u64>();
            assert!(segments.len() < 20 + 8);
        }
        assert_eq!(segments.iter().sum::<u64>(), 2_010_000);
        assert!(written < 30 * 10_000, "{written}");
    }
}
