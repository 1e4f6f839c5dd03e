//! Articles counted by when they were published, or by what a field of them says.

use jiff::civil::Date;

use super::count::{Count, CountRequest, Counted};
use crate::dates::Period;
use crate::query::{DateRange, Field, Query};

/// By what articles are counted.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum GroupBy {
    /// When they were published. Each article is in one step, or in none.
    Period(Period),
    /// What a field says: outlet, section, author, tag, language, other metadata. An article with several values counts in each.
    Field(Field),
}

impl GroupBy {
    /// What is called so: a period, or a field as queries name it (`source`, `lang`, `meta.KEY`). Text, address and id group nothing.
    pub fn of_name(name: &str) -> Option<Self> {
        if let Some(period) = Period::of_name(name) {
            return Some(Self::Period(period));
        }
        let field = Field::of_name(name)?;
        let is_text = field.has_positions() || field.is_verbatim();
        (!is_text).then_some(Self::Field(field))
    }
}

impl std::fmt::Display for GroupBy {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Period(period) => period.fmt(f),
            Self::Field(field) => field.fmt(f),
        }
    }
}

/// Queries counted by groups.
#[derive(Debug, Clone)]
pub struct GroupedRequest {
    /// What is counted, without the conditions of `within`.
    pub queries: Vec<CountRequest>,
    /// Which articles are looked at: shares are of these.
    pub within: Query,
    /// By what they are counted.
    pub by: GroupBy,
}

/// Queries counted by groups: every group that an article looked at is in, whether the queries find any of it or not.
#[derive(Debug, Clone)]
pub struct Grouped {
    /// The groups. Steps of time are in order and without holes, values begin with those of most articles.
    pub groups: Vec<Group>,
    /// What was counted, in the order of the queries.
    pub series: Vec<GroupedCount>,
}

/// Articles that belong together.
#[derive(Debug, Clone, PartialEq)]
pub struct Group {
    /// The value as it is written most often, or how the step of time is called.
    pub label: String,
    /// The days of a step of time; `None` of a value.
    pub step: Option<TimeStep>,
    /// The articles of the group, as a query; `None` where no query is exactly these, as for a value without a letter.
    pub query: Option<Query>,
}

impl Group {
    /// The articles of the group that a query finds, as a query; `None` where no query is exactly the group.
    pub fn of(&self, query: &Query) -> Option<Query> {
        if let Some(step) = self.step {
            return Some(query.clone().narrowed(DateRange {
                first: Some(step.first_day),
                last: Some(step.last_day),
            }));
        }
        let of_group = self.query.clone()?;
        Some(Query::all_of(vec![query.clone(), of_group]))
    }
}

/// A step of time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TimeStep {
    /// Its number, as [`Period::number`] counts.
    pub number: i64,
    /// Its first day.
    pub first_day: Date,
    /// Its last day.
    pub last_day: Date,
    /// Whether the articles looked at begin or end inside of it: more than a twentieth of its days lie before the first or behind the last.
    pub is_partial: bool,
    /// Whether so few articles looked at are of it that shares say little: fewer than a tenth of what a step has, in the median.
    pub is_thin: bool,
}

/// A query counted by groups.
#[derive(Debug, Clone)]
pub struct GroupedCount {
    /// The query with the conditions of `within`.
    pub query: Query,
    /// The whole, and what was understood.
    pub counted: Counted,
    /// All articles looked at, and what the query finds of them.
    pub whole: GroupCount,
    /// One for each group.
    pub groups: Vec<GroupCount>,
    /// Of articles without a date, or without a value.
    pub without: GroupCount,
    /// Of articles dated more coarsely than a step, such as `1987` among months. None where values are counted. Where a timeline
    /// [spreads](super::CoarseDates::Spread) them, they are in the groups too.
    pub coarser: GroupCount,
}

/// What a query finds of the articles of a group.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct GroupCount {
    /// How often it occurs in them.
    pub count: Count,
    /// All articles of the group that were looked at, found or not.
    pub all: u64,
}

impl GroupCount {
    /// The share of the articles of the group that are found; `None` where the group has none.
    #[expect(clippy::cast_precision_loss, reason = "no archive has 2^53 articles")]
    pub fn share(&self) -> Option<f64> {
        (self.all > 0).then(|| self.count.articles as f64 / self.all as f64)
    }
}

/// The values of fields among the articles that a query finds.
#[derive(Debug, Clone)]
pub struct FacetRequest {
    /// What is found, without the conditions of `within`.
    pub query: CountRequest,
    /// Which articles are looked at: what is typical is typical among these.
    pub within: Query,
    /// The fields, or periods.
    pub by: Vec<GroupBy>,
    /// Values of each that are listed, at most.
    pub limit: usize,
    /// Steps of time that are listed, at most: those of most articles; `None` for all, with those in which nothing is found.
    pub limit_steps: Option<usize>,
    /// Whether what is found is also told over time: see [`Facets::over_time`].
    pub over_time: bool,
}

impl FacetRequest {
    /// Asks for no field of the articles that a query finds.
    pub fn new(query: CountRequest) -> Self {
        Self {
            query,
            within: Query::all(),
            by: Vec::new(),
            limit: 0,
            limit_steps: None,
            over_time: false,
        }
    }
}

/// The values of fields among the articles that a query finds.
#[derive(Debug, Clone)]
pub struct Facets {
    /// The query with the conditions of `within`.
    pub query: Query,
    /// How many articles it finds, and what was understood. Occurrences are not counted: they are 0.
    pub counted: Counted,
    /// Articles looked at.
    pub all: u64,
    /// One for each field, in the order asked for.
    pub facets: Vec<Facet>,
    /// All steps in which something is found, by the shortest period of which there are at most sixty from the first to the last, and which the
    /// archive has not too many of. `None` where that is not asked for, and of articles without dates.
    pub over_time: Option<Facet>,
}

/// The values of one field.
#[derive(Debug, Clone)]
pub struct Facet {
    /// The field.
    pub by: GroupBy,
    /// Its values, those of most articles found first; steps of time in order.
    pub values: Vec<FacetValue>,
    /// Values of articles found that are not listed.
    pub not_listed: u64,
    /// Articles found that have no value, or no date.
    pub without: u64,
    /// Articles found that are dated more coarsely than a step.
    pub coarser: u64,
}

/// A value, and how many articles have it.
#[derive(Debug, Clone, PartialEq)]
pub struct FacetValue {
    /// The value and its query.
    pub group: Group,
    /// Articles found that have it.
    pub articles: u64,
    /// All articles looked at that have it.
    pub all: u64,
    /// How much more common the value is among the articles found than among the others that were looked at, as a binary logarithm: 1 is twice
    /// as common, −1 half as common. See [`TwoFrequencies::log_ratio`](crate::statistics::TwoFrequencies::log_ratio). `None` of a step of
    /// time in which there is no article at all.
    pub log_ratio: Option<f64>,
    /// How sure that is: log-likelihood G², see
    /// [`TwoFrequencies::log_likelihood`](crate::statistics::TwoFrequencies::log_likelihood). From 10.83 on it is by chance in less than
    /// one of a thousand cases.
    pub log_likelihood: f64,
}
