//! Articles on the same matter as another: those that have its most typical words.
//!
//! The words are the 25 with the most weight by frequency in the article and rarity in the archive, as Lucene's `MoreLikeThis` chooses
//! them; any of them is looked for, and the ranking of any search decides.

use rustc_hash::{FxHashMap, FxHashSet};
use tantivy::Searcher;

use crate::analysis::{self, Analyzer, Language, Text};
use crate::api::{SearchRequest, Similar, SimilarHit, SimilarRequest, SoughtWord};
use crate::article::{Article, ArticleId};
use crate::index::ArchiveReader;
use crate::query::{Field, Query, QueryKind, Term};
use crate::search::Result;
use crate::search::answer::answer;
use crate::search::copies::address_of;
use crate::search::queries::bm25::idf;
use crate::search::typical::set_texts::says_something;

/// Words that are looked for.
const MOST_WORDS: usize = 25;
/// Articles that must have a word, at least: the article itself is one.
const LEAST_ARTICLES: u64 = 2;
/// Articles looked at for each that is asked for, since copies are passed over.
const LOOKED_AT: usize = 8;

/// A word of the article, before it is chosen.
struct StemFrequency {
    /// As it is written where it stands first.
    word: String,
    times: u64,
    /// Where it stands first.
    first: usize,
}

/// The articles that are most like another.
pub(crate) fn similar(archive: &ArchiveReader, request: &SimilarRequest) -> Result<Similar> {
    let searcher = archive.searcher();
    let article = &request.article;
    let chosen = chosen(archive, &searcher, article)?;
    let words: Vec<SoughtWord> = chosen.iter().map(|(_, word)| word.clone()).collect();
    let mut similar = Similar {
        words,
        articles: 0,
        searched: searcher.num_docs(),
        copies: 0,
        hits: Vec::new(),
    };
    if chosen.is_empty() {
        return Ok(similar);
    }
    let search = SearchRequest {
        limit: Some(request.limit.saturating_mul(LOOKED_AT).max(LOOKED_AT)),
        passages: request.passages,
        effort: request.effort,
        ..SearchRequest::new(query(request, &similar.words))
    };
    let mut answer = answer(archive, &search)?;
    // What is told of a query that nobody typed is of no use.
    similar.articles = answer.total.articles;
    let stories = archive.stories()?;
    let story_of = |address: tantivy::DocAddress| {
        let segment = searcher.segment_reader(address.segment_ord).segment_id();
        stories.of(segment, address.doc_id)
    };
    let own = address_of(archive, &searcher, &article.id.0)?;
    let mut told: FxHashSet<u32> = own.and_then(story_of).into_iter().collect();
    let (mut copies, mut kept) = (0, 0);
    answer.found.retain(|found| {
        let is_copy = kept < request.limit
            && story_of(found.address).is_some_and(|story| !told.insert(story));
        copies += u64::from(is_copy);
        kept += usize::from(!is_copy);
        !is_copy
    });
    answer.found.truncate(request.limit);
    similar.copies = copies;
    for hit in answer.hits() {
        let hit = match hit {
            Err(error) if error.is_of_one_article() => continue,
            hit => hit?,
        };
        let stems = stems_of(&hit.article);
        let shared = chosen.iter().filter(|(stem, _)| stems.contains_key(stem));
        similar.hits.push(SimilarHit {
            shared: shared.map(|(_, word)| word.word.clone()).collect(),
            hit,
        });
    }
    Ok(similar)
}

/// Any of the words, in the articles asked for, and not in the article itself.
fn query(request: &SimilarRequest, words: &[SoughtWord]) -> Query {
    let words = words.iter().map(|word| {
        let word = Term::Word(word.word.clone());
        Query::new(QueryKind::Term(word))
    });
    let ArticleId(id) = &request.article.id;
    let itself = Query::in_field(Field::Id, id);
    let mut clauses = vec![Query::any_of(words.collect()), request.filters.clone()];
    if !itself.is_all() {
        clauses.push(Query::new(QueryKind::Not(Box::new(itself))));
    }
    Query::all_of(clauses)
}

/// The most typical words of an article, each with its stem.
fn chosen(
    archive: &ArchiveReader,
    searcher: &Searcher,
    article: &Article,
) -> Result<Vec<(String, SoughtWord)>> {
    let all = searcher.num_docs();
    let mut weighted = Vec::new();
    for (stem, StemFrequency { word, times, first }) in stems_of(article) {
        let term = archive.fields().term(&stem);
        let articles = archive.live_articles().with(searcher, &term)?;
        // What more than half of the articles have says nothing of one.
        if articles < LEAST_ARTICLES || articles * 2 > all.max(4) {
            continue;
        }
        let weight = f64::from(idf(articles, all)) * real(times);
        let sought = SoughtWord {
            word,
            occurrences: times,
            articles,
            weight,
        };
        weighted.push((first, (stem, sought)));
    }
    weighted.sort_by(|(first, (_, one)), (second, (_, other))| {
        other.weight.total_cmp(&one.weight).then(first.cmp(second))
    });
    weighted.truncate(MOST_WORDS);
    Ok(weighted.into_iter().map(|(_, chosen)| chosen).collect())
}

#[expect(clippy::cast_precision_loss, reason = "a weight needs no more digits")]
fn real(number: u64) -> f64 {
    number as f64
}

/// The stems of an article's words that say something.
fn stems_of(article: &Article) -> FxHashMap<String, StemFrequency> {
    let mut stems: FxHashMap<String, StemFrequency> = FxHashMap::default();
    let language = article.language.as_deref().and_then(Language::from_code);
    let text = Text {
        body: &article.body,
        headings: &article.headings,
        title: &article.title,
        language: language.unwrap_or(Language::UNKNOWN),
    };
    let mut nth = 0;
    Analyzer::new().scan(&text, |word| {
        nth += 1;
        let terms = word.terms();
        let folded = analysis::folded_word(terms.surface).unwrap_or_default();
        if !says_something(folded) {
            return;
        }
        if let Some(known) = stems.get_mut(terms.stem) {
            known.times += 1;
            return;
        }
        let spelling = analysis::spelling_of(terms.cased.unwrap_or(terms.surface));
        let frequency = StemFrequency {
            word: spelling.map_or_else(|| folded.to_owned(), |spelling| spelling.written),
            times: 1,
            first: nth,
        };
        stems.insert(terms.stem.to_owned(), frequency);
    });
    stems
}
