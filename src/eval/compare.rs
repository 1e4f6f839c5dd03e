//! Whether the difference between two runs is more than chance.

use super::evaluation::mean;
use super::measures::{real, share};
use crate::random::Random;

/// Topics that differ up to which all assignments are counted: 2^16 of them.
const EXACT_TOPICS: usize = 16;
/// Random assignments drawn where more topics differ.
const PERMUTATIONS: usize = 100_000;
/// Tolerance of a sum: the same differences added in another order may give a slightly different one.
const ROUNDING: f64 = 1e-9;

/// One run beside another, by one measure.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Comparison {
    /// The mean of the other run.
    pub mean: f64,
    /// How much better the first run is than the other: the difference of the means.
    pub difference: f64,
    /// On how many topics the first run is better.
    pub better: usize,
    /// On how many it is worse.
    pub worse: usize,
    /// Probability of a difference at least so large, in either direction, if it were chance which of the two runs gave which
    /// answer.
    pub p_value: f64,
}

/// Compares two runs by the values of one measure on the same topics, in the same order.
///
/// `p_value` is that of the paired two-sided randomisation test (Fisher 1935; Smucker, Allan and Carterette, "A comparison of
/// statistical significance tests for information retrieval evaluation", CIKM 2007): the share of all ways to swap the two
/// values of topics for which the mean difference is at least as large as the one observed. Up to 16 topics that differ all ways are
/// counted. Above, 100,000 are drawn by `seed`, and the share is `(n + 1) / (100,000 + 1)` where `n` of them are as large, so that
/// the test never promises more than it has seen (Phipson and Smyth 2010).
pub fn compare(ours: &[f64], theirs: &[f64], seed: u64) -> Comparison {
    let differences: Vec<f64> = ours.iter().zip(theirs).map(|(a, b)| a - b).collect();
    // Swapping equal values changes nothing: without those topics the share is the same.
    let differing: Vec<f64> = differences
        .iter()
        .copied()
        .filter(|difference| difference.abs() > ROUNDING)
        .collect();
    let better = differing.iter().filter(|&&by| by > 0.0).count();
    Comparison {
        mean: mean(theirs),
        difference: mean(&differences),
        better,
        worse: differing.len() - better,
        p_value: if differing.len() <= EXACT_TOPICS {
            exact(&differing)
        } else {
            sampled(&differing, seed)
        },
    }
}

/// The share of the 2^n ways to choose the signs whose sum is at least as far from 0.
fn exact(differences: &[f64]) -> f64 {
    let observed = signed_sum(differences, &[0]).abs() - ROUNDING;
    let all = 1_u64 << differences.len();
    let as_far = (0..all)
        .filter(|&signs| signed_sum(differences, &[signs]).abs() >= observed)
        .count();
    share(real(as_far), 1 << differences.len())
}

/// The same from random choices, the observed one counted with them.
fn sampled(differences: &[f64], seed: u64) -> f64 {
    let mut random = Random::new(seed);
    let mut signs = vec![0_u64; differences.len().div_ceil(64)];
    let observed = signed_sum(differences, &signs).abs() - ROUNDING;
    let mut as_far = 1_usize;
    for _ in 0..PERMUTATIONS {
        signs.fill_with(|| random.bits());
        if signed_sum(differences, &signs).abs() >= observed {
            as_far += 1;
        }
    }
    share(real(as_far), PERMUTATIONS + 1)
}

/// The sum of the differences, negated where the bit of `signs` is set; 64 of them to a word.
fn signed_sum(differences: &[f64], signs: &[u64]) -> f64 {
    let mut sum = 0.0_f64;
    for (differences, &signs) in differences.chunks(64).zip(signs) {
        for (at, difference) in differences.iter().enumerate() {
            if (signs >> at) & 1 == 0 {
                sum += difference;
            } else {
                sum -= difference;
            }
        }
    }
    sum
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn p_value(differences: &[f64]) -> f64 {
        compare(differences, &vec![0.0; differences.len()], 1).p_value
    }

    #[test]
    fn small_cases_are_what_a_pencil_says() {
        for (differences, expected) in [
            // No difference, or none that chance could not have turned round.
            (vec![], 1.0),
            (vec![0.0, 0.0], 1.0),
            (vec![0.5], 1.0),
            (vec![0.5, -0.5], 1.0),
            // Only all signs or none reach 3 of ±1 ±1 ±1.
            (vec![1.0, 1.0, 1.0], 2.0 / 8.0),
            // Equal topics change nothing.
            (vec![1.0, 0.0, 1.0, 1.0, 0.0], 2.0 / 8.0),
            // Observed 2: ±4, and the eight ways to ±2.
            (vec![1.0, 1.0, 1.0, -1.0], 10.0 / 16.0),
            // 0.1 + 0.2 is not 0.3 in binary; the sums are still equal.
            (vec![0.1, 0.2, -0.3], 1.0),
        ] {
            let measured = p_value(&differences);
            assert!(
                (measured - expected).abs() < 1e-12,
                "{differences:?}: {measured}, not {expected}"
            );
        }
    }

    #[test]
    fn a_comparison_counts_topics_on_both_sides() {
        let compared = compare(&[1.0, 0.5, 0.2, 0.4], &[0.0, 0.5, 0.4, 0.2], 1);
        assert_eq!((compared.better, compared.worse), (2, 1));
        assert!((compared.difference - 0.25).abs() < 1e-12);
        assert!((compared.mean - 0.275).abs() < 1e-12);
    }

    #[test]
    fn many_topics_are_drawn_the_same_way_for_one_seed() {
        // 20 of 20 in one direction: 2 of 2^20 ways; 10 of 20: every way.
        let all = [0.1; 20];
        assert!(p_value(&all) < 1e-4);
        assert_eq!(p_value(&all).to_bits(), p_value(&all).to_bits());
        let half: Vec<f64> = (0..20).map(|at| if at < 10 { 0.1 } else { -0.1 }).collect();
        assert!((p_value(&half) - 1.0).abs() < 1e-12);
        assert!(
            p_value(&[0.1; 130]) < 1e-4,
            "more topics than bits in a word"
        );
    }

    /// All sums that the signs can make, by recursion.
    fn sums(differences: &[f64]) -> Vec<f64> {
        let Some((first, rest)) = differences.split_first() else {
            return vec![0.0];
        };
        let sums = sums(rest);
        let with = |sign: f64| sums.iter().map(move |sum| sign * first + sum);
        with(1.0).chain(with(-1.0)).collect()
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(20))]

        #[test]
        fn counting_equals_recursion(tenths in prop::collection::vec(-9..10_i32, 0..10)) {
            let differences: Vec<f64> = tenths.iter().map(|&tenth| f64::from(tenth) / 10.0).collect();
            let observed: i32 = tenths.iter().sum();
            let sums = sums(&differences);
            let as_far = sums.iter().filter(|sum| (sum.abs() * 10.0).round() >= f64::from(observed.abs())).count();
            let expected = real(as_far) / real(sums.len());
            prop_assert!((p_value(&differences) - expected).abs() < 1e-12);
        }

        #[test]
        fn drawing_comes_near_to_counting(tenths in prop::collection::vec(1..10_i32, 8..12), seed in 0..9_u64) {
            let differences: Vec<f64> = (0..).zip(&tenths)
                .map(|(at, &tenth)| f64::from(tenth) * if at % 3 == 0 { -0.1 } else { 0.1 })
                .collect();
            // Five standard errors of a share drawn 100,000 times are below 0.008.
            prop_assert!((sampled(&differences, seed) - exact(&differences)).abs() < 0.008);
        }
    }
}
