//! How much more often a word occurs in one set of texts than in another.

use super::beta;

/// How often a word occurs in two sets of texts, and how large these are, in words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct TwoFrequencies {
    /// Occurrences in the set that is looked at.
    pub in_set: u64,
    /// Occurrences in the set that it is compared with.
    pub in_reference: u64,
    /// Words of the set.
    pub set_words: u64,
    /// Words of the reference.
    pub reference_words: u64,
}

/// What a frequency of zero counts as in a ratio.
const ZERO: f64 = 0.5;

#[expect(
    clippy::cast_precision_loss,
    reason = "no archive has 2^53 words, and a measure needs no more digits"
)]
fn real(number: u64) -> f64 {
    number as f64
}

impl TwoFrequencies {
    /// Occurrences in a million words of the set and of the reference.
    pub fn per_million(&self) -> (f64, f64) {
        let per_million = |frequency, words: u64| 1e6 * real(frequency) / real(words.max(1));
        (
            per_million(self.in_set, self.set_words),
            per_million(self.in_reference, self.reference_words),
        )
    }

    /// Whether it occurs more often in the set than in the reference, by the number of words.
    pub fn is_more_in_set(&self) -> bool {
        let of_set = u128::from(self.in_set) * u128::from(self.reference_words);
        of_set > u128::from(self.in_reference) * u128::from(self.set_words)
    }

    /// Log-likelihood G² in its form of two cells: 2 Σ O ln(O / E) over the frequencies in set and reference, 0 · ln 0 being 0.
    ///
    /// Rayson and Garside (2000), "Comparing corpora using frequency profiling", as computed by the log-likelihood wizard of UCREL.
    /// Dunning's form of four cells adds the words that are others, and is larger where a word is frequent. Never negative;
    /// [`Self::is_more_in_set`] says in which direction the difference is.
    pub fn log_likelihood(&self) -> f64 {
        let (set, reference) = (real(self.set_words), real(self.reference_words));
        let occurrences = real(self.in_set) + real(self.in_reference);
        let cell = |observed: f64, words: f64| {
            if observed == 0.0 {
                return 0.0;
            }
            let expected = occurrences * (words / (set + reference));
            observed * (observed / expected).ln()
        };
        let sum = cell(real(self.in_set), set) + cell(real(self.in_reference), reference);
        (2.0 * sum).max(0.0)
    }

    /// Log Ratio: the binary logarithm of the ratio of relative frequencies, so that each point is a doubling. A frequency of zero
    /// counts as a half.
    ///
    /// Hardie (2014), "Log Ratio: an informal introduction".
    pub fn log_ratio(&self) -> f64 {
        let relative = |frequency: u64, words: u64| {
            let frequency = if frequency == 0 {
                ZERO
            } else {
                real(frequency)
            };
            frequency / real(words.max(1))
        };
        let of_set = relative(self.in_set, self.set_words);
        (of_set / relative(self.in_reference, self.reference_words)).log2()
    }

    /// Conservative log ratio: the end nearest to 0 of the confidence interval of the log ratio, or 0 where the interval holds 0. It is
    /// small where a word is rare, so that a list in its order begins with what is both frequent and typical.
    ///
    /// Of 95 %, and corrected after Bonferroni for `tests` words that are compared. Evert (2022), "Measuring keyness", with the exact
    /// interval of Clopper and Pearson for the share of the occurrences that stand in the set.
    pub fn conservative_log_ratio(&self, tests: u64) -> f64 {
        let tail = 0.05 / 2.0 / real(tests.max(1));
        let sizes = real(self.reference_words.max(1)) / real(self.set_words.max(1));
        let (set, reference) = (real(self.in_set), real(self.in_reference));
        // The odds of an occurrence to stand in the set, at the end of the interval.
        if self.is_more_in_set() {
            let odds = beta::odds_at(tail, set, reference + 1.0);
            (sizes * odds).log2().max(0.0)
        } else if self.in_reference > 0 {
            // By symmetry the upper end is the lower end of the share that stands in the reference.
            let odds = beta::odds_at(tail, reference, set + 1.0);
            -(odds / sizes).log2().max(0.0)
        } else {
            0.0
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::statistics::assert_close;

    fn frequencies(numbers: [u64; 4]) -> TwoFrequencies {
        let [in_set, in_reference, set_words, reference_words] = numbers;
        TwoFrequencies {
            in_set,
            in_reference,
            set_words,
            reference_words,
        }
    }

    /// `scipy.stats.power_divergence([a, b], f_exp, lambda_="log-likelihood")` of `SciPy` 1.16, and `log_ratio` (Hardie 2014) and
    /// `conservative_log_ratio` (`alpha=.05`, Poisson, one test and a thousand) of the package `association-measures` 0.3.2.
    #[test]
    fn measures_are_those_of_the_reference_packages() {
        for (numbers, g2, ratio, one, thousand) in [
            (
                [1000, 500, 100_000, 1_000_000],
                2_981.558_220,
                4.321_928,
                4.165_602,
                4.002_801,
            ),
            (
                [12, 3, 2_000, 50_000],
                63.417_568,
                6.643_856,
                4.754_183,
                3.182_625,
            ),
            (
                [5, 0, 1_000, 9_000],
                23.025_851,
                6.491_853,
                3.043_905,
                0.296_991,
            ),
            ([40, 400, 10_000, 100_000], 0.0, 0.0, 0.0, 0.0),
            (
                [30, 1, 1_000, 1_000],
                34.139_761,
                4.906_891,
                2.318_249,
                0.876_334,
            ),
        ] {
            let of = frequencies(numbers);
            assert_close(of.log_likelihood(), g2);
            assert_close(of.log_ratio(), ratio);
            assert_close(of.conservative_log_ratio(1), one);
            assert_close(of.conservative_log_ratio(1_000), thousand);
        }
    }

    #[test]
    fn nothing_in_nothing_is_no_difference() {
        let none = TwoFrequencies::default();
        let measures = [
            none.per_million().0,
            none.per_million().1,
            none.log_likelihood(),
            none.log_ratio(),
            none.conservative_log_ratio(0),
        ];
        for measure in measures {
            assert_close(measure, 0.0);
        }
    }

    proptest! {
        #[test]
        fn exchanged_sets_have_opposite_ratios(
            a in 0..5_000_u64, b in 0..5_000_u64, c in 5_000..1_000_000_u64, d in 5_000..1_000_000_u64, tests in 1..100_000_u64,
        ) {
            let (one, other) = (frequencies([a, b, c, d]), frequencies([b, a, d, c]));
            let close = |one: f64, other: f64| (one - other).abs() < 1e-6 * (1.0 + one.abs());
            prop_assert!(close(one.log_likelihood(), other.log_likelihood()));
            prop_assert!(close(one.log_ratio(), -other.log_ratio()));
            let (lower, upper) = (one.conservative_log_ratio(tests), other.conservative_log_ratio(tests));
            prop_assert!(close(lower, -upper), "{lower} {upper}");
            prop_assert!(lower.abs() <= one.log_ratio().abs() + 1e-9, "{lower}");
        }
    }
}
