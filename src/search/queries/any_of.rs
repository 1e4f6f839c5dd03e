//! A union of a few queries that is cheap to seek in.
//!
//! Tantivy's own union collects thousands of articles ahead, which pays where all of them are wanted. The readings of one word or
//! phrase (its stems in several languages, `cease fire` beside `ceasefire`) mostly stand in an `AND`, or one of them is rare.

use crate::search::queries::words::{Wanted, walked, words_of};
use tantivy::query::{EmptyQuery, EmptyScorer, EnableScoring, Explanation, Query, Scorer, Weight};
use tantivy::{DocId, DocSet, Score, SegmentReader, TERMINATED, TantivyError, Term};

/// Articles that match any of these; each is scored by the sum of those that it matches.
#[derive(Debug)]
pub(crate) struct AnyOf {
    queries: Vec<Box<dyn Query>>,
    /// Whether no article matches two of them.
    disjoint: bool,
}

impl AnyOf {
    /// The union of any number of queries: of one, that one.
    pub(crate) fn boxed(queries: Vec<Box<dyn Query>>) -> Box<dyn Query> {
        let words = words_of(queries.iter().map(|query| &**query));
        let query = Self::of(queries, false);
        match words {
            Some(words) => walked((Wanted::Any, words), query),
            None => query,
        }
    }

    /// The union of queries of which no article matches two: counting them is counting each, and so is looking for the best.
    pub(crate) fn disjoint(queries: Vec<Box<dyn Query>>) -> Box<dyn Query> {
        Self::of(queries, true)
    }

    fn of(mut queries: Vec<Box<dyn Query>>, disjoint: bool) -> Box<dyn Query> {
        match queries.len() {
            0 => Box::new(EmptyQuery),
            1 => queries.remove(0),
            _ => Box::new(Self { queries, disjoint }),
        }
    }
}

impl Clone for AnyOf {
    fn clone(&self) -> Self {
        let queries = self.queries.iter().map(|query| query.box_clone());
        Self {
            queries: queries.collect(),
            disjoint: self.disjoint,
        }
    }
}

impl Query for AnyOf {
    fn weight(&self, scoring: EnableScoring<'_>) -> tantivy::Result<Box<dyn Weight>> {
        let weights = self.queries.iter().map(|query| query.weight(scoring));
        let weight = AnyOfWeight(weights.collect::<tantivy::Result<_>>()?);
        Ok(if self.disjoint {
            Box::new(DisjointWeight(weight))
        } else {
            Box::new(weight)
        })
    }

    fn query_terms<'a>(&'a self, visitor: &mut dyn FnMut(&'a Term, bool)) {
        for query in &self.queries {
            query.query_terms(visitor);
        }
    }
}

struct AnyOfWeight(Vec<Box<dyn Weight>>);

impl Weight for AnyOfWeight {
    fn scorer(&self, reader: &SegmentReader, boost: Score) -> tantivy::Result<Box<dyn Scorer>> {
        let mut scorers = Vec::with_capacity(self.0.len());
        for weight in &self.0 {
            scorers.push(weight.scorer(reader, boost)?);
        }
        scorers.retain(|scorer| scorer.doc() != TERMINATED);
        Ok(match scorers.pop() {
            None => Box::new(EmptyScorer),
            Some(only) if scorers.is_empty() => only,
            Some(last) => {
                scorers.push(last);
                let doc = first(&scorers);
                Box::new(AnyOfScorer { scorers, doc })
            }
        })
    }

    /// Walks each by itself, which those know best how to do.
    fn for_each(
        &self,
        reader: &SegmentReader,
        callback: &mut dyn FnMut(DocId, Score),
    ) -> tantivy::Result<()> {
        let mut found: Vec<(DocId, Score)> = Vec::new();
        for weight in &self.0 {
            weight.for_each(reader, &mut |doc, score| found.push((doc, score)))?;
        }
        // Stable, so that scores are added in the order of the queries.
        found.sort_by_key(|(doc, _)| *doc);
        for same in found.chunk_by(|(a, _), (b, _)| a == b) {
            let scores = same.iter().map(|(_, score)| score);
            callback(same[0].0, scores.sum());
        }
        Ok(())
    }

    fn explain(&self, reader: &SegmentReader, doc: DocId) -> tantivy::Result<Explanation> {
        let mut scorer = self.scorer(reader, 1.0)?;
        if scorer.doc() > doc || scorer.seek(doc) != doc {
            let message = format!("article {doc} does not match");
            return Err(TantivyError::InvalidArgument(message));
        }
        Ok(Explanation::new("sum of the readings", scorer.score()))
    }
}

/// Counts and looks for the best in one query after the other: articles do not come in the order of the index then.
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

struct AnyOfScorer {
    scorers: Vec<Box<dyn Scorer>>,
    doc: DocId,
}

fn first(scorers: &[Box<dyn Scorer>]) -> DocId {
    let docs = scorers.iter().map(DocSet::doc);
    docs.min().unwrap_or(TERMINATED)
}

impl DocSet for AnyOfScorer {
    fn advance(&mut self) -> DocId {
        for scorer in &mut self.scorers {
            if scorer.doc() == self.doc {
                scorer.advance();
            }
        }
        self.doc = first(&self.scorers);
        self.doc
    }

    fn seek(&mut self, target: DocId) -> DocId {
        for scorer in &mut self.scorers {
            if scorer.doc() < target {
                scorer.seek(target);
            }
        }
        self.doc = first(&self.scorers);
        self.doc
    }

    fn doc(&self) -> DocId {
        self.doc
    }

    fn size_hint(&self) -> u32 {
        let hints = self.scorers.iter().map(DocSet::size_hint);
        hints.fold(0, u32::saturating_add)
    }

    fn cost(&self) -> u64 {
        self.scorers.iter().map(DocSet::cost).sum()
    }
}

impl Scorer for AnyOfScorer {
    fn score(&mut self) -> Score {
        let here = self.doc;
        let matching = self
            .scorers
            .iter_mut()
            .filter(|scorer| scorer.doc() == here);
        matching.map(Scorer::score).sum()
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
    use crate::search::sample::Numbered;

    /// The articles that match all of the unions, best first, as [`AnyOf`] and Tantivy's own union have it.
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
            |queries| AnyOf::boxed(queries),
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
