//! So many of a stream, chosen at random in one pass, the same for the same seed.

/// Keeps a uniform sample of what it is offered: Algorithm R of Vitter, "Random Sampling with a Reservoir" (ACM Transactions on
/// Mathematical Software 11, 1985).
pub(super) struct Reservoir<T> {
    size: usize,
    offered: u64,
    kept: Vec<T>,
    random: SplitMix,
}

impl<T> Reservoir<T> {
    /// An empty one that will keep `size`.
    pub(super) fn new(size: usize, seed: u64) -> Self {
        Self {
            size,
            offered: 0,
            kept: Vec::new(),
            random: SplitMix(seed),
        }
    }

    /// Keeps it or not.
    pub(super) fn offer(&mut self, one: T) {
        self.offered += 1;
        if self.kept.len() < self.size {
            self.kept.push(one);
            return;
        }
        let at = usize::try_from(self.random.below(self.offered)).unwrap_or(usize::MAX);
        if let Some(place) = self.kept.get_mut(at) {
            *place = one;
        }
    }

    /// What was kept, in no order.
    pub(super) fn into_kept(self) -> Vec<T> {
        self.kept
    }
}

/// The generator of Steele, Lea and Flood, "Fast Splittable Pseudorandom Number Generators" (OOPSLA 2014).
struct SplitMix(u64);

impl SplitMix {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// A number below `end`: the high half of a product, whose bias of `end` in 2^64 nobody can see.
    fn below(&mut self, end: u64) -> u64 {
        let product = u128::from(self.next()) * u128::from(end);
        u64::try_from(product >> 64).unwrap_or_default()
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
    fn the_generator_is_the_published_one() {
        let mut random = SplitMix(1_234_567);
        let first = [random.next(), random.next()];
        assert_eq!(
            first,
            [6_457_827_717_110_365_317, 3_203_168_211_198_807_973]
        );
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
