//! Queries counted by groups, and the values of fields among what a query finds.

use rayon::prelude::*;
use tantivy::{Searcher, SegmentReader};

use crate::api::{
    Count, CountRequest, Facet, FacetRequest, FacetValue, Facets, GroupBy, Grouped, GroupedCount,
    GroupedRequest,
};
use crate::article::day_number;
use crate::cores::has_threads;
use crate::dates::Period;
use crate::index::ArchiveReader;
use crate::query::Query;
use crate::search::count::{counted, weight};
use crate::search::groups::counting::{count_by_groups, within};
use crate::search::groups::grouping::{Grouping, KeptGroupings};
use crate::search::groups::members::Members;
use crate::search::groups::memberships::Memberships;
use crate::search::plan::options::PlanOptions;
use crate::search::plan::planned::Plan;
use crate::search::plan::planner::plan;
use crate::search::walk::each_block;
use crate::search::{Error, Result};
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
        let limit = match by {
            GroupBy::Field(_) => Some(request.limit),
            GroupBy::Period(_) => request.limit_steps,
        };
        let (by, sets) = ((by, &*grouping), (&found, &*members));
        facets.push(facet(archive, &searcher, by, sets, limit)?);
    }
    let over_time = if request.over_time {
        over_time(
            (archive, kept),
            &searcher,
            &request.within,
            (&found, &members),
        )?
    } else {
        None
    };
    let count = Count {
        articles: found.len(),
        ..Count::default()
    };
    Ok(Facets {
        counted: counted(archive, &searcher, &asked, &mut plan, count)?,
        query: asked.query,
        all: members.len(),
        facets,
        over_time,
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

/// What is found over time: see [`Facets::over_time`].
fn over_time(
    (archive, kept): (&ArchiveReader, &KeptGroupings),
    searcher: &Searcher,
    within: &Query,
    (found, members): (&Members, &Members),
) -> Result<Option<Facet>> {
    let steps = |by: &GroupBy| kept.grouping(archive, searcher, (within, members), by);
    let years = steps(&GroupBy::Period(Period::Year))?;
    let sizes = years.memberships().sizes(found);
    let mut some = (0..years.memberships().groups).filter(|&at| sizes[at] > 0);
    let first = some.next();
    let (Some(first), Some(last)) = (first, some.next_back().or(first)) else {
        return Ok(None);
    };
    let step = |at| Ok::<_, Error>(years.group(archive, searcher, at)?.step);
    let (Some(first), Some(last)) = (step(first)?, step(last)?) else {
        return Ok(None);
    };
    let fitting = Period::fitting(day_number(first.first_day), day_number(last.last_day));
    // Days of an archive of centuries may be too many to be counted, even where those of the answer are few.
    for period in Period::ALL.into_iter().skip_while(|it| *it != fitting) {
        let by = GroupBy::Period(period);
        match steps(&by) {
            Ok(grouping) => {
                let (by, sets) = ((&by, &*grouping), (found, members));
                return facet(archive, searcher, by, sets, Some(usize::MAX)).map(Some);
            }
            Err(Error::TooManySteps { .. }) => {}
            Err(error) => return Err(error),
        }
    }
    Ok(None)
}

/// The groups in which articles are found, at most `limit`; or all groups.
fn facet(
    archive: &ArchiveReader,
    searcher: &Searcher,
    (by, grouping): (&GroupBy, &Grouping),
    (found, members): (&Members, &Members),
    limit: Option<usize>,
) -> Result<Facet> {
    let memberships = grouping.memberships();
    let (of_found, of_all) = (memberships.sizes(found), &grouping.sizes);
    let mut listed: Vec<usize> = (0..memberships.groups).collect();
    let mut not_listed = 0;
    if let Some(limit) = limit {
        listed.retain(|&at| of_found[at] > 0);
        // Of values with as many articles the one that is commoner among all.
        listed.sort_by_key(|&at| std::cmp::Reverse(of_found[at]));
        not_listed = listed.len().saturating_sub(limit) as u64;
        listed.truncate(limit);
        if matches!(by, GroupBy::Period(_)) {
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::index::{Merging, sample_index};

    #[test]
    fn what_is_found_over_time_is_what_its_steps_count() {
        let folder = tempfile::tempdir().unwrap();
        let dates = [
            "1950-01-03",
            "2024-01-05",
            "2024-01-06",
            "2024-03-01",
            "2024",
            "",
        ];
        let article = |(at, date): (usize, &&str)| {
            let id = format!("a{at}");
            let word = if at == 0 { "bridge" } else { "ferry" };
            let mut article = serde_json::json!({ "id": id, "origin": { "path": id }, "body": format!("The {word}.") });
            if !date.is_empty() {
                article["published"] = (*date).into();
            }
            article
        };
        let articles = dates.iter().enumerate().map(article);
        sample_index::write(folder.path(), articles, Merging::Everything);
        let archive = ArchiveReader::open(folder.path()).unwrap();
        let kept = KeptGroupings::default();
        for (query, period, steps) in [
            ("ferry", Period::Week, &[2, 1][..]),
            ("bridge", Period::Week, &[1]),
            ("ferry OR bridge", Period::Decade, &[1, 4]),
        ] {
            let request = FacetRequest {
                by: vec![GroupBy::Period(period)],
                over_time: true,
                ..FacetRequest::new(CountRequest::new(query))
            };
            let found = facets(&archive, &kept, &request).unwrap();
            let over_time = found.over_time.unwrap();
            assert_eq!(over_time.by, GroupBy::Period(period), "{query}");
            let counts: Vec<u64> = over_time.values.iter().map(|it| it.articles).collect();
            assert_eq!(counts, steps, "{query}");
            let mut of_all = found.facets[0].values.iter();
            assert!(over_time.values.iter().all(|it| of_all.any(|of| of == it)));
        }
        let nothing = FacetRequest {
            over_time: true,
            ..FacetRequest::new(CountRequest::new("zeppelin"))
        };
        let found = facets(&archive, &kept, &nothing).unwrap();
        assert!(found.over_time.is_none() && found.facets.is_empty());
    }
}
