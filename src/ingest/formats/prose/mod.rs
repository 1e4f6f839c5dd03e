//! Plain text and Markdown.

pub mod markdown;
pub mod text;
