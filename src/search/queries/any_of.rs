//! The union of a few queries that is cheap to seek in.
//!
//! The readings of one word or phrase (`cease fire` beside `ceasefire`, a form with and one without accents) mostly stand in
//! an `AND`, or one of them is rare. Tantivy's own union collects thousands of documents ahead, which pays where all of them are
//! wanted.

use tantivy::query::{EmptyQuery, EnableScoring, Explanation, Query, Scorer, Weight};
use tantivy::{DocId, DocSet, Score, SegmentReader, TERMINATED, Term};

use crate::search::postings::union::{Postings, Union};
use crate::search::queries::any_word::AnyWord;
use crate::search::queries::scored;
use crate::search::queries::union_scorer::UnionScorer;
use crate::search::queries::word::words_of;

/// The documents that match any of these queries, each scored by the sum of those that it matches.
#[derive(Debug)]
struct AnyOf(Vec<Box<dyn Query>>);

/// The union of any number of queries: of one, that one.
pub(crate) fn any_of(queries: Vec<Box<dyn Query>>) -> Box<dyn Query> {
    one_or(queries, |queries| {
        match words_of(queries.iter().map(|query| &**query)) {
            Some(words) => Box::new(AnyWord(words)),
            None => Box::new(AnyOf(queries)),
        }
    })
}

/// The union of queries of which no document matches two.
pub(crate) fn disjoint(queries: Vec<Box<dyn Query>>) -> Box<dyn Query> {
    one_or(queries, |queries| Box::new(Disjoint(AnyOf(queries))))
}

fn one_or(
    mut queries: Vec<Box<dyn Query>>,
    union: impl FnOnce(Vec<Box<dyn Query>>) -> Box<dyn Query>,
) -> Box<dyn Query> {
    match queries.len() {
        0 => Box::new(EmptyQuery),
        1 => queries.remove(0),
        _ => union(queries),
    }
}

impl Clone for AnyOf {
    fn clone(&self) -> Self {
        Self(self.0.iter().map(|query| query.box_clone()).collect())
    }
}

impl AnyOf {
    fn weights(&self, scoring: EnableScoring<'_>) -> tantivy::Result<AnyOfWeight> {
        let weights = self.0.iter().map(|query| query.weight(scoring));
        Ok(AnyOfWeight(weights.collect::<tantivy::Result<_>>()?))
    }
}

impl Query for AnyOf {
    fn weight(&self, scoring: EnableScoring<'_>) -> tantivy::Result<Box<dyn Weight>> {
        Ok(Box::new(self.weights(scoring)?))
    }

    fn query_terms<'a>(&'a self, visitor: &mut dyn FnMut(&'a Term, bool)) {
        for query in &self.0 {
            query.query_terms(visitor);
        }
    }
}

struct AnyOfWeight(Vec<Box<dyn Weight>>);

impl AnyOfWeight {
    fn open(
        &self,
        segment: &SegmentReader,
        boost: Score,
    ) -> tantivy::Result<UnionScorer<Box<dyn Scorer>>> {
        let scorers = self.0.iter().map(|weight| weight.scorer(segment, boost));
        Ok(UnionScorer(Union::new(
            scorers.collect::<tantivy::Result<_>>()?,
        )))
    }
}

impl Weight for AnyOfWeight {
    fn scorer(&self, reader: &SegmentReader, boost: Score) -> tantivy::Result<Box<dyn Scorer>> {
        Ok(Box::new(self.open(reader, boost)?))
    }

    fn for_each(
        &self,
        reader: &SegmentReader,
        callback: &mut dyn FnMut(DocId, Score),
    ) -> tantivy::Result<()> {
        let UnionScorer(union) = self.open(reader, 1.0)?;
        union.for_each(callback);
        Ok(())
    }

    fn explain(&self, reader: &SegmentReader, doc: DocId) -> tantivy::Result<Explanation> {
        scored::explain(self, reader, doc, "sum of the queries")
    }
}

/// Documents with their scores.
impl Postings for Box<dyn Scorer> {
    type Value = Score;

    fn doc(&self) -> DocId {
        DocSet::doc(self)
    }

    fn seek(&mut self, target: DocId) -> DocId {
        let doc = DocSet::doc(self);
        if doc < target {
            DocSet::seek(self, target)
        } else {
            doc
        }
    }

    fn drain(&mut self, end: DocId, mut add: impl FnMut(DocId, Score)) {
        let mut doc = DocSet::doc(self);
        while doc < end.min(TERMINATED) {
            add(doc, self.score());
            doc = self.advance();
        }
    }

    fn size(&self) -> u32 {
        self.size_hint()
    }
}

/// Counts and looks for the best in one query after the other: documents do not come in the order of the index then.
#[derive(Debug, Clone)]
pub(crate) struct Disjoint(AnyOf);

impl Disjoint {
    /// The queries.
    pub(crate) fn parts(&self) -> impl Iterator<Item = &dyn Query> {
        self.0.0.iter().map(|query| &**query)
    }
}

impl Query for Disjoint {
    fn weight(&self, scoring: EnableScoring<'_>) -> tantivy::Result<Box<dyn Weight>> {
        Ok(Box::new(DisjointWeight(self.0.weights(scoring)?)))
    }

    fn query_terms<'a>(&'a self, visitor: &mut dyn FnMut(&'a Term, bool)) {
        self.0.query_terms(visitor);
    }
}

struct DisjointWeight(AnyOfWeight);

impl Weight for DisjointWeight {
    fn scorer(&self, reader: &SegmentReader, boost: Score) -> tantivy::Result<Box<dyn Scorer>> {
        self.0.scorer(reader, boost)
    }

    fn explain(&self, reader: &SegmentReader, doc: DocId) -> tantivy::Result<Explanation> {
        self.0.explain(reader, doc)
    }

    fn count(&self, reader: &SegmentReader) -> tantivy::Result<u32> {
        let AnyOfWeight(weights) = &self.0;
        weights.iter().map(|weight| weight.count(reader)).sum()
    }

    fn for_each(
        &self,
        reader: &SegmentReader,
        callback: &mut dyn FnMut(DocId, Score),
    ) -> tantivy::Result<()> {
        let AnyOfWeight(weights) = &self.0;
        let mut weights = weights.iter();
        weights.try_for_each(|weight| weight.for_each(reader, callback))
    }

    fn for_each_pruning(
        &self,
        mut threshold: Score,
        reader: &SegmentReader,
        callback: &mut dyn FnMut(DocId, Score) -> Score,
    ) -> tantivy::Result<()> {
        let AnyOfWeight(weights) = &self.0;
        for weight in weights {
            weight.for_each_pruning(threshold, reader, &mut |doc, score| {
                threshold = callback(doc, score);
                threshold
            })?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use tantivy::DocAddress;
    use tantivy::collector::{Count, TopDocs};
    use tantivy::query::{BooleanQuery, Occur, PhraseQuery, TermQuery};
    use tantivy::schema::IndexRecordOption;

    use super::*;
    use crate::search::numbered::Numbered;

    /// The articles that match all of the unions, best first, as [`any_of`] and Tantivy's own union have it.
    fn both(articles: &[Vec<u8>], unions: &[Vec<Vec<u8>>]) -> [Vec<(f32, DocAddress)>; 2] {
        let index = Numbered::new(articles);
        let reading = |words: &Vec<u8>| -> Box<dyn Query> {
            let terms: Vec<Term> = words.iter().map(|word| index.term(*word)).collect();
            match &*terms {
                [term] => Box::new(TermQuery::new(term.clone(), IndexRecordOption::WithFreqs)),
                _ => Box::new(PhraseQuery::new(terms)),
            }
        };
        let readings = |union: &Vec<Vec<u8>>| union.iter().map(reading).collect();
        [
            |queries| any_of(queries),
            |queries| Box::new(BooleanQuery::union(queries)) as Box<dyn Query>,
        ]
        .map(|union_of: fn(_) -> _| {
            // One alone is walked, not sought in.
            let query = if let [union] = unions {
                union_of(readings(union))
            } else {
                let all = unions.iter();
                let all = all.map(|union| (Occur::Must, union_of(readings(union))));
                Box::new(BooleanQuery::new(all.collect()))
            };
            let best = TopDocs::with_limit(100).order_by_score();
            let (mut found, count) = index.searcher.search(&query, &(best, Count)).unwrap();
            assert_eq!(found.len(), count);
            found.sort_by_key(|(_, address)| *address);
            found
        })
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]
        #[test]
        fn it_is_the_union(
            articles in prop::collection::vec(prop::collection::vec(0..4_u8, 1..7), 1..30),
            unions in prop::collection::vec(
                prop::collection::vec(prop::collection::vec(0..4_u8, 1..3), 1..4), 1..3),
        ) {
            let [ours, theirs] = both(&articles, &unions);
            prop_assert_eq!(ours.len(), theirs.len());
            for ((score, address), (expected, same)) in ours.iter().zip(&theirs) {
                prop_assert_eq!(address, same);
                prop_assert!((score - expected).abs() < 1e-4, "{} is not {}", score, expected);
            }
        }
    }
}
