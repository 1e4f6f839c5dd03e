//! What a query finds.

use askama::Template;
use unbury::api::{Copies, Matching, Ranked, SearchRequest, Total};
use unbury::render::grouped;

use super::asking::Asking;
use super::bars::{self, Bars};
use super::frame::{self, Frame, articles, many};
use super::hits::{self, HitShown};
use super::home;
use super::narrowing::{self, Chip, Choices};
use super::notices::{Reading, Told};
use super::paging::Paging;
use super::shelf::Shelf;
use crate::cli::Error;
use crate::cli::asked::Parameters;

/// Articles on a page.
const SHOWN: usize = 10;
/// The most that a page shows, whatever is asked.
const MOST_SHOWN: usize = 50;

/// A link that is where the reader is, or not.
pub(super) struct Switch {
    pub(super) name: &'static str,
    pub(super) address: String,
    pub(super) is_current: bool,
}

#[derive(Template)]
#[template(path = "search.html")]
struct SearchPage {
    frame: Frame,
    typed: String,
    /// Conditions that a new query keeps.
    kept: Vec<(String, String)>,
    /// The question without dates, which new dates keep, and the dates.
    undated: Vec<(String, String)>,
    since: String,
    until: String,
    /// How many there are of what is listed.
    of_all: String,
    /// The same with copies by themselves, or folded again.
    fold: Option<(&'static str, String)>,
    count: String,
    paging: Paging,
    reading: Option<Reading>,
    told: Vec<Told>,
    chips: Vec<Chip>,
    sorts: Vec<Switch>,
    bars: Option<Bars>,
    hits: Vec<HitShown>,
    choices: Vec<Choices>,
    elsewhere: Vec<(&'static str, String)>,
}

/// `12 articles, 9 stories`.
fn count(total: Total) -> String {
    if total.articles == 0 {
        return format!("Nothing found in {}", articles(total.searched));
    }
    let about = if total.exact { "" } else { "about " };
    let mut count = format!("{about}{}", articles(total.articles));
    if total.stories < total.articles {
        count = format!("{count}, {}", many(total.stories, "story", "stories"));
    }
    if total.partial {
        count.push_str(" with some of the words");
    }
    count
}

fn sorts(asking: &Asking<'_>) -> Vec<Switch> {
    let question = asking.address("/").without("offset");
    let current = asking.value("sort").unwrap_or("relevance");
    let sorts = [
        ("relevance", "Relevance"),
        ("newest", "Newest"),
        ("oldest", "Oldest"),
    ];
    let sorts = sorts.map(|(sort, name)| Switch {
        name,
        address: match sort {
            // What is the default needs not be said, unless nothing else is.
            "relevance" if asking.value("q").is_some() => question.clone().without("sort"),
            _ => question.clone().set("sort", sort),
        }
        .to_string(),
        is_current: current == sort,
    });
    sorts.into()
}

/// What an answer is made of over time, and what it can be narrowed by. Both hold for articles with all words.
fn explored(
    shelf: &Shelf<'_>,
    request: &SearchRequest,
    asking: &Asking<'_>,
    total: Total,
) -> Result<(Option<Bars>, Vec<Choices>), Error> {
    if total.articles == 0 || total.partial || matches!(request.matching, Matching::Any) {
        return Ok((None, Vec::new()));
    }
    let question = asking.address("/");
    let found = narrowing::facets(shelf, request)?;
    Ok((
        bars::bars(found.over_time.as_ref(), &question),
        narrowing::choices(&found.facets, asking, &question),
    ))
}

/// The same with each copy by itself, or with copies folded, where there are any.
fn fold(asking: &Asking<'_>, total: Total) -> Option<(&'static str, String)> {
    let question = asking.address("/").without("offset");
    let are_shown = asking.value("copies") == Some("show");
    let is_there = total.stories < total.articles;
    is_there.then(|| {
        if are_shown {
            ("Fold copies", question.without("copies").to_string())
        } else {
            ("Unfold copies", question.set("copies", "show").to_string())
        }
    })
}

/// The first page, or what a query finds.
///
/// # Errors
/// When a parameter is wrong, the index cannot be read, or the query is more work than it may be.
pub(super) fn page(shelf: &Shelf<'_>, parameters: &Parameters) -> Result<String, Error> {
    let asking = Asking::of(parameters);
    if asking.is_empty() {
        return home::page(shelf);
    }
    let mut request = asking.search()?;
    let step = request.limit.unwrap_or(SHOWN).clamp(1, MOST_SHOWN);
    request.limit = Some(step);
    request.passages = request.passages.min(SHOWN);
    let typed = asking.typed();
    let question = asking.address("/");
    let answer = shelf.archive.search(&request)?;
    let total = answer.total;
    let (bars, choices) = explored(shelf, &request, &asking, total)?;
    let hits = answer.hits.iter();
    let hits: Vec<HitShown> = hits.map(|hit| hits::hit(hit, &typed, &question)).collect();
    let all = match request.ranked {
        Ranked::Articles if request.copies == Copies::Hide => total.stories,
        Ranked::Articles => total.articles,
        // How many passages there are is not counted: the next page may be empty.
        Ranked::Passages => u64::MAX,
    };
    let kept = asking
        .all()
        .filter(|(name, _)| !matches!(&**name, "q" | "offset"));
    let dates = ["since", "until", "offset"];
    let undated = asking.all().filter(|(name, _)| !dates.contains(&&**name));
    let plain = question.clone().without("offset").without("sort");
    let can_be_explored = !typed.trim().is_empty() && !choices.is_empty();
    frame::written(&SearchPage {
        frame: Frame::of(shelf, "/", title(&typed))
            .asking(&plain)
            .with_twins(&question, "search", &["json", "csv"]),
        count: count(total),
        paging: Paging::of(&question, (request.offset, hits.len(), step), all),
        reading: (!answer.query.is_empty()).then(|| Reading::of(&answer.query, &answer.understood)),
        told: Told::all(&answer.notices, &request.problems, &typed, &question),
        chips: narrowing::chips(&asking, &question),
        sorts: sorts(&asking),
        elsewhere: if can_be_explored {
            ELSEWHERE
                .map(|(path, name)| (name, plain.to(path).to_string()))
                .into()
        } else {
            Vec::new()
        },
        typed,
        kept: kept.cloned().collect(),
        undated: undated.cloned().collect(),
        since: asking.value("since").unwrap_or_default().to_owned(),
        until: asking.value("until").unwrap_or_default().to_owned(),
        of_all: grouped(if all == u64::MAX { total.articles } else { all }),
        fold: fold(&asking, total),
        bars,
        hits,
        choices,
    })
}

/// Pages that say more of the same query.
const ELSEWHERE: [(&str, &str); 3] = [
    ("/kwic", "Every match in its context"),
    ("/compare", "Over time"),
    ("/keyness", "Typical words"),
];

/// What a search is called in the title bar.
fn title(typed: &str) -> &str {
    if typed.trim().is_empty() {
        "All articles"
    } else {
        typed
    }
}
