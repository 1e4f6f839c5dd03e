//! Text for people, in columns.
//!
//! | file | what it decides |
//! |---|---|
//! | `layout` | styled text, wrapped to columns |
//! | `byline` | what is said of an article above its text |
//! | `notice` | what the reader should know about an answer |
//! | `number` | how a count reads |
//! | `page` | how a page is cited |
//! | `paragraph` | what is said of an answer, and names in it |

mod byline;
mod layout;
mod notice;
mod number;
mod page;
mod paragraph;

pub(super) use byline::{push_title, write_fields, write_id, write_ranked};
pub(super) use layout::{Indent, StyledText};
pub use notice::write_notice;
pub use number::grouped;
pub use page::pages_of;
pub(super) use page::pages_shown;
pub(super) use paragraph::{one_line, paragraph};
