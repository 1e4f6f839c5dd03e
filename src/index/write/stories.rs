//! At the end of a run: which articles of an index are copies of one story.
//!
//! Candidates are found by the sampled shingles in a column, which merges and deletions carry along; whether one is a copy of the other is decided by their texts, each
//! pair once. All stories are made anew from what is known of the pairs, so that they do not depend on the order of runs.
//!
//! Who leads a story hangs on the articles before, so articles pass one after the other. What takes long is done ahead for some of them, on all cores: their samples are
//! read while those before are told apart, and the pairs compared that will probably be asked for. Where an article is added to many, nearly all pairs are known, and none is looked for ahead.

use std::path::Path;

use rustc_hash::{FxHashMap, FxHashSet};
use tantivy::Searcher;

use crate::copies::boilerplate::Boilerplate;
use crate::copies::leaders::Sampled;
use crate::copies::outline::Outline;
use crate::copies::stories::{StoryFinder, Undated};
use crate::cores::Cores;
use crate::index::hashing;
use crate::index::read::reader::ArchiveReader;
use crate::index::stories::{Compared, RULE, StoriesFile, read_compared, write_compared};
use crate::index::write::copy_columns::CopyColumns;
use crate::index::{Error, Result};

/// Articles that are looked at ahead.
const AHEAD: usize = 4096;
/// Pairs whose texts are held in memory: about three kilobytes each text.
const MOST_PAIRS: usize = 1024;

/// Tells which articles are copies of one story, where that is not known of the last commit.
///
/// # Errors
/// When the index cannot be read, or what is found cannot be written.
pub(crate) fn update(path: &Path) -> Result<()> {
    let archive = ArchiveReader::open_for_writer(path)?;
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
    let columns = CopyColumns::open(&searcher)?;
    let known = columns.statistics()?;
    let mut comparing = Comparing {
        archive: &archive,
        searcher: &searcher,
        columns: &columns,
        boilerplate: &known.boilerplate,
        before: read_compared(path),
        ahead: Compared::default(),
        compared: Compared::default(),
        has_read: true,
    };
    let (dated, undated) = columns.in_order()?;
    let mut known_undated = Undated::new();
    for articles in undated.chunks(AHEAD) {
        known_undated.extend(&columns.sampled(articles, &known)?);
    }
    let mut finder = StoryFinder::new(within_days, known_undated);
    let mut parts = dated.chunks(AHEAD).chain(undated.chunks(AHEAD));
    let mut sample_next = || {
        let next = parts.next();
        next.map(|articles| columns.sampled(articles, &known))
            .transpose()
    };
    let mut sampled = sample_next()?;
    while let Some(articles) = sampled {
        let (next, told) =
            Cores::available().join(&mut sample_next, || comparing.tell(&articles, &mut finder));
        told?;
        sampled = next?;
    }
    write_compared(path, &comparing.compared)?;
    columns
        .file(within_days, &finder.into_copies())?
        .write(path)
}

/// Compares texts, each pair once.
struct Comparing<'a> {
    archive: &'a ArchiveReader,
    searcher: &'a Searcher,
    columns: &'a CopyColumns,
    boilerplate: &'a Boilerplate,
    /// What was known when the run ended before.
    before: Compared,
    /// Compared, and not asked for yet.
    ahead: Compared,
    /// What was asked for.
    compared: Compared,
    /// Whether texts had to be read for the last articles; of the first nothing is known.
    has_read: bool,
}

impl Comparing<'_> {
    /// Tells the stories of the next articles.
    fn tell(&mut self, articles: &[Sampled], finder: &mut StoryFinder) -> Result<()> {
        // Where all pairs were known of the last articles, those of the next probably are.
        if std::mem::take(&mut self.has_read) {
            self.compare_ahead(&finder.likely_pairs(articles))?;
        }
        for article in articles {
            finder.add(article, &mut |leader, copy| self.share(leader, copy))?;
        }
        Ok(())
    }

    /// How much of the shorter of two articles the other has, in percent, where it is enough for a copy.
    fn share(&mut self, leader: u32, copy: u32) -> Result<Option<u8>> {
        let pair = self.pair(leader, copy);
        if !self.is_known(pair) {
            self.compare(&[(leader, copy, pair)])?;
        }
        let percent = self.before.get(&pair).or_else(|| self.ahead.get(&pair));
        let Some(percent) = percent.copied() else {
            return Ok(None);
        };
        self.compared.insert(pair, percent);
        Ok((percent > 0).then_some(percent))
    }

    fn is_known(&self, pair: u64) -> bool {
        self.before.contains_key(&pair) || self.ahead.contains_key(&pair)
    }

    /// Compares pairs that may be asked for next.
    fn compare_ahead(&mut self, pairs: &[(u32, u32)]) -> Result<()> {
        self.ahead.clear();
        let pairs = pairs.iter();
        let pairs = pairs.map(|(leader, copy)| (*leader, *copy, self.pair(*leader, *copy)));
        let unknown: Vec<_> = pairs.filter(|(.., pair)| !self.is_known(*pair)).collect();
        let mut unknown = unknown.chunks(MOST_PAIRS);
        unknown.try_for_each(|pairs| self.compare(pairs))
    }

    /// Compares the texts of pairs, given with what they are known by. Those that cannot be read are left out: whoever shows one tells that it is damaged.
    fn compare(&mut self, pairs: &[(u32, u32, u64)]) -> Result<()> {
        self.has_read = true;
        let articles = pairs.iter().flat_map(|(leader, copy, _)| [*leader, *copy]);
        let articles: FxHashSet<u32> = articles.collect();
        let articles: Vec<u32> = articles.into_iter().collect();
        let outlines = Cores::available().map(&articles, |_, article| self.outline(*article))?;
        let outlines: FxHashMap<u32, Option<Outline>> =
            articles.into_iter().zip(outlines).collect();
        for (leader, copy, pair) in pairs {
            if let (Some(leader), Some(copy)) = (&outlines[leader], &outlines[copy]) {
                let percent = leader.share(copy).unwrap_or_default();
                self.ahead.insert(*pair, percent);
            }
        }
        Ok(())
    }

    /// What is known of two texts hangs on them and on what of them is boilerplate.
    fn pair(&self, leader: u32, copy: u32) -> u64 {
        let mut bytes = RULE.to_le_bytes().to_vec();
        for article in [leader, copy] {
            let (segment, at) = self.columns.place(article);
            bytes.extend(segment.content_hash(at.doc_id).to_le_bytes());
            let sample = segment.sample(at.doc_id).into_iter();
            let boilerplate = sample.filter(|hash| self.boilerplate.contains(*hash));
            bytes.extend(boilerplate.flat_map(u32::to_le_bytes));
        }
        hashing::hash(&bytes)
    }

    /// What is compared of an article, where it can be read.
    fn outline(&self, article: u32) -> Result<Option<Outline>> {
        let (_, at) = self.columns.place(article);
        let read = match self.archive.article(self.searcher, at) {
            Err(Error::Article { .. }) => return Ok(None),
            read => read?,
        };
        Ok(Some(Outline::of(&read.title, &read.body, self.boilerplate)))
    }
}
