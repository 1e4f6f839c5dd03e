//! Work that falls into parts, on all cores where there is enough of it.

use std::sync::OnceLock;

use rayon::prelude::*;

/// Steps from which on it pays to wake other threads.
const WORTH_WAKING: u64 = 4_000;

/// How many cores work on an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Cores {
    One,
    All,
}

impl Cores {
    /// All of them where there is work for more than one: `steps` of about ten nanoseconds each.
    pub(crate) fn for_steps(steps: u64) -> Self {
        if steps < WORTH_WAKING {
            Self::One
        } else {
            Self::available()
        }
    }

    /// All of them, where the system gives the threads.
    pub(crate) fn available() -> Self {
        if has_threads() { Self::All } else { Self::One }
    }

    /// What `of` makes of each part, in the order of the parts.
    ///
    /// # Errors
    /// What `of` raises.
    pub(crate) fn map<T, R, E>(
        self,
        parts: &[T],
        of: impl Fn(usize, &T) -> Result<R, E> + Sync,
    ) -> Result<Vec<R>, E>
    where
        T: Sync,
        R: Send,
        E: Send,
    {
        match self {
            Self::One => parts
                .iter()
                .enumerate()
                .map(|(at, part)| of(at, part))
                .collect(),
            Self::All => parts
                .par_iter()
                .with_max_len(1)
                .enumerate()
                .map(|(at, part)| of(at, part))
                .collect(),
        }
    }

    /// What two functions make, at the same time where there are cores for both.
    pub(crate) fn join<A: Send, B: Send>(
        self,
        one: impl FnOnce() -> A + Send,
        other: impl FnOnce() -> B + Send,
    ) -> (A, B) {
        match self {
            Self::One => (one(), other()),
            Self::All => rayon::join(one, other),
        }
    }
}

/// Whether the threads that rayon shares among all can be used: they are started here, since rayon itself panics where the system
/// gives no more threads.
pub(crate) fn has_threads() -> bool {
    static THERE: OnceLock<bool> = OnceLock::new();
    *THERE.get_or_init(|| match rayon::ThreadPoolBuilder::new().build_global() {
        Ok(()) => true,
        // Whoever uses the library may have started them.
        Err(error) => error.to_string().contains("already been initialized"),
    })
}
