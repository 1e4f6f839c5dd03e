//! Answers a request: plan, collect, rank again, and read the articles shown.

use std::sync::OnceLock;
use std::time::Instant;

use rustc_hash::FxHashSet;
use tantivy::{DocAddress, Searcher};

use crate::api::{
    ArticleHighlights, Copies, EFFORT, Hit, Matching, Notice, Ranked, SearchRequest,
    SearchResponse, Sort, Total, Understood,
};
use crate::article::Article;
use crate::cores::Cores;
use crate::index::ArchiveReader;
use crate::passage::{Positions, WorkBudget};
use crate::query::Query;
use crate::search::collect::{ScoredDoc, collect};
use crate::search::copies::address_of;
use crate::search::plan::options::{Need, PlanOptions};
use crate::search::plan::planned::Plan;
use crate::search::plan::planner::plan;
use crate::search::positions;
use crate::search::rank::rerank::{self, ReadPositions};
use crate::search::show::{hit, marking_budget, matches};
use crate::search::stories::{self, Copied, Told};
use crate::search::{Error, Result, near_phrases, partly, suggest};

/// About how many steps of ten nanoseconds it takes to read and mark an article.
const STEPS_OF_A_HIT: u64 = 2500;

/// Articles read at once for an answer.
const BATCH: usize = 32;

/// Articles read and marked on all cores at a time, held in memory until those before them are taken.
const READ_TOGETHER: usize = 256;

/// An answer whose articles are read one at a time.
pub struct Answer<'a> {
    pub(crate) archive: &'a ArchiveReader,
    pub(crate) searcher: Searcher,
    pub(crate) plan: Plan,
    /// What marking the matches may cost.
    pub(super) marking: WorkBudget,
    /// What was understood.
    pub understood: Understood,
    /// What the reader should know.
    pub notices: Vec<Notice>,
    /// How many articles match.
    pub total: Total,
    /// Place of the first hit in the whole list, from 0.
    pub offset: usize,
    pub(crate) found: Vec<ScoredDoc>,
    /// What is done with several articles of one story.
    pub copies: Copies,
    /// The articles with copies that match.
    copied: Copied,
    /// What is said of the copies of those found.
    told: OnceLock<Told>,
    /// Where the query's terms stand in the first of them.
    known: ReadPositions,
    pub(super) passages: usize,
    ranked: Ranked,
    pub(super) limit: usize,
    started: Instant,
}

/// Finds and ranks; the hits are read as they are asked for, so that any number of them fits in memory.
pub(crate) fn answer<'a>(
    archive: &'a ArchiveReader,
    request: &SearchRequest,
) -> Result<Answer<'a>> {
    answer_exactly(archive, request, false)
}

/// [`answer`]; where what it finds is counted, a query that would be cut is refused.
pub(crate) fn answer_exactly<'a>(
    archive: &'a ArchiveReader,
    request: &SearchRequest,
    exact: bool,
) -> Result<Answer<'a>> {
    let started = Instant::now();
    let searcher = archive.searcher();
    let options = PlanOptions {
        exact,
        ..PlanOptions::of(request, need(request.matching))
    };
    let mut plan = plan(archive, &searcher, &request.query, options)?;
    let understood = Understood::of(&request.query, std::mem::take(&mut plan.expanded));
    let mut collected = collect(archive, &searcher, &plan, request)?;
    let mut partial = false;
    let mut notices = what_to_know(
        archive,
        &searcher,
        request,
        (&mut plan, collected.count > 0),
    )?;
    if collected.count == 0
        && request.matching != Matching::All
        && let Some(partly) = partly::some_of_them(archive, &searcher, request)?
    {
        notices.push(partly.notice);
        (plan, collected, partial) = (partly.plan, partly.collected, true);
    }
    let total = Total {
        articles: collected.count,
        stories: collected.copied.stories(collected.count),
        searched: searcher.num_docs(),
        partial,
        exact: !plan.is_cut,
    };
    let known = order(archive, &searcher, &plan, (&mut collected.found, request))?;
    Ok(Answer {
        archive,
        marking: marking_budget(searcher.num_docs(), &plan),
        searcher,
        plan,
        understood,
        notices,
        total,
        offset: request.offset,
        found: collected.found,
        copies: request.copies,
        copied: collected.copied,
        told: OnceLock::new(),
        known,
        passages: request.passages,
        ranked: request.ranked,
        limit: request.limit.unwrap_or(usize::MAX),
        started,
    })
}

/// Orders what was found, and leaves the articles of the page that is wanted. Returns the positions in the best, where they were read.
fn order(
    archive: &ArchiveReader,
    searcher: &Searcher,
    plan: &Plan,
    (found, request): (&mut Vec<ScoredDoc>, &SearchRequest),
) -> Result<ReadPositions> {
    let limit = request.limit.unwrap_or(usize::MAX);
    let mut known = ReadPositions::default();
    if request.sort == Sort::Relevance {
        let shown = (&request.ranking, request.offset.saturating_add(limit));
        known = rerank::rerank(searcher, plan, found, shown)?;
    }
    if request.ranked == Ranked::Articles {
        if request.copies == Copies::Hide {
            stories::fold(searcher, archive.stories()?, found, |found| found.address);
        }
        let skipped = request.offset.min(found.len());
        found.drain(..skipped);
        found.truncate(limit);
    }
    Ok(known)
}

/// What the reader should know of a query, where something was found and where nothing was.
fn what_to_know(
    archive: &ArchiveReader,
    searcher: &Searcher,
    request: &SearchRequest,
    (plan, found): (&mut Plan, bool),
) -> Result<Vec<Notice>> {
    let query = &request.query;
    let mut notices: Vec<Notice> = request.problems.iter().map(Notice::from).collect();
    notices.append(&mut plan.notices);
    notices.extend(suggest::about_query(
        archive,
        searcher,
        (query, plan),
        found,
    )?);
    if !found {
        notices.extend(near_phrases::about_phrases(archive, searcher, query)?);
    }
    Ok(notices)
}

fn need(matching: Matching) -> Need {
    if matching == Matching::Any {
        Need::Any
    } else {
        Need::All
    }
}

fn unreadable_article(error: &Error) -> Notice {
    Notice {
        code: "unreadable_article",
        message: error.to_string(),
        hint: error.hint(),
        span: None,
    }
}

/// Answers a request whole.
pub(crate) fn search(archive: &ArchiveReader, request: &SearchRequest) -> Result<SearchResponse> {
    let mut answer = answer(archive, request)?;
    let mut hits = Vec::new();
    let mut unreadable = Vec::new();
    for hit in answer.hits() {
        match hit {
            Ok(hit) => hits.push(hit),
            Err(error) if error.is_of_one_article() => unreadable.push(unreadable_article(&error)),
            Err(error) => return Err(error),
        }
    }
    answer.notices.append(&mut unreadable);
    Ok(SearchResponse {
        query: request.query.to_string(),
        total: answer.total,
        copies: answer.copies,
        offset: answer.offset,
        took_ms: answer.took_ms(),
        understood: answer.understood,
        notices: answer.notices,
        hits,
    })
}

/// One article by its id, with the matches of a query in it; `None` where there is none.
pub(crate) fn show(
    archive: &ArchiveReader,
    id: &str,
    query: &Query,
) -> Result<Option<(Article, ArticleHighlights)>> {
    let searcher = archive.searcher();
    let Some(address) = address_of(archive, &searcher, id)? else {
        return Ok(None);
    };
    let article = archive.article(&searcher, address)?;
    let plan = plan(archive, &searcher, query, PlanOptions::all(EFFORT))?;
    let marking = marking_budget(searcher.num_docs(), &plan);
    let matches =
        positions::by_segment(&searcher, &plan, &[address], Cores::One, |_, positions| {
            matches((&plan, &marking), &article, positions)
        })?;
    Ok(matches.into_iter().next().map(|matches| (article, matches)))
}

impl Answer<'_> {
    /// The articles that match and are not shown, because others of their stories are.
    pub(crate) fn hidden(&self) -> FxHashSet<DocAddress> {
        let mut hidden = FxHashSet::default();
        if self.copies == Copies::Hide {
            hidden.extend(self.copied.addresses());
            for found in &self.found {
                hidden.remove(&found.address);
            }
        }
        hidden
    }

    /// Time since the question was asked, in milliseconds.
    pub fn took_ms(&self) -> f64 {
        self.started.elapsed().as_secs_f64() * 1000.0
    }

    /// The hits in order, a few read at a time, as they are asked for. A list of passages is ranked when the first is. An article
    /// that cannot be read is an error in its place, of which [`Error::is_of_one_article`] tells; the others follow.
    pub fn hits(&self) -> Box<dyn Iterator<Item = Result<Hit>> + '_> {
        match self.ranked {
            Ranked::Articles => Box::new(self.articles()),
            Ranked::Passages => self.passages(),
        }
    }

    fn articles(&self) -> impl Iterator<Item = Result<Hit>> + '_ {
        let batches = self
            .found
            .chunks(BATCH)
            .zip((self.offset + 1..).step_by(BATCH));
        batches.flat_map(|(found, rank)| match self.batch(found, rank) {
            Ok(hits) => hits,
            Err(error) => vec![Err(error)],
        })
    }

    /// What is said of the copies of those found, read when it is first asked for.
    fn told(&self) -> Result<&Told> {
        if let Some(told) = self.told.get() {
            return Ok(told);
        }
        let found = self.found.iter().map(|found| found.address);
        let told = Told::of(self.archive, &self.searcher, &self.copied, found)?;
        Ok(self.told.get_or_init(|| told))
    }

    /// Reads articles of which the first has this rank.
    pub(super) fn batch(&self, found: &[ScoredDoc], rank: usize) -> Result<Vec<Result<Hit>>> {
        let told = self.told()?;
        let read = |at: usize, positions: &Positions| -> Result<Placed> {
            let ScoredDoc { address, score } = found[at];
            let rank = rank + at;
            let read = self.archive.article(&self.searcher, address);
            let article = match read.map_err(Error::from) {
                Err(error) if error.is_of_one_article() => return Ok((rank, Err(error))),
                read => read?,
            };
            let plan = (&self.plan, &self.marking);
            let mut hit = hit(plan, article, positions, (rank, score), self.passages)?;
            hit.story = told.story(address, &hit.article.id.0);
            Ok((rank, Ok(hit)))
        };
        let cores = Cores::for_steps(found.len() as u64 * STEPS_OF_A_HIT);
        let read_known = |at, found: &ScoredDoc| {
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
        let mut hits: Vec<Placed> = known.into_iter().flatten().chain(rest).collect();
        hits.sort_unstable_by_key(|(rank, _)| *rank);
        Ok(hits.into_iter().map(|(_, hit)| hit).collect())
    }

    /// Gives each hit of a list of articles to `take`, in order. They are read and marked on all cores.
    ///
    /// # Errors
    /// When an article cannot be read, and what `take` raises. All that can be read have been given to `take` before an error about
    /// one article is told.
    pub fn each_hit<E: From<Error>>(
        &self,
        mut take: impl FnMut(Hit) -> std::result::Result<(), E>,
    ) -> std::result::Result<(), E> {
        let mut rank = self.offset + 1;
        let mut unreadable = None;
        for together in self.found.chunks(READ_TOGETHER) {
            let batches: Vec<&[ScoredDoc]> = together.chunks(BATCH).collect();
            let batches = Cores::available()
                .map(&batches, |at, found| self.batch(found, rank + at * BATCH))?;
            rank += together.len();
            for hit in batches.into_iter().flatten() {
                match hit {
                    Ok(hit) => take(hit)?,
                    Err(error) => {
                        unreadable.get_or_insert(error);
                    }
                }
            }
        }
        unreadable.map_or(Ok(()), |error| Err(error.into()))
    }
}

/// A hit, or why its article cannot be read, with its rank.
type Placed = (usize, Result<Hit>);
