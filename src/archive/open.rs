//! An archive that answers questions.

use std::path::{Path, PathBuf};

use rayon::prelude::*;

use crate::api::{
    ArticleHighlights, Collocates, CollocatesRequest, ConcordanceRequest, CountRequest, Counted,
    FacetRequest, Facets, Grouped, GroupedRequest, Keyness, KeynessRequest, QuoteRequest,
    SearchRequest, SearchResponse, Similar, SimilarRequest, Timeline, TimelineRequest, ToldStory,
    Trends, TrendsRequest, VerifiedQuote,
};
use crate::article::{Article, Origin};
use crate::copies::Story;
use crate::cores::has_threads;
use crate::error::Result;
use crate::index::{ArchiveReader, Stats};
use crate::query::Query;
use crate::search::{self, Answer, Concordance, KeptGroupings};

/// An archive, as it stood when it was opened. It answers any number of questions, from any number of threads.
pub struct Archive {
    pub(super) reader: ArchiveReader,
    groupings: KeptGroupings,
}

impl Archive {
    /// Opens the index in a folder, as of its last commit. Indexing may go on meanwhile.
    ///
    /// # Errors
    /// When there is no index, it has another version of the format, or it cannot be read.
    pub fn open(index: impl AsRef<Path>) -> Result<Self> {
        Ok(Self {
            reader: ArchiveReader::open(index.as_ref())?,
            groupings: KeptGroupings::default(),
        })
    }

    /// Opens several indexes, which answer as one: one ranking, and counts of all. An id that is in two of them is two articles;
    /// [`Origin::index`](crate::article::Origin::index) says which is where.
    ///
    /// # Errors
    /// When one cannot be opened as [`Archive::open`] opens it, or is given twice.
    pub fn open_all<P: AsRef<Path>>(indexes: &[P]) -> Result<Self> {
        let indexes: Vec<&Path> = indexes.iter().map(AsRef::as_ref).collect();
        Ok(Self {
            reader: ArchiveReader::open_all(&indexes)?,
            groupings: KeptGroupings::default(),
        })
    }

    /// The folder that holds the index, from which paths of its articles start; `None` where several indexes answer as one.
    pub fn folder(&self) -> Option<PathBuf> {
        let mut indexes = self.reader.paths();
        let (index, others) = (indexes.next()?, indexes.count());
        (others == 0).then(|| folder_of(index)).flatten()
    }

    /// The file that an article was read from, with its whole path; `None` for standard input.
    pub fn file_of(&self, origin: &Origin) -> Option<PathBuf> {
        let folder = match &origin.index {
            Some(index) => folder_of(Path::new(index)),
            None => self.folder(),
        };
        (origin.path != "-").then(|| folder.unwrap_or_default().join(&origin.path))
    }

    /// A number for the state of the indexes that answers: another one for each commit. The same index elsewhere has another.
    pub fn revision(&self) -> u64 {
        self.reader.revision()
    }

    /// Whether something was written to the indexes after they were opened; opened again, they answer from that.
    pub fn is_outdated(&self) -> bool {
        self.reader.is_outdated()
    }

    /// Number of articles.
    pub fn len(&self) -> u64 {
        self.reader.len()
    }

    /// Whether it holds no article.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Finds and ranks articles, and reads those asked for with their best passages.
    ///
    /// # Errors
    /// When the index cannot be read, or the query is more work than it may be.
    pub fn search(&self, request: &SearchRequest) -> Result<SearchResponse> {
        Ok(search::search(&self.reader, request)?)
    }

    /// Finds and ranks articles; the hits are read as they are asked for, so that any number of them fits in memory.
    ///
    /// # Errors
    /// When the index cannot be read, or the query is more work than it may be.
    pub fn answer(&self, request: &SearchRequest) -> Result<Answer<'_>> {
        Ok(search::answer(&self.reader, request)?)
    }

    /// Counts the articles that match, and how often the query occurs in them. No article is read for it.
    ///
    /// # Errors
    /// When the index cannot be read, or the query is more work than it may be.
    pub fn count(&self, request: &CountRequest) -> Result<Counted> {
        Ok(search::count(&self.reader, request)?)
    }

    /// The same of one of thousands, of whose phrases less is said.
    pub(super) fn count_one_of_many(&self, request: &CountRequest) -> Result<Counted> {
        Ok(search::count_one_of_many(&self.reader, request)?)
    }

    /// Counts several queries at once, on all cores.
    ///
    /// # Errors
    /// When one of them cannot be counted.
    pub fn count_all(&self, requests: &[CountRequest]) -> Result<Vec<Counted>> {
        let count = |request| self.count(request);
        if has_threads() {
            requests.par_iter().map(count).collect()
        } else {
            requests.iter().map(count).collect()
        }
    }

    /// Counts queries by when articles were published, or by what a field of them says: with zeros, and the share of all articles.
    ///
    /// # Errors
    /// When the index cannot be read, a query is more work than it may be, or there are too many steps of time.
    pub fn count_by(&self, request: &GroupedRequest) -> Result<Grouped> {
        Ok(search::grouped(&self.reader, &self.groupings, request)?)
    }

    /// The values of fields among the articles that a query finds, with how typical they are of them.
    ///
    /// # Errors
    /// As [`Archive::count_by`].
    pub fn facets(&self, request: &FacetRequest) -> Result<Facets> {
        Ok(search::facets(&self.reader, &self.groupings, request)?)
    }

    /// Follows queries over time.
    ///
    /// # Errors
    /// As [`Archive::count_by`].
    pub fn timeline(&self, request: &TimelineRequest) -> Result<Timeline> {
        Ok(search::timeline(&self.reader, request)?)
    }

    /// Finds every occurrence of a query; the lines are made as they are written.
    ///
    /// # Errors
    /// When the index cannot be read, or the query is more work than it may be.
    pub fn concordance(&self, request: &ConcordanceRequest) -> Result<Concordance<'_>> {
        Ok(search::concordance(&self.reader, request)?)
    }

    /// Finds the words and phrases that are typical of a set of articles beside another, with exact counts.
    ///
    /// # Errors
    /// When the index cannot be read, or a query is more work than it may be.
    pub fn keyness(&self, request: &KeynessRequest) -> Result<Keyness> {
        Ok(search::keyness(&self.reader, request)?)
    }

    /// Finds the words and phrases that rose and fell between two periods, as [`Archive::keyness`] compares two sets.
    ///
    /// # Errors
    /// As there.
    pub fn trends(&self, request: &TrendsRequest) -> Result<Trends> {
        Ok(search::trends(&self.reader, request)?)
    }

    /// Finds the words that keep company with a query, with exact counts.
    ///
    /// # Errors
    /// When the index or an article with the query cannot be read, or the query is more work than it may be.
    pub fn collocates(&self, request: &CollocatesRequest) -> Result<Collocates> {
        Ok(search::collocates(&self.reader, request)?)
    }

    /// Finds articles on the same matter as another, which need not be in the archive.
    ///
    /// # Errors
    /// When the index cannot be read, or it is more work than it may be.
    pub fn similar(&self, request: &SimilarRequest) -> Result<Similar> {
        Ok(search::similar(&self.reader, request)?)
    }

    /// Says whether a quotation is in the archive: word for word, near, or not at all; where, and how what stands there differs.
    ///
    /// # Errors
    /// When the index cannot be read, or the quotation is too long.
    pub fn verify_quote(&self, request: &QuoteRequest) -> Result<VerifiedQuote> {
        Ok(search::verify_quote(&self.reader, request)?)
    }

    /// Reads one article, with the matches of a query in it; `None` where no article has the id.
    ///
    /// # Errors
    /// When the index cannot be read.
    pub fn show(&self, id: &str, query: &Query) -> Result<Option<(Article, ArticleHighlights)>> {
        Ok(search::show(&self.reader, id, query)?)
    }

    /// Reads the story of an article: all articles that are near-copies of one text, and what each added, left out or changed. Of an
    /// article without copies it is the only one; `None` where no article has the id.
    ///
    /// # Errors
    /// When the index cannot be read.
    pub fn copies(&self, id: &str) -> Result<Option<ToldStory>> {
        Ok(search::copies(&self.reader, id)?)
    }

    /// The stories that several articles tell. Of several indexes, each has its own.
    ///
    /// # Errors
    /// When the index cannot be read.
    pub fn stories(&self) -> Result<Vec<Story>> {
        Ok(self.reader.story_list()?)
    }

    /// The ids of all articles, in no order.
    ///
    /// # Errors
    /// When the index cannot be read.
    pub fn ids(&self) -> Result<Vec<String>> {
        Ok(self.reader.ids()?)
    }

    /// Says what the archive holds: articles, dates, outlets, languages, sizes.
    ///
    /// # Errors
    /// When the index cannot be read.
    pub fn stats(&self) -> Result<Stats> {
        Ok(self.reader.stats()?)
    }
}

fn folder_of(index: &Path) -> Option<PathBuf> {
    let index = std::path::absolute(index).ok()?;
    index.parent().map(Path::to_owned)
}
