//! A concordance: one line a match, the matches below each other (`unbury kwic`).
//!
//! | file | what it decides |
//! |---|---|
//! | `head` | what is said before the first line |
//! | `writer` | what a line holds in each format |
//! | `columns` | what of a line fits |

mod columns;
mod head;
mod writer;

pub use head::ConcordanceHead;
pub use writer::{ConcordanceLines, ConcordanceWriter};
