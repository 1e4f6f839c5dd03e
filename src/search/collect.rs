//! The articles that match, in the order asked for, and how many they are.

use tantivy::collector::Count;
use tantivy::query::EnableScoring;
use tantivy::{DocAddress, Order, Searcher};

use crate::api::{Ranked, Ranking, SearchRequest, Sort};
use crate::search::Result;
use crate::search::plan::planned::Plan;
use crate::search::queries::statistics::Statistics;
use crate::search::rank::{recency, top_docs};

/// An article of the answer, not read yet: its score and where it is.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct ScoredDoc {
    pub(crate) score: f32,
    pub(crate) address: DocAddress,
}

/// The best articles, and how many match.
pub(crate) struct Collected {
    pub(crate) count: u64,
    pub(crate) found: Vec<ScoredDoc>,
}

pub(crate) fn collect(
    searcher: &Searcher,
    plan: &Plan,
    request: &SearchRequest,
) -> Result<Collected> {
    let wanted = match request.limit {
        // Which passages are the best is known when those of all articles are.
        Some(limit) if request.ranked == Ranked::Articles => request
            .offset
            .saturating_add(limit)
            .max(request.ranking.candidates),
        _ => usize::try_from(searcher.num_docs()).unwrap_or(usize::MAX),
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
        .map(|(score, address)| ScoredDoc { score, address })
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
        articles: &plan.articles,
        frequencies: &plan.frequencies,
    };
    let scoring = EnableScoring::enabled_from_statistics_provider(&statistics, searcher);
    let weight = query.weight(scoring)?;
    let cores = plan.cores();
    if let Some(recency) = ranking.recency {
        let factor = recency::factor(recency);
        let best = top_docs::best_adjusted(searcher, &*weight, wanted, cores, factor)?;
        return Ok(best);
    }
    if plan.is_one_word {
        let best = top_docs::best(searcher, &*weight, wanted, cores)?;
        return Ok((best, searcher.search(query, &Count)?));
    }
    Ok(top_docs::best_and_count(searcher, &*weight, wanted, cores)?)
}

fn by_date(
    searcher: &Searcher,
    plan: &Plan,
    wanted: usize,
    order: Order,
) -> Result<(Vec<(f32, DocAddress)>, usize)> {
    let scoring = EnableScoring::disabled_from_searcher(searcher);
    let weight = plan.query.weight(scoring)?;
    let cores = plan.cores();
    let (found, count) = top_docs::first_and_count(searcher, &*weight, wanted, (order, cores))?;
    let found = found.into_iter().map(|address| (0.0, address)).collect();
    Ok((found, count))
}
