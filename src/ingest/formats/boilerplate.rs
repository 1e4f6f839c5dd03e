//! What stands around an article on its page and is no part of it.
//!
//! Extraction leaves some of it in: share bars, "Post a Comment", lists of other stories behind the last paragraph.

use crate::ingest::record::{Paragraph, Record};

/// Whole paragraphs that are never text, lower case, without the punctuation at their ends.
pub(super) const LINES: &[&str] = &[
    "advertisement",
    "advertisment",
    "advertising",
    "story continues below advertisement",
    "article continues below advertisement",
    "article continues after advertisement",
    "continue reading below",
    "continue reading the main story",
    "continue reading",
    "scroll to continue with content",
    "skip advertisement",
    "skip to main content",
    "skip to content",
    "scroll to top",
    "anzeige",
    "werbung",
    "publicité",
    "publicidad",
    "pubblicità",
    "advertentie",
    "реклама",
    "share",
    "share this",
    "share this article",
    "share this story",
    "share this page",
    "share this post",
    "share on facebook",
    "share on twitter",
    "share on x",
    "share on linkedin",
    "share via email",
    "email this article",
    "print this article",
    "print",
    "tweet",
    "facebook",
    "twitter",
    "whatsapp",
    "linkedin",
    "pinterest",
    "reddit",
    "copy link",
    "link copied",
    "save",
    "save article",
    "comments",
    "comment",
    "post a comment",
    "post your comment",
    "post comment",
    "leave a comment",
    "leave a reply",
    "add a comment",
    "add comment",
    "view comments",
    "view all comments",
    "load comments",
    "show comments",
    "no comments",
    "no comments yet",
    "0 comments",
    "read more",
    "see more",
    "show more",
    "view more",
    "load more",
    "sign up",
    "sign in",
    "log in",
    "login",
    "subscribe",
    "subscribe now",
    "subscribe today",
    "follow us",
    "get the app",
    "download our app",
    "back to top",
    "home",
    "menu",
    "search",
    "close",
    "reply",
    "report",
    "loading",
    "please enable javascript",
    "commentaires",
    "partager",
    "lire aussi",
    "teilen",
    "kommentare",
    "compartir",
    "comentarios",
    "condividi",
    "commenti",
];

/// Headings of lists of other stories, lower case; a colon or more words may follow.
const OTHER_STORIES: &[&str] = &[
    "related",
    "related stories",
    "related articles",
    "related coverage",
    "related content",
    "related news",
    "related posts",
    "related topics",
    "related links",
    "more stories",
    "more news",
    "more from",
    "more on this story",
    "more on this topic",
    "more like this",
    "read next",
    "up next",
    "recommended",
    "recommended for you",
    "recommended stories",
    "you may also like",
    "you might also like",
    "you may be interested in",
    "most read",
    "most popular",
    "most viewed",
    "most commented",
    "trending",
    "trending now",
    "popular stories",
    "popular now",
    "latest news",
    "latest stories",
    "latest posts",
    "recent posts",
    "recent news",
    "top stories",
    "top news",
    "editors' picks",
    "editor's picks",
    "editors’ picks",
    "editor’s picks",
    "don't miss",
    "don’t miss",
    "also on",
    "also read",
    "from around the web",
    "around the web",
    "sponsored content",
    "promoted stories",
    "post a comment",
    "leave a comment",
    "leave a reply",
    "comments",
    "mehr zum thema",
    "das könnte sie auch interessieren",
    "à lire aussi",
    "sur le même sujet",
    "te puede interesar",
    "más noticias",
    "noticias relacionadas",
    "leggi anche",
    "lees ook",
    "читайте также",
];

/// How short paragraphs begin that ask the reader for something, lower case.
const REQUESTS: &[&str] = &[
    "we use cookies",
    "this site uses cookies",
    "this website uses cookies",
    "by continuing to use this site",
    "sign up for our",
    "sign up to our",
    "sign up for the",
    "sign up here",
    "subscribe to our",
    "subscribe to the",
    "subscribe here",
    "get our newsletter",
    "get the latest",
    "follow us on",
    "like us on",
    "join our",
    "download the",
    "click here to",
    "click to share",
    "support our journalism",
    "your email address will not be published",
    "required fields are marked",
    "copyright ©",
    "© copyright",
    "© 20",
    "copyright 20",
    "all rights reserved",
    "please enable javascript",
    "to comment, ",
    "you must be logged in",
    "melden sie sich",
    "abonnez-vous",
    "inscrivez-vous",
    "suscríbete",
    "iscriviti",
];

/// Longest paragraph that is taken for a request, in bytes.
pub(super) const REQUEST_BYTES: usize = 240;

/// Longest paragraph that may stand in a list of other stories, in bytes.
pub(super) const TEASER_BYTES: usize = 360;

/// The link in front of a page's text, which no text holds otherwise.
const SKIP_LINKS: &[&str] = &["skip to content", "skip to main content"];

/// Longest paragraph that is taken for one, in bytes.
const SKIP_LINK_BYTES: usize = 60;

/// So far from its start a page's navigation reaches, in paragraphs.
const NAVIGATION: usize = 30;

/// What a record says of an article, without what stood around it on its page.
///
/// The headline is taken out of the text that begins with it. Text that was cut out of a page with all its links, as
/// simple scrapers do, is known by the link that skips them: it loses its navigation and what a page loses. What stands in
/// front of the link is no navigation where it is longer than what follows.
pub(crate) fn without_page(record: &mut Record) {
    let blocks = std::mem::take(&mut record.paragraphs);
    let link = blocks.iter().take(NAVIGATION).position(|block| {
        block.text.len() <= SKIP_LINK_BYTES && SKIP_LINKS.contains(&plain(&block.text).as_str())
    });
    let length = |blocks: &[Paragraph]| blocks.iter().map(|block| block.text.len()).sum::<usize>();
    let link = link.filter(|&link| length(&blocks[..link]) <= length(&blocks[link + 1..]));
    let Some(link) = link else {
        let title = record.title.as_deref().filter(|_| blocks.len() > 1);
        record.paragraphs = without_title(blocks, title);
        return;
    };
    record.title = record
        .title
        .take()
        .filter(|title| !LINES.contains(&plain(title).as_str()));
    let mut blocks: Vec<Paragraph> = blocks.into_iter().skip(link + 1).collect();
    let mut above = blocks.iter().take(NAVIGATION);
    if let Some(title) = &record.title
        && let Some(headline) = above.position(|block| is_headline(block, title))
    {
        blocks.drain(..=headline);
    }
    let kept = without_boilerplate(blocks.clone());
    record.paragraphs = if kept.is_empty() { blocks } else { kept };
}

/// Whether a paragraph is the headline of a title, which may have the site's name behind it.
fn is_headline(block: &Paragraph, title: &str) -> bool {
    let headline = block.text.trim();
    !headline.is_empty()
        && title.trim().strip_prefix(headline).is_some_and(|rest| {
            rest.is_empty() || rest.trim_start().starts_with(['|', '-', '–', '—'])
        })
}

/// The blocks without the title, should they begin with it.
pub(super) fn without_title(mut blocks: Vec<Paragraph>, title: Option<&str>) -> Vec<Paragraph> {
    let same =
        |block: &Paragraph, title: &str| block.text.split_whitespace().eq(title.split_whitespace());
    if let Some(title) = title
        && let Some(place) = blocks.iter().take(3).position(|block| same(block, title))
    {
        blocks.remove(place);
    }
    blocks
}

/// The blocks without what is no part of the article.
pub(super) fn without_boilerplate(mut blocks: Vec<Paragraph>) -> Vec<Paragraph> {
    blocks.retain(|block| !LINES.contains(&plain(&block.text).as_str()));
    cut_other_stories(&mut blocks);
    let total = blocks.len();
    let mut place = 0;
    blocks.retain(|block| {
        // In mid-article a sentence may well begin so.
        let at_edge = place < 2 || place + 4 >= total;
        place += 1;
        !(at_edge && is_request(block))
    });
    while blocks.last().is_some_and(|block| block.heading) && blocks.len() > 1 {
        blocks.pop();
    }
    blocks
}

/// Lower case, single spaces, no punctuation at the ends.
pub(super) fn plain(text: &str) -> String {
    if text.len() > REQUEST_BYTES {
        return String::new();
    }
    let joined = text
        .split_whitespace()
        .collect::<Vec<_>>()
        .join(" ")
        .to_lowercase();
    joined
        .trim_matches(|ch: char| !ch.is_alphanumeric() && ch != '©')
        .to_owned()
}

pub(super) fn is_request(block: &Paragraph) -> bool {
    let text = block.text.trim();
    text.len() <= REQUEST_BYTES && {
        let text = plain(text);
        REQUESTS.iter().any(|start| text.starts_with(start))
            || text.ends_with("all rights reserved")
    }
}

/// Cuts at a heading such as "Related stories", if it stands in the second half and only teasers follow.
fn cut_other_stories(blocks: &mut Vec<Paragraph>) {
    let bytes: usize = blocks.iter().map(|block| block.text.len()).sum();
    let mut before = 0;
    let found = blocks.iter().enumerate().position(|(place, block)| {
        let in_tail = before * 2 >= bytes;
        before += block.text.len();
        let teasers = || {
            blocks
                .iter()
                .skip(place + 1)
                .all(|block| block.heading || block.text.trim().len() <= TEASER_BYTES)
        };
        in_tail && place > 0 && announces_other_stories(block) && teasers()
    });
    if let Some(place) = found {
        blocks.truncate(place);
    }
}

pub(super) fn announces_other_stories(block: &Paragraph) -> bool {
    let text = plain(&block.text);
    let exact = OTHER_STORIES.contains(&text.as_str());
    let opens = |start: &str| {
        text.strip_prefix(start)
            .is_some_and(|rest| rest.starts_with([':', ' ']))
    };
    exact
        || (text.len() <= 60
            && (block.heading || block.text.contains(':'))
            && OTHER_STORIES.iter().any(|start| opens(start)))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A block from a text; `#` before it makes a heading.
    fn block(text: &str) -> Paragraph {
        let heading = text.starts_with('#');
        Paragraph {
            text: text.trim_start_matches('#').to_owned(),
            heading,
            ..Paragraph::default()
        }
    }

    /// A title and paragraphs.
    type Texts<'a> = (Option<&'a str>, &'a [&'a str]);

    #[test]
    fn text_cut_out_of_a_page_loses_its_navigation() {
        let long = "It was a long paragraph of the story, and it went on. ".repeat(8);
        let bridge = "Bridge opens";
        let cases: &[(Texts<'_>, Texts<'_>)] = &[
            (
                (
                    Some("Bridge opens - The Gazette"),
                    &[
                        "Bridge opens - The Gazette",
                        "Scroll to top",
                        "–",
                        "Skip to content",
                        "Search for",
                        bridge,
                        "By Jane Doe",
                        &long,
                        "Share",
                        "Latest Posts",
                        "Ferry sinks",
                    ],
                ),
                (Some("Bridge opens - The Gazette"), &["By Jane Doe", &long]),
            ),
            (
                (
                    Some("Skip to main content"),
                    &["Skip to main content", bridge, &long],
                ),
                (None, &[bridge, &long]),
            ),
            (
                (Some(bridge), &[bridge, &long, "Share"]),
                (Some(bridge), &[&long, "Share"]),
            ),
            ((None, &["Share", &long]), (None, &["Share", &long])),
            ((None, &["Skip to content", "Share"]), (None, &["Share"])),
            (
                (Some(bridge), &[&long, "Skip to content", "Share"]),
                (Some(bridge), &[&long, "Skip to content", "Share"]),
            ),
            ((Some(bridge), &[bridge]), (Some(bridge), &[bridge])),
        ];
        for ((title, texts), (expected_title, expected)) in cases {
            let mut record = Record {
                title: title.map(str::to_owned),
                paragraphs: texts.iter().map(|text| block(text)).collect(),
                ..Record::default()
            };
            without_page(&mut record);
            assert_eq!(record.title.as_deref(), *expected_title);
            let kept: Vec<&str> = record
                .paragraphs
                .iter()
                .map(|block| block.text.as_str())
                .collect();
            assert_eq!(kept, *expected);
        }
    }

    #[test]
    fn what_is_no_part_of_the_article_goes() {
        let long = "It was a long paragraph of the story, and it went on. ".repeat(8);
        let cases: &[(&[&str], &[&str])] = &[
            (&["Share", &long, "Post a Comment"], &[&long]),
            (&[&long, "#Related stories", "One", "Two"], &[&long]),
            (&[&long, "More from The Gazette:", "One"], &[&long]),
            (&[&long, "#Comments", &long], &[&long, &long]),
            (&["#Related", &long], &["#Related", &long]),
            (
                &[&long, "Sign up for our newsletter and never miss a tide."],
                &[&long],
            ),
            (&["We use cookies to make this site work.", &long], &[&long]),
            (&[&long, "ADVERTISEMENT", &long], &[&long, &long]),
            (
                &[&long, "Related to the mayor, he said no."],
                &[&long, "Related to the mayor, he said no."],
            ),
            (
                &[&long, "© 2024 The Gazette. All rights reserved."],
                &[&long],
            ),
            (&[], &[]),
        ];
        for (blocks, expected) in cases {
            let kept = without_boilerplate(blocks.iter().map(|text| block(text)).collect());
            assert_eq!(
                kept,
                expected.iter().map(|text| block(text)).collect::<Vec<_>>(),
                "{blocks:?}"
            );
        }
    }
}
