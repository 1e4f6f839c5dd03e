//! How much work a query may be.

use std::cell::Cell;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use crate::stop::Stop;

/// Steps that a thread takes before it reports them to the budget, which all threads write to and which is slow for that reason.
const TOLD_AFTER: i64 = 4096;

/// The steps that the evaluation of a query may take, over all articles and threads. A step is about the time of looking
/// at one position, some ten nanoseconds.
///
/// Steps and not seconds: the same query on the same index is answered or refused alike on every machine.
#[derive(Debug, Clone)]
pub struct WorkBudget {
    given: i64,
    left: Arc<AtomicI64>,
    /// What ends the work before.
    stop: Option<Stop>,
}

impl WorkBudget {
    /// A budget of `steps` steps.
    pub fn of(steps: u64) -> Self {
        let steps = i64::try_from(steps).unwrap_or(i64::MAX);
        Self {
            given: steps,
            left: Arc::new(AtomicI64::new(steps)),
            stop: None,
        }
    }

    /// The same, spent as soon as that is set.
    #[must_use]
    pub fn until(self, stop: Option<Stop>) -> Self {
        Self { stop, ..self }
    }

    /// The work of one thread, paid from this.
    pub fn work(&self) -> Work {
        Work {
            budget: self.clone(),
            taken: Cell::new(0),
        }
    }

    /// Whether more steps were taken than there were, by work that is done: whatever was found may be incomplete.
    pub fn is_spent(&self) -> bool {
        self.left() < 0
    }

    /// Whether the work is to end, however much is left.
    pub fn is_stopped(&self) -> bool {
        self.stop.as_ref().is_some_and(Stop::is_set)
    }

    /// Another budget, which ends with this one.
    #[must_use]
    pub fn another(&self, steps: u64) -> Self {
        Self::of(steps).until(self.stop.clone())
    }

    /// What one of many parts may take: `own` steps, which every part has, and besides what is left here.
    #[must_use]
    pub fn beside(&self, own: u64) -> Self {
        self.another(own.saturating_add(u64::try_from(self.left()).unwrap_or(0)))
    }

    /// Pays what a part took beyond the `own` steps that it had.
    pub fn settle(&self, part: &Self, own: u64) {
        let own = i64::try_from(own).unwrap_or(i64::MAX);
        let over = part.given.saturating_sub(part.left()).saturating_sub(own);
        if over > 0 && !self.is_spent() {
            self.left
                .fetch_sub(over.min(i64::MAX / 4), Ordering::Relaxed);
        }
    }

    fn left(&self) -> i64 {
        self.left.load(Ordering::Relaxed)
    }
}

/// The steps that one thread takes.
#[derive(Debug)]
pub struct Work {
    budget: WorkBudget,
    /// Steps that the budget does not know of yet.
    taken: Cell<i64>,
}

impl Work {
    /// Work without a limit.
    pub fn unlimited() -> Self {
        WorkBudget::of(u64::MAX).work()
    }

    /// Takes steps.
    pub fn spend(&self, steps: usize) {
        let steps = i64::try_from(steps).unwrap_or(i64::MAX);
        self.taken.set(self.taken.get().saturating_add(steps));
        if self.taken.get() >= TOLD_AFTER {
            self.tell();
        }
    }

    /// Takes all that is left: what is asked does not fit into memory, or nobody waits for it.
    pub(super) fn give_up(&self) {
        self.budget.left.store(i64::MIN / 2, Ordering::Relaxed);
    }

    /// Whether more steps were wanted than there were: whatever was found may be incomplete.
    pub fn is_spent(&self) -> bool {
        self.budget.left() < self.taken.get()
    }

    fn tell(&self) {
        if self.budget.is_stopped() {
            self.give_up();
        }
        // Nothing is below "spent".
        let taken = self.taken.take().min(i64::MAX / 4);
        if !self.budget.is_spent() {
            self.budget.left.fetch_sub(taken, Ordering::Relaxed);
        }
    }
}

impl Drop for Work {
    fn drop(&mut self) {
        self.tell();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_spent_when_more_is_wanted_than_there_is() {
        let budget = WorkBudget::of(3);
        let work = budget.work();
        work.spend(3);
        assert!(!work.is_spent());
        work.spend(1);
        assert!(work.is_spent());
        drop(work);
        assert!(budget.is_spent() && budget.work().is_spent());
        let unlimited = Work::unlimited();
        unlimited.spend(usize::MAX >> 2);
        assert!(!unlimited.is_spent());
    }

    #[test]
    fn parts_pay_what_they_take_beyond_their_own() {
        let budget = WorkBudget::of(10);
        for (steps, is_spent) in [(100, false), (107, false), (102, false), (102, true)] {
            let part = budget.beside(100);
            part.work().spend(steps);
            assert!(!part.is_spent() || is_spent);
            budget.settle(&part, 100);
            assert_eq!(budget.is_spent(), is_spent, "{steps}");
        }
    }

    #[test]
    fn what_is_stopped_is_spent_when_the_next_steps_are_told() {
        let stop = Stop::default();
        let budget = WorkBudget::of(u64::MAX).until(Some(stop.clone()));
        let (work, part) = (budget.work(), budget.beside(1));
        work.spend(10_000);
        assert!(!work.is_spent() && !budget.is_stopped());
        stop.set();
        assert!(budget.is_stopped() && part.is_stopped());
        work.spend(5_000);
        part.work().spend(5_000);
        assert!(work.is_spent() && budget.is_spent() && part.is_spent());
    }

    #[test]
    fn threads_spend_from_one_budget() {
        let budget = WorkBudget::of(2 * 10_000);
        let spend = |steps| {
            let work = budget.work();
            for _ in 0..steps {
                work.spend(1);
            }
        };
        std::thread::scope(|scope| {
            scope.spawn(|| spend(10_000));
            scope.spawn(|| spend(10_000));
        });
        assert!(!budget.is_spent());
        spend(1);
        assert!(budget.is_spent());
    }
}
