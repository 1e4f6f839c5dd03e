//! Text for people, in columns.
//!
//! | file | what it decides |
//! |---|---|
//! | `layout` | styled text, wrapped to columns |
//! | `byline` | what is said of an article above its text |
//! | `notice` | what the reader should know about an answer |
//! | `number` | how a count reads |

mod byline;
mod layout;
mod notice;
mod number;

pub(super) use byline::{push_index, push_title, write_fields};
pub(super) use layout::{Indent, StyledText};
pub use notice::write_notice;
pub use number::grouped;
