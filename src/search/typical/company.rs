//! The words near the occurrences of a query, counted in the texts of articles.

use rustc_hash::FxHashMap;
use tantivy::DocAddress;

use crate::analysis::{self, Analyzer, Language, Text, WordId};
use crate::api::Window;
use crate::article::Article;
use crate::span::{Interval, Position};

/// What stands near the nodes of some articles.
#[derive(Default)]
pub(super) struct Company {
    /// Occurrences of the query.
    pub(super) nodes: u64,
    /// Words near them.
    pub(super) near_words: u64,
    /// By folded word.
    pub(super) words: FxHashMap<String, Tally>,
    analyzer: Analyzer,
}

/// How often a word stands near a node.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Tally {
    /// Before the nearest node.
    pub(super) left: u64,
    /// After it.
    pub(super) right: u64,
    pub(super) articles: u64,
    /// Where it stands nearest.
    pub(super) nearest: Near,
}

impl Tally {
    /// Occurrences on either side.
    pub(super) fn times(&self) -> u64 {
        self.left + self.right
    }
}

/// A word near a node. Those in bodies come first, then those that are nearer, then those of an article by its content, so that the first of all is the same
/// however the index is cut.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Near {
    in_title: bool,
    distance: u32,
    content_hash: u64,
    pub(super) position: Position,
    pub(super) node: Interval,
    pub(super) address: DocAddress,
}

impl Company {
    /// Adds the words near the nodes of an article, which are ascending.
    pub(super) fn add(
        &mut self,
        article: &Article,
        (address, content_hash): (DocAddress, u64),
        nodes: &[Interval],
        window: Window,
    ) {
        let language = article.language.as_deref().and_then(Language::from_code);
        let text = Text {
            body: &article.body,
            headings: &article.headings,
            title: &article.title,
            language: language.unwrap_or(Language::UNKNOWN),
        };
        let mut words: Vec<Option<WordId>> = Vec::new();
        let mut starts: Vec<Position> = Vec::new();
        let body_words = self.analyzer.scan(&text, |word| {
            words.resize(word.position as usize, None);
            words.push(Some(word.id));
            let is_start = match window {
                Window::Words(_) | Window::Sentence => word.starts_sentence,
                Window::Paragraph => word.starts_paragraph,
            };
            if is_start {
                starts.push(word.position);
            }
        });
        let last = Position::try_from(words.len()).unwrap_or(Position::MAX);
        self.nodes += nodes.len() as u64;
        let mut seen: Vec<(WordId, Position, Interval)> = Vec::new();
        for (position, node) in near(nodes, &starts, last.saturating_sub(1), window) {
            if let Some(Some(id)) = words.get(position as usize) {
                seen.push((*id, position, node));
            }
        }
        self.near_words += seen.len() as u64;
        self.tally(&seen, body_words, (address, content_hash));
    }

    /// Adds up the words of one article that were seen near its nodes.
    fn tally(
        &mut self,
        seen: &[(WordId, Position, Interval)],
        body_words: u32,
        (address, content_hash): (DocAddress, u64),
    ) {
        let mut of_article: FxHashMap<&str, Tally> = FxHashMap::default();
        for &(id, position, node) in seen {
            let terms = self.analyzer.lexicon.terms(id);
            let Some(word) = analysis::folded_word(terms.surface) else {
                continue;
            };
            let is_left = position < node.first;
            let nearest = Near {
                in_title: position >= body_words,
                distance: distance(position, node),
                content_hash,
                position,
                node,
                address,
            };
            let tally = of_article.entry(word).or_insert(Tally {
                left: 0,
                right: 0,
                articles: 1,
                nearest,
            });
            tally.left += u64::from(is_left);
            tally.right += u64::from(!is_left);
            tally.nearest = tally.nearest.min(nearest);
        }
        for (word, tally) in of_article {
            add(&mut self.words, word, tally);
        }
    }

    /// Without the words that the analyzer remembers.
    pub(super) fn without_lexicon(self) -> Self {
        Self {
            analyzer: Analyzer::new(),
            ..self
        }
    }

    /// Together with what stands near the nodes of other articles.
    pub(super) fn with(mut self, other: Self) -> Self {
        self.nodes += other.nodes;
        self.near_words += other.near_words;
        for (word, tally) in other.words {
            add(&mut self.words, &word, tally);
        }
        self
    }
}

fn add(words: &mut FxHashMap<String, Tally>, word: &str, tally: Tally) {
    match words.get_mut(word) {
        Some(known) => {
            known.left += tally.left;
            known.right += tally.right;
            known.articles += tally.articles;
            known.nearest = known.nearest.min(tally.nearest);
        }
        None => {
            words.insert(word.to_owned(), tally);
        }
    }
}

fn distance(position: Position, node: Interval) -> u32 {
    if position < node.first {
        node.first - position
    } else {
        position.saturating_sub(node.last)
    }
}

/// The positions near nodes, each once, with the node that is nearest; of two equally near the first. No position of a node is near.
///
/// `starts` are the first positions of sentences, or of paragraphs; `last` is the last position of all. A node may reach over several.
fn near(
    nodes: &[Interval],
    starts: &[Position],
    last: Position,
    window: Window,
) -> Vec<(Position, Interval)> {
    let words = match window {
        Window::Words(words) => words,
        Window::Sentence | Window::Paragraph => Position::MAX,
    };
    let mut found: Vec<(Position, u32, Interval)> = Vec::new();
    for &node in nodes {
        let first = starts.partition_point(|&start| start <= node.first);
        let first = first.checked_sub(1).and_then(|at| starts.get(at)).copied();
        let next = starts.partition_point(|&start| start <= node.last);
        let end = starts.get(next).map_or(last, |next| next - 1);
        let from = first.unwrap_or(0).max(node.first.saturating_sub(words));
        let to = end.min(node.last.saturating_add(words));
        let beside = (from..node.first).chain(node.last.saturating_add(1)..to.saturating_add(1));
        found.extend(beside.map(|position| (position, distance(position, node), node)));
    }
    found.sort_unstable();
    found.dedup_by_key(|(position, ..)| *position);
    let mut inside = nodes.iter().peekable();
    let mut reach: Option<Position> = None;
    found.retain(|&(position, ..)| {
        while let Some(node) = inside.next_if(|node| node.first <= position) {
            reach = reach.max(Some(node.last));
        }
        reach.is_none_or(|reach| reach < position)
    });
    found
        .into_iter()
        .map(|(position, _, node)| (position, node))
        .collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// For each position, whichever node is nearest of those in whose window it is.
    fn near_by_force(
        nodes: &[Interval],
        starts: &[Position],
        last: Position,
        window: Window,
    ) -> Vec<(Position, Interval)> {
        let unit = |position: Position| starts.iter().filter(|&&start| start <= position).count();
        let mut found = Vec::new();
        for position in 0..=last {
            if nodes
                .iter()
                .any(|node| node.contains(Interval::at(position)))
            {
                continue;
            }
            let is_near = |node: &&Interval| {
                let within = match window {
                    Window::Words(words) => distance(position, **node) <= words,
                    Window::Sentence | Window::Paragraph => true,
                };
                let units = unit(node.first)..=unit(node.last);
                within && units.contains(&unit(position))
            };
            let near = nodes.iter().filter(is_near);
            let nearest = near.min_by_key(|node| (distance(position, **node), **node));
            found.extend(nearest.map(|node| (position, *node)));
        }
        found
    }

    proptest! {
        #[test]
        fn what_is_near_is_what_force_finds(
            nodes in prop::collection::btree_set((0..40_u32, 0..4_u32), 0..6),
            starts in prop::collection::btree_set(1..40_u32, 0..6),
            words in 0..7_u32,
        ) {
            let nodes = nodes.into_iter().map(|(first, more)| Interval::new(first, first + more));
            let nodes: Vec<Interval> = nodes.collect();
            let starts: Vec<Position> = std::iter::once(0).chain(starts).collect();
            for window in [Window::Words(words), Window::Sentence] {
                prop_assert_eq!(near(&nodes, &starts, 45, window), near_by_force(&nodes, &starts, 45, window));
            }
        }
    }
}
