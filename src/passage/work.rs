//! How much work a query may be.

use std::sync::atomic::{AtomicI64, Ordering};

/// The steps that the evaluation of a query may still take, over all articles and threads. A step is about what it takes to look
/// at one place, some ten nanoseconds.
///
/// Steps and not seconds: the same query on the same index is answered or refused alike on every machine.
#[derive(Debug)]
pub struct Work {
    left: AtomicI64,
}

impl Work {
    /// So many steps.
    pub fn of(steps: u64) -> Self {
        Self {
            left: AtomicI64::new(i64::try_from(steps).unwrap_or(i64::MAX)),
        }
    }

    /// As many as it takes.
    pub fn unlimited() -> Self {
        Self::of(u64::MAX)
    }

    /// Takes steps. Whether there were so many.
    pub fn spend(&self, steps: usize) -> bool {
        let steps = i64::try_from(steps).unwrap_or(i64::MAX);
        self.left.fetch_sub(steps, Ordering::Relaxed) >= steps
    }

    /// Takes all that is left: what is asked does not fit into memory.
    pub(super) fn give_up(&self) {
        self.left.store(-1, Ordering::Relaxed);
    }

    /// Whether more steps were wanted than there were: whatever was found may be incomplete.
    pub fn is_spent(&self) -> bool {
        self.left.load(Ordering::Relaxed) < 0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_spent_when_more_is_wanted_than_there_is() {
        let work = Work::of(3);
        assert!(work.spend(3) && !work.is_spent());
        assert!(!work.spend(1) && work.is_spent());
        let work = Work::unlimited();
        assert!(work.spend(usize::MAX >> 1) && !work.is_spent());
    }
}
