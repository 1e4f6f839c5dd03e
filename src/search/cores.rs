//! Work that falls into parts, on all cores where there is enough of it.

use rayon::prelude::*;

use crate::passage::Source;
use crate::search::plan::build::Plan;

/// From so many steps on it pays to wake other threads.
const WORTH_WAKING: u64 = 4_000;
/// Steps that a match of places costs where a word costs one.
const PLACES: u64 = 16;

/// How many cores work on an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Cores {
    One,
    All,
}

impl Cores {
    /// As many as pay for finding what a plan looks for.
    pub(crate) fn for_plan(plan: &Plan) -> Self {
        let steps = plan.units.iter().map(|unit| {
            let is_word = matches!(unit.source, Source::Term(_));
            let each = if is_word { 1 } else { PLACES };
            unit.articles.saturating_mul(each)
        });
        Self::for_steps(steps.fold(0, u64::saturating_add))
    }

    /// As many as pay for so many steps, each of some ten nanoseconds.
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
