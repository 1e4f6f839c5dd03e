//! Articles that are listed by number, segment by segment.

use std::sync::Arc;

use rustc_hash::FxHashMap;
use tantivy::index::SegmentId;
use tantivy::query::{EnableScoring, Explanation, Query, Scorer, Weight};
use tantivy::{DocId, DocSet, Score, SegmentReader, TERMINATED};

use crate::search::queries::scored;

/// The listed articles of each segment, ascending.
pub(crate) type ArticleList = FxHashMap<SegmentId, Arc<[DocId]>>;

/// Finds the listed articles, each with a score of 1.
#[derive(Debug, Clone)]
pub(crate) struct Listed(pub(crate) Arc<ArticleList>);

impl Query for Listed {
    fn weight(&self, _: EnableScoring<'_>) -> tantivy::Result<Box<dyn Weight>> {
        Ok(Box::new(ListedWeight(self.clone())))
    }
}

struct ListedWeight(Listed);

impl Weight for ListedWeight {
    fn scorer(&self, reader: &SegmentReader, boost: Score) -> tantivy::Result<Box<dyn Scorer>> {
        let Listed(lists) = &self.0;
        Ok(Box::new(ListedScorer {
            docs: lists.get(&reader.segment_id()).cloned().unwrap_or_default(),
            at: 0,
            score: boost,
        }))
    }

    fn explain(&self, reader: &SegmentReader, doc: DocId) -> tantivy::Result<Explanation> {
        scored::explain(self, reader, doc, "whether it is listed")
    }
}

struct ListedScorer {
    docs: Arc<[DocId]>,
    at: usize,
    score: Score,
}

impl DocSet for ListedScorer {
    fn advance(&mut self) -> DocId {
        self.at += 1;
        self.doc()
    }

    fn seek(&mut self, target: DocId) -> DocId {
        let rest = self.docs.get(self.at..).unwrap_or_default();
        self.at += rest.partition_point(|&doc| doc < target);
        self.doc()
    }

    fn doc(&self) -> DocId {
        self.docs.get(self.at).copied().unwrap_or(TERMINATED)
    }

    fn size_hint(&self) -> u32 {
        u32::try_from(self.docs.len()).unwrap_or(u32::MAX)
    }
}

impl Scorer for ListedScorer {
    fn score(&mut self) -> Score {
        self.score
    }
}
