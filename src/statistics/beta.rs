//! The beta distribution, as far as confidence intervals of shares need it.

/// Steps of the continued fraction, at most: it takes about the root of the larger parameter.
const MOST_STEPS: u32 = 100_000;
/// Steps of halving: each gives a binary digit.
const HALVINGS: u32 = 80;
/// What stands for zero in the continued fraction.
const TINY: f64 = 1e-300;

/// The odds x / (1 − x) of the place x below which the share `tail` of the beta distribution with these parameters lies. `a` and `b` are
/// greater than 0, `tail` is between 0 and 1.
pub(super) fn odds_at(tail: f64, a: f64, b: f64) -> f64 {
    let target = tail.ln();
    // By halving the logarithm of the odds, which has no end that could be met.
    let middle = (a / b).ln();
    let (mut low, mut high) = (middle - 1.0, middle + 1.0);
    while ln_below(low, a, b) > target && low > -700.0 {
        low -= middle - low;
    }
    while ln_below(high, a, b) < target && high < 700.0 {
        high += high - middle;
    }
    for _ in 0..HALVINGS {
        let half = f64::midpoint(low, high);
        if high - low < 1e-12 * (1.0 + half.abs()) {
            break;
        }
        if ln_below(half, a, b) < target {
            low = half;
        } else {
            high = half;
        }
    }
    f64::midpoint(low, high).exp()
}

/// The logarithm of the share of the distribution that lies below odds, which are given by their logarithm.
///
/// The regularised incomplete beta function by its continued fraction: NIST Handbook of Mathematical Functions, 8.17.22, evaluated
/// from the front (Lentz's method as Thompson and Barnett have it).
fn ln_below(ln_odds: f64, a: f64, b: f64) -> f64 {
    // ln x and ln (1 − x) without loss at either end.
    let (ln_x, ln_rest) = (-(-ln_odds).exp().ln_1p(), -ln_odds.exp().ln_1p());
    let front = libm::lgamma(a + b) - libm::lgamma(a) - libm::lgamma(b) + a * ln_x + b * ln_rest;
    let x = ln_x.exp();
    if x < (a + 1.0) / (a + b + 2.0) {
        front + (continued_fraction(x, a, b) / a).ln()
    } else {
        let above = (front + (continued_fraction(ln_rest.exp(), b, a) / b).ln()).exp();
        (-above.min(1.0)).ln_1p()
    }
}

#[expect(clippy::many_single_char_names, reason = "the names of the handbook")]
fn continued_fraction(x: f64, a: f64, b: f64) -> f64 {
    let kept = |value: f64| if value.abs() < TINY { TINY } else { value };
    let mut c = 1.0;
    let mut d = 1.0 / kept(1.0 - (a + b) * x / (a + 1.0));
    let mut fraction = d;
    for step in 1..MOST_STEPS {
        let m = f64::from(step);
        let even = m * (b - m) * x / ((a + 2.0 * m - 1.0) * (a + 2.0 * m));
        d = 1.0 / kept(1.0 + even * d);
        c = kept(1.0 + even / c);
        fraction *= d * c;
        let odd = -(a + m) * (a + b + m) * x / ((a + 2.0 * m) * (a + 2.0 * m + 1.0));
        d = 1.0 / kept(1.0 + odd * d);
        c = kept(1.0 + odd / c);
        let factor = d * c;
        fraction *= factor;
        if (factor - 1.0).abs() < 1e-15 {
            break;
        }
    }
    fraction
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::statistics::assert_close;

    /// `scipy.stats.beta.ppf` and `beta.cdf` of `SciPy` 1.16.
    #[test]
    fn quantiles_and_shares_are_those_of_scipy() {
        for (tail, a, b, x, below) in [
            (0.025, 5.0, 3.0, 0.290_420_864, 0.028_795_5),
            (1e-6, 100.0, 40.0, 0.517_979_116, 2.833_484_572e-24),
            (0.025, 3.0, 1.0, 0.292_401_774, 0.027),
            (2.5e-9, 1000.0, 501.0, 0.592_993_062, 5.835_366_780e-188),
            (0.5, 0.5, 7.0, 0.033_111_871, 0.971_928_629),
        ] {
            let odds = odds_at(tail, a, b);
            assert_close(odds / (1.0 + odds), x);
            assert_close(ln_below((0.3_f64 / 0.7).ln(), a, b).exp(), below);
        }
    }
}
