//! Questions in prose: function words beside words that say what the query is about.

use crate::analysis;
use crate::query::{Field, Query, QueryKind, Term};

/// Whether two operands or more are about something, so that function words among them are only grammar.
pub(crate) fn is_question(queries: &[Query]) -> bool {
    let content = queries
        .iter()
        .filter(|query| is_wanted(&query.kind) && !is_function_word(&query.kind));
    content.take(2).count() == 2
}

/// Whether it is a plain word like *the* or *what*.
pub(crate) fn is_function_word(kind: &QueryKind) -> bool {
    matches!(kind, QueryKind::Term(Term::Word(text)) if analysis::is_function_word(&analysis::fold(text)))
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

/// Whether an operand of an `AND` is a word or the like: neither a filter nor an exclusion.
fn is_wanted(kind: &QueryKind) -> bool {
    !is_filter(kind) && !matches!(kind, QueryKind::Not(_))
}

fn is_filter(kind: &QueryKind) -> bool {
    match kind {
        QueryKind::Date(_) | QueryKind::All => true,
        QueryKind::Field { field, .. } => !matches!(field, Field::Title | Field::Body),
        _ => false,
    }
}
