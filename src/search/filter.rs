//! Conditions on an article's attributes: outlet, byline, language and so on.

use tantivy::Term as IndexTerm;
use tantivy::query::{
    AllQuery, BooleanQuery, EmptyQuery, Occur, PhraseQuery, Query as IndexQuery, TermQuery,
    TermSetQuery,
};
use tantivy::schema::{Field as IndexField, IndexRecordOption};

use super::excluded::Excluded;
use super::expand::{self, Pattern, expand};
use super::resolve::{EXPANSION_LIMIT, Resolver};
use crate::analysis::{self, Language};
use crate::index::schema::meta_prefix;
use crate::query::{Field, Query, QueryKind, Term};

/// The articles whose `field` satisfies `query`.
pub(super) fn attribute(
    resolver: &mut Resolver<'_>,
    field: &Field,
    query: &Query,
) -> super::Result<Box<dyn IndexQuery>> {
    let all = |resolver: &mut Resolver<'_>,
               queries: &[Query],
               occur: Occur|
     -> super::Result<Box<dyn IndexQuery>> {
        let mut clauses = Vec::with_capacity(queries.len() + 1);
        for query in queries {
            match &query.kind {
                QueryKind::Not(query) => {
                    let excluded = attribute(resolver, field, query)?;
                    clauses.push((Occur::MustNot, Excluded::boxed(excluded)));
                }
                _ => clauses.push((occur, attribute(resolver, field, query)?)),
            }
        }
        if clauses.iter().all(|(occur, _)| *occur == Occur::MustNot) {
            clauses.push((Occur::Must, Box::new(AllQuery)));
        }
        Ok(Box::new(BooleanQuery::new(clauses)))
    };
    match &query.kind {
        QueryKind::And(queries) => all(resolver, queries, Occur::Must),
        QueryKind::Or(queries) => all(resolver, queries, Occur::Should),
        QueryKind::Not(_) => all(resolver, std::slice::from_ref(query), Occur::Must),
        QueryKind::Boost { query, .. } => attribute(resolver, field, query),
        QueryKind::Phrase { terms, .. } => {
            let text: Vec<&str> = terms.iter().map(written).collect();
            Ok(words(resolver, field, &text.join(" ")))
        }
        QueryKind::Term(Term::Word(text) | Term::Cased(text)) => Ok(words(resolver, field, text)),
        QueryKind::Term(Term::Wildcard(text)) => pattern(
            resolver,
            field,
            &Pattern::Wildcard(analysis::fold(text).into_owned()),
        ),
        QueryKind::Term(Term::Regex(text)) => {
            pattern(resolver, field, &Pattern::Regex(text.clone()))
        }
        QueryKind::Term(Term::Fuzzy { word, edits }) => pattern(
            resolver,
            field,
            &Pattern::Fuzzy(analysis::fold(word).into_owned(), *edits),
        ),
        QueryKind::All => Ok(Box::new(AllQuery)),
        // The parser reports these as problems: they say nothing about an attribute.
        QueryKind::Near { .. }
        | QueryKind::AtLeast { .. }
        | QueryKind::First { .. }
        | QueryKind::Field { .. }
        | QueryKind::Date(_) => Ok(Box::new(EmptyQuery)),
    }
}

fn written(term: &Term) -> &str {
    match term {
        Term::Word(text) | Term::Cased(text) | Term::Wildcard(text) | Term::Regex(text) => text,
        Term::Fuzzy { word, .. } => word,
    }
}

fn index_field(resolver: &Resolver<'_>, field: &Field) -> IndexField {
    let fields = resolver.fields;
    match field {
        // The parser gives these no filter.
        Field::Title | Field::Body => fields.text,
        Field::Author => fields.author,
        Field::Source => fields.source,
        Field::Section => fields.section,
        Field::Tag => fields.tag,
        Field::Language => fields.language,
        Field::Url => fields.url,
        Field::Id => fields.id,
        Field::Meta(_) => fields.meta,
    }
}

/// The value has these words, adjacent and in order.
fn words(resolver: &Resolver<'_>, field: &Field, text: &str) -> Box<dyn IndexQuery> {
    let index = index_field(resolver, field);
    let term = |text: &str| match field {
        Field::Meta(key) => resolver.fields.meta_term(key, text),
        _ => IndexTerm::from_field_text(index, text),
    };
    let mut terms: Vec<IndexTerm> = match field {
        Field::Id => vec![term(text)],
        Field::Language => match Language::from_code(text) {
            Some(language) => vec![term(language.code())],
            None => vec![term(text)],
        },
        _ => analysis::query_words(text)
            .iter()
            .map(|word| term(&word.surface))
            .collect(),
    };
    match (terms.pop(), terms.is_empty()) {
        (None, _) => Box::new(EmptyQuery),
        (Some(only), true) => Box::new(TermQuery::new(only, IndexRecordOption::Basic)),
        (Some(last), false) => {
            terms.push(last);
            Box::new(PhraseQuery::new(terms))
        }
    }
}

fn pattern(
    resolver: &mut Resolver<'_>,
    field: &Field,
    pattern: &Pattern,
) -> super::Result<Box<dyn IndexQuery>> {
    let index = index_field(resolver, field);
    let prefix = match field {
        Field::Meta(key) => meta_prefix(key),
        _ => String::new(),
    };
    match expand(resolver.searcher, index, &prefix, pattern, EXPANSION_LIMIT) {
        Ok(expansion) => {
            let terms = expansion
                .terms
                .iter()
                .map(|term| IndexTerm::from_field_text(index, term));
            Ok(Box::new(TermSetQuery::new(terms)))
        }
        Err(expand::Error::Engine(error)) => Err(error.into()),
        Err(expand::Error::Pattern(_)) => Ok(Box::new(EmptyQuery)),
    }
}
