//! Shingles that come back: what stands under every report of an agency, or in every table of the weather, makes no two articles copies.
//!
//! A story is told within some weeks, however many tell it. So boilerplate is not what many articles have, but what stands in articles of
//! many weeks.

use std::sync::atomic::{AtomicU8, Ordering::Relaxed};

use rustc_hash::FxHashSet;

/// Weeks in which a shingle may stand: half a year of them.
const MOST_WEEKS: usize = 26;
const DAYS_OF_A_WEEK: i64 = 7;

/// Where counting ends: above [`MOST_WEEKS`], and so far below what a counter holds that threads which count one up at the same time do not reach it.
const FULL: u8 = 64;

/// In how many articles each sampled shingle stands. Shingles share counters, so it may be fewer than is said, and never more.
pub(crate) struct Frequencies {
    /// By the lower bits of the hash; [`FULL`] and more stand for any number.
    counts: Vec<AtomicU8>,
}

impl Frequencies {
    /// Of an archive with about so many sampled shingles.
    pub(crate) fn for_samples(samples: u64) -> Self {
        let size = samples.next_power_of_two().clamp(1 << 16, 1 << 27);
        let size = usize::try_from(size).unwrap_or(1 << 16);
        Self {
            counts: (0..size).map(|_| AtomicU8::new(0)).collect(),
        }
    }

    /// Counts one.
    pub(crate) fn add(&self, hash: u32) {
        let count = &self.counts[self.place(hash)];
        if count.load(Relaxed) < FULL {
            count.fetch_add(1, Relaxed);
        }
    }

    /// Whether it is certain that only one article has it.
    pub(crate) fn is_single(&self, hash: u32) -> bool {
        self.count(hash) <= 1
    }

    /// Whether it may be boilerplate.
    pub(crate) fn is_frequent(&self, hash: u32) -> bool {
        usize::from(self.count(hash)) > MOST_WEEKS
    }

    fn count(&self, hash: u32) -> u8 {
        self.counts[self.place(hash)].load(Relaxed)
    }

    fn place(&self, hash: u32) -> usize {
        hash as usize & (self.counts.len() - 1)
    }
}

/// The sampled shingles that are boilerplate.
#[derive(Debug, Default)]
pub(crate) struct Boilerplate {
    hashes: FxHashSet<u32>,
}

/// A shingle in a week in which an article has it.
pub(crate) type InWeek = (u32, i32);

/// A shingle of an article, by the first day on which that may have been published.
pub(crate) fn in_week(hash: u32, day: i64) -> InWeek {
    let week = day.div_euclid(DAYS_OF_A_WEEK);
    (hash, i32::try_from(week).unwrap_or(i32::MAX))
}

/// In order, each once.
pub(crate) fn each_once(mut weeks: Vec<InWeek>) -> Vec<InWeek> {
    weeks.sort_unstable();
    weeks.dedup();
    weeks
}

impl Boilerplate {
    /// Adds what is boilerplate of some sampled shingles that are [frequent](Frequencies::is_frequent), by the weeks of all articles that
    /// have them.
    pub(crate) fn add(&mut self, weeks: Vec<InWeek>) {
        let weeks = each_once(weeks);
        let of_hashes = weeks.chunk_by(|(a, _), (b, _)| a == b);
        let frequent = of_hashes.filter(|weeks| weeks.len() > MOST_WEEKS);
        self.hashes.extend(frequent.map(|weeks| weeks[0].0));
    }

    /// Whether a shingle is.
    pub(crate) fn contains(&self, hash: u32) -> bool {
        self.hashes.contains(&hash)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn boilerplate_is_what_comes_back_week_by_week() {
        let weekly = (0..27).map(|week| in_week(1, 7 * week));
        let seldom = (0..26).map(|week| in_week(2, 7 * week));
        let at_once = (0..500).map(|article| in_week(3, article % 14));
        let mut found = Boilerplate::default();
        found.add(weekly.collect());
        found.add(seldom.chain(at_once).collect());
        assert!(found.contains(1));
        assert!(!found.contains(2) && !found.contains(3));
    }

    #[test]
    fn frequencies_are_never_too_small() {
        let frequencies = Frequencies::for_samples(10);
        for hash in 0..200_000 {
            frequencies.add(hash % 70_000);
        }
        assert!((0..70_000).all(|hash| !frequencies.is_single(hash)));
        let frequencies = Frequencies::for_samples(10);
        frequencies.add(7);
        assert!(frequencies.is_single(7) && !frequencies.is_frequent(7));
        (0..400).for_each(|_| frequencies.add(7));
        assert!(!frequencies.is_single(7) && frequencies.is_frequent(7));
    }
}
