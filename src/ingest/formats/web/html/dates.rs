//! When the article of a page was published: all that its markup and its text say of it, the surest first.

use dom_query::NodeRef;

use super::authors::is_of_the_article;
use super::main_text::Page;
use super::parts::{PROSE_LETTERS, Part, each_element};
use super::script_dates;
use crate::ingest::formats::paragraphs::one_line;
use crate::ingest::record::DateText;

/// Longest text of an element that is taken for a date with its label, in bytes.
const LONGEST: usize = 240;

/// Longest line behind the first prose that is taken for one, in bytes.
const LONGEST_ALONE: usize = 48;

/// So many blocks from the headline on a date is looked for.
const BESIDE_HEADLINE: usize = 16;

/// Most elements that are weighed.
const WEIGHED: usize = 400;

/// Words in the names of elements that hold a date.
const NAMES: &[&str] = &[
    "date",
    "time",
    "publish",
    "posted",
    "pubdate",
    "byline",
    "dateline",
    "meta",
    "created",
    "info",
    "fecha",
    "datum",
    "tarih",
    "data",
    "source",
    "submitted",
];

/// An element that may hold the date of publication.
struct Candidate {
    text: DateText,
    score: u32,
}

/// The dates that stand in the text of a page, or of one article in it: the best first, those of changes last.
pub(super) fn marked(page: &Page<'_>, within: Option<NodeRef<'_>>) -> Vec<DateText> {
    let mut candidates: Vec<Candidate> = Vec::new();
    let first_prose = page
        .blocks
        .iter()
        .zip(&page.outside)
        .find(|(block, outside)| {
            **outside && block.letters >= PROSE_LETTERS && block.is_text() && block.is_sentence()
        })
        .and_then(|(block, _)| block.node);
    // 0 before the headline, 1 between it and the text, 2 behind.
    let mut place = u32::from(page.parts.headline.is_none());
    let root = within.unwrap_or_else(|| page.document.root());
    let mut seen = 0_usize;
    each_element(root, &mut |node| {
        if Some(node.id) == page.parts.headline {
            place = 1;
        }
        if Some(node.id) == first_prose {
            place = 2;
        }
        if seen < WEIGHED
            && let Some(candidate) = candidate(page, node, place)
        {
            seen += 1;
            candidates.push(candidate);
        }
        true
    });
    candidates.sort_by_key(|candidate| std::cmp::Reverse(candidate.score));
    candidates
        .into_iter()
        .map(|candidate| candidate.text)
        .collect()
}

fn candidate(page: &Page<'_>, node: &NodeRef<'_>, place: u32) -> Option<Candidate> {
    let name = node.node_name()?;
    let named = format!(
        "{} {} {}",
        node.attr("class").unwrap_or_default(),
        node.attr("id").unwrap_or_default(),
        node.attr("itemprop").unwrap_or_default()
    )
    .to_ascii_lowercase();
    let is_time = &*name == "time" || node.has_attr("datetime");
    let marked = node.attr("itemprop").is_some_and(|prop| {
        ["datePublished", "dateCreated", "uploadDate", "pubdate"].contains(&prop.trim())
    });
    let dated = NAMES.iter().any(|word| named.contains(word));
    let written = (&*name == "script").then(|| script_dates::written(node));
    if !is_time && !marked && !dated && written.is_none() || &*name == "meta" && !marked {
        return None;
    }
    if matches!(&*name, "body" | "html" | "main" | "style" | "link") {
        return None;
    }
    if page.parts.holding(*node) == Some(Part::OfThePage)
        || !is_of_the_article(node)
        || is_of_today(node)
    {
        return None;
    }
    if let Some(written) = written {
        return Some(Candidate {
            text: DateText {
                text: written?,
                among_others: true,
            },
            score: score(node, &named, (false, false), place),
        });
    }
    let is_date = is_time || marked || &*name == "abbr";
    let given = is_date.then(|| given_date(node)).flatten();
    let among_others = given.is_none();
    let text = match given {
        Some(text) => text,
        None => short_text(node)?,
    };
    let score = score(node, &named, (marked, is_time), place);
    Some(Candidate {
        text: DateText { text, among_others },
        score,
    })
}

/// Names of elements that show the day on which the page is read, without hyphens.
const TODAY: &[&str] = &[
    "today",
    "todaydate",
    "todaysdate",
    "datetoday",
    "currentdate",
    "datecurrent",
    "currenttime",
    "datenow",
    "nowdate",
    "clock",
    "liveclock",
    "mastheaddate",
];

/// Whether an element shows the day on which the page is read.
fn is_of_today(node: &NodeRef<'_>) -> bool {
    let is_today = |name: &str| {
        let plain = name.replace(['-', '_'], "").to_ascii_lowercase();
        TODAY.contains(&plain.as_str())
    };
    let names = |node: &NodeRef<'_>| {
        ["class", "id"]
            .iter()
            .filter_map(|name| node.attr(name))
            .any(|names| names.split_whitespace().any(is_today))
    };
    names(node) || node.ancestors_it(Some(3)).any(|above| names(&above))
}

/// The date in an element's attributes.
fn given_date(node: &NodeRef<'_>) -> Option<String> {
    [
        "datetime",
        "content",
        "data-datetime",
        "data-time",
        "data-timestamp",
        "data-date",
        "data-utc",
        "data-epoch",
        "data-published",
        "title",
    ]
    .iter()
    .find_map(|name| node.attr(name))
    .map(|text| text.trim().to_owned())
    .filter(|text| text.contains(|ch: char| ch.is_ascii_digit()))
}

/// How sure it is that an element holds the day of publication.
fn score(node: &NodeRef<'_>, named: &str, (marked, is_time): (bool, bool), place: u32) -> u32 {
    let changed = ["modif", "updat"].iter().any(|word| named.contains(word));
    let published = [
        "publish",
        "pubdate",
        "posted",
        "created",
        "entry-date",
        "submitted",
    ]
    .iter()
    .any(|word| named.contains(word))
        || node.has_attr("pubdate");
    let linked = node
        .ancestors_it(None)
        .any(|above| above.has_name("a") && above.has_attr("href"));
    let mut score = 10;
    score += if marked { 30 } else { 0 };
    score += if published { 8 } else { 0 };
    score += if is_time { 8 } else { 0 };
    score += [3, 9, 0][usize::try_from(place.min(2)).unwrap_or(2)];
    if changed && !published {
        score = 2;
    } else if linked && place == 2 {
        score = 3;
    }
    score
}

/// The text of an element that is short and has digits.
fn short_text(node: &NodeRef<'_>) -> Option<String> {
    let mut text = String::new();
    for inside in node.descendants_it().take(60) {
        if inside.is_text() {
            if inside
                .parent()
                .is_some_and(|above| above.has_name("script") || above.has_name("style"))
            {
                continue;
            }
            text.push_str(&inside.text());
            text.push(' ');
            if text.len() > LONGEST {
                return None;
            }
        }
    }
    let digits = text.chars().filter(|ch| ch.is_numeric()).count();
    (digits >= 3).then(|| one_line(&text))
}

/// Short lines between the headline and the text, and before the headline, that may hold a date.
pub(super) fn lines_beside_headline(page: &Page<'_>) -> Vec<DateText> {
    let is_headline = |id| {
        let node = page.document.tree.get(&id);
        let headline = page.parts.headline;
        node.is_some_and(|node| {
            Some(node.id) == headline
                || node
                    .ancestors_it(Some(4))
                    .any(|above| Some(above.id) == headline)
        })
    };
    let headline = page
        .blocks
        .iter()
        .position(|block| block.paragraph.heading && block.node.is_some_and(is_headline))
        .unwrap_or(0);
    let has_digits = |place: &usize| {
        let block = page.blocks.get(*place);
        block.is_some_and(|block| block.text().contains(|ch: char| ch.is_numeric()))
    };
    let of_the_article = |place: &usize| {
        let node = page.blocks.get(*place).and_then(|block| block.node);
        let node = node.and_then(|id| page.document.tree.get(&id));
        node.is_none_or(|node| is_of_the_article(&node) && !is_of_today(&node))
    };
    // Behind the first prose, which may be a standfirst, a date stands in a line of its own.
    let mut longest = LONGEST;
    let behind = page
        .blocks
        .iter()
        .enumerate()
        .skip(headline)
        .take(BESIDE_HEADLINE)
        .filter(|(_, block)| {
            if block.letters >= 2 * PROSE_LETTERS && block.is_text() {
                longest = LONGEST_ALONE;
            }
            block.text().len() <= longest
        })
        .map(|(place, _)| place);
    let before = (headline.saturating_sub(6)..headline)
        .rev()
        .filter(|place| {
            page.blocks
                .get(*place)
                .is_some_and(|block| block.text().len() <= LONGEST)
        });
    behind
        .chain(before)
        .filter(has_digits)
        .filter(of_the_article)
        .filter_map(|place| page.blocks.get(place))
        .map(|block| DateText {
            text: block.text().trim().to_owned(),
            among_others: true,
        })
        .collect()
}
