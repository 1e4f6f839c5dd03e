//! How many are answered at once: so many as there are cores, some wait, and more are sent away. What nobody waits for any more is stopped.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::time::Duration;

use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::task::JoinHandle;
use unbury::Stop;

/// Requests that wait for each that is answered.
const WAITING: usize = 128;
/// How long one waits.
const PATIENCE: Duration = Duration::from_secs(10);
/// How long an answer may take to begin.
const LONGEST: Duration = Duration::from_mins(1);

/// Bounds the work that is done at once.
pub(crate) struct Gate {
    permits: Arc<Semaphore>,
    at_once: usize,
    waiting: AtomicUsize,
    longest: Duration,
    given_up: Arc<GivenUp>,
}

/// How many answers were given up.
#[derive(Default)]
struct GivenUp {
    left: AtomicU64,
    too_long: AtomicU64,
}

/// Why something was not done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum NotDone {
    /// Too many are waiting.
    Busy,
    /// It took too long.
    TooLong,
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
            longest: LONGEST,
            given_up: Arc::default(),
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

    /// How many answers were given up, by why.
    pub(crate) fn given_up(&self) -> [(&'static str, u64); 2] {
        let GivenUp { left, too_long } = &*self.given_up;
        [("left", left), ("time", too_long)]
            .map(|(why, number)| (why, number.load(Ordering::Relaxed)))
    }

    /// Waits for a place.
    pub(crate) async fn enter(&self) -> Result<Place, NotDone> {
        if let Ok(permit) = Arc::clone(&self.permits).try_acquire_owned() {
            return Ok(self.place(permit));
        }
        let waiting = Waiting(&self.waiting);
        if self.waiting.fetch_add(1, Ordering::Relaxed) >= WAITING * self.at_once {
            return Err(NotDone::Busy);
        }
        let permit = Arc::clone(&self.permits).acquire_owned();
        let permit = tokio::time::timeout(PATIENCE, permit).await;
        drop(waiting);
        match permit {
            Ok(Ok(permit)) => Ok(self.place(permit)),
            _ => Err(NotDone::Busy),
        }
    }

    fn place(&self, permit: OwnedSemaphorePermit) -> Place {
        Place {
            permit,
            longest: self.longest,
            given_up: Arc::clone(&self.given_up),
        }
    }

    /// Does it on a thread of its own, when there is a place; what it is given is set when nobody waits for it any more.
    pub(crate) async fn run<T, F>(&self, work: F) -> Result<T, NotDone>
    where
        F: FnOnce(&Stop) -> T + Send + 'static,
        T: Send + 'static,
    {
        let (mut waiter, work) = self.enter().await?.work(work);
        let done = waiter.wait(work).await?;
        waiter.answered();
        done.map_err(|_| NotDone::Panicked)
    }
}

/// A place among those who are answered.
pub(crate) struct Place {
    permit: OwnedSemaphorePermit,
    longest: Duration,
    given_up: Arc<GivenUp>,
}

impl Place {
    /// Does it on a thread of its own, for whoever waits. The place is taken until it is done, also where that is because nobody waits.
    pub(crate) fn work<T, F>(self, work: F) -> (Waiter, JoinHandle<T>)
    where
        F: FnOnce(&Stop) -> T + Send + 'static,
        T: Send + 'static,
    {
        let stop = Stop::default();
        let waiter = Waiter {
            stop: stop.clone(),
            longest: self.longest,
            given_up: self.given_up,
            waits: true,
        };
        let permit = self.permit;
        let work = tokio::task::spawn_blocking(move || {
            let _permit = permit;
            work(&stop)
        });
        (waiter, work)
    }
}

/// Whoever waits for an answer. Who is dropped before it was given has left, and the work for it is stopped.
pub(crate) struct Waiter {
    stop: Stop,
    longest: Duration,
    given_up: Arc<GivenUp>,
    waits: bool,
}

impl Waiter {
    /// Waits for the beginning of the answer, and stops the work for it where that takes too long.
    pub(crate) async fn wait<T>(&mut self, begins: impl Future<Output = T>) -> Result<T, NotDone> {
        let begun = tokio::time::timeout(self.longest, begins).await;
        begun.map_err(|_| {
            self.give_up(&self.given_up.too_long);
            self.waits = false;
            NotDone::TooLong
        })
    }

    /// The whole answer was given.
    pub(crate) fn answered(mut self) {
        self.waits = false;
    }

    fn give_up(&self, why: &AtomicU64) {
        self.stop.set();
        why.fetch_add(1, Ordering::Relaxed);
    }
}

impl Drop for Waiter {
    fn drop(&mut self) {
        if self.waits {
            self.give_up(&self.given_up.left);
        }
    }
}

/// What tests wait on.
#[cfg(test)]
pub(crate) fn runtime() -> tokio::runtime::Runtime {
    let mut runtime = tokio::runtime::Builder::new_current_thread();
    runtime.enable_time().build().expect("a runtime")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_is_told_and_gives_its_place_back() {
        let gate = Gate::new(1);
        runtime().block_on(async {
            let panicked = gate.run(|_| panic!("on purpose")).await;
            assert_eq!(panicked, Err::<(), _>(NotDone::Panicked));
            assert_eq!(gate.run(|_| 1).await, Ok(1));
            assert_eq!((gate.waiting(), gate.answering()), (0, 0));
        });
    }

    #[test]
    fn who_is_too_many_is_sent_away_at_once_and_who_leaves_waits_no_more() {
        let gate = Arc::new(Gate::new(1));
        runtime().block_on(async {
            let (end, ended) = std::sync::mpsc::channel::<()>();
            let first = gate.clone();
            let first = tokio::spawn(async move { first.run(move |_| ended.recv().is_ok()).await });
            while gate.answering() == 0 {
                tokio::task::yield_now().await;
            }
            let wait = |gate: Arc<Gate>| tokio::spawn(async move { gate.run(|_| ()).await });
            let waiting: Vec<_> = (0..WAITING).map(|_| wait(gate.clone())).collect();
            while gate.waiting() < WAITING {
                tokio::task::yield_now().await;
            }
            assert_eq!(gate.run(|_| ()).await, Err(NotDone::Busy));
            waiting.iter().for_each(tokio::task::JoinHandle::abort);
            while gate.waiting() > 0 {
                tokio::task::yield_now().await;
            }
            end.send(()).expect("it waits");
            assert_eq!(first.await.expect("no panic"), Ok(true));
            assert_eq!(gate.run(|_| 2).await, Ok(2));
        });
    }

    /// Work that ends when it is stopped, and never before.
    fn until_stopped(stop: &Stop) {
        while !stop.is_set() {
            std::thread::yield_now();
        }
    }

    #[test]
    fn who_leaves_stops_the_work_and_gives_the_place_back() {
        let gate = Arc::new(Gate::new(1));
        runtime().block_on(async {
            let leaves = gate.clone();
            let leaves = tokio::spawn(async move { leaves.run(until_stopped).await });
            while gate.answering() == 0 {
                tokio::task::yield_now().await;
            }
            leaves.abort();
            // It waits for the one place.
            assert_eq!(gate.run(Stop::is_set).await, Ok(false));
            assert_eq!(gate.given_up(), [("left", 1), ("time", 0)]);
        });
    }

    #[test]
    fn what_takes_too_long_is_stopped_and_told() {
        let mut gate = Gate::new(1);
        gate.longest = Duration::ZERO;
        runtime().block_on(async {
            assert_eq!(gate.run(until_stopped).await, Err(NotDone::TooLong));
            gate.longest = LONGEST;
            assert_eq!(gate.run(|_| 2).await, Ok(2));
            assert_eq!(gate.given_up(), [("left", 0), ("time", 1)]);
        });
    }
}
