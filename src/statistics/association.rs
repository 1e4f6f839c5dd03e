//! How strongly two words keep company.

/// How often a word stands near a *node*, which is what was asked for, and how often either occurs.
///
/// Counted is as Evert (2008), "Corpora and collocations", counts surface cooccurrence: a word near two nodes is one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Cooccurrence {
    /// Occurrences of the word near a node: O.
    pub together: u64,
    /// Occurrences of the node.
    pub node: u64,
    /// Occurrences of the word, anywhere.
    pub word: u64,
    /// Words that stand near a node, whichever they are.
    pub near_words: u64,
    /// Words of all texts.
    pub all_words: u64,
}

#[expect(
    clippy::cast_precision_loss,
    reason = "no archive has 2^53 words, and a measure needs no more digits"
)]
fn real(number: u64) -> f64 {
    number as f64
}

impl Cooccurrence {
    /// Occurrences near a node that are expected if the word stands anywhere by chance: E.
    pub fn expected(&self) -> f64 {
        real(self.near_words) * (real(self.word) / real(self.all_words.max(1)))
    }

    /// 14 + log2(2 O / (node + word)): it does not depend on how large the archive is. A point more is twice as often together; 14 is
    /// always together.
    ///
    /// Rychlý (2008), "A lexicographer-friendly association score".
    pub fn log_dice(&self) -> f64 {
        14.0 + (2.0 * real(self.together) / (real(self.node) + real(self.word))).log2()
    }

    /// Mutual information, log2(O / E): how many times as often as by chance, as a power of two. Large for rare words.
    ///
    /// Church and Hanks (1990), "Word association norms, mutual information, and lexicography".
    pub fn mutual_information(&self) -> f64 {
        (real(self.together) / self.expected()).log2()
    }

    /// (O − E) / √O: how sure it is that they are together more often than by chance. Large for frequent words.
    ///
    /// Church, Gale, Hanks and Hindle (1991), "Using statistics in lexical analysis".
    pub fn t_score(&self) -> f64 {
        let observed = real(self.together);
        (observed - self.expected()) / observed.sqrt()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::statistics::assert_close;

    /// `association-measures` 0.3.2 on f = 80, f1 = 1000, f2 = 300, N = 1000000: `t_score`, `mutual_information` (a decimal logarithm
    /// there), `dice`. Log dice is 14 + log2 of its dice with the same marginals.
    #[test]
    fn measures_are_those_of_the_reference_package() {
        let of = Cooccurrence {
            together: 80,
            node: 1_000,
            word: 300,
            near_words: 1_000,
            all_words: 1_000_000,
        };
        assert_close(of.expected(), 0.3);
        assert_close(of.t_score(), 8.910_731);
        assert_close(of.mutual_information() / 10_f64.log2(), 2.425_969);
        assert_close((of.log_dice() - 14.0).exp2(), 0.123_077);
        assert_close(of.log_dice(), 10.977_63);
    }

    #[test]
    fn always_together_is_fourteen() {
        let of = Cooccurrence {
            together: 7,
            node: 7,
            word: 7,
            near_words: 70,
            all_words: 1_000,
        };
        assert_close(of.log_dice(), 14.0);
    }
}
