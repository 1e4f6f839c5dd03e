//! Answers a [`SearchRequest`] from the local index.
//!
//! plan → collect → re-rank → passages. Tantivy finds and counts; the best articles are ranked again by where
//! the words of the query stand in them, from positions alone; only the articles shown are read from the store.
//!
//! [`count()`] says how often a query occurs, and [`concordance()`] writes every occurrence on a line.

mod any_of;
mod any_term;
mod best;
mod bounds;
mod by_language;
mod candidates;
mod commonest;
mod concordance;
mod cores;
mod count;
mod excluded;
pub mod expand;
mod feedback;
mod filter;
mod gather;
mod intersection;
mod interval_query;
mod lists;
mod phrase;
pub mod plan;
mod positions;
mod recency;
mod rerank;
pub mod resolve;
#[cfg(test)]
mod sample;
mod sampling;
mod show;
mod sorter;
mod statistics;
mod suggest;
mod union;
mod walked;
mod words;

use std::io;
use std::time::Instant;

use rayon::prelude::*;
use tantivy::collector::{Count, TopDocs};
use tantivy::query::{EnableScoring, TermQuery};
use tantivy::schema::IndexRecordOption;
use tantivy::{DocAddress, Order, Searcher, Term};

use crate::article::Article;
use crate::engine::{
    EFFORT, Hit, Matching, Notice, Passage, Ranked, Ranking, SearchRequest, SearchResponse, Sort,
    Total, Understood,
};
use crate::index::{self, Archive};
use crate::passage::Positions;
use crate::query::Query;

use cores::Cores;
use plan::{Need, Plan, Wish};
use rerank::Known;
use statistics::Statistics;

pub use concordance::{Concordance, WriteLine, concordance};
pub use count::{Counted, count};
pub use show::Matches;

/// Where no article matches all words, so many are enough.
const ENOUGH: usize = 2;

/// About how many steps of ten nanoseconds it takes to read and mark an article.
const STEPS_OF_A_HIT: u64 = 2500;

/// So many articles are read at once for an answer.
const BATCH: usize = 32;

/// So many articles are read and marked together, and wait in memory for those before them.
const READ_TOGETHER: usize = 256;

/// What can go wrong while searching.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The index cannot be read.
    #[error(transparent)]
    Index(#[from] index::Error),
    /// What does not fit into memory cannot be kept in a temporary file.
    #[error("cannot use a temporary file in `{folder}`: {0}", folder = std::env::temp_dir().display())]
    Temporary(io::Error),
    /// The output cannot be written.
    #[error("cannot write the output: {0}")]
    Output(io::Error),
    /// The query compares too many places.
    #[error(
        "the query has to compare more places in the articles than it may; it was given up, and nothing is answered"
    )]
    TooMuchWork {
        /// How many times as much as usual it was allowed.
        effort: u32,
    },
}

impl From<tantivy::TantivyError> for Error {
    fn from(error: tantivy::TantivyError) -> Self {
        Self::Index(error.into())
    }
}

impl Error {
    /// What to do about it.
    pub fn hint(&self) -> Option<String> {
        match self {
            Self::Index(error) => error.hint(),
            Self::Temporary(_) => {
                Some("free some space there, or let `TMPDIR` name a folder with more of it".into())
            }
            Self::Output(_) => None,
            Self::TooMuchWork { effort } => Some(format!(
                "write smaller distances, rarer words or fewer patterns, or allow more with `--effort {}`",
                effort.saturating_mul(10)
            )),
        }
    }
}

/// Result of this module.
pub type Result<T> = std::result::Result<T, Error>;

/// An article of the answer, not read yet: its score and where it is.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Found {
    score: f32,
    address: DocAddress,
}

/// An answer whose articles are read one at a time.
pub struct Answer<'a> {
    archive: &'a Archive,
    searcher: Searcher,
    plan: Plan,
    /// What was understood.
    pub understood: Understood,
    /// What the reader should know.
    pub notices: Vec<Notice>,
    /// How many articles match.
    pub total: Total,
    /// Place of the first hit in the whole list, from 0.
    pub offset: usize,
    found: Vec<Found>,
    /// Where the query's terms stand in the first of them.
    known: Known,
    passages: usize,
    ranked: Ranked,
    limit: usize,
    started: Instant,
}

/// Finds and ranks; the hits are read as they are asked for, so that any number of them fits in memory.
///
/// # Errors
/// When the index cannot be read.
pub fn answer<'a>(archive: &'a Archive, request: &SearchRequest) -> Result<Answer<'a>> {
    let started = Instant::now();
    let searcher = archive.searcher();
    let need = if request.matching == Matching::Any {
        Need::Any
    } else {
        Need::All
    };
    let mut plan = plan::plan_ranked(archive, &searcher, &request.query, Wish::of(request, need))?;
    let mut notices = std::mem::take(&mut plan.notices);
    let understood = Understood::of(&request.query, std::mem::take(&mut plan.expanded));
    let mut collected = collect(&searcher, &plan, request)?;
    let mut partial = false;
    if collected.count == 0 && request.matching != Matching::All {
        notices.extend(suggest::why_nothing(archive, &searcher, &plan)?);
        let wanted = plan::wanted_operands(&request.query);
        if let Some((least, fewer, some)) = some_of_them(archive, &searcher, request, wanted)? {
            notices.push(Notice {
                code: "partial_match",
                message: format!(
                    "no article matches all {wanted} words; these match at least {least} of them"
                ),
                hint: None,
                span: None,
            });
            (plan, collected, partial) = (fewer, some, true);
        }
    } else if collected.count == 0 {
        notices.extend(suggest::why_nothing(archive, &searcher, &plan)?);
    }
    let total = Total {
        articles: collected.count,
        searched: searcher.num_docs(),
        partial,
    };
    let limit = request.limit.unwrap_or(usize::MAX);
    let mut known = Known::default();
    if request.sort == Sort::Relevance {
        known = rank(archive, &searcher, &mut plan, &mut collected, request)?;
        notices.append(&mut plan.notices);
    }
    if request.ranked == Ranked::Articles {
        let skipped = request.offset.min(collected.found.len());
        collected.found.drain(..skipped);
        collected.found.truncate(limit);
    }
    Ok(Answer {
        archive,
        searcher,
        plan,
        understood,
        notices,
        total,
        offset: request.offset,
        found: collected.found,
        known,
        passages: request.passages,
        ranked: request.ranked,
        limit,
        started,
    })
}

/// Puts what was collected by relevance into its last order. Returns what is known of the articles that will be shown.
fn rank(
    archive: &Archive,
    searcher: &Searcher,
    plan: &mut Plan,
    collected: &mut Collected,
    request: &SearchRequest,
) -> Result<Known> {
    let ranking = &request.ranking;
    let shown = request
        .limit
        .map_or(usize::MAX, |limit| request.offset.saturating_add(limit));
    let mut known = rerank::rerank(searcher, plan, &mut collected.found, ranking, shown)?;
    if let Some(feedback) = &ranking.feedback {
        let added = feedback::typical_words(archive, searcher, &collected.found, feedback)?;
        feedback::rank_by(&added, archive, plan, feedback);
        *collected = collect(searcher, plan, request)?;
        known = rerank::rerank(searcher, plan, &mut collected.found, ranking, shown)?;
    }
    Ok(known)
}

/// Answers a request whole.
///
/// # Errors
/// When the index cannot be read.
pub fn search(archive: &Archive, request: &SearchRequest) -> Result<SearchResponse> {
    let answer = answer(archive, request)?;
    let hits = answer.hits()?.collect::<Result<Vec<_>>>()?;
    Ok(SearchResponse {
        query: request.query.to_string(),
        total: answer.total,
        offset: answer.offset,
        took_ms: answer.took_ms(),
        understood: answer.understood,
        notices: answer.notices,
        hits,
    })
}

/// One article by its id, with the matches of a query in it; `None` where there is none.
///
/// # Errors
/// When the index cannot be read.
pub fn show(archive: &Archive, id: &str, query: &Query) -> Result<Option<(Article, Matches)>> {
    let searcher = archive.searcher();
    let term = TermQuery::new(
        Term::from_field_text(archive.fields().id, id),
        IndexRecordOption::Basic,
    );
    let found = searcher.search(&term, &TopDocs::with_limit(1).order_by_score())?;
    let Some((_, address)) = found.first() else {
        return Ok(None);
    };
    let article = archive.article(&searcher, *address)?;
    let plan = plan::plan(archive, &searcher, query, (Need::All, EFFORT))?;
    let matches =
        positions::by_segment(&searcher, &plan, &[*address], Cores::One, |_, positions| {
            Ok(show::matches(&plan, &article, positions))
        })?;
    Ok(matches.into_iter().next().map(|matches| (article, matches)))
}

impl Answer<'_> {
    /// Time since the question was asked, in milliseconds.
    pub fn took_ms(&self) -> f64 {
        self.started.elapsed().as_secs_f64() * 1000.0
    }

    /// The hits in order, a few read at a time, as they are asked for. A list of passages is made at once.
    ///
    /// # Errors
    /// When an article cannot be read.
    pub fn hits(&self) -> Result<Box<dyn Iterator<Item = Result<Hit>> + '_>> {
        match self.ranked {
            Ranked::Articles => Ok(Box::new(self.articles())),
            Ranked::Passages => Ok(Box::new(self.passages()?.into_iter().map(Ok))),
        }
    }

    fn articles(&self) -> impl Iterator<Item = Result<Hit>> + '_ {
        let batches = self
            .found
            .chunks(BATCH)
            .zip((self.offset + 1..).step_by(BATCH));
        batches.flat_map(|(found, rank)| match self.batch(found, rank) {
            Ok(hits) => hits.into_iter().map(Ok).collect(),
            Err(error) => vec![Err(error)],
        })
    }

    /// Reads articles of which the first has this rank.
    fn batch(&self, found: &[Found], rank: usize) -> Result<Vec<Hit>> {
        let read = |at: usize, positions: &Positions| -> Result<Hit> {
            let Found { address, score } = found[at];
            let article = self.archive.article(&self.searcher, address)?;
            Ok(show::hit(
                &self.plan,
                article,
                positions,
                (rank + at, score),
                self.passages,
            ))
        };
        let cores = Cores::for_steps(found.len() as u64 * STEPS_OF_A_HIT);
        let read_known = |at, found: &Found| {
            let known = self.known.get(&found.address);
            known.map(|positions| read(at, positions)).transpose()
        };
        let known = cores.map(found, read_known)?;
        let (unknown, addresses): (Vec<usize>, Vec<DocAddress>) = (0..)
            .zip(found)
            .filter(|&(at, _)| known[at].is_none())
            .map(|(at, found)| (at, found.address))
            .unzip();
        let rest = positions::by_segment(
            &self.searcher,
            &self.plan,
            &addresses,
            cores,
            |at, positions| read(unknown[at], positions),
        )?;
        let mut hits: Vec<Hit> = known.into_iter().flatten().chain(rest).collect();
        hits.sort_unstable_by_key(|hit| hit.rank);
        Ok(hits)
    }

    /// Gives each hit of a list of articles to `take`, in order. They are read and marked on all cores.
    ///
    /// # Errors
    /// When an article cannot be read, and what `take` raises.
    pub fn each_hit<E: From<Error>>(
        &self,
        mut take: impl FnMut(Hit) -> std::result::Result<(), E>,
    ) -> std::result::Result<(), E> {
        let mut rank = self.offset + 1;
        for together in self.found.chunks(READ_TOGETHER) {
            let batches = together
                .par_chunks(BATCH)
                .enumerate()
                .map(|(at, found)| self.batch(found, rank + at * BATCH))
                .collect::<Result<Vec<_>>>()?;
            rank += together.len();
            batches.into_iter().flatten().try_for_each(&mut take)?;
        }
        Ok(())
    }

    /// The best passages of the best articles in one list: one hit a passage.
    fn passages(&self) -> Result<Vec<Hit>> {
        let mut hits = Vec::new();
        for hit in self.articles() {
            let hit = hit?;
            hits.extend(hit.passages.iter().map(|passage| Hit {
                passages: vec![passage.clone()],
                ..hit.clone()
            }));
        }
        let score = |hit: &Hit| {
            hit.passages
                .first()
                .map_or(0.0, |passage: &Passage| passage.score)
        };
        hits.sort_by(|a, b| {
            score(b)
                .total_cmp(&score(a))
                .then_with(|| b.score.total_cmp(&a.score))
        });
        let mut hits: Vec<Hit> = hits
            .into_iter()
            .skip(self.offset)
            .take(self.limit)
            .collect();
        for (at, hit) in hits.iter_mut().enumerate() {
            hit.rank = self.offset + at + 1;
        }
        Ok(hits)
    }
}

struct Collected {
    count: u64,
    found: Vec<Found>,
}

fn collect(searcher: &Searcher, plan: &Plan, request: &SearchRequest) -> Result<Collected> {
    let wanted = match request.limit {
        Some(limit) => (request.offset + limit).max(request.ranking.candidates),
        None => usize::try_from(searcher.num_docs()).unwrap_or(usize::MAX),
    };
    let wanted = wanted.clamp(
        1,
        usize::try_from(searcher.num_docs())
            .unwrap_or(usize::MAX)
            .max(1),
    );
    let (found, count) = match request.sort {
        Sort::Relevance => by_score(searcher, plan, wanted, &request.ranking)?,
        Sort::Newest => by_date(searcher, plan, wanted, Order::Desc)?,
        Sort::Oldest => by_date(searcher, plan, wanted, Order::Asc)?,
    };
    let found = plan
        .whole(found)?
        .into_iter()
        .map(|(score, address)| Found { score, address })
        .collect();
    Ok(Collected {
        count: count as u64,
        found,
    })
}

fn by_score(
    searcher: &Searcher,
    plan: &Plan,
    wanted: usize,
    ranking: &Ranking,
) -> Result<(Vec<(f32, DocAddress)>, usize)> {
    let query = &*plan.query;
    let statistics = Statistics {
        searcher,
        together: &plan.together,
    };
    if let Some(recency) = ranking.recency {
        let best = TopDocs::with_limit(wanted).tweak_score(recency::factor(recency));
        return Ok(searcher.search_with_statistics_provider(query, &(best, Count), &statistics)?);
    }
    let scoring = EnableScoring::enabled_from_statistics_provider(&statistics, searcher);
    let weight = query.weight(scoring)?;
    let cores = Cores::for_plan(plan);
    if plan.counted_easily {
        let best = best::best(searcher, &*weight, wanted, cores)?;
        return Ok((best, searcher.search(query, &Count)?));
    }
    Ok(best::best_and_count(searcher, &*weight, wanted, cores)?)
}

fn by_date(
    searcher: &Searcher,
    plan: &Plan,
    wanted: usize,
    order: Order,
) -> Result<(Vec<(f32, DocAddress)>, usize)> {
    let dated = TopDocs::with_limit(wanted).order_by_fast_field::<i64>("published", order);
    let (found, count) = searcher.search(&*plan.query, &(dated, Count))?;
    let (with, without): (Vec<_>, Vec<_>) = found
        .into_iter()
        .partition(|(published, _)| published.is_some());
    let found = with
        .into_iter()
        .chain(without)
        .map(|(_, address)| (0.0, address))
        .collect();
    Ok((found, count))
}

/// The articles that match at least two of the `wanted` operands, or else one; and how many those are.
fn some_of_them(
    archive: &Archive,
    searcher: &Searcher,
    request: &SearchRequest,
    wanted: usize,
) -> Result<Option<(usize, Plan, Collected)>> {
    for least in (1..=ENOUGH.min(wanted.saturating_sub(1))).rev() {
        let wish = Wish::of(request, Need::AtLeast(least));
        let plan = plan::plan_ranked(archive, searcher, &request.query, wish)?;
        let some = collect(searcher, &plan, request)?;
        if some.count > 0 {
            return Ok(Some((least, plan, some)));
        }
    }
    Ok(None)
}
