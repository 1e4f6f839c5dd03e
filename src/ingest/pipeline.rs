//! Files to articles on all cores, in a stable order, within a bound of bytes.
//!
//! One thread walks and cuts: a small file is a piece of work as it is, a large one is cut into slices. Workers read,
//! clean and prepare the pieces. The caller's thread receives what they made in the order of the files, so that a run
//! gives the same result every time. A piece takes its bytes from a budget before it starts, and gives them back when
//! the last article made of it has been indexed; pieces start in order, so the first one always has its bytes.

use std::collections::BTreeMap;
use std::io;
use std::ops::ControlFlow;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::time::{SystemTime, UNIX_EPOCH};

use super::beside::{Folder, last_change_of_pages};
use super::budget::{ByteBudget, Permit};
use super::container;
use super::event::{Event, FileSeen, Skipped, Tally};
use super::formats::paper::mets;
use super::options::IngestOptions;
use super::paths::origin_path;
use super::pieces::{Opener, PassedOverInside, Piece, Place, Unopened};
use super::reading::{Prepare, Reading, Shared, panicked};
use super::reason::Reason;
use super::stream;
use super::walk::{Found, PassedOver, Walk};
use crate::article::Origin;

/// Files up to this size are read by the worker that parses them; larger ones are cut first.
const SMALL_BYTES: u64 = 128 << 10;

/// Reads everything. `unchanged` says whether a file was read before as it is now; `prepare` turns an article into what
/// the caller wants, on a worker, keeping the permit for as long as it holds the article's bytes; `sink` receives.
///
/// Setting `stop` ends the reading early: pieces under way are finished.
///
/// # Errors
///
/// The threads cannot be started, or the walk over the folders failed.
pub(crate) fn ingest<P: Send>(
    options: &IngestOptions,
    unchanged: &(dyn Fn(&FileSeen) -> bool + Sync),
    prepare: &Prepare<'_, P>,
    stop: &AtomicBool,
    sink: &mut dyn FnMut(Event<P>) -> ControlFlow<()>,
) -> io::Result<PassedOver> {
    let pool = rayon::ThreadPoolBuilder::new()
        .num_threads(options.threads.max(1))
        .build()
        .map_err(|error| io::Error::new(io::ErrorKind::WouldBlock, error))?;
    let (sender, receiver) = channel();
    let halted = AtomicBool::new(false);
    let dispatch = || {
        pool.in_place_scope(|scope| {
            let budget = ByteBudget::new(options.in_flight_bytes);
            let shared = Shared { options, prepare };
            Dispatcher {
                options,
                shared,
                unchanged,
                stop,
                halted: &halted,
                scope,
                sender,
                budget,
                sequence: 0,
                pages: None,
            }
            .run()
        })
    };
    std::thread::scope(|threads| {
        let dispatcher = std::thread::Builder::new().spawn_scoped(threads, dispatch)?;
        // A panic of the receiver must not leave the dispatcher waiting for bytes that nobody gives back.
        let panic = catch_unwind(AssertUnwindSafe(|| receive(receiver, sink, &halted))).err();
        halted.store(true, Ordering::Relaxed);
        let walked = dispatcher.join();
        if let Some(panic) = panic {
            resume_unwind(panic);
        }
        walked.map_err(|panic| io::Error::other(panicked(&*panic).to_string()))
    })
}

/// What a worker made.
struct Made<P> {
    /// Its place in the order of the pieces.
    sequence: u64,
    events: Vec<Event<P>>,
    /// What pays for it until it was handed on: of a piece that held no article, what was skipped.
    permit: Option<Arc<Permit>>,
}

/// Hands on what the workers made, in the order in which the pieces were cut.
#[expect(
    clippy::needless_pass_by_value,
    reason = "it ends with this, and with it what was not taken, also where the sink panics"
)]
fn receive<P>(
    pieces: Receiver<Made<P>>,
    sink: &mut dyn FnMut(Event<P>) -> ControlFlow<()>,
    halted: &AtomicBool,
) {
    let mut waiting: BTreeMap<u64, Made<P>> = BTreeMap::new();
    let mut next = 0;
    loop {
        let piece = pieces.try_recv().or_else(|_| {
            if !halted.load(Ordering::Relaxed) && sink(Event::Idle).is_break() {
                halted.store(true, Ordering::Relaxed);
            }
            pieces.recv()
        });
        let Ok(made) = piece else {
            return;
        };
        waiting.insert(made.sequence, made);
        while let Some(made) = waiting.remove(&next) {
            next += 1;
            for event in made.events {
                if !halted.load(Ordering::Relaxed) && sink(event).is_break() {
                    halted.store(true, Ordering::Relaxed);
                }
            }
            drop(made.permit);
        }
    }
}

struct Dispatcher<'a, 'scope, P> {
    options: &'scope IngestOptions,
    shared: Shared<'scope, P>,
    unchanged: &'scope (dyn Fn(&FileSeen) -> bool + Sync),
    stop: &'scope AtomicBool,
    halted: &'scope AtomicBool,
    scope: &'a rayon::Scope<'scope>,
    sender: Sender<Made<P>>,
    budget: Arc<ByteBudget>,
    sequence: u64,
    /// The folder of METS documents that was looked through last, and when the last of their pages changed.
    pages: Option<(PathBuf, Option<SystemTime>)>,
}

impl<'scope, P: Send + 'scope> Dispatcher<'_, 'scope, P> {
    fn run(mut self) -> PassedOver {
        let options = self.options;
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
                        format: None,
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
        let _ = self.sender.send(Made {
            sequence,
            events,
            permit: None,
        });
    }

    fn file(&mut self, found: Found) {
        let mut found = found;
        if found.path.file_name().is_some_and(mets::is_named_mets) {
            // It is read with its pages, and so again where one of them changes.
            found.modified = found.modified.max(self.last_change_of_pages(&found.path));
        }
        let seen = seen(&found, &self.options.base);
        if (self.unchanged)(&seen) {
            let bytes = seen.size_bytes;
            self.send(vec![Event::Unchanged(seen), Event::Progress(bytes)]);
        } else if found.size_bytes <= SMALL_BYTES
            && found.path.as_os_str() != "-"
            // A small file may hold any number of bytes and of other files.
            && !stream::is_named_compressed(&found.path)
            && !container::is_named_container(&found.path)
        {
            self.small(found.path, seen);
        } else {
            self.large(&found.path, seen);
        }
    }

    /// When the last page beside a METS document changed. In one folder may be many issues.
    fn last_change_of_pages(&mut self, mets: &Path) -> Option<SystemTime> {
        let folder = mets.parent()?;
        match &self.pages {
            Some((known, last)) if known == folder => *last,
            _ => {
                let last = last_change_of_pages(folder);
                self.pages = Some((folder.to_owned(), last));
                last
            }
        }
    }

    /// One worker opens, cuts and reads it.
    fn small(&mut self, path: PathBuf, seen: FileSeen) {
        let permit = self.budget.acquire(
            usize::try_from(seen.size_bytes)
                .unwrap_or(usize::MAX)
                .max(1),
        );
        let (sender, sequence) = (self.sender.clone(), self.next_sequence());
        let shared = self.shared;
        self.scope.spawn(move |_| {
            let place = Place::of_file(&seen.path, Folder::of(&path, shared.options.record_bytes));
            let mut reading = Reading::new(shared, Arc::clone(&place), Arc::default());
            reading.push(Event::File(seen.clone()));
            reading.guarded(|reading| reading.small(&path, &place, &seen, &permit));
            reading.push(Event::Progress(seen.size_bytes));
            // Whatever happened, the receiver waits for this piece.
            let _ = sender.send(Made {
                sequence,
                events: reading.into_events(),
                permit: Some(permit),
            });
        });
    }

    /// Cut here, read by many workers.
    fn large(&mut self, path: &Path, seen: FileSeen) {
        self.send(vec![Event::File(seen.clone())]);
        let tally = Arc::<Tally>::default();
        let folder = Folder::of(path, self.options.record_bytes);
        let place = Place::of_file(&seen.path, folder);
        let mut reading = Reading::new(self.shared, Arc::clone(&place), Arc::clone(&tally));
        let mut reported = 0;
        let mut whole = None;
        reading.guarded(
            |reading| match self.cut(path, &place, &tally, &mut reported) {
                Ok((name, passed_over)) => {
                    reading.pass_over(passed_over);
                    whole = Some(name);
                }
                Err(reason) => reading.break_off(None, None, reason),
            },
        );
        if self.stopping() {
            return;
        }
        reading.push(Event::Progress(seen.size_bytes.saturating_sub(reported)));
        let mut events = reading.into_events();
        if let Some(format) = whole {
            events.push(Event::Done {
                file: seen,
                format,
                tally,
            });
        }
        self.send(events);
    }

    /// Cuts a file into pieces for the workers: what it is read as, and what was passed over in it. `reported` becomes the bytes of it
    /// that these will tell of.
    fn cut(
        &mut self,
        path: &Path,
        place: &Arc<Place>,
        tally: &Arc<Tally>,
        reported: &mut u64,
    ) -> Result<(&'static str, PassedOverInside), Reason> {
        let taken = Arc::default();
        let source = Unopened::open(path, &taken)?;
        let mut batch = Batch::default();
        let mut progress = || {
            let now = taken.load(Ordering::Relaxed);
            let progress = now.saturating_sub(*reported);
            *reported = now;
            progress
        };
        let options = self.options;
        let mut emit = |place: &Arc<Place>, piece: Piece| {
            batch.bytes += piece.size_bytes();
            batch.pieces.push((Arc::clone(place), piece));
            if batch.bytes >= BATCH_BYTES {
                self.hand_out(std::mem::take(&mut batch), tally, progress());
            }
            if self.stopping() {
                ControlFlow::Break(())
            } else {
                ControlFlow::Continue(())
            }
        };
        let mut opener = Opener::new(options, &mut emit);
        let name = opener.file(source, place);
        let passed_over = opener.passed_over;
        if !batch.pieces.is_empty() {
            self.hand_out(batch, tally, progress());
        }
        Ok((name?, passed_over))
    }

    /// Pieces for one worker, which tells that so many bytes of the file are done.
    fn hand_out(&mut self, batch: Batch, tally: &Arc<Tally>, progress: u64) {
        let Some((first, _)) = batch.pieces.first() else {
            return;
        };
        let permit = self.budget.acquire(batch.bytes);
        let (sender, sequence) = (self.sender.clone(), self.next_sequence());
        let (place, tally, shared) = (Arc::clone(first), Arc::clone(tally), self.shared);
        self.scope.spawn(move |_| {
            let mut reading = Reading::new(shared, place, tally);
            for (place, piece) in batch.pieces {
                reading.guarded(|reading| reading.piece(&place, piece, &permit));
            }
            reading.push(Event::Progress(progress));
            let _ = sender.send(Made {
                sequence,
                events: reading.into_events(),
                permit: Some(permit),
            });
        });
    }
}

/// Small pieces of a file go to a worker together, until they have so many bytes: waking it costs as much as reading a page of text.
const BATCH_BYTES: usize = 32 << 10;

/// Pieces that go to a worker together.
#[derive(Default)]
struct Batch {
    pieces: Vec<(Arc<Place>, Piece)>,
    bytes: usize,
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

#[cfg(test)]
mod tests;
