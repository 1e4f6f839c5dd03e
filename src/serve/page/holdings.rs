//! What the archive holds.

use askama::Template;
use unbury::api::{CountRequest, FacetRequest};
use unbury::query::Query;
use unbury::render::grouped;

use super::address::Address;
use super::bars::{self, Bars};
use super::frame::{self, Frame};
use super::home::{Shelved, shelved, summary};
use super::shelf::Shelf;
use crate::cli::Error;

/// Names of each kind that are listed.
const LISTED: usize = 100;

/// Names of a kind.
struct Kind {
    name: &'static str,
    id: &'static str,
    names: Vec<Shelved>,
    not_listed: usize,
}

#[derive(Template)]
#[template(path = "holdings.html")]
struct HoldingsPage {
    frame: Frame,
    summary: String,
    facts: Vec<(&'static str, String)>,
    bars: Option<Bars>,
    kinds: Vec<Kind>,
}

#[expect(clippy::cast_precision_loss, reason = "no index has 2^53 bytes")]
fn size(bytes: u64) -> String {
    let (mut size, mut units) = (bytes as f64, ["bytes", "kB", "MB", "GB"].iter());
    let mut unit = units.next().unwrap_or(&"");
    for next in units {
        if size < 1000.0 {
            break;
        }
        (size, unit) = (size / 1000.0, next);
    }
    format!("{size:.1} {unit}")
}

/// What the archive holds.
///
/// # Errors
/// When the index cannot be read.
pub(super) fn page(shelf: &Shelf<'_>) -> Result<String, Error> {
    let stats = shelf.archive.stats()?;
    let all = FacetRequest {
        over_time: true,
        ..FacetRequest::new(CountRequest::new(Query::all()))
    };
    let over_time = shelf.archive.facets(&all)?.over_time;
    let question = Address::of("/");
    let mut facts = vec![
        ("Articles", grouped(stats.articles)),
        ("Stories, copies counted once", grouped(stats.stories)),
        ("Copies", grouped(stats.copies)),
    ];
    if let (Some(first), Some(last)) = (&stats.first_day, &stats.last_day) {
        facts.push(("Published", format!("{first} to {last}")));
    }
    facts.extend([
        ("Without a date", grouped(stats.undated)),
        ("Not compared with others yet", grouped(stats.not_compared)),
        ("Size of the index", size(stats.size_bytes)),
    ]);
    facts.retain(|(_, value)| value != "0");
    let kinds = [
        ("Sources", "source", &stats.sources),
        ("Languages", "lang", &stats.languages),
        ("Sections", "section", &stats.sections),
    ];
    let kinds = kinds.map(|(name, id, names)| Kind {
        name,
        id,
        names: shelved(names, id, LISTED),
        not_listed: names.len().saturating_sub(LISTED),
    });
    frame::written(&HoldingsPage {
        frame: Frame::of(shelf, "/archive", "What the archive holds").with_twins(
            &question,
            "stats",
            &["json"],
        ),
        summary: summary(&stats),
        facts,
        bars: bars::bars(over_time.as_ref(), &question),
        kinds: kinds
            .into_iter()
            .filter(|kind| !kind.names.is_empty())
            .collect(),
    })
}
