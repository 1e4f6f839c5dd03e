//! The articles that stories begin with, found by the sampled shingles that another article shares with them.

use std::cmp::Reverse;

use rustc_hash::FxHashMap;

/// Stories that may share a shingle at a time. What more of them share says nothing of any, and looking at all would take too long.
const MOST_SHARING: usize = 60;
/// Leaders that an article is compared with: those with which it shares most.
const MOST_CANDIDATES: usize = 8;
/// Of the sampled shingles of one of two articles, which has fewer, they share at least one in so many if one is a copy. Those of short texts are
/// sampled more densely, so that two in three of them may be missing from a longer one.
const ONE_IN: usize = 7;
/// The same in percent where all that they share is boilerplate.
const LEAST_PERCENT_OF_BOILERPLATE: usize = 67;
/// Links that are kept before the first are forgotten.
const FEW_LINKS: usize = 1 << 14;

/// An article, as it comes to be compared.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Sampled {
    /// Its number.
    pub(crate) article: u32,
    /// The first and the last day on which it may have been published.
    pub(crate) days: Option<(i64, i64)>,
    /// Number of its sampled shingles.
    pub(crate) size: usize,
    /// Those of them that another article may have, boilerplate last.
    pub(crate) shingles: Vec<u32>,
    /// How many of these are no boilerplate.
    pub(crate) own: usize,
}

/// A leader that an article may be a copy of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Candidate {
    pub(super) article: u32,
    /// Whether they share so much that it probably is.
    pub(super) is_likely: bool,
}

/// The articles that stories begin with, in order of time.
pub(crate) struct Leaders {
    /// Days between two articles of one story, at most.
    within_days: i64,
    /// For each shingle, its last link.
    heads: FxHashMap<u32, u32>,
    links: Vec<Link>,
    articles: Vec<Leader>,
    /// Links from which on those are forgotten that are too old.
    most_links: usize,
}

/// A leader that has a shingle.
#[derive(Debug, Clone, Copy)]
struct Link {
    leader: u32,
    /// The link of the leader before with the same shingle.
    before: Option<u32>,
}

#[derive(Debug, Clone, Copy)]
struct Leader {
    article: u32,
    last_day: Option<i64>,
    /// The last day of it and of all before it, at most.
    latest: Option<i64>,
    size: usize,
}

impl Leaders {
    /// None yet.
    pub(crate) fn new(within_days: u32) -> Self {
        Self {
            within_days: i64::from(within_days),
            heads: FxHashMap::default(),
            links: Vec::new(),
            articles: Vec::new(),
            most_links: FEW_LINKS,
        }
    }

    /// The leaders that an article may be a copy of, the first first. It is not before any of them.
    pub(super) fn candidates(&self, article: &Sampled) -> Vec<Candidate> {
        let mut sharing: Vec<(u32, bool)> = Vec::new();
        for (at, shingle) in article.shingles.iter().enumerate() {
            let before = sharing.len();
            let near = self
                .with(*shingle)
                .take_while(|leader| self.are_any_near(*leader, article))
                .filter(|leader| self.is_near(*leader, article));
            let near = near.take(MOST_SHARING + 1);
            sharing.extend(near.map(|leader| (leader, at < article.own)));
            if sharing.len() > before + MOST_SHARING {
                sharing.truncate(before);
            }
        }
        sharing.sort_unstable();
        let by_leader = sharing.chunk_by(|(a, _), (b, _)| a == b);
        let mut candidates: Vec<(usize, u32, Candidate)> = by_leader
            .filter_map(|links| {
                let leader = links[0].0;
                let shared = Shared::of(links.iter().map(|(_, is_own)| *is_own));
                let Leader {
                    article: of, size, ..
                } = self.articles[leader as usize];
                let candidate = shared.candidate(of, article.size, size)?;
                Some((shared.all, leader, candidate))
            })
            .collect();
        candidates.sort_unstable_by_key(|(shared, leader, _)| (Reverse(*shared), *leader));
        candidates.truncate(MOST_CANDIDATES);
        candidates.sort_unstable_by_key(|(_, leader, _)| *leader);
        let candidates = candidates.into_iter();
        candidates.map(|(.., candidate)| candidate).collect()
    }

    /// A story begins with an article, which is not before the last one.
    pub(crate) fn add(&mut self, article: &Sampled) {
        if self.links.len() >= self.most_links {
            self.forget(article);
        }
        self.push(article);
    }

    /// As [`Self::add`], until it is taken back.
    pub(super) fn push(&mut self, article: &Sampled) {
        let leader = to_u32(self.articles.len());
        let last_day = article.days.map(|(_, last)| last);
        let before = self.articles.last().map(|leader| leader.latest);
        self.articles.push(Leader {
            article: article.article,
            last_day,
            latest: before.map_or(last_day, |latest| Some(latest?.max(last_day?))),
            size: article.size,
        });
        for shingle in &article.shingles {
            self.link(*shingle, leader);
        }
    }

    /// Takes back the last, which is this one.
    pub(super) fn pop(&mut self, article: &Sampled) {
        self.articles.pop();
        for shingle in article.shingles.iter().rev() {
            let link = self.links.pop();
            match link.and_then(|link| link.before) {
                Some(before) => self.heads.insert(*shingle, before),
                None => self.heads.remove(shingle),
            };
        }
    }

    fn link(&mut self, shingle: u32, leader: u32) {
        let link = to_u32(self.links.len());
        let before = self.heads.insert(shingle, link);
        self.links.push(Link { leader, before });
    }

    /// The leaders that have a shingle, the last first.
    fn with(&self, shingle: u32) -> impl Iterator<Item = u32> {
        let mut next = self.heads.get(&shingle).copied();
        std::iter::from_fn(move || {
            let link = self.links[next? as usize];
            next = link.before;
            Some(link.leader)
        })
    }

    fn is_near(&self, leader: u32, article: &Sampled) -> bool {
        match (self.articles[leader as usize].last_day, article.days) {
            (Some(last), Some((first, _))) => last + self.within_days >= first,
            _ => true,
        }
    }

    /// Whether a leader or one before it may be near an article.
    fn are_any_near(&self, leader: u32, article: &Sampled) -> bool {
        match (self.articles[leader as usize].latest, article.days) {
            (Some(latest), Some((first, _))) => latest + self.within_days >= first,
            _ => true,
        }
    }

    /// Forgets the leaders that are too old for an article and those after it.
    fn forget(&mut self, article: &Sampled) {
        let mut kept = Self {
            articles: Vec::new(),
            heads: FxHashMap::default(),
            links: Vec::new(),
            ..*self
        };
        let mut numbers: Vec<Option<u32>> = Vec::with_capacity(self.articles.len());
        for leader in 0..to_u32(self.articles.len()) {
            let is_kept = self.is_near(leader, article);
            numbers.push(is_kept.then(|| to_u32(kept.articles.len())));
            if is_kept {
                kept.articles.push(self.articles[leader as usize]);
            }
        }
        for shingle in self.heads.keys() {
            let mut leaders: Vec<u32> = self.with(*shingle).collect();
            leaders.reverse();
            for leader in leaders {
                if let Some(number) = numbers[leader as usize] {
                    kept.link(*shingle, number);
                }
            }
        }
        kept.most_links = FEW_LINKS.max(2 * kept.links.len());
        *self = kept;
    }
}

/// How many sampled shingles two articles share.
#[derive(Debug, Clone, Copy)]
pub(super) struct Shared {
    pub(super) all: usize,
    /// Whether one of them is no boilerplate.
    has_own: bool,
}

impl Shared {
    /// Of the shared ones, whether each is no boilerplate.
    pub(super) fn of(are_own: impl Iterator<Item = bool>) -> Self {
        are_own.fold(
            Self {
                all: 0,
                has_own: false,
            },
            |shared, is_own| Self {
                all: shared.all + 1,
                has_own: shared.has_own || is_own,
            },
        )
    }

    /// A leader where it and an article, with so many sampled shingles each, share enough of them to be compared.
    pub(super) fn candidate(self, leader: u32, a: usize, b: usize) -> Option<Candidate> {
        let shorter = a.min(b);
        let least_percent = LEAST_PERCENT_OF_BOILERPLATE * shorter;
        let is_enough =
            (self.has_own && self.all * ONE_IN >= shorter) || self.all * 100 >= least_percent;
        is_enough.then_some(Candidate {
            article: leader,
            is_likely: self.all * 2 >= shorter,
        })
    }
}

pub(super) fn to_u32(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[derive(Debug, Clone)]
    struct Twin(Vec<Sampled>);

    impl Twin {
        /// By looking at all leaders.
        fn candidates(&self, article: &Sampled, within: i64) -> Vec<u32> {
            let near = |leader: &&Sampled| match (leader.days, article.days) {
                (Some((_, last)), Some((first, _))) => last + within >= first,
                _ => true,
            };
            let near: Vec<&Sampled> = self.0.iter().filter(near).collect();
            let has = |leader: &Sampled, shingle| leader.shingles.contains(shingle);
            let rare = article.shingles.iter().filter(|shingle| {
                near.iter().filter(|leader| has(leader, shingle)).count() <= MOST_SHARING
            });
            let rare: Vec<&u32> = rare.collect();
            let own = &article.shingles[..article.own];
            let mut found: Vec<(Reverse<usize>, usize)> = Vec::new();
            for (at, leader) in near.iter().enumerate() {
                let shared = rare.iter().filter(|shingle| has(leader, shingle));
                let has_own = shared.clone().any(|shingle| own.contains(shingle));
                let shared = shared.count();
                let shorter = leader.size.min(article.size);
                let is_enough = shared * 100 >= 67 * shorter || (has_own && shared * 7 >= shorter);
                if shared > 0 && is_enough {
                    found.push((Reverse(shared), at));
                }
            }
            found.sort_unstable();
            found.truncate(MOST_CANDIDATES);
            let mut places: Vec<usize> = found.into_iter().map(|(_, at)| at).collect();
            places.sort_unstable();
            places.into_iter().map(|at| near[at].article).collect()
        }
    }

    fn numbers(leaders: &Leaders, article: &Sampled) -> Vec<u32> {
        let candidates = leaders.candidates(article).into_iter();
        candidates.map(|candidate| candidate.article).collect()
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]

        #[test]
        fn candidates_are_those_of_looking_at_all(
            articles in prop::collection::vec((0..60_i64, 0..9_i64, prop::collection::btree_set(0..50_u32, 1..9)), 1..150),
            within in 0..9_u32,
            boilerplate_from in 0..60_u32,
        ) {
            let mut articles = articles;
            articles.sort();
            let mut leaders = Leaders::new(within);
            leaders.most_links = 20;
            let mut twin = Twin(Vec::new());
            for (article, (first, length, shingles)) in (0..).zip(articles) {
                let article = Sampled {
                    article,
                    days: Some((first, first + length)),
                    size: shingles.len(),
                    own: shingles.range(..boilerplate_from).count(),
                    shingles: shingles.into_iter().collect(),
                };
                prop_assert_eq!(numbers(&leaders, &article), twin.candidates(&article, i64::from(within)));
                leaders.push(&article);
                leaders.push(&article);
                leaders.pop(&article);
                leaders.pop(&article);
                prop_assert_eq!(numbers(&leaders, &article), twin.candidates(&article, i64::from(within)));
                leaders.add(&article);
                leaders.most_links = leaders.most_links.min(40);
                twin.0.push(article);
            }
        }
    }

    #[test]
    fn what_too_many_share_is_passed_over() {
        let mut leaders = Leaders::new(7);
        let article = |article, shingles: &[u32]| Sampled {
            article,
            days: Some((0, 0)),
            size: shingles.len(),
            own: shingles.len(),
            shingles: shingles.to_vec(),
        };
        for number in 0..60 {
            leaders.add(&article(number, &[1, 1000 + number]));
        }
        assert_eq!(leaders.candidates(&article(99, &[1, 1003])).len(), 8);
        leaders.add(&article(60, &[1, 7]));
        assert_eq!(numbers(&leaders, &article(99, &[1, 1003])), [3]);
    }
}
