//! The folder of an index, made or opened for writing by one process at a time.

use std::fs::{self, File};
use std::path::Path;

use tantivy::indexer::{IndexWriterOptions, NoMergePolicy};
use tantivy::store::Compressor;
use tantivy::{Index, IndexSettings, IndexWriter, TantivyDocument};

use crate::index::directory::IndexDirectory;
use crate::index::lock::lock;
use crate::index::schema::Fields;
use crate::index::version;
use crate::index::write::merging::MERGE_THREADS;
use crate::index::{Error, Result, io_error};

/// What Tantivy makes first in a new index.
const TANTIVY_FILE: &str = "meta.json";
/// Bytes of memory that Tantivy's writer must be promised for indexing. It commits, deletes and merges, and never uses them.
const ENGINE_BYTES: usize = 15_000_000;
/// Bytes of a block of the store, at least, before compression. An article is compressed alone, and read alone, while a block is
/// copied whole.
const STORE_BLOCK_BYTES: usize = 1024;

/// An index that this process alone writes to, for as long as it keeps this.
pub(crate) struct Opened {
    pub(crate) index: Index,
    pub(crate) fields: Fields,
    /// Ends with the process at the latest.
    pub(crate) lock: File,
}

impl Opened {
    /// Opens the index in a folder, and makes both where they are missing.
    pub(crate) fn open(path: &Path) -> Result<Self> {
        fs::create_dir_all(path).map_err(io_error("create", path))?;
        let lock = lock(path)?;
        let is_stamped = match version::check(path) {
            Err(Error::NoIndex(_)) => false,
            checked => checked.map(|()| true)?,
        };
        if !is_stamped {
            refuse_foreign_files(path)?;
        }
        clear_unfinished(path)?;
        let (index, fields) = open_or_create(path, is_stamped)?;
        if !is_stamped {
            version::stamp(path)?;
        }
        Ok(Self {
            index,
            fields,
            lock,
        })
    }
}

/// Tantivy's writer, which is given segments, not articles.
pub(crate) fn engine_writer(index: &Index) -> Result<IndexWriter<TantivyDocument>> {
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

fn open_or_create(path: &Path, is_stamped: bool) -> Result<(Index, Fields)> {
    let (schema, fields) = Fields::schema();
    let directory = IndexDirectory::for_writing(path).map_err(|error| Error::Damaged {
        path: path.to_owned(),
        what: error.to_string(),
    })?;
    let settings = IndexSettings {
        docstore_compression: Compressor::None,
        docstore_blocksize: STORE_BLOCK_BYTES,
        ..IndexSettings::default()
    };
    let exists = Index::exists(&directory).map_err(|error| Error::Damaged {
        path: path.to_owned(),
        what: error.to_string(),
    })?;
    let index = if exists {
        Index::open(directory)?
    } else if is_stamped {
        // To begin anew would be to lose what the index held.
        return Err(Error::Damaged {
            path: path.to_owned(),
            what: format!("`{TANTIVY_FILE}` is missing"),
        });
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

/// Removes files that a run left while it wrote them: they get their names when they are finished.
fn clear_unfinished(path: &Path) -> Result<()> {
    for entry in fs::read_dir(path).map_err(io_error("read", path))? {
        let file = entry.map_err(io_error("read", path))?.path();
        let name = file.file_name().unwrap_or_default().to_string_lossy();
        // Tantivy's begin with `.tmp`.
        if name.starts_with(".tmp") || name.ends_with(".unfinished") {
            fs::remove_file(&file).map_err(io_error("remove", &file))?;
        }
    }
    Ok(())
}

/// An index is made in an empty folder, beside a README, or where making one was interrupted.
pub(crate) fn refuse_foreign_files(path: &Path) -> Result<()> {
    for entry in fs::read_dir(path).map_err(io_error("read", path))? {
        let name = entry.map_err(io_error("read", path))?.file_name();
        let name = name.to_string_lossy();
        let interrupted = [TANTIVY_FILE, version::UNFINISHED, version::FILE].contains(&&*name);
        if !interrupted && !name.starts_with('.') && !name.starts_with("README") {
            return Err(Error::NotAnIndex(path.to_owned()));
        }
    }
    Ok(())
}
