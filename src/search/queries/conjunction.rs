//! The documents that hold all of some words and phrases, under conditions.
//!
//! All matches are looked at, since counts are exact, where Tantivy's scorers are made for leaving most of them out. Postings are
//! intersected block by block; conditions are asked about what is left, and positions read last. Gain, on one thread: 0.75 of the
//! time for two common words. To be deleted with [`intersection`](crate::search::postings::intersection).

use std::sync::Arc;

use rustc_hash::FxHashSet;
use tantivy::query::{
    Bm25StatisticsProvider, Bm25Weight, BoostQuery, EnableScoring, ExclusionSet, Explanation,
    Query, Scorer, Weight,
};
use tantivy::schema::IndexRecordOption;
use tantivy::{DocId, DocSet, Score, SegmentReader, TERMINATED, Term};

use crate::index::DocsCursor;
use crate::search::postings::intersection::Intersection;
use crate::search::postings::term_reader::TermReader;
use crate::search::queries::bm25::{self, SegmentScores};
use crate::search::queries::phrase::{Phrase, PhraseMatcher};
use crate::search::queries::scored;
use crate::search::queries::unscored::Unscored;
use crate::search::queries::word::Word;

/// What positions cost where a document id costs one.
const POSITIONS_COST: u64 = 10;

/// The documents that hold all of these; there is a word or a phrase among them.
#[derive(Debug, Default)]
pub(crate) struct Conjunction {
    words: Vec<Word>,
    phrases: Vec<Phrase>,
    conditions: Vec<Box<dyn Query>>,
}

impl Conjunction {
    /// A phrase alone.
    pub(crate) fn of_phrase(phrase: Phrase) -> Self {
        Self {
            phrases: vec![phrase],
            ..Self::default()
        }
    }

    /// Takes a query in, or gives it back: a word, a condition or another conjunction.
    pub(crate) fn take(&mut self, query: Box<dyn Query>) -> Option<Box<dyn Query>> {
        if let Some(word) = query.downcast_ref::<Word>() {
            self.words.push(word.clone());
        } else if let Some(Unscored(condition)) = query.downcast_ref() {
            self.conditions.push(condition.box_clone());
        } else if let Some(other) = query.downcast_ref::<Self>() {
            let other = other.clone();
            self.words.extend(other.words);
            self.phrases.extend(other.phrases);
            self.conditions.extend(other.conditions);
        } else {
            return Some(query);
        }
        None
    }

    /// What it is as clauses that are all required: itself, unless there is nothing to intersect.
    pub(crate) fn into_clauses(self) -> impl Iterator<Item = Box<dyn Query>> {
        let (whole, conditions) = if self.words.is_empty() && self.phrases.is_empty() {
            (None, self.conditions)
        } else {
            (Some(self), Vec::new())
        };
        let whole = whole.map(|whole| -> Box<dyn Query> { Box::new(whole) });
        let conditions = conditions.into_iter();
        let conditions = conditions.map(|query| -> Box<dyn Query> { Box::new(Unscored(query)) });
        whole.into_iter().chain(conditions)
    }

    /// With scores multiplied.
    pub(crate) fn boosted(mut self, factor: Score) -> Self {
        for word in &mut self.words {
            word.weight *= factor;
        }
        for phrase in &mut self.phrases {
            phrase.weight *= factor;
        }
        self
    }
}

impl Clone for Conjunction {
    fn clone(&self) -> Self {
        Self {
            words: self.words.clone(),
            phrases: self.phrases.clone(),
            conditions: self
                .conditions
                .iter()
                .map(|query| query.box_clone())
                .collect(),
        }
    }
}

impl Query for Conjunction {
    fn weight(&self, scoring: EnableScoring<'_>) -> tantivy::Result<Box<dyn Weight>> {
        let bm25 = match scoring {
            EnableScoring::Enabled {
                statistics_provider,
                ..
            } => Some(self.bm25(statistics_provider)?),
            EnableScoring::Disabled { .. } => None,
        };
        let conditions = self.conditions.iter().map(|query| query.weight(scoring));
        Ok(Box::new(ConjunctionWeight {
            words: self.words.clone(),
            phrases: self.phrases.clone(),
            bm25,
            conditions: conditions.collect::<tantivy::Result<_>>()?,
        }))
    }

    fn query_terms<'a>(&'a self, visitor: &mut dyn FnMut(&'a Term, bool)) {
        for word in &self.words {
            word.query_terms(visitor);
        }
        for query in &self.conditions {
            query.query_terms(visitor);
        }
    }
}

impl Conjunction {
    /// The weights of the words, then those of the phrases.
    fn bm25(&self, statistics: &dyn Bm25StatisticsProvider) -> tantivy::Result<Vec<Bm25Weight>> {
        let words = self.words.iter().map(|word| {
            let bm25 = bm25::of_term(statistics, &word.term)?;
            Ok(bm25.boost_by(word.weight))
        });
        let phrases = self.phrases.iter().map(|phrase| phrase.bm25(statistics));
        words.chain(phrases).collect()
    }
}

struct ConjunctionWeight {
    words: Vec<Word>,
    phrases: Vec<Phrase>,
    /// Of the words, then of the phrases; none where nothing is scored.
    bm25: Option<Vec<Bm25Weight>>,
    conditions: Vec<Box<dyn Weight>>,
}

impl ConjunctionWeight {
    fn open(&self, segment: &SegmentReader, boost: Score) -> tantivy::Result<ConjunctionScorer> {
        let Some((postings, phrases)) = self.postings(segment)? else {
            return Ok(ConjunctionScorer::empty());
        };
        let scores = self.scores(segment, boost)?;
        let docs = Intersection::new(postings);
        let (leader, conditions) = self.conditions(segment, docs.size())?;
        let mut opened = ConjunctionScorer {
            is_words_alone: self.phrases.is_empty() && self.conditions.is_empty(),
            docs,
            leader,
            conditions,
            phrases,
            scores,
        };
        opened.next_match();
        Ok(opened)
    }

    /// The scores of the words, and of the phrases; none where nothing is scored.
    fn scores(&self, segment: &SegmentReader, boost: Score) -> tantivy::Result<Scores> {
        let mut bm25 = self.bm25.iter().flatten();
        let words = self
            .words
            .iter()
            .zip(&mut bm25)
            .map(|(word, bm25)| SegmentScores::open(bm25, segment, word.term.field(), boost));
        let words = words.collect::<tantivy::Result<_>>()?;
        let phrases = self.phrases.iter().zip(bm25).map(|(phrase, bm25)| {
            SegmentScores::open(bm25, segment, phrase.terms.fields().text, boost)
        });
        let phrases = phrases.collect::<tantivy::Result<_>>()?;
        Ok(Scores { words, phrases })
    }

    /// The condition that fewest documents satisfy, if that is fewer than `docs`, and the other conditions.
    fn conditions(&self, segment: &SegmentReader, docs: u32) -> tantivy::Result<Conditions> {
        let scorers = self.conditions.iter();
        let scorers = scorers.map(|weight| weight.scorer(segment, 1.0));
        let mut scorers: Vec<Box<dyn Scorer>> = scorers.collect::<tantivy::Result<_>>()?;
        let costs = scorers.iter().map(DocSet::cost).enumerate();
        let leader = costs
            .min_by_key(|(_, cost)| *cost)
            .filter(|(_, cost)| *cost < u64::from(docs))
            .map(|(at, _)| scorers.remove(at));
        Ok((leader, scorers.into_iter().map(Condition::new).collect()))
    }

    /// The postings of all words, those of the phrases last, and what finds the phrases; `None` where the segment does not know
    /// one of the words.
    fn postings(
        &self,
        segment: &SegmentReader,
    ) -> tantivy::Result<Option<(Vec<DocsCursor>, Vec<PhraseMatcher>)>> {
        let (mut postings, mut matchers) = (Vec::new(), Vec::new());
        for word in &self.words {
            let inverted = segment.inverted_index(word.term.field())?;
            let blocks = inverted.read_block_postings(&word.term, IndexRecordOption::WithFreqs)?;
            let Some(blocks) = blocks else {
                return Ok(None);
            };
            postings.push(DocsCursor::new(blocks));
        }
        // `"that that"` needs the list once.
        let mut known = FxHashSet::default();
        for phrase in &self.phrases {
            let reader = TermReader::new(&phrase.terms, segment)?;
            let Some(matcher) = PhraseMatcher::open(phrase, &reader)? else {
                return Ok(None);
            };
            matchers.push(matcher);
            for &word in &phrase.words {
                if known.insert((Arc::as_ptr(&phrase.terms), word)) {
                    postings.extend(reader.docs(word)?);
                }
            }
        }
        Ok(Some((postings, matchers)))
    }
}

impl Weight for ConjunctionWeight {
    fn scorer(&self, reader: &SegmentReader, boost: Score) -> tantivy::Result<Box<dyn Scorer>> {
        Ok(Box::new(self.open(reader, boost)?))
    }

    fn explain(&self, reader: &SegmentReader, doc: DocId) -> tantivy::Result<Explanation> {
        scored::explain(self, reader, doc, "sum of the words and phrases")
    }

    fn for_each(
        &self,
        reader: &SegmentReader,
        callback: &mut dyn FnMut(DocId, Score),
    ) -> tantivy::Result<()> {
        let scorer = self.open(reader, 1.0)?;
        if scorer.is_words_alone {
            scorer.each_of_words(callback);
        } else {
            scored::for_each(scorer, callback);
        }
        Ok(())
    }
}

/// The condition that leads, and those that are asked.
type Conditions = (Option<Box<dyn Scorer>>, Vec<Condition>);

/// A condition that is asked about ascending documents.
struct Condition {
    scorer: Box<dyn Scorer>,
    /// The first document that satisfies it. Tantivy's scorers must not be asked about documents before the one they start at.
    first: DocId,
}

impl Condition {
    fn new(scorer: Box<dyn Scorer>) -> Self {
        Self {
            first: scorer.doc(),
            scorer,
        }
    }

    fn holds(&mut self, doc: DocId) -> bool {
        doc >= self.first && self.scorer.contains(doc)
    }
}

struct ConjunctionScorer {
    /// The documents that hold all words, those of the phrases included.
    docs: Intersection,
    /// A condition that fewer documents satisfy: it says where to go on.
    leader: Option<Box<dyn Scorer>>,
    /// Conditions that are asked about one document after the other.
    conditions: Vec<Condition>,
    phrases: Vec<PhraseMatcher>,
    /// Whether there is nothing else to ask.
    is_words_alone: bool,
    scores: Scores,
}

/// What is scored: words, whose postings are the first of the intersection, and phrases.
#[derive(Default)]
struct Scores {
    words: Vec<SegmentScores>,
    phrases: Vec<SegmentScores>,
}

impl ConjunctionScorer {
    fn empty() -> Self {
        Self {
            docs: Intersection::new(Vec::new()),
            leader: None,
            conditions: Vec::new(),
            phrases: Vec::new(),
            is_words_alone: true,
            scores: Scores::default(),
        }
    }

    /// Gives each document that holds the words to `take`, block by block.
    fn each_of_words(self, take: &mut dyn FnMut(DocId, Score)) {
        let Self {
            mut docs, scores, ..
        } = self;
        while docs.doc() != TERMINATED {
            for (ahead, &doc) in docs.rest_of_block().iter().enumerate() {
                let mut score = 0.0;
                for (list, scores) in scores.words.iter().enumerate() {
                    score += scores.score(doc, docs.rest_of_frequencies(list)[ahead]);
                }
                take(doc, score);
            }
            docs.next_block();
        }
    }

    /// Moves to the first document from the current one on that has everything.
    fn next_match(&mut self) -> DocId {
        let mut doc = self.docs.doc();
        while doc != TERMINATED {
            // The answer is refused then: the rest need not be found.
            if self.phrases.iter().any(PhraseMatcher::is_spent) {
                return self.docs.seek(TERMINATED);
            }
            if let Some(leader) = &mut self.leader {
                let at = leader.doc();
                let at = if at < doc { leader.seek(doc) } else { at };
                if at > doc {
                    doc = self.docs.seek(at);
                    continue;
                }
            }
            // Asking is cheaper than seeking: a range of a column looks at one value.
            if self.conditions.iter_mut().all(|of| of.holds(doc))
                && self.phrases.iter_mut().all(|phrase| phrase.find(doc))
            {
                return doc;
            }
            doc = self.docs.advance();
        }
        doc
    }
}

impl DocSet for ConjunctionScorer {
    fn advance(&mut self) -> DocId {
        let doc = self.docs.advance();
        if self.is_words_alone {
            doc
        } else {
            self.next_match()
        }
    }

    fn seek(&mut self, target: DocId) -> DocId {
        if self.docs.doc() < target {
            self.docs.seek(target);
            self.next_match();
        }
        self.docs.doc()
    }

    fn doc(&self) -> DocId {
        self.docs.doc()
    }

    fn size_hint(&self) -> u32 {
        let leader = self.leader.as_ref().map(DocSet::size_hint);
        leader.map_or(self.docs.size(), |size| size.min(self.docs.size()))
    }

    fn cost(&self) -> u64 {
        let each = if self.phrases.is_empty() {
            1
        } else {
            POSITIONS_COST
        };
        u64::from(self.size_hint()) * each
    }
}

impl Scorer for ConjunctionScorer {
    /// In the order of the query, so that it is the same in all segments.
    fn score(&mut self) -> Score {
        let doc = self.docs.doc();
        let mut score = 0.0;
        for (list, scores) in self.scores.words.iter().enumerate() {
            score += scores.score(doc, self.docs.frequency(list));
        }
        for (phrase, scores) in self.phrases.iter().zip(&self.scores.phrases) {
            score += scores.score(doc, phrase.frequency());
        }
        score
    }
}

/// The query, its scores multiplied.
pub(crate) fn boosted(query: Box<dyn Query>, factor: Score) -> Box<dyn Query> {
    match query.downcast::<Word>() {
        Ok(mut word) => {
            word.weight *= factor;
            word
        }
        Err(query) => match query.downcast::<Conjunction>() {
            Ok(conjunction) => Box::new(conjunction.boosted(factor)),
            Err(query) => boosted_by(query, factor),
        },
    }
}

#[expect(clippy::float_cmp, reason = "one changes nothing")]
fn boosted_by(query: Box<dyn Query>, factor: Score) -> Box<dyn Query> {
    if factor == 1.0 {
        query
    } else {
        Box::new(BoostQuery::new(query, factor))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;
    use tantivy::Searcher;
    use tantivy::query::{BooleanQuery, Occur, PhraseQuery};

    use super::*;
    use crate::index::{ArchiveReader, Merging, sample_index};
    use crate::passage::{Vocabulary, WorkBudget};
    use crate::random::Random;
    use crate::search::numbered::{Numbered, scattered};
    use crate::search::postings::term_reader::{IndexTerms, TermInfos};

    /// What a weight finds, walked or sought from one match to the next but some: documents and their scores.
    fn found(searcher: &Searcher, query: &dyn Query, step: u32) -> Vec<(DocId, Score)> {
        let scoring = EnableScoring::enabled_from_searcher(searcher);
        let weight = query.weight(scoring).unwrap();
        let mut found = Vec::new();
        for segment in searcher.segment_readers() {
            if step == 0 {
                let take = &mut |doc, score| found.push((doc, score));
                weight.for_each(segment, take).unwrap();
                continue;
            }
            let mut scorer = weight.scorer(segment, 1.0).unwrap();
            while scorer.doc() != TERMINATED {
                found.push((scorer.doc(), scorer.score()));
                scorer.seek((scorer.doc() + step).min(TERMINATED));
            }
        }
        found
    }

    fn assert_same(ours: &[(DocId, Score)], theirs: &[(DocId, Score)]) {
        assert_eq!(ours.len(), theirs.len());
        for ((doc, score), (same, expected)) in ours.iter().zip(theirs) {
            assert_eq!(doc, same);
            assert!(
                (score - expected).abs() <= expected * 1e-5,
                "{score} is not {expected}"
            );
        }
    }

    fn conjunction(queries: Vec<Box<dyn Query>>) -> Conjunction {
        let mut all = Conjunction::default();
        for query in queries {
            assert!(all.take(query).is_none());
        }
        all
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(96))]

        #[test]
        fn words_and_conditions_are_found_as_tantivy_finds_them(
            number in prop_oneof![1..300_usize, 4_000..9_000_usize],
            rarities in prop::collection::vec(prop_oneof![1..4_usize, 4..300_usize], 5),
            words in prop::collection::btree_set(0..6_u8, 1..5),
            conditions in prop::collection::btree_set(0..6_u8, 0..3),
            weights in prop::collection::vec(prop_oneof![Just(1.0), 0.1..3.0_f32], 5),
            (step, seed) in (0..400_u32, any::<u64>()),
        ) {
            let index = Numbered::new(&scattered(number, &rarities, &mut Random::new(seed)));
            let words = words.iter().zip(&weights).map(|(word, weight)| {
                boosted(Box::new(Word::new(index.term(*word))), *weight)
            });
            let conditions = conditions.iter().map(|word| -> Box<dyn Query> {
                Box::new(Unscored(Box::new(Word::new(index.term(*word)))))
            });
            let all: Vec<Box<dyn Query>> = words.chain(conditions).collect();
            let theirs = all.iter().map(|query| (Occur::Must, query.box_clone()));
            let theirs = BooleanQuery::new(theirs.collect());
            let ours = conjunction(all);
            assert_same(&found(&index.searcher, &ours, step), &found(&index.searcher, &theirs, step));
        }
    }

    /// An archive of articles of numbered words.
    fn archive(folder: &std::path::Path, articles: &[Vec<u8>]) -> ArchiveReader {
        let articles = articles.iter().enumerate().map(|(id, words)| {
            let words: Vec<String> = words.iter().map(|word| format!("w{word}x")).collect();
            // The title stands behind the body, not adjacent to it.
            let (title, body) = words.split_at(words.len() / 4);
            json!({
                "id": format!("{id}"), "title": title.join(" "), "body": body.join(" "), "language": "en",
                "origin": {"path": "a"},
            })
        });
        sample_index::write(folder, articles, Merging::Everything);
        ArchiveReader::open(folder).unwrap()
    }

    #[test]
    fn a_phrase_that_is_too_much_work_ends() {
        let folder = tempfile::tempdir().unwrap();
        let articles = vec![vec![0, 1, 0, 1, 0, 1, 0, 1, 2, 3]; 3_000];
        let archive = archive(folder.path(), &articles);
        let mut vocabulary = Vocabulary::default();
        let ids: Vec<_> = [0, 1]
            .map(|word| vocabulary.add(&format!("\u{2}w{word}x")))
            .into();
        let terms = Arc::new(IndexTerms::new(&archive, &vocabulary, TermInfos::default()));
        for (steps, is_enough) in [(100_000, true), (10_000, false)] {
            let budget = WorkBudget::of(steps);
            let phrase = Phrase::new(ids.clone(), Arc::clone(&terms), budget.clone());
            let found = found(&archive.searcher(), &Conjunction::of_phrase(phrase), 0);
            assert_eq!(budget.is_spent(), !is_enough);
            assert_eq!(found.len() == articles.len(), is_enough, "{}", found.len());
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(24))]

        #[test]
        fn phrases_are_found_as_tantivy_finds_them(
            articles in prop::collection::vec(prop::collection::vec(0..4_u8, 1..12), 1..400),
            phrases in prop::collection::vec(prop::collection::vec(0..4_u8, 2..5), 1..3),
            word in prop::option::of(0..4_u8),
            step in 0..9_u32,
        ) {
            let folder = tempfile::tempdir().unwrap();
            let archive = archive(folder.path(), &articles);
            let searcher = archive.searcher();
            let term = |word: &u8| format!("\u{2}w{word}x");
            let mut vocabulary = Vocabulary::default();
            let ids: Vec<Vec<_>> = phrases
                .iter()
                .map(|phrase| phrase.iter().map(|word| vocabulary.add(&term(word))).collect())
                .collect();
            let terms = Arc::new(IndexTerms::new(&archive, &vocabulary, TermInfos::default()));
            let word: Option<Box<dyn Query>> =
                word.map(|word| Box::new(Word::new(archive.fields().term(&term(&word)))) as _);
            let mut theirs: Vec<Box<dyn Query>> = word.iter().map(|word| word.box_clone()).collect();
            theirs.extend(phrases.iter().map(|phrase| -> Box<dyn Query> {
                let terms = phrase.iter().map(|word| archive.fields().term(&term(word)));
                // Positions are kept doubled.
                let terms = terms.enumerate().map(|(nth, term)| (2 * nth, term));
                Box::new(PhraseQuery::new_with_offset(terms.collect()))
            }));
            let mut ours: Vec<Box<dyn Query>> = word.into_iter().collect();
            ours.extend(ids.into_iter().map(|ids| -> Box<dyn Query> {
                Box::new(Conjunction::of_phrase(Phrase::new(ids, Arc::clone(&terms), WorkBudget::of(u64::MAX))))
            }));
            let theirs = BooleanQuery::new(theirs.into_iter().map(|query| (Occur::Must, query)).collect());
            assert_same(&found(&searcher, &conjunction(ours), step), &found(&searcher, &theirs, step));
        }
    }
}
