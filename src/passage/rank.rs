//! Which runs of sentences of one article answer the query best.
//!
//! A passage is scored as BM25 would score a small article, with corpus weights, plus how close its different units stand:
//!
//! ```text
//! score     = content · lead · balance · fullness
//! content   = Σ weight(u) · ( s(tf(u)) + CLOSE · s(near(u)) )        over the query's units u
//! s(x)      = x · (K1 + 1) / (x + K1 · (1 - B + B · words / PIVOT))
//! tf(u)     = Σ √(least width / width) over u's intervals in the passage; half where one runs over its end
//! near(u)   = Σ 1 / distance in words to the next and previous match of another unit
//! lead      = 1 + LEAD / (1 + words before the passage / LEAD_WORDS)
//! balance   = 1 - BALANCE · |centre of the matches - centre of the passage| / (words / 2)
//! fullness  = 1/2 + 1/2 · min(1, words / least words of a passage)
//! ```
//!
//! The saturation and length terms are BM25's (Robertson and Walker, SIGIR 1994), `near` is the accumulator of Büttcher, Clarke and
//! Lushman, "Term proximity scoring for ad-hoc retrieval on very large text collections" (SIGIR 2006), with the inverse distance
//! instead of its square, because prose puts words between what belongs together. `K1` is small so that a second unit counts for
//! more than any repetition of the first. The baseline is `PassageScorer` of Lucene's unified highlighter, which knows
//! rarity in the article only, and neither closeness nor coverage.

use std::ops::Range;

use crate::analysis::{Analysis, Sentence};
use crate::passage::highlight::{Highlight, Mark, Matches, highlights, matches};
use crate::passage::intervals::intervals;
use crate::passage::positions::Positions;
use crate::passage::source::Source;
use crate::passage::work::Work;
use crate::span::{ByteSpan, Interval, Position};

/// BM25's `k1`, no unit: the smaller, the sooner repetition stops counting.
const K1: f64 = 0.5;
/// BM25's `b`, from 0 to 1: how much length counts.
const B: f64 = 0.4;
/// Length of an average passage, in words.
const PIVOT: u32 = 90;
/// The most that closeness adds to a unit, as a share of what its presence gives.
const CLOSE: f64 = 0.6;
/// What a passage gains at the very beginning of the article, as a share of its score.
const LEAD: f64 = 0.1;
/// Words before the passage that halve this gain.
const LEAD_WORDS: f64 = 100.0;
/// What a passage loses when all matches are at one end of it, as a share of its score.
const BALANCE: f64 = 0.05;

/// One positive part of a query that matches by itself: a word, a phrase, a proximity group.
#[derive(Debug, Clone, PartialEq)]
pub struct Unit {
    /// Where it matches in the article.
    pub matches: Matches,
    /// Words that its narrowest possible match covers ([`Source::least_width`]).
    pub least_width: u32,
    /// How much it counts: its inverse document frequency in the corpus times its boost.
    pub weight: f32,
    /// Whether it is a function word beside others that say what the query is about.
    pub is_function_word: bool,
}

impl Unit {
    /// A unit of an article that is shown: intervals and marked words, incomplete where the work is spent.
    pub fn new(source: &Source, positions: &Positions, weight: f32, work: &Work) -> Self {
        Self {
            matches: matches(source, positions, work),
            least_width: source.least_width(),
            weight,
            is_function_word: false,
        }
    }

    /// A unit of an article that is only ranked: intervals without marked words.
    pub fn unmarked(source: &Source, positions: &Positions, weight: f32) -> Self {
        let matches = Matches {
            intervals: intervals(source, positions),
            marks: Vec::new(),
        };
        Self {
            matches,
            least_width: source.least_width(),
            weight,
            is_function_word: false,
        }
    }

    /// The words that took part in its matches, ascending.
    pub fn marks(&self) -> impl Iterator<Item = Mark> + '_ {
        self.marks_from(0)
    }

    /// Those that start at a position or later.
    fn marks_from(&self, position: Position) -> impl Iterator<Item = Mark> + '_ {
        let marks = &self.matches.marks;
        let from = marks.partition_point(|at| at.first < position);
        marks[from..].iter().map(|&at| Mark {
            at,
            is_function_word: self.is_function_word,
        })
    }
}

/// What a passage should be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RankOptions {
    /// Passages wanted, at most. The default is 2.
    pub passages: usize,
    /// Words that a passage has where its surroundings allow it. The default is 60.
    pub min_words: u32,
    /// Words that a passage of more than one sentence never exceeds. The default is 120.
    pub max_words: u32,
}

impl Default for RankOptions {
    fn default() -> Self {
        Self {
            passages: 2,
            min_words: 60,
            max_words: 120,
        }
    }
}

/// A run of whole sentences of an article's body.
#[derive(Debug, Clone, PartialEq)]
pub struct Passage {
    /// Where it stands, in bytes of the body.
    pub span: ByteSpan,
    /// Ordinals of its first and last sentence, from 0.
    pub sentences: (u32, u32),
    /// Ordinal of the paragraph in which it starts, from 0.
    pub paragraph: u32,
    /// Larger is better; 0 for the lede of an article whose body has no match.
    pub score: f32,
    /// Its matches, in bytes of the body, inside `span`, sorted and disjoint.
    pub highlights: Vec<Highlight>,
}

impl Passage {
    /// Its text, verbatim, in the body that it is a passage of.
    pub fn text<'a>(&self, body: &'a str) -> &'a str {
        self.span.of(body)
    }
}

/// The best passages of one article that do not overlap, best first.
///
/// Never empty unless the body has no words: without a match in the body it is the lede. No passage runs across a heading;
/// a heading that matches is a passage by itself. A section that fits into `max_words` is not cut. A match that runs
/// over the end of a passage is not highlighted in it.
pub fn best_passages(analysis: &Analysis, units: &[Unit], options: &RankOptions) -> Vec<Passage> {
    let sentences = &analysis.sentences;
    let found = occurrences(
        units,
        Interval::new(0, analysis.body_words.saturating_sub(1)),
    );
    let mut candidates = Vec::new();
    if !found.is_empty() {
        let mut scorer = Scorer::new(units);
        let bounds = bounds(sentences, &found);
        for section in sections(analysis) {
            for run in runs(sentences, &section, options, &bounds) {
                let inside = &found[bounds[run.start]..bounds[run.end]];
                let score = scorer.passage(inside, extent(sentences, &run), options);
                candidates.push((score, run));
            }
        }
    }
    candidates.sort_by(|(a, at), (b, other)| b.total_cmp(a).then(at.start.cmp(&other.start)));
    let mut taken = vec![false; sentences.len()];
    let mut passages = Vec::new();
    for (score, run) in candidates {
        if passages.len() >= options.passages {
            break;
        }
        if !taken[run.clone()].contains(&true) {
            taken[run.clone()].fill(true);
            passages.push(passage(analysis, units, score, &run));
        }
    }
    if passages.is_empty() && options.passages > 0 {
        passages.extend(lede(analysis, options).map(|run| passage(analysis, units, 0.0, &run)));
    }
    passages
}

/// One match of one unit.
#[derive(Debug, Clone, Copy)]
pub(super) struct Occurrence {
    pub(super) at: Interval,
    /// Index of the unit.
    pub(super) unit: usize,
    /// 1 for the narrowest match possible, less for wider ones.
    strength: f64,
}

/// The matches of all units that start in `zone`, ascending.
pub(super) fn occurrences(units: &[Unit], zone: Interval) -> Vec<Occurrence> {
    let mut found = Vec::with_capacity(units.iter().map(|unit| unit.matches.intervals.len()).sum());
    for (unit, matched) in units.iter().enumerate() {
        let least = f64::from(matched.least_width);
        found.extend(
            matched
                .matches
                .intervals
                .iter()
                .filter(|at| zone.first <= at.first && at.first <= zone.last)
                .map(|&at| {
                    let strength = (least / f64::from(at.width())).sqrt().min(1.0);
                    Occurrence { at, unit, strength }
                }),
        );
    }
    if units.len() > 1 {
        found.sort_unstable_by_key(|occurrence| (occurrence.at, occurrence.unit));
    }
    found
}

/// Scores stretches of matches; keeps its sums between calls.
struct Scorer<'a> {
    units: &'a [Unit],
    /// For each unit, how often it matches and how near to others.
    sums: Vec<(f64, f64)>,
    /// The units whose sums are not zero: few of many, where a query has thousands of words.
    matched: Vec<usize>,
}

impl<'a> Scorer<'a> {
    fn new(units: &'a [Unit]) -> Self {
        Self {
            units,
            sums: vec![(0.0, 0.0); units.len()],
            matched: Vec::new(),
        }
    }

    /// `content` of the formula, for matches that start in a window of `words` words that ends at `last`.
    fn content(&mut self, found: &[Occurrence], last: Position, words: u32) -> f64 {
        for unit in self.matched.drain(..) {
            self.sums[unit] = (0.0, 0.0);
        }
        let mut previous: Option<&Occurrence> = None;
        for occurrence in found {
            let whole = if occurrence.at.last <= last { 1.0 } else { 0.5 };
            if self.sums[occurrence.unit].0 == 0.0 {
                self.matched.push(occurrence.unit);
            }
            self.sums[occurrence.unit].0 += occurrence.strength * whole;
            if let Some(before) = previous
                && before.unit != occurrence.unit
            {
                let distance = occurrence.at.first.saturating_sub(before.at.last).max(1);
                let near = f64::from(distance).recip();
                self.sums[before.unit].1 += near;
                self.sums[occurrence.unit].1 += near;
            }
            previous = Some(occurrence);
        }
        let k = K1 * (1.0 - B + B * f64::from(words) / f64::from(PIVOT));
        let saturated = |x: f64| x * (K1 + 1.0) / (x + k);
        self.matched.sort_unstable();
        self.matched
            .iter()
            .map(|&unit| {
                let (tf, near) = self.sums[unit];
                f64::from(self.units[unit].weight) * (saturated(tf) + CLOSE * saturated(near))
            })
            .sum()
    }

    fn passage(&mut self, found: &[Occurrence], extent: Interval, options: &RankOptions) -> f64 {
        let words = f64::from(extent.width());
        let content = self.content(found, extent.last, extent.width().max(options.min_words));
        let lead = 1.0 + LEAD / (1.0 + f64::from(extent.first) / LEAD_WORDS);
        let (sum, count) = found.iter().fold((0.0, 0.0), |(sum, count), occurrence| {
            (
                sum + f64::from(occurrence.at.first - extent.first) + 0.5,
                count + 1.0,
            )
        });
        let off_centre = if count > 0.0 {
            (sum / count - words / 2.0).abs()
        } else {
            0.0
        };
        let balance = 1.0 - BALANCE * off_centre / (words / 2.0);
        let fullness = 0.5 + 0.5 * (words / f64::from(options.min_words.max(1))).min(1.0);
        content * lead * balance * fullness
    }
}

/// For each sentence, and for the end, the index of the first match that starts there or later.
fn bounds(sentences: &[Sentence], found: &[Occurrence]) -> Vec<usize> {
    let mut bounds = Vec::with_capacity(sentences.len() + 1);
    let mut next = 0;
    for sentence in sentences {
        while found
            .get(next)
            .is_some_and(|occurrence| occurrence.at.first < sentence.first)
        {
            next += 1;
        }
        bounds.push(next);
    }
    bounds.push(found.len());
    bounds
}

/// Runs of sentences that no passage may leave: what stands between two headings, and each heading.
fn sections(analysis: &Analysis) -> Vec<Range<usize>> {
    let paragraph = |sentence: &Sentence| {
        let at = sentence.paragraph as usize;
        analysis
            .paragraphs
            .get(at)
            .filter(|paragraph| paragraph.heading)
            .map(|_| at)
    };
    let mut sections = Vec::new();
    let mut start = 0;
    for run in analysis
        .sentences
        .chunk_by(|a, b| paragraph(a) == paragraph(b))
    {
        sections.push(start..start + run.len());
        start += run.len();
    }
    sections
}

/// The runs of a section that can be a passage and in which a match starts.
fn runs(
    sentences: &[Sentence],
    section: &Range<usize>,
    options: &RankOptions,
    bounds: &[usize],
) -> Vec<Range<usize>> {
    let matched = |run: &Range<usize>| bounds[run.start] < bounds[run.end];
    if !matched(section) {
        return Vec::new();
    }
    let words = |run: &Range<usize>| extent(sentences, run).width();
    if words(section) <= options.max_words {
        return vec![section.clone()];
    }
    let fits = |run: &Range<usize>| words(run) <= options.max_words;
    let cannot_grow = |run: &Range<usize>| {
        (run.start == section.start || !fits(&(run.start - 1..run.end)))
            && (run.end == section.end || !fits(&(run.start..run.end + 1)))
    };
    let mut runs = Vec::new();
    for start in section.clone() {
        for end in start + 1..=section.end {
            let run = start..end;
            if run.len() > 1 && !fits(&run) {
                break;
            }
            if matched(&run) && (words(&run) >= options.min_words || cannot_grow(&run)) {
                runs.push(run);
            }
        }
    }
    runs
}

/// The first sentences of the text, headings left aside where there is anything else.
fn lede(analysis: &Analysis, options: &RankOptions) -> Option<Range<usize>> {
    let sentences = &analysis.sentences;
    let is_heading = |section: &Range<usize>| {
        let paragraph = sentences
            .get(section.start)
            .map(|sentence| sentence.paragraph as usize);
        paragraph
            .and_then(|at| analysis.paragraphs.get(at))
            .is_some_and(|at| at.heading)
    };
    let sections = sections(analysis);
    let section = sections
        .iter()
        .find(|section| !is_heading(section))
        .or(sections.first())?;
    let words = |end: usize| extent(sentences, &(section.start..end)).width();
    if words(section.end) <= options.max_words {
        return Some(section.clone());
    }
    let mut end = section.start + 1;
    while end < section.end && words(end) < options.min_words && words(end + 1) <= options.max_words
    {
        end += 1;
    }
    Some(section.start..end)
}

/// The words of a run of sentences, which must not be empty.
fn extent(sentences: &[Sentence], run: &Range<usize>) -> Interval {
    Interval::new(sentences[run.start].first, sentences[run.end - 1].last)
}

fn passage(analysis: &Analysis, units: &[Unit], score: f64, run: &Range<usize>) -> Passage {
    let sentences = &analysis.sentences;
    let (first, last) = (sentences[run.start], sentences[run.end - 1]);
    let within = extent(sentences, run);
    let marks = units.iter().flat_map(|unit| {
        unit.marks_from(within.first)
            .take_while(|mark| mark.at.first <= within.last)
    });
    let ordinal = |index: usize| u32::try_from(index).unwrap_or(u32::MAX);
    Passage {
        span: first.span.cover(last.span),
        sentences: (ordinal(run.start), ordinal(run.end - 1)),
        paragraph: first.paragraph,
        score: narrow(score),
        highlights: highlights(marks, &analysis.words, 0, within),
    }
}

#[expect(
    clippy::cast_possible_truncation,
    reason = "a score needs no more than seven digits"
)]
pub(super) fn narrow(score: f64) -> f32 {
    score as f32
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::analysis::Paragraph;
    use crate::passage::sample_article::SampleArticle;

    const SMALL: RankOptions = RankOptions {
        passages: 2,
        min_words: 6,
        max_words: 12,
    };

    fn texts(
        sample: &SampleArticle,
        sources: &[(Source, f32)],
        options: &RankOptions,
    ) -> Vec<String> {
        let units: Vec<Unit> = sources
            .iter()
            .map(|(source, weight)| {
                Unit::new(source, &sample.positions, *weight, &Work::unlimited())
            })
            .collect();
        best_passages(&sample.analysis, &units, options)
            .iter()
            .map(|passage| passage.span.of(&sample.body).to_owned())
            .collect()
    }

    #[test]
    fn covering_both_words_beats_repeating_one() {
        let sample = SampleArticle::new(
            "Peace peace peace peace peace again peace. Rain fell on all of the northern coast today. \
             The peace talks went on in the old town. Nothing else happened there that long week.",
        );
        let sources = [(sample.term("peace"), 3.0), (sample.term("talks"), 3.0)];
        let found = texts(&sample, &sources, &SMALL);
        assert_eq!(found[0], "The peace talks went on in the old town.");
        assert_eq!(found[1], "Peace peace peace peace peace again peace.");
    }

    #[test]
    fn near_beats_far_and_rare_beats_common() {
        let sample = SampleArticle::new(
            "The peace that nobody wanted here came after many other talks. Rain fell over all of the coast. \
             Snow fell over all of the hills. Now the peace talks that nobody wanted here have ended.",
        );
        let sources = [(sample.term("peace"), 3.0), (sample.term("talks"), 3.0)];
        assert_eq!(
            texts(&sample, &sources, &SMALL)[0],
            "Now the peace talks that nobody wanted here have ended."
        );
        let sources = [(sample.term("coast"), 2.0), (sample.term("hills"), 5.0)];
        assert_eq!(
            texts(&sample, &sources, &SMALL),
            [
                "Snow fell over all of the hills.",
                "Rain fell over all of the coast."
            ]
        );
    }

    #[test]
    fn no_passage_crosses_a_heading() {
        let sample = SampleArticle::new(
            "The town met.\n\n# Talks\n\nPeace came. It rained.\n\n# Other news\n\nNo talks there.",
        );
        let options = RankOptions {
            passages: 9,
            ..RankOptions::default()
        };
        let mut found = texts(&sample, &[(sample.term("talks"), 1.0)], &options);
        found.sort();
        assert_eq!(found, ["No talks there.", "Talks"]);
        let found = texts(&sample, &[(sample.term("peace"), 1.0)], &options);
        assert_eq!(found, ["Peace came. It rained."]);
    }

    #[test]
    fn without_a_match_in_the_body_the_lede_is_shown() {
        let sample = SampleArticle::new(
            "# Opinion\n\nOne two three four. Five six seven eight. Nine ten eleven twelve thirteen. | Talks",
        );
        let found = texts(&sample, &[(sample.term("talks"), 1.0)], &SMALL);
        assert_eq!(found, ["One two three four. Five six seven eight."]);
        assert_eq!(texts(&SampleArticle::new(" | Talks"), &[], &SMALL), [""; 0]);
        let headings_only = SampleArticle::new("# Opinion\n\n# More");
        assert_eq!(texts(&headings_only, &[], &SMALL), ["Opinion"]);
    }

    #[test]
    fn a_match_wider_than_any_passage_still_gives_one() {
        let sample = SampleArticle::new(
            "Alpha one two three four five six. Seven eight nine ten eleven twelve now. \
             Thirteen fourteen fifteen sixteen seventeen omega here.",
        );
        let options = RankOptions {
            passages: 1,
            ..SMALL
        };
        let found = texts(
            &sample,
            &[(sample.same_paragraph("alpha", "omega"), 1.0)],
            &options,
        );
        assert_eq!(found, ["Alpha one two three four five six."]);
    }

    /// Sentences of given lengths, in paragraphs of which some are headings; and matches of two units.
    fn articles() -> impl Strategy<Value = (Analysis, Vec<Unit>)> {
        let sentences = prop::collection::vec((1..25_u32, prop::bool::weighted(0.15)), 1..25);
        let words = || prop::collection::btree_set(0..300_u32, 0..6);
        (sentences, words(), words()).prop_map(|(lengths, one, other)| {
            let mut analysis = Analysis::default();
            for (words, heading) in lengths {
                let first = analysis.body_words;
                let last = first + words - 1;
                analysis.body_words += words;
                analysis.words.extend(
                    (first..=last).map(|at| ByteSpan::new(at as usize * 4, at as usize * 4 + 3)),
                );
                let span = ByteSpan::new(first as usize * 4, last as usize * 4 + 3);
                let paragraph = u32::try_from(analysis.paragraphs.len()).expect("few");
                analysis.paragraphs.push(Paragraph {
                    span,
                    heading,
                    first,
                    last,
                });
                analysis.sentences.push(Sentence {
                    span,
                    first,
                    last,
                    paragraph,
                });
            }
            let unit = |at: std::collections::BTreeSet<u32>, weight| {
                let marks: Vec<Interval> = at
                    .into_iter()
                    .filter(|at| *at < analysis.body_words)
                    .map(Interval::at)
                    .collect();
                let matches = Matches {
                    intervals: marks.clone(),
                    marks,
                };
                Unit {
                    matches,
                    least_width: 1,
                    weight,
                    is_function_word: false,
                }
            };
            let units = vec![unit(one, 2.0), unit(other, 3.0)];
            (analysis, units)
        })
    }

    proptest! {
        #[test]
        fn passages_keep_their_promises((analysis, units) in articles(), passages in 1..4_usize) {
            let options = RankOptions { passages, min_words: 20, max_words: 40 };
            let found = best_passages(&analysis, &units, &options);
            prop_assert!(!found.is_empty() && found.len() <= passages);
            prop_assert!(found.is_sorted_by(|a, b| a.score >= b.score));
            let matched = units.iter().any(|unit| !unit.matches.intervals.is_empty());
            for (index, passage) in found.iter().enumerate() {
                let sentences = passage.sentences.0 as usize..passage.sentences.1 as usize + 1;
                let run = &analysis.sentences[sentences.clone()];
                let words = extent(&analysis.sentences, &sentences).width();
                prop_assert!(words <= options.max_words || run.len() == 1);
                let heading = |sentence: &Sentence| analysis.paragraphs[sentence.paragraph as usize].heading;
                prop_assert!(run.len() == 1 || !run.iter().any(heading), "across a heading");
                let may_join = |at: Option<usize>, joined: &Range<usize>| {
                    at.and_then(|at| analysis.sentences.get(at)).is_some_and(|next| {
                        let words = extent(&analysis.sentences, joined).width();
                        !heading(next) && words <= options.max_words
                    })
                };
                let (start, end) = (sentences.start, sentences.end);
                let could_grow = !heading(&run[0])
                    && ((start > 0 && may_join(start.checked_sub(1), &(start - 1..end)))
                        || (end < analysis.sentences.len() && may_join(Some(end), &(start..end + 1))));
                prop_assert!(words >= options.min_words || !could_grow, "too short");
                prop_assert!(passage.highlights.is_sorted_by(|a, b| a.span.end <= b.span.start));
                prop_assert!(passage.highlights.iter().all(|at| passage.span.contains(at.span)));
                let expected = units.iter().flat_map(|unit| &unit.matches.marks);
                let expected: std::collections::BTreeSet<_> =
                    expected.filter(|at| extent(&analysis.sentences, &sentences).contains(**at)).collect();
                prop_assert_eq!(passage.highlights.len(), expected.len());
                prop_assert_eq!(matched, !passage.highlights.is_empty());
                for other in &found[..index] {
                    prop_assert!(other.span.end <= passage.span.start || passage.span.end <= other.span.start);
                }
            }
        }
    }
}
