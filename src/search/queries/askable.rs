//! A query that may be asked about any document, in any order.
//!
//! What is excluded, and what is a condition, is asked with `seek_danger` about documents that may lie before the one that the scorer
//! is at. The scorer of a phrase of Tantivy's 0.27 does not allow it. The default `seek_danger` of [`DocSet`] does, so this
//! scorer forwards everything else.

use tantivy::query::{EnableScoring, Explanation, Query, Scorer, Weight};
use tantivy::{DocId, DocSet, Score, SegmentReader, Term};

/// A query behind `NOT`, or a condition.
#[derive(Debug)]
pub(crate) struct Askable(Box<dyn Query>);

impl Askable {
    pub(crate) fn boxed(query: Box<dyn Query>) -> Box<dyn Query> {
        Box::new(Self(query))
    }
}

impl Clone for Askable {
    fn clone(&self) -> Self {
        Self(self.0.box_clone())
    }
}

impl Query for Askable {
    fn weight(&self, scoring: EnableScoring<'_>) -> tantivy::Result<Box<dyn Weight>> {
        Ok(Box::new(AskableWeight(self.0.weight(scoring)?)))
    }

    fn query_terms<'a>(&'a self, visitor: &mut dyn FnMut(&'a Term, bool)) {
        self.0.query_terms(visitor);
    }
}

struct AskableWeight(Box<dyn Weight>);

impl Weight for AskableWeight {
    fn scorer(&self, reader: &SegmentReader, boost: Score) -> tantivy::Result<Box<dyn Scorer>> {
        Ok(Box::new(AskableScorer(self.0.scorer(reader, boost)?)))
    }

    fn explain(&self, reader: &SegmentReader, doc: DocId) -> tantivy::Result<Explanation> {
        self.0.explain(reader, doc)
    }
}

struct AskableScorer(Box<dyn Scorer>);

impl DocSet for AskableScorer {
    fn advance(&mut self) -> DocId {
        self.0.advance()
    }

    fn seek(&mut self, target: DocId) -> DocId {
        self.0.seek(target)
    }

    fn doc(&self) -> DocId {
        self.0.doc()
    }

    fn size_hint(&self) -> u32 {
        self.0.size_hint()
    }

    fn cost(&self) -> u64 {
        self.0.cost()
    }
}

impl Scorer for AskableScorer {
    fn score(&mut self) -> Score {
        self.0.score()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use tantivy::collector::DocSetCollector;
    use tantivy::query::{BooleanQuery, Occur, PhraseQuery, TermQuery};
    use tantivy::schema::IndexRecordOption;

    use super::*;
    use crate::search::numbered::Numbered;

    fn found(articles: &[Vec<u8>], excluded: &[[u8; 2]]) -> Vec<usize> {
        let index = Numbered::new(articles);
        let wanted = TermQuery::new(index.term(0), IndexRecordOption::Basic);
        let mut clauses: Vec<(Occur, Box<dyn Query>)> = vec![(Occur::Must, Box::new(wanted))];
        clauses.extend(excluded.iter().map(|phrase| {
            let phrase = PhraseQuery::new(phrase.iter().map(|word| index.term(*word)).collect());
            (Occur::MustNot, Askable::boxed(Box::new(phrase)))
        }));
        let query = BooleanQuery::new(clauses);
        let found = index.searcher.search(&query, &DocSetCollector).unwrap();
        let mut found: Vec<usize> = found.iter().map(|at| at.doc_id as usize).collect();
        found.sort_unstable();
        found
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]
        #[test]
        fn phrases_are_excluded(
            articles in prop::collection::vec(prop::collection::vec(0..3_u8, 1..6), 1..30),
            excluded in prop::collection::vec([0..3_u8, 0..3_u8], 1..3),
        ) {
            let expected: Vec<usize> = articles
                .iter()
                .enumerate()
                .filter(|(_, words)| words.contains(&0))
                .filter(|(_, words)| !words.windows(2).any(|pair| excluded.iter().any(|phrase| pair == phrase)))
                .map(|(at, _)| at)
                .collect();
            prop_assert_eq!(found(&articles, &excluded), expected);
        }
    }
}
