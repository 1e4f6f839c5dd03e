//! The parts of a page that are no part of its article, told by their elements, roles and names.

use dom_query::{Document, NodeId, NodeRef};
use rustc_hash::{FxHashMap, FxHashSet};

use super::blocks::{Block, letters};

/// What a part is, where it is not the article's text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Part {
    /// Of the page: menus, other stories, comments, notices.
    OfThePage,
    /// Of the article, and no text: bylines, captions, share bars.
    OfTheArticle,
}

/// Words in the names of parts of the page: whole words, or where they are long their beginnings.
const OF_THE_PAGE: &[&str] = &[
    "cookie",
    "cookies",
    "consent",
    "gdpr",
    "newsletter",
    "disclosure",
    "disclaimer",
    "advertisement",
    "advertisements",
    "adslot",
    "advert",
    "sponsored",
    "sponsor",
    "promo",
    "promoted",
    "promotion",
    "related",
    "recommended",
    "recommendation",
    "recommendations",
    "outbrain",
    "taboola",
    "comments",
    "comment",
    "commentlist",
    "disqus",
    "respond",
    "breadcrumb",
    "breadcrumbs",
    "sidebar",
    "subscribe",
    "subscription",
    "signup",
    "trending",
    "popular",
    "mostread",
    "mostpopular",
    "pagination",
    "pager",
    "navbar",
    "navigation",
    "menu",
    "masthead",
    "footer",
    "modal",
    "popup",
    "lightbox",
    "teaser",
    "teasers",
    "readmore",
    "morestories",
    "paywall",
    "login",
    "zergnet",
    "nextarticle",
    "prevnext",
    "postnav",
    "interstitial",
    "suggested",
    "upnext",
    "latestnews",
    "toolbar",
];

/// Words in the names of parts of the article that are no text.
const OF_THE_ARTICLE: &[&str] = &[
    "byline",
    "dateline",
    "timestamp",
    "pubdate",
    "datetime",
    "author",
    "authors",
    "bio",
    "caption",
    "captions",
    "credit",
    "credits",
    "wp-caption-text",
    "gallery",
    "slideshow",
    "carousel",
    "slider",
    "share",
    "sharing",
    "sharedaddy",
    "shares",
    "social",
    "socials",
    "addtoany",
    "addthis",
    "tags",
    "taglist",
    "meta",
    "postmeta",
    "entrymeta",
    "noprint",
    "hidden",
    "sronly",
    "screenreader",
    "rating",
    "ratings",
    "topics",
    "kicker",
    "copyright",
    "printonly",
    "clicktotweet",
    "tweet-this",
    "reading",
    "readtime",
    "edit",
    "editsection",
    "mw-editsection",
    "navbox",
    "infobox",
];

/// Pairs of words that mean a part of the page only together.
const PAIRS: &[(&str, &str)] = &[
    ("most", "read"),
    ("most", "popular"),
    ("most", "viewed"),
    ("read", "more"),
    ("read", "next"),
    ("read", "also"),
    ("more", "stories"),
    ("more", "news"),
    ("more", "from"),
    ("more", "on"),
    ("more", "articles"),
    ("up", "next"),
    ("also", "like"),
    ("also", "read"),
    ("see", "also"),
    ("next", "article"),
    ("next", "post"),
    ("prev", "next"),
    ("post", "nav"),
    ("latest", "news"),
    ("latest", "posts"),
    ("recent", "posts"),
    ("top", "stories"),
    ("other", "stories"),
    ("skip", "link"),
    ("inline", "links"),
    ("article", "links"),
    ("side", "bar"),
    ("sign", "up"),
    ("log", "in"),
    ("call", "to"),
    ("author", "box"),
    ("about", "author"),
    ("author", "bio"),
    ("author", "info"),
    ("ad", "slot"),
    ("ad", "unit"),
    ("ad", "container"),
    ("google", "ad"),
    ("site", "header"),
    ("site", "footer"),
    ("page", "header"),
    ("page", "footer"),
];

/// Roles of ARIA that are none of the article.
const ROLES: &[&str] = &[
    "navigation",
    "contentinfo",
    "complementary",
    "banner",
    "dialog",
    "alertdialog",
    "search",
    "menu",
    "menubar",
    "toolbar",
];

/// Shortest block that counts as prose, in letters.
pub(super) const PROSE_LETTERS: usize = 60;

/// So much prose is more than a page has around a short article, in letters.
const A_TEXT: usize = 1000;

/// What is known of the parts of a page.
pub(super) struct Parts {
    parts: FxHashMap<NodeId, Part>,
    /// The main headline.
    pub(super) headline: Option<NodeId>,
}

impl Parts {
    /// The parts of a page whose blocks are given.
    pub(super) fn of(document: &Document, blocks: &[Block]) -> Self {
        let headline = headline(document);
        let held = held(document, headline);
        let prose = prose(document, blocks);
        let total = document
            .body()
            .and_then(|body| prose.get(&body.id).copied())
            .unwrap_or(0);
        let mut parts = FxHashMap::default();
        each_element(document.root(), &mut |node| {
            let Some(part) = part_of(node) else {
                return true;
            };
            let prose = prose.get(&node.id).copied().unwrap_or(0);
            // Names tell of layout too: what holds most of a page's text is no part, whatever it is called.
            let most = prose * 2 > total && total >= A_TEXT;
            let small = prose * 4 <= total || prose == 0;
            let is_part = match part {
                Part::OfThePage => headline.is_some() && !most || small,
                Part::OfTheArticle => small,
            };
            if held.contains(&node.id) || !is_part {
                return true;
            }
            parts.insert(node.id, part);
            false
        });
        Self { parts, headline }
    }

    /// The outermost part in which an element stands.
    pub(super) fn holding(&self, node: NodeRef<'_>) -> Option<Part> {
        let own = self.parts.get(&node.id).copied();
        let above = node.ancestors_it(None);
        above
            .filter_map(|node| self.parts.get(&node.id).copied())
            .last()
            .or(own)
    }

    /// The outermost elements that are parts.
    pub(super) fn elements(&self) -> impl Iterator<Item = &NodeId> {
        self.parts.keys()
    }

    /// For each block whether it stands in no part.
    pub(super) fn outside(&self, document: &Document, blocks: &[Block]) -> Vec<bool> {
        let mut known: FxHashMap<NodeId, bool> = FxHashMap::default();
        blocks
            .iter()
            .map(|block| {
                let mut node = block.node.and_then(|id| document.tree.get(&id));
                while let Some(at) = node {
                    if !self.is_inside(at, &mut known) {
                        return true;
                    }
                    node = self.behind(at, block);
                }
                block.node.is_none()
            })
            .collect()
    }

    /// What a block is to be judged by that begins in a part among its words, such as the caption of a picture in front of the
    /// first word: the element around that part. `None` where the block is of the part.
    fn behind<'t>(&self, node: NodeRef<'t>, block: &Block) -> Option<NodeRef<'t>> {
        let part = std::iter::once(node)
            .chain(node.ancestors_it(None))
            .find(|node| self.parts.contains_key(&node.id))?;
        let inline = part.node_name().is_some_and(|name| {
            matches!(
                &*name,
                "span" | "a" | "em" | "i" | "strong" | "b" | "small" | "time"
            )
        });
        (inline && letters(&part.text()) * 2 < block.letters).then(|| part.parent())?
    }

    fn is_inside(&self, node: NodeRef<'_>, known: &mut FxHashMap<NodeId, bool>) -> bool {
        let mut path = Vec::new();
        let mut at = Some(node);
        let mut inside = false;
        while let Some(node) = at {
            if let Some(known) = known.get(&node.id) {
                inside = *known;
                break;
            }
            path.push(node.id);
            if self.parts.contains_key(&node.id) {
                inside = true;
                break;
            }
            at = node.parent();
        }
        known.extend(path.into_iter().map(|id| (id, inside)));
        inside
    }
}

/// Visits the elements under a node in order; `enter` says whether to go into one.
pub(super) fn each_element<'t>(root: NodeRef<'t>, enter: &mut dyn FnMut(&NodeRef<'t>) -> bool) {
    let mut node = root;
    loop {
        let enters = node.id == root.id || (node.is_element() && enter(&node));
        if enters && let Some(child) = node.first_child() {
            node = child;
            continue;
        }
        loop {
            if node.id == root.id {
                return;
            }
            if let Some(next) = node.next_sibling() {
                node = next;
                break;
            }
            let Some(parent) = node.parent() else { return };
            node = parent;
        }
    }
}

/// The page's main headline: the first `h1` that its title begins or ends with, else the first one.
fn headline(document: &Document) -> Option<NodeId> {
    let plain = |text: &str| -> String {
        text.chars()
            .filter(|ch| ch.is_alphanumeric())
            .flat_map(char::to_lowercase)
            .collect()
    };
    let title = plain(&document.select_single("title").text());
    let headings = document.select("h1");
    let nodes = headings.nodes();
    let titled = nodes.iter().take(20).find(|heading| {
        let heading = plain(&heading.text());
        !heading.is_empty() && title.contains(&heading)
    });
    titled.or(nodes.first()).map(|node| node.id)
}

/// The elements that hold the headline or what is marked as the article's text: they are no parts.
fn held(document: &Document, headline: Option<NodeId>) -> FxHashSet<NodeId> {
    let mut held = FxHashSet::default();
    let marked = document.select("[itemprop~='articleBody'], main, [role='main']");
    let headline = headline.and_then(|id| document.tree.get(&id));
    for node in marked.nodes().iter().copied().take(20).chain(headline) {
        let mut at = Some(node);
        while let Some(node) = at
            && held.insert(node.id)
        {
            at = node.parent();
        }
    }
    held
}

/// Letters of prose in each element.
fn prose(document: &Document, blocks: &[Block]) -> FxHashMap<NodeId, usize> {
    let mut prose = FxHashMap::default();
    for block in blocks {
        if block.letters < PROSE_LETTERS || !block.is_text() {
            continue;
        }
        let mut at = block.node.and_then(|id| document.tree.get(&id));
        while let Some(node) = at {
            *prose.entry(node.id).or_insert(0) += block.letters;
            at = node.parent();
        }
    }
    prose
}

/// What an element is by its own name and attributes.
pub(super) fn part_of(node: &NodeRef<'_>) -> Option<Part> {
    let name = node.node_name()?;
    match &*name {
        "html" | "body" | "main" | "head" | "h1" => return None,
        "footer" | "aside" | "nav" | "dialog" => return Some(Part::OfThePage),
        "header" if !stands_in(node, &["article", "main"]) => return Some(Part::OfThePage),
        _ => {}
    }
    if &*name == "a" && is_in_sentence(node) {
        return None;
    }
    if let Some(role) = node.attr("role")
        && ROLES.contains(&role.trim())
    {
        return Some(Part::OfThePage);
    }
    let mut words: Vec<String> = Vec::new();
    for attribute in ["class", "id", "data-component", "data-testid"] {
        if let Some(value) = node.attr(attribute) {
            split_names(
                value.get(..value.floor_char_boundary(400)).unwrap_or(""),
                &mut words,
            );
            words.push(String::new());
        }
    }
    let has = |list: &[&str]| words.iter().any(|word| list.contains(&word.as_str()));
    let pairs = || {
        words
            .windows(2)
            .any(|pair| PAIRS.iter().any(|(a, b)| pair[0] == *a && pair[1] == *b))
    };
    // `no-sidebar`, `has-comments` say how a page is laid out; `entry-content read-more` is text all the same.
    let layout = words.iter().any(|word| {
        matches!(
            word.as_str(),
            "has" | "no" | "with" | "without" | "hentry" | "elementor"
        )
    });
    let text = words.windows(2).any(|pair| {
        matches!(pair[0].as_str(), "entry" | "article" | "post" | "story")
            && matches!(pair[1].as_str(), "content" | "body" | "text")
    });
    if layout || text {
        return None;
    }
    if has(OF_THE_PAGE) || pairs() {
        return Some(Part::OfThePage);
    }
    has(OF_THE_ARTICLE).then_some(Part::OfTheArticle)
}

/// Whether an element has words beside it that make a sentence with its own: its name is that of what it links to.
fn is_in_sentence(node: &NodeRef<'_>) -> bool {
    let Some(parent) = node.parent() else {
        return false;
    };
    let beside = parent.children_it(false).filter(NodeRef::is_text);
    beside.map(|text| letters(&text.text())).sum::<usize>() >= PROSE_LETTERS / 2
}

fn stands_in(node: &NodeRef<'_>, names: &[&str]) -> bool {
    node.ancestors_it(None)
        .any(|node| node.node_name().is_some_and(|name| names.contains(&&*name)))
}

/// The words of class names, in lower case: `relatedStories`, `related-stories` and `related_stories` are two.
fn split_names(names: &str, words: &mut Vec<String>) {
    let mut word = String::new();
    let mut before = ' ';
    for ch in names.chars().chain([' ']) {
        let begins = ch.is_ascii_uppercase() && before.is_ascii_lowercase();
        if (begins || !ch.is_ascii_alphanumeric()) && !word.is_empty() {
            words.push(std::mem::take(&mut word));
        }
        if ch.is_whitespace() && words.last().is_some_and(|last| !last.is_empty()) {
            words.push(String::new());
        }
        if ch.is_ascii_alphanumeric() {
            word.push(ch.to_ascii_lowercase());
        }
        before = ch;
    }
}

/// The `<noscript>` elements that hold prose: what readers without scripts see instead of the text.
pub(super) fn scriptless_prose(document: &Document) -> FxHashSet<NodeId> {
    let tells_of_scripts = |text: &str| {
        let text = text.to_lowercase();
        ["javascript", "script", "browser", "cookie", "navigateur"]
            .iter()
            .any(|word| text.contains(word))
    };
    let all = document.select("body noscript");
    all.nodes()
        .iter()
        .filter(|node| {
            let text = node.text();
            letters(&text) >= 2 * PROSE_LETTERS && !text.contains('<') && !tells_of_scripts(&text)
        })
        .map(|node| node.id)
        .collect()
}
