//! The beta distribution, as far as confidence intervals of shares need it.

/// Steps of the continued fraction, at most: it takes about the root of the larger parameter.
const MOST_STEPS: u32 = 100_000;
/// Steps towards a quantile, at most.
const MOST_GUESSES: u32 = 200;
/// Logarithms of odds beyond which numbers have no digits left.
const LARGEST_LN_ODDS: f64 = 700.0;
/// What stands for zero in the continued fraction.
const TINY: f64 = 1e-300;

/// The odds x / (1 − x) of the place x below which the share `tail` of the beta distribution with these parameters lies. `a` and `b` are
/// greater than 0, `tail` is between 0 and 1.
pub(super) fn odds_at(tail: f64, a: f64, b: f64) -> f64 {
    let target = tail.ln();
    let scale = ln_scale(a, b);
    // Newton's method on the logarithm of the odds, which has no end that could be met, between bounds that are halved where it leaves
    // them.
    let (mut low, mut high) = (-LARGEST_LN_ODDS, LARGEST_LN_ODDS);
    let mut ln_odds = (a / b).ln();
    for _ in 0..MOST_GUESSES {
        let (below, density) = ln_below(ln_odds, (a, b), scale);
        let missing = target - below;
        if missing > 0.0 {
            low = ln_odds;
        } else {
            high = ln_odds;
        }
        let next = ln_odds + missing * (below - density).exp();
        let next = if next > low && next < high {
            next
        } else {
            f64::midpoint(low, high)
        };
        let is_found = (next - ln_odds).abs() < 1e-12 * (1.0 + next.abs());
        ln_odds = next;
        if is_found {
            break;
        }
    }
    ln_odds.exp()
}

/// −ln B(a, b).
fn ln_scale(a: f64, b: f64) -> f64 {
    libm::lgamma(a + b) - libm::lgamma(a) - libm::lgamma(b)
}

/// The logarithm of the share of the distribution that lies below odds, which are given by their logarithm; and that of the density there,
/// by the logarithm of the odds. `scale` is −ln B(a, b).
///
/// The regularised incomplete beta function by its continued fraction: NIST Handbook of Mathematical Functions, 8.17.22, evaluated
/// from the front (Lentz's method as Thompson and Barnett have it).
fn ln_below(ln_odds: f64, (a, b): (f64, f64), scale: f64) -> (f64, f64) {
    // ln x and ln (1 − x) without loss at either end.
    let (ln_x, ln_rest) = (-(-ln_odds).exp().ln_1p(), -ln_odds.exp().ln_1p());
    let density = scale + a * ln_x + b * ln_rest;
    let x = ln_x.exp();
    let below = if x < (a + 1.0) / (a + b + 2.0) {
        density + (continued_fraction(x, a, b) / a).ln()
    } else {
        let above = (density + (continued_fraction(ln_rest.exp(), b, a) / b).ln()).exp();
        (-above.min(1.0)).ln_1p()
    };
    (below, density)
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
            let (found, _) = ln_below((0.3_f64 / 0.7).ln(), (a, b), ln_scale(a, b));
            assert_close(found.exp(), below);
        }
    }
}
