//! Which queries occur at places in a text, so that nearness and counts have a meaning for them.

use super::problem::{ALL_OF, NONE_OF};
use super::tree::{Query, QueryKind, Term, Within};
use crate::span::ByteSpan;

/// The first part of `query` that has no position in a text, and what to call it; `None` where all have one.
pub(super) fn position_of(query: &Query) -> Option<(ByteSpan, &'static str)> {
    match &query.kind {
        QueryKind::Term(_)
        | QueryKind::Phrase { .. }
        | QueryKind::Near { .. }
        | QueryKind::AtLeast { .. }
        | QueryKind::First { .. } => None,
        QueryKind::Or(any) => any.iter().find_map(position_of),
        QueryKind::Boost { query, .. } => position_of(query),
        QueryKind::Field { field, query } if field.has_positions() => position_of(query),
        QueryKind::Field { .. } => Some((query.span, "a field other than title and body")),
        QueryKind::Date(_) => Some((query.span, "a date")),
        QueryKind::Copies(_) => Some((query.span, "a condition on copies")),
        QueryKind::And(_) => Some((query.span, ALL_OF)),
        QueryKind::Not(_) => Some((query.span, NONE_OF)),
        QueryKind::All => Some((query.span, "every article")),
    }
}

/// `query` with proximity and functions replaced by what they require, for fields whose words have no
/// positions; and each operator that was replaced, in canonical form, with its place.
pub(super) fn without_positions(query: Query) -> (Query, Vec<(String, ByteSpan)>) {
    let mut replaced = Vec::new();
    let query = strip(query, &mut replaced);
    (query, replaced)
}

fn strip(query: Query, replaced: &mut Vec<(String, ByteSpan)>) -> Query {
    let span = query.span;
    let kind = match query.kind {
        QueryKind::Near {
            left,
            right,
            within,
            ordered,
            negated,
        } => {
            replaced.push((operator(within, ordered, negated), span));
            let left = strip(*left, replaced);
            let right = strip(*right, replaced);
            let right = if negated {
                Query {
                    span: right.span,
                    kind: QueryKind::Not(Box::new(right)),
                }
            } else {
                right
            };
            Query::all_of(vec![left, right]).kind
        }
        QueryKind::AtLeast { count, query } => {
            replaced.push((format!("atleast{count}"), span));
            strip(*query, replaced).kind
        }
        QueryKind::First { words, query } => {
            replaced.push((format!("first{words}"), span));
            strip(*query, replaced).kind
        }
        QueryKind::And(all) => {
            Query::all_of(
                all.into_iter()
                    .map(|query| strip(query, replaced))
                    .collect(),
            )
            .kind
        }
        QueryKind::Or(any) => {
            Query::any_of(
                any.into_iter()
                    .map(|query| strip(query, replaced))
                    .collect(),
            )
            .kind
        }
        QueryKind::Not(query) => match strip(*query, replaced).kind {
            QueryKind::Not(inner) => inner.kind,
            kind => QueryKind::Not(Box::new(Query { kind, span })),
        },
        QueryKind::Boost { factor, query } => strip(*query, replaced).boosted(factor, span).kind,
        QueryKind::Phrase { terms, slop } => strip_phrase(terms, slop, span, replaced),
        // A field named inside holds there; its words may have positions.
        kind => kind,
    };
    Query { kind, span }
}

/// A phrase: of a whole value as it is, else of words in any spelling; with other words between them allowed, all of its words.
fn strip_phrase(
    terms: Vec<Term>,
    slop: u32,
    span: ByteSpan,
    replaced: &mut Vec<(String, ByteSpan)>,
) -> QueryKind {
    let is_cased = |term: &Term| matches!(term, Term::Cased(_));
    if slop == 0 && terms.iter().all(is_cased) {
        return QueryKind::Phrase { terms, slop };
    }
    let is_cased = terms.iter().any(is_cased);
    let terms: Vec<Term> = terms
        .into_iter()
        .map(|term| match term {
            Term::Cased(word) => Term::Word(word),
            term => term,
        })
        .collect();
    if is_cased {
        replaced.push(("=".to_owned(), span));
    }
    if slop == 0 {
        return QueryKind::Phrase { terms, slop };
    }
    replaced.push((format!("~{slop}"), span));
    let words = terms.into_iter().map(|term| Query {
        kind: QueryKind::Term(term),
        span,
    });
    Query::all_of(words.collect()).kind
}

/// A proximity operator as it is written.
pub(super) fn operator(within: Within, ordered: bool, negated: bool) -> String {
    let not = if negated { "not " } else { "" };
    let name = if ordered { "pre" } else { "w" };
    let distance = match within {
        Within::Words(words) => words.to_string(),
        Within::Sentence => "s".to_owned(),
        Within::Paragraph => "p".to_owned(),
    };
    format!("{not}{name}/{distance}")
}
