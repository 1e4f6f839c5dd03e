//! ninjs 1 to 3: news items in JSON. What is theirs alone is said in the words of the field table, which reads the rest.

use std::borrow::Cow;

use serde_json::Value;

use super::items::state;
use crate::ingest::fields::{self, FieldMap, Given};
use crate::ingest::formats::filling::{keep, tag};
use crate::ingest::reason::Reason;
use crate::ingest::record::Record;
use crate::ingest::slice::ReadOptions;

/// Whether JSON begins with an item of ninjs.
pub(crate) fn sniff(head: &[u8]) -> bool {
    let text = String::from_utf8_lossy(head);
    let has = |name: &str| text.contains(&format!("\"{name}\""));
    is_item(&has)
}

/// Whether something that has these fields is an item of ninjs.
fn is_item(has: &dyn Fn(&str) -> bool) -> bool {
    ["uri", "guid"].into_iter().any(has)
        && OF_NEWS.iter().any(|name| has(name))
        && HEADLINES.iter().chain(BODIES).any(|name| has(name))
}

/// Fields that only news items have.
const OF_NEWS: &[&str] = &["versioncreated", "pubstatus", "representationtype"];

const HEADLINES: &[&str] = &["headline", "headlines"];

/// Fields of the text, the best first.
const BODIES: &[&str] = &["body_xhtml", "body_html", "bodies", "body_text"];

/// Makes a record of a JSON object, an item of ninjs or another.
pub(crate) fn record(given: Given<'_>, options: &ReadOptions) -> Result<Record, Reason> {
    let has = |name: &str| given.iter().any(|(own, _)| own == name);
    if options.map != FieldMap::default() || !is_item(&has) {
        return fields::record(given, options);
    }
    item(given, options)
}

fn item(mut given: Given<'_>, options: &ReadOptions) -> Result<Record, Reason> {
    let item = NewsItem::taken_from(&mut given);
    let mut state_of_it = Record::default();
    let status = item.status.as_ref().and_then(Value::as_str);
    state(&mut state_of_it, status);
    if let Some(kind) = item.kind_without_text().filter(|_| !state_of_it.withdrawn) {
        let found = format!("an item of ninjs of type `{kind}` without a text");
        return Err(Reason::NoArticle { found });
    }
    item.put_back(&mut given);
    let mut record = match fields::record(given, options) {
        Ok(record) => record,
        Err(_) if state_of_it.withdrawn => Record::default(),
        Err(reason) => return Err(reason),
    };
    record.withdrawn = state_of_it.withdrawn;
    record.metadata.extend(state_of_it.metadata);
    item.complete(&mut record);
    Ok(record)
}

/// The fields that mean something in ninjs. What is not among them is read as in any object.
struct NewsItem {
    kind: Option<String>,
    status: Option<Value>,
    version: Option<Value>,
    uri: Option<Value>,
    guid: Option<Value>,
    bodies: Vec<Value>,
    headlines: Vec<Value>,
    by: Option<Value>,
    subjects: Option<Value>,
    keywords: Option<Value>,
    places: [Option<Value>; 3],
    summary: Option<Value>,
    section: Option<Value>,
    provider: Option<Value>,
    /// Metadata, by its name here.
    others: [(&'static str, Option<Value>); 8],
}

impl NewsItem {
    fn taken_from(given: &mut Given<'_>) -> Self {
        let mut take = |name: &str| {
            let at = given.iter().rposition(|(own, _)| own == name)?;
            Some(given.remove(at).1).filter(|value| !value.is_null())
        };
        let (by, byline) = (take("by"), take("byline"));
        Self {
            kind: take("type").and_then(text),
            status: take("pubstatus"),
            version: take("version"),
            uri: take("uri"),
            guid: take("guid"),
            bodies: BODIES.map_taken(&mut take),
            headlines: HEADLINES.map_taken(&mut take),
            by: byline.or(by),
            subjects: take("subject").or_else(|| take("subjects")),
            keywords: take("keywords"),
            places: ["place", "places", "located"].map(&mut take),
            summary: take("description_text")
                .or_else(|| take("description_html"))
                .or_else(|| take("descriptions").map(chosen)),
            section: take("service").or_else(|| take("section")),
            provider: take("source").or_else(|| take("provider")),
            others: [
                ("embargoed", "embargo"),
                ("copyrightholder", "copyright_holder"),
                ("copyrightnotice", "copyright_notice"),
                ("ednote", "editor_note"),
                ("slugline", "slug"),
                ("urgency", "urgency"),
                ("firstcreated", "first_created"),
                // Version 3.
                ("embargoeduntil", "embargo"),
            ]
            .map(|(name, key)| (key, take(name))),
        }
    }

    /// What it is, where it is no text and holds none.
    fn kind_without_text(&self) -> Option<&str> {
        let has_body = self.bodies.iter().any(has_text);
        let kind = self.kind.as_deref()?;
        (kind != "text" && !has_body).then_some(kind)
    }

    /// Gives fields back under the words of the field table, its best ones.
    fn put_back(&self, given: &mut Given<'_>) {
        let mut put = |name: &'static str, value: Option<Value>| {
            if let Some(value) = value {
                given.retain(|(own, _)| own != name);
                given.push((Cow::Borrowed(name), value));
            }
        };
        let best = |values: &[Value]| values.iter().find(|value| has_text(value)).cloned();
        let named = |value: &Option<Value>| value.as_ref().and_then(first_name).map(Value::from);
        put("id", self.uri.clone().or_else(|| self.guid.clone()));
        put("title", best(&self.headlines));
        let body = best(&self.bodies).or_else(|| self.summary.clone());
        put("body", body.or(Some(Value::from(""))));
        put("author", self.by.clone().filter(has_text));
        put("section", named(&self.section));
        put("source", named(&self.provider));
    }

    fn complete(self, record: &mut Record) {
        let uri = self.uri.and_then(text);
        let id = || uri.clone().or_else(|| self.guid.and_then(text));
        record.id = record.id.take().or_else(id);
        let url = || uri.filter(|uri| uri.starts_with("http"));
        record.url = record.url.take().or_else(url);
        record.version = self.version.and_then(|version| match &version {
            Value::String(text) => text.trim().parse().ok(),
            number => number.as_u64(),
        });
        for (name, code) in self.subjects.iter().flat_map(things) {
            tag(record, name);
            keep(record, "subject_codes", code);
        }
        for (keyword, _) in self.keywords.iter().flat_map(things) {
            tag(record, keyword);
        }
        for (place, _) in self.places.iter().flatten().flat_map(things) {
            keep(record, "place", place);
        }
        keep(record, "summary", self.summary.and_then(text));
        for (key, value) in self.others {
            let value = value.map(|value| match value {
                Value::String(text) => text,
                other => other.to_string(),
            });
            keep(record, key, value);
        }
    }
}

fn text(value: Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text),
        _ => None,
    }
}

/// Takes several fields, lists of texts in several forms by their best.
trait Taken {
    fn map_taken(&self, take: &mut dyn FnMut(&str) -> Option<Value>) -> Vec<Value>;
}

impl Taken for [&str] {
    fn map_taken(&self, take: &mut dyn FnMut(&str) -> Option<Value>) -> Vec<Value> {
        self.iter()
            .filter_map(|name| take(name))
            .map(chosen)
            .collect()
    }
}

/// Of texts in several forms (`[{"role": "main", "contenttype": "text/html", "value": …}]`), the main one with marks, else the first.
fn chosen(value: Value) -> Value {
    let Value::Array(forms) = value else {
        return value;
    };
    let is = |form: &Value, name: &str, word: &str| {
        form.get(name)
            .and_then(Value::as_str)
            .is_some_and(|value| value.to_ascii_lowercase().contains(word))
    };
    let best = forms.iter().enumerate().max_by_key(|(at, form)| {
        let rank = (is(form, "role", "main"), is(form, "contenttype", "html"));
        (
            form.get("value").is_some_and(has_text),
            rank,
            usize::MAX - at,
        )
    });
    let value = best.and_then(|(_, form)| form.get("value").cloned());
    value.unwrap_or_default()
}

fn has_text(value: &Value) -> bool {
    match value {
        Value::String(text) => !text.trim().is_empty(),
        Value::Array(values) => !values.is_empty(),
        Value::Null => false,
        _ => true,
    }
}

/// Names and codes of things, in a list or alone: `[{"name": …, "code": …}]`, `["…"]`.
fn things(value: &Value) -> Vec<(Option<String>, Option<String>)> {
    let one = |value: &Value| {
        let field = |name: &str| value.get(name).and_then(Value::as_str).map(str::to_owned);
        match value {
            Value::String(name) => (Some(name.clone()), None),
            other => {
                let code = field("code").or_else(|| field("uri"));
                (
                    field("name").or_else(|| field("literal")),
                    code.filter(|_| other.is_object()),
                )
            }
        }
    };
    match value {
        Value::Array(values) => values.iter().map(one).collect(),
        value => vec![one(value)],
    }
}

fn first_name(value: &Value) -> Option<String> {
    things(value).into_iter().find_map(|(name, _)| name)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ingest::formats::damage;
    use crate::ingest::formats::data::json;
    use crate::ingest::formats::read_all::read_all;

    const SAMPLE: &str = include_str!("../../../../tests/formats/agency/ninjs.json");

    #[test]
    fn items_of_all_versions_are_read() {
        assert!(sniff(SAMPLE.as_bytes()));
        let items: Vec<Value> = serde_json::from_str(SAMPLE).unwrap();
        let found: Vec<_> = items
            .iter()
            .flat_map(|item| read_all(json::read, &item.to_string()))
            .collect();
        assert_eq!(found.len(), 4);
        for (record, version) in found[..2].iter().zip([2, 5]) {
            let record = record.as_ref().unwrap();
            assert_eq!(
                record.title.as_deref(),
                Some("Ferry to Korrin Isle runs again")
            );
            assert_eq!(record.version, Some(version));
            assert_eq!(record.authors, ["Tilda Marsh"]);
            assert_eq!(record.source.as_deref(), Some("MNA"));
            assert_eq!(record.language.as_deref(), Some("en"));
            assert_eq!(record.tags, ["shipping", "ferries"]);
            assert_eq!(record.published.as_deref(), Some("2019-04-17T16:05:00Z"));
            assert_eq!(record.metadata["place"], "Selwick");
            assert_eq!(record.metadata["copyright_holder"], "Marsh News Agency");
            assert_eq!(record.metadata["embargo"], "2019-04-17T18:00:00Z");
            let text: Vec<(&str, bool)> = record
                .paragraphs
                .iter()
                .map(|paragraph| (paragraph.text.as_str(), paragraph.heading))
                .collect();
            let expected = [
                ("The ferry left Selwick at noon.", false),
                ("A new pump", true),
                ("She ran quietly.", false),
            ];
            assert_eq!(text, expected);
        }
        let ids = [0, 1].map(|at: usize| found[at].as_ref().unwrap().id.clone().unwrap());
        assert_eq!(
            ids,
            ["http://mna.example/items/33", "urn:newsml:mna.example:33"]
        );
        let withdrawn = found[2].as_ref().unwrap();
        assert!(
            withdrawn.withdrawn && withdrawn.id.as_deref() == Some("urn:newsml:mna.example:12")
        );
        assert_eq!(found[3].as_ref().unwrap_err().reason.code(), "no_article");
    }

    #[test]
    fn damage_is_survived() {
        damage::survives(json::read, SAMPLE.as_bytes());
    }
}
