//! An end to what nobody waits for any more.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// Ends the questions of an [`Archive::until`](crate::Archive::until): set it, from any thread, when nobody waits for them any more, or they
/// took long enough. They look at it from time to time, and end with an error of which [`Error::is_stopped`](crate::Error::is_stopped) tells.
/// Clones are one and the same.
#[derive(Debug, Clone, Default)]
pub struct Stop(Arc<AtomicBool>);

impl Stop {
    /// Ends what looks at it.
    pub fn set(&self) {
        self.0.store(true, Ordering::Relaxed);
    }

    /// Whether it was set.
    pub fn is_set(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }
}
