//! What an index keeps in columns of its articles that copies are found by.

use std::cmp::Reverse;
use std::ops::Range;

use tantivy::columnar::{Column, StrColumn};
use tantivy::{DocAddress, DocId, Searcher, SegmentReader};

use crate::copies::boilerplate::{Boilerplate, Frequencies, each_once, in_week};
use crate::copies::leaders::Sampled;
use crate::copies::stories::numbered;
use crate::cores::Cores;
use crate::index::stories::{RULE, SegmentStories, StoriesFile};
use crate::index::{Error, Result};

/// Articles that one core looks at together.
const PART: u32 = 4096;

/// The columns of all segments. An article has the number of those before it.
pub(crate) struct CopyColumns {
    segments: Vec<SegmentColumns>,
}

pub(crate) struct SegmentColumns {
    segment: SegmentReader,
    articles: Range<u32>,
    shingles: Column<u64>,
    first_day: Column<i64>,
    last_day: Column<i64>,
    published: Column<i64>,
    body_words: Column<u64>,
    content_hash: Column<u64>,
    ids: Option<StrColumn>,
}

/// What is known of the sampled shingles of all articles.
pub(crate) struct SampleStatistics {
    frequencies: Frequencies,
    pub(crate) boilerplate: Boilerplate,
}

/// The time of an article, its words, the most first, and its number.
type Place = (i64, Reverse<u64>, u32);

/// Weeks of frequent shingles that are in memory at once: 8 bytes each, and as many again while they are put together.
const WEEKS_AT_ONCE: u64 = if cfg!(test) { 50 } else { 4 << 20 };

impl CopyColumns {
    pub(crate) fn open(searcher: &Searcher) -> Result<Self> {
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
                ids: columns.str("id")?,
                segment: segment.clone(),
                articles: first..end,
            });
            first = end;
        }
        Ok(Self { segments })
    }

    /// Parts of the articles, each of one segment.
    fn parts(&self) -> Vec<(&SegmentColumns, Range<DocId>)> {
        let segments = self.segments.iter();
        let parts = segments.flat_map(|segment| {
            let docs = segment.segment.max_doc();
            let starts = (0..docs).step_by(PART as usize);
            starts.map(move |start| (segment, start..docs.min(start.saturating_add(PART))))
        });
        parts.collect()
    }

    pub(crate) fn statistics(&self) -> Result<SampleStatistics> {
        let cores = Cores::available();
        let parts = self.parts();
        let samples = self.segments.iter().map(|of| of.shingles.values.num_vals());
        let frequencies = Frequencies::for_samples(samples.map(u64::from).sum());
        cores.map(&parts, |_, (segment, docs)| {
            let count = |_, sample: &[u64]| {
                hashes(sample).for_each(|hash| frequencies.add(hash));
            };
            segment.each_sample(docs.clone(), count);
            Ok::<_, Error>(())
        })?;
        let frequent = cores.map(&parts, |_, (segment, docs)| {
            let mut frequent = 0;
            segment.each_sample(docs.clone(), |_, sample| {
                let hashes = hashes(sample);
                frequent += hashes.filter(|hash| frequencies.is_frequent(*hash)).count();
            });
            Ok::<_, Error>(frequent as u64)
        })?;
        let shares = frequent.iter().sum::<u64>().div_ceil(WEEKS_AT_ONCE);
        let mut boilerplate = Boilerplate::default();
        for share in 0..shares {
            let weeks = cores.map(&parts, |_, (segment, docs)| {
                let mut weeks = Vec::new();
                segment.each_sample(docs.clone(), |doc, sample| {
                    let mut frequent = hashes(sample)
                        .filter(|hash| scattered(*hash) % shares == share)
                        .filter(|hash| frequencies.is_frequent(*hash));
                    if let Some(hash) = frequent.next()
                        && let Some(day) = segment.first_day.first(doc)
                    {
                        let all = std::iter::once(hash).chain(frequent);
                        weeks.extend(all.map(|hash| in_week(hash, day)));
                    }
                });
                Ok::<_, Error>(each_once(weeks))
            })?;
            boilerplate.add(weeks.concat());
        }
        Ok(SampleStatistics {
            frequencies,
            boilerplate,
        })
    }

    /// The segment of an article, and its address.
    pub(crate) fn place(&self, article: u32) -> (&SegmentColumns, DocAddress) {
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
    pub(crate) fn in_order(&self) -> Result<(Vec<u32>, Vec<u32>)> {
        // The days alone, and what else orders of one day after the other: a key of all of it would take four times the memory.
        let (mut dated, mut undated) = (Vec::new(), Vec::new());
        for segment in &self.segments {
            let docs = 0..segment.segment.max_doc();
            for doc in docs.filter(|doc| !segment.segment.is_deleted(*doc)) {
                let article = segment.articles.start + doc;
                match segment.first_day.first(doc) {
                    Some(day) => dated.push((i32::try_from(day).unwrap_or(i32::MAX), article)),
                    None => undated.push(article),
                }
            }
        }
        dated.sort_unstable();
        let days = dated.chunk_by(|(one, _), (other, _)| one == other);
        let days: Vec<&[(i32, u32)]> = days.collect();
        let of_days = Cores::available().map(&days, |_, day| {
            let articles = day.iter().map(|(_, article)| *article);
            self.sorted(articles.map(|article| self.placed(article)).collect())
        })?;
        let undated = undated.into_iter().map(|article| {
            let (_, words, article) = self.placed(article);
            (0, words, article)
        });
        Ok((of_days.concat(), self.sorted(undated.collect())?))
    }

    fn placed(&self, article: u32) -> Place {
        let (segment, at) = self.place(article);
        let time = segment.published.first(at.doc_id).unwrap_or_default();
        let words = segment.body_words.first(at.doc_id).unwrap_or_default();
        (time, Reverse(words), article)
    }

    fn sorted(&self, mut articles: Vec<Place>) -> Result<Vec<u32>> {
        articles.sort_unstable();
        let mut sorted: Vec<u32> = Vec::with_capacity(articles.len());
        for alike in articles.chunk_by(|a, b| (a.0, a.1) == (b.0, b.1)) {
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
        if let Some(ids) = &segment.ids
            && let Some(ord) = ids.term_ords(at.doc_id).next()
        {
            ids.ord_to_str(ord, &mut id)
                .map_err(tantivy::TantivyError::from)?;
        }
        Ok(id)
    }

    /// What of some articles is compared first.
    pub(crate) fn sampled(
        &self,
        articles: &[u32],
        known: &SampleStatistics,
    ) -> Result<Vec<Sampled>> {
        let parts: Vec<&[u32]> = articles.chunks(PART as usize / 16).collect();
        let sampled = Cores::available().map(&parts, |_, part| {
            let part = part.iter().map(|article| self.sampled_one(*article, known));
            Ok::<_, Error>(part.collect::<Vec<_>>())
        })?;
        Ok(sampled.into_iter().flatten().collect())
    }

    fn sampled_one(&self, article: u32, known: &SampleStatistics) -> Sampled {
        let (segment, at) = self.place(article);
        let doc = at.doc_id;
        let sample = segment.sample(doc).into_iter();
        let (mut shingles, boilerplate): (Vec<u32>, Vec<u32>) =
            sample.partition(|hash| !known.boilerplate.contains(*hash));
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
    pub(crate) fn file(&self, within_days: u32, copies: &[(u32, u32)]) -> Result<StoriesFile> {
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
    /// The sampled shingles of some articles, those of an article that was not deleted with its number.
    fn each_sample(&self, docs: Range<DocId>, mut of: impl FnMut(DocId, &[u64])) {
        let index = &self.shingles.index;
        let rows = index.docid_range_to_rowids(docs.clone());
        let values = self.values(&rows);
        for doc in docs.filter(|doc| !self.segment.is_deleted(*doc)) {
            let own = index.value_row_ids(doc);
            let (start, end) = (own.start - rows.start, own.end - rows.start);
            of(doc, &values[start as usize..end as usize]);
        }
    }

    /// The sampled shingles of an article.
    pub(crate) fn sample(&self, doc: DocId) -> Vec<u32> {
        let rows = self.shingles.index.value_row_ids(doc);
        hashes(&self.values(&rows)).collect()
    }

    /// Rows of the column of shingles.
    fn values(&self, rows: &Range<u32>) -> Vec<u64> {
        let mut values = vec![0_u64; rows.len()];
        let values_of = &self.shingles.values;
        values_of.get_range(u64::from(rows.start), &mut values);
        values
    }

    /// What tells the text of an article from others.
    pub(crate) fn content_hash(&self, doc: DocId) -> u64 {
        self.content_hash.first(doc).unwrap_or_default()
    }
}

/// The hashes of a sample, which the column keeps as wider numbers.
fn hashes(sample: &[u64]) -> impl Iterator<Item = u32> {
    sample.iter().map(|value| to_u32(*value))
}

/// A number of a hash whose remainders are even, however its sample was chosen (the multiplier is that of Knuth's multiplicative hashing).
fn scattered(hash: u32) -> u64 {
    u64::from(hash.wrapping_mul(0x9e37_79b1) >> 8)
}

fn to_u32(value: u64) -> u32 {
    u32::try_from(value).unwrap_or(u32::MAX)
}

fn engine(what: &str) -> Error {
    tantivy::TantivyError::InvalidArgument(what.into()).into()
}

#[cfg(test)]
mod tests {
    use std::collections::{BTreeMap, BTreeSet};

    use proptest::prelude::*;
    use serde_json::json;
    use tantivy::DocAddress;

    use super::*;
    use crate::article::day_of_number;
    use crate::index::{ArchiveReader, Merging, sample_index};

    /// A sentence that is the same for the same number.
    fn sentence(number: u32) -> String {
        let words = (0..9).map(|word| format!("w{}", (number * 9 + word) % 400));
        words.collect::<Vec<_>>().join(" ") + "."
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(12))]

        #[test]
        fn boilerplate_and_order_are_those_of_looking_at_all(
            articles in prop::collection::vec((0..3_i64, prop::bool::weighted(0.9), 0..9_u32), 60..160),
        ) {
            let folder = tempfile::tempdir().unwrap();
            let written = (0_i64..).zip(&articles).map(|(id, (hour, is_dated, own))| {
                let mut article = json!({
                    "id": format!("a{id}"), "language": "en", "origin": {"path": "a"},
                    "body": format!("{} {} {}", sentence(1), sentence(2), sentence(10 + own)),
                });
                if *is_dated {
                    let day = day_of_number(18_000 + 7 * (id % 40)).unwrap();
                    article["published"] = format!("{day}T0{hour}:00:00Z").into();
                }
                article
            });
            let written: Vec<_> = written.collect();
            sample_index::write(folder.path(), written[..40].to_vec(), Merging::Nothing);
            sample_index::write(folder.path(), written[40..].to_vec(), Merging::Nothing);
            let archive = ArchiveReader::open(folder.path()).unwrap();
            let searcher = archive.searcher();
            let columns = CopyColumns::open(&searcher).unwrap();
            let boilerplate = columns.statistics().unwrap().boilerplate;
            let mut weeks: BTreeMap<u32, BTreeSet<i64>> = BTreeMap::new();
            let mut in_order = Vec::new();
            for (segment_ord, segment) in (0..).zip(&columns.segments) {
                for doc in 0..segment.segment.max_doc() {
                    let article = archive.article(&searcher, DocAddress::new(segment_ord, doc)).unwrap();
                    let day = segment.first_day.first(doc);
                    for hash in segment.sample(doc) {
                        weeks.entry(hash).or_default().extend(day.map(|day| day.div_euclid(7)));
                    }
                    let words = segment.body_words.first(doc);
                    let time = segment.published.first(doc);
                    in_order.push((day.is_none(), day, time, Reverse(words), article.id.0, segment.articles.start + doc));
                }
            }
            // Of some sixty dated articles, in up to forty weeks.
            for (hash, weeks) in weeks {
                prop_assert_eq!(boilerplate.contains(hash), weeks.len() > 26);
            }
            in_order.sort();
            let (dated, undated) = columns.in_order().unwrap();
            let expected: Vec<u32> = in_order.into_iter().map(|(.., article)| article).collect();
            prop_assert_eq!([dated, undated].concat(), expected);
        }
    }
}
