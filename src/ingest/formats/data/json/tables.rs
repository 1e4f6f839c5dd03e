//! Tables as pandas writes them in JSON: `orient="columns"`, which is its own, and `orient="split"`. (`records`, `index` and
//! `table` are lists and objects of records.)

use std::borrow::Cow;

use serde_json::{Map, Value};

use crate::ingest::fields::{Given, recognise};

/// The rows of a table; the fields as they were where they are none.
pub(super) fn rows(mut given: Given<'_>) -> Result<Vec<Given<'_>>, Given<'_>> {
    if is_split(&given) {
        return Ok(of_split(given));
    }
    let Some(keys) = keys_of_columns(&given) else {
        return Err(given);
    };
    let row = |key: &String| {
        given
            .iter_mut()
            .map(|(name, column)| {
                let value = column.get_mut(key).map(Value::take);
                (name.clone(), value.unwrap_or_default())
            })
            .collect()
    };
    Ok(keys.iter().map(row).collect())
}

/// `{"title": {"0": …, "1": …}, "text": {"0": …, "1": …}}`: the numbers of the rows.
fn keys_of_columns(given: &Given<'_>) -> Option<Vec<String>> {
    let columns: Vec<&Map<String, Value>> = given
        .iter()
        .map(|(_, column)| column.as_object())
        .collect::<Option<_>>()?;
    let first = columns.first()?;
    let is_number = |key: &str| key.bytes().all(|byte| byte.is_ascii_digit()) && !key.is_empty();
    let numbered = first.keys().all(|key| is_number(key)) && !first.is_empty();
    let alike = columns.iter().all(|column| {
        column.len() == first.len() && column.keys().all(|key| first.contains_key(key))
    });
    let named = given.iter().any(|(name, _)| recognise(name).is_some());
    (numbered && alike && named).then(|| first.keys().cloned().collect())
}

/// `{"columns": ["title", "text"], "index": [0, 1], "data": [[…], […]]}`.
fn is_split(given: &Given<'_>) -> bool {
    let list = |wanted: &str| {
        given
            .iter()
            .find(|(name, _)| name == wanted)
            .and_then(|(_, value)| value.as_array())
    };
    let strings = |values: &Vec<Value>| !values.is_empty() && values.iter().all(Value::is_string);
    let rows = |values: &Vec<Value>| values.iter().all(Value::is_array);
    given.len() <= 3 && list("columns").is_some_and(strings) && list("data").is_some_and(rows)
}

fn of_split(given: Given<'_>) -> Vec<Given<'_>> {
    let (mut columns, mut data, mut index) = (Vec::new(), Vec::new(), Vec::new());
    for (name, value) in given {
        if let Value::Array(values) = value {
            match name.as_ref() {
                "columns" => columns = values,
                "data" => data = values,
                _ => index = values,
            }
        }
    }
    let names: Vec<&str> = columns.iter().filter_map(Value::as_str).collect();
    let row = |(place, row): (usize, Value)| {
        let Value::Array(values) = row else {
            return Given::new();
        };
        let keys = names.iter().map(|name| Cow::Owned((*name).to_owned()));
        let mut fields: Given<'_> = keys.zip(values).collect();
        // Rows that have names of their own keep them; numbers only count.
        if let Some(label @ Value::String(_)) = index.get(place) {
            fields.push((Cow::Borrowed("index"), label.clone()));
        }
        fields
    };
    data.into_iter().enumerate().map(row).collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn tables_become_rows() {
        let read = |value: Value| {
            let Value::Object(fields) = value else {
                return None;
            };
            let given = fields
                .into_iter()
                .map(|(name, value)| (Cow::Owned(name), value));
            let rows = rows(given.collect()).ok()?;
            let object = |row: Given<'_>| -> Value {
                row.into_iter()
                    .map(|(name, value)| (name.into_owned(), value))
                    .collect()
            };
            Some(rows.into_iter().map(object).collect::<Value>())
        };
        let expected = json!([{"title": "A", "text": "x"}, {"title": "B", "text": null}]);
        let columns = json!({"title": {"3": "A", "7": "B"}, "text": {"3": "x", "7": null}});
        assert_eq!(read(columns), Some(expected.clone()));
        let split = json!({"columns": ["title", "text"], "index": [0, 1], "data": [["A", "x"], ["B", null]]});
        assert_eq!(read(split), Some(expected));
        let labelled = json!({"columns": ["title"], "index": ["a"], "data": [["A"]]});
        assert_eq!(read(labelled), Some(json!([{"title": "A", "index": "a"}])));
        for other in [
            json!({"title": {"rendered": "A"}, "text": {"rendered": "x"}}),
            json!({"title": "A", "text": "x"}),
            json!({"a": {"0": 1}}),
            json!({}),
        ] {
            assert_eq!(read(other.clone()), None, "{other}");
        }
    }
}
