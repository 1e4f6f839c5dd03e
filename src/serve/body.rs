//! Answers as they are written: short ones whole, so that an error still has a status of its own; long ones as they come.

use std::io::{self, Write};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use axum::body::{Body, Bytes};
use tokio::runtime::Handle;
use tokio::sync::mpsc::{self, Receiver, Sender};
use tokio_stream::StreamExt;
use tokio_stream::wrappers::ReceiverStream;

use super::gate::Place;
use super::problem::Problem;

/// Bytes that are kept back until the end is known.
const WHOLE_BYTES: usize = 256 << 10;
/// Parts that wait for whoever reads them.
const PARTS: usize = 4;
/// How long whoever reads may let the next part wait.
const PATIENCE: Duration = Duration::from_secs(30);
/// How long an answer may take to begin.
const LONGEST: Duration = Duration::from_mins(1);

enum Part {
    Bytes(Vec<u8>),
    /// The end, and what was not sent yet.
    End(Result<Vec<u8>, Problem>),
}

struct Written {
    bytes: Vec<u8>,
    parts: Sender<Part>,
    runtime: Handle,
}

impl Written {
    /// Sends it. Whoever has left, or does not read, ends the writing.
    fn send(&self, part: Part) -> io::Result<()> {
        // Made inside of the runtime, whose clock it needs, on whatever thread this is.
        let send = async { tokio::time::timeout(PATIENCE, self.parts.send(part)).await };
        let taken = self.runtime.block_on(send);
        match taken {
            Ok(Ok(())) => Ok(()),
            _ => Err(io::ErrorKind::BrokenPipe.into()),
        }
    }
}

/// Where an answer is written.
#[derive(Clone)]
pub(crate) struct AnswerWriter(Arc<Mutex<Written>>);

/// What becomes of an answer that is written on another thread.
struct AnswerReader(Receiver<Part>);

/// The answer that `write` writes at a place, on a thread of its own.
///
/// # Errors
/// What `write` raises before much is written, or that it takes too long or panics.
pub(crate) async fn written<F>(place: Place, write: F) -> Result<Body, Problem>
where
    F: FnOnce(AnswerWriter) -> Result<(), Problem> + Send + 'static,
{
    let (writer, reader) = answer();
    drop(place.work(move || {
        let ended = write(writer.clone());
        writer.end(ended);
    }));
    reader.body().await
}

/// Both ends. Called on a thread of the server.
fn answer() -> (AnswerWriter, AnswerReader) {
    let (sender, receiver) = mpsc::channel(PARTS);
    let written = Written {
        bytes: Vec::new(),
        parts: sender,
        runtime: Handle::current(),
    };
    (
        AnswerWriter(Arc::new(Mutex::new(written))),
        AnswerReader(receiver),
    )
}

impl AnswerWriter {
    /// Says that all is written, or why not.
    fn end(self, ended: Result<(), Problem>) {
        let mut written = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let bytes = std::mem::take(&mut written.bytes);
        // Whoever has left needs no end.
        let _ = written.send(Part::End(ended.map(|()| bytes)));
    }
}

impl Write for AnswerWriter {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let mut written = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        written.bytes.extend_from_slice(bytes);
        if written.bytes.len() >= WHOLE_BYTES {
            let full = std::mem::take(&mut written.bytes);
            written.send(Part::Bytes(full))?;
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl AnswerReader {
    /// The whole answer, or one that is still being written; it breaks off where an error ends it.
    async fn body(self) -> Result<Body, Problem> {
        let Self(mut parts) = self;
        let first = tokio::time::timeout(LONGEST, parts.recv()).await;
        let first = first.map_err(|_| {
            let status = axum::http::StatusCode::SERVICE_UNAVAILABLE;
            Problem::new(status, "the answer took too long").hint("ask for less")
        })?;
        match first {
            Some(Part::End(ended)) => Ok(Body::from(ended?)),
            Some(Part::Bytes(first)) => {
                let first = tokio_stream::once(Part::Bytes(first));
                let parts = first.chain(ReceiverStream::new(parts));
                Ok(Body::from_stream(parts.map(|part| match part {
                    Part::Bytes(bytes) | Part::End(Ok(bytes)) => Ok(Bytes::from(bytes)),
                    Part::End(Err(problem)) => Err(io::Error::other(problem.detail)),
                })))
            }
            None => Err(super::gate::NotDone::Panicked.into()),
        }
    }
}
