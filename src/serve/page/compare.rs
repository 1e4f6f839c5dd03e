//! Queries over time, beside each other.

use askama::Template;
use unbury::api::{CoarseDates, Group, GroupCount, Notice, Series, TimelineRequest};
use unbury::dates::Period;
use unbury::render::{TimelineAnswer, grouped, svg_in_page, timeline_chart};

use super::address::Address;
use super::asking::{Asking, counted};
use super::frame::{self, Frame};
use super::narrowing::{self, Chip};
use super::notices::Told;
use super::shelf::Shelf;
use super::text::shown;
use crate::cli::Error;
use crate::cli::asked::Parameters;

/// Queries that the form has room for, and the most that are compared.
const ROOM: usize = 4;
const MOST: usize = 12;

/// A query, and its numbers as a whole.
struct Line {
    name: String,
    address: String,
    articles: String,
    share: String,
    trend: String,
}

/// A cell of the table: what it says, and where its articles are.
struct Cell {
    text: String,
    address: String,
}

/// A step of time.
struct Step {
    label: String,
    cells: Vec<Cell>,
}

/// The drawing and its numbers.
struct Compared {
    /// Of the program's own making, escaped where it is made.
    svg: String,
    lines: Vec<Line>,
    steps: Vec<Step>,
    unit: String,
}

/// A length of steps that may be chosen.
struct PeriodShown {
    value: &'static str,
    name: &'static str,
    is_chosen: bool,
}

#[derive(Template)]
#[template(path = "compare.html")]
struct ComparePage {
    frame: Frame,
    queries: Vec<String>,
    kept: Vec<(String, String)>,
    periods: Vec<PeriodShown>,
    by_counts: bool,
    told: Vec<Told>,
    chips: Vec<Chip>,
    compared: Option<Compared>,
}

fn periods(chosen: Option<Period>) -> Vec<PeriodShown> {
    let periods = Period::ALL.map(|period| PeriodShown {
        value: period.name(),
        name: period.name(),
        is_chosen: chosen == Some(period),
    });
    let fitting = PeriodShown {
        value: "",
        name: "as fits",
        is_chosen: chosen.is_none(),
    };
    [fitting].into_iter().chain(periods).collect()
}

#[expect(clippy::cast_precision_loss, reason = "no archive has 2^53 articles")]
fn share(articles: u64, all: u64) -> String {
    format!("{:.1} %", 100.0 * articles as f64 / all.max(1) as f64)
}

/// Whether it rises, in words: said only where it is not by chance.
fn trend(series: &Series) -> String {
    const BY_CHANCE: f64 = 0.05;
    match series.trend {
        Some(trend) if trend.p_value >= BY_CHANCE => "no clear trend".to_owned(),
        Some(trend) if trend.direction > 0 => "rising".to_owned(),
        Some(trend) if trend.direction < 0 => "falling".to_owned(),
        _ => String::new(),
    }
}

/// Where the articles of a query are that are of a step.
fn of_step(of_query: &Address, group: &Group) -> String {
    let address = of_query.clone();
    let address = match group.step {
        Some(days) => address
            .set("since", &days.first_day.to_string())
            .set("until", &days.last_day.to_string()),
        None => address,
    };
    address.to_string()
}

fn cell(count: &GroupCount, by_counts: bool) -> String {
    let articles = grouped(count.count.articles);
    match (count.all, by_counts) {
        (0, _) => "–".to_owned(),
        (_, true) => articles,
        (all, false) => format!("{} ({articles})", share(count.count.articles, all)),
    }
}

fn compared(answer: &TimelineAnswer<'_>, asking: &Asking<'_>) -> Compared {
    let timeline = answer.timeline;
    let mut chart = timeline_chart(answer);
    let steps = timeline.steps.iter();
    let mut steps: Vec<Step> = steps
        .map(|step| Step {
            label: step.label.clone(),
            cells: Vec::new(),
        })
        .collect();
    let mut lines = Vec::new();
    for (at, series) in timeline.series.iter().enumerate() {
        let query = answer.typed.get(series.asked).map_or("", String::as_str);
        let of_query = Address::of("/")
            .with("q", query)
            .with_all(&asking.filters());
        let whole = &series.counts.whole;
        lines.push(Line {
            name: shown(query),
            address: of_query.to_string(),
            articles: grouped(whole.count.articles),
            share: share(whole.count.articles, whole.all),
            trend: trend(series),
        });
        let counts = timeline.steps.iter().zip(&series.counts.groups);
        for (step, ((group, count), row)) in counts.zip(&mut steps).enumerate() {
            let address = of_step(&of_query, group);
            let line = chart.lines.get_mut(at);
            if let Some(point) = line.and_then(|line| line.points.get_mut(step)) {
                point.link = Some(address.clone());
            }
            row.cells.push(Cell {
                text: cell(count, answer.by_counts),
                address,
            });
        }
    }
    for line in &mut chart.lines {
        line.name = shown(&line.name);
    }
    chart.title = shown(&chart.title);
    chart.description = shown(&chart.description);
    Compared {
        svg: svg_in_page(&chart),
        lines,
        steps,
        unit: if answer.by_counts {
            "articles".to_owned()
        } else {
            "share of all articles, and their number".to_owned()
        },
    }
}

/// Queries over time.
///
/// # Errors
/// When a parameter is wrong, the index cannot be read, or a query is more work than it may be.
pub(super) fn page(shelf: &Shelf<'_>, parameters: &Parameters) -> Result<String, Error> {
    let asking = Asking::of(parameters);
    let typed = asking.values("q").into_iter().take(MOST);
    let typed: Vec<String> = typed.map(str::to_owned).collect();
    let question = asking.address("/compare");
    let period = asking.value("by").and_then(Period::of_name);
    let mut queries = typed.clone();
    queries.resize(ROOM.max(typed.len()), String::new());
    let mut page = ComparePage {
        frame: Frame::of(shelf, "/compare", "Compare over time"),
        queries,
        kept: asking.filters(),
        periods: periods(period),
        by_counts: asking.value("counts").is_some(),
        told: Vec::new(),
        chips: narrowing::chips(&asking, &question),
        compared: None,
    };
    if typed.is_empty() {
        return frame::written(&page);
    }
    let mut requests = Vec::with_capacity(typed.len());
    for query in &typed {
        let request = asking.alone(query)?;
        let notices: Vec<Notice> = request.problems.iter().map(Notice::from).collect();
        page.told.extend(
            Told::all(&notices, &request.problems, query, &question)
                .into_iter()
                .map(
                    // There are several queries: which one to ask instead cannot be said by one address.
                    |told| Told { fix: None, ..told },
                ),
        );
        requests.push(counted(&request));
    }
    let timeline = shelf.archive.timeline(&TimelineRequest {
        queries: requests,
        within: asking.within()?,
        period,
        split: None,
        by_counts: page.by_counts,
        bursts: 0,
        coarse: CoarseDates::default(),
    })?;
    let notices: Vec<Vec<Notice>> = vec![Vec::new(); typed.len()];
    let answer = TimelineAnswer {
        typed: &typed,
        timeline: &timeline,
        notices: &notices,
        searched: shelf.archive.len(),
        all: timeline.all,
        by_counts: page.by_counts,
    };
    page.compared = (!timeline.steps.is_empty()).then(|| compared(&answer, &asking));
    page.frame = page
        .frame
        .with_twins(&question, "timeline", &["json", "csv", "svg"]);
    frame::written(&page)
}
