//! Which segments are merged, and when.
//!
//! Tantivy merges in the background after each commit. Merging takes memory, which the indexing threads have: here merges are
//! asked for, between commits and at the end. Every search opens each segment, so an index is left with few of them.

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
/// Bytes of stored articles in a merged segment, at most, unless everything is merged: a merge holds what one segment stores in
/// memory.
const MERGED_BYTES: u64 = 128 << 20;

/// What a writer merges at its end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Merging {
    /// Nothing.
    Nothing,
    /// Small segments, within bounds of memory.
    Small,
    /// All segments into one, whatever that takes.
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
                let few = self.merges(FEW_SEGMENTS, MERGED_BYTES)?;
                if few.written_bytes * 2 > few.all_bytes {
                    let fewer = self.merges(FEWER_SEGMENTS, MERGED_BYTES)?;
                    self.merge(&fewer.groups)
                } else {
                    self.merge(&few.groups)
                }
            }
            Merging::Everything => {
                let all = self.merges(1, u64::MAX)?;
                self.merge(&all.groups)
            }
        }
    }

    /// What to merge until `most` segments are left, or none that store less than `bytes` together, and none holds deleted
    /// articles.
    fn merges(&self, most: usize, bytes: u64) -> Result<Merges> {
        let metas = self.writer.index().searchable_segment_metas()?;
        let mut groups: Vec<(u64, Vec<&SegmentMeta>)> = metas
            .iter()
            .map(|meta| (self.stored_bytes(meta), vec![meta]))
            .collect();
        let all_bytes = groups.iter().map(|(size, _)| size).sum();
        // The two smallest together, again and again: what is merged is as little as can be.
        while groups.len() > most {
            groups.sort_unstable_by_key(|(size, _)| std::cmp::Reverse(*size));
            let Some((size, mut group)) = groups.pop() else {
                break;
            };
            match groups.last_mut() {
                Some((others, larger)) if *others + size <= bytes => {
                    *others += size;
                    larger.append(&mut group);
                }
                _ => {
                    groups.push((size, group));
                    break;
                }
            }
        }
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
