//! Queries over time: their numbers step by step, whether they rise, and when they burst.

use std::collections::BTreeSet;

use tantivy::Searcher;

use crate::api::{
    CountRequest, Group, GroupedCount, Matching, NamedBurst, SearchRequest, Series, Timeline,
    TimelineRequest,
};
use crate::article::Article;
use crate::cores::Cores;
use crate::index::ArchiveReader;
use crate::query::{DateRange, Query};
use crate::search::answer::answer;
use crate::search::grouped::count_all;
use crate::search::groups::counting::within;
use crate::search::groups::members::Members;
use crate::search::groups::memberships::Memberships;
use crate::search::groups::steps::Steps;
use crate::search::groups::values::Values;
use crate::search::{Error, Result};
use crate::statistics::{Batch, Trend, bursts};

/// Articles that name a burst.
const NAMING: usize = 3;
/// Articles of which those are taken: copies of one have one headline.
const LOOKED_AT: usize = 12;

/// Follows queries over time.
///
/// # Errors
/// When the index cannot be read, a query is too much work, or there are too many steps.
pub(crate) fn timeline(archive: &ArchiveReader, request: &TimelineRequest) -> Result<Timeline> {
    let searcher = archive.searcher();
    let members = Members::of(archive, &searcher, &request.within)?;
    let steps = Steps::of(&searcher, &members, request.period, request.coarse)?;
    let counted = match &request.split {
        None => {
            let asked = request.queries.iter();
            let asked: Vec<CountRequest> =
                asked.map(|query| within(query, &request.within)).collect();
            let sizes = steps.memberships.sizes(&members);
            let of_all = (&*sizes, members.len());
            let counts = count_all(archive, &searcher, &asked, &steps.memberships, of_all)?;
            (0..)
                .zip(counts)
                .map(|(asked, counts)| Counted {
                    asked,
                    value: None,
                    counts,
                })
                .collect()
        }
        Some(_) => split(archive, &searcher, request, (&members, &steps.memberships))?,
    };
    let follow = |_, counted: &Counted| follow(archive, request, &steps.groups, counted);
    Ok(Timeline {
        series: Cores::available().map(&counted, follow)?,
        all: members.len(),
        period: steps.period,
        coarse: request.coarse,
        steps: steps.groups,
    })
}

/// A query, or one of its values, with its numbers.
struct Counted {
    asked: usize,
    value: Option<String>,
    counts: GroupedCount,
}

/// Each query once for each of its commonest values of a field, among the articles with that value.
fn split(
    archive: &ArchiveReader,
    searcher: &Searcher,
    request: &TimelineRequest,
    (members, memberships): (&Members, &Memberships),
) -> Result<Vec<Counted>> {
    let Some(split) = &request.split else {
        return Ok(Vec::new());
    };
    let values = Values::of(archive, searcher, members, &split.field)?;
    let mut all = Vec::new();
    for (asked, query) in request.queries.iter().enumerate() {
        let query = within(query, &request.within);
        let found = Members::of(archive, searcher, &query.query)?;
        let sizes = values.memberships.sizes(&found);
        let mut commonest: Vec<usize> = (0..values.memberships.groups).collect();
        commonest.retain(|&at| sizes[at] > 0);
        commonest.sort_by_key(|&at| std::cmp::Reverse(sizes[at]));
        for at in commonest.into_iter().take(split.most) {
            let Group {
                label,
                query: of_value,
                ..
            } = values.group(archive, searcher, at)?;
            let Some(of_value) = of_value else { continue };
            let looked_at = Query::all_of(vec![request.within.clone(), of_value.clone()]);
            let looked_at = Members::of(archive, searcher, &looked_at)?;
            let of_all = (&*memberships.sizes(&looked_at), looked_at.len());
            let request = within(&query, &of_value);
            let counts = count_all(archive, searcher, &[request], memberships, of_all)?;
            all.extend(counts.into_iter().map(|counts| Counted {
                asked,
                value: Some(label.clone()),
                counts,
            }));
        }
    }
    Ok(all)
}

/// Says whether a query rises, and when it bursts.
fn follow(
    archive: &ArchiveReader,
    request: &TimelineRequest,
    steps: &[Group],
    counted: &Counted,
) -> Result<Series> {
    let counts = &counted.counts;
    let batches = counts.groups.iter().map(|group| Batch {
        relevant: group.count.articles,
        all: group.all,
    });
    let mut found = bursts(&batches.collect::<Vec<_>>());
    found.sort_by(|one, other| other.weight.total_cmp(&one.weight));
    let all_bursts = found.len();
    found.truncate(request.bursts);
    let named = found.into_iter().map(|burst| {
        let of_burst = &counts.groups[burst.first..=burst.last];
        let day = |at: usize| steps[at].step;
        let range = DateRange {
            first: day(burst.first).map(|step| step.first_day),
            last: day(burst.last).map(|step| step.last_day),
        };
        let query = counts.query.clone().narrowed(range);
        Ok(NamedBurst {
            first: burst.first,
            last: burst.last,
            weight: burst.weight,
            articles: of_burst.iter().map(|group| group.count.articles).sum(),
            all: of_burst.iter().map(|group| group.all).sum(),
            best: best(archive, &query, request.queries[counted.asked].effort)?,
            query,
        })
    });
    Ok(Series {
        asked: counted.asked,
        value: counted.value.clone(),
        trend: Trend::of(&points(counts, steps, request.by_counts)),
        bursts: named.collect::<Result<_>>()?,
        all_bursts,
        counts: counts.clone(),
    })
}

/// What a trend is of: shares where there are articles enough to tell, or counts where a step is covered whole.
#[expect(clippy::cast_precision_loss, reason = "no archive has 2^53 articles")]
fn points(counts: &GroupedCount, steps: &[Group], by_counts: bool) -> Vec<(i64, f64)> {
    let pairs = steps.iter().zip(&counts.groups);
    let points = pairs.filter_map(|(group, of_group)| {
        let step = group.step?;
        let share = of_group.share()?;
        if by_counts {
            let is_whole = !step.is_partial;
            is_whole.then_some((step.number, of_group.count.articles as f64))
        } else {
            let is_told = !step.is_thin;
            is_told.then_some((step.number, share))
        }
    });
    points.collect()
}

/// The best articles of a query, of each headline one.
fn best(archive: &ArchiveReader, query: &Query, effort: u32) -> Result<Vec<Article>> {
    let request = SearchRequest {
        matching: Matching::All,
        limit: Some(LOOKED_AT),
        passages: 0,
        effort,
        ..SearchRequest::new(query.clone())
    };
    let answer = answer(archive, &request)?;
    let mut titles = BTreeSet::new();
    let mut best = Vec::new();
    for hit in answer.hits() {
        let article = match hit {
            Ok(hit) => hit.article,
            Err(error) if Error::is_of_one_article(&error) => continue,
            Err(error) => return Err(error),
        };
        if titles.insert(article.title.to_lowercase()) {
            best.push(article);
        }
        if best.len() == NAMING {
            break;
        }
    }
    Ok(best)
}
