//! The threads that make segments of articles.

use std::io;
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, SyncSender, channel, sync_channel};
use std::sync::{Arc, Mutex, PoisonError};

use rayon::ThreadPool;
use tantivy::{Index, TantivyError};

use crate::index::Result;
use crate::index::schema::Fields;
use crate::index::write::prepared::Prepared;
use crate::index::write::segment_writer::{NewSegments, SegmentBounds, SegmentWriter};

/// Pieces that may wait for a thread; their bytes are bounded by whoever prepares them.
const WAITING: usize = 8;
/// Bytes of articles that are handed over together, because waking a thread for each costs as much as indexing it.
const PIECE_BYTES: u64 = 128 << 10;

/// Threads that take articles and write a segment each, from the first article to the next [`IndexWorkers::finish`], or until one
/// of them is full: all are then written together, which leaves no small ones.
pub(crate) struct IndexWorkers {
    index: Index,
    fields: Fields,
    folder: PathBuf,
    /// The threads outlive what they make: a new one would not find what an old one freed.
    threads: ThreadPool,
    /// Bytes of memory that a full segment takes.
    segment_bytes: usize,
    /// What it may hold besides.
    pub(crate) bounds: SegmentBounds,
    running: Option<Running>,
    /// Full segments.
    written: NewSegments,
    /// Articles not handed over yet.
    piece: Vec<Prepared>,
    piece_bytes: u64,
}

struct Running {
    sender: SyncSender<Vec<Prepared>>,
    written: Receiver<tantivy::Result<NewSegments>>,
    /// A segment is full, or a thread has failed.
    wants_finish: Arc<AtomicBool>,
}

impl IndexWorkers {
    pub(crate) fn new(
        index: Index,
        fields: Fields,
        folder: PathBuf,
        threads: usize,
        segment_bytes: usize,
    ) -> Result<Self> {
        let threads = rayon::ThreadPoolBuilder::new()
            .num_threads(threads)
            .thread_name(|number| format!("indexing-{number}"))
            // What such a thread would have made is missed when all have ended.
            .panic_handler(|_| ())
            .build()
            .map_err(|error| {
                TantivyError::from(io::Error::new(io::ErrorKind::WouldBlock, error))
            })?;
        Ok(Self {
            index,
            fields,
            folder,
            threads,
            segment_bytes,
            bounds: SegmentBounds::default(),
            running: None,
            written: NewSegments::default(),
            piece: Vec::new(),
            piece_bytes: 0,
        })
    }

    /// Takes an article; it is handed over with others.
    pub(crate) fn add(&mut self, prepared: Prepared) -> Result<()> {
        self.piece_bytes += prepared.text_bytes();
        self.piece.push(prepared);
        if self.piece_bytes < PIECE_BYTES {
            return Ok(());
        }
        self.hand_over()
    }

    /// Gives what was taken to the next thread that is free.
    pub(crate) fn hand_over(&mut self) -> Result<()> {
        if self.piece.is_empty() {
            return Ok(());
        }
        let running = match self.running.take() {
            Some(running) => running,
            None => self.start(),
        };
        self.piece_bytes = 0;
        let lost = running
            .sender
            .send(std::mem::take(&mut self.piece))
            .is_err();
        let wants_finish = running.wants_finish.load(Ordering::Relaxed);
        self.running = Some(running);
        if lost || wants_finish {
            self.written = self.finish()?;
        }
        if lost {
            return Err(stopped());
        }
        Ok(())
    }

    /// Whether segments were full.
    pub(crate) fn has_written(&self) -> bool {
        !self.written.segments.is_empty()
    }

    /// Waits until all articles are in segments, and gives these.
    pub(crate) fn finish(&mut self) -> Result<NewSegments> {
        self.hand_over()?;
        let Some(Running {
            sender, written, ..
        }) = self.running.take()
        else {
            return Ok(std::mem::take(&mut self.written));
        };
        drop(sender);
        // All have ended before an error is told.
        let made: Vec<tantivy::Result<NewSegments>> = written.iter().collect();
        if made.len() < self.threads.current_num_threads() {
            return Err(stopped());
        }
        let mut all = std::mem::take(&mut self.written);
        for made in made {
            all.extend(made?);
        }
        Ok(all)
    }

    fn start(&self) -> Running {
        let (sender, receiver) = sync_channel(WAITING);
        let (done, written) = channel();
        let wants_finish = Arc::<AtomicBool>::default();
        let worker = Worker {
            index: self.index.clone(),
            fields: self.fields,
            folder: self.folder.clone(),
            segment_bytes: self.segment_bytes,
            bounds: self.bounds,
            receiver: Mutex::new(receiver),
            wants_finish: Arc::clone(&wants_finish),
        };
        self.threads.spawn_broadcast(move |_| {
            let _ = done.send(worker.run());
        });
        Running {
            sender,
            written,
            wants_finish,
        }
    }
}

fn stopped() -> crate::index::Error {
    TantivyError::ErrorInThread("an indexing thread stopped".into()).into()
}

struct Worker {
    index: Index,
    fields: Fields,
    folder: PathBuf,
    segment_bytes: usize,
    bounds: SegmentBounds,
    receiver: Mutex<Receiver<Vec<Prepared>>>,
    wants_finish: Arc<AtomicBool>,
}

impl Worker {
    fn run(&self) -> tantivy::Result<NewSegments> {
        self.index_articles()
            .inspect_err(|_| self.wants_finish.store(true, Ordering::Relaxed))
    }

    fn index_articles(&self) -> tantivy::Result<NewSegments> {
        let mut written = NewSegments::default();
        let mut builder: Option<SegmentWriter> = None;
        while let Some(piece) = self.next() {
            for prepared in piece {
                if let Some(full) = builder.take_if(|segment| segment.is_full(self.bounds)) {
                    written.extend(full.finish()?);
                }
                let segment = match &mut builder {
                    Some(segment) => segment,
                    None => {
                        builder.insert(SegmentWriter::new(&self.index, self.fields, &self.folder)?)
                    }
                };
                segment.add(&prepared)?;
            }
            let size_bytes = builder.as_ref().map_or(0, SegmentWriter::size_bytes);
            if size_bytes >= self.segment_bytes {
                self.wants_finish.store(true, Ordering::Relaxed);
            }
        }
        if let Some(last) = builder {
            written.extend(last.finish()?);
        }
        Ok(written)
    }

    fn next(&self) -> Option<Vec<Prepared>> {
        let receiver = self.receiver.lock().unwrap_or_else(PoisonError::into_inner);
        receiver.recv().ok()
    }
}
