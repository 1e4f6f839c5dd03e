//! Copies of one story among articles: which articles hold much of the same text at about the same time.
//!
//! Nothing here knows an index or reads anything: words come in, and what is found are numbers of articles. The method is in
//! `docs/copies.md`.
//!
//! | module | what it knows |
//! |---|---|
//! | `shingles` | the runs of five words of a text, as hashes, and the sample of them that an index keeps |
//! | `boilerplate` | which of the sampled shingles come back for half a year and more |
//! | `outline` | what of a text is compared, and what two texts have in common |
//! | `leaders` | which articles begin a story, and which of them share shingles with another article |
//! | `stories` | the articles of an archive in order of time, each with the story that it tells |

pub(crate) mod boilerplate;
pub(crate) mod leaders;
pub(crate) mod outline;
pub(crate) mod shingles;
pub(crate) mod stories;

pub use outline::{CopyComparison, CopyKind, compare};
pub use stories::Story;
