//! Lists that were printed into one string, as Python, JSON and YAML print them.

/// The items of a printed list: `['A', 'B']`, `["A"]`, `[A, B]`, `[{'name': 'A'}]`; `None` where a text is none.
///
/// Of an object its name counts; `None`, `null` and `nan` are no items.
pub(crate) fn items(text: &str) -> Option<Vec<String>> {
    let text = text.trim();
    if let Some(inside) = text
        .strip_prefix('{')
        .and_then(|text| text.strip_suffix('}'))
    {
        return Some(vec![name(inside)?]);
    }
    let inside = text.strip_prefix('[')?.strip_suffix(']')?;
    let mut items = Vec::new();
    let mut rest = inside.trim();
    while !rest.is_empty() {
        let (item, behind) = item(rest)?;
        items.extend(item);
        rest = behind.trim_start();
        rest = match rest.strip_prefix(',') {
            Some(next) => next.trim_start(),
            None if rest.is_empty() => rest,
            None => return None,
        };
    }
    Some(items)
}

/// The item at the start of a text, `None` where it stands for nothing, and what follows it.
fn item(text: &str) -> Option<(Option<String>, &str)> {
    if text.starts_with(['\'', '"']) {
        let (item, behind) = quoted(text)?;
        return Some((Some(item).filter(|item| !item.trim().is_empty()), behind));
    }
    if let Some(object) = text.strip_prefix('{') {
        let end = object.find('}')?;
        let (inside, behind) = (object.get(..end)?, object.get(end + 1..)?);
        return Some((name(inside), behind));
    }
    let end = text.find(',').unwrap_or(text.len());
    let (item, behind) = text.split_at_checked(end)?;
    let item = item.trim();
    let nothing = ["", "none", "null", "nan"].contains(&item.to_ascii_lowercase().as_str());
    let plain = !item.contains(['[', ']', '{', '}', '\'', '"']);
    (plain || nothing).then(|| ((!nothing).then(|| item.to_owned()), behind))
}

/// The string in quotes at the start of a text, and what follows it.
fn quoted(text: &str) -> Option<(String, &str)> {
    let mut chars = text.char_indices();
    let (_, quote) = chars.next()?;
    let mut item = String::new();
    while let Some((at, ch)) = chars.next() {
        if ch == quote {
            return Some((item, text.get(at + 1..)?));
        }
        item.push(if ch == '\\' { chars.next()?.1 } else { ch });
    }
    None
}

/// The value of `name` among the members of a printed object.
fn name(members: &str) -> Option<String> {
    let mut rest = members.trim();
    while !rest.is_empty() {
        let (key, behind) = quoted(rest.strip_prefix(',').unwrap_or(rest).trim_start())?;
        let value = behind.trim_start().strip_prefix(':')?.trim_start();
        if value.starts_with(['\'', '"']) {
            let (value, behind) = quoted(value)?;
            if key == "name" {
                return Some(value).filter(|value| !value.trim().is_empty());
            }
            rest = behind.trim_start();
        } else {
            rest = value
                .find(',')
                .and_then(|end| value.get(end..))
                .unwrap_or("");
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn printed_lists_are_read_and_prose_is_not() {
        let cases: &[(&str, Option<&[&str]>)] = &[
            ("['Jane Doe', 'John Roe']", Some(&["Jane Doe", "John Roe"])),
            (
                r#"["Jane Doe","Sean O'Roe"]"#,
                Some(&["Jane Doe", "Sean O'Roe"]),
            ),
            (
                r#"["Sean O'Roe", 'Kim "K" Poe']"#,
                Some(&["Sean O'Roe", "Kim \"K\" Poe"]),
            ),
            (r"['Sean O\'Roe']", Some(&["Sean O'Roe"])),
            ("[Jane Doe, John Roe]", Some(&["Jane Doe", "John Roe"])),
            ("[]", Some(&[])),
            ("[None, nan, '']", Some(&[])),
            (
                "[{'@type': 'Person', 'name': 'Jane Doe'}, {'name': 'John Roe', 'age': 7}]",
                Some(&["Jane Doe", "John Roe"]),
            ),
            ("{\"id\": 7, \"name\": \"Jane Doe\"}", Some(&["Jane Doe"])),
            ("Jane Doe", None),
            ("[Jane", None),
            ("['Jane' Doe]", None),
            ("[a] and [b]", None),
            ("", None),
            ("{}", None),
            ("[[1, 2]]", None),
        ];
        for (text, expected) in cases {
            let found = items(text);
            let found: Option<Vec<&str>> = found
                .as_ref()
                .map(|items| items.iter().map(String::as_str).collect());
            assert_eq!(found.as_deref(), *expected, "{text}");
        }
    }
}
