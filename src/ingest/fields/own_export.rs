//! What this program exported (`unbury export`), read back: the same article, and nothing of the export in its metadata.

use std::borrow::Cow;

use serde_json::Value;

use super::nested::Given;

/// What an export says besides the article's own fields: the day of its date, where it was read, which story it tells.
const OF_EXPORTS: &[&str] = &["schema_version", "story", "date", "year", "origin"];

/// Takes out what only the export says, and puts what stood in the metadata where it was; leaves any other record as it is.
pub(super) fn without_export(given: &mut Given<'_>) {
    let has = |wanted: &str| given.iter().any(|(name, _)| name == wanted);
    let is_line = has("body") && (has("schema_version") || has("origin") && has("metadata"));
    let is_ours = has("id") && has("story") && (is_line || has("article_id"));
    if !is_ours {
        return;
    }
    given.retain(|(name, _)| !OF_EXPORTS.contains(&name.as_ref()));
    // Where the id is no handle of a corpus, it stands beside the one that is.
    if let Some(at) = given.iter().position(|(name, _)| name == "article_id") {
        let (_, id) = given.remove(at);
        given.retain(|(name, _)| name != "id");
        given.push((Cow::Borrowed("id"), id));
    }
    if let Some(at) = given.iter().position(|(name, _)| name == "metadata") {
        let (_, metadata) = given.remove(at);
        let read = match metadata {
            Value::String(text) => serde_json::from_str(&text).unwrap_or(Value::String(text)),
            other => other,
        };
        match read {
            Value::Object(fields) => {
                let fields = fields.into_iter();
                given.extend(fields.map(|(name, value)| (Cow::Owned(name), value)));
            }
            Value::Null => {}
            other => given.push((Cow::Borrowed("metadata"), other)),
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn read(record: &Value) -> Value {
        let fields = record.as_object().cloned().unwrap_or_default();
        let mut given: Given<'_> = fields
            .into_iter()
            .map(|(name, value)| (Cow::Owned(name), value))
            .collect();
        without_export(&mut given);
        let fields = given.into_iter();
        Value::Object(
            fields
                .map(|(name, value)| (name.into_owned(), value))
                .collect(),
        )
    }

    #[test]
    fn only_what_the_export_added_is_taken_out() {
        let expected = json!({"id": "a", "body": "One.", "published": "2024", "desk": 7});
        for record in [
            json!({"schema_version": 1, "story": "b", "id": "a", "date": "2024-01-01", "published": "2024",
                "origin": {"path": "x"}, "metadata": {"desk": 7}, "body": "One."}),
            json!({"id": "a", "date": "2024-01-01", "published": "2024", "story": "b", "origin": "x:1",
                "metadata": "{\"desk\":7}", "body": "One."}),
            json!({"id": "a_77", "article_id": "a", "story": "b", "published": "2024", "year": "2024", "desk": 7, "body": "One."}),
        ] {
            assert_eq!(read(&record), expected);
        }
        for other in [
            json!({"id": "a", "story": "A long text.", "origin": "wire"}),
            json!({"id": "a", "body": "One.", "date": "2024", "metadata": {"desk": 7}}),
        ] {
            assert_eq!(read(&other), other);
        }
    }
}
