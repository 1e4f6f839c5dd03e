//! How prominently one article has the words of a query: in its title, at its beginning, close to each other.

use crate::passage::rank::{Occurrence, Unit, narrow, occurrences};
use crate::span::{Interval, Position};

/// Length of an article's beginning, in words: a sentence or two.
const LEAD_WORDS: Position = 20;
/// BM25's `k1`, no unit: the smaller, the sooner closeness stops counting.
const K1: f64 = 1.2;

/// What an article's positions say about it, beside how often words occur. Each is a sum of weights, so that rare words count more:
///
/// ```text
/// title     = Σ weight(u)                                     over units u that match in the title
/// lead      = Σ weight(u)                                     over units u that match in the first LEAD_WORDS words
/// closeness = Σ weight(u) · (K1 + 1) · near(u) / (near(u) + K1)
/// near(u)   = Σ 1 / distance² to the next and previous match of another unit
/// ```
///
/// That a word in the title counts for more than one in the text is the idea of BM25F (Robertson, Zaragoza and Taylor, CIKM 2004),
/// here without frequencies, since titles are short. `near` and its saturation are those of Büttcher, Clarke and Lushman, "Term
/// proximity scoring for ad-hoc retrieval on very large text collections" (SIGIR 2006), weighed by the unit itself rather than by its neighbour.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Prominence {
    /// In the title.
    pub title: f32,
    /// At the beginning.
    pub lead: f32,
    /// Close to each other.
    pub closeness: f32,
}

/// See [`Prominence`].
pub fn prominence(units: &[Unit], body_words: u32) -> Prominence {
    let sum = |holds: &dyn Fn(&Unit) -> bool| {
        units
            .iter()
            .filter(|unit| holds(unit))
            .map(|unit| unit.weight)
            .sum()
    };
    let lead = LEAD_WORDS.min(body_words);
    let first = |unit: &Unit| unit.matches.intervals.first().map(|at| at.first);
    let last = |unit: &Unit| unit.matches.intervals.last().map(|at| at.first);
    Prominence {
        title: sum(&|unit| last(unit).is_some_and(|at| at > body_words)),
        lead: sum(&|unit| first(unit).is_some_and(|at| at < lead)),
        closeness: closeness(units, body_words),
    }
}

fn closeness(units: &[Unit], body_words: u32) -> f32 {
    if units.len() < 2 {
        return 0.0;
    }
    let found = occurrences(units, Interval::new(0, Position::MAX));
    let mut near = vec![0.0; units.len()];
    for pair in found.windows(2) {
        let [before, after] = pair else { continue };
        if before.unit != after.unit && !is_across(before, after, body_words) {
            let distance = after.at.first.saturating_sub(before.at.last).max(1);
            let near_by = f64::from(distance).powi(-2);
            near[before.unit] += near_by;
            near[after.unit] += near_by;
        }
    }
    let saturated = |near: f64| near * (K1 + 1.0) / (near + K1);
    let weighed = units.iter().zip(near);
    narrow(
        weighed
            .map(|(unit, near)| f64::from(unit.weight) * saturated(near))
            .sum(),
    )
}

/// Whether one stands in the body and the other in the title.
fn is_across(before: &Occurrence, after: &Occurrence, body_words: u32) -> bool {
    before.at.first < body_words && body_words < after.at.first
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::passage::sample_article::SampleArticle;

    fn of(text: &str) -> Prominence {
        let sample = SampleArticle::new(text);
        let units = ["peace", "talks"]
            .map(|word| Unit::unmarked(&sample.term(word), &sample.positions, 2.0));
        prominence(&units, sample.positions.body_words)
    }

    #[test]
    fn words_in_the_title_and_at_the_beginning_count_once() {
        let rain = "rain ".repeat(LEAD_WORDS as usize);
        let close = |a: f32, b: f32| (a - b).abs() < 1e-6;
        let found = of("peace peace | peace peace");
        assert!(close(found.title, 2.0) && close(found.lead, 2.0));
        let found = of(&format!("{rain} peace talks | peace and talks"));
        assert!(close(found.title, 4.0) && close(found.lead, 0.0));
        assert_eq!(of("no such word"), Prominence::default());
        assert_eq!(of("x | y"), Prominence::default());
    }

    #[test]
    fn close_is_better_than_far() {
        let closeness = |text: &str| of(text).closeness;
        let together = closeness("the peace talks");
        assert!(together > closeness("peace is not talks"));
        assert!(closeness("peace is not talks") > closeness("peace is really not talks"));
        assert!(closeness("peace talks peace") > together);
        assert!((together - closeness("other | the peace talks")).abs() < 1e-6);
        assert!(
            closeness("x peace | talks").abs() < f32::EPSILON,
            "title and body do not join"
        );
        assert!(
            closeness("peace peace").abs() < f32::EPSILON,
            "a word is not near itself"
        );
    }
}
