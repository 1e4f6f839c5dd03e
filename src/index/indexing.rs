//! The threads that make segments of articles.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;

use tantivy::{Index, TantivyError};

use super::Result;
use super::schema::Fields;
use super::segment::{SegmentBuilder, Written};
use super::writer::Prepared;

/// So many pieces may wait for a thread; their bytes are bounded by whoever prepares them.
const WAITING: usize = 8;
/// Articles are handed over in pieces of so many bytes, because waking a thread for each costs as much as indexing it.
const PIECE_BYTES: u64 = 128 << 10;

/// Threads that take articles and write segments, from the first article to the next [`Indexing::finish`].
pub(super) struct Indexing {
    index: Index,
    fields: Fields,
    threads: usize,
    /// A segment is written when it takes so much.
    segment_bytes: usize,
    running: Option<Running>,
    /// Articles not handed over yet.
    piece: Vec<Prepared>,
    piece_bytes: u64,
}

struct Running {
    sender: SyncSender<Vec<Prepared>>,
    threads: Vec<JoinHandle<tantivy::Result<Written>>>,
    failed: Arc<AtomicBool>,
}

impl Indexing {
    /// No thread is started before the first article.
    pub(super) fn new(index: Index, fields: Fields, threads: usize, segment_bytes: usize) -> Self {
        Self {
            index,
            fields,
            threads,
            segment_bytes,
            running: None,
            piece: Vec::new(),
            piece_bytes: 0,
        }
    }

    /// Takes an article; it is handed over with others.
    pub(super) fn add(&mut self, prepared: Prepared) -> Result<()> {
        self.piece_bytes += prepared.text_bytes();
        self.piece.push(prepared);
        if self.piece_bytes < PIECE_BYTES {
            return Ok(());
        }
        self.hand_over()
    }

    /// Gives what was taken to the next thread that is free.
    pub(super) fn hand_over(&mut self) -> Result<()> {
        if self.piece.is_empty() {
            return Ok(());
        }
        let running = match self.running.take() {
            Some(running) => running,
            None => self.start()?,
        };
        self.piece_bytes = 0;
        let lost = running
            .sender
            .send(std::mem::take(&mut self.piece))
            .is_err();
        let failed = lost || running.failed.load(Ordering::Relaxed);
        self.running = Some(running);
        if failed {
            self.finish()?;
            let stopped = TantivyError::ErrorInThread("an indexing thread stopped".into());
            return Err(stopped.into());
        }
        Ok(())
    }

    /// Waits until all articles are in segments, and gives these.
    pub(super) fn finish(&mut self) -> Result<Written> {
        self.hand_over()?;
        let Some(Running {
            sender, threads, ..
        }) = self.running.take()
        else {
            return Ok(Written::default());
        };
        drop(sender);
        let mut written = Ok(Written::default());
        for thread in threads {
            let made = thread.join().unwrap_or_else(|_| {
                let message = "an indexing thread stopped";
                Err(TantivyError::ErrorInThread(message.into()))
            });
            match (&mut written, made) {
                (Ok(written), Ok(made)) => written.extend(made),
                (Ok(_), Err(error)) => written = Err(error.into()),
                (Err(_), _) => {}
            }
        }
        written
    }

    fn start(&self) -> Result<Running> {
        let (sender, receiver) = sync_channel(WAITING);
        let receiver = Arc::new(Mutex::new(receiver));
        let failed = Arc::new(AtomicBool::new(false));
        let mut threads = Vec::with_capacity(self.threads);
        for number in 0..self.threads {
            let worker = Worker {
                index: self.index.clone(),
                fields: self.fields,
                segment_bytes: self.segment_bytes,
                receiver: Arc::clone(&receiver),
            };
            let failed = Arc::clone(&failed);
            let thread = std::thread::Builder::new().name(format!("indexing-{number}"));
            let run = move || {
                worker
                    .run()
                    .inspect_err(|_| failed.store(true, Ordering::Relaxed))
            };
            threads.push(thread.spawn(run).map_err(TantivyError::from)?);
        }
        Ok(Running {
            sender,
            threads,
            failed,
        })
    }
}

struct Worker {
    index: Index,
    fields: Fields,
    segment_bytes: usize,
    receiver: Arc<Mutex<Receiver<Vec<Prepared>>>>,
}

impl Worker {
    fn run(self) -> tantivy::Result<Written> {
        let mut written = Written::default();
        let mut builder = None;
        while let Some(piece) = self.next() {
            let segment = match &mut builder {
                Some(segment) => segment,
                None => builder.insert(SegmentBuilder::new(
                    &self.index,
                    self.fields,
                    self.segment_bytes,
                )?),
            };
            for prepared in piece {
                segment.add(&prepared)?;
            }
            if segment.size_bytes() >= self.segment_bytes
                && let Some(full) = builder.take()
            {
                written.extend(full.finish()?);
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
