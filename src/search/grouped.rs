//! Queries counted by groups, and the values of fields among what a query finds.

use rayon::prelude::*;
use tantivy::{Searcher, SegmentReader};

use crate::api::{
    Count, CountRequest, Facet, FacetRequest, FacetValue, Facets, GroupBy, Grouped, GroupedCount,
    GroupedRequest,
};
use crate::cores::has_threads;
use crate::index::ArchiveReader;
use crate::search::Result;
use crate::search::count::{counted, weight};
use crate::search::groups::counting::{count_by_groups, within};
use crate::search::groups::grouping::{Grouping, KeptGroupings};
use crate::search::groups::members::Members;
use crate::search::groups::memberships::Memberships;
use crate::search::plan::options::PlanOptions;
use crate::search::plan::planned::Plan;
use crate::search::plan::planner::plan;
use crate::search::walk::each_block;
use crate::statistics::TwoFrequencies;

/// Counts queries by groups, on all cores.
///
/// # Errors
/// When the index cannot be read, or a query is too much work.
pub(crate) fn grouped(
    archive: &ArchiveReader,
    kept: &KeptGroupings,
    request: &GroupedRequest,
) -> Result<Grouped> {
    let searcher = archive.searcher();
    let members = kept.members(archive, &searcher, &request.within)?;
    let looked_at = (&request.within, &*members);
    let grouping = kept.grouping(archive, &searcher, looked_at, &request.by)?;
    let memberships = grouping.memberships();
    let groups = (0..memberships.groups).map(|at| grouping.group(archive, &searcher, at));
    let asked = request.queries.iter();
    let asked: Vec<CountRequest> = asked.map(|query| within(query, &request.within)).collect();
    let of_all = (&*grouping.sizes, members.len());
    Ok(Grouped {
        groups: groups.collect::<Result<_>>()?,
        series: count_all(archive, &searcher, &asked, memberships, of_all)?,
    })
}

/// Counts several queries by the same groups.
pub(crate) fn count_all(
    archive: &ArchiveReader,
    searcher: &Searcher,
    asked: &[CountRequest],
    memberships: &Memberships,
    of_all: (&[u64], u64),
) -> Result<Vec<GroupedCount>> {
    let count = |request| count_by_groups(archive, searcher, request, memberships, of_all);
    if has_threads() {
        asked.par_iter().map(count).collect()
    } else {
        asked.iter().map(count).collect()
    }
}

/// The values of fields among what a query finds. Positions are not looked at.
///
/// # Errors
/// When the index cannot be read, or the query is too much work.
pub(crate) fn facets(
    archive: &ArchiveReader,
    kept: &KeptGroupings,
    request: &FacetRequest,
) -> Result<Facets> {
    let searcher = archive.searcher();
    let asked = within(&request.query, &request.within);
    let mut plan = plan(
        archive,
        &searcher,
        &asked.query,
        PlanOptions::all(asked.effort),
    )?;
    let found = found(&searcher, &plan)?;
    let members = kept.members(archive, &searcher, &request.within)?;
    let mut facets = Vec::with_capacity(request.by.len());
    for by in &request.by {
        let looked_at = (&request.within, &*members);
        let grouping = kept.grouping(archive, &searcher, looked_at, by)?;
        facets.push(facet(
            archive,
            &searcher,
            (by, &grouping),
            (&found, &members),
            request,
        )?);
    }
    let count = Count {
        articles: found.len(),
        ..Count::default()
    };
    Ok(Facets {
        counted: counted(archive, &searcher, &asked, &mut plan, count)?,
        query: asked.query,
        all: members.len(),
        facets,
    })
}

/// The articles that a plan finds.
fn found(searcher: &Searcher, plan: &Plan) -> Result<Members> {
    let weight = weight(searcher, plan)?;
    let of_segment = |_, segment: &SegmentReader| -> Result<Vec<u32>> {
        let mut found = Vec::new();
        each_block(segment, (&*weight, &plan.budget), &mut |docs| {
            found.extend_from_slice(docs);
        })?;
        Ok(found)
    };
    let segments = plan.cores().map(searcher.segment_readers(), of_segment)?;
    plan.whole(Members { segments })
}

fn facet(
    archive: &ArchiveReader,
    searcher: &Searcher,
    (by, grouping): (&GroupBy, &Grouping),
    (found, members): (&Members, &Members),
    request: &FacetRequest,
) -> Result<Facet> {
    let memberships = grouping.memberships();
    let (of_found, of_all) = (memberships.sizes(found), &grouping.sizes);
    let mut listed: Vec<usize> = (0..memberships.groups).collect();
    let (limit, is_time) = match by {
        GroupBy::Field(_) => (Some(request.limit), false),
        GroupBy::Period(_) => (request.limit_steps, true),
    };
    let mut not_listed = 0;
    if let Some(limit) = limit {
        listed.retain(|&at| of_found[at] > 0);
        // Of values with as many articles the one that is commoner among all.
        listed.sort_by_key(|&at| std::cmp::Reverse(of_found[at]));
        not_listed = listed.len().saturating_sub(limit) as u64;
        listed.truncate(limit);
        if is_time {
            listed.sort_unstable();
        }
    }
    let value = |&at: &usize| -> Result<FacetValue> {
        let frequencies = TwoFrequencies {
            in_set: of_found[at],
            in_reference: of_all[at] - of_found[at],
            set_words: found.len(),
            reference_words: members.len() - found.len(),
        };
        Ok(FacetValue {
            group: grouping.group(archive, searcher, at)?,
            articles: of_found[at],
            all: of_all[at],
            log_ratio: (of_all[at] > 0).then(|| frequencies.log_ratio()),
            log_likelihood: frequencies.log_likelihood(),
        })
    };
    Ok(Facet {
        by: by.clone(),
        values: listed.iter().map(value).collect::<Result<_>>()?,
        not_listed,
        without: of_found[memberships.without()],
        coarser: of_found[memberships.coarser()],
    })
}
