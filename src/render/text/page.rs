//! Pages as people cite them.

use crate::article::Article;
use crate::span::ByteSpan;

/// A page, or the first and the last of several: `p. 4`, `pp. 4–6`. The space does not break.
pub(in crate::render) fn pages_shown(first: &str, last: Option<&str>) -> String {
    match last.filter(|last| *last != first) {
        Some(last) => format!("pp.\u{a0}{first}–{last}"),
        None => format!("p.\u{a0}{first}"),
    }
}

/// The pages of a part of the body, where they are known.
pub fn pages_of(article: &Article, span: ByteSpan) -> Option<String> {
    let first = article.page_at(span.start)?;
    let last = article.page_at(span.end.saturating_sub(1));
    Some(pages_shown(first, last))
}
