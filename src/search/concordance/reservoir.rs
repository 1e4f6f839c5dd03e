//! A random sample of a stream, drawn in one pass, the same for the same seed.

use crate::random::Random;

/// Keeps a uniform sample of what it is offered: Algorithm R of Vitter, "Random Sampling with a Reservoir" (ACM Transactions on
/// Mathematical Software 11, 1985).
pub(crate) struct Reservoir<T> {
    size: usize,
    offered: usize,
    kept: Vec<T>,
    random: Random,
}

impl<T> Reservoir<T> {
    /// An empty one that will keep `size`.
    pub(crate) fn new(size: usize, seed: u64) -> Self {
        Self {
            size,
            offered: 0,
            kept: Vec::new(),
            random: Random::new(seed),
        }
    }

    /// Keeps it or not.
    pub(crate) fn offer(&mut self, one: T) {
        self.offered += 1;
        if self.kept.len() < self.size {
            self.kept.push(one);
            return;
        }
        let at = self.random.below(self.offered);
        if let Some(place) = self.kept.get_mut(at) {
            *place = one;
        }
    }

    /// What was kept, in no order.
    pub(crate) fn into_kept(self) -> Vec<T> {
        self.kept
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sample(of: u32, size: usize, seed: u64) -> Vec<u32> {
        let mut reservoir = Reservoir::new(size, seed);
        (0..of).for_each(|one| reservoir.offer(one));
        let mut kept = reservoir.into_kept();
        kept.sort_unstable();
        kept
    }

    #[test]
    fn a_sample_has_its_size_and_no_one_twice() {
        assert_eq!(sample(3, 5, 0), [0, 1, 2]);
        assert_eq!(sample(9, 0, 0), [0; 0]);
        let mut kept = sample(1_000, 50, 7);
        assert_eq!(kept, sample(1_000, 50, 7));
        assert_ne!(kept, sample(1_000, 50, 8));
        kept.dedup();
        assert_eq!(kept.len(), 50);
    }

    #[test]
    fn each_is_as_likely_as_any_other() {
        let mut chosen = [0_u32; 10];
        for seed in 0..10_000 {
            for one in sample(10, 3, seed) {
                chosen[one as usize] += 1;
            }
        }
        // 3,000 expected; 46 is one standard deviation.
        assert!(
            chosen.iter().all(|count| (2_770..3_230).contains(count)),
            "{chosen:?}"
        );
    }
}
