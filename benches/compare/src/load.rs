//! Requests to a server, at a rate or as fast as they are answered, and how long each took.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use crate::Outcome;

/// What is asked, and how.
pub(crate) struct Load<'a> {
    /// `HOST:PORT`.
    pub(crate) server: &'a str,
    /// Paths, asked in turn.
    pub(crate) paths: Vec<&'a str>,
    /// Requests a second; 0 is as many as are answered.
    pub(crate) rate: u32,
    pub(crate) seconds: u64,
    pub(crate) connections: usize,
}

/// What one connection saw.
#[derive(Default)]
struct Seen {
    milliseconds: Vec<f64>,
    bytes: u64,
    /// Answers that are none of 200, and connections that broke.
    refused: u64,
    broken: u64,
}

/// A connection that is kept.
struct Connection {
    stream: BufReader<TcpStream>,
}

impl Connection {
    fn open(server: &str) -> std::io::Result<Self> {
        let stream = TcpStream::connect(server)?;
        stream.set_nodelay(true)?;
        Ok(Self {
            stream: BufReader::with_capacity(64 << 10, stream),
        })
    }

    /// The status and the bytes of an answer.
    fn ask(&mut self, path: &str) -> std::io::Result<(u16, u64)> {
        let request =
            format!("GET {path} HTTP/1.1\r\nHost: localhost\r\nAccept: text/html\r\n\r\n");
        self.stream.get_mut().write_all(request.as_bytes())?;
        let mut line = String::new();
        self.stream.read_line(&mut line)?;
        let status = line
            .split(' ')
            .nth(1)
            .and_then(|status| status.parse().ok());
        let broken = || std::io::Error::from(std::io::ErrorKind::UnexpectedEof);
        let status = status.ok_or_else(broken)?;
        let mut length = None;
        loop {
            line.clear();
            if self.stream.read_line(&mut line)? == 0 {
                return Err(broken());
            }
            if line == "\r\n" {
                break;
            }
            let (name, value) = line.split_once(':').unwrap_or_default();
            if name.eq_ignore_ascii_case("content-length") {
                length = value.trim().parse().ok();
            }
        }
        match length {
            Some(length) => Ok((status, self.skip(length)?)),
            None => Ok((status, self.skip_chunks()?)),
        }
    }

    fn skip(&mut self, length: u64) -> std::io::Result<u64> {
        std::io::copy(&mut self.stream.by_ref().take(length), &mut std::io::sink())
    }

    fn skip_chunks(&mut self) -> std::io::Result<u64> {
        let mut bytes = 0;
        let mut line = String::new();
        loop {
            line.clear();
            self.stream.read_line(&mut line)?;
            let size = u64::from_str_radix(line.trim(), 16).map_err(std::io::Error::other)?;
            bytes += size;
            self.skip(size + 2)?;
            if size == 0 {
                return Ok(bytes);
            }
        }
    }
}

/// Asks, and writes what came of it.
pub(crate) fn run(load: &Load<'_>) -> Outcome<()> {
    let next = AtomicUsize::new(0);
    let started = Instant::now();
    let seen: Vec<Seen> = thread::scope(|scope| {
        let connections = (0..load.connections).map(|_| scope.spawn(|| one(load, &next, started)));
        let connections: Vec<_> = connections.collect();
        connections
            .into_iter()
            .filter_map(|connection| connection.join().ok())
            .collect()
    });
    let took = started.elapsed().as_secs_f64();
    let mut milliseconds: Vec<f64> = seen
        .iter()
        .flat_map(|seen| seen.milliseconds.iter().copied())
        .collect();
    milliseconds.sort_by(f64::total_cmp);
    let at = |per_thousand: usize| {
        let at = (milliseconds.len() * per_thousand).div_ceil(1000);
        milliseconds
            .get(at.saturating_sub(1))
            .copied()
            .unwrap_or_default()
    };
    let sum = |of: fn(&Seen) -> u64| seen.iter().map(of).sum::<u64>();
    writeln!(
        std::io::stdout(),
        "{} answers in {took:.1} s, {:.0} a second, {:.1} MB/s; {} not 200, {} broken; ms p50 {:.2}, p90 {:.2}, p99 {:.2}, p99.9 {:.2}, longest {:.1}",
        milliseconds.len(),
        milliseconds.len() as f64 / took,
        sum(|seen| seen.bytes) as f64 / 1e6 / took,
        sum(|seen| seen.refused),
        sum(|seen| seen.broken),
        at(500),
        at(900),
        at(990),
        at(999),
        at(1000),
    )?;
    Ok(())
}

/// Takes the next request until the time is over. At a rate, a request's time begins when it was due: one that had to wait for others
/// to be answered waited (coordinated omission).
fn one(load: &Load<'_>, next: &AtomicUsize, started: Instant) -> Seen {
    let mut seen = Seen::default();
    let mut connection = None;
    loop {
        let number = next.fetch_add(1, Ordering::Relaxed);
        let mut due = Instant::now();
        if load.rate > 0 {
            due = started + Duration::from_secs_f64(number as f64 / f64::from(load.rate));
            thread::sleep(due.saturating_duration_since(Instant::now()));
        }
        if started.elapsed().as_secs() >= load.seconds {
            return seen;
        }
        let path = load.paths[number % load.paths.len()];
        let answered = match &mut connection {
            Some(connection) => Connection::ask(connection, path),
            None => {
                Connection::open(load.server).and_then(|opened| connection.insert(opened).ask(path))
            }
        };
        if let Ok((status, bytes)) = answered {
            seen.bytes += bytes;
            seen.refused += u64::from(status != 200);
            seen.milliseconds.push(due.elapsed().as_secs_f64() * 1e3);
        } else {
            seen.broken += 1;
            connection = None;
        }
    }
}
