//! The answer to a search (`unbury search`).
//!
//! | file | what it decides |
//! |---|---|
//! | `head` | what is known before the first hit |
//! | `renderer` | what is written before, for and after each hit |
//! | `text`, `markdown` | how a hit reads |
//! | `similar` | articles on the same matter as another (`unbury similar`) |
//! | `story` | what is said of its copies |
//! | `json`, `jsonl`, `table`, `trec` | how a hit is handed to programs |

mod head;
mod json;
mod jsonl;
mod markdown;
mod renderer;
mod similar;
mod story;
mod table;
mod text;
mod trec;

pub use head::Head;
pub use renderer::{Renderer, response};
pub use similar::similar;
pub use story::line as copies_of;
pub(in crate::render) use text::hit as write_hit;
pub use trec::hit as trec_line;
