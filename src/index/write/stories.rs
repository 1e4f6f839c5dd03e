//! At the end of a run: which articles of an index are copies of one story.
//!
//! Candidates are found by the sampled shingles in a column, which merges and deletions carry along; whether one is a copy of the other is decided by their texts, each
//! pair once. All stories are made anew from what is known of the pairs, so that they do not depend on the order of runs.

use std::cmp::Reverse;
use std::ops::Range;
use std::path::Path;

use rustc_hash::FxHashMap;
use tantivy::columnar::Column;
use tantivy::{DocAddress, DocId, Searcher, SegmentReader};

use crate::copies::boilerplate::{Boilerplate, Frequencies};
use crate::copies::leaders::Sampled;
use crate::copies::outline::Outline;
use crate::copies::stories::{StoryFinder, numbered};
use crate::index::hashing;
use crate::index::read::reader::ArchiveReader;
use crate::index::stories::{
    Compared, RULE, SegmentStories, StoriesFile, read_compared, write_compared,
};
use crate::index::{Error, Result};

/// Texts that are kept for comparing, at most: about three kilobytes each.
const MOST_OUTLINES: usize = 4096;

/// Tells which articles are copies of one story, where that is not known of the last commit.
///
/// # Errors
/// When the index cannot be read, or what is found cannot be written.
pub(crate) fn update(path: &Path) -> Result<()> {
    let archive = ArchiveReader::open(path)?;
    let searcher = archive.searcher();
    let within_days = archive.commit().copies_within_days();
    let segments = searcher.segment_readers().iter();
    let segments: Vec<_> = segments
        .map(|segment| (segment.segment_id(), segment.num_deleted_docs()))
        .collect();
    // One that is damaged is made anew.
    let before = StoriesFile::open(path).and_then(|file| StoriesFile::read(path, &file));
    let is_known = |before: StoriesFile| {
        (before.rule, before.within_days) == (RULE, within_days) && before.is_of(&segments)
    };
    if before.is_ok_and(is_known) {
        return Ok(());
    }
    let columns = Columns::open(&searcher)?;
    let boilerplate = columns.boilerplate();
    let mut comparing = Comparing {
        archive: &archive,
        searcher: &searcher,
        columns: &columns,
        boilerplate: &boilerplate.hashes,
        before: read_compared(path),
        compared: Compared::default(),
        outlines: FxHashMap::default(),
    };
    let (dated, undated) = columns.in_order()?;
    let sampled = |article: &u32| columns.sampled(*article, &boilerplate);
    let mut finder = StoryFinder::new(within_days, undated.iter().map(sampled).collect());
    let mut share = |leader, copy| comparing.share(leader, copy);
    for article in &dated {
        finder.add(&sampled(article), &mut share)?;
    }
    let copies = finder.finish(&mut share)?;
    write_compared(path, &comparing.compared)?;
    columns.file(within_days, &copies)?.write(path)
}

/// The columns of all segments that copies are found by. An article has the number of those before it.
struct Columns {
    segments: Vec<SegmentColumns>,
}

struct SegmentColumns {
    segment: SegmentReader,
    articles: Range<u32>,
    shingles: Column<u64>,
    first_day: Column<i64>,
    last_day: Column<i64>,
    published: Column<i64>,
    body_words: Column<u64>,
    content_hash: Column<u64>,
}

/// What is known of the sampled shingles of all articles.
struct SampleStatistics {
    frequencies: Frequencies,
    hashes: Boilerplate,
}

impl Columns {
    fn open(searcher: &Searcher) -> Result<Self> {
        let mut segments = Vec::new();
        let mut first = 0_u32;
        for segment in searcher.segment_readers() {
            let end = first
                .checked_add(segment.max_doc())
                .ok_or_else(|| engine("the index holds too many articles"))?;
            let columns = segment.fast_fields();
            segments.push(SegmentColumns {
                shingles: columns.u64("shingles")?,
                first_day: columns.i64("first_day")?,
                last_day: columns.i64("last_day")?,
                published: columns.i64("published")?,
                body_words: columns.u64("body_words")?,
                content_hash: columns.u64("content_hash")?,
                segment: segment.clone(),
                articles: first..end,
            });
            first = end;
        }
        Ok(Self { segments })
    }

    fn boilerplate(&self) -> SampleStatistics {
        let samples = self.segments.iter().map(|of| of.shingles.values.num_vals());
        let mut frequencies = Frequencies::for_samples(samples.map(u64::from).sum());
        for segment in &self.segments {
            for doc in segment.segment.doc_ids_alive() {
                segment.sample(doc).for_each(|hash| frequencies.add(hash));
            }
        }
        let occurrences = self.segments.iter().flat_map(|segment| {
            let docs = segment.segment.doc_ids_alive();
            let dated = docs.filter_map(|doc| segment.first_day.first(doc).map(|day| (doc, day)));
            dated.flat_map(|(doc, day)| segment.sample(doc).map(move |hash| (hash, day)))
        });
        let frequent = occurrences.filter(|(hash, _)| frequencies.is_frequent(*hash));
        let hashes = Boilerplate::of(frequent);
        SampleStatistics {
            frequencies,
            hashes,
        }
    }

    /// The segment of an article, its number, and the article's number in it.
    fn place(&self, article: u32) -> (&SegmentColumns, DocAddress) {
        let after = self
            .segments
            .partition_point(|of| of.articles.end <= article);
        let at = after.min(self.segments.len() - 1);
        let segment = &self.segments[at];
        let doc = article - segment.articles.start;
        (
            segment,
            DocAddress::new(u32::try_from(at).unwrap_or(u32::MAX), doc),
        )
    }

    /// The articles that have a date, the earliest first, then the longest, then by their ids; and those that have none.
    fn in_order(&self) -> Result<(Vec<u32>, Vec<u32>)> {
        let (mut dated, mut undated) = (Vec::new(), Vec::new());
        for segment in &self.segments {
            for doc in segment.segment.doc_ids_alive() {
                let article = segment.articles.start + doc;
                let words = Reverse(segment.body_words.first(doc).unwrap_or_default());
                match segment.first_day.first(doc) {
                    Some(day) => {
                        let time = segment.published.first(doc).unwrap_or_default();
                        dated.push((day, time, words, article));
                    }
                    None => undated.push((0, 0, words, article)),
                }
            }
        }
        Ok((self.sorted(dated)?, self.sorted(undated)?))
    }

    fn sorted(&self, mut articles: Vec<(i64, i64, Reverse<u64>, u32)>) -> Result<Vec<u32>> {
        articles.sort_unstable();
        let mut sorted: Vec<u32> = Vec::with_capacity(articles.len());
        for alike in articles.chunk_by(|a, b| (a.0, a.1, a.2) == (b.0, b.1, b.2)) {
            if let [(.., article)] = alike {
                sorted.push(*article);
                continue;
            }
            let with_id = alike
                .iter()
                .map(|(.., article)| Ok((self.id(*article)?, *article)));
            let mut with_id: Vec<(String, u32)> = with_id.collect::<Result<_>>()?;
            with_id.sort_unstable();
            sorted.extend(with_id.into_iter().map(|(_, article)| article));
        }
        Ok(sorted)
    }

    fn id(&self, article: u32) -> Result<String> {
        let (segment, at) = self.place(article);
        let mut id = String::new();
        if let Some(ids) = segment.segment.fast_fields().str("id")?
            && let Some(ord) = ids.term_ords(at.doc_id).next()
        {
            ids.ord_to_str(ord, &mut id)
                .map_err(tantivy::TantivyError::from)?;
        }
        Ok(id)
    }

    fn sampled(&self, article: u32, known: &SampleStatistics) -> Sampled {
        let (segment, at) = self.place(article);
        let doc = at.doc_id;
        let sample = segment.sample(doc);
        let (mut shingles, boilerplate): (Vec<u32>, Vec<u32>) =
            sample.partition(|hash| !known.hashes.contains(*hash));
        let size = shingles.len() + boilerplate.len();
        shingles.retain(|hash| !known.frequencies.is_single(*hash));
        let own = shingles.len();
        shingles.extend(boilerplate);
        let days = segment
            .first_day
            .first(doc)
            .zip(segment.last_day.first(doc));
        Sampled {
            article,
            days,
            size,
            shingles,
            own,
        }
    }

    /// What is kept, of each copy with the leader of its story.
    fn file(&self, within_days: u32, copies: &[(u32, u32)]) -> Result<StoriesFile> {
        let (articles, leaders) = numbered(copies);
        let mut articles = articles.as_slice();
        let segments = self.segments.iter().map(|segment| {
            let here = articles.partition_point(|(article, _)| *article < segment.articles.end);
            let (own, later) = articles.split_at(here);
            articles = later;
            let start = segment.articles.start;
            SegmentStories {
                id: segment.segment.segment_id(),
                deleted: segment.segment.num_deleted_docs(),
                articles: own
                    .iter()
                    .map(|(article, story)| (article - start, *story))
                    .collect(),
            }
        });
        let segments = segments.collect();
        let leaders = leaders.into_iter().map(|leader| self.id(leader));
        Ok(StoriesFile {
            rule: RULE,
            within_days,
            segments,
            leaders: leaders.collect::<Result<_>>()?,
        })
    }
}

impl SegmentColumns {
    fn sample(&self, doc: DocId) -> impl Iterator<Item = u32> {
        let values = self.shingles.values_for_doc(doc);
        values.map(|value| u32::try_from(value).unwrap_or(u32::MAX))
    }
}

/// Compares texts, each pair once.
struct Comparing<'a> {
    archive: &'a ArchiveReader,
    searcher: &'a Searcher,
    columns: &'a Columns,
    boilerplate: &'a Boilerplate,
    before: Compared,
    compared: Compared,
    outlines: FxHashMap<u32, Outline>,
}

impl Comparing<'_> {
    /// How much of the shorter of two articles the other has, in percent, where it is enough for a copy.
    fn share(&mut self, leader: u32, copy: u32) -> Result<Option<u8>> {
        let pair = self.pair(leader, copy);
        let percent = if let Some(percent) = self.before.get(&pair) {
            *percent
        } else {
            if self.outlines.len() >= MOST_OUTLINES {
                self.outlines.clear();
            }
            let can_be_read = self.outline(leader)? && self.outline(copy)?;
            let outlines = self.outlines.get(&leader).zip(self.outlines.get(&copy));
            let Some((leader, copy)) = outlines.filter(|_| can_be_read) else {
                return Ok(None);
            };
            leader.share(copy).unwrap_or_default()
        };
        self.compared.insert(pair, percent);
        Ok((percent > 0).then_some(percent))
    }

    /// What is known of two texts hangs on them and on what of them is boilerplate.
    fn pair(&self, leader: u32, copy: u32) -> u64 {
        let mut bytes = RULE.to_le_bytes().to_vec();
        for article in [leader, copy] {
            let (segment, at) = self.columns.place(article);
            let content = segment.content_hash.first(at.doc_id).unwrap_or_default();
            bytes.extend(content.to_le_bytes());
            let sample = segment.sample(at.doc_id);
            let boilerplate = sample.filter(|hash| self.boilerplate.contains(*hash));
            bytes.extend(boilerplate.flat_map(u32::to_le_bytes));
        }
        hashing::hash(&bytes)
    }

    /// Reads what is compared of an article; whether it could be read. One that is damaged is told of by whoever shows it.
    fn outline(&mut self, article: u32) -> Result<bool> {
        if self.outlines.contains_key(&article) {
            return Ok(true);
        }
        let (_, at) = self.columns.place(article);
        let read = match self.archive.article(self.searcher, at) {
            Err(Error::Article { .. }) => return Ok(false),
            read => read?,
        };
        let outline = Outline::of(&read.title, &read.body, self.boilerplate);
        self.outlines.insert(article, outline);
        Ok(true)
    }
}

fn engine(what: &str) -> Error {
    tantivy::TantivyError::InvalidArgument(what.into()).into()
}
