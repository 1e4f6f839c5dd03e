//! An index opened for reading.

use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};

use tantivy::{DocAddress, Index, IndexReader, ReloadPolicy, Searcher};

use crate::analysis::Language;
use crate::article::Article;
use crate::index::commit::Commit;
use crate::index::directory::IndexDirectory;
use crate::index::forms::Forms;
use crate::index::read::language_docs;
use crate::index::read::live_articles::LiveArticles;
use crate::index::read::segment_text_reader::SegmentTextReaders;
use crate::index::schema::Fields;
use crate::index::store::ArticleDecoder;
use crate::index::{Error, Result};
use crate::index::{lock, version};

/// An archive, as it stood when it was opened.
pub(crate) struct ArchiveReader {
    path: PathBuf,
    reader: IndexReader,
    fields: Fields,
    forms: Forms,
    /// Number of the last commit; 0 where there is none.
    commit: u64,
    decoder: ArticleDecoder,
    languages: OnceLock<Vec<Language>>,
    texts: Arc<SegmentTextReaders>,
    live: Arc<LiveArticles>,
}

impl ArchiveReader {
    /// Opens the index in a folder, as of its last commit. Writers may go on meanwhile.
    ///
    /// # Errors
    /// When there is none, it has another version, or it cannot be read.
    pub(crate) fn open(path: &Path) -> Result<Self> {
        version::check(path)?;
        let directory = IndexDirectory::for_reading(path).map_err(|error| Error::Damaged {
            path: path.to_owned(),
            what: error.to_string(),
        })?;
        let index = Index::open(directory)?;
        let fields = Fields::of(&index.schema()).ok_or_else(|| Error::Damaged {
            path: path.to_owned(),
            what: "its fields are not ours".into(),
        })?;
        let commit = Commit::last(&index)?;
        let reader: IndexReader = index
            .reader_builder()
            .reload_policy(ReloadPolicy::Manual)
            // Articles are read from a store of our own.
            .doc_store_cache_num_blocks(0)
            .try_into()?;
        Ok(Self {
            path: path.to_owned(),
            texts: Arc::new(SegmentTextReaders::of(&reader.searcher(), fields)),
            live: Arc::new(LiveArticles::of(&reader.searcher(), fields)),
            reader,
            fields,
            languages: OnceLock::new(),
            // After the reader: the forms of every commit that it may have seen are there.
            forms: Forms::open(path, commit.forms)?,
            commit: commit.number,
            decoder: ArticleDecoder::open(path),
        })
    }

    /// The folder.
    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    /// The fields.
    pub(crate) fn fields(&self) -> &Fields {
        &self.fields
    }

    /// Whether a stem term, or one that begins with this, stands for any surface term that is not written as it is.
    pub(crate) fn has_forms(&self, start: &str) -> bool {
        self.forms.has(start)
    }

    /// The surface terms that a stem term stands for, in order.
    pub(crate) fn forms(&self, stem: &str) -> Vec<String> {
        self.forms.of(stem)
    }

    /// A frozen view of the index.
    pub(crate) fn searcher(&self) -> Searcher {
        self.reader.searcher()
    }

    /// What questions read of bodies and titles.
    pub(crate) fn texts(&self) -> &Arc<SegmentTextReaders> {
        &self.texts
    }

    /// What ranking asks about its articles.
    pub(crate) fn live_articles(&self) -> &Arc<LiveArticles> {
        &self.live
    }

    /// Whether nothing has been committed to it yet.
    pub(crate) fn is_new(&self) -> bool {
        self.commit == 0
    }

    /// Whether a process writes to it now.
    pub(crate) fn is_being_written(&self) -> bool {
        lock::is_held(&self.path)
    }

    /// Number of articles.
    pub(crate) fn len(&self) -> u64 {
        self.searcher().num_docs()
    }

    /// Reads one article from the store.
    ///
    /// # Errors
    /// When it cannot be read or is damaged.
    pub(crate) fn article(&self, searcher: &Searcher, address: DocAddress) -> Result<Article> {
        let segment = self
            .texts
            .segment(searcher.segment_reader(address.segment_ord))?;
        let damaged = |what: &dyn std::fmt::Display| Error::Article {
            path: self.path.clone(),
            what: what.to_string(),
        };
        let document = segment
            .document(address.doc_id)
            .map_err(|error| damaged(&error))?;
        self.decoder
            .decode_document(&document, segment.content_hash(address.doc_id))
            .map_err(|error| damaged(&error))
    }

    /// The languages that the articles are in; of those whose words have the same stems, one.
    ///
    /// # Errors
    /// When the term dictionary cannot be read.
    pub(crate) fn languages(&self) -> Result<&[Language]> {
        if let Some(languages) = self.languages.get() {
            return Ok(languages);
        }
        let languages = self.read_languages()?;
        Ok(self.languages.get_or_init(|| languages))
    }

    fn read_languages(&self) -> Result<Vec<Language>> {
        let mut languages = Vec::new();
        for segment in self.searcher().segment_readers() {
            let inverted = segment.inverted_index(self.fields.language)?;
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
