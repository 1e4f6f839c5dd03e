//! The run of words of a text that is closest to a quotation, by the fewest words that differ.
//!
//! Approximate matching as of Sellers (1980, "The theory and computation of evolutionary distances: pattern recognition"), with gaps as of
//! Gotoh (1982): a run of words that is left out costs little more than one word, since who shortens a sentence leaves out clauses. Where the
//! quotation has an ellipsis, what is left out costs nothing.

/// A word as it is compared: numbers that are the same where the words are; 0 is no word of the quotation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct ComparedWord {
    /// As it is written.
    pub(super) written: u32,
    /// Without case and accents.
    pub(super) folded: u32,
}

/// A word of the quotation, by its ordinal, and one of the text, in the order of both.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Step {
    /// They stand for each other; they may be different words.
    Pair(usize, usize),
    /// The text does not have it.
    Added(usize),
    /// The quotation does not have it.
    LeftOut(usize),
    /// The quotation has an ellipsis for it.
    Skipped(usize),
}

/// How a quotation is laid on a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Alignment {
    /// What the differences cost.
    pub(super) cost: u32,
    /// From the first word of the quotation to its last.
    pub(super) steps: Vec<Step>,
}

/// What a run of words costs that is left out.
const RUN_LEFT_OUT: u32 = 16;
/// What each further word of it costs.
const FURTHER: u32 = 2;
/// What another word costs: more than one that is left out, so that of two ways that differ as much the one is taken in which more words of the
/// quotation stand.
const OTHER: u32 = 18;
/// What a word costs that is added: more than another one, which the text has in its place.
const ADDITION: u32 = 19;
/// What case or accents cost.
const SPELLING: u32 = 2;
/// Pairs of words that are compared, at most; of a longer text, the part with most words of the quotation.
const MOST_PAIRS: usize = 4_000_000;

const FAR: u32 = u32::MAX / 2;

// How the best way to a pair of places came there.
const PAIR: u8 = 0;
const ADDED: u8 = 1;
const LEFT_OUT: u8 = 2;
/// The run of words that is left out did not begin here.
const RUN: u8 = 4;

/// Lays a quotation on a text where it costs least, on the first such place; `has_gap` says before which of its words an ellipsis stands.
/// `None` of a quotation or a text without words.
pub(super) fn align(
    quote: &[ComparedWord],
    has_gap: &[bool],
    text: &[ComparedWord],
) -> Option<Alignment> {
    if quote.is_empty() || text.is_empty() {
        return None;
    }
    let first = densest(quote.len(), text);
    let text = &text[first..text.len().min(first + MOST_PAIRS / quote.len())];
    let columns = text.len() + 1;
    let mut ways = vec![PAIR; (quote.len() + 1) * columns];
    let mut above = vec![0; columns];
    let mut row = vec![0; columns];
    for (at, word) in (1..).zip(quote) {
        let is_free = has_gap.get(at).copied().unwrap_or(false);
        let (start, further) = if is_free {
            (0, 0)
        } else {
            (RUN_LEFT_OUT, FURTHER)
        };
        let ways = &mut ways[at * columns..][..columns];
        let mut run = FAR;
        for column in 0..columns {
            let mut way = ADDED;
            let mut best = above[column] + ADDITION;
            if column > 0 {
                let begun = row[column - 1] + start;
                let is_run = run + further < begun;
                run = begun.min(run + further);
                if at < quote.len() && run <= best {
                    (best, way) = (run, LEFT_OUT);
                }
                let pair = above[column - 1] + difference(*word, text[column - 1]);
                if pair <= best {
                    (best, way) = (pair, PAIR);
                }
                way |= if is_run { RUN } else { 0 };
            }
            row[column] = best;
            ways[column] = way;
        }
        std::mem::swap(&mut above, &mut row);
    }
    let (end, cost) = (0..)
        .zip(&above)
        .min_by_key(|(column, cost)| (**cost, *column))?;
    let steps = steps(&ways, columns, (quote.len(), end), has_gap);
    let steps = steps.into_iter().map(|step| shifted(step, first));
    Some(Alignment {
        cost: *cost,
        steps: steps.collect(),
    })
}

fn difference(one: ComparedWord, other: ComparedWord) -> u32 {
    if one.written == other.written {
        0
    } else if one.folded == other.folded {
        SPELLING
    } else {
        OTHER
    }
}

/// Goes back from the end to the first word of the quotation.
fn steps(
    ways: &[u8],
    columns: usize,
    (mut at, mut column): (usize, usize),
    has_gap: &[bool],
) -> Vec<Step> {
    let mut steps = Vec::new();
    while at > 0 {
        let way = ways[at * columns + column];
        match way & !RUN {
            PAIR => {
                (at, column) = (at - 1, column - 1);
                steps.push(Step::Pair(at, column));
            }
            ADDED => {
                at -= 1;
                steps.push(Step::Added(at));
            }
            _ => loop {
                let is_run = ways[at * columns + column] & RUN != 0;
                column -= 1;
                steps.push(if has_gap.get(at).copied().unwrap_or(false) {
                    Step::Skipped(column)
                } else {
                    Step::LeftOut(column)
                });
                if !is_run {
                    break;
                }
            },
        }
    }
    steps.reverse();
    steps
}

fn shifted(step: Step, by: usize) -> Step {
    match step {
        Step::Pair(quoted, at) => Step::Pair(quoted, at + by),
        Step::LeftOut(at) => Step::LeftOut(at + by),
        Step::Skipped(at) => Step::Skipped(at + by),
        Step::Added(_) => step,
    }
}

/// Where the part of a text begins that is compared: all of it, or that with most words of the quotation.
fn densest(quoted: usize, text: &[ComparedWord]) -> usize {
    let most = MOST_PAIRS / quoted;
    if text.len() <= most {
        return 0;
    }
    let is_known = |word: &ComparedWord| usize::from(word.folded != 0);
    let mut known: usize = text[..most].iter().map(is_known).sum();
    let (mut best, mut first) = (known, 0);
    for at in most..text.len() {
        known = known + is_known(&text[at]) - is_known(&text[at - most]);
        if known > best {
            (best, first) = (known, at + 1 - most);
        }
    }
    first
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn words(text: &str) -> Vec<ComparedWord> {
        let word = |c: char| ComparedWord {
            written: u32::from(c),
            folded: u32::from(c.to_ascii_lowercase()),
        };
        text.chars().map(word).collect()
    }

    /// The least that it costs to make the quotation of any run of words of the text, by trying every way.
    fn by_brute_force(quote: &[ComparedWord], has_gap: &[bool], text: &[ComparedWord]) -> u32 {
        fn from(
            (quote, at): (&[ComparedWord], usize),
            has_gap: &[bool],
            text: &[ComparedWord],
        ) -> u32 {
            if at == quote.len() {
                return 0;
            }
            let mut best = ADDITION + from((quote, at + 1), has_gap, text);
            if let [first, rest @ ..] = text {
                let paired = from((quote, at + 1), has_gap, rest);
                best = best.min(difference(quote[at], *first) + paired);
            }
            if at > 0 {
                for run in 1..=text.len() {
                    let cost = if has_gap[at] {
                        0
                    } else {
                        RUN_LEFT_OUT + FURTHER * (u32::try_from(run).unwrap() - 1)
                    };
                    if cost < best {
                        // Two runs beside each other are one.
                        let [first, ..] = &text[run..] else { continue };
                        let paired = difference(quote[at], *first)
                            + from((quote, at + 1), has_gap, &text[run + 1..]);
                        let added = ADDITION + from((quote, at + 1), has_gap, &text[run..]);
                        best = best.min(cost + paired.min(added));
                    }
                }
            }
            best
        }
        let starts = 0..=text.len();
        let costs = starts.map(|start| from((quote, 0), has_gap, &text[start..]));
        costs.min().unwrap()
    }

    proptest! {
        #[test]
        fn the_way_is_the_cheapest_and_costs_what_it_says(
            quote in "[abAc]{1,5}",
            text in "[abBcd]{1,8}",
            gaps in prop::collection::vec(prop::bool::weighted(0.2), 5),
        ) {
            let (quote, text) = (words(&quote), words(&text));
            let found = align(&quote, &gaps, &text).unwrap();
            prop_assert_eq!(found.cost, by_brute_force(&quote, &gaps, &text));
            let mut cost = 0;
            let mut is_run = false;
            let (mut quoted, mut at) = (0, None);
            let mut next = |step: usize| {
                let is_next = at.is_none_or(|at: usize| at + 1 == step);
                at = Some(step);
                is_next
            };
            for step in found.steps {
                let was_run = is_run;
                is_run = matches!(step, Step::LeftOut(_));
                match step {
                    Step::Pair(one, other) => {
                        prop_assert_eq!(one, quoted);
                        prop_assert!(next(other));
                        quoted += 1;
                        cost += difference(quote[one], text[other]);
                    }
                    Step::Added(one) => {
                        prop_assert_eq!(one, quoted);
                        quoted += 1;
                        cost += ADDITION;
                    }
                    Step::LeftOut(other) => {
                        prop_assert!(next(other));
                        cost += if was_run { FURTHER } else { RUN_LEFT_OUT };
                    }
                    Step::Skipped(other) => {
                        prop_assert!(next(other));
                        prop_assert!(gaps[quoted]);
                    }
                }
            }
            prop_assert_eq!(quoted, quote.len());
            prop_assert_eq!(cost, found.cost);
        }
    }

    #[test]
    fn of_a_text_that_is_too_long_the_part_that_is_like_it_is_compared() {
        let quote = words("abcdefgh");
        let other = ComparedWord {
            written: 0,
            folded: 0,
        };
        let mut text = vec![other; MOST_PAIRS / 4];
        let end = text.len() - 100;
        text[end..end + 8].copy_from_slice(&quote);
        let found = align(&quote, &[], &text).unwrap();
        assert_eq!(found.cost, 0);
        assert_eq!(found.steps[0], Step::Pair(0, end));
    }
}
