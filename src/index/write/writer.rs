//! The one writer of an index: adds articles, replaces older ones, and makes what was added safe by commits.

use std::collections::BTreeMap;
use std::fs::File;
use std::hash::{DefaultHasher, Hasher};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

use rustc_hash::FxHashSet;
use tantivy::{IndexWriter, TantivyDocument, Term};

use crate::article::ArticleId;
use crate::index::commit::Commit;
use crate::index::forms::{self, NewForms};
use crate::index::journal::Journal;
use crate::index::read::reader::ArchiveReader;
use crate::index::schema::Fields;
use crate::index::store::ArticleEncoder;
use crate::index::write::deletion::Clock;
use crate::index::write::index_workers::IndexWorkers;
use crate::index::write::indexed_before::IndexedBefore;
use crate::index::write::merging::{Merger, Merging};
use crate::index::write::opening::{Opened, engine_writer};
use crate::index::write::prepared::{Prepared, Preparer};
use crate::index::write::segment_writer::RefusedArticle;
use crate::index::{Error, Result};

/// Time between commits where segments are not full before.
const COMMIT_EVERY: Duration = Duration::from_secs(30);
/// Bytes of memory that a thread's segment may take, at least, however many threads there are.
const LEAST_SEGMENT_BYTES: usize = 15_000_000;
/// Bytes of articles that replace one of the same commit, at which they wait no longer.
const DEFERRED_BYTES: usize = 16 << 20;

/// What an index writer may use.
#[derive(Debug, Clone, Copy)]
pub(crate) struct WriterOptions {
    /// Indexing threads, at least 1.
    pub threads: usize,
    /// Memory for all of them together, in bytes.
    pub memory_bytes: usize,
}

/// What adding an article did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Added {
    /// Its id was not in the index.
    New,
    /// It took the place of the article with its id.
    Replaced,
    /// The index holds just this article already.
    Unchanged,
}

/// The one writer of an index.
pub(crate) struct ArchiveWriter {
    path: PathBuf,
    fields: Fields,
    /// Commits, deletes and merges.
    writer: IndexWriter<TantivyDocument>,
    workers: IndexWorkers,
    /// What is older than what.
    clock: Clock,
    before: Option<IndexedBefore>,
    /// Hashes of the ids added since the writer was opened.
    added: FxHashSet<u64>,
    /// Of those, the ids of articles in segments that Tantivy does not know of yet, and so cannot delete from.
    under_way: FxHashSet<u64>,
    /// Articles that replace one of those.
    deferred: BTreeMap<ArticleId, Prepared>,
    deferred_bytes: usize,
    /// What stems stand for in articles not committed yet.
    forms: NewForms,
    /// Articles that could not be added, not told yet.
    refused: Vec<RefusedArticle>,
    preparer: Preparer,
    /// Which files were read completely.
    pub journal: Journal,
    /// What the last commit said.
    commit: Commit,
    /// Whether anything was added since the last commit.
    uncommitted: bool,
    last_commit: Instant,
    _lock: File,
}

impl ArchiveWriter {
    /// Opens the index in a folder for writing, and makes both where they are missing.
    ///
    /// # Errors
    /// When another process writes to it, it has another version, or the folder cannot be written.
    pub(crate) fn open(path: &Path, options: WriterOptions) -> Result<Self> {
        let Opened {
            index,
            fields,
            lock,
        } = Opened::open(path)?;
        let threads = options
            .threads
            .clamp(1, (options.memory_bytes / LEAST_SEGMENT_BYTES).max(1));
        let segment_bytes = (options.memory_bytes / threads).max(LEAST_SEGMENT_BYTES);
        let folder = path.to_owned();
        let workers = IndexWorkers::new(index.clone(), fields, folder, threads, segment_bytes)?;
        let writer = engine_writer(&index)?;
        // What a run that was killed left takes room that this one may need.
        writer.garbage_collect_files().wait()?;
        let commit = Commit::last(&index)?;
        let before = IndexedBefore::of(ArchiveReader::open(path)?);
        let encoder =
            ArticleEncoder::open(path, commit.dictionary).map_err(|error| Error::Damaged {
                path: path.to_owned(),
                what: format!("the compression dictionary: {error}"),
            })?;
        Ok(Self {
            path: path.to_owned(),
            fields,
            writer,
            workers,
            clock: Clock::default(),
            before,
            added: FxHashSet::default(),
            under_way: FxHashSet::default(),
            deferred: BTreeMap::new(),
            deferred_bytes: 0,
            forms: NewForms::default(),
            refused: Vec::new(),
            preparer: Preparer::new(Arc::new(encoder)),
            journal: Journal::open(path, commit.number)?,
            commit,
            uncommitted: false,
            last_commit: Instant::now(),
            _lock: lock,
        })
    }

    /// What makes articles ready for this index.
    pub(crate) fn preparer(&self) -> Preparer {
        self.preparer.clone()
    }

    /// Adds an article; one with the same id is replaced.
    ///
    /// # Errors
    /// When the indexing threads have failed, for one because the disk is full.
    pub(crate) fn add(&mut self, prepared: Prepared) -> Result<Added> {
        let id = hash(&prepared.article.id);
        let first = self.added.insert(id);
        let before = match &self.before {
            Some(before) => before.content_hash(&prepared.article.id)?,
            None => None,
        };
        if first && before == Some(prepared.content_hash) {
            return Ok(Added::Unchanged);
        }
        self.uncommitted = true;
        if self.under_way.contains(&id) {
            self.defer(prepared)?;
            return Ok(Added::Replaced);
        }
        let replaces = !first || before.is_some();
        if replaces {
            self.delete(&prepared.article.id)?;
        }
        self.under_way.insert(id);
        self.workers.add(prepared)?;
        Ok(if replaces {
            Added::Replaced
        } else {
            Added::New
        })
    }

    /// Keeps no article back: whoever waits for the bytes of those added gets them.
    ///
    /// # Errors
    /// When the indexing threads have failed.
    pub(crate) fn hand_over(&mut self) -> Result<()> {
        self.workers.hand_over()
    }

    /// The articles that could not be added after all, each told once.
    pub(crate) fn take_refused(&mut self) -> Vec<RefusedArticle> {
        std::mem::take(&mut self.refused)
    }

    /// Removes the articles that came from a file before the writer was opened and were not added since; how many.
    ///
    /// # Errors
    /// When the index cannot be read, or the engine refuses to.
    pub(crate) fn remove_unread(&mut self, path: &str) -> Result<u64> {
        let Some(before) = &self.before else {
            return Ok(0);
        };
        let mut unread = before.of_file(path)?;
        unread.retain(|id| !self.added.contains(&hash(id)));
        unread.iter().try_for_each(|id| self.delete(id))?;
        Ok(unread.len() as u64)
    }

    /// Whether segments are full, or enough time has passed, for a commit.
    pub(crate) fn wants_commit(&self) -> bool {
        self.workers.has_written()
            || (self.uncommitted && self.last_commit.elapsed() >= COMMIT_EVERY)
    }

    /// Makes everything added so far safe and visible to new readers, then writes the journal.
    ///
    /// # Errors
    /// When it cannot be written: the index then stays as of the commit before.
    pub(crate) fn commit(&mut self) -> Result<()> {
        if !self.deferred.is_empty() {
            self.replace_deferred()?;
        }
        self.publish()?;
        let forms = std::mem::take(&mut self.forms);
        self.commit = Commit {
            number: self.commit.number + 1,
            forms: forms::write(&self.path, &forms, self.commit.forms)?,
            dictionary: self.preparer.has_dictionary(),
        };
        let mut prepared = self.writer.prepare_commit()?;
        prepared.set_payload(&self.commit.to_payload());
        prepared.commit()?;
        self.clock.committed();
        self.uncommitted = false;
        self.last_commit = Instant::now();
        self.journal.flush(self.commit.number)
    }

    /// Merges segments of one size where there are many, and small ones with many deleted articles: on all merging threads, since
    /// no articles are indexed meanwhile. After a commit the indexing threads hold no memory, which merging takes.
    ///
    /// # Errors
    /// When a merge fails; the index stays as of the last commit.
    pub(crate) fn merge_levels(&mut self) -> Result<()> {
        self.merger().merge_levels()
    }

    /// Ends writing: merges, and clears deleted articles away.
    ///
    /// # Errors
    /// When a merge fails; the index stays as of the last commit.
    pub(crate) fn finish(mut self, merging: Merging) -> Result<()> {
        self.journal.compact()?;
        forms::merge(&self.path, self.commit.forms)?;
        self.merger().merge_down(merging)?;
        self.writer.garbage_collect_files().wait()?;
        Ok(self.writer.wait_merging_threads()?)
    }

    fn merger(&mut self) -> Merger<'_> {
        Merger {
            writer: &mut self.writer,
            folder: &self.path,
        }
    }

    /// Deletes an article from the segments published so far.
    fn delete(&self, id: &ArticleId) -> Result<()> {
        let term = Term::from_field_text(self.fields.id, &id.0);
        self.writer.delete_query(self.clock.deletion(term))?;
        Ok(())
    }

    /// Keeps an article until the one that it replaces is in a segment that can be deleted from.
    fn defer(&mut self, prepared: Prepared) -> Result<()> {
        // Its bytes are counted here: whoever waits for them need not.
        let prepared = prepared.without_hold();
        self.deferred_bytes += prepared.size_bytes();
        let id = prepared.article.id.clone();
        if let Some(before) = self.deferred.insert(id, prepared) {
            self.deferred_bytes -= before.size_bytes();
        }
        if self.deferred_bytes > DEFERRED_BYTES {
            self.replace_deferred()?;
        }
        Ok(())
    }

    fn replace_deferred(&mut self) -> Result<()> {
        self.publish()?;
        self.deferred_bytes = 0;
        for (id, prepared) in std::mem::take(&mut self.deferred) {
            self.delete(&id)?;
            self.under_way.insert(hash(&id));
            self.workers.add(prepared)?;
        }
        Ok(())
    }

    /// Makes the segments under way known to Tantivy: what is deleted from here on is deleted from them.
    fn publish(&mut self) -> Result<()> {
        let written = self.workers.finish()?;
        for segment in written.segments {
            self.clock.segment(segment.id());
            self.writer.add_segment(segment)?;
        }
        self.forms = self.forms.merged(&written.forms);
        self.refused.extend(written.refused);
        self.under_way.clear();
        Ok(())
    }
}

fn hash(id: &ArticleId) -> u64 {
    let mut hasher = DefaultHasher::new();
    hasher.write(id.0.as_bytes());
    hasher.finish()
}
