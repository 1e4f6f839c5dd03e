//! The first page: what the archive is, and queries to begin with that find something here.

use askama::Template;
use unbury::api::{SearchRequest, Sort};
use unbury::index::Stats;
use unbury::query::Query;
use unbury::render::grouped;

use super::address::Address;
use super::frame::{self, Frame, many};
use super::hits::{self, HitShown};
use super::narrowing::language;
use super::shelf::Shelf;
use super::text::shown;
use crate::cli::Error;

/// Headlines of the latest articles.
const LATEST: usize = 6;
/// Outlets and languages that are listed.
const LISTED: usize = 12;
/// Letters of a word that makes a good example.
const LETTERS: std::ops::RangeInclusive<usize> = 5..=14;

/// A query that finds something here, and what it means.
pub(super) struct Example {
    pub(super) query: String,
    pub(super) meaning: &'static str,
    pub(super) address: String,
}

/// A name, and how many articles have it.
pub(super) struct Shelved {
    pub(super) name: String,
    pub(super) articles: String,
    pub(super) address: String,
}

#[derive(Template)]
#[template(path = "home.html")]
struct HomePage {
    frame: Frame,
    summary: String,
    examples: Vec<Example>,
    latest: Vec<HitShown>,
    sources: Vec<Shelved>,
    languages: Vec<Shelved>,
    everything: String,
}

/// `64 articles from 12 sources, 1641 to 2026`.
pub(super) fn summary(stats: &Stats) -> String {
    let mut summary = frame::articles(stats.articles);
    if !stats.sources.is_empty() {
        let sources = many(stats.sources.len() as u64, "source", "sources");
        summary = format!("{summary} from {sources}");
    }
    if let (Some(first), Some(last)) = (&stats.first_day, &stats.last_day) {
        // A year may have a minus in front.
        let year = |day: &str| day.rsplitn(3, '-').nth(2).unwrap_or(day).to_owned();
        let (first, last) = (year(first), year(last));
        summary = if first == last {
            format!("{summary}, {first}")
        } else {
            format!("{summary}, {first} to {last}")
        };
    }
    summary
}

/// Names, and where their articles are.
pub(super) fn shelved(
    names: &[unbury::index::NameCount],
    filter: &str,
    most: usize,
) -> Vec<Shelved> {
    let names = names.iter().take(most);
    names
        .map(|it| Shelved {
            name: if filter == "lang" {
                language(&it.name)
            } else {
                shown(&it.name)
            },
            articles: grouped(it.articles),
            address: Address::of("/").with(filter, &it.name).to_string(),
        })
        .collect()
}

/// Words of a headline that stand beside each other and are long enough to say something.
fn telling(title: &str) -> Option<(&str, &str)> {
    let words: Vec<&str> = title.split_whitespace().collect();
    let is_telling = |word: &str| {
        LETTERS.contains(&word.chars().count()) && word.chars().all(char::is_alphabetic)
    };
    let pairs = words.windows(2).filter_map(|pair| match pair {
        [one, other] if is_telling(one) && is_telling(other) => Some((*one, *other)),
        _ => None,
    });
    pairs.max_by_key(|(one, other)| one.len().min(other.len()))
}

/// Queries that find something here, made of the archive's own headlines and sources.
fn examples(stats: &Stats, titles: &[&str]) -> Vec<Example> {
    let mut found = titles.iter().filter_map(|title| telling(title));
    let Some((one, other)) = found.next() else {
        return Vec::new();
    };
    let (one, other) = (one.to_lowercase(), other.to_lowercase());
    let another = found
        .next()
        .map_or_else(|| other.clone(), |(word, _)| word.to_lowercase());
    let beginning: String = one.chars().take(4).collect();
    let mut examples = vec![
        (format!("{one} {other}"), "both words, in any form"),
        (format!("\"{one} {other}\""), "exactly these words"),
        (format!("{one} w/10 {other}"), "at most ten words apart"),
        (format!("{one} OR {another}"), "either word"),
        (format!("{beginning}*"), "every word that begins so"),
        (format!("title:{one}"), "in the headline"),
    ];
    if let Some(source) = stats.sources.first()
        && !source.name.contains('"')
    {
        examples.push((format!("source:=\"{}\"", source.name), "all of one source"));
    }
    let examples = examples.into_iter();
    examples
        .map(|(query, meaning)| Example {
            address: Address::of("/").with("q", &query).to_string(),
            query: shown(&query),
            meaning,
        })
        .collect()
}

/// The first page.
///
/// # Errors
/// When the index cannot be read.
pub(super) fn page(shelf: &Shelf<'_>) -> Result<String, Error> {
    let stats = shelf.archive.stats()?;
    let latest = shelf.archive.search(&SearchRequest {
        sort: Sort::Newest,
        limit: Some(LATEST),
        passages: 0,
        ..SearchRequest::new(Query::all())
    })?;
    let titles = latest.hits.iter();
    let titles: Vec<&str> = titles.map(|hit| hit.article.title.as_str()).collect();
    let latest = latest.hits.iter();
    frame::written(&HomePage {
        frame: Frame::of(shelf, "/", "Search"),
        summary: summary(&stats),
        examples: examples(&stats, &titles),
        latest: latest.map(|hit| hits::brief(hit, String::new())).collect(),
        sources: shelved(&stats.sources, "source", LISTED),
        languages: shelved(&stats.languages, "lang", LISTED),
        everything: Address::of("/").with("sort", "newest").to_string(),
    })
}
