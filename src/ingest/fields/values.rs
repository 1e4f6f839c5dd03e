//! The values of a record's fields, whatever their shape, put where they belong.

use std::borrow::Cow;

use serde_json::Value;

use super::map::FieldMap;
use super::names::{Field, recognise, squeeze};
use super::nested::{Given, best_names, prose, raise};
use super::own_export::without_export;
use super::rich_text;
use super::shapes::{self, is_blank, is_empty};
use crate::ingest::formats::web::html;
use crate::ingest::formats::{boilerplate, paragraphs};
use crate::ingest::markup;
use crate::ingest::reason::Reason;
use crate::ingest::record::{DateText, Paragraph, Record};
use crate::ingest::slice::ReadOptions;

/// Makes a record of `given`. Ordinal and line are the caller's to set.
pub(crate) fn record(mut given: Given<'_>, options: &ReadOptions) -> Result<Record, Reason> {
    let mut record = Record::default();
    without_export(&mut given);
    let mapped = take_mapped(&mut given, &options.map, &mut record)?;
    if !mapped.contains(&Field::Body) {
        raise(&mut given);
    }
    let best = best_names(&given, &mapped);
    let text = best
        .iter()
        .find(|(field, _)| *field == Field::Body)
        .map(|(_, index)| given[*index].0.clone().into_owned());
    if text.is_none() && !mapped.contains(&Field::Body) {
        let titled = best
            .iter()
            .any(|(field, index)| *field == Field::Title && !is_empty(&given[*index].1));
        check_headline_only(&given, record.title.is_some() || titled)?;
    }
    let mut other_dates = Vec::new();
    for (index, (name, value)) in given.into_iter().enumerate() {
        if let Some((field, _)) = best.iter().find(|(_, best)| *best == index) {
            fill(&mut record, *field, &name, value);
            continue;
        }
        if let Some((Field::Published, rank)) = recognise(&name) {
            let date = shapes::one(&value, Field::Published);
            other_dates.extend(date.read.map(|text| (rank, text)));
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
    let longest = given
        .iter()
        .filter(|(name, _)| recognise(name).is_none())
        .map(|(name, value)| (prose(value), name))
        .filter(|(prose, _)| *prose > 0)
        .max_by_key(|(prose, _)| *prose)
        .map(|(_, name)| name.clone().into_owned());
    if titled && longest.is_none() {
        return Ok(());
    }
    let (known, unknown): (Vec<_>, Vec<_>) = given
        .iter()
        .map(|(name, _)| name)
        .partition(|name| recognise(name).is_some());
    Err(Reason::NoText {
        has: unknown
            .into_iter()
            .chain(known)
            .map(|name| name.clone().into_owned())
            .collect(),
        longest,
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
                fill(record, pair.field, &pair.path, value.clone());
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

/// Fills what `--map` names in a record that was read without it; `find` has the value at a path, `has` the names there are.
pub(crate) fn fill_mapped(
    record: &mut Record,
    map: &FieldMap,
    find: impl Fn(&str) -> Option<String>,
    has: impl Fn() -> Vec<String>,
) -> Result<(), Reason> {
    for pair in &map.pairs {
        match find(&pair.path) {
            Some(value) => fill(record, pair.field, &pair.path, Value::String(value)),
            None if pair.optional => {}
            None => {
                let (field, has) = (pair.path.clone(), has());
                return Err(Reason::NoField { field, has });
            }
        }
    }
    Ok(())
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

/// Puts a value where it belongs. What it says besides, and what has no shape that is known, is kept as metadata.
fn fill(record: &mut Record, field: Field, name: &str, value: Value) {
    match field {
        Field::Body => fill_text(record, name, value),
        Field::Author | Field::Tag => {
            let found = shapes::many(&value, field);
            let nothing = found.read.is_empty();
            if field == Field::Author {
                record.authors = found.read;
            } else {
                record.tags = found.read;
            }
            keep_rest(record, name, value, nothing, found.whole);
        }
        _ => {
            // Most values are one string, which is taken as it is.
            let (read, rest) = match value {
                Value::String(text) => ((!shapes::is_nothing(&text)).then_some(text), None),
                value => {
                    let found = shapes::one(&value, field);
                    (found.read, (!found.whole).then_some(value))
                }
            };
            let nothing = read.is_none();
            let slot = match field {
                Field::Id => &mut record.id,
                Field::Title => &mut record.title,
                Field::Published => &mut record.published,
                Field::Source => &mut record.source,
                Field::Section => &mut record.section,
                Field::Language => &mut record.language,
                Field::Url | Field::Body | Field::Author | Field::Tag => &mut record.url,
            };
            *slot = read;
            if let Some(rest) = rest {
                keep_rest(record, name, rest, nothing, false);
            }
        }
    }
}

/// Keeps a value that says more than was read of it, and notes one of which nothing could be read.
fn keep_rest(record: &mut Record, name: &str, value: Value, nothing: bool, whole: bool) {
    if whole || is_blank(&value) {
        return;
    }
    if nothing && (value.is_object() || value.is_array()) && !is_numbers(&value) {
        record.unread.push(name.to_owned());
    }
    record.metadata.insert(name.to_owned(), value);
}

/// Numbers stand for rows of another table: there is nothing strange about them.
fn is_numbers(value: &Value) -> bool {
    value
        .as_array()
        .is_some_and(|values| values.iter().all(Value::is_number))
}

fn fill_text(record: &mut Record, name: &str, value: Value) {
    let mut found = rich_text::read(value, paragraphs_of);
    if found.paragraphs.is_empty() && !found.unread.is_empty() {
        record.unread.push(name.to_owned());
    }
    record.paragraphs = found.paragraphs;
    let kept = match found.unread.len() {
        0 if found.beside.is_empty() => return,
        0 => Value::Object(found.beside),
        1 => found.unread.remove(0),
        _ => Value::Array(found.unread),
    };
    record.metadata.insert(name.to_owned(), kept);
}

/// Keeps a value as metadata, except nothing, and the text once more with its markup.
fn keep(record: &mut Record, name: Cow<'_, str>, value: Value) {
    let known = recognise(&name);
    let nothing = if known.is_some() {
        is_empty(&value)
    } else {
        is_blank(&value)
    };
    let markup =
        || known.is_some_and(|(field, _)| field == Field::Body) && squeeze(&name).ends_with("html");
    if !nothing && !markup() {
        record.metadata.insert(name.into_owned(), value);
    }
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
    "b",
    "i",
    "u",
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
            json!({"headline": {"main": "A title", "kicker": "k"}, "summary": "Short.", "views": 3})
        );
    }

    #[test]
    fn what_a_known_field_holds_in_an_unknown_shape_is_kept_and_told() {
        let section = json!({"ref": "a/1", "desk": {"label": "Port"}});
        let found = read(
            &json!({"title": "t", "text": {"en": {"long": 1}}, "section": section, "tags": [3, 4], "author": 5, "date": "NULL", "note": "NULL"}),
            &[],
        );
        let found = found.unwrap();
        assert_eq!(found.unread, ["text", "section"]);
        assert_eq!(
            Value::Object(found.metadata),
            json!({"text": {"en": {"long": 1}}, "section": section, "tags": [3, 4], "author": 5, "note": "NULL"})
        );
        assert_eq!(
            (found.published, found.tags.len(), found.authors.len()),
            (None, 0, 0)
        );
    }

    #[test]
    fn a_headline_alone_is_an_article_unless_prose_stands_beside_it() {
        let alone =
            json!({"title": "t", "rank": 1, "news_url": "https://a.example/1", "shares": "41"});
        assert_eq!(
            read(&alone, &[]).unwrap().url.as_deref(),
            Some("https://a.example/1")
        );
        let prose = "The council voted to close the bridge.";
        let Err(Reason::NoText { longest, .. }) =
            read(&json!({"n": "a b", "title": "t", "COPY": prose}), &[])
        else {
            panic!("the text is called COPY");
        };
        assert_eq!(longest.as_deref(), Some("COPY"));
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
                json!({"title": "t", "TEXT_FIELD": "The council voted to close the bridge."}),
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
