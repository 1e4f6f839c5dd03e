//! How many are answered at once: so many as there are cores, some wait, and more are sent away.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::task::JoinHandle;

/// Requests that wait for each that is answered.
const WAITING: usize = 128;
/// How long one waits.
const PATIENCE: Duration = Duration::from_secs(10);

/// Bounds the work that is done at once.
pub(crate) struct Gate {
    permits: Arc<Semaphore>,
    at_once: usize,
    waiting: AtomicUsize,
}

/// Why something was not done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum NotDone {
    /// Too many are waiting.
    Busy,
    /// It panicked.
    Panicked,
}

/// One who waits, until dropped: also where whoever asked has left.
struct Waiting<'a>(&'a AtomicUsize);

impl Drop for Waiting<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}

impl Gate {
    /// A gate for so many at once.
    pub(crate) fn new(at_once: usize) -> Self {
        Self {
            permits: Arc::new(Semaphore::new(at_once)),
            at_once,
            waiting: AtomicUsize::new(0),
        }
    }

    /// How many wait.
    pub(crate) fn waiting(&self) -> usize {
        self.waiting.load(Ordering::Relaxed)
    }

    /// How many are being answered.
    pub(crate) fn answering(&self) -> usize {
        self.at_once - self.permits.available_permits()
    }

    /// Waits for a place.
    pub(crate) async fn enter(&self) -> Result<Place, NotDone> {
        if let Ok(permit) = Arc::clone(&self.permits).try_acquire_owned() {
            return Ok(Place(permit));
        }
        let waiting = Waiting(&self.waiting);
        if self.waiting.fetch_add(1, Ordering::Relaxed) >= WAITING * self.at_once {
            return Err(NotDone::Busy);
        }
        let permit = Arc::clone(&self.permits).acquire_owned();
        let permit = tokio::time::timeout(PATIENCE, permit).await;
        drop(waiting);
        match permit {
            Ok(Ok(permit)) => Ok(Place(permit)),
            _ => Err(NotDone::Busy),
        }
    }

    /// Does it on a thread of its own, when there is a place.
    pub(crate) async fn run<T, F>(&self, work: F) -> Result<T, NotDone>
    where
        F: FnOnce() -> T + Send + 'static,
        T: Send + 'static,
    {
        let place = self.enter().await?;
        place.work(work).await.map_err(|_| NotDone::Panicked)
    }
}

/// A place among those who are answered.
pub(crate) struct Place(OwnedSemaphorePermit);

impl Place {
    /// Does it on a thread of its own. The place is taken until it is done, whether or not anybody still waits for it.
    pub(crate) fn work<T, F>(self, work: F) -> JoinHandle<T>
    where
        F: FnOnce() -> T + Send + 'static,
        T: Send + 'static,
    {
        tokio::task::spawn_blocking(move || {
            let _place = self.0;
            work()
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn runtime() -> tokio::runtime::Runtime {
        let mut runtime = tokio::runtime::Builder::new_current_thread();
        runtime.enable_time().build().expect("a runtime")
    }

    #[test]
    fn a_panic_is_told_and_gives_its_place_back() {
        let gate = Gate::new(1);
        runtime().block_on(async {
            let panicked = gate.run(|| panic!("on purpose")).await;
            assert_eq!(panicked, Err::<(), _>(NotDone::Panicked));
            assert_eq!(gate.run(|| 1).await, Ok(1));
            assert_eq!((gate.waiting(), gate.answering()), (0, 0));
        });
    }

    #[test]
    fn who_is_too_many_is_sent_away_at_once_and_who_leaves_waits_no_more() {
        let gate = Arc::new(Gate::new(1));
        runtime().block_on(async {
            let (end, ended) = std::sync::mpsc::channel::<()>();
            let first = gate.clone();
            let first = tokio::spawn(async move { first.run(move || ended.recv().is_ok()).await });
            while gate.answering() == 0 {
                tokio::task::yield_now().await;
            }
            let wait = |gate: Arc<Gate>| tokio::spawn(async move { gate.run(|| ()).await });
            let waiting: Vec<_> = (0..WAITING).map(|_| wait(gate.clone())).collect();
            while gate.waiting() < WAITING {
                tokio::task::yield_now().await;
            }
            assert_eq!(gate.run(|| ()).await, Err(NotDone::Busy));
            waiting.iter().for_each(tokio::task::JoinHandle::abort);
            while gate.waiting() > 0 {
                tokio::task::yield_now().await;
            }
            end.send(()).expect("it waits");
            assert_eq!(first.await.expect("no panic"), Ok(true));
            assert_eq!(gate.run(|| 2).await, Ok(2));
        });
    }
}
