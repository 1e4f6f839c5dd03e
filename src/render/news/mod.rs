//! What is new for saved searches (`unbury news`).
//!
//! | file | what it writes |
//! |---|---|
//! | `format` | the formats, and what they are called |
//! | `head` | what is known of a search before its first article |
//! | `writer` | what stands before, for and after each search and article |
//! | `json` | for programs (`docs/schema/news.schema.json`) |
//! | `atom` | a feed (RFC 4287) |
//! | `mail` | HTML that mail programs show: its style stands in its elements |

mod atom;
mod format;
mod head;
mod json;
mod mail;
mod writer;

pub use format::NewsFormat;
pub use head::NewsHead;
pub use writer::NewsWriter;
