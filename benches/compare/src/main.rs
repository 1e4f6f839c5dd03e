//! unbury beside plain Tantivy, in one run: see `benches/README.md`.
#![expect(clippy::print_stdout, reason = "the figures are for the terminal")]
#![expect(
    clippy::cast_precision_loss,
    reason = "figures are shown with a few digits"
)]

mod passages;
mod plain;

use std::error::Error;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Instant;

use unbury::engine::{Matching, SearchRequest};
use unbury::index::Archive;

type Outcome<T> = Result<T, Box<dyn Error>>;

const ROUNDS: usize = 3;

fn main() -> Outcome<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match words[..] {
        ["all", articles, queries] => {
            index(Path::new(articles))?;
            search(Path::new(queries))
        }
        ["index", articles] => index(Path::new(articles)),
        ["search", queries] => search(Path::new(queries)),
        ["passages", index, sentences] => {
            passages::compare(Path::new(index), sentences.parse()?, 1)
        }
        ["plain-index", articles, folder, threads] => {
            plain::index(Path::new(articles), Path::new(folder), threads.parse()?)?;
            println!("{}", peak_memory_kb());
            Ok(())
        }
        ["plain-query", folder, query] => {
            plain::Searching::open(Path::new(folder))?.top_ten(query)?;
            Ok(())
        }
        _ => Err(
            "usage: unbury-bench all ARTICLES.jsonl QUERIES.txt, or passages INDEX SENTENCES"
                .into(),
        ),
    }
}

/// Where the two indexes are kept between `index` and `search`.
fn folder(side: &str) -> PathBuf {
    std::env::temp_dir().join("unbury-bench").join(side)
}

fn unbury_program() -> Outcome<PathBuf> {
    Ok(std::env::current_exe()?.with_file_name("unbury"))
}

/// Peak resident memory of this process, in kB, as Linux has it.
fn peak_memory_kb() -> u64 {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find(|line| line.starts_with("VmHWM"));
    line.and_then(|line| line.split_whitespace().nth(1)?.parse().ok())
        .unwrap_or_default()
}

fn size_bytes(folder: &Path) -> u64 {
    let files = fs::read_dir(folder).into_iter().flatten().flatten();
    files
        .filter_map(|file| file.metadata().ok())
        .map(|metadata| metadata.len())
        .sum()
}

fn text_bytes(articles: &Path) -> Outcome<u64> {
    let text = fs::read_to_string(articles)?;
    let mut bytes = 0;
    for line in text.lines() {
        let article: serde_json::Value = serde_json::from_str(line)?;
        bytes += ["title", "body"]
            .iter()
            .map(|key| article[key].as_str().map_or(0, str::len) as u64)
            .sum::<u64>();
    }
    Ok(bytes)
}

fn index(articles: &Path) -> Outcome<()> {
    let bytes = text_bytes(articles)?;
    let threads = std::thread::available_parallelism()?.to_string();
    let mut seconds = [Vec::new(), Vec::new()];
    let mut memory_kb = [0, 0];
    for _ in 0..ROUNDS {
        for (side, name) in ["unbury", "plain"].into_iter().enumerate() {
            let target = folder(name);
            let _ = fs::remove_dir_all(&target);
            let mut command = if name == "unbury" {
                let mut command = Command::new("/usr/bin/env");
                command
                    .arg(unbury_program()?)
                    .arg("index")
                    .arg(articles)
                    .arg("--index")
                    .arg(&target);
                command
            } else {
                let mut command = Command::new(std::env::current_exe()?);
                command
                    .arg("plain-index")
                    .arg(articles)
                    .arg(&target)
                    .arg(&threads);
                command
            };
            let started = Instant::now();
            let mut child = command.stdout(std::process::Stdio::piped()).spawn()?;
            let peak = watch_memory(&mut child)?;
            seconds[side].push(started.elapsed().as_secs_f64());
            memory_kb[side] = memory_kb[side].max(peak);
        }
    }
    println!(
        "indexing {:.1} MB of text, {threads} threads, median of {ROUNDS}",
        bytes as f64 / 1e6
    );
    println!(
        "{:<8} {:>8} {:>8} {:>12} {:>12}",
        "", "s", "MB/s", "peak MB", "index/text"
    );
    for (side, name) in ["unbury", "plain"].into_iter().enumerate() {
        let median = median(&mut seconds[side]);
        println!(
            "{name:<8} {median:>8.1} {:>8.1} {:>12.0} {:>12.3}",
            bytes as f64 / 1e6 / median,
            memory_kb[side] as f64 / 1e3,
            size_bytes(&folder(name)) as f64 / bytes as f64
        );
    }
    println!(
        "speed ratio unbury/plain {:.2}",
        median(&mut seconds[1]) / median(&mut seconds[0])
    );
    Ok(())
}

/// Peak resident memory of a child, in kB: read until it ends.
fn watch_memory(child: &mut std::process::Child) -> Outcome<u64> {
    let status = format!("/proc/{}/status", child.id());
    let mut peak = 0;
    loop {
        if let Ok(text) = fs::read_to_string(&status) {
            let line = text.lines().find(|line| line.starts_with("VmHWM"));
            peak = peak.max(
                line.and_then(|line| line.split_whitespace().nth(1)?.parse().ok())
                    .unwrap_or(0),
            );
        }
        if let Some(status) = child.try_wait()? {
            return if status.success() {
                Ok(peak)
            } else {
                Err("a program failed".into())
            };
        }
        std::thread::sleep(std::time::Duration::from_millis(10));
    }
}

fn search(queries: &Path) -> Outcome<()> {
    let queries: Vec<String> = fs::read_to_string(queries)?
        .lines()
        .map(str::to_owned)
        .collect();
    let archive = Archive::open(&folder("unbury"))?;
    let mut plain = plain::Searching::open(&folder("plain"))?;
    let mut milliseconds = [Vec::new(), Vec::new()];
    for round in 0..=ROUNDS {
        for query in &queries {
            let started = Instant::now();
            let parsed = unbury::query::parse(query).query;
            let request = SearchRequest {
                matching: Matching::All,
                passages: 1,
                ..SearchRequest::new(parsed)
            };
            let ours = unbury::search::search(&archive, &request)?.hits.len();
            let first = started.elapsed().as_secs_f64() * 1e3;
            let started = Instant::now();
            let theirs = plain.top_ten(query)?;
            let second = started.elapsed().as_secs_f64() * 1e3;
            std::hint::black_box((ours, theirs));
            if round > 0 {
                milliseconds[0].push(first);
                milliseconds[1].push(second);
            }
        }
    }
    println!(
        "\nsearching {} articles, {} queries, {ROUNDS} rounds, warm, ms",
        archive.len(),
        queries.len()
    );
    println!("{:<8} {:>8} {:>8} {:>8}", "", "p50", "p95", "p99");
    let mut medians = Vec::new();
    for (side, name) in ["unbury", "plain"].into_iter().enumerate() {
        let times = &mut milliseconds[side];
        times.sort_by(f64::total_cmp);
        let at = |percent: usize| times[(times.len() - 1) * percent / 100];
        println!("{name:<8} {:>8.3} {:>8.3} {:>8.3}", at(50), at(95), at(99));
        medians.push((at(50), at(99)));
    }
    println!(
        "ratio p50 {:.2}, p99 {:.2}",
        medians[0].0 / medians[1].0,
        medians[0].1 / medians[1].1
    );
    cold(&queries)
}

fn cold(queries: &[String]) -> Outcome<()> {
    let Some(query) = queries.first() else {
        return Ok(());
    };
    let mut milliseconds = [Vec::new(), Vec::new()];
    for _ in 0..20 {
        let mut ours = Command::new(unbury_program()?);
        ours.args(["search", "--index"])
            .arg(folder("unbury"))
            .arg(query);
        let mut theirs = Command::new(std::env::current_exe()?);
        theirs.arg("plain-query").arg(folder("plain")).arg(query);
        for (side, command) in [&mut ours, &mut theirs].into_iter().enumerate() {
            let started = Instant::now();
            command.output()?;
            milliseconds[side].push(started.elapsed().as_secs_f64() * 1e3);
        }
    }
    let (ours, theirs) = (median(&mut milliseconds[0]), median(&mut milliseconds[1]));
    println!(
        "\none query, whole process, median of 20: unbury {ours:.1} ms, plain {theirs:.1} ms, ratio {:.2}",
        ours / theirs
    );
    Ok(())
}

fn median(values: &mut [f64]) -> f64 {
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or(f64::NAN)
}
