//! What one text added to another, left out and changed, sentence by sentence.
//!
//! Sentences that are written alike are aligned first, by the histogram algorithm of `git diff`. Of what stands between them, sentences
//! that share half of their words are one sentence that was changed, and its words are aligned in the same way.

use std::ops::Range;

use imara_diff::{Algorithm, Diff, InternedInput};

use crate::analysis::{self, Analysis};
use crate::span::ByteSpan;

/// Share of the words that two sentences have in common, from which on they are one that was changed.
const SAME_SENTENCE: f64 = 0.5;
/// Pairs of sentences up to which it is looked which of them are one: where more stand between what is written alike, none is.
const MOST_PAIRS: usize = 1 << 12;

/// A text that was cut into sentences and words.
#[derive(Debug, Clone, Copy)]
pub struct CutText<'a> {
    /// The body of an article.
    pub body: &'a str,
    /// Its sentences and words.
    pub analysis: &'a Analysis,
}

/// What became of one sentence. Spans are bytes of the two bodies.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Difference {
    /// It is written alike in both.
    Same {
        /// In the first body.
        before: ByteSpan,
        /// In the second.
        after: ByteSpan,
    },
    /// It was changed.
    Changed {
        /// In the first body.
        before: ByteSpan,
        /// In the second.
        after: ByteSpan,
        /// In which words, in order; what stands between them is the same in both.
        words: Vec<WordChange>,
    },
    /// The second leaves it out.
    Removed {
        /// In the first body.
        before: ByteSpan,
    },
    /// The second adds it.
    Added {
        /// In the second body.
        after: ByteSpan,
    },
}

/// Words that stand in the place of others; one of the two may be empty.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct WordChange {
    /// In the first body.
    pub before: ByteSpan,
    /// In the second.
    pub after: ByteSpan,
}

/// What the second text made of the first: every sentence of both, in the order of both.
pub fn differences(before: CutText<'_>, after: CutText<'_>) -> Vec<Difference> {
    let mut input = InternedInput::default();
    input.update_before(before.sentences());
    input.update_after(after.sentences());
    let mut compared = Comparison {
        before,
        after,
        differences: Vec::new(),
    };
    let (mut left, mut right) = (0, 0);
    for (gone, new) in hunks(&input) {
        compared.same(left..gone.start, right);
        (left, right) = (gone.end, new.end);
        compared.rewritten(gone, new);
    }
    compared.same(left..before.analysis.sentences.len(), right);
    compared.differences
}

/// The parts that differ, in order.
fn hunks<T: Eq + std::hash::Hash>(
    input: &InternedInput<T>,
) -> impl Iterator<Item = (Range<usize>, Range<usize>)> {
    let diff = Diff::compute(Algorithm::Histogram, input);
    let range = |range: Range<u32>| range.start as usize..range.end as usize;
    let hunks: Vec<_> = diff
        .hunks()
        .map(|hunk| (range(hunk.before), range(hunk.after)))
        .collect();
    hunks.into_iter()
}

impl<'a> CutText<'a> {
    fn sentences(self) -> impl Iterator<Item = &'a str> {
        let sentences = self.analysis.sentences.iter();
        sentences.map(move |sentence| sentence.span.of(self.body))
    }

    /// The words of a sentence.
    fn words(self, sentence: usize) -> &'a [ByteSpan] {
        let sentence = &self.analysis.sentences[sentence];
        let words = sentence.first as usize..=sentence.last as usize;
        self.analysis.words.get(words).unwrap_or_default()
    }

    /// The words of a sentence as they are compared, in alphabetical order.
    fn sorted_words(self, sentence: usize) -> Vec<std::borrow::Cow<'a, str>> {
        let words = self.words(sentence).iter();
        let mut words: Vec<_> = words
            .map(|word| analysis::fold(word.of(self.body)))
            .collect();
        words.sort_unstable();
        words
    }

    /// A sentence in pieces: its words, and what stands around them.
    fn pieces(self, sentence: usize) -> Vec<ByteSpan> {
        let span = self.analysis.sentences[sentence].span;
        let mut pieces = Vec::new();
        let mut at = span.start;
        for word in self.words(sentence) {
            if at < word.start {
                pieces.push(ByteSpan::new(at, word.start));
            }
            pieces.push(*word);
            at = word.end;
        }
        if at < span.end {
            pieces.push(ByteSpan::new(at, span.end));
        }
        pieces
    }

    fn has_word(self, span: ByteSpan) -> bool {
        let words = &self.analysis.words;
        let next = words.partition_point(|word| word.start < span.start);
        words.get(next).is_some_and(|word| word.end <= span.end)
    }
}

/// Two texts that are compared, and what has been found so far.
struct Comparison<'a> {
    before: CutText<'a>,
    after: CutText<'a>,
    differences: Vec<Difference>,
}

impl Comparison<'_> {
    /// Sentences that are written alike; those of the second text begin at `right`.
    fn same(&mut self, sentences: Range<usize>, right: usize) {
        let of_after = &self.after.analysis.sentences[right..];
        let of_before = &self.before.analysis.sentences[sentences];
        let pairs = of_before.iter().zip(of_after);
        self.differences
            .extend(pairs.map(|(before, after)| Difference::Same {
                before: before.span,
                after: after.span,
            }));
    }

    /// Sentences in the place of others.
    fn rewritten(&mut self, gone: Range<usize>, new: Range<usize>) {
        let (mut left, mut right) = (gone.start, new.start);
        let changed = pairs(self.before, self.after, gone.clone(), new.clone());
        let ends = std::iter::once((gone.end, new.end));
        for (gone_to, new_to) in changed.into_iter().chain(ends) {
            let removed = &self.before.analysis.sentences[left..gone_to];
            let added = &self.after.analysis.sentences[right..new_to];
            let removed = removed.iter().map(|sentence| Difference::Removed {
                before: sentence.span,
            });
            let added = added.iter().map(|sentence| Difference::Added {
                after: sentence.span,
            });
            self.differences.extend(removed.chain(added));
            if gone_to < gone.end && new_to < new.end {
                self.changed(gone_to, new_to);
            }
            (left, right) = (gone_to + 1, new_to + 1);
        }
    }

    fn changed(&mut self, left: usize, right: usize) {
        self.differences.push(Difference::Changed {
            before: self.before.analysis.sentences[left].span,
            after: self.after.analysis.sentences[right].span,
            words: word_changes(self.before, self.after, (left, right)),
        });
    }
}

/// Which of some sentences are the same ones, changed: pairs in the order of both, that have the most in common together.
fn pairs(
    before: CutText<'_>,
    after: CutText<'_>,
    gone: Range<usize>,
    new: Range<usize>,
) -> Vec<(usize, usize)> {
    let (rows, columns) = (gone.len(), new.len());
    if rows == 0 || columns == 0 || rows.saturating_mul(columns) > MOST_PAIRS {
        return Vec::new();
    }
    let old: Vec<_> = gone.clone().map(|at| before.sorted_words(at)).collect();
    let written: Vec<_> = new.clone().map(|at| after.sorted_words(at)).collect();
    let alike = |row: usize, column: usize| -> Option<f64> {
        let share = shared(&old[row], &written[column]);
        (share >= SAME_SENTENCE).then_some(share)
    };
    // What the sentences from here on have in common at best.
    let mut best = vec![vec![0.0_f64; columns + 1]; rows + 1];
    for row in (0..rows).rev() {
        for column in (0..columns).rev() {
            let without = best[row + 1][column].max(best[row][column + 1]);
            let with = alike(row, column).map_or(0.0, |share| share + best[row + 1][column + 1]);
            best[row][column] = without.max(with);
        }
    }
    let mut pairs = Vec::new();
    let (mut row, mut column) = (0, 0);
    while row < rows && column < columns {
        if best[row][column] > best[row + 1][column].max(best[row][column + 1]) {
            pairs.push((gone.start + row, new.start + column));
            (row, column) = (row + 1, column + 1);
        } else if best[row + 1][column] >= best[row][column + 1] {
            row += 1;
        } else {
            column += 1;
        }
    }
    pairs
}

/// The share of the words of two sorted lists that stand in both (Dice).
#[expect(clippy::cast_precision_loss, reason = "sentences are short")]
fn shared<T: Ord>(a: &[T], b: &[T]) -> f64 {
    let (mut common, mut at) = (0_usize, 0);
    for word in a {
        while b.get(at).is_some_and(|other| other < word) {
            at += 1;
        }
        if b.get(at) == Some(word) {
            common += 1;
            at += 1;
        }
    }
    2.0 * common as f64 / (a.len() + b.len()).max(1) as f64
}

/// In which words two sentences differ.
fn word_changes(
    before: CutText<'_>,
    after: CutText<'_>,
    (left, right): (usize, usize),
) -> Vec<WordChange> {
    let (old, new) = (before.pieces(left), after.pieces(right));
    let mut input = InternedInput::default();
    input.update_before(old.iter().map(|piece| piece.of(before.body)));
    input.update_after(new.iter().map(|piece| piece.of(after.body)));
    let end_of_old = before.analysis.sentences[left].span.end;
    let end_of_new = after.analysis.sentences[right].span.end;
    let mut changes: Vec<WordChange> = Vec::new();
    for (gone, added) in hunks(&input) {
        let change = WordChange {
            before: covered(&old, gone, end_of_old),
            after: covered(&new, added, end_of_new),
        };
        match changes.last_mut() {
            // Only a space or a sign is the same between them: one change reads better than two.
            Some(last) if !before.has_word(ByteSpan::new(last.before.end, change.before.start)) => {
                last.before.end = change.before.end;
                last.after.end = change.after.end;
            }
            _ => changes.push(change),
        }
    }
    changes
}

/// The bytes of some pieces; where there are none, the empty place before the next.
fn covered(pieces: &[ByteSpan], range: Range<usize>, end: usize) -> ByteSpan {
    let start = pieces.get(range.start).map_or(end, |piece| piece.start);
    let end = match pieces.get(range.clone()) {
        Some([.., last]) => last.end,
        _ => start,
    };
    ByteSpan::new(start, end)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::analysis::{Analyzer, Language, Text};

    fn cut(body: &str) -> Analysis {
        Analyzer::new().analyze(&Text {
            body,
            headings: &[],
            title: "",
            language: Language::UNKNOWN,
        })
    }

    fn compare(before: &str, after: &str) -> Vec<Difference> {
        let (left, right) = (cut(before), cut(after));
        let [before, after] =
            [(before, &left), (after, &right)].map(|(body, analysis)| CutText { body, analysis });
        differences(before, after)
    }

    /// Each difference on a line, as `wdiff` writes words.
    fn shown(before: &str, after: &str) -> Vec<String> {
        let line = |difference: &Difference| match difference {
            Difference::Same { before: span, .. } => format!("= {}", span.of(before)),
            Difference::Removed { before: span } => format!("- {}", span.of(before)),
            Difference::Added { after: span } => format!("+ {}", span.of(after)),
            Difference::Changed {
                after: span, words, ..
            } => {
                let (mut line, mut at) = ("~ ".to_owned(), span.start);
                for change in words {
                    line += &after[at..change.after.start];
                    let (old, new) = (change.before.of(before), change.after.of(after));
                    line.extend(["[-", old, "-]{+", new, "+}"]);
                    at = change.after.end;
                }
                line + &after[at..span.end]
            }
        };
        compare(before, after).iter().map(line).collect()
    }

    #[test]
    fn sentences_are_kept_changed_added_and_left_out() {
        let before = "The bridge is closed. Two men were hurt on Monday. Traffic waits.";
        let after = "A bridge fell. The bridge is closed. Three men were badly hurt on Monday.";
        assert_eq!(
            shown(before, after),
            [
                "+ A bridge fell.",
                "= The bridge is closed.",
                "~ [-Two-]{+Three+} men were[--]{+ badly+} hurt on Monday.",
                "- Traffic waits.",
            ]
        );
    }

    #[test]
    fn words_beside_each_other_are_one_change() {
        assert_eq!(
            shown(
                "They met the prime minister of Spain in the old town hall.",
                "They met the foreign secretary of Spain in the old town hall.",
            ),
            [
                "~ They met the [-prime minister-]{+foreign secretary+} of Spain in the old town hall."
            ]
        );
    }

    #[test]
    fn long_texts_that_share_nothing_are_compared_at_once() {
        let text = |word: &str| format!("All of {word} is here. ").repeat(3000);
        let (before, after) = (text("x"), text("y"));
        assert_eq!(compare(&before, &after).len(), 6000);
    }

    fn text() -> impl Strategy<Value = String> {
        let sentence = prop::collection::vec("[ab]|the|Rome|café|3|C\\+\\+|中文|“x”|,|-", 1..7)
            .prop_map(|words| format!("The {}.", words.join(" ")));
        let between = prop::sample::select(vec![" ", "\n\n"]);
        prop::collection::vec((sentence, between), 0..9)
            .prop_map(|parts| parts.into_iter().map(|(text, gap)| text + gap).collect())
    }

    proptest! {
        #[test]
        fn the_differences_make_the_second_of_the_first(before in text(), after in text()) {
            let (mut first, mut second, mut made) = (Vec::new(), Vec::new(), Vec::new());
            for difference in &compare(&before, &after) {
                match difference {
                    Difference::Same { before: old, after: new } => {
                        first.push(*old);
                        second.push(*new);
                        made.push(old.of(&before).to_owned());
                    }
                    Difference::Removed { before: old } => first.push(*old),
                    Difference::Added { after: new } => {
                        second.push(*new);
                        made.push(new.of(&after).to_owned());
                    }
                    Difference::Changed { before: old, after: new, words } => {
                        first.push(*old);
                        second.push(*new);
                        let (mut sentence, mut at) = (String::new(), old.start);
                        for change in words {
                            sentence += &before[at..change.before.start];
                            sentence += change.after.of(&after);
                            prop_assert_ne!(change.before.of(&before), change.after.of(&after));
                            at = change.before.end;
                        }
                        made.push(sentence + &before[at..old.end]);
                    }
                }
            }
            let spans = |text: &str| -> Vec<ByteSpan> { cut(text).sentences.iter().map(|it| it.span).collect() };
            prop_assert_eq!(first, spans(&before));
            prop_assert_eq!(&second, &spans(&after));
            let written: Vec<String> = second.iter().map(|span| span.of(&after).to_owned()).collect();
            prop_assert_eq!(made, written);
        }
    }
}
