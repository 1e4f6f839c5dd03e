//! The segments of an index, by the one process that writes them: articles are put in and deleted, and a commit makes that safe.

use std::collections::BTreeMap;
use std::fs::File;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use rustc_hash::FxHashSet;
use tantivy::{IndexWriter, TantivyDocument, Term};

use crate::article::ArticleId;
use crate::index::Result;
use crate::index::commit::Commit;
use crate::index::forms::{self, NewForms};
use crate::index::hashing;
use crate::index::schema::Fields;
use crate::index::write::deletion::Clock;
use crate::index::write::index_workers::IndexWorkers;
use crate::index::write::merging::{Merger, Merging};
use crate::index::write::opening::{Opened, engine_writer};
use crate::index::write::prepared::Prepared;
use crate::index::write::segment_writer::RefusedArticle;
use crate::index::write::stories;

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

/// The segments of an index, open for writing.
pub(crate) struct Segments {
    path: PathBuf,
    fields: Fields,
    /// Commits, deletes and merges.
    writer: IndexWriter<TantivyDocument>,
    workers: IndexWorkers,
    /// What is older than what.
    clock: Clock,
    /// The ids of articles in segments that Tantivy does not know of yet, and so cannot delete from.
    under_way: FxHashSet<u64>,
    /// Articles that replace one of those.
    deferred: BTreeMap<ArticleId, Prepared>,
    deferred_bytes: usize,
    /// What stems stand for in articles not committed yet.
    forms: NewForms,
    /// Articles that could not be added, not told yet.
    refused: Vec<RefusedArticle>,
    /// What the last commit said.
    commit: Commit,
    /// Whether anything was added since the last commit.
    uncommitted: bool,
    last_commit: Instant,
    _lock: File,
}

impl Segments {
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
        Ok(Self {
            path: path.to_owned(),
            fields,
            writer,
            workers,
            clock: Clock::default(),
            under_way: FxHashSet::default(),
            deferred: BTreeMap::new(),
            deferred_bytes: 0,
            forms: NewForms::default(),
            refused: Vec::new(),
            commit: Commit::last(&index)?,
            uncommitted: false,
            last_commit: Instant::now(),
            _lock: lock,
        })
    }

    /// What the last commit said.
    pub(crate) fn last_commit(&self) -> Commit {
        self.commit
    }

    /// Hands an article to the indexing threads.
    ///
    /// # Errors
    /// When they have failed, for one because the disk is full.
    pub(crate) fn put(&mut self, prepared: Prepared, id: u64, replaces: bool) -> Result<()> {
        self.uncommitted = true;
        if self.under_way.contains(&id) {
            return self.defer(prepared);
        }
        if replaces {
            self.delete(&prepared.article.id)?;
        }
        self.under_way.insert(id);
        self.workers.add(prepared)
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

    /// Whether segments are full, or enough time has passed, for a commit.
    pub(crate) fn wants_commit(&self) -> bool {
        self.workers.has_written()
            || (self.uncommitted && self.last_commit.elapsed() >= COMMIT_EVERY)
    }

    /// Makes everything added so far safe and visible to new readers; `said` is what the commit says besides.
    ///
    /// # Errors
    /// When it cannot be written: the index then stays as of the commit before.
    pub(crate) fn commit(&mut self, said: Commit) -> Result<()> {
        let forms = std::mem::take(&mut self.forms);
        self.commit = Commit {
            number: self.commit.number + 1,
            forms: forms::write(&self.path, &forms, self.commit.forms)?,
            ..said
        };
        let mut prepared = self.writer.prepare_commit()?;
        prepared.set_payload(&self.commit.to_payload());
        prepared.commit()?;
        self.clock.committed();
        self.uncommitted = false;
        self.last_commit = Instant::now();
        Ok(())
    }

    /// Writes the segments under way.
    ///
    /// # Errors
    /// When they cannot be written.
    pub(crate) fn write(&mut self) -> Result<()> {
        if !self.deferred.is_empty() {
            self.replace_deferred()?;
        }
        self.publish()
    }

    /// Merges segments of one size where there are many, and small ones with many deleted articles: on all merging threads, since
    /// no articles are indexed meanwhile. After a commit the indexing threads hold no memory, which merging takes.
    ///
    /// # Errors
    /// When a merge fails; the index stays as of the last commit.
    pub(crate) fn merge_levels(&mut self) -> Result<()> {
        self.merger().merge_levels()
    }

    /// Ends writing: merges, clears deleted articles away, and tells which articles are copies of one story.
    ///
    /// # Errors
    /// When a merge fails; the index stays as of the last commit.
    pub(crate) fn finish(mut self, merging: Merging) -> Result<()> {
        forms::merge(&self.path, self.commit.forms)?;
        self.merger().merge_down(merging)?;
        self.writer.garbage_collect_files().wait()?;
        self.writer.wait_merging_threads()?;
        // While no other process may write.
        stories::update(&self.path)
    }

    fn merger(&mut self) -> Merger<'_> {
        Merger {
            writer: &mut self.writer,
            folder: &self.path,
        }
    }

    /// Deletes an article from the segments published so far.
    ///
    /// # Errors
    /// When the engine refuses to.
    pub(crate) fn delete(&self, id: &ArticleId) -> Result<()> {
        let term = Term::from_field_text(self.fields.id, &id.0);
        self.writer.delete_query(self.clock.deletion(term))?;
        Ok(())
    }

    /// Deletes an article, also one that has just been put in.
    ///
    /// # Errors
    /// When the indexing threads have failed, or the engine refuses to.
    pub(crate) fn take_out(&mut self, article: &ArticleId) -> Result<()> {
        self.uncommitted = true;
        if let Some(prepared) = self.deferred.remove(article) {
            self.deferred_bytes -= prepared.size_bytes();
        }
        if self.under_way.contains(&hash(article)) {
            self.publish()?;
        }
        self.delete(article)
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
    hashing::hash(id.0.as_bytes())
}
