//! The articles that both sides read: one file that holds nothing that only one side would index.

use std::fs::{self, File};
use std::io::{BufRead, BufReader, BufWriter, Write};
use std::path::{Path, PathBuf};

use serde_json::{Value, json};
use tantivy::DateTime;
use tantivy::time::format_description::well_known::Rfc3339;
use unbury::article::Published;

use crate::Outcome;
use crate::random::Random;

/// Where a corpus and the two indexes of it are kept.
pub(crate) struct Workplace {
    folder: PathBuf,
}

impl Workplace {
    /// That of the last call where it has no name of its own.
    pub(crate) fn named(name: &str) -> Self {
        let folder = std::env::temp_dir().join("unbury-bench").join(name);
        Self { folder }
    }

    pub(crate) fn articles(&self) -> PathBuf {
        self.folder.join("articles.jsonl")
    }

    pub(crate) fn index(&self, side: &str) -> PathBuf {
        self.folder.join(side)
    }
}

/// How much text there is to index.
#[derive(Clone, Copy)]
pub(crate) struct Corpus {
    pub(crate) articles: usize,
    /// Bytes of titles and bodies.
    pub(crate) text_bytes: u64,
}

impl Corpus {
    pub(crate) fn megabytes(&self) -> f64 {
        self.text_bytes as f64 / 1e6
    }
}

/// Writes the first `most` articles of a file into the workplace: number, title, body and date, all dates in UTC.
pub(crate) fn prepare(from: &Path, most: Option<usize>, to: &Workplace) -> Outcome<Corpus> {
    fs::create_dir_all(&to.folder)?;
    let mut out = BufWriter::new(File::create(to.articles())?);
    let mut corpus = Corpus {
        articles: 0,
        text_bytes: 0,
    };
    for line in BufReader::new(File::open(from)?).lines() {
        if most.is_some_and(|most| corpus.articles >= most) {
            break;
        }
        let article: Value = serde_json::from_str(&line?)?;
        let text = |key: &str| article[key].as_str().unwrap_or_default();
        let (title, body) = (text("title"), text("body"));
        if body.trim().is_empty() {
            continue;
        }
        let mut prepared = json!({
            "id": corpus.articles.to_string(), "title": title, "body": body,
        });
        if let Some(date) = in_utc(text("date")) {
            prepared["date"] = date.into();
        }
        writeln!(out, "{prepared}")?;
        corpus.articles += 1;
        corpus.text_bytes += (title.len() + body.len()) as u64;
    }
    out.flush()?;
    match most.filter(|&most| most > corpus.articles) {
        Some(most) => {
            Err(format!("{most} articles are wanted, {} are there", corpus.articles).into())
        }
        None => Ok(corpus),
    }
}

fn in_utc(date: &str) -> Option<String> {
    let seconds = date.parse::<Published>().ok()?.sort_key_seconds();
    let date = DateTime::from_timestamp_secs(seconds).into_utc();
    date.format(&Rfc3339).ok()
}

/// Some of the articles, chosen at random.
pub(crate) struct Sample {
    pub(crate) bodies: Vec<String>,
    /// Their dates, in seconds since 1970.
    pub(crate) dates: Vec<i64>,
}

/// Chooses `count` articles (Vitter's algorithm R, 1985).
pub(crate) fn sample(articles: &Path, count: usize, random: &mut Random) -> Outcome<Sample> {
    let mut chosen: Vec<String> = Vec::new();
    for (seen, line) in BufReader::new(File::open(articles)?).lines().enumerate() {
        let line = line?;
        if seen < count {
            chosen.push(line);
        } else if let Some(place) = chosen.get_mut(random.below(seen + 1)) {
            *place = line;
        }
    }
    let mut sample = Sample {
        bodies: Vec::new(),
        dates: Vec::new(),
    };
    for line in chosen {
        let article: Value = serde_json::from_str(&line)?;
        sample
            .dates
            .extend(article["date"].as_str().and_then(seconds));
        sample
            .bodies
            .extend(article["body"].as_str().map(str::to_owned));
    }
    Ok(sample)
}

/// Seconds since 1970 of a date as [`prepare`] writes it.
pub(crate) fn seconds(date: &str) -> Option<i64> {
    let date = tantivy::time::OffsetDateTime::parse(date, &Rfc3339).ok()?;
    Some(date.unix_timestamp())
}
