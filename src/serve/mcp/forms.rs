//! Passages and articles as models get them: everything that a quotation needs beside it.

use serde_json::{Map, Value, json};

use super::links::Links;

/// A run of sentences of an article, counted from 0 in JSON and from 1 here, as permalinks and people count them.
pub(super) fn passage(article: &Value, passage: &Value, links: &Links) -> Value {
    let mut form = named(article);
    form.insert("quote".to_owned(), passage["text"].clone());
    place(&mut form, article, passage, links);
    Value::Object(form)
}

/// Where a passage stands.
pub(super) fn place(
    form: &mut Map<String, Value>,
    article: &Value,
    passage: &Value,
    links: &Links,
) {
    let sentences = &passage["sentences"];
    let number = |key: &str| sentences[key].as_u64().map(|number| number + 1);
    let id = text(article, "id");
    let (first, last) = (number("first"), number("last"));
    form.insert(
        "sentences".to_owned(),
        match (first, last) {
            (Some(first), Some(last)) => json!([first, last]),
            _ => Value::Null,
        },
    );
    let bytes = &passage["span"]["bytes"];
    form.insert("bytes".to_owned(), json!([bytes["start"], bytes["end"]]));
    form.insert("page".to_owned(), passage["page"].clone());
    let permalink = match first {
        Some(first) => links.sentence(id, first),
        None => links.article(id),
    };
    form.insert("permalink".to_owned(), permalink.into());
}

/// What an article is known by.
pub(super) fn named(article: &Value) -> Map<String, Value> {
    let mut form = Map::new();
    for (name, key) in [
        ("id", "id"),
        ("title", "title"),
        ("source", "source"),
        ("date", "published"),
    ] {
        form.insert(name.to_owned(), article[key].clone());
    }
    form
}

/// A text of an object; empty where there is none.
pub(super) fn text<'a>(object: &'a Value, key: &str) -> &'a str {
    object[key].as_str().unwrap_or_default()
}

/// The parts of a list; none where there is no list.
pub(super) fn list<'a>(object: &'a Value, key: &str) -> &'a [Value] {
    object[key].as_array().map_or(&[], Vec::as_slice)
}

/// What the reader should know of an answer, a sentence each.
pub(super) fn notices(answer: &Value) -> Vec<String> {
    let notices = list(answer, "notices").iter();
    notices
        .map(|notice| match notice["hint"].as_str() {
            Some(hint) => format!("{} (hint: {hint})", text(notice, "message")),
            None => text(notice, "message").to_owned(),
        })
        .collect()
}
