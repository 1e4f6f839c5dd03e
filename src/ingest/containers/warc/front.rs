//! Pages that lead to articles and are none: front pages of sites and sections, which are mostly links.
//!
//! Of 476 saved pages, five are taken for such: two front pages, one that only leads on, a picture, and a form with a line of text
//! (`UNBURY_CORPORA=… cargo test --locked --lib warc::front`).

use super::payload::path;

/// A page that only leads to another one says no more.
const REDIRECTING_BYTES: usize = 300;

/// A front page has at least so many links.
const FRONT_LINKS: usize = 10;

/// A page of links has at least so many, and they are so much of its text, in tenths. None of its paragraphs is as long as
/// one of an article: it has teasers, of fewer bytes than this.
const MANY_LINKS: usize = 30;
const LINKED_TENTHS: usize = 6;
const TEASER_BYTES: usize = 250;

/// What a page is that leads to articles; nothing where it may be one.
pub(super) fn front(url: &str, page: &[u8]) -> Option<&'static str> {
    if is_shared_as_article(page) {
        return None;
    }
    let shape = Shape::of(page);
    if shape.linked_bytes + shape.other_bytes < REDIRECTING_BYTES && refreshes(page) {
        return Some("redirect");
    }
    if is_root(url) && shape.links >= FRONT_LINKS {
        return Some("home page");
    }
    let is_linked =
        shape.linked_bytes * 10 >= (shape.linked_bytes + shape.other_bytes) * LINKED_TENTHS;
    // A front page may describe the articles that it leads to.
    let is_described = memchr::memmem::find(page, b"NewsArticle").is_some();
    let is_front = !is_described
        && is_linked
        && shape.links >= MANY_LINKS
        && shape.longest_bytes < TEASER_BYTES;
    is_front.then_some("page of links")
}

/// Whether a page has itself replaced by another one.
fn refreshes(page: &[u8]) -> bool {
    let mut named = memchr::memmem::find_iter(page, b"=");
    named.any(|at| {
        let value = page.get(at + 1..).unwrap_or_default().trim_ascii_start();
        let value = value.strip_prefix(b"\"").or(value.strip_prefix(b"'"));
        value.is_some_and(|value| {
            value
                .get(..7)
                .is_some_and(|start| start.eq_ignore_ascii_case(b"refresh"))
        })
    })
}

/// Whether an address is that of a whole site.
fn is_root(url: &str) -> bool {
    let asks = url.contains(['?', '#']);
    let names = [
        "",
        "/",
        "/index.html",
        "/index.htm",
        "/index.php",
        "/default.aspx",
    ];
    names.contains(&path(url)) && !asks && url.contains("://")
}

/// Whether a page declares that it is an article, to those who show links to it.
fn is_shared_as_article(page: &[u8]) -> bool {
    /// What stands near a property's name.
    const NEAR_BYTES: usize = 80;
    let holds = |text: &[u8], part: &str| memchr::memmem::find(text, part.as_bytes()).is_some();
    let near = |at: usize| {
        let end = page.len().min(at + NEAR_BYTES);
        page.get(at.saturating_sub(NEAR_BYTES)..end)
            .unwrap_or_default()
    };
    holds(page, "article:published_time")
        || memchr::memmem::find_iter(page, b"og:type").any(|at| holds(near(at), "article"))
}

/// How much of a page's text is links.
#[derive(Debug, Default, PartialEq, Eq)]
struct Shape {
    links: usize,
    linked_bytes: usize,
    other_bytes: usize,
    /// The longest run of text without links between the borders of blocks.
    longest_bytes: usize,
}

/// Elements that stand inside a line.
const INLINE: &[&str] = &[
    "b", "i", "em", "strong", "span", "br", "u", "sup", "sub", "abbr", "font", "q", "cite",
    "small", "mark", "time",
];

/// Elements whose content is no text.
const NO_TEXT: &[&str] = &["script", "style", "noscript", "template", "svg"];

impl Shape {
    fn of(page: &[u8]) -> Self {
        let mut shape = Self::default();
        let (mut rest, mut run, mut in_link) = (page, 0, false);
        loop {
            let start = memchr::memchr(b'<', rest).unwrap_or(rest.len());
            let (text, tag) = rest.split_at(start);
            let is_letter = |byte: &&u8| byte.is_ascii_alphanumeric() || !byte.is_ascii();
            let letters = text.iter().filter(is_letter).count();
            if in_link {
                shape.linked_bytes += letters;
            } else {
                shape.other_bytes += letters;
                run += letters;
            }
            let Some(end) = end_of_tag(tag) else {
                break;
            };
            let (tag, behind) = tag.split_at(end);
            rest = behind;
            let (name, opens) = name_of(tag);
            if name == "a" {
                in_link = opens;
                shape.links += usize::from(opens);
            } else if !INLINE.contains(&name.as_str()) {
                shape.longest_bytes = shape.longest_bytes.max(run);
                run = 0;
            }
            if opens && NO_TEXT.contains(&name.as_str()) {
                rest = behind_element(rest, &name);
            }
        }
        shape.longest_bytes = shape.longest_bytes.max(run);
        shape
    }
}

/// Where a tag or a comment ends that begins here.
fn end_of_tag(tag: &[u8]) -> Option<usize> {
    if tag.starts_with(b"<!--") {
        return memchr::memmem::find(tag, b"-->").map(|at| at + 3);
    }
    memchr::memchr(b'>', tag).map(|at| at + 1)
}

/// The name of a tag in small letters, and whether it opens an element.
fn name_of(tag: &[u8]) -> (String, bool) {
    let inside = tag.get(1..).unwrap_or_default();
    let name = inside.strip_prefix(b"/").unwrap_or(inside);
    let is_of_name = |byte: &&u8| byte.is_ascii_alphanumeric();
    let name = name.iter().take_while(is_of_name).take(16);
    let name = name.map(|byte| char::from(byte.to_ascii_lowercase()));
    (name.collect(), !inside.starts_with(b"/"))
}

/// What follows the end of an element.
fn behind_element<'a>(rest: &'a [u8], name: &str) -> &'a [u8] {
    let mut ends = memchr::memmem::find_iter(rest, b"</");
    let end = ends.find(|at| {
        let found = rest.get(at + 2..at + 2 + name.len());
        found.is_some_and(|found| found.eq_ignore_ascii_case(name.as_bytes()))
    });
    end.and_then(|at| rest.get(at..)).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use std::io::Read;
    use std::path::Path;

    use super::*;
    use crate::ingest::formats::corpora::unpacked;

    #[test]
    fn pages_that_lead_to_articles_are_told_from_articles() {
        let link = "<li><a href=\"/a\">Bridge is closed again</a></li>";
        let teaser = "<p>Seven members of the council voted for it, <b>two</b> against.</p>";
        let article = format!("<p>{}</p>", "The council voted for it. ".repeat(16));
        let marked = "<meta property=\"og:type\" content=\"article\">";
        let described = "<script type=\"application/ld+json\">{\"@type\":\"NewsArticle\"}</script>";
        let script = format!("<script>{}</script>", "var a = '<p>';".repeat(90));
        let refresh = "<META HTTP-EQUIV=\"Refresh\" CONTENT=\"0; URL=/b\">";
        let (few, many) = (link.repeat(5), link.repeat(40));
        let (site, section) = ("http://a.example/", "http://a.example/news/");
        let table = [
            (site, format!("{many}{article}"), Some("home page")),
            ("https://a.example", many.clone(), Some("home page")),
            (
                "https://a.example/index.html",
                many.clone(),
                Some("home page"),
            ),
            (
                site,
                format!("{described}{many}{article}"),
                Some("home page"),
            ),
            (section, format!("{described}{many}"), None),
            (site, format!("{few}{article}"), None),
            (site, format!("{marked}{many}{article}"), None),
            ("http://a.example/?p=12", format!("{many}{article}"), None),
            (
                section,
                format!("{many}{teaser}{script}"),
                Some("page of links"),
            ),
            (section, format!("{many}{article}"), None),
            (section, format!("{few}{teaser}"), None),
            ("", many.clone(), Some("page of links")),
            (section, format!("{refresh}<p>Go on"), Some("redirect")),
            (section, format!("{refresh}{article}"), None),
        ];
        for (url, page, expected) in table {
            assert_eq!(front(url, page.as_bytes()), expected, "{url} {page}");
        }
    }

    fn pages(folder: &Path, sink: &mut dyn FnMut(&Path, Vec<u8>)) {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            if path.is_dir() {
                pages(&path, sink);
                continue;
            }
            let mut page = std::fs::read(&path).unwrap();
            if name.ends_with(".html.gz") {
                let packed = std::mem::take(&mut page);
                flate2::bufread::GzDecoder::new(&packed[..])
                    .read_to_end(&mut page)
                    .unwrap();
            } else if path.extension() != Some("html".as_ref()) || name.contains("expected") {
                continue;
            }
            sink(&path, page);
        }
    }

    #[test]
    fn saved_articles_are_no_front_pages() {
        let (mut all, mut fronts) = (0, 0);
        for name in [
            "dates-pages",
            "extraction-benchmark",
            "newspaper4k-pages",
            "readability-pages",
        ] {
            let Some(folder) = unpacked(&format!("html/{name}.tar.zst")) else {
                return;
            };
            pages(folder.path(), &mut |path, page| {
                all += 1;
                if front("", &page).is_some() {
                    println!("{} {:?}", path.display(), Shape::of(&page));
                    fronts += 1;
                }
            });
        }
        println!("{fronts} of {all}");
        assert!(all > 400 && fronts <= 5);
    }
}
