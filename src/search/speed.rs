//! How long nearness takes beside Tantivy's phrase of the same two words: a measure, run by hand.
//!
//! ```console
//! $ UNBURY_INDEX=index cargo test --release --lib -- --ignored --nocapture nearness_beside_phrases
//! ```

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::time::Instant;

use tantivy::collector::{Count, TopDocs};
use tantivy::query::{PhraseQuery, Query as IndexQuery};
use tantivy::{Searcher, Term as IndexTerm};

use super::plan::{Need, plan};
use crate::analysis::surface_term;
use crate::engine::EFFORT;
use crate::index::Archive;
use crate::query::parse;

/// Words of each frequency.
const WORDS: usize = 8;
const ROUNDS: usize = 5;
/// Shares of the articles that hold a word: common, middling, rare.
const SHARES: [(&str, f64, f64); 3] = [
    ("common", 0.2, 1.0),
    ("middling", 0.01, 0.05),
    ("rare", 0.0005, 0.002),
];

/// Words with so many articles, evenly drawn from those of the index.
fn words(archive: &Archive, searcher: &Searcher, least: f64, most: f64) -> Vec<String> {
    let mut counts: BTreeMap<String, u32> = BTreeMap::new();
    for segment in searcher.segment_readers() {
        let index = segment.inverted_index(archive.fields().text).unwrap();
        let start = surface_term("", "");
        let mut terms = index.terms().range().ge(&start).into_stream().unwrap();
        while terms.advance() {
            let word = std::str::from_utf8(terms.key()).unwrap_or_default();
            let Some(word) = word.strip_prefix(&start) else {
                break;
            };
            if word.len() > 1 && word.bytes().all(|byte| byte.is_ascii_lowercase()) {
                *counts.entry(word.to_owned()).or_default() += terms.value().doc_freq;
            }
        }
    }
    let articles = u32::try_from(searcher.num_docs()).map_or(f64::INFINITY, f64::from);
    let having = counts
        .into_iter()
        .filter(|(_, count)| (least..most).contains(&(f64::from(*count) / articles)));
    let having: Vec<String> = having.map(|(word, _)| word).collect();
    let step = (having.len() / WORDS).max(1);
    having.into_iter().step_by(step).take(WORDS).collect()
}

/// The shortest of several runs, in microseconds.
fn time(searcher: &Searcher, query: &dyn IndexQuery) -> f64 {
    let runs = (0..ROUNDS).map(|_| {
        let started = Instant::now();
        let best = TopDocs::with_limit(10).order_by_score();
        std::hint::black_box(searcher.search(query, &(best, Count)).unwrap());
        started.elapsed().as_secs_f64() * 1e6
    });
    runs.fold(f64::INFINITY, f64::min)
}

fn percentile(times: &mut [f64], percent: usize) -> f64 {
    times.sort_by(f64::total_cmp);
    times[(times.len() - 1) * percent / 100]
}

#[test]
#[ignore = "a measure of a large index, not a test"]
fn nearness_beside_phrases() {
    let index = std::env::var_os("UNBURY_INDEX").map(PathBuf::from);
    let archive = Archive::open(&index.expect("UNBURY_INDEX names an index")).unwrap();
    let searcher = archive.searcher();
    let drawn = SHARES.map(|(_, least, most)| words(&archive, &searcher, least, most));
    let forms = [
        "\"A\" w/5 \"B\"",
        "\"A\" pre/5 \"B\"",
        "\"A\" w/s \"B\"",
        "\"A\" w/p \"B\"",
        "A w/5 B",
    ];
    println!(
        "{:<20} {:<14} {:>9} {:>9} {:>7} {:>7}",
        "words", "query", "p50 µs", "p99 µs", "p50 ×", "p99 ×"
    );
    let mut all: BTreeMap<&str, Vec<f64>> = BTreeMap::new();
    for (one, (first, ..)) in drawn.iter().zip(SHARES) {
        for (other, (second, ..)) in drawn.iter().zip(SHARES) {
            let mut times: BTreeMap<&str, Vec<f64>> = BTreeMap::new();
            for (a, b) in one.iter().flat_map(|a| other.iter().map(move |b| (a, b))) {
                if a == b {
                    continue;
                }
                let term = |word: &str| archive.fields().term(&surface_term(word, word));
                let phrase: Vec<IndexTerm> = vec![term(a), term(b)];
                let phrase = time(&searcher, &PhraseQuery::new(phrase));
                times.entry("phrase").or_default().push(phrase);
                for form in forms {
                    let text = form.replace('A', a).replace('B', b);
                    let query = parse(&text).query;
                    let planned = plan(&archive, &searcher, &query, (Need::All, EFFORT)).unwrap();
                    times
                        .entry(form)
                        .or_default()
                        .push(time(&searcher, &*planned.query));
                }
            }
            let phrases = times["phrase"].clone();
            for (form, mut times) in times {
                all.entry(form).or_default().extend(&times);
                let row = format!("{first}, {second}");
                print_row(&row, form, &mut times, &mut phrases.clone());
            }
        }
    }
    let phrases = all["phrase"].clone();
    for (form, mut times) in all {
        print_row("all", form, &mut times, &mut phrases.clone());
    }
}

fn print_row(row: &str, form: &str, times: &mut [f64], phrases: &mut [f64]) {
    let (half, most) = (percentile(times, 50), percentile(times, 99));
    println!(
        "{row:<20} {form:<14} {half:>9.0} {most:>9.0} {:>7.2} {:>7.2}",
        half / percentile(phrases, 50),
        most / percentile(phrases, 99)
    );
}
