//! A phrase that no article has, and the nearest that articles have: one word missing, one word other, one word at another place; where
//! there is none of these, the longest run of its words, where it is half or more of what the words that articles have say. How many articles have
//! each is counted.
//!
//! Those come first that keep the rarest words, then those that more articles have. A word that may stand in the place of another
//! is read from a few articles that have the rest of the phrase around the place.
//!
//! This is done where a query finds nothing, and its work is bounded: [`MOST_PHRASES`] phrases of at most [`MOST_WORDS`] words, for each
//! at most [`MOST_ASKED`] queries, of which each looks at the articles of its rarest word, [`MOST_LOOKED_AT`] together, and
//! [`MOST_READ`] articles read for each place.

use rustc_hash::FxHashSet;
use tantivy::Searcher;

use crate::analysis;
use crate::api::{EFFORT, Notice, Ranking, SearchRequest, Sort};
use crate::cores::Cores;
use crate::index::ArchiveReader;
use crate::passage::intervals;
use crate::query::{Query, QueryKind, Term, Within};
use crate::search::Result;
use crate::search::collect::{ScoredDoc, collect};
use crate::search::plan::options::PlanOptions;
use crate::search::plan::planned::Plan;
use crate::search::plan::planner::plan;
use crate::search::positions;
use crate::search::queries::bm25::idf;
use crate::search::show::analysis;
use crate::span::{ByteSpan, Position};

/// Phrases of a query that are looked at.
const MOST_PHRASES: usize = 2;
/// Words of a phrase: longer ones are quotations, of which most places would have to be tried.
const MOST_WORDS: usize = 12;
/// Queries for one phrase.
const MOST_ASKED: usize = 160;
/// Articles with the rarest word of each query, for all queries together.
const MOST_LOOKED_AT: u64 = 2_000_000;
/// Articles read for the words at one place.
const MOST_READ: usize = 8;
/// Words that are tried at one place between two others, and at one end.
const MOST_OTHERS: (usize, usize) = (3, 1);
/// Phrases that are named.
const MOST_NAMED: usize = 5;

/// What is to be said of the phrases of a query that finds nothing.
pub(crate) fn about_phrases(
    archive: &ArchiveReader,
    searcher: &Searcher,
    query: &Query,
) -> Result<Vec<Notice>> {
    let queries = match &query.kind {
        QueryKind::And(queries) | QueryKind::Or(queries) => &**queries,
        _ => std::slice::from_ref(query),
    };
    let mut notices = Vec::new();
    let phrases = queries
        .iter()
        .filter_map(|query| Some((words_of(query)?, query.span)));
    for (words, span) in phrases.take(MOST_PHRASES) {
        let phrases = NearPhrases::new(archive, searcher, &words)?;
        if phrases.ask(&phrase(&words))?.count > 0 {
            continue;
        }
        let nearest = phrases.nearest(&words)?;
        if !nearest.is_empty() {
            notices.push(notice(&words, span, &nearest));
        }
    }
    Ok(notices)
}

/// The words of a phrase that is near others: plain ones without gaps, of a script with spaces.
fn words_of(query: &Query) -> Option<Vec<String>> {
    let QueryKind::Phrase { terms, slop: 0 } = &query.kind else {
        return None;
    };
    let mut words = Vec::with_capacity(terms.len());
    for term in terms {
        let Term::Word(text) = term else { return None };
        words.extend(
            analysis::query_words(text)
                .into_iter()
                .map(|word| word.surface),
        );
    }
    let is_unspaced = |word: &String| word.starts_with(analysis::is_unspaced);
    let is_near_others = (2..=MOST_WORDS).contains(&words.len()) && !words.iter().any(is_unspaced);
    is_near_others.then_some(words)
}

fn notice(words: &[String], span: ByteSpan, nearest: &[NearPhrase]) -> Notice {
    let named = nearest.iter().take(MOST_NAMED).map(|near| {
        let articles = if near.articles == 1 {
            "article"
        } else {
            "articles"
        };
        format!("`{}` ({} {articles})", phrase(&near.words), near.articles)
    });
    Notice {
        code: "near_phrases",
        message: format!("no article has the phrase `{}`", phrase(words)),
        hint: Some(format!(
            "the nearest: {}",
            named.collect::<Vec<_>>().join(", ")
        )),
        span: Some(span).filter(|span| !span.is_empty()),
    }
}

/// Exactly these words, one after the other.
fn phrase(words: &[String]) -> Query {
    let terms = words.iter().cloned().map(Term::Word);
    unplaced(QueryKind::Phrase {
        terms: terms.collect(),
        slop: 0,
    })
}

fn unplaced(kind: QueryKind) -> Query {
    let span = ByteSpan::default();
    Query { kind, span }
}

/// A phrase that articles have.
#[derive(Debug)]
struct NearPhrase {
    words: Vec<String>,
    articles: u64,
    /// Inverse document frequencies of the words that it shares with the one asked for.
    kept: f32,
}

/// What a query finds.
struct Found {
    plan: Plan,
    count: u64,
    articles: Vec<ScoredDoc>,
}

/// Looks for phrases near one.
struct NearPhrases<'a> {
    archive: &'a ArchiveReader,
    searcher: &'a Searcher,
    /// How many articles have each of the words.
    frequencies: Vec<u64>,
    queries_left: usize,
    articles_left: u64,
    known: FxHashSet<Vec<String>>,
    found: Vec<NearPhrase>,
}

impl<'a> NearPhrases<'a> {
    fn new(archive: &'a ArchiveReader, searcher: &'a Searcher, words: &[String]) -> Result<Self> {
        let mut phrases = Self {
            archive,
            searcher,
            frequencies: Vec::with_capacity(words.len()),
            queries_left: MOST_ASKED,
            articles_left: MOST_LOOKED_AT,
            known: FxHashSet::default(),
            found: Vec::new(),
        };
        for word in words {
            let found = phrases.ask(&phrase(std::slice::from_ref(word)))?;
            phrases.frequencies.push(found.count);
        }
        Ok(phrases)
    }

    /// The nearest phrases, best first.
    fn nearest(mut self, words: &[String]) -> Result<Vec<NearPhrase>> {
        let unknown: Vec<usize> = (0..words.len())
            .filter(|&at| self.frequencies[at] == 0)
            .collect();
        // Every word but one must be there.
        let places = match *unknown {
            [] => 0..words.len(),
            [only] => only..only + 1,
            _ => 0..0,
        };
        if words.len() > 2 {
            for place in places {
                self.one_missing(words, place)?;
                self.one_other(words, place)?;
            }
        }
        if unknown.is_empty() {
            self.one_moved(words)?;
        }
        let known = (0..words.len()).filter(|at| !unknown.contains(at));
        let known = self.weight(known);
        let mut length = words.len().saturating_sub(2);
        while self.found.is_empty() && length > 1 {
            for start in 0..=words.len() - length {
                let run = start..start + length;
                if 2.0 * self.weight(run.clone()) >= known {
                    self.try_those(words, run.collect())?;
                }
            }
            length -= 1;
        }
        self.found.sort_by(|a, b| {
            (b.kept.total_cmp(&a.kept))
                .then_with(|| b.articles.cmp(&a.articles))
                .then_with(|| a.words.cmp(&b.words))
        });
        Ok(self.found)
    }

    fn one_missing(&mut self, words: &[String], place: usize) -> Result<()> {
        let others = (0..words.len()).filter(|&at| at != place);
        self.try_those(words, others.collect())
    }

    /// One word at another place.
    fn one_moved(&mut self, words: &[String]) -> Result<()> {
        let everywhere = words.iter().map(|word| phrase(std::slice::from_ref(word)));
        let all = unplaced(QueryKind::And(everywhere.collect()));
        if !self.may_ask(0..words.len()) || self.ask(&all)?.count == 0 {
            return Ok(());
        }
        for from in 0..words.len() {
            for to in (0..words.len()).filter(|&to| to != from) {
                let mut order: Vec<usize> = (0..words.len()).collect();
                let moved = order.remove(from);
                order.insert(to, moved);
                self.try_those(words, order)?;
            }
        }
        Ok(())
    }

    /// Another word in the place of one.
    fn one_other(&mut self, words: &[String], place: usize) -> Result<()> {
        let (before, after) = (&words[..place], &words[place + 1..]);
        let kept = (0..words.len()).filter(|&at| at != place);
        if !self.may_ask(kept.clone()) {
            return Ok(());
        }
        let is_end = before.is_empty() || after.is_empty();
        let around = match (before, after) {
            (&[], others) | (others, &[]) => phrase(others),
            (before, after) => unplaced(QueryKind::Near {
                left: Box::new(phrase(before)),
                right: Box::new(phrase(after)),
                within: Within::Words(2),
                ordered: true,
                negated: false,
            }),
        };
        let found = self.ask(&around)?;
        let most = if is_end { MOST_OTHERS.1 } else { MOST_OTHERS.0 };
        let others = self.words_at(&found, words, place)?;
        for other in others.into_iter().take(most) {
            let mut words = words.to_vec();
            words[place] = other;
            self.try_words(words, kept.clone())?;
        }
        Ok(())
    }

    /// What stands at a place of the phrase where the rest of it is found, commonest first.
    fn words_at(
        &self,
        Found { plan, articles, .. }: &Found,
        words: &[String],
        place: usize,
    ) -> Result<Vec<String>> {
        let addresses: Vec<_> = articles.iter().map(|found| found.address).collect();
        let count = |words: usize| Position::try_from(words).unwrap_or(Position::MAX);
        let last = words.len() - 1;
        let of_articles = positions::by_segment(
            self.searcher,
            plan,
            &addresses,
            Cores::One,
            |at, positions| {
                let article = self.archive.article(self.searcher, addresses[at])?;
                let cut = analysis(&article);
                let word_at = |position: Position| {
                    let (text, spans, position) = if position <= cut.body_words {
                        (&article.body, &cut.words, position)
                    } else {
                        (
                            &article.title,
                            &cut.title_words,
                            position - cut.body_words - 1,
                        )
                    };
                    spans.get(position as usize).map(|span| span.of(text))
                };
                let units = plan.units.iter();
                let found = units.flat_map(|unit| intervals(&unit.source, positions));
                let places = found.filter_map(|at| match place {
                    0 => at.first.checked_sub(1),
                    place if place == last => at.last.checked_add(1),
                    // The word at the place is covered; without one, another phrase was found.
                    place => (at.width() == count(words.len())).then(|| at.first + count(place)),
                });
                let surface = |text: &str| match &mut *analysis::query_words(text) {
                    [word] => Some(std::mem::take(&mut word.surface)),
                    _ => None,
                };
                Ok(places
                    .filter_map(|position| surface(word_at(position)?))
                    .collect::<FxHashSet<String>>())
            },
        )?;
        let mut counted: Vec<(usize, String)> = Vec::new();
        for word in of_articles.into_iter().flatten() {
            match counted.iter_mut().find(|(_, known)| *known == word) {
                Some((count, _)) => *count += 1,
                None if word != words[place] => counted.push((1, word)),
                None => {}
            }
        }
        counted.sort_by(|(a, word), (b, other)| b.cmp(a).then_with(|| word.cmp(other)));
        Ok(counted.into_iter().map(|(_, word)| word).collect())
    }

    /// Adds the phrase of the words at these places, if articles have it.
    fn try_those(&mut self, words: &[String], kept: Vec<usize>) -> Result<()> {
        let these = kept.iter().map(|&at| words[at].clone()).collect();
        self.try_words(these, kept.into_iter())
    }

    /// Adds a phrase, if articles have it, which keeps the words at these places.
    fn try_words(
        &mut self,
        words: Vec<String>,
        kept: impl Iterator<Item = usize> + Clone,
    ) -> Result<()> {
        if !self.known.insert(words.clone()) || !self.may_ask(kept.clone()) {
            return Ok(());
        }
        let articles = self.ask(&phrase(&words))?.count;
        if articles > 0 {
            let kept = self.weight(kept);
            self.found.push(NearPhrase {
                words,
                articles,
                kept,
            });
        }
        Ok(())
    }

    /// How much the words at these places say.
    fn weight(&self, places: impl Iterator<Item = usize>) -> f32 {
        let all = self.searcher.num_docs();
        places.map(|at| idf(self.frequencies[at], all)).sum()
    }

    /// Whether a query with the words at these places may be asked; there is no use in one with a word that no article has.
    fn may_ask(&mut self, kept: impl Iterator<Item = usize>) -> bool {
        let rarest = kept.map(|at| self.frequencies[at]).min().unwrap_or(0);
        let may = rarest > 0 && rarest <= self.articles_left && self.queries_left > 0;
        if may {
            self.articles_left -= rarest;
            self.queries_left -= 1;
        }
        may
    }

    fn ask(&self, query: &Query) -> Result<Found> {
        let request = SearchRequest {
            sort: Sort::Newest,
            limit: Some(MOST_READ),
            ranking: Ranking {
                candidates: MOST_READ,
                ..Ranking::default()
            },
            ..SearchRequest::new(query.clone())
        };
        let plan = plan(self.archive, self.searcher, query, PlanOptions::all(EFFORT))?;
        let collected = collect(self.archive, self.searcher, &plan, &request)?;
        Ok(Found {
            plan,
            count: collected.count,
            articles: collected.found,
        })
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use proptest::prelude::*;

    use super::*;
    use crate::index::{Merging, sample_index};

    fn without<'t>(words: &[&'t str], at: usize) -> Vec<&'t str> {
        let mut words = words.to_vec();
        words.remove(at);
        words
    }

    /// How many articles have each phrase that is one word shorter, other or moved, by looking at all texts.
    fn by_brute_force(texts: &[Vec<&str>], words: &[&str]) -> BTreeMap<String, u64> {
        let is_near = |run: &[&str]| {
            if run.len() + 1 == words.len() {
                return run.len() > 1 && (0..words.len()).any(|at| without(words, at) == run);
            }
            let other = |at| words.len() > 2 && without(words, at) == without(run, at);
            let moved = |from: usize, to: usize| {
                let mut moved = without(words, from);
                moved.insert(to, words[from]);
                moved == run
            };
            let places = 0..words.len();
            run != words
                && (places.clone().any(other)
                    || places
                        .clone()
                        .any(|from| places.clone().any(|to| moved(from, to))))
        };
        let mut counts = BTreeMap::new();
        for text in texts {
            let lengths = [words.len() - 1, words.len()].into_iter();
            let runs = lengths.filter(|length| *length > 0);
            let runs: FxHashSet<&[&str]> = runs.flat_map(|length| text.windows(length)).collect();
            for run in runs.into_iter().filter(|run| is_near(run)) {
                *counts.entry(run.join(" ")).or_default() += 1;
            }
        }
        counts
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(48))]

        #[test]
        fn near_phrases_are_those_of_brute_force(
            texts in prop::collection::vec(prop::collection::vec("[abcde]", 1..9), 1..7),
            words in prop::collection::vec("[abcdef]", 2..6),
        ) {
            let articles = texts.iter().enumerate().map(|(id, words)| {
                serde_json::json!({"id": id.to_string(), "body": words.join(" "), "language": "en", "origin": {"path": "a"}})
            });
            let folder = tempfile::tempdir().unwrap();
            sample_index::write(folder.path(), articles, Merging::Everything);
            let archive = ArchiveReader::open(folder.path()).unwrap();
            let searcher = archive.searcher();
            let texts: Vec<Vec<&str>> = texts.iter().map(|words| words.iter().map(String::as_str).collect()).collect();
            let slices: Vec<&str> = words.iter().map(String::as_str).collect();
            let is_there = texts.iter().any(|text| text.windows(words.len()).any(|run| run == slices));
            let said = about_phrases(&archive, &searcher, &phrase(&words)).unwrap();
            if is_there {
                prop_assert!(said.is_empty());
            } else {
                let expected = by_brute_force(&texts, &slices);
                let nearest = NearPhrases::new(&archive, &searcher, &words).unwrap().nearest(&words).unwrap();
                prop_assert_eq!(said.is_empty(), nearest.is_empty());
                if nearest.is_empty() || expected.is_empty() {
                    // What is left are runs of its words.
                    prop_assert!(expected.is_empty(), "{:?}", expected);
                } else {
                    for near in &nearest {
                        prop_assert_eq!(expected.get(&near.words.join(" ")), Some(&near.articles));
                    }
                    let shorter = expected.keys().filter(|near| near.split(' ').count() < words.len());
                    for wanted in shorter {
                        prop_assert!(nearest.iter().any(|near| near.words.join(" ") == *wanted), "{}", wanted);
                    }
                }
            }
        }
    }
}
