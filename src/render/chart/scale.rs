//! Round numbers for an axis, and which steps of time get a label.

use super::plotted::ChartStep;
use crate::render::text::grouped;

/// Divisions of an axis of numbers, about.
const DIVISIONS: f64 = 5.0;

/// The numbers of an axis from 0 up to what is not less than `most`, at round distances. Counts have whole ones.
pub(super) fn ticks(most: f64, is_share: bool) -> Vec<f64> {
    let most = if most > 0.0 { most } else { 0.0 };
    let rough = most / DIVISIONS;
    let mut distance = if rough > 0.0 {
        let power = 10_f64.powf(rough.log10().floor());
        let round = [1.0, 2.0, 5.0, 10.0].map(|factor| factor * power);
        // A little more than a round number is that number.
        round
            .into_iter()
            .find(|&round| round >= rough * 0.999_999)
            .unwrap_or(rough)
    } else if is_share {
        0.01
    } else {
        1.0
    };
    if !is_share {
        distance = distance.max(1.0);
    }
    let mut ticks = vec![0.0];
    let mut at = 1.0;
    while ticks.last().is_some_and(|&last| last < most * 0.999_999) || ticks.len() < 2 {
        ticks.push(at * distance);
        at += 1.0;
    }
    ticks
}

/// A number in the unit of its measure: `4.2 %` or `1,234`.
pub(in crate::render) fn measured(value: f64, is_share: bool) -> String {
    if !is_share {
        return count(value);
    }
    let percent = value * 100.0;
    let digits = match percent {
        0.0 => 0,
        ..0.001 => return "<0.001 %".to_owned(),
        ..0.01 => 4,
        ..0.1 => 3,
        ..1.0 => 2,
        ..10.0 => 1,
        _ => 0,
    };
    let written = format!("{percent:.digits$}");
    format!("{written} %")
}

/// The same at an axis: without zeros behind the point.
pub(super) fn at_axis(value: f64, is_share: bool) -> String {
    if !is_share {
        return count(value);
    }
    let written = format!("{:.6}", value * 100.0);
    let written = written.trim_end_matches('0').trim_end_matches('.');
    format!("{written} %")
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a count is a whole number that is not negative"
)]
fn count(value: f64) -> String {
    grouped(value.round() as u64)
}

/// Which steps get a label where `room` of them stand in the place of one label.
pub(super) fn labelled(steps: &[ChartStep], axis_steps: &[i64], room: i64) -> Vec<usize> {
    let known = axis_steps.iter().copied().find(|&apart| apart >= room);
    let apart = known.unwrap_or(room).max(1);
    let at: Vec<usize> = (0..steps.len())
        .filter(|&at| steps[at].number.rem_euclid(apart) == 0)
        .collect();
    if at.is_empty() && !steps.is_empty() {
        return vec![0];
    }
    at
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_axis_has_round_numbers() {
        for (most, is_share, expected) in [
            (0.043, true, &["0 %", "1 %", "2 %", "3 %", "4 %", "5 %"][..]),
            (0.0, true, &["0 %", "1 %"]),
            (1.0, true, &["0 %", "20 %", "40 %", "60 %", "80 %", "100 %"]),
            (0.000_3, true, &["0 %", "0.01 %", "0.02 %", "0.03 %"]),
            (3.0, false, &["0", "1", "2", "3"]),
            (0.0, false, &["0", "1"]),
            (1234.0, false, &["0", "500", "1,000", "1,500"]),
        ] {
            let found = ticks(most, is_share).into_iter();
            let found: Vec<String> = found.map(|tick| at_axis(tick, is_share)).collect();
            assert_eq!(found, expected, "{most}");
        }
    }

    #[test]
    fn shares_have_the_digits_that_tell_them_apart() {
        for (share, expected) in [
            (0.0, "0 %"),
            (1.0, "100 %"),
            (0.1234, "12 %"),
            (0.04234, "4.2 %"),
            (0.004_234, "0.42 %"),
            (0.000_042_34, "0.0042 %"),
            (0.000_000_4, "<0.001 %"),
        ] {
            assert_eq!(measured(share, true), expected);
        }
        assert_eq!(measured(1234.0, false), "1,234");
    }

    #[test]
    fn labels_stand_on_round_dates() {
        let steps: Vec<ChartStep> = (0..30)
            .map(|at| ChartStep {
                number: 1987 * 12 + 1 + at,
                ..ChartStep::default()
            })
            .collect();
        let years = [1, 3, 6, 12];
        assert_eq!(labelled(&steps, &years, 7), [11, 23]);
        assert_eq!(labelled(&steps, &years, 2).first(), Some(&2));
        assert_eq!(labelled(&steps[..5], &years, 12), [0]);
        assert!(labelled(&[], &years, 1).is_empty());
    }
}
