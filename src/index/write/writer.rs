//! Writing articles: prepared on any thread, added by one, made safe by commits.

use std::any::Any;
use std::collections::BTreeMap;
use std::fs::{self, File, OpenOptions, TryLockError};
use std::hash::{DefaultHasher, Hasher};
use std::io::{Read, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

use rustc_hash::FxHashSet;
use tantivy::index::{SegmentComponent, SegmentId};
use tantivy::indexer::{IndexWriterOptions, LogMergePolicy, MergePolicy, NoMergePolicy};
use tantivy::schema::IndexRecordOption;
use tantivy::store::Compressor;
use tantivy::{
    DocAddress, DocId, DocSet, Index, IndexSettings, IndexWriter, Searcher, SegmentMeta,
    SegmentReader, TERMINATED, TantivyDocument, Term,
};

use crate::analysis::{self, Language};
use crate::article::{Article, ArticleId};
use crate::index::forms;
use crate::index::forms::NewForms;
use crate::index::journal::Journal;
use crate::index::read::directory::ReadDirectory;
use crate::index::read::reader::ArchiveReader;
use crate::index::schema::Fields;
use crate::index::store::{ArticleEncoder, Stored};
use crate::index::version;
use crate::index::write::deletion::Clock;
use crate::index::write::indexing::Indexing;
use crate::index::{Error, Result, io_error};

const LOCK_FILE: &str = ".unbury-writer.lock";
/// What Tantivy makes first in a new index.
const TANTIVY_FILE: &str = "meta.json";
/// What is read slowly is committed so often.
const COMMIT_EVERY: Duration = Duration::from_secs(30);
/// A thread's segment is not written before it takes so much, however many threads there are.
const LEAST_SEGMENT_BYTES: usize = 15_000_000;
/// Tantivy's writer commits, deletes and merges; it must be promised this much for indexing, and never uses it.
const ENGINE_BYTES: usize = 15_000_000;
/// A segment is merged when so many of its articles are deleted.
const DELETED_SHARE: f32 = 0.2;
/// An index of more segments is merged down to so few, because every search opens each …
const FEW_SEGMENTS: usize = 8;
/// … or, where that would write most articles again, to so few: it writes them once into however few.
const FEWER_SEGMENTS: usize = 4;
/// So many segments of one size are merged between commits.
const MANY_SEGMENTS: usize = 16;
/// Segments that store more than this together are not merged on the way: a merge holds what one of them stores in memory.
const MERGED_BYTES: u64 = 128 << 20;
/// So many merges run at once.
const MERGE_THREADS: usize = 2;
/// Articles that replace one of the same commit wait until they take so much.
const DEFERRED_BYTES: usize = 16 << 20;

/// What an index writer may use.
#[derive(Debug, Clone, Copy)]
pub struct WriterOptions {
    /// Indexing threads, at least 1.
    pub threads: usize,
    /// Memory for all of them together, in bytes.
    pub memory_bytes: usize,
}

/// What a writer merges at its end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Merging {
    /// Nothing.
    Nothing,
    /// Small segments, within bounds of memory.
    Small,
    /// All segments into one, whatever that takes.
    Everything,
}

/// What adding an article did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Added {
    /// Its id was not in the index.
    New,
    /// It took the place of the article with its id.
    Replaced,
    /// The index holds just this article already.
    Unchanged,
}

/// What the index held under an id when the writer was opened.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Existing {
    content_hash: u64,
}

/// Makes articles ready to be added, on any thread.
#[derive(Clone)]
pub struct Preparer {
    encoder: Arc<ArticleEncoder>,
}

/// An article ready to be added.
pub struct Prepared {
    pub(crate) article: Article,
    /// What it is stemmed as.
    pub(crate) language: Language,
    pub(crate) content_hash: u64,
    /// What the index keeps of it.
    pub(crate) stored: Stored,
    /// Kept alive until the article has been indexed: whoever counts the bytes in flight puts a guard here.
    hold: Option<Arc<dyn Any + Send + Sync>>,
}

impl Prepared {
    /// Drops `hold` when the article has been indexed, not before.
    #[must_use]
    pub fn holding(mut self, hold: Arc<dyn Any + Send + Sync>) -> Self {
        self.hold = Some(hold);
        self
    }

    /// Bytes of title and body.
    pub fn text_bytes(&self) -> u64 {
        (self.article.title.len() + self.article.body.len()) as u64
    }
}

impl Preparer {
    /// Detects the language where none is declared, and compresses the article.
    ///
    /// # Errors
    /// When the compression dictionary cannot be written.
    pub fn prepare(&self, mut article: Article) -> Result<Prepared> {
        let language = article
            .language
            .as_deref()
            .and_then(Language::from_code)
            .or_else(|| {
                let text = if article.body.is_empty() {
                    &article.title
                } else {
                    &article.body
                };
                analysis::detect(text)
            });
        if article.language.is_none() {
            article.language = language.map(|language| language.code().to_owned());
        }
        let encoded = self
            .encoder
            .encode(&mut article)
            .map_err(|source| Error::Io {
                action: "write",
                path: "dictionary.zstd".into(),
                source,
            })?;
        Ok(Prepared {
            article,
            language: language.unwrap_or(Language::UNKNOWN),
            content_hash: encoded.content_hash,
            stored: encoded.stored,
            hold: None,
        })
    }
}

/// The one writer of an index.
pub struct ArchiveWriter {
    path: PathBuf,
    fields: Fields,
    /// Commits, deletes and merges.
    writer: IndexWriter<TantivyDocument>,
    indexing: Indexing,
    /// What is older than what.
    clock: Clock,
    before: Option<(ArchiveReader, Searcher)>,
    /// Hashes of the ids added since the writer was opened.
    added: FxHashSet<u64>,
    /// Of those, the ids of articles in segments that Tantivy does not know of yet, and so cannot delete from.
    under_way: FxHashSet<u64>,
    /// Articles that replace one of those.
    deferred: BTreeMap<ArticleId, Prepared>,
    deferred_bytes: usize,
    /// What stems stand for in articles not committed yet.
    forms: NewForms,
    preparer: Preparer,
    /// Which files were read completely.
    pub journal: Journal,
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
    pub fn open(path: &Path, options: WriterOptions) -> Result<Self> {
        fs::create_dir_all(path).map_err(io_error("create", path))?;
        let lock = lock(path)?;
        let stamped = match version::check(path) {
            Err(Error::NoIndex(_)) => false,
            checked => checked.map(|()| true)?,
        };
        if !stamped {
            refuse_foreign_files(path)?;
        }
        let (index, fields) = open_or_create(path)?;
        if !stamped {
            version::stamp(path)?;
        }
        let threads = options
            .threads
            .clamp(1, (options.memory_bytes / LEAST_SEGMENT_BYTES).max(1));
        let segment_bytes = (options.memory_bytes / threads).max(LEAST_SEGMENT_BYTES);
        let indexing = Indexing::new(
            index.clone(),
            fields,
            path.to_owned(),
            threads,
            segment_bytes,
        )?;
        let writer = engine_writer(&index)?;
        let archive = ArchiveReader::open(path)?;
        let searcher = archive.searcher();
        let before = (searcher.num_docs() > 0).then_some((archive, searcher));
        let encoder = Arc::new(ArticleEncoder::open(path).map_err(io_error("read", path))?);
        Ok(Self {
            path: path.to_owned(),
            fields,
            writer,
            indexing,
            clock: Clock::default(),
            before,
            added: FxHashSet::default(),
            under_way: FxHashSet::default(),
            deferred: BTreeMap::new(),
            deferred_bytes: 0,
            forms: NewForms::default(),
            preparer: Preparer { encoder },
            journal: Journal::open(path)?,
            uncommitted: false,
            last_commit: Instant::now(),
            _lock: lock,
        })
    }

    /// What turns articles into documents for this index.
    pub fn preparer(&self) -> Preparer {
        self.preparer.clone()
    }

    /// Adds an article; one with the same id is replaced.
    ///
    /// # Errors
    /// When the indexing threads have failed, for one because the disk is full.
    pub fn add(&mut self, prepared: Prepared) -> Result<Added> {
        let id = hash(&prepared.article.id);
        let first = self.added.insert(id);
        let existing = self.existing(&prepared.article.id)?;
        if first && existing.is_some_and(|existing| existing.content_hash == prepared.content_hash)
        {
            return Ok(Added::Unchanged);
        }
        self.uncommitted = true;
        if self.under_way.contains(&id) {
            self.defer(prepared)?;
            return Ok(Added::Replaced);
        }
        let replaces = !first || existing.is_some();
        if replaces {
            self.delete_id(&prepared.article.id)?;
        }
        self.under_way.insert(id);
        self.indexing.add(prepared)?;
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
    pub fn hand_over(&mut self) -> Result<()> {
        self.indexing.hand_over()
    }

    fn delete_id(&self, id: &ArticleId) -> Result<()> {
        self.delete(Term::from_field_text(self.fields.id, &id.0))
    }

    /// Deletes from the segments published so far.
    fn delete(&self, term: Term) -> Result<()> {
        self.writer.delete_query(self.clock.deletion(term))?;
        Ok(())
    }

    /// Keeps an article until the one that it replaces is in a segment that can be deleted from.
    fn defer(&mut self, mut prepared: Prepared) -> Result<()> {
        // Its bytes are counted here: whoever waits for them need not.
        prepared.hold = None;
        let bytes = |prepared: &Prepared| prepared.article.body.len() + prepared.stored.len();
        self.deferred_bytes += bytes(&prepared);
        let id = prepared.article.id.clone();
        if let Some(before) = self.deferred.insert(id, prepared) {
            self.deferred_bytes -= bytes(&before);
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
            self.delete_id(&id)?;
            self.under_way.insert(hash(&id));
            self.indexing.add(prepared)?;
        }
        Ok(())
    }

    /// Makes the segments under way known to Tantivy: what is deleted from here on is deleted from them.
    fn publish(&mut self) -> Result<()> {
        let written = self.indexing.finish()?;
        for segment in written.segments {
            self.clock.segment(segment.id());
            self.writer.add_segment(segment)?;
        }
        self.forms = self.forms.merged(&written.forms);
        self.under_way.clear();
        Ok(())
    }

    /// What the index held under this id when the writer was opened.
    fn existing(&self, id: &ArticleId) -> Result<Option<Existing>> {
        let Some((_, searcher)) = &self.before else {
            return Ok(None);
        };
        let term = Term::from_field_text(self.fields.id, &id.0);
        for segment in searcher.segment_readers() {
            if let Some(&doc) = alive(segment, &term)?.first() {
                let column = segment.fast_fields().u64("content_hash")?;
                let content_hash = column.first(doc).unwrap_or_default();
                return Ok(Some(Existing { content_hash }));
            }
        }
        Ok(None)
    }

    /// Removes the articles that came from a file before the writer was opened and were not added since; how many.
    ///
    /// # Errors
    /// When the index cannot be read, or the engine refuses to.
    pub fn remove_unread(&mut self, path: &str) -> Result<u64> {
        let Some((archive, searcher)) = &self.before else {
            return Ok(0);
        };
        let term = Term::from_field_text(self.fields.origin, path);
        let mut unread = Vec::new();
        for (ordinal, segment) in (0..).zip(searcher.segment_readers()) {
            for doc in alive(segment, &term)? {
                let article = archive.article(searcher, DocAddress::new(ordinal, doc))?;
                if !self.added.contains(&hash(&article.id)) {
                    unread.push(article.id);
                }
            }
        }
        unread.iter().try_for_each(|id| self.delete_id(id))?;
        Ok(unread.len() as u64)
    }

    /// Whether segments are full, or enough time has passed, for a commit.
    pub fn wants_commit(&self) -> bool {
        self.indexing.has_written()
            || (self.uncommitted && self.last_commit.elapsed() >= COMMIT_EVERY)
    }

    /// Makes everything added so far safe and visible to new readers, then writes the journal.
    ///
    /// # Errors
    /// When it cannot be written: the index then stays as of the commit before.
    pub fn commit(&mut self) -> Result<()> {
        if !self.deferred.is_empty() {
            self.replace_deferred()?;
        }
        self.publish()?;
        forms::write(&self.path, &std::mem::take(&mut self.forms))?;
        self.writer.commit()?;
        self.clock.committed();
        self.uncommitted = false;
        self.last_commit = Instant::now();
        self.journal.flush()
    }

    /// Merges segments of one size where there are many, and small ones with many deleted articles: on all merging threads, since
    /// no articles are indexed meanwhile. After a commit the indexing threads hold no memory, which merging takes.
    ///
    /// # Errors
    /// When a merge fails; the index stays as of the last commit.
    pub fn merge_levels(&mut self) -> Result<()> {
        let mut policy = LogMergePolicy::default();
        policy.set_min_num_segments(MANY_SEGMENTS);
        policy.set_del_docs_ratio_before_merge(DELETED_SHARE);
        let mut metas = self.writer.index().searchable_segment_metas()?;
        metas.retain(|meta| self.stored_bytes(meta) < MERGED_BYTES / 8);
        for candidate in policy.compute_merge_candidates(&metas) {
            let share = candidate.0.len().div_ceil(MERGE_THREADS);
            let groups: Vec<_> = candidate.0.chunks(share).map(<[_]>::to_vec).collect();
            self.merge(&groups)?;
        }
        Ok(())
    }

    /// Ends writing: merges, and clears deleted articles away.
    ///
    /// # Errors
    /// When a merge fails; the index stays as of the last commit.
    pub fn finish(mut self, merging: Merging) -> Result<()> {
        self.journal.compact()?;
        forms::merge(&self.path)?;
        match merging {
            Merging::Nothing => {}
            Merging::Small => {
                let few = self.merges(FEW_SEGMENTS, MERGED_BYTES)?;
                if few.written_bytes * 2 > few.all_bytes {
                    let fewer = self.merges(FEWER_SEGMENTS, MERGED_BYTES)?;
                    self.merge(&fewer.groups)?;
                } else {
                    self.merge(&few.groups)?;
                }
            }
            Merging::Everything => self.merge(&self.merges(1, u64::MAX)?.groups)?,
        }
        self.writer.garbage_collect_files().wait()?;
        Ok(self.writer.wait_merging_threads()?)
    }

    /// What to merge until `most` segments are left, or none that store less than `bytes` together, and none holds deleted
    /// articles.
    fn merges(&self, most: usize, bytes: u64) -> Result<Merges> {
        let metas = self.writer.index().searchable_segment_metas()?;
        let mut groups: Vec<(u64, Vec<&SegmentMeta>)> = metas
            .iter()
            .map(|meta| (self.stored_bytes(meta), vec![meta]))
            .collect();
        let all_bytes = groups.iter().map(|(size, _)| size).sum();
        // The two smallest together, again and again: what is merged is as little as can be.
        while groups.len() > most {
            groups.sort_unstable_by_key(|(size, _)| std::cmp::Reverse(*size));
            let Some((size, mut group)) = groups.pop() else {
                break;
            };
            match groups.last_mut() {
                Some((others, larger)) if *others + size <= bytes => {
                    *others += size;
                    larger.append(&mut group);
                }
                _ => {
                    groups.push((size, group));
                    break;
                }
            }
        }
        groups.retain(|(_, group)| group.len() > 1 || group.iter().any(|meta| meta.has_deletes()));
        let ids = |group: &Vec<&SegmentMeta>| group.iter().map(|meta| meta.id()).collect();
        Ok(Merges {
            groups: groups.iter().map(|(_, group)| ids(group)).collect(),
            written_bytes: groups.iter().map(|(size, _)| size).sum(),
            all_bytes,
        })
    }

    /// Merges each group into one segment.
    fn merge(&mut self, groups: &[Vec<SegmentId>]) -> Result<()> {
        let merges: Vec<_> = groups
            .iter()
            .map(|group| self.writer.merge(group))
            .collect();
        for merge in merges {
            merge.wait()?;
        }
        Ok(())
    }

    /// Size of the stored articles of a segment: what a merge reads at once.
    fn stored_bytes(&self, meta: &SegmentMeta) -> u64 {
        let file = self.path.join(meta.relative_path(SegmentComponent::Store));
        fs::metadata(file).map_or(0, |metadata| metadata.len())
    }
}

/// Segments to merge, each group into one.
struct Merges {
    groups: Vec<Vec<SegmentId>>,
    /// What all groups together store.
    written_bytes: u64,
    /// What all segments store.
    all_bytes: u64,
}

/// Tantivy's writer, which is given segments, not articles.
fn engine_writer(index: &Index) -> Result<IndexWriter<TantivyDocument>> {
    let options = IndexWriterOptions::builder()
        .num_worker_threads(1)
        .memory_budget_per_thread(ENGINE_BYTES)
        .num_merge_threads(MERGE_THREADS)
        .build();
    let writer = index.writer_with_options(options)?;
    // Merges are asked for: they must not run while articles are indexed.
    writer.set_merge_policy(Box::new(NoMergePolicy));
    Ok(writer)
}

/// The articles of a segment that have a term and were not deleted.
fn alive(segment: &SegmentReader, term: &Term) -> Result<Vec<DocId>> {
    let inverted = segment.inverted_index(term.field())?;
    let postings = inverted
        .read_postings(term, IndexRecordOption::Basic)
        .map_err(tantivy::TantivyError::from)?;
    let mut found = Vec::new();
    if let Some(mut postings) = postings {
        while postings.doc() != TERMINATED {
            found.push(postings.doc());
            postings.advance();
        }
    }
    if let Some(alive) = segment.alive_bitset() {
        found.retain(|&doc| alive.is_alive(doc));
    }
    Ok(found)
}

fn hash(id: &ArticleId) -> u64 {
    let mut hasher = DefaultHasher::new();
    hasher.write(id.0.as_bytes());
    hasher.finish()
}

fn open_or_create(path: &Path) -> Result<(Index, Fields)> {
    let (schema, fields) = Fields::schema();
    let directory = ReadDirectory::open(path).map_err(|error| Error::Damaged {
        path: path.to_owned(),
        what: error.to_string(),
    })?;
    let settings = IndexSettings {
        docstore_compression: Compressor::None,
        // An article is compressed alone, and read alone, while a block is copied whole.
        docstore_blocksize: 1024,
        ..IndexSettings::default()
    };
    let exists = Index::exists(&directory).map_err(|error| Error::Damaged {
        path: path.to_owned(),
        what: error.to_string(),
    })?;
    let index = if exists {
        Index::open(directory)?
    } else {
        Index::create(directory, schema.clone(), settings)?
    };
    if index.schema() != schema {
        return Err(Error::Damaged {
            path: path.to_owned(),
            what: "its fields are not ours".into(),
        });
    }
    Ok((index, fields))
}

/// Takes the writer's lock, which ends with the process, and writes into it who holds it.
fn lock(path: &Path) -> Result<File> {
    let file = path.join(LOCK_FILE);
    let mut lock = OpenOptions::new()
        .create(true)
        .read(true)
        .write(true)
        .truncate(false)
        .open(&file)
        .map_err(io_error("write", &file))?;
    match lock.try_lock() {
        Ok(()) => {}
        Err(TryLockError::WouldBlock) => {
            let mut holder = String::new();
            let _ = lock.read_to_string(&mut holder);
            let holder = if holder.trim().is_empty() {
                "another process".into()
            } else {
                holder.trim().to_owned()
            };
            return Err(Error::Locked {
                path: path.to_owned(),
                holder,
            });
        }
        Err(TryLockError::Error(error)) => return Err(io_error("lock", &file)(error)),
    }
    let describe = format!("process {} (since {})\n", std::process::id(), jiff_now());
    lock.set_len(0)
        .and_then(|()| lock.write_all(describe.as_bytes()))
        .map_err(io_error("write", &file))?;
    Ok(lock)
}

fn jiff_now() -> String {
    jiff::Timestamp::now()
        .strftime("%Y-%m-%d %H:%M:%S UTC")
        .to_string()
}

/// An index is made in an empty folder, beside a README, or where making one was interrupted.
fn refuse_foreign_files(path: &Path) -> Result<()> {
    for entry in fs::read_dir(path).map_err(io_error("read", path))? {
        let name = entry.map_err(io_error("read", path))?.file_name();
        let name = name.to_string_lossy();
        let interrupted = [TANTIVY_FILE, version::UNFINISHED].contains(&&*name);
        if !interrupted && !name.starts_with('.') && !name.starts_with("README") {
            return Err(Error::NotAnIndex(path.to_owned()));
        }
    }
    Ok(())
}
