//! The story that an article tells.

use crate::api::Hit;

/// Its name: the id of the article that it begins with.
pub(super) fn story_of(hit: &Hit) -> &str {
    &hit.article.id.0
}
