//! Whether numbers rise or fall over time.

/// Points below which the probability of a trend is not told: the normal approximation is poor for fewer.
const FEWEST: usize = 8;

/// Points above which no trend is told: each is compared with each.
const MOST: usize = 2_000;

/// How numbers rise or fall over time.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Trend {
    /// Change from one step of time to the next, in the unit of the numbers: the median over all pairs of points.
    ///
    /// Theil (1950), "A rank-invariant method of linear and polynomial regression analysis"; Sen (1968), "Estimates of the regression
    /// coefficient based on Kendall's tau".
    pub slope: f64,
    /// Whether more pairs of points rise than fall: 1, or −1 where more fall, or 0. The slope may be 0 where this is not: most points may be
    /// equal.
    pub direction: i64,
    /// How likely a rise or fall as consistent as this is by chance, two-sided.
    ///
    /// Mann (1945), "Nonparametric tests against trend"; Kendall (1975), "Rank correlation methods": normal approximation with the
    /// correction for ties and for continuity.
    pub p_value: f64,
}

impl Trend {
    /// The trend of numbers, each at its place in time; `None` of fewer than 8, or of more than 2,000. Places rise; numbers are finite.
    pub fn of(points: &[(i64, f64)]) -> Option<Self> {
        if !(FEWEST..=MOST).contains(&points.len()) {
            return None;
        }
        let rising = kendall(points);
        Some(Self {
            slope: theil_sen(points)?,
            direction: rising.signum(),
            p_value: mann_kendall(points, rising),
        })
    }
}

/// Both points of each pair, the earlier first.
fn pairs(points: &[(i64, f64)]) -> impl Iterator<Item = ((i64, f64), (i64, f64))> {
    let earlier = points.iter().enumerate();
    earlier.flat_map(|(at, &from)| points[at + 1..].iter().map(move |&to| (from, to)))
}

#[expect(clippy::cast_precision_loss, reason = "steps of time are few")]
fn theil_sen(points: &[(i64, f64)]) -> Option<f64> {
    let slopes = pairs(points).map(|(from, to)| (to.1 - from.1) / (to.0 - from.0) as f64);
    let mut slopes: Vec<f64> = slopes.collect();
    let middle = slopes.len() / 2;
    let is_odd = slopes.len() % 2 == 1;
    if slopes.is_empty() {
        return None;
    }
    let (below, &mut upper, _) = slopes.select_nth_unstable_by(middle, f64::total_cmp);
    if is_odd {
        return Some(upper);
    }
    let lower = below.iter().copied().max_by(f64::total_cmp)?;
    Some(f64::midpoint(lower, upper))
}

/// Pairs that rise less those that fall: Kendall's S.
fn kendall(points: &[(i64, f64)]) -> i64 {
    let signs = pairs(points).map(|(from, to)| match to.1.partial_cmp(&from.1) {
        Some(std::cmp::Ordering::Greater) => 1_i64,
        Some(std::cmp::Ordering::Less) => -1,
        _ => 0,
    });
    signs.sum()
}

#[expect(clippy::cast_precision_loss, reason = "points are few")]
fn mann_kendall(points: &[(i64, f64)], rising: i64) -> f64 {
    let weight = |count: usize| {
        let count = count as f64;
        count * (count - 1.0) * (2.0 * count + 5.0)
    };
    let mut values: Vec<f64> = points.iter().map(|(_, value)| *value).collect();
    values.sort_by(f64::total_cmp);
    let of_ties: f64 = values
        .chunk_by(|one, other| one.total_cmp(other).is_eq())
        .map(|tied| weight(tied.len()))
        .sum();
    let variance = (weight(points.len()) - of_ties) / 18.0;
    // One step towards zero, for continuity.
    let corrected = (rising - rising.signum()) as f64;
    if variance <= 0.0 {
        return 1.0;
    }
    libm::erfc((corrected.abs() / variance.sqrt()) / std::f64::consts::SQRT_2)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn trend(values: &[f64]) -> Trend {
        let points: Vec<(i64, f64)> = (0..).zip(values.iter().copied()).collect();
        Trend::of(&points).unwrap()
    }

    fn assert_close(found: f64, expected: f64) {
        let off = (found - expected).abs();
        assert!(
            off <= 1e-6 * expected.abs().max(1e-6),
            "{found} is not {expected}"
        );
    }

    /// `scipy.stats.theilslopes` of `scipy` 1.17.1 and `original_test` of `pymannkendall` 1.4.3.
    #[test]
    fn trends_are_those_of_the_reference_packages() {
        for (values, slope, p_value) in [
            (
                &[1.0, 2.0, 2.0, 3.0, 5.0, 4.0, 6.0, 6.0, 7.0, 9.0][..],
                0.8,
                0.000_310_141_489,
            ),
            (
                &[5.2, 4.9, 5.0, 4.1, 4.1, 3.9, 4.4, 3.0, 2.8, 3.1, 2.8],
                -0.26,
                0.001_730_048_023,
            ),
            (
                &[0.0, 0.0, 0.0, 1.0, 0.0, 0.0, 0.0, 2.0, 0.0, 0.0, 1.0],
                0.0,
                0.364_903_738_593,
            ),
        ] {
            let found = trend(values);
            assert_close(found.slope, slope);
            assert_close(found.p_value, p_value);
        }
        let places = [0, 1, 2, 5, 6, 7, 9, 10];
        let values = [1.0, 3.0, 2.0, 8.0, 7.0, 9.0, 9.0, 12.0];
        let points: Vec<(i64, f64)> = places.into_iter().zip(values).collect();
        let found = Trend::of(&points).unwrap();
        assert_close(found.slope, 1.0);
        assert_close(found.p_value, 0.006_090_546_057);
    }

    #[test]
    fn nothing_moves_without_a_trend() {
        let flat = trend(&[3.0; 9]);
        assert_eq!((flat.slope, flat.direction, flat.p_value), (0.0, 0, 1.0));
        let mut rare = vec![0.0; 30];
        rare.extend([1.0, 2.0, 3.0]);
        let rare = trend(&rare);
        assert_eq!((rare.slope, rare.direction), (0.0, 1));
        assert_eq!(Trend::of(&[(0, 1.0); 7]), None);
    }
}
