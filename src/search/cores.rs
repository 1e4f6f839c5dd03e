//! Work that falls into parts, on all cores where there is enough of it.

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
            Self::All
        }
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
}
