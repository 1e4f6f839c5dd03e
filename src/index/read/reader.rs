//! An index opened for reading.

use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};

use tantivy::index::SegmentId;
use tantivy::{DocAddress, Index, IndexReader, ReloadPolicy, Searcher};
use tantivy_common::file_slice::WrapFile;

use crate::analysis::Language;
use crate::article::Article;
use crate::index::commit::Commit;
use crate::index::directory::{IndexDirectory, Reading};
use crate::index::forms::Forms;
use crate::index::read::columns::SegmentColumns;
use crate::index::read::language_docs;
use crate::index::read::live_articles::LiveArticles;
use crate::index::read::revision::Revision;
use crate::index::read::segment_text_reader::SegmentTextReaders;
use crate::index::read::stories::Stories;
use crate::index::schema::Fields;
use crate::index::store::ArticleDecoder;
use crate::index::stories::StoriesFile;
use crate::index::{Error, Result};
use crate::index::{lock, version};
use crate::stop::Stop;

/// An archive, as it stood when it was opened: one index, or several that answer as one.
pub(crate) struct ArchiveReader {
    opened: Arc<Opened>,
    /// What ends the questions that are asked of it.
    stop: Option<Stop>,
}

/// What every reader of an archive shares.
struct Opened {
    /// At least one.
    parts: Vec<Part>,
    reader: IndexReader,
    fields: Fields,
    forms: Forms,
    languages: OnceLock<Vec<Language>>,
    texts: Arc<SegmentTextReaders>,
    live: Arc<LiveArticles>,
    columns: Vec<SegmentColumns>,
    stories: OnceLock<Stories>,
    revision: Revision,
}

/// One index of an archive.
struct Part {
    path: PathBuf,
    commit: Commit,
    segments: Vec<SegmentId>,
    decoder: ArticleDecoder,
    /// Opened with the segments that it is of, and read when it is first asked for.
    stories: io::Result<WrapFile>,
}

impl Part {
    /// One index, as Tantivy opens it.
    fn open(path: &Path, reading: Reading) -> Result<(Self, Index)> {
        version::check(path)?;
        let directory =
            IndexDirectory::open([path], reading).map_err(|error| damaged(path, &error))?;
        let index = Index::open(directory)?;
        let part = Self {
            path: path.to_owned(),
            commit: Commit::last(&index)?,
            segments: index.searchable_segment_ids()?,
            decoder: ArticleDecoder::open(path),
            stories: StoriesFile::open(path),
        };
        Ok((part, index))
    }

    fn stories(&self) -> Result<StoriesFile> {
        let read = match &self.stories {
            Ok(file) => StoriesFile::read(&self.path, file),
            Err(error) => Err(io::Error::new(error.kind(), error.to_string())),
        };
        read.map_err(|error| damaged(&self.path, &format!("which articles are copies: {error}")))
    }

    /// Several indexes, and all of them as one.
    fn open_all(paths: &[&Path], reading: Reading) -> Result<(Vec<Self>, Index)> {
        let opened = paths.iter().map(|path| Self::open(path, reading));
        let opened: Result<Vec<(Self, Index)>> = opened.collect();
        let mut opened = opened?;
        if opened.len() == 1
            && let Some((part, index)) = opened.pop()
        {
            return Ok((vec![part], index));
        }
        let together = |error: &dyn std::fmt::Display| Error::Together {
            paths: paths.iter().map(|path| path.to_path_buf()).collect(),
            what: error.to_string(),
        };
        let directory = IndexDirectory::open(paths.iter().copied(), reading)
            .map_err(|error| together(&error))?;
        let index = Index::open(directory).map_err(|error| together(&error))?;
        Ok((opened.into_iter().map(|(part, _)| part).collect(), index))
    }
}

/// Attempts at opening several indexes: a writer may commit to one between its being opened and all being opened together.
const ATTEMPTS: usize = 5;

impl ArchiveReader {
    /// Opens the index in a folder, as of its last commit. Writers may go on meanwhile.
    ///
    /// # Errors
    /// When there is none, it has another version, or it cannot be read.
    pub(crate) fn open(path: &Path) -> Result<Self> {
        Self::open_all(&[path])
    }

    /// As [`Self::open`], for a writer, which reads many stored articles and keeps within its memory.
    ///
    /// # Errors
    /// As [`Self::open`].
    pub(crate) fn open_for_writer(path: &Path) -> Result<Self> {
        Self::open_as(&[path], Reading::MappedButStore)
    }

    /// Opens several as one: words are as rare as in all of them, so that scores can be compared.
    ///
    /// # Errors
    /// When one of them cannot be opened, or is given twice.
    pub(crate) fn open_all(paths: &[&Path]) -> Result<Self> {
        Self::open_as(paths, Reading::Mapped)
    }

    fn open_as(paths: &[&Path], reading: Reading) -> Result<Self> {
        let mut opened = Self::try_open(paths, reading)?;
        for _ in 1..ATTEMPTS {
            if opened.knows_its_segments() {
                break;
            }
            opened = Self::try_open(paths, reading)?;
        }
        Ok(opened)
    }

    fn try_open(paths: &[&Path], reading: Reading) -> Result<Self> {
        if paths.is_empty() {
            return Err(Error::Together {
                paths: Vec::new(),
                what: "none is named".into(),
            });
        }
        // Before anything is opened: what is written meanwhile is another.
        let revision = Revision::of(paths.iter().copied());
        let (parts, index) = Part::open_all(paths, reading)?;
        let first = &parts[0].path;
        let fields = Fields::of(&index.schema())
            .ok_or_else(|| damaged(first, &"its fields are not ours"))?;
        let reader: IndexReader = index
            .reader_builder()
            .reload_policy(ReloadPolicy::Manual)
            // Articles are read from a store of our own.
            .doc_store_cache_num_blocks(0)
            .try_into()?;
        // After the reader: the forms of every commit that it may have seen are there.
        let forms: Result<Vec<Forms>> = parts
            .iter()
            .map(|part| Forms::open(&part.path, part.commit.forms))
            .collect();
        let opened = Opened {
            texts: Arc::new(SegmentTextReaders::of(&reader.searcher(), fields)),
            live: Arc::new(LiveArticles::of(&reader.searcher(), fields)),
            columns: SegmentColumns::of(&reader.searcher()),
            reader,
            fields,
            languages: OnceLock::new(),
            stories: OnceLock::new(),
            forms: forms?.into_iter().collect(),
            parts,
            revision,
        };
        Ok(Self {
            opened: Arc::new(opened),
            stop: None,
        })
    }

    /// The same archive, whose questions end when that is set.
    pub(crate) fn until(&self, stop: &Stop) -> Self {
        Self {
            opened: Arc::clone(&self.opened),
            stop: Some(stop.clone()),
        }
    }

    /// What ends the questions that are asked of it.
    pub(crate) fn stop(&self) -> Option<&Stop> {
        self.stop.as_ref()
    }

    /// Goes on, unless what is asked is to end.
    ///
    /// # Errors
    /// When it is.
    pub(crate) fn go_on(&self) -> Result<()> {
        match &self.stop {
            Some(stop) if stop.is_set() => Err(Error::Stopped),
            _ => Ok(()),
        }
    }

    fn knows_its_segments(&self) -> bool {
        let searcher = self.searcher();
        let mut segments = searcher.segment_readers().iter();
        self.opened.parts.len() == 1 || segments.all(|segment| self.has_part(segment.segment_id()))
    }

    fn has_part(&self, segment: SegmentId) -> bool {
        self.opened
            .parts
            .iter()
            .any(|part| part.segments.contains(&segment))
    }

    /// The index that a segment is of.
    fn part_of(&self, segment: SegmentId) -> &Part {
        let mut parts = self.opened.parts.iter();
        let found = parts.find(|part| part.segments.contains(&segment));
        found.unwrap_or(&self.opened.parts[0])
    }

    /// The folders of its indexes; at least one.
    pub(crate) fn paths(&self) -> impl Iterator<Item = &Path> {
        self.opened.parts.iter().map(|part| part.path.as_path())
    }

    /// A number for the state of its indexes.
    pub(crate) fn revision(&self) -> u64 {
        self.opened.revision.number()
    }

    /// Whether something was written to its indexes after it was opened.
    pub(crate) fn is_outdated(&self) -> bool {
        Revision::of(self.paths()) != self.opened.revision
    }

    /// The fields.
    pub(crate) fn fields(&self) -> &Fields {
        &self.opened.fields
    }

    /// Whether a stem term, or one that begins with this, stands for any surface term that is not written as it is.
    pub(crate) fn has_forms(&self, start: &str) -> bool {
        self.opened.forms.has(start)
    }

    /// The surface terms that a stem term stands for, in order.
    pub(crate) fn forms(&self, stem: &str) -> Vec<String> {
        self.opened.forms.of(stem)
    }

    /// A frozen view of the index.
    pub(crate) fn searcher(&self) -> Searcher {
        self.opened.reader.searcher()
    }

    /// What questions read of bodies and titles.
    pub(crate) fn texts(&self) -> &Arc<SegmentTextReaders> {
        &self.opened.texts
    }

    /// What ranking asks about its articles.
    pub(crate) fn live_articles(&self) -> &Arc<LiveArticles> {
        &self.opened.live
    }

    /// What is known of its articles without reading them, segment by segment.
    pub(crate) fn columns(&self) -> &[SegmentColumns] {
        &self.opened.columns
    }

    /// Which articles are copies of one story; read when it is first asked for. Of several indexes, each has its own stories.
    ///
    /// # Errors
    /// When it cannot be read or is damaged.
    pub(crate) fn stories(&self) -> Result<&Stories> {
        if let Some(stories) = self.opened.stories.get() {
            return Ok(stories);
        }
        let mut stories = Stories::default();
        for part in &self.opened.parts {
            // Before the first commit there may be none.
            if part.commit.number > 0 {
                stories.add(part.stories()?);
            }
        }
        Ok(self.opened.stories.get_or_init(|| stories))
    }

    /// What the last commit of its first index says.
    pub(crate) fn commit(&self) -> Commit {
        self.opened.parts[0].commit
    }

    /// Whether nothing has been committed to it yet.
    pub(crate) fn is_new(&self) -> bool {
        self.opened.parts.iter().all(|part| part.commit.number == 0)
    }

    /// Whether a process writes to one of its indexes now.
    pub(crate) fn is_being_written(&self) -> bool {
        self.paths().any(lock::is_held)
    }

    /// Number of articles.
    pub(crate) fn len(&self) -> u64 {
        self.searcher().num_docs()
    }

    /// Reads one article from the store.
    ///
    /// # Errors
    /// When it cannot be read or is damaged, or what is asked is to end.
    pub(crate) fn article(&self, searcher: &Searcher, address: DocAddress) -> Result<Article> {
        self.go_on()?;
        let segment = self
            .texts()
            .segment(searcher.segment_reader(address.segment_ord))?;
        let part = self.part_of(segment.id());
        let damaged = |what: &dyn std::fmt::Display| Error::Article {
            path: part.path.clone(),
            what: what.to_string(),
        };
        let document = segment
            .document(address.doc_id)
            .map_err(|error| damaged(&error))?;
        let mut article = part
            .decoder
            .decode_document(&document, segment.content_hash(address.doc_id))
            .map_err(|error| damaged(&error))?;
        if self.opened.parts.len() > 1 {
            article.origin.index = Some(part.path.display().to_string());
        }
        Ok(article)
    }

    /// The languages that the articles are in; of those whose words have the same stems, one.
    ///
    /// # Errors
    /// When the term dictionary cannot be read.
    pub(crate) fn languages(&self) -> Result<&[Language]> {
        if let Some(languages) = self.opened.languages.get() {
            return Ok(languages);
        }
        let languages = self.read_languages()?;
        Ok(self.opened.languages.get_or_init(|| languages))
    }

    fn read_languages(&self) -> Result<Vec<Language>> {
        let mut languages = Vec::new();
        for segment in self.searcher().segment_readers() {
            let inverted = segment.inverted_index(self.opened.fields.language)?;
            for (language, _) in language_docs::languages(&inverted)? {
                let same = |known: &Language| known.stem_tag() == language.stem_tag();
                if !languages.iter().any(same) {
                    languages.push(language);
                }
            }
        }
        Ok(languages)
    }
}

fn damaged(path: &Path, what: &dyn std::fmt::Display) -> Error {
    Error::Damaged {
        path: path.to_owned(),
        what: what.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::index::Merging;
    use crate::index::sample_index::write;

    #[test]
    fn stories_are_read_by_many_threads_at_once() {
        let folder = tempfile::tempdir().unwrap();
        let article = |number: usize| {
            let id = format!("a{number}");
            serde_json::json!({ "id": id, "origin": { "path": id }, "body": "The bridge was closed." })
        };
        write(folder.path(), (0..3).map(article), Merging::Nothing);
        for _ in 0..50 {
            let archive = ArchiveReader::open(folder.path()).unwrap();
            std::thread::scope(|threads| {
                let ask = || archive.stories().map(|stories| stories.leader(0).is_some());
                let asked: Vec<_> = (0..4).map(|_| threads.spawn(ask)).collect();
                for answer in asked {
                    assert!(answer.join().unwrap().unwrap());
                }
            });
        }
    }
}
