//! MLA: *MLA Handbook*, 9th ed. (2021), chapter 5: §5.5–5.10 (authors: of three or more, the first and `et al.`), §5.54 (newspapers), §5.71
//! (dates: day, month, year; months abbreviated but May, June and July), §5.94 (page numbers), §5.96 (addresses).

use super::cited::{Cited, DateParts};
use super::reference::Reference;
use crate::render::byline::Byline;

const MONTHS: [&str; 12] = [
    "Jan.", "Feb.", "Mar.", "Apr.", "May", "June", "July", "Aug.", "Sept.", "Oct.", "Nov.", "Dec.",
];

pub(super) fn reference(cited: &Cited<'_>) -> Reference {
    let mut reference = Reference::default();
    let authors = authors(&cited.authors);
    if !authors.is_empty() {
        let stop = if authors.ends_with('.') { "" } else { "." };
        reference.push(&format!("{authors}{stop} "));
    }
    reference.push(&format!("“{}”", cited.title_ending('.')));
    let mut comma = " ";
    if let Some(source) = cited.source {
        reference.push(comma);
        reference.push_italic(source);
        comma = ", ";
    }
    let page = cited.page.map(|page| {
        let pages = if page.contains(['–', ',']) {
            "pp."
        } else {
            "p."
        };
        format!("{pages} {page}")
    });
    let parts = [cited.date.map(date), page, cited.url.map(str::to_owned)];
    for part in parts.into_iter().flatten() {
        reference.push(&format!("{comma}{part}"));
        comma = ", ";
    }
    if comma == ", " {
        reference.push(".");
    }
    reference
}

/// `9 Mar. 2024`.
fn date(date: DateParts) -> String {
    let month = date.month.and_then(|month| usize::try_from(month).ok());
    let month = month.and_then(|month| MONTHS.get(month.checked_sub(1)?));
    match (date.day, month) {
        (Some(day), Some(month)) => format!("{day} {month} {}", date.year()),
        (None, Some(month)) => format!("{month} {}", date.year()),
        _ => date.year(),
    }
}

fn authors(authors: &[Byline]) -> String {
    match authors {
        [] => String::new(),
        [one] => one.inverted(),
        [first, second] => format!("{}, and {}", first.inverted(), second.said()),
        [first, ..] => format!("{}, et al.", first.inverted()),
    }
}
