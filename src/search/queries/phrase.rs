//! The articles that hold a phrase.
//!
//! Tantivy's scorer adds up, for each article whose positions it wants, how often the word occurs in all articles of the block before
//! it: half of the time of a phrase of common words. Where all matches are wanted, lists are intersected block by block here
//! and places read by our own cursor; where only some articles are, Tantivy's scorer does the work.

use std::sync::{Arc, OnceLock};

use rustc_hash::FxHashSet;
use tantivy::query::{Bm25Weight, EnableScoring, PhraseQuery, Query, Weight};
use tantivy::{DocId, Score, SegmentReader, TantivyError, Term};

use crate::index::{DocsCursor, PositionsCursor};
use crate::passage::TermId;
use crate::search::postings::intersection::Intersection;
use crate::search::postings::lists::{IndexTerms, Lists};
use crate::search::queries::walked::{Walk, Walked};
use crate::span::Position;

/// Words that stand one behind the other.
#[derive(Debug, Clone)]
pub(crate) struct Phrase {
    /// Two or more.
    words: Vec<(TermId, Term)>,
    /// The index terms of the query, known when all of it is planned.
    terms: Arc<OnceLock<IndexTerms>>,
}

impl Phrase {
    pub(crate) fn new(words: Vec<(TermId, Term)>, terms: Arc<OnceLock<IndexTerms>>) -> Self {
        Self { words, terms }
    }

    fn index_terms(&self) -> impl Iterator<Item = &Term> {
        self.words.iter().map(|(_, term)| term)
    }
}

impl Query for Phrase {
    fn weight(&self, scoring: EnableScoring<'_>) -> tantivy::Result<Box<dyn Weight>> {
        let terms: Vec<Term> = self.index_terms().cloned().collect();
        let bm25 = match scoring {
            EnableScoring::Enabled {
                statistics_provider,
                ..
            } => Some(Bm25Weight::for_terms(statistics_provider, &terms)?),
            EnableScoring::Disabled { .. } => None,
        };
        let inner = PhraseQuery::new(terms).weight(scoring)?;
        Ok(match bm25 {
            Some(bm25) => {
                let phrase = self.clone();
                let walk = PhraseWalk { phrase, bm25 };
                Box::new(Walked { walk, inner })
            }
            None => inner,
        })
    }

    fn query_terms<'a>(&'a self, visitor: &mut dyn FnMut(&'a Term, bool)) {
        self.index_terms().for_each(|term| visitor(term, true));
    }
}

struct PhraseWalk {
    phrase: Phrase,
    bm25: Bm25Weight,
}

impl Walk for PhraseWalk {
    fn each(
        &self,
        reader: &SegmentReader,
        take: &mut dyn FnMut(DocId, Score),
    ) -> tantivy::Result<()> {
        let Phrase { words, terms } = &self.phrase;
        let not_planned = || TantivyError::InvalidArgument("a query not planned yet".into());
        let lists = Lists::new(terms.get().ok_or_else(not_planned)?, reader)?;
        let (mut articles, mut places) = (Vec::new(), Vec::new());
        let mut known = FxHashSet::default();
        for (offset, &(word, _)) in (0..).zip(words) {
            let Some(found) = lists.places_of(word)? else {
                return Ok(());
            };
            places.push((offset, found));
            // `"that that"` needs the list once.
            if known.insert(word) {
                articles.extend(lists.articles(word)?.map(DocsCursor::into_blocks));
            }
        }
        // The rarest first: it leaves the least to compare.
        places.sort_by_key(|(_, places)| places.size());
        let lengths = reader.get_fieldnorms_reader(words[0].1.field())?;
        let mut common = Intersection::new(articles);
        let mut starts = Vec::new();
        while common.advance() {
            for &doc in common.docs() {
                let count = times(&mut places, doc, &mut starts);
                if count > 0 {
                    take(doc, self.bm25.score(lengths.fieldnorm_id(doc), count));
                }
            }
        }
        Ok(())
    }
}

/// How often the words, each with its offset in the phrase, stand one behind the other in an article that has all of them.
fn times(
    words: &mut [(Position, PositionsCursor)],
    article: DocId,
    starts: &mut Vec<Position>,
) -> u32 {
    let Some(((offset, rarest), others)) = words.split_first_mut() else {
        return 0;
    };
    starts.clear();
    rarest.seek(article);
    rarest.append_positions(starts);
    // None starts before the article does.
    starts.retain_mut(|start| {
        let from = start.checked_sub(*offset);
        *start = from.unwrap_or_default();
        from.is_some()
    });
    for (offset, word) in others {
        if starts.is_empty() {
            return 0;
        }
        word.seek(article);
        word.keep_followed(starts, *offset);
    }
    u32::try_from(starts.len()).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;
    use crate::index::{ArchiveReader, Merging, sample_index};
    use crate::passage::Vocabulary;
    use crate::search::postings::lists::TermInfos;

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(24))]

        #[test]
        fn it_is_found_where_tantivy_finds_it(
            articles in prop::collection::vec(prop::collection::vec(0..4_u8, 1..12), 1..400),
            phrase in prop::collection::vec(0..4_u8, 2..5),
        ) {
            let folder = tempfile::tempdir().unwrap();
            let articles = articles.iter().enumerate().map(|(id, words)| {
                let words: Vec<String> = words.iter().map(|word| format!("w{word}x")).collect();
                // The title stands behind the body, not adjacent to it.
                let (title, body) = words.split_at(words.len() / 4);
                json!({
                    "id": format!("{id}"), "title": title.join(" "), "body": body.join(" "), "language": "en",
                    "origin": {"path": "a"},
                })
            });
            sample_index::write(folder.path(), articles, Merging::Everything);
            let archive = ArchiveReader::open(folder.path()).unwrap();
            let searcher = archive.searcher();
            let mut vocabulary = Vocabulary::default();
            let words = phrase.iter().map(|word| {
                let term = format!("\u{2}w{word}x");
                (vocabulary.add(&term), archive.fields().term(&term))
            });
            let words: Vec<_> = words.collect();
            let terms = IndexTerms::new(&archive, &vocabulary, TermInfos::default());
            let phrase = Phrase::new(words, Arc::new(OnceLock::from(terms)));
            let weight = phrase.weight(EnableScoring::enabled_from_searcher(&searcher)).unwrap();
            for segment in searcher.segment_readers() {
                let mut expected = Vec::new();
                let mut scorer = weight.scorer(segment, 1.0).unwrap();
                while scorer.doc() != tantivy::TERMINATED {
                    expected.push((scorer.doc(), scorer.score()));
                    scorer.advance();
                }
                let mut found = Vec::new();
                weight.for_each(segment, &mut |doc, score| found.push((doc, score))).unwrap();
                prop_assert_eq!(found, expected);
            }
        }
    }
}
