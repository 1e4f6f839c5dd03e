//! The one writer of an index: adds articles, replaces older ones, and makes what was added safe by commits.

use std::path::Path;
use std::sync::Arc;

use rustc_hash::FxHashSet;

use crate::article::{ArticleId, Origin};
use crate::index::commit::Commit;
use crate::index::deleted::{DeletedArticle, DeletedArticles};
use crate::index::hashing;
use crate::index::journal::{FileState, Journal, Version};
use crate::index::read::reader::ArchiveReader;
use crate::index::store::ArticleEncoder;
use crate::index::stories::StoriesFile;
use crate::index::write::claims::{Claimant, Claims, Rival, Verdict};
use crate::index::write::indexed_before::IndexedBefore;
use crate::index::write::marks::Marks;
use crate::index::write::merging::Merging;
use crate::index::write::opening::refuse_foreign_files;
use crate::index::write::prepared::{Prepared, Preparer};
use crate::index::write::segment_writer::RefusedArticle;
use crate::index::write::segments::{Segments, WriterOptions};
use crate::index::write::unnamed::{self, Unnamed};
use crate::index::{Error, Result};

/// What adding an article did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Added {
    /// Its id was not in the index.
    New,
    /// It took the place of the article with its id.
    Replaced,
    /// The index holds just this article already.
    Unchanged,
    /// The index holds a newer version of it, which stays.
    Older,
    /// It was deleted, and stays away.
    Deleted,
    /// Its source takes it back: it is not in the index, or no longer.
    Withdrawn {
        /// Whether it was in the index.
        was_there: bool,
    },
}

/// Something to tell about an article that was added, or was not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Told {
    /// Its id is that of another article, from this file; it is called something else.
    IdTaken {
        /// Its own place.
        origin: Origin,
        id: String,
        named: String,
        by: String,
    },
    /// The newer version is from this file.
    Older {
        /// Its own place.
        origin: Origin,
        id: String,
        by: String,
    },
}

/// What became of the articles of a file that it no longer holds, of those that are called by what they say.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Settled {
    /// Others took their place.
    pub(crate) replaced: u64,
    /// They stay.
    pub(crate) left: u64,
}

/// The one writer of an index, or a rehearsal, which does everything but write.
pub(crate) struct ArchiveWriter {
    /// What is written to; nothing in a rehearsal.
    segments: Option<Segments>,
    before: Option<IndexedBefore>,
    /// The ids added since the writer was opened.
    claims: Claims,
    /// The records without an id of the file that is being read.
    unnamed: Unnamed,
    /// Articles whose place others took that have another id.
    superseded: FxHashSet<u64>,
    preparer: Preparer,
    /// Which files were read completely.
    pub journal: Journal,
    /// Articles that stay away.
    deleted: DeletedArticles,
    /// Days between an article and the first of its story, at most, where that is another than before.
    copies_within_days: Option<u32>,
}

impl ArchiveWriter {
    /// Opens the index in a folder for writing, and makes both where they are missing.
    ///
    /// # Errors
    /// When another process writes to it, it has another version, or the folder cannot be written.
    pub(crate) fn open(path: &Path, options: WriterOptions) -> Result<Self> {
        let segments = Segments::open(path, options)?;
        let commit = segments.last_commit();
        if commit.number == 0 {
            StoriesFile::begin(path)?;
        }
        let encoder =
            ArticleEncoder::open(path, commit.dictionary).map_err(|error| Error::Damaged {
                path: path.to_owned(),
                what: format!("the compression dictionary: {error}"),
            })?;
        Ok(Self {
            before: IndexedBefore::of(ArchiveReader::open_for_writer(path)?),
            claims: Claims::new(path.to_owned()),
            unnamed: Unnamed::default(),
            superseded: FxHashSet::default(),
            preparer: Preparer::new(Arc::new(encoder)),
            journal: Journal::open(path, commit.number)?,
            deleted: DeletedArticles::open(path, commit.deleted)?,
            copies_within_days: None,
            segments: Some(segments),
        })
    }

    /// What would do to the index in a folder what a writer does, and writes nothing; there may be none.
    ///
    /// # Errors
    /// When there is an index that cannot be read, or something else in the folder.
    pub(crate) fn rehearse(path: &Path) -> Result<Self> {
        let archive = match ArchiveReader::open(path) {
            Ok(archive) => Some(archive),
            Err(Error::NoIndex(_)) => None,
            Err(error) => return Err(error),
        };
        if archive.is_none() && path.exists() {
            refuse_foreign_files(path)?;
        }
        let commit = archive.as_ref().map(ArchiveReader::commit);
        let commit = commit.unwrap_or_default();
        Ok(Self {
            segments: None,
            before: archive.and_then(IndexedBefore::of),
            claims: Claims::new(std::env::temp_dir()),
            unnamed: Unnamed::default(),
            superseded: FxHashSet::default(),
            preparer: Preparer::new(Arc::new(ArticleEncoder::without_dictionary(path))),
            journal: Journal::read(path, commit.number)?,
            deleted: DeletedArticles::open(path, commit.deleted)?,
            copies_within_days: None,
        })
    }

    /// What makes articles ready for this index.
    pub(crate) fn preparer(&self) -> Preparer {
        self.preparer.clone()
    }

    /// From the next commit on, the articles of a story are published within so many days of its first one.
    pub(crate) fn set_copies_within_days(&mut self, days: u32) {
        self.copies_within_days = Some(days);
    }

    /// What is known of files: when they were changed, whether they are there.
    pub(crate) fn claims(&mut self) -> &mut Claims {
        &mut self.claims
    }

    /// Records of this file follow.
    pub(crate) fn file(&mut self, path: &str, modified_ns: u64) {
        self.claims.file(path, modified_ns);
        self.unnamed.file(path);
    }

    /// Adds an article. An older version of it is replaced; one that only has the same id stays, and the article gets another
    /// name.
    ///
    /// # Errors
    /// When the indexing threads have failed, for one because the disk is full.
    pub(crate) fn add(&mut self, mut prepared: Prepared) -> Result<(Added, Option<Told>)> {
        if prepared.is_withdrawn {
            return Ok((self.withdraw(&prepared)?, None));
        }
        let mut told = None;
        if let Some(name) = self.unnamed.take(&prepared.article) {
            prepared = self.called(prepared, name)?;
        }
        let own = prepared.article.id.clone();
        for place in 0.. {
            let id = hash(&prepared.article.id);
            let before = self.content_hash_before(&prepared.article.id)?;
            let first = !self.claims.holds(id)?;
            let path = prepared.article.origin.path.clone();
            if first && before == Some(prepared.content_hash) {
                self.claims.take(id, &path, prepared.marks)?;
                return Ok((Added::Unchanged, told));
            }
            let rival = self.rival(&prepared, before.is_some())?;
            let rival = rival.filter(|rival| !is_newer_than(&prepared, rival));
            let Some(rival) = rival else {
                // A record that has another name already keeps it, so that reading its file again changes nothing.
                if place == 0 && self.was_renamed(&own, &prepared.article.origin)? {
                    prepared = self.renamed(prepared, &own, place)?;
                    continue;
                }
                self.deleted.remove(&prepared.article.id.0);
                self.claims.take(id, &path, prepared.marks)?;
                self.put(prepared, id, false)?;
                return Ok((Added::New, told));
            };
            match self.judge(&prepared, &rival) {
                Verdict::Newer | Verdict::Older if rival.is_deleted => {
                    self.unnamed.leave_out(&prepared.article.id);
                    return Ok((Added::Deleted, None));
                }
                Verdict::Newer => {
                    if rival.path != path {
                        let text = rival.marks.text;
                        self.claims.lose(&rival.path, Version { id, text });
                    }
                    self.claims.take(id, &path, prepared.marks)?;
                    self.put(prepared, id, true)?;
                    return Ok((Added::Replaced, told));
                }
                Verdict::Older => {
                    let text = prepared.marks.text;
                    self.claims.lose(&path, Version { id, text });
                    return Ok((Added::Older, Some(older(prepared, rival))));
                }
                Verdict::Stranger => {
                    prepared = self.renamed(prepared, &own, place)?;
                    // The first of several strangers is the one to be told of.
                    let by = match told {
                        Some(Told::IdTaken { by, .. }) => by,
                        _ => rival.path,
                    };
                    told = Some(id_taken(&prepared, &own, by));
                }
            }
        }
        Ok((Added::Unchanged, told))
    }

    /// Takes out an article that its source takes back, and keeps it away, unless there is a newer version of it.
    fn withdraw(&mut self, prepared: &Prepared) -> Result<Added> {
        let article = &prepared.article;
        let is_before = self.content_hash_before(&article.id)?.is_some();
        let rival = self.rival(prepared, is_before)?;
        let verdict = rival.as_ref().map(|rival| self.judge(prepared, rival));
        if matches!(verdict, Some(Verdict::Older | Verdict::Stranger)) {
            return Ok(Added::Withdrawn { was_there: false });
        }
        let there = rival.filter(|rival| !rival.is_deleted);
        let was_there = there.is_some();
        if let Some(there) = there {
            self.count_one_less(&there.path);
            self.claims.release(hash(&article.id))?;
            if let Some(segments) = &mut self.segments {
                segments.take_out(&article.id)?;
            }
        }
        let Marks {
            text,
            title,
            address,
            version,
        } = prepared.marks;
        self.deleted.insert(DeletedArticle {
            id: article.id.0.clone(),
            path: article.origin.path.clone(),
            text,
            title,
            address,
            version,
        });
        Ok(Added::Withdrawn { was_there })
    }

    /// A file holds one article less in the index.
    fn count_one_less(&mut self, path: &str) {
        if let Some(state) = self.journal.get(path).cloned() {
            let articles = state.articles.saturating_sub(1);
            self.journal.note(path, FileState { articles, ..state });
        }
    }

    /// The content hash of the article that had this id before; `None` where there was none.
    fn content_hash_before(&self, id: &ArticleId) -> Result<Option<u64>> {
        match &self.before {
            Some(before) => before.content_hash(id),
            None => Ok(None),
        }
    }

    fn judge(&self, prepared: &Prepared, rival: &Rival) -> Verdict {
        let path = prepared.article.origin.path.as_str();
        let record = Claimant {
            path,
            marks: prepared.marks,
            is_row: prepared.is_row,
        };
        let id = &prepared.article.id.0;
        self.claims.judge(id, record, rival, &self.journal)
    }

    /// The article that has the id of this one: added in this run or before, or deleted.
    fn rival(&self, prepared: &Prepared, is_before: bool) -> Result<Option<Rival>> {
        let id = &prepared.article.id;
        match (self.claims.rival(hash(id))?, &self.before) {
            (Some(rival), _) => Ok(Some(rival)),
            (None, Some(before)) if is_before => before.rival(id),
            _ => Ok(self.deleted.get(&id.0).map(Rival::from)),
        }
    }

    /// Whether a record of this file had to take another name before, because another article had its id.
    fn was_renamed(&self, own: &ArticleId, origin: &Origin) -> Result<bool> {
        let name = stranger(own, origin);
        Ok(origin.path != "-" && self.content_hash_before(&name)?.is_some())
    }

    /// An article whose id another one has, with a name of its own: the id and its file, then also its place in it.
    fn renamed(&self, mut prepared: Prepared, own: &ArticleId, place: u32) -> Result<Prepared> {
        let origin = &prepared.article.origin;
        let record = origin.record.unwrap_or_default();
        let name = stranger(own, origin);
        let name = match place {
            0 => name,
            1 => ArticleId(format!("{name}#{record}")),
            _ => ArticleId(format!("{name}#{record}-{place}")),
        };
        let metadata = &mut prepared.article.metadata;
        if !metadata.contains_key("id") {
            metadata.insert("id".to_owned(), own.0.clone().into());
        }
        self.called(prepared, name)
    }

    /// An article under another name.
    fn called(&self, prepared: Prepared, name: ArticleId) -> Result<Prepared> {
        let Prepared {
            mut article,
            hold,
            is_row,
            ..
        } = prepared;
        article.id = name;
        let mut prepared = self.preparer.prepare(article)?;
        prepared.hold = hold;
        prepared.is_row = is_row;
        Ok(prepared)
    }

    /// A file was read to its end: its records without an id take the place of those that stood there before.
    ///
    /// # Errors
    /// When the index cannot be read.
    pub(crate) fn settle(&mut self, path: &str) -> Result<Settled> {
        let Some(before) = self.before.as_ref().filter(|_| path != "-") else {
            return Ok(Settled::default());
        };
        let gone = self.not_added(before.unnamed(path)?)?;
        if gone.is_empty() {
            return Ok(Settled::default());
        }
        // Where articles stayed that the file no longer held, nobody knows which stood where.
        let state = self.journal.get(path);
        let replaced = if state.is_some_and(|state| state.left == 0 && state.articles > 0) {
            let mut held = before.of_file(path)?;
            held.retain(|id| id.is_of_content(path));
            unnamed::replaced(&held, self.unnamed.names_of(path))
        } else {
            Vec::new()
        };
        for id in &replaced {
            self.delete(id)?;
            self.superseded.insert(hash(id));
        }
        let left = gone.len().saturating_sub(replaced.len());
        Ok(Settled {
            replaced: replaced.len() as u64,
            left: left as u64,
        })
    }

    /// Hands an article to the indexing threads.
    fn put(&mut self, prepared: Prepared, id: u64, replaces: bool) -> Result<()> {
        match &mut self.segments {
            Some(segments) => segments.put(prepared, id, replaces),
            None => Ok(()),
        }
    }

    fn delete(&self, id: &ArticleId) -> Result<()> {
        match &self.segments {
            Some(segments) => segments.delete(id),
            None => Ok(()),
        }
    }

    /// Notes that a file was read to its end.
    pub(crate) fn note(&mut self, path: &str, mut state: FileState) {
        state.lost = self.claims.lost_by(path);
        self.journal.note(path, state);
    }

    /// Notes what files have lost to others that were read after them.
    pub(crate) fn note_lost(&mut self) {
        for (path, lost) in self.claims.all_lost() {
            self.journal.lose(&path, &lost);
        }
    }

    /// The articles that came from a file before the writer was opened and were not added since, nor another in their place.
    ///
    /// # Errors
    /// When the index cannot be read.
    pub(crate) fn unread(&self, path: &str) -> Result<Vec<ArticleId>> {
        let Some(before) = &self.before else {
            return Ok(Vec::new());
        };
        let mut unread = self.not_added(before.of_file(path)?)?;
        unread.retain(|id| !self.superseded.contains(&hash(id)));
        Ok(unread)
    }

    /// Those of these articles that were not added since the writer was opened.
    fn not_added(&self, ids: Vec<ArticleId>) -> Result<Vec<ArticleId>> {
        let mut left = Vec::with_capacity(ids.len());
        for id in ids {
            if !self.claims.holds(hash(&id))? {
                left.push(id);
            }
        }
        Ok(left)
    }

    /// Files that hold other versions of these articles, which are not in the index.
    pub(crate) fn holders(&self, ids: &[ArticleId]) -> Vec<String> {
        let wanted: FxHashSet<u64> = ids.iter().map(hash).collect();
        let holds = |state: &FileState| {
            state
                .lost
                .iter()
                .any(|version| wanted.contains(&version.id))
        };
        let files = self.journal.files();
        files
            .filter(|(_, state)| holds(state))
            .map(|(path, _)| path.to_owned())
            .collect()
    }

    /// Notes that the files which held these articles hold them no longer, so that other versions may take their place.
    pub(crate) fn drop_articles(&mut self, ids: &[ArticleId]) {
        self.claims.drop_articles(ids.iter().map(hash));
    }

    /// Removes an article, unless it was added since; whether it was removed.
    ///
    /// # Errors
    /// When the engine refuses to.
    pub(crate) fn remove(&mut self, id: &ArticleId) -> Result<bool> {
        let is_here = !self.claims.holds(hash(id))?;
        if is_here {
            self.delete(id)?;
        }
        Ok(is_here)
    }

    /// Deletes these articles, which stay away when their files are read again; those that were there.
    ///
    /// # Errors
    /// When the index cannot be read.
    pub(crate) fn delete_for_good(&mut self, ids: &[ArticleId]) -> Result<Vec<ArticleId>> {
        let mut deleted = Vec::new();
        for id in ids {
            let rival = match &self.before {
                Some(before) => before.rival(id)?,
                None => None,
            };
            let Some(Rival { path, marks, .. }) = rival else {
                continue;
            };
            self.delete(id)?;
            self.count_one_less(&path);
            self.deleted.insert(DeletedArticle {
                id: id.0.clone(),
                path,
                text: marks.text,
                title: marks.title,
                address: marks.address,
                version: None,
            });
            deleted.push(id.clone());
        }
        Ok(deleted)
    }

    /// Lets articles that were deleted come back when their files are read next; those that were deleted.
    ///
    /// # Errors
    /// When it cannot be noted that these files are to be read.
    pub(crate) fn let_back(&mut self, ids: &[String]) -> Result<Vec<String>> {
        let mut back = Vec::new();
        for id in ids {
            if let Some(article) = self.deleted.remove(id) {
                if self.journal.get(&article.path).is_some() {
                    self.journal.note(&article.path, FileState::default());
                }
                back.push(article.id);
            }
        }
        if let Some(segments) = &self.segments {
            self.journal.flush(segments.last_commit().number)?;
        }
        Ok(back)
    }

    /// Keeps no article back: whoever waits for the bytes of those added gets them.
    ///
    /// # Errors
    /// When the indexing threads have failed.
    pub(crate) fn hand_over(&mut self) -> Result<()> {
        match &mut self.segments {
            Some(segments) => segments.hand_over(),
            None => Ok(()),
        }
    }

    /// The articles that could not be added after all, each told once.
    pub(crate) fn take_refused(&mut self) -> Vec<RefusedArticle> {
        let segments = self.segments.as_mut();
        segments.map(Segments::take_refused).unwrap_or_default()
    }

    /// Whether segments are full, or enough time has passed, for a commit.
    pub(crate) fn wants_commit(&self) -> bool {
        self.segments.as_ref().is_some_and(Segments::wants_commit)
    }

    /// Makes everything added so far safe and visible to new readers, then writes the journal.
    ///
    /// # Errors
    /// When it cannot be written: the index then stays as of the commit before.
    pub(crate) fn commit(&mut self) -> Result<()> {
        let Some(segments) = &mut self.segments else {
            return Ok(());
        };
        segments.write()?;
        // Before the articles are gone: else they might come back.
        self.deleted.write()?;
        segments.commit(Commit {
            dictionary: self.preparer.has_dictionary(),
            deleted: !self.deleted.is_empty(),
            copies_within_days: self
                .copies_within_days
                .or(segments.last_commit().copies_within_days),
            ..segments.last_commit()
        })?;
        self.journal.flush(segments.last_commit().number)
    }

    /// Merges segments of one size where there are many, and small ones with many deleted articles.
    ///
    /// # Errors
    /// When a merge fails; the index stays as of the last commit.
    pub(crate) fn merge_levels(&mut self) -> Result<()> {
        match &mut self.segments {
            Some(segments) => segments.merge_levels(),
            None => Ok(()),
        }
    }

    /// Ends writing: merges, and clears deleted articles away.
    ///
    /// # Errors
    /// When a merge fails; the index stays as of the last commit.
    pub(crate) fn finish(mut self, merging: Merging) -> Result<()> {
        let Some(segments) = self.segments else {
            return Ok(());
        };
        self.journal.compact()?;
        segments.finish(merging)
    }
}

fn id_taken(prepared: &Prepared, own: &ArticleId, by: String) -> Told {
    Told::IdTaken {
        origin: prepared.article.origin.clone(),
        id: own.0.clone(),
        named: prepared.article.id.0.clone(),
        by,
    }
}

/// What a record of a file is called where another article has its id.
fn older(prepared: Prepared, rival: Rival) -> Told {
    Told::Older {
        id: prepared.article.id.0,
        origin: prepared.article.origin,
        by: rival.path,
    }
}

/// Whether an article was taken back by its source in an older version.
fn is_newer_than(prepared: &Prepared, rival: &Rival) -> bool {
    let versions = prepared.marks.version.zip(rival.marks.version);
    rival.is_deleted && versions.is_some_and(|(own, other)| own > other)
}

fn stranger(own: &ArticleId, origin: &Origin) -> ArticleId {
    ArticleId(format!("{own}@{}", origin.file()))
}

fn hash(id: &ArticleId) -> u64 {
    hashing::hash(id.0.as_bytes())
}
