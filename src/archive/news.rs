//! Saved searches, and what is new for them since the last look.
//!
//! An article is new that the search finds and did not find before, or found with another headline or text. That is told by what was
//! seen, not by when something was indexed: it holds whether an index is merged, optimised, moved or made anew from the same files. What was
//! deleted is gone; what comes back as it was is not new again.

use std::path::{Path, PathBuf};

use jiff::Timestamp;
use rustc_hash::FxHashMap;

use crate::api::{Matching, NewArticle, SearchRequest, Sort};
use crate::archive::Archive;
use crate::error::{Error, Result};
use crate::index::{SavedSearch, Seen, SeenVersion};
use crate::query::Query;
use crate::search::{Answer, FoundVersion};

/// What is new for a saved search.
pub struct News<'a> {
    /// The search.
    pub search: SavedSearch,
    /// When it was last looked at; `None` where it never was.
    pub since: Option<Timestamp>,
    /// Articles that match it now, new or not.
    pub matching: u64,
    index: PathBuf,
    answer: Answer<'a>,
    /// Of each new article, in the order of the answer: whether it was known with another text, and of which it is a copy.
    about: Vec<(bool, Option<String>)>,
    seen: Seen,
}

/// Saves a search: what matches now is known, and [`news`] tells what comes. The number of articles that match now.
///
/// # Errors
/// When there is no index, the name is none or taken, or the query is more work than it may be.
pub fn save_search(index: impl AsRef<Path>, name: &str, query: &Query) -> Result<u64> {
    let index = index.as_ref();
    let search = SavedSearch {
        name: name.to_owned(),
        query: query.to_string(),
        saved: now(),
    };
    let archive = Archive::open(index)?;
    let news = News::of(&archive, index, search, &Seen::default())?;
    news.search.write(index, &news.seen)?;
    Ok(news.matching)
}

/// The saved searches of an index, by name; with a name, that one.
///
/// # Errors
/// When there is no index, no such search, or one cannot be read.
pub fn saved_searches(index: impl AsRef<Path>, name: Option<&str>) -> Result<Vec<SavedSearch>> {
    let index = index.as_ref();
    Ok(match name {
        Some(name) => vec![SavedSearch::read(index, name)?],
        None => SavedSearch::all(index)?,
    })
}

/// Removes a saved search, and what it has shown.
///
/// # Errors
/// When there is no such search, or its files cannot be removed.
pub fn remove_search(index: impl AsRef<Path>, name: &str) -> Result<()> {
    let index = index.as_ref();
    Ok(SavedSearch::read(index, name)?.remove(index)?)
}

/// What is new for a saved search of `index`, which `archive` has open. Nothing is written: see [`News::keep`].
///
/// # Errors
/// When the index cannot be read, or the query is more work than it may be.
pub fn news(archive: &Archive, index: impl AsRef<Path>, search: SavedSearch) -> Result<News<'_>> {
    let index = index.as_ref();
    let seen = Seen::read(&search, index)?;
    News::of(archive, index, search, &seen)
}

/// To the second: what is written says no more.
fn now() -> Timestamp {
    let now = Timestamp::now();
    Timestamp::from_second(now.as_second()).unwrap_or(now)
}

impl<'a> News<'a> {
    fn of(archive: &'a Archive, index: &Path, search: SavedSearch, seen: &Seen) -> Result<Self> {
        let request = SearchRequest {
            matching: Matching::All,
            sort: Sort::Newest,
            limit: None,
            ..SearchRequest::new(search.query.as_str())
        };
        let mut answer = archive.answer(&request)?;
        let matching = answer.total.articles;
        let found = answer.versions()?;
        let Compared {
            new,
            about,
            seen: after,
        } = compare(&answer, &found, seen)?;
        answer.keep(&new);
        Ok(Self {
            search,
            since: seen.looked,
            matching,
            index: index.to_owned(),
            answer,
            about,
            seen: after,
        })
    }

    /// How many articles are new.
    pub fn len(&self) -> usize {
        self.about.len()
    }

    /// Whether nothing is new.
    pub fn is_empty(&self) -> bool {
        self.about.is_empty()
    }

    /// How many of them were known with another headline or text.
    pub fn changed(&self) -> usize {
        self.about
            .iter()
            .filter(|(is_changed, _)| *is_changed)
            .count()
    }

    /// How many of them are copies of what was known, or of another that is new.
    pub fn copies(&self) -> usize {
        self.about
            .iter()
            .filter(|(_, copy_of)| copy_of.is_some())
            .count()
    }

    /// Gives each new article to `take`, the latest published first.
    ///
    /// # Errors
    /// As [`Answer::each_hit`].
    pub fn each<E: From<crate::search::Error>>(
        &self,
        mut take: impl FnMut(NewArticle) -> std::result::Result<(), E>,
    ) -> std::result::Result<(), E> {
        self.answer.each_hit(|hit| {
            let about = self.about.get(hit.rank.saturating_sub(1)).cloned();
            let (is_changed, copy_of) = about.unwrap_or_default();
            take(NewArticle {
                hit,
                is_changed,
                copy_of,
            })
        })
    }

    /// Notes that all of it was seen: it is not new again.
    ///
    /// # Errors
    /// When that cannot be written.
    pub fn keep(&self) -> Result<()> {
        self.seen
            .write(&self.search, &self.index)
            .map_err(Error::from)
    }
}

/// What is new in an answer.
struct Compared {
    /// Places of the new articles, ascending.
    new: Vec<usize>,
    /// Of each, whether it was known with another text, and of which it is a copy.
    about: Vec<(bool, Option<String>)>,
    /// What is seen when these have been.
    seen: Seen,
}

fn compare(answer: &Answer<'_>, found: &[FoundVersion], before: &Seen) -> Result<Compared> {
    let mut seen = Seen {
        looked: Some(now()),
        versions: before.versions.clone(),
    };
    // A place in a file that moved changes what is stored, and no text.
    let is_other = |version: &FoundVersion| {
        let known = before.versions.get(&version.id);
        known.is_none_or(|known| known.content != version.content)
    };
    let others: Vec<usize> = (0..found.len())
        .filter(|at| is_other(&found[*at]))
        .collect();
    let texts = answer.text_hashes(&others)?;
    let mut new = Vec::new();
    for (&at, text) in others.iter().zip(texts) {
        // What cannot be read is new when it can be.
        let Some((id, text)) = text else { continue };
        let FoundVersion {
            id: key, content, ..
        } = found[at];
        let known = seen.versions.insert(key, SeenVersion { content, text });
        if known.is_none_or(|known| known.text != text) {
            new.push((at, id, known.is_some()));
        }
    }
    let mut tellers = known_tellers(answer, found, before, &new)?;
    let about = new.iter().map(|(at, id, is_changed)| {
        let story = found[*at].story;
        let copy_of =
            story.and_then(|story| tellers.get(&story).filter(|other| *other != id).cloned());
        if let Some(story) = story {
            tellers.entry(story).or_insert_with(|| id.clone());
        }
        (*is_changed, copy_of)
    });
    Ok(Compared {
        about: about.collect(),
        new: new.iter().map(|(at, ..)| *at).collect(),
        seen,
    })
}

/// Of each story that a new article tells, a known article that tells it too, where there is one.
fn known_tellers(
    answer: &Answer<'_>,
    found: &[FoundVersion],
    before: &Seen,
    new: &[(usize, String, bool)],
) -> Result<FxHashMap<u32, String>> {
    let mut tellers: FxHashMap<u32, Option<usize>> = FxHashMap::default();
    let wanted = new.iter().filter_map(|(at, ..)| found[*at].story);
    tellers.extend(wanted.map(|story| (story, None)));
    if tellers.is_empty() {
        return Ok(FxHashMap::default());
    }
    for (at, version) in found.iter().enumerate() {
        let is_new = new.binary_search_by_key(&at, |(at, ..)| *at).is_ok();
        let teller = version.story.and_then(|story| tellers.get_mut(&story));
        if let Some(teller @ None) = teller
            && !is_new
            && before.versions.contains_key(&version.id)
        {
            *teller = Some(at);
        }
    }
    let mut named = FxHashMap::default();
    for (story, at) in tellers {
        if let Some(at) = at {
            named.insert(story, answer.text_hash(at)?.0);
        }
    }
    Ok(named)
}
