//! The second pass of planning: a resolved query to what Tantivy is asked and what is looked for in each article.
//!
//! A lone word stays Tantivy's own, so that its block-max pruning works. Filters do not score.

use std::collections::hash_map::Entry;
use std::sync::Arc;

use rustc_hash::FxHashMap;
use tantivy::query::{AllQuery, EmptyQuery, Occur, Query as IndexQuery};

use crate::analysis;
use crate::passage::{Source, TermId, WorkBudget};
use crate::search::plan::by_language::{self, LanguageQuery};
use crate::search::plan::options::Need;
use crate::search::plan::planned::PlannedUnit;
use crate::search::plan::resolved::{Leaf, Operand, Resolved};
use crate::search::postings::term_reader::IndexTerms;
use crate::search::queries::any_of::any_of;
use crate::search::queries::any_term::AnyTerm;
use crate::search::queries::askable::Askable;
use crate::search::queries::bm25::Bm25;
use crate::search::queries::conjunction::{Conjunction, boosted};
use crate::search::queries::filter;
use crate::search::queries::interval::{IntervalQuery, Intervals};
use crate::search::queries::phrase::Phrase;
use crate::search::queries::statistics::DocFrequencies;
use crate::search::queries::unscored::Unscored;
use crate::search::queries::word::Word;

/// Words of a phrase up to which it is one for [`Phrase`]; an [`IntervalQuery`] reads no list twice.
const LONGEST_PHRASE: usize = 16;
/// Terms at one position up to which they are a union of words; above, an [`AnyTerm`].
const FEW_TERMS: usize = 8;

/// Builds the queries of one plan, and gathers what it looks for.
pub(crate) struct Builder {
    pub(crate) terms: Arc<IndexTerms>,
    /// How the operands of the outermost `AND` combine.
    pub(crate) need: Need,
    /// What a function word counts beside others.
    pub(crate) function_words: f32,
    /// Average number of terms of a document.
    pub(crate) average_length: f32,
    /// What finding the matches may cost.
    pub(crate) budget: WorkBudget,
    /// Each word, phrase or other leaf that the query wants, once.
    pub(crate) units: Vec<PlannedUnit>,
    /// The unit that looks for a source.
    known: FxHashMap<Source, usize>,
    /// How many documents hold the words that stand for several index terms.
    pub(crate) frequencies: DocFrequencies,
    /// Whether the query is one word.
    pub(crate) is_one_word: bool,
}

/// Where in the query a part of it stands.
#[derive(Clone, Copy)]
struct Context {
    /// Whether a match counts for the article: not inside `NOT`.
    wanted: bool,
    boost: f32,
    /// Not below another operator: where [`Need`] applies.
    top: bool,
    /// Whether it is a function word beside others that say what the query is about.
    is_function_word: bool,
}

impl Context {
    fn inner(self) -> Self {
        Self { top: false, ..self }
    }

    fn unwanted(self) -> Self {
        Self {
            wanted: false,
            ..self.inner()
        }
    }

    fn boosted(self, factor: f32) -> Self {
        Self {
            boost: self.boost * factor,
            ..self.inner()
        }
    }
}

impl Builder {
    pub(crate) fn new(
        terms: Arc<IndexTerms>,
        (need, function_words): (Need, f32),
        average_length: f32,
        budget: WorkBudget,
    ) -> Self {
        Self {
            terms,
            need,
            function_words,
            average_length,
            budget,
            units: Vec::new(),
            known: FxHashMap::default(),
            frequencies: DocFrequencies::default(),
            is_one_word: false,
        }
    }

    /// The query that finds the documents of a resolved query.
    pub(crate) fn build(&mut self, query: Resolved) -> Box<dyn IndexQuery> {
        let context = Context {
            wanted: true,
            boost: 1.0,
            top: true,
            is_function_word: false,
        };
        self.query(query, context).whole()
    }

    fn query(&mut self, query: Resolved, context: Context) -> LanguageQuery {
        match query {
            Resolved::All => LanguageQuery::Any(Box::new(AllQuery)),
            Resolved::None => LanguageQuery::Any(Box::new(EmptyQuery)),
            Resolved::And(operands) => self.and(operands, context),
            Resolved::Or(operands) => {
                let clauses = operands.into_iter();
                let clauses = clauses
                    .map(|operand| (Occur::Should, self.repeated(operand, context)))
                    .collect();
                by_language::boolean(clauses)
            }
            Resolved::Not(query) => {
                let excluded = self.query(*query, context.unwanted());
                by_language::boolean(vec![
                    (Occur::Must, LanguageQuery::Any(Box::new(AllQuery))),
                    (Occur::MustNot, excluded.map(Askable::boxed)),
                ])
            }
            Resolved::Boost(factor, query) => self.boosted(*query, factor, context),
            Resolved::Filter(condition) => unscored(filter::build(condition, self.terms.fields())),
            Resolved::Leaf(leaf) => self.leaf(leaf, context),
        }
    }

    fn boosted(&mut self, query: Resolved, factor: f32, context: Context) -> LanguageQuery {
        let built = self.query(query, context.boosted(factor));
        built.map(|query| boosted(query, factor))
    }

    fn and(&mut self, operands: Vec<Operand>, context: Context) -> LanguageQuery {
        let mut clauses: Vec<(Occur, LanguageQuery)> = Vec::new();
        let mut wanted: Vec<LanguageQuery> = Vec::new();
        let mut excluded: Vec<(Occur, LanguageQuery)> = Vec::new();
        let least = match self.need {
            Need::All => None,
            Need::Any => Some(1),
            Need::AtLeast(least) => Some(least),
        }
        .filter(|_| context.top);
        let is_content = |operand: &&Operand| {
            let is_wanted = !matches!(
                operand.query,
                Resolved::Not(_) | Resolved::Filter(_) | Resolved::All
            );
            is_wanted && !operand.is_function_word
        };
        let is_question = operands.iter().filter(is_content).count() > 1;
        for operand in operands {
            match operand.query {
                Resolved::Not(query) => {
                    excluded.push((Occur::Should, self.query(*query, context.unwanted())));
                }
                Resolved::Filter(_) | Resolved::All => {
                    clauses.push((Occur::Must, self.query(operand.query, context.inner())));
                }
                query if operand.is_function_word => {
                    let factor = if is_question {
                        self.function_words
                    } else {
                        1.0
                    };
                    let context = Context {
                        is_function_word: true,
                        ..context
                    };
                    let word = self.boosted(query, factor * operand.times, context);
                    if least.is_some() && self.need != Need::Any {
                        clauses.push((Occur::Should, word));
                    } else {
                        wanted.push(word);
                    }
                }
                query => wanted.push(self.repeated(Operand { query, ..operand }, context)),
            }
        }
        // One union: each clause of its own would be asked about every article.
        if !excluded.is_empty() {
            let any = by_language::boolean(excluded);
            clauses.push((Occur::MustNot, any.map(Askable::boxed)));
        }
        match least {
            Some(least) if least < wanted.len() => {
                let some = by_language::at_least(least.max(1), wanted);
                clauses.push((Occur::Must, some));
            }
            _ => clauses.extend(wanted.into_iter().map(|query| (Occur::Must, query))),
        }
        if clauses.iter().all(|(occur, _)| *occur == Occur::MustNot) {
            clauses.push((Occur::Must, unscored(Box::new(AllQuery))));
        }
        by_language::boolean(clauses)
    }

    /// What stands several times in a group counts as many times as much.
    fn repeated(&mut self, operand: Operand, context: Context) -> LanguageQuery {
        self.boosted(operand.query, operand.times, context)
    }

    fn leaf(&mut self, leaf: Leaf, context: Context) -> LanguageQuery {
        let Leaf {
            source,
            idf,
            documents,
            ..
        } = &leaf;
        let query = if let Source::Term(terms) = source {
            let frequencies = terms.iter().map(|&id| (self.terms.term(id), *documents));
            self.frequencies.extend(frequencies);
            self.stems(terms)
        } else {
            None
        };
        self.is_one_word = context.top && query.is_some();
        let query = query.unwrap_or_else(|| LanguageQuery::Any(self.index_query(source, *idf)));
        if context.wanted {
            self.want(leaf, context);
        }
        query
    }

    /// Looks for a leaf; what is wanted twice is looked for once and counts twice.
    fn want(&mut self, leaf: Leaf, context: Context) {
        let weight = leaf.idf * context.boost;
        let is_function_word = context.is_function_word;
        match self.known.entry(leaf.source.clone()) {
            Entry::Occupied(known) => {
                let unit = &mut self.units[*known.get()];
                unit.weight += weight;
                unit.is_function_word &= is_function_word;
            }
            Entry::Vacant(new) => {
                new.insert(self.units.len());
                self.units.push(PlannedUnit {
                    source: leaf.source,
                    weight,
                    word: leaf.word,
                    documents: leaf.documents,
                    is_function_word,
                });
            }
        }
    }

    /// The cheapest query that finds exactly the documents in which the source has an interval.
    fn index_query(&self, source: &Source, idf: f32) -> Box<dyn IndexQuery> {
        match source {
            Source::Term(terms) | Source::Compound { terms, .. } if terms.is_empty() => {
                Box::new(EmptyQuery)
            }
            Source::Term(terms) | Source::Compound { terms, .. } if terms.len() <= FEW_TERMS => {
                any_of(terms.iter().map(|&id| self.word(id)).collect())
            }
            Source::Term(terms) | Source::Compound { terms, .. } => Box::new(AnyTerm {
                any_of: terms.as_slice().into(),
                terms: Arc::clone(&self.terms),
                bm25: self.bm25(idf),
            }),
            Source::Or(sources) if sources.iter().all(|source| self.is_plain(source)) => {
                let queries = sources.iter().map(|source| self.index_query(source, idf));
                any_of(queries.collect())
            }
            Source::Phrase { sources, slop: 0 }
                if sources.len() <= LONGEST_PHRASE && self.is_plain(source) =>
            {
                self.phrase(sources)
            }
            _ => Box::new(IntervalQuery::new(Intervals {
                source: source.clone(),
                terms: Arc::clone(&self.terms),
                bm25: self.bm25(idf),
                budget: self.budget.clone(),
            })),
        }
    }

    fn bm25(&self, idf: f32) -> Bm25 {
        Bm25 {
            idf,
            average_length: self.average_length,
        }
    }

    /// Whether it is a word, or a phrase of words with few terms that have positions of their own.
    fn is_plain(&self, source: &Source) -> bool {
        match source {
            Source::Term(_) | Source::Compound { .. } => true,
            Source::Phrase { sources, slop: 0 } => {
                let variants = sources.iter().map(|source| match source {
                    Source::Term(terms) if self.have_positions(terms) => terms.len(),
                    _ => usize::MAX,
                });
                sources.len() > 1 && variants.fold(1, usize::saturating_mul) <= FEW_TERMS
            }
            _ => false,
        }
    }

    fn have_positions(&self, terms: &[TermId]) -> bool {
        let has_positions = |&id: &TermId| !analysis::is_stem(self.terms.text(id));
        !terms.is_empty() && terms.iter().all(has_positions)
    }

    /// Adjacent words: a phrase for each choice of one term of each, since most have only one.
    fn phrase(&self, sources: &[Source]) -> Box<dyn IndexQuery> {
        let mut phrases: Vec<Vec<TermId>> = vec![Vec::new()];
        for source in sources {
            let Source::Term(variants) = source else {
                continue;
            };
            let longer = phrases.iter().flat_map(|phrase| {
                variants.iter().map(|&id| {
                    let mut longer = phrase.clone();
                    longer.push(id);
                    longer
                })
            });
            phrases = longer.collect();
        }
        let queries = phrases.into_iter().map(|words| self.adjacent(words));
        any_of(queries.collect())
    }

    fn adjacent(&self, words: Vec<TermId>) -> Box<dyn IndexQuery> {
        let phrase = Phrase::new(words, Arc::clone(&self.terms), self.budget.clone());
        Box::new(Conjunction::of_phrase(phrase))
    }

    /// The stems of a word, language by language, unless they are many or something else.
    fn stems(&self, terms: &[TermId]) -> Option<LanguageQuery> {
        if !(1..=FEW_TERMS).contains(&terms.len()) {
            return None;
        }
        let mut stems: Vec<(char, Vec<Box<dyn IndexQuery>>)> = Vec::with_capacity(terms.len());
        for &id in terms {
            let language = analysis::language_of_stem(self.terms.text(id))?;
            match stems.iter_mut().find(|(of, _)| *of == language) {
                Some((_, of_language)) => of_language.push(self.word(id)),
                None => stems.push((language, vec![self.word(id)])),
            }
        }
        let stems = stems.into_iter();
        Some(LanguageQuery::Each(
            stems
                .map(|(language, words)| (language, any_of(words)))
                .collect(),
        ))
    }

    fn word(&self, id: TermId) -> Box<dyn IndexQuery> {
        if self.terms.is_capitalized(id) {
            return self.adjacent(vec![id]);
        }
        Box::new(Word::new(self.terms.term(id)))
    }
}

/// What an article must satisfy and is not scored by.
fn unscored(filter: Box<dyn IndexQuery>) -> LanguageQuery {
    LanguageQuery::Any(Box::new(Unscored(filter)))
}
