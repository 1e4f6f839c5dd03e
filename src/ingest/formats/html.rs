//! HTML: the main text of a page without what stands around it, and what the page says about itself.

use dom_query::Document;

use super::boilerplate::without_title;
use super::html_articles::{self, Whole};
use super::html_main::{Found, Page};
use super::html_metadata::{self, Metadata};
use super::{html_authors, html_blocks, html_dates, html_tags};
use crate::ingest::dating;
use crate::ingest::reason::{Reason, Refused};
use crate::ingest::record::{DateText, Paragraph, Record};
use crate::ingest::slice::{ReadOptions, Slice};

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

/// Reads a page: its article, or each of several; a refusal where it holds neither text nor title.
pub(crate) fn read(
    slice: &Slice<'_>,
    _: &ReadOptions,
    sink: &mut dyn FnMut(Result<Record, Refused>),
) {
    match page(slice.text) {
        Ok(records) => records.into_iter().for_each(|record| sink(Ok(record))),
        Err(reason) => sink(Err(Refused {
            ordinal: None,
            line: None,
            reason,
        })),
    }
}

/// The paragraphs of an HTML text that is all article, such as a field of a JSON record.
///
/// Block elements and two line breaks end paragraphs; scripts, styles and controls are left out; entities are decoded.
pub(crate) fn text_of(html: &str) -> Vec<Paragraph> {
    if !html_tags::is_tame(html) {
        return html_tags::paragraphs(html);
    }
    let document = Document::fragment(html);
    html_blocks::paragraphs(document.root())
}

fn page(html: &str) -> Result<Vec<Record>, Reason> {
    if html.trim().is_empty() {
        return Err(Reason::Empty);
    }
    if !html_tags::is_tame(html) {
        let record = Record {
            paragraphs: html_tags::paragraphs(html),
            ..Record::default()
        };
        return with_text(record).map(|record| vec![record]);
    }
    let document = Document::from(html);
    let metadata = html_metadata::read(&document);
    let page = Page::new(&document);
    if !metadata.is_article {
        let wholes = html_articles::several(&page);
        if !wholes.is_empty() {
            return Ok(articles(&page, &metadata, wholes));
        }
    }
    with_text(article(&page, metadata)).map(|record| vec![record])
}

/// A record, unless it holds neither text nor headline.
fn with_text(record: Record) -> Result<Record, Reason> {
    if record.paragraphs.is_empty() && record.title.is_none() {
        return Err(Reason::EmptyText {
            field: "body".to_owned(),
        });
    }
    Ok(record)
}

/// The records of a page of several articles. What the page says of itself holds for all of them, but for its address: they
/// are told apart by their place.
fn articles(page: &Page<'_>, metadata: &Metadata, wholes: Vec<Whole<'_>>) -> Vec<Record> {
    (1..)
        .zip(wholes)
        .map(|(ordinal, whole)| {
            let dates = html_dates::marked(page, Some(whole.node));
            let declared = metadata.published.iter().cloned().map(DateText::whole);
            Record {
                title: Some(whole.title),
                paragraphs: whole.paragraphs,
                other_dates: dates.into_iter().chain(declared).collect(),
                source: metadata.source.clone(),
                section: metadata.section.clone(),
                authors: html_authors::bylines(page, Some(whole.node)),
                language: metadata.language.clone(),
                ordinal: Some(ordinal),
                ..Record::default()
            }
        })
        .collect()
}

/// The record of a page that is one article.
fn article(page: &Page<'_>, metadata: Metadata) -> Record {
    let page_title = text_at(page.document, "title");
    let first_heading = text_at(page.document, "h1");
    let (found, paragraphs) = page.main_text(metadata.body.as_deref());
    let title = title(&metadata, &found, (page_title, first_heading));
    let paragraphs = without_title(paragraphs, title.as_deref());
    let dates = dates(page, &metadata, &found);
    let authors = if metadata.authors.is_empty() {
        let marked = html_authors::bylines(page, None);
        if marked.is_empty() {
            let own = |byline: &String| !html_authors::is_of_another(page, byline);
            found.byline.into_iter().filter(own).collect()
        } else {
            marked
        }
    } else {
        metadata.authors
    };
    let mut record = Record {
        title,
        paragraphs,
        other_dates: dates,
        source: metadata.source,
        section: metadata.section,
        authors,
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

/// All dates that the page has for its article, the surest first.
fn dates(page: &Page<'_>, metadata: &Metadata, found: &Found) -> Vec<DateText> {
    let declared = metadata.published.iter().cloned().map(DateText::whole);
    let address = metadata.url.as_deref().and_then(dating::day_of_address);
    let address = address.map(|day| DateText::whole(day.to_string()));
    let changed = metadata.changed.iter().cloned().map(DateText::whole);
    declared
        .chain(html_dates::marked(page, None))
        .chain(address)
        .chain(html_dates::lines_beside_headline(page))
        .chain(found.published.clone().map(DateText::whole))
        .chain(changed)
        .collect()
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
        .remove(0)
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
        assert_eq!(record.other_dates[0].text, "2024-03-09T10:00:00Z");
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
        assert_eq!(timed.other_dates[0].text, "2024-03-09");
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
            for record in page(html).unwrap_or_default() {
                assert!(record.title.is_some() || !record.paragraphs.is_empty());
            }
        }
        assert_eq!(
            page(&deep).map(|records| records[0].paragraphs.len()),
            Ok(1)
        );
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
