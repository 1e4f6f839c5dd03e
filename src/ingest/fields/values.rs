//! The values of a record's fields, whatever their shape, put where they belong.

use std::borrow::Cow;

use serde_json::Value;

use super::map::FieldMap;
use super::names::{FIELD_NAMES, Field, recognise, squeeze};
use crate::ingest::formats::{boilerplate, html, paragraphs};
use crate::ingest::markup;
use crate::ingest::reason::Reason;
use crate::ingest::record::{DateText, Paragraph, Record};
use crate::ingest::slice::ReadOptions;

/// The fields of one record as its format read them: name and value, in order.
pub(crate) type Given<'a> = Vec<(Cow<'a, str>, Value)>;

/// Makes a record of `given`. Ordinal and line are the caller's to set.
pub(crate) fn record(mut given: Given<'_>, options: &ReadOptions) -> Result<Record, Reason> {
    let mut record = Record::default();
    let mapped = take_mapped(&mut given, &options.map, &mut record)?;
    let best = best_names(&given, &mapped);
    let text = best
        .iter()
        .find(|(field, _)| *field == Field::Body)
        .map(|(_, index)| given[*index].0.clone().into_owned());
    if text.is_none() && !mapped.contains(&Field::Body) {
        check_headline_only(
            &given,
            record.title.is_some() || best.iter().any(|(field, _)| *field == Field::Title),
        )?;
    }
    let mut other_dates = Vec::new();
    for (index, (name, value)) in given.into_iter().enumerate() {
        if let Some((field, _)) = best.iter().find(|(_, best)| *best == index) {
            fill(&mut record, *field, value);
            continue;
        }
        if let Some((Field::Published, rank)) = recognise(&name) {
            other_dates.extend(one(value.clone()).map(|text| (rank, text)));
        }
        keep(&mut record, name, value);
    }
    other_dates.sort_by_key(|(rank, _)| *rank);
    record.other_dates = other_dates
        .into_iter()
        .map(|(_, text)| DateText::whole(text))
        .collect();
    if record.paragraphs.is_empty() && record.title.is_none() {
        let field = text.unwrap_or_else(|| options.map.text_path().unwrap_or("title").to_owned());
        return Err(Reason::EmptyText { field });
    }
    boilerplate::without_page(&mut record);
    Ok(record)
}

/// Refuses a record without any field for text, unless it has a headline and nothing that could be
/// the text under another name.
fn check_headline_only(given: &Given<'_>, titled: bool) -> Result<(), Reason> {
    let (known, unknown): (Vec<_>, Vec<_>) = given
        .iter()
        .map(|(name, _)| name)
        .partition(|name| recognise(name).is_some());
    if titled && unknown.is_empty() {
        return Ok(());
    }
    Err(Reason::NoText {
        has: unknown
            .into_iter()
            .chain(known)
            .map(|name| name.clone().into_owned())
            .collect(),
    })
}

/// Fills what `--map` names and removes it from `given`.
fn take_mapped(
    given: &mut Given<'_>,
    map: &FieldMap,
    record: &mut Record,
) -> Result<Vec<Field>, Reason> {
    let mut mapped = Vec::with_capacity(map.pairs.len());
    // Several fields may be filled from one (`--map title=text --map body=text`), so all are
    // filled before any is removed.
    for pair in &map.pairs {
        match find(given, &pair.path) {
            Some(value) => {
                fill(record, pair.field, value.clone());
                mapped.push(pair.field);
            }
            None if pair.optional => {}
            None => {
                let has = given
                    .iter()
                    .map(|(name, _)| name.clone().into_owned())
                    .collect();
                return Err(Reason::NoField {
                    field: pair.path.clone(),
                    has,
                });
            }
        }
    }
    map.pairs.iter().for_each(|pair| remove(given, &pair.path));
    Ok(mapped)
}

/// Removes what [`find`] finds.
fn remove(given: &mut Given<'_>, path: &str) {
    let before = given.len();
    given.retain(|(name, _)| name != path);
    let Some((parents, last)) = path.rsplit_once('.').filter(|_| given.len() == before) else {
        return;
    };
    let mut steps = parents.split('.');
    let top = steps.next().unwrap_or_default();
    let parent = given
        .iter_mut()
        .rev()
        .find(|(name, _)| name == top)
        .map(|(_, value)| value);
    let parent = parent.and_then(|value| steps.try_fold(value, |value, step| value.get_mut(step)));
    if let Some(fields) = parent.and_then(Value::as_object_mut) {
        fields.shift_remove(last);
    }
}

/// The value at `path`: a name that holds dots itself first, else step by step into objects.
fn find<'v>(given: &'v Given<'_>, path: &str) -> Option<&'v Value> {
    let top = |name: &str| {
        given
            .iter()
            .rev()
            .find(|(key, _)| key == name)
            .map(|(_, value)| value)
    };
    if let Some(value) = top(path) {
        return Some(value);
    }
    let mut steps = path.split('.');
    let first = top(steps.next()?)?;
    steps.try_fold(first, |value, step| value.as_object()?.get(step))
}

/// For each field that `--map` left open, the index of the best name in `given` that holds
/// something, else of the best name.
fn best_names(given: &Given<'_>, mapped: &[Field]) -> Vec<(Field, usize)> {
    let mut best: Vec<(Field, (bool, usize), usize)> = Vec::with_capacity(FIELD_NAMES.len());
    for (index, (name, value)) in given.iter().enumerate() {
        let Some((field, rank)) = recognise(name).filter(|(field, _)| !mapped.contains(field))
        else {
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

/// Whether a value holds nothing.
fn is_empty(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::String(text) => text.trim().is_empty(),
        Value::Array(values) => values.iter().all(is_empty),
        Value::Object(fields) => fields.is_empty(),
        Value::Bool(_) | Value::Number(_) => false,
    }
}

/// Puts a value where it belongs.
fn fill(record: &mut Record, field: Field, value: Value) {
    match field {
        Field::Id => record.id = one(value),
        Field::Title => record.title = one(value),
        Field::Body => record.paragraphs = text_paragraphs(value),
        Field::Published => record.published = one(value),
        Field::Source => record.source = one(value),
        Field::Section => record.section = one(value),
        Field::Language => record.language = one(value),
        Field::Url => record.url = one(value),
        Field::Author => record.authors = many(value),
        Field::Tag => record.tags = many(value),
    }
}

/// Keeps a value as metadata, except nothing, and the text once more with its markup.
fn keep(record: &mut Record, name: Cow<'_, str>, value: Value) {
    let markup = || {
        recognise(&name).is_some_and(|(field, _)| field == Field::Body)
            && squeeze(&name).ends_with("html")
    };
    if !is_empty(&value) && !markup() {
        record.metadata.insert(name.into_owned(), value);
    }
}

/// Members of an object that say what it is, best first.
const NAMING: &[&str] = &[
    "name", "main", "original", "title", "text", "value", "rendered", "#text",
];

/// A value as one string: of an array the first that holds something, of an object its name.
fn one(value: Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text).filter(|text| !text.trim().is_empty()),
        Value::Number(number) => Some(number.to_string()),
        Value::Bool(_) | Value::Null => None,
        Value::Array(values) => values.into_iter().find_map(one),
        Value::Object(mut fields) => NAMING
            .iter()
            .find_map(|name| fields.get_mut(*name).map(Value::take).and_then(one)),
    }
}

/// A value as several strings.
fn many(value: Value) -> Vec<String> {
    match value {
        Value::Array(values) => values.into_iter().filter_map(one).collect(),
        other => one(other).into_iter().collect(),
    }
}

/// A value as the paragraphs of a text: an array's elements are paragraphs, `{"type": "heading"}` marks one.
fn text_paragraphs(value: Value) -> Vec<Paragraph> {
    match value {
        Value::Array(values) => values.into_iter().flat_map(text_paragraphs).collect(),
        Value::Object(fields) => {
            let heading = fields
                .get("type")
                .and_then(Value::as_str)
                .is_some_and(is_heading);
            let mut found = one(Value::Object(fields))
                .map(|text| paragraphs_of(&text))
                .unwrap_or_default();
            for paragraph in &mut found {
                paragraph.heading |= heading;
            }
            found
        }
        other => one(other)
            .map(|text| paragraphs_of(&text))
            .unwrap_or_default(),
    }
}

/// Whether a block's type says that it is a heading: `heading`, `header`, `h2`, `subhead`.
fn is_heading(kind: &str) -> bool {
    let kind = kind.to_ascii_lowercase();
    kind.contains("head") || matches!(kind.as_bytes(), [b'h', b'1'..=b'6'])
}

/// The paragraphs of a string, which may be HTML.
fn paragraphs_of(text: &str) -> Vec<Paragraph> {
    let text = &*markup::unescaped(text);
    if is_html(text) {
        html::text_of(text)
    } else {
        paragraphs::of_plain(text)
    }
}

/// Tags that no plain text holds: one of them, opened or closed, makes a string HTML.
const TELLING_TAGS: &[&str] = &[
    "p",
    "br",
    "div",
    "h1",
    "h2",
    "h3",
    "h4",
    "ul",
    "ol",
    "li",
    "blockquote",
    "span",
    "strong",
    "em",
    "a",
    "figure",
    "table",
];

/// Of those, the tags that may stand without a closing one.
const UNCLOSED_TAGS: &[&str] = &["p", "br", "li"];

/// Whether a string is HTML: it holds one of the telling tags, closed with `>` and by its closing tag (so the
/// company `<em>` in a newswire text and `a <b` in a formula are none).
fn is_html(text: &str) -> bool {
    memchr::memchr_iter(b'<', text.as_bytes())
        .take(64)
        .any(|at| {
            let tag = text
                .get(at + 1..)
                .unwrap_or_default()
                .trim_start_matches('/');
            let end = tag.bytes().take_while(u8::is_ascii_alphanumeric).count();
            let (name, rest) = tag.split_at(end);
            let closed = rest.starts_with('>')
                || rest.starts_with("/>")
                || (rest.starts_with([' ', '\n', '\t'])
                    && rest
                        .bytes()
                        .take(400)
                        .take_while(|byte| *byte != b'<')
                        .any(|byte| byte == b'>'));
            let complete = || UNCLOSED_TAGS.contains(&name) || text.contains(&format!("</{name}"));
            closed && TELLING_TAGS.contains(&name) && complete()
        })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn read(value: &Value, map: &[&str]) -> Result<Record, Reason> {
        let pairs = map.iter().map(|pair| pair.parse().unwrap()).collect();
        let options = ReadOptions {
            map: FieldMap { pairs },
            ..ReadOptions::default()
        };
        let fields = value.as_object().unwrap();
        record(
            fields
                .iter()
                .map(|(name, value)| (Cow::Borrowed(name.as_str()), value.clone()))
                .collect(),
            &options,
        )
    }

    fn texts(record: &Record) -> Vec<(&str, bool)> {
        record
            .paragraphs
            .iter()
            .map(|paragraph| (paragraph.text.as_str(), paragraph.heading))
            .collect()
    }

    #[test]
    fn values_of_many_shapes_are_read() {
        let found = read(
            &json!({
                "_id": 7, "headline": {"main": "A title", "kicker": "k"}, "content": ["One.", {"type": "heading", "text": "Two"}, {"type": "p", "text": "Three."}],
                "authors": [{"name": "Ann Lee"}, "B. Roe", null], "keywords": ["x", 3], "publisher": {"@type": "Organization", "name": "The Echo"},
                "published": 1_709_546_400, "summary": "Short.", "views": 3, "empty": null,
            }),
            &[],
        );
        let found = found.unwrap();
        assert_eq!(
            (
                found.id.as_deref(),
                found.title.as_deref(),
                found.source.as_deref()
            ),
            (Some("7"), Some("A title"), Some("The Echo"))
        );
        assert_eq!(
            texts(&found),
            [("One.", false), ("Two", true), ("Three.", false)]
        );
        assert_eq!(
            (found.authors, found.tags),
            (
                vec!["Ann Lee".to_owned(), "B. Roe".to_owned()],
                vec!["x".to_owned(), "3".to_owned()]
            )
        );
        assert_eq!(found.published.as_deref(), Some("1709546400"));
        assert_eq!(
            Value::Object(found.metadata),
            json!({"summary": "Short.", "views": 3})
        );
    }

    #[test]
    fn the_best_name_that_holds_something_counts() {
        let table = [
            (json!({"text": "b", "body": "a"}), "a", json!({"text": "b"})),
            (json!({"body": " ", "text": "b"}), "b", json!({})),
            (
                json!({"body": null, "summary": "c", "title": "t"}),
                "c",
                json!({}),
            ),
            (
                json!({"text": "a", "body_html": "<p>a</p>"}),
                "a",
                json!({}),
            ),
        ];
        for (value, text, metadata) in table {
            let found = read(&value, &[]).unwrap();
            assert_eq!(texts(&found), [(text, false)], "{value}");
            assert_eq!(Value::Object(found.metadata), metadata, "{value}");
        }
    }

    #[test]
    fn a_map_comes_first() {
        let value =
            json!({"body": "no", "doc": {"text": "yes", "n": 1}, "a.b": "dotted", "who": "Ann"});
        let found = read(
            &value,
            &["body=doc.text", "author=who", "title=a.b", "date=when?"],
        )
        .unwrap();
        assert_eq!(
            (texts(&found), found.title.as_deref(), found.authors.len()),
            (vec![("yes", false)], Some("dotted"), 1)
        );
        assert_eq!(
            Value::Object(found.metadata),
            json!({"body": "no", "doc": {"n": 1}})
        );
        let one_for_two =
            read(&json!({"line": "Only this"}), &["title=line", "body=line"]).unwrap();
        assert_eq!(
            (texts(&one_for_two), one_for_two.title.as_deref()),
            (vec![("Only this", false)], Some("Only this"))
        );
    }

    #[test]
    fn what_has_no_text_is_refused_with_the_names_it_has() {
        let table: &[(Value, &[&str], Option<&str>)] = &[
            (
                json!({"title": "t", "TEXT_FIELD": "x"}),
                &[],
                Some("no text: none of the fields body, text, content … (has: TEXT_FIELD, title)"),
            ),
            (
                json!({}),
                &[],
                Some("no text: none of the fields body, text, content … (has: )"),
            ),
            (
                json!({"title": "Only a headline", "date": "2024"}),
                &[],
                None,
            ),
            (json!({"title": "t", "body": ""}), &[], None),
            (
                json!({"body": "", "n": 1}),
                &[],
                Some("no text: `body` is empty, and there is no headline"),
            ),
            (
                json!({"x": ""}),
                &["body=x"],
                Some("no text: `x` is empty, and there is no headline"),
            ),
            (
                json!({"text": "x"}),
                &["date=when"],
                Some("no field `when` (has: text)"),
            ),
            (
                json!({"a": {"c": 1}}),
                &["body=a.b"],
                Some("no field `a.b` (has: a)"),
            ),
        ];
        for (value, map, expected) in table {
            let found = read(value, map).map_err(|reason| {
                assert!(
                    reason.to_string().contains("is empty") || reason.hint().is_some(),
                    "{reason}"
                );
                reason.to_string()
            });
            assert_eq!(found.err().as_deref(), *expected, "{value}");
        }
    }

    #[test]
    fn html_is_told_from_text() {
        let table = [
            ("<p>One</p>", true),
            ("One<br/>two", true),
            ("see <a href=\"x\">here</a>", true),
            ("STANDARD OIL <SRD> and <BP> rose", false),
            ("Crazy Eddie <crzy> rose, and <em> bid for it", false),
            ("if a <b and c > d", false),
            ("a < b", false),
            ("<", false),
            ("Philips <P>", false),
        ];
        for (text, html) in table {
            assert_eq!(is_html(text), html, "{text}");
        }
    }
}
