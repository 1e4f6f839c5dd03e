//! HTML: the main text of a page without what stands around it, and what the page says about itself.

use dom_query::{Document, NodeRef};
use dom_smoothie::Readability;

use super::boilerplate::{without_boilerplate, without_title};
use super::html_blocks::blocks;
use super::html_metadata::{self, Metadata};
use crate::ingest::reason::{Reason, Refused};
use crate::ingest::record::{Paragraph, Record};
use crate::ingest::slice::{ReadOptions, Slice};

/// Deepest nesting that main text is looked for in; deeper pages are hostile or broken, and read whole.
const DEEPEST: usize = 400;

/// Most elements of a page that main text is looked for in.
const MOST_ELEMENTS: usize = 200_000;

/// JSON-LD's own text is taken if it is so many times as long as the extracted one, in tenths.
const LONGER_TENTHS: usize = 13;
/// The element into which the extraction puts the main text.
const MAIN_TEXT: &str = "#readability-page-1";

/// Whether the start of a file looks like an HTML page.
pub(crate) fn sniff(head: &[u8]) -> bool {
    let head = String::from_utf8_lossy(head)
        .trim_start_matches('\u{feff}')
        .trim_start()
        .to_ascii_lowercase();
    let page = ["<!doctype html", "<html", "<head", "<body"];
    page.iter().any(|start| head.starts_with(start))
        || (head.starts_with('<') && page.iter().any(|tag| head.contains(tag)))
}

/// Reads a page: one record, or a refusal where it holds neither text nor title.
pub(crate) fn read(
    slice: &Slice<'_>,
    _: &ReadOptions,
    sink: &mut dyn FnMut(Result<Record, Refused>),
) {
    sink(page(slice.text).map_err(|reason| Refused {
        ordinal: None,
        line: None,
        reason,
    }));
}

/// The paragraphs of an HTML text that is all article, such as a field of a JSON record.
///
/// Block elements and two line breaks end paragraphs; scripts, styles and controls are left out; entities are decoded.
pub(crate) fn text_of(html: &str) -> Vec<Paragraph> {
    let document = Document::fragment(html);
    blocks(document.root())
}

fn page(html: &str) -> Result<Record, Reason> {
    if html.trim().is_empty() {
        return Err(Reason::Empty);
    }
    let document = Document::from(html);
    let metadata = html_metadata::read(&document);
    let page_title = text_at(&document, "title");
    let first_heading = text_at(&document, "h1");
    let (found, blocks) = main_blocks(document);
    let title = title(&metadata, &found, (page_title, first_heading));
    let mut blocks = without_title(without_boilerplate(blocks), title.as_deref());
    if let Some(described) = metadata.body.as_deref().map(described_blocks)
        && letters(&described) * 10 > letters(&blocks) * LONGER_TENTHS
    {
        blocks = without_title(described, title.as_deref());
    }
    if blocks.is_empty() && title.is_none() {
        return Err(Reason::EmptyText {
            field: "body".to_owned(),
        });
    }
    Ok(record(metadata, found, (title, blocks)))
}

fn record(
    metadata: Metadata,
    found: Found,
    (title, blocks): (Option<String>, Vec<Paragraph>),
) -> Record {
    let mut record = Record {
        title,
        paragraphs: blocks,
        published: metadata.published.or(found.published),
        source: metadata.source,
        section: metadata.section,
        authors: if metadata.authors.is_empty() {
            found.byline.into_iter().collect()
        } else {
            metadata.authors
        },
        tags: metadata.tags,
        language: metadata.language,
        url: metadata.url,
        ..Record::default()
    };
    if let Some(description) = metadata.description {
        record
            .metadata
            .insert("description".to_owned(), description.into());
    }
    record
}

/// What the extraction finds beside the text.
#[derive(Default)]
struct Found {
    title: Option<String>,
    byline: Option<String>,
    published: Option<String>,
}

/// The blocks of the page's main text; of the whole body where there is no telling.
fn main_blocks(document: Document) -> (Found, Vec<Paragraph>) {
    if !is_reasonable(&document) {
        return (Found::default(), body_blocks(&document));
    }
    let whole = body_blocks(&document);
    let Ok(mut readability) = Readability::with_document(document, None, None) else {
        return (Found::default(), whole);
    };
    let Ok(article) = readability.parse() else {
        return (Found::default(), whole);
    };
    let found = Found {
        title: Some(article.title).filter(|title| !title.trim().is_empty()),
        byline: article.byline,
        published: article.published_time,
    };
    let main = readability.doc.select_single(MAIN_TEXT);
    let extracted = main.nodes().first().map(|main| blocks(*main));
    let blocks = extracted.filter(|blocks| !blocks.is_empty());
    (found, blocks.unwrap_or(whole))
}

fn body_blocks(document: &Document) -> Vec<Paragraph> {
    blocks(document.body().unwrap_or_else(|| document.root()))
}

/// Whether looking for the main text ends soon whatever the page does.
fn is_reasonable(document: &Document) -> bool {
    let root = document.root();
    let (mut node, mut depth, mut elements) = (root, 0_usize, 0_usize);
    loop {
        elements += 1;
        if depth > DEEPEST || elements > MOST_ELEMENTS {
            return false;
        }
        if let Some(child) = node.first_child() {
            (node, depth) = (child, depth + 1);
            continue;
        }
        let Some((next, up)) = next_outside(node, root) else {
            return true;
        };
        (node, depth) = (next, depth - up);
    }
}

/// The next node in document order outside `node`, and how many levels up it stands.
fn next_outside<'a>(mut node: NodeRef<'a>, root: NodeRef<'a>) -> Option<(NodeRef<'a>, usize)> {
    let mut up = 0;
    while node.id != root.id {
        if let Some(next) = node.next_sibling() {
            return Some((next, up));
        }
        node = node.parent()?;
        up += 1;
    }
    None
}

/// The text of the first element that a selector finds; `None` where there is none or it is empty.
fn text_at(document: &Document, selector: &str) -> Option<String> {
    let text = document.select_single(selector).text();
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    (!text.is_empty()).then_some(text)
}

/// The headline: from the metadata, else as the extraction guesses it, else the first heading; without the site's name.
fn title(
    metadata: &Metadata,
    found: &Found,
    (page, heading): (Option<String>, Option<String>),
) -> Option<String> {
    let named = metadata.name.as_ref().filter(|_| metadata.name == heading);
    let given = named
        .or(metadata.title.as_ref())
        .or(found.title.as_ref())
        .or(page.as_ref())
        .or(heading.as_ref())?;
    let given = given.split_whitespace().collect::<Vec<_>>().join(" ");
    if let Some(heading) = heading
        && heading.len() < given.len()
        && given
            .get(heading.len()..)
            .is_some_and(|rest| rest.trim_start().starts_with(SEPARATORS))
        && given.starts_with(&heading)
    {
        return Some(heading);
    }
    Some(without_site(&given, metadata.source.as_deref()).to_owned())
}

const SEPARATORS: &[char] = &['|', '-', '–', '—', '·', '»', '•', ':'];

/// A title without the name of its site in front or behind.
fn without_site<'a>(title: &'a str, site: Option<&str>) -> &'a str {
    let Some(site) = site
        .map(|site| site.trim().to_lowercase())
        .filter(|site| !site.is_empty())
    else {
        return title;
    };
    for (at, separator) in title
        .char_indices()
        .filter(|(_, ch)| SEPARATORS.contains(ch))
    {
        let (Some(before), Some(after)) = (title.get(..at), title.get(at + separator.len_utf8()..))
        else {
            continue;
        };
        if !before.ends_with(' ') || !after.starts_with(' ') {
            continue;
        }
        let is_site = |part: &str| part.trim().to_lowercase() == site;
        if is_site(after) && !before.trim().is_empty() {
            return before.trim();
        }
        if is_site(before) && !after.trim().is_empty() {
            return after.trim();
        }
    }
    title
}

/// The blocks of a text given in JSON-LD: HTML, or plain with a paragraph to each line.
fn described_blocks(text: &str) -> Vec<Paragraph> {
    if text.contains("</") || text.contains("<br") || text.contains("&lt;p") {
        return blocks(Document::fragment(text).root());
    }
    let plain = |line: &str| Paragraph {
        text: line.to_owned(),
        heading: false,
    };
    text.lines()
        .filter(|line| !line.trim().is_empty())
        .map(plain)
        .collect()
}

/// Letters and digits of the text that is no heading.
fn letters(blocks: &[Paragraph]) -> usize {
    let text = blocks.iter().filter(|block| !block.heading);
    text.map(|block| block.text.chars().filter(|ch| ch.is_alphanumeric()).count())
        .sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(paragraphs: &[Paragraph]) -> Vec<String> {
        let mark = |paragraph: &Paragraph| if paragraph.heading { "# " } else { "" };
        let tidy = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
        paragraphs
            .iter()
            .map(|paragraph| format!("{}{}", mark(paragraph), tidy(&paragraph.text)))
            .collect()
    }

    #[test]
    fn block_elements_and_two_breaks_end_paragraphs() {
        let cases: &[(&str, &[&str])] = &[
            ("", &[]),
            ("plain", &["plain"]),
            ("<p>One</p><p>two <b>three</b></p>", &["One", "two three"]),
            (
                "One<br>two<br><br>three<br> <br/>four",
                &["One two", "three", "four"],
            ),
            ("<h2>Head <em>line</em></h2>Text", &["# Head line", "Text"]),
            ("<h2><div>Head</div></h2>", &["# Head"]),
            ("<ul><li>a</li><li>b</li></ul>c", &["a", "b", "c"]),
            (
                "<table><tr><td>a</td><td>b</td></tr><tr><td>c</td></tr></table>",
                &["a | b", "c"],
            ),
            (
                "<script>x</script><style>y</style><noscript>z</noscript>t<button>u</button>",
                &["t"],
            ),
            (
                "AT&amp;T &#8217; &amp;amp; caf&eacute;",
                &["AT&T ’ &amp; café"],
            ),
            ("<p hidden>no</p><p>yes</p>", &["yes"]),
            ("<blockquote><p>Said</p></blockquote>on", &["Said", "on"]),
            (
                "<p>unclosed <p>next <a href=x>link",
                &["unclosed", "next link"],
            ),
            ("a <!-- b --> c", &["a c"]),
        ];
        for (html, expected) in cases {
            assert_eq!(shown(&text_of(html)), *expected, "{html}");
        }
    }

    fn page_with(head: &str, body: &str) -> Record {
        page(&format!(
            "<!doctype html><html lang=en><head>{head}</head><body>{body}</body></html>"
        ))
        .unwrap_or_else(|error| panic!("{error}"))
    }

    const STORY: &str = "<nav><a href=/>Home</a></nav><article><h1>Bridge opens at last</h1>\
        <p>The council of Harrow Bay opened the old swing bridge to traffic on Tuesday, after two years of repairs, and the merchants came to watch.</p>\
        <p>Nobody objected, the mayor said, because nobody had been asked, and in any case the ferry had been late, as ferries in that town always were.</p>\
        <p>The first car over the bridge was a bread van, driven by a man who had waited since four in the morning, with coffee, and without complaint.</p>\
        <h3>Related stories</h3><ul><li><a href=/a>Ferry late again</a></li><li><a href=/b>Tide times</a></li></ul></article>\
        <div id=comments><h3>Post a Comment</h3><form><p>Your email address will not be published.</p></form></div>";

    #[test]
    fn the_story_is_read_without_what_stands_around_it() {
        let record = page_with(
            "<title>Bridge opens at last | The Gazette</title><meta property='og:site_name' content='The Gazette'>",
            STORY,
        );
        assert_eq!(record.title.as_deref(), Some("Bridge opens at last"));
        assert_eq!(record.source.as_deref(), Some("The Gazette"));
        assert_eq!(record.language.as_deref(), Some("en"));
        let text = shown(&record.paragraphs);
        assert_eq!(text.len(), 3, "{text:#?}");
        assert!(text[0].starts_with("The council") && text[2].ends_with("complaint."));
    }

    #[test]
    fn metadata_comes_from_the_best_place() {
        let head = "<meta property='article:published_time' content='2024-03-09T10:00:00Z'><meta name=author content='Jane Doe'>\
            <meta property='article:section' content='World'><meta property='article:tag' content='bridge'><meta property='article:tag' content='river'>\
            <link rel=canonical href='https://example.org/a'><meta name=description content='Short.'>";
        let record = page_with(head, STORY);
        assert_eq!(record.published.as_deref(), Some("2024-03-09T10:00:00Z"));
        assert_eq!(
            (record.authors.as_slice(), record.tags.len()),
            (&["Jane Doe".to_owned()][..], 2)
        );
        assert_eq!(
            (record.section.as_deref(), record.url.as_deref()),
            (Some("World"), Some("https://example.org/a"))
        );
        assert_eq!(
            record
                .metadata
                .get("description")
                .and_then(|text| text.as_str()),
            Some("Short.")
        );
        let timed = page_with(
            "",
            &STORY.replace(
                "<p>The council",
                "<time datetime='2024-03-09'>Saturday</time><p>The council",
            ),
        );
        assert_eq!(timed.published.as_deref(), Some("2024-03-09"));
    }

    #[test]
    fn the_text_in_json_ld_counts_if_it_is_much_longer() {
        let long = "The whole story, which the page hides behind a wall, goes on. ".repeat(40);
        let head = format!(
            "<script type='application/ld+json'>{{\"@type\":\"NewsArticle\",\"headline\":\"Bridge\",\"articleBody\":\"{long}\\n{long}\"}}</script>"
        );
        let record = page_with(&head, "<p>The whole story, which the page hides.</p>");
        assert_eq!(
            (record.title.as_deref(), record.paragraphs.len()),
            (Some("Bridge"), 2)
        );
    }

    #[test]
    fn a_name_that_heads_the_page_is_its_title() {
        let head = r#"<script type="application/ld+json">{"@type":"Article","name":"New Zealand","headline":"country in Oceania"}</script>"#;
        let titled = |heading: &str| page_with(head, &format!("<h1>{heading}</h1>{STORY}")).title;
        assert_eq!(titled("New Zealand").as_deref(), Some("New Zealand"));
        assert_eq!(
            titled("Bridge opens").as_deref(),
            Some("country in Oceania")
        );
    }

    #[test]
    fn titles_lose_the_name_of_the_site() {
        let cases = [
            (
                "Bridge opens | The Gazette",
                Some("The Gazette"),
                "Bridge opens",
            ),
            (
                "The Gazette - Bridge opens",
                Some("the gazette"),
                "Bridge opens",
            ),
            (
                "Bridge opens - at last - The Gazette",
                Some("The Gazette"),
                "Bridge opens - at last",
            ),
            (
                "Bridge opens | Herald",
                Some("The Gazette"),
                "Bridge opens | Herald",
            ),
            ("The Gazette", Some("The Gazette"), "The Gazette"),
            ("Cease-fire holds", Some("fire holds"), "Cease-fire holds"),
            (
                "Bridge opens | The Gazette",
                None,
                "Bridge opens | The Gazette",
            ),
        ];
        for (title, site, expected) in cases {
            assert_eq!(without_site(title, site), expected, "{title}");
        }
    }

    #[test]
    fn hostile_pages_are_read_or_refused() {
        let deep = format!("{}text", "<div>".repeat(20_000));
        let wide = "<p>a</p>".repeat(100_000);
        let odd = [
            "<",
            "<html",
            "</p>",
            "<p></p>",
            "\u{0}",
            "<script>",
            "<!--",
            "<table><table><td>",
            "<svg><p>x",
            "<title>T</title>",
            "&#xFFFFFF;",
        ];
        for html in odd.iter().copied().chain([deep.as_str(), wide.as_str()]) {
            if let Ok(record) = page(html) {
                assert!(record.title.is_some() || !record.paragraphs.is_empty());
            }
        }
        assert_eq!(page(&deep).map(|record| record.paragraphs.len()), Ok(1));
        assert_eq!(page(" "), Err(Reason::Empty));
    }

    #[test]
    fn pages_are_told_from_other_text() {
        for text in [
            "<!DOCTYPE html><p>",
            " \n<html lang=en>",
            "<?xml version='1.0'?><html>",
            "<!-- saved --><html>",
            "\u{feff}<HTML>",
        ] {
            assert!(sniff(text.as_bytes()), "{text}");
        }
        for text in [
            "",
            "Plain <html> text",
            "<rss>",
            "<p>fragment</p>",
            "{\"html\": 1}",
        ] {
            assert!(!sniff(text.as_bytes()), "{text}");
        }
    }
}
