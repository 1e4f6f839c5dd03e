//! Which words take part in a match, and their bytes.
//!
//! A word is marked when some match of the whole source uses it, so that both *ministers* of one sentence are marked for
//! `ministers w/s resign*` and no *ministers* of any other sentence is. A phrase is one mark from its first to its last word; where
//! other words may stand between (`"…"~n`) those are not marked, and neighbours that are marked are joined.

use std::ops::Range;

use crate::passage::intervals::{
    EVERYWHERE, Kept, Matcher, Pairing, Reach, intervals_into, starting_in,
};
use crate::passage::positions::Positions;
use crate::passage::source::Source;
use crate::passage::work::Work;
use crate::span::{ByteSpan, Interval, Position};

/// The matches of one source in one article.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Matches {
    /// The minimal intervals, ascending; none contains another.
    pub intervals: Vec<Interval>,
    /// The words that take part in a match, ascending, without duplicates: one interval for each word, or for each phrase.
    pub marks: Vec<Interval>,
}

/// The matches of `source`: where they are, and which words take part. Takes the steps of `work` at most: where they are spent,
/// both are incomplete.
pub fn matches(source: &Source, positions: &Positions, work: &Work) -> Matches {
    let mut intervals = Vec::new();
    intervals_into(source, positions, work, &mut intervals);
    let mut marks = Vec::new();
    if !intervals.is_empty() {
        Matcher { positions, work }.mark(source, EVERYWHERE, Live(None), &mut marks);
        marks.sort_unstable();
        marks.dedup();
    }
    Matches { intervals, marks }
}

/// Words that took part in a match.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Mark {
    /// Where they stand.
    pub at: Interval,
    /// Whether it is a function word of a query that has other words: it matched, and to mark it would help no reader.
    pub is_function_word: bool,
}

/// A stretch of text that matched.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Highlight {
    /// Its bytes.
    pub span: ByteSpan,
    /// Whether it is only function words of a query that has other words, which are not marked where people read.
    pub is_function_word: bool,
}

impl From<Interval> for Mark {
    /// Words that say what the query is about.
    fn from(at: Interval) -> Self {
        Self {
            at,
            is_function_word: false,
        }
    }
}

impl From<ByteSpan> for Highlight {
    /// A stretch of words that say what the query is about.
    fn from(span: ByteSpan) -> Self {
        Self {
            span,
            is_function_word: false,
        }
    }
}

/// The bytes of marked words: those of `marks` (in any order) that lie inside `within`, sorted and disjoint.
///
/// `words` are the spans of consecutive words, of which the first has position `base`. Marks that share a word become one
/// highlight; marks that only touch stay apart.
pub fn highlights(
    marks: impl IntoIterator<Item = Mark>,
    words: &[ByteSpan],
    base: Position,
    within: Interval,
) -> Vec<Highlight> {
    let mut inside: Vec<Mark> = marks
        .into_iter()
        .filter(|mark| within.contains(mark.at))
        .collect();
    inside.sort_unstable();
    let mut merged: Vec<Mark> = Vec::with_capacity(inside.len());
    for mark in inside {
        match merged.last_mut() {
            Some(last) if mark.at.first <= last.at.last => {
                last.at = last.at.cover(mark.at);
                last.is_function_word &= mark.is_function_word;
            }
            _ => merged.push(mark),
        }
    }
    let span_of = |position: Position| words.get(position.checked_sub(base)? as usize).copied();
    let highlight = |mark: Mark| {
        let span = span_of(mark.at.first)?.cover(span_of(mark.at.last)?);
        Some(Highlight {
            span,
            is_function_word: mark.is_function_word,
        })
    };
    merged.into_iter().filter_map(highlight).collect()
}

/// The bytes of marked words in the title, whose words have the spans `title_words`.
pub fn title_highlights(
    marks: impl IntoIterator<Item = Mark>,
    title_words: &[ByteSpan],
    body_words: u32,
) -> Vec<Highlight> {
    let base = body_words.saturating_add(1);
    highlights(marks, title_words, base, Interval::new(base, Position::MAX))
}

/// The intervals of a source that are part of a match of the whole: these (ascending), or all of them.
#[derive(Debug, Clone, Copy)]
struct Live<'a>(Option<&'a [Interval]>);

impl Live<'_> {
    fn contains(self, interval: Interval) -> bool {
        self.0
            .is_none_or(|live| live.binary_search(&interval).is_ok())
    }
}

/// The intervals of one operand, ascending, and which of them are part of a match.
struct Operand {
    found: Vec<Interval>,
    lives: Vec<bool>,
}

impl Operand {
    fn new(found: Vec<Interval>) -> Self {
        Self {
            lives: vec![false; found.len()],
            found,
        }
    }

    fn into_live(self) -> Vec<Interval> {
        let found = self.found.into_iter().zip(self.lives);
        found
            .filter_map(|(at, lives)| lives.then_some(at))
            .collect()
    }
}

/// Steps that it takes to find the pairs of an interval.
const STEPS_OF_PAIRS: usize = 4;

impl Matcher<'_> {
    /// Adds the marks of those matches of `source` that cover one of the `live` intervals.
    fn mark(self, source: &Source, zone: Interval, live: Live<'_>, marks: &mut Vec<Interval>) {
        if self.work.is_spent() {
            return;
        }
        match source {
            Source::Term(_) | Source::Compound { .. } | Source::Phrase { slop: 0, .. } => {
                marks.extend(self.live(source, zone, live));
            }
            Source::Phrase { sources, slop } => {
                self.mark_phrase(sources, *slop, (zone, live), marks);
            }
            Source::Except(of, _) | Source::NotNear { left: of, .. } => {
                let kept = self.live(source, zone, live);
                self.mark(of, zone, Live(Some(&kept)), marks);
            }
            Source::Or(sources) => {
                for source in sources {
                    self.mark(source, zone, live, marks);
                }
            }
            Source::AtLeast { source: of, .. } => {
                if !self.find(source, zone, Kept::Minimal).is_empty() {
                    self.mark(of, zone, live, marks);
                }
            }
            Source::First { .. } | Source::InTitle(_) | Source::InBody(_) => {
                if let Some((of, zone)) = self.restricted(source, zone) {
                    self.mark(of, zone, live, marks);
                }
            }
            Source::Near { .. } | Source::SameSentence { .. } | Source::SameParagraph { .. } => {
                if let Some(pairing) = self.pairing(source) {
                    self.mark_pairs(&pairing, zone, live, marks);
                }
            }
        }
    }

    fn live(self, source: &Source, zone: Interval, live: Live<'_>) -> Vec<Interval> {
        let mut found = self.find(source, zone, Kept::Every);
        found.retain(|interval| live.contains(*interval));
        self.work.spend(found.len());
        found
    }

    fn mark_pairs(
        self,
        pairing: &Pairing<'_>,
        zone: Interval,
        live: Live<'_>,
        marks: &mut Vec<Interval>,
    ) {
        let [mut left, mut right] = self.operands(pairing, zone, Kept::Every).map(Operand::new);
        self.pairs(&mut left, &mut right, pairing.reach, live);
        if !pairing.ordered {
            self.pairs(&mut right, &mut left, pairing.reach, live);
        }
        for (source, operand) in [(pairing.left, left), (pairing.right, right)] {
            let kept = operand.into_live();
            self.mark(source, zone, Live(Some(&kept)), marks);
        }
    }

    /// Finds which intervals of two operands make a pair whose cover is live. No pair is looked at by itself: there may be as many
    /// as the square of the words.
    fn pairs(self, earlier: &mut Operand, later: &mut Operand, reach: Reach<'_>, live: Live<'_>) {
        match live.0 {
            None => self.all_pairs(earlier, later, reach),
            Some(covers) => self.pairs_covering(earlier, later, reach, covers),
        }
    }

    /// Of two operands any pair in reach.
    fn all_pairs(self, earlier: &mut Operand, later: &mut Operand, reach: Reach<'_>) {
        self.work
            .spend(earlier.found.len() * STEPS_OF_PAIRS + later.found.len());
        // At which intervals ranges of live ones begin, less those that end there.
        let mut change = vec![0_i64; later.found.len() + 1];
        for (before, lives) in earlier.found.iter().zip(&mut earlier.lives) {
            let after = starting_in(&later.found, before.last, self.limit(reach, before.last));
            if !after.is_empty() {
                *lives = true;
                change[after.start] += 1;
                change[after.end] -= 1;
            }
        }
        let mut ranges = 0;
        for (lives, change) in later.lives.iter_mut().zip(change) {
            ranges += change;
            *lives |= ranges > 0;
        }
    }

    /// Of two operands the pairs in reach that make one of the `covers`, which are ascending: the earlier starts where the cover
    /// does, the later ends where it does.
    fn pairs_covering(
        self,
        earlier: &mut Operand,
        later: &mut Operand,
        reach: Reach<'_>,
        covers: &[Interval],
    ) {
        let mut by_end: Vec<usize> = (0..later.found.len()).collect();
        by_end.sort_unstable_by_key(|&at| (later.found[at].last, later.found[at].first));
        self.work.spend(by_end.len() * STEPS_OF_PAIRS);
        for cover in covers {
            let starting = same(&earlier.found, |at| at.first.cmp(&cover.first));
            let ending = same(&by_end, |&at| later.found[at].last.cmp(&cover.last));
            self.work
                .spend(STEPS_OF_PAIRS + starting.len() + ending.len());
            if self.work.is_spent() {
                return;
            }
            let ending = &by_end[ending];
            let mut marked = 0;
            // Both ascend, and so do the limits.
            for (before, lives) in earlier.found[starting.clone()]
                .iter()
                .zip(&mut earlier.lives[starting])
            {
                let limit = self.limit(reach, before.last);
                let from = ending.partition_point(|&at| later.found[at].first <= before.last);
                let to = ending.partition_point(|&at| later.found[at].first <= limit);
                if from < to {
                    *lives = true;
                    for &at in &ending[from.max(marked).min(to)..to] {
                        later.lives[at] = true;
                    }
                    marked = marked.max(to);
                }
            }
        }
    }

    /// Marks the operands of a phrase with gaps, and joins neighbours.
    fn mark_phrase(
        self,
        sources: &[Source],
        slop: u32,
        (zone, live): (Interval, Live<'_>),
        marks: &mut Vec<Interval>,
    ) {
        let mut levels = self.phrase_steps(sources, slop, zone);
        if let Some(last) = levels.last_mut() {
            last.retain(|step| live.contains(step.cover()));
        }
        for level in (1..levels.len()).rev() {
            if self.work.is_spent() {
                return;
            }
            let (before, after) = levels.split_at_mut(level);
            let (before, after) = (&mut before[level - 1], &after[0]);
            before.retain(|step| {
                let from = after.partition_point(|next| next.first < step.first);
                self.work.spend(STEPS_OF_PAIRS);
                after[from..]
                    .iter()
                    .inspect(|_| self.work.spend(1))
                    .take_while(|next| next.first == step.first)
                    .any(|next| {
                        next.at.first > step.at.last
                            && next.used == step.used + (next.at.first - step.at.last - 1)
                    })
            });
        }
        let mut own = Vec::new();
        for (source, steps) in sources.iter().zip(&levels) {
            let mut chosen: Vec<Interval> = steps.iter().map(|step| step.at).collect();
            chosen.sort_unstable();
            chosen.dedup();
            self.mark(source, zone, Live(Some(&chosen)), &mut own);
        }
        own.sort_unstable();
        let start = marks.len();
        for mark in own {
            match marks[start..].last_mut() {
                Some(last) if mark.first <= last.last.saturating_add(1) => *last = last.cover(mark),
                _ => marks.push(mark),
            }
        }
    }
}

/// The range of an ascending list in which `compare` finds its elements equal.
fn same<T>(list: &[T], compare: impl Fn(&T) -> std::cmp::Ordering) -> Range<usize> {
    let start = list.partition_point(|element| compare(element).is_lt());
    let length = list[start..].partition_point(|element| compare(element).is_eq());
    start..start + length
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::passage::sample_article::{SampleArticle, near};
    use crate::passage::work::WorkBudget;
    use crate::query::Within;

    /// The body with brackets around its highlights, then ` | ` and the title in the same way where there is one.
    fn marked(sample: &SampleArticle, source: &Source) -> String {
        let bracketed = |text: &str, highlights: Vec<Highlight>| {
            let mut shown = String::new();
            let mut at = 0;
            for Highlight { span, .. } in highlights {
                shown.extend([&text[at..span.start], "[", span.of(text), "]"]);
                at = span.end;
            }
            shown + &text[at..]
        };
        let marks = matches(source, &sample.positions, &Work::unlimited()).marks;
        let marks: Vec<Mark> = marks.into_iter().map(Mark::from).collect();
        let body_words = sample.positions.body_words;
        let everything = Interval::new(0, body_words.saturating_sub(1));
        let spans = highlights(marks.iter().copied(), &sample.analysis.words, 0, everything);
        let body = bracketed(&sample.body, spans);
        if sample.title.is_empty() {
            return body;
        }
        let spans = title_highlights(marks, &sample.analysis.title_words, body_words);
        format!("{body} | {}", bracketed(&sample.title, spans))
    }

    type MakeSource = fn(&SampleArticle) -> Source;

    /// What users of other engines asked for in the threads named: thread, text, query, answer.
    const THREADS: &[(&str, &str, MakeSource, &str)] = &[
        (
            "elastic/elasticsearch#18246: outside the slop",
            "short leg twice syndrome short syndrome",
            |s| s.near("short", "syndrome", 1, true),
            "short leg twice syndrome [short] [syndrome]",
        ),
        (
            "elastic/elasticsearch#15587: the second bonsai is too far away",
            "A new bonsai tree in the office. Bonsai!",
            |s| s.near("new", "bonsai", 2, false),
            "A [new] [bonsai] tree in the office. Bonsai!",
        ),
        (
            "elastic/elasticsearch#122596: no gap words",
            "test with slop different from zero",
            |s| s.phrase("test with from zero", 2),
            "[test with] slop different [from zero]",
        ),
        (
            "elastic/elasticsearch#43867: every occurrence that can form a match",
            "la hoya hoya hoya",
            |s| s.near("hoya", "la", 51, false),
            "[la] [hoya] [hoya] [hoya]",
        ),
        (
            "elastic/elasticsearch#43867: none that is too near is left",
            "la hoya hoya hoya",
            |s| Source::NotNear {
                left: s.operand("hoya").into(),
                right: s.operand("la").into(),
                within: Within::Words(50),
                ordered: false,
            },
            "la hoya hoya hoya",
        ),
        (
            "elastic/elasticsearch#20555: half an alternative is no alternative",
            "Obama States President",
            |s| {
                let names = Source::Or(vec![s.phrase("united states", 0), s.term("obama")]);
                near(s.term("president"), names, 6, false)
            },
            "[Obama] States [President]",
        ),
        (
            "elastic/elasticsearch#29561, #15291: a phrase is one highlight, its lone words are none",
            "The quick brown fox jumped over the other quick, lazier, fox.",
            |s| s.phrase("quick brown fox", 0),
            "The [quick brown fox] jumped over the other quick, lazier, fox.",
        ),
        (
            "elastic/elasticsearch#17581: a phrase that is not there marks nothing",
            "Lorem ipsum dolor sit amet.",
            |s| Source::Or(vec![s.phrase("lorem something", 0), s.term("ipsum")]),
            "Lorem [ipsum] dolor sit amet.",
        ),
        (
            "quickwit-oss/tantivy#2358: phrases, and any of the forms of a fuzzy word",
            "new york is a new york state, york is not new, newer yorck neither",
            |s| Source::Or(vec![s.phrase("new york", 0), s.term("yorck/yorrk")]),
            "[new york] is a [new york] state, york is not new, newer [yorck] neither",
        ),
    ];

    #[test]
    fn matches_are_marked_as_other_engines_were_asked_to() {
        for (name, text, source, expected) in THREADS {
            let sample = SampleArticle::new(text);
            assert_eq!(marked(&sample, &source(&sample)), *expected, "{name}");
        }
    }

    /// Text, query, answer.
    const OPERATORS: &[(&str, MakeSource, &str)] = &[
        (
            "The minister said the minister resigns. The minister stayed.",
            |s| s.same_sentence("minister", "resigns"),
            "The [minister] said the [minister] [resigns]. The minister stayed.",
        ),
        (
            "One a here.\n\nThen b. And a.\n\nOnly b.",
            |s| s.same_paragraph("a", "b"),
            "One a here.\n\nThen [b]. And [a].\n\nOnly b.",
        ),
        (
            "us and us but us",
            |s| s.near("us", "us", 3, false),
            "[us] and [us] but [us]",
        ),
        ("us alone", |s| s.near("us", "us", 3, false), "us alone"),
        ("a x b", |s| s.near("a", "b", 1, false), "a x b"),
        ("b a x b", |s| s.near("a", "b", 1, false), "[b] [a] x b"),
        ("b a x b", |s| s.near("a", "b", 2, true), "b [a] x [b]"),
        (
            "peace talks, peace of mind, talks",
            |s| s.near("peace talks", "mind", 4, false),
            "[peace talks], peace of [mind], talks",
        ),
        ("x a | b y", |s| s.near("a", "b", 9, false), "x a | b y"),
        (
            "x a | a b y",
            |s| s.near("a", "b", 9, false),
            "x a | [a] [b] y",
        ),
        (
            "x a | a b",
            |s| Source::InTitle(s.operand("a").into()),
            "x a | [a] b",
        ),
        (
            "x a | a b",
            |s| Source::InBody(s.operand("a").into()),
            "x [a] | a b",
        ),
        (
            "a b a b a",
            |s| Source::First {
                words: 3,
                source: s.operand("a").into(),
            },
            "[a] b [a] b a",
        ),
        (
            "a b a",
            |s| Source::AtLeast {
                count: 2,
                source: s.operand("a").into(),
            },
            "[a] b [a]",
        ),
        (
            "a b a",
            |s| Source::AtLeast {
                count: 3,
                source: s.operand("a").into(),
            },
            "a b a",
        ),
        (
            "a b | a",
            |s| {
                Source::InBody(Box::new(Source::AtLeast {
                    count: 2,
                    source: s.operand("a").into(),
                }))
            },
            "a b | a",
        ),
        (
            "US told us",
            |s| Source::Except(s.operand("us").into(), s.operand("told").into()),
            "[US] told [us]",
        ),
        ("a a a b", |s| s.phrase("a a", 0), "[a a a] b"),
        (
            "x y y z",
            |s| near(s.near("x", "y", 3, false), s.term("z"), 1, false),
            "[x] y [y] [z]",
        ),
    ];

    #[test]
    fn only_words_of_a_match_are_marked() {
        for (text, source, expected) in OPERATORS {
            let sample = SampleArticle::new(text);
            assert_eq!(marked(&sample, &source(&sample)), *expected, "{text}");
        }
    }

    #[test]
    fn marking_takes_no_time_of_the_square_of_the_words() {
        let words = ["the", "of", "a", "in", "x"];
        let body = (0..6_000_usize).map(|at| words[at * at % 7 % 5]);
        let sample = SampleArticle::new(&body.collect::<Vec<_>>().join(" "));
        let inner = |left, right| sample.near(left, right, 2_000, false);
        let source = near(inner("the", "of"), inner("a", "in"), 2_000, false);
        let budget = WorkBudget::of(60_000_000);
        let marks = matches(&source, &sample.positions, &budget.work()).marks;
        assert!(!budget.is_spent() || marks.is_empty());
        let budget = WorkBudget::of(10_000);
        let work = budget.work();
        matches(&source, &sample.positions, &work);
        assert!(work.is_spent(), "what is too much is said");
    }

    #[test]
    fn highlights_stay_inside_and_touching_ones_stay_apart() {
        let words: Vec<ByteSpan> = (0..6).map(|at| ByteSpan::new(at * 3, at * 3 + 3)).collect();
        let at = Interval::new;
        let marks = [at(4, 5), at(1, 1), at(2, 3), at(3, 3), at(0, 1)];
        let found = highlights(marks.map(Mark::from), &words, 0, at(1, 4));
        assert_eq!(
            found,
            [ByteSpan::new(3, 6), ByteSpan::new(6, 12)].map(Highlight::from)
        );
        assert_eq!(
            highlights([at(7, 8).into()], &words, 5, at(5, 9)),
            [ByteSpan::new(6, 12).into()]
        );
        assert_eq!(highlights([at(2, 40).into()], &words, 0, at(0, 99)), []);
    }

    #[test]
    fn a_function_word_inside_another_match_is_part_of_it() {
        let words: Vec<ByteSpan> = (0..6).map(|at| ByteSpan::new(at * 3, at * 3 + 3)).collect();
        let at = Interval::new;
        let function_word = |position| Mark {
            at: Interval::at(position),
            is_function_word: true,
        };
        let marks = [at(1, 3).into(), function_word(2), function_word(4)];
        let found = highlights(marks, &words, 0, at(0, 5));
        let found = found
            .iter()
            .map(|highlight| (highlight.span.start, highlight.is_function_word));
        assert_eq!(found.collect::<Vec<_>>(), [(3, false), (12, true)]);
    }
}
