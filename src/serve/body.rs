//! Answers as they are written: short ones whole, so that an error still has a status of its own; long ones as they come.

use std::io::{self, Write};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use axum::body::{Body, Bytes};
use tokio::runtime::Handle;
use tokio::sync::mpsc::{self, Receiver, Sender};
use tokio_stream::StreamExt;
use tokio_stream::wrappers::ReceiverStream;
use unbury::Stop;

use super::gate::{NotDone, Place, Waiter};
use super::problem::Problem;

/// Bytes that are kept back until the end is known.
const WHOLE_BYTES: usize = 256 << 10;
/// Parts that wait for whoever reads them.
const PARTS: usize = 4;
/// How long whoever reads may let the next part wait.
const PATIENCE: Duration = Duration::from_secs(30);

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

/// The answer that `write` writes at a place, on a thread of its own, unless it is told to stop.
///
/// # Errors
/// What `write` raises before much is written, or that it takes too long or panics.
pub(crate) async fn written<F>(place: Place, write: F) -> Result<Body, Problem>
where
    F: FnOnce(AnswerWriter, &Stop) -> Result<(), Problem> + Send + 'static,
{
    let (writer, reader) = answer();
    let (waiter, _) = place.work(move |stop| {
        let ended = write(writer.clone(), stop);
        writer.end(ended);
    });
    reader.body(waiter).await
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
    async fn body(self, mut waiter: Waiter) -> Result<Body, Problem> {
        let Self(mut parts) = self;
        match waiter.wait(parts.recv()).await? {
            Some(Part::End(ended)) => {
                waiter.answered();
                Ok(Body::from(ended?))
            }
            Some(Part::Bytes(first)) => {
                let first = tokio_stream::once(Part::Bytes(first));
                let parts = first.chain(ReceiverStream::new(parts));
                let parts = parts.map(Some).chain(tokio_stream::once(None));
                // It waits for as long as the body is there.
                let mut waiter = Some(waiter);
                Ok(Body::from_stream(parts.filter_map(move |part| {
                    if matches!(part, Some(Part::End(_))) {
                        waiter.take().into_iter().for_each(Waiter::answered);
                    }
                    match part {
                        Some(Part::Bytes(bytes) | Part::End(Ok(bytes))) => {
                            Some(Ok(Bytes::from(bytes)))
                        }
                        Some(Part::End(Err(problem))) => Some(Err(problem.detail)),
                        // Without an end, it must not look whole.
                        None if waiter.is_some() => Some(Err("it panicked".to_owned())),
                        None => None,
                    }
                })))
            }
            None => {
                waiter.answered();
                Err(NotDone::Panicked.into())
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::serve::gate::{Gate, runtime};

    /// More than is kept back.
    fn much() -> Vec<u8> {
        vec![b'.'; WHOLE_BYTES + 1]
    }

    #[test]
    fn who_leaves_in_the_middle_stops_the_work() {
        let gate = Gate::new(1);
        runtime().block_on(async {
            let place = gate.enter().await.expect("a place");
            let written = written(place, |mut out, stop| {
                out.write_all(&much()).expect("it is read");
                while !stop.is_set() {
                    std::thread::yield_now();
                }
                Ok(())
            });
            drop(written.await.expect("it begins"));
            // There is one place, which is free when the work has ended.
            assert!(gate.enter().await.is_ok());
            assert_eq!(gate.given_up(), [("left", 1), ("time", 0)]);
        });
    }

    #[test]
    fn a_panic_in_the_middle_breaks_the_answer_off() {
        let gate = Gate::new(1);
        runtime().block_on(async {
            let place = gate.enter().await.expect("a place");
            let written = written(place, |mut out, _| {
                out.write_all(&much()).expect("it is read");
                panic!("on purpose");
            });
            let body = written.await.expect("it begins");
            assert!(axum::body::to_bytes(body, usize::MAX).await.is_err());
        });
    }

    #[test]
    fn a_whole_answer_is_not_given_up() {
        let gate = Gate::new(1);
        runtime().block_on(async {
            for bytes in [b"short".to_vec(), much()] {
                let place = gate.enter().await.expect("a place");
                let answer = bytes.clone();
                let written = written(place, move |mut out, _| {
                    out.write_all(&answer).expect("it is read");
                    Ok(())
                });
                let body = written.await.expect("it begins");
                let read = axum::body::to_bytes(body, usize::MAX).await;
                assert_eq!(read.expect("whole"), bytes);
            }
            assert_eq!(gate.given_up(), [("left", 0), ("time", 0)]);
        });
    }
}
