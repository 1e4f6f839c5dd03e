//! Questions in prose: function words beside words that say what the query is about.

use crate::analysis;
use crate::query::{Field, Query, QueryKind, Term};

/// How many operands are about something: neither function words, nor filters, nor exclusions. Beside one of them function words are
/// not marked, and may lack where no article has them all. Beside two they are only grammar, and hardly count in ranking.
pub(crate) fn content_operands(queries: &[Query]) -> usize {
    let content = queries
        .iter()
        .filter(|query| is_wanted(&query.kind) && !is_function_word(&query.kind));
    content.count()
}

/// Whether it is a plain word like *the* or *what*.
pub(crate) fn is_function_word(kind: &QueryKind) -> bool {
    matches!(kind, QueryKind::Term(Term::Word(text)) if analysis::is_function_word(&analysis::fold(text)))
}

/// What a query wants of which some may lack where no article has it all.
pub(crate) struct WantedOperands<'q> {
    /// The operands, each once: the function words are not among them, unless there is nothing else.
    pub(crate) operands: Vec<&'q Query>,
    /// The function words beside them, each once.
    pub(crate) function_words: Vec<&'q Query>,
    /// The query without them.
    pub(crate) without: Query,
}

impl<'q> WantedOperands<'q> {
    pub(crate) fn by(query: &'q Query) -> Self {
        let queries = match &query.kind {
            QueryKind::And(queries) => &**queries,
            _ => std::slice::from_ref(query),
        };
        let has_content = content_operands(queries) > 0;
        let mut wanted = Self {
            operands: Vec::new(),
            function_words: Vec::new(),
            without: query.clone(),
        };
        for query in queries.iter().filter(|query| is_wanted(&query.kind)) {
            let known = if has_content && is_function_word(&query.kind) {
                &mut wanted.function_words
            } else {
                &mut wanted.operands
            };
            if !known.contains(&query) {
                known.push(query);
            }
        }
        if !wanted.function_words.is_empty() {
            let others = queries
                .iter()
                .filter(|query| !is_function_word(&query.kind));
            wanted.without = Query::all_of(others.cloned().collect());
        }
        wanted
    }
}

/// Whether an operand of an `AND` is a word or the like: neither a filter nor an exclusion.
fn is_wanted(kind: &QueryKind) -> bool {
    !is_filter(kind) && !matches!(kind, QueryKind::Not(_))
}

fn is_filter(kind: &QueryKind) -> bool {
    match kind {
        QueryKind::Date(_) | QueryKind::Copies(_) | QueryKind::All => true,
        QueryKind::Field { field, .. } => !matches!(field, Field::Title | Field::Body),
        _ => false,
    }
}
