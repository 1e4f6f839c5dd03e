//! The first pass of planning: a query over the terms of this index. All that planning reads of the index is read here.

use std::sync::Arc;

use rustc_hash::FxHashMap;
use tantivy::Searcher;

use crate::analysis;
use crate::api::{ExpandedPattern, Notice};
use crate::index::ArchiveReader;
use crate::passage::Source;
use crate::query::{DateRange, Field, Query, QueryKind, Term};
use crate::search::Result;
use crate::search::plan::question::{content_operands, is_function_word};
use crate::search::plan::rarity::rarity;
use crate::search::plan::resolved::{Leaf, Operand, Resolved};
use crate::search::plan::word_resolver::WordResolver;
use crate::search::plan::{copies, filter};
use crate::search::postings::term_reader::IndexTerms;
use crate::search::queries::filter::Filter;

/// What the first pass found.
pub(crate) struct Resolution {
    pub(crate) query: Resolved,
    /// The index terms of its sources.
    pub(crate) terms: Arc<IndexTerms>,
    /// What the reader should know.
    pub(crate) notices: Vec<Notice>,
    /// What patterns stood for.
    pub(crate) expanded: Vec<ExpandedPattern>,
    /// Whether a pattern stands for more words than are searched.
    pub(crate) is_cut: bool,
}

/// Which part of the article a query is about.
#[derive(Clone, Copy)]
enum Scope {
    Everywhere,
    Title,
    Body,
}

/// Resolves a query; `effort` is a factor on the work that it may be, and where the last is true, no pattern is cut.
pub(crate) fn resolve(
    archive: &ArchiveReader,
    searcher: &Searcher,
    query: &Query,
    (effort, exact): (u32, bool),
) -> Result<Resolution> {
    let mut words = WordResolver::new(archive, searcher, (effort, exact))?;
    let query = resolve_query(&mut words, query, Scope::Everywhere)?;
    let terms = IndexTerms::new(archive, &words.vocabulary, words.infos);
    Ok(Resolution {
        query,
        terms: Arc::new(terms),
        notices: words.notices,
        expanded: words.expanded,
        is_cut: words.is_cut,
    })
}

fn resolve_query(words: &mut WordResolver<'_>, query: &Query, scope: Scope) -> Result<Resolved> {
    Ok(match &query.kind {
        QueryKind::All => Resolved::All,
        QueryKind::And(queries) => Resolved::And(operands(words, queries, scope)?),
        QueryKind::Or(queries) => Resolved::Or(join_dates(operands(words, queries, scope)?)),
        QueryKind::Not(query) => Resolved::Not(Box::new(resolve_query(words, query, scope)?)),
        QueryKind::Boost { factor, query } => {
            Resolved::Boost(*factor, Box::new(resolve_query(words, query, scope)?))
        }
        QueryKind::Field { field, query } => match field {
            Field::Title => resolve_query(words, query, Scope::Title)?,
            Field::Body => resolve_query(words, query, Scope::Body)?,
            field => Resolved::Filter(filter::attribute(words, field, query)?),
        },
        QueryKind::Date(range) => Resolved::Filter(Filter::Published(*range)),
        QueryKind::Copies(wanted) => {
            Resolved::Filter(copies::filter(words.archive, words.searcher, *wanted)?)
        }
        QueryKind::Term(_)
        | QueryKind::Phrase { .. }
        | QueryKind::Near { .. }
        | QueryKind::AtLeast { .. }
        | QueryKind::First { .. } => leaf(words, query, scope)?,
    })
}

/// The members of a group, words that stand there several times only once.
fn operands(words: &mut WordResolver<'_>, queries: &[Query], scope: Scope) -> Result<Vec<Operand>> {
    let has_content = content_operands(queries) > 0;
    let mut operands: Vec<Operand> = Vec::with_capacity(queries.len());
    let mut known: FxHashMap<&Term, usize> = FxHashMap::default();
    for query in queries {
        if let QueryKind::Term(Term::Word(text)) = &query.kind
            && queries.len() > 1
            && analysis::query_words(text).is_empty()
        {
            words.notices.push(Notice {
                code: "query_problem",
                message: format!("`{text}` has no letters or digits and is left out"),
                hint: None,
                span: Some(query.span),
            });
            continue;
        }
        if let QueryKind::Term(term) = &query.kind {
            if let Some(&at) = known.get(term) {
                operands[at].times += 1.0;
                continue;
            }
            known.insert(term, operands.len());
        }
        operands.push(Operand {
            query: resolve_query(words, query, scope)?,
            times: 1.0,
            is_function_word: has_content && is_function_word(&query.kind),
        });
    }
    Ok(operands)
}

/// Any of the operands, their dates as few as they can be: an article is asked about each.
fn join_dates(operands: Vec<Operand>) -> Vec<Operand> {
    let mut ranges = Vec::new();
    let mut others = Vec::with_capacity(operands.len());
    for operand in operands {
        match operand.query {
            Resolved::Filter(Filter::Published(range)) => ranges.push(range),
            _ => others.push(operand),
        }
    }
    let dates = DateRange::joined(ranges).into_iter().map(|range| Operand {
        query: Resolved::Filter(Filter::Published(range)),
        times: 1.0,
        is_function_word: false,
    });
    others.extend(dates);
    others
}

fn leaf(words: &mut WordResolver<'_>, query: &Query, scope: Scope) -> Result<Resolved> {
    let Some(source) = words.source(query)? else {
        return Ok(Resolved::None);
    };
    let source = match scope {
        Scope::Everywhere => source,
        Scope::Title => Source::InTitle(Box::new(source)),
        Scope::Body => Source::InBody(Box::new(source)),
    };
    let (idf, documents) = rarity(words, &source)?;
    let word = match &query.kind {
        QueryKind::Term(Term::Word(text)) => Some(analysis::fold(text).into_owned()),
        _ => None,
    };
    Ok(Resolved::Leaf(Leaf {
        source,
        idf,
        documents,
        word,
    }))
}
