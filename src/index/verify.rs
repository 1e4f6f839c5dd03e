//! Whether an index is as it was written: every byte of its files is read, and every article.

use std::collections::BTreeSet;
use std::fs;
use std::io;
use std::path::Path;

use rustc_hash::FxHashMap;
use serde::Serialize;
use tantivy::index::SegmentComponent;
use tantivy::schema::IndexRecordOption;
use tantivy::{Directory, DocAddress, DocId, DocSet, Index, SegmentReader, TERMINATED};

use crate::index::checked_file::check_whole;
use crate::index::commit::Commit;
use crate::index::directory::IndexDirectory;
use crate::index::forms::{self, Forms};
use crate::index::read::reader::ArchiveReader;
use crate::index::{
    Error, Result, deleted, io_error, journal, lock, saved_searches, store, stories, version,
};

/// What came of reading an index whole.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct Verification {
    /// Files of the last commit that were read.
    pub files: u64,
    /// Their size, in bytes.
    pub size_bytes: u64,
    /// Articles that could be read.
    pub articles: u64,
    /// Files that are not as they were written, or are missing.
    pub damaged_files: Vec<DamagedFile>,
    /// Articles that cannot be read.
    pub unreadable_articles: Vec<UnreadableArticle>,
    /// Files that no commit names: what a run that was killed left; the next one clears them away. None are listed while one runs.
    pub unused_files: Vec<String>,
}

/// A file that is not as it was written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct DamagedFile {
    /// Its name.
    pub file: String,
    /// What is wrong.
    pub problem: String,
    /// The segment that it is part of, if it is part of one.
    pub segment: Option<String>,
    /// The articles of that segment: answers about them may fail.
    pub articles: u64,
}

/// An article that cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct UnreadableArticle {
    /// Its id, where that can be read.
    pub id: Option<String>,
    /// The segment that it is in.
    pub segment: String,
    /// What is wrong.
    pub problem: String,
}

impl Verification {
    /// Whether everything is as it was written.
    pub fn is_sound(&self) -> bool {
        self.damaged_files.is_empty() && self.unreadable_articles.is_empty()
    }

    fn damaged(&mut self, file: &str, problem: &dyn std::fmt::Display) {
        self.damaged_files.push(DamagedFile {
            file: file.to_owned(),
            problem: problem.to_string(),
            segment: None,
            articles: 0,
        });
    }

    /// Reads one file whole; its size, or what is wrong.
    fn file(&mut self, path: &Path) -> io::Result<()> {
        self.files += 1;
        self.size_bytes += check_whole(path)?;
        Ok(())
    }
}

/// Reads an index whole, as of its last commit.
///
/// # Errors
/// When there is none, it has another version, or not even its last commit can be read.
pub(crate) fn verify(path: &Path) -> Result<Verification> {
    version::check(path)?;
    let mut found = Verification::default();
    let damaged = |error: &dyn std::fmt::Display| Error::Damaged {
        path: path.to_owned(),
        what: error.to_string(),
    };
    let directory = IndexDirectory::for_reading(path).map_err(|error| damaged(&error))?;
    let index = Index::open(directory.clone()).map_err(|error| damaged(&error))?;
    let commit = Commit::last(&index)?;
    let mut living = BTreeSet::from([
        version::FILE.to_owned(),
        "meta.json".to_owned(),
        MANAGED_FILE.to_owned(),
        store::FILE.to_owned(),
        deleted::FILE.to_owned(),
        journal::FILE.to_owned(),
        stories::FILE.to_owned(),
        stories::COMPARED_FILE.to_owned(),
    ]);
    for meta in index.searchable_segment_metas()? {
        let segment = meta.id().uuid_string();
        let deleted = meta.has_deletes().then_some(SegmentComponent::Delete);
        for component in COMPONENTS.into_iter().chain(deleted) {
            let file = meta.relative_path(component);
            let name = file.to_string_lossy().into_owned();
            if let Err(error) = found.file(&path.join(&file)) {
                found.damaged_files.push(DamagedFile {
                    file: name.clone(),
                    problem: error.to_string(),
                    segment: Some(segment.clone()),
                    articles: u64::from(meta.num_docs()),
                });
            }
            living.insert(name);
        }
    }
    if let Err(error) = directory.atomic_read(Path::new(MANAGED_FILE)) {
        found.damaged(MANAGED_FILE, &error);
    }
    beside_segments(path, commit, &mut found);
    // Where a segment cannot be opened, its damaged files have been named.
    if let Ok(archive) = ArchiveReader::open(path) {
        articles(&archive, &mut found);
    }
    if !lock::is_held(path) {
        found.unused_files = unused(path, &living)?;
    }
    Ok(found)
}

/// Reads the files that are ours.
fn beside_segments(path: &Path, commit: Commit, found: &mut Verification) {
    if commit.dictionary
        && let Err(error) = found.file(&path.join(store::FILE))
    {
        found.damaged(store::FILE, &error);
    }
    if commit.deleted
        && let Err(error) = found.file(&path.join(deleted::FILE))
    {
        found.damaged(deleted::FILE, &error);
    }
    for (name, must_be) in [
        (stories::FILE, commit.number > 0),
        (stories::COMPARED_FILE, false),
    ] {
        let path = path.join(name);
        if (must_be || path.exists())
            && let Err(error) = found.file(&path)
        {
            let problem = format!("{error}; the next run of `index` makes it anew");
            found.damaged(name, &problem);
        }
    }
    if let Err(error) = Forms::open(path, commit.forms) {
        found.damaged("forms-*.fst", &error);
    }
    match journal::is_whole(path) {
        Ok(true) => {}
        Ok(false) => found.damaged(journal::FILE, &"a line is not what was written"),
        Err(error) => found.damaged(journal::FILE, &error),
    }
}

/// The files of a segment, besides the one that says which articles are deleted.
const COMPONENTS: [SegmentComponent; 6] = [
    SegmentComponent::Postings,
    SegmentComponent::Positions,
    SegmentComponent::FastFields,
    SegmentComponent::FieldNorms,
    SegmentComponent::Terms,
    SegmentComponent::Store,
];

/// What Tantivy keeps of the files that it made.
const MANAGED_FILE: &str = ".managed.json";

/// Reads every article.
fn articles(archive: &ArchiveReader, found: &mut Verification) {
    let searcher = archive.searcher();
    for (ordinal, segment) in (0..).zip(searcher.segment_readers()) {
        let mut unreadable: Vec<(DocId, String)> = Vec::new();
        for doc in segment.doc_ids_alive() {
            match archive.article(&searcher, DocAddress::new(ordinal, doc)) {
                Ok(_) => found.articles += 1,
                Err(error) => unreadable.push((doc, error.to_string())),
            }
        }
        if unreadable.is_empty() {
            continue;
        }
        // Not even the ids may be readable.
        let ids = ids(archive, segment).unwrap_or_default();
        let segment = segment.segment_id().uuid_string();
        found
            .unreadable_articles
            .extend(
                unreadable
                    .into_iter()
                    .map(|(doc, problem)| UnreadableArticle {
                        id: ids.get(&doc).cloned(),
                        segment: segment.clone(),
                        problem,
                    }),
            );
    }
}

/// The ids of the articles of a segment.
fn ids(archive: &ArchiveReader, segment: &SegmentReader) -> Result<FxHashMap<DocId, String>> {
    let inverted = segment.inverted_index(archive.fields().id)?;
    let engine = |error: io::Error| Error::from(tantivy::TantivyError::from(error));
    let mut terms = inverted.terms().stream().map_err(engine)?;
    let mut ids = FxHashMap::default();
    while terms.advance() {
        let id = String::from_utf8_lossy(terms.key()).into_owned();
        let mut postings = inverted
            .read_postings_from_terminfo(terms.value(), IndexRecordOption::Basic)
            .map_err(engine)?;
        while postings.doc() != TERMINATED {
            ids.insert(postings.doc(), id.clone());
            postings.advance();
        }
    }
    Ok(ids)
}

/// The files of the folder that are none of these, nor ours in another way.
fn unused(path: &Path, living: &BTreeSet<String>) -> Result<Vec<String>> {
    let mut unused = Vec::new();
    for entry in fs::read_dir(path).map_err(io_error("read", path))? {
        let name = entry.map_err(io_error("read", path))?.file_name();
        let name = name.to_string_lossy().into_owned();
        let is_lock = name.starts_with('.') && name.strip_suffix(".lock").is_some();
        let is_ours = living.contains(&name)
            || forms::is_of_forms(&name)
            || is_lock
            || name == saved_searches::FOLDER;
        if !is_ours && !name.starts_with("README") {
            unused.push(name);
        }
    }
    unused.sort_unstable();
    Ok(unused)
}
