//! The shapes in which programs write a value: objects that name it, wrapped dates and ids, words for nothing.

use serde_json::{Map, Value};

use super::names::{Field, squeeze};

/// What databases and tables write where a value is missing: the list of pandas, and those of `MySQL`, `JavaScript`, Python,
/// Ruby and Go, and dashes of tables.
const NOTHING: &[&str] = &[
    "#N/A",
    "#N/A N/A",
    "#NA",
    "-1.#IND",
    "-1.#QNAN",
    "-NaN",
    "-nan",
    "1.#IND",
    "1.#QNAN",
    "<NA>",
    "N/A",
    "NA",
    "NULL",
    "NaN",
    "None",
    "n/a",
    "nan",
    "null",
    "Null",
    "none",
    "NONE",
    "NaT",
    "\\N",
    "(null)",
    "undefined",
    "nil",
    "<nil>",
    "-",
    "--",
    "—",
    "[]",
    "{}",
];

/// Whether a text stands for nothing.
pub(super) fn is_nothing(text: &str) -> bool {
    let text = text.trim();
    text.is_empty() || (text.len() <= 9 && NOTHING.contains(&text))
}

/// Whether a value of a known field holds nothing.
pub(super) fn is_empty(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::String(text) => is_nothing(text),
        Value::Array(values) => values.iter().all(is_empty),
        Value::Object(fields) => fields.values().all(is_empty),
        Value::Bool(_) | Value::Number(_) => false,
    }
}

/// Whether a value of an unknown field holds nothing: its words are kept as they came.
pub(super) fn is_blank(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::String(text) => text.trim().is_empty(),
        Value::Array(values) => values.iter().all(is_blank),
        Value::Object(fields) => fields.values().all(is_blank),
        Value::Bool(_) | Value::Number(_) => false,
    }
}

/// A text read of a value, and whether that was all the value says.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Reading<T> {
    pub(super) read: T,
    pub(super) whole: bool,
}

impl<T> Reading<T> {
    fn whole(read: T) -> Self {
        Self { read, whole: true }
    }
}

/// A number as text; a whole one without decimals, as ids and seconds are meant.
pub(super) fn number(number: &serde_json::Number) -> String {
    let text = number.to_string();
    text.strip_suffix(".0").map_or(text.clone(), str::to_owned)
}

/// A value as one text: of an array the first that holds something, of an object what names it.
pub(super) fn one(value: &Value, field: Field) -> Reading<Option<String>> {
    match value {
        Value::Null => Reading::whole(None),
        Value::String(text) => Reading::whole((!is_nothing(text)).then(|| text.clone())),
        Value::Number(_) if is_number_of_another_table(field) => Reading {
            read: None,
            whole: false,
        },
        Value::Number(found) => Reading::whole(Some(number(found))),
        Value::Bool(_) => Reading {
            read: None,
            whole: false,
        },
        Value::Array(values) => {
            let first = values
                .iter()
                .enumerate()
                .map(|(place, value)| (place, one(value, field)))
                .find(|(_, found)| found.read.is_some());
            match first {
                Some((place, found)) => Reading {
                    whole: found.whole && values.iter().skip(place + 1).all(is_empty),
                    ..found
                },
                None => Reading {
                    read: None,
                    whole: values.iter().all(is_empty),
                },
            }
        }
        Value::Object(fields) => named(fields, field),
    }
}

/// Whether a number in this field points to another table, as in `WordPress`, and names nothing.
fn is_number_of_another_table(field: Field) -> bool {
    matches!(
        field,
        Field::Author | Field::Tag | Field::Section | Field::Source
    )
}

/// A value as several texts.
pub(super) fn many(value: &Value, field: Field) -> Reading<Vec<String>> {
    match value {
        Value::Array(values) => {
            let numbers = values.iter().all(Value::is_number);
            let mut all = Reading::whole(Vec::with_capacity(values.len()));
            for value in values {
                match value {
                    // A year among words is a keyword as they are.
                    Value::Number(found) if !numbers => all.read.push(number(found)),
                    _ => {
                        let found = one(value, field);
                        all.whole &= found.whole && (found.read.is_some() || is_empty(value));
                        all.read.extend(found.read);
                    }
                }
            }
            all
        }
        Value::Object(fields) => {
            let found = named(fields, field);
            if found.read.is_some() {
                return Reading {
                    read: found.read.into_iter().collect(),
                    whole: found.whole,
                };
            }
            match lists(fields) {
                Some(list) => {
                    let found = many(&list, field);
                    Reading {
                        whole: found.whole && fields.len() == 1,
                        ..found
                    }
                }
                None => Reading {
                    read: Vec::new(),
                    whole: is_empty(value),
                },
            }
        }
        other => {
            let found = one(other, field);
            Reading {
                read: found.read.into_iter().collect(),
                whole: found.whole,
            }
        }
    }
}

/// The list that an object stands for: `{"by": […]}`, or objects under their names.
fn lists(fields: &Map<String, Value>) -> Option<Value> {
    const HOLDING: &[&str] = &[
        "by", "authors", "author", "persons", "person", "people", "creators", "tags", "items",
        "data", "nodes",
    ];
    let list = HOLDING
        .iter()
        .find_map(|name| fields.get(*name).filter(|value| value.is_array()));
    if let Some(list) = list {
        return Some(list.clone());
    }
    let all_objects = !fields.is_empty() && fields.values().all(Value::is_object);
    all_objects.then(|| fields.values().cloned().collect())
}

/// Members that say what an object is, best first, squeezed.
const NAMING: &[&str] = &[
    "name",
    "main",
    "basic",
    "default",
    "original",
    "displayname",
    "fullname",
    "title",
    "label",
    "text",
    "plain",
    "value",
    "rendered",
    "html",
    "#text",
    "@value",
    "$t",
    "$oid",
    "string",
    "content",
];

/// Members that come before those, for a field.
fn naming_of(field: Field) -> &'static [&'static str] {
    match field {
        Field::Title => &["main", "basic", "rendered", "default", "text", "title"],
        Field::Tag => &["label", "tag", "term", "keyword", "value"],
        Field::Url => &["url", "href", "canonical"],
        Field::Id => &["$oid", "rendered", "id"],
        Field::Language => &["code", "iso", "id"],
        Field::Body | Field::Published | Field::Source | Field::Section | Field::Author => &[],
    }
}

/// What an object is called, or when it is.
fn named(fields: &Map<String, Value>, field: Field) -> Reading<Option<String>> {
    let nothing = Reading {
        read: None,
        whole: false,
    };
    if field == Field::Published
        && let Some(found) = moment(fields)
    {
        return found;
    }
    if field == Field::Author
        && let Some(found) = name_of_parts(fields)
    {
        return found;
    }
    let names = naming_of(field).iter().chain(NAMING);
    for wanted in names {
        let member = fields
            .iter()
            .find(|(name, value)| names_itself(name, wanted) && says_a_name(value));
        if let Some((name, value)) = member {
            let found = one(value, field);
            if found.read.is_some() {
                return Reading {
                    whole: found.whole && says_no_more(fields, &[name], found.read.as_deref()),
                    ..found
                };
            }
        }
    }
    // `{"data": {"id": 3, "attributes": {"name": "Jane Doe"}}}`, as Strapi and JSON:API wrap what they refer to.
    for wrapper in ["data", "attributes"] {
        if let Some(Value::Object(inner)) = fields.get(wrapper) {
            let found = named(inner, field);
            if found.read.is_some() {
                return Reading {
                    whole: found.whole && says_no_more(fields, &[wrapper], found.read.as_deref()),
                    ..found
                };
            }
        }
    }
    // `{"en": "Bridge shut"}`, `{"string": …}`: whatever the only member is called, it is the value.
    match fields.iter().next() {
        Some((_, value @ (Value::String(_) | Value::Number(_)))) if fields.len() == 1 => {
            one(value, field)
        }
        _ => nothing,
    }
}

fn names_itself(name: &str, wanted: &str) -> bool {
    name == wanted || squeeze(name) == wanted
}

/// A member that is only a number or a truth names nothing.
fn says_a_name(value: &Value) -> bool {
    !matches!(value, Value::Number(_) | Value::Bool(_) | Value::Null)
}

/// Whether the members beside those that were read add nothing: they are empty, of the kind that only says what the object
/// is, or the same once more.
fn says_no_more(fields: &Map<String, Value>, read: &[&str], text: Option<&str>) -> bool {
    fields.iter().all(|(name, value)| {
        read.contains(&name.as_str())
            || is_empty(value)
            || name.starts_with('@')
            || matches!(squeeze(name).as_ref(), "type" | "typename" | "datatype")
            || text.is_some_and(|text| value.as_str() == Some(text))
    })
}

/// A person's name given in parts.
fn name_of_parts(fields: &Map<String, Value>) -> Option<Reading<Option<String>>> {
    const PARTS: &[&[&str]] = &[
        &["first", "firstname", "given", "givenname", "forename"],
        &["middle", "middlename"],
        &["droppingparticle"],
        &["nondroppingparticle"],
        &["last", "lastname", "family", "familyname", "surname"],
    ];
    let whole_name =
        |name: &str| matches!(squeeze(name).as_ref(), "name" | "fullname" | "displayname");
    if fields
        .iter()
        .any(|(name, value)| whole_name(name) && !is_empty(value))
    {
        return None;
    }
    let part = |names: &&[&str]| {
        fields
            .iter()
            .find(|(name, value)| names.contains(&squeeze(name).as_ref()) && !is_empty(value))
            .and_then(|(name, value)| Some((name.as_str(), value.as_str()?.trim())))
    };
    let parts: Vec<(&str, &str)> = PARTS.iter().filter_map(part).collect();
    let read: Vec<&str> = parts.iter().map(|(name, _)| *name).collect();
    let name: Vec<&str> = parts.iter().map(|(_, text)| *text).collect();
    (!parts.is_empty()).then(|| Reading {
        whole: says_no_more(fields, &read, None),
        read: Some(name.join(" ")),
    })
}

/// Members that hold a moment, the most exact first.
const MOMENTS: &[&str] = &[
    "iso",
    "iso8601",
    "datetime",
    "date",
    "timestamp",
    "utc",
    "gmt",
    "published",
    "literal",
    "raw",
    "epoch",
    "time",
    "@value",
    "value",
    "#text",
    "$t",
];

/// A date given as year, month and day.
fn parts_of_a_date(fields: &Map<String, Value>) -> Option<Reading<Option<String>>> {
    // `{"date-parts": [[2024, 3, 9]]}`, as in citations.
    if let Some((name, parts)) = member(fields, &["dateparts"]) {
        let part = |value: &Value| {
            value
                .as_u64()
                .or_else(|| value.as_str()?.trim().parse().ok())
        };
        let numbers = parts.get(0)?.as_array()?.iter().map(part);
        let numbers: Vec<u64> = numbers.collect::<Option<_>>()?;
        let text: Vec<String> = numbers.iter().map(|part| format!("{part:02}")).collect();
        return Some(Reading {
            whole: says_no_more(fields, &[name], None),
            read: Some(text.join("-")),
        });
    }
    let (year, of_year) = member(fields, &["year"])?;
    let (month, of_month) = member(fields, &["month"])?;
    let part = |value: &Value| {
        value
            .as_u64()
            .or_else(|| value.as_str()?.trim().parse().ok())
    };
    let (of_year, of_month) = (part(of_year)?, part(of_month)?);
    let day = member(fields, &["day", "dayofmonth"]);
    let text = match day.and_then(|(_, value)| part(value)) {
        Some(of_day) => format!("{of_year:04}-{of_month:02}-{of_day:02}"),
        None => format!("{of_year:04}-{of_month:02}"),
    };
    let read = [Some(year), Some(month), day.map(|(name, _)| name)];
    let read: Vec<&str> = read.into_iter().flatten().collect();
    Some(Reading {
        whole: says_no_more(fields, &read, None),
        read: Some(text),
    })
}

/// The first member of one of these names that holds something.
fn member<'f>(fields: &'f Map<String, Value>, names: &[&str]) -> Option<(&'f str, &'f Value)> {
    fields
        .iter()
        .find(|(name, value)| names.contains(&squeeze(name).as_ref()) && !is_empty(value))
        .map(|(name, value)| (name.as_str(), value))
}

/// A moment as databases and languages write it: extended JSON of `MongoDB`, Firestore, PHP, Parse, JSON-LD, parts of a date.
fn moment(fields: &Map<String, Value>) -> Option<Reading<Option<String>>> {
    let get = |names: &[&str]| member(fields, names);
    // `{"$date": {"$numberLong": "1623490200000"}}`
    if let Some((name, value)) = get(&["$date", "$numberlong", "$numberint"]) {
        let text = match value {
            Value::Object(inner) => moment(inner)?.read,
            other => one(other, Field::Published).read,
        };
        return Some(Reading {
            whole: says_no_more(fields, &[name], None),
            read: text,
        });
    }
    if let Some((name, value)) = get(&["seconds", "sec"]) {
        let fraction = get(&["nanoseconds", "nanos", "usec", "microseconds"]);
        let read = [Some(name), fraction.map(|(name, _)| name)];
        let read: Vec<&str> = read.into_iter().flatten().collect();
        return Some(Reading {
            whole: says_no_more(fields, &read, None),
            read: one(value, Field::Published).read,
        });
    }
    if let Some(found) = parts_of_a_date(fields) {
        return Some(found);
    }
    MOMENTS.iter().find_map(|wanted| {
        let (name, value) = get(&[wanted])?;
        let read = one(value, Field::Published).read;
        read.is_some().then(|| Reading {
            whole: says_no_more(fields, &[name], None),
            read,
        })
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn words_for_nothing_are_nothing_and_no_others() {
        for text in [
            "", "  ", "NULL", " nan ", "\\N", "None", "N/A", "[]", "NaT", "nil", "-",
        ] {
            assert!(is_nothing(text), "{text:?}");
        }
        for text in ["Nan", "Nil", "None of them", "0", "- a", "Null Island"] {
            assert!(!is_nothing(text), "{text:?}");
        }
    }

    #[test]
    #[expect(clippy::too_many_lines, reason = "a table of shapes")]
    fn an_object_is_what_names_it() {
        let table = [
            (Field::Id, json!({"$oid": "5d"}), Some("5d"), true),
            (Field::Id, json!(12.0), Some("12"), true),
            (Field::Title, json!({"rendered": "A"}), Some("A"), true),
            (
                Field::Title,
                json!({"main": "A", "kicker": "b"}),
                Some("A"),
                false,
            ),
            (Field::Title, json!({"en": "A"}), Some("A"), true),
            (
                Field::Source,
                json!({"@type": "Organization", "name": "Echo"}),
                Some("Echo"),
                true,
            ),
            (
                Field::Source,
                json!({"id": null, "name": "Echo"}),
                Some("Echo"),
                true,
            ),
            (
                Field::Section,
                json!({"ref": "a/1", "desk": {"label": "Port"}}),
                None,
                false,
            ),
            (Field::Section, json!(3), None, false),
            (
                Field::Author,
                json!({"first": "Ann", "last": "Lee", "age": 40}),
                Some("Ann Lee"),
                false,
            ),
            (
                Field::Author,
                json!({"data": {"id": 3, "attributes": {"name": "Ann Lee"}}}),
                Some("Ann Lee"),
                false,
            ),
            (
                Field::Section,
                json!(["NULL", "World", "Sea"]),
                Some("World"),
                false,
            ),
            (
                Field::Author,
                json!({"first": "Ann", "last": "Lee"}),
                Some("Ann Lee"),
                true,
            ),
            (
                Field::Author,
                json!({"given": "Ann", "family": "Lee", "sequence": "first"}),
                Some("Ann Lee"),
                false,
            ),
            (
                Field::Published,
                json!({"$date": "2024-03-09"}),
                Some("2024-03-09"),
                true,
            ),
            (
                Field::Published,
                json!({"$date": {"$numberLong": "1709546400000"}}),
                Some("1709546400000"),
                true,
            ),
            (
                Field::Published,
                json!({"_seconds": 1_709_546_400, "_nanoseconds": 5}),
                Some("1709546400"),
                true,
            ),
            (
                Field::Published,
                json!({"__type": "Date", "iso": "2024-03-09T10:00:00Z"}),
                Some("2024-03-09T10:00:00Z"),
                true,
            ),
            (
                Field::Published,
                json!({"date": "2024-03-09 10:00:00.000000", "timezone": "UTC"}),
                Some("2024-03-09 10:00:00.000000"),
                false,
            ),
            (
                Field::Published,
                json!({"date-parts": [[2024, 3, 9]]}),
                Some("2024-03-09"),
                true,
            ),
            (
                Field::Published,
                json!({"year": 2024, "month": "3", "day": 9}),
                Some("2024-03-09"),
                true,
            ),
        ];
        for (field, value, text, whole) in table {
            let found = one(&value, field);
            assert_eq!(
                (found.read.as_deref(), found.whole),
                (text, whole),
                "{value}"
            );
        }
    }

    #[test]
    fn lists_come_in_many_shapes() {
        let table = [
            (
                Field::Tag,
                json!([{"name": "subject", "value": "Ropes"}, {"tag": "quay"}, "x", 1984]),
                vec!["Ropes", "quay", "x", "1984"],
                false,
            ),
            (Field::Tag, json!([44, 51]), vec![], false),
            (Field::Tag, json!([]), vec![], true),
            (
                Field::Tag,
                json!({"Boats": {"name": "Boats"}, "Sea": {"name": "Sea"}}),
                vec!["Boats", "Sea"],
                false,
            ),
            (
                Field::Author,
                json!({"by": [{"type": "author", "name": "Ann Lee"}]}),
                vec!["Ann Lee"],
                true,
            ),
            (
                Field::Author,
                json!(["Ann Lee", null, "None"]),
                vec!["Ann Lee"],
                true,
            ),
        ];
        for (field, value, texts, whole) in table {
            let found = many(&value, field);
            assert_eq!(
                (found.read, found.whole),
                (texts.into_iter().map(str::to_owned).collect(), whole),
                "{value}"
            );
        }
    }
}
