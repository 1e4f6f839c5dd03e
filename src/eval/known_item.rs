//! Known items: sentences of the archive that must be found again by some of their words.
//!
//! A sentence is drawn from an article drawn at random, a query is made of a few of its words, and the passages of the whole archive
//! are ranked for it. What counts is the *reciprocal rank* of the passage that holds the sentence. No judgements are
//! needed, so it works on any archive; and since a query may fit other passages just as well, its figures say
//! little by themselves and much beside those of another ranking on the same index.

use std::collections::{HashMap, HashSet};

use super::evaluation::mean;
use super::measures::real;
use crate::analysis::{Analyzer, Language, Text, fold};
use crate::api::{Hit, Matching, Ranked, SearchRequest, SearchResponse};
use crate::article::Article;
use crate::query::{Query, QueryKind, Term};
use crate::random::Random;

/// Passages asked for in each search: a sentence that is not among them counts as not found.
const DEPTH: usize = 100;
/// Different words of a sentence below which it is not drawn.
const LEAST_WORDS: usize = 8;
/// Draws for each sentence wanted, at most: an archive may hold no sentence that is long enough.
const DRAWS: usize = 20;

/// How a query is made of the words of a sentence. Its *content words* are the rarer half of its different words, where
/// a word is as rare as few articles have some form of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scheme {
    /// The three rarest words.
    Rarest,
    /// Four random content words.
    Random,
    /// Two adjacent words as a phrase, at a random place, and a random content word.
    Phrase,
}

impl Scheme {
    const ALL: [Self; 3] = [Self::Rarest, Self::Random, Self::Phrase];

    /// A stable name for programs.
    pub fn name(self) -> &'static str {
        match self {
            Self::Rarest => "rarest",
            Self::Random => "random",
            Self::Phrase => "phrase",
        }
    }

    fn query(self, item: &KnownItem, random: &mut Random) -> Query {
        let content = item.content();
        let wanted: Vec<Query> = match self {
            Self::Rarest => content.into_iter().take(3).map(word).collect(),
            Self::Random => random.choose(content, 4).into_iter().map(word).collect(),
            Self::Phrase => {
                let at = random.below(item.words.len().saturating_sub(1));
                let words = item.words.iter().map(String::as_str);
                let pair: Vec<&str> = words.skip(at).take(2).collect();
                let others: Vec<&str> = content
                    .into_iter()
                    .filter(|word| !pair.contains(word))
                    .collect();
                let mut wanted = vec![phrase(&pair)];
                wanted.extend(random.choose(others, 1).into_iter().map(word));
                wanted
            }
        };
        Query::all_of(wanted)
    }
}

fn word(word: &str) -> Query {
    Query::new(QueryKind::Term(Term::Word(word.to_owned())))
}

fn phrase(words: &[&str]) -> Query {
    let terms = words
        .iter()
        .map(|&word| Term::Word(word.to_owned()))
        .collect();
    Query::new(QueryKind::Phrase { terms, slop: 0 })
}

/// What became of the sentences.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KnownItems {
    /// By which they were drawn.
    pub seed: u64,
    /// How many were drawn: fewer than wanted where the archive has few that are long enough.
    pub sentences: usize,
    /// One for each scheme.
    pub schemes: Vec<SchemeRanks>,
}

/// Where the sentences were found by the queries of one scheme.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SchemeRanks {
    /// How the queries were made.
    pub scheme: Scheme,
    /// The rank of the passage that holds the sentence, from 1, for each sentence; `None` where it is not among the first 100.
    pub ranks: Vec<Option<usize>>,
}

impl SchemeRanks {
    /// The mean reciprocal rank; a sentence that was not found counts as 0.
    pub fn mrr(&self) -> f64 {
        let reciprocal = |rank: &Option<usize>| rank.map_or(0.0, |rank| 1.0 / real(rank));
        mean(&self.ranks.iter().map(reciprocal).collect::<Vec<_>>())
    }

    /// How many sentences stand in one of the first `depth` passages.
    pub fn within(&self, depth: usize) -> usize {
        let found = self.ranks.iter().flatten();
        found.filter(|&&rank| rank <= depth).count()
    }
}

/// Draws `wanted` sentences by `seed` and looks for them. The same sentences are drawn again from the same index; an index that
/// was made anew may hold its articles in another order.
///
/// # Errors
/// Whatever `search` raises.
pub fn known_items<E>(
    wanted: usize,
    seed: u64,
    matching: Matching,
    search: impl FnMut(&SearchRequest) -> Result<SearchResponse, E>,
) -> Result<KnownItems, E> {
    let mut seeker = Seeker {
        search,
        matching,
        random: Random::new(seed),
        analyzer: Analyzer::new(),
        articles_with: HashMap::new(),
    };
    let items = seeker.draw(wanted)?;
    let mut schemes = Vec::new();
    for scheme in Scheme::ALL {
        let mut ranks = Vec::with_capacity(items.len());
        for item in &items {
            let query = scheme.query(item, &mut seeker.random);
            ranks.push(seeker.rank(item, query)?);
        }
        schemes.push(SchemeRanks { scheme, ranks });
    }
    Ok(KnownItems {
        seed,
        sentences: items.len(),
        schemes,
    })
}

/// A sentence to be found again.
struct KnownItem {
    /// As it stands in its article. Others may have it too: what agencies write, what stands below every release.
    text: String,
    /// Its words as they are written, in order.
    words: Vec<String>,
    /// Its different words, the rarest first.
    rarest: Vec<String>,
}

impl KnownItem {
    /// The rarer half of its different words.
    fn content(&self) -> Vec<&str> {
        let half = self.rarest.len().div_ceil(2);
        let rarest = self.rarest.iter().map(String::as_str);
        rarest.take(half).collect()
    }
}

/// Draws sentences and looks for them.
struct Seeker<S> {
    search: S,
    matching: Matching,
    random: Random,
    analyzer: Analyzer,
    /// How many articles have some form of a word.
    articles_with: HashMap<String, u64>,
}

impl<E, S: FnMut(&SearchRequest) -> Result<SearchResponse, E>> Seeker<S> {
    fn draw(&mut self, wanted: usize) -> Result<Vec<KnownItem>, E> {
        let everything = self.ask(Query::all(), 0, 0)?.total.searched;
        let articles = usize::try_from(everything).unwrap_or(usize::MAX);
        let mut items = Vec::new();
        for _ in 0..wanted.saturating_mul(DRAWS) {
            if items.len() == wanted || articles == 0 {
                break;
            }
            let at = self.random.below(articles);
            let drawn = self.ask(Query::all(), at, 1)?.hits.into_iter().next();
            if let Some(hit) = drawn
                && let Some(item) = self.sentence(&hit.article)?
            {
                items.push(item);
            }
        }
        Ok(items)
    }

    /// A random sentence of an article, if it has words enough.
    fn sentence(&mut self, article: &Article) -> Result<Option<KnownItem>, E> {
        let analysis = self.analyzer.analyze(&Text {
            body: &article.body,
            headings: &article.headings,
            title: &article.title,
            language: article
                .language
                .as_deref()
                .and_then(Language::from_code)
                .unwrap_or(Language::UNKNOWN),
        });
        let at = self.random.below(analysis.sentences.len());
        let Some(sentence) = analysis.sentences.get(at) else {
            return Ok(None);
        };
        let words: Vec<String> = analysis
            .words
            .get(sentence.first as usize..=sentence.last as usize)
            .unwrap_or_default()
            .iter()
            .map(|span| span.of(&article.body).to_owned())
            .collect();
        let mut seen = HashSet::new();
        let different: Vec<&String> = words
            .iter()
            .filter(|word| seen.insert(fold(word).into_owned()))
            .collect();
        if different.len() < LEAST_WORDS {
            return Ok(None);
        }
        let mut rated: Vec<(u64, String)> = Vec::with_capacity(different.len());
        for word in different {
            rated.push((self.articles_with(word)?, word.clone()));
        }
        // Stable: of words that are equally rare the earlier comes first.
        rated.sort_by_key(|(articles, _)| *articles);
        Ok(Some(KnownItem {
            text: sentence.span.of(&article.body).to_owned(),
            words,
            rarest: rated.into_iter().map(|(_, word)| word).collect(),
        }))
    }

    fn articles_with(&mut self, written: &str) -> Result<u64, E> {
        if let Some(&articles) = self.articles_with.get(written) {
            return Ok(articles);
        }
        let articles = self.ask(word(written), 0, 0)?.total.articles;
        self.articles_with.insert(written.to_owned(), articles);
        Ok(articles)
    }

    /// Articles that have all of the query, from `offset` on.
    fn ask(&mut self, query: Query, offset: usize, limit: usize) -> Result<SearchResponse, E> {
        (self.search)(&SearchRequest {
            matching: Matching::All,
            offset,
            limit: Some(limit),
            passages: 0,
            ..SearchRequest::new(query)
        })
    }

    /// The rank of the first passage that holds the sentence, from 1: in its article, or in another that has it word for word.
    fn rank(&mut self, item: &KnownItem, query: Query) -> Result<Option<usize>, E> {
        let response = (self.search)(&SearchRequest {
            matching: self.matching,
            ranked: Ranked::Passages,
            limit: Some(DEPTH),
            // All that one article can have in the list.
            passages: DEPTH,
            ..SearchRequest::new(query)
        })?;
        let holds = |hit: &Hit| {
            let passages = hit.passages.iter();
            passages
                .map(|passage| passage.text(&hit.article.body))
                .any(|text| text.contains(&item.text))
        };
        let place = response.hits.iter().position(holds);
        Ok(place.map(|at| at + 1))
    }
}

#[cfg(test)]
mod tests {
    use std::convert::Infallible;

    use super::*;
    use crate::api::{Passage, Total, Understood};
    use crate::span::ByteSpan;

    const BODIES: [&str; 3] = [
        "The river rose above the old stone bridge on Tuesday night. The mayor of the town slept through all of it quite well. Nobody else did.",
        "The council met to talk about the new stone wall along the river. The vote was put off until the harvest is in again.",
        "Short. Too short. Not one sentence here is long enough.",
    ];

    fn article(at: usize) -> Article {
        serde_json::from_value(serde_json::json!({"id": at.to_string(), "body": BODIES[at]}))
            .unwrap()
    }

    fn hit(at: usize, passages: Vec<Passage>) -> Hit {
        Hit {
            rank: 1,
            article: article(at),
            score: 1.0,
            story: crate::api::StorySummary::default(),
            title_highlights: Vec::new(),
            passages,
        }
    }

    /// The words of a query that a scheme makes.
    fn terms_of(query: &Query) -> Vec<&Term> {
        let mut terms = Vec::new();
        query.walk(&mut |part| {
            match &part.kind {
                QueryKind::Term(term) => terms.push(term),
                QueryKind::Phrase { terms: words, .. } => terms.extend(words),
                _ => {}
            }
            true
        });
        terms
    }

    fn has(text: &str, query: &Query) -> bool {
        let text = text.to_lowercase();
        let words: Vec<&str> = text.split([' ', '.']).collect();
        terms_of(query).into_iter().all(
            |term| matches!(term, Term::Word(word) if words.contains(&word.to_lowercase().as_str())),
        )
    }

    /// Searches the bodies above without an index: an article or a sentence matches when it has all words.
    fn search(request: &SearchRequest) -> SearchResponse {
        let query = &request.query;
        let found = |at: &usize| query.is_all() || has(BODIES[*at], query);
        let matching: Vec<usize> = (0..BODIES.len()).filter(found).collect();
        let all: Vec<Hit> = match request.ranked {
            Ranked::Articles => matching.iter().map(|&at| hit(at, Vec::new())).collect(),
            Ranked::Passages => matching
                .iter()
                .flat_map(|&at| {
                    let sentences = (0..).zip(BODIES[at].split_inclusive(". "));
                    let having = sentences.filter(move |(_, text)| has(text, query));
                    having.map(move |(ordinal, text)| hit(at, vec![passage(at, ordinal, text)]))
                })
                .collect(),
        };
        SearchResponse {
            query: String::new(),
            understood: Understood::default(),
            notices: Vec::new(),
            total: Total {
                articles: matching.len() as u64,
                stories: matching.len() as u64,
                searched: BODIES.len() as u64,
                partial: false,
                exact: true,
            },
            copies: request.copies,
            hits: all
                .into_iter()
                .skip(request.offset)
                .take(request.limit.unwrap_or(usize::MAX))
                .collect(),
            offset: request.offset,
            took_ms: 0.0,
        }
    }

    fn passage(at: usize, ordinal: u32, text: &str) -> Passage {
        let start = BODIES[at].find(text).unwrap();
        Passage {
            span: ByteSpan::new(start, start + text.len()),
            sentences: (ordinal, ordinal),
            paragraph: 0,
            score: 1.0,
            highlights: Vec::new(),
        }
    }

    fn run(wanted: usize, seed: u64) -> KnownItems {
        let searched = |request: &SearchRequest| Ok::<_, Infallible>(search(request));
        let Ok(found) = known_items(wanted, seed, Matching::All, searched);
        found
    }

    #[test]
    fn sentences_of_words_enough_are_drawn_and_found() {
        let found = run(10, 1);
        assert_eq!(found.sentences, 10);
        assert_eq!(found.schemes.len(), Scheme::ALL.len());
        for scheme in &found.schemes {
            assert_eq!(scheme.ranks.len(), 10);
            assert_eq!(scheme.within(DEPTH), 10, "{scheme:?}");
            assert!(scheme.mrr() > 0.5 && scheme.mrr() <= 1.0, "{scheme:?}");
        }
        assert_eq!(found, run(10, 1), "one seed, one experiment");
        assert_eq!(run(0, 1).sentences, 0);
    }

    #[test]
    fn an_archive_of_short_sentences_ends_the_drawing() {
        let short = |request: &SearchRequest| {
            Ok::<_, Infallible>(SearchResponse {
                hits: vec![hit(2, Vec::new())],
                ..search(request)
            })
        };
        let Ok(found) = known_items(3, 1, Matching::All, short);
        assert_eq!(found.sentences, 0);
        assert!(found.schemes.iter().all(|scheme| scheme.ranks.is_empty()));
        assert!(found.schemes.iter().all(|scheme| scheme.mrr() < 1e-12));
    }

    #[test]
    fn queries_are_made_of_the_words_of_the_sentence() {
        let words: Vec<String> = [
            "the", "river", "rose", "above", "the", "old", "stone", "bridge",
        ]
        .map(String::from)
        .to_vec();
        let item = KnownItem {
            text: String::new(),
            rarest: ["bridge", "rose", "above", "old", "river", "stone", "the"]
                .map(String::from)
                .to_vec(),
            words,
        };
        let mut random = Random::new(3);
        let rarest = Scheme::Rarest.query(&item, &mut random);
        assert_eq!(rarest.to_string(), "bridge rose above");
        for _ in 0..50 {
            let drawn = Scheme::Random.query(&item, &mut random);
            assert_eq!(terms_of(&drawn).len(), 4);
            let phrase = Scheme::Phrase.query(&item, &mut random);
            let terms = terms_of(&phrase);
            assert_eq!(terms.len(), 3, "{phrase}");
            let content = item.content();
            assert!(
                matches!(terms[2], Term::Word(word) if content.contains(&word.as_str())),
                "{phrase}"
            );
        }
    }
}
