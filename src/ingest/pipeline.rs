//! Files to articles on all cores, in a stable order, within a bound of bytes.
//!
//! One thread walks and cuts: a small file is a piece of work as it is, a large one is cut into slices. Workers read,
//! clean and prepare the pieces. The caller's thread receives what they made in the order of the files, so that a run
//! gives the same result every time. A piece takes its bytes from a budget before it starts, and gives them back when
//! the last article made of it has been indexed; pieces start in order, so the first one always has its bytes.

use std::collections::BTreeMap;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::time::UNIX_EPOCH;

use super::budget::{ByteBudget, Permit};
use super::clean::{self, CleanOptions};
use super::container::{Given, Opened, Stream};
use super::format::Format;
use super::paths::origin_path;
use super::reason::{Reason, Refused};
use super::slice::ReadOptions;
use super::slices::{Cutting, OwnedSlice, slices};
use super::walk::{Found, PassedOver, Walk};
use crate::article::{Article, Origin};

/// Files up to this size are read by the worker that parses them; larger ones are cut first.
const SMALL_BYTES: u64 = 128 << 10;
/// A piece of a large file.
const SLICE_BYTES: usize = 512 << 10;

/// The version of all that is between a file and its articles: raised with every change by which files are read otherwise.
const READER: u32 = 1;

/// What to read, and how.
pub(crate) struct IngestOptions {
    /// Files and folders; `-` is standard input.
    pub(crate) paths: Vec<PathBuf>,
    /// Folders to leave out: the index itself.
    pub(crate) excluded: Vec<PathBuf>,
    /// Paths in origins are relative to this folder where they lie below it.
    pub(crate) base: PathBuf,
    /// Worker threads, at least 1.
    pub(crate) threads: usize,
    /// Bytes of input that may be under way.
    pub(crate) in_flight_bytes: usize,
    /// Format and charset, where the user named them.
    pub(crate) given: Given,
    /// How records are read.
    pub(crate) read: ReadOptions,
    /// How records become articles.
    pub(crate) clean: CleanOptions,
}

impl IngestOptions {
    /// Names the reader with its options: a file that was read by another is read again. The hash is XXH3 with 64 bits.
    pub(crate) fn reading(&self) -> String {
        let map = self.read.map.pairs.iter().map(ToString::to_string);
        let options = [
            self.given.format.map(|format| format.name.to_owned()),
            self.given.charset.map(|charset| charset.name().to_owned()),
            self.read.delimiter.map(|delimiter| delimiter.to_string()),
            self.clean.date_order.map(|order| format!("{order:?}")),
            self.clean.default_source.clone(),
        ];
        let options = options.into_iter().map(Option::unwrap_or_default);
        let all: Vec<String> = options.chain(map).collect();
        let hash = twox_hash::XxHash3_64::oneshot(all.join("\0").as_bytes());
        format!("{READER}-xxh3-{hash:016x}")
    }
}

/// How a file looked when it was opened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct FileSeen {
    /// Its path as origins have it.
    pub(crate) path: String,
    /// Its size in bytes, as stored.
    pub(crate) size_bytes: u64,
    /// When it was changed last, in nanoseconds since 1970; 0 where the system does not know.
    pub(crate) modified_ns: u64,
}

/// An article, or a whole file, that could not be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Skipped {
    /// Where.
    pub origin: Origin,
    /// Why.
    pub reason: Reason,
}

/// What one file held; final when its [`Event::Done`] is received.
#[derive(Debug, Default)]
pub(crate) struct Tally {
    articles: AtomicU64,
    skipped: AtomicU64,
    broken: AtomicBool,
    unfinished: AtomicBool,
}

impl Tally {
    /// Number of articles read.
    pub(crate) fn articles(&self) -> u64 {
        self.articles.load(Ordering::Relaxed)
    }

    /// Number of records that could not be read.
    pub(crate) fn skipped(&self) -> u64 {
        self.skipped.load(Ordering::Relaxed)
    }

    /// Whether the file could not be read to its end.
    pub(crate) fn unfinished(&self) -> bool {
        self.unfinished.load(Ordering::Relaxed)
    }

    /// Whether something of the file may be missing that is no record.
    pub(crate) fn broken(&self) -> bool {
        self.broken.load(Ordering::Relaxed)
    }
}

/// What happens on the way, in the order of the files.
pub(crate) enum Event<P> {
    /// What follows, up to the next of these, is from this file.
    File(FileSeen),
    /// An article, prepared.
    Article(P),
    /// Something that could not be read.
    Skipped(Skipped),
    /// Something to know about an article that was read.
    Notice(Origin, clean::Notice),
    /// A charset had to be guessed for (part of) a file, or characters were replaced.
    Charset {
        /// The file.
        path: String,
        /// The charset, where one was guessed.
        guessed: Option<&'static str>,
        /// Malformed characters that were replaced by U+FFFD.
        replaced: u64,
    },
    /// A file that did not change since it was read last.
    Unchanged(FileSeen),
    /// A file was read to its end.
    Done {
        /// The file.
        file: FileSeen,
        /// What it held.
        tally: Arc<Tally>,
    },
    /// So many more bytes of files (as stored) are behind us.
    Progress(u64),
    /// Nothing more has been read yet: whoever keeps articles back passes them on, since reading may wait for their bytes.
    Idle,
}

/// Reads everything. `unchanged` says whether a file was read before as it is now; `prepare` turns an article into what
/// the caller wants, on a worker, keeping the permit for as long as it holds the article's bytes; `sink` receives.
///
/// Setting `stop` ends the reading early: pieces under way are finished.
///
/// # Errors
///
/// The threads cannot be started.
pub(crate) fn ingest<P: Send>(
    options: &IngestOptions,
    unchanged: &(dyn Fn(&FileSeen) -> bool + Sync),
    prepare: &(dyn Fn(Article, &Arc<Permit>) -> P + Sync),
    stop: &AtomicBool,
    sink: &mut dyn FnMut(Event<P>) -> ControlFlow<()>,
) -> Result<PassedOver, rayon::ThreadPoolBuildError> {
    let pool = rayon::ThreadPoolBuilder::new()
        .num_threads(options.threads.max(1))
        .build()?;
    let (sender, receiver) = channel();
    let halted = AtomicBool::new(false);
    let dispatch = || {
        pool.in_place_scope(|scope| {
            let budget = ByteBudget::new(options.in_flight_bytes);
            let shared = Shared { options, prepare };
            Dispatcher {
                shared,
                unchanged,
                stop,
                halted: &halted,
                scope,
                sender,
                budget,
                sequence: 0,
            }
            .run()
        })
    };
    let passed_over = std::thread::scope(|threads| {
        let dispatcher = threads.spawn(dispatch);
        receive(&receiver, sink, &halted);
        dispatcher.join().unwrap_or_default()
    });
    Ok(passed_over)
}

/// Hands on what the workers made, in the order in which the pieces were cut.
fn receive<P>(
    pieces: &Receiver<(u64, Vec<Event<P>>)>,
    sink: &mut dyn FnMut(Event<P>) -> ControlFlow<()>,
    halted: &AtomicBool,
) {
    let mut waiting: BTreeMap<u64, Vec<Event<P>>> = BTreeMap::new();
    let mut next = 0;
    loop {
        let piece = pieces.try_recv().or_else(|_| {
            if !halted.load(Ordering::Relaxed) && sink(Event::Idle).is_break() {
                halted.store(true, Ordering::Relaxed);
            }
            pieces.recv()
        });
        let Ok((sequence, events)) = piece else {
            return;
        };
        waiting.insert(sequence, events);
        while let Some(events) = waiting.remove(&next) {
            next += 1;
            for event in events {
                if !halted.load(Ordering::Relaxed) && sink(event).is_break() {
                    halted.store(true, Ordering::Relaxed);
                }
            }
        }
    }
}

/// What every worker needs.
struct Shared<'a, P> {
    options: &'a IngestOptions,
    prepare: &'a (dyn Fn(Article, &Arc<Permit>) -> P + Sync),
}

impl<P> Clone for Shared<'_, P> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<P> Copy for Shared<'_, P> {}

struct Dispatcher<'a, 'scope, P> {
    shared: Shared<'scope, P>,
    unchanged: &'scope (dyn Fn(&FileSeen) -> bool + Sync),
    stop: &'scope AtomicBool,
    halted: &'scope AtomicBool,
    scope: &'a rayon::Scope<'scope>,
    sender: Sender<(u64, Vec<Event<P>>)>,
    budget: Arc<ByteBudget>,
    sequence: u64,
}

impl<'scope, P: Send + 'scope> Dispatcher<'_, 'scope, P> {
    fn run(mut self) -> PassedOver {
        let options = self.shared.options;
        let mut walk = Walk::new(&options.paths, &options.excluded);
        for met in walk.by_ref() {
            if self.stopping() {
                break;
            }
            match met {
                Ok(found) => self.file(found),
                Err(error) => {
                    let origin = Origin {
                        path: origin_path(&error.path, &options.base),
                        ..Origin::default()
                    };
                    self.send(vec![Event::Skipped(Skipped {
                        origin,
                        reason: error.reason,
                    })]);
                }
            }
        }
        walk.passed_over()
    }

    fn stopping(&self) -> bool {
        self.stop.load(Ordering::Relaxed) || self.halted.load(Ordering::Relaxed)
    }

    fn next_sequence(&mut self) -> u64 {
        self.sequence += 1;
        self.sequence - 1
    }

    fn send(&mut self, events: Vec<Event<P>>) {
        let sequence = self.next_sequence();
        // The receiver outlives this dispatcher.
        let _ = self.sender.send((sequence, events));
    }

    fn file(&mut self, found: Found) {
        let seen = seen(&found, &self.shared.options.base);
        if (self.unchanged)(&seen) {
            let bytes = seen.size_bytes;
            self.send(vec![Event::Unchanged(seen), Event::Progress(bytes)]);
        } else if found.size_bytes <= SMALL_BYTES && found.path.as_os_str() != "-" {
            self.small(found.path, seen);
        } else {
            self.large(&found.path, seen);
        }
    }

    /// One worker opens, cuts and reads it.
    fn small(&mut self, path: PathBuf, seen: FileSeen) {
        let permit = self.budget.acquire(
            usize::try_from(seen.size_bytes)
                .unwrap_or(usize::MAX)
                .max(1),
        );
        let (sender, sequence, shared) = (self.sender.clone(), self.next_sequence(), self.shared);
        self.scope.spawn(move |_| {
            let mut reading = Reading::new(shared, &seen.path, Arc::default());
            reading.events.push(Event::File(seen.clone()));
            let bytes = seen.size_bytes;
            let opened =
                Stream::open(&path).and_then(|stream| stream.prepare(shared.options.given));
            match opened {
                Ok(Opened {
                    format,
                    charset,
                    mut reader,
                }) => {
                    slices(
                        &mut reader,
                        &cutting(format, shared.options),
                        &mut |slice| {
                            reading.piece(slice, format, charset.guessed(), &permit);
                            ControlFlow::Continue(())
                        },
                    );
                    reading.events.push(Event::Done {
                        file: seen.clone(),
                        tally: Arc::clone(&reading.tally),
                    });
                }
                Err(reason) => reading.skip(None, None, reason),
            }
            reading.events.push(Event::Progress(bytes));
            let _ = sender.send((sequence, reading.events));
        });
    }

    /// Cut here, read by many workers.
    fn large(&mut self, path: &Path, seen: FileSeen) {
        let shared = self.shared;
        let tally = Arc::<Tally>::default();
        let stream = Stream::open(path);
        let taken = stream
            .as_ref()
            .map(|stream| Arc::clone(&stream.taken_bytes))
            .unwrap_or_default();
        let opened = stream.and_then(|stream| stream.prepare(shared.options.given));
        let Opened {
            format,
            charset,
            mut reader,
        } = match opened {
            Ok(opened) => opened,
            Err(reason) => {
                let mut reading = Reading::new(shared, &seen.path, tally);
                reading.skip(None, None, reason);
                reading.events.push(Event::Progress(seen.size_bytes));
                return self.send(reading.events);
            }
        };
        self.send(vec![Event::File(seen.clone())]);
        let mut reported = 0;
        slices(
            &mut reader,
            &cutting(format, shared.options),
            &mut |slice| {
                let permit = self
                    .budget
                    .acquire(slice.as_ref().map_or(1, |slice| slice.text.len().max(1)));
                let now = taken.load(Ordering::Relaxed);
                let progress = now.saturating_sub(reported);
                reported = now;
                let (sender, sequence) = (self.sender.clone(), self.next_sequence());
                let (path, tally) = (seen.path.clone(), Arc::clone(&tally));
                self.scope.spawn(move |_| {
                    let mut reading = Reading::new(shared, &path, tally);
                    reading.piece(slice, format, charset.guessed(), &permit);
                    reading.events.push(Event::Progress(progress));
                    let _ = sender.send((sequence, reading.events));
                });
                if self.stopping() {
                    ControlFlow::Break(())
                } else {
                    ControlFlow::Continue(())
                }
            },
        );
        if !self.stopping() {
            let rest = seen.size_bytes.saturating_sub(reported);
            self.send(vec![
                Event::Progress(rest),
                Event::Done { file: seen, tally },
            ]);
        }
    }
}

fn cutting<'a>(format: &Format, options: &'a IngestOptions) -> Cutting<'a> {
    Cutting {
        target_bytes: SLICE_BYTES,
        ..Cutting::new(format.split, &options.read)
    }
}

/// What a worker makes of one piece.
struct Reading<'a, P> {
    shared: Shared<'a, P>,
    path: &'a str,
    tally: Arc<Tally>,
    events: Vec<Event<P>>,
}

impl<'a, P> Reading<'a, P> {
    fn new(shared: Shared<'a, P>, path: &'a str, tally: Arc<Tally>) -> Self {
        Self {
            shared,
            path,
            tally,
            events: Vec::new(),
        }
    }

    fn piece(
        &mut self,
        slice: Result<OwnedSlice, Refused>,
        format: &Format,
        charset: Option<&'static str>,
        permit: &Arc<Permit>,
    ) {
        let slice = match slice {
            Ok(slice) => slice,
            Err(refused) => {
                self.tally.broken.store(true, Ordering::Relaxed);
                if refused.reason.is_of_the_file() {
                    self.tally.unfinished.store(true, Ordering::Relaxed);
                }
                return self.skip(refused.ordinal, refused.line, refused.reason);
            }
        };
        let guessed = slice.guessed.or(charset);
        if guessed.is_some() || slice.replaced > 0 {
            self.events.push(Event::Charset {
                path: self.path.to_owned(),
                guessed,
                replaced: slice.replaced,
            });
        }
        (format.read)(
            &slice.as_slice(),
            &self.shared.options.read,
            &mut |record| match record {
                Ok(record) => {
                    let place = (record.ordinal, record.line);
                    let origin = Origin {
                        path: self.path.to_owned(),
                        record: place.0,
                        line: place.1,
                    };
                    match clean::article(record, origin.clone(), &self.shared.options.clean) {
                        Ok((article, notices)) => {
                            self.events.extend(
                                notices
                                    .into_iter()
                                    .map(|notice| Event::Notice(origin.clone(), notice)),
                            );
                            self.tally.articles.fetch_add(1, Ordering::Relaxed);
                            self.events
                                .push(Event::Article((self.shared.prepare)(article, permit)));
                        }
                        Err(reason) => self.skip(place.0, place.1, reason),
                    }
                }
                Err(refused) => self.skip(refused.ordinal, refused.line, refused.reason),
            },
        );
    }

    fn skip(&mut self, record: Option<u64>, line: Option<u64>, reason: Reason) {
        let origin = Origin {
            path: self.path.to_owned(),
            record,
            line,
        };
        self.tally.skipped.fetch_add(1, Ordering::Relaxed);
        self.events.push(Event::Skipped(Skipped { origin, reason }));
    }
}

fn seen(found: &Found, base: &Path) -> FileSeen {
    let since = found
        .modified
        .and_then(|time| time.duration_since(UNIX_EPOCH).ok());
    FileSeen {
        path: origin_path(&found.path, base),
        size_bytes: found.size_bytes,
        modified_ns: since.map_or(0, |since| {
            u64::try_from(since.as_nanos()).unwrap_or(u64::MAX)
        }),
    }
}
