//! A random sample of what is found, the same for the same articles and the same seed.

use std::collections::BinaryHeap;

use crate::random::Random;

/// Keeps those with the smallest of random numbers: a bottom-k sample (Cohen and Kaplan, "Summarizing data using bottom-k sketches",
/// PODC 2007). Where the number of each hangs on itself alone, so does the sample, in whatever order they are offered.
pub(crate) struct Smallest<T> {
    size: usize,
    /// With their numbers, the largest on top.
    kept: BinaryHeap<(u64, T)>,
}

impl<T: Ord> Smallest<T> {
    /// An empty one that will keep `size`.
    pub(crate) fn new(size: usize) -> Self {
        Self {
            size,
            kept: BinaryHeap::new(),
        }
    }

    /// Keeps it or not, by its number.
    pub(crate) fn offer(&mut self, number: u64, one: T) {
        if self.kept.len() < self.size {
            self.kept.push((number, one));
        } else if let Some(mut largest) = self.kept.peek_mut()
            && number < largest.0
        {
            *largest = (number, one);
        }
    }

    /// What was kept, ascending.
    pub(crate) fn into_sorted(self) -> Vec<T> {
        let mut kept: Vec<T> = self.kept.into_iter().map(|(_, one)| one).collect();
        kept.sort_unstable();
        kept
    }
}

/// The numbers of an article's occurrences in order, by a hash of its id and a seed.
pub(crate) fn numbers_of(article: u64, seed: u64) -> Random {
    Random::new(article ^ Random::new(seed).bits())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::index::hashing::hash;

    /// A sample of the occurrences, three in each, of some articles.
    fn sample(articles: impl Iterator<Item = u32>, size: usize, seed: u64) -> Vec<(u32, u32)> {
        let mut smallest = Smallest::new(size);
        for article in articles {
            let mut numbers = numbers_of(hash(article.to_string().as_bytes()), seed);
            for ordinal in 0..3 {
                smallest.offer(numbers.bits(), (article, ordinal));
            }
        }
        smallest.into_sorted()
    }

    #[test]
    fn a_sample_has_its_size_and_no_one_twice_and_heeds_no_order() {
        assert_eq!(sample(0..1, 5, 0), [(0, 0), (0, 1), (0, 2)]);
        assert_eq!(sample(0..9, 0, 0), []);
        let mut kept = sample(0..1_000, 50, 7);
        assert_eq!(kept, sample((0..1_000).rev(), 50, 7));
        assert_ne!(kept, sample(0..1_000, 50, 8));
        kept.dedup();
        assert_eq!(kept.len(), 50);
    }

    #[test]
    fn each_is_as_likely_as_any_other() {
        let mut chosen = [[0_u32; 3]; 4];
        for seed in 0..10_000 {
            for (article, ordinal) in sample(0..4, 3, seed) {
                chosen[article as usize][ordinal as usize] += 1;
            }
        }
        // 2,500 expected; 43 is one standard deviation.
        let mut all = chosen.iter().flatten();
        assert!(
            all.all(|count| (2_280..2_720).contains(count)),
            "{chosen:?}"
        );
    }
}
