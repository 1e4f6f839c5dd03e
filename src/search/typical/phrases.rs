//! Phrases of a set of articles: which ones there may be is read from its texts, how often they occur is counted in the index.
//!
//! A phrase is two or three words, neither function words nor numbers, that follow each other in a sentence with nothing but a space or a
//! hyphen between them; or the words of a name, up to six with a capital, between which `of` and its like may stand.

use rustc_hash::FxHashMap;
use tantivy::Searcher;

use crate::analysis::WordId;
use crate::cores::Cores;
use crate::index::ArchiveReader;
use crate::query::{Query, QueryKind, Term};
use crate::search::Result;
use crate::search::count::{each_article, weight};
use crate::search::plan::options::PlanOptions;
use crate::search::plan::planner::plan;
use crate::search::typical::article_sets::{ArticleSets, Side};
use crate::search::typical::set_texts::{Chunk, Role, SetTexts, says_something};
use crate::search::typical::word_walk::{Occurrences, WordFrequency};
use crate::statistics::{TwoFrequencies, deviation_of_proportions};

/// Phrases that are counted, at most.
const MOST_COUNTED: usize = 400;
/// Words of a phrase, and of a name.
const MOST_WORDS: (usize, usize) = (3, 6);
/// Of the occurrences of its words, the share that a phrase must have: twice its own to those of its rarest and its commonest word.
const LEAST_DICE: f64 = 1.0 / 16.0;

/// A phrase, and how often each set has it.
#[derive(Debug, Clone)]
pub(super) struct Phrase {
    /// Folded.
    pub(super) words: Vec<String>,
    /// As it is mostly written.
    pub(super) text: String,
    pub(super) in_set: Occurrences,
    pub(super) in_reference: Occurrences,
    /// Deviation of proportions over the articles of the set.
    pub(super) dispersion: f64,
}

/// Exactly these words, one after the other.
pub(super) fn exactly(words: &[String]) -> Query {
    let terms = words.iter().cloned().map(Term::Word).collect();
    Query::new(QueryKind::Phrase { terms, slop: 0 })
}

/// A phrase that was met, before it is counted.
struct Candidate {
    words: Vec<String>,
    text: String,
    /// How much it is expected to be typical.
    score: f64,
}

/// The phrases of the set that may be typical, with exact counts. `words` are those of the set, in order; `sizes` the words of both sets.
pub(super) fn phrases(
    archive: &ArchiveReader,
    searcher: &Searcher,
    (sets, texts): (&ArticleSets, &SetTexts),
    (words, sizes): (&[WordFrequency], (u64, u64)),
    effort: u32,
) -> Result<Vec<Phrase>> {
    let candidates = candidates(texts, sets.set.articles, (words, sizes))?;
    let count =
        |_, candidate: &Candidate| count(archive, searcher, sets, (candidate, sizes.0, effort));
    Cores::available().map(&candidates, count)
}

/// Counts one phrase in both sets.
fn count(
    archive: &ArchiveReader,
    searcher: &Searcher,
    sets: &ArticleSets,
    (candidate, set_words, effort): (&Candidate, u64, u32),
) -> Result<Phrase> {
    let query = exactly(&candidate.words);
    let plan = plan(archive, searcher, &query, PlanOptions::all(effort))?;
    let weight = weight(searcher, &plan)?;
    let (mut in_set, mut in_reference) = (Occurrences::default(), Occurrences::default());
    let mut held: Vec<(u32, u32)> = Vec::new();
    for (ord, segment) in searcher.segment_readers().iter().enumerate() {
        let Some(sides) = sets.segment(ord) else {
            continue;
        };
        each_article(
            segment,
            &plan,
            &*weight,
            &mut |doc, found, _| match sides.side(doc) {
                Side::Neither => {}
                Side::Set => {
                    in_set.add(found.len() as u64);
                    let times = u32::try_from(found.len()).unwrap_or(u32::MAX);
                    held.push((times, sides.words(doc)));
                }
                Side::Reference => in_reference.add(found.len() as u64),
            },
        )?;
    }
    plan.whole(Phrase {
        words: candidate.words.clone(),
        text: candidate.text.clone(),
        in_set,
        in_reference,
        dispersion: deviation_of_proportions(held, set_words),
    })
}

/// How often a phrase was met, and in how many articles.
#[derive(Debug, Clone, Copy, Default)]
struct Met {
    times: u64,
    articles: u64,
    /// The last of them, from 1.
    last: usize,
}

impl Met {
    fn in_article(&mut self, article: usize) {
        self.times += 1;
        if self.last != article {
            self.last = article;
            self.articles += 1;
        }
    }
}

/// A phrase folded and as it is written, and how often it was met.
type MetPhrase = (String, String, Met);

/// The phrases that are most likely typical, of those that are met in the texts.
fn candidates(
    texts: &SetTexts,
    set_articles: u64,
    (words, sizes): (&[WordFrequency], (u64, u64)),
) -> Result<Vec<Candidate>> {
    let met = texts.map(phrases_of)?;
    // By its folded words, how often it was met in each spelling.
    let mut phrases: FxHashMap<String, (Met, Vec<(String, u64)>)> = FxHashMap::default();
    for (folded, written, met) in met.into_iter().flatten() {
        let (sum, spellings) = phrases.entry(folded).or_default();
        sum.times += met.times;
        sum.articles += met.articles;
        match spellings.iter_mut().find(|(known, _)| *known == written) {
            Some((_, times)) => *times += met.times,
            None => spellings.push((written, met.times)),
        }
    }
    let least_articles = if texts.are_few() { 2 } else { 3 };
    let frequency = |word: &str| {
        let at = words.binary_search_by(|known| known.word.as_str().cmp(word));
        at.ok().and_then(|at| words.get(at))
    };
    let scale = real(set_articles) / real(texts.articles.max(1) as u64);
    let mut candidates = Vec::new();
    for (folded, (met, spellings)) in phrases {
        if met.articles < least_articles {
            continue;
        }
        let parts: Vec<String> = folded.split(' ').map(str::to_owned).collect();
        let said = parts.iter().filter(|word| says_something(word));
        let held: Option<Vec<&WordFrequency>> = said.map(|word| frequency(word)).collect();
        // A phrase with a word that is not compared is not compared either.
        let score = held.and_then(|held| score(real(met.times) * scale, &held, sizes));
        let Some(score) = score else { continue };
        let commonest = spellings
            .into_iter()
            .max_by(|(one, of_one), (other, of_other)| {
                of_one.cmp(of_other).then_with(|| other.cmp(one))
            });
        candidates.extend(commonest.map(|(text, _)| Candidate {
            words: parts,
            text,
            score,
        }));
    }
    candidates.sort_by(|one, other| {
        let by_score = other.score.total_cmp(&one.score);
        by_score.then_with(|| one.words.cmp(&other.words))
    });
    candidates.truncate(MOST_COUNTED);
    Ok(candidates)
}

/// How typical a phrase may be that occurs so often in the set, by the words of it that say something; `None` where they happen to meet.
fn score(times: f64, words: &[&WordFrequency], sizes: (u64, u64)) -> Option<f64> {
    let in_set = words.iter().map(|word| word.in_set.times);
    let (rarest, commonest) = (in_set.clone().min()?, in_set.max()?);
    if words.len() < 2 || 2.0 * times < LEAST_DICE * real(rarest + commonest) {
        return None;
    }
    // In the reference it is taken to have the same share of the word that is rarest there.
    let reference = words.iter().map(|word| {
        let share = times / real(word.in_set.times.max(1));
        share.min(1.0) * real(word.in_reference.times)
    });
    let reference = reference.fold(f64::INFINITY, f64::min);
    let frequencies = TwoFrequencies {
        in_set: whole(times),
        in_reference: whole(reference),
        set_words: sizes.0,
        reference_words: sizes.1,
    };
    let score = frequencies.log_likelihood();
    frequencies.is_more_in_set().then_some(score)
}

#[expect(
    clippy::cast_precision_loss,
    reason = "an estimate needs no more digits"
)]
fn real(number: u64) -> f64 {
    number as f64
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a count, rounded"
)]
fn whole(number: f64) -> u64 {
    number.round() as u64
}

/// The words of a phrase, `None` behind the last.
type Key = [Option<WordId>; MOST_WORDS.1];

/// The phrases of a chunk: of a whole one those that several articles have.
fn phrases_of(chunk: &Chunk) -> Vec<MetPhrase> {
    let mut met: FxHashMap<Key, Met> = FxHashMap::default();
    chunk.each_run(&mut |article, run| {
        each_phrase(run, &mut |key| {
            met.entry(key).or_default().in_article(article);
        });
    });
    let least = if chunk.len() < LEAST_OF_A_WHOLE { 1 } else { 2 };
    let several = met.into_iter().filter(|(_, met)| met.articles >= least);
    let texts = several.map(|(key, met)| {
        let (folded, written) = chunk.text_of(key.into_iter().flatten());
        (folded, written, met)
    });
    texts.collect()
}

/// Articles from which on a chunk has so many phrases that those of one article are let go.
const LEAST_OF_A_WHOLE: usize = 100;

/// Calls `take` with each phrase of words that follow each other.
fn each_phrase(run: &[(WordId, Role)], take: &mut dyn FnMut(Key)) {
    let ends = |role: Role| matches!(role, Role::Word | Role::Name);
    for first in 0..run.len() {
        if !ends(run[first].1) {
            continue;
        }
        let longest = run.len().min(first + MOST_WORDS.1);
        for end in first + 2..=longest {
            let words = &run[first..end];
            let is_name = words.iter().all(|(_, role)| *role != Role::Word);
            let is_whole = words.iter().all(|(_, role)| ends(*role));
            if !is_name && (!is_whole || words.len() > MOST_WORDS.0) {
                break;
            }
            if !ends(run[end - 1].1) {
                continue;
            }
            let mut key = Key::default();
            for (place, (id, _)) in key.iter_mut().zip(words) {
                *place = Some(*id);
            }
            take(key);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn phrases_in(text: &str) -> Vec<String> {
        let met = SetTexts::of(&[text]).map(phrases_of).unwrap();
        let written = met.into_iter().flatten().map(|(_, written, _)| written);
        let mut phrases: Vec<String> = written.collect();
        phrases.sort();
        phrases
    }

    #[test]
    fn phrases_are_words_side_by_side() {
        assert_eq!(
            phrases_in("The central bank raised rates."),
            [
                "bank raised",
                "bank raised rates",
                "central bank",
                "central bank raised",
                "raised rates",
            ]
        );
        assert_eq!(
            phrases_in("He saw the dam. Lake Corrin rose 12 feet, officials said."),
            ["Corrin rose", "Lake Corrin", "Lake Corrin rose"]
        );
        assert_eq!(phrases_in("water; oil (crude) oil"), [""; 0]);
    }

    #[test]
    fn names_may_be_longer_and_have_small_words() {
        let phrases = phrases_in("with the Bank of England and George W. Bush");
        assert_eq!(phrases, ["Bank of England", "George W Bush"]);
        assert!(phrases_in("the use of water in cities").is_empty());
    }

    #[test]
    fn two_words_that_happen_to_meet_are_none() {
        let word = |in_set, in_reference| WordFrequency {
            word: String::new(),
            in_set: Occurrences {
                times: in_set,
                articles: in_set,
            },
            in_reference: Occurrences {
                times: in_reference,
                articles: in_reference,
            },
        };
        let sizes = (10_000, 100_000);
        let (lake, corrin, said) = (word(160, 40), word(200, 3), word(3_000, 30_000));
        assert!(score(150.0, &[&lake, &corrin], sizes).is_some());
        assert!(score(30.0, &[&corrin, &said], sizes).is_none());
        // As frequent elsewhere.
        let (one, other) = (word(160, 1_600), word(200, 2_000));
        assert!(score(150.0, &[&one, &other], sizes).is_none());
        assert!(score(150.0, &[&lake], sizes).is_none());
    }
}
