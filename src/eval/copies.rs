//! How well copies are found: stories against a list of articles that are copies of each other.
//!
//! What counts are pairs of articles: how many of those that tell one story are in the list (precision), and the other way round (recall). The
//! adjusted Rand index (Hubert and Arabie 1985) compares the two ways of sorting all articles into stories, less what chance would give.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::fmt::Write as _;

use serde_json::{Value, json};

use super::error::{EntryKind, Error};
use super::report::SCHEMA_VERSION;

/// Pairs shown of those that are missing, and of those that are too many.
const SHOWN: usize = 10;

/// Which articles are copies of each other, as somebody has listed them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CopyTruth {
    /// Each with the kind of copy, where that is told; the lesser id first.
    pairs: BTreeMap<(String, String), Option<String>>,
    /// Ids that no article has.
    unknown: BTreeSet<String>,
}

impl CopyTruth {
    /// Reads the text of a file, which errors call `file`: lines of the ids of articles, between tabs, that are copies of each other, and then perhaps of
    /// the kind of copy. What is a copy of a copy is one of the first. Where a first line names the columns `id1` and `id2`, each line is a pair of its own, and no more is
    /// concluded from it.
    ///
    /// # Errors
    /// When a line has one column, or there is nothing.
    pub fn add(
        &mut self,
        file: &str,
        text: &str,
        is_article: impl Fn(&str) -> bool,
    ) -> Result<(), Error> {
        let mut lines = (1..).zip(text.lines()).peekable();
        let are_pairs = lines
            .next_if(|(_, line)| line.starts_with("id1\tid2"))
            .is_some();
        let mut groups: Vec<(Vec<&str>, Option<&str>)> = Vec::new();
        for (line, text) in lines.filter(|(_, line)| !line.trim().is_empty()) {
            let columns: Vec<&str> = text.split('\t').collect();
            let ids = columns.iter().enumerate();
            let ids = ids.filter(|(at, id)| *at < 2 || (!are_pairs && is_article(id)));
            let ids: Vec<&str> = ids.map(|(_, id)| *id).collect();
            if ids.len() < 2 {
                return Err(Error::Malformed {
                    file: file.to_owned(),
                    line,
                    entry: EntryKind::Copies,
                });
            }
            let kind = columns[2..].iter().find(|column| {
                !column.is_empty() && !is_article(column) && column.parse::<f64>().is_err()
            });
            groups.push((ids, kind.copied()));
        }
        if groups.is_empty() {
            return Err(Error::Empty {
                file: file.to_owned(),
                entry: EntryKind::Copies,
            });
        }
        for (ids, kind) in &groups {
            let unknown = ids.iter().filter(|id| !is_article(id));
            self.unknown.extend(unknown.map(|id| (*id).to_owned()));
            self.add_pairs(ids, *kind);
        }
        if !are_pairs {
            let ids = groups.iter().map(|(ids, _)| ids.as_slice());
            for group in joined(ids).values() {
                self.add_pairs(group, None);
            }
        }
        Ok(())
    }

    fn add_pairs(&mut self, ids: &[&str], kind: Option<&str>) {
        for (at, a) in ids.iter().enumerate() {
            for b in &ids[at + 1..] {
                if a == b {
                    continue;
                }
                let pair = (a.min(b).to_string(), a.max(b).to_string());
                let known = self.pairs.entry(pair).or_default();
                if known.is_none() {
                    *known = kind.map(str::to_owned);
                }
            }
        }
    }
}

/// The member that stands for all that an id was put together with.
fn root<'a>(parents: &HashMap<&'a str, &'a str>, mut id: &'a str) -> &'a str {
    while let Some(parent) = parents.get(id).filter(|parent| **parent != id) {
        id = parent;
    }
    id
}

/// Lists that have a member in common, put together: under one of its members, each.
fn joined<'a>(
    lists: impl Iterator<Item = &'a [&'a str]> + Clone,
) -> HashMap<&'a str, Vec<&'a str>> {
    let mut parents: HashMap<&str, &str> = HashMap::new();
    for list in lists.clone() {
        let first = root(&parents, list[0]);
        parents.insert(first, first);
        for id in list {
            let other = root(&parents, id);
            parents.insert(other, first);
        }
    }
    let mut groups: HashMap<&str, BTreeSet<&str>> = HashMap::new();
    for id in lists.flatten() {
        groups.entry(root(&parents, id)).or_default().insert(id);
    }
    let groups = groups.into_iter();
    groups
        .map(|(root, ids)| (root, ids.into_iter().collect()))
        .collect()
}

/// How well copies were found.
#[derive(Debug, Clone, PartialEq)]
pub struct CopyEvaluation {
    /// Pairs in the list.
    pub listed: u64,
    /// Pairs of articles that tell one story.
    pub found: u64,
    /// Pairs that are both.
    pub right: u64,
    /// Adjusted Rand index: 1 where all articles are sorted as the list has them, 0 where chance would do as well.
    pub adjusted_rand: f64,
    /// Of each kind of copy in the list: its pairs, and those found.
    pub kinds: BTreeMap<String, (u64, u64)>,
    /// Some pairs that were not found, with their kind.
    pub missing: Vec<(String, String, Option<String>)>,
    /// Some pairs that are not in the list.
    pub extra: Vec<(String, String)>,
    /// Ids in the list that no article has.
    pub unknown: u64,
}

/// Compares stories, each the ids of its articles, with a list; there are so many articles.
pub fn evaluate_copies<S: AsRef<[String]>>(
    stories: &[S],
    truth: &CopyTruth,
    articles: u64,
) -> CopyEvaluation {
    let mut story_of: HashMap<&str, usize> = HashMap::new();
    for (number, story) in stories.iter().enumerate() {
        story_of.extend(story.as_ref().iter().map(|id| (id.as_str(), number)));
    }
    let mut evaluation = CopyEvaluation {
        listed: truth.pairs.len() as u64,
        found: stories
            .iter()
            .map(|story| pairs(story.as_ref().len()))
            .sum(),
        right: 0,
        adjusted_rand: adjusted_rand(stories, &story_of, truth, articles),
        kinds: BTreeMap::new(),
        missing: Vec::new(),
        extra: Vec::new(),
        unknown: truth.unknown.len() as u64,
    };
    for ((a, b), kind) in &truth.pairs {
        let story = story_of.get(a.as_str());
        let is_found = story.is_some() && story == story_of.get(b.as_str());
        evaluation.right += u64::from(is_found);
        if let Some(kind) = kind {
            let (of_kind, found) = evaluation.kinds.entry(kind.clone()).or_default();
            *of_kind += 1;
            *found += u64::from(is_found);
        }
        if !is_found && evaluation.missing.len() < SHOWN {
            evaluation
                .missing
                .push((a.clone(), b.clone(), kind.clone()));
        }
    }
    let all = stories.iter().flat_map(|story| all_pairs(story.as_ref()));
    let extra = all.filter(|pair| !truth.pairs.contains_key(pair));
    evaluation.extra = extra.take(SHOWN).collect();
    evaluation
}

fn all_pairs(story: &[String]) -> impl Iterator<Item = (String, String)> {
    story.iter().enumerate().flat_map(|(at, a)| {
        let others = story[at + 1..].iter();
        others.map(move |b| (a.min(b).clone(), a.max(b).clone()))
    })
}

#[expect(clippy::cast_precision_loss, reason = "pairs are fewer than 2⁵³")]
fn adjusted_rand<S: AsRef<[String]>>(
    stories: &[S],
    story_of: &HashMap<&str, usize>,
    truth: &CopyTruth,
    articles: u64,
) -> f64 {
    let lists: Vec<[&str; 2]> = truth
        .pairs
        .keys()
        .map(|(a, b)| [a.as_str(), b.as_str()])
        .collect();
    let groups = joined(lists.iter().map(<[&str; 2]>::as_slice));
    let listed: u64 = groups.values().map(|group| pairs(group.len())).sum();
    let found: u64 = stories
        .iter()
        .map(|story| pairs(story.as_ref().len()))
        .sum();
    let mut both = 0;
    for group in groups.values() {
        let mut counts: HashMap<usize, usize> = HashMap::new();
        for story in group.iter().filter_map(|id| story_of.get(id)) {
            *counts.entry(*story).or_default() += 1;
        }
        both += counts.values().map(|count| pairs(*count)).sum::<u64>();
    }
    let all = (articles * articles.saturating_sub(1) / 2).max(1) as f64;
    let (both, listed, found) = (both as f64, listed as f64, found as f64);
    let by_chance = listed * found / all;
    let most = f64::midpoint(listed, found);
    if most <= by_chance {
        return 1.0;
    }
    (both - by_chance) / (most - by_chance)
}

fn pairs(members: usize) -> u64 {
    let members = members as u64;
    members * members.saturating_sub(1) / 2
}

impl CopyEvaluation {
    /// Share of the pairs found that are in the list.
    pub fn precision(&self) -> f64 {
        share(self.right, self.found)
    }

    /// Share of the pairs in the list that were found.
    pub fn recall(&self) -> f64 {
        share(self.right, self.listed)
    }

    /// The harmonic mean of both.
    pub fn f1(&self) -> f64 {
        share(2 * self.right, self.found + self.listed)
    }

    /// One JSON object; `docs/schema/eval-copies.schema.json` defines it.
    pub fn json(&self) -> Value {
        let kinds = self.kinds.iter().map(|(kind, (pairs, found))| {
            json!({"kind": kind, "pairs": pairs, "found": found, "recall": share(*found, *pairs)})
        });
        let missing = self.missing.iter();
        let missing = missing.map(|(a, b, kind)| json!({"ids": [a, b], "kind": kind}));
        let extra = self.extra.iter().map(|(a, b)| json!({"ids": [a, b]}));
        json!({
            "schema_version": SCHEMA_VERSION,
            "pairs": {"listed": self.listed, "found": self.found, "right": self.right},
            "precision": self.precision(),
            "recall": self.recall(),
            "f1": self.f1(),
            "adjusted_rand": self.adjusted_rand,
            "kinds": kinds.collect::<Vec<_>>(),
            "unknown_ids": self.unknown,
            "missing": missing.collect::<Vec<_>>(),
            "extra": extra.collect::<Vec<_>>(),
        })
    }

    /// For people to read.
    pub fn text(&self) -> String {
        let mut text = format!(
            "pairs          {} listed, {} found, {} both\n",
            self.listed, self.found, self.right
        );
        for (name, value) in [
            ("precision", self.precision()),
            ("recall", self.recall()),
            ("F1", self.f1()),
            ("adjusted Rand", self.adjusted_rand),
        ] {
            let _ = writeln!(text, "{name:<14} {value:.4}");
        }
        for (kind, (pairs, found)) in &self.kinds {
            let recall = share(*found, *pairs);
            let _ = writeln!(
                text,
                "recall         {recall:.4} of `{kind}`, {found} of {pairs}"
            );
        }
        if self.unknown > 0 {
            let _ = writeln!(
                text,
                "unknown ids    {}, which count as not found",
                self.unknown
            );
        }
        let missing = self.missing.iter().map(|(a, b, kind)| {
            let kind = kind.as_ref().map(|kind| format!("\t{kind}"));
            format!("  {a}\t{b}{}\n", kind.unwrap_or_default())
        });
        let extra = self.extra.iter().map(|(a, b)| format!("  {a}\t{b}\n"));
        listed(&mut text, "not found", self.listed - self.right, missing);
        listed(&mut text, "not listed", self.found - self.right, extra);
        text
    }
}

fn listed(text: &mut String, name: &str, all: u64, lines: impl Iterator<Item = String>) {
    if all > 0 {
        let _ = writeln!(text, "{name}, {} of {all}:", all.min(SHOWN as u64));
        text.extend(lines);
    }
}

#[expect(clippy::cast_precision_loss, reason = "pairs are fewer than 2⁵³")]
fn share(part: u64, of: u64) -> f64 {
    if of == 0 {
        0.0
    } else {
        part as f64 / of as f64
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn truth(text: &str) -> CopyTruth {
        let mut truth = CopyTruth::default();
        truth.add("t", text, |id| id.len() == 1).unwrap();
        truth
    }

    fn evaluated(stories: &[&str], truth: &CopyTruth, articles: u64) -> CopyEvaluation {
        let stories: Vec<Vec<String>> = stories
            .iter()
            .map(|story| story.chars().map(String::from).collect())
            .collect();
        evaluate_copies(&stories, truth, articles)
    }

    #[test]
    fn a_copy_of_a_copy_is_one_of_the_first_but_in_a_list_of_pairs() {
        let listed = |text| truth(text).pairs.into_keys().collect::<Vec<_>>();
        let pair = |a: &str, b: &str| (a.to_owned(), b.to_owned());
        let all = [pair("a", "b"), pair("a", "c"), pair("b", "c")];
        assert_eq!(listed("b\ta\texact\nc\tb\tedited\n"), all);
        assert_eq!(listed("a\tb\tc\n"), all);
        assert_eq!(
            listed("id1\tid2\tj\tc\nb\ta\t0.5\t1\nc\tb\t0.4\t0.6\n"),
            [pair("a", "b"), pair("b", "c")]
        );
    }

    #[test]
    fn pairs_are_measured() {
        let truth = truth("b\ta\texact\nd\tc\tedited\nf\te\tedited\n");
        let found = evaluated(&["ab", "cdx"], &truth, 10);
        assert_eq!((found.listed, found.found, found.right), (3, 4, 2));
        assert!((found.precision() - 0.5).abs() < 1e-12);
        assert!((found.recall() - 2.0 / 3.0).abs() < 1e-12);
        assert!((found.f1() - 4.0 / 7.0).abs() < 1e-12);
        assert_eq!(found.kinds["edited"], (2, 1));
        assert_eq!(
            found.missing,
            [("e".into(), "f".into(), Some("edited".into()))]
        );
        assert_eq!(
            found.extra,
            [("c".into(), "x".into()), ("d".into(), "x".into())]
        );
        let text = found.text();
        assert!(
            text.contains("recall         0.5000 of `edited`, 1 of 2\n"),
            "{text}"
        );
    }

    #[test]
    fn the_adjusted_rand_index_is_that_of_the_literature() {
        // As `sklearn.metrics.adjusted_rand_score` has it: of [0, 0, 1, 1] and [0, 0, 1, 2], and of [0, 0, 1, 2, 2, 3] and [0, 1, 1, 2, 2, 2].
        let found = evaluated(&["ab"], &truth("a\tb\nc\td\n"), 4);
        assert!((found.adjusted_rand - 0.571_428_571_428_571_4).abs() < 1e-12);
        let found = evaluated(&["bc", "def"], &truth("a\tb\nd\te\n"), 6);
        assert!((found.adjusted_rand - 0.189_189_189_189_189_2).abs() < 1e-12);
        let same = evaluated(&["ab"], &truth("a\tb\n"), 6);
        assert!((same.adjusted_rand - 1.0).abs() < 1e-12);
    }

    #[test]
    fn what_is_wrong_has_its_line() {
        for (text, message) in [
            ("a\tb\na\n", "line 2 of `t` is no list of copies"),
            ("", "`t` holds no list of copies"),
        ] {
            let error = CopyTruth::default().add("t", text, |_| true).unwrap_err();
            assert_eq!(error.to_string(), message);
            assert!(!error.hint().is_empty());
        }
        let mut unknown = CopyTruth::default();
        unknown.add("t", "a\tbb\n", |id| id.len() == 1).unwrap();
        assert_eq!(evaluated(&[], &unknown, 3).unknown, 1);
    }
}
