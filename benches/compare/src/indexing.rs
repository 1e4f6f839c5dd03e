//! Both programs index the same file, each as a process of its own.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use crate::Outcome;
use crate::corpus::{Corpus, Workplace};
use crate::timing::percentile;

/// The program beside this one.
pub(crate) fn unbury_program() -> Outcome<PathBuf> {
    let program = std::env::current_exe()?.with_file_name("unbury");
    if program.exists() {
        Ok(program)
    } else {
        Err(
            "there is no `unbury` beside this program: cargo build --profile dist -p unbury -p unbury-bench"
                .into(),
        )
    }
}

pub(crate) const SIDES: [&str; 2] = ["unbury", "plain"];

/// What the files of an index hold, by their extension; the rest is `other`.
pub(crate) const COMPONENTS: [(&str, &str); 6] = [
    ("store", "store"),
    ("positions", "pos"),
    ("postings", "idx"),
    ("terms", "term"),
    ("columns", "fast"),
    ("other", ""),
];

/// Medians of one side.
#[derive(Clone)]
pub(crate) struct Indexed {
    pub(crate) megabytes_per_second: f64,
    pub(crate) cpu_seconds: f64,
    pub(crate) peak_megabytes: f64,
    pub(crate) segments: usize,
    /// Bytes of the index for each byte of text, by component.
    pub(crate) shares: [f64; COMPONENTS.len()],
}

impl Indexed {
    pub(crate) fn bytes_per_byte(&self) -> f64 {
        self.shares.iter().sum()
    }
}

/// Indexes with both sides in turn, so many times; the last indexes stay. unbury first.
pub(crate) fn index(
    place: &Workplace,
    corpus: Corpus,
    threads: usize,
    rounds: usize,
) -> Outcome<[Indexed; 2]> {
    let mut seconds = [Vec::new(), Vec::new()];
    let mut used = [Vec::new(), Vec::new()];
    for _ in 0..rounds {
        for (side, name) in SIDES.into_iter().enumerate() {
            let folder = place.index(name);
            if folder.exists() {
                fs::remove_dir_all(&folder)?;
            }
            let mut command = command(name, &place.articles(), &folder, threads)?;
            let started = Instant::now();
            let child = command
                .stdout(Stdio::null())
                .stderr(Stdio::null())
                .spawn()?;
            used[side].push(usage(child)?);
            seconds[side].push(started.elapsed().as_secs_f64());
        }
    }
    let indexed = |side: usize| -> Outcome<Indexed> {
        let folder = place.index(SIDES[side]);
        Ok(Indexed {
            megabytes_per_second: corpus.megabytes() / percentile(&seconds[side], 50),
            cpu_seconds: median(&used[side], |usage| usage.cpu_seconds),
            peak_megabytes: median(&used[side], |usage| usage.peak_megabytes),
            segments: segments(&folder)?,
            shares: component_bytes(&folder)?.map(|bytes| bytes as f64 / corpus.text_bytes as f64),
        })
    };
    Ok([indexed(0)?, indexed(1)?])
}

fn median(used: &[Usage], of: fn(&Usage) -> f64) -> f64 {
    let values: Vec<f64> = used.iter().map(of).collect();
    percentile(&values, 50)
}

fn command(side: &str, articles: &Path, folder: &Path, threads: usize) -> Outcome<Command> {
    let threads = threads.to_string();
    let mut command;
    if side == "unbury" {
        command = Command::new(unbury_program()?);
        command
            .arg("index")
            .arg(articles)
            .arg("--index")
            .arg(folder);
        command.args(["--threads", &threads]);
    } else {
        command = Command::new(std::env::current_exe()?);
        command
            .arg("plain-index")
            .arg(articles)
            .arg(folder)
            .arg(threads);
    }
    Ok(command)
}

/// What a process used, as Linux has it; not a number on other systems.
#[derive(Clone, Copy)]
struct Usage {
    /// Of all threads.
    cpu_seconds: f64,
    /// The largest resident memory, mapped pages of files included.
    peak_megabytes: f64,
}

/// Linux counts a process' time in hundredths of seconds, whatever the kernel's own clock.
const TICKS_PER_SECOND: f64 = 100.0;

/// Waits for a child, and reads what it uses until it ends.
fn usage(mut child: Child) -> Outcome<Usage> {
    let folder = PathBuf::from(format!("/proc/{}", child.id()));
    let mut usage = Usage {
        cpu_seconds: f64::NAN,
        peak_megabytes: f64::NAN,
    };
    loop {
        let read = |file: &str| fs::read_to_string(folder.join(file)).unwrap_or_default();
        usage.cpu_seconds = cpu_seconds(&read("stat")).unwrap_or(usage.cpu_seconds);
        usage.peak_megabytes = peak_megabytes(&read("status")).unwrap_or(usage.peak_megabytes);
        match child.try_wait()? {
            Some(status) if status.success() => return Ok(usage),
            Some(_) => return Err("a program could not index".into()),
            None => std::thread::sleep(Duration::from_millis(10)),
        }
    }
}

fn peak_megabytes(status: &str) -> Option<f64> {
    let line = status
        .lines()
        .find_map(|line| line.strip_prefix("VmHWM:"))?;
    let kilobytes: f64 = line.split_whitespace().next()?.parse().ok()?;
    Some(kilobytes * 1024.0 / 1e6)
}

fn cpu_seconds(stat: &str) -> Option<f64> {
    // The name stands in parentheses and may hold spaces; the times of user and system are the 14th and 15th field.
    let (_, behind_name) = stat.rsplit_once(") ")?;
    let ticks = behind_name
        .split(' ')
        .skip(11)
        .take(2)
        .map(str::parse::<f64>);
    Some(ticks.sum::<Result<f64, _>>().ok()? / TICKS_PER_SECOND)
}

/// How many segments there are: each has one store. Files that were merged away are gone when a program has ended.
fn segments(folder: &Path) -> Outcome<usize> {
    let files = fs::read_dir(folder)?.filter_map(Result::ok);
    let stores = files.filter(|file| file.path().extension().is_some_and(|it| it == "store"));
    Ok(stores.count())
}

fn component_bytes(folder: &Path) -> Outcome<[u64; COMPONENTS.len()]> {
    let mut bytes = [0; COMPONENTS.len()];
    for file in fs::read_dir(folder)? {
        let file = file?;
        let path = file.path();
        let extension = path
            .extension()
            .and_then(|it| it.to_str())
            .unwrap_or_default();
        let known = COMPONENTS
            .iter()
            .position(|(_, known)| *known == extension && !known.is_empty());
        bytes[known.unwrap_or(COMPONENTS.len() - 1)] += file.metadata()?.len();
    }
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_linux_says_of_a_process_is_read() {
        let stat = "12 (a (b) c) S 1 2 3 4 5 6 7 8 9 10 150 50 0 0 20";
        assert_eq!(
            cpu_seconds(stat).map(|seconds| seconds.to_string()),
            Some("2".into())
        );
        assert_eq!(cpu_seconds(""), None);
        let status = "Name:\ta\nVmHWM:\t    1000 kB\n";
        assert_eq!(
            peak_megabytes(status).map(|it| it.to_string()),
            Some("1.024".into())
        );
        assert_eq!(peak_megabytes("Name:\ta\n"), None);
    }
}
