//! The articles that match, in the order asked for, and how many they are.

use tantivy::collector::Count;
use tantivy::query::EnableScoring;
use tantivy::{DocAddress, Order, Searcher};

use crate::api::{Copies, Ranked, Ranking, SearchRequest, Sort};
use crate::index::{ArchiveReader, Stories};
use crate::search::Result;
use crate::search::plan::planned::Plan;
use crate::search::queries::statistics::Statistics;
use crate::search::rank::scored_matches::ScoredMatches;
use crate::search::rank::ties::Ties;
use crate::search::rank::top_docs::{self, Matched};
use crate::search::stories::{self, Copied};

/// An article of the answer, not read yet: its score and where it is.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct ScoredDoc {
    pub(crate) score: f32,
    pub(crate) address: DocAddress,
}

/// The best articles, and what matches.
pub(crate) struct Collected {
    pub(crate) count: u64,
    pub(crate) found: Vec<ScoredDoc>,
    /// The articles with copies that match.
    pub(crate) copied: Copied,
}

/// How many times as many articles are looked for where those found tell too few stories.
const MORE: usize = 4;

pub(crate) fn collect(
    archive: &ArchiveReader,
    searcher: &Searcher,
    plan: &Plan,
    request: &SearchRequest,
) -> Result<Collected> {
    let all = usize::try_from(searcher.num_docs()).unwrap_or(usize::MAX);
    let places = match request.limit {
        // Which passages are the best is known when those of all articles are.
        Some(limit) if request.ranked == Ranked::Articles => request.offset.saturating_add(limit),
        _ => all,
    };
    let mut wanted = places.max(request.ranking.candidates).clamp(1, all.max(1));
    loop {
        let (found, matched) = first(archive, searcher, plan, (wanted, request))?;
        let (found, matched) = plan.whole((found, matched))?;
        if request.copies == Copies::Hide && found.len() < matched.articles {
            let mut told = found.clone();
            stories::fold(searcher, archive.stories()?, &mut told, |found| found.1);
            if told.len() < places {
                wanted = wanted.saturating_mul(MORE).min(all);
                continue;
            }
        }
        let found = found.into_iter();
        return Ok(Collected {
            count: matched.articles as u64,
            found: found
                .map(|(score, address)| ScoredDoc { score, address })
                .collect(),
            copied: matched.copied,
        });
    }
}

/// The first articles in the order asked for.
fn first(
    archive: &ArchiveReader,
    searcher: &Searcher,
    plan: &Plan,
    (wanted, request): (usize, &SearchRequest),
) -> Result<(Vec<(f32, DocAddress)>, Matched)> {
    let order = match request.sort {
        Sort::Relevance | Sort::Newest => Order::Desc,
        Sort::Oldest => Order::Asc,
    };
    let ties = Ties::new(archive.columns(), order);
    let archive = (searcher, archive.stories()?);
    match request.sort {
        Sort::Relevance => by_score(archive, plan, wanted, (&request.ranking, ties)),
        Sort::Newest | Sort::Oldest => by_date(archive, plan, wanted, ties),
    }
}

fn by_score(
    (searcher, stories): (&Searcher, &Stories),
    plan: &Plan,
    wanted: usize,
    (ranking, ties): (&Ranking, Ties<'_>),
) -> Result<(Vec<(f32, DocAddress)>, Matched)> {
    let query = &*plan.query;
    let statistics = Statistics {
        searcher,
        articles: &plan.articles,
        frequencies: &plan.frequencies,
    };
    let scoring = EnableScoring::enabled_from_statistics_provider(&statistics, searcher);
    let cores = plan.cores();
    let archive = (searcher, stories);
    if plan.is_one_word && ranking.recency.is_none() {
        let weight = query.weight(scoring)?;
        let best = top_docs::best(searcher, &*weight, wanted, (ties, cores))?;
        let matched = Matched {
            articles: searcher.search(query, &Count)?,
            copied: stories::matching(archive, (&*weight, &plan.budget), cores)?,
        };
        return Ok((best, matched));
    }
    let matches = ScoredMatches::new(query, scoring, ranking.recency)?;
    Ok(top_docs::best_and_count(
        archive,
        &matches,
        wanted,
        (ties, cores),
    )?)
}

fn by_date(
    (searcher, stories): (&Searcher, &Stories),
    plan: &Plan,
    wanted: usize,
    ties: Ties<'_>,
) -> Result<(Vec<(f32, DocAddress)>, Matched)> {
    let scoring = EnableScoring::disabled_from_searcher(searcher);
    let weight = plan.query.weight(scoring)?;
    let archive = (searcher, stories);
    let matching = (&*weight, &plan.budget);
    let (found, matched) =
        top_docs::first_and_count(archive, matching, wanted, (ties, plan.cores()))?;
    let found = found.into_iter().map(|address| (0.0, address)).collect();
    Ok((found, matched))
}
