//! What an HTML page says about its article outside the text: JSON-LD, `OpenGraph`, `<meta>`, `<time>`, `<link>`.

use dom_query::{Document, NodeRef};

use super::json_ld::{self, Described};

/// Fields of the article, best source first; text as it stands in the page.
#[derive(Debug, Default, Clone, PartialEq)]
pub(super) struct Metadata {
    /// Headline as the page gives it in its metadata; `None` leaves it to the headings.
    pub(super) title: Option<String>,
    /// What JSON-LD calls the article beside its headline: Wikipedia's headline is a description.
    pub(super) name: Option<String>,
    pub(super) published: Option<String>,
    pub(super) source: Option<String>,
    pub(super) section: Option<String>,
    pub(super) authors: Vec<String>,
    pub(super) tags: Vec<String>,
    pub(super) language: Option<String>,
    pub(super) url: Option<String>,
    /// The whole text as JSON-LD gives it, plain or HTML.
    pub(super) body: Option<String>,
    /// The page's description of the article.
    pub(super) description: Option<String>,
}

const TITLE: &[&str] = &[
    "og:title",
    "citation_title",
    "dc.title",
    "dcterm:title",
    "dcterms.title",
    "parsely-title",
    "sailthru.title",
    "twitter:title",
];
const PUBLISHED: &[&str] = &[
    "article:published_time",
    "og:published_time",
    "og:article:published_time",
    "datepublished",
    "citation_publication_date",
    "citation_date",
    "parsely-pub-date",
    "sailthru.date",
    "pubdate",
    "publishdate",
    "publish-date",
    "publish_date",
    "publication_date",
    "publication-date",
    "published_at",
    "published-date",
    "article.published",
    "article.created",
    "article_date_original",
    "cxenseparse:recs:publishtime",
    "dc.date.issued",
    "dcterms.issued",
    "dcterms.created",
    "dc.date.created",
    "dc.date",
    "dcterms.date",
    "dcterm:date",
    "ptime",
    "pdate",
    "date",
    "originalpublicationdate",
    "lastpub",
    "rnews:datepublished",
    "og:pubdate",
    "bt:pubdate",
    "iso-8601-publish-date",
];
const SOURCE: &[&str] = &[
    "og:site_name",
    "citation_journal_title",
    "dc.publisher",
    "dcterms.publisher",
    "application-name",
    "publisher",
    "copyright",
];
const SECTION: &[&str] = &[
    "article:section",
    "og:section",
    "parsely-section",
    "section",
    "cxenseparse:section",
    "news_section",
    "category",
];
const AUTHOR: &[&str] = &[
    "citation_author",
    "parsely-author",
    "sailthru.author",
    "author",
    "article:author_name",
    "byl",
    "dc.creator",
    "dcterms.creator",
    "dcterm:creator",
    "article:author",
    "og:article:author",
    "cxenseparse:author",
];
const TAG: &[&str] = &[
    "article:tag",
    "og:article:tag",
    "news_keywords",
    "parsely-tags",
    "sailthru.tags",
    "keywords",
];
const LANGUAGE: &[&str] = &[
    "content-language",
    "language",
    "dc.language",
    "dcterms.language",
    "inlanguage",
    "og:locale",
];
const DESCRIPTION: &[&str] = &[
    "og:description",
    "description",
    "dc.description",
    "twitter:description",
];

/// Reads everything that the page declares.
pub(super) fn read(document: &Document) -> Metadata {
    let metas = metas(document);
    let one = |keys: &[&str]| first(&metas, keys);
    let Described {
        headline,
        name,
        body,
        published,
        authors,
        publisher,
        section,
        tags,
        language,
        url,
    } = json_ld::described(document).unwrap_or_default();
    let or_all = |given: Vec<String>, keys: &[&str]| {
        if given.is_empty() {
            all(&metas, keys)
        } else {
            given
        }
    };
    Metadata {
        title: headline.or_else(|| one(TITLE)),
        name,
        published: published
            .or_else(|| one(PUBLISHED))
            .or_else(|| marked_time(document)),
        source: publisher.or_else(|| one(SOURCE)),
        section: section.or_else(|| one(SECTION)),
        authors: or_all(authors, AUTHOR)
            .into_iter()
            .filter(|author| !author.starts_with("http"))
            .collect(),
        tags: or_all(tags, TAG),
        language: attribute(document, "html[lang]", "lang")
            .or_else(|| attribute(document, "html", "xml:lang"))
            .or(language)
            .or_else(|| one(LANGUAGE)),
        url: attribute(document, "link[rel='canonical'][href]", "href")
            .or_else(|| one(&["og:url"]))
            .or(url),
        body,
        description: one(DESCRIPTION),
    }
}

/// Every `<meta>` as key, in lower case, and content.
fn metas(document: &Document) -> Vec<(String, String)> {
    let selection = document.select("meta[content]");
    let read = |meta: &NodeRef<'_>| {
        let key = ["property", "name", "itemprop", "http-equiv"]
            .iter()
            .find_map(|name| meta.attr(name))?;
        let content = meta.attr("content")?;
        let content = content.trim();
        (!content.is_empty()).then(|| (key.trim().to_ascii_lowercase(), content.to_owned()))
    };
    selection.nodes().iter().filter_map(read).collect()
}

fn first(metas: &[(String, String)], keys: &[&str]) -> Option<String> {
    keys.iter()
        .find_map(|key| metas.iter().find(|(name, _)| name == key))
        .map(|(_, content)| content.clone())
}

/// All contents of the best key that is there.
fn all(metas: &[(String, String)], keys: &[&str]) -> Vec<String> {
    let of = |key: &str| -> Vec<String> {
        metas
            .iter()
            .filter(|(name, content)| name == key && !content.starts_with("http"))
            .map(|(_, content)| content.clone())
            .collect()
    };
    keys.iter()
        .map(|key| of(key))
        .find(|found| !found.is_empty())
        .unwrap_or_default()
}

fn attribute(document: &Document, selector: &str, name: &str) -> Option<String> {
    let value = document.select_single(selector).attr(name)?;
    let value = value.trim();
    (!value.is_empty()).then(|| value.to_owned())
}

/// The date that the page's own markup calls the publication date; else its only `<time>`, or the first one in the
/// article.
fn marked_time(document: &Document) -> Option<String> {
    const MARKED: &[&str] = &[
        "[itemprop='datePublished']",
        "time[pubdate]",
        "time.published, time.entry-date, time.dt-published, abbr.published",
        "article header time[datetime], article time[datetime], main time[datetime]",
        "[class*='publish'] time[datetime]",
    ];
    if let Some(found) = MARKED
        .iter()
        .find_map(|selector| date_of(document.select_single(selector).nodes().first()?))
    {
        return Some(found);
    }
    let times = document.select("time[datetime]");
    let mut dates: Vec<String> = times.nodes().iter().filter_map(date_of).collect();
    dates.dedup();
    (dates.len() == 1).then(|| dates.pop())?
}

fn date_of(node: &NodeRef<'_>) -> Option<String> {
    let date = ["datetime", "content", "title"]
        .iter()
        .find_map(|name| node.attr(name))
        .unwrap_or_else(|| node.text());
    let date = date.trim();
    (!date.is_empty()).then(|| date.to_owned())
}
