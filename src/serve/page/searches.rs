//! Saved searches, and a feed of each.

use askama::Template;
use jiff::Timestamp;
use unbury::api::{Matching, NewArticle, SearchRequest, Sort};
use unbury::index::SavedSearch;
use unbury::render::{NewsFormat, NewsHead, NewsWriter, Options};
use unbury::saved_searches;

use super::address::Address;
use super::frame::{self, Frame};
use super::shelf::Shelf;
use super::text::shown;
use crate::cli::Error;

/// Articles of a feed: the latest.
const IN_FEED: usize = 50;

/// A saved search.
struct Saved {
    name: String,
    query: String,
    since: String,
    matching: String,
    address: String,
    feed: String,
}

#[derive(Template)]
#[template(path = "searches.html")]
struct SearchesPage {
    frame: Frame,
    searches: Vec<Saved>,
}

fn all(shelf: &Shelf<'_>) -> Result<Vec<SavedSearch>, Error> {
    let mut all = Vec::new();
    for index in shelf.indexes {
        all.extend(saved_searches(index, None)?);
    }
    Ok(all)
}

/// The latest articles that a search finds.
fn latest(search: &SavedSearch, limit: usize) -> SearchRequest {
    SearchRequest {
        matching: Matching::All,
        sort: Sort::Newest,
        limit: Some(limit),
        ..SearchRequest::new(search.query.as_str())
    }
}

/// The saved searches.
///
/// # Errors
/// When one cannot be read, or is more work than it may be.
pub(super) fn page(shelf: &Shelf<'_>) -> Result<String, Error> {
    let mut searches = Vec::new();
    for search in all(shelf)? {
        let found = shelf.archive.search(&latest(&search, 0))?;
        searches.push(Saved {
            name: shown(&search.name),
            query: shown(&search.query),
            since: search.saved.strftime("%Y-%m-%d").to_string(),
            matching: frame::articles(found.total.articles),
            address: Address::of("/")
                .with("q", &search.query)
                .with("sort", "newest")
                .to_string(),
            feed: Address::below("/searches/", &format!("{}.atom", search.name)).to_string(),
        });
    }
    frame::written(&SearchesPage {
        frame: Frame::of(shelf, "/searches", "Saved searches"),
        searches,
    })
}

/// The latest articles of a saved search, as an Atom feed; `None` where no search has the name.
///
/// # Errors
/// When it cannot be read, or is more work than it may be.
pub(crate) fn feed(shelf: &Shelf<'_>, name: &str) -> Result<Option<Vec<u8>>, Error> {
    let Some(search) = all(shelf)?.into_iter().find(|search| search.name == name) else {
        return Ok(None);
    };
    let found = shelf.archive.search(&latest(&search, IN_FEED))?;
    let head = NewsHead {
        name: &search.name,
        query: &search.query,
        since: None,
        matching: found.total.articles,
        new: found.hits.len() as u64,
        changed: 0,
        copies: 0,
    };
    let (options, mut written) = (Options::default(), Vec::new());
    let now = Timestamp::now();
    let mut writer = NewsWriter::begin(NewsFormat::Atom, &options, &[head], now, &mut written)?;
    writer.search(&head)?;
    for hit in found.hits {
        writer.article(&NewArticle {
            hit,
            is_changed: false,
            copy_of: None,
        })?;
    }
    writer.end()?;
    Ok(Some(written))
}
