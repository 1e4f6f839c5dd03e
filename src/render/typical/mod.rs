//! Words that are typical of a set of articles (`unbury keyness`), and those that rose and fell (`unbury trends`).

mod keyness;
mod trends;
mod words;

pub use keyness::{KeynessHead, keyness};
pub use trends::{TrendsHead, trends};
