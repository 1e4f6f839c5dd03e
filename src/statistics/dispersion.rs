//! How evenly a word is spread over the parts of a set of texts.

/// Gries' deviation of proportions, DP: half the sum over all parts of |share of the word's occurrences − share of the words|. 0 where each
/// part has as many as it has words, near 1 where a small part has all.
///
/// `held` are the parts that hold the word, each with its occurrences and its words; `set_words` are those of all parts. Parts without the
/// word are known from what is missing. Gries (2008), "Dispersions and adjusted frequencies in corpora". Some of the other measures of
/// dispersion go the other way: 1 is even.
pub fn deviation_of_proportions(
    held: impl IntoIterator<Item = (u32, u32)> + Clone,
    set_words: u64,
) -> f64 {
    let occurrences = held.clone().into_iter().map(|(times, _)| u128::from(times));
    let occurrences: u128 = occurrences.sum();
    let set_words = u128::from(set_words);
    if occurrences == 0 || set_words == 0 {
        return 0.0;
    }
    // Over one denominator, so that the sum does not hang on the order of the parts.
    let (mut deviation, mut seen) = (0, 0);
    for (times, words) in held {
        let words = u128::from(words);
        deviation += (u128::from(times) * set_words).abs_diff(words * occurrences);
        seen += words;
    }
    deviation += set_words.saturating_sub(seen) * occurrences;
    real(deviation) / real(2 * occurrences * set_words)
}

#[expect(clippy::cast_precision_loss, reason = "a measure needs no more digits")]
fn real(number: u128) -> f64 {
    number as f64
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::statistics::assert_close;

    /// Lijffijt and Gries (2012), table 1: three equal parts, of which one has two thirds of the occurrences and one the rest; and the
    /// ends of the scale.
    #[test]
    fn examples_of_the_literature() {
        assert_close(deviation_of_proportions([(2, 10), (1, 10)], 30), 1.0 / 3.0);
        assert_close(
            deviation_of_proportions([(2, 10), (2, 10), (2, 10)], 30),
            0.0,
        );
        assert_close(deviation_of_proportions([(9, 1)], 1_000), 0.999);
        assert_close(
            deviation_of_proportions([(50, 100), (25, 100), (15, 100), (10, 100)], 400),
            0.25,
        );
        assert_close(deviation_of_proportions([], 30), 0.0);
    }

    proptest! {
        #[test]
        fn parts_without_the_word_count_by_their_size_in_any_order(
            parts in prop::collection::vec((0..9_u32, 9..90_u32), 1..30),
        ) {
            let words: u64 = parts.iter().map(|(_, words)| u64::from(*words)).sum();
            let held = parts.iter().copied().filter(|(times, _)| *times > 0);
            let some = deviation_of_proportions(held, words);
            let all = deviation_of_proportions(parts.iter().copied(), words);
            let backwards = deviation_of_proportions(parts.iter().rev().copied(), words);
            prop_assert_eq!((some, some), (all, backwards));
            prop_assert!((0.0..=1.0).contains(&some));
        }
    }
}
