//! APA: *Publication Manual of the American Psychological Association*, 7th ed. (2020), §10.1, examples 15 and 16 (newspaper articles), §9.8
//! (up to twenty authors; of more, the first nineteen and the last), §9.12 (no author), §9.14 and 9.17 (dates, `n.d.`);
//! apastyle.apa.org, “Newspaper article references” (pages without `p.`, no stop behind an address).

use super::cited::{Cited, DateParts};
use super::reference::Reference;
use crate::render::byline::Byline;

/// Authors that are all named.
const MOST_AUTHORS: usize = 20;

pub(super) fn reference(cited: &Cited<'_>) -> Reference {
    let mut reference = Reference::default();
    let date = cited.date.map_or_else(|| "n.d.".to_owned(), date);
    if cited.authors.is_empty() {
        reference.push(&format!("{} ({date}). ", cited.title_ending('.')));
    } else {
        let authors = authors(&cited.authors);
        let stop = if authors.ends_with('.') { "" } else { "." };
        reference.push(&format!(
            "{authors}{stop} ({date}). {} ",
            cited.title_ending('.')
        ));
    }
    if let Some(source) = cited.source {
        reference.push_italic(source);
        let page = cited.page.map(|page| format!(", {page}"));
        reference.push(&page.unwrap_or_default());
        reference.push(".");
    }
    if let Some(url) = cited.url {
        reference.push(&format!(" {url}"));
    }
    reference.trimmed()
}

/// `2024, March 9`.
fn date(date: DateParts) -> String {
    let year = date.year();
    match (date.month(), date.day) {
        (Some(month), Some(day)) => format!("{year}, {month} {day}"),
        (Some(month), None) => format!("{year}, {month}"),
        _ => year,
    }
}

fn authors(authors: &[Byline]) -> String {
    let names: Vec<String> = authors.iter().map(Byline::with_initials).collect();
    match names.split_last() {
        None => String::new(),
        Some((last, [])) => last.clone(),
        Some((last, others)) if names.len() <= MOST_AUTHORS => {
            format!("{}, & {last}", others.join(", "))
        }
        Some((last, others)) => format!("{}, . . . {last}", others[..MOST_AUTHORS - 1].join(", ")),
    }
}
