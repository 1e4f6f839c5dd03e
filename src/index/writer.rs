//! Writing articles: prepared on any thread, added by one, made safe by commits.

use std::any::Any;
use std::fs::{self, File, OpenOptions, TryLockError};
use std::hash::{DefaultHasher, Hasher};
use std::io::{Read, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

use rustc_hash::FxHashSet;
use tantivy::indexer::{IndexWriterOptions, LogMergePolicy, NoMergePolicy};
use tantivy::schema::document::CompactDocValue;
use tantivy::schema::{Field, IndexRecordOption};
use tantivy::store::Compressor;
use tantivy::{
    DocSet, Document, Index, IndexSettings, IndexWriter, Searcher, TERMINATED, TantivyDocument,
    Term,
};

use super::directory::ReadDirectory;
use super::journal::Journal;
use super::reader::Archive;
use super::schema::{Fields, tokenizers};
use super::store::ArticleEncoder;
use super::{Error, Result, io_error, version};
use crate::analysis::{self, Language, Text};
use crate::article::{Article, ArticleId};

const LOCK_FILE: &str = ".unbury-writer.lock";
/// What Tantivy makes first in a new index.
const TANTIVY_FILE: &str = "meta.json";
/// A commit waits until all indexing threads have written their segment: not too often.
const COMMIT_BYTES: u64 = 256 << 20;
const COMMIT_EVERY: Duration = Duration::from_secs(30);
/// Tantivy refuses less for a thread.
const LEAST_THREAD_BYTES: usize = 15_000_000;

/// What an index writer may use.
#[derive(Debug, Clone, Copy)]
pub struct WriterOptions {
    /// Indexing threads, at least 1.
    pub threads: usize,
    /// Memory for all of them together, in bytes.
    pub memory_bytes: usize,
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

/// Turns articles into documents, on any thread.
#[derive(Clone)]
pub struct Preparer {
    fields: Fields,
    encoder: Arc<ArticleEncoder>,
}

/// An article ready to be added.
pub struct Prepared {
    id: ArticleId,
    content_hash: u64,
    text_bytes: u64,
    document: TantivyDocument,
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
        self.text_bytes
    }
}

impl Document for Prepared {
    type Value<'a> = CompactDocValue<'a>;
    type FieldsValuesIter<'a> = <TantivyDocument as Document>::FieldsValuesIter<'a>;

    fn iter_fields_and_values(&self) -> Self::FieldsValuesIter<'_> {
        self.document.iter_fields_and_values()
    }
}

impl Preparer {
    /// Detects the language where none is declared, compresses the article and lays out its fields.
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
        let text = Text {
            body: &article.body,
            headings: &article.headings,
            title: &article.title,
            language: language.unwrap_or(Language::UNKNOWN),
        };
        let indexed = analysis::indexed_text(&text);
        let encoded = self
            .encoder
            .encode(&mut article)
            .map_err(|source| Error::Io {
                action: "write",
                path: "dictionary.zstd".into(),
                source,
            })?;
        let mut document = TantivyDocument::new();
        document.add_text(self.fields.text, indexed);
        document.add_bytes(self.fields.stored, &encoded.stored);
        document.add_u64(self.fields.content_hash, encoded.content_hash);
        document.add_u64(self.fields.body_words, analysis::word_count(&article.body));
        self.add_attributes(&mut document, &article);
        Ok(Prepared {
            text_bytes: (article.title.len() + article.body.len()) as u64,
            id: article.id,
            content_hash: encoded.content_hash,
            document,
            hold: None,
        })
    }

    fn add_attributes(&self, document: &mut TantivyDocument, article: &Article) {
        let fields = &self.fields;
        document.add_text(fields.id, &article.id.0);
        document.add_text(fields.origin, &article.origin.path);
        document.add_text(
            fields.language,
            article.language.as_deref().unwrap_or("und"),
        );
        let one = [
            (fields.source, &article.source),
            (fields.section, &article.section),
            (fields.url, &article.url),
        ];
        for (field, value) in one {
            if let Some(value) = value {
                document.add_text(field, value);
            }
        }
        let many: [(Field, &[String]); 2] = [
            (fields.author, &article.authors),
            (fields.tag, &article.tags),
        ];
        for (field, values) in many {
            for value in values {
                document.add_text(field, value);
            }
        }
        if let Some(published) = &article.published {
            document.add_i64(fields.first_day, published.first_day());
            document.add_i64(fields.last_day, published.last_day());
            document.add_i64(fields.published, published.sort_key_seconds());
        }
        if !article.metadata.is_empty() {
            let object = article
                .metadata
                .iter()
                .map(|(key, value)| (key.clone(), value.clone().into()))
                .collect();
            document.add_object(fields.meta, object);
        }
    }
}

/// The one writer of an index.
pub struct ArchiveWriter {
    path: PathBuf,
    writer: IndexWriter<Prepared>,
    before: Option<(Archive, Searcher)>,
    /// Hashes of the ids added since the writer was opened.
    added: FxHashSet<u64>,
    preparer: Preparer,
    /// Which files were read completely.
    pub journal: Journal,
    uncommitted_bytes: u64,
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
            .clamp(1, (options.memory_bytes / LEAST_THREAD_BYTES).max(1));
        let writer: IndexWriter<Prepared> = index.writer_with_options(
            IndexWriterOptions::builder()
                .num_worker_threads(threads)
                .memory_budget_per_thread((options.memory_bytes / threads).max(LEAST_THREAD_BYTES))
                .num_merge_threads(1)
                .build(),
        )?;
        let mut policy = LogMergePolicy::default();
        policy.set_del_docs_ratio_before_merge(0.2);
        writer.set_merge_policy(Box::new(policy));
        let archive = Archive::open(path)?;
        let searcher = archive.searcher();
        let before = (searcher.num_docs() > 0).then_some((archive, searcher));
        let encoder = Arc::new(ArticleEncoder::open(path).map_err(io_error("read", path))?);
        Ok(Self {
            path: path.to_owned(),
            writer,
            before,
            added: FxHashSet::default(),
            preparer: Preparer { fields, encoder },
            journal: Journal::open(path)?,
            uncommitted_bytes: 0,
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
        let mut hasher = DefaultHasher::new();
        hasher.write(prepared.id.0.as_bytes());
        let first = self.added.insert(hasher.finish());
        let existing = self.existing(&prepared.id)?;
        if first && existing.is_some_and(|existing| existing.content_hash == prepared.content_hash)
        {
            return Ok(Added::Unchanged);
        }
        let replaces = !first || existing.is_some();
        if replaces {
            self.writer.delete_term(Term::from_field_text(
                self.preparer.fields.id,
                &prepared.id.0,
            ));
        }
        self.uncommitted_bytes += prepared.text_bytes;
        self.writer.add_document(prepared)?;
        Ok(if replaces {
            Added::Replaced
        } else {
            Added::New
        })
    }

    /// What the index held under this id when the writer was opened.
    fn existing(&self, id: &ArticleId) -> Result<Option<Existing>> {
        let Some((_, searcher)) = &self.before else {
            return Ok(None);
        };
        let term = Term::from_field_text(self.preparer.fields.id, &id.0);
        for segment in searcher.segment_readers() {
            let inverted = segment.inverted_index(self.preparer.fields.id)?;
            let postings = inverted
                .read_postings(&term, IndexRecordOption::Basic)
                .map_err(tantivy::TantivyError::from)?;
            let Some(mut postings) = postings else {
                continue;
            };
            while postings.doc() != TERMINATED {
                let alive = segment
                    .alive_bitset()
                    .is_none_or(|alive| alive.is_alive(postings.doc()));
                if alive {
                    let column = segment.fast_fields().u64("content_hash")?;
                    let content_hash = column.first(postings.doc()).unwrap_or_default();
                    return Ok(Some(Existing { content_hash }));
                }
                postings.advance();
            }
        }
        Ok(None)
    }

    /// Removes all articles that came from a file.
    pub fn remove_origin(&mut self, path: &str) {
        self.writer
            .delete_term(Term::from_field_text(self.preparer.fields.origin, path));
        self.journal.forget(path);
    }

    /// Whether enough was added, or enough time has passed, for a commit.
    pub fn wants_commit(&self) -> bool {
        self.uncommitted_bytes >= COMMIT_BYTES
            || (self.uncommitted_bytes > 0 && self.last_commit.elapsed() >= COMMIT_EVERY)
    }

    /// Makes everything added so far safe and visible to new readers, then writes the journal.
    ///
    /// # Errors
    /// When it cannot be written: the index then stays as of the commit before.
    pub fn commit(&mut self) -> Result<()> {
        self.writer.commit()?;
        self.uncommitted_bytes = 0;
        self.last_commit = Instant::now();
        self.journal.flush()
    }

    /// Ends writing: merges down to at most `segments` segments (none if `None`) and clears deleted articles away.
    ///
    /// # Errors
    /// When a merge fails; the index stays as of the last commit.
    pub fn finish(mut self, segments: Option<usize>) -> Result<()> {
        self.journal.compact()?;
        let index = self.writer.index().clone();
        // Merges of the writer's own are under way: only when they have ended is it known what there is to merge.
        self.writer.wait_merging_threads()?;
        let writer: IndexWriter<Prepared> = index.writer_with_options(
            IndexWriterOptions::builder()
                .num_worker_threads(1)
                .memory_budget_per_thread(LEAST_THREAD_BYTES)
                .num_merge_threads(1)
                .build(),
        )?;
        writer.set_merge_policy(Box::new(NoMergePolicy));
        if let Some(segments) = segments {
            merge_down(&index, writer, segments.max(1))
        } else {
            writer.garbage_collect_files().wait()?;
            Ok(writer.wait_merging_threads()?)
        }
    }

    /// The folder.
    pub fn path(&self) -> &Path {
        &self.path
    }
}

/// Merges the smallest segments until `most` are left, and every segment that holds deleted articles.
fn merge_down(index: &Index, mut writer: IndexWriter<Prepared>, most: usize) -> Result<()> {
    let mut metas = index.searchable_segment_metas()?;
    metas.sort_by_key(tantivy::SegmentMeta::num_docs);
    let surplus = metas.len().saturating_sub(most);
    let merged = if surplus > 0 { surplus + 1 } else { 0 };
    let (together, others) = metas.split_at(merged);
    if !together.is_empty() {
        let ids: Vec<_> = together.iter().map(tantivy::SegmentMeta::id).collect();
        writer.merge(&ids).wait()?;
    }
    for meta in others.iter().filter(|meta| meta.has_deletes()) {
        writer.merge(&[meta.id()]).wait()?;
    }
    writer.garbage_collect_files().wait()?;
    Ok(writer.wait_merging_threads()?)
}

fn open_or_create(path: &Path) -> Result<(Index, Fields)> {
    let (schema, fields) = Fields::schema();
    let directory = ReadDirectory::open(path).map_err(|error| Error::Damaged {
        path: path.to_owned(),
        what: error.to_string(),
    })?;
    let settings = IndexSettings {
        docstore_compression: Compressor::None,
        ..IndexSettings::default()
    };
    let exists = Index::exists(&directory).map_err(|error| Error::Damaged {
        path: path.to_owned(),
        what: error.to_string(),
    })?;
    let mut index = if exists {
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
    index.set_tokenizers(tokenizers());
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
