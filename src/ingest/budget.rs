//! How many bytes may be under way between reading and indexing.

use std::sync::{Arc, Condvar, Mutex, PoisonError};

/// A number of bytes shared by all articles under way: the queue is bounded by size, not by number.
#[derive(Debug)]
pub(super) struct ByteBudget {
    free_bytes: Mutex<usize>,
    freed: Condvar,
    all_bytes: usize,
}

/// A part of the budget, given back when it is dropped.
#[derive(Debug)]
pub(crate) struct Permit {
    budget: Arc<ByteBudget>,
    bytes: usize,
}

impl ByteBudget {
    pub(super) fn new(bytes: usize) -> Arc<Self> {
        Arc::new(Self {
            free_bytes: Mutex::new(bytes),
            freed: Condvar::new(),
            all_bytes: bytes,
        })
    }

    /// Waits until so many bytes are free. A piece larger than the whole budget waits for all of it.
    pub(super) fn acquire(self: &Arc<Self>, bytes: usize) -> Arc<Permit> {
        let bytes = bytes.min(self.all_bytes);
        let mut free = self
            .free_bytes
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        while *free < bytes {
            free = self
                .freed
                .wait(free)
                .unwrap_or_else(PoisonError::into_inner);
        }
        *free -= bytes;
        Arc::new(Permit {
            budget: Arc::clone(self),
            bytes,
        })
    }
}

impl Drop for Permit {
    fn drop(&mut self) {
        *self
            .budget
            .free_bytes
            .lock()
            .unwrap_or_else(PoisonError::into_inner) += self.bytes;
        self.budget.freed.notify_all();
    }
}
