//! Conditions on the attributes of an article, as queries of Tantivy's.

use std::ops::Bound;
use std::sync::Arc;

use tantivy::Term;
use tantivy::query::{
    AllQuery, BooleanQuery, EmptyQuery, Occur, PhraseQuery, Query, RangeQuery, RegexPhraseQuery,
    TermQuery, TermSetQuery,
};
use tantivy::schema::{Field, IndexRecordOption};

use crate::article::day_number;
use crate::index::Fields;
use crate::query::DateRange;
use crate::search::queries::askable::Askable;
use crate::search::queries::listed::{ArticleList, Listed};

/// A condition on the attributes of an article.
pub(crate) enum Filter {
    /// Any article.
    All,
    /// None.
    None,
    /// The value has this term.
    Term(Term),
    /// It has any of these.
    AnyTerm(Vec<Term>),
    /// It has these, adjacent and in order.
    Phrase(Vec<Term>),
    /// It has words that these regular expressions match, adjacent and in order.
    RegexPhrase(Field, Vec<String>),
    /// The days on which the article may have been published overlap the range.
    Published(DateRange),
    /// It is one of these.
    Listed(Arc<ArticleList>),
    /// A boolean query.
    Boolean(Vec<(Occur, Filter)>),
}

/// The documents that satisfy a condition.
pub(crate) fn build(filter: Filter, fields: &Fields) -> Box<dyn Query> {
    match filter {
        Filter::All => Box::new(AllQuery),
        Filter::None => Box::new(EmptyQuery),
        Filter::Term(term) => Box::new(TermQuery::new(term, IndexRecordOption::Basic)),
        Filter::AnyTerm(terms) => Box::new(TermSetQuery::new(terms)),
        Filter::Phrase(terms) => Askable::boxed(Box::new(PhraseQuery::new(terms))),
        Filter::RegexPhrase(field, words) => {
            let mut query = RegexPhraseQuery::new(field, words);
            // A condition holds or not, whatever it costs: it is never cut.
            query.set_max_expansions(u32::MAX);
            Askable::boxed(Box::new(query))
        }
        Filter::Published(range) => published(fields, range),
        Filter::Listed(articles) => Box::new(Listed(articles)),
        Filter::Boolean(clauses) => {
            let clauses = clauses.into_iter().map(|(occur, filter)| {
                let query = build(filter, fields);
                match occur {
                    Occur::MustNot => (occur, Askable::boxed(query)),
                    _ => (occur, query),
                }
            });
            Box::new(BooleanQuery::new(clauses.collect()))
        }
    }
}

/// The days on which the article may have been published overlap the range.
fn published(fields: &Fields, range: DateRange) -> Box<dyn Query> {
    let mut clauses: Vec<(Occur, Box<dyn Query>)> = Vec::new();
    let last = range
        .first
        .map(|date| Bound::Included(Term::from_field_i64(fields.last_day, day_number(date))));
    let first = range
        .last
        .map(|date| Bound::Included(Term::from_field_i64(fields.first_day, day_number(date))));
    let any_day = Bound::Included(Term::from_field_i64(fields.first_day, i64::MIN / 2));
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
