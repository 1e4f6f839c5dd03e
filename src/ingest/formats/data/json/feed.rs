//! JSON Feed: what the object around the items says of all of them.

use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, IgnoredAny, MapAccess, Visitor};
use serde_json::Value;

use crate::ingest::record::Record;

/// What a feed says of itself.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct JsonFeed {
    title: Option<String>,
    language: Option<String>,
    authors: Vec<String>,
}

impl JsonFeed {
    /// The feed that begins with `head`, which may be cut off anywhere; `None` where it is none.
    pub(super) fn of(head: &str) -> Option<Self> {
        let is_one = head.trim_start().starts_with('{') && head.contains("jsonfeed.org/version");
        let mut feed = Self::default();
        if is_one {
            // A head that is cut off is no whole object, which is nothing to tell.
            let _ = Members(&mut feed).deserialize(&mut serde_json::Deserializer::from_str(head));
        }
        is_one.then_some(feed)
    }

    /// Gives an item what it does not say itself.
    pub(super) fn complete(&self, record: &mut Record) {
        record.source = record.source.take().or_else(|| self.title.clone());
        record.language = record.language.take().or_else(|| self.language.clone());
        if record.authors.is_empty() {
            record.authors.clone_from(&self.authors);
        }
    }

    fn member(&mut self, name: &str, value: &Value) {
        let text = |value: &Value| value.as_str().map(str::to_owned);
        match name {
            "title" => self.title = text(value),
            "language" => self.language = text(value),
            "author" => self.authors.extend(value.get("name").and_then(text)),
            "authors" => {
                let authors = value.as_array().into_iter().flatten();
                self.authors = authors
                    .filter_map(|author| text(author.get("name")?))
                    .collect();
            }
            _ => {}
        }
    }
}

/// Takes the members of an object as far as they go.
struct Members<'a>(&'a mut JsonFeed);

impl<'de> DeserializeSeed<'de> for Members<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for Members<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<(), A::Error> {
        while let Some(name) = members.next_key::<String>()? {
            if name == "items" {
                members.next_value::<IgnoredAny>()?;
            } else {
                let value = members.next_value::<Value>()?;
                self.0.member(&name, &value);
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ingest::format::Split;
    use crate::ingest::formats::data::json;
    use crate::ingest::slice::ReadOptions;
    use crate::ingest::slices::{Cutting, slices};

    fn read(text: &str) -> Vec<Record> {
        let options = ReadOptions::default();
        let mut found = Vec::new();
        let cutting = Cutting {
            target_bytes: 1,
            ..Cutting::new(Split::Values, &options)
        };
        slices(&mut text.as_bytes(), &cutting, &mut |slice| {
            json::read(&slice.unwrap().as_slice(), &options, &mut |record| {
                found.push(record.unwrap());
            });
            std::ops::ControlFlow::Continue(())
        });
        found
    }

    #[test]
    fn a_feed_is_read_as_far_as_its_head_goes() {
        let whole = r#"{"version": "https://jsonfeed.org/version/1.1", "title": "The Echo", "authors": [{"name": "Ann Lee"}, {"url": "u"}],
            "language": "en", "items": [{"id": "1", "title": "A"}]}"#;
        let expected = JsonFeed {
            title: Some("The Echo".to_owned()),
            language: Some("en".to_owned()),
            authors: vec!["Ann Lee".to_owned()],
        };
        assert_eq!(JsonFeed::of(whole), Some(expected));
        let cut = &whole[..whole.find("\"language").unwrap() + 5];
        let feed = JsonFeed::of(cut).unwrap();
        assert_eq!((feed.authors.len(), feed.language), (1, None));
        assert_eq!(JsonFeed::of("{\"title\": \"T\", \"items\": []}"), None);
    }

    #[test]
    fn items_have_what_the_feed_says() {
        let text = r#"{"version": "https://jsonfeed.org/version/1", "title": "The Echo", "author": {"name": "Ann Lee"},
            "items": [{"id": "1", "content_html": "<p>One</p>"}, {"id": "2", "content_text": "Two", "authors": [{"name": "B. Roe"}]}]}"#;
        let found = read(text);
        let record = |at: usize| &found[at];
        assert_eq!(
            (record(0).source.as_deref(), record(0).authors.clone()),
            (Some("The Echo"), vec!["Ann Lee".to_owned()])
        );
        assert_eq!(record(1).authors, ["B. Roe"]);
    }

    #[test]
    fn items_of_citation_managers_are_records() {
        let csl = r#"[{"id": "a", "title": "Bridge shut", "container-title": "The Echo", "publisher": "Echo Press", "abstract": "It is shut.",
            "author": [{"family": "Beek", "given": "Jan", "non-dropping-particle": "van der"}], "issued": {"date-parts": [["2021", 6, 12]]}}]"#;
        let zotero = r#"{"config": {}, "items": [{"itemType": "newspaperArticle", "title": "Bridge shut", "publicationTitle": "The Echo",
            "abstractNote": "It is shut.", "creators": [{"firstName": "Jan", "lastName": "van der Beek"}], "date": "2021-06-12"}]}"#;
        for text in [csl, zotero] {
            let found = read(text);
            let record = &found[0];
            assert_eq!(
                (record.source.as_deref(), record.published.as_deref()),
                (Some("The Echo"), Some("2021-06-12"))
            );
            assert_eq!(record.authors, ["Jan van der Beek"]);
            assert_eq!(record.paragraphs[0].text, "It is shut.");
        }
    }
}
