//! The articles of an archive, each with the story that it tells.
//!
//! Articles come in order of time. One that has enough in common with an article that a story begins with tells that story; else a story
//! begins with it. Copies of copies are none: a chain of them ends anywhere. What comes out depends on the articles alone.

use rustc_hash::FxHashMap;

use super::leaders::{Candidate, Leaders, Sampled, Shared, to_u32};
use super::outline::LEAST_PERCENT_WITHOUT_DATE;

/// A story that several articles tell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Story {
    /// The id of the article that it begins with, which is the name of the story.
    pub leader: String,
    /// The ids of all its articles, in order.
    pub articles: Vec<String>,
}

impl AsRef<[String]> for Story {
    fn as_ref(&self) -> &[String] {
        &self.articles
    }
}

/// Dated leaders that an article without a date is compared with.
const MOST_DATED: usize = 8;

/// Tells stories apart. `share` says how much of an article's text a leader has, in percent, where it is enough for a copy.
pub(crate) struct StoryFinder {
    /// Leaders that have a date.
    leaders: Leaders,
    undated: Undated,
    /// Each copy, with the leader of its story.
    copies: Vec<(u32, u32)>,
}

/// The articles without a date, which come last and are compared with all others.
pub(crate) struct Undated {
    sizes: Vec<(u32, usize)>,
    /// The shingles of each, ascending, with its index.
    by_shingle: Vec<(u32, u32)>,
    /// For some, the dated leaders that share most with it, and how much.
    dated: FxHashMap<u32, Vec<(usize, Candidate)>>,
    /// Those of them that are leaders. All are near each other.
    leaders: Leaders,
}

impl StoryFinder {
    /// Articles of a story are published within so many days of its first one. Those without a date are known from the start.
    pub(crate) fn new(within_days: u32, mut undated: Undated) -> Self {
        undated.by_shingle.sort_unstable();
        Self {
            leaders: Leaders::new(within_days),
            undated,
            copies: Vec::new(),
        }
    }

    /// Takes the next article; those without a date come after all that have one.
    ///
    /// # Errors
    /// What `share` raises.
    pub(crate) fn add<E>(
        &mut self,
        article: &Sampled,
        share: &mut impl FnMut(u32, u32) -> Result<Option<u8>, E>,
    ) -> Result<(), E> {
        let candidates = self.candidates(article);
        let least_percent = match article.days {
            Some(_) => 0,
            None => LEAST_PERCENT_WITHOUT_DATE,
        };
        if let Some(leader) = most_in_common(article.article, candidates, least_percent, share)? {
            self.copies.push((article.article, leader));
            return Ok(());
        }
        if article.days.is_some() {
            self.undated.meet(article);
        }
        self.leaders_for(article).add(article);
        Ok(())
    }

    /// The pairs of a leader and an article that will be asked for when these articles come next, as far as can be told by their samples.
    pub(crate) fn likely_pairs(&mut self, articles: &[Sampled]) -> Vec<(u32, u32)> {
        let mut pairs = Vec::new();
        let mut leading = Vec::new();
        for article in articles {
            let candidates = self.candidates(article);
            pairs.extend(candidates.iter().map(|of| (of.article, article.article)));
            if !candidates.iter().any(|of| of.is_likely) {
                self.leaders_for(article).push(article);
                leading.push(article);
            }
        }
        for article in leading.into_iter().rev() {
            self.leaders_for(article).pop(article);
        }
        pairs
    }

    /// Each copy with the leader of its story; leaders are none.
    pub(crate) fn into_copies(self) -> Vec<(u32, u32)> {
        self.copies
    }

    fn candidates(&self, article: &Sampled) -> Vec<Candidate> {
        if article.days.is_some() {
            return self.leaders.candidates(article);
        }
        let dated = self.undated.dated.get(&article.article);
        let dated = dated.into_iter().flatten().map(|(_, leader)| *leader);
        dated
            .chain(self.undated.leaders.candidates(article))
            .collect()
    }

    fn leaders_for(&mut self, article: &Sampled) -> &mut Leaders {
        match article.days {
            Some(_) => &mut self.leaders,
            None => &mut self.undated.leaders,
        }
    }
}

/// Of some leaders, the one that has most in common with an article, and at least so much; the first of several.
fn most_in_common<E>(
    article: u32,
    leaders: Vec<Candidate>,
    least_percent: usize,
    share: &mut impl FnMut(u32, u32) -> Result<Option<u8>, E>,
) -> Result<Option<u32>, E> {
    let mut most: Option<(u8, u32)> = None;
    for Candidate {
        article: leader, ..
    } in leaders
    {
        let Some(percent) = share(leader, article)? else {
            continue;
        };
        let is_enough = usize::from(percent) >= least_percent;
        if is_enough && most.is_none_or(|(before, _)| percent > before) {
            most = Some((percent, leader));
        }
    }
    Ok(most.map(|(_, leader)| leader))
}

impl Undated {
    /// None yet.
    pub(crate) fn new() -> Self {
        Self {
            sizes: Vec::new(),
            by_shingle: Vec::new(),
            dated: FxHashMap::default(),
            leaders: Leaders::new(0),
        }
    }

    /// Adds some.
    pub(crate) fn extend(&mut self, articles: &[Sampled]) {
        for article in articles {
            let at = to_u32(self.sizes.len());
            let shingles = article.shingles.iter();
            self.by_shingle
                .extend(shingles.map(|shingle| (*shingle, at)));
            self.sizes.push((article.article, article.size));
        }
    }

    /// A story begins with a dated article.
    fn meet(&mut self, leader: &Sampled) {
        if self.sizes.is_empty() {
            return;
        }
        let mut sharing: Vec<(u32, bool)> = Vec::new();
        for (place, shingle) in leader.shingles.iter().enumerate() {
            let first = self.by_shingle.partition_point(|(of, _)| of < shingle);
            let with = self.by_shingle[first..].iter();
            let with = with.take_while(|(of, _)| of == shingle);
            sharing.extend(with.map(|(_, at)| (*at, place < leader.own)));
        }
        sharing.sort_unstable();
        for links in sharing.chunk_by(|(a, _), (b, _)| a == b) {
            let (article, size) = self.sizes[links[0].0 as usize];
            let shared = Shared::of(links.iter().map(|(_, is_own)| *is_own));
            let Some(candidate) = shared.candidate(leader.article, leader.size, size) else {
                continue;
            };
            // In order of what they share, the first leader first of those that share as much.
            let dated = self.dated.entry(article).or_default();
            let place = dated.partition_point(|(before, _)| *before >= shared.all);
            dated.insert(place, (shared.all, candidate));
            dated.truncate(MOST_DATED);
        }
    }
}

/// Numbers the stories of several articles by the order of their leaders, and gives each article of one the number of its story: the
/// articles ascending, and the leaders.
pub(crate) fn numbered(copies: &[(u32, u32)]) -> (Vec<(u32, u32)>, Vec<u32>) {
    let mut leaders: Vec<u32> = copies.iter().map(|(_, leader)| *leader).collect();
    leaders.sort_unstable();
    leaders.dedup();
    let number = |leader: &u32| to_u32(leaders.partition_point(|of| of < leader));
    let members = copies.iter().map(|(copy, leader)| (*copy, number(leader)));
    let mut articles: Vec<(u32, u32)> = members.collect();
    articles.extend(leaders.iter().map(|leader| (*leader, number(leader))));
    articles.sort_unstable();
    (articles, leaders)
}

#[cfg(test)]
mod tests {
    use std::convert::Infallible;

    use super::*;

    fn sampled(article: u32, day: Option<i64>, shingles: &[u32]) -> Sampled {
        Sampled {
            article,
            days: day.map(|day| (day, day)),
            size: shingles.len(),
            own: shingles.len(),
            shingles: shingles.to_vec(),
        }
    }

    fn known(undated: &[Sampled]) -> Undated {
        let mut known = Undated::new();
        undated
            .chunks(2)
            .for_each(|articles| known.extend(articles));
        known
    }

    /// The stories of articles, dated ones first, by the shingles that they share.
    fn stories(articles: &[Sampled]) -> Vec<(u32, u32)> {
        let share = |leader: u32, copy: u32| -> Result<Option<u8>, Infallible> {
            let of = |number: u32| &articles[number as usize].shingles;
            let common = of(leader)
                .iter()
                .filter(|shingle| of(copy).contains(shingle));
            let percent = common.count() * 100 / of(leader).len().min(of(copy).len());
            Ok((percent >= 50).then_some(u8::try_from(percent).unwrap()))
        };
        let (dated, undated): (Vec<Sampled>, Vec<Sampled>) =
            (articles.iter().cloned()).partition(|article| article.days.is_some());
        let mut finder = StoryFinder::new(7, known(&undated));
        for some in dated.chunks(3).chain(undated.chunks(2)) {
            finder.likely_pairs(some);
            for article in some {
                finder.add(article, &mut { share }).unwrap();
            }
        }
        finder.into_copies()
    }

    #[test]
    fn pairs_are_known_before_they_are_asked_for() {
        let articles = [
            sampled(0, Some(0), &[1, 2, 3, 4]),
            sampled(1, Some(0), &[1, 2, 3, 4]),
            sampled(2, Some(1), &[1, 2, 5, 6, 7]),
            sampled(3, Some(2), &[5, 6, 7, 8]),
            sampled(4, Some(20), &[5, 6, 7, 8]),
            sampled(5, None, &[5, 6, 7, 8]),
            sampled(6, None, &[5, 6, 7, 8]),
        ];
        let mut finder = StoryFinder::new(7, known(&articles[5..]));
        let pairs = finder.likely_pairs(&articles[..5]);
        assert_eq!(pairs, [(0, 1), (0, 2)]);
        for article in &articles[..5] {
            let mut nothing = |_, _| -> Result<Option<u8>, Infallible> { Ok(None) };
            finder.add(article, &mut nothing).unwrap();
        }
        let pairs = finder.likely_pairs(&articles[5..]);
        assert_eq!(pairs, [(3, 5), (4, 5), (2, 5), (3, 6), (4, 6), (2, 6)]);
    }

    #[test]
    fn copies_of_copies_are_none() {
        let articles = [
            sampled(0, Some(0), &[1, 2, 3, 4]),
            sampled(1, Some(0), &[3, 4, 5, 6]),
            sampled(2, Some(1), &[5, 6, 7, 8]),
            sampled(3, Some(2), &[6, 7, 8, 9]),
        ];
        assert_eq!(stories(&articles), [(1, 0), (3, 2)]);
    }

    #[test]
    fn copies_are_of_the_same_days_as_the_first() {
        let shingles = [1, 2, 3, 4];
        let days = [0, 7, 8, 15, 16];
        let articles: Vec<Sampled> = (0..)
            .zip(days)
            .map(|(article, day)| sampled(article, Some(day), &shingles))
            .collect();
        assert_eq!(stories(&articles), [(1, 0), (3, 2)]);
    }

    #[test]
    fn an_article_joins_the_leader_with_which_it_has_most_in_common() {
        let articles = [
            sampled(0, Some(0), &[1, 2, 3, 4]),
            sampled(1, Some(1), &[4, 5, 6, 7]),
            sampled(2, Some(2), &[3, 4, 5, 6]),
        ];
        assert_eq!(stories(&articles), [(2, 1)]);
    }

    #[test]
    fn what_has_no_date_is_compared_with_all_and_must_have_more_in_common() {
        let articles = [
            sampled(0, Some(0), &[1, 2, 3, 4]),
            sampled(1, Some(90), &[11, 12, 13, 14]),
            sampled(2, None, &[11, 12, 13, 14]),
            sampled(3, None, &[1, 2, 23, 24]),
            sampled(4, None, &[1, 2, 23, 24]),
        ];
        assert_eq!(stories(&articles), [(2, 1), (4, 3)]);
    }

    #[test]
    fn stories_are_numbered_by_their_leaders() {
        let (articles, leaders) = numbered(&[(9, 4), (1, 7), (2, 4)]);
        assert_eq!(articles, [(1, 1), (2, 0), (4, 0), (7, 1), (9, 0)]);
        assert_eq!(leaders, [4, 7]);
    }
}
