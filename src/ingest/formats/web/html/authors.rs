//! Who wrote the article of a page, by its markup.

use dom_query::NodeRef;

use super::blocks::{self, Taking};
use super::main_text::Page;
use super::parts::Part;
use crate::ingest::bylines;

/// Where names stand, the surest place first, and how long what stands there may be, in bytes.
const PLACES: &[(&str, usize)] = &[
    ("[itemprop~='author'] [itemprop~='name']", 100),
    ("[itemprop~='author']", 100),
    ("[rel~='author']", 80),
    (
        ".byline-name, .author-name, .author__name, .byline__name, .byline .author, .author .fn, .p-author",
        100,
    ),
    (".byline, [class*='byline'], [class*='Byline']", 240),
    (".author, [class*='author']", 80),
];

/// Most elements that are looked at in one place.
const LOOKED_AT: usize = 12;

/// Bylines in an element, or in the whole page; empty where there are none.
pub(super) fn bylines(page: &Page<'_>, within: Option<NodeRef<'_>>) -> Vec<String> {
    PLACES
        .iter()
        .map(|(selector, longest)| at(page, within, selector, *longest))
        .find(|found| !found.is_empty())
        .unwrap_or_default()
}

fn at(page: &Page<'_>, within: Option<NodeRef<'_>>, selector: &str, longest: usize) -> Vec<String> {
    let selection = page.document.select(selector);
    let inside = |node: &&NodeRef<'_>| {
        within.is_none_or(|above| node.ancestors_it(None).any(|node| node.id == above.id))
    };
    let mut found: Vec<String> = Vec::new();
    let nodes = selection.nodes().iter().filter(inside).take(LOOKED_AT);
    for node in nodes {
        let elsewhere = page.parts.holding(*node) == Some(Part::OfThePage);
        if elsewhere && !is_declared(node) || !is_of_the_article(node) {
            continue;
        }
        let byline = text(node);
        let is_one = byline.len() <= longest && is_byline(&byline);
        if is_one && !found.contains(&byline) {
            found.push(byline);
        } else if !is_one && !found.is_empty() {
            break;
        }
        // The first byline is the article's; of marked authors there may be several.
        if !found.is_empty() && !selector.starts_with('[') {
            break;
        }
    }
    found
}

/// Whether the markup says that somebody is the author of an article: then it does not matter in what part of the page.
fn is_declared(node: &NodeRef<'_>) -> bool {
    let kind = |node: &NodeRef<'_>| node.attr("itemtype").unwrap_or_default();
    let author = std::iter::once(*node)
        .chain(node.ancestors_it(Some(4)))
        .find(|node| node.attr("itemprop").is_some_and(|prop| &*prop == "author"));
    let scope = author.and_then(|author| {
        let mut above = author.ancestors_it(None);
        above.find(|above| above.has_attr("itemscope"))
    });
    scope.is_some_and(|scope| {
        let kind = kind(&scope);
        ["Article", "BlogPosting", "Report"]
            .iter()
            .any(|end| kind.trim_end_matches('/').ends_with(end))
    })
}

/// Whether names stand in it, which have few words and are written as names are.
fn is_byline(byline: &str) -> bool {
    let names = bylines::names(std::iter::once(byline.to_owned()));
    let is_name = |name: &String| {
        name.split_whitespace().count() <= 6
            && !name.starts_with(|ch: char| ch.is_lowercase() && ch.is_ascii())
            && !name.ends_with(['.', ':', '!', '?'])
    };
    !names.is_empty()
        && names
            .iter()
            .all(|name| is_name(name) || name.ends_with("r."))
}

/// The lines of an element, `|` between them; lists in it are its buttons.
fn text(node: &NodeRef<'_>) -> String {
    let taking = Taking {
        apart: true,
        ..Taking::default()
    };
    let blocks = blocks::blocks(*node, taking);
    let all_listed = blocks.iter().all(|block| block.in_list);
    let lines: Vec<&str> = blocks
        .iter()
        .filter(|block| all_listed || !block.in_list)
        .flat_map(|block| block.text().split('\n'))
        .map(str::trim)
        .filter(|line| !line.is_empty())
        .collect();
    lines.join(" | ")
}

/// Whether a byline is marked as that of something else than the article, such as a book in its sources.
pub(super) fn is_of_another(page: &Page<'_>, byline: &str) -> bool {
    let marked = page.document.select("[itemprop~='author']");
    marked
        .nodes()
        .iter()
        .any(|node| !is_of_the_article(node) && byline.contains(node.text().trim()))
}

/// Whether what an element says is said of the article: of a book or comment in it nothing is taken.
pub(super) fn is_of_the_article(node: &NodeRef<'_>) -> bool {
    let scope = node
        .ancestors_it(None)
        .find(|above| above.has_attr("itemscope"));
    let Some(kind) = scope.and_then(|scope| scope.attr("itemtype")) else {
        return true;
    };
    let kind = kind.trim().trim_end_matches('/');
    let kind = kind.rsplit('/').next().unwrap_or(kind);
    let own = |end: &str| kind.ends_with(end);
    [
        "Article",
        "Posting",
        "Report",
        "Page",
        "Blog",
        "Review",
        "Recipe",
        "CreativeWork",
        "Person",
        "WebSite",
    ]
    .iter()
    .any(|end| own(end))
}
