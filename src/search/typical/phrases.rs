//! Phrases of a set of articles: which ones there may be is read from its texts, how often they occur is counted in the index.
//!
//! A phrase is two or three words, neither function words nor numbers, that follow each other in a sentence with nothing but a space or a hyphen
//! between them; or the words of a name, up to six with a capital, between which `of` and its like may stand.

use rustc_hash::FxHashMap;
use tantivy::{DocAddress, Searcher};

use crate::analysis::{self, Analyzer, Language, Text, Word, WordId};
use crate::cores::Cores;
use crate::index::ArchiveReader;
use crate::query::{Query, QueryKind, Term};
use crate::search::{Error, Result};
use crate::search::count::{each_article, weight};
use crate::search::plan::options::PlanOptions;
use crate::search::plan::planner::plan;
use crate::search::typical::article_sets::{ArticleSets, Side};
use crate::search::typical::word_walk::{Occurrences, WordFrequency};
use crate::span::ByteSpan;
use crate::statistics::{TwoFrequencies, deviation_of_proportions};

/// Articles of the set whose texts are read, at most: chosen by the hashes of their contents.
const MOST_READ: usize = 4_000;
/// Articles that are read by one thread, one after the other.
const CHUNK: usize = 250;
/// Phrases that are counted, at most.
const MOST_COUNTED: usize = 400;
/// Words of a phrase, and of a name.
const MOST_WORDS: (usize, usize) = (3, 6);
/// Of the occurrences of its words, the share that a phrase must have: twice its own to those of its rarest and its commonest word.
const LEAST_DICE: f64 = 1.0 / 16.0;

/// Small words that stand inside names.
const INSIDE_NAMES: [&str; 16] = [
    "al", "bin", "da", "de", "del", "della", "den", "der", "di", "du", "la", "of", "the", "van", "von", "y",
];

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

impl Phrase {
    /// Exactly its words.
    pub(super) fn query(&self) -> Query {
        exactly(&self.words)
    }
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
    sets: &ArticleSets,
    (words, sizes): (&[WordFrequency], (u64, u64)),
    effort: u32,
) -> Result<Vec<Phrase>> {
    let candidates = candidates(archive, searcher, sets, (words, sizes))?;
    let count = |_, candidate: &Candidate| count(archive, searcher, sets, (candidate, sizes.0, effort));
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
        each_article(segment, &plan, &*weight, &mut |doc, found, _| match sides.side(doc) {
            Side::Neither => {}
            Side::Set => {
                in_set.add(found.len() as u64);
                held.push((u32::try_from(found.len()).unwrap_or(u32::MAX), sides.words(doc)));
            }
            Side::Reference => in_reference.add(found.len() as u64),
        })?;
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

/// The phrases that are most likely typical, of those that are met in the texts.
fn candidates(
    archive: &ArchiveReader,
    searcher: &Searcher,
    sets: &ArticleSets,
    (words, sizes): (&[WordFrequency], (u64, u64)),
) -> Result<Vec<Candidate>> {
    let chosen = chosen(archive, searcher, sets)?;
    let chunks: Vec<&[DocAddress]> = chosen.chunks(CHUNK).collect();
    let met = Cores::available().map(&chunks, |_, chunk| read(archive, searcher, chunk))?;
    // By its folded words, how often it was met in each spelling.
    let mut phrases: FxHashMap<String, (Met, Vec<(String, u64)>)> = FxHashMap::default();
    for MetPhrase { folded, written, met } in met.into_iter().flatten() {
        let (sum, spellings) = phrases.entry(folded).or_default();
        sum.times += met.times;
        sum.articles += met.articles;
        match spellings.iter_mut().find(|(known, _)| *known == written) {
            Some((_, times)) => *times += met.times,
            None => spellings.push((written, met.times)),
        }
    }
    let least_articles = if chosen.len() > CHUNK { 3 } else { 2 };
    let frequency = |word: &str| {
        let at = words.binary_search_by(|known| known.word.as_str().cmp(word));
        at.ok().and_then(|at| words.get(at))
    };
    let scale = real(sets.set.articles) / real(chosen.len().max(1) as u64);
    let mut candidates = Vec::new();
    for (folded, (met, spellings)) in phrases {
        if met.articles < least_articles {
            continue;
        }
        let parts: Vec<String> = folded.split(' ').map(str::to_owned).collect();
        let held: Vec<&WordFrequency> = parts.iter().filter_map(|word| frequency(word)).collect();
        let Some(score) = score(real(met.times) * scale, &held, sizes) else {
            continue;
        };
        let commonest = spellings.into_iter().max_by(|(one, of_one), (other, of_other)| {
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

/// How typical a phrase may be that occurs so often in the set, by the words of it that say something; `None` where it is two words that
/// happen to meet.
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

#[expect(clippy::cast_precision_loss, reason = "an estimate needs no more digits")]
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

/// The articles of the set that are read: all, or those with the smallest hashes, so that they are the same however the index is cut.
fn chosen(
    archive: &ArchiveReader,
    searcher: &Searcher,
    sets: &ArticleSets,
) -> Result<Vec<DocAddress>> {
    let mut by_hash = Vec::new();
    for address in sets.of_set() {
        let segment = searcher.segment_reader(address.segment_ord);
        let text = archive.texts().segment(segment)?;
        by_hash.push((text.content_hash(address.doc_id).unwrap_or_default(), address));
    }
    by_hash.sort_unstable();
    by_hash.truncate(MOST_READ);
    Ok(by_hash.into_iter().map(|(_, address)| address).collect())
}

/// The phrases of some articles, as they are written: those that several of them have, or all where there are few.
fn read(
    archive: &ArchiveReader,
    searcher: &Searcher,
    chunk: &[DocAddress],
) -> Result<Vec<MetPhrase>> {
    let mut addresses = chunk.to_vec();
    addresses.sort_unstable();
    let mut analyzer = Analyzer::new();
    let mut known = KnownWords::default();
    let mut met: FxHashMap<Key, Met> = FxHashMap::default();
    for (nth, address) in (1..).zip(addresses) {
        let article = match archive.article(searcher, address).map_err(Error::from) {
            Ok(article) => article,
            // Its words are counted all the same, and who asks for it is told.
            Err(error) if error.is_of_one_article() => continue,
            Err(error) => return Err(error),
        };
        let language = article.language.as_deref().and_then(Language::from_code);
        let text = (
            article.body.as_str(),
            article.headings.as_slice(),
            language.unwrap_or(Language::UNKNOWN),
        );
        read_text(&mut analyzer, text, &mut known, &mut |key| {
            met.entry(key).or_default().in_article(nth);
        });
    }
    let least = if chunk.len() < CHUNK { 1 } else { 2 };
    let several = met.into_iter().filter(|(_, met)| met.articles >= least);
    Ok(several.map(|(key, met)| known.phrase(key, met)).collect())
}

/// Calls `take` with each phrase of a body, which comes with its headings and its language.
fn read_text(
    analyzer: &mut Analyzer,
    (body, headings, language): (&str, &[ByteSpan], Language),
    known: &mut KnownWords,
    take: &mut dyn FnMut(Key),
) {
    let text = Text {
        body,
        headings,
        title: "",
        language,
    };
    let (mut run, mut end) = (Vec::new(), 0);
    analyzer.scan(&text, |word| {
        let role = known.role_of(word);
        let gap = body.get(end..word.span.start).unwrap_or_default();
        end = word.span.end;
        if word.starts_sentence || !is_space_or_hyphen(gap) || role == Role::Outside {
            each_phrase(&run, take);
            run.clear();
        }
        if role != Role::Outside {
            run.push((word.id, role));
        }
    });
    each_phrase(&run, take);
}

/// Whether words with this between them may be one phrase.
fn is_space_or_hyphen(gap: &str) -> bool {
    let hyphens = gap.chars().filter(|&it| !it.is_whitespace());
    gap.is_empty() || matches!(hyphens.collect::<String>().as_str(), "" | "-" | "\u{2010}" | "\u{2011}")
}

/// What a word may be in a phrase.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Role {
    /// A word that says something.
    Word,
    /// The same, with a capital first.
    Name,
    /// A single letter with a capital: it stands inside names.
    Initial,
    /// A small word that may stand inside a name.
    InsideName,
    /// It ends every phrase.
    Outside,
}

/// The words met so far: how each is written, folded, and what it may be.
#[derive(Default)]
struct KnownWords {
    words: Vec<Option<KnownWord>>,
}

struct KnownWord {
    written: String,
    folded: String,
    role: Role,
}

impl KnownWords {
    fn role_of(&mut self, word: &Word<'_>) -> Role {
        let at = word.id.0 as usize;
        if self.words.len() <= at {
            self.words.resize_with(at + 1, || None);
        }
        let Some(slot) = self.words.get_mut(at) else {
            return Role::Outside;
        };
        slot.get_or_insert_with(|| KnownWord::of(word)).role
    }

    /// A phrase that was met: its folded words and itself as written, with spaces between.
    fn phrase(&self, key: Key, met: Met) -> MetPhrase {
        let words = key.iter().map_while(|id| self.words.get((*id)?.0 as usize));
        let (mut folded, mut written) = (Vec::new(), Vec::new());
        for word in words.flatten() {
            folded.push(word.folded.as_str());
            written.push(word.written.as_str());
        }
        MetPhrase {
            folded: folded.join(" "),
            written: written.join(" "),
            met,
        }
    }
}

impl KnownWord {
    fn of(word: &Word<'_>) -> Self {
        let terms = word.terms();
        let folded = analysis::folded_word(terms.surface).unwrap_or_default();
        let spelling = analysis::spelling_of(terms.cased.unwrap_or(terms.surface));
        let written = spelling.map_or_else(|| folded.to_owned(), |spelling| spelling.written);
        let has_capital = written.starts_with(char::is_uppercase);
        let role = if INSIDE_NAMES.contains(&folded) {
            Role::InsideName
        } else if !says_something(folded) {
            Role::Outside
        } else if folded.chars().nth(1).is_none() {
            if has_capital { Role::Initial } else { Role::Outside }
        } else if has_capital {
            Role::Name
        } else {
            Role::Word
        };
        Self {
            folded: folded.to_owned(),
            written,
            role,
        }
    }
}

/// Whether a folded word is one that is looked at unless all are: neither a function word nor a number.
pub(super) fn says_something(folded: &str) -> bool {
    folded.contains(char::is_alphabetic)
        && !folded.starts_with(|it: char| it.is_ascii_digit())
        && !analysis::is_function_word(folded)
}

/// The words of a phrase, `None` behind the last.
type Key = [Option<WordId>; MOST_WORDS.1];

/// A phrase as it is written, and how often it was met.
struct MetPhrase {
    folded: String,
    written: String,
    met: Met,
}

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
            let has_small_words = words.iter().any(|(_, role)| *role == Role::InsideName);
            if !is_name && (has_small_words || words.len() > MOST_WORDS.0) {
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
        let mut known = KnownWords::default();
        let mut met: FxHashMap<Key, Met> = FxHashMap::default();
        read_text(&mut Analyzer::new(), (text, &[], Language::UNKNOWN), &mut known, &mut |key| {
            met.entry(key).or_default().in_article(1);
        });
        let mut phrases: Vec<String> =
            met.into_iter().map(|(key, met)| known.phrase(key, met).written).collect();
        phrases.sort();
        phrases
    }

    #[test]
    fn phrases_are_words_side_by_side() {
        assert_eq!(phrases_in("The central bank raised rates."), [
            "bank raised", "bank raised rates", "central bank", "central bank raised", "raised rates",
        ]);
        assert_eq!(phrases_in("He saw the dam. Lake Corrin rose 12 feet, officials said."), [
            "Corrin rose", "Lake Corrin", "Lake Corrin rose", "officials said",
        ]);
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
            in_set: Occurrences { times: in_set, articles: in_set },
            in_reference: Occurrences { times: in_reference, articles: in_reference },
        };
        let sizes = (10_000, 100_000);
        let (lake, corrin, said) = (word(160, 40), word(200, 3), word(3_000, 30_000));
        assert!(score(150.0, &[&lake, &corrin], sizes).is_some());
        assert!(score(30.0, &[&corrin, &said], sizes).is_none());
        // As frequent elsewhere.
        assert!(score(150.0, &[&word(160, 1_600), &word(200, 2_000)], sizes).is_none());
        assert!(score(150.0, &[&lake], sizes).is_none());
    }
}
