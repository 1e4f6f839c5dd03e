//! Words, neighbours and days to make queries of, from the corpus' own dictionary and text.

use std::collections::BTreeMap;

use unbury::article::day_of_number;

use crate::Outcome;
use crate::corpus::Sample;
use crate::plain::Searching;
use crate::random::Random;

/// How many articles hold a form of a word, in the classes of luceneutil.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Frequency {
    /// 5 % of the articles or more.
    High,
    /// 0.5 to 2 %.
    Medium,
    /// 0.01 to 0.1 %.
    Low,
    Other,
}

impl Frequency {
    fn of(with: u64, articles: u64) -> Self {
        let percent = with as f64 / articles as f64 * 100.0;
        match percent {
            5.0.. => Self::High,
            0.5..=2.0 => Self::Medium,
            0.01..=0.1 => Self::Low,
            _ => Self::Other,
        }
    }

    pub(crate) fn is_common(self) -> bool {
        matches!(self, Self::High | Self::Medium)
    }
}

/// A word of four or more lower-case ASCII letters.
#[derive(Debug, Clone)]
pub(crate) struct Word {
    pub(crate) text: String,
    pub(crate) frequency: Frequency,
    /// Whether plain Tantivy's dictionary holds it as it stands.
    pub(crate) is_stem: bool,
}

/// What queries are drawn from, and the chance that draws them.
pub(crate) struct Vocabulary {
    words: Vec<Word>,
    /// Words in their order; `None` where something else stands.
    sentences: Vec<Vec<Option<usize>>>,
    days: Vec<i64>,
    random: Random,
}

/// A day, and where it begins.
pub(crate) struct Day {
    pub(crate) iso: String,
    pub(crate) starts_at_second: i64,
}

const DAY_SECONDS: i64 = 86_400;
const SHORTEST_WORD: usize = 4;
/// So often something is looked for at random before there is none.
const ATTEMPTS: usize = 20_000;

impl Vocabulary {
    pub(crate) fn new(sample: &Sample, plain: &mut Searching, random: Random) -> Outcome<Self> {
        let sentences = || {
            let bodies = sample.bodies.iter();
            bodies.flat_map(|body| body.split(['.', '!', '?', '\n']))
        };
        let distinct = sentences()
            .flat_map(|text| text.split(' '))
            .filter(|word| is_plain(word));
        let mut numbers: BTreeMap<&str, usize> = distinct.map(|word| (word, 0)).collect();
        let articles = plain.articles();
        let mut words = Vec::with_capacity(numbers.len());
        for (text, number) in &mut numbers {
            let (with, is_stem) = plain.frequency(text)?;
            *number = words.len();
            words.push(Word {
                text: (*text).to_owned(),
                frequency: Frequency::of(with, articles),
                is_stem,
            });
        }
        let numbered = |text: &str| {
            text.split(' ')
                .map(|word| numbers.get(word).copied())
                .collect()
        };
        let mut days: Vec<i64> = sample
            .dates
            .iter()
            .map(|at| at.div_euclid(DAY_SECONDS))
            .collect();
        days.sort_unstable();
        Ok(Self {
            sentences: sentences().map(numbered).collect(),
            words,
            days,
            random,
        })
    }

    /// A word that is `wanted`.
    pub(crate) fn word(&mut self, wanted: impl Fn(&Word) -> bool) -> Option<String> {
        let word = (0..ATTEMPTS)
            .filter_map(|_| self.random.one_of(&self.words))
            .find(|word| wanted(word))?;
        Some(word.text.clone())
    }

    /// A word of this frequency.
    pub(crate) fn of(&mut self, frequency: Frequency) -> Option<String> {
        self.word(|word| word.frequency == frequency)
    }

    /// Different words that are `wanted`, one after another in a sentence with only spaces between.
    pub(crate) fn neighbours(
        &mut self,
        length: usize,
        wanted: fn(&Word) -> bool,
    ) -> Option<Vec<String>> {
        (0..ATTEMPTS).find_map(|_| {
            let sentence = self.random.one_of(&self.sentences)?;
            let from = self.random.below(sentence.len());
            self.different(sentence.get(from..from + length)?, wanted)
        })
    }

    /// Two different words of one sentence that are `wanted`, in the order in which they stand.
    pub(crate) fn companions(&mut self, wanted: fn(&Word) -> bool) -> Option<Vec<String>> {
        (0..ATTEMPTS).find_map(|_| {
            let sentence = self.random.one_of(&self.sentences)?;
            let first = self.random.below(sentence.len());
            let second = first + 1 + self.random.below(sentence.len() - first);
            self.different(&[*sentence.get(first)?, *sentence.get(second)?], wanted)
        })
    }

    fn different(
        &self,
        numbers: &[Option<usize>],
        wanted: fn(&Word) -> bool,
    ) -> Option<Vec<String>> {
        let mut words: Vec<String> = Vec::new();
        for number in numbers {
            let word = self.words.get((*number)?).filter(|word| wanted(word))?;
            if words.contains(&word.text) {
                return None;
            }
            words.push(word.text.clone());
        }
        Some(words)
    }

    /// Two days on which articles were published, the earlier first.
    pub(crate) fn days(&mut self) -> Option<(Day, Day)> {
        let one = *self.random.one_of(&self.days)?;
        let other = *self.random.one_of(&self.days)?;
        Some((day(one.min(other))?, day(one.max(other))?))
    }

    pub(crate) fn below(&mut self, bound: usize) -> usize {
        self.random.below(bound)
    }
}

fn day(number: i64) -> Option<Day> {
    Some(Day {
        iso: day_of_number(number)?.to_string(),
        starts_at_second: number * DAY_SECONDS,
    })
}

impl Day {
    pub(crate) fn ends_at_second(&self) -> i64 {
        self.starts_at_second + DAY_SECONDS
    }
}

fn is_plain(word: &str) -> bool {
    word.len() >= SHORTEST_WORD && word.bytes().all(|byte| byte.is_ascii_lowercase())
}
