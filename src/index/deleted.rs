//! Articles that were deleted, or taken back by their source: what they were called, so that they stay away when their files are read
//! again.
//!
//! A small file of one JSON object a line, written whole before the commit that deletes. An article is known again as one of two versions of
//! it is (`write/claims.rs`), so its name stays taken: another record with the same id is not it. Nothing that can be read of an article is
//! kept but its id and the path of its file.

use std::io;
use std::path::{Path, PathBuf};

use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};

use crate::index::checked_file::{read_whole, write_whole};
use crate::index::{Error, Result, io_error, version};

pub(crate) const FILE: &str = "deleted.list";

/// An article that was deleted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct DeletedArticle {
    /// What it was called.
    pub(crate) id: String,
    /// The file it was read from; empty where it came from none.
    pub(crate) path: String,
    /// Hash of its headline and text.
    pub(crate) text: u32,
    /// Hash of its headline.
    pub(crate) title: u32,
    /// Hash of its address; 0 where it has none.
    pub(crate) address: u32,
    /// The version with which its source took it back: a greater one is there again.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) version: Option<u64>,
}

/// The articles that were deleted and are to stay away.
#[derive(Debug)]
pub(crate) struct DeletedArticles {
    file: PathBuf,
    articles: FxHashMap<String, DeletedArticle>,
    is_changed: bool,
}

impl DeletedArticles {
    /// Those of an index, of which `there_are` some where its last commit says so.
    ///
    /// # Errors
    /// When the list is not what was written: without it, articles would come back.
    pub(crate) fn open(index: &Path, there_are: bool) -> Result<Self> {
        let file = index.join(FILE);
        let damaged = |error: &dyn std::fmt::Display| Error::Damaged {
            path: index.to_owned(),
            what: format!("the list of deleted articles: {error}"),
        };
        let bytes = match read_whole(&file) {
            Ok(bytes) => bytes,
            Err(error) if error.kind() == io::ErrorKind::NotFound && !there_are => Vec::new(),
            Err(error) => return Err(damaged(&error)),
        };
        let lines = bytes.split(|byte| *byte == b'\n');
        let articles = lines.filter(|line| !line.is_empty()).map(|line| {
            let article: DeletedArticle =
                serde_json::from_slice(line).map_err(|error| damaged(&error))?;
            Ok((article.id.clone(), article))
        });
        Ok(Self {
            articles: articles.collect::<Result<_>>()?,
            file,
            is_changed: false,
        })
    }

    /// The article of this id, if it was deleted.
    pub(crate) fn get(&self, id: &str) -> Option<&DeletedArticle> {
        self.articles.get(id)
    }

    fn ids(&self) -> Vec<String> {
        let mut ids: Vec<String> = self.articles.keys().cloned().collect();
        ids.sort_unstable();
        ids
    }

    /// Whether there are none.
    pub(crate) fn is_empty(&self) -> bool {
        self.articles.is_empty()
    }

    /// An article is to stay away.
    pub(crate) fn insert(&mut self, article: DeletedArticle) {
        self.articles.insert(article.id.clone(), article);
        self.is_changed = true;
    }

    /// An article may come back.
    pub(crate) fn remove(&mut self, id: &str) -> Option<DeletedArticle> {
        let removed = self.articles.remove(id);
        self.is_changed |= removed.is_some();
        removed
    }

    /// Writes the list, where it is another than was read.
    ///
    /// # Errors
    /// When it cannot be written; the old one then stays.
    pub(crate) fn write(&mut self) -> Result<()> {
        if !self.is_changed {
            return Ok(());
        }
        let unfinished = self.file.with_extension("unfinished");
        let mut articles: Vec<&DeletedArticle> = self.articles.values().collect();
        articles.sort_unstable_by(|a, b| a.id.cmp(&b.id));
        write_whole(&self.file, &unfinished, |file| {
            for article in articles {
                serde_json::to_writer(&mut *file, article)?;
                file.write_all(b"\n")?;
            }
            Ok(())
        })
        .map_err(io_error("write", &self.file))?;
        self.is_changed = false;
        Ok(())
    }
}

/// The ids of the articles that were deleted from an index, in order.
///
/// # Errors
/// When there is no index, or it cannot be read.
pub(crate) fn deleted_ids(path: &Path) -> Result<Vec<String>> {
    version::check(path)?;
    // Whether there must be a list is known to its last commit; a writer checks that.
    Ok(DeletedArticles::open(path, false)?.ids())
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    fn article(id: &str) -> DeletedArticle {
        DeletedArticle {
            id: id.to_owned(),
            path: "a.csv".to_owned(),
            text: 1,
            title: 2,
            address: 3,
            version: None,
        }
    }

    #[test]
    fn what_was_deleted_is_known_again() {
        let folder = tempfile::tempdir().unwrap();
        let mut list = DeletedArticles::open(folder.path(), false).unwrap();
        assert!(list.is_empty());
        list.insert(article("b\nc"));
        list.insert(article("a"));
        list.write().unwrap();
        let mut list = DeletedArticles::open(folder.path(), true).unwrap();
        assert_eq!(list.get("a"), Some(&article("a")));
        assert_eq!(list.ids(), ["a", "b\nc"]);
        assert_eq!(list.remove("a"), Some(article("a")));
        assert_eq!(list.remove("a"), None);
        list.write().unwrap();
        let list = DeletedArticles::open(folder.path(), true).unwrap();
        assert_eq!(list.ids(), ["b\nc"]);
    }

    #[test]
    fn a_damaged_list_is_no_empty_list() {
        let folder = tempfile::tempdir().unwrap();
        let mut list = DeletedArticles::open(folder.path(), false).unwrap();
        list.insert(article("a"));
        list.write().unwrap();
        let file = folder.path().join(FILE);
        let stored = fs::read(&file).unwrap();
        for at in 0..stored.len() {
            let mut damaged = stored.clone();
            damaged[at] ^= 4;
            fs::write(&file, &damaged).unwrap();
            assert!(DeletedArticles::open(folder.path(), true).is_err(), "{at}");
        }
        fs::remove_file(&file).unwrap();
        assert!(DeletedArticles::open(folder.path(), true).is_err());
    }
}
