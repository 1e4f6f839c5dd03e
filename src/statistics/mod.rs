//! Measures of corpus linguistics: pure formulas, each with its source and with values of a reference to be checked against.
//! `docs/statistics.md` says how they are read.
//!
//! | file | what it knows |
//! |---|---|
//! | `trend` | whether numbers rise or fall over time |
//! | `bursts` | when something is far more common than usual |
//! | `keyness` | how much more often a word occurs in one set of texts than in another |
//! | `association` | how strongly two words keep company |
//! | `dispersion` | how evenly a word is spread |
//! | `multiple_tests` | probabilities of many tests at once |
//! | `beta` | the distribution that confidence intervals of shares need |

mod association;
mod beta;
mod bursts;
mod dispersion;
mod keyness;
mod multiple_tests;
mod trend;

pub use association::Cooccurrence;
pub use bursts::{Batch, Burst, bursts};
pub use dispersion::deviation_of_proportions;
pub use keyness::TwoFrequencies;
pub use multiple_tests::{false_discovery_rates, p_of_chi_squared};
pub use trend::Trend;

/// For tests: equal in six digits.
#[cfg(test)]
fn assert_close(found: f64, expected: f64) {
    let allowed = if expected.abs() < f64::MIN_POSITIVE {
        1e-9
    } else {
        2e-6 * expected.abs()
    };
    let is_close = (found - expected).abs() <= allowed;
    assert!(is_close, "{found} is not {expected}");
}
