//! Conditions on an article's attributes: outlet, byline, language, date and so on.

use std::ops::Bound;

use tantivy::Term as IndexTerm;
use tantivy::query::{
    AllQuery, BooleanQuery, EmptyQuery, Occur, PhraseQuery, Query as IndexQuery, RangeQuery,
    RegexPhraseQuery, TermQuery, TermSetQuery,
};
use tantivy::schema::{Field as IndexField, IndexRecordOption};

use crate::analysis::{self, Language};
use crate::index::Fields;
use crate::index::schema::meta_prefix;
use crate::query::{DateRange, Field, Query, QueryKind, Term};
use crate::search::plan::expand::{self, Expansion, Pattern};
use crate::search::plan::resolve::Resolver;
use crate::search::queries::excluded::Excluded;
use crate::span::ByteSpan;

/// The articles whose `field` satisfies `query`.
pub(crate) fn attribute(
    resolver: &mut Resolver<'_>,
    field: &Field,
    query: &Query,
) -> crate::search::Result<Box<dyn IndexQuery>> {
    let all = |resolver: &mut Resolver<'_>,
               queries: &[Query],
               occur: Occur|
     -> crate::search::Result<Box<dyn IndexQuery>> {
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
        QueryKind::Phrase { terms, .. } => phrase(resolver, field, terms, query.span),
        QueryKind::Term(Term::Word(text) | Term::Cased(text)) => Ok(words(resolver, field, text)),
        QueryKind::Term(Term::Wildcard(text)) if *field == Field::Url => {
            address(resolver, text, query.span)
        }
        QueryKind::Term(term) => match pattern_of(term) {
            Some(pattern) => matching(resolver, field, &pattern, query.span),
            None => Ok(Box::new(EmptyQuery)),
        },
        QueryKind::All => Ok(Box::new(AllQuery)),
        // The parser reports these as problems: they say nothing about an attribute.
        QueryKind::Near { .. }
        | QueryKind::AtLeast { .. }
        | QueryKind::First { .. }
        | QueryKind::Field { .. }
        | QueryKind::Date(_) => Ok(Box::new(EmptyQuery)),
    }
}

/// The pattern of a term that is one.
fn pattern_of(term: &Term) -> Option<Pattern> {
    match term {
        Term::Word(_) | Term::Cased(_) => None,
        Term::Wildcard(text) => Some(Pattern::Wildcard(analysis::fold(text).into_owned())),
        Term::Regex(text) => Some(Pattern::Regex(text.clone())),
        Term::Fuzzy { word, edits } => {
            Some(Pattern::Fuzzy(analysis::fold(word).into_owned(), *edits))
        }
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

/// The value has words like these, adjacent and in order.
fn phrase(
    resolver: &mut Resolver<'_>,
    field: &Field,
    terms: &[Term],
    span: ByteSpan,
) -> crate::search::Result<Box<dyn IndexQuery>> {
    let plain: Option<Vec<&str>> = terms
        .iter()
        .map(|term| match term {
            Term::Word(text) | Term::Cased(text) => Some(text.as_str()),
            _ => None,
        })
        .collect();
    if let Some(plain) = plain {
        return Ok(words(resolver, field, &plain.join(" ")));
    }
    let mut places = Vec::with_capacity(terms.len());
    for term in terms {
        match (term, pattern_of(term)) {
            (_, Some(Pattern::Wildcard(text))) => places.push(expand::wildcard_regex(&text)),
            (_, Some(pattern)) => {
                let words = expansion(resolver, field, &pattern, span)?.words;
                let words: Vec<String> = words
                    .iter()
                    .map(|(word, _)| expand::literal_regex(word))
                    .collect();
                places.push(format!("(?:{})", words.join("|")));
            }
            (Term::Word(text) | Term::Cased(text), None) => {
                let words = analysis::query_words(text);
                places.extend(
                    words
                        .iter()
                        .map(|word| expand::literal_regex(&word.surface)),
                );
            }
            (_, None) => {}
        }
    }
    Ok(in_this_order(resolver, field, places))
}

/// The address has what stands between the asterisks: its words are adjacent, and the outer ones may go on beyond an asterisk
/// that touches them.
fn address(
    resolver: &mut Resolver<'_>,
    text: &str,
    span: ByteSpan,
) -> crate::search::Result<Box<dyn IndexQuery>> {
    let goes_on = |end: Option<char>| end.is_some_and(|c| c.is_alphanumeric() || "._'".contains(c));
    let pieces: Vec<&str> = text.split('*').collect();
    let mut clauses: Vec<Box<dyn IndexQuery>> = Vec::new();
    for (at, piece) in pieces.iter().enumerate() {
        let words = analysis::query_words(piece);
        let mut patterns: Vec<String> = words.iter().map(|word| word.surface.clone()).collect();
        if let Some(first) = patterns.first_mut()
            && at > 0
            && goes_on(piece.chars().next())
        {
            first.insert(0, '*');
        }
        if let Some(last) = patterns.last_mut()
            && at + 1 < pieces.len()
            && goes_on(piece.chars().next_back())
        {
            last.push('*');
        }
        match &*patterns {
            [] => {}
            [only] => {
                let pattern = Pattern::Wildcard(only.clone());
                clauses.push(matching(resolver, &Field::Url, &pattern, span)?);
            }
            _ => {
                let places = patterns.iter().map(|word| expand::wildcard_regex(word));
                clauses.push(in_this_order(resolver, &Field::Url, places.collect()));
            }
        }
    }
    Ok(Box::new(BooleanQuery::intersection(clauses)))
}

/// Words that these regular expressions match, adjacent and in order.
fn in_this_order(
    resolver: &Resolver<'_>,
    field: &Field,
    places: Vec<String>,
) -> Box<dyn IndexQuery> {
    let prefix = match field {
        Field::Meta(key) => expand::literal_regex(&meta_prefix(key)),
        _ => String::new(),
    };
    let places: Vec<String> = places
        .into_iter()
        .map(|place| format!("{prefix}{place}"))
        .collect();
    if places.len() < 2 {
        return Box::new(EmptyQuery);
    }
    let mut query = RegexPhraseQuery::new(index_field(resolver, field), places);
    // A condition holds or not, whatever it costs: it is never cut.
    query.set_max_expansions(u32::MAX);
    Box::new(query)
}

/// The value has a word that the pattern matches. All such words count: a condition is never cut.
fn matching(
    resolver: &mut Resolver<'_>,
    field: &Field,
    pattern: &Pattern,
    span: ByteSpan,
) -> crate::search::Result<Box<dyn IndexQuery>> {
    let index = index_field(resolver, field);
    let terms = expansion(resolver, field, pattern, span)?.terms;
    let terms = terms
        .iter()
        .map(|found| IndexTerm::from_field_text(index, &found.term));
    Ok(Box::new(TermSetQuery::new(terms)))
}

/// All words of a field that a pattern matches.
fn expansion(
    resolver: &mut Resolver<'_>,
    field: &Field,
    pattern: &Pattern,
    span: ByteSpan,
) -> crate::search::Result<Expansion> {
    let index = index_field(resolver, field);
    let prefix = match field {
        Field::Meta(key) => meta_prefix(key),
        _ => String::new(),
    };
    let written = pattern.written();
    let expansion = resolver.expansion((index, &prefix), (&written, pattern), span, usize::MAX)?;
    resolver.stands_for(format!("{field}:{written}"), &expansion);
    Ok(expansion)
}
/// Articles whose possible days overlap the range.
pub(crate) fn dates(fields: &Fields, range: DateRange) -> Box<dyn IndexQuery> {
    let mut clauses: Vec<(Occur, Box<dyn IndexQuery>)> = Vec::new();
    let day = |date: jiff::civil::Date| crate::article::day_number(date);
    let last = range
        .first
        .map(|date| Bound::Included(IndexTerm::from_field_i64(fields.last_day, day(date))));
    let first = range
        .last
        .map(|date| Bound::Included(IndexTerm::from_field_i64(fields.first_day, day(date))));
    let any_day = Bound::Included(IndexTerm::from_field_i64(fields.first_day, i64::MIN / 2));
    if let Some(bound) = last {
        clauses.push((
            Occur::Must,
            Box::new(RangeQuery::new(bound, Bound::Unbounded)),
        ));
    }
    if let Some(bound) = first {
        clauses.push((
            Occur::Must,
            Box::new(RangeQuery::new(Bound::Unbounded, bound)),
        ));
    }
    if clauses.is_empty() {
        clauses.push((
            Occur::Must,
            Box::new(RangeQuery::new(any_day, Bound::Unbounded)),
        ));
    }
    Box::new(BooleanQuery::new(clauses))
}
