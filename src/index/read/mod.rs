//! An index opened for reading.
//!
//! What is here, from the whole to its parts: [`reader`] is the archive; [`stats`] counts what it holds;
//! [`live_articles`] is what ranking asks of it, [`columns`] what is known of its articles without reading them; [`stories`] says which
//! articles are copies of one story, `story_list` lists them;
//! [`segment_text_reader`] reads the texts of one segment, [`positions_cursor`] the positions of one term in it, and
//! [`language_docs`] says which of its articles are in which language.

pub(crate) mod columns;
pub(crate) mod language_docs;
pub(crate) mod live_articles;
pub(crate) mod positions_cursor;
pub(crate) mod reader;
mod revision;
pub(crate) mod segment_text_reader;
pub(crate) mod stats;
pub(crate) mod stories;
mod story_list;
