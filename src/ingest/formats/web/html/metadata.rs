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
    /// What is declared as the day of publication, the surest first.
    pub(super) published: Vec<String>,
    /// What is declared as the day of a change.
    pub(super) changed: Vec<String>,
    /// Whether the page declares that it is one article.
    pub(super) is_article: bool,
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
    "dc:title",
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
    "article:published",
    "article:publish_date",
    "article:publicationdate",
    "article:published_date",
    "published_time",
    "publication_time",
    "published",
    "date_published",
    "dateposted",
    "shareaholic:article_published_time",
    "mediator_published_time",
    "vr:published_time",
    "cxenseparse:recs:publishtime",
    "cxenseparse:publishtime",
    "cxenseparse:recs:articlepublishtime",
    "dc.date.issued",
    "dcterms.issued",
    "dcterms.created",
    "dc.date.created",
    "dc.created",
    "datecreated",
    "dc.date.published",
    "dc.date",
    "dcterms.date",
    "dcterm:date",
    "dc:date",
    "dc:created",
    "weibo:article:create_at",
    "og:pubdate",
    "bt:pubdate",
    "rnews:datepublished",
    "iso-8601-publish-date",
    "originalpublicationdate",
    "gentime",
    "ptime",
    "pdate",
    "pub_date",
    "created",
    "created_at",
    "date",
    "og:release_date",
    "video:release_date",
    "ya:ovs:upload_date",
    "apub:time",
    "timestamp",
];
/// Days of changes: no article is older than its first change, and most are changed on the day of publication.
const CHANGED: &[&str] = &[
    "article:modified_time",
    "og:updated_time",
    "og:modified_time",
    "og:article:modified_time",
    "datemodified",
    "lastpub",
    "last-modified",
    "lastmod",
    "last_modified",
    "dcterms.modified",
    "dc.date.modified",
    "dc.modified",
    "revised",
    "article:updated_time",
    "modified_time",
    "date.modified",
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
    "dc:creator",
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
    let (described, other_dates) = json_ld::described(document);
    let is_article = described.is_some() || one(&["og:type"]).is_some_and(|kind| kind == "article");
    let every = |keys: &[&str]| -> Vec<String> {
        let of = |key: &&str| first(&metas, &[*key]);
        keys.iter().filter_map(of).collect()
    };
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
    } = described.unwrap_or_default();
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
            .into_iter()
            .chain(every(PUBLISHED))
            .chain(other_dates.published)
            .collect(),
        changed: every(CHANGED)
            .into_iter()
            .chain(other_dates.changed)
            .collect(),
        is_article,
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
            .find_map(|name| meta.attr(name));
        let key = key.unwrap_or_default().trim().to_ascii_lowercase();
        let content = meta.attr("content").unwrap_or_default().trim().to_owned();
        // A property may have several names, as RDFa allows.
        let keys: Vec<String> = if meta.has_attr("property") {
            key.split_whitespace().map(str::to_owned).collect()
        } else {
            vec![key]
        };
        let named = keys.into_iter().map(move |key| (key, content.clone()));
        named.filter(|(key, content)| !key.is_empty() && !content.is_empty())
    };
    selection.nodes().iter().flat_map(read).collect()
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
