//! Evaluates a [`Source`] on the [`Positions`] of one article.
//!
//! The answer is the set of *minimal* intervals of Clarke, Cormack and Burkowski, "An Algebra for Structured Text Search"
//! (Computer Journal 38, 1995): those that hold a match and no smaller interval with a match; see also Boldi and Vigna,
//! "Efficient optimally lazy algorithms for minimal-interval semantics" (TCS 648, 2016). Minimal intervals never nest, so there
//! are at most as many as words. One thing is stricter here: that algebra hands only minimal intervals up to the next operator,
//! which loses matches of nested word distances (in `x y y z` the only minimal `x w/3 y` ends at the first *y*, and
//! `(x w/3 y) w/1 z` would find nothing). Operands of word distances are therefore evaluated to *every* interval that a match
//! covers, and the minimal ones are taken last. Plain words and phrases, nearly all operands, are the same either way.

use std::borrow::Cow;
use std::cmp::Ordering;
use std::ops::Range;

use crate::passage::positions::{Positions, TermId};
use crate::passage::source::Source;
use crate::passage::work::Work;
use crate::query::Within;
use crate::span::{Interval, Position};

/// Every position there is: where an operand may match unless a restriction stands above it.
pub(super) const EVERYWHERE: Interval = Interval {
    first: 0,
    last: Position::MAX,
};

/// Intervals, nested ones included, that one operator hands up at most, for the sake of memory. Above it, the query is given up.
/// Nested distances of thousands of words between very common words reach it in articles as long as a book.
const MAX_INTERVALS: usize = 1 << 22;

/// The position behind the last one: no word has it.
const END: Position = Position::MAX;

/// Steps that it takes to make an interval and sort it.
const STEPS_OF_AN_INTERVAL: usize = 6;

/// The minimal intervals in which `source` matches, by first position. None contains another.
pub fn intervals(source: &Source, positions: &Positions) -> Vec<Interval> {
    let mut found = Vec::new();
    intervals_into(source, positions, &Work::unlimited(), &mut found);
    found
}

/// [`intervals()`] into a list that is reused. Takes the steps of `work` at most: where they are spent, the list is incomplete.
pub fn intervals_into(
    source: &Source,
    positions: &Positions,
    work: &Work,
    found: &mut Vec<Interval>,
) {
    found.clear();
    let matcher = Matcher { positions, work };
    if !matcher.two_words(source, found) {
        *found = matcher.find(source, EVERYWHERE, Kept::Minimal);
    }
}

/// Which intervals an operator hands up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kept {
    /// Those that contain no other.
    Minimal,
    /// One for each pair of ends that some match has.
    Every,
}

/// How far the later of two operands may be from the earlier.
#[derive(Debug, Clone, Copy)]
pub(super) enum Reach<'a> {
    /// Positions differ by at most this many.
    Words(u32),
    /// In one unit; these are the positions at which units start.
    Unit(&'a [Position]),
}

/// The three operators that join two operands, in one shape.
#[derive(Debug, Clone, Copy)]
pub(super) struct Pairing<'a> {
    pub(super) left: &'a Source,
    pub(super) right: &'a Source,
    pub(super) reach: Reach<'a>,
    pub(super) ordered: bool,
}

/// One way to choose the first few operands of a phrase.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct PhraseStep {
    /// First word of the phrase.
    pub(super) first: Position,
    /// The last operand chosen.
    pub(super) at: Interval,
    /// Other words passed over.
    pub(super) used: u32,
}

impl PhraseStep {
    pub(super) fn cover(self) -> Interval {
        Interval::new(self.first, self.at.last)
    }
}

/// Evaluates sources on one article.
#[derive(Debug, Clone, Copy)]
pub(super) struct Matcher<'a> {
    pub(super) positions: &'a Positions,
    pub(super) work: &'a Work,
}

impl<'a> Matcher<'a> {
    /// The intervals of `source` whose words lie in `zone`, ascending, without duplicates. Incomplete where the work is spent.
    pub(super) fn find(self, source: &Source, zone: Interval, wanted: Kept) -> Vec<Interval> {
        if self.work.is_spent() {
            return Vec::new();
        }
        let found = self.find_all(source, zone, wanted);
        self.work.spend(1 + found.len());
        found
    }

    fn find_all(self, source: &Source, zone: Interval, wanted: Kept) -> Vec<Interval> {
        match source {
            Source::Term(terms) => self.words(terms, zone),
            Source::Compound { terms, words } => {
                let stands = self.stands(terms, zone);
                let all = stands
                    .iter()
                    .map(|&at| Interval::new(at, at.saturating_add(words.saturating_sub(1))));
                let body_words = self.positions.body_words;
                let is_across = |whole: &Interval| (whole.first..=whole.last).contains(&body_words);
                all.filter(|whole| whole.last <= zone.last && !is_across(whole))
                    .collect()
            }
            Source::Except(source, except) => {
                let except = self.find(except, EVERYWHERE, Kept::Every);
                let mut found = self.find(source, zone, Kept::Every);
                found.retain(|interval| except.binary_search(interval).is_err());
                tidy(found, wanted)
            }
            Source::Phrase { sources, slop } => {
                let steps = self.phrase_steps(sources, *slop, zone);
                tidy(
                    steps
                        .last()
                        .into_iter()
                        .flatten()
                        .map(|step| step.cover())
                        .collect(),
                    wanted,
                )
            }
            Source::Or(sources) => {
                let each = sources
                    .iter()
                    .flat_map(|source| self.find(source, zone, wanted));
                tidy(each.collect(), wanted)
            }
            Source::NotNear { .. } => tidy(self.alone(source, zone), wanted),
            Source::AtLeast { count, source } => {
                let minimal = self.find(source, zone, Kept::Minimal);
                if minimal.len() < *count as usize {
                    Vec::new()
                } else if wanted == Kept::Minimal {
                    minimal
                } else {
                    self.find(source, zone, Kept::Every)
                }
            }
            Source::First { .. } | Source::InTitle(_) | Source::InBody(_) => self
                .restricted(source, zone)
                .map_or_else(Vec::new, |(source, zone)| self.find(source, zone, wanted)),
            Source::Near { .. } | Source::SameSentence { .. } | Source::SameParagraph { .. } => {
                self.pairing(source)
                    .map_or_else(Vec::new, |pairing| self.paired(&pairing, zone, wanted))
            }
        }
    }

    /// The source under a restriction to a part of the article, and that part of `zone`; `None` where nothing is left.
    pub(super) fn restricted(self, source: &Source, zone: Interval) -> Option<(&Source, Interval)> {
        let (source, own) = match source {
            Source::InTitle(source) => (source, self.positions.title()),
            Source::InBody(source) => (source, self.positions.body()?),
            Source::First { words, source } => {
                let body = self.positions.body()?;
                (
                    source,
                    Interval::new(0, body.last.min(words.checked_sub(1)?)),
                )
            }
            _ => return None,
        };
        let (first, last) = (own.first.max(zone.first), own.last.min(zone.last));
        (first <= last).then(|| (&**source, Interval::new(first, last)))
    }

    /// The shape of an operator that joins two operands.
    pub(super) fn pairing<'s>(self, source: &'s Source) -> Option<Pairing<'s>>
    where
        'a: 's,
    {
        let (left, right, within, ordered) = match source {
            Source::Near {
                left,
                right,
                distance,
                ordered,
            } => (left, right, Within::Words(*distance), *ordered),
            Source::SameSentence {
                left,
                right,
                ordered,
            } => (left, right, Within::Sentence, *ordered),
            Source::SameParagraph {
                left,
                right,
                ordered,
            } => (left, right, Within::Paragraph, *ordered),
            _ => return None,
        };
        Some(Pairing {
            left,
            right,
            reach: self.reach(within),
            ordered,
        })
    }

    /// The operands' intervals, ready to be paired: those that are no match by themselves are gone.
    pub(super) fn operands(
        self,
        pairing: &Pairing<'_>,
        zone: Interval,
        wanted: Kept,
    ) -> [Vec<Interval>; 2] {
        let wanted = match pairing.reach {
            Reach::Words(_) => Kept::Every,
            // A narrower operand fits wherever a wider one does.
            Reach::Unit(_) => wanted,
        };
        let operand = |source| {
            let mut found = self.find(source, zone, wanted);
            if let Reach::Unit(_) = pairing.reach {
                found.retain(|interval| interval.last <= self.limit(pairing.reach, interval.first));
            }
            found
        };
        let left = operand(pairing.left);
        if left.is_empty() {
            return [Vec::new(), Vec::new()];
        }
        [left, operand(pairing.right)]
    }

    /// The last position at which the later operand may start when the earlier one ends at `from`; in one unit, also the
    /// last at which it may end. Never on the other side of the gap between body and title.
    pub(super) fn limit(self, reach: Reach<'_>, from: Position) -> Position {
        let limit = match reach {
            Reach::Words(distance) => from.saturating_add(distance),
            Reach::Unit(starts) => starts
                .get(starts.partition_point(|&start| start <= from))
                .map_or(Position::MAX, |next| next - 1),
        };
        match self.positions.body() {
            Some(body) if from <= body.last => limit.min(body.last),
            _ => limit,
        }
    }

    /// Every way to choose the operands of a phrase: for each operand the choices up to it. Empty when there is none.
    pub(super) fn phrase_steps(
        self,
        sources: &[Source],
        slop: u32,
        zone: Interval,
    ) -> Vec<Vec<PhraseStep>> {
        let mut levels: Vec<Vec<PhraseStep>> = Vec::with_capacity(sources.len());
        for source in sources {
            let operand = self.find(source, zone, Kept::Every);
            let mut steps: Vec<PhraseStep> = match levels.last() {
                None => operand
                    .iter()
                    .map(|&at| PhraseStep {
                        first: at.first,
                        at,
                        used: 0,
                    })
                    .collect(),
                Some(before) => before
                    .iter()
                    .flat_map(|&step| self.next_steps(step, &operand, slop))
                    .take(MAX_INTERVALS + 1)
                    .collect(),
            };
            if !self.affords(steps.len()) {
                return Vec::new();
            }
            steps.sort_unstable();
            steps.dedup();
            if steps.is_empty() {
                return Vec::new();
            }
            levels.push(steps);
        }
        levels
    }

    fn next_steps(
        self,
        step: PhraseStep,
        operand: &[Interval],
        slop: u32,
    ) -> impl Iterator<Item = PhraseStep> {
        let reach = Reach::Words((slop - step.used).saturating_add(1));
        let after = starting_in(operand, step.at.last, self.limit(reach, step.at.last));
        operand[after].iter().map(move |&at| PhraseStep {
            first: step.first,
            at,
            used: step.used + (at.first - step.at.last - 1),
        })
    }

    fn words(self, terms: &[TermId], zone: Interval) -> Vec<Interval> {
        let stands = self.stands(terms, zone);
        stands.iter().map(|&at| Interval::at(at)).collect()
    }

    /// Where any of these terms stands.
    fn stands(self, terms: &[TermId], zone: Interval) -> Cow<'a, [Position]> {
        if let [only] = *terms {
            return Cow::Borrowed(self.positions.of_term(only, zone));
        }
        let lists = terms.iter().map(|&term| self.positions.of_term(term, zone));
        let mut lists = lists.filter(|list| !list.is_empty());
        // Mostly only one of them is there: an article is in one language.
        let first = lists.next().unwrap_or_default();
        let Some(second) = lists.next() else {
            self.work.spend(terms.len() / 8 + first.len());
            return Cow::Borrowed(first);
        };
        let mut all = [first, second].concat();
        lists.for_each(|list| all.extend_from_slice(list));
        self.work.spend(terms.len() / 8 + 2 * all.len());
        all.sort_unstable();
        all.dedup();
        Cow::Owned(all)
    }

    /// The minimal intervals where `source` joins two words, in one pass over both; false where it is something else.
    fn two_words(self, source: &Source, found: &mut Vec<Interval>) -> bool {
        let Some(pairing) = self.pairing(source) else {
            return false;
        };
        let (Source::Term(left), Source::Term(right)) = (pairing.left, pairing.right) else {
            return false;
        };
        let (left, right) = (
            self.stands(left, EVERYWHERE),
            self.stands(right, EVERYWHERE),
        );
        self.work.spend(left.len() + right.len());
        let words = (&*left, &*right, pairing.ordered);
        let body_words = self.positions.body_words;
        let is_across = |from, at| from < body_words && body_words < at;
        match pairing.reach {
            Reach::Words(distance) => {
                let near = |from, at| at - from <= distance && !is_across(from, at);
                neighbours(words, near, found);
            }
            Reach::Unit(mut starts) => {
                let near = |from, at| {
                    let passed = starts.iter().take_while(|&&start| start <= from);
                    starts = &starts[passed.count()..];
                    starts.first().is_none_or(|&next| at < next) && !is_across(from, at)
                };
                neighbours(words, near, found);
            }
        }
        true
    }

    fn reach(self, within: Within) -> Reach<'a> {
        match within {
            Within::Words(distance) => Reach::Words(distance),
            Within::Sentence => Reach::Unit(self.positions.sentence_starts()),
            Within::Paragraph => Reach::Unit(self.positions.paragraph_starts()),
        }
    }

    fn paired(self, pairing: &Pairing<'_>, zone: Interval, wanted: Kept) -> Vec<Interval> {
        let [left, right] = self.operands(pairing, zone, wanted);
        if left.is_empty() || right.is_empty() {
            return Vec::new();
        }
        if wanted == Kept::Every {
            return tidy(self.every_cover(pairing, &left, &right), wanted);
        }
        let mut found = Vec::new();
        self.nearest_covers(&left, &right, pairing.reach, &mut found);
        if !pairing.ordered {
            self.nearest_covers(&right, &left, pairing.reach, &mut found);
        }
        tidy(found, Kept::Minimal)
    }

    /// Whether `held` intervals, or choices, fit into memory and into the budget. Where they do not, the query is given up.
    fn affords(self, held: usize) -> bool {
        if held > MAX_INTERVALS {
            self.work.give_up();
        }
        self.work.spend(held.saturating_mul(STEPS_OF_AN_INTERVAL));
        !self.work.is_spent()
    }

    /// The covers of all pairs.
    fn every_cover(
        self,
        pairing: &Pairing<'_>,
        left: &[Interval],
        right: &[Interval],
    ) -> Vec<Interval> {
        let mut found = Vec::new();
        let orders = [(left, right), (right, left)];
        for (earlier, later) in orders.into_iter().take(if pairing.ordered { 1 } else { 2 }) {
            for before in earlier {
                let after = starting_in(later, before.last, self.limit(pairing.reach, before.last));
                found.extend(later[after].iter().map(|after| before.cover(*after)));
                if found.len() > MAX_INTERVALS {
                    break;
                }
            }
        }
        if self.affords(found.len()) {
            found
        } else {
            Vec::new()
        }
    }

    /// For each of the earlier operand's intervals the narrowest cover with a later one: all minimal covers, and some more.
    fn nearest_covers(
        self,
        earlier: &[Interval],
        later: &[Interval],
        reach: Reach<'_>,
        found: &mut Vec<Interval>,
    ) {
        if let (true, true) = (never_nests(earlier), never_nests(later)) {
            for before in earlier {
                let after = starting_in(later, before.last, self.limit(reach, before.last));
                found.extend(later[after].first().map(|after| before.cover(*after)));
            }
            return;
        }
        // Of those that end together the shortest, of those that start together the shortest: no other makes a narrower cover.
        let mut earlier = earlier.to_vec();
        earlier.sort_unstable_by_key(|interval| (interval.last, std::cmp::Reverse(interval.first)));
        earlier.dedup_by_key(|interval| interval.last);
        let mut later = later.to_vec();
        later.dedup_by_key(|interval| interval.first);
        for before in earlier {
            let after = starting_in(&later, before.last, self.limit(reach, before.last));
            let nearest = later[after].iter().min_by_key(|after| after.last);
            found.extend(nearest.map(|after| before.cover(*after)));
        }
    }

    /// Drops the intervals that have one of `others` in reach on either side, or sharing words with them.
    fn drop_near(self, found: &mut Vec<Interval>, others: &[Interval], reach: Reach<'_>) {
        let mut furthest = 0;
        let ends: Vec<Position> = others
            .iter()
            .map(|other| {
                furthest = other.last.max(furthest);
                furthest
            })
            .collect();
        found.retain(|interval| {
            let earliest = match reach {
                Reach::Words(distance) => interval.first.saturating_sub(distance),
                Reach::Unit(starts) => starts
                    [..starts.partition_point(|&start| start <= interval.first)]
                    .last()
                    .map_or(0, |&start| start),
            };
            let limit = self.limit(reach, interval.last);
            let from = ends.partition_point(|&end| end < earliest);
            let to = others.partition_point(|other| other.first <= limit);
            let candidates = others.get(from..to).unwrap_or_default();
            !candidates
                .iter()
                .any(|other| self.near(*interval, *other, reach))
        });
    }

    /// The matches of the first operand of [`Source::NotNear`] that no match of the second is near.
    fn alone(self, source: &Source, zone: Interval) -> Vec<Interval> {
        let Source::NotNear {
            left,
            right,
            within,
            ordered,
        } = source
        else {
            return Vec::new();
        };
        let mut found = self.find(left, zone, Kept::Every);
        if !found.is_empty() {
            let others = self.find(right, EVERYWHERE, Kept::Every);
            let reach = self.reach(*within);
            if *ordered {
                self.drop_followed(&mut found, &others, reach);
            } else {
                self.drop_near(&mut found, &others, reach);
            }
        }
        found
    }

    /// Drops the intervals that are followed by one of `others` in reach.
    fn drop_followed(self, found: &mut Vec<Interval>, others: &[Interval], reach: Reach<'_>) {
        found.retain(|interval| {
            let after = starting_in(others, interval.last, self.limit(reach, interval.last));
            let mut after = others[after].iter();
            match reach {
                Reach::Words(_) => after.next().is_none(),
                Reach::Unit(_) => {
                    let end = self.limit(reach, interval.first);
                    !after.any(|other| other.last <= end)
                }
            }
        });
    }

    fn near(self, one: Interval, other: Interval, reach: Reach<'_>) -> bool {
        let (earlier, later) = if one <= other {
            (one, other)
        } else {
            (other, one)
        };
        one != other
            && match reach {
                Reach::Words(_) => later.first <= self.limit(reach, earlier.last),
                Reach::Unit(_) => earlier.cover(later).last <= self.limit(reach, earlier.first),
            }
    }
}

/// The intervals from each place of the left word to the next of the right, and the other way around unless they are ordered, with
/// neither word between; those of them whose ends are `near` each other, which is asked in ascending order.
///
/// These are the minimal ones: they join neighbours in the merged list.
fn neighbours(
    (left, right, ordered): (&[Position], &[Position], bool),
    mut near: impl FnMut(Position, Position) -> bool,
    found: &mut Vec<Interval>,
) {
    let mut join = |from, at| {
        if near(from, at) {
            found.push(Interval::new(from, at));
        }
    };
    let (mut lefts, mut rights) = (left.iter(), right.iter());
    let next = |of: &mut std::slice::Iter<'_, Position>| of.next().copied().unwrap_or(END);
    let (mut left, mut right) = (next(&mut lefts), next(&mut rights));
    while left != END && right != END {
        let from = left.min(right);
        match left.cmp(&right) {
            Ordering::Less => {
                left = next(&mut lefts);
                if left >= right {
                    join(from, right);
                }
            }
            Ordering::Greater => {
                right = next(&mut rights);
                if right >= left && !ordered {
                    join(from, left);
                }
            }
            // Both words are one.
            Ordering::Equal => {
                (left, right) = (next(&mut lefts), next(&mut rights));
                let at = left.min(right);
                if at != END && (at == right || !ordered) {
                    join(from, at);
                }
            }
        }
    }
}

/// Which of `intervals`, ascending, start after `from` and not after `limit`.
pub(super) fn starting_in(intervals: &[Interval], from: Position, limit: Position) -> Range<usize> {
    let start = intervals.partition_point(|interval| interval.first <= from);
    let length = intervals[start..].partition_point(|interval| interval.first <= limit);
    start..start + length
}

/// Ascending, without duplicates, and without those that contain another where only minimal ones are wanted.
fn tidy(mut intervals: Vec<Interval>, wanted: Kept) -> Vec<Interval> {
    intervals.sort_unstable();
    intervals.dedup();
    if wanted == Kept::Every || never_nests(&intervals) {
        return intervals;
    }
    let mut kept: Vec<Interval> = Vec::with_capacity(intervals.len());
    for interval in intervals {
        if kept.last().is_some_and(|last| interval.contains(*last)) {
            continue;
        }
        while kept.last().is_some_and(|last| last.contains(interval)) {
            kept.pop();
        }
        kept.push(interval);
    }
    kept
}

/// Whether no interval of an ascending list contains another.
fn never_nests(intervals: &[Interval]) -> bool {
    intervals.is_sorted_by(|a, b| a.first < b.first && a.last < b.last)
}
