//! What tells one version of an article from another.

use crate::article::Article;
use crate::index::hashing::{hash, short, text_hash};

/// What tells one version of an article from another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Marks {
    /// Of headline and text.
    pub(crate) text: u32,
    /// Of the headline.
    pub(crate) title: u32,
    /// Of the address of the article's own page; 0 where none is known.
    pub(crate) address: u32,
    /// Which version it is, where its source tells.
    pub(crate) version: Option<u64>,
}

impl Marks {
    pub(crate) fn of(article: &Article) -> Self {
        let own = article.url.as_deref().filter(|url| is_page(url));
        Self {
            text: text_hash(article),
            title: short(hash(article.title.as_bytes())),
            address: own.map_or(0, |url| {
                let bare = url.split('#').next().unwrap_or(url);
                short(hash(bare.as_bytes())).max(1)
            }),
            version: article.version,
        }
    }
}

/// Whether an address is that of a page, not of a whole site.
fn is_page(url: &str) -> bool {
    let Some((_, rest)) = url.split_once("://") else {
        return false;
    };
    rest.split_once(['/', '?'])
        .is_some_and(|(_, page)| !page.trim_matches('/').is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_are_told_from_sites() {
        assert!(is_page("https://a.example/1") && is_page("https://a.example/?p=1"));
        assert!(!is_page("https://a.example/") && !is_page("https://a.example"));
    }
}
