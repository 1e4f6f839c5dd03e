//! Queries language by language.
//!
//! An article has one language, and a stem names its own: of the stems that a word has in several languages, an article holds one
//! at most. A query over words in any form is therefore one query a language, over the stems of that language alone. No article
//! matches two of them, and each is made of single terms, which Tantivy intersects and joins fastest.

use tantivy::query::{BooleanQuery, Occur, Query};

use crate::search::queries::any_of::disjoint;
use crate::search::queries::any_word::AnyWord;
use crate::search::queries::conjunction::Conjunction;
use crate::search::queries::word::words_of;

/// A query of the index.
pub(crate) enum LanguageQuery {
    /// One that may find articles of any language.
    Any(Box<dyn Query>),
    /// One a language, by what tells the language in its stems; each finds articles of that language alone.
    Each(Vec<(char, Box<dyn Query>)>),
}

impl LanguageQuery {
    /// In one.
    pub(crate) fn whole(self) -> Box<dyn Query> {
        match self {
            Self::Any(query) => query,
            Self::Each(parts) => disjoint(parts.into_iter().map(|(_, part)| part).collect()),
        }
    }

    /// With each query in it changed in the same way, which must not find articles of other languages.
    pub(crate) fn map(self, change: impl Fn(Box<dyn Query>) -> Box<dyn Query>) -> Self {
        match self {
            Self::Any(query) => Self::Any(change(query)),
            Self::Each(parts) => {
                let parts = parts.into_iter();
                Self::Each(
                    parts
                        .map(|(language, part)| (language, change(part)))
                        .collect(),
                )
            }
        }
    }

    /// The query that finds the articles of one language; `None` where it finds none.
    fn of(&self, language: char) -> Option<Box<dyn Query>> {
        match self {
            Self::Any(query) => Some(query.box_clone()),
            Self::Each(parts) => {
                let part = parts.iter().find(|(of, _)| *of == language);
                part.map(|(_, part)| part.box_clone())
            }
        }
    }

    fn languages(&self) -> Option<Vec<char>> {
        match self {
            Self::Any(_) => None,
            Self::Each(parts) => Some(parts.iter().map(|(language, _)| *language).collect()),
        }
    }
}

/// The articles that match a boolean query.
pub(crate) fn boolean(clauses: Vec<(Occur, LanguageQuery)>) -> LanguageQuery {
    let those = |wanted: Occur| clauses.iter().filter(move |(occur, _)| *occur == wanted);
    let required = those(Occur::Must).filter_map(|(_, asked)| asked.languages());
    let common = required.reduce(|mut common, languages| {
        common.retain(|language| languages.contains(language));
        common
    });
    let languages = if those(Occur::Must).next().is_some() {
        common
    } else {
        languages_of_any(those(Occur::Should).map(|(_, asked)| asked))
    };
    let Some(languages) = languages else {
        let clauses = clauses
            .into_iter()
            .map(|(occur, asked)| (occur, asked.whole()));
        return LanguageQuery::Any(joined(clauses.collect()));
    };
    let part = |language: char| {
        let of_language = |(occur, asked): &(Occur, LanguageQuery)| {
            asked.of(language).map(|query| (*occur, query))
        };
        let mut part: Vec<_> = clauses.iter().filter_map(of_language).collect();
        let query: Box<dyn Query> = match part.len() {
            1 => part.remove(0).1,
            _ => joined(part),
        };
        (language, query)
    };
    LanguageQuery::Each(languages.into_iter().map(part).collect())
}

/// A boolean query: a [`Conjunction`] of what is required, and one of Tantivy's for the rest.
fn joined(clauses: Vec<(Occur, Box<dyn Query>)>) -> Box<dyn Query> {
    if clauses.iter().all(|(occur, _)| *occur == Occur::Should)
        && let Some(words) = words_of(clauses.iter().map(|(_, query)| &**query))
    {
        return Box::new(AnyWord(words));
    }
    let mut conjunction = Conjunction::default();
    let mut rest: Vec<(Occur, Box<dyn Query>)> = Vec::with_capacity(clauses.len());
    for (occur, query) in clauses {
        let left = match occur {
            Occur::Must => conjunction.take(query),
            Occur::Should | Occur::MustNot => Some(query),
        };
        rest.extend(left.map(|query| (occur, query)));
    }
    rest.extend(conjunction.into_clauses().map(|query| (Occur::Must, query)));
    match rest.pop() {
        Some((Occur::Must, only)) if rest.is_empty() => only,
        last => {
            rest.extend(last);
            Box::new(BooleanQuery::new(rest))
        }
    }
}

/// The articles that match at least `least` of these, one or more.
pub(crate) fn at_least(least: usize, wanted: Vec<LanguageQuery>) -> LanguageQuery {
    let some = |queries: Vec<Box<dyn Query>>| -> Box<dyn Query> {
        let clauses = queries
            .into_iter()
            .map(|query| (Occur::Should, query))
            .collect();
        if least == 1 {
            return joined(clauses);
        }
        Box::new(BooleanQuery::with_minimum_required_clauses(clauses, least))
    };
    let Some(languages) = languages_of_any(wanted.iter()) else {
        return LanguageQuery::Any(some(wanted.into_iter().map(LanguageQuery::whole).collect()));
    };
    let part = |language: char| {
        let mut part: Vec<_> = wanted
            .iter()
            .filter_map(|asked| asked.of(language))
            .collect();
        let query = match part.len() {
            too_few if too_few < least => return None,
            1 => part.remove(0),
            _ => some(part),
        };
        Some((language, query))
    };
    LanguageQuery::Each(languages.into_iter().filter_map(part).collect())
}

/// The languages of all of these, if each finds articles of known languages alone.
fn languages_of_any<'a>(asked: impl Iterator<Item = &'a LanguageQuery>) -> Option<Vec<char>> {
    let mut all = None;
    for asked in asked {
        let all = all.get_or_insert_with(Vec::new);
        for language in asked.languages()? {
            if !all.contains(&language) {
                all.push(language);
            }
        }
    }
    all
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use tantivy::Order;
    use tantivy::query::{EnableScoring, TermQuery};
    use tantivy::schema::IndexRecordOption;

    use super::*;
    use crate::cores::Cores;
    use crate::index::{SegmentColumns, Stories};
    use crate::search::numbered::Numbered;
    use crate::search::queries::word::Word;
    use crate::search::rank::scored_matches::ScoredMatches;
    use crate::search::rank::ties::Ties;
    use crate::search::rank::top_docs::best_and_count;

    /// Words in any form, and what joins them.
    #[derive(Debug, Clone)]
    enum Tree {
        Word(u8),
        /// A word as it is written, whichever language the article is in.
        Exact(u8),
        Boolean(Vec<(Occur, Tree)>),
        AtLeast(usize, Vec<Tree>),
    }

    fn any_tree() -> impl Strategy<Value = Tree> {
        let leaf =
            prop_oneof![4 => (0..4_u8).prop_map(Tree::Word), 1 => (0..8_u8).prop_map(Tree::Exact)];
        leaf.prop_recursive(3, 12, 3, |inner| {
            let occur = prop_oneof![Just(Occur::Must), Just(Occur::Should), Just(Occur::MustNot)];
            prop_oneof![
                prop::collection::vec((occur, inner.clone()), 1..4).prop_map(Tree::Boolean),
                (1..3_usize, prop::collection::vec(inner, 1..4))
                    .prop_map(|(least, trees)| Tree::AtLeast(least, trees)),
            ]
        })
    }

    /// The stem of a word in each of two languages, language by language or joined from the start.
    fn asked(tree: &Tree, index: &Numbered, by_language: bool) -> LanguageQuery {
        let term = |stem: u8| -> Box<dyn Query> {
            let term = index.term(stem);
            if by_language {
                Box::new(Word::new(term))
            } else {
                Box::new(TermQuery::new(term, IndexRecordOption::WithFreqs))
            }
        };
        let inner = |tree: &Tree| asked(tree, index, by_language);
        match tree {
            Tree::Word(word) if by_language => {
                LanguageQuery::Each(vec![('a', term(2 * word)), ('b', term(2 * word + 1))])
            }
            Tree::Word(word) => LanguageQuery::Any(Box::new(BooleanQuery::union(vec![
                term(2 * word),
                term(2 * word + 1),
            ]))),
            Tree::Exact(stem) => LanguageQuery::Any(term(*stem)),
            Tree::Boolean(clauses) => boolean(
                clauses
                    .iter()
                    .map(|(occur, tree)| (*occur, inner(tree)))
                    .collect(),
            ),
            Tree::AtLeast(least, trees) => at_least(*least, trees.iter().map(inner).collect()),
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(256))]

        #[test]
        fn languages_apart_find_what_they_find_together(
            articles in prop::collection::vec((0..2_u8, prop::collection::vec(0..4_u8, 1..7)), 1..30),
            tree in any_tree(),
        ) {
            let stems = articles.iter().map(|(language, words)| {
                words.iter().map(|word| 2 * word + language).collect()
            });
            let index = Numbered::new(&stems.collect::<Vec<Vec<u8>>>());
            let [apart, together] = [true, false].map(|by_language| {
                let query = asked(&tree, &index, by_language).whole();
                let scoring = EnableScoring::enabled_from_searcher(&index.searcher);
                let scored = ScoredMatches::new(&*query, scoring, None).unwrap();
                let columns = SegmentColumns::of(&index.searcher);
                let order = (Ties::new(&columns, Order::Desc), Cores::One);
                let archive = (&index.searcher, &Stories::default());
                let (mut found, matched) = best_and_count(archive, &scored, 100, order).unwrap();
                assert_eq!(found.len(), matched.articles);
                found.sort_by_key(|(_, address)| *address);
                found
            });
            prop_assert_eq!(apart.len(), together.len());
            for ((score, address), (expected, same)) in apart.iter().zip(&together) {
                prop_assert_eq!(address, same);
                prop_assert!((score - expected).abs() < 1e-4, "{} is not {}", score, expected);
            }
        }
    }
}
