//! The `NewsArticle` that a page describes to search engines (JSON-LD, schema.org).

use dom_query::Document;
use serde_json::{Map, Value};

/// How deep objects are looked for in a description.
const DEEPEST: usize = 8;

/// What a page says about its article. Text as it stands there, nothing cleaned.
#[derive(Debug, Default, Clone, PartialEq)]
pub(super) struct Described {
    pub(super) headline: Option<String>,
    /// Its name, where it has a headline too.
    pub(super) name: Option<String>,
    /// Plain text or HTML.
    pub(super) body: Option<String>,
    pub(super) published: Option<String>,
    pub(super) authors: Vec<String>,
    pub(super) publisher: Option<String>,
    pub(super) section: Option<String>,
    pub(super) tags: Vec<String>,
    pub(super) language: Option<String>,
    pub(super) url: Option<String>,
}

/// Days that the page's JSON-LD names for what is no article: for the page, a film in it, or in JSON that cannot be read.
#[derive(Debug, Default, Clone, PartialEq)]
pub(super) struct OtherDates {
    pub(super) published: Vec<String>,
    pub(super) changed: Vec<String>,
}

/// Kinds of things whose day of publication is not the page's.
const THINGS: &[&str] = &[
    "Comment",
    "Book",
    "Movie",
    "Product",
    "Person",
    "Organization",
    "NewsMediaOrganization",
    "WebSite",
    "Event",
    "Offer",
    "MusicAlbum",
    "ImageObject",
    "Answer",
];

/// The first article that the page's JSON-LD describes, and the days that it names beside it.
pub(super) fn described(document: &Document) -> (Option<Described>, OtherDates) {
    let scripts = document.select("script[type*='ld+json']");
    let mut other = OtherDates::default();
    let mut values: Vec<Value> = Vec::new();
    for script in scripts.nodes() {
        let text = script.text();
        if let Some(value) = parse(&text) {
            values.push(value);
        } else {
            other.published.extend(member(&text, "datePublished"));
            other.changed.extend(member(&text, "dateModified"));
        }
    }
    let mut objects = Vec::new();
    for value in &values {
        collect(value, DEEPEST, &mut objects);
    }
    for object in &objects {
        if !is_thing(object) {
            let days = |keys: &[&str]| -> Vec<String> {
                let values = keys.iter().filter_map(|key| object.get(*key));
                values.flat_map(|value| names(value, &[])).collect()
            };
            let published = days(&["datePublished", "dateCreated", "uploadDate"]);
            other.published.extend(published);
            other.changed.extend(days(&["dateModified"]));
        }
    }
    let article = objects.iter().find(|object| is_article(object));
    (article.map(|article| read(article, &objects)), other)
}

/// The value of a member that is a string, in a text that is no valid JSON.
fn member(text: &str, name: &str) -> Option<String> {
    let (_, after) = text.split_once(&format!("\"{name}\""))?;
    let value = after
        .trim_start()
        .strip_prefix(':')?
        .trim_start()
        .strip_prefix('"')?;
    let (value, _) = value.split_once('"')?;
    Some(value.to_owned())
}

fn is_thing(object: &Map<String, Value>) -> bool {
    let is = |kind: &Value| kind.as_str().is_some_and(|kind| THINGS.contains(&kind));
    match object.get("@type") {
        Some(Value::Array(kinds)) => kinds.iter().any(is),
        Some(kind) => is(kind),
        None => false,
    }
}

/// Reads a script's text, which is often not quite JSON: comments around it, line breaks inside strings.
fn parse(text: &str) -> Option<Value> {
    let text = text.trim();
    let text = text
        .trim_start_matches("<!--")
        .trim_start_matches("//")
        .trim_start_matches("<![CDATA[")
        .trim();
    let text = text
        .trim_end_matches("-->")
        .trim_end_matches("]]>")
        .trim_end_matches("//")
        .trim_end()
        .trim_end_matches(';');
    serde_json::from_str(text).ok().or_else(|| {
        let plain: String = text
            .chars()
            .map(|ch| if ch.is_control() { ' ' } else { ch })
            .collect();
        serde_json::from_str(&plain).ok()
    })
}

/// All objects that may be the article or be named by it, outermost first.
fn collect<'v>(value: &'v Value, depth: usize, objects: &mut Vec<&'v Map<String, Value>>) {
    if depth == 0 {
        return;
    }
    match value {
        Value::Array(values) => values
            .iter()
            .for_each(|value| collect(value, depth - 1, objects)),
        Value::Object(object) => {
            objects.push(object);
            for key in ["@graph", "mainEntity", "mainEntityOfPage", "video"] {
                if let Some(inner) = object.get(key) {
                    collect(inner, depth - 1, objects);
                }
            }
        }
        _ => {}
    }
}

fn is_article(object: &Map<String, Value>) -> bool {
    let is = |kind: &Value| {
        let kind = kind.as_str().unwrap_or_default();
        kind.ends_with("Article") || kind.ends_with("Posting") || kind == "Report"
    };
    match object.get("@type") {
        Some(Value::Array(kinds)) => kinds.iter().any(is),
        Some(kind) => is(kind),
        None => false,
    }
}

fn read(article: &Map<String, Value>, objects: &[&Map<String, Value>]) -> Described {
    let text = |key: &str| {
        article
            .get(key)
            .and_then(|value| names(value, objects).into_iter().next())
    };
    Described {
        headline: text("headline").or_else(|| text("name")),
        name: text("name").filter(|_| article.contains_key("headline")),
        body: article
            .get("articleBody")
            .map(|body| names(body, objects).join("\n\n"))
            .filter(|body| !body.is_empty()),
        published: text("datePublished").or_else(|| text("dateCreated")),
        authors: ["author", "creator"]
            .iter()
            .find_map(|key| article.get(*key))
            .map(|value| names(value, objects))
            .unwrap_or_default(),
        publisher: text("publisher"),
        section: text("articleSection"),
        tags: article
            .get("keywords")
            .map(|value| names(value, objects))
            .unwrap_or_default(),
        language: text("inLanguage"),
        url: text("url").or_else(|| address(article.get("mainEntityOfPage")?)),
    }
}

/// The strings of a value: itself, an array's, an object's `name`, or that of the object it refers to.
fn names(value: &Value, objects: &[&Map<String, Value>]) -> Vec<String> {
    match value {
        Value::String(text) if !text.trim().is_empty() => vec![text.clone()],
        Value::Array(values) => values
            .iter()
            .filter(|value| !value.is_array())
            .flat_map(|value| names(value, objects))
            .collect(),
        Value::Object(object) => named(object)
            .or_else(|| named(referred(object, objects)?))
            .into_iter()
            .collect(),
        _ => Vec::new(),
    }
}

fn named(object: &Map<String, Value>) -> Option<String> {
    let name = ["name", "alternateName", "@value"]
        .iter()
        .find_map(|key| object.get(*key))?;
    let name = name
        .as_array()
        .and_then(|names| names.first())
        .unwrap_or(name);
    name.as_str()
        .filter(|name| !name.trim().is_empty())
        .map(str::to_owned)
}

/// The object with a name that has the same `@id`.
fn referred<'v>(
    object: &Map<String, Value>,
    objects: &[&'v Map<String, Value>],
) -> Option<&'v Map<String, Value>> {
    let id = object.get("@id")?;
    objects
        .iter()
        .copied()
        .find(|other| other.get("@id") == Some(id) && other.contains_key("name"))
}

fn address(page: &Value) -> Option<String> {
    let address = page
        .as_str()
        .or_else(|| page.get("@id")?.as_str())
        .or_else(|| page.get("url")?.as_str())?;
    Some(address.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page(json: &str) -> Option<Described> {
        let html =
            format!("<html><head><script type='application/ld+json'>{json}</script></head></html>");
        described(&Document::from(html)).0
    }

    #[test]
    fn articles_are_found_wherever_they_stand() {
        let article = r#"{"@type": "NewsArticle", "headline": "Bridge opens"}"#;
        let cases = [
            article.to_owned(),
            format!("[{{\"@type\": \"WebSite\", \"name\": \"Gazette\"}}, {article}]"),
            format!(
                "{{\"@context\": \"https://schema.org\", \"@graph\": [{{\"@type\": \"WebPage\"}}, {article}]}}"
            ),
            format!("{{\"@type\": \"WebPage\", \"mainEntity\": {article}}}"),
            format!("//<![CDATA[\n{article}\n//]]>"),
            format!("{article};"),
            r#"{"@type": ["Thing", "ReportageNewsArticle"], "headline": ["Bridge opens"]}"#
                .to_owned(),
        ];
        for json in &cases {
            assert_eq!(
                page(json).and_then(|found| found.headline).as_deref(),
                Some("Bridge opens"),
                "{json}"
            );
        }
        for json in [
            "",
            "{}",
            "[]",
            "not json",
            r#"{"@type": "Person", "name": "A"}"#,
            r#"{"@type": 7}"#,
            &"[".repeat(5000),
        ] {
            assert_eq!(page(json), None, "{json}");
        }
    }

    #[test]
    fn names_come_from_objects_arrays_and_references() {
        let json = r##"{"@graph": [
            {"@type": "Article", "author": [{"@id": "#jane"}, {"name": "John Roe"}, "Kim Poe"], "publisher": {"@id": "#paper"},
             "keywords": ["bridge", "river"], "inLanguage": {"@type": "Language", "name": "French"},
             "mainEntityOfPage": {"@id": "https://example.org/a"}, "articleBody": "One line
             broken", "datePublished": "2024-03-09"},
            {"@type": "Person", "@id": "#jane", "name": "Jane Doe"}, {"@type": "Organization", "@id": "#paper", "name": "Gazette"}]}"##;
        let found = page(json).unwrap();
        assert_eq!(found.authors, ["Jane Doe", "John Roe", "Kim Poe"]);
        assert_eq!(found.publisher.as_deref(), Some("Gazette"));
        assert_eq!(found.tags, ["bridge", "river"]);
        assert_eq!(found.language.as_deref(), Some("French"));
        assert_eq!(found.url.as_deref(), Some("https://example.org/a"));
        assert!(found.body.is_some_and(|body| body.starts_with("One line")));
    }
}
