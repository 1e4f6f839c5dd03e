//! The names that newsrooms, exports and scrapers give to the fields of an article.

use std::borrow::Cow;
use std::sync::LazyLock;

use rustc_hash::FxHashMap;

/// What a field of a record can hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Field {
    /// The record's own id.
    Id,
    /// Headline.
    Title,
    /// Text.
    Body,
    /// Publication date.
    Published,
    /// The outlet.
    Source,
    /// The outlet's section.
    Section,
    /// Bylines.
    Author,
    /// Keywords.
    Tag,
    /// Declared language.
    Language,
    /// Canonical address.
    Url,
}

/// Every field with the names it is recognised by, best first: where a record has several, the
/// best that is not empty counts and the others become metadata.
///
/// Names are compared without case, `_`, `-`, blanks and dots: `pub_date` stands for `pubDate`.
pub static FIELD_NAMES: &[(Field, &[&str])] = &[
    (
        Field::Id,
        &[
            "id",
            "_id",
            "article_id",
            "doc_id",
            "docno",
            "guid",
            "uuid",
            "story_id",
            "identifier",
        ],
    ),
    (
        Field::Title,
        &[
            "title",
            "headline",
            "headlines",
            "hed",
            "web_title",
            "article_title",
            "article_headline",
            "news_title",
            "post_title",
            "display_title",
            "heading",
            "name",
        ],
    ),
    (
        Field::Body,
        &[
            "body",
            "text",
            "content",
            "article_body",
            "body_text",
            "maintext",
            "full_text",
            "article_text",
            "text_content",
            "content_text",
            "article",
            "story",
            "plain_text",
            "raw_text",
            "body_html",
            "content_html",
            "content_encoded",
            "html",
            "content_elements",
            "article_content",
            "post_content",
            "news_content",
            "selftext",
            "lead_paragraph",
            "description",
            "abstract",
            "abstract_note",
            "summary",
            "standfirst",
            "deck",
            "dek",
            "subtitle",
            "teaser",
            "trail_text",
            "excerpt",
            "snippet",
        ],
    ),
    (
        Field::Published,
        &[
            "published",
            "published_at",
            "date_published",
            "pub_date",
            "publication_date",
            "publish_date",
            "date_publish",
            "published_date",
            "published_on",
            "web_publication_date",
            "first_published_at",
            "first_published",
            "release_date",
            "publish_time",
            "published_time",
            "display_date",
            "date_time_pub",
            "datetime",
            "date",
            "article_date",
            "post_date",
            "issued",
            "created_at",
            "created",
            "created_utc",
            "date_created",
            "version_created",
            "timestamp",
            "time",
        ],
    ),
    (
        Field::Source,
        &[
            "source",
            "container_title",
            "publication_title",
            "website_title",
            "blog_title",
            "publisher",
            "outlet",
            "publication",
            "newspaper",
            "site_name",
            "site",
            "source_name",
            "publication_name",
            "news_source",
            "media",
            "source_domain",
            "domain",
        ],
    ),
    (
        Field::Section,
        &[
            "section",
            "article_section",
            "section_name",
            "category",
            "categories",
            "desk",
            "news_desk",
            "sections",
            "rubric",
        ],
    ),
    (
        Field::Author,
        &[
            "author",
            "authors",
            "byline",
            "bylines",
            "by",
            "creator",
            "creators",
            "writer",
            "reporter",
            "author_name",
            "journalist",
            "credits",
        ],
    ),
    (
        Field::Tag,
        &[
            "tags", "tag", "keywords", "keyword", "topics", "topic", "subjects", "hashtags",
        ],
    ),
    (
        Field::Language,
        &[
            "language",
            "lang",
            "in_language",
            "language_code",
            "langcode",
            "locale",
        ],
    ),
    (
        Field::Url,
        &[
            "url",
            "link",
            "permalink",
            "canonical",
            "canonical_url",
            "web_url",
            "article_url",
            "news_url",
            "article_link",
            "uri",
            "href",
        ],
    ),
];

/// Recognised names, squeezed, with their field and their rank among its names (0 is best).
static RECOGNISED: LazyLock<FxHashMap<String, (Field, usize)>> = LazyLock::new(|| {
    let names = FIELD_NAMES.iter().flat_map(|(field, names)| {
        names
            .iter()
            .enumerate()
            .map(|(rank, name)| (squeeze(name).into_owned(), (*field, rank)))
    });
    names.collect()
});

/// No recognised name is longer, squeezed.
const LONGEST_NAME: usize = 24;

/// A name without case and separators.
pub(super) fn squeeze(name: &str) -> Cow<'_, str> {
    if name.bytes().all(|byte| byte.is_ascii_lowercase()) {
        return Cow::Borrowed(name);
    }
    let kept = name.chars().filter(|c| !matches!(c, '_' | '-' | ' ' | '.'));
    Cow::Owned(kept.flat_map(char::to_lowercase).collect())
}

/// Vocabularies of feeds, whose prefixes stand before names where XML became JSON: `dc:creator`.
const VOCABULARIES: &[&str] = &["dc", "dcterms", "atom", "rss", "prism", "schema", "news"];

/// The field that a name stands for and the name's rank among the field's names, 0 being best.
pub fn recognise(name: &str) -> Option<(Field, usize)> {
    if name.len() > 2 * LONGEST_NAME {
        return None;
    }
    let plain = match name.split_once(':') {
        Some((vocabulary, name)) if VOCABULARIES.contains(&vocabulary) => name,
        Some(("content", "encoded")) => "content_encoded",
        _ => name,
    };
    RECOGNISED.get(squeeze(plain.trim()).as_ref()).copied()
}

/// [`recognise`] for a name that has not been decoded; one with escapes in it is none.
pub(crate) fn recognise_bytes(name: &[u8]) -> Option<(Field, usize)> {
    recognise(std::str::from_utf8(name).ok()?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_recognised_however_they_are_written() {
        let table = [
            ("headline", Some(Field::Title)),
            ("Headline", Some(Field::Title)),
            ("articleBody", Some(Field::Body)),
            ("ARTICLE_BODY", Some(Field::Body)),
            ("article body", Some(Field::Body)),
            ("pubDate", Some(Field::Published)),
            ("pub-date", Some(Field::Published)),
            ("date.published", Some(Field::Published)),
            ("inLanguage", Some(Field::Language)),
            ("_id", Some(Field::Id)),
            ("bylines", Some(Field::Author)),
            ("keywords", Some(Field::Tag)),
            ("site_name", Some(Field::Source)),
            ("content:encoded", Some(Field::Body)),
            ("dc:creator", Some(Field::Author)),
            ("media:title", None),
            ("TEXT_FIELD", None),
            ("", None),
            (
                "a name much too long to be the name of any field that is known",
                None,
            ),
        ];
        for (name, field) in table {
            assert_eq!(recognise(name).map(|(field, _)| field), field, "{name}");
        }
        let longest = RECOGNISED.keys().map(String::len).max().unwrap();
        assert!(longest <= LONGEST_NAME);
    }

    #[test]
    fn no_name_stands_for_two_fields() {
        let names: usize = FIELD_NAMES.iter().map(|(_, names)| names.len()).sum();
        // `id` and `_id` are one name squeezed.
        assert_eq!(RECOGNISED.len(), names - 1);
    }
}
