//! Conditions on an article's attributes: outlet, byline, language and so on.

use tantivy::Term as IndexTerm;
use tantivy::query::Occur;

use crate::analysis::{self, Language};
use crate::query::{Field, Query, QueryKind, Term};
use crate::search::plan::expand::{self, Expansion, Pattern};
use crate::search::plan::names::{self, index_field};
use crate::search::plan::word_resolver::WordResolver;
use crate::search::queries::filter::Filter;
use crate::span::ByteSpan;

/// The articles whose `field` satisfies `query`.
pub(crate) fn attribute(
    resolver: &mut WordResolver<'_>,
    field: &Field,
    query: &Query,
) -> crate::search::Result<Filter> {
    let all = |resolver: &mut WordResolver<'_>,
               queries: &[Query],
               occur: Occur|
     -> crate::search::Result<Filter> {
        let mut clauses = Vec::with_capacity(queries.len() + 1);
        for query in queries {
            match &query.kind {
                QueryKind::Not(query) => {
                    let excluded = attribute(resolver, field, query)?;
                    clauses.push((Occur::MustNot, excluded));
                }
                _ => clauses.push((occur, attribute(resolver, field, query)?)),
            }
        }
        if clauses.iter().all(|(occur, _)| *occur == Occur::MustNot) {
            clauses.push((Occur::Must, Filter::All));
        }
        Ok(Filter::Boolean(clauses))
    };
    match &query.kind {
        QueryKind::And(queries) => all(resolver, queries, Occur::Must),
        QueryKind::Or(queries) => all(resolver, queries, Occur::Should),
        QueryKind::Not(_) => all(resolver, std::slice::from_ref(query), Occur::Must),
        QueryKind::Boost { query, .. } => attribute(resolver, field, query),
        QueryKind::Phrase { terms, .. } => match names::of_phrase(terms) {
            Some(name) if *field != Field::Language => {
                names::whole(resolver, field, &name, query.span)
            }
            _ => phrase(resolver, field, terms, query.span),
        },
        // A language is named by its code, which is not written in several ways.
        QueryKind::Term(Term::Cased(text)) if *field == Field::Language => {
            value_words(resolver, field, text, query.span)
        }
        QueryKind::Term(Term::Cased(text)) => names::whole(resolver, field, text, query.span),
        QueryKind::Term(Term::Word(text)) => value_words(resolver, field, text, query.span),
        QueryKind::Term(Term::Wildcard(text)) if text == "*" => names::any(resolver, field),
        QueryKind::Term(Term::Wildcard(text)) if *field == Field::Url => {
            address(resolver, text, query.span)
        }
        QueryKind::Term(term) => match pattern_of(field, term) {
            Some(pattern) => matching(resolver, field, &pattern, query.span),
            None => Ok(Filter::None),
        },
        QueryKind::All => Ok(Filter::All),
        // The parser reports these as problems: they say nothing about an attribute.
        QueryKind::Near { .. }
        | QueryKind::AtLeast { .. }
        | QueryKind::First { .. }
        | QueryKind::Field { .. }
        | QueryKind::Date(_)
        | QueryKind::Copies(_) => Ok(Filter::None),
    }
}

/// The pattern of a term that is one.
fn pattern_of(field: &Field, term: &Term) -> Option<Pattern> {
    match term {
        Term::Word(_) | Term::Cased(_) => None,
        Term::Wildcard(text) if field.is_verbatim() => Some(Pattern::Wildcard(text.clone())),
        Term::Wildcard(text) => Some(Pattern::Wildcard(analysis::fold(text).into_owned())),
        Term::Regex(text) => Some(Pattern::Regex(text.clone())),
        Term::Fuzzy { word, edits } => {
            Some(Pattern::Fuzzy(analysis::fold(word).into_owned(), *edits))
        }
    }
}

/// The value has these words, adjacent and in order.
fn value_words(
    resolver: &mut WordResolver<'_>,
    field: &Field,
    text: &str,
    span: ByteSpan,
) -> crate::search::Result<Filter> {
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
    for term in &terms {
        if resolver.articles_with(term)? == 0 {
            names::unknown(resolver, field, text, span)?;
            break;
        }
    }
    Ok(match (terms.pop(), terms.is_empty()) {
        (None, _) => Filter::None,
        (Some(only), true) => Filter::Term(only),
        (Some(last), false) => {
            terms.push(last);
            Filter::Phrase(terms)
        }
    })
}

/// The value has words like these, adjacent and in order.
fn phrase(
    resolver: &mut WordResolver<'_>,
    field: &Field,
    terms: &[Term],
    span: ByteSpan,
) -> crate::search::Result<Filter> {
    let plain: Option<Vec<&str>> = terms
        .iter()
        .map(|term| match term {
            Term::Word(text) | Term::Cased(text) => Some(text.as_str()),
            _ => None,
        })
        .collect();
    if let Some(plain) = plain {
        return value_words(resolver, field, &plain.join(" "), span);
    }
    let mut places = Vec::with_capacity(terms.len());
    for term in terms {
        match (term, pattern_of(field, term)) {
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
    resolver: &mut WordResolver<'_>,
    text: &str,
    span: ByteSpan,
) -> crate::search::Result<Filter> {
    let goes_on = |end: Option<char>| end.is_some_and(|c| c.is_alphanumeric() || "._'".contains(c));
    let pieces: Vec<&str> = text.split('*').collect();
    let mut clauses: Vec<(Occur, Filter)> = Vec::new();
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
                clauses.push((
                    Occur::Must,
                    matching(resolver, &Field::Url, &pattern, span)?,
                ));
            }
            _ => {
                let places = patterns.iter().map(|word| expand::wildcard_regex(word));
                let all = in_this_order(resolver, &Field::Url, places.collect());
                clauses.push((Occur::Must, all));
            }
        }
    }
    Ok(Filter::Boolean(clauses))
}

/// Words that these regular expressions match, adjacent and in order.
fn in_this_order(resolver: &WordResolver<'_>, field: &Field, places: Vec<String>) -> Filter {
    let prefix = expand::literal_regex(&names::word_prefix(field));
    let places: Vec<String> = places
        .into_iter()
        .map(|place| format!("{prefix}{place}"))
        .collect();
    if places.len() < 2 {
        return Filter::None;
    }
    Filter::RegexPhrase(index_field(resolver, field), places)
}

/// The value has a word that the pattern matches. All such words count: a condition is never cut.
fn matching(
    resolver: &mut WordResolver<'_>,
    field: &Field,
    pattern: &Pattern,
    span: ByteSpan,
) -> crate::search::Result<Filter> {
    let index = index_field(resolver, field);
    let terms = expansion(resolver, field, pattern, span)?.terms;
    if terms.is_empty() {
        names::unknown(resolver, field, &pattern.written(), span)?;
    }
    let terms = terms
        .iter()
        .map(|found| IndexTerm::from_field_text(index, &found.term));
    Ok(Filter::AnyTerm(terms.collect()))
}

/// All words of a field that a pattern matches.
fn expansion(
    resolver: &mut WordResolver<'_>,
    field: &Field,
    pattern: &Pattern,
    span: ByteSpan,
) -> crate::search::Result<Expansion> {
    let index = index_field(resolver, field);
    let prefix = names::word_prefix(field);
    let written = pattern.written();
    let expansion = resolver.expansion((index, &prefix), (&written, pattern), span, usize::MAX)?;
    resolver.stands_for(format!("{field}:{written}"), &expansion);
    Ok(expansion)
}
