//! One corpus, both sides: indexing, searching by task, a cold start.

use std::collections::BTreeMap;
use std::path::Path;

use crate::Outcome;
use crate::corpus::{self, Workplace};
use crate::indexing::{self, COMPONENTS, Indexed};
use crate::options::Options;
use crate::random::Random;
use crate::report::{Report, figure, whole};
use crate::sides::{Sides, Way};
use crate::tasks::{self, Comparison, Drawn, TASKS};
use crate::timing::{self, Times, percentile, percentile_of};
use crate::vocabulary::Vocabulary;

/// So many articles give words and phrases.
const SAMPLE: usize = 2000;

/// Makes both indexes and says what that took.
pub(crate) fn index(articles: &Path, options: &Options, report: &mut Report) -> Outcome<()> {
    let place = Workplace::named("last");
    let corpus = corpus::prepare(articles, None, &place)?;
    let sides = indexing::index(&place, corpus, options.threads, options.rounds)?;
    report.heading("Indexing")?;
    report.paragraph(&format!(
        "{} articles, {:.1} MB of titles and bodies, {} threads, medians of {} rounds. Whole processes.",
        corpus.articles, corpus.megabytes(), options.threads, options.rounds,
    ))?;
    report.table(&["", "unbury", "plain", "ratio"], &index_rows(&sides))
}

fn index_rows([ours, theirs]: &[Indexed; 2]) -> Vec<Vec<String>> {
    let row = |name: &str, of: &dyn Fn(&Indexed) -> f64| {
        let (ours, theirs) = (of(ours), of(theirs));
        vec![
            name.to_owned(),
            figure(ours),
            figure(theirs),
            figure(ours / theirs),
        ]
    };
    let mut rows = vec![
        row("MB of text a second", &|side| side.megabytes_per_second),
        row("processor time, s", &|side| side.cpu_seconds),
        row("peak memory, MB", &|side| side.peak_megabytes),
        row("index bytes a byte of text", &Indexed::bytes_per_byte),
    ];
    for (at, (name, _)) in COMPONENTS.iter().enumerate() {
        rows.push(row(&format!("– {name}"), &|side| side.shares[at]));
    }
    let segments = [
        ours.segments.to_string(),
        theirs.segments.to_string(),
        String::new(),
    ];
    rows.push(
        ["segments".to_owned()]
            .into_iter()
            .chain(segments)
            .collect(),
    );
    rows
}

/// Searches the indexes that [`index`] made.
pub(crate) fn search(options: &Options, report: &mut Report) -> Outcome<()> {
    let place = Workplace::named("last");
    let mut sides = [Sides::open(&place, 1)?];
    let drawn = draw(&place, &mut sides, options)?;
    let [mut sides] = sides;
    let times = timing::time(&mut sides, &drawn, options.rounds)?;
    let mut sides = Sides::open(&place, options.threads)?;
    let at_once = timing::time(&mut sides, &drawn, options.rounds)?;
    report.heading("Searching")?;
    report.paragraph(&format!(
        "{} articles; the whole answer, warm, one thread; milliseconds, percentiles over queries of the best of {} rounds. Ratios are of \
         medians, below 1 where unbury is faster. *agreed*: queries that find as many articles on both sides, of those \
         tried; only these are timed.",
        sides.plain.articles(), options.rounds,
    ))?;
    report.table(&HEAD, &search_rows(&drawn, &times, search_row))?;
    report.paragraph(&notes(&drawn, &times))?;
    report.heading(&format!("Searching on {} threads", options.threads))?;
    report.paragraph(
        "The same, each side on all of them: unbury as it always is, plain Tantivy with its executor.",
    )?;
    report.table(
        &HEAD_OF_THREADS,
        &search_rows(&drawn, &at_once, row_of_threads),
    )?;
    report.heading("What each task asks")?;
    report.table(
        &[
            "task",
            "a query of it",
            "articles",
            "the first that does not agree",
            "articles",
        ],
        &drawn.iter().map(example_row).collect::<Vec<_>>(),
    )?;
    cold(&place, &drawn, report)
}

/// Questions of every task; they agree in all pairs of indexes, of which the first has the vocabulary.
pub(crate) fn draw(
    place: &Workplace,
    sides: &mut [Sides],
    options: &Options,
) -> Outcome<Vec<Drawn>> {
    let mut random = Random::new(options.seed);
    let sample = corpus::sample(&place.articles(), SAMPLE, &mut random)?;
    let first = sides.first_mut().ok_or("nothing to search")?;
    let mut vocabulary = Vocabulary::new(&sample, &mut first.plain, random)?;
    TASKS
        .iter()
        .map(|task| tasks::draw(task, &mut vocabulary, sides, options.queries))
        .collect()
}

const HEAD: [&str; 12] = [
    "task",
    "agreed",
    "articles",
    "unbury p50",
    "p95",
    "p99",
    "plain p50",
    "p95",
    "p99",
    "ratio",
    "plain, counting p50",
    "ratio",
];

/// Without how many agree, which is the same.
const HEAD_OF_THREADS: [&str; 9] = [
    "task",
    "unbury p50",
    "p95",
    "p99",
    "plain p50",
    "p95",
    "p99",
    "ratio of p50",
    "of p99",
];

fn search_rows(
    drawn: &[Drawn],
    times: &[Vec<Times>],
    row: fn([String; 3], &[Times]) -> Vec<String>,
) -> Vec<Vec<String>> {
    let mut rows = Vec::new();
    for comparison in [Comparison::Same, Comparison::Yardstick] {
        let mut together = Vec::new();
        for (drawn, times) in drawn.iter().zip(times) {
            if drawn.task.comparison != comparison {
                continue;
            }
            let ours: Vec<f64> = drawn.matches.iter().map(|(ours, _)| *ours as f64).collect();
            let agreed = match comparison {
                Comparison::Same => format!("{} of {}", drawn.questions.len(), drawn.tried),
                Comparison::Yardstick => "–".to_owned(),
            };
            let name = [drawn.task.name, if drawn.is_doubtful() { " ⚠" } else { "" }].concat();
            rows.push(row([name, agreed, whole(percentile(&ours, 50))], times));
            together.extend(times.iter().copied());
        }
        let name = match comparison {
            Comparison::Same => "**all of these**",
            Comparison::Yardstick => "**all with a yardstick**",
        };
        rows.push(row(
            [name.to_owned(), String::new(), String::new()],
            &together,
        ));
    }
    rows
}

fn search_row(names: [String; 3], times: &[Times]) -> Vec<String> {
    let row = [50, 95, 99].map(|percent| figure(percentile_of(times, Way::Unbury, percent)));
    let theirs = [50, 95, 99].map(|percent| figure(percentile_of(times, Way::Plain, percent)));
    let counting = percentile_of(times, Way::PlainCounting, 50);
    let last = [
        figure(ratio(times)),
        figure(counting),
        figure(percentile_of(times, Way::Unbury, 50) / counting),
    ];
    names
        .into_iter()
        .chain(row)
        .chain(theirs)
        .chain(last)
        .collect()
}

fn row_of_threads([name, ..]: [String; 3], times: &[Times]) -> Vec<String> {
    let of = |way| [50, 95, 99].map(|percent| percentile_of(times, way, percent));
    let (ours, theirs) = (of(Way::Unbury), of(Way::Plain));
    let ratios = [ours[0] / theirs[0], ours[2] / theirs[2]];
    let figures = ours.into_iter().chain(theirs).chain(ratios);
    [name].into_iter().chain(figures.map(figure)).collect()
}

/// unbury's median over plain Tantivy's.
fn ratio(times: &[Times]) -> f64 {
    percentile_of(times, Way::Unbury, 50) / percentile_of(times, Way::Plain, 50)
}

/// What a reader of the table must know.
fn notes(drawn: &[Drawn], times: &[Vec<Times>]) -> String {
    let mut lines = vec![
        "*articles*: the median number that match, in unbury.".to_owned(),
        format!(
            "Geometric mean of the tasks' ratios, yardsticks left out: {}.",
            figure(mean_ratio(drawn, times))
        ),
    ];
    let yardsticks = by_difference(drawn, |drawn| {
        drawn.task.comparison == Comparison::Yardstick
    });
    lines.extend(
        yardsticks
            .iter()
            .map(|(difference, names)| format!("{names}: {difference}.")),
    );
    let doubtful = by_difference(drawn, Drawn::is_doubtful);
    lines.extend(doubtful.iter().map(|(difference, names)| {
        format!("⚠ {names}: fewer than half of the queries that were tried agree; {difference}.")
    }));
    let lines: Vec<String> = lines.iter().map(|line| format!("- {line}")).collect();
    lines.join("\n")
}

fn mean_ratio(drawn: &[Drawn], times: &[Vec<Times>]) -> f64 {
    let compared = drawn
        .iter()
        .zip(times)
        .filter(|(drawn, times)| drawn.task.comparison == Comparison::Same && !times.is_empty());
    let logarithms: Vec<f64> = compared.map(|(_, times)| ratio(times).ln()).collect();
    (logarithms.iter().sum::<f64>() / logarithms.len() as f64).exp()
}

/// The names of such tasks, those with the same difference together.
fn by_difference(drawn: &[Drawn], is_such: fn(&Drawn) -> bool) -> BTreeMap<&'static str, String> {
    let mut names: BTreeMap<&str, String> = BTreeMap::new();
    for drawn in drawn.iter().filter(|drawn| is_such(drawn)) {
        let together = names.entry(drawn.task.difference).or_default();
        let comma = if together.is_empty() { "" } else { ", " };
        *together += comma;
        *together += drawn.task.name;
    }
    names
}

fn example_row(drawn: &Drawn) -> Vec<String> {
    let code = |text: &str| format!("`{text}`");
    let found = |ours: u64, theirs: u64| format!("{ours}, plain {theirs}");
    let mut row = vec![drawn.task.name.to_owned()];
    match drawn.questions.first().zip(drawn.matches.first()) {
        Some((question, &(ours, theirs))) => {
            row.extend([code(&question.text), found(ours, theirs)]);
        }
        None => row.extend([String::new(), String::new()]),
    }
    match &drawn.disagreement {
        Some((text, ours, theirs)) => row.extend([code(text), found(*ours, *theirs)]),
        None => row.extend([String::new(), String::new()]),
    }
    row
}

fn cold(place: &Workplace, drawn: &[Drawn], report: &mut Report) -> Outcome<()> {
    report.heading("One query, whole process")?;
    let task = drawn.iter().find(|drawn| drawn.task.name == "AndHighMed");
    let Some(question) = task.and_then(|drawn| drawn.questions.first()) else {
        return report.paragraph("The corpus has no query for this.");
    };
    let (ours, theirs) = timing::cold(&indexing::unbury_program()?, place, &question.text)?;
    report.paragraph(&format!(
        "`{}`, from start to exit, files in the system's cache, median of {} in turn: unbury {} ms, plain {} ms, ratio {}.",
        question.text, timing::COLD_ROUNDS, figure(ours), figure(theirs), figure(ours / theirs),
    ))
}
