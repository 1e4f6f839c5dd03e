//! An archive that answers questions.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use rayon::prelude::*;

use crate::api::{
    ArticleHighlights, Collocates, CollocatesRequest, ConcordanceRequest, CountRequest, Counted,
    ExpandedPattern, FacetRequest, Facets, Grouped, GroupedRequest, Keyness, KeynessRequest,
    QuoteRequest, SearchRequest, SearchResponse, Similar, SimilarRequest, Timeline,
    TimelineRequest, ToldStory, Trends, TrendsRequest, VerifiedQuote,
};
use crate::article::{Article, Origin};
use crate::copies::Story;
use crate::cores::has_threads;
use crate::error::Result;
use crate::index::{ArchiveReader, Stats};
use crate::query::Query;
use crate::search::{self, Answer, Concordance, KeptGroupings};
use crate::stop::Stop;

/// An archive, as it stood when it was opened. It answers any number of questions, from any number of threads.
pub struct Archive {
    pub(super) reader: ArchiveReader,
    groupings: Arc<KeptGroupings>,
}

impl Archive {
    /// Opens the index in a folder, as of its last commit. Indexing may go on meanwhile.
    ///
    /// # Errors
    /// When there is no index, it has another version of the format, or it cannot be read.
    pub fn open(index: impl AsRef<Path>) -> Result<Self> {
        Ok(Self {
            reader: ArchiveReader::open(index.as_ref())?,
            groupings: Arc::default(),
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
            groupings: Arc::default(),
        })
    }

    /// The same archive for a question that may be given up: what is asked of it ends with an error when `stop` is set. All else is shared
    /// with this one.
    #[must_use]
    pub fn until(&self, stop: &Stop) -> Self {
        Self {
            reader: self.reader.until(stop),
            groupings: Arc::clone(&self.groupings),
        }
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

    /// Says which words of the archive the patterns of a query stand for, as an answer to it would; no article is looked for.
    ///
    /// # Errors
    /// When the index cannot be read.
    pub fn patterns(&self, query: &Query) -> Result<Vec<ExpandedPattern>> {
        Ok(search::patterns(&self.reader, query)?)
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

#[cfg(test)]
mod tests {
    use std::fmt::Write as _;
    use std::io;

    use super::*;
    use crate::api::{GroupBy, Ranked};
    use crate::error::Error;
    use crate::query::Field;

    /// Articles that have some words in common, one that few others have, and one that no other has.
    fn ferries(folder: &Path, articles: usize) -> Archive {
        let article = |at: usize| {
            let mut body = String::new();
            for sentence in 0..5 {
                let _ = write!(body, "The old ferry crossed river{at} again, {sentence}. ");
            }
            let _ = write!(body, "It lay at pier{}.", at % 8);
            let id = format!("f{at}");
            let title = format!("Ferry {at}");
            Article::new(&*id, &*title, &*body)
        };
        let index = folder.join("index");
        crate::index_articles(&index, (0..articles).map(article)).unwrap();
        Archive::open(index).unwrap()
    }

    fn facets() -> FacetRequest {
        FacetRequest {
            by: vec![GroupBy::Field(Field::Source)],
            over_time: true,
            ..FacetRequest::new(CountRequest::new("ferry"))
        }
    }

    fn timeline() -> TimelineRequest {
        TimelineRequest {
            queries: vec![CountRequest::new("ferry")],
            within: Query::all(),
            period: None,
            coarse: crate::api::CoarseDates::default(),
            split: None,
            by_counts: false,
            bursts: 1,
        }
    }

    /// What each way to search, to count and to read an article ends with.
    fn searching(archive: &Archive, id: &str) -> Vec<(&'static str, Option<Error>)> {
        let search = |query: &str| archive.search(&SearchRequest::new(query)).err();
        let passages = SearchRequest {
            ranked: Ranked::Passages,
            ..SearchRequest::new("ferry")
        };
        let phrase = CountRequest::new("\"old ferry\"");
        vec![
            ("search", search("ferry")),
            ("nothing", search("zeppelin")),
            ("pattern", search("riv* f?rry")),
            ("passages", archive.search(&passages).err()),
            ("count", archive.count(&phrase).err()),
            ("facets", archive.facets(&facets()).err()),
            ("timeline", archive.timeline(&timeline()).err()),
            ("patterns", archive.patterns(&Query::all()).err()),
            ("show", archive.show(id, &Query::all()).err()),
            ("copies", archive.copies(id).err()),
        ]
    }

    /// What each other question ends with.
    fn exploring(archive: &Archive, article: &Article) -> Vec<(&'static str, Option<Error>)> {
        let trends = TrendsRequest {
            keyness: KeynessRequest::new("ferry"),
            from: Query::all(),
            to: Query::all(),
        };
        let kwic = ConcordanceRequest::new("ferry");
        let collocates = CollocatesRequest::new("ferry");
        let similar = SimilarRequest::new(article.clone());
        let quote = QuoteRequest::new("the old ferry sank");
        vec![
            ("kwic", archive.concordance(&kwic).err()),
            ("keyness", archive.keyness(&trends.keyness).err()),
            ("trends", archive.trends(&trends).err()),
            ("collocates", archive.collocates(&collocates).err()),
            ("similar", archive.similar(&similar).err()),
            ("quote", archive.verify_quote(&quote).err()),
        ]
    }

    fn ends(archive: &Archive, article: &Article) -> Vec<(&'static str, Option<Error>)> {
        let mut ends = searching(archive, &article.id.0);
        ends.append(&mut exploring(archive, article));
        ends
    }

    #[test]
    fn every_question_ends_when_it_is_given_up() {
        let folder = tempfile::tempdir().unwrap();
        let archive = ferries(folder.path(), 40);
        let (article, _) = archive.show("f1", &Query::all()).unwrap().unwrap();
        let stop = Stop::default();
        let asked = archive.until(&stop);
        for (question, error) in ends(&asked, &article) {
            assert!(error.is_none(), "{question}: {error:?}");
        }
        stop.set();
        for (question, error) in ends(&asked, &article) {
            assert!(error.is_some_and(|error| error.is_stopped()), "{question}");
        }
        // Nobody else is.
        for (question, error) in ends(&archive, &article) {
            assert!(error.is_none(), "{question}: {error:?}");
        }
    }

    #[test]
    fn what_is_under_way_ends_in_the_middle() {
        let folder = tempfile::tempdir().unwrap();
        let archive = ferries(folder.path(), 2_000);
        let request = ConcordanceRequest::new("ferry");
        let lines = archive.concordance(&request).unwrap().lines();
        let stop = Stop::default();
        let asked = archive.until(&stop);
        let kwic = asked.concordance(&request).unwrap();
        let mut written = Vec::new();
        let line = |_: &crate::api::ConcordanceLine<'_>, out: &mut Vec<u8>| -> io::Result<()> {
            stop.set();
            out.push(b'.');
            Ok(())
        };
        let error = kwic.write(&line, &mut written).unwrap_err();
        assert!(error.is_stopped());
        assert!(
            (written.len() as u64) < lines,
            "{} of {lines}",
            written.len()
        );

        let stop = Stop::default();
        let asked = archive.until(&stop);
        let all = SearchRequest {
            limit: None,
            ..SearchRequest::new("ferry")
        };
        let mut taken = 0;
        let ended = asked.answer(&all).unwrap().each_hit(|_| {
            taken += 1;
            stop.set();
            Ok::<_, search::Error>(())
        });
        assert!(ended.unwrap_err().is_stopped());
        assert!(taken < 2_000, "{taken}");
    }
}
