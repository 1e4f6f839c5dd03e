//! Stretches of time in which something is written about far more than usual.
//!
//! Kleinberg (2002), "Bursty and hierarchical structure in streams", section 4: batches of documents, some of which are relevant, are
//! taken for the output of an automaton that has two states. In one, documents are relevant at the usual rate, in the other at twice that
//! rate. The states that explain the batches best, where each change to the higher costs something, are the bursts.

/// How many times the usual rate the rate of a burst is.
const TIMES: f64 = 2.0;

/// Steps of time from `first` to `last`, both included, in which the rate was high.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Burst {
    /// Its first step, from 0.
    pub first: usize,
    /// Its last.
    pub last: usize,
    /// How much better the higher rate explains it than the usual one: a difference of logarithms of likelihoods. Comparable among the
    /// bursts of one archive; larger is stronger.
    pub weight: f64,
}

/// A step of time: how many documents there are, and how many of them are relevant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Batch {
    /// Relevant documents.
    pub relevant: u64,
    /// All documents, the relevant ones included.
    pub all: u64,
}

/// The bursts of batches that follow on each other, in order. A change to the higher rate costs the logarithm of the number of batches.
/// None where half of all documents or more are relevant: nothing is twice as common as that.
pub fn bursts(batches: &[Batch]) -> Vec<Burst> {
    let gains = gains(batches);
    if gains.is_empty() {
        return Vec::new();
    }
    let cost = real(batches.len() as u64).ln();
    // For each batch whether the best way to each state comes from the other state.
    let mut ways: Vec<[bool; 2]> = Vec::with_capacity(gains.len());
    let (mut usual, mut high) = (0.0_f64, f64::NEG_INFINITY);
    for gain in &gains {
        // Of ways as good as each other, the burst that begins later and ends sooner.
        let begins = usual - cost >= high;
        let ends = high > usual;
        ways.push([ends, begins]);
        let before = usual;
        usual = usual.max(high);
        high = gain + high.max(before - cost);
    }
    let mut found: Vec<Burst> = Vec::new();
    let mut is_high = high > usual;
    for (at, way) in ways.iter().enumerate().rev() {
        if is_high {
            match found.last_mut().filter(|burst| burst.first == at + 1) {
                Some(burst) => {
                    burst.first = at;
                    burst.weight += gains[at];
                }
                None => found.push(Burst {
                    first: at,
                    last: at,
                    weight: gains[at],
                }),
            }
            is_high = !way[1];
        } else {
            is_high = way[0];
        }
    }
    found.reverse();
    found
}

/// How much better the higher rate explains each batch; none where there is no higher rate.
fn gains(batches: &[Batch]) -> Vec<f64> {
    let relevant: u64 = batches.iter().map(|batch| batch.relevant).sum();
    let all: u64 = batches.iter().map(|batch| batch.all).sum();
    let usual = real(relevant) / real(all.max(1));
    let high = TIMES * usual;
    if relevant == 0 || high >= 1.0 {
        return Vec::new();
    }
    let of_relevant = TIMES.ln();
    let of_others = ((1.0 - high) / (1.0 - usual)).ln();
    let gain = |batch: &Batch| {
        let others = real(batch.all.saturating_sub(batch.relevant));
        real(batch.relevant) * of_relevant + others * of_others
    };
    batches.iter().map(gain).collect()
}

#[expect(clippy::cast_precision_loss, reason = "no archive has 2^53 documents")]
fn real(number: u64) -> f64 {
    number as f64
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn batches(numbers: &[(u64, u64)]) -> Vec<Batch> {
        let batch = |&(relevant, all)| Batch { relevant, all };
        numbers.iter().map(batch).collect()
    }

    /// The package `burst_detection` 0.1.3 with s = 2 and gamma = 1.
    #[test]
    fn bursts_are_those_of_the_reference_package() {
        let numbers = [
            (3, 200),
            (4, 210),
            (50, 190),
            (60, 300),
            (4, 250),
            (45, 260),
            (50, 150),
            (55, 200),
            (3, 220),
            (4, 190),
            (2, 200),
            (2, 210),
        ];
        let found = bursts(&batches(&numbers));
        let expected = [(2, 3, 26.495_135), (5, 7, 43.747_116)];
        assert_eq!(found.len(), expected.len(), "{found:?}");
        for (burst, (first, last, weight)) in found.iter().zip(expected) {
            assert_eq!((burst.first, burst.last), (first, last));
            assert!((burst.weight - weight).abs() < 1e-6, "{}", burst.weight);
        }
    }

    #[test]
    fn what_is_everywhere_has_no_bursts() {
        assert!(bursts(&batches(&[(5, 5), (9, 10), (3, 4)])).is_empty());
        assert!(bursts(&batches(&[(0, 5), (0, 0)])).is_empty());
        assert!(bursts(&[]).is_empty());
    }

    #[test]
    fn a_step_without_documents_neither_begins_nor_ends_a_burst() {
        let numbers = [
            (1, 100),
            (0, 0),
            (40, 100),
            (0, 0),
            (40, 100),
            (0, 0),
            (1, 100),
            (0, 100),
            (0, 100),
        ];
        let found = bursts(&batches(&numbers));
        assert_eq!(found.len(), 1, "{found:?}");
        assert_eq!((found[0].first, found[0].last), (2, 4));
    }

    proptest! {
        // The stupid twin: all ways to be in two states.
        #[test]
        fn no_states_explain_the_batches_better(
            numbers in prop::collection::vec((0..12_u64, 0..30_u64), 1..11),
        ) {
            let numbers: Vec<(u64, u64)> = numbers.into_iter().map(|(some, others)| (some, some + others)).collect();
            let batches = batches(&numbers);
            let gains = gains(&batches);
            let cost = real(batches.len() as u64).ln();
            let worth = |is_high: &dyn Fn(usize) -> bool| {
                (0..gains.len()).filter(|&at| is_high(at)).fold(0.0, |sum, at| {
                    let begins = at == 0 || !is_high(at - 1);
                    sum + gains[at] - if begins { cost } else { 0.0 }
                })
            };
            let ways = 0..1_u32 << gains.len();
            let best = ways.map(|states| worth(&|at| states >> at & 1 == 1)).fold(0.0, f64::max);
            let found = bursts(&batches);
            let of_found = worth(&|at| found.iter().any(|burst| burst.first <= at && at <= burst.last));
            prop_assert!((best - of_found).abs() < 1e-9, "{best} {of_found} {found:?}");
            for burst in &found {
                prop_assert!(burst.weight >= cost);
                prop_assert!(batches[burst.first].relevant > 0 && batches[burst.last].relevant > 0);
            }
        }
    }
}
