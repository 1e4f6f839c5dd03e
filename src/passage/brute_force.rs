//! Brute force for [`intervals`](super::intervals()) and [`matches`](super::matches()): every choice of occurrences is tried.

use std::collections::BTreeSet;

use proptest::prelude::*;

use crate::passage::positions::{Positions, TermId};
use crate::passage::source::Source;
use crate::passage::{Work, WorkBudget, intervals, intervals_into, matches};
use crate::query::Within;
use crate::span::{Interval, Position};

/// A match: what it covers, and the words to mark.
type Match = (Interval, Vec<Position>);

fn every(source: &Source, p: &Positions, zone: (Position, Position)) -> Vec<Match> {
    let all = (0, Position::MAX);
    let find = |source: &Source| every(source, p, zone);
    if let Some((left, right, ordered, within)) = pair(source) {
        let fits = |m: &Vec<Match>| {
            let (l, r) = (m[0].0, m[1].0);
            (l.last < r.first || (!ordered && r.last < l.first)) && near(p, l, r, within)
        };
        return tuples(&[find(left), find(right)])
            .into_iter()
            .filter(fits)
            .map(joined)
            .collect();
    }
    match source {
        Source::Term(ids) => terms(ids, p, zone),
        Source::Compound { terms: ids, words } => compounds(ids, *words, p, zone),
        Source::Or(of) => of.iter().flat_map(find).collect(),
        Source::Phrase { sources, slop } => {
            phrase(&sources.iter().map(find).collect::<Vec<_>>(), p, *slop)
        }
        Source::Except(a, b) => {
            let b = every(b, p, all);
            find(a)
                .into_iter()
                .filter(|m| b.iter().all(|other| other.0 != m.0))
                .collect()
        }
        Source::NotNear { left, right, .. } => {
            let b = every(right, p, all);
            let alone = |m: &Match| b.iter().all(|o| !excludes(source, p, (o.0, m.0)));
            find(left).into_iter().filter(alone).collect()
        }
        Source::AtLeast { count, source } => {
            let found = find(source);
            if minimal(&found).len() < *count as usize {
                Vec::new()
            } else {
                found
            }
        }
        Source::InBody(_) if p.body_words == 0 => Vec::new(),
        Source::First { words, source } => {
            let end = p.body_words.min(*words);
            if end == 0 {
                Vec::new()
            } else {
                every(source, p, (zone.0, zone.1.min(end - 1)))
            }
        }
        Source::InBody(source) => every(source, p, (zone.0, zone.1.min(p.body_words - 1))),
        Source::InTitle(source) => every(source, p, (zone.0.max(p.body_words + 1), zone.1)),
        _ => Vec::new(),
    }
}

/// Whether a match at `other` excludes one at `one`, as a source that is [`Source::NotNear`] has it.
fn excludes(source: &Source, p: &Positions, (other, one): (Interval, Interval)) -> bool {
    let Source::NotNear {
        within, ordered, ..
    } = source
    else {
        return false;
    };
    let counts = if *ordered {
        one.last < other.first
    } else {
        one != other
    };
    counts && near(p, one, other, *within)
}

fn pair(source: &Source) -> Option<(&Source, &Source, bool, Within)> {
    match source {
        Source::Near {
            left,
            right,
            distance,
            ordered,
        } => Some((left, right, *ordered, Within::Words(*distance))),
        Source::SameSentence {
            left,
            right,
            ordered,
        } => Some((left, right, *ordered, Within::Sentence)),
        Source::SameParagraph {
            left,
            right,
            ordered,
        } => Some((left, right, *ordered, Within::Paragraph)),
        _ => None,
    }
}

fn compounds(ids: &[TermId], words: u32, p: &Positions, zone: (Position, Position)) -> Vec<Match> {
    let whole = |(at, _): Match| {
        let whole = Interval::new(at.first, at.first + words - 1);
        let is_across = whole.first < p.body_words && whole.last >= p.body_words;
        (whole.last <= zone.1 && !is_across).then(|| (whole, (whole.first..=whole.last).collect()))
    };
    terms(ids, p, zone).into_iter().filter_map(whole).collect()
}

fn terms(ids: &[TermId], p: &Positions, zone: (Position, Position)) -> Vec<Match> {
    let stands = |at: &Position| ids.iter().any(|id| p.term(*id).contains(at));
    (zone.0..=zone.1.min(99))
        .filter(stands)
        .map(|at| (Interval::at(at), vec![at]))
        .collect()
}

fn phrase(operands: &[Vec<Match>], p: &Positions, slop: u32) -> Vec<Match> {
    let fits = |m: &Vec<Match>| {
        let between = |w: &[Match]| (w[0].0.last + 1..w[1].0.first).len();
        m.windows(2)
            .all(|w| w[0].0.last < w[1].0.first && same_part(p, w[0].0, w[1].0))
            && m.windows(2).map(between).sum::<usize>() <= slop as usize
    };
    let whole = |(at, marks): Match| {
        (
            at,
            if slop == 0 {
                (at.first..=at.last).collect()
            } else {
                marks
            },
        )
    };
    tuples(operands)
        .into_iter()
        .filter(fits)
        .map(joined)
        .map(whole)
        .collect()
}

fn same_part(p: &Positions, a: Interval, b: Interval) -> bool {
    (a.first < p.body_words) == (b.last < p.body_words)
        && (b.first < p.body_words) == (a.last < p.body_words)
}

fn near(p: &Positions, a: Interval, b: Interval, within: Within) -> bool {
    let cover = a.cover(b);
    let unit = |starts: &[Position], at| starts.iter().filter(|&&start| start <= at).count();
    same_part(p, a, b)
        && match within {
            Within::Words(n) => {
                (a.first..=a.last).any(|x| (b.first..=b.last).any(|y| x.abs_diff(y) <= n))
            }
            Within::Sentence => {
                unit(p.sentence_starts(), cover.first) == unit(p.sentence_starts(), cover.last)
            }
            Within::Paragraph => {
                unit(p.paragraph_starts(), cover.first) == unit(p.paragraph_starts(), cover.last)
            }
        }
}

fn tuples(operands: &[Vec<Match>]) -> Vec<Vec<Match>> {
    operands.iter().fold(vec![Vec::new()], |done, operand| {
        let longer = |so_far: &Vec<Match>| {
            let so_far = so_far.clone();
            operand
                .iter()
                .map(move |m| [so_far.clone(), vec![m.clone()]].concat())
                .collect::<Vec<_>>()
        };
        done.iter().flat_map(longer).collect()
    })
}

fn joined(of: Vec<Match>) -> Match {
    let cover = of
        .iter()
        .map(|m| m.0)
        .reduce(Interval::cover)
        .expect("an operand");
    (cover, of.into_iter().flat_map(|m| m.1).collect())
}

fn minimal(found: &[Match]) -> Vec<Interval> {
    let contains_other = |at: Interval| found.iter().any(|m| m.0 != at && at.contains(m.0));
    let mut minimal: Vec<Interval> = found
        .iter()
        .map(|m| m.0)
        .filter(|at| !contains_other(*at))
        .collect();
    minimal.sort_unstable();
    minimal.dedup();
    minimal
}

const TERMS: u32 = 4;

/// Up to 11 words of body and 3 of title, with random units.
fn articles() -> impl Strategy<Value = Positions> {
    let word = (
        0..TERMS,
        prop::bool::weighted(0.3),
        prop::bool::weighted(0.2),
    );
    let words = |longest| prop::collection::vec(word.clone(), 0..=longest);
    (words(11), words(3)).prop_map(|(body, title)| {
        let mut positions = Positions::empty(TERMS as usize);
        let base = u32::try_from(body.len()).expect("short");
        positions.body_words = base;
        for (part, first) in [(body, 0), (title, base + 1)] {
            for (at, (term, sentence, paragraph)) in (first..).zip(part) {
                positions.push_term(TermId(term), at);
                if sentence || paragraph || at == first {
                    positions.push_sentence(at);
                }
                if paragraph || at == first {
                    positions.push_paragraph(at);
                }
            }
        }
        positions
    })
}

fn sources() -> impl Strategy<Value = Source> {
    let terms = prop::collection::vec((0..TERMS).prop_map(TermId), 1..3);
    let term = (terms, 0..9_u32).prop_map(|(terms, words)| match words {
        2..4 => Source::Compound { terms, words },
        _ => Source::Term(terms),
    });
    term.prop_recursive(3, 7, 3, |inner| {
        let one = inner.clone().prop_map(Box::new);
        let within = prop_oneof![
            (0..4_u32).prop_map(Within::Words),
            Just(Within::Sentence),
            Just(Within::Paragraph)
        ];
        let some = prop::collection::vec(inner, 1..4);
        prop_oneof![
            2 => (some.clone(), 0..3_u32).prop_map(|(sources, slop)| Source::Phrase { sources, slop }),
            1 => some.prop_map(Source::Or),
            1 => (one.clone(), one.clone()).prop_map(|(a, b)| Source::Except(a, b)),
            4 => (one.clone(), one.clone(), 0..5_u32, any::<bool>())
                .prop_map(|(left, right, distance, ordered)| Source::Near { left, right, distance, ordered }),
            2 => (one.clone(), one.clone(), any::<bool>())
                .prop_map(|(left, right, ordered)| Source::SameSentence { left, right, ordered }),
            2 => (one.clone(), one.clone(), any::<bool>())
                .prop_map(|(left, right, ordered)| Source::SameParagraph { left, right, ordered }),
            2 => (one.clone(), one.clone(), within, any::<bool>())
                .prop_map(|(left, right, within, ordered)| Source::NotNear { left, right, within, ordered }),
            1 => (one.clone(), 1..4_u32).prop_map(|(source, count)| Source::AtLeast { count, source }),
            1 => (one.clone(), 0..9_u32).prop_map(|(source, words)| Source::First { words, source }),
            1 => one.clone().prop_map(Source::InTitle),
            1 => one.prop_map(Source::InBody),
        ]
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn what_is_bounded_is_whole_or_says_so(source in sources(), positions in articles(), steps in 0..200_u64) {
        let work = WorkBudget::of(steps).work();
        let mut found = Vec::new();
        intervals_into(&source, &positions, &work, &mut found);
        if !work.is_spent() {
            prop_assert_eq!(found, minimal(&every(&source, &positions, (0, Position::MAX))));
        }
    }

    #[test]
    fn a_word_stands_where_any_of_its_terms_does(source in sources(), positions in articles()) {
        let (by_word, words) = source.by_word();
        let mut read = Positions::empty(words.len());
        read.body_words = positions.body_words;
        for &at in positions.sentence_starts() {
            read.push_sentence(at);
        }
        for &at in positions.paragraph_starts() {
            read.push_paragraph(at);
        }
        for (word, terms) in (0..).zip(&words) {
            let lists = terms.iter().map(|&id| positions.term(id));
            let all: BTreeSet<Position> = lists.flatten().copied().collect();
            for at in all {
                read.push_term(TermId(word), at);
            }
        }
        prop_assert_eq!(intervals(&by_word, &read), intervals(&source, &positions));
    }

    #[test]
    fn marks_are_whole_or_say_so(source in sources(), positions in articles(), steps in 0..400_u64) {
        let work = WorkBudget::of(steps).work();
        let found = matches(&source, &positions, &work);
        if !work.is_spent() {
            prop_assert_eq!(found, matches(&source, &positions, &Work::unlimited()));
        }
    }

    #[test]
    fn intervals_and_marks_equal_brute_force(source in sources(), positions in articles()) {
        let found = every(&source, &positions, (0, Position::MAX));
        prop_assert_eq!(intervals(&source, &positions), minimal(&found));
        let matched = matches(&source, &positions, &Work::unlimited());
        prop_assert_eq!(&matched.intervals, &minimal(&found));
        let mut expected: Vec<Position> = found.into_iter().flat_map(|m| m.1).collect();
        let mut marked: Vec<Position> =
            matched.marks.iter().flat_map(|mark| mark.first..=mark.last).collect();
        expected.sort_unstable();
        expected.dedup();
        marked.sort_unstable();
        marked.dedup();
        prop_assert_eq!(marked, expected);
    }
}
