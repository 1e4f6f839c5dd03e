//! Articles that match a part of the query, where none matches all of it.

use tantivy::Searcher;

use crate::api::{Notice, SearchRequest};
use crate::index::ArchiveReader;
use crate::query::{Query, QueryKind};
use crate::search::Result;
use crate::search::collect::{Collected, collect};
use crate::search::plan::options::{Need, PlanOptions};
use crate::search::plan::planned::Plan;
use crate::search::plan::planner::plan;
use crate::search::plan::question::WantedOperands;

/// Words that are enough where no article matches all of them.
const ENOUGH: usize = 2;

/// What was found instead.
pub(crate) struct PartialMatches {
    pub(crate) plan: Plan,
    pub(crate) collected: Collected,
    /// What it is.
    pub(crate) notice: Notice,
}

/// Where no article matches all operands: those that match all but the function words, else two operands or more, else one.
pub(crate) fn some_of_them(
    archive: &ArchiveReader,
    searcher: &Searcher,
    request: &SearchRequest,
) -> Result<Option<PartialMatches>> {
    let wanted = WantedOperands::by(&request.query);
    let operands = wanted.operands.len();
    let all = (!wanted.function_words.is_empty()).then_some(operands);
    let some = (1..=ENOUGH.min(operands.saturating_sub(1))).rev();
    for least in all.into_iter().chain(some) {
        let wish = PlanOptions::of(request, Need::AtLeast(least));
        let mut plan = plan(archive, searcher, &request.query, wish)?;
        // The same words again: what was to be said of them has been said.
        plan.notices.clear();
        let collected = collect(archive, searcher, &plan, request)?;
        if collected.count > 0 {
            return Ok(Some(PartialMatches {
                plan,
                collected,
                notice: notice(least, &wanted),
            }));
        }
    }
    Ok(None)
}

/// That no article has all operands, and at least how many of them those have that are shown.
fn notice(least: usize, wanted: &WantedOperands<'_>) -> Notice {
    let (operands, function_words) = (&wanted.operands, listed(&wanted.function_words));
    let all = operands.len();
    let mut hint = None;
    let message = if least == all {
        let these = match all {
            1 => listed(operands),
            _ => "all the others".to_owned(),
        };
        hint = Some(format!("ask for the rest alone: `{}`", wanted.without));
        format!("no article has {function_words} beside the rest of the query; these have {these}")
    } else if all == 2 {
        let both = listed(operands);
        format!("no article has both {both}; these have one of them")
    } else {
        let is_word = |query: &&Query| matches!(query.kind, QueryKind::Term(_));
        let words = if operands.iter().all(is_word) {
            "words"
        } else {
            "parts of the query"
        };
        let beside = match &*function_words {
            "" => String::new(),
            words => format!(" beside {words}"),
        };
        let some = match least {
            1 => "one of them".to_owned(),
            least => format!("at least {least} of them"),
        };
        format!("no article has all {all} {words}{beside}; these have {some}")
    };
    Notice {
        code: "partial_match",
        message,
        hint,
        span: None,
    }
}

/// Parts of a query, as they are written.
fn listed(queries: &[&Query]) -> String {
    let written: Vec<String> = queries.iter().map(|query| format!("`{query}`")).collect();
    match &*written {
        [others @ .., end] if !others.is_empty() => format!("{} and {end}", others.join(", ")),
        written => written.concat(),
    }
}
