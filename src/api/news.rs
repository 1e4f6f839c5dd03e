//! What is new for a saved search.

use super::response::Hit;

/// An article that is new for a saved search.
#[derive(Debug, Clone)]
pub struct NewArticle {
    /// The article, with its best passages.
    pub hit: Hit,
    /// Whether it was known with another headline or text.
    pub is_changed: bool,
    /// The id of an article that tells the same story: one that was known, or else the first of those that are new.
    pub copy_of: Option<String>,
}
