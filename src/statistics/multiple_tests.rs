//! Probabilities of many tests at once.

/// The probability of a G² or χ² at least as large, of one degree of freedom, if there is no difference.
pub fn p_of_chi_squared(value: f64) -> f64 {
    libm::erfc((value.max(0.0) / 2.0).sqrt())
}

/// q-values: for each p-value, which share of the tests with this or a smaller one is expected to be chance.
///
/// Benjamini and Hochberg (1995), "Controlling the false discovery rate".
pub fn false_discovery_rates(p_values: &[f64]) -> Vec<f64> {
    let mut order: Vec<usize> = (0..p_values.len()).collect();
    order.sort_by(|&one, &other| p_values[one].total_cmp(&p_values[other]));
    let mut rates = vec![0.0; p_values.len()];
    let mut least = 1.0_f64;
    for (rank, &at) in order.iter().enumerate().rev() {
        least = least.min(p_values[at] * ratio(p_values.len(), rank + 1));
        rates[at] = least;
    }
    rates
}

#[expect(
    clippy::cast_precision_loss,
    reason = "numbers of words in a dictionary"
)]
fn ratio(one: usize, other: usize) -> f64 {
    one as f64 / other as f64
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::statistics::assert_close;

    /// `scipy.stats.chi2.sf` of `SciPy` 1.16. The last four but one are the critical values that UCREL's log-likelihood wizard lists for
    /// p < 0.05, 0.01, 0.001 and 0.0001.
    #[test]
    fn probabilities_are_those_of_scipy() {
        for (value, p) in [
            (0.0, 1.0),
            (1.0, 0.317_310_508),
            (3.84, 0.050_043_521),
            (6.63, 0.010_027_526),
            (10.83, 0.000_998_686_379),
            (15.13, 0.000_100_355_787),
            (100.0, 1.523_970_605e-23),
        ] {
            assert_close(p_of_chi_squared(value), p);
        }
    }

    /// `scipy.stats.false_discovery_control` of `SciPy` 1.16.
    #[test]
    fn rates_are_those_of_scipy() {
        let rates = false_discovery_rates(&[0.01, 0.04, 0.03, 0.005, 0.6]);
        for (rate, expected) in rates.into_iter().zip([0.025, 0.05, 0.05, 0.025, 0.6]) {
            assert_close(rate, expected);
        }
        assert!(false_discovery_rates(&[]).is_empty());
    }

    proptest! {
        #[test]
        fn those_that_enter_are_those_of_the_procedure(p_values in prop::collection::vec(0.0..1.0_f64, 1..40), alpha in 0.01..0.5_f64) {
            let mut sorted = p_values.clone();
            sorted.sort_by(f64::total_cmp);
            let tests = sorted.len();
            let last = (1..=tests).rev().find(|&k| sorted[k - 1] <= ratio(k, tests) * alpha);
            let threshold = last.map(|k| sorted[k - 1]);
            for (p, q) in p_values.iter().zip(false_discovery_rates(&p_values)) {
                prop_assert_eq!(q <= alpha, threshold.is_some_and(|most| *p <= most), "{} {}", p, q);
            }
        }
    }
}
