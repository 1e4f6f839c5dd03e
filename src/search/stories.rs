//! Which of the articles that match tell one story: how many stories they are, and what is said of the copies of a hit.
//!
//! The index has a sorted list of the articles with copies for each segment (`index/read/stories.rs`). What matches is merged with it as
//! it is found: the others cost one comparison.

use std::collections::BTreeSet;

use rustc_hash::{FxHashMap, FxHashSet};
use tantivy::columnar::Column;
use tantivy::query::Weight;
use tantivy::schema::IndexRecordOption;
use tantivy::{
    DocAddress, DocId, DocSet, Searcher, SegmentOrdinal, SegmentReader, TERMINATED, TantivyError,
    Term,
};

use crate::api::StorySummary;
use crate::article::day_of_number;
use crate::cores::Cores;
use crate::index::{ArchiveReader, SegmentColumns, Stories};
use crate::passage::WorkBudget;
use crate::search::Result;
use crate::search::walk::each_block_of;

/// Articles with copies, by the numbers of their stories.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub(crate) struct Copied(Vec<(u32, DocAddress)>);

impl Copied {
    /// All of some lists, in any order.
    pub(crate) fn of(lists: impl IntoIterator<Item = Vec<(u32, DocAddress)>>) -> Self {
        let mut all: Vec<(u32, DocAddress)> = lists.into_iter().flatten().collect();
        all.sort_unstable();
        Self(all)
    }

    /// How many stories some articles tell, of which these are all with copies.
    pub(crate) fn stories(&self, articles: u64) -> u64 {
        let told = self.by_story().count() as u64;
        articles.saturating_sub(self.0.len() as u64) + told
    }

    /// The articles.
    pub(crate) fn addresses(&self) -> impl Iterator<Item = DocAddress> + '_ {
        self.0.iter().map(|(_, address)| *address)
    }

    /// Story by story.
    pub(crate) fn by_story(&self) -> impl Iterator<Item = &[(u32, DocAddress)]> {
        self.0.chunk_by(|a, b| a.0 == b.0)
    }

    /// Those of one story.
    pub(crate) fn of_story(&self, story: u32) -> &[(u32, DocAddress)] {
        let first = self.0.partition_point(|&(of, _)| of < story);
        let behind = self.0.partition_point(|&(of, _)| of <= story);
        &self.0[first..behind]
    }
}

/// Picks the articles with copies from those of a segment, given one by one: in order, or in several runs that are.
pub(crate) struct CopyFinder<'a> {
    segment: SegmentOrdinal,
    copies: &'a [(DocId, u32)],
    /// The first that does not lie before the last article given.
    at: usize,
    last: DocId,
    found: Vec<(u32, DocAddress)>,
}

impl<'a> CopyFinder<'a> {
    pub(crate) fn new(stories: &'a Stories, segment: usize, reader: &SegmentReader) -> Self {
        Self {
            segment: SegmentOrdinal::try_from(segment).unwrap_or(SegmentOrdinal::MAX),
            copies: stories.in_segment(reader.segment_id()),
            at: 0,
            last: 0,
            found: Vec::new(),
        }
    }

    /// Where an article of the segment is.
    pub(crate) fn address(&self, doc: DocId) -> DocAddress {
        DocAddress::new(self.segment, doc)
    }

    /// Notes an article, if it has copies.
    pub(crate) fn note(&mut self, doc: DocId) {
        if self.copies.is_empty() {
            return;
        }
        if doc < self.last {
            self.at = 0;
        }
        self.last = doc;
        while self.copies.get(self.at).is_some_and(|copy| copy.0 < doc) {
            self.at += 1;
        }
        if let Some(&(_, story)) = self.copies.get(self.at).filter(|copy| copy.0 == doc) {
            self.found.push((story, self.address(doc)));
        }
    }

    /// Notes those with copies of 64 articles from `start` on, of which `docs` has the bits.
    pub(crate) fn note_64(&mut self, start: DocId, docs: u64) {
        if start < self.last {
            self.at = 0;
        }
        self.last = start;
        while let Some(&(doc, story)) = self
            .copies
            .get(self.at)
            .filter(|(doc, _)| *doc < start + 64)
        {
            let bit = doc.checked_sub(start);
            if bit.is_some_and(|bit| docs >> bit & 1 == 1) {
                self.found.push((story, self.address(doc)));
            }
            self.at += 1;
        }
    }

    /// What was found, in the order in which it was given.
    pub(crate) fn found(self) -> Vec<(u32, DocAddress)> {
        self.found
    }
}

/// About as many articles are walked past in the time of one seek.
const SEEK: usize = 16;

/// The articles with copies that match, where all others need not be looked at.
pub(crate) fn matching(
    (searcher, stories): (&Searcher, &Stories),
    (weight, budget): (&dyn Weight, &WorkBudget),
    cores: Cores,
) -> tantivy::Result<Copied> {
    let each = cores.map(searcher.segment_readers(), |segment, reader| {
        let mut finder = CopyFinder::new(stories, segment, reader);
        if finder.copies.is_empty() {
            return tantivy::Result::Ok(Vec::new());
        }
        let mut scorer = weight.scorer(reader, 1.0)?;
        if finder.copies.len() >= scorer.size_hint() as usize / SEEK {
            each_block_of(&mut scorer, reader, budget, &mut |docs| {
                for &doc in docs {
                    finder.note(doc);
                }
            });
            return Ok(finder.found());
        }
        for &(doc, _) in finder.copies {
            if scorer.doc() < doc {
                scorer.seek(doc);
            }
            if scorer.doc() == doc && !reader.is_deleted(doc) {
                finder.note(doc);
            }
        }
        Ok(finder.found())
    })?;
    Ok(Copied::of(each))
}

/// The number of the story of an article; `None` where it has no copies.
pub(crate) fn story_of(searcher: &Searcher, stories: &Stories, address: DocAddress) -> Option<u32> {
    let segment = searcher.segment_reader(address.segment_ord);
    stories.of(segment.segment_id(), address.doc_id)
}

/// Whether any article has copies.
pub(crate) fn any_copies(searcher: &Searcher, stories: &Stories) -> bool {
    let mut segments = searcher.segment_readers().iter();
    segments.any(|segment| !stories.in_segment(segment.segment_id()).is_empty())
}

/// Leaves of each story what is of its first article.
pub(crate) fn fold<T>(
    searcher: &Searcher,
    stories: &Stories,
    found: &mut Vec<T>,
    address: impl Fn(&T) -> DocAddress,
) {
    if !any_copies(searcher, stories) {
        return;
    }
    let mut told = FxHashSet::default();
    found.retain(|found| {
        let story = story_of(searcher, stories, address(found));
        story.is_none_or(|story| told.insert(story))
    });
}

/// What is said of the copies of articles.
#[derive(Default)]
pub(crate) struct Told {
    by_article: FxHashMap<DocAddress, StorySummary>,
}

impl Told {
    /// The stories of some articles, of which `matching` are the copies that match.
    pub(crate) fn of(
        archive: &ArchiveReader,
        searcher: &Searcher,
        matching: &Copied,
        articles: impl Iterator<Item = DocAddress>,
    ) -> Result<Self> {
        let stories = archive.stories()?;
        let told: Vec<(DocAddress, u32)> = articles
            .filter_map(|address| Some((address, story_of(searcher, stories, address)?)))
            .collect();
        if told.is_empty() {
            return Ok(Self::default());
        }
        let wanted: FxHashSet<u32> = told.iter().map(|(_, story)| *story).collect();
        let all = those_of(searcher, stories, |story| wanted.contains(&story));
        let mut by_article = FxHashMap::default();
        for (address, story) in told {
            let others = matching.of_story(story).iter().map(|(_, other)| *other);
            let others: Vec<DocAddress> = others.filter(|other| *other != address).collect();
            let copies = all.of_story(story).len() as u64;
            let mut of_article = StorySummary {
                id: stories.leader(story).unwrap_or_default().to_owned(),
                copies: copies.saturating_sub(1),
                matching: others.len() as u64,
                ..StorySummary::default()
            };
            summarize(archive.columns(), &others, &mut of_article)?;
            by_article.insert(address, of_article);
        }
        Ok(Self { by_article })
    }

    /// The story of an article of that id.
    pub(crate) fn story(&self, address: DocAddress, id: &str) -> StorySummary {
        let known = self.by_article.get(&address);
        known.cloned().unwrap_or_else(|| StorySummary::alone(id))
    }
}

/// All articles of the archive with copies.
pub(crate) fn copied(archive: &ArchiveReader, searcher: &Searcher) -> Result<Copied> {
    Ok(those_of(searcher, archive.stories()?, |_| true))
}

/// All articles of one story.
pub(crate) fn of_story(archive: &ArchiveReader, searcher: &Searcher, story: u32) -> Result<Copied> {
    Ok(those_of(searcher, archive.stories()?, |of| of == story))
}

/// All articles of the stories that are wanted.
fn those_of(searcher: &Searcher, stories: &Stories, is_wanted: impl Fn(u32) -> bool) -> Copied {
    let segments = (0..).zip(searcher.segment_readers());
    Copied::of(segments.map(|(segment, reader)| {
        let copies = stories.in_segment(reader.segment_id()).iter();
        let wanted = copies.filter(|(doc, story)| is_wanted(*story) && !reader.is_deleted(*doc));
        wanted
            .map(|&(doc, story)| (story, DocAddress::new(segment, doc)))
            .collect()
    }))
}

/// Which of the articles of a story it begins with.
pub(crate) fn leader(
    archive: &ArchiveReader,
    searcher: &Searcher,
    story: &[(u32, DocAddress)],
) -> Result<Option<DocAddress>> {
    let Some(&(number, first)) = story.first() else {
        return Ok(None);
    };
    let id = archive.stories()?.leader(number).unwrap_or_default();
    let term = Term::from_field_text(archive.fields().id, id);
    for of_segment in story.chunk_by(|a, b| a.1.segment_ord == b.1.segment_ord) {
        let segment = searcher.segment_reader(of_segment[0].1.segment_ord);
        let ids = segment.inverted_index(archive.fields().id)?;
        let found = ids.read_postings(&term, IndexRecordOption::Basic);
        let Some(mut found) = found.map_err(TantivyError::from)? else {
            continue;
        };
        while found.doc() != TERMINATED {
            let mut members = of_segment.iter();
            if let Some((_, leader)) = members.find(|(_, member)| member.doc_id == found.doc()) {
                return Ok(Some(*leader));
            }
            found.advance();
        }
    }
    Ok(Some(first))
}

/// The outlets and the days of some articles.
fn summarize(
    columns: &[SegmentColumns],
    articles: &[DocAddress],
    story: &mut StorySummary,
) -> Result<()> {
    let mut sources = BTreeSet::new();
    let (mut first, mut last) = (None, None);
    for address in articles {
        let (of_segment, doc) = (&columns[address.segment_ord as usize], address.doc_id);
        if let Some(names) = of_segment.sources()? {
            for ord in names.term_ords(doc) {
                let mut name = String::new();
                names
                    .ord_to_str(ord, &mut name)
                    .map_err(tantivy::TantivyError::from)?;
                sources.insert(name);
            }
        }
        let day = |column: Option<&Column<i64>>| column?.first(doc);
        let begins = day(of_segment.first_day()?);
        first = first.into_iter().chain(begins).min();
        last = last.into_iter().chain(day(of_segment.last_day()?)).max();
    }
    story.sources = sources.into_iter().collect();
    story.days = first
        .and_then(day_of_number)
        .zip(last.and_then(day_of_number));
    Ok(())
}
