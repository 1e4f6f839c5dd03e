//! Records without an id of their own, in files of many: their articles are called by what they say, and belong to their file.
//!
//! Records of one file that say the same are numbered in their order. When a file is read again, a record that says something else
//! than before has another name. It takes the place of the article before it where that is certain: where between the same
//! unchanged neighbours (or the ends of the file) there are as many records as before, each takes the place of the one that
//! stood there, in order. Other articles that the file no longer holds stay, as all do unless they are pruned.

use rustc_hash::{FxHashMap, FxHashSet};

use crate::article::{Article, ArticleId};
use crate::index::hashing::hash;

/// Such records of the file that is being read.
#[derive(Debug, Default)]
pub(crate) struct Unnamed {
    path: String,
    /// How many records have said the same so far.
    said: FxHashMap<u64, u64>,
    /// The hashes of all names, in the order of the file.
    names: Vec<u64>,
}

impl Unnamed {
    /// Records of this file follow.
    pub(crate) fn file(&mut self, path: &str) {
        *self = Self {
            path: path.to_owned(),
            ..Self::default()
        };
    }

    /// Takes an article of the file; another name where the same has been said before.
    pub(crate) fn take(&mut self, article: &Article) -> Option<ArticleId> {
        let path = &article.origin.path;
        if *path != self.path || !article.id.is_of_content(path) {
            return None;
        }
        let own = hash(article.id.0.as_bytes());
        let said = self.said.entry(own).or_default();
        *said += 1;
        let another = (*said > 1).then(|| article.id.numbered(*said));
        let name = another.as_ref();
        self.names
            .push(name.map_or(own, |name| hash(name.0.as_bytes())));
        another
    }

    /// The article taken last is not in the index after all.
    pub(crate) fn leave_out(&mut self, id: &ArticleId) {
        if self.names.last() == Some(&hash(id.0.as_bytes())) {
            self.names.pop();
        }
    }

    /// The names taken of a file.
    pub(crate) fn names_of(&self, path: &str) -> &[u64] {
        if self.path == path { &self.names } else { &[] }
    }
}

/// Of the articles that a file held, in its order, those whose place others take.
pub(crate) fn replaced(before: &[ArticleId], now: &[u64]) -> Vec<ArticleId> {
    let hashes: Vec<u64> = before.iter().map(|id| hash(id.0.as_bytes())).collect();
    let (held_before, held_now) = (set(&hashes), set(now));
    let new = changed(now, &held_before);
    let mut replaced: Vec<usize> = changed(&hashes, &held_now)
        .into_iter()
        .filter(|(between, old)| new.get(between).is_some_and(|new| new.len() == old.len()))
        .flat_map(|(_, old)| old)
        .collect();
    replaced.sort_unstable();
    replaced.into_iter().map(|at| before[at].clone()).collect()
}

fn set(names: &[u64]) -> FxHashSet<u64> {
    names.iter().copied().collect()
}

/// The unchanged neighbours before and after; none at an end of the file.
type Between = (Option<u64>, Option<u64>);

/// Where the names stand that are not among the unchanged ones, by what they stand between.
fn changed(names: &[u64], unchanged: &FxHashSet<u64>) -> FxHashMap<Between, Vec<usize>> {
    let mut changed: FxHashMap<Between, Vec<usize>> = FxHashMap::default();
    let mut before = None;
    let mut run = Vec::new();
    for (at, name) in names.iter().enumerate() {
        if !unchanged.contains(name) {
            run.push(at);
            continue;
        }
        if !run.is_empty() {
            changed.insert((before, Some(*name)), std::mem::take(&mut run));
        }
        before = Some(*name);
    }
    if !run.is_empty() {
        changed.insert((before, None), run);
    }
    changed
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn ids(names: &str) -> Vec<ArticleId> {
        names.chars().map(|name| ArticleId(name.into())).collect()
    }

    fn gone(before: &str, now: &str) -> String {
        let now: Vec<u64> = ids(now).iter().map(|id| hash(id.0.as_bytes())).collect();
        let replaced = replaced(&ids(before), &now);
        replaced.into_iter().map(|id| id.0).collect()
    }

    #[test]
    fn a_record_takes_the_place_of_the_one_that_stood_there() {
        for (before, now, expected) in [
            ("abc", "abc", ""),
            // A row in front, behind, taken out, all in another order.
            ("abc", "xabc", ""),
            ("abc", "abcx", ""),
            ("abc", "ac", ""),
            ("abc", "cab", ""),
            // Corrections.
            ("abc", "axc", "b"),
            ("abc", "xyz", "abc"),
            ("abc", "yaxc", "b"),
            ("abcd", "axyd", "bc"),
            // What cannot be told.
            ("abc", "axyc", ""),
            ("abcd", "axd", ""),
            // The oldest rows gave way to newer ones.
            ("abcd", "cdxy", ""),
        ] {
            assert_eq!(gone(before, now), expected, "{before} {now}");
        }
    }

    proptest! {
        /// Nothing that is held is replaced, and no more than is new.
        #[test]
        fn what_is_held_stays(
            before in proptest::sample::subsequence("abcdefghij".chars().collect::<Vec<_>>(), 0..10).prop_shuffle(),
            now in proptest::sample::subsequence("abcdefghijxyz".chars().collect::<Vec<_>>(), 0..13).prop_shuffle(),
        ) {
            let (before, now): (String, String) = (before.into_iter().collect(), now.into_iter().collect());
            let gone = gone(&before, &now);
            prop_assert!(gone.chars().all(|name| before.contains(name) && !now.contains(name)));
            let new = now.chars().filter(|name| !before.contains(*name)).count();
            prop_assert!(gone.len() <= new, "{} {} {}", before, now, gone);
        }
    }
}
