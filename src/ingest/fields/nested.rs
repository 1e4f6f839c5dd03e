//! An article inside its record, as services and databases wrap it: `{"_id": …, "_source": {…}}`, `{"attributes": {…}}`,
//! `{"node": {…}}`; and which objects are articles at all.

use std::borrow::Cow;

use serde_json::{Map, Value};

use super::map::{FieldMap, is_summary_name};
use super::names::{FIELD_NAMES, Field, recognise};
use super::shapes::is_empty;

/// The fields of one record as its format read them: name and value, in order.
pub(crate) type Given<'a> = Vec<(Cow<'a, str>, Value)>;

/// An article is looked for so many objects deep.
const DEEPEST: usize = 4;

/// Names of objects that are around the article's own fields even where these have no headline.
const AROUND: &[&str] = &[
    "fields",
    "_source",
    "source",
    "attributes",
    "data",
    "content",
    "article",
    "story",
    "post",
    "item",
    "node",
    "doc",
    "document",
    "record",
    "details",
    "payload",
    "entry",
    "value",
    "body",
    "properties",
    "response",
    "result",
    "fulltext",
];

/// Raises the fields of an article that stand inside an object of the record, where the record itself has no text. What the
/// record says itself goes before; what is not raised stays where it is.
pub(super) fn raise(given: &mut Given<'_>) {
    raise_from(given, 0);
}

fn raise_from(given: &mut Given<'_>, depth: usize) {
    let has = |field| given.iter().any(|(name, value)| is_of(name, value, field));
    if depth == DEEPEST || has_text(given.iter().map(|(name, value)| (name.as_ref(), value))) {
        return;
    }
    let titled = has(Field::Title);
    let around = given.iter().position(|(name, value)| {
        value.as_object().is_some_and(|fields| {
            let inside = Inside::of(fields, depth + 1);
            let named = AROUND.contains(&name.as_ref());
            let other = recognise(name)
                .is_some_and(|(field, _)| !matches!(field, Field::Body | Field::Source));
            !other
                && ((inside.text && (inside.title || (named && recognise(name).is_none())))
                    || (inside.title && named && !titled))
        })
    });
    let Some(around) = around else {
        return;
    };
    let Value::Object(inner) = given[around].1.take() else {
        return;
    };
    let mut inner: Given<'_> = inner
        .into_iter()
        .map(|(name, value)| (Cow::Owned(name), value))
        .collect();
    raise_from(&mut inner, depth + 1);
    let taken: Vec<Field> = FIELD_NAMES
        .iter()
        .map(|(field, _)| *field)
        .filter(|field| {
            // What was taken out is empty now, so `_source` is no source.
            given
                .iter()
                .any(|(name, value)| is_of(name, value, *field) && *field != Field::Body)
        })
        .collect();
    let (raised, rest): (Given<'_>, Given<'_>) = {
        let best = best_names(&inner, &taken);
        let mut raised = Given::new();
        let mut rest = Given::new();
        for (index, (name, value)) in inner.into_iter().enumerate() {
            if best.iter().any(|(_, best)| *best == index) && !is_empty(&value) {
                raised.push((name, value));
            } else {
                rest.push((name, value));
            }
        }
        (raised, rest)
    };
    given[around].1 = rest
        .into_iter()
        .map(|(name, value)| (name.into_owned(), value))
        .collect();
    given.extend(
        raised
            .into_iter()
            .map(|(name, value)| (Cow::Owned(name.into_owned()), value)),
    );
}

/// For each field but those `left_out`, the index of the best name in `given` that holds something, else of the best name.
pub(super) fn best_names(given: &Given<'_>, left_out: &[Field]) -> Vec<(Field, usize)> {
    let mut best: Vec<(Field, (bool, usize), usize)> = Vec::with_capacity(FIELD_NAMES.len());
    for (index, (name, value)) in given.iter().enumerate() {
        // Elasticsearch's `_source` is the record, and no outlet.
        let known = recognise(name).filter(|_| name != "_source");
        let Some((field, rank)) = known.filter(|(field, _)| !left_out.contains(field)) else {
            continue;
        };
        let order = (is_empty(value), rank);
        match best.iter_mut().find(|(known, _, _)| *known == field) {
            // The last of equal names counts, as JSON readers have it.
            Some(known) if order <= known.1 => *known = (field, order, index),
            Some(_) => {}
            None => best.push((field, order, index)),
        }
    }
    best.into_iter()
        .map(|(field, _, index)| (field, index))
        .collect()
}

fn is_of(name: &str, value: &Value, field: Field) -> bool {
    recognise(name).is_some_and(|(known, _)| known == field) && !is_empty(value)
}

/// Whether one of the fields is the text itself.
fn has_text<'v>(mut fields: impl Iterator<Item = (&'v str, &'v Value)>) -> bool {
    fields.any(|(name, value)| {
        is_of(name, value, Field::Body) && !is_summary_name(name) && !is_whole_article(value)
    })
}

/// Whether a value under the name of a text is a whole article instead.
fn is_whole_article(value: &Value) -> bool {
    value.as_object().is_some_and(|fields| {
        let inside = Inside::of(fields, DEEPEST);
        inside.text && inside.title
    })
}

/// What an object holds, itself or in an object inside.
#[derive(Debug, Clone, Copy, Default)]
struct Inside {
    text: bool,
    title: bool,
}

impl Inside {
    fn of(fields: &Map<String, Value>, depth: usize) -> Self {
        let own = Self {
            text: has_text(fields.iter().map(|(name, value)| (name.as_str(), value))),
            title: fields.iter().any(|(name, value)| is_title(name, value)),
        };
        if own.text || depth >= DEEPEST {
            return own;
        }
        let inner = fields
            .iter()
            .filter(|(name, _)| AROUND.contains(&name.as_str()))
            .filter_map(|(_, value)| Some(Self::of(value.as_object()?, depth + 1)))
            .find(|inside| inside.text);
        inner.map_or(own, |inner| Self {
            text: true,
            title: own.title || inner.title,
        })
    }
}

/// A headline; what is only called `name` may be anything.
fn is_title(name: &str, value: &Value) -> bool {
    is_of(name, value, Field::Title) && !name.eq_ignore_ascii_case("name")
}

/// Whether an object is an article: it has a text, itself or in an object inside, or a headline with an address, a date
/// or a summary.
pub(crate) fn is_article(fields: &Map<String, Value>, map: &FieldMap) -> bool {
    if fields
        .iter()
        .any(|(name, value)| map.text_starts_at(name) && !is_empty(value))
    {
        return true;
    }
    let inside = Inside::of(fields, 0);
    inside.text
        || (inside.title && has_particulars(fields))
        || fields.iter().any(|(name, value)| {
            AROUND.contains(&name.as_str())
                && value.as_object().is_some_and(|inner| {
                    inner.iter().any(|(name, value)| is_title(name, value))
                        && has_particulars(inner)
                })
        })
}

/// Whether an object is an article that has a headline.
pub(crate) fn is_titled_article(fields: &Map<String, Value>) -> bool {
    let inside = Inside::of(fields, 0);
    inside.title && (inside.text || has_particulars(fields))
}

fn has_particulars(fields: &Map<String, Value>) -> bool {
    fields.iter().any(|(name, value)| {
        [Field::Url, Field::Published, Field::Body]
            .iter()
            .any(|field| is_of(name, value, *field))
    })
}

/// How many letters of prose a value holds, if it can be a text at all.
pub(crate) fn prose(value: &Value) -> usize {
    const WORDS: usize = 5;
    const LETTERS_WITHOUT_BLANKS: usize = 20;
    match value {
        Value::String(text) if !text.contains("://") || text.contains(' ') => {
            let has_letters =
                |word: &&str| word.chars().any(char::is_alphabetic) && !word.contains("://");
            let words = text
                .split_whitespace()
                .filter(has_letters)
                .take(WORDS)
                .count();
            let foreign = text
                .chars()
                .filter(|ch| !ch.is_ascii() && ch.is_alphabetic())
                .take(LETTERS_WITHOUT_BLANKS)
                .count();
            if words == WORDS || foreign == LETTERS_WITHOUT_BLANKS {
                text.len()
            } else {
                0
            }
        }
        Value::Array(values) => values.iter().map(prose).max().unwrap_or(0),
        Value::Object(fields) => fields.values().map(prose).max().unwrap_or(0),
        _ => 0,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn raised(value: &Value) -> Value {
        let mut given: Given<'_> = value
            .as_object()
            .unwrap()
            .iter()
            .map(|(name, value)| (Cow::Borrowed(name.as_str()), value.clone()))
            .collect();
        raise(&mut given);
        given
            .into_iter()
            .map(|(name, value)| (name.into_owned(), value))
            .collect()
    }

    #[test]
    fn an_article_inside_its_record_is_found() {
        let table = [
            (
                json!({"_id": "1", "_source": {"title": "A", "text": "x", "source": "Echo", "views": 2}}),
                json!({"_id": "1", "_source": {"views": 2}, "title": "A", "text": "x", "source": "Echo"}),
            ),
            (
                json!({"cursor": "c", "node": {"headline": "A", "url": "https://a.example/1"}}),
                json!({"cursor": "c", "node": {}, "headline": "A", "url": "https://a.example/1"}),
            ),
            (
                json!({"title": "Outer", "fields": {"headline": "Inner", "body_text": "x"}}),
                json!({"title": "Outer", "fields": {"headline": "Inner"}, "body_text": "x"}),
            ),
            (
                json!({"status": "ok", "response": {"content": {"title": "A", "body": "x"}}}),
                json!({"status": "ok", "response": {"content": {}}, "title": "A", "body": "x"}),
            ),
            (
                json!({"title": "A", "text": "x", "data": {"title": "B", "text": "y"}}),
                json!({"title": "A", "text": "x", "data": {"title": "B", "text": "y"}}),
            ),
            (
                json!({"title": "A", "image": {"text": "a picture"}}),
                json!({"title": "A", "image": {"text": "a picture"}}),
            ),
        ];
        for (value, expected) in table {
            assert_eq!(raised(&value), expected, "{value}");
        }
    }

    #[test]
    fn articles_are_told_from_other_objects() {
        let table = [
            (json!({"title": "A", "text": "x"}), true),
            (json!({"text": "x"}), true),
            (json!({"title": "A", "url": "https://a.example"}), true),
            (json!({"webTitle": "A", "fields": {"bodyText": "x"}}), true),
            (
                json!({"kind": "t3", "data": {"title": "A", "url": "u"}}),
                true,
            ),
            (json!({"name": "Echo", "description": "A paper."}), false),
            (json!({"code": "E", "country": "x"}), false),
            (json!({"name": "index", "type": "integer"}), false),
            (json!({"title": "A"}), false),
        ];
        for (value, expected) in table {
            assert_eq!(
                is_article(value.as_object().unwrap(), &FieldMap::default()),
                expected,
                "{value}"
            );
        }
        let map = FieldMap {
            pairs: vec!["body=copy.long".parse().unwrap()],
        };
        assert!(is_article(
            json!({"copy": {"long": "x"}}).as_object().unwrap(),
            &map
        ));
    }

    #[test]
    fn prose_is_told_from_particulars() {
        let table = [
            (json!("The council voted to close the bridge."), true),
            (json!("11 12 13 14 15 16"), false),
            (
                json!("https://echo.example/a/very/long/address/of/a/page"),
                false,
            ),
            (
                json!("大阪府知事選挙が告示された。立候補したのは四人である。"),
                true,
            ),
            (json!("a short note"), false),
            (json!({"a": [1, "one two three four five"]}), true),
        ];
        for (value, expected) in table {
            assert_eq!(prose(&value) > 0, expected, "{value}");
        }
    }
}
