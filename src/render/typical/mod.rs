//! Words that are typical of a set of articles (`unbury keyness`), those that rose and fell (`unbury trends`), and those that keep company
//! with a query (`unbury collocates`).

mod collocates;
mod keyness;
mod trends;
mod words;

pub use collocates::{CollocatesHead, collocates};
pub use keyness::{KeynessHead, keyness};
pub use trends::{TrendsHead, trends};
