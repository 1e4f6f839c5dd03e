//! Articles by steps of time.

use rustc_hash::FxHashMap;
use tantivy::{DocId, Searcher, SegmentReader, TantivyError};

use crate::api::{CoarseDates, Group, TimeStep};
use crate::article::day_number;
use crate::cores::Cores;
use crate::dates::{Period, days_between, step_of};
use crate::index::hashing::hash;
use crate::query::{DateRange, Query};
use crate::search::groups::members::Members;
use crate::search::groups::memberships::{Memberships, OfSegment};
use crate::search::{Error, Result};

/// Steps of a timeline, at most: 270 years of days.
const MOST_STEPS: i64 = 100_000;

/// A part of a step that may be missing, as one of so many, before it counts as covered in part only: there is no paper on New Year's Day.
const MISSING: i64 = 20;

/// A step with less than one of so many parts of what a step has in the median is thin.
const FEW: u64 = 10;

/// First and last day of an article, since 1970-01-01; `None` where it has no date.
type Days = Option<(i64, i64)>;

/// Articles by steps of time.
pub(crate) struct Steps {
    pub(crate) period: Period,
    pub(crate) groups: Vec<Group>,
    pub(crate) memberships: Memberships,
}

impl Steps {
    /// These articles, by steps of this length; without one, by the shortest of which there are at most sixty.
    ///
    /// # Errors
    /// When the index cannot be read, or there are too many steps.
    pub(crate) fn of(
        searcher: &Searcher,
        members: &Members,
        period: Option<Period>,
        coarse: CoarseDates,
    ) -> Result<Self> {
        let segments = searcher.segment_readers();
        let read = |at: usize, segment: &SegmentReader| days_of(segment, &members.segments[at]);
        let days: Vec<Vec<Days>> = Cores::available().map(segments, read)?;
        let dated = || days.iter().flatten().flatten();
        let ends = |days: &mut dyn Iterator<Item = &(i64, i64)>| {
            days.fold(None, |ends: Days, &(first, last)| {
                Some(ends.map_or((first, last), |(from, to)| (from.min(first), to.max(last))))
            })
        };
        let whole = ends(&mut dated());
        let period = period.unwrap_or_else(|| {
            whole.map_or(Period::Day, |(first, last)| Period::fitting(first, last))
        });
        let is_placed = |days: &&(i64, i64)| {
            coarse == CoarseDates::Spread || step_of(period, days.0, days.1).is_some()
        };
        let placed = ends(&mut dated().filter(is_placed));
        let numbers = placed.map(|(first, last)| (period.number(first), period.number(last)));
        let (from, count) = numbers.map_or((0, 0), |(from, to)| (from, to - from + 1));
        if count > MOST_STEPS {
            return Err(Error::TooManySteps {
                period,
                steps: count.unsigned_abs(),
                most: MOST_STEPS.unsigned_abs(),
            });
        }
        let groups = (from..from + count).map(|number| group(period, number, placed));
        let mut groups: Vec<Group> = groups.collect();
        let count = usize::try_from(count).unwrap_or(0);
        let without = u32::try_from(count).unwrap_or(u32::MAX);
        let spread = match coarse {
            CoarseDates::Apart => Spread::default(),
            CoarseDates::Spread => spread(segments, members, &days, period)?,
        };
        let in_groups = |number: i64| u32::try_from(number - from).ok();
        let place = |at: usize, docs: &Vec<DocId>| -> Result<OfSegment> {
            Ok(OfSegment::of(docs, |nth, groups| match days[at][nth] {
                None => groups.push(without),
                Some((first, last)) => {
                    let placed = step_of(period, first, last).and_then(in_groups);
                    groups.push(placed.unwrap_or(without + 1));
                    let number = spread.get(&(at, nth)).copied();
                    groups.extend(number.and_then(in_groups));
                }
            }))
        };
        let of_segments = Cores::available().map(&members.segments, place)?;
        let memberships = Memberships::new(of_segments, count);
        mark_thin(&mut groups, &memberships.sizes(members)[..count]);
        Ok(Self {
            period,
            groups,
            memberships,
        })
    }
}

/// The steps of articles that are dated more coarsely, by segment and place among the articles looked at.
type Spread = FxHashMap<(usize, usize), i64>;

/// Puts the articles dated more coarsely than a step into steps: those with one date as evenly as can be, in an order that says nothing.
fn spread(
    segments: &[SegmentReader],
    members: &Members,
    days: &[Vec<Days>],
    period: Period,
) -> Result<Spread> {
    let mut coarse = Vec::new();
    for (at, segment) in segments.iter().enumerate() {
        let Some(ids) = segment.fast_fields().str("id")? else {
            continue;
        };
        let articles = members.segments[at].iter().zip(&days[at]).enumerate();
        let of_segment = articles.filter_map(|(nth, (doc, days))| {
            let (first, last) =
                (*days).filter(|(first, last)| step_of(period, *first, *last).is_none())?;
            let steps = (period.number(first), period.number(last));
            Some((ids.ords().first(*doc)?, steps, nth))
        });
        let mut of_segment: Vec<_> = of_segment.collect();
        // Read in their order, each block of ids is read once.
        of_segment.sort_unstable();
        let ords: Vec<u64> = of_segment.iter().map(|(ord, ..)| *ord).collect();
        let mut of_id = of_segment.iter();
        let take = |id: &[u8]| {
            if let Some((_, steps, nth)) = of_id.next() {
                coarse.push((*steps, hash(id), (at, *nth)));
            }
        };
        let read = ids.dictionary().sorted_ords_to_term_cb(&ords, take);
        read.map_err(TantivyError::from)?;
    }
    coarse.sort_unstable();
    let mut spread = Spread::default();
    for alike in coarse.chunk_by(|(a, ..), (b, ..)| a == b) {
        let articles = i64::try_from(alike.len()).unwrap_or(i64::MAX);
        for (nth, ((first, last), _, article)) in (0..).zip(alike) {
            // The middle of its part of the steps: of a single article, that of all.
            let steps = last - first + 1;
            spread.insert(*article, first + (2 * nth + 1) * steps / (2 * articles));
        }
    }
    Ok(spread)
}

/// Marks the steps that have few articles, by how many each has.
fn mark_thin(groups: &mut [Group], sizes: &[u64]) {
    let mut some: Vec<u64> = sizes.iter().copied().filter(|size| *size > 0).collect();
    some.sort_unstable();
    // The median of an even number is the mean of the two in the middle.
    let upper = some.get(some.len() / 2).copied().unwrap_or(0);
    let lower = some.get(some.len().saturating_sub(1) / 2).copied();
    let twice_the_median = lower.unwrap_or(0) + upper;
    for (group, size) in groups.iter_mut().zip(sizes) {
        if let Some(step) = &mut group.step {
            step.is_thin = *size > 0 && 2 * size * FEW < twice_the_median;
        }
    }
}

/// The days of articles of a segment.
fn days_of(segment: &SegmentReader, docs: &[DocId]) -> Result<Vec<Days>> {
    let columns = segment.fast_fields();
    let (firsts, lasts) = (columns.i64("first_day")?, columns.i64("last_day")?);
    let days = docs
        .iter()
        .map(|&doc| firsts.first(doc).zip(lasts.first(doc)));
    Ok(days.collect())
}

/// A step, where articles are placed from the first to the last of these days.
fn group(period: Period, number: i64, placed: Days) -> Group {
    let (first_day, last_day) = (period.first_day(number), period.last_day(number));
    let missing = placed.map_or(0, |(first, last)| {
        (first - day_number(first_day)).max(0) + (day_number(last_day) - last).max(0)
    });
    Group {
        label: period.label(number),
        query: Some(Query::published(DateRange {
            first: Some(first_day),
            last: Some(last_day),
        })),
        step: Some(TimeStep {
            number,
            first_day,
            last_day,
            is_thin: false,
            is_partial: missing * MISSING > days_between(first_day, last_day),
        }),
    }
}
