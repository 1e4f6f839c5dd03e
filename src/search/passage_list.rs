//! The passages of all articles that match in one list.
//!
//! Where copies are hidden, a passage of which every sentence stood before in a copy of the same story is passed over: of a text that is
//! in ten copies each passage is shown once, and what a copy has beside it is shown too.

use std::iter;

use rustc_hash::FxHashSet;
use tantivy::DocAddress;

use crate::analysis;
use crate::api::{Copies, Hit, Passage};
use crate::cores::Cores;
use crate::search::answer::Answer;
use crate::search::postings::positions_reader::Marks;
use crate::search::show::{self, passages_unread};
use crate::search::stories::story_of;
use crate::search::{Result, positions};

/// Articles whose passages are listed at once: their positions are held in memory together.
const LISTED_TOGETHER: usize = 8192;

/// A passage in a list of those of all articles, not read again yet.
struct Listed {
    score: f32,
    /// The place of its article among those that match.
    article: usize,
    /// Its place among those of its article.
    passage: usize,
}

impl Listed {
    /// Those of the article at a place.
    fn of(article: usize, passages: &[Passage]) -> Vec<Self> {
        let listed = |(passage, of_article): (usize, &Passage)| Self {
            score: of_article.score,
            article,
            passage,
        };
        passages.iter().enumerate().map(listed).collect()
    }
}

/// The sentences that were shown of each story, as their words are compared.
#[derive(Default)]
struct Shown(FxHashSet<(u32, String)>);

impl Shown {
    /// Takes the sentences of the passages of a hit, and says whether any of them is new.
    fn takes(&mut self, story: u32, hit: &Hit) -> bool {
        let cut = show::analysis(&hit.article);
        let mut is_new = false;
        for passage in &hit.passages {
            let sentences = passage.sentences.0 as usize..=passage.sentences.1 as usize;
            for sentence in cut.sentences.get(sentences).unwrap_or_default() {
                let words = cut
                    .words
                    .get(sentence.first as usize..=sentence.last as usize);
                let words = words.unwrap_or_default().iter();
                let words: Vec<_> = words
                    .map(|word| analysis::fold(word.of(&hit.article.body)))
                    .collect();
                is_new |= self.0.insert((story, words.join(" ")));
            }
        }
        is_new
    }
}

impl Answer<'_> {
    /// One hit a passage: those of this page. All are ranked by positions alone, and only the articles of this page are read; where copies
    /// are hidden, those with copies of the pages before it too.
    pub(super) fn passages(&self) -> Box<dyn Iterator<Item = Result<Hit>> + '_> {
        let (listed, stories) = match self
            .listed()
            .and_then(|it| Ok((it, self.archive.stories()?)))
        {
            Ok(listed) => listed,
            Err(error) => return Box::new(iter::once(Err(error))),
        };
        let mut listed = listed.into_iter();
        let (mut rank, mut shown) = (0, Shown::default());
        Box::new(iter::from_fn(move || {
            let end = self.offset.saturating_add(self.limit);
            while rank < end {
                let listed = listed.next()?;
                let address = self.found[listed.article].address;
                let story = story_of(&self.searcher, stories, address);
                let story = story.filter(|_| self.copies == Copies::Hide);
                let is_before = rank < self.offset;
                if is_before && story.is_none() {
                    rank += 1;
                    continue;
                }
                let Some(hit) = self.passage(&listed, rank + 1).transpose() else {
                    continue;
                };
                if let (Some(story), Ok(hit)) = (story, &hit)
                    && !shown.takes(story, hit)
                {
                    continue;
                }
                rank += 1;
                if !is_before {
                    return Some(hit);
                }
            }
            None
        }))
    }

    /// A passage with its article.
    fn passage(&self, listed: &Listed, rank: usize) -> Result<Option<Hit>> {
        let article = &self.found[listed.article..=listed.article];
        let hit = self.batch(article, rank)?.pop();
        let Some(mut hit) = hit.transpose()? else {
            return Ok(None);
        };
        hit.passages.truncate(listed.passage + 1);
        hit.passages.drain(..listed.passage.min(hit.passages.len()));
        Ok(Some(hit))
    }

    /// All passages, best first.
    fn listed(&self) -> Result<Vec<Listed>> {
        let mut listed = Vec::new();
        for (at, together) in self.found.chunks(LISTED_TOGETHER).enumerate() {
            let addresses: Vec<DocAddress> = together.iter().map(|found| found.address).collect();
            let of_articles = positions::with_marks(
                &self.searcher,
                (&self.plan, Marks::ALL),
                &addresses,
                Cores::available(),
                |nth, positions| {
                    let plan = (&self.plan, &self.marking);
                    let passages = passages_unread(plan, positions, self.passages)?;
                    Ok(Listed::of(at * LISTED_TOGETHER + nth, &passages))
                },
            )?;
            listed.extend(of_articles.into_iter().flatten());
        }
        listed.sort_by(|a, b| {
            b.score
                .total_cmp(&a.score)
                .then_with(|| a.article.cmp(&b.article))
                .then_with(|| a.passage.cmp(&b.passage))
        });
        Ok(listed)
    }
}
