//! Queries over time as one JSON object (`docs/schema/timeline.schema.json`), each query on a line of its own.

use std::io::{self, Write};

use super::answer::TimelineAnswer;
use super::drawing::step_query;
use crate::api::{CoarseDates, NamedBurst, Series};
use crate::render::fields::OutputField;
use crate::render::group_form::{GroupCountForm, GroupForm};
use crate::render::json::{self, ArticleForm, NoticeForm, SCHEMA_VERSION, UnderstoodForm};
use crate::render::options::Options;

/// The fields of articles that name a burst.
const FIELDS: &[OutputField] = &[
    OutputField::Id,
    OutputField::Title,
    OutputField::Date,
    OutputField::Published,
    OutputField::Source,
    OutputField::Url,
];

#[derive(serde::Serialize)]
struct HeadForm<'a> {
    schema_version: u32,
    searched: u64,
    all: u64,
    by: &'a str,
    spread: bool,
    steps: Vec<GroupForm<'a>>,
}

#[derive(serde::Serialize)]
struct SeriesForm<'a> {
    query: UnderstoodForm<'a>,
    value: Option<&'a str>,
    notices: Vec<NoticeForm<'a>>,
    #[serde(flatten)]
    whole: GroupCountForm,
    without: GroupCountForm,
    coarser: GroupCountForm,
    trend: Option<TrendForm>,
    bursts: Vec<BurstForm<'a>>,
    points: Vec<PointForm>,
}

#[derive(serde::Serialize)]
struct TrendForm {
    of: &'static str,
    slope: f64,
    p_value: f64,
}

#[derive(serde::Serialize)]
struct BurstForm<'a> {
    first_day: Option<String>,
    last_day: Option<String>,
    weight: f64,
    articles: u64,
    all: u64,
    query: String,
    best: Vec<ArticleForm<'a>>,
}

#[derive(serde::Serialize)]
struct PointForm {
    date: Option<String>,
    #[serde(flatten)]
    count: GroupCountForm,
    query: String,
}

/// A step of a query on a line of its own.
#[derive(serde::Serialize)]
struct LineForm<'a> {
    schema_version: u32,
    typed: &'a str,
    of: Option<&'a str>,
    #[serde(flatten)]
    step: GroupForm<'a>,
    #[serde(flatten)]
    count: GroupCountForm,
    query: String,
}

pub(super) fn write_lines(
    options: &Options,
    answer: &TimelineAnswer<'_>,
    out: &mut dyn Write,
) -> io::Result<()> {
    for series in &answer.timeline.series {
        let typed = answer.typed.get(series.asked).map_or("", String::as_str);
        let steps = answer.timeline.steps.iter().zip(&series.counts.groups);
        for (group, count) in steps {
            let form = LineForm {
                schema_version: SCHEMA_VERSION,
                typed,
                of: series.value.as_deref(),
                step: GroupForm::of(group),
                count: GroupCountForm::of(count),
                query: step_query(series, group),
            };
            json::write_line(out, &form, options)?;
        }
    }
    Ok(())
}

pub(super) fn write(
    options: &Options,
    answer: &TimelineAnswer<'_>,
    out: &mut dyn Write,
) -> io::Result<()> {
    let timeline = answer.timeline;
    let head = HeadForm {
        schema_version: SCHEMA_VERSION,
        searched: answer.searched,
        all: answer.all,
        by: timeline.period.name(),
        spread: timeline.coarse == CoarseDates::Spread,
        steps: timeline.steps.iter().map(GroupForm::of).collect(),
    };
    json::write_open(out, &head, "series", options)?;
    for (at, series) in timeline.series.iter().enumerate() {
        out.write_all(if at == 0 { b"\n" } else { b",\n" })?;
        let canonical = series.counts.query.to_string();
        json::write_value(out, &form(answer, series, &canonical), options)?;
    }
    out.write_all(b"\n]}\n")
}

fn form<'a>(answer: &TimelineAnswer<'a>, series: &'a Series, canonical: &'a str) -> SeriesForm<'a> {
    let typed = answer.typed.get(series.asked).map_or("", String::as_str);
    let steps = answer.timeline.steps.iter().zip(&series.counts.groups);
    let points = steps.map(|(group, count)| PointForm {
        date: group.step.map(|step| step.first_day.to_string()),
        count: GroupCountForm::of(count),
        query: step_query(series, group),
    });
    SeriesForm {
        query: UnderstoodForm::of(typed, canonical, &series.counts.counted.understood),
        value: series.value.as_deref(),
        notices: NoticeForm::all(
            answer.notices.get(series.asked).map_or(&[], Vec::as_slice),
            Some(typed),
        ),
        whole: GroupCountForm::of(&series.counts.whole),
        without: GroupCountForm::of(&series.counts.without),
        coarser: GroupCountForm::of(&series.counts.coarser),
        trend: series.trend.map(|trend| TrendForm {
            of: if answer.by_counts {
                "articles"
            } else {
                "share"
            },
            slope: trend.slope,
            p_value: trend.p_value,
        }),
        bursts: series
            .bursts
            .iter()
            .map(|burst| burst_form(answer, burst))
            .collect(),
        points: points.collect(),
    }
}

fn burst_form<'a>(answer: &TimelineAnswer<'a>, burst: &'a NamedBurst) -> BurstForm<'a> {
    let step = |at: usize| answer.timeline.steps.get(at).and_then(|group| group.step);
    BurstForm {
        first_day: step(burst.first).map(|step| step.first_day.to_string()),
        last_day: step(burst.last).map(|step| step.last_day.to_string()),
        weight: burst.weight,
        articles: burst.articles,
        all: burst.all,
        query: burst.query.to_string(),
        best: burst
            .best
            .iter()
            .map(|article| ArticleForm {
                article,
                fields: FIELDS,
            })
            .collect(),
    }
}
