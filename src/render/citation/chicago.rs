//! Chicago: *The Chicago Manual of Style*, 18th ed. (2024), notes and bibliography, §14.87–14.96 (newspapers): they are cited in notes, without
//! an initial *The*, and without page numbers, which differ between editions of a day; §13.23 (of three authors or more, the first and
//! `et al.`).

use super::cited::{Cited, DateParts};
use super::reference::Reference;
use crate::render::byline::Byline;

pub(super) fn reference(cited: &Cited<'_>) -> Reference {
    let mut reference = Reference::default();
    let authors = authors(&cited.authors);
    if !authors.is_empty() {
        reference.push(&format!("{authors}, "));
    }
    let parts = cited.date.is_some() || cited.url.is_some() || cited.source.is_some();
    let mark = if parts { ',' } else { '.' };
    // A comma stands behind no other mark.
    reference.push(&format!("“{}”", cited.title_ending(mark)));
    let mut comma = " ";
    if let Some(source) = cited.source {
        reference.push(comma);
        reference.push_italic(without_article(source));
        comma = ", ";
    }
    let parts = [
        cited.date.map(DateParts::month_first),
        cited.url.map(str::to_owned),
    ];
    for part in parts.into_iter().flatten() {
        reference.push(&format!("{comma}{part}"));
        comma = ", ";
    }
    if comma == ", " {
        reference.push(".");
    }
    reference
}

fn without_article(source: &str) -> &str {
    source
        .strip_prefix("The ")
        .filter(|rest| !rest.trim().is_empty())
        .unwrap_or(source)
}

fn authors(authors: &[Byline]) -> String {
    match authors {
        [] => String::new(),
        [one] => one.said(),
        [first, second] => format!("{} and {}", first.said(), second.said()),
        [first, ..] => format!("{} et al.", first.said()),
    }
}
