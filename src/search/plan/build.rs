//! One walk over a query: what Tantivy is asked, and what is looked for in each article.
//!
//! Words and booleans stay Tantivy's own, so that its block-max pruning works; whatever asks for places
//! becomes an `IntervalQuery`. Filters do not score.

use std::collections::hash_map::Entry;
use std::sync::{Arc, OnceLock};

use rustc_hash::FxHashMap;
use tantivy::query::{AllQuery, ConstScoreQuery, EmptyQuery, Occur, Query as IndexQuery};
use tantivy::{Searcher, Term as IndexTerm};

use crate::analysis;
use crate::api::{ExpandedPattern, Notice, Ranking, SearchRequest};
use crate::index::ArchiveReader;
use crate::passage::{Budget, Source, TermId};
use crate::query::{Field, Query, QueryKind, Term};
use crate::search::plan::bounds;
use crate::search::plan::by_language::{self, Asked};
use crate::search::plan::filter;
use crate::search::plan::resolve::Resolver;
use crate::search::postings::lists::IndexTerms;
use crate::search::queries::any_of::AnyOf;
use crate::search::queries::any_term::AnyTermQuery;
use crate::search::queries::excluded::Excluded;
use crate::search::queries::interval::{IntervalQuery, Search};
use crate::search::queries::phrase::Phrase;
use crate::search::queries::words::{self, Word};
use crate::search::rank::statistics::Together;
use crate::span::ByteSpan;

/// Up to so many words are a phrase of Tantivy's own; above, ours reads no list twice.
const PLAIN_PHRASE: usize = 16;
/// Up to so many terms at one position are a union of Tantivy's own; above, one of ours.
const PLAIN_UNION: usize = 8;

/// What a query becomes.
pub(crate) struct Plan {
    /// What Tantivy is asked.
    pub(crate) query: Box<dyn IndexQuery>,
    terms: Arc<OnceLock<IndexTerms>>,
    /// How rare the words are that stand for several index terms.
    pub(crate) together: Together,
    /// What is looked for in an article that matches: each word, phrase or other leaf that the query wants, once.
    pub units: Vec<PlannedUnit>,
    /// How much its units count together, each by its weight in the query alone.
    pub(crate) wanted: f32,
    /// What the reader should know.
    pub notices: Vec<Notice>,
    /// What patterns stood for.
    pub expanded: Vec<ExpandedPattern>,
    /// Whether it is one word, which the index counts without looking at its articles.
    pub(crate) counted_easily: bool,
    /// What finding and counting its matches may cost.
    pub(crate) budget: Budget,
    effort: u32,
}

/// One thing that the query wants.
#[derive(Debug, Clone)]
pub(crate) struct PlannedUnit {
    /// What to look for.
    pub source: Source,
    /// Inverse document frequency in the corpus times boost.
    pub weight: f32,
    /// Its place in the query text.
    pub span: ByteSpan,
    /// The word it looks for, folded, if it is one plain word.
    pub word: Option<String>,
    /// Upper bound of the number of articles that hold it.
    pub articles: u64,
}

/// Which part of the article a query is about.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Scope {
    Everywhere,
    Title,
    Body,
}

/// How the words of an `AND` combine.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Need {
    /// All of them.
    All,
    /// Any of them; filters and exclusions hold in any case.
    Any,
    /// At least so many of them; function words of a question need not be among them.
    AtLeast(usize),
}

/// How a query is to be planned.
#[derive(Clone, Copy)]
pub(crate) struct Wish<'a> {
    /// How the words of an `AND` combine.
    pub(crate) need: Need,
    /// How many times as much work as queries commonly may it may be.
    pub(crate) effort: u32,
    /// What counts how much.
    pub(crate) ranking: &'a Ranking,
}

impl<'a> Wish<'a> {
    /// What a request asks for, with so many of its words.
    pub(crate) fn of(request: &'a SearchRequest, need: Need) -> Self {
        Self {
            need,
            effort: request.effort,
            ranking: &request.ranking,
        }
    }
}

/// Plans a query that is ranked by default, or not at all.
pub(crate) fn plan(
    archive: &ArchiveReader,
    searcher: &Searcher,
    query: &Query,
    (need, effort): (Need, u32),
) -> crate::search::Result<Plan> {
    let ranking = Ranking::default();
    let wish = Wish {
        need,
        effort,
        ranking: &ranking,
    };
    plan_ranked(archive, searcher, query, wish)
}

/// Plans a query.
pub(crate) fn plan_ranked(
    archive: &ArchiveReader,
    searcher: &Searcher,
    query: &Query,
    Wish {
        need,
        effort,
        ranking,
    }: Wish<'_>,
) -> crate::search::Result<Plan> {
    let resolver = Resolver::new(archive, searcher, effort)?;
    let articles = searcher.num_docs();
    let tokens = searcher
        .segment_readers()
        .iter()
        .map(|segment| {
            Ok(segment
                .inverted_index(archive.fields().stem)?
                .total_num_tokens())
        })
        .sum::<tantivy::Result<u64>>()?;
    let mut planner = Planner {
        resolver,
        terms: Arc::default(),
        units: Vec::new(),
        known: FxHashMap::default(),
        wanted: 0.0,
        articles,
        average_length: ratio(tokens, articles),
        need,
        function_words: ranking.function_words,
        together: Together::default(),
        counted_easily: false,
        budget: Budget::of(bounds::steps(articles, effort)),
    };
    let context = Context {
        scope: Scope::Everywhere,
        wanted: true,
        boost: 1.0,
        top: true,
    };
    let query = planner.lower(query, context)?.whole();
    let infos = std::mem::take(&mut planner.resolver.infos);
    let terms = IndexTerms::new(archive, &planner.resolver.vocabulary, infos);
    // Nobody else sets it.
    let _ = planner.terms.set(terms);
    Ok(Plan {
        query,
        terms: planner.terms,
        together: planner.together,
        units: planner.units,
        wanted: planner.wanted,
        notices: planner.resolver.notices,
        expanded: planner.resolver.expanded,
        counted_easily: planner.counted_easily,
        budget: planner.budget,
        effort,
    })
}

impl Plan {
    /// What was asked of Tantivy, unless it was too much work: then nothing of it can be relied on.
    ///
    /// # Errors
    /// When it was.
    pub(crate) fn whole<T>(&self, found: T) -> crate::search::Result<T> {
        if self.budget.is_spent() {
            return Err(crate::search::Error::TooMuchWork {
                effort: self.effort,
            });
        }
        Ok(found)
    }

    /// The index terms of the query.
    pub(crate) fn index_terms(&self) -> &IndexTerms {
        self.terms.wait()
    }
}

struct Planner<'a> {
    resolver: Resolver<'a>,
    terms: Arc<OnceLock<IndexTerms>>,
    units: Vec<PlannedUnit>,
    /// Which of the units looks for a source.
    known: FxHashMap<Source, usize>,
    wanted: f32,
    articles: u64,
    average_length: f32,
    need: Need,
    /// What a function word counts beside others.
    function_words: f32,
    together: Together,
    counted_easily: bool,
    budget: Budget,
}

#[derive(Clone, Copy)]
struct Context {
    scope: Scope,
    /// Whether a match counts for the article: not inside `NOT`.
    wanted: bool,
    boost: f32,
    /// Not below another operator: the place where [`Need`] applies.
    top: bool,
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

    fn scoped(self, scope: Scope) -> Self {
        Self {
            scope,
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

impl Planner<'_> {
    fn lower(&mut self, query: &Query, context: Context) -> crate::search::Result<Asked> {
        match &query.kind {
            QueryKind::All => Ok(Asked::Whole(Box::new(AllQuery))),
            QueryKind::And(queries) => self.and(queries, context),
            QueryKind::Or(queries) => {
                let clauses = distinct(queries)
                    .into_iter()
                    .map(|(query, times)| {
                        Ok((Occur::Should, self.repeated(query, times, context)?))
                    })
                    .collect::<crate::search::Result<Vec<_>>>()?;
                Ok(by_language::boolean(clauses))
            }
            QueryKind::Not(query) => {
                let excluded = self.lower(query, context.unwanted())?;
                Ok(by_language::boolean(vec![
                    (Occur::Must, Asked::Whole(Box::new(AllQuery))),
                    (Occur::MustNot, excluded.map(Excluded::boxed)),
                ]))
            }
            QueryKind::Boost { factor, query } => self.weighed(query, *factor, context),
            QueryKind::Field { field, query } => match field {
                Field::Title => self.lower(query, context.scoped(Scope::Title)),
                Field::Body => self.lower(query, context.scoped(Scope::Body)),
                field => {
                    let filtered = filter::attribute(&mut self.resolver, field, query)?;
                    Ok(filter_alone(filtered))
                }
            },
            QueryKind::Date(range) => Ok(filter_alone(filter::dates(self.resolver.fields, *range))),
            QueryKind::Term(_)
            | QueryKind::Phrase { .. }
            | QueryKind::Near { .. }
            | QueryKind::AtLeast { .. }
            | QueryKind::First { .. } => self.leaf(query, context),
        }
    }

    fn weighed(
        &mut self,
        query: &Query,
        factor: f32,
        context: Context,
    ) -> crate::search::Result<Asked> {
        let lowered = self.lower(query, context.boosted(factor))?;
        Ok(lowered.map(|query| words::weighed(query, factor)))
    }

    fn and(&mut self, queries: &[Query], context: Context) -> crate::search::Result<Asked> {
        let is_question = is_question(queries);
        let mut clauses: Vec<(Occur, Asked)> = Vec::new();
        let mut wanted: Vec<Asked> = Vec::new();
        let mut excluded: Vec<(Occur, Asked)> = Vec::new();
        let least = match self.need {
            Need::All => None,
            Need::Any => Some(1),
            Need::AtLeast(least) => Some(least),
        }
        .filter(|_| context.top);
        for (query, times) in distinct(queries) {
            match &query.kind {
                QueryKind::Not(query) => {
                    excluded.push((Occur::Should, self.lower(query, context.unwanted())?));
                }
                kind if is_filter(kind) => {
                    clauses.push((Occur::Must, self.lower(query, context.inner())?));
                }
                kind if is_question && is_function_word(kind) => {
                    let word = self.weighed(query, self.function_words * times, context)?;
                    if least.is_some() && self.need != Need::Any {
                        clauses.push((Occur::Should, word));
                    } else {
                        wanted.push(word);
                    }
                }
                _ => wanted.push(self.repeated(query, times, context)?),
            }
        }
        // One union: each clause of its own would be asked about every article.
        if !excluded.is_empty() {
            let any = by_language::boolean(excluded);
            clauses.push((Occur::MustNot, any.map(Excluded::boxed)));
        }
        match least {
            Some(least) if wanted.len() > 1 => {
                let some = by_language::at_least(least.max(1), wanted);
                clauses.push((Occur::Must, some));
            }
            _ => clauses.extend(wanted.into_iter().map(|query| (Occur::Must, query))),
        }
        if clauses.iter().all(|(occur, _)| *occur == Occur::MustNot) {
            clauses.push((Occur::Must, filter_alone(Box::new(AllQuery))));
        }
        Ok(by_language::boolean(clauses))
    }

    /// What stands so many times in a group counts so many times as much.
    fn repeated(
        &mut self,
        query: &Query,
        times: f32,
        context: Context,
    ) -> crate::search::Result<Asked> {
        let lowered = self.lower(query, context.boosted(times))?;
        Ok(if times > 1.0 {
            lowered.map(|query| words::weighed(query, times))
        } else {
            lowered
        })
    }

    fn leaf(&mut self, query: &Query, context: Context) -> crate::search::Result<Asked> {
        let Some(source) = self.resolver.source(query)? else {
            return Ok(Asked::Whole(Box::new(EmptyQuery)));
        };
        let source = match context.scope {
            Scope::Everywhere => source,
            Scope::Title => Source::InTitle(Box::new(source)),
            Scope::Body => Source::InBody(Box::new(source)),
        };
        let (idf, articles) = self.rarity(&source)?;
        if context.wanted {
            let weight = idf * context.boost;
            self.wanted += context.boost;
            let word = match &query.kind {
                QueryKind::Term(Term::Word(text)) => Some(analysis::fold(text).into_owned()),
                _ => None,
            };
            self.want(PlannedUnit {
                source: source.clone(),
                weight,
                span: query.span,
                word,
                articles,
            });
        }
        if let Source::Term(terms) = &source {
            let together = terms.iter().map(|&id| (self.index_term(id), articles));
            let together: Vec<_> = together.collect();
            self.together.extend(together);
            if let Some(stems) = self.stems(terms) {
                self.counted_easily = context.top;
                return Ok(stems);
            }
        }
        Ok(Asked::Whole(self.index_query(source, idf)))
    }

    /// Looks for a unit; what is wanted twice is looked for once and counts twice.
    fn want(&mut self, unit: PlannedUnit) {
        match self.known.entry(unit.source.clone()) {
            Entry::Occupied(known) => self.units[*known.get()].weight += unit.weight,
            Entry::Vacant(new) => {
                new.insert(self.units.len());
                self.units.push(unit);
            }
        }
    }

    /// The cheapest query of Tantivy's that finds exactly the articles in which the source has an interval.
    fn index_query(&self, source: Source, idf: f32) -> Box<dyn IndexQuery> {
        match &source {
            Source::Term(terms) if terms.is_empty() => Box::new(EmptyQuery),
            Source::Term(terms) if terms.len() <= PLAIN_UNION => {
                AnyOf::boxed(terms.iter().map(|&id| self.index_word(id)).collect())
            }
            Source::Term(_) => Box::new(AnyTermQuery::new(self.searched(source, idf))),
            Source::Or(sources) if sources.iter().all(|source| self.is_plain(source)) => {
                let queries = sources
                    .iter()
                    .map(|source| self.index_query(source.clone(), idf))
                    .collect();
                AnyOf::boxed(queries)
            }
            Source::Phrase { sources, slop: 0 }
                if sources.len() <= PLAIN_PHRASE && self.is_plain(&source) =>
            {
                self.phrase(sources)
            }
            _ => Box::new(IntervalQuery::new(self.searched(source, idf))),
        }
    }

    fn searched(&self, source: Source, idf: f32) -> Search {
        Search {
            fields: *self.resolver.fields,
            source,
            terms: Arc::clone(&self.terms),
            idf,
            average_length: self.average_length,
            budget: self.budget.clone(),
        }
    }

    fn is_plain(&self, source: &Source) -> bool {
        match source {
            Source::Term(_) => true,
            Source::Phrase { sources, slop: 0 } => {
                let variants = sources.iter().map(|source| match source {
                    Source::Term(terms) if self.have_positions(terms) => terms.len(),
                    _ => usize::MAX,
                });
                sources.len() > 1 && variants.fold(1, usize::saturating_mul) <= PLAIN_UNION
            }
            _ => false,
        }
    }

    /// Whether these terms have positions of their own.
    fn have_positions(&self, terms: &[TermId]) -> bool {
        let vocabulary = self.resolver.vocabulary.terms();
        !terms.is_empty()
            && terms.iter().all(|&TermId(id)| {
                let term = vocabulary.get(id as usize);
                term.is_some_and(|term| !analysis::is_without_positions(term))
            })
    }

    /// Adjacent words: a phrase for each choice of one term of each, since most have only one.
    fn phrase(&self, sources: &[Source]) -> Box<dyn IndexQuery> {
        let mut phrases: Vec<Vec<(TermId, IndexTerm)>> = vec![Vec::new()];
        for source in sources {
            let Source::Term(variants) = source else {
                continue;
            };
            let longer = phrases.iter().flat_map(|phrase| {
                variants.iter().map(|&id| {
                    let mut longer = phrase.clone();
                    longer.push((id, self.index_term(id)));
                    longer
                })
            });
            phrases = longer.collect();
        }
        let queries = phrases.into_iter().map(|words| -> Box<dyn IndexQuery> {
            Box::new(Phrase::new(words, Arc::clone(&self.terms)))
        });
        AnyOf::boxed(queries.collect())
    }

    /// The stems of a word, one a language, unless they are many or something else.
    fn stems(&self, terms: &[TermId]) -> Option<Asked> {
        let known = self.resolver.vocabulary.terms();
        let stem = |&id: &TermId| {
            let language = analysis::language_of_stem(known.get(id.0 as usize)?)?;
            Some((language, self.index_word(id)))
        };
        let stems = terms.iter().take(PLAIN_UNION + 1).map(stem);
        let stems: Vec<_> = stems.collect::<Option<_>>()?;
        (1..=PLAIN_UNION)
            .contains(&stems.len())
            .then_some(Asked::ByLanguage(stems))
    }

    fn index_word(&self, id: TermId) -> Box<dyn IndexQuery> {
        Box::new(Word::new(self.index_term(id)))
    }

    fn index_term(&self, id: TermId) -> IndexTerm {
        let text = self
            .resolver
            .vocabulary
            .terms()
            .get(id.0 as usize)
            .map_or("", String::as_str);
        self.resolver.fields.term(text)
    }

    /// Inverse document frequency of a source (the sum over the words it needs, as Lucene does for phrases), and an
    /// upper bound of the articles that hold it.
    fn rarity(&self, source: &Source) -> crate::search::Result<(f32, u64)> {
        Ok(match source {
            Source::Term(terms) => {
                let mut articles = 0;
                for &id in terms {
                    articles += match self.resolver.frequencies.get(&id) {
                        Some(&known) => known,
                        None => self.resolver.searcher.doc_freq(&self.index_term(id))?,
                    };
                }
                (idf(articles.min(self.articles), self.articles), articles)
            }
            Source::Or(sources) => {
                let mut best: (f32, u64) = (f32::MAX, 0);
                for source in sources {
                    let (idf, articles) = self.rarity(source)?;
                    best = (best.0.min(idf), best.1 + articles);
                }
                (if sources.is_empty() { 0.0 } else { best.0 }, best.1)
            }
            Source::Phrase { sources, .. } => self.rarity_of_all(sources.iter())?,
            Source::Near { left, right, .. }
            | Source::SameSentence { left, right, .. }
            | Source::SameParagraph { left, right, .. } => {
                self.rarity_of_all([&**left, &**right].into_iter())?
            }
            Source::Except(source, _)
            | Source::NotNear { left: source, .. }
            | Source::AtLeast { source, .. }
            | Source::First { source, .. }
            | Source::InTitle(source)
            | Source::InBody(source) => self.rarity(source)?,
        })
    }

    fn rarity_of_all<'s>(
        &self,
        sources: impl Iterator<Item = &'s Source>,
    ) -> crate::search::Result<(f32, u64)> {
        let mut all = (0.0, u64::MAX);
        for source in sources {
            let (idf, articles) = self.rarity(source)?;
            all = (all.0 + idf, all.1.min(articles));
        }
        Ok(all)
    }
}

/// What an article must satisfy and is not scored by.
fn filter_alone(filter: Box<dyn IndexQuery>) -> Asked {
    Asked::Whole(Box::new(ConstScoreQuery::new(filter, 0.0)))
}

/// The members of a group, words that stand there several times only once, and how often each does.
fn distinct(queries: &[Query]) -> Vec<(&Query, f32)> {
    let mut known: FxHashMap<&Term, usize> = FxHashMap::default();
    let mut distinct: Vec<(&Query, f32)> = Vec::with_capacity(queries.len());
    for query in queries {
        if let QueryKind::Term(term) = &query.kind
            && let Some(at) = known.insert(term, distinct.len())
        {
            known.insert(term, at);
            distinct[at].1 += 1.0;
        } else {
            distinct.push((query, 1.0));
        }
    }
    distinct
}

/// Whether an operand of an `AND` is a word or the like: neither a filter nor an exclusion.
fn is_wanted(kind: &QueryKind) -> bool {
    !is_filter(kind) && !matches!(kind, QueryKind::Not(_))
}

/// How many operands a query has of which some may lack where no article has them all.
pub(crate) fn wanted_operands(query: &Query) -> usize {
    let QueryKind::And(queries) = &query.kind else {
        return 1;
    };
    let wanted = queries.iter().filter(|query| is_wanted(&query.kind));
    if is_question(queries) {
        wanted
            .filter(|query| !is_function_word(&query.kind))
            .count()
    } else {
        wanted.count()
    }
}

/// Whether two operands or more are about something, so that function words among them are only grammar.
fn is_question(queries: &[Query]) -> bool {
    let content = queries
        .iter()
        .filter(|query| is_wanted(&query.kind) && !is_function_word(&query.kind));
    content.take(2).count() == 2
}

fn is_function_word(kind: &QueryKind) -> bool {
    matches!(kind, QueryKind::Term(Term::Word(text)) if analysis::is_function_word(&analysis::fold(text)))
}

fn is_filter(kind: &QueryKind) -> bool {
    match kind {
        QueryKind::Date(_) | QueryKind::All => true,
        QueryKind::Field { field, .. } => !matches!(field, Field::Title | Field::Body),
        _ => false,
    }
}

/// BM25's inverse document frequency (Robertson and Zaragoza 2009), as in Lucene and Tantivy.
#[expect(clippy::cast_precision_loss, reason = "counts are far below 2^53")]
pub(crate) fn idf(with: u64, articles: u64) -> f32 {
    let (with, articles) = (with as f64, articles as f64);
    #[expect(
        clippy::cast_possible_truncation,
        reason = "a weight needs no more digits"
    )]
    let idf = (1.0 + (articles - with + 0.5) / (with + 0.5)).ln() as f32;
    idf
}

#[expect(
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    reason = "an average needs no more digits"
)]
fn ratio(total: u64, count: u64) -> f32 {
    (total as f64 / count.max(1) as f64) as f32
}
